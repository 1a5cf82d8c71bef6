"""The left part of the plots: histogram, threshold, phase fractions and what they rest on."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.plots.facts import facts_of, phases_of
from geodesk.desktop.room import HighEnough
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.plots.histogram import HistogramPlot
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.desktop.window import Window
    from geodesk.morphology import Levels

_STEPS = 1000
_TOOLS = ("plots.otsu", "plots.lock", "plots.log", "plots.overlay")


class Controls(Translated, HighEnough):
    """Threshold by line, slider, number or Otsu's rule."""

    finished = Signal()
    """A number was typed: the keys belong to the picture again."""

    def __init__(self, window: "Window", measuring: "Measuring") -> None:
        super().__init__()
        self._measuring = measuring
        self.histogram: HistogramPlot | None = None
        self.spin = DecimalBox()
        self.spin.setObjectName("plots.level")
        self.spin.setKeyboardTracking(False)
        self.spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.spin.setPrefix("t = ")
        self.spin.setDecimals(0)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.spin, 1)
        self._tools: dict[str, QToolButton] = {}
        for key in _TOOLS:
            button = self._tools[key] = QToolButton()
            button.setObjectName(f"{key}.button")
            button.setDefaultAction(window.action(key))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            with_icon = not window.action(key).icon().isNull()
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(style.ToolButtonIconOnly if with_icon else style.ToolButtonTextOnly)
            row.addWidget(button)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("plots.slider")
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._phases = QLabel()
        self._phases.setObjectName("plots.phases")
        self._phases.setTextFormat(Qt.TextFormat.RichText)
        self._facts = QLabel()
        self._facts.setObjectName("plots.facts")
        self._facts.setProperty("role", "hint")
        for label in (self._phases, self._facts):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 6, 6, 6)
        self._layout.setSpacing(3)
        self._layout.addLayout(row)
        self._layout.addStretch(1)
        self._layout.addWidget(self.slider)
        self._layout.addWidget(self._phases)
        self._layout.addWidget(self._facts)
        self.spin.valueChanged.connect(self._typed)
        self.spin.editingFinished.connect(self._done_typing)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(measuring.measure)
        measuring.picture_changed.connect(self._show_picture)
        measuring.level_changed.connect(self._show_level)
        measuring.curves_changed.connect(self._show_words)
        self.retranslate()
        self._show_picture()

    def add_histogram(self, histogram: "HistogramPlot") -> None:
        """Put the histogram into its place, once it could be made."""
        self.histogram = histogram
        self._layout.takeAt(1)
        self._layout.insertWidget(1, histogram, 1)
        histogram.dragged.connect(self._dragged)
        histogram.released.connect(self._measuring.measure)
        self._name_histogram()
        self._show_picture()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """The threshold may be moved next."""
        super().enterEvent(event)
        self._measuring.prepare()

    def retranslate(self) -> None:
        """Set every text."""
        self._phases.setToolTip(self.tr("Fraction of the area in phase 0 and in phase 1"))
        self.spin.setToolTip(self.tr("Grey level t: phase 1 is I > t"))
        self.slider.setToolTip(self.spin.toolTip())
        for widget in (self.spin, self.slider):
            widget.setAccessibleName(self.tr("Threshold"))
        # The button is short, its tooltip is the action's text.
        texts = {"plots.otsu": self.tr("Otsu"), "plots.log": self.tr("log")}
        for key, button in self._tools.items():
            action = button.defaultAction()
            action.setIconText(texts.get(key, action.text()))
            button.setAccessibleName(action.text())
        self._name_histogram()
        self.spin.setLocale(QLocale())
        self._show_words()

    def _name_histogram(self) -> None:
        if self.histogram is not None:
            self.histogram.setAccessibleName(self.tr("Histogram"))
            self.histogram.setToolTip(self.tr("Drag the line to move the threshold"))

    # From the measurement

    def _show_picture(self) -> None:
        pixels = self._measuring.pixels
        levels = None if pixels is None else pixels.levels
        usable = self._measuring.measurable
        for widget in (self.spin, self.slider):
            widget.setEnabled(usable)
        if self.histogram is not None:
            self.histogram.set_levels(levels)
        if levels is not None:
            blocked = QSignalBlocker(self.spin), QSignalBlocker(self.slider)
            span = levels.high - levels.low
            self.spin.setDecimals(_places(levels))
            self.spin.setSingleStep(1 if levels.whole else span / 200 or 1)
            self.spin.setRange(levels.low - span, levels.high + span)
            first, last = (int(levels.low), int(levels.high)) if levels.whole else (0, _STEPS)
            self.slider.setRange(first, last)
            self.slider.setPageStep(max(1, (last - first) // 20))
            del blocked
        self._show_level()

    def _show_level(self) -> None:
        measuring, level = self._measuring, self._measuring.level
        if measuring.pixels is not None and level is not None:
            blocked = QSignalBlocker(self.spin), QSignalBlocker(self.slider)
            if not self.spin.minimum() <= level <= self.spin.maximum():  # locked on another picture
                self.spin.setRange(min(self.spin.minimum(), level), max(self.spin.maximum(), level))
            self.spin.setValue(level)
            self.slider.setValue(self._step(level))
            del blocked
            if self.histogram is not None:
                self.histogram.set_level(level)
        self._show_words()

    def _show_words(self) -> None:
        self._phases.setText(phases_of(self._measuring))
        facts = facts_of(self._measuring)
        self._facts.setText("  ·  ".join(facts))
        self._facts.setToolTip("\n".join(facts))

    # From the user

    def _step(self, level: float) -> int:
        levels = self._levels
        if levels.whole or levels.flat:
            return round(level)
        share = (level - levels.low) / (levels.high - levels.low)
        return round(_STEPS * min(max(share, 0.0), 1.0))

    @property
    def _levels(self) -> "Levels":
        assert self._measuring.pixels is not None
        return self._measuring.pixels.levels

    def _slid(self, step: int) -> None:
        levels = self._levels
        level = float(step) if levels.whole else levels.low + (levels.high - levels.low) * step / _STEPS
        self._measuring.set_level(level, live=self.slider.isSliderDown())

    def _dragged(self, at: float) -> None:
        levels = self._levels
        level = float(round(at)) if levels.whole else at
        self._measuring.set_level(min(max(level, levels.low), levels.high), live=True)

    def _typed(self, level: float) -> None:
        self._measuring.set_level(level)

    def _done_typing(self) -> None:
        if self.spin.hasFocus():
            self.finished.emit()


def _places(levels: "Levels") -> int:
    """Decimals that show about a ten-thousandth of the span of float levels."""
    if levels.whole or levels.flat:
        return 0
    return max(0, min(12, 4 - math.floor(math.log10(levels.high - levels.low))))
