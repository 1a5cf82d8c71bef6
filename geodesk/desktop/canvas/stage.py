"""The middle of the window: one or two canvases of the sample in view."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from geodesk.desktop.documents import Documents

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class Stage(QWidget):
    """The canvases."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.documents = Documents(window.session)

    def close_documents(self) -> None:
        """Let go of every open file."""
        self.documents.close()
