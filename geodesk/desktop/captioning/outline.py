"""Drawing the outline of a landslide on the canvas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from geodesk.desktop.canvas.tools import Tool
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.canvas.canvas import Canvas
    from geodesk.desktop.captioning.desk import CaptionDesk

Points = Sequence[tuple[float, float]]
_STEP_VIEW = 4.0
_FEWEST = 3


class OutlineTool(Tool):
    """Draw around the landslide with the button held; it closes when the button goes up.

    Shift draws straight edges from corner to corner.
    """

    name = "outline"

    def __init__(self, desk: "CaptionDesk") -> None:
        self._desk = desk
        self._points: list[tuple[float, float]] = []
        self._drawing = False

    def hint(self) -> str:
        """Said until there is an outline."""
        if self._drawing or self._desk.outline:
            return ""
        return translate("Tools", "Draw around the landslide with the button held down · Esc leaves")

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Begin anew."""
        self._points, self._drawing = [_inside(canvas, at)], True
        canvas.viewport().update()

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Draw it on."""
        if not (pressed and self._drawing):
            return
        point = _inside(canvas, at)
        if straight and len(self._points) > 1:
            self._points[-1] = point
        elif _apart(self._points[-1], point) * canvas.scale_now >= _STEP_VIEW:
            self._points.append(point)
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """The outline is closed; a click without one takes the old one away."""
        points, self._points, self._drawing = self._points, [], False
        if canvas.document is not None:
            self._desk.set_outline(tuple(points) if len(points) >= _FEWEST else ())
        canvas.viewport().update()

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """What is drawn so far, or the outline of the picture in view."""
        points: Points = self._points if self._drawing else self._desk.outline
        if len(points) < 2:
            return
        polygon = QPolygonF([canvas.to_view(QPointF(*point)) for point in points])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush if self._drawing else QColor(230, 159, 0, 50))
        for pen in (QPen(QColor(0, 0, 0, 170), 4.0), QPen(QColor(255, 214, 0), 1.8)):
            painter.setPen(pen)
            if self._drawing:
                painter.drawPolyline(polygon)
            else:
                painter.drawPolygon(polygon)

    def clear(self) -> None:
        """Another picture is in view: what was being drawn is dropped."""
        self._points, self._drawing = [], False


def _inside(canvas: "Canvas", at: QPointF) -> tuple[float, float]:
    document = canvas.document
    if document is None:
        return at.x(), at.y()
    return min(max(at.x(), 0.0), float(document.width)), min(max(at.y(), 0.0), float(document.height))


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)
