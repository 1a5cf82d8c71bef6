"""S2(r) and L(r) of both phases, side by side, with a crosshair that reads them out."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QWidget

from geodesk.desktop.plots.facts import level_text
from geodesk.desktop.plots.looks import Curve, Look, Plot, look
from geodesk.desktop.plots.reading import Curves, Direction, curves_of, unit_for
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.jobs.characterise import Characterised

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
"""Of phase 0 and phase 1: beside the colour, so that no phase is told by colour alone."""
_WIDE = 240
_NARROW = 180
_ROOMY = 150
_AXIS = 60
_SMALL = "8pt"
_LATE_MS = 100
"""So long may the curves lag behind a threshold that is held still before they say so."""


class CurvePlots(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """The plots of both functions of the lag.

    Attributes
    ----------
    curves
        What is drawn; None: nothing.
    said, readings
        The note that the curves are provisional, or of another threshold than the one set; the values
        under the cursor, of each plot.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plots.curves")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(90)
        self.ci.setContentsMargins(2, 10, 12, 0)
        self.ci.layout.setSpacing(0)
        self.direction: Direction = "mean"
        self.physical = False
        self.curves: Curves | None = None
        self._found: Characterised | None = None
        self._provisional = False
        self._measuring: Measuring | None = None
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._say)
        self._ends = (0, 0)
        self._factor, self._unit = 1.0, ""
        self._colours = look()
        self.plots = Plot(self.ci, 0), Plot(self.ci, 2)
        self._lines: list[list[Any]] = []
        self._cross: list[Any] = []
        for plot in self.plots:
            self._lines.append([Curve(antialias=True) for _ in PHASE_COLOURS])
            self._cross.append(pg.InfiniteLine(0, angle=90))
            for item in (*self._lines[-1], self._cross[-1]):
                plot.add(item)
            self._cross[-1].hide()
        self._limits: list[Any] = []
        for _ in PHASE_COLOURS:
            self._limits.append(pg.InfiniteLine(0, angle=0))
            self.plots[0].add(self._limits[-1])
        self._legend: Any = pg.LegendItem(offset=(-4, 2), verSpacing=-6)
        self._legend.setParentItem(self.plots[1].view)
        self._legend_above = False
        self.said = self._label(self.plots[0], 2)
        self.readings = self._label(self.plots[0], 18), self._label(self.plots[1], 56)
        self.scene().sigMouseMoved.connect(self._pointed)
        self.retranslate()

    def _label(self, plot: Plot, down: int) -> Any:
        label = pg.LabelItem(justify="right")
        label.setParentItem(plot.view)
        label.anchor((1, 0), (1, 0), offset=(-4, down))
        return label

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Where the plots are narrow, the legend would hide how L begins: it goes above both."""
        super().resizeEvent(event)
        if self.centralWidget is None or not hasattr(self, "_legend_above"):
            return  # pyqtgraph resizes while it is made, and while it is closed with its scene empty
        above = self.width() < 2 * (_WIDE + _AXIS)
        if above != self._legend_above:
            self._legend_above = above
            self._legend.setParentItem(self.ci if above else self.plots[1].view)
            self._legend.setColumnCount(3 if above else 1)
            row = self._legend.boundingRect().height()
            self.ci.setContentsMargins(2, row if above else 10, 12, 0)
            self._legend.anchor((1, 0), (1, 0), offset=(-4, 0 if above else 2))
        self.ci.layout.activate()  # else it would be laid out after it has been painted, and painted again

    # What is shown

    def show_curves(self, found: "Characterised | None", provisional: bool, ends: tuple[int, int]) -> None:
        """Show a measurement; `ends` are the largest lags of the whole picture along x and y."""
        self._found, self._provisional, self._ends = found, provisional, ends
        self._draw()

    def follow(self, measuring: "Measuring") -> None:
        """Say so where the curves are not those of its threshold yet."""
        self._measuring = measuring
        measuring.level_changed.connect(self._late.start)

    @property
    def late(self) -> bool:
        """Whether another threshold has been set for a moment and its curves are not here."""
        found, measuring = self._found, self._measuring
        if found is None or measuring is None or self._late.isActive():
            return False
        return measuring.level is not None and found.threshold != measuring.level

    def set_direction(self, direction: Direction) -> None:
        """Show the mean of both axes, or one of them."""
        self.direction = direction
        self._draw()

    def set_physical(self, physical: bool) -> None:
        """Lags as lengths, where the pixel size is known, or in pixels."""
        self.physical = physical
        self._draw()

    def _draw(self) -> None:
        found = self._found
        self._hide_cross()
        for line in self._limits:
            line.setVisible(found is not None)
        self._say()
        if found is None:
            self.curves = None
            for line in (line for lines in self._lines for line in lines):
                line.setData([], [])
            return
        curves = self.curves = curves_of(found, self.direction, self.physical)
        end = {"x": self._ends[0], "y": self._ends[1], "mean": min(self._ends)}[self.direction]
        self._factor, unit = unit_for(curves.step_m, end)
        lags = np.arange(len(curves.two_point[0])) * self._factor
        for lines, functions in zip(self._lines, (curves.two_point, curves.lineal_path), strict=True):
            for line, values in zip(lines, functions, strict=True):
                line.setData(lags, values, connect="finite")
        for limit, phi in zip(self._limits, (1 - found.phi, found.phi), strict=True):
            limit.setValue(phi**2)
        # No function of a phase exceeds its fraction; steps of a tenth keep the axis still while dragging.
        top = math.ceil(10 * max(found.phi, 1 - found.phi)) / 10
        for plot in self.plots:
            plot.set_range((0, max(end, 1) * self._factor), (0, top))
        if unit != self._unit:
            self._unit = unit
            for plot in self.plots:
                plot.bottom.setLabel(f"r ({unit})")

    def _say(self) -> None:
        """Write the note, where there is one to write."""
        text = ""
        if self._provisional and self._found is not None and self._found.area is not None:
            text = translate("CurvePlots", "provisional: central crop, {width} × {height} px")
            area = self._found.area
            text = text.format(width=number(area.w), height=number(area.h))
            wide = self.plots[0].view.width()
            if wide < _WIDE:
                text = text.replace(": ", ":<br>")
            if wide < _NARROW:
                text = text.replace(", ", "<br>")
        if self.late and self._found is not None:
            late = translate("CurvePlots", "still t = {level}; measuring…")
            text = "<br>".join(filter(None, (late.format(level=level_text(self._found.threshold)), text)))
        if text != self.said.text:
            self.said.setText(text, size=_SMALL, color=self._colours.text)

    # Looks

    def restyle(self, colours: Look) -> None:
        """Wear other colours."""
        self._colours = colours
        self.setBackground(colours.ground)
        for plot, lines, cross in zip(self.plots, self._lines, self._cross, strict=True):
            plot.wear(colours)
            for line, colour, style in zip(lines, PHASE_COLOURS, STYLES, strict=True):
                line.setPen(colours.pen(colour, 2, style))
            cross.setPen(colours.pen(colours.line))
        for limit, colour in zip(self._limits, PHASE_COLOURS, strict=True):
            limit.setPen(colours.pen(colour, 1, Qt.PenStyle.DotLine))
        ground = QColor(colours.ground)
        ground.setAlpha(190)
        self._legend.setBrush(ground)
        self._legend.setLabelTextColor(colours.text)
        self._legend.setLabelTextSize(_SMALL)
        self._legend.clear()
        names = translate("CurvePlots", "phase 0"), translate("CurvePlots", "phase 1")
        for line, name in zip(self._lines[1], names, strict=True):
            self._legend.addItem(line, name)
        dotted = colours.pen(colours.line, 1, Qt.PenStyle.DotLine)
        self._legend.addItem(pg.PlotCurveItem(pen=dotted), "φ²")
        self.said.text = ""
        self._say()

    def retranslate(self) -> None:
        """Set every text."""
        self.plots[0].left.setLabel("S₂(r)")
        self.plots[1].left.setLabel("L(r)")
        self.restyle(self._colours)
        self._draw()

    # Crosshair

    def _pointed(self, at: QPointF) -> None:
        curves = self.curves
        for plot in self.plots:
            if curves is not None and plot.view.sceneBoundingRect().contains(at):
                lag = round(plot.view.mapSceneToView(at).x() / self._factor)
                if 0 <= lag < len(curves.two_point[0]):
                    self._show_cross(curves, lag)
                    return
        self._hide_cross()

    def _show_cross(self, curves: Curves, lag: int) -> None:
        for cross, label, values in zip(
            self._cross, self.readings, (curves.two_point, curves.lineal_path), strict=True
        ):
            cross.setValue(lag * self._factor)
            cross.show()
            # Blue and orange as the curves; the legend and the order say the same without colour.
            parts = [
                f'<span style="color:{colour}">●</span> {number(phase[lag], 4)}'
                for colour, phase in zip(PHASE_COLOURS, values, strict=True)
            ]
            wide = self.plots[0].view.width() > _ROOMY
            text = f"{curves.lag_words(lag)}<br>{('&nbsp; ' if wide else '<br>').join(parts)}"
            label.setText(text, size=_SMALL, color=self._colours.text)

    def _hide_cross(self) -> None:
        if self._cross[0].isVisible():
            for cross, label in zip(self._cross, self.readings, strict=True):
                cross.hide()
                label.setText("")

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The cursor has gone: so does the crosshair."""
        self._hide_cross()
        super().leaveEvent(event)
