"""Measurements over the picture, in units of the screen: lines, handles, and what each comes to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from geodesk.desktop.canvas.overlays import draw_box
from geodesk.micrograph.measure import Point, trace

if TYPE_CHECKING:
    from geodesk.desktop.canvas.canvas import Canvas

PLAIN = QColor(255, 214, 0)
_NAMED = ("#56b4e9", "#f0a020", "#2ad1a0", "#ff8fc8", "#ff7a45", "#b9a2ff", "#d5e04f", "#f2f2f2")
"""Bright enough for grey pictures; of the names in the order of the alphabet."""
_BACK, _FRONT = QColor(0, 0, 0, 170), QColor(255, 255, 255)
_TICK, _HANDLE, _ARC = 6.0, 4.0, 22.0
_FEW_HANDLES = 60
TICKED = ("length", "diameter")


def colour_of(name: str, names: Sequence[str]) -> QColor:
    """The colour of a name among those in use; yellow without one."""
    return QColor(_NAMED[names.index(name) % len(_NAMED)]) if name in names else PLAIN


def handles(kind: str, points: Sequence[Point]) -> list[Point]:
    """Where a drawing can be taken hold of; none of an outline of very many points, which moves whole."""
    if kind in ("rectangle", "ellipse"):
        (x0, y0), (x1, y1) = points
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    return list(points) if len(points) <= _FEW_HANDLES else []


def moved_handle(kind: str, points: Sequence[Point], handle: int, to: Point) -> tuple[Point, ...]:
    """The points after one handle was moved."""
    if kind not in ("rectangle", "ellipse"):
        return (*points[:handle], to, *points[handle + 1 :])
    (x0, y0), (x1, y1) = points
    x, y = to
    return (
        ((x, y), (x1, y1)),
        ((x0, y), (x, y1)),
        ((x0, y0), (x, y)),
        ((x, y0), (x1, y)),
    )[handle]


def draw_shape(
    painter: QPainter, canvas: "Canvas", kind: str, points: Sequence[Point], colour: QColor, strong: bool
) -> QPolygonF:
    """The line of a drawing, dark behind and coloured in front; returns it in units of the view."""
    line, closed = trace(kind, points)
    polygon = QPolygonF([canvas.to_view(QPointF(*point)) for point in line])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = QColor(colour)
    fill.setAlpha(38)
    painter.setBrush(fill if closed and strong else Qt.BrushStyle.NoBrush)
    for pen_colour, width in ((_BACK, 4.0), (colour, 2.2 if strong else 1.5)):
        painter.setPen(QPen(pen_colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolygon(polygon) if closed else painter.drawPolyline(polygon)
        if kind in TICKED and polygon.size() == 2:
            _ticks(painter, polygon.at(0), polygon.at(1))
        if kind == "angle" and polygon.size() == 3:
            _arc(painter, polygon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    return polygon


def draw_handles(painter: QPainter, canvas: "Canvas", kind: str, points: Sequence[Point]) -> None:
    """Small squares to take hold of."""
    painter.setPen(QPen(QColor(0, 0, 0), 1))
    painter.setBrush(_FRONT)
    for point in handles(kind, points):
        at = canvas.to_view(QPointF(*point))
        painter.drawRect(QRectF(at.x() - _HANDLE, at.y() - _HANDLE, 2 * _HANDLE, 2 * _HANDLE))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_band(painter: QPainter, canvas: "Canvas", points: Sequence[Point], width: float) -> None:
    """The strip that a profile is averaged over."""
    a, b = (canvas.to_view(QPointF(*point)) for point in points)
    span, reach = b - a, width * canvas.scale_now / 2
    length = max(1e-6, (span.x() ** 2 + span.y() ** 2) ** 0.5)
    across = QPointF(-span.y(), span.x()) / length * reach
    painter.setPen(QPen(QColor(255, 255, 255, 150), 1, Qt.PenStyle.DashLine))
    painter.drawPolygon(QPolygonF([a - across, b - across, b + across, a + across]))


def draw_text(
    painter: QPainter, polygon: QPolygonF, text: str, area: QRectF, taken: list[QRectF] | None = None
) -> None:
    """What a drawing comes to, beside it and inside the view; not over the texts that are `taken`."""
    metrics = QFontMetricsF(painter.font())
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
    rect = polygon.boundingRect()
    if polygon.size() == 2:
        span = polygon.at(1) - polygon.at(0)
        length = max(1e-6, (span.x() ** 2 + span.y() ** 2) ** 0.5)
        aside = QPointF(-span.y(), span.x()) / length
        aside = aside if aside.y() >= 0 else -aside
        clear = abs(aside.x()) * box.width() / 2 + abs(aside.y()) * box.height() / 2 + 9
        box.moveCenter(rect.center() + aside * clear)
    else:
        box.moveCenter(QPointF(rect.center().x(), rect.bottom() + box.height() / 2 + 6))
    box.moveLeft(min(max(box.left(), area.left() + 4), area.right() - box.width() - 4))
    box.moveTop(min(max(box.top(), area.top() + 4), area.bottom() - box.height() - 4))
    if taken is not None:
        if any(box.intersects(other) for other in taken):
            return
        taken.append(box)
    draw_box(painter, box)
    painter.setPen(_FRONT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def near_line(canvas: "Canvas", kind: str, points: Sequence[Point], at: QPointF) -> float:
    """How far, in units of the screen, a place of the view is from the line of a drawing."""
    line, closed = trace(kind, points)
    seen = [canvas.to_view(QPointF(*point)) for point in line]
    if closed:
        seen.append(seen[0])
    return min(_to_segment(a, b, at) for a, b in zip(seen, seen[1:], strict=False))


def _to_segment(a: QPointF, b: QPointF, at: QPointF) -> float:
    span = b - a
    square = span.x() ** 2 + span.y() ** 2
    t = 0.0 if square == 0 else QPointF.dotProduct(at - a, span) / square
    off = at - (a + span * min(1.0, max(0.0, t)))
    return float((off.x() ** 2 + off.y() ** 2) ** 0.5)


def _ticks(painter: QPainter, a: QPointF, b: QPointF) -> None:
    span = b - a
    across = QPointF(-span.y(), span.x()) / max(1e-6, (span.x() ** 2 + span.y() ** 2) ** 0.5) * _TICK
    for end in (a, b):
        painter.drawLine(end - across, end + across)


def _arc(painter: QPainter, polygon: QPolygonF) -> None:
    from math import atan2, degrees

    a, corner, b = polygon.at(0), polygon.at(1), polygon.at(2)
    first = degrees(atan2(-(a.y() - corner.y()), a.x() - corner.x()))
    turn = degrees(atan2(-(b.y() - corner.y()), b.x() - corner.x())) - first
    turn = (turn + 180) % 360 - 180
    box = QRectF(corner.x() - _ARC, corner.y() - _ARC, 2 * _ARC, 2 * _ARC)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(box, round(16 * first), round(16 * turn))
