"""The contrast panel: the picture's histogram with a handle for black and one for white."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.canvas.stage import Stage
    from geodesk.micrograph.pyramid import Statistics

_HANDLE = 6.0
_STEP = 1 / 256


class HistogramSlider(QWidget):
    """Two handles over a histogram. Drag them, or use the arrow keys (Tab changes the handle)."""

    moved = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas.histogram")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(160, self.sizeHint().height())
        self._statistics: Statistics | None = None
        self._heights: list[float] = []
        self._levels = (0.0, 255.0)
        self._active = 0
        self._dragging = False

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for a low histogram."""
        return QSize(260, 64)

    def show_levels(self, statistics: "Statistics | None", levels: tuple[float, float]) -> None:
        """Show this histogram and these levels."""
        if statistics is not self._statistics:
            self._statistics = statistics
            counts = [] if statistics is None else [float(c) ** 0.5 for c in statistics.counts]
            # Square roots, and no bin outgrows the rest: an empty background must not flatten the specimen.
            most = sorted(counts)[-3] if len(counts) > 2 else 0.0
            self._heights = [min(1.0, c / most) if most else 0.0 for c in counts]
        self._levels = levels
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Histogram, the part between the handles in full colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        plot = self._plot()
        painter.fillRect(plot, palette.color(QPalette.ColorRole.Base))
        if self._statistics is None:
            return
        points = [QPointF(plot.left(), plot.bottom())]
        for number, height in enumerate(self._heights):
            x = plot.left() + (number + 0.5) / len(self._heights) * plot.width()
            points.append(QPointF(x, plot.bottom() - height * (plot.height() - 2)))
        points.append(QPointF(plot.right(), plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawPolygon(QPolygonF(points))
        left, right = (self._x(level) for level in self._levels)
        painter.setClipRect(QRectF(left, plot.top(), max(1.0, right - left), plot.height()))
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawPolygon(QPolygonF(points))
        painter.setClipping(False)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(plot)
        for number, x in enumerate((left, right)):
            self._draw_handle(painter, x, number)

    def _draw_handle(self, painter: QPainter, x: float, number: int) -> None:
        plot, palette = self._plot(), self.palette()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        knob = QPolygonF(
            [
                QPointF(x, plot.bottom() - 1),
                QPointF(x - _HANDLE, plot.bottom() + 9),
                QPointF(x + _HANDLE, plot.bottom() + 9),
            ]
        )
        active = self.hasFocus() and number == self._active
        role = QPalette.ColorRole.Highlight if active else (
            QPalette.ColorRole.Dark if number == 0 else QPalette.ColorRole.Light
        )  # fmt: skip
        painter.setBrush(palette.color(role))
        painter.drawPolygon(knob)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the nearer handle."""
        if event.button() != Qt.MouseButton.LeftButton or self._statistics is None:
            return
        at = event.position().x()
        near = [abs(at - self._x(level)) for level in self._levels]
        self._active = 0 if near[0] < near[1] or (near[0] == near[1] and at < self._x(self._levels[0])) else 1
        self._dragging = True
        self._move(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag it."""
        if self._dragging:
            self._move(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let it go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and Right move the handle, Up and Down choose it."""
        key, found = event.key(), self._statistics
        if found is None or key not in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._active = 1 - self._active
            self.update()
            return
        by = (found.last - found.first) * _STEP * (1 if key == Qt.Key.Key_Right else -1)
        self._set(self._levels[self._active] + by)

    def event(self, event: QEvent) -> bool:
        """Its arrow keys are its own while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
            if event.key() in arrows and not event.modifiers():
                event.accept()
                return True
        return bool(super().event(event))

    def _plot(self) -> QRectF:
        return QRectF(_HANDLE + 1, 3, max(1, self.width() - 2 * _HANDLE - 2), max(1, self.height() - 15))

    def _range(self) -> tuple[float, float]:
        assert self._statistics is not None
        return self._statistics.first, self._statistics.last

    def _x(self, level: float) -> float:
        (first, last), plot = self._range(), self._plot()
        return plot.left() + min(max((level - first) / (last - first), 0), 1) * plot.width()

    def _move(self, x: float) -> None:
        (first, last), plot = self._range(), self._plot()
        self._set(first + (x - plot.left()) / plot.width() * (last - first))

    def _set(self, level: float) -> None:
        first, last = self._range()
        least = (last - first) * _STEP
        low, high = self._levels
        if self._active == 0:
            low = min(max(level, first), high - least)
        else:
            high = max(min(level, last), low + least)
        self._levels = (low, high)
        self.update()
        self.moved.emit(low, high)


class ContrastPanel(Translated, QFrame):
    """Histogram, and the two levels as numbers."""

    def __init__(self, stage: "Stage") -> None:
        super().__init__()
        self.setObjectName("canvas.contrast_panel")
        self._stage = stage
        self.slider: HistogramSlider = HistogramSlider()
        self.low: DecimalBox = self._spin("canvas.contrast_low")
        self.high: DecimalBox = self._spin("canvas.contrast_high")
        self._low_name, self._high_name = QLabel(), QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 4)
        layout.setSpacing(8)
        layout.addWidget(self.slider, 1)
        for name, spin in ((self._low_name, self.low), (self._high_name, self.high)):
            name.setBuddy(spin)
            layout.addWidget(name)
            layout.addWidget(spin)
        self.slider.moved.connect(stage.set_levels)
        self.low.valueChanged.connect(self._typed)
        self.high.valueChanged.connect(self._typed)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self._low_name.setText(self.tr("Black"))
        self._high_name.setText(self.tr("White"))
        self.slider.setAccessibleName(self.tr("Contrast: histogram with the levels of black and white"))
        self.slider.setToolTip(self.tr("Drag the handles. With the keyboard: Up, Down, Left, Right."))
        self.low.setAccessibleName(self.tr("Grey level shown black"))
        self.high.setAccessibleName(self.tr("Grey level shown white"))

    def show_levels(self, statistics: "Statistics | None", levels: tuple[float, float]) -> None:
        """Bring everything up to date."""
        self.setEnabled(statistics is not None)
        self.slider.show_levels(statistics, levels)
        if statistics is None:
            return
        span = statistics.last - statistics.first
        whole = span >= 100
        for spin, level in zip((self.low, self.high), levels, strict=True):
            spin.blockSignals(True)
            spin.setDecimals(0 if whole else 5)
            spin.setSingleStep(max(1.0, span / 256) if whole else span / 256)
            spin.setRange(min(statistics.first, level), max(statistics.last, level))
            spin.setValue(level)
            spin.blockSignals(False)

    def _typed(self) -> None:
        if self.high.value() > self.low.value():
            self._stage.set_levels(self.low.value(), self.high.value())

    def _spin(self, name: str) -> DecimalBox:
        spin = DecimalBox()
        spin.setObjectName(name)
        spin.setKeyboardTracking(False)
        return spin
