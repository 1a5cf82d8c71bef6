"""A working day in the real window: ``python -m tests.endurance.day --hours 8``.

One window stays open and goes through copies of all sets of the data folder again and again, by keys and
mouse: open, look, classify a picture and the folder, label, plot with other thresholds, measure, settings and
help, now and then another language and theme. What takes a person about two minutes takes it a few seconds,
so a day of eight hours is 240 rounds. After each round memory, open files, threads and widgets are noted; the
first three times through all sets fill the caches, and from there on all four must stay flat.
"""

import argparse
import ctypes
import gc
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.endurance.common import BOOKS, on_screen, places, real_pictures, status

MINUTES = 2.0
"""Of a person's work in one round."""
PICTURES = 24
MOST_MB = 5.0
"""Growth in a hundred rounds that still counts as flat: a round leaves some kilobytes of history."""
MOST_HANDLES = 2.0
PATIENCE_S = 600.0
"""Only for what never comes, however busy the machine is."""
WARM = 3
"""Times through all sets until caches that are limited in bytes are full."""


def main(arguments: list[str] | None = None) -> int:
    """Work, say how memory and handles went; 1 if they grew or something was raised."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.day")
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--quick", action="store_true", help="two rounds over two sets")
    parser.add_argument("--out", type=Path, default=BOOKS / "day.jsonl", help="a line a round")
    options = parser.parse_args(arguments)
    given = sys.argv[1:] if arguments is None else arguments
    if (code := on_screen("tests.endurance.day", given)) is not None:
        return code
    with tempfile.TemporaryDirectory(prefix="geodesk-day-") as name:
        os.environ.update(places(Path(name), "es"))
        sets = _sets(Path(name) / "sets", 2 if options.quick else None, 4 if options.quick else PICTURES)
        rounds = 2 if options.quick else round(options.hours * 60 / MINUTES)
        day = _Day(sets, random.Random(options.seed), None if options.quick else options.out)
        faults = day.run(rounds)
    print(report(day.notes, len(sets), rounds))
    grown = not options.quick and _grown(day.notes[WARM * len(sets) :], len(sets))
    return 1 if faults or grown else 0


def _sets(home: Path, most: int | None, count: int) -> list[Path]:
    """A copy of a few pictures of each set that holds pictures, with classes to label them."""
    from geodesk.collection import Collection, LabelClass

    by_folder: dict[Path, list[Path]] = {}
    for file in real_pictures((".png", ".jpg", ".tif", ".dm3"), 1 << 24):
        by_folder.setdefault(file.parent, []).append(file)
    made = []
    for number, (source, files) in enumerate(sorted(by_folder.items())[:most]):
        folder = home / f"{number:02}-{source.name}"
        folder.mkdir(parents=True)
        for turn in range(min(count, len(files))):
            file = files[turn * len(files) // min(count, len(files))]
            shutil.copyfile(file, folder / file.name)
        Collection.open(folder).set_classes([LabelClass("NO"), LabelClass("YES"), LabelClass("roca")])
        made.append(folder)
    return made


class _Hand:
    """The keys and the mouse, as `tests.ui.story.User` wants them."""

    def __init__(self) -> None:
        from PySide6.QtTest import QTest

        self.keyClick, self.keyClicks, self.keySequence = QTest.keyClick, QTest.keyClicks, QTest.keySequence
        self.mouseClick, self.mousePress, self.mouseRelease = (
            QTest.mouseClick,
            QTest.mousePress,
            QTest.mouseRelease,
        )

    def waitUntil(self, there: Callable[[], bool], timeout: int) -> None:  # noqa: N802 - as Qt calls it
        """Let the window work until something is there."""
        from PySide6.QtWidgets import QApplication

        end = time.monotonic() + max(timeout / 1000, PATIENCE_S)
        while not there():
            if time.monotonic() > end:
                raise TimeoutError(f"never came: {there}")
            QApplication.processEvents()
            time.sleep(0.002)


class _Day:
    """One window, and what was noted after each round."""

    def __init__(self, sets: list[Path], chance: random.Random, out: Path | None) -> None:
        from PySide6.QtWidgets import QApplication

        from geodesk.desktop.app import application, build_window
        from tests.ui.story import User

        self.notes: list[dict[str, Any]] = []
        self._sets, self._chance, self._out = sets, chance, out
        self._faults: list[str] = []
        self._app = application()
        self._window = build_window()
        told = sys.excepthook
        sys.excepthook = lambda kind, error, trace: (
            self._faults.append(repr(error)),
            told(kind, error, trace),
        )
        self._window.session.settings.set(welcomed=True, language="es")
        self._window.resize(1360, 860)
        self._window.show()
        self._user = User(_Hand(), self._window)
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.unlink(missing_ok=True)
        QApplication.processEvents()

    def run(self, rounds: int) -> list[str]:
        """So many rounds, then close the window; what was raised meanwhile."""
        try:
            while len(self.notes) < rounds:
                self._round(len(self.notes))
        except Exception as error:  # noqa: BLE001 - told at the end, with what was measured so far
            self._faults.append(repr(error))
            traceback.print_exc()
        return self._end()

    def _round(self, number: int) -> None:
        """A couple of minutes of a person's work on one set."""
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        began = time.monotonic()
        self._user.open(self._sets[number % len(self._sets)])
        for part in (self._look, self._classify, self._label, self._plot, self._measure, self._dialogs):
            part()
        if number % 5 == 4:
            settings = self._window.session.settings
            settings.set(language="en" if settings.values.language == "es" else "es")
            settings.set(theme="dark" if settings.values.theme != "dark" else "light")
        self._user.settled()
        # The application's own loop would have done it: one that is stepped through keeps deletions back.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # The window looks for garbage by the clock, which runs sixty times too slow for the work of a day.
        gc.collect()
        self._note(number, time.monotonic() - began)

    def _look(self) -> None:
        user = self._user
        user.press("Ctrl+1", "F")
        for key in ("Right", "Right", "Right", "End", "Home", "Right"):
            user.press(key)
            user.settled()
        user.press("Ctrl++", "Ctrl++", "1", "F", "S", "S")
        user.settled()

    def _classify(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        user, desk = self._user, self._window.classifying
        user.press("Ctrl+2")
        user.until(lambda: desk.opened is not None)
        user.settled()
        user.press("Ctrl+R")
        user.until(lambda: desk.result is not None and (desk.result.row is not None))
        user.settled()
        user.press("Ctrl+Shift+R")
        user.until(lambda: bool(self._window.strip.lines or self._asked()))
        for box in self._asked():  # the results of the last time are there: replace them
            accepts = QMessageBox.ButtonRole.AcceptRole
            next(one for one in box.buttons() if box.buttonRole(one) == accepts).click()
        user.until(lambda: bool(self._window.strip.lines))
        user.until(lambda: desk.running is None)
        user.settled()
        for line in list(self._window.strip.lines):
            line.dismiss()

    def _asked(self) -> list[Any]:
        from PySide6.QtWidgets import QMessageBox

        return [box for box in self._window.findChildren(QMessageBox) if box.isVisible()]

    def _label(self) -> None:
        user = self._user
        user.press("Ctrl+3", "Home")
        user.press(*(self._chance.choice("1230") for _ in range(8)))
        user.press("Ctrl+Z", "Ctrl+Shift+Z", "G")
        user.settled()
        user.press("Ctrl+A", self._chance.choice("123"))
        user.settled()
        self._away()
        user.press("G", "Home")
        user.settled()

    def _plot(self) -> None:
        from PySide6.QtWidgets import QSlider

        user = self._user
        user.press("F8")
        panel = self._window.panel_if_built("plots")
        user.until(lambda: panel is not None and panel.curves is not None)
        user.settled()
        slider, measuring = user.find(QSlider, "plots.slider"), panel.measuring

        def there() -> bool:
            pixels = measuring.pixels
            return pixels is not None and pixels.document is user.session.document

        for _ in range(6):
            user.until(there)
            if not measuring.measurable:  # a picture of one grey, which no threshold parts
                break
            user.until(slider.isEnabled)
            slider.setValue(self._chance.randint(slider.minimum(), slider.maximum()))
            user.settled()
        user.press("F8")

    def _measure(self) -> None:
        from PySide6.QtCore import QPoint

        user, window = self._user, self._window
        user.press("Ctrl+8")
        desk = window.panel("measure").desk
        user.until(lambda: not desk.reading and window.stage.has_picture)
        user.press("1")
        view = window.stage.canvas.viewport()
        middle = view.rect().center()
        user.drag(view, middle - QPoint(40, 30), middle + QPoint(50, 20))
        user.settled()
        user.press("Ctrl+Z")
        user.settled()
        user.press("Ctrl+1")

    def _dialogs(self) -> None:
        for key in ("file.preferences", "help.keys", "help.about"):
            self._window.action(key).trigger()
            self._user.settled()
            self._away()

    def _away(self) -> None:
        """Answer with Escape whatever is asked."""
        from PySide6.QtWidgets import QDialog

        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        self._user.settled()

    def _note(self, number: int, seconds: float) -> None:
        from PySide6.QtWidgets import QApplication

        note = {
            "round": number,
            "mb": round(status("VmRSS") / 1024, 1),
            "held_mb": _held(),
            "asked_mb": _asked_for(),
            "files": len(os.listdir("/proc/self/fd")),
            "threads": status("Threads"),
            "widgets": len(QApplication.allWidgets()),
            "objects": len(gc.get_objects()),
            "seconds": round(seconds, 2),
        }
        self.notes.append(note)
        if self._out is not None:
            with self._out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(note) + "\n")
        print(note, flush=True)

    def _end(self) -> list[str]:
        from PySide6.QtWidgets import QApplication

        if not self._window.close():
            self._faults.append("the window did not close")
        self._window.deleteLater()
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
        QApplication.processEvents()
        for fault in self._faults:
            print(f"raised: {fault}", flush=True)
        return self._faults


