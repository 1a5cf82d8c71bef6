"""Coloured shapes that stand for classes: filled for a label, hollow for a suggestion."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import translate
from geodesk.language import language

if TYPE_CHECKING:
    from geodesk.desktop.session import Session

_SYNTHETIC = QColor("#d55e00")
UNSURE = "UNSURE"
"""As in `geodesk.collection`, which is not imported before the first folder."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a class is shown.

    Attributes
    ----------
    name
        For people, in the language in force.
    colour
        ``#rrggbb``.
    shape
        One of `geodesk.desktop.theme.CLASS_SHAPES`, or ``"question"`` for what a person could not decide.
    """

    name: str
    colour: str
    shape: str


def look_of(session: "Session", label: str) -> Look:
    """The look of a label: by its place among the collection's classes, then among other labels in use."""
    if label == UNSURE:
        return Look(translate("Samples", "unsure"), "#808890", "question")
    classes = session.classes
    for index, one in enumerate(classes):
        if one.id == label:
            return Look(one.name(language()), one.colour or class_colour(index).name(), class_shape(index))
    known = {one.id for one in classes}
    others = [other for other in session.listing.labels() if other not in known]
    index = len(classes) + (others.index(label) if label in others else len(others))
    return Look(label, class_colour(index).name(), class_shape(index))


def draw_mark(painter: QPainter, box: QRectF, look: Look, hollow: bool = False) -> None:
    """Draw a class's shape into a square box."""
    colour = QColor(look.colour)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.2, box.width() / 8))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    inset = pen.widthF() / 2
    inner = box.adjusted(inset, inset, -inset, -inset)
    if look.shape == "question":
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(max(6, round(1.15 * box.height())))
        painter.setFont(font)
        painter.drawText(box.adjusted(-2, -2, 2, 2), Qt.AlignmentFlag.AlignCenter, "?")
    else:
        bare = hollow or look.shape in ("ring", "cross")
        painter.setBrush(Qt.BrushStyle.NoBrush if bare else colour)
        painter.drawPath(_path(look.shape, inner))
    painter.restore()


def mark_icon(look: Look, size: int = 12, ratio: float = 1.0, hollow: bool = False) -> QIcon:
    """A class's shape for buttons."""
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_mark(painter, QRectF(0, 0, size, size), look, hollow)
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


def draw_synthetic(painter: QPainter, picture: QRect) -> None:
    """The tag in the corner of a small picture that no instrument recorded."""
    high = max(12, min(painter.fontMetrics().height(), picture.height() // 4))
    tag = QRect(picture.left(), picture.top(), high, high)
    font = painter.font()
    font.setPixelSize(high - 3)
    painter.save()
    painter.setFont(font)
    painter.fillRect(tag, _SYNTHETIC)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, "S")
    painter.restore()
