"""A technician at the window: keys, the mouse, and patience until what was asked for is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListView,
    QWidget,
)

from geodesk.collection import Collection
from geodesk.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)
WAIT_MS = 30_000
"""Only for what never comes, however busy the machine is."""


class User:
    """Works with one window as a person does: everything goes through the widgets in sight."""

    def __init__(self, qtbot: Any, window: Window) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def session(self):
        return self.window.session

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def settled(self) -> None:
        """Wait until nothing is being read, measured, saved or painted."""
        window = self.window
        calm = [0]

        def idle() -> bool:
            session, stage = window.session, window.stage
            busy = (
                session.opening is not None
                or session.tasks.busy
                or session.writer.busy
                or stage.documents.busy
                or any(canvas.tiles.waiting for canvas in stage.canvases)
                or window.actions_._soon.isActive()
            )
            calm[0] = 0 if busy else calm[0] + 1
            return calm[0] > 3  # a result is on its way for a moment after its thread has become idle

        self.until(idle)

    # Keys

    def press(self, *keys: str) -> None:
        """Press keys where the focus is, such as ``"1"``, ``"Ctrl+Z"`` or ``"Right"``."""
        window = self.window
        for key in keys:
            if not window.isActiveWindow():  # no window manager gives it back when a dialog has closed
                window.activateWindow()
                self.until(window.isActiveWindow)
            self.qtbot.keySequence(QApplication.focusWidget() or window, QKeySequence(key))
            QApplication.processEvents()  # a person's keys come one by one

    def write(self, field: QWidget, text: str, enter: bool = True) -> None:
        """Replace what stands in a field, and press Enter (in a dialog that means yes)."""
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        self.qtbot.keyClicks(field, text)
        if enter:
            self.qtbot.keyClick(field, Qt.Key.Key_Return)

    # Mouse

    def find(self, kind: type[W], name: str, inside: QWidget | None = None) -> W:
        found = (inside or self.window).findChild(kind, name)
        assert found is not None, f"no {kind.__name__} {name!r}"
        return found

    def click(self, button: QAbstractButton | str) -> None:
        """Click a button as soon as it can be clicked."""
        if isinstance(button, str):
            button = self.find(QAbstractButton, button)
        target = button
        self.until(lambda: target.isEnabled() and target.isVisible())
        self.qtbot.mouseClick(target, LEFT)

    def click_row(self, view: QListView, row: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        """Click an entry of a list or grid."""
        place = view.visualRect(view.model().index(row, 0)).center()
        self.qtbot.mouseClick(view.viewport(), LEFT, modifiers, place)

    def choose(self, box: str, row: int) -> None:
        """Choose an entry of a box by opening it and pressing keys."""
        combo = self.find(QComboBox, box)
        combo.showPopup()
        view = combo.view()
        self.until(view.isVisible)
        view.setCurrentIndex(view.model().index(row, 0))
        self.qtbot.keyClick(view, Qt.Key.Key_Return)
        self.until(lambda: combo.currentIndex() == row)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag the mouse from one place to another."""
        self.qtbot.mousePress(widget, LEFT, Qt.KeyboardModifier.NoModifier, start)
        for step in range(1, 9):
            at = QPointF(start + (end - start) * step / 8)
            kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
            move = QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at)), LEFT, LEFT, none)
            QApplication.sendEvent(widget, move)
            QApplication.processEvents()
        self.qtbot.mouseRelease(widget, LEFT, Qt.KeyboardModifier.NoModifier, end)

    # Dialogs

    def asked(self, kind: type[W]) -> W:
        """The dialog of that kind, once it is in sight."""

        def shown() -> W | None:
            return next((one for one in self.window.findChildren(kind) if one.isVisible()), None)

        self.until(lambda: shown() is not None)
        found = shown()
        assert found is not None
        return found

    def name_file(self, path: Path) -> None:
        """Enter a path in the file dialog that is open, and accept it."""
        field = self.find(QLineEdit, "fileNameEdit", self.asked(QFileDialog))
        field.setText(str(path))  # pasted: typed, Qt would offer completions that take the Enter
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.gone(QFileDialog)

    def gone(self, kind: type[QDialog]) -> None:
        """Wait until no dialog of that kind is left."""
        self.until(lambda: not any(one.isVisible() for one in self.window.findChildren(kind)))

    def open(self, folder: Path) -> None:
        """Open a folder by *Abrir carpeta*, and wait for its first picture."""
        before = self.session.collection
        self.press("Ctrl+O")
        self.name_file(folder)
        self.until(lambda: self.session.collection is not before and self.session.document is not None)
        self.settled()

    def said(self) -> list[str]:
        """What the notices say."""
        return [str(toast.sentence) for toast in self.window.notices.toasts()]


def on_disk(folder: Path) -> dict[str, str]:
    """Path → label as another program reads them."""
    found = Collection.open(folder).labels.current()
    return {path: state.label for path, state in found.items() if state.label is not None}
