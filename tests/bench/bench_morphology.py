"""Correlation functions of pictures against scipy's FFT, porespy and the memory, in one run.

``python -m tests.bench.bench_morphology [--full] [--rounds N] [--only pictures|scale]``

The contenders take turns, so a busy machine slows all of them alike; medians and ratios are printed and
nothing is asserted about seconds. That the contenders count the same is asserted. ``--full`` runs porespy's
two-point function at 4096 x 4096 too (half a minute a turn). Volumes, memory, a busy core and growth with
size stand in bench_morphology_scale.
"""

import argparse
import math
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import scipy.fft
import scipy.ndimage

from geodesk.morphology import (
    LinealPathTable,
    correlations,
    directional,
    force_kernel_path,
    kernel_path,
    kernel_paths,
)
from geodesk.morphology.bitplanes import (
    ALONE,
    Team,
    available_processors,
    lines_along,
    pack_above,
    pair_counts,
    run_lengths,
)

SIZES = (1024, 4096)
RADIUS = 16
THRESHOLD = 127


def overlapping_discs(size: int, radius: int, seed: int = 7) -> np.ndarray:
    """A grey picture, discs bright, half of the area covered; periodic."""
    generator = np.random.default_rng(seed)
    covered = np.zeros((size, size), bool)
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    disc = np.argwhere(x * x + y * y <= radius * radius) - radius
    count = generator.poisson(math.log(2) / len(disc) * size * size)
    for centre in generator.integers(0, size, (count, 2)):
        covered[tuple(((centre + disc) % size).T)] = True
    return np.where(covered, np.uint8(180), np.uint8(60))


def two_point_bits(grey: np.ndarray, r_max: int) -> list[np.ndarray]:
    """Pairs of phase 1 along x and y, from the grey picture and a threshold."""
    with Team(None, grey.size) as team:
        plane = pack_above(grey, THRESHOLD, team)
        return [pair_counts(lines_along(plane, axis, team), r_max, False, team) for axis in (2, 1)]


def two_point_fft(grey: np.ndarray, r_max: int) -> list[np.ndarray]:
    """Do the same by way of the whole map in float32, padded so that nothing wraps."""
    shape = [scipy.fft.next_fast_len(n + r_max, real=True) for n in grey.shape]
    spectrum = scipy.fft.rfft2((grey > THRESHOLD).astype(np.float32), shape, workers=2)
    power = spectrum.real**2 + spectrum.imag**2
    pairs = scipy.fft.irfft2(power, shape, workers=2)
    return [np.rint(line).astype(np.int64) for line in (pairs[0, : r_max + 1], pairs[: r_max + 1, 0])]