def _held() -> float:
    """Megabytes in use once the allocator has given back what it keeps for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    return round(status("VmRSS") / 1024, 1)


class _Allocated(ctypes.Structure):
    """glibc's ``struct mallinfo2``."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    )


def _asked_for() -> float:
    """Megabytes the program has asked the allocator for and not given back (0 where it cannot tell)."""
    info = getattr(ctypes.CDLL(None), "mallinfo2", None)  # glibc's, from 2.33 on
    if info is None:
        return 0.0
    info.restype = _Allocated
    told = info()
    return round(float(told.uordblks + told.hblkhd) / 1e6, 1)


def slope(notes: list[dict[str, Any]], name: str, period: int = 1) -> float:
    """Growth in a hundred rounds: the median of the slopes between any two rounds of one set."""
    values = [(note["round"], note[name]) for note in notes]
    pairs = [(a, b) for a, b in combinations(values, 2) if (b[0] - a[0]) % period == 0]
    return statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs or [((0, 0), (1, 0))]) * 100


def report(notes: list[dict[str, Any]], period: int, rounds: int) -> str:
    """What was measured, in lines."""
    if len(notes) < 2:
        return "less than two rounds: nothing can be said"
    warm = WARM * period
    after = notes[warm:] if len(notes) > warm + period else notes
    hours, passed = len(notes) * MINUTES / 60, len(notes) - len(after)
    lines = [f"{len(notes)} of {rounds} rounds ({hours:.1f} h of work), {passed} of them to warm up"]
    for name in ("mb", "held_mb", "asked_mb", "files", "threads", "widgets", "objects"):
        values = [note[name] for note in after]
        told = f"from {values[0]} to {values[-1]}, {min(values)} to {max(values)}"
        lines.append(f"{name}: {told}, {slope(after, name, period):+.2f} in a hundred rounds")
    return "\n".join(lines)


def _grown(notes: list[dict[str, Any]], period: int = 1) -> bool:
    most = {"held_mb": MOST_MB, "files": MOST_HANDLES, "threads": MOST_HANDLES, "widgets": 10 * MOST_HANDLES}
    return len(notes) <= period or any(slope(notes, name, period) > limit for name, limit in most.items())


if __name__ == "__main__":
    sys.exit(main())
