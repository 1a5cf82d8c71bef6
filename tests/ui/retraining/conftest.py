"""Real SEM pictures that somebody has labelled: usable as they are, not usable once they are spoilt."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.session import Mode
from geodesk.desktop.window import Window
from tests.ui.conftest import open_


@pytest.fixture
def spoilt(data, tmp_path) -> Callable[[int], Path]:
    """A folder of so many pairs of pictures, labelled YES and NO: every second one has a fault."""
    from training import tiles
    from training.degradation import KINDS, degrade
    from training.rendering import generator

    def make(pairs: int) -> Path:
        folder = tmp_path / "fibras"
        folder.mkdir()
        files = tiles.pictures([data / "sem" / "nffa"])[: 2 * pairs]
        assert len(files) == 2 * pairs
        for at, file in enumerate(files):
            pixels = tiles.grey(file)[:350, :350]
            if at % 2:
                pixels, _ = degrade(pixels, KINDS[at % len(KINDS)], "train", generator((9, at)))
            Image.fromarray(pixels).save(folder / f"{at:02d}.png")
        collection = Collection.open(folder, annotator="maria")
        collection.set_classes([LabelClass("YES"), LabelClass("NO")])
        names = [(picture, "NO" if int(picture.id[:2]) % 2 else "YES") for picture in collection.pictures()]
        collection.labels.set_many(names)
        return folder

    return make


@pytest.fixture
def labelling(qtbot, make_window) -> Iterator[Callable[[Path], Window]]:
    """The window in Etiquetar with a folder open and its labels read; no training outlives a test."""
    made: list[Window] = []

    def make(folder: Path) -> Window:
        window = make_window()
        made.append(window)
        open_(qtbot, window, folder)
        window.session.set_mode(Mode.LABEL)
        qtbot.waitUntil(lambda: bool(window.session.labels) and bool(window.session.classes), timeout=10_000)
        return window

    yield make
    for window in made:
        if window.retraining.running:
            window.retraining.cancel()
            qtbot.waitUntil(lambda: not made[0].retraining.running, timeout=20_000)
