"""Labelling: every label goes to the disk through here, and nowhere else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.labelling.classes import classes_of, keep_quietly
from geodesk.desktop.labelling.renaming import renamed
from geodesk.desktop.labelling.saving import Action, Outcome, Queue, give_asked
from geodesk.desktop.labelling.telling import elsewhere, kept, stands
from geodesk.desktop.session import View
from geodesk.language import GeoDeskError, Sentence

# Part of the first paint: geodesk.collection comes with the first folder.
if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.collection import Changes, Collection, Event, Imported, LabelClass, Proposal, Sample
    from geodesk.desktop.labelling.classes import Found
    from geodesk.desktop.session import Session

UNSURE = "UNSURE"
"""As in `geodesk.collection`, which is not imported before the first folder."""

_RETRY_MS = 15_000


class LabelDesk(QObject):
    """Gives labels and takes them back; what the disk refuses stays in memory and is tried again.

    Attributes
    ----------
    can_undo, can_redo
        As of the last action that reached the disk.
    """

    changed = Signal()
    """Saved, not saved any more, or something else to undo."""
    refused = Signal(object)
    """The disk refused an undo, a redo or an import: the Sentence."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._queues: dict[Path, Queue] = {}  # by folder: a full disk holds up its own labels alone
        self._kept: Collection | None = None
        self.can_undo = self.can_redo = False
        self._told: dict[Path, Sentence | None] = {}
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._retry.timeout.connect(self.save_again)
        session.collection_changed.connect(self._opened)
        session.labels_changed.connect(self._classes_met)
        session.predictions_changed.connect(self._predictions_changed)

    # Labelling

    def set_label(
        self,
        samples: "Sequence[Sample]",
        label: str | None,
        how: str | None = None,
        overwrite: bool = True,
        replaced: "Iterable[Sample] | None" = None,
    ) -> None:
        """Give all pictures of samples a label, or take it away with None, as one step of undo.

        Parameters
        ----------
        how
            As in the log; None: ``hand`` for one sample and ``bulk`` for several.
        overwrite
            Whether samples with a label get this one; False leaves them.
        replaced
            The only samples of which another label may be replaced, as the user was asked; None: all. What
            turns out to have one on the disk keeps it, and the user is told.
        """
        chosen = [(sample, label) for sample in samples]
        how = how or ("hand" if len(chosen) == 1 else "bulk")
        if not overwrite:
            self._give(self.unlabelled(chosen), how, replaced=(), told=self._tell_kept)
        else:
            self._give(chosen, how, replaced=replaced, told=None if replaced is None else self._tell_kept)

    def accept(
        self, chosen: "Sequence[tuple[Sample, str]]", told: "Callable[[Changes], None] | None" = None
    ) -> None:
        """Give samples without a label the one that a model suggests; those with a label keep it."""
        self._give(self.unlabelled(chosen), "accepted", replaced=(), told=told)

    def unlabelled(self, chosen: "Iterable[tuple[Sample, str | None]]") -> "list[tuple[Sample, str | None]]":
        """Those of the samples of which no picture has a label."""
        labels, unsaved = self._session.labels, self.unsaved()

        def free(path: str) -> bool:
            state = labels.get(path)
            return (state is None or state.label is None) and unsaved.get(path) is None

        return [(one, label) for one, label in chosen if all(free(p.path) for p in one.pictures)]

    def others(self, samples: "Iterable[Sample]", label: str | None) -> "list[Sample]":
        """Those of the samples that have a label other than this one on one of their pictures."""
        labels, unsaved = self._session.labels, self.unsaved()

        def other(path: str) -> bool:
            state = labels.get(path)
            now = unsaved[path] if path in unsaved else None if state is None else state.label
            return now not in (None, label)

        return [sample for sample in samples if any(other(picture.path) for picture in sample.pictures)]

    def undo(self) -> None:
        """Take back the last step; one that is not on the disk yet is forgotten."""
        queue = self._queue
        if queue is not None and queue.fault is not None and (dropped := queue.drop_last()) is not None:
            self._bring_into_view(dropped.labels)
            self.changed.emit()
            return
        self._turn(undo=True)

    def redo(self) -> None:
        """Do the last undone step again."""
        self._turn(undo=False)

    def _give(
        self,
        chosen: "Sequence[tuple[Sample, str | None]]",
        how: str,
        replaced: "Iterable[Sample] | None" = None,
        told: "Callable[[Changes], None] | None" = None,
    ) -> None:
        collection = self._session.collection
        if collection is None or not chosen:
            return
        pairs = [(picture, label) for sample, label in chosen for picture in sample.pictures]
        asked = None if replaced is None else {sample.id for sample in replaced}
        classes, own = None, self._session.own_labels
        if self._kept is not collection:  # from the first label on, keys must not change by themselves
            self._kept, classes = collection, list(self._session.classes)

        def write() -> "Changes":
            if asked is None or own:
                changes = collection.labels.set_many(pairs, how=how)
            else:
                changes = give_asked(collection, chosen, how, asked)
            if classes:
                keep_quietly(collection, classes)
            return changes

        self._put(Action(collection, write, {p.path: label for p, label in pairs}, told=told))

    def _turn(self, undo: bool) -> None:
        collection = self._session.collection
        if collection is not None:
            write = collection.labels.undo if undo else collection.labels.redo
            self._put(Action(collection, write, keep=False, told=self._turned))

    def _turned(self, changes: "Changes") -> None:
        self._tell_kept(changes)
        self._bring_into_view(event.path for event in changes)

    def _bring_into_view(self, paths: "Iterable[str]") -> None:
        """Show the one sample that undo or redo was about; of several the user keeps their place."""
        session = self._session
        found = {one.id: one for path in paths if (one := session.sample_of(path)) is not None}
        if len(found) == 1 and session.view is View.CANVAS:
            (sample,) = found.values()
            if sample is not session.current:
                session.show(sample)

    def _tell_kept(self, changes: "Changes") -> None:
        if changes.kept:
            self._session.notice(kept(len(changes.kept)))

    def relink(self, chosen: "Sequence[Proposal]", told: "Callable[[Changes], None]") -> None:
        """Give what was kept of lost pictures to those they became, as one step of undo."""
        collection = self._session.collection
        if collection is None or not chosen:
            return

        def write() -> "Changes":
            from geodesk.collection import relink

            return relink(collection, chosen)

        self._put(Action(collection, write, keep=False, told=told))

    # CSV

    def import_csv(
        self, file: "Path", done: "Callable[[Imported], None]", failed: "Callable[[GeoDeskError], None]"
    ) -> None:
        """Take in a CSV file of labels, whole or not at all, as one step of undo."""
        collection = self._session.collection
        if collection is None:
            return
        found: list[Imported] = []
        faults: list[GeoDeskError] = []

        def write() -> "Changes":
            from geodesk.collection import Changes, import_labels

            try:
                found.append(import_labels(collection, file))
            except GeoDeskError as error:  # the file's fault or the disk's; nothing was changed
                faults.append(error)
                return Changes()
            return found[0].changes

        def told(_: "Changes") -> None:
            if faults:
                failed(faults[0])
            else:
                done(found[0])

        self._put(Action(collection, write, keep=False, told=told))

    def history(self, sample: "Sample", done: "Callable[[list[Event]], None]") -> None:
        """Every event of a sample's pictures, the newest first."""
        collection = self._session.collection
        if collection is None:
            return

        def read() -> "list[Event]":
            events = [event for p in sample.pictures for event in collection.labels.history(p)]
            return sorted(events, key=lambda event: event.order, reverse=True)

        self._session.writer.run(read, done, channel="history")

    # Saving

    @property
    def fault(self) -> Sentence | None:
        """Why labels of any folder are not on the disk; None if they are, or are on their way."""
        here = self._session.collection
        faults = {folder: fault for folder, queue in self._queues.items() if (fault := queue.fault)}
        if here is not None and here.folder in faults:
            return faults[here.folder]
        return next((elsewhere(folder, fault) for folder, fault in faults.items()), None)

    @property
    def saving(self) -> bool:
        """Whether something is on its way to the disk."""
        return any(len(queue) for queue in self._queues.values())

    @property
    def _queue(self) -> Queue | None:
        """What waits for the disk of the open folder."""
        collection = self._session.collection
        return None if collection is None else self._queues.get(collection.folder)

    @property
    def refused_here(self) -> bool:
        """Whether the disk refuses labels of the open folder."""
        return self._queue is not None and self._queue.fault is not None

    def unsaved(self) -> dict[str, str | None]:
        """The labels of the open folder that are not on the disk, by path."""
        return {} if self._queue is None else self._queue.unsaved()

    @property
    def unsaved_count(self) -> int:
        """How many labels are not on the disk, over all folders that were open."""
        return sum(len(queue.unsaved()) for queue in self._queues.values())

    def save_again(self) -> None:
        """Try once more to write what the disk refused."""
        if self.saving:
            for queue in self._queues.values():
                self._try(queue)
            self.changed.emit()

    def _try(self, queue: Queue) -> None:
        queue.forget_fault()
        self._session.writer.run(queue.drain, self._arrived)

    def try_refused(self) -> None:
        """Before closing: try once more what was refused."""
        for queue in self._queues.values():
            if queue.fault is not None:
                self._try(queue)

    @property
    def under_way(self) -> bool:
        """Whether something is on its way to the disk that the disk has not refused."""
        return any(len(queue) and queue.fault is None for queue in self._queues.values())

    def waiting(self) -> "list[tuple[Collection, dict[str, str | None]]]":
        """The labels that `give_up` would forget, by folder and path."""
        found = ((queue.collection, queue.unsaved()) for queue in self._given_up())
        return [(collection, labels) for collection, labels in found if collection is not None and labels]

    def give_up(self) -> None:
        """Forget what the disk refuses; where it refuses nothing but is too slow, what waits for it."""
        for queue in self._given_up():
            queue.clear()
        self.changed.emit()

    def _given_up(self) -> list[Queue]:
        queues = list(self._queues.values())
        return [queue for queue in queues if queue.fault is not None] or queues

    def _put(self, action: Action) -> None:
        action.own = self._session.own_labels
        queue = self._queues.setdefault(action.collection.folder, Queue())
        queue.add(action)
        self._session.writer.run(queue.drain, self._arrived)
        self.changed.emit()

    def _arrived(self, outcomes: list[Outcome]) -> None:
        session = self._session
        here = session.collection
        for outcome in outcomes:
            folder = outcome.action.collection.folder
            at_home = here is not None and folder == here.folder
            keep, fault = outcome.action.keep, outcome.fault
            if fault is not None and not (keep and fault == self._told.get(folder)):
                session.error(fault if at_home else elsewhere(folder, fault))
            if keep:
                self._told[folder] = fault
            elif fault is not None:
                self.refused.emit(fault)
            if outcome.action.collection is not here:
                if at_home and outcome.changes is not None:  # the folder was read again while it waited
                    session.read_marks()
                    self._read_classes()
                continue
            self.can_undo, self.can_redo = outcome.can_undo, outcome.can_redo
            if outcome.states:
                session.update_labels(outcome.states)
            if not session.own_labels and (sentence := stands(outcome)) is not None:
                session.notice(sentence)
            if outcome.action.told is not None and outcome.changes is not None:
                outcome.action.told(outcome.changes)
        if any(queue.fault is not None for queue in self._queues.values()):
            self._retry.start()
        self.changed.emit()

    # Classes

    def rename_classes(self, names: "Mapping[str, str]") -> None:
        """Give all samples of a class its new name, or that of the class it is merged with; can be undone."""
        collection = self._session.collection
        if collection is None:
            return
        for how, pairs in renamed(self._session, self.unsaved(), names).items():
            labels = {picture.path: label for picture, label in pairs}
            self._put(Action(collection, partial(collection.labels.set_many, pairs, how), labels))

    def keep_classes(self, classes: "Sequence[LabelClass]") -> None:
        """Put other classes, names or keys in force and keep them beside the collection."""
        session, collection = self._session, self._session.collection
        if collection is None:
            return
        self._kept = collection
        before = list(session.classes)
        session.set_classes(classes)
        chosen = list(classes)

        def failed(sentence: Sentence) -> None:
            if session.collection is collection:
                session.set_classes(before)
            session.error(sentence)

        session.writer.run(lambda: collection.set_classes(chosen), failed=failed)
        self._read_classes(before)  # in place of a read under way, which would bring the old ones back

    def _opened(self) -> None:
        self.can_undo = self.can_redo = False
        self._kept = None
        self._queues = {folder: queue for folder, queue in self._queues.items() if len(queue)}
        self._read_classes()

    def _read_classes(self, before: "list[LabelClass] | None" = None) -> None:
        session, collection = self._session, self._session.collection
        if collection is None:
            return
        before = list(session.classes) if before is None else before

        def done(found: "Found") -> None:
            if session.collection is not collection:
                return
            classes, kept, problem, self.can_undo, self.can_redo = found
            if kept:
                self._kept = collection
            if problem is not None:
                session.error(problem)
            session.set_classes(classes)
            self.changed.emit()

        row = next(iter(session.under_way.get(collection.folder, {}).values()), None)
        work = partial(classes_of, collection, before, row, session.settings.values.models)
        session.writer.run(work, done, channel="classes")

    def _classes_met(self, paths: frozenset[str]) -> None:
        """A label that is no class yet becomes one, so that it has a colour, a shape and perhaps a key."""
        states = self._session.labels
        known = {one.id for one in self._session.classes} | {UNSURE, None}
        some = (states[path] for path in paths if path in states) if paths else iter(states.values())
        if any(state.label not in known for state in some):
            self._read_classes()

    def _predictions_changed(self, paths: frozenset[str]) -> None:
        rows = self._session.predictions
        row = rows.get(next(iter(paths))) if paths else next(iter(rows.values()), None)
        if row is not None and not set(row.labels) <= {one.id for one in self._session.classes}:
            self._read_classes()
