"""Two-point probability and lineal path against scipy's FFT and porespy, in one run.

``python -m tests.bench.bench_morphology [--full] [--rounds N]``

The contenders take turns, so a busy machine slows all of them alike; medians and ratios are printed and
nothing is asserted about seconds. That the contenders count the same is asserted. ``--full`` runs porespy's
two-point function at 4096 x 4096 too (half a minute a turn).
"""

import argparse
import math
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import scipy.fft

from geodesk.morphology import correlations, force_kernel_path, kernel_path, kernel_paths
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
        return [run_lengths(lines_along(plane, axis, team), False, team) for axis in (2, 1)]


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
    """Print every comparison."""
    print(f"Morphology: {platform.machine()}, {processor()}, {available_processors()} processors")
    print(f"kernel {kernel_path()} of {', '.join(kernel_paths())}; one thread up to {ALONE:,} pixels")
    porespy = has_porespy()
    for size in SIZES:
        grey = overlapping_discs(size, RADIUS)
        r_max = size // 2
        for ours, theirs in zip(two_point_bits(grey, r_max), two_point_fft(grey, r_max), strict=True):
            # float32 cannot count to millions exactly; porespy's and scipy's maps are what they are.
            assert np.abs(ours - theirs).max() <= 1e-4 * ours[0], "the FFT and the bits disagree"
        contenders: dict[str, Callable[[], object]] = {
            "geodesk": lambda g=grey, r=r_max: two_point_bits(g, r),
            "geodesk, r <= 256": lambda g=grey: two_point_bits(g, 256),
            "scipy FFT float32, 2 workers, whole map": lambda g=grey, r=r_max: two_point_fft(g, r),
        }
        for path in kernel_paths()[1:]:
            contenders[f"geodesk, {path} forced"] = lambda g=grey, r=r_max, p=path: forced(p, g, r)
        if porespy and (full or size <= 1024):
            contenders["porespy two_point_correlation, radial"] = lambda g=grey: two_point_porespy(g)
        show(f"S2 x + y, r <= N/2, {size} x {size}, from uint8", turns(contenders, rounds))

        contenders = {"geodesk": lambda g=grey: lineal_path_bits(g)}
        if porespy:
            contenders["porespy lineal path, four calls"] = lambda g=grey: lineal_path_porespy(g)
        show(f"L x + y, both phases, {size} x {size}, from uint8", turns(contenders, rounds))
        show(
            f"S2 and L, both phases, x + y, r <= N/2, {size} x {size}",
            turns({"geodesk.morphology.correlations": lambda g=grey: everything(g)}, rounds),
        )


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
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    bench(chosen.full, chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
