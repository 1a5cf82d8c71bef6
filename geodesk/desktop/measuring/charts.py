"""The profile of grey levels, and the histogram of what was measured: one small chart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from geodesk.desktop.theme import CLASS_COLOURS
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.micrograph.measure import Profile

_HEIGHT = 132


class Chart(QWidget):
    """A curve or bars over an axis with its two ends named."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("measuring.chart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.profile: Profile | None = None
        self.counts: list[int] = []
        self._ends = ("", "")

    def show_profile(self, profile: "Profile", last: str, told: str) -> None:
        """Draw grey levels from 0 to a distance; `told` is for screen readers and the tooltip."""
        self.profile, self.counts, self._ends = profile, [], ("0", last)
        self._tell(told)

    def show_histogram(self, counts: Sequence[int], ends: tuple[str, str], told: str) -> None:
        """Draw bars between two values."""
        self.profile, self.counts, self._ends = None, list(counts), ends
        self._tell(told)

    def _tell(self, told: str) -> None:
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Low and wide."""
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height, less width."""
        return QSize(140, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Axis, names of its ends, and the curve or bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, palette = QFontMetricsF(self.font()), self.palette()
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        high = metrics.height()
        foot = QRectF(0, self.height() - high, self.width(), high)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self._ends[0])
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, self._ends[1])
        plot = QRectF(1, high + 2, self.width() - 2, self.height() - 2 * high - 6)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        if self.profile is not None:
            self._curve(painter, plot, high)
        elif self.counts:
            self._bars(painter, plot, high)
        painter.end()

    def _curve(self, painter: QPainter, plot: QRectF, high: float) -> None:
        profile = self.profile
        assert profile is not None
        low, top = float(profile.grey.min()), float(profile.grey.max())
        span, last = (top - low) or 1.0, float(profile.distance[-1]) or 1.0

        def at(distance: float, grey: float) -> QPointF:
            share = (grey - low) / span
            return QPointF(
                plot.left() + plot.width() * distance / last, plot.bottom() - plot.height() * share
            )

        hint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        decimals = 0 if span > 10 else 2
        painter.setPen(hint)
        painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignLeft, number(top, decimals))
        if profile.peak is not None:
            left, right, half = profile.peak
            painter.setPen(QPen(QColor(CLASS_COLOURS[1]), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(at(left, half), at(right, half))
        points = zip(profile.distance, profile.grey, strict=True)
        painter.setPen(QPen(QColor(CLASS_COLOURS[0]), 1.6))
        painter.drawPolyline(QPolygonF([at(float(d), float(g)) for d, g in points]))

    def _bars(self, painter: QPainter, plot: QRectF, high: float) -> None:
        most, wide = max(self.counts), plot.width() / len(self.counts)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignLeft, number(most))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(CLASS_COLOURS[0]))
        for place, count in enumerate(self.counts):
            tall = plot.height() * count / most
            painter.drawRect(
                QRectF(plot.left() + place * wide, plot.bottom() - tall, max(1.0, wide - 1), tall)
            )
