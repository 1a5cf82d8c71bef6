"""The grey histogram, coloured by phase, with a threshold line that can be dragged."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from geodesk.desktop.plots.looks import Look, Plot, look
from geodesk.desktop.theme import PHASE_COLOURS

if TYPE_CHECKING:
    from geodesk.morphology import Levels

_BARS = 128


class HistogramPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """The histogram of the page in view."""

    dragged = Signal(float)
    """The threshold while its line is being dragged."""
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plots.histogram")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(60)
        self.ci.setContentsMargins(14, 4, 14, 0)
        self.ci.layout.setSpacing(0)
        plot = self.plot = Plot(self.ci, grid=False)
        plot.left.hide()
        self._levels: Levels | None = None
        self._log = False
        self._bars = []
        for colour in PHASE_COLOURS:
            brush = QColor(colour)
            brush.setAlpha(190)
            bars = pg.PlotCurveItem([0, 1], [0], stepMode="center", fillLevel=0, brush=brush, pen=None)
            plot.add(bars)
            self._bars.append(bars)
        self.line: Any = pg.InfiniteLine(0, angle=90, movable=True)
        self.line.setZValue(10)
        self.line.setCursor(Qt.CursorShape.SizeHorCursor)
        self.line.sigDragged.connect(self._dragged)
        self.line.sigPositionChangeFinished.connect(self._released)
        plot.add(self.line)
        self.line.hide()
        self.restyle(look())

    def set_levels(self, levels: "Levels | None") -> None:
        """Show another histogram; None: nothing."""
        self._levels = levels
        if levels is None:
            self.line.hide()
            for bars in self._bars:
                bars.setData([0, 1], [0])
            return
        edges, heights = levels.bars(_BARS)
        self._edges = edges
        self._heights = np.log10(1 + heights) if self._log else heights.astype(np.float64)
        self.plot.set_range((edges[0], edges[-1]), (0, float(self._heights.max())))
        self.line.setBounds((edges[0], edges[-1]))
        self.line.setVisible(not levels.flat)

    def set_log(self, log: bool) -> None:
        """Show log10(1 + pixels) instead of pixels."""
        self._log = log
        level = self.line.value()
        self.set_levels(self._levels)
        self.set_level(level)

    def set_level(self, level: float) -> None:
        """Move the line, and colour the bars left and right of it."""
        if self._levels is None:
            return
        # An integer level t belongs to phase 0, so the border lies after its bar.
        border = level + 0.5 if self._levels.whole else level
        if not self.line.moving:
            self.line.setValue(min(max(level, self._edges[0]), self._edges[-1]))
        at = int(np.clip(np.searchsorted(self._edges, border), 0, len(self._heights)))
        for bars, here in zip(self._bars, (slice(0, at), slice(at, None)), strict=True):
            heights = self._heights[here]
            if len(heights):
                first = here.start
                bars.setData(self._edges[first : first + len(heights) + 1], heights)
            else:
                bars.setData([self._edges[0], self._edges[0]], [0])

    def restyle(self, colours: Look) -> None:
        """Wear other colours."""
        self.setBackground(colours.ground)
        self.plot.wear(colours)
        self.line.setPen(colours.pen(colours.text, 1.5))
        self.line.setHoverPen(colours.pen(colours.text, 3))

    def _dragged(self) -> None:
        self.dragged.emit(float(self.line.value()))

    def _released(self) -> None:
        self.released.emit()
