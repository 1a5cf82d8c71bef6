"""Active training in the window: features in the background, the head after every few labels, the queue."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

# This module is part of the first paint: features and the head are imported on the threads that work.
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Prediction
    from geodesk.desktop.window import Window
    from geodesk.jobs.active import Advice
    from geodesk.jobs.features import FeatureRow
    from geodesk.jobs.progress import Progress

KIND = "features"
_CHANNEL = "labels.learn"


class ActiveDesk(QObject):
    """Learns while somebody labels, if that is switched on.

    Attributes
    ----------
    on
        Whether it is.
    job
        Reads features; None before and after.
    finer
        Reads them of every orientation, after a first look at one that is enough to begin with.
    advice
        What was learnt last; None before.
    since
        Samples labelled since then.
    learning
        Whether a head is being learnt just now.
    doubts
        What is to be told of the pixel sizes of what was learnt from.
    """

    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.on = False
        self.job: Job | None = None
        self.finer: Job | None = None
        self.advice: Advice | None = None
        self.learning = False
        self.doubts: tuple[Sentence, ...] = ()
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._finer: dict[str, NDArray[np.float32]] = {}
        self._seen: dict[str, str | None] = {}
        self._fresh: set[str] = set()
        session = self._session
        session.collection_changed.connect(self._opened)
        session.labels_changed.connect(self._labelled)

    @property
    def since(self) -> int:
        """Samples whose label is another than when the head was learnt last."""
        return len(self._fresh)

    @property
    def every(self) -> int:
        """New labels after which the head is learnt again."""
        return self._window.settings.values.active_every or self.often

    @property
    def often(self) -> int:
        """The same where the user leaves it to the size of the folder."""
        from geodesk.jobs.querying import often

        return often(len(self._session.samples))

    def toggle(self) -> None:
        """Switch it on or off."""
        if self.on:
            self.switch_off()
        else:
            self.switch_on()

    def switch_on(self) -> None:
        """Read the features of the folder's pictures, then learn from the labels there are."""
        session = self._session
        collection = session.collection
        if self.on or collection is None:
            return
        self.on = True
        self._finer = {}
        self.job = self._reading(quick=True)
        self.job.finished.connect(self._read)
        self.changed.emit()

    def _reading(self, quick: bool) -> Job:
        """A job that reads features of the pictures, quickly of one orientation or well of all."""
        session = self._session
        collection = session.collection
        assert collection is not None
        items = [picture for sample in session.samples for picture in sample.pictures]
        items = collection.corrections.applied(items)

        def steps() -> "Generator[Progress[FeatureRow], None, None]":
            from geodesk.jobs.features import FeatureStore, extract
            from geodesk.models.features import FeatureExtractor

            extractor = FeatureExtractor(views=1) if quick else FeatureExtractor()
            return extract(items, extractor, FeatureStore(extractor.identity), collection.index.sha256_of)

        job = session.jobs.start(KIND, _title if quick else _finer_title, steps)
        job.rows.connect(self._arrived)
        return job

    def switch_off(self) -> None:
        """Stop; the suggestions of the last run of a model come back."""
        if not self.on:
            return
        self._leave()
        session = self._session
        session.tasks.drop(_CHANNEL)
        if session.listing.choice.order == "queue":
            session.listing.choose(order="path")
        session.read_marks()
        self.changed.emit()

    def learn(self) -> None:
        """Learn the head from the labels as they are now, on a thread."""
        session = self._session
        collection = session.collection
        if not self.on or collection is None or not self._vectors:
            return
        samples, vectors, labels = list(session.samples), dict(self._vectors), dict(session.labels)
        known = self._vectors
        if self._outdated():  # else a label under the new name would differ from one under the old name
            session.drop_predictions()
        self.learning = True
        self._fresh.clear()
        self.changed.emit()

        def work() -> "tuple[Advice, tuple[Sentence, ...]]":
            from geodesk.jobs.active import advise, scale_doubts

            return advise(samples, vectors, labels), scale_doubts(collection, labels)

        def done(found: "tuple[Advice, tuple[Sentence, ...]]") -> None:
            if self.on and session.collection is collection:
                advice, self.doubts = found
                self._learnt(advice)
                # Labels, or the finer features, that came while it learnt.
                if self._due() or self._vectors is not known:
                    self.learn()

        session.tasks.run(work, done, self._failed, channel=_CHANNEL)

    def _learnt(self, advice: "Advice") -> None:
        session = self._session
        self.learning, self.advice = False, advice
        # Labelled while it learnt: such a sample has no place in the queue any more.
        labelled = {path for path, state in session.labels.items() if state.label is not None}
        rows = [row for row in advice.rows if row.path not in labelled]
        if rows:
            session.suggest(rows)
        done = {sample.id for path in labelled if (sample := session.sample_of(path)) is not None}
        queue = [name for name in advice.queue if name not in done]
        current = session.current
        ahead = [] if current is None or current.id not in queue else [current.id]
        session.listing.queue([*ahead, *(name for name in queue if name not in ahead)])
        if session.listing.choice.order != "queue":
            session.listing.choose(order="queue")
        self.changed.emit()

    def _failed(self, sentence: Sentence) -> None:
        self.learning = False
        self._session.error(sentence)
        self.changed.emit()

    def _arrived(self, rows: "tuple[FeatureRow, ...]") -> None:
        job = self.sender()
        if self.on and job in (self.job, self.finer):
            into = self._vectors if job is self.job else self._finer
            into.update((row.item.path, row.vector) for row in rows if row.vector is not None)
            self.changed.emit()

    def _read(self) -> None:
        job = self.job
        if job is None or self.sender() is not job:
            return
        self.job = None
        if job.outcome is Outcome.DONE:
            self.learn()
            self.finer = self._reading(quick=False)
            self.finer.finished.connect(self._read_finer)
        elif job.outcome is Outcome.FAILED and job.error is not None:
            self._session.error(job.error)
            self.switch_off()
        else:
            self.switch_off()
        self.changed.emit()

    def _read_finer(self) -> None:
        job = self.finer
        if job is None or self.sender() is not job:
            return
        self.finer = None
        if job.outcome is Outcome.DONE:  # all of them or none: the two kinds are not mixed
            self._vectors = self._finer
            if not self.learning:
                self.learn()  # else it follows
        elif job.outcome is Outcome.FAILED and job.error is not None:
            self._session.error(job.error)
        self.changed.emit()

    def _labelled(self, paths: frozenset[str]) -> None:
        session = self._session
        if not paths:
            self._seen = {path: state.label for path, state in session.labels.items()}
            return
        for path in paths:
            state = session.labels.get(path)
            label = None if state is None else state.label
            if label != self._seen.get(path) and (sample := session.sample_of(path)) is not None:
                self._fresh.add(sample.id)
            self._seen[path] = label
        if not self.on:
            self._fresh.clear()
            return
        if self._due() and self.job is None and not self.learning:
            self.learn()
        else:
            self.changed.emit()

    def _due(self) -> bool:
        """Whether it is time to learn again."""
        return self.since >= self.every or self._outdated()

    def _outdated(self) -> bool:
        """Whether it suggests a class that was renamed or merged into another since it learnt."""
        if self.advice is None or not self.advice.rows or not self._fresh:
            return False
        said = {state.label for state in self._session.labels.values()}
        return not said.issuperset(self.advice.rows[0].labels)

    def _opened(self) -> None:
        self._seen = {}
        self._vectors = {}
        self._leave()
        self.changed.emit()

    def _leave(self) -> None:
        for job in (self.job, self.finer):
            if job is not None:
                job.cancel()
        self.on, self.job, self.finer, self.advice, self.learning = False, None, None, None, False
        self._fresh.clear()


def of_a_run(rows: "Mapping[str, Prediction]") -> "Iterator[Prediction]":
    """Those of the suggestions that a run of a model left; active training's stand on no disk."""
    if rows:
        from geodesk.jobs.active import MODEL

        yield from (row for row in rows.values() if row.model != MODEL)


def _title() -> str:
    return translate("ActiveDesk", "Reading features of the pictures")


def _finer_title() -> str:
    return translate("ActiveDesk", "Reading the pictures turned and mirrored")
