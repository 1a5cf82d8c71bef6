"""Labels by keys in the real window on a full disk; run by `tests.endurance.fulldisk`."""

import time
import warnings
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.app import application, build_window
from geodesk.desktop.session import Mode
from geodesk.desktop.window import Window
from tests.endurance.fulldisk import PAGE, Counts, Filled, _anew

ROUNDS = (30, 200, 300, 700, 1200, 4000)
"""Bytes free in the last page of the log of labels."""
LONGEST_S = 60.0


def labelling(place: Path, filled: Filled) -> Counts:
    """Label with room, without, with room again; what was said is on the disk at the end, in its order."""
    counts: Counts = Counts()
    application()
    for left in ROUNDS:
        _round(place, filled, left, counts)
    print(f"labels in the window: {dict(counts)}", flush=True)
    return counts


def _round(place: Path, filled: Filled, left: int, counts: Counts) -> None:
    collection, _ = _anew(place)
    names = [one.path for one in collection.pictures()]
    collection.set_classes([LabelClass("A"), LabelClass("B")])
    collection.index.close()
    _pad(collection.folder, names[0], left)
    before = {path: len(Collection.open(collection.folder).labels.history(path)) for path in names}
    window = _window(collection.folder)

    def still() -> bool:
        return not window.session.writer.busy

    with filled.but(0):
        for name in names:
            _label(window, name, "2")
        _until(still)
        now = Collection.open(collection.folder).labels
        owed = sum(len(now.history(path)) == before[path] for path in names)
        shown = window.status.saved_label.text()
        counts["tried"] += len(names)
        counts["refused"] += owed
        counts["done"] += len(names) - owed
        if (str(owed) in shown) != bool(owed):
            _tell(counts, "unsaid", f"{owed} labels are not saved, and the status bar says {shown!r}")
    window.action("labels.save_again").trigger()
    _until(still)
    after = {path: Collection.open(collection.folder).labels.history(path) for path in names}
    if any(events[-1].label != "B" or len(events) != before[path] + 1 for path, events in after.items()):
        _tell(
            counts, "lost", f"with room again {[(path, events[-1].label) for path, events in after.items()]}"
        )
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    QApplication.processEvents()


def _pad(folder: Path, path: str, left: int) -> None:
    """Labels until so many bytes or less are left of the last page of the log that the window writes."""
    labels = Collection.open(folder).labels
    number = 0
    while not number or -labels.log.stat().st_size % PAGE > left:
        number += 1
        room = -labels.log.stat().st_size % PAGE if number > 1 else PAGE
        labels.set(path, f"{number}".ljust(min(60, max(1, room - left - 230)), "x"))


def _window(folder: Path) -> Window:
    window = build_window()
    window.resize(1100, 700)
    window.show()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        QApplication.setActiveWindow(window)
    session = window.session
    session.open(folder)
    _until(lambda: session.document is not None and len(session.classes) > 1)
    session.set_mode(Mode.LABEL)
    return window


def _label(window: Window, path: str, key: str) -> None:
    """Press a class's key with a sample in view."""
    session = window.session
    session.show(next(one for one in session.samples if one.pictures[0].path == path))
    _until(lambda: session.current is not None and session.current.pictures[0].path == path)
    QTest.keyClick(QApplication.focusWidget() or window, key)  # type: ignore[call-overload]


def _until(there: Callable[[], bool], seconds: float = LONGEST_S) -> None:
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)
    QApplication.processEvents()


def _tell(counts: Counts, what: str, text: str) -> None:
    counts[what] += 1
    print(f"{what}: a label in the window: {text}", flush=True)
