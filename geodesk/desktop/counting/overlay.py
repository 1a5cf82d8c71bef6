"""The points of a count over the picture: what was counted, what is suggested, and the one in hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from geodesk.desktop.samples.marks import Look, draw_mark

_MARK, _RING = 10.0, 5.0
_GAP, _ARM = 7.0, 26.0
_FRONT, _BACK = QColor(255, 255, 255), QColor(0, 0, 0, 190)
_NOW = QColor(255, 214, 0)
SAND_M = 62.5e-6
"""The lower limit of sand: a crystal of at least that size within a rock fragment counts as its mineral
(Gazzi-Dickinson)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: where, how its class looks (None: not counted), and whether it is only suggested."""

    x: int
    y: int
    look: Look | None = None
    hollow: bool = False


class PointsItem(QGraphicsItem):
    """Marks of one size on the screen at any zoom; a cross with an open middle at the point in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(3)
        self._rect = QRectF()
        self._marks: Sequence[Mark] = ()
        self._current: int | None = None
        self._metres: float | None = None

    def show_points(
        self, rect: QRectF, marks: Sequence[Mark], current: int | None, metres: float | None
    ) -> None:
        """Draw these from now on.

        Parameters
        ----------
        rect
            The page.
        current
            Number of the point in hand.
        metres
            Side of a pixel: with it a circle of the size of the smallest sand lies around the cross.
        """
        self.prepareGeometryChange()
        self._rect, self._marks, self._current, self._metres = rect, marks, current, metres
        self.update()

    @property
    def count(self) -> int:
        """How many points are drawn."""
        return len(self._marks) if self.isVisible() else 0

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The page, and room for marks on its edge."""
        side = max(self._rect.width(), self._rect.height()) / 4
        return self._rect.adjusted(-side, -side, side, side)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw what is in sight."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = 1 / painter.worldTransform().m11()
        reach = 2 * _ARM * unit
        seen = option.exposedRect.adjusted(-reach, -reach, reach, reach)
        for at, mark in enumerate(self._marks):
            if at != self._current and seen.contains(mark.x, mark.y):
                self._mark(painter, mark, unit)
        if self._current is not None and self._current < len(self._marks):
            self._cross(painter, self._marks[self._current], unit)

    def _mark(self, painter: QPainter, mark: Mark, unit: float) -> None:
        middle = QPointF(mark.x + 0.5, mark.y + 0.5)
        if mark.look is None:
            ring = _RING * unit / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((_BACK, 3.0), (_FRONT, 1.4)):
                painter.setPen(QPen(colour, width * unit))
                painter.drawEllipse(middle, ring, ring)
            return
        side = _MARK * unit
        box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BACK)
        painter.drawEllipse(box.adjusted(-side / 4, -side / 4, side / 4, side / 4))
        _draw(painter, box, mark.look, mark.hollow, unit)

    def _cross(self, painter: QPainter, mark: Mark, unit: float) -> None:
        middle = QPointF(mark.x + 0.5, mark.y + 0.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_BACK, 4.0), (_NOW, 1.6)):
            painter.setPen(QPen(colour, width * unit))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                one, other = _GAP * unit, _ARM * unit
                painter.drawLine(
                    middle + QPointF(dx * one, dy * one), middle + QPointF(dx * other, dy * other)
                )
            if self._metres is not None:
                sand = SAND_M / self._metres / 2
                if sand > _GAP * unit:
                    painter.drawEllipse(middle, sand, sand)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_NOW)
        painter.drawEllipse(middle, 1.3 * unit, 1.3 * unit)
        if mark.look is not None:
            side = _MARK * unit
            box = QRectF(middle.x() + _GAP * unit, middle.y() - _GAP * unit - side, side, side)
            painter.setBrush(_BACK)
            painter.drawEllipse(box.adjusted(-side / 4, -side / 4, side / 4, side / 4))
            _draw(painter, box, mark.look, mark.hollow, unit)


def _draw(painter: QPainter, box: QRectF, look: Look, hollow: bool, unit: float) -> None:
    """A class's shape in units of the screen: its pen has a width of its own."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(unit, unit)
    draw_mark(painter, QRectF(0, 0, box.width() / unit, box.height() / unit), look, hollow)
    painter.restore()
