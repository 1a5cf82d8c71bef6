"""What may stand in the middle in place of the picture: the grid or the table of samples."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import View

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def build(window: "Window", view: View) -> QWidget:
    """Make the grid or the table."""
    if view is View.GRID:
        from geodesk.desktop.samples.grid import Grid

        return Grid(window)
    from geodesk.desktop.samples.table import SampleTable

    return SampleTable(window)
