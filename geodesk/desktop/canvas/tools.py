"""What the left button does on the canvas instead of panning: measure, calibrate, show the bar's edge."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from geodesk.desktop.canvas.overlays import draw_line
from geodesk.desktop.translation import length, number, translate

if TYPE_CHECKING:
    from geodesk.desktop.canvas.canvas import Canvas

_STEEP = math.radians(45)


class Tool:
    """One way to use the left button. Points are in pixels of the picture."""

    name = ""
    cursor = Qt.CursorShape.CrossCursor

    def wants(self, canvas: "Canvas", at: QPointF) -> bool:
        """Whether a press here is for the tool; else it pans."""
        return True

    def escape(self, canvas: "Canvas") -> bool:
        """Escape was pressed; whether the tool had a use for it. If not, it is put away."""
        return False

    def hint(self) -> str:
        """What to do now and how to leave; empty once it is being done."""
        return ""

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """The button went down."""

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """The mouse moved; `straight`: Shift is held."""

    def release(self, canvas: "Canvas") -> None:
        """The button went up."""

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """Draw over the picture, in units of the screen."""

    def clear(self) -> None:
        """Another picture is in view."""


class RulerTool(Tool):
    """Draw a line and read its length and angle. Shift keeps it level, upright or at 45°."""

    name = "ruler"

    def __init__(self) -> None:
        self.a: QPointF | None = None
        self.b: QPointF | None = None

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Begin a line."""
        self.a = self.b = at
        canvas.viewport().update()

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Draw it on."""
        if pressed and self.a is not None:
            self.b = _straightened(self.a, at) if straight else at
            canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """A click without a line takes the old one away."""
        if self.pixels < 1:
            self.clear()
            canvas.viewport().update()

    def hint(self) -> str:
        """Said until there is a line."""
        return "" if self.pixels > 0 else self._how()

    def _how(self) -> str:
        return translate(
            "Tools", "Draw a line to measure it; Shift keeps it level, upright or at 45° · Esc leaves"
        )

    def clear(self) -> None:
        """Take the line away."""
        self.a = self.b = None

    @property
    def pixels(self) -> float:
        """Length of the line."""
        if self.a is None or self.b is None:
            return 0.0
        return math.hypot(self.b.x() - self.a.x(), self.b.y() - self.a.y())

    def text(self, canvas: "Canvas") -> str:
        """Length in pixels and in metres if known, and the angle to the horizontal, counter-clockwise."""
        if self.a is None or self.b is None:
            return ""
        across, up = self.b.x() - self.a.x(), self.a.y() - self.b.y()
        parts = [f"{number(self.pixels, 1)} px"]
        size = None if canvas.document is None else canvas.document.pixel_size_of(canvas.page)
        if size is not None:
            parts.append(length(math.hypot(across * size.x_m, up * size.y_m)))
            across, up = across * size.x_m, up * size.y_m
        parts.append(f"{number(math.degrees(math.atan2(up, across)), 1)}°")
        return "  ·  ".join(parts)

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """The line and its numbers."""
        if self.a is not None and self.b is not None and self.pixels > 0:
            draw_line(painter, canvas.to_view(self.a), canvas.to_view(self.b), self.text(canvas), area)


class CalibrateTool(RulerTool):
    """Draw along a burnt-in scale bar, then say how long it is.

    Parameters
    ----------
    ask
        Called with the line's ends once it has been drawn.
    """

    name = "calibrate"

    def __init__(self, ask: Callable[[QPointF, QPointF], None]) -> None:
        super().__init__()
        self._ask = ask

    def _how(self) -> str:
        return translate("Tools", "Draw a line along the picture's scale bar, from end to end · Esc leaves")

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Scale bars are level or upright: the line goes along by itself when it is nearly so."""
        if pressed and self.a is not None:
            across, down = abs(at.x() - self.a.x()), abs(at.y() - self.a.y())
            if straight or min(across, down) <= 0.1 * max(across, down):
                at = QPointF(at.x(), self.a.y()) if across >= down else QPointF(self.a.x(), at.y())
            super().move(canvas, at, pressed, False)

    def release(self, canvas: "Canvas") -> None:
        """Ask for the length."""
        super().release(canvas)
        if self.a is not None and self.b is not None:
            self._ask(self.a, self.b)

    def text(self, canvas: "Canvas") -> str:
        """Pixels only: their size is what is being asked."""
        return f"{number(self.pixels, 1)} px"


class BarTool(Tool):
    """Click on the inner edge of the information bar.

    Parameters
    ----------
    chosen
        Called with the bar's left, top, width and height.
    """

    name = "bar"

    def __init__(self, chosen: Callable[[tuple[int, int, int, int]], None]) -> None:
        self._chosen = chosen
        self._y: float | None = None
        self._pressed = False

    def hint(self) -> str:
        """Said until the click."""
        return translate(
            "Tools", "Click on the edge between the picture and its information bar · Esc leaves"
        )

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """The edge is here."""
        self._y, self._pressed = at.y(), True

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Show where it would be."""
        self._y = at.y()
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """All below that row is the bar, or all above it in the upper half."""
        document = canvas.document
        if document is None or self._y is None or not self._pressed:
            return
        self._pressed = False
        if document.page_size(canvas.page) != (document.width, document.height):
            return  # where the bar is holds for pages as large as the first
        y = min(max(1, round(self._y)), document.height - 1)
        if y >= document.height / 2:
            self._chosen((0, y, document.width, document.height - y))
        else:
            self._chosen((0, 0, document.width, y))

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """A line across the picture, and the part that would be left out."""
        if self._y is None or canvas.document is None:
            return
        document = canvas.document
        y = min(max(1.0, self._y), document.height - 1.0)
        a, b = canvas.to_view(QPointF(0, y)), canvas.to_view(QPointF(document.width, y))
        end = document.height if y >= document.height / 2 else 0
        painter.fillRect(
            QRectF(a, canvas.to_view(QPointF(document.width, end))).normalized(), QColor(213, 94, 0, 90)
        )
        painter.setPen(QPen(QColor(255, 214, 0), 1.6, Qt.PenStyle.DashLine))
        painter.drawLine(a, b)

    def clear(self) -> None:
        """Nothing is chosen."""
        self._y, self._pressed = None, False


def _straightened(a: QPointF, b: QPointF) -> QPointF:
    across, down = b.x() - a.x(), b.y() - a.y()
    turns = round(math.atan2(down, across) / _STEEP)
    reach = math.hypot(across, down)
    return a + QPointF(reach * math.cos(turns * _STEEP), reach * math.sin(turns * _STEEP))
