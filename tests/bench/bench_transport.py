"""Effective diffusivity of a pore phase against porespy and against pyamg, in one run.

``python -m tests.bench.bench_transport [--full] [--rounds N]``

The contenders take turns on one thread each; medians of the processor's seconds and ratios are printed,
nothing is asserted about seconds. That they agree on the result is asserted. pyamg stands for what a
Ruge-Stüben hierarchy under scipy's conjugate gradients gives on the very same equations. porespy needs
openpnm, and is left out without it.
``--full`` adds the 256 x 256 x 256 electrode of the development data.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, cg
from threadpoolctl import threadpool_limits

from geodesk.morphology.transport import effective_transport
from tests.bench.bench_morphology import overlapping_discs, processor

CASES = ("discs 320 x 320", "discs 1024 x 1024", "blobs 128 x 128 x 128")


def picture(name: str) -> np.ndarray:
    """A pore phase, True where it conducts, that percolates along axis 0."""
    if name == CASES[0]:
        return overlapping_discs(320, 8) < 127
    if name == CASES[1]:
        return overlapping_discs(1024, 16) < 127
    smooth = ndimage.gaussian_filter(np.random.default_rng(1).random((128, 128, 128)), 3, mode="wrap")
    return smooth > np.median(smooth)


def ours(pore: np.ndarray) -> float:
    """D_eff / D of the public call, potential included."""
    return effective_transport(pore, 0).k_eff


def by_pyamg(pore: np.ndarray) -> float:
    """The same equations, assembled with numpy and solved by pyamg's preconditioner to the same precision."""
    import pyamg

    clusters, _ = ndimage.label(pore)
    through = np.intersect1d(clusters[0], clusters[-1])
    pore = np.isin(clusters, through[through > 0])
    n = np.count_nonzero(pore)
    number = np.full(pore.shape, -1, np.int32)
    number[pore] = np.arange(n, dtype=np.int32)
    before, after = [], []
    for axis in range(pore.ndim):
        lines = np.moveaxis(number, axis, 0)
        low, high = lines[:-1].ravel(), lines[1:].ravel()
        linked = (low >= 0) & (high >= 0)
        before.append(low[linked])
        after.append(high[linked])
    i, j = np.concatenate(before), np.concatenate(after)
    inlet, outlet = number[0][number[0] >= 0], number[-1][number[-1] >= 0]
    diagonal = np.bincount(i, minlength=n) + np.bincount(j, minlength=n).astype(float)
    diagonal[inlet] += 2
    diagonal[outlet] += 2
    right = np.zeros(n)
    right[inlet] = 2
    itself = np.arange(n, dtype=np.int32)
    values = np.concatenate([diagonal, -np.ones(2 * len(i))])
    where = np.concatenate([itself, i, j]), np.concatenate([itself, j, i])
    matrix = csr_matrix((values, where), (n, n))
    hierarchy = pyamg.ruge_stuben_solver(matrix, max_coarse=300, coarse_solver="splu")
    once = hierarchy.aspreconditioner("V")
    x, _ = cg(matrix, right, rtol=1e-6, M=LinearOperator(matrix.shape, once.matvec, dtype=float))
    flux = 2 * float((1 - x[inlet]).sum())
    return flux * pore.shape[0] / math.prod(pore.shape[1:])


def by_porespy(pore: np.ndarray) -> float:
    """porespy's finite differences; its outer faces lie at the cells' centres."""
    import porespy

    return 1 / float(porespy.simulations.tortuosity_fd(pore, axis=0).formation_factor)


