"""Whole processes: start-up of the command line, memory over a long batch, the time Ctrl+C takes."""

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image


def start_up(rounds: int = 15) -> None:
    """``geodesk --help`` against an interpreter that does nothing, by turns."""
    nothing, ours = [], []
    for _ in range(rounds):
        nothing.append(_timed([sys.executable, "-c", "pass"]))
        ours.append(_timed([sys.executable, "-m", "geodesk.cli", "--help"]))
    a, b = statistics.median(nothing), statistics.median(ours)
    print(f"start-up, median of {rounds}: python -c pass {1e3 * a:.0f} ms, geodesk --help {1e3 * b:.0f} ms")
    print(f"  ratio {b / a:.1f}")


def memory(scratch: Path, pictures: int = 2000) -> None:
    """Resident memory while a batch runs: the second half must not need more than the first."""
    folder = scratch / "many"
    _make_pictures(folder, pictures)
    samples: list[tuple[float, float]] = []
    began = time.monotonic()
    process = _classify(folder, scratch / "many.csv")
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            samples.append((time.monotonic() - began, watched.memory_info().rss / 2**20))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.2)
    assert process.returncode == 0
    seconds = samples[-1][0]
    tenths = [max(m for t, m in samples if k <= 10 * t / seconds <= k + 1) for k in range(1, 10)]
    print(f"memory over {pictures} pictures ({seconds:.0f} s): peak of each tenth, MB")
    print("  " + " ".join(f"{m:.0f}" for m in tenths))
    print(f"  last tenth against second: {tenths[-1] / tenths[0]:.2f}")


def interruption(scratch: Path, rounds: int = 7) -> None:
    """From Ctrl+C to the end of the process, in the middle of a batch."""
    folder = scratch / "many"
    times = []
    for n in range(rounds):
        process = _classify(folder, scratch / "cut.csv")
        time.sleep(3 + 0.31 * n)
        process.send_signal(signal.SIGINT)
        began = time.perf_counter()
        assert process.wait(60) == 130
        times.append(time.perf_counter() - began)
    times.sort()
    print(f"Ctrl+C to exit: median {statistics.median(times):.2f} s, worst {times[-1]:.2f} s; target ≤ 1 s")


def _make_pictures(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    base = rng.integers(0, 256, (700, 1020), dtype=np.uint8)
    Image.fromarray(base).save(folder / "0000.bmp")
    for n in range(1, count):
        target = folder / f"{n:04d}.bmp"
        if not target.exists():
            os.link(folder / "0000.bmp", target)


def _classify(folder: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "geodesk.cli", "classify", str(folder), "--model", "sem-usable"]
    return subprocess.Popen(
        [*command, "--out", str(out), "--quiet", "--device", "cpu"],
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background shell ignores it
    )


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
