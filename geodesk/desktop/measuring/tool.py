"""Drawing, selecting and moving measurements with the left button."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from geodesk.desktop.canvas.tools import Tool
from geodesk.desktop.measuring import drawing
from geodesk.desktop.measuring.words import main_text
from geodesk.desktop.translation import translate
from geodesk.micrograph.measure import POINTS, Point, measure

if TYPE_CHECKING:
    from geodesk.collection import Measurement
    from geodesk.desktop.canvas.canvas import Canvas
    from geodesk.desktop.measuring.desk import MeasureDesk, Place

_NEAR = 7.0
_STILL = 3.0
_STEP_VIEW = 3.0
_MANY = 40
_STEEP = math.radians(45)
_OUTLINES = ("polygon", "freehand")
_BOXES = ("rectangle", "ellipse")


class MeasureTool(Tool):
    """The tool of Medir on one canvas; what it draws is told to the desk.

    Two ends: press, drag and let go, or click both. Three points of an angle: click them. A polygon: click
    its corners and close it at the first one, by a double click or Enter. Freehand: drag around. What is
    selected is moved by its handles, whichever tool is in hand.
    """

    name = "measure"

    def __init__(self, desk: "MeasureDesk") -> None:
        self._desk = desk
        self._points: list[Point] = []
        self._cursor: Point | None = None
        self._pressed_at: Point | None = None
        self._straight = False
        self._moving: tuple[Measurement, int | None, Point] | None = None
        self._moved: Measurement | None = None

    # What the canvas asks

    @property
    def cursor(self) -> Qt.CursorShape:  # type: ignore[override]
        """A cross to draw, an arrow to select."""
        selecting = self._desk.tool == "select"
        return Qt.CursorShape.ArrowCursor if selecting else Qt.CursorShape.CrossCursor

    def wants(self, canvas: "Canvas", at: QPointF) -> bool:
        """With the arrow, a press on nothing pans."""
        return self._desk.tool != "select" or self._hit(canvas, at) is not None

    def hint(self) -> str:
        """What to do, while there is nothing drawn on the picture."""
        if self._points and self._desk.tool == "polygon":
            return translate("Measuring", "Enter or a double click closes the outline · Esc drops it")
        if self._desk.here or self._points:
            return ""
        return {
            "select": translate("Measuring", "Click on a measurement to select it; drag to move it"),
            "angle": translate("Measuring", "Click three points: arm, corner, arm"),
            "polygon": translate("Measuring", "Click the corners of the outline; close it at the first one"),
            "freehand": translate("Measuring", "Draw around with the button held down"),
            "diameter": translate("Measuring", "Click on both edges, one fibre or particle after the other"),
        }.get(
            self._desk.tool,
            translate("Measuring", "Drag from end to end; Shift keeps it level, upright or at 45°"),
        )

    def press(self, canvas: "Canvas", at: QPointF) -> None:
        """Take hold of something, or draw."""
        desk, point = self._desk, _inside(canvas, at)
        if not self._points and (hit := self._hit(canvas, at)) is not None:
            one, handle = hit
            desk.select(one.id)
            self._moving, self._moved = (one, handle, (at.x(), at.y())), None
            return
        if desk.tool == "select" or self._place(canvas) is None:
            return
        if self._points and self._straight and self._cursor is not None:
            point = self._cursor  # where the line was seen to end
        self._pressed_at = point
        if desk.tool == "polygon" and len(self._points) >= 3 and self._closes(canvas, point):
            self.finish(canvas)
            return
        if not (self._points and _view_apart(canvas, self._points[-1], point) < _STILL):
            self._points.append(point)
        self._cursor = point
        self._set_drawing(canvas)

    def move(self, canvas: "Canvas", at: QPointF, pressed: bool, straight: bool) -> None:
        """Draw on, or move what is held."""
        if self._moving is not None and pressed:
            self._drag(canvas, at)
            return
        if not self._points:
            return
        point, self._straight = _inside(canvas, at), straight
        if straight:
            point = self._straightened(point)
        self._cursor = point
        if self._desk.tool == "freehand" and pressed:
            if _view_apart(canvas, self._points[-1], point) >= _STEP_VIEW:
                self._points.append(point)
        canvas.viewport().update()

    def release(self, canvas: "Canvas") -> None:
        """What has all its points is kept."""
        if self._moving is not None:
            moved, self._moving, self._moved = self._moved, None, None
            if moved is not None:
                self._desk.put([moved])
            return
        pressed, self._pressed_at = self._pressed_at, None
        if not self._points or pressed is None or self._cursor is None:
            return
        tool = self._desk.tool
        if tool == "freehand":
            self.finish(canvas)
            return
        if tool == "polygon":
            return
        if _view_apart(canvas, pressed, self._cursor) >= _STILL:  # dragged
            last = len(self._points) == POINTS[tool][0]
            self._points = [*(self._points[:-1] if last else self._points), self._cursor]
        if len(self._points) == POINTS[tool][0]:
            self.finish(canvas)

    def finish(self, canvas: "Canvas") -> None:
        """Keep what is drawn, if it is something."""
        tool, place = self._desk.tool, self._place(canvas)
        points, self._points, self._cursor = self._points, [], None
        self._set_drawing(canvas)
        if place is None or len(points) < POINTS[_kind(tool)][0] or not _extended(tool, points):
            return
        self._desk.add(place, points)

    def back(self, canvas: "Canvas") -> None:
        """Take the last corner back."""
        if self._points:
            self._points.pop()
            self._set_drawing(canvas)

    def escape(self, canvas: "Canvas") -> bool:
        """Drop what is half drawn, then the selection, then take the arrow."""
        if self._points:
            self.clear()
            self._set_drawing(canvas)
        elif self._desk.selected:
            self._desk.select("")
        else:
            self._desk.take("select")
        return True

    def clear(self) -> None:
        """Another picture is in view: what was being drawn is dropped."""
        self._points, self._cursor, self._pressed_at = [], None, None
        self._moving = self._moved = None
        self._desk.drawing = False

    # Painting

    def paint(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        """The measurements of this page, and what is being drawn."""
        desk, document = self._desk, canvas.document
        if document is None:
            return
        size, names = document.pixel_size_of(canvas.page), desk.names()
        # The selected one last, and so on top; its text first, and so never left out.
        there = sorted(desk.at(self._place(canvas)), key=lambda one: one.id == desk.selected)
        texts: list[tuple[QPolygonF, str]] = []
        for one in there:
            shown = self._moved if self._moved is not None and self._moved.id == one.id else one
            chosen = one.id == desk.selected
            if chosen and one.kind == "profile" and one.width > 1:
                drawing.draw_band(painter, canvas, shown.points, one.width)
            colour = drawing.colour_of(one.name, names)
            polygon = drawing.draw_shape(painter, canvas, one.kind, shown.points, colour, chosen)
            if chosen:
                drawing.draw_handles(painter, canvas, one.kind, shown.points)
            if chosen or len(there) <= _MANY:
                texts.append((polygon, main_text(measure(one.kind, shown.points, size))))
        taken: list[QRectF] = []
        for polygon, text in reversed(texts):
            drawing.draw_text(painter, polygon, text, area, taken)
        self._paint_drawing(canvas, painter, area)

    def _paint_drawing(self, canvas: "Canvas", painter: QPainter, area: QRectF) -> None:
        points = list(self._points)
        if not points or canvas.document is None:
            return
        tool = self._desk.tool
        if tool != "freehand" and self._cursor is not None and self._cursor != points[-1]:
            points.append(self._cursor)
        kind = _kind(tool)
        whole = len(points) >= POINTS[kind][0]
        shape = kind if whole and tool not in _OUTLINES else "open"
        if shape == "open":
            polygon = drawing.draw_shape(painter, canvas, "open", points, drawing.PLAIN, False)
        else:
            polygon = drawing.draw_shape(painter, canvas, kind, points, drawing.PLAIN, False)
        if whole and _extended(tool, points):
            values = measure(kind, points, canvas.document.pixel_size_of(canvas.page))
            drawing.draw_text(painter, polygon, main_text(values), area)

    # Inside

    def _place(self, canvas: "Canvas") -> "Place | None":
        document = canvas.document
        return None if document is None else (document.picture.path, canvas.page)

    def _hit(self, canvas: "Canvas", at: QPointF) -> "tuple[Measurement, int | None] | None":
        """What lies here: with the arrow any measurement, else a handle of the selected one."""
        desk, view = self._desk, canvas.to_view(at)
        there = desk.at(self._place(canvas))
        for one in there:
            if one.id != desk.selected or desk.tool == "diameter":  # fibres that touch share an edge
                continue
            for number, point in enumerate(drawing.handles(one.kind, one.points)):
                off = canvas.to_view(QPointF(*point)) - view
                if math.hypot(off.x(), off.y()) <= _NEAR:
                    return one, number
        if desk.tool != "select":
            return None
        near = [(drawing.near_line(canvas, one.kind, one.points, view), one) for one in reversed(there)]
        distance, found = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        return (found, None) if found is not None and distance <= _NEAR else None

    def _drag(self, canvas: "Canvas", at: QPointF) -> None:
        assert self._moving is not None
        one, handle, start = self._moving
        if handle is None:
            by = (at.x() - start[0], at.y() - start[1])
            points = tuple((x + by[0], y + by[1]) for x, y in one.points)
        else:
            points = drawing.moved_handle(one.kind, one.points, handle, _inside(canvas, at))
        self._moved = replace(one, points=points)
        canvas.viewport().update()

    def _closes(self, canvas: "Canvas", point: Point) -> bool:
        near_first = _view_apart(canvas, self._points[0], point) <= _NEAR
        return near_first or _view_apart(canvas, self._points[-1], point) < _STILL

    def _straightened(self, point: Point) -> Point:
        x0, y0 = self._points[-1]
        across, down = point[0] - x0, point[1] - y0
        if self._desk.tool in _BOXES:
            side = max(abs(across), abs(down))
            return x0 + math.copysign(side, across), y0 + math.copysign(side, down)
        reach, turns = math.hypot(across, down), round(math.atan2(down, across) / _STEEP)
        return x0 + reach * math.cos(turns * _STEEP), y0 + reach * math.sin(turns * _STEEP)

    def _set_drawing(self, canvas: "Canvas") -> None:
        self._desk.set_drawing(bool(self._points))
        canvas.viewport().update()


def _kind(tool: str) -> str:
    return "outline" if tool in _OUTLINES else tool


def _extended(tool: str, points: list[Point]) -> bool:
    """Whether a drawing has an extent: a click alone is none."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    return min(across, down) > 0 if tool in (*_BOXES, *_OUTLINES) else max(across, down) > 0


def _inside(canvas: "Canvas", at: QPointF) -> Point:
    rect = canvas.tiles.boundingRect()
    return min(max(at.x(), rect.left()), rect.right()), min(max(at.y(), rect.top()), rect.bottom())


def _view_apart(canvas: "Canvas", a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1]) * canvas.scale_now
