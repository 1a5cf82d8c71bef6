"""Taking and putting away the tools of the canvas, and what comes of using them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.canvas.correcting import Correcting
from geodesk.desktop.canvas.tools import BarTool, CalibrateTool, RulerTool, Tool
from geodesk.desktop.documents import Document, Documents

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class Toolbox(QObject):
    """The tool in use, one for all canvases."""

    left = Signal()
    """A tool was put away: who wants its own back takes it."""

    def __init__(self, window: "Window", documents: Documents, canvases: list[Canvas]) -> None:
        super().__init__(documents)
        self._window, self._canvases = window, canvases
        self._correcting = Correcting(window.session, documents)
        for canvas in canvases:
            canvas.escaped.connect(self.leave)
            canvas.bar_button.clicked.connect(partial(self._bar_clicked, canvas))

    @property
    def current(self) -> str:
        """Name of the tool in use; empty: panning."""
        tool = self._canvases[0].tool
        return "" if tool is None else tool.name

    def toggle(self, name: str) -> None:
        """Take ``"ruler"``, ``"calibrate"`` or ``"bar"``, or put it away."""
        if self.current == name:
            self.leave()
            return
        for canvas in self._canvases:
            canvas.set_tool(self._make(name, canvas))
        self._window.actions_.refresh_soon()

    def take(self, make: Callable[[Canvas], Tool]) -> None:
        """Take a tool that another part of the window makes, one for each canvas."""
        for canvas in self._canvases:
            canvas.set_tool(make(canvas))
        self._window.actions_.refresh_soon()

    def leave(self) -> None:
        """Pan again."""
        for canvas in self._canvases:
            canvas.set_tool(None)
        self.left.emit()
        self._window.actions_.refresh_soon()

    def ask_pixel_size(self) -> None:
        """Pixel size by hand."""
        self._correcting.ask_pixel_size(self._window)

    def toggle_bar(self, document: Document | None) -> None:
        """Say that the information bar is none; or that there is one, then where if it is not found."""
        if document is None:
            return
        if document.bar is not None:
            self._correcting.set_bar(document.picture, None)
        elif document.bar_source == "manual":
            self._correcting.clear_bar(document.picture)
        else:
            self.toggle("bar")

    def _make(self, name: str, canvas: Canvas) -> Tool:
        if name == "ruler":
            return RulerTool()
        if name == "calibrate":
            return CalibrateTool(partial(self._drawn, canvas))
        return BarTool(partial(self._bar_chosen, canvas))

    def _drawn(self, canvas: Canvas, a: QPointF, b: QPointF) -> None:
        if canvas.document is not None:
            self._correcting.ask_bar_length(self._window, canvas.document, a, b)
        self.leave()

    def _bar_chosen(self, canvas: Canvas, bar: tuple[int, int, int, int]) -> None:
        document = canvas.document
        self.leave()
        if document is not None:
            self._correcting.set_bar(document.picture, bar)

    def _bar_clicked(self, canvas: Canvas, _checked: bool = False) -> None:
        self.toggle_bar(canvas.document)
        self._canvases[0].setFocus()
