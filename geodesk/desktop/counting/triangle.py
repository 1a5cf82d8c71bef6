"""The QFL triangle: fields, the place of each count, and where the true place may lie."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from geodesk.desktop.plots.looks import PAPER, Look, look
from geodesk.desktop.translation import Translated, number
from geodesk.language import t
from geodesk.morphology.ternary import FIELDS, HEIGHT, field_of, hexagon, in_plane

SIZE = QSize(900, 840)
_RATIO = 2.0
_SUM = QColor("#d55e00")
_ONE = QColor("#0072b2")
_TICKS = (20, 40, 60, 80)
_At = Callable[[Sequence[float]], QPointF]


@dataclass(frozen=True, slots=True)
class Plotted:
    """What the triangle shows.

    Attributes
    ----------
    poles
        Points at Q, F and L of all pictures together.
    single
        The same of each picture; drawn smaller, and only where there are several.
    diagram
        Whose fields.
    lines
        What was counted and how, above the triangle on paper.
    """

    poles: tuple[int, int, int] = (0, 0, 0)
    single: tuple[tuple[int, int, int], ...] = ()
    diagram: Literal["folk", "dickinson"] = "folk"
    lines: tuple[str, ...] = ()


class Triangle(Translated, QWidget):
    """The triangle on the screen, in the colours of the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("counting.triangle")
        self.setMinimumSize(380, 350)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.plotted = Plotted()
        self.retranslate()

    def show_counts(self, plotted: Plotted) -> None:
        """Show these from now on."""
        self.plotted = plotted
        self.retranslate()

    def retranslate(self) -> None:
        """Say in words what the triangle shows."""
        self.setAccessibleName(self.tr("QFL triangle"))
        self.setAccessibleDescription(place_of(self.plotted))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        painter = QPainter(self)
        painter.setFont(self.font())
        draw(painter, QRectF(self.rect()), self.plotted, look())
        painter.end()


def place_of(plotted: Plotted) -> str:
    """The place in words: percentages and the field; empty without points."""
    total = sum(plotted.poles)
    if not total:
        return ""
    parts = [
        f"{name} {number(100 * count / total, 1)}" for name, count in zip("QFL", plotted.poles, strict=True)
    ]
    field = field_of(plotted.poles, plotted.diagram)
    if field is not None:
        parts.append(t(field.en, field.es))
    return "  ·  ".join(parts)


def image(plotted: Plotted) -> QImage:
    """The triangle on paper as pixels, two for each logical one."""
    made = QImage(SIZE * _RATIO, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(_RATIO)
    made.setText("Title", "QFL")
    made.setText("Description", "\n".join(plotted.lines))
    made.setText("Software", "GeoDesk")
    painter = QPainter(made)
    _sheet(painter, plotted)
    painter.end()
    return made


def svg(plotted: Plotted) -> bytes:
    """The triangle on paper as lines and words."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
    generator.setTitle("QFL")
    generator.setDescription("\n".join(plotted.lines))
    painter = QPainter(generator)
    _sheet(painter, plotted)
    painter.end()
    return bytes(buffer.data().data())


def _sheet(painter: QPainter, plotted: Plotted) -> None:
    painter.fillRect(QRectF(0, 0, SIZE.width(), SIZE.height()), PAPER.ground)
    font = QFont(QApplication.font())
    font.setPixelSize(14)
    painter.setFont(font)
    painter.setPen(PAPER.text)
    metrics, y = QFontMetricsF(font), 16.0
    for line in plotted.lines:
        box = QRectF(18, y, SIZE.width() - 36, 1000)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        needed = metrics.boundingRect(box, flags, line).height()
        painter.drawText(box, flags, line)
        y += needed + 3
    draw(painter, QRectF(0, y + 4, SIZE.width(), SIZE.height() - y - 4), plotted, PAPER)


def draw(painter: QPainter, area: QRectF, plotted: Plotted, colours: Look) -> None:
    """Draw the triangle into an area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    side = min(area.width() - 5 * line, (area.height() - 5 * line) / HEIGHT)
    if side < 80:
        return
    origin = QPointF(area.center().x() - side / 2, area.center().y() + side * HEIGHT / 2)

    def at(point: Sequence[float]) -> QPointF:
        return QPointF(origin.x() + point[0] * side, origin.y() - point[1] * side)

    corners = [at(in_plane(place)) for place in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ground)
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _draw_ticks(painter, at, colours, metrics)
    _draw_fields(painter, at, plotted, colours, side)
    painter.setPen(QPen(colours.text, 1.6))
    painter.drawPolygon(QPolygonF(corners))
    bold = QFont(painter.font())
    bold.setBold(True)
    painter.save()
    painter.setFont(bold)
    painter.setPen(colours.text)
    centre = int(Qt.AlignmentFlag.AlignCenter)
    for name, corner, down in zip("QFL", corners, (-0.75, 1.9, 1.9), strict=True):
        box = QRectF(0, 0, 40, line)
        box.moveCenter(corner + QPointF(0, down * line))
        painter.drawText(box, centre, name)
    painter.restore()
    _draw_counts(painter, at, plotted, colours)


def _draw_ticks(painter: QPainter, at: _At, colours: Look, metrics: QFontMetricsF) -> None:
    """Every fifth of each pole: a short line across the side where it is read, and its number."""
    faint = QColor(colours.line)
    faint.setAlpha(60)
    for share in _TICKS:
        rest = 100 - share
        sides = (
            ((share, rest, 0), (share, 0, rest), (-1.5, 0.0)),
            ((0, share, rest), (rest, share, 0), (0.0, 0.9)),
            ((rest, 0, share), (0, rest, share), (1.4, 0.0)),
        )
        for first, second, (dx, dy) in sides:
            a, b = at(in_plane(first)), at(in_plane(second))
            painter.setPen(QPen(faint, 0.8))
            painter.drawLine(a, b)
            box = QRectF(0, 0, 40, metrics.height())
            box.moveCenter(a + QPointF(dx * metrics.height(), dy * metrics.height()))
            painter.setPen(colours.line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), number(share))


