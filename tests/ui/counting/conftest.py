"""A window that counts points on real pairs of a sandstone, and what the tests do in it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of

WAIT_MS = 60_000


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def key(qtbot, window, key_, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key on the canvas."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_.refresh()
    qtbot.keyClick(window.stage.canvas, key_, modifiers)


def press(qtbot, parent, name, kind=QPushButton):
    """Click a button as soon as it can be clicked."""
    button = widget_of(parent, kind, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    at = QPoint(10, button.height() // 2)  # of a check box only the box and its text can be clicked
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=at)


def dialog_of(qtbot, window, name):
    """The dialog of that name, once it is in sight."""

    def shown():
        return [one for one in window.findChildren(QDialog, name) if one.isVisible()]

    until(qtbot, lambda: bool(shown()))
    QApplication.processEvents()
    return shown()[-1]


@pytest.fixture
def fields(data, folder_of):
    """Two PPL/XPL pairs of a sandstone in a folder of the test."""
    names = [f"{field}_{light}.jpg" for field in ("10a", "11a") for light in ("ppl", "xpl")]
    return folder_of(data / "thin-section" / "sandstone", names)


@pytest.fixture
def counting(make_window, qtbot):
    """A window in Contar, its classes read; with a number, a count of so many points begun."""

    def start(path, points=None):
        window = make_window(path)
        key(qtbot, window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
        assert window.session.mode is Mode.COUNT
        desk = window.panel("count").desk
        until(qtbot, lambda: desk.scheme is not None and not desk.reading)
        if points is not None:
            begin(qtbot, window, points)
        return window, desk

    return start


def begin(qtbot, window, points, seed=5):
    """Begin a count by hand with the mouse."""
    desk = window.panel("count").desk
    before = desk.grid
    press(qtbot, window, "counting.new" if before is None else "counting.anew")
    dialog = dialog_of(qtbot, window, "counting.starting")
    dialog.points.setValue(points)
    dialog.seed.setValue(seed)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: desk.grid is not None and desk.grid is not before and not desk.reading)
    assert len(desk.grid.points) == points
    return desk
