"""The pixel under the mouse, told on the status bar with the values that the file holds."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.documents import Documents
from geodesk.desktop.translation import number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_WHOLE_BELOW = 1e15


class Cursor(QObject):
    """Follows the mouse over the canvases."""

    def __init__(self, window: "Window", documents: Documents, canvases: list[Canvas]) -> None:
        super().__init__(documents)
        self._window, self._tasks = window, documents.tasks
        for canvas in canvases:
            canvas.cursor_moved.connect(partial(self._moved, canvas))

    def _moved(self, canvas: Canvas, place: tuple[int, int] | None) -> None:
        pyramid = canvas.tiles.pyramid
        self._tasks.drop("cursor")
        if place is None or pyramid is None:
            self._window.status.set_cursor("")
            return
        values = pyramid.quick_value(*place)
        self._tell(place, values)
        if values is None:
            read = partial(pyramid.value, *place)
            self._tasks.run(read, partial(self._tell, place), _ignore, channel="cursor")

    def _tell(self, place: tuple[int, int], values: tuple[float, ...] | None) -> None:
        text = f"x {number(place[0])}  y {number(place[1])}"
        if values is not None:
            text += "  ·  " + "  ".join(map(_value, values))
        self._window.status.set_cursor(text)


def _value(value: float) -> str:
    if value == round(value, 0) and abs(value) < _WHOLE_BELOW:
        return number(value)
    return QLocale().toString(value, "g", 6)


def _ignore(_sentence: Sentence) -> None:
    """A damaged file is told by its tiles."""
