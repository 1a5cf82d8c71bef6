"""Which samples the list and the grid show: filter, order, counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.samples.columns import Columns

# Part of the first paint: geodesk.collection imports numpy and is imported with the first folder.
if TYPE_CHECKING:
    from geodesk.collection import Sample, Standing
    from geodesk.collection.sieve import Order, Show, Sieve, Tally
    from geodesk.desktop.session import Session

UNSURE_BELOW = 80
"""Per cent below which a suggestion counts as unsure at the start."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user chose; the fields are those of `geodesk.collection.sieve.Sieve`."""

    show: "Show" = "all"
    label: str = ""
    below: int = UNSURE_BELOW
    text: str = ""
    order: "Order" = "path"


class Listing(QObject):
    """Filters and sorts `session.visible`, and counts.

    A label given while a filter is in force leaves the list as it is, so that the next key meets the sample
    the user sees; `stale` says how many samples no longer belong there until `apply` is called.
    """

    changed = Signal()
    """The choice, a count or `stale` is another."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.choice = Choice()
        self.columns: Columns = Columns(session)
        """What files say, and the filter and order by it; these hold beside the choice."""
        self.columns.stale.connect(self.apply)
        self.resort = False
        """Whether the order has been overtaken by new labels or predictions."""
        self._places: dict[str, int] = {}
        self._folder: Path | None = None
        self._standings: dict[str, Standing] = {}
        self._names: dict[str, str] = {}
        self._tally: Tally | None = None
        self._shown: frozenset[str] = frozenset()
        self._stale: set[str] = set()
        self._waiting = False
        self._counting = self._read = False
        self._meanwhile: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._count)
        self._tell = QTimer(self, singleShot=True, interval=30)
        self._tell.timeout.connect(self.changed)
        session.collection_changed.connect(self._opened)
        session.samples_changed.connect(self._samples_changed)
        session.labels_changed.connect(self._labels_changed)
        session.predictions_changed.connect(self._predictions_changed)
        session.view_changed.connect(self._select_listed)

    # What the user does

    def choose(self, **changes: Any) -> None:
        """Change fields of the choice and apply it."""
        choice = replace(self.choice, **changes)
        if choice != self.choice:
            self.choice = choice
            # Chosen before the marks are read and counted: once more when they are.
            self._waiting = self._waiting or self._counting or not self._read
            self.apply()

    def apply(self) -> None:
        """Filter and sort anew; selected samples that are no longer listed are no longer selected."""
        session = self._session
        self._stale.clear()
        self.resort = False
        if session.collection is not None:
            from geodesk.collection.sieve import sift

            found = sift(session.listed, self._standings, self._sieve(), self._folded(), self._places)
            self._shown = frozenset(sample.id for sample in found)
            if self.columns.in_force:
                found = self.columns.sifted(found)
                self._shown = frozenset(sample.id for sample in found)
            session.set_visible(found)
            self._select_listed()
        self.changed.emit()

    def _select_listed(self) -> None:
        """Let go of samples that are not listed; in the grid that is the one in view too."""
        from geodesk.desktop.session import View

        session = self._session
        kept = [sample for sample in session.selected if session.row_of(sample) is not None]
        current = session.current
        if not kept and session.view is not View.CANVAS:
            if session.visible and (current is None or session.row_of(current) is None):
                current = session.visible[0]
                session.show(current)
            kept = [current] if session.visible and current is not None else []
        elif not kept and current is not None:
            kept = [current]
        session.select(kept)

    def queue(self, ids: Iterable[str]) -> None:
        """Another order of active training, by the samples' ids; a list in that order is sorted anew."""
        self._places = {name: place for place, name in enumerate(ids)}
        if self.choice.order == "queue":
            self.apply()

    # What there is

    @property
    def stale(self) -> int:
        """How many listed samples no longer pass the filter."""
        return len(self._stale)

    def count(self, show: "Show", label: str = "") -> int:
        """How many samples of the folder a filter lets through."""
        if self._tally is None:
            return 0
        from geodesk.collection.sieve import Sieve

        return self._tally.count(Sieve(show, label, self.choice.below))

    def labels(self) -> dict[str, int]:
        """How many samples carry each label, the labels in alphabetical order."""
        return {} if self._tally is None else dict(sorted(self._tally.labels.items()))

    def suggestions(self) -> dict[str, int]:
        """Of how many samples the last run says so, the labels in alphabetical order."""
        return {} if self._tally is None else dict(sorted(self._tally.suggestions.items()))

    # Keeping up

    def _opened(self) -> None:
        collection = self._session.collection
        if collection is None:
            return
        from geodesk.collection.sieve import Tally

        if collection.folder != self._folder:
            self.choice = Choice()
        self._folder = collection.folder
        self._standings, self._names = {}, {}
        self._tally = Tally(len(self._session.samples))
        self._shown, self.resort = frozenset(), False
        self._places = {}
        self._stale.clear()
        self._meanwhile.clear()
        self._waiting = self.choice != Choice(below=self.choice.below)
        self._counting = self._read = False
        self.changed.emit()

    def _samples_changed(self) -> None:
        """Samples have come: they are listed where they belong, and counted."""
        if self._tally is None:
            return
        self._names, self._tally.total = {}, len(self._session.samples)
        self.apply()
        self._counting = True
        self._soon.start()

    def _labels_changed(self, paths: frozenset[str]) -> None:
        self._marks_changed(paths, self.choice.order in ("label", "dispute"))

    def _predictions_changed(self, paths: frozenset[str]) -> None:
        self._marks_changed(paths, self.choice.order in ("uncertain", "sure"))

    def _marks_changed(self, paths: frozenset[str], resort: bool) -> None:
        if self._tally is None:
            return
        self.resort = self.resort or resort
        if not paths:
            self._counting = self._read = True
            self._soon.start()
        elif self._counting:
            self._meanwhile |= paths
        else:
            self._update(paths)

    def _update(self, paths: Iterable[str]) -> None:
        """Count the samples of some pictures again."""
        assert self._tally is not None
        from geodesk.collection.sieve import NOTHING

        session = self._session
        samples = {s.id: s for path in paths if (s := session.sample_of(path)) is not None}
        for name, sample in samples.items():
            old, new = self._standings.get(name, NOTHING), session.standing(sample)
            self._standings[name] = new
            self._tally.replace(old, new)
        self._mark_stale(samples)
        self._tell.start()

    def _mark_stale(self, ids: Iterable[str]) -> None:
        if self.choice.show == "all":
            return
        from geodesk.collection.sieve import NOTHING

        admits = self._sieve().test()
        for name in ids:
            if name in self._shown and not admits(self._standings.get(name, NOTHING)):
                self._stale.add(name)
            else:
                self._stale.discard(name)

    def _count(self) -> None:
        """Count the whole folder, on a thread."""
        session, collection = self._session, self._session.collection
        labels, predictions = dict(session.labels), dict(session.predictions)
        sample_of, total = session.sample_of, len(session.samples)

        def work() -> "tuple[dict[str, Standing], Tally]":
            from geodesk.collection import standing
            from geodesk.collection.sieve import Tally

            samples: dict[str, Sample] = {}
            for path in labels.keys() | predictions.keys():
                if (sample := sample_of(path)) is not None:
                    samples[sample.id] = sample
            standings = {name: standing(s, labels, predictions) for name, s in samples.items()}
            return standings, Tally(total, standings.values())

        def done(result: "tuple[dict[str, Standing], Tally]") -> None:
            if session.collection is collection:
                self._counted(*result)

        session.tasks.run(work, done, channel="tally")

    def _counted(self, standings: "dict[str, Standing]", tally: "Tally") -> None:
        self._counting = False
        self._standings, self._tally = standings, tally
        self._update(self._meanwhile)
        self._meanwhile = set()
        if self._waiting:
            self._waiting = not self._read
            self.apply()
            return
        self._mark_stale(self._shown)
        self.changed.emit()

    def _sieve(self) -> "Sieve":
        from geodesk.collection.sieve import Sieve

        chosen = self.choice
        return Sieve(chosen.show, chosen.label, chosen.below, chosen.text, chosen.order)

    def _folded(self) -> dict[str, str]:
        if not self._names and self.choice.text:
            from geodesk.collection.sieve import sought_in

            self._names = {sample.id: sought_in(sample) for sample in self._session.samples}
        return self._names
