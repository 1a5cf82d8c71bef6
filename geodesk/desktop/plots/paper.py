"""The curves on paper, with a legend of every line."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt

from geodesk.desktop.plots.curves import CurvePlots, Drawing
from geodesk.desktop.plots.facts import direction_name
from geodesk.desktop.plots.looks import Look
from geodesk.desktop.plots.reading import Show
from geodesk.desktop.translation import translate

_SMALL = "8pt"
_MOST = 6
_AIR = 8
_SAMPLE = 32
"""Width of a piece of line with the air around it."""


class PaperPlots(CurvePlots):
    """Plots that nobody can ask which line is which."""

    def __init__(self) -> None:
        self._legend: Any = None
        super().__init__()
        self._legend = pg.LegendItem(offset=(-4, 2), verSpacing=-6)
        self._legend.setParentItem(self.plots[1].view)

    def draw(self, drawing: Drawing, show: Show) -> None:
        """Show these lines and name them."""
        super().draw(drawing, show)
        self._name()

    def restyle(self, colours: Look) -> None:
        """Wear other colours."""
        super().restyle(colours)
        self._name()

    def _name(self) -> None:
        legend = self._legend
        if legend is None:
            return
        legend.clear()
        legend.setLabelTextColor(self._colours.text)
        legend.setLabelTextSize(_SMALL)
        sources = {trace.source for trace in self.drawing.traces}
        several = len(self.show_.directions) > 1
        phases = translate("CurvePlots", "phase 0"), translate("CurvePlots", "phase 1")
        for trace in self.drawing.traces:
            parts = [trace.name or phases[trace.phase]]
            if several:
                parts.append(direction_name(trace.direction))
            if len(sources) > 1:
                parts.append(self.drawing.names.get(trace.source, trace.source))
            left = self.line(trace.source, trace.direction, trace.phase)[0]
            legend.addItem(left, " · ".join(parts).replace("<", "&lt;"))
        widest = max((label.itemRect().width() for _, label in legend.items), default=0) + _SAMPLE
        view = self.plots[1].view
        legend.setColumnCount(
            min(1 + (len(self.drawing.traces) - 1) // _MOST, int(view.width() // widest) or 1)
        )
        needed = legend.effectiveSizeHint(Qt.SizeHint.MinimumSize)
        legend.setGeometry(0, 0, needed.width(), needed.height())
        legend.setScale(min(1.0, (view.height() - _AIR) / max(needed.height(), 1.0)))  # rather small than cut
        legend.anchor((1, 0), (1, 0), offset=(-4, 2))
