"""Windows with the plots in sight, and helpers that act as a user does."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QToolButton

from tests.ui.conftest import open_, widget_of


@pytest.fixture
def show_plots(qtbot, make_window):
    """Opens a picture or folder and shows the plots with F8; waits until all has been measured."""

    def show(path: Path | None, window=None, **options):
        window = window or make_window(**options)
        if path is not None:
            open_(qtbot, window, path)
        qtbot.keyClick(window, Qt.Key.Key_F8)
        panel = window.panel_if_built("plots")
        assert panel is not None and panel.isVisible()
        qtbot.waitUntil(lambda: panel.curves is not None, timeout=20_000)
        if path is not None:
            settled(qtbot, panel)
        return window, panel

    return show


def settled(qtbot, panel):
    """Wait until the picture in view is measured whole, or cannot be."""
    measuring = panel.measuring

    def done():
        session = panel._session
        here = measuring.pixels is not None and session.document is measuring.pixels.document
        measured = measuring.found is not None or not measuring.measurable
        current = measuring.found is None or measuring.found.threshold == measuring.level
        whole = measuring.large or not measuring.provisional
        return here and measured and current and whole and not measuring.busy

    qtbot.waitUntil(done, timeout=20_000)
    qtbot.waitUntil(lambda: not panel._window.actions_._soon.isActive())


def press(qtbot, window, name):
    """Click a button of the panel, as soon as it can be clicked."""
    button = widget_of(window, QToolButton, name)
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def save_as(qtbot, window, target: Path):
    """Type a name into the file dialog that is open, and wait for the file."""
    QApplication.processEvents()
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(target))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())


def said(window):
    """What the notices say."""
    return [str(toast.sentence) for toast in window.notices.toasts()]
