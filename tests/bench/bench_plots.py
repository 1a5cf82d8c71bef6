"""The plots while the threshold moves: a step of the slider, and a full measurement.

``python -m tests.bench.bench_plots`` needs a display (``xvfb-run -a``); without one it says so and ends. The
peer of a step is a bare window of the same size that repaints itself, in the same process.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tifffile

from geodesk.desktop.app import has_display

SIZES = (1024, 4096)
STEPS = 60


def main(steps: int = STEPS) -> None:
    """Print medians and what they are beside a bare window's repaint."""
    if not has_display():
        print("plots: left out, there is no display (run under xvfb-run -a)")
        return
    with tempfile.TemporaryDirectory(prefix="geodesk-bench-plots-") as name:
        os.environ["GEODESK_CONFIG"] = os.environ["GEODESK_CACHE"] = name
        bare = _bare(steps)
        print(f"a bare PySide6 window repaints in {1e3 * bare:.1f} ms (median of {steps})")
        for size in SIZES:
            _plots(Path(name), size, steps, bare)


def _plots(folder: Path, size: int, steps: int, bare: float) -> None:
    from geodesk.desktop.app import build_window
    from geodesk.desktop.plots.panel import PlotsPanel

    place = folder / str(size)
    place.mkdir()
    for number in range(2):
        tifffile.imwrite(place / f"noise{number}.tif", np.roll(_picture(size), number))
    window = build_window()
    window.show()
    window.session.open(place)
    _until(lambda: window.session.document is not None)
    _idle()
    if not window.panel_shown("plots"):
        window.toggle_panel("plots")
    panel = window.panel("plots")
    assert isinstance(panel, PlotsPanel)
    measuring = panel.measuring
    first: list[float] = []
    _until(lambda: panel.curves is not None and measuring.found is not None and not measuring.busy, first)
    _idle(first)
    made = time.perf_counter()
    measuring.prepare()  # as the cursor on its way to the slider does
    _until(lambda: not measuring.tabling)
    made = time.perf_counter() - made
    taken, turns, began = [], [], time.perf_counter()
    for step in range(steps):
        level = 60.0 + 2 * (step % 60)
        begin = time.perf_counter()
        measuring.set_level(level, live=True)
        _until(lambda level=level: measuring.found.threshold == level, turns)  # type: ignore[misc]
        taken.append(time.perf_counter() - begin)
    rate = steps / (time.perf_counter() - began)
    found = measuring.found
    assert found is not None and found.area is not None and found.area.w == size, "the whole picture"
    lags = len(found.curves["x"].distance) - 1
    whole = []
    for step in range(7):
        begin = time.perf_counter()
        measuring.set_level(80.0 + step, live=True)
        measuring.measure()
        _until(lambda: not measuring.provisional and measuring.found.threshold == measuring.level)
        whole.append(time.perf_counter() - begin)
    following: list[float] = []
    for step in range(6):
        window.session.step(-1 if step % 2 else 1)
        _until(lambda: measuring.here and measuring.found is not None and not measuring.busy, following)
        _idle(following)
    median, worked = statistics.median(taken), sorted(turn for turn in turns if turn > 1e-3)
    most = worked[int(0.95 * len(worked))] if worked else 0.0
    print(f"{size} x {size}, 8 bit: threshold to curves {1e3 * median:.1f} ms (median of {steps})")
    print(f"  S2 and L of both phases along x and y, r <= {lags}, of all {size} x {size} pixels;", end=" ")
    print(f"L at all thresholds counted beforehand in {made:.1f} s")
    print(f"  {median / bare:.1f} x the bare repaint; {rate:.0f} updates a second; target >= 30")
    print(f"  of a turn of the interface thread, processor time: 95 % {1e3 * most:.0f} ms, ", end="")
    print(f"longest {1e3 * max(turns):.0f} ms (<= 16)")
    print(f"  longest turn while the panel is made {1e3 * max(first):.0f} ms, ", end="")
    print(f"at the next picture {1e3 * max(following):.0f} ms (<= 16)")
    print(
        f"  the whole picture after release {1e3 * statistics.median(whole):.0f} ms (median of {len(whole)})"
    )
    window.close()
    window.deleteLater()
    _until(lambda: True)


def _picture(size: int) -> np.ndarray:
    generator = np.random.default_rng(5)
    coarse = generator.normal(128, 40, (size // 8, size // 8))
    grey = np.kron(coarse, np.ones((8, 8))) + generator.normal(0, 12, (size, size))
    return np.clip(grey, 0, 255).astype(np.uint8)


def _until(condition: Callable[[], bool], turns: list[float] | None = None) -> None:
    from PySide6.QtCore import QCoreApplication

    deadline = time.monotonic() + 60
    while True:
        begin = time.thread_time()
        QCoreApplication.processEvents()
        if turns is not None:
            turns.append(time.thread_time() - begin)
        if condition():
            return
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.0005)


def _idle(turns: list[float] | None = None) -> None:
    """Let what was asked for be painted."""
    for _ in range(50):
        _until(lambda: True, turns)
        time.sleep(0.002)


def _bare(steps: int) -> float:
    from PySide6.QtWidgets import QWidget

    from geodesk.desktop.app import application

    application()
    window = QWidget()
    window.resize(1360, 860)
    window.show()
    _until(window.isVisible)
    taken = []
    for _ in range(steps):
        begin = time.perf_counter()
        window.repaint()
        _until(lambda: True)
        taken.append(time.perf_counter() - begin)
    window.close()
    return statistics.median(taken)


if __name__ == "__main__":
    main()
    sys.exit(0)
