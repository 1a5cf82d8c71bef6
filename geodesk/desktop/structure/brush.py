"""The brush, the eraser and the bucket on the canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from geodesk.desktop.canvas.tools import Tool
from geodesk.desktop.structure.overlay import draw_stroke
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.canvas.canvas import Canvas
    from geodesk.desktop.structure.phasing import PhaseDesk


class BrushTool(Tool):
    """Paints pixels of the phase chosen; Shift keeps the line straight."""

    name = "brush"

    def __init__(self, desk: "PhaseDesk") -> None:
        self._desk = desk
        self._points: list[tuple[float, float]] = []
        self._at: QPointF | None = None

    def hint(self) -> str:
        """Said until there is something to learn from."""
        if self._desk.rule == "model":
            return translate(
                "Tools", "Paint over what the model got wrong · 1-9 choose the class · Esc leaves"
            )
        if self._points or self._desk.painted_phases >= 2:
            return ""
        return translate(
            "Tools", "Paint a stroke or two of each phase: 1-4 choose the phase, E erases · Esc leaves"
        )

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Begin a stroke."""
        self._points = [(at.x(), at.y())]
        self._at = at
        canvas.viewport().update()

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Draw it on."""
        self._at = at
        if pressed and self._points:
            point = at.x(), at.y()
            if straight:
                self._points = [self._points[0], point]
            elif _apart(self._points[-1], point) >= max(0.5, self._desk.width / 8):
                self._points.append(point)
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """The stroke is painted."""
        points, self._points = self._points, []
        if points and canvas.document is not None:
            self._desk.paint(canvas.document.picture.path, canvas.page, tuple(points))

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """The stroke so far, and the brush."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._desk.width * canvas.scale_now
        if self._points:
            path = QPainterPath(canvas.to_view(QPointF(*self._points[0])))
            for point in self._points:
                path.lineTo(canvas.to_view(QPointF(*point)) + QPointF(0.01, 0))
            draw_stroke(painter, path, width, self._desk.look.colour)
        if self._at is not None:
            self._draw_tip(painter, canvas.to_view(self._at), width / 2)

    def _draw_tip(self, painter: QPainter, at: QPointF, reach: float) -> None:
        _ring(painter, at, reach, QColor(self._desk.look.colour))

    def clear(self) -> None:
        """Another picture is in view: a stroke begun on the one before is dropped."""
        self._points, self._at = [], None


class EraserTool(BrushTool):
    """Takes away whole strokes that it touches."""

    name = "eraser"

    def hint(self) -> str:
        """Said while there is something to erase."""
        return ""

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Erase here."""
        self._at = at
        if canvas.document is not None:
            self._desk.erase(canvas.document.picture.path, canvas.page, at.x(), at.y())

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Erase all along."""
        self._at = at
        if pressed:
            self.press(canvas, at)
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """Nothing is left to do."""

    def _draw_tip(self, painter: QPainter, at: QPointF, reach: float) -> None:
        _ring(painter, at, reach, QColor(255, 255, 255), Qt.PenStyle.DashLine)


class FillTool(BrushTool):
    """Gives a whole region of one phase another."""

    name = "fill"

    def hint(self) -> str:
        """Said while it is in hand."""
        return translate("Tools", "Click a region to give it the class chosen · 1-9 choose the class")

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Fill here."""
        if canvas.document is not None:
            self._desk.fill(canvas.document.picture.path, canvas.page, at.x(), at.y())

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Go there."""
        self._at = at
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """Nothing is left to do."""

    def _draw_tip(self, painter: QPainter, at: QPointF, reach: float) -> None:
        _ring(painter, at, 4.0, QColor(self._desk.look.colour))


def _ring(
    painter: QPainter, at: QPointF, reach: float, colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 170), 3.5), QPen(colour, 1.6, style)):
        painter.setPen(pen)
        painter.drawEllipse(at, max(2.0, reach), max(2.0, reach))


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)
