"""How many samples of the folder carry each class: labels by people, suggestions of the last run."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from geodesk.desktop.plots.looks import Look, Plot, look
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.collection import LabelState, Prediction, Sample
    from geodesk.desktop.session import Session

_LONGEST = 24
_MOST = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """Samples of a folder.

    Attributes
    ----------
    labelled, suggested
        By class: with that label, with that suggestion.
    unlabelled, mixed
        Without any label; with pictures of different labels.
    """

    labelled: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)
    unlabelled: int = 0
    mixed: int = 0


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
        self.counts = Counts()
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
            session.classes_changed.connect(self._draw)
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
        """The classes that occur: those of the collection in its order, then others by name."""
        occur = {*self.counts.labelled, *self.counts.suggested}
        known = [one.id for one in self._session.classes if one.id in occur]
        return [*known, *sorted(occur - set(known))]

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
        counts, colours = self.counts, self._colours
        rows: list[str] = []
        for label in self.classes()[:_MOST]:
            shown = look_of(self._session, label)
            self._bar(len(rows) - 0.21, counts.labelled[label], QColor(shown.colour), True)
            self._bar(len(rows) + 0.21, counts.suggested[label], QColor(shown.colour), False)
            rows.append(shown.name)
        left_out = len(self.classes()) - _MOST
        for text, count in (
            (translate("ClassesPlot", "{count} more classes").format(count=number(left_out)), 0),
            (translate("ClassesPlot", "several labels"), counts.mixed),
            (translate("ClassesPlot", "unlabelled"), counts.unlabelled),
        ):
            if count or (left_out > 0 and not rows[_MOST:]):
                self._bar(len(rows), count, colours.line, True)
                rows.append(text)
        most = max(
            [1, counts.mixed, counts.unlabelled, *counts.labelled.values(), *counts.suggested.values()]
        )
        ticks = [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in rows]
        self.plot.left.setTicks([list(enumerate(ticks))])
        legend = translate("ClassesPlot", "■ label  □ suggestion")
        self.plot.bottom.setLabel(legend, **{"font-size": "8pt"})
        self.plot.set_range((0, most * 1.12), (-0.6, max(len(rows), 1) - 0.4))

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
    """Count samples; on a thread."""
    from geodesk.collection import standing

    found = [standing(sample, labels, predictions) for sample in samples]
    return Counts(
        Counter(one.label for one in found if one.label is not None),
        Counter(one.suggestion for one in found if one.suggestion is not None),
        sum(one.label is None and not one.mixed for one in found),
        sum(one.mixed for one in found),
    )