def has_porespy() -> bool:
    """Whether porespy and what its solver needs can be imported; they warn and log on import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import openpnm  # noqa: F401
            import porespy
        except ImportError as error:
            print(f"porespy is left out: {error}")
            return False
    import logging

    porespy.settings.tqdm["disable"] = True
    porespy.settings.loglevel = 50
    logging.getLogger("porespy").setLevel(logging.CRITICAL)
    return True


def has_pyamg() -> bool:
    """Whether pyamg can be imported."""
    try:
        import pyamg  # noqa: F401
    except ImportError:
        print("pyamg is not installed: left out")
        return False
    return True


def turns(
    contenders: dict[str, Callable[[np.ndarray], float]], pore: np.ndarray, rounds: int
) -> dict[str, float]:
    """Median of the processor's seconds of each contender; they take turns, all of them being warm."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            begin = time.process_time()
            work(pore)
            seconds[name].append(time.process_time() - begin)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def longest_stall(work: Callable[[], object]) -> float:
    """Longest time in seconds that another thread, such as a window's, waits for its turn during the work."""
    worst, stop = 0.0, threading.Event()

    def tick() -> None:
        nonlocal worst
        last = time.perf_counter()
        while not stop.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            worst = max(worst, now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    work()
    stop.set()
    thread.join()
    return worst


def peak(case: str) -> float:
    """MiB that a solution adds to the peak memory of a process, Linux only; NaN elsewhere."""
    if not os.path.exists("/proc/self/status"):
        return math.nan
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom tests.bench.bench_transport import ours, picture\n"
        "def high(): return int(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "pore = picture(sys.argv[1])\nbegin = high()\nours(pore[:8, :8])\nours(pore)\nprint(high() - begin)"
    )
    done = subprocess.run([sys.executable, "-c", code, case], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def bench(full: bool = False, rounds: int = 3) -> None:
    """Print every comparison."""
    print(f"Transport: {processor()}; processor's seconds, one phase conducts, along axis 0")
    contenders = {"geodesk": ours}
    if has_pyamg():
        contenders["pyamg Ruge-Stüben + scipy CG"] = by_pyamg
    if has_porespy():
        contenders["porespy tortuosity_fd"] = by_porespy
    for case in CASES:
        pore = picture(case)
        found = {name: work(pore) for name, work in contenders.items()}
        for name, value in found.items():
            # porespy's faces lie half a cell further in.
            within = 0.02 if name.startswith("porespy") else 1e-5
            assert abs(value / found["geodesk"] - 1) < within, (
                f"{name} finds {value} and we {found['geodesk']}"
            )
        medians = turns(contenders, pore, rounds)
        stall = longest_stall(lambda p=pore: ours(p))
        print(f"{case}, {np.count_nonzero(pore):,} pore cells, D_eff/D = {found['geodesk']:.6f}")
        for name, median in medians.items():
            print(f"  {name:<44}{median:>9.3f} s{median / medians['geodesk']:>10.1f} x")
        memory = peak(case)
        print(
            f"  geodesk: {memory:.0f} MiB, {memory * 2**20 / pore.size:.0f} bytes a pixel; another thread "
            f"waits {stall * 1e3:.0f} ms at most"
        )
    if full:
        electrode()


def electrode() -> None:
    """The published 256 x 256 x 256 electrode: tau = 2.0776, D_eff = 0.2166."""
    import tifffile

    data = Path(os.environ.get("GEODESK_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    file = data / "microstructures" / "nmc_electrode_256.tiff"
    if not file.is_file():
        print(f"no {file}: the electrode is left out")
        return
    volume = tifffile.imread(file)
    begin = time.process_time()
    found = effective_transport(volume, 0, phase=0)
    seconds = time.process_time() - begin
    print(
        f"electrode 256 x 256 x 256: {seconds:.1f} s, tau {found.tau:.4f} (2.0776), "
        f"D_eff/D {found.k_eff:.4f} (0.2166), {found.iterations} iterations"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Transport against pyamg and porespy")
    parser.add_argument("--full", action="store_true", help="the 256 x 256 x 256 electrode too")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender (default: 3)")
    chosen = parser.parse_args(arguments)
    with threadpool_limits(1):  # idle threads of a BLAS would count as the processor's time
        bench(chosen.full, chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
