"""Stochastic reconstruction against plain numpy, in one run: ``python -m tests.bench.bench_reconstruction``.

The picture, the limits and the energy are those of the figures in docs: 320 x 320 overlapping discs of
radius 8, phase 1, periodic, lags 1…159 along x and y. porespy has no reconstruction, so the peer is the same
algorithm in numpy, a few vector operations a swap. Contenders take turns in short bursts; minimum and median
are of the thread's own processor time, which other programs disturb less than the clock. That the peer counts
rightly is asserted.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from geodesk.morphology import correlations, force_kernel_path, kernel_path, kernel_paths
from geodesk.morphology.reconstruction import Reconstruction, ReconstructionTarget
from tests.bench.bench_morphology import overlapping_discs, processor

SIZE, RADIUS, LAST = 320, 8, 159
SWAPS = 10_000_000


class InNumpy:
    """The same swaps, S2 alone, accepted where the energy does not rise."""

    def __init__(self, wanted: np.ndarray, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.field = self.random.permutation(wanted.ravel()).reshape(wanted.shape).astype(np.int64)
        target, now = (correlations(p.astype(bool), r_max=LAST, periodic=True) for p in (wanted, self.field))
        self.excess = [now[k].two_point[1].counts - target[k].two_point[1].counts for k in (0, 1)]
        self.one, self.zero = (np.argwhere(self.field == value) for value in (1, 0))
        self.lags = np.arange(1, LAST + 1)

    @property
    def energy(self) -> float:
        """E of the picture as it is."""
        return float(sum(((e / self.field.size) ** 2).sum() for e in self.excess))

    def pairs(self, pixel: np.ndarray, axis: int) -> np.ndarray:
        """Pixels of the phase r before and r behind a pixel."""
        line = self.field[pixel[0]] if axis else self.field[:, pixel[1]]
        n, at = len(line), pixel[axis]
        return line[(at + self.lags) % n] + line[(at - self.lags) % n]

    def advance(self, swaps: int) -> None:
        """Try some swaps."""
        for _ in range(swaps):
            i, j = self.random.integers(len(self.one)), self.random.integers(len(self.zero))
            leaves, joins = self.one[i].copy(), self.zero[j].copy()
            steps = [-self.pairs(leaves, axis) for axis in (0, 1)]
            self.field[tuple(leaves)] = 0
            steps = [step + self.pairs(joins, axis) for axis, step in enumerate(steps)]
            change = sum(((2 * e[1:] + s) * s).sum() for e, s in zip(self.excess, steps, strict=True))
            if change > 0:
                self.field[tuple(leaves)] = 1
                continue
            self.field[tuple(joins)] = 1
            for excess, step in zip(self.excess, steps, strict=True):
                excess[1:] += step
            self.one[i], self.zero[j] = joins, leaves


def burst(work: Callable[[int], None], swaps: int) -> float:
    """Nanoseconds of processor time a swap."""
    began = time.thread_time()
    work(swaps)
    return (time.thread_time() - began) / swaps * 1e9


def bench(rounds: int = 40) -> None:
    """Print every comparison."""
    wanted = overlapping_discs(SIZE, RADIUS) > 127
    print(
        f"Reconstruction, {SIZE} x {SIZE}, discs of R = {RADIUS}, r <= {LAST}, x + y, periodic: {processor()}"
    )
    peer = InNumpy(wanted, 1)
    peer.advance(300)
    recount = correlations(peer.field.astype(bool), r_max=LAST, periodic=True)
    target = correlations(wanted, r_max=LAST, periodic=True)
    for axis, excess in enumerate(peer.excess):
        counts = recount[axis].two_point[1].counts - target[axis].two_point[1].counts
        assert (counts == excess).all(), "the peer miscounts"

    contenders: dict[str, tuple[str, Callable[[int], None], int]] = {}
    for functions, path in (("S2", False), ("S2 and L", True)):
        aim = ReconstructionTarget.of(wanted, r_max=LAST, lineal_path=path)
        for code in dict.fromkeys((kernel_paths()[0], kernel_paths()[-1])):
            force_kernel_path(code)
            work = Reconstruction(aim, wanted.shape, swaps=1 << 40, seed=1)
            force_kernel_path(None)
            work.advance(300_000)  # beyond the first rush, as most swaps are
            contenders[f"geodesk {functions}, {code}"] = (functions, work.advance, 20_000)
    contenders["numpy S2"] = ("S2", peer.advance, 200)
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, (_, work, swaps) in contenders.items():
            taken[name].append(burst(work, swaps))
    ours = next(iter(taken.values()))
    for name, each in taken.items():
        ratio = statistics.median(each) / statistics.median(ours)
        low, middle = min(each), statistics.median(each)
        print(f"  {name:<28} min {low:>9.0f}, median {middle:>9.0f} ns a swap {ratio:>9.1f} x")
    print("  target: S2 alone at most 300 ns a swap")

    for functions, path in (("S2", False), ("S2 and L", True)):
        aim = ReconstructionTarget.of(wanted, r_max=LAST, lineal_path=path)
        work = Reconstruction(aim, wanted.shape, swaps=SWAPS, seed=1)
        began, used = time.perf_counter(), time.thread_time()
        work.advance()
        seconds, used = time.perf_counter() - began, time.thread_time() - used
        first, last = work.history[0][2], work.energy
        print(
            f"  {functions}: energy {first:.3g} to {last:.2g} ({first / last:.1e} times less) in "
            f"{SWAPS // 10**6} million swaps, {seconds:.1f} s ({used:.1f} s of processor); {kernel_path()}"
        )
    print("  target: S2 alone at least 1e4 times less")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Stochastic reconstruction against numpy")
    parser.add_argument("--rounds", type=int, default=40, help="bursts of each contender (default: 40)")
    bench(parser.parse_args(arguments).rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
