"""What a test uses: the actions that it triggers and the buttons that it clicks.

A test that `claims.CLAIMS` names for an action must trigger it, by key, menu or button; one that is named for
a button must click it with the mouse where it is visible and enabled.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from geodesk.desktop.actions import Action, Registry
from tests.ui.claims import CLAIMS


class Used:
    """What is used while a test runs.

    Attributes
    ----------
    names
        Keys of actions, and names of buttons as `name_of` gives them.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()

    def listen(self, monkeypatch: Any) -> None:
        """From now on, until the test ends."""
        from pytestqt.qtbot import QtBot

        run, click = Registry._run, QtBot.mouseClick

        def running(registry: Registry, spec: Action) -> None:
            self.names.add(spec.key)
            run(registry, spec)

        def clicking(widget: QWidget, *given: Any, **more: Any) -> None:
            if isinstance(widget, QAbstractButton) and widget.isVisible() and widget.isEnabled():
                self.names.add(name_of(widget))
            click(widget, *given, **more)

        monkeypatch.setattr(Registry, "_run", running)
        monkeypatch.setattr(QtBot, "mouseClick", staticmethod(clicking))


def unkept(test: str, used: set[str]) -> set[str]:
    """What a test (its node id) claims to prove and has not used."""
    file, _, name = test.partition("tests/ui/")[2].partition("::")
    return set(CLAIMS.get(file, {}).get(name, ())) - used


def buttons_of(top: QWidget) -> Iterator[str]:
    """The names of the buttons in sight that are ours and do more than trigger an action of the registry."""
    for button in top.findChildren(QAbstractButton):
        if not button.isVisible() or button.window() is not top or _of_qt(button):
            continue
        if not isinstance(button, QToolButton) or button.defaultAction() is None:
            yield name_of(button)


def name_of(button: QAbstractButton) -> str:
    """Its object name; of the buttons below a dialog the dialog's name and what the button is for."""
    own, box, dialog = button.objectName(), button.parentWidget(), button.window()
    if own.startswith("samples.label."):
        return "samples.label"  # one for each label there is
    if own.startswith("devices.use: "):
        return "devices.use"  # one for each device there is
    if own or not isinstance(box, QDialogButtonBox):
        return own or f"without a name: {type(dialog).__name__} “{button.text()}”"
    for attribute, value in vars(dialog).items():
        if value is button:
            return f"{dialog.objectName()}: {attribute}"
    if isinstance(dialog, QMessageBox):
        return f"{dialog.objectName()}: {dialog.buttonRole(button).name}"
    standard = box.standardButton(button)
    known = standard is not QDialogButtonBox.StandardButton.NoButton
    return f"{dialog.objectName()}: {standard.name if known else box.buttonRole(button).name}"


def _of_qt(button: QAbstractButton) -> bool:
    """Whether it is part of one of Qt's own widgets."""
    parts = QLineEdit | QAbstractItemView | QAbstractSpinBox | QTabBar
    in_file_dialog = isinstance(button.window(), QFileDialog) and "." not in button.objectName()
    return isinstance(button.parentWidget(), parts) or in_file_dialog or button.objectName().startswith("qt_")
