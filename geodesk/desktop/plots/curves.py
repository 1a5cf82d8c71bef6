"""S2(r) and L(r) side by side: the lines of every source, direction and phase that is shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from geodesk.desktop.plots.crosshair import Crosshair
from geodesk.desktop.plots.facts import level_text
from geodesk.desktop.plots.lines import COLOURS, line_of
from geodesk.desktop.plots.looks import Curve, Look, Plot, look
from geodesk.desktop.plots.reading import Show, unit_for
from geodesk.desktop.plots.traces import Trace
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.jobs.characterise import Characterised

Key = tuple[str, str, int]
_SMALL = "8pt"
_AIR = 10
_LATE_MS = 100
"""So long may the curves lag behind a threshold that is held still before they say so."""
_LOWEST = 1e-5
"""Where a logarithmic axis of values ends."""


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """What the plots show.

    Attributes
    ----------
    found
        The measurement of the picture in view, shown or not.
    said
        What that measurement leaves out for the time being; empty: nothing.
    end
        How far the picture's lines will go, in pixels of distance along the direction that goes furthest.
    names
        Source → its name.
    """

    traces: Sequence[Trace] = ()
    found: "Characterised | None" = None
    said: str = ""
    end: float = 0.0
    names: Mapping[str, str] = field(default_factory=dict)


class CurvePlots(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """The plots of both functions of the lag.

    Attributes
    ----------
    drawing, show_
        What is drawn and how.
    said
        The note that the curves are provisional, or of another threshold than the one set.
    scale_m
        Metres in a unit of the axis of lags, where that counts lengths.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plots.curves")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(False)  # files are for the panel
        self.viewport().setAcceptDrops(False)
        self.setMinimumHeight(80)
        self.ci.setContentsMargins(2, 8, 12, 0)
        self.ci.layout.setSpacing(0)
        self.drawing, self.show_ = Drawing(), Show()
        self._measuring: Measuring | None = None
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._say)
        self._labels: tuple[str, ...] = ()
        self.scale_m = 1.0
        self._colours = look()
        self.plots = Plot(self.ci, 0), Plot(self.ci, 2)
        self._lines: dict[Key, tuple[Any, Any]] = {}
        self._bands: dict[Key, tuple[QGraphicsPathItem, QGraphicsPathItem]] = {}
        self._worn: dict[Key, object] = {}
        self._coloured: dict[Key, str] = {}
        self._limits: list[Any] = []
        for _ in PHASE_COLOURS:
            self._limits.append(pg.InfiniteLine(0, angle=0))
            self.plots[0].add(self._limits[-1])
        self.said: Any = pg.LabelItem(justify="right")
        self.said.setParentItem(self.plots[0].view)
        self.said.anchor((1, 0), (1, 0), offset=(-4, 2))
        self._cross: Crosshair | None = None
        self.scene().sigMouseMoved.connect(self._pointed)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Lay out now: else it would be laid out after it has been painted, and painted again."""
        super().resizeEvent(event)
        if self.centralWidget is not None and hasattr(self, "said"):  # not while it is made or closed
            self.ci.layout.activate()
            self._say()

    # What is shown

    def draw(self, drawing: Drawing, show: Show) -> None:
        """Show these lines."""
        self.drawing, self.show_ = drawing, show
        self._draw()

    def follow(self, measuring: "Measuring") -> None:
        """Say so where the curves are not those of its threshold yet."""
        self._measuring = measuring
        measuring.level_changed.connect(self._late.start)

    @property
    def late(self) -> bool:
        """Whether another threshold has been set for a moment and its curves are not here."""
        found, measuring = self.drawing.found, self._measuring
        if found is None or measuring is None or self._late.isActive():
            return False
        return measuring.level is not None and found.threshold != measuring.level

    def line(self, source: str, direction: str, phase: int) -> tuple[Any, Any]:
        """The line of each plot, made when it is first wanted."""
        key = source, direction, phase
        if key not in self._lines:
            self._lines[key] = Curve(antialias=True), Curve(antialias=True)
            for plot, item in zip(self.plots, self._lines[key], strict=True):
                item.setZValue(2 if source == "picture" else 1)
                plot.add(item)
        return self._lines[key]

    def _draw(self) -> None:
        drawing, show = self.drawing, self.show_
        self._hide_cross()
        self._say()
        size, unit = self._unit()
        self.scale_m = size
        shown: set[Key] = set()
        several = len(show.directions) > 1
        spans = [_Span(), _Span()]
        for trace in drawing.traces:
            if show.physical and trace.step_m is None:
                continue
            key = trace.source, trace.direction, trace.phase
            shown.add(key)
            self._coloured[key] = trace.colour
            x = trace.distance * (trace.step_m / size if show.physical and trace.step_m else 1.0)
            for at, (line, values) in enumerate(zip(self.line(*key), trace.values, strict=True)):
                line.setVisible(values is not None)
                if values is not None:
                    line.setData(*self._scaled(x, values), connect="finite")
                    spans[at].add(x, values)
            for span, ends in zip(spans, trace.bands, strict=True):
                if ends is not None:  # its lower end may be below nought, where no probability is
                    span.add(x, np.maximum(ends[0], 0) if show.function == "two_point" else ends[0])
                    span.add(x, ends[1])
            self._wear(key, several)
            self._draw_bands(trace, x)
        for key, items in self._lines.items():
            for item in items if key not in shown else ():
                item.setVisible(False)
        for key, bands in self._bands.items():
            for band in bands if key not in shown else ():
                band.setVisible(False)
        self._set_ranges(spans, size)
        labels = self._label_texts(unit)
        if labels != self._labels:
            self._labels = labels
            self._label()

    def _scaled(self, x: Any, y: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The points as the axes want them."""
        show = self.show_
        if show.log_lag:
            x, y = np.log10(x[1:]), y[1:]
        if show.log_value:
            with np.errstate(divide="ignore", invalid="ignore"):
                y = np.log10(np.where(y > 0, y, np.nan))
            there = np.flatnonzero(np.isfinite(y))
            last = int(there[-1]) + 1 if len(there) else 0
            x, y = x[:last], y[:last]  # no gap at the end: a line with gaps is never thinned
        return x, y

    def _draw_bands(self, trace: Trace, x: Any) -> None:
        key = trace.source, trace.direction, trace.phase
        if trace.bands == (None, None) and key not in self._bands:
            return
        if key not in self._bands:
            self._bands[key] = QGraphicsPathItem(), QGraphicsPathItem()
            for plot, item in zip(self.plots, self._bands[key], strict=True):
                item.setPen(pg.mkPen(None))
                colour = QColor(COLOURS[trace.source][trace.phase])
                colour.setAlpha(55)
                item.setBrush(colour)
                plot.add(item)
        for item, band in zip(self._bands[key], trace.bands, strict=True):
            item.setVisible(band is not None)
            if band is not None:
                floor = _LOWEST if self.show_.log_value else -math.inf
                low, high = (self._scaled(x, np.maximum(end, floor)) for end in band)
                n = min(len(low[0]), len(high[0]))
                ring = [np.concatenate((a[:n], b[:n][::-1])) for a, b in zip(low, high, strict=True)]
                path = pg.arrayToQPath(*ring)
                item.setPath(path)

    def _set_ranges(self, spans: "list[_Span]", size: float) -> None:
        drawing, show = self.drawing, self.show_
        steps = [t.step_m for t in drawing.traces if t.source == "picture"]
        end = max((span.end for span in spans), default=0.0)
        if steps:  # it stays as wide as it will be
            end = drawing.end * (max(step or 0.0 for step in steps) / size if show.physical else 1.0)
        first = min((span.first for span in spans), default=math.inf)
        for plot, span in zip(self.plots, spans, strict=True):
            plot.set_log(show.log_lag, show.log_value)
            low, high = span.values(
                0.05 if show.function == "autocovariance" and plot is self.plots[0] else 0.1
            )
            if show.log_value:
                low, high = math.log10(max(span.lowest, _LOWEST)), math.log10(max(high, _LOWEST * 10))
                low = min(math.floor(low), high - 1) if math.isfinite(low) else high - 1  # nothing drawn yet
            across = (0.0, end or 1.0)
            if show.log_lag:
                across = math.log10(first if math.isfinite(first) else 1.0), math.log10(max(end, 2.0))
                across = min(across[0], across[1] - 0.5), across[1]
            plot.set_range(across, (low, high))
        found = drawing.found
        picture = any(trace.source == "picture" for trace in drawing.traces)
        for phase, limit in enumerate(self._limits):
            there = found is not None and picture and show.function == "two_point" and phase in show.phases
            share = 0.0 if found is None else (1 - found.phi, found.phi)[phase]
            limit.setVisible(there and share > 0)
            if there and share > 0:
                limit.setValue(math.log10(share**2) if show.log_value else share**2)

    def _unit(self) -> tuple[float, str]:
        """Metres in a unit of the axis of lags and its name; 1 and "px" where it counts pixels."""
        drawing, show = self.drawing, self.show_
        if not show.physical:
            return 1.0, "px"
        ends = [
            (drawing.end if trace.source == "picture" else float(trace.distance[-1])) * trace.step_m
            for trace in drawing.traces
            if trace.step_m is not None
        ]
        return unit_for(max(ends, default=1e-9))

    def _say(self) -> None:
        """Write the note, where there is one to write."""
        text = self.drawing.said
        if self.late and self.drawing.found is not None:
            late = translate("CurvePlots", "still t = {level}; measuring…")
            late = late.format(level=level_text(self.drawing.found.threshold))
            text = "\n".join(filter(None, (late, text)))
        if text:
            text = _wrapped(text, self.plots[0].view.width() - _AIR, self.said.item.font())
        if text != self.said.text:
            self.said.setText(text, size=_SMALL, color=self._colours.text)

    # Looks

    def _wear(self, key: Key, several: bool) -> None:
        """Draw a line as it is drawn now, if it was drawn otherwise."""
        wanted = line_of(*key, several, self._coloured.get(key, "")), self._colours.ratio
        if self._worn.get(key) != wanted:
            self._worn[key] = wanted
            for item in self._lines[key]:
                item.setPen(wanted[0].pen(self._colours.ratio))

    def restyle(self, colours: Look) -> None:
        """Wear other colours."""
        self._colours = colours
        self.setBackground(colours.ground)
        for plot in self.plots:
            plot.wear(colours)
        for key in self._lines:
            self._wear(key, len(self.show_.directions) > 1)
        if self._cross is not None:
            self._cross.wear(colours)
        for limit, colour in zip(self._limits, PHASE_COLOURS, strict=True):
            limit.setPen(colours.pen(colour, 1, Qt.PenStyle.DotLine))
        self.said.text = ""
        self._say()

    def retranslate(self) -> None:
        """Set every text."""
        self._labels = ()
        self.restyle(self._colours)
        self._draw()

    def _label_texts(self, unit: str) -> tuple[str, ...]:
        names = {"two_point": "S₂(r)", "autocovariance": "χ(r)", "clusters": "C₂(r)"}
        return f"r ({unit})", names[self.show_.function], "L(r)"

    def _label(self) -> None:
        across, *up = self._labels
        for plot, text in zip(self.plots, up, strict=True):
            plot.bottom.setLabel(across)
            plot.left.setLabel(text)

    # Crosshair

    @property
    def cross(self) -> Crosshair:
        """The crosshair, made when it is first wanted."""
        if self._cross is None:
            self._cross = Crosshair(self)
            self._cross.wear(self._colours)
        return self._cross

    def _pointed(self, at: QPointF) -> None:
        self.cross.point(at)

    def _hide_cross(self) -> None:
        if self._cross is not None:
            self._cross.hide()

    def event(self, event: QEvent) -> bool:
        """With the focus here the arrow keys move the crosshair and not to another picture."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the crosshair."""
        if not self.cross.step(event):
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The cursor has gone: so does the crosshair."""
        self._hide_cross()
        super().leaveEvent(event)


def _wrapped(text: str, width: float, font: QFont) -> str:
    """The same on lines that are no wider, as far as its words allow."""
    font.setPointSizeF(float(_SMALL.removesuffix("pt")))
    metrics, lines = QFontMetricsF(font), []
    for paragraph in text.split("\n"):
        lines.append("")
        for word in paragraph.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
    return "<br>".join(lines)


class _Span:
    """How far lines go."""

    def __init__(self) -> None:
        self.end, self.first = 0.0, math.inf
        self.low, self.high, self.lowest = 0.0, 0.0, math.inf

    def add(self, x: Any, values: Any) -> None:
        """A line more."""
        known = values[np.isfinite(values)]
        if not len(known):
            return
        self.end = max(self.end, float(x[-1]))
        if len(x) > 1:
            self.first = min(self.first, float(x[1]))
        self.low, self.high = min(self.low, float(known.min())), max(self.high, float(known.max()))
        positive = known[known > 0]
        if len(positive):
            self.lowest = min(self.lowest, float(positive.min()))

    def values(self, step: float) -> tuple[float, float]:
        """The lowest and highest value of a linear axis, in steps: it stays still while a line moves."""
        top = math.ceil(self.high / step - 1e-9) * step
        return math.floor(self.low / step + 1e-9) * step, max(top, step)
