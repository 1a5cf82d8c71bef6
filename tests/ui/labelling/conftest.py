"""Copies of real pictures to label, with suggestions as a run of a model leaves them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from geodesk.collection import Collection
from geodesk.desktop.window import Window

LABELS = ("NO", "YES")


@pytest.fixture
def fibres(data, tmp_path) -> Callable[..., Path]:
    """A folder with copies of the fibre pictures, all 67 or the first few."""

    def make(count: int = 67) -> Path:
        folder = tmp_path / "fibras"
        folder.mkdir()
        files = sorted(path for path in (data / "sem" / "fibres").rglob("*.png"))
        assert len(files) == 67
        for file in files[:count]:
            shutil.copyfile(file, folder / file.name)
        return folder

    return make


@pytest.fixture
def suggest() -> Callable[..., None]:
    """Leave the journal of a run in a folder: the probability of YES of each picture, in order."""

    def make(folder: Path, p_yes: "Callable[[int], float]") -> None:
        collection = Collection.open(folder)
        with collection.predictions.begin("m", "0" * 64, LABELS, {}) as run:
            for place, picture in enumerate(collection.pictures()):
                run.add(picture, [1 - p_yes(place), p_yes(place)])
            run.finish()

    return make


@pytest.fixture
def label_mode(qtbot, make_window) -> Callable[[Path], Window]:
    """The window in Etiquetar with a folder open and its labels read."""

    def make(folder: Path) -> Window:
        window = make_window(folder)
        window.action("mode.label").trigger()
        settled(qtbot, window)
        return window

    return make


def settled(qtbot, window: Window) -> None:
    """Wait until everything is on the disk and shown."""
    qtbot.waitUntil(lambda: not window.session.tasks.busy, timeout=10_000)
    arrived = []
    # The writer is one thread: when this is back, so is all that was asked of it before.
    window.session.writer.run(lambda: None, arrived.append)
    qtbot.waitUntil(lambda: bool(arrived), timeout=10_000)
    for _ in range(3):
        QApplication.processEvents()


def press(qtbot, window: Window, *keys: "Qt.Key | str") -> None:
    """Press keys where the focus is."""
    if not window.isActiveWindow():  # no window manager gives it back when a dialog has closed
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    for key in keys:
        target = QApplication.focusWidget() or window
        qtbot.keyClick(target, key)
        QApplication.processEvents()  # a person's keys come one by one


def on_disk(folder: Path) -> dict[str, str | None]:
    """Path → label as another program reads them."""
    found = Collection.open(folder).labels.current()
    return {path: state.label for path, state in found.items() if state.label is not None}
