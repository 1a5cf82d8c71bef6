"""Plots of a reconstruction: its energy while it works, its functions beside the target's in the end."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from geodesk.desktop.plots.looks import Curve, Plot, look
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import translate

_PENS = ((4, Qt.PenStyle.SolidLine), (2, Qt.PenStyle.DashLine))
"""Of target and result: where they agree, both are seen."""


class EnergyPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """The energy over the swaps, as decades below the first one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("structure.energy")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(150)
        self.ci.setContentsMargins(4, 8, 14, 2)
        self.plot = Plot(self.ci)
        self.line = Curve(antialias=True)
        self.plot.add(self.line)
        self._points: list[tuple[float, float]] = []
        self._swaps = 1
        self.retranslate()

    @property
    def points(self) -> list[tuple[float, float]]:
        """Swaps and energy of all points so far."""
        return list(self._points)

    def start(self, swaps: int) -> None:
        """Begin anew; `swaps` are all that will be tried."""
        self._points, self._swaps = [], max(1, swaps)
        self._draw()

    def add(self, points: list[tuple[float, float]]) -> None:
        """Draw the line on."""
        self._points += points
        self._draw()

    def _draw(self) -> None:
        found = np.array(self._points, np.float64).reshape(-1, 2)
        found = found[found[:, 1] > 0]
        decades = np.log10(found[:, 1] / found[0, 1]) if len(found) else found[:, 1]
        low = min(-1.0, float(decades.min()) * 1.05) if len(found) else -1.0
        self.line.setData(found[:, 0] / 1e6, decades)
        self.plot.set_range((0, self._swaps / 1e6), (low, max(0.0, float(decades.max(initial=0.0)))))

    def retranslate(self) -> None:
        """Set every text, and the colours of the theme."""
        colours = look()
        self.setBackground(colours.ground)
        self.line.setPen(colours.pen(PHASE_COLOURS[1], 2))
        self.plot.left.setLabel(translate("EnergyPlot", "log₁₀ (energy / first)"))
        self.plot.bottom.setLabel(translate("EnergyPlot", "million swaps tried"))
        self.plot.wear(colours)


class FunctionsPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """S2(r) and L(r) of target and result, each the mean of its directions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("structure.functions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(150)
        self.ci.setContentsMargins(4, 8, 14, 2)
        self.plots = Plot(self.ci, 0), Plot(self.ci, 2)
        self.lines: list[list[Any]] = []
        for plot in self.plots:
            self.lines.append([Curve(antialias=True) for _ in PHASE_COLOURS])
            for line in self.lines[-1]:
                plot.add(line)
        self._legend: Any = pg.LegendItem(offset=(-4, 2), verSpacing=-6)
        self._legend.setParentItem(self.plots[1].view)
        self.retranslate()

    def show_curves(self, target: NDArray[np.float64], result: NDArray[np.float64]) -> None:
        """Draw both; shape (lags, 2): S2 and L."""
        for which, plot in enumerate(self.plots):
            top = 0.0
            for line, found in zip(self.lines[which], (target, result), strict=True):
                line.setData(np.arange(len(found)), found[:, which])
                top = max(top, float(found[:, which].max(initial=0)))
            plot.set_range((0, max(1, len(target) - 1)), (0, top or 1))

    def retranslate(self) -> None:
        """Set every text, and the colours of the theme."""
        colours = look()
        self.setBackground(colours.ground)
        names = translate("FunctionsPlot", "target"), translate("FunctionsPlot", "result")
        self._legend.clear()
        self._legend.setLabelTextColor(colours.text)
        for which, (plot, name) in enumerate(zip(self.plots, ("S2(r)", "L(r)"), strict=True)):
            for line, colour, pen in zip(self.lines[which], PHASE_COLOURS, _PENS, strict=True):
                line.setPen(colours.pen(colour, *pen))
            plot.left.setLabel(name)
            plot.bottom.setLabel(translate("FunctionsPlot", "lag r (px)"))
            plot.wear(colours)
        for line, text in zip(self.lines[1], names, strict=True):
            self._legend.addItem(line, text)
