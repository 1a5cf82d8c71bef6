"""Figuras… and Informe de muestra… as a person drives them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox

from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import until

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
SAVE = QDialogButtonBox.StandardButton.Save


def drawn(qtbot, dialog, condition=lambda made: True):
    """Wait until what is in sight is that of the fields."""
    until(
        qtbot,
        lambda: not dialog._soon.isActive() and dialog.shown is not None and condition(dialog.shown),
    )


def choose(qtbot, dialog, name, value):
    """Stand a list at a value by the keys, as a person does."""
    box = widget_of(dialog, QComboBox, f"{dialog.objectName()}.{name}")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(value)):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == value


def save(qtbot, window, dialog):
    """Press Save and wait for the job."""
    began = []
    window.session.jobs.started.connect(began.append)
    button = dialog.buttons.button(SAVE)
    until(qtbot, button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: bool(began) and not began[0].running)
    return began[0]
