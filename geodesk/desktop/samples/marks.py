"""Coloured shapes that stand for classes: filled for a label, hollow for a suggestion."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from geodesk.desktop.theme import class_colour, class_shape

if TYPE_CHECKING:
    from geodesk.desktop.session import Session


def class_index(session: "Session", label: str) -> int:
    """The number of a class, which gives its colour and shape: its place among the collection's classes."""
    classes = [str(spec.id) for spec in getattr(session, "classes", ())]
    if label in classes:
        return classes.index(label)
    others = sorted(set(session.listing.tally_labels()) - set(classes))
    return len(classes) + (others.index(label) if label in others else len(others))


def draw_mark(painter: QPainter, box: QRectF, index: int, hollow: bool = False) -> None:
    """Draw the shape of class `index` into a square box."""
    colour = class_colour(index)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.2, box.width() / 8))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    shape = class_shape(index)
    if hollow or shape in ("ring", "cross"):
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(colour)
    inset = pen.widthF() / 2
    painter.drawPath(_path(shape, box.adjusted(inset, inset, -inset, -inset)))
    painter.restore()


def mark_icon(index: int, size: int = 12, ratio: float = 1.0) -> QIcon:
    """The filled shape of class `index` for buttons."""
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_mark(painter, QRectF(0, 0, size, size), index)
    painter.end()
    return QIcon(pixmap)


def _path(shape: str, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    if shape in ("circle", "ring"):
        path.addEllipse(box)
        if shape == "ring":
            third = box.width() / 3
            path.addEllipse(box.adjusted(third, third, -third, -third))
    elif shape == "square":
        inset = box.width() * 0.08
        path.addRect(box.adjusted(inset, inset, -inset, -inset))
    elif shape == "bar":
        path.addRect(box.adjusted(0, box.height() * 0.3, 0, -box.height() * 0.3))
    elif shape == "cross":
        path.moveTo(box.topLeft())
        path.lineTo(box.bottomRight())
        path.moveTo(box.bottomLeft())
        path.lineTo(box.topRight())
    else:
        corners = {"triangle": (3, 1.0), "diamond": (4, 1.0), "pentagon": (5, 1.0), "star": (10, 0.45)}
        path.addPolygon(_regular(box, *corners[shape]))
        path.closeSubpath()
    return path


def _regular(box: QRectF, corners: int, inner: float) -> QPolygonF:
    """A regular polygon standing on its base; every other corner drawn in for a star."""
    middle, radius = box.center(), box.width() / 2
    points = []
    for corner in range(corners):
        reach = radius * (inner if corner % 2 and corners == 10 else 1.0)
        angle = 2 * math.pi * corner / corners - math.pi / 2
        points.append(middle + QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    return QPolygonF(points)
