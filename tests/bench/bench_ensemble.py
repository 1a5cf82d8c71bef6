"""Ensembles: 1,000 small pictures in memory, the job on files, the distance of two; peers in the same run.

``python -m tests.bench.bench_ensemble [--pictures N] [--rounds N]``

The contenders take turns, so a busy machine slows all of them alike; medians and ratios are printed and
nothing is asserted about seconds. That the contenders count the same is asserted. The slow peers do a part of
the pictures and are scaled up to all; it says so.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import scipy.fft
import tifffile

from geodesk import micrograph
from geodesk.jobs.ensemble import ensemble_of, measure
from geodesk.jobs.inputs import gather
from geodesk.morphology import correlations, kernel_path, kernel_paths
from geodesk.morphology.batch import correlations_batch
from geodesk.morphology.bitplanes import available_processors
from geodesk.morphology.distance import distances, floor
from tests.bench.bench_morphology import THRESHOLD, has_porespy, overlapping_discs, turns, two_point_porespy

SIDE, RADIUS, R_MAX = 320, 16, 160
_FEW, _FFT, _PORESPY = 100, 100, 2
_FILES = 200


def pictures(count: int) -> np.ndarray:
    """Different pictures of overlapping discs."""
    return np.stack([overlapping_discs(SIDE, RADIUS, seed) for seed in range(count)])


def fft_loop(stack: np.ndarray, pool: ThreadPoolExecutor) -> list[list[np.ndarray]]:
    """S2 of phase 1 along x and y of every picture by its whole map in float32, on threads."""
    size = scipy.fft.next_fast_len(SIDE + R_MAX, real=True)

    def one(grey: np.ndarray) -> list[np.ndarray]:
        spectrum = scipy.fft.rfft2((grey > THRESHOLD).astype(np.float32), (size, size))
        pairs = scipy.fft.irfft2(spectrum.real**2 + spectrum.imag**2, (size, size))
        return [np.rint(line).astype(np.int64) for line in (pairs[0, : R_MAX + 1], pairs[: R_MAX + 1, 0])]

    return list(pool.map(one, stack))


def in_memory(count: int, rounds: int) -> None:
    """S2 and L of both phases along x and y, from uint8 and a threshold."""
    stack = pictures(count)
    processors = available_processors()
    porespy = has_porespy()
    with ThreadPoolExecutor(processors) as pool:
        ours = correlations_batch(stack[:_FEW], THRESHOLD, R_MAX).directions
        for k, theirs in enumerate(fft_loop(stack[:_FEW], pool)):
            for name, line in zip(("x", "y"), theirs, strict=True):
                assert np.array_equal(ours[name].two_point[1].counts[k], line), (
                    "the FFT and the bits disagree"
                )
        contenders: dict[str, tuple[int, Callable[[], object]]] = {
            "geodesk, correlations_batch": (count, lambda: correlations_batch(stack, THRESHOLD, R_MAX)),
            "geodesk, one thread": (count, lambda: correlations_batch(stack, THRESHOLD, R_MAX, threads=1)),
            "geodesk, correlations() one by one": (
                _FEW,
                lambda: [correlations(p, r_max=R_MAX, threshold=THRESHOLD) for p in stack[:_FEW]],
            ),
            f"scipy FFT float32 loop, {processors} threads, S2 of one phase": (
                _FFT,
                lambda: fft_loop(stack[:_FFT], pool),
            ),
        }
        if porespy:
            contenders["porespy two_point_correlation, radial, one phase"] = (
                _PORESPY,
                lambda: [two_point_porespy(picture) for picture in stack[:_PORESPY]],
            )
        busy: dict[str, float] = {}

        def counted(name: str, work: Callable[[], object]) -> Callable[[], object]:
            def run() -> None:
                begin = time.process_time()
                work()
                busy[name] = min(busy.get(name, math.inf), time.process_time() - begin)

            return run

        medians = turns({name: counted(name, work) for name, (_, work) in contenders.items()}, rounds)
    print(f"S2 and L, both phases, x + y, r <= {R_MAX}, of {count:,} x {SIDE} x {SIDE} in memory")
    print(f"  {'':<58}{'median':>13}{'ratio':>11}{'processor':>14}")
    base = medians["geodesk, correlations_batch"]
    for name, (part, _) in contenders.items():
        whole = medians[name] * count / part
        scaled = "" if part == count else f"  (from {part})"
        spent = busy[name] * count / part
        print(f"  {name:<58}{whole * 1e3:>10.1f} ms{whole / base:>9.1f} x{spent * 1e3:>11.1f} ms{scaled}")


def on_files(rounds: int) -> None:
    """The job on TIFF files: reading, Otsu, counting; beside reading alone on as many threads."""
    with tempfile.TemporaryDirectory(prefix="geodesk-ensemble-") as name:
        folder = Path(name)
        for k, picture in enumerate(pictures(_FILES)):
            noise = np.random.default_rng(k).integers(0, 30, picture.shape, dtype=np.uint8)
            tifffile.imwrite(folder / f"{k:04d}.tif", picture + noise)
        items = gather([folder]).items

        def read(file: Path) -> int:
            with micrograph.open(file) as picture:
                return int(picture.pixels().size)

        with ThreadPoolExecutor(available_processors()) as pool:
            medians = turns(
                {
                    "job: read, Otsu, S2 and L": lambda: list(measure(items)),
                    "reading alone": lambda: list(pool.map(read, [item.file for item in items])),
                },
                rounds,
            )
            rows = [row for step in measure(items) for row in step.rows]
            ensemble_of(rows)
        print(f"{_FILES} files of {SIDE} x {SIDE}, 8 bits")
        for title, seconds in medians.items():
            print(f"  {title:<58}{seconds / _FILES * 1e3:>11.2f} ms a picture")
        job = measure(items * 20)
        next(job)
        begin = time.perf_counter()
        job.close()
        print(f"  {'cancelling the job':<58}{(time.perf_counter() - begin) * 1e3:>11.2f} ms")


def apart(rounds: int) -> None:
    """Distance of two ensembles with its intervals and floors."""
    stack = pictures(1000)
    a, b = (correlations_batch(part, THRESHOLD, R_MAX) for part in (stack[::2], stack[1::2]))
    medians = turns(
        {
            "distances, 1,000 resamples": lambda: distances(a, b),
            "floor, 200 splits": lambda: floor(a),
            "mean, deviation, percentiles": lambda: [
                (f.mean, f.sd, f.percentiles((5, 25, 50, 75, 95)))
                for d in correlations_batch(stack[::2], THRESHOLD, R_MAX).directions.values()
                for f in (*d.two_point, *d.lineal_path)
            ],
        },
        rounds,
    )
    print(f"Two ensembles of 500 pictures, S2 and L, both phases, x + y, r <= {R_MAX}")
    for title, seconds in medians.items():
        print(f"  {title:<58}{seconds * 1e3:>11.1f} ms")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Ensembles against an FFT loop and porespy")
    parser.add_argument("--pictures", type=int, default=1000, help="in memory (default: 1000)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender (default: 5)")
    chosen = parser.parse_args(arguments)
    print(f"Ensembles: kernel {kernel_path()} of {', '.join(kernel_paths())}")
    in_memory(max(chosen.pictures, _FEW), chosen.rounds)
    on_files(chosen.rounds)
    apart(min(3, chosen.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
