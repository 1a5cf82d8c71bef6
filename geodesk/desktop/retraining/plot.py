"""Lines over steps: accuracy against labels, and the curves of a training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from geodesk.desktop.plots.looks import Curve, Plot, look
from geodesk.desktop.theme import class_colour


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes
    ----------
    name
        In the legend; "" without one.
    x, y
        Its points.
    place
        Of its colour among those of the classes.
    dashed
        So that no line is told by colour alone.
    low, high
        Ends of an interval around each point, drawn as a band; empty without one.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    place: int = 0
    dashed: bool = False
    low: Sequence[float] = ()
    high: Sequence[float] = ()


class LinePlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """Plots side by side, each with its lines and upright marks.

    Attributes
    ----------
    lines
        What each plot shows.
    """

    def __init__(self, name: str, plots: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ci.setContentsMargins(4, 8, 14, 2)
        self._plots = [Plot(self.ci, 2 * at) for at in range(plots)]
        self._drawn: list[list[Any]] = [[] for _ in range(plots)]
        self._legends: list[Any] = []
        for plot in self._plots:
            legend: Any = pg.LegendItem(offset=(-4, 2), verSpacing=-6)
            legend.setParentItem(plot.view)
            self._legends.append(legend)
        self.lines: list[list[Line]] = [[] for _ in range(plots)]

    def show_lines(
        self,
        at: int,
        lines: Sequence[Line],
        titles: tuple[str, str],
        share: bool,
        marks: Sequence[float] = (),
    ) -> None:
        """Draw the lines of one plot.

        Parameters
        ----------
        titles
            Of the bottom and the left axis.
        share
            Whether the values are shares, so that the axis ends at 1.
        marks
            Where upright lines stand, such as between the phases of a training.
        """
        plot, colours = self._plots[at], look()
        self.setBackground(colours.ground)
        for item in self._drawn[at]:
            plot.view.removeItem(item)
        self._drawn[at], self.lines[at] = [], list(lines)
        legend = self._legends[at]
        legend.setOffset((-4, -2) if share else (-4, 2))
        legend.clear()
        legend.setLabelTextColor(colours.text)
        for line in lines:
            self._draw(at, line, colours)
        for mark in marks:
            edge = Curve(pen=colours.pen(colours.line, 1, Qt.PenStyle.DotLine))
            edge.setData(np.array([mark, mark]), np.array([-1e9, 1e9]))
            self._add(at, edge)
        plot.bottom.setLabel(titles[0])
        plot.left.setLabel(titles[1])
        plot.set_range(*_ranges(lines, share))
        plot.wear(colours)

    def _draw(self, at: int, line: Line, colours: Any) -> None:
        colour = class_colour(line.place)
        x, y = np.asarray(line.x, float), np.asarray(line.y, float)
        if len(line.low) == len(x) > 0:
            shade = class_colour(line.place)
            shade.setAlpha(50)
            ends = [pg.PlotDataItem(x, np.asarray(end, float)) for end in (line.low, line.high)]
            self._add(at, pg.FillBetweenItem(*ends, brush=shade))
        style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
        curve = Curve(pen=colours.pen(colour, 2, style), antialias=True)
        curve.setData(x, y)
        self._add(at, curve)
        if len(x) < 40:
            dots = pg.ScatterPlotItem(x, y, size=6, brush=colour, pen=None)
            self._add(at, dots)
        if line.name:
            self._legends[at].addItem(curve, line.name)

    def _add(self, at: int, item: Any) -> None:
        self._plots[at].add(item)
        self._drawn[at].append(item)


def _ranges(lines: Sequence[Line], share: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    xs = [float(x) for line in lines for x in line.x]
    ys = [float(y) for line in lines for y in (*line.y, *line.low) if np.isfinite(y)]
    across = (min(xs, default=0.0), max(xs, default=1.0))
    if across[0] == across[1]:
        across = (across[0] - 1, across[1] + 1)
    if share:
        return across, (min(0.5, *ys) if ys else 0.0, 1.0)
    high = float(np.percentile(ys, 98)) * 1.1 if ys else 1.0
    return across, (0.0, max(high, 1e-3))
