"""The toolbar: where its texts do not all fit, those of the modes stay and the others leave their icons."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton

_MODE = "mode."
_FIRST = ("view.table", "help.page", "help.commands")
"""Those that leave their text before the others do."""


class Toolbar(QToolBar):
    """Buttons in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setMovable(False)
        self.setFloatable(False)
        self.setObjectName("toolbar")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fitting = False

    def fit(self) -> None:
        """Take the texts away that there is no room for."""
        if self._fitting:
            return
        self._fitting = True
        others = [button for button in self._buttons() if not self._key(button).startswith(_MODE)]
        first = [button for button in others if self._key(button) in _FIRST]
        for button in others:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for some in (first, others):
            if self.sizeHint().width() > self.width():
                for button in some:
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._fitting = False

    def _buttons(self) -> list[QToolButton]:
        found = (self.widgetForAction(action) for action in self.actions())
        return [button for button in found if isinstance(button, QToolButton)]

    def _key(self, button: QToolButton) -> str:
        action = button.defaultAction()
        return "" if action is None else action.objectName()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or less room."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Other texts or a larger font need other room."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.ActionChanged, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.fit()
        return handled