def _draw_fields(painter: QPainter, at: _At, plotted: Plotted, colours: Look, side: float) -> None:
    font = QFont(painter.font())
    font.setPixelSize(max(9, min(13, round(side / 46))))
    painter.save()
    painter.setFont(font)
    here = field_of(plotted.poles, plotted.diagram) if sum(plotted.poles) else None
    for field in FIELDS[plotted.diagram]:
        polygon = QPolygonF([at(in_plane(corner)) for corner in field.corners])
        if field is here:
            shade = QColor(_SUM)
            shade.setAlpha(28)
            painter.setBrush(shade)
        painter.setPen(QPen(colours.line, 1.0))
        painter.drawPolygon(polygon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    for field in FIELDS[plotted.diagram]:
        polygon = QPolygonF([at(in_plane(corner)) for corner in field.corners])
        _name_field(painter, polygon, t(field.en, field.es), colours, side, at((0.5, 0.0)))
    painter.restore()


def _name_field(
    painter: QPainter, polygon: QPolygonF, text: str, colours: Look, side: float, base: QPointF
) -> None:
    """A field's name in its middle, along it where it is a narrow one, or beside the triangle by a line."""
    metrics = QFontMetricsF(painter.font())
    points = [polygon.at(at) for at in range(polygon.count())]
    mean = QPointF(sum(p.x() for p in points) / len(points), sum(p.y() for p in points) / len(points))
    middle = mean
    foot = [p for p in points if p.y() > polygon.boundingRect().bottom() - 1]
    if len(foot) > 1 and foot[0].y() > base.y() - 1:  # named near the base: counts lie further up
        down = QPointF(sum(p.x() for p in foot) / len(foot), foot[0].y())
        middle = middle * 0.45 + down * 0.55
    words = text.split(" ")
    lines = [text] if metrics.horizontalAdvance(text) < polygon.boundingRect().width() * 0.6 else words
    width = max(metrics.horizontalAdvance(one) for one in lines)
    height = metrics.height() * len(lines)
    box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
    painter.setPen(colours.text)
    inside = all(
        polygon.containsPoint(corner, Qt.FillRule.OddEvenFill)
        for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
    )
    if inside:
        painter.drawText(box.adjusted(-2, -2, 2, 2), int(Qt.AlignmentFlag.AlignCenter), "\n".join(lines))
        return
    bounds = polygon.boundingRect()
    if bounds.height() > 0.4 * side:  # tall and narrow: along its length
        top = min(points, key=lambda p: p.y())
        foot = [p for p in points if p.y() > bounds.bottom() - 1]
        end = QPointF(sum(p.x() for p in foot) / len(foot), bounds.bottom())
        head = [p for p in points if p.y() < top.y() + 1]
        begin = QPointF(sum(p.x() for p in head) / len(head), top.y())
        painter.save()
        painter.translate(mean)
        angle = math.degrees(math.atan2(end.y() - begin.y(), end.x() - begin.x()))
        painter.rotate(angle + 180 if angle > 90 else angle)
        whole = metrics.horizontalAdvance(text)
        one = QRectF(-whole / 2 - 2, -metrics.height() / 2, whole + 4, metrics.height())
        painter.drawText(one, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()
        return
    # Beside the triangle, on the side that is nearer.
    whole = metrics.horizontalAdvance(text)
    right = middle.x() >= base.x()
    left_end = min(points, key=lambda p: p.x())
    right_end = max(points, key=lambda p: p.x())
    edge = right_end if right else left_end
    x = edge.x() + 0.09 * side if right else edge.x() - 0.09 * side - whole
    y = middle.y()
    painter.setPen(QPen(colours.line, 0.8))
    painter.drawLine(middle, QPointF(x - 4 if right else x + whole + 4, y))
    painter.setPen(colours.text)
    painter.drawText(
        QRectF(x, y - metrics.height() / 2, whole + 4, metrics.height()),
        int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
        text,
    )


def _draw_counts(painter: QPainter, at: _At, plotted: Plotted, colours: Look) -> None:
    for one in plotted.single if len(plotted.single) > 1 else ():
        if sum(one):
            painter.setPen(QPen(colours.ground, 1.0))
            painter.setBrush(_ONE)
            painter.drawEllipse(at(in_plane(one)), 4.0, 4.0)
    if not sum(plotted.poles):
        return
    shade = QColor(_SUM)
    shade.setAlpha(60)
    painter.setBrush(shade)
    painter.setPen(QPen(_SUM, 1.4))
    painter.drawPolygon(QPolygonF([at(corner) for corner in hexagon(*plotted.poles)]))
    painter.setPen(QPen(colours.ground, 1.4))
    painter.setBrush(_SUM)
    painter.drawEllipse(at(in_plane(plotted.poles)), 5.5, 5.5)
