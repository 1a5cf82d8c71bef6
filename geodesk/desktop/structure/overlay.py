"""What lies over the picture: pixels in false colours, and the strokes of the brush."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from geodesk.desktop.samples.marks import Look, draw_mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Stroke

_LEAST_MARK = 9.0
"""Of the screen: the shape that tells a phase beside its colour."""


class ColoursItem(QGraphicsItem):
    """Pixels of a byte each over the picture, coloured through a table; only what is in sight is made.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W)
        Of the whole page, or of the part that begins at `at`.
    table : ndarray of uint32, shape (256,)
        ``0xAARRGGBB`` of each value, with alpha multiplied in.
    """

    def __init__(
        self,
        pixels: "NDArray[np.uint8]",
        table: "NDArray[np.uint32]",
        opacity: float,
        at: tuple[int, int] = (0, 0),
    ) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.pixels, self._table, self._at = pixels, table, at
        self.setPos(*at)
        self.setZValue(1)
        self.setOpacity(opacity)
        self._made: tuple[tuple[int, ...], QImage] | None = None

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The part of the picture it lies on."""
        height, width = self.pixels.shape
        return QRectF(0, 0, width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the exposed part, with about one value for each pixel of the screen."""
        exposed: QRectF = option.exposedRect
        area = exposed.intersected(self.boundingRect())
        if area.isEmpty():
            return
        device = painter.device()
        scale = painter.worldTransform().m11() * (device.devicePixelRatioF() if device else 1.0)
        step = max(1, math.floor(1 / scale))
        left, top = int(area.left()) // step * step, int(area.top()) // step * step
        key = left, top, math.ceil(area.right()), math.ceil(area.bottom()), step
        if self._made is None or self._made[0] != key:
            self._made = key, self._image(*key)
        image = self._made[1]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(left, top, image.width() * step, image.height() * step), image)

    def _image(self, left: int, top: int, right: int, bottom: int, step: int) -> QImage:
        import numpy as np

        part = self.pixels[top:bottom:step, left:right:step]
        height, width = part.shape
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        into = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
        np.take(self._table, part, out=into, mode="clip")
        return image


def table_of(colours: "dict[int, str]") -> "NDArray[np.uint32]":
    """A table for `ColoursItem`: a colour ``#rrggbb`` for each value; all others are clear."""
    import numpy as np

    table = np.zeros(256, np.uint32)
    for value, colour in colours.items():
        table[value] = QColor(colour).rgb()
    return table


class StrokesItem(QGraphicsItem):
    """The strokes on the page in view, each with the shape of its phase where it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(2)
        self._rect = QRectF()
        self._lines: list[tuple[QPainterPath, Stroke, Look]] = []

    def show_strokes(self, rect: QRectF, strokes: "Sequence[tuple[Stroke, Look]]") -> None:
        """Draw these from now on; `rect` is the page."""
        self.prepareGeometryChange()
        self._rect = rect
        self._lines = [(_path(stroke.points), stroke, look) for stroke, look in strokes]
        self.update()

    @property
    def count(self) -> int:
        """How many strokes are drawn."""
        return len(self._lines)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole page."""
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw all strokes, the later ones above."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = painter.worldTransform().m11()
        for path, stroke, look in self._lines:
            draw_stroke(painter, path, stroke.width, look.colour)
            side = max(0.7 * stroke.width, _LEAST_MARK / scale)
            x, y = stroke.points[0]
            box = QRectF(x - side / 2, y - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawEllipse(box.adjusted(-side / 4, -side / 4, side / 4, side / 4))
            draw_mark(painter, box, Look(look.name, "#ffffff", look.shape))


def draw_stroke(painter: QPainter, path: QPainterPath, width: float, colour: str) -> None:
    """Draw one stroke of the brush, so that the picture shines through."""
    shown = QColor(colour)
    shown.setAlpha(190)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(shown, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPath(path)


def _path(points: "Sequence[tuple[float, float]]") -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    if len(points) == 1:  # a dab: a line without length is not drawn
        path.lineTo(points[0][0] + 0.01, points[0][1])
    return path
