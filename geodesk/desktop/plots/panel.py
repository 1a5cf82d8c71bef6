"""To be built."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class PlotsPanel(QWidget):
    """To be built."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
