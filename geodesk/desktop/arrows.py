"""The arrows up and down walk the list of samples wherever nothing else has a use for them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from geodesk.desktop.session import Mode

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_STEPS = {Qt.Key.Key_Down: "view.next", Qt.Key.Key_Up: "view.previous"}


class Arrows(QObject):
    """Sees the keys that come to the window because no field, list or tool on their way took them.

    As shortcuts, up and down would be taken from lists and menus that have the focus; by giving the list
    the focus, Space and Shift with the arrows would be taken from the picture.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go to the next or previous sample."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = _STEPS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key is None or not plain or self._window.session.mode is Mode.GENERATE:
            return False
        self._window.action(key).trigger()  # one that is not enabled does nothing
        return True
