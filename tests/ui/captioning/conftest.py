"""Folders of dark and bright pictures, a captioner of a few words, and waiting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner

WAIT_MS = 30_000


@pytest.fixture
def slides(tmp_path):
    """Six pictures, the even ones dark (a flow), the odd ones bright (a fall)."""
    for n in range(6):
        pictures.grey(tmp_path / "deslizamientos", f"p{n}.png", 230 if n % 2 else 10, (80, 60))
    return tmp_path / "deslizamientos"


@pytest.fixture
def captioning(make_window, qtbot, tmp_path):
    """A window in Clasificar with a captioner in use, opened as any model file is."""

    def start(folder, **options):
        window = make_window(folder)
        window.session.set_mode(Mode.CLASSIFY)
        until(qtbot, lambda: window.classifying.opened is not None)
        window.classifying.use(captioner(tmp_path / "chain.onnx", **options))
        until(qtbot, lambda: window.classifying.captions.opened is not None)
        return window

    return start


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def press(qtbot, window, name):
    button = widget_of(window, QAbstractButton, name)
    area = window.panel("classify")
    if area.isAncestorOf(button):
        area.ensureWidgetVisible(button)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def text_of(window, name):
    return widget_of(window, QLabel, name).text()


def choose(qtbot, window, name, row):
    """Choose in a combo box by its keys."""
    box = widget_of(window, QComboBox, name)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(row):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentIndex() == row


def captioned(qtbot, window):
    """Write the caption of the picture in view by the button."""
    press(qtbot, window, "captioning.picture")
    until(
        qtbot, lambda: window.classifying.captions.row is not None and not window.classifying.captions.working
    )
