"""What is drawn over a picture in the size of the screen: scale bar, badges, the shaded information bar.

White on translucent black in both themes: these stand on pictures of any grey.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from geodesk.desktop.translation import number

_BACK = QColor(0, 0, 0, 165)
_FRONT = QColor(255, 255, 255)
_SYNTHETIC = QColor(213, 94, 0, 225)
_MARGIN = 12.0
_SCALE_SHARE = 0.28
_SCALE_MOST = 240.0


def draw_scale_bar(painter: QPainter, area: QRectF, metres_per_unit: float) -> str:
    """The longest round length that suits the view, in its lower left corner; returns its text."""
    from geodesk.micrograph.scalebar import scale_bar

    bar = scale_bar(min(area.width() * _SCALE_SHARE, _SCALE_MOST) * metres_per_unit)
    text = f"{number(bar.number, 0 if bar.number >= 1 else 3)} {bar.unit}"
    long = bar.metres / metres_per_unit
    metrics = QFontMetricsF(painter.font())
    inside = max(long, metrics.horizontalAdvance(text))
    height = metrics.height() + 14
    box = QRectF(area.left() + _MARGIN, area.bottom() - _MARGIN - height, inside + 20, height)
    draw_box(painter, box)
    painter.setPen(_FRONT)
    painter.drawText(box.adjusted(0, 2, 0, -8), Qt.AlignmentFlag.AlignCenter, text)
    y = box.bottom() - 7
    left = box.center().x() - long / 2
    painter.fillRect(QRectF(left, y, long, 3), _FRONT)
    return text


def draw_badges(painter: QPainter, area: QRectF, badges: list[tuple[str, bool]]) -> None:
    """Short texts in the upper left corner, each with whether it warns."""
    metrics = QFontMetricsF(painter.font())
    left = area.left() + _MARGIN
    for text, warns in badges:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, area.right() - left - 2 * _MARGIN)
        box = QRectF(left, area.top() + _MARGIN, metrics.horizontalAdvance(shown) + 16, metrics.height() + 6)
        draw_box(painter, box, _SYNTHETIC if warns else _BACK)
        painter.setPen(_FRONT)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        left = box.right() + 6


def draw_hint(painter: QPainter, area: QRectF, text: str) -> None:
    """A sentence at the top, below the badges."""
    if not text:
        return
    room = area.adjusted(_MARGIN + 8, 2 * _MARGIN + QFontMetricsF(painter.font()).height(), -_MARGIN - 8, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    box = QFontMetricsF(painter.font()).boundingRect(room, int(flags), text).adjusted(-8, 0, 8, 6)
    draw_box(painter, box)
    painter.setPen(_FRONT)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)


def draw_box(painter: QPainter, box: QRectF, colour: QColor = _BACK) -> None:
    """A rounded ground for text."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_shade(painter: QPainter, bar: QRectF) -> None:
    """The information bar: left out of everything that is measured, so dimmed."""
    painter.fillRect(bar, QColor(70, 70, 80, 150))
    painter.fillRect(bar, Qt.BrushStyle.BDiagPattern)
    painter.setPen(QPen(QColor(255, 255, 255, 120), 1))
    painter.drawRect(bar)


def draw_line(painter: QPainter, a: QPointF, b: QPointF, text: str, area: QRectF) -> None:
    """A measured line with crossed ends and its text, kept inside the view."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    span = b - a
    reach = max(1e-6, (span.x() ** 2 + span.y() ** 2) ** 0.5)
    across = QPointF(-span.y(), span.x()) / reach * 7
    for colour, width in ((QColor(0, 0, 0, 170), 4.0), (QColor(255, 214, 0), 1.6)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(a, b)
        for end in (a, b):
            painter.drawLine(end - across, end + across)
    if not text:
        return
    metrics = QFontMetricsF(painter.font())
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 6)
    aside = across / 7 * (1 if across.y() >= 0 else -1)
    clear = abs(aside.x()) * box.width() / 2 + abs(aside.y()) * box.height() / 2 + 12
    box.moveCenter((a + b) / 2 + aside * clear)
    box.moveLeft(min(max(box.left(), area.left() + 4), area.right() - box.width() - 4))
    box.moveTop(min(max(box.top(), area.top() + 4), area.bottom() - box.height() - 4))
    draw_box(painter, box)
    painter.setPen(_FRONT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