def two_point_porespy(grey: np.ndarray) -> object:
    """porespy has the radial average only."""
    import porespy

    return porespy.metrics.two_point_correlation(grey > THRESHOLD, bins=grey.shape[0] // 2)


def lineal_path_bits(grey: np.ndarray) -> list[np.ndarray]:
    """Runs of both phases along x and y, from the grey picture and a threshold."""
    with Team(None, grey.size) as team:
        plane = pack_above(grey, THRESHOLD, team)
        return [run_lengths(plane, axis, False, team) for axis in (2, 1)]


def reading(grey: np.ndarray) -> None:
    """Read every pixel once, as fast as numpy does: the sum of its 64-bit words, on as many threads."""
    with Team(None, grey.size) as team:
        team.share(lambda start, stop: grey[start:stop].reshape(-1).view(np.uint64).sum(), len(grey))


def lineal_path_porespy(grey: np.ndarray) -> list[object]:
    """Both phases along x and y, four calls."""
    import porespy

    found = []
    for phase in (grey > THRESHOLD, grey <= THRESHOLD):
        for axis in (1, 0):
            distance = porespy.filters.distance_transform_lin(phase, axis=axis, mode="both")
            found.append(porespy.metrics.lineal_path_distribution(distance, bins=grey.shape[0] // 2))
    return found


def everything(grey: np.ndarray) -> object:
    """S2 and L of both phases along x and y, the public call."""
    return correlations(grey, r_max=grey.shape[0] // 2, threshold=THRESHOLD)


def turns(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each contender; they take turns after one turn to warm up."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, work in contenders.items():
            begin = time.perf_counter()
            work()
            if turn:
                seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def show(title: str, medians: dict[str, float]) -> None:
    """One line a contender: its median, and how many times the first one's."""
    print(title)
    ours = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"  {name:<44}{median * 1e3:>11.2f} ms{median / ours:>10.1f} x")


def against(title: str, medians: dict[str, float], wanted: dict[str, str] | None = None) -> None:
    """One line a contender: its median, and how many of it fit into the last one's, the peer's."""
    *ours, peer = medians
    print(f"{title}; {peer}: {medians[peer] * 1e3:.2f} ms")
    for name in ours:
        goal = (wanted or {}).get(name)
        ratio = medians[peer] / medians[name]
        print(
            f"  {name:<36}{medians[name] * 1e3:>11.2f} ms{ratio:>10.3g} x", f"  wanted {goal}" if goal else ""
        )


def has_porespy() -> bool:
    """Whether porespy can be imported; its dependencies warn on import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import porespy
        except ImportError:
            print("porespy is not installed: left out")
            return False
    porespy.settings.tqdm["disable"] = True
    return True


def bench(full: bool = False, rounds: int = 7) -> None:
    """Print every comparison of pictures."""
    porespy = has_porespy()
    for size in SIZES:
        grey = overlapping_discs(size, RADIUS)
        r_max = size // 2
        for ours, theirs in zip(two_point_bits(grey, r_max), two_point_fft(grey, r_max), strict=True):
            # float32 cannot count to millions exactly; porespy's and scipy's maps are what they are.
            assert np.abs(ours - theirs).max() <= 1e-4 * ours[0], "the FFT and the bits disagree"
        last = size == SIZES[-1]
        fft = {"scipy FFT float32, 2 workers": lambda g=grey, r=r_max: two_point_fft(g, r)}
        paths = {p: lambda g=grey, r=r_max, p=p: forced(p, g, r) for p in kernel_paths()}
        goals = {"avx512": "12 x", "avx2": "5 x", "plain": "2 x"}
        title = f"S2 x + y, {size} x {size}, from uint8"
        against(f"{title}, r <= N/2", turns(paths | fft, rounds), goals if last else None)
        near = {kernel_path(): lambda g=grey: two_point_bits(g, 256)}
        against(f"{title}, r <= 256", turns(near | fft, rounds), {"avx512": "40 x"} if last else None)
        if porespy and (full or not last):
            peer = {"porespy two_point_correlation": lambda g=grey: two_point_porespy(g)}
            own = {kernel_path(): lambda g=grey, r=r_max: two_point_bits(g, r)}
            goals = {kernel_path(): "500 x"} if size == 1024 else None
            against(f"{title}, r <= N/2", turns(own | peer, min(rounds, 3)), goals)

        own = {"geodesk": lambda g=grey: lineal_path_bits(g)}
        title = f"L x + y, both phases, {size} x {size}, from uint8"
        peer = {"reading it once": lambda g=grey: reading(g)}
        against(title, turns(own | peer, 3 * rounds), {"geodesk": "0.125 x"} if last else None)
        if porespy:
            peer = {"porespy lineal path, four calls": lambda g=grey: lineal_path_porespy(g)}
            against(title, turns(own | peer, min(rounds, 3)), {"geodesk": "300 x"} if last else None)
        contenders = {
            "correlations, x + y, r <= N/2": lambda g=grey: everything(g),
            "diag1 + diag2, r <= N/2": lambda g=grey, r=r_max: directional(
                g, ["diag1", "diag2"], r, threshold=THRESHOLD
            ),
            "radial, r <= 256, 16 directions": lambda g=grey: directional(
                g, ["radial"], 256, threshold=THRESHOLD
            ),
            "L at all thresholds, r <= 256, table": lambda g=grey: LinealPathTable.of(g),
        }
        show(f"S2 and L, both phases, {size} x {size}", turns(contenders, min(rounds, 5)))
    tables(rounds)


def tables(rounds: int) -> None:
    """L at all thresholds of a picture with all its grey levels, against counting at one."""
    generator = np.random.default_rng(1)
    size = SIZES[-1]
    smooth = scipy.ndimage.gaussian_filter(
        generator.normal(size=(size, size)).astype(np.float32), 6, mode="wrap"
    )
    grey = np.clip(128 + 45 * smooth / smooth.std() + 4 * generator.normal(size=(size, size)), 0, 255)
    grey = grey.astype(np.uint8)
    table = LinealPathTable.of(grey)
    for threshold in (90, 128):
        for name, axis in (("x", 1), ("y", 0)):
            direct = correlations(grey, [axis], 256, threshold=threshold)[axis].lineal_path
            for one, two in zip(table.at(threshold).lineal_path[name], direct, strict=True):
                assert np.array_equal(one.counts, two.counts), "the table and the counts disagree"
    contenders = {
        "one threshold": lambda: lineal_path_bits(grey),
        "all 256 thresholds, r <= 256": lambda: LinealPathTable.of(grey),
        "look up one of them": lambda: table.at(128),
    }
    show(f"L x + y, both phases, {size} x {size}, grey levels with noise", turns(contenders, min(rounds, 3)))


def forced(path: str, grey: np.ndarray, r_max: int) -> None:
    """S2 with a slower code path."""
    force_kernel_path(path)
    try:
        two_point_bits(grey, r_max)
    finally:
        force_kernel_path(None)


def processor() -> str:
    """The processor's name where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Correlation functions against scipy and porespy")
    parser.add_argument("--full", action="store_true", help="porespy's two-point function at 4096 too")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each contender (default: 7)")
    parser.add_argument("--only", choices=("pictures", "scale"), help="one half of it")
    chosen = parser.parse_args(arguments)
    print(f"Morphology: {platform.machine()}, {processor()}, {available_processors()} processors")
    print(f"kernel {kernel_path()} of {', '.join(kernel_paths())}; one thread up to {ALONE:,} pixels")
    if chosen.only != "scale":
        bench(chosen.full, chosen.rounds)
    if chosen.only != "pictures":
        from tests.bench import bench_morphology_scale

        bench_morphology_scale.bench(chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
