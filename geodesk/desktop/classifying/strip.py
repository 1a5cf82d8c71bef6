"""The strip of jobs above the status bar."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class JobStrip(QWidget):
    """One line a job."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
