"""The crosshair of the plots: the lag under the cursor and the value of every line there."""

import math
from html import escape
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QKeyEvent
from PySide6.QtWidgets import QGraphicsRectItem, QToolTip

from geodesk.desktop.plots.facts import direction_name
from geodesk.desktop.plots.lines import COLOURS
from geodesk.desktop.plots.looks import Look
from geodesk.desktop.plots.traces import Trace
from geodesk.desktop.translation import length, number

if TYPE_CHECKING:
    from geodesk.desktop.plots.curves import CurvePlots

_ROOMY = 150
_SMALL = "8pt"


class Crosshair:
    """A vertical line in both plots and the values where it crosses theirs.

    Attributes
    ----------
    readings
        What is written in the left and in the right plot.
    """

    def __init__(self, owner: "CurvePlots") -> None:
        self._owner = owner
        self._colours: Look | None = None
        self._distance: float | None = None
        self._lines: list[Any] = []
        self.readings: list[Any] = []
        self._grounds: list[QGraphicsRectItem] = []
        for plot, down in zip(owner.plots, (18, 2), strict=True):
            line = pg.InfiniteLine(0, angle=90)
            line.setZValue(5)
            plot.add(line)
            line.hide()
            label: Any = pg.LabelItem(justify="right")
            label.setParentItem(plot.view)
            label.anchor((1, 0), (1, 0), offset=(-4, down))
            ground = QGraphicsRectItem(plot.view)
            label.setZValue(2)
            ground.setZValue(1)
            ground.setPen(pg.mkPen(None))
            self._lines.append(line)
            self.readings.append(label)
            self._grounds.append(ground)

    def wear(self, colours: Look) -> None:
        """Wear other colours."""
        self._colours = colours
        for line in self._lines:
            line.setPen(colours.pen(colours.line))
        for ground in self._grounds:
            colour = QColor(colours.ground)
            colour.setAlpha(215)
            ground.setBrush(colour)

    def hide(self) -> None:
        """Read nothing out."""
        self._distance = None
        if self._lines[0].isVisible():
            for line, label, ground in zip(self._lines, self.readings, self._grounds, strict=True):
                line.hide()
                label.setText("")
                ground.setRect(QRectF())

    def step(self, event: QKeyEvent) -> bool:
        """Move by a lag with the arrow keys, by ten with Shift; whether the key was one of them."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        lead = self._lead()
        if by is None or lead is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by *= 10
        now = None if self._distance is None else lead.at(self._distance)
        at = 0 if now is None else max(0, min(now + by, len(lead.distance) - 1))
        self._read(lead, at)
        return True

    def _lead(self) -> Trace | None:
        """The line whose lags the crosshair goes by."""
        owner = self._owner
        traces = [t for t in owner.drawing.traces if t.step_m is not None or not owner.show_.physical]
        return next(iter(traces), None)

    def point(self, at: QPointF) -> None:
        """Read out what is under a point of the scene."""
        lead, owner = self._lead(), self._owner
        for plot in owner.plots:
            if lead is not None and plot.view.sceneBoundingRect().contains(at):
                x = plot.view.mapSceneToView(at).x()
                x = 10**x if owner.show_.log_lag else x
                k = lead.at(
                    x * self._owner.scale_m / lead.step_m if owner.show_.physical and lead.step_m else x
                )
                if k is not None:
                    self._read(lead, k)
                    return
        self.hide()

    def _read(self, lead: Trace, k: int) -> None:
        owner, show = self._owner, self._owner.show_
        self._distance = float(lead.distance[k])
        metres = None if lead.step_m is None else self._distance * lead.step_m
        x = metres / self._owner.scale_m if show.physical and metres is not None else self._distance
        if show.log_lag:
            if x <= 0:
                self.hide()
                return
            x = math.log10(x)
        whole = lead.direction in ("mean", "x", "y")
        head = f"r = {number(self._distance, 0 if whole else 1)} px"
        if show.physical and metres is not None:
            head = f"{head} ({length(metres)})"
        assert self._colours is not None
        room = True
        everything: list[str] = []
        for plot, (line, label) in enumerate(zip(self._lines, self.readings, strict=True)):
            line.setValue(x)
            line.show()
            rows = self._rows(plot, metres)
            everything += [owner.plots[plot].left.labelText, *rows]
            label.setText("<br>".join([head, *rows]), size=_SMALL, color=self._colours.text)
            box, view = label.itemRect(), owner.plots[plot].view
            room = room and box.width() <= view.width() and box.height() <= view.height()
            self._grounds[plot].setRect(label.mapRectToParent(box))
        for item in (*self.readings, *self._grounds):
            item.setVisible(room)
        if not room:  # small plots: beside the cursor, or above the plots for the keyboard
            at = QCursor.pos() if owner.underMouse() else owner.mapToGlobal(QPoint(0, -40))
            QToolTip.showText(at, "<br>".join([head, *everything]), owner)

    def _rows(self, plot: int, metres: float | None) -> list[str]:
        """For each source and direction the values of its phases."""
        owner, show, distance = self._owner, self._owner.show_, self._distance
        groups: dict[tuple[str, str], list[str]] = {}
        for trace in owner.drawing.traces:
            far = distance
            if show.physical:
                far = None if trace.step_m is None or metres is None else metres / trace.step_m
            values, k = trace.values[plot], None if far is None else trace.at(far)
            if values is None or k is None:
                continue
            # Blue and orange as the lines; the legend and the order say the same without colour.
            colour = trace.colour or COLOURS[trace.source][trace.phase]
            said = f'<span style="color:{colour}">●</span> {number(values[k], 4)}'
            if trace.name:
                said += f" ({escape(trace.name[:12])})"
            groups.setdefault((trace.source, trace.direction), []).append(said)
        wide = owner.plots[0].view.width() > _ROOMY or len(groups) > 1
        rows = []
        for (source, direction), said_ in groups.items():
            names = []
            if len({source for source, _ in groups}) > 1:
                names.append(owner.drawing.names.get(source, source)[:12])
            if len({direction for _, direction in groups}) > 1:
                names.append(direction_name(direction))
            body = ("&nbsp; " if wide else "<br>").join(said_)
            rows.append(f"{' '.join(names)}&nbsp; {body}" if names else body)
        return rows
