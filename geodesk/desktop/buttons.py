"""Push buttons that do what an action does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def push_button(name: str) -> QPushButton:
    """A button that is reached by Tab, without a text yet."""
    button = QPushButton()
    button.setObjectName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def action_button(window: "Window", name: str, key: str) -> QPushButton:
    """A button that does what an action does, and is enabled when it is."""
    action = window.action(key)
    button = push_button(name)
    button.clicked.connect(action.trigger)
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    return button
