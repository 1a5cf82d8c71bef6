"""A window that measures on real micrographs with the mouse."""

import shutil

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from geodesk.desktop.session import Mode
from tests.ui.conftest import open_
from tests.ui.counting.conftest import key, until

ZEISS, NO_SIZE = "zeiss_55.82nm.tif", "JEOL-SightX-TEM-mag-dummy.tif"
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """The mouse on the canvas; places are pixels of the picture, and come back as they were hit."""

    def __init__(self, qtbot, window):
        self.qtbot, self.canvas = qtbot, window.stage.canvas

    def _at(self, place) -> QPoint:
        return self.canvas.to_view(QPointF(*place)).toPoint()

    def hit(self, place):
        """The pixel of the picture that the mouse really meets."""
        point = self.canvas.to_picture(QPointF(self._at(place)))
        return point.x(), point.y()

    def drag(self, *places, modifiers=Qt.KeyboardModifier.NoModifier):
        """Press at the first, move to all, let go at the last."""
        for _ in range(3):  # the panel beside it may have become wider, and the picture fitted anew
            QApplication.processEvents()
        view, met = self.canvas.viewport(), [self.hit(place) for place in places]
        self.qtbot.mousePress(view, LEFT, pos=self._at(places[0]))
        for place in places[1:]:
            self.qtbot.mouseMove(view, self._at(place))
        self.qtbot.mouseRelease(view, LEFT, modifiers, pos=self._at(places[-1]))
        return met

    def click(self, *places):
        """A click at each."""
        met = []
        for place in places:
            self.qtbot.mouseMove(self.canvas.viewport(), self._at(place))
            QApplication.processEvents()  # the panel beside it may have become wider
            met.append(self.hit(place))
            self.qtbot.mouseClick(self.canvas.viewport(), LEFT, pos=self._at(place))
        return met


@pytest.fixture
def vendor(data, tmp_path):
    """Two instruments' pictures, one without a pixel size, in a folder of the test."""
    target = tmp_path / "folder"
    target.mkdir()
    for name in (ZEISS, NO_SIZE):
        shutil.copy(data / "sem" / "vendor" / name, target / name)
    return target


@pytest.fixture
def measuring(make_window, qtbot):
    """A window in Medir with a picture in view: window, desk and the mouse."""

    def start(picture):
        window = make_window()
        open_(qtbot, window, picture)
        key(qtbot, window, Qt.Key.Key_8, CTRL)
        assert window.session.mode is Mode.MEASURE
        desk = window.panel("measure").desk
        until(qtbot, lambda: not desk.reading and window.stage.has_picture)
        return window, desk, Hand(qtbot, window)

    return start
