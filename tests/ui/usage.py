"""What a test uses: the actions that it triggers and the buttons that it clicks.

A test that `claims.CLAIMS` names for an action must trigger it, by key, menu or button; one that is named for
a button must click it with the mouse where it is visible and enabled.

Each text is held to its "…" at the same time: it stands where a dialog opens, and nowhere else.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QDialog,
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

TELL = {
    "help.page", "help.first_steps", "help.keys", "help.about", "help.panel", "welcome.help",
    "strip.problems",
}  # fmt: skip
"""They open a window that only tells something: no "…", as in every program."""
DOUBT = (
    "classify.folder",
    "classifying.folder",
    "caption.folder",
    "captioning.folder",
    "labels.class_",
    "labels.unsure",
    "labels.accept",
    "labels.remove",
)
"""They ask only where something would be replaced or an interrupted run could be gone on with: no "…"."""
LATE = {"count.results", "counting.results"}
"""Their dialog comes once something was read."""


class Used:
    """What is used while a test runs.

    Attributes
    ----------
    names
        Keys of actions, and names of buttons as `name_of` gives them.
    opening
        Those of them that opened a dialog at once.
    dotted
        Those of them whose text ended with "…" then.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.opening: set[str] = set()
        self.dotted: set[str] = set()

    def listen(self, monkeypatch: Any) -> None:
        """From now on, until the test ends."""
        from pytestqt.qtbot import QtBot

        run, click = Registry._run, QtBot.mouseClick

        def running(registry: Registry, spec: Action) -> None:
            before = _windows()
            self._note(spec.key, registry[spec.key].text())
            run(registry, spec)
            if _windows() - before:
                self.opening.add(spec.key)

        def clicking(widget: QWidget, *given: Any, **more: Any) -> None:
            before, name = _windows(), ""
            if isinstance(widget, QAbstractButton) and widget.isVisible() and widget.isEnabled():
                name = name_of(widget)
                self._note(name, widget.text())
            click(widget, *given, **more)
            if name and _windows() - before:
                self.opening.add(name)

        monkeypatch.setattr(Registry, "_run", running)
        monkeypatch.setattr(QtBot, "mouseClick", staticmethod(clicking))

    def _note(self, name: str, text: str) -> None:
        self.names.add(name)
        if text.endswith("…"):
            self.dotted.add(name)

    def misleading(self, proved: set[str]) -> list[str]:
        """What opens a dialog without saying so by "…", and what of `proved` says so and opens none."""
        known = self.names - TELL
        silent = {one for one in known & self.opening - self.dotted if not one.startswith(DOUBT)}
        idle = (known & self.dotted & proved) - self.opening - LATE
        return [f"without “…”: {one}" for one in sorted(silent)] + [
            f"with “…”: {one}" for one in sorted(idle)
        ]


def _windows() -> set[int]:
    """The windows in sight, menus and hints aside."""
    kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Sheet)
    unseen = Qt.WidgetAttribute.WA_DontShowOnScreen  # a sheet that is only drawn into a file
    return {
        id(one)
        for one in QApplication.topLevelWidgets()
        if one.isVisible()
        and (isinstance(one, QDialog) or one.windowType() in kinds)
        and not one.testAttribute(unseen)
    }


def unkept(test: str, used: set[str]) -> set[str]:
    """What a test (its node id) claims to prove and has not used."""
    return claimed(test) - used


def claimed(test: str) -> set[str]:
    """What a test (its node id) claims to prove."""
    file, _, name = test.partition("tests/ui/")[2].partition("::")
    return set(CLAIMS.get(file, {}).get(name, ()))


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
    for each in ("samples.label", "classifying.suggested"):  # one for each label there is
        if own.startswith(f"{each}."):
            return each
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
