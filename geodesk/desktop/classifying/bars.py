"""The most probable labels of a picture as bars with their percentages."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from geodesk.desktop.theme import CLASS_COLOURS
from geodesk.desktop.translation import percent

MOST = 5


class Bars(QWidget):
    """At most five bars, the largest first; the first one strong, the rest quiet."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("classifying.bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: list[tuple[str, float]] = []

    @property
    def rows(self) -> list[tuple[str, float]]:
        """What is drawn: label and share, the largest first."""
        return list(self._rows)

    def show_rows(self, names: Sequence[str], shares: Sequence[float]) -> None:
        """Draw these."""
        order = sorted(zip(names, shares, strict=True), key=lambda row: -row[1])
        self._rows = order[:MOST]
        self.setAccessibleName(", ".join(f"{name} {percent(share, 1)}" for name, share in self._rows))
        self.setToolTip("\n".join(f"{name}: {percent(share, 2)}" for name, share in self._rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the bars."""
        return QSize(220, len(self._rows) * self._step())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height, less width."""
        return QSize(120, len(self._rows) * self._step())

    def _step(self) -> int:
        return QFontMetrics(self.font()).height() + 18

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw label and percentage, and the bar below them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, metrics = self.palette(), QFontMetrics(self.font())
        high, step, width = metrics.height(), self._step(), self.width()
        for at, (name, share) in enumerate(self._rows):
            top = at * step
            said = percent(share, 1)
            room = width - metrics.horizontalAdvance(said) - 12
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(
                QRectF(0, top, room, high),
                Qt.AlignmentFlag.AlignLeft,
                metrics.elidedText(name, Qt.TextElideMode.ElideRight, room),
            )
            painter.drawText(QRectF(0, top, width, high), Qt.AlignmentFlag.AlignRight, said)
            groove = QRectF(0, top + high + 3, width, 7)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(groove, 3.5, 3.5)
            groove.setWidth(max(7.0, width * share))
            painter.setBrush(
                QColor(CLASS_COLOURS[0]) if at == 0 else palette.color(QPalette.ColorRole.PlaceholderText)
            )
            painter.drawRoundedRect(groove, 3.5, 3.5)
        painter.end()
