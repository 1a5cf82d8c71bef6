"""S2(r) and L(r) of every phase of a label image, side by side."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from geodesk.desktop.plots.looks import Curve, Plot, look
from geodesk.desktop.samples.marks import Look
from geodesk.desktop.translation import translate
from geodesk.jobs.characterise import Characterised

_STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)
"""Beside the colour, so that no phase is told by colour alone."""
_UNITS = ((1e-9, "nm"), (1e-6, "µm"), (1e-3, "mm"), (1.0, "m"))


class PhasePlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """One line a phase, the mean of x and y at the lags that both have.

    Attributes
    ----------
    curves
        Label → lags in pixels, S2, L: what is drawn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("structure.phase_plot")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(480, 220)
        self.ci.setContentsMargins(4, 8, 14, 2)
        self.plots = Plot(self.ci, 0), Plot(self.ci, 2)
        self._lines: list[tuple[int, Any, Any]] = []
        self.curves: dict[int, Any] = {}
        self._looks: dict[int, Look] = {}
        self._size_m: float | None = None
        self.physical = False
        self._legend: Any = pg.LegendItem(offset=(-4, 2), verSpacing=-6)
        self._legend.setParentItem(self.plots[1].view)
        self.retranslate()

    def show_found(self, found: Characterised, looks: dict[int, Look]) -> None:
        """Draw a measurement."""
        for _, *lines in self._lines:
            for plot, line in zip(self.plots, lines, strict=True):
                plot.view.removeItem(line)
        self._lines, self._looks = [], looks
        size = found.pixel_size
        square = size is not None and abs(size.x_m - size.y_m) <= 1e-3 * size.x_m
        self._size_m = size.x_m if size is not None and square else None
        self.curves = {}
        for label, curves in found.labelled.items():
            both = [curves[name] for name in ("x", "y") if name in curves]
            lags = min(len(one.distance) for one in both)
            s2 = np.mean([one.two_point[1].probability[:lags] for one in both], axis=0)
            path = np.mean([one.lineal_path[1].probability[:lags] for one in both], axis=0)
            self.curves[label] = np.arange(lags), s2, path
            pair = Curve(antialias=True), Curve(antialias=True)
            for plot, line in zip(self.plots, pair, strict=True):
                plot.add(line)
            self._lines.append((label, *pair))
        self.retranslate()

    @property
    def has_lengths(self) -> bool:
        """Whether a lag has a length along both axes alike."""
        return self._size_m is not None

    def set_physical(self, physical: bool) -> None:
        """Lags as lengths, or in pixels."""
        self.physical = physical
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text, and the colours of the theme."""
        colours = look()
        self.setBackground(colours.ground)
        self._legend.clear()
        self._legend.setLabelTextColor(colours.text)
        last = max((lags[-1] for lags, *_ in self.curves.values()), default=1)
        factor, unit = self._unit(float(last))
        top = [0.0, 0.0]
        for at, (label, *lines) in enumerate(self._lines):
            lags, *values = self.curves[label]
            known = self._looks[label]
            for which, line in enumerate(lines):
                line.setPen(colours.pen(known.colour, 2, _STYLES[at % len(_STYLES)]))
                line.setData(lags * factor, values[which])
                top[which] = max(top[which], float(values[which].max()))
            self._legend.addItem(lines[1], known.name)
        for plot, name, high in zip(self.plots, ("S2(r)", "L(r)"), top, strict=True):
            plot.left.setLabel(name)
            plot.bottom.setLabel(translate("PhasePlot", "lag r ({unit})").format(unit=unit))
            plot.set_range((0, float(last) * factor), (0, high or 1))
            plot.wear(colours)

    def _unit(self, last: float) -> tuple[float, str]:
        if not self.physical or self._size_m is None:
            return 1.0, "px"
        reach = last * self._size_m
        size, unit = max((one for one in _UNITS if one[0] <= reach), default=_UNITS[0])
        return self._size_m / size, unit
