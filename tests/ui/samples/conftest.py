"""Folders with labels and predictions for the list and the grid."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListView

from geodesk.collection import Collection, LabelState
from geodesk.collection.sieve import by_name
from geodesk.desktop.window import Window
from geodesk.language import Sentence

FAULT = Sentence("“x” is damaged.", "«x» está dañado.")


@pytest.fixture
def marked(data, folder_of) -> Path:
    """Twelve real pictures; three labelled, eleven classified, one with an error.

    By place: 0 YES/YES 0.95, 1 NO/YES 0.60, 2 YES/NO 0.85, from 3 suggested YES at 0.5, 0.55, …; the last
    failed.
    """
    source = data / "sem" / "fibres" / "Defective"
    names = sorted(file.name for file in source.iterdir())[:12]
    folder = folder_of(source, names)
    collection = Collection.open(folder, annotator="ana")
    pictures = [picture for sample in by_name(collection.samples()) for picture in sample.pictures]
    assert len(pictures) == 12
    with_p = [0.95, 0.6, 0.15, *(0.5 + 0.05 * n for n in range(8))]
    with collection.predictions.begin("sem-usable", "ab" * 32, ["YES", "NO"], {}) as run:
        for picture, p in zip(pictures, with_p, strict=False):
            run.add(picture, [p, 1 - p])
        run.add_error(pictures[-1], FAULT)
    for picture, label in zip(pictures, ("YES", "NO", "YES"), strict=False):
        collection.labels.set(picture, label)
    collection.index.close()
    return folder


@pytest.fixture
def marked_window(make_window, marked, qtbot) -> Window:
    """The folder of `marked`, labels and predictions read."""
    window = make_window(marked)
    qtbot.waitUntil(lambda: len(window.session.predictions) == 12)
    qtbot.waitUntil(lambda: window.session.listing.count("labelled") == 3)
    return window


@pytest.fixture
def give(qtbot) -> Callable[..., None]:
    """Label samples on the disk and tell the session, as labelling does."""

    def label(window: Window, rows: Sequence[int], label: str | None) -> None:
        session = window.session
        collection = session.collection
        assert collection is not None
        pictures = [p for row in rows for p in session.visible[row].pictures]
        done: list[bool] = []

        def write() -> dict[str, LabelState | None]:
            collection.labels.set_many([(p, label) for p in pictures])
            return {p.path: collection.labels.state_of(p.path) for p in pictures}

        def told(changed: dict[str, LabelState | None]) -> None:
            session.update_labels(changed)
            done.append(True)

        session.writer.run(write, told)
        qtbot.waitUntil(lambda: bool(done))

    return label


def place_of(view: QListView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def click(qtbot, view: QListView, row: int, *modifiers: Qt.KeyboardModifier) -> None:
    keys = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        keys |= modifier
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place_of(view, row))
