"""A folder of 10,000 pictures in the window: until it can be used, stalls, memory while scrolling.

Beside it, in the same process, a bare PySide6 list that is filled with the folder's names and decodes its
first ten pictures. Needs a display; without one it starts itself again under xvfb-run.
"""

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem

ROOT = Path(__file__).resolve().parents[2]
FIRST = 10
STOPS = 200


def main(pictures: int = 10_000, rounds: int = 7) -> None:
    """Run in a process of its own, on the display there is or a virtual one."""
    command = [sys.executable, "-m", "tests.bench.bench_folder", str(pictures), "--rounds", str(rounds)]
    environment = dict(os.environ)
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if shutil.which("xvfb-run") is None:
            print("folder: no display and no xvfb-run, not measured")
            return
        command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command]
        environment["QT_QPA_PLATFORM"] = "xcb"
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def measure(pictures: int, rounds: int) -> None:
    """Print medians and the memory at the stops of a scroll through all."""
    with tempfile.TemporaryDirectory(prefix="geodesk-folder-") as name:
        scratch = Path(name)
        for place in ("CONFIG", "CACHE", "DATA_HOME"):
            os.environ[f"GEODESK_{place}"] = str(scratch / place.lower())
        many, few = scratch / "many", scratch / "few"
        make_folder(many, pictures)
        make_folder(few, 3)
        _measure(many, few, rounds)


def _measure(many: Path, few: Path, rounds: int) -> None:
    from geodesk.desktop.app import application, build_window
    from geodesk.desktop.samples.panel import SampleList
    from geodesk.desktop.samples.view import shared

    app = application()
    window = build_window()
    window.resize(1360, 860)
    window.show()
    session = window.session
    view = window.findChild(SampleList)
    assert view is not None
    arrived: list[str] = []
    shared(session).thumbnails.arrived.connect(arrived.append)
    opened: list[bool] = []
    session.order_changed.connect(lambda: opened.append(True))
    listed, usable, worked, stalls, bare_listed, bare_usable = [], [], [], [], [], []
    for _ in range(rounds):
        session.open(few)
        _until(app, lambda: session.opening is None and session.document is not None)
        _settle(app)
        opened.clear()
        arrived.clear()
        began, worked_before = time.perf_counter(), time.process_time()
        session.open(many)
        worst = _until(app, lambda: bool(opened))
        app.processEvents()
        listed.append(time.perf_counter() - began)
        worst = max(worst, _until(app, lambda: len(arrived) >= FIRST))
        usable.append(time.perf_counter() - began)
        worked.append(time.process_time() - worked_before)
        stalls.append(worst)
        _until(app, lambda: session.document is not None)
        first, all_of_it = _bare(app, many)
        bare_listed.append(first)
        bare_usable.append(all_of_it)
    count = len(session.visible)
    print(f"folder of {count} pictures, window already open, medians of {rounds}, ms:")
    _row("listed and painted", listed, bare_listed)
    _row(f"first {FIRST} thumbnails too", usable, bare_usable)
    print(f"  processor time of that, all threads: {1e3 * statistics.median(worked):.0f}")
    print(f"  longest step of the interface thread: median {1e3 * statistics.median(stalls):.0f}")
    _scroll(app, window, view)
    window.close()


def _scroll(app: QApplication, window: object, view: object) -> None:
    process, bar = psutil.Process(), view.verticalScrollBar()
    steps, memory = [], []
    for stop in range(STOPS + 1):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * stop // STOPS)
        app.processEvents()
        steps.append(time.perf_counter() - began)
        _settle(app, 0.03)
        if stop % (STOPS // 8) == 0:
            gc.collect()
            memory.append(process.memory_info().rss / 2**20)
    median, worst = statistics.median(steps), max(steps)
    print(f"  scrolling: a step takes {1e3 * median:.1f} ms, the longest {1e3 * worst:.1f} ms")
    print("  memory at eighths of the list, MB: " + " ".join(f"{m:.0f}" for m in memory))
    print(f"  last eighth against the middle: {memory[-1] / memory[4]:.2f}")
    grid = window.action("view.grid")
    began = time.perf_counter()
    grid.trigger()
    app.processEvents()
    print(f"  the grid of all, first time: {1e3 * (time.perf_counter() - began):.0f} ms")


def _bare(app: QApplication, folder: Path) -> tuple[float, float]:
    """A list widget with names, then the icons of its first rows, all on one thread."""
    began = time.perf_counter()
    widget = QListWidget()
    widget.setUniformItemSizes(True)
    widget.setIconSize(QSize(40, 40))
    names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".jpg"))
    widget.addItems(names)
    widget.resize(250, 860)
    widget.show()
    app.processEvents()
    listed = time.perf_counter() - began
    for row in range(FIRST):
        reader = QImageReader(str(folder / names[row]))
        reader.setScaledSize(QSize(40, 40))
        item: QListWidgetItem = widget.item(row)
        item.setIcon(QIcon(QPixmap.fromImage(reader.read())))
    app.processEvents()
    usable = time.perf_counter() - began
    widget.close()
    widget.deleteLater()
    app.processEvents()
    return listed, usable


def _row(what: str, ours: list[float], bare: list[float]) -> None:
    a, b = 1e3 * statistics.median(ours), 1e3 * statistics.median(bare)
    print(f"  {what}: GeoDesk {a:.0f}, a bare PySide6 list {b:.0f}, ratio {a / b:.1f}")


def _until(app: QApplication, done: Callable[[], bool]) -> float:
    """Run the window until something is so; the longest single step."""
    worst, deadline = 0.0, time.perf_counter() + 60
    while not done():
        began = time.perf_counter()
        app.processEvents()
        now = time.perf_counter()
        worst = max(worst, now - began)
        assert now < deadline
        time.sleep(0.002)
    return worst


def _settle(app: QApplication, seconds: float = 0.2) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.001)


def make_folder(folder: Path, pictures: int) -> None:
    """So many small JPEG files of noise, each a file of its own."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(pictures):
        pixels = rng.integers(0, 256, (96, 128), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"campo_{number:05d}.jpg", quality=60)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_folder")
    parser.add_argument("pictures", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    measure(options.pictures, options.rounds)
