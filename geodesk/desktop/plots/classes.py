"""How many samples of the folder carry each class: labels by people, suggestions of the last run."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from geodesk.desktop.plots.looks import Look, Plot, look
from geodesk.desktop.theme import class_colour
from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.collection import LabelState, Prediction, Sample
    from geodesk.desktop.session import Session

Counts = tuple[Counter[str | None], Counter[str | None]]
_LONGEST = 24


class ClassesPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """Two bars a class: filled for labels, outlined for suggestions.

    Parameters
    ----------
    live
        Follow the session; else what `show_counts` gives.
    """

    def __init__(self, session: "Session", live: bool = True) -> None:
        super().__init__()
        self.setObjectName("plots.classes")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        self.counts: Counts = Counter(), Counter()
        self.ci.setContentsMargins(6, 4, 10, 0)
        self.ci.layout.setSpacing(0)
        self.plot = Plot(self.ci, grid=False)
        self.plot.view.invertY(True)
        self._items: list[Any] = []
        self._colours = look()
        self._live = live
        if live:
            for signal in (session.labels_changed, session.predictions_changed, session.collection_changed):
                signal.connect(self.recount)
        self.restyle(self._colours)

    def recount(self) -> None:
        """Count anew, if in sight."""
        session = self._session
        if not self._live or not self.isVisible():
            return
        samples, labels, predictions = list(session.samples), dict(session.labels), dict(session.predictions)
        work = partial(count, samples, labels, predictions)
        session.tasks.run(work, self.show_counts, channel="plots.classes")

    def showEvent(self, event: Any) -> None:  # noqa: N802
        """In sight again: count what has changed meanwhile."""
        super().showEvent(event)
        self.recount()

    def show_counts(self, counts: Counts) -> None:
        """Show these."""
        self.counts = counts
        self._draw()

    def classes(self) -> list[str]:
        """The classes that occur, by name."""
        return sorted({name for some in self.counts for name in some if name is not None})

    def restyle(self, colours: Look) -> None:
        """Wear other colours."""
        self._colours = colours
        self.setBackground(colours.ground)
        self.plot.wear(colours)
        self._draw()

    def retranslate(self) -> None:
        """Set every text."""
        self._draw()

    def _draw(self) -> None:
        for item in self._items:
            self.plot.view.removeItem(item)
        self._items = []
        labelled, suggested = self.counts
        names: list[str | None] = [*self.classes()]
        ticks = [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in self.classes()]
        if labelled[None]:
            names.append(None)
            ticks.append(translate("ClassesPlot", "unlabelled"))
        most = max([1, *labelled.values(), *suggested.values()])
        for row, name in enumerate(names):
            colour = QColor(self._colours.line) if name is None else class_colour(row)
            self._bar(row if name is None else row - 0.21, labelled[name], colour, True)
            if name is not None:
                self._bar(row + 0.21, suggested[name], colour, False)
        self.plot.left.setTicks([list(enumerate(ticks))])
        self.plot.bottom.setLabel(translate("ClassesPlot", "samples (filled: labels; outlined: suggestions)"))
        self.plot.set_range((0, most * 1.12), (-0.6, max(len(names), 1) - 0.4))

    def _bar(self, y: float, count: int, colour: QColor, filled: bool) -> None:
        if not count:
            return
        brush = colour if filled else QColor(0, 0, 0, 0)
        bar = pg.BarGraphItem(
            x0=0, y=[y], height=0.36, width=[count], brush=brush, pen=self._colours.pen(colour, 2)
        )
        text = pg.TextItem(number(count), color=self._colours.text, anchor=(0, 0.5))
        text.setPos(count, y)
        for item in (bar, text):
            self.plot.add(item)
            self._items.append(item)


def count(
    samples: "list[Sample]", labels: "dict[str, LabelState]", predictions: "dict[str, Prediction]"
) -> Counts:
    """Samples by label (None: without one) and by suggestion."""
    from geodesk.collection import standing

    found = [standing(sample, labels, predictions) for sample in samples]
    labelled = Counter(one.label for one in found)
    return labelled, Counter(one.suggestion for one in found if one.suggestion is not None)
