"""The labels of a collection: append-only logs, one per annotator and machine, and undo over them."""

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from geodesk.collection.book import Book
from geodesk.collection.durable import append
from geodesk.collection.errors import CollectionError
from geodesk.collection.events import HOWS, Event, clean_label, time_after, time_text, to_record
from geodesk.collection.jsonlines import Rewritten, to_line
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes, Step
from geodesk.collection.store import Store, log_name, safe_name
from geodesk.language import Sentence


@dataclass(frozen=True, slots=True)
class LabelState:
    """The label a picture has now, and the event that gave it.

    Attributes
    ----------
    label : str or None
        None: it had a label, which was taken away.
    annotator : str
        Who wrote the newest event.
    time : datetime
        When, UTC.
    how : str
        ``hand``, ``accepted``, ``bulk``, ``import`` or ``undo``.
    """

    label: str | None
    annotator: str
    time: datetime
    how: str


class Labels:
    """The labels of one collection, read from and written to its logs.

    Every call that writes returns after the events are on the disk. The newest event over all
    annotators' logs is a picture's label; events of equal time go by the log's name, then by the line.
    Safe to use from several threads.

    Parameters
    ----------
    store : Store
        Where the logs are.
    annotator, machine : str
        Whose log is written. Made safe for file names.
    resolve : callable
        The picture that an id or path means; raises `CollectionError` for any other text.
    sha256_of : callable
        The known hash of a picture's file, or None.
    before_writing : callable
        Called before the first event is written.

    Raises
    ------
    CollectionError
        If a log cannot be read or is damaged.
    """

    def __init__(
        self,
        store: Store,
        annotator: str,
        machine: str,
        *,
        resolve: Callable[[str], Picture],
        sha256_of: Callable[[Picture], str | None] = lambda picture: None,
        before_writing: Callable[[], None] = lambda: None,
    ) -> None:
        self.annotator = safe_name(annotator, "annotator")
        self.machine = safe_name(machine, "machine")
        self.log = store.home / log_name(self.annotator, self.machine)
        self._store = store
        self._resolve = resolve
        self._sha256_of = sha256_of
        self._before_writing: Callable[[], None] | None = before_writing
        self._lock = threading.RLock()
        self._passed: set[str] = set()
        self._book, _ = Book.read_anew(store, self.log, self._path_of)
        self._sound = True

    def _path_of(self, name: str) -> str:
        try:
            return self._resolve(name).path
        except CollectionError:
            return name

    # Reading

    def reload(self) -> list[Event]:
        """Take in what other processes and annotators have written since; returns the events read.

        Only what the logs have gained is read; if another program replaced or cut one, all are read anew.

        Raises
        ------
        CollectionError
            If a log cannot be read or is damaged; what was known before still holds.
        """
        with self._lock:
            if self._sound:
                self._sound = False
                try:
                    events = self._book.update()
                    self._sound = True
                    return events
                except Rewritten:
                    pass
            self._book, events = Book.read_anew(self._store, self.log, self._path_of)
            self._sound = True
            return events

    def current(self) -> dict[str, LabelState]:
        """The state of every picture that ever had a label, by path.

        Pictures that are no longer there are in it too: see `Collection.orphans`.
        """
        with self._lock:
            return {path: _state(events[-1]) for path, events in self._book.events.items()}

    def state_of(self, path: str) -> LabelState | None:
        """The state of one picture by its path, or None if it never had a label."""
        with self._lock:
            newest = self._book.newest(path)
            return None if newest is None else _state(newest)

    def label_of(self, picture: Picture | str) -> str | None:
        """The label of a picture or path; None without one."""
        state = self.state_of(picture if isinstance(picture, str) else picture.path)
        return None if state is None else state.label

    def history(self, picture: Picture | str) -> list[Event]:
        """Every event of a picture over all annotators, oldest first.

        Goes back before a move: the events of the path its label was relinked from come first. Takes an
        id, a path, or the path of a picture that is gone.

        Raises
        ------
        CollectionError
            If no picture is called so and no event names it.
        """
        with self._lock:
            if isinstance(picture, Picture):
                return self._book.history(picture.path)
            try:
                path = self._resolve(picture).path
            except CollectionError:
                if picture not in self._book.events:
                    raise
                path = picture
            return self._book.history(path)

    def moved_from(self, path: str) -> list[Event]:
        """The events that gave the label of this path to a picture elsewhere, and were not undone."""
        with self._lock:
            return self._book.moved_from(path)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back; waits while labels are being written."""
        with self._lock:
            return self._book.steps.to_undo(self._passed) is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone step to do again; waits while labels are being written."""
        with self._lock:
            return self._book.steps.to_redo(self._passed) is not None

    def problems(self) -> list[Sentence]:
        """What a crash has left behind: lines and bulk actions that were cut short."""
        with self._lock:
            return self._book.problems()

    # Writing

    def set(self, picture: Picture | str, label: str | None, how: str = "hand") -> Changes:
        """Give a picture a label, or take it away with None; see :meth:`set_many`."""
        return self.set_many([(picture, label)], how=how)

    def set_many(
        self, labels: Iterable[tuple[Picture | str, str | None]], how: str = "bulk", *, overwrite: bool = True
    ) -> Changes:
        """Give many pictures their labels in one step of undo, with one sync, all or none.

        A picture that already has the label by this annotator's own word is left as it is; the same label
        from another annotator is a confirmation and is written. Of a picture named twice the last
        label counts.

        Parameters
        ----------
        labels : iterable of (Picture or str, str or None)
            Pictures, ids or paths, and their labels.
        how : str
            ``hand``, ``accepted``, ``bulk`` or ``import``.
        overwrite : bool
            Whether a picture that has another label, whoever gave it, gets the new one; False leaves it.

        Returns
        -------
        Changes
            The events written, which may be none.

        Raises
        ------
        CollectionError
            If a picture is unknown, a label is not allowed, or the disk takes no more. Nothing has
            changed then.
        """
        wanted = {}
        for item, label in labels:
            picture = item if isinstance(item, Picture) else self._resolve(item)
            wanted[picture.path] = (picture, None if label is None else clean_label(label))
        if how not in HOWS or how == "undo":
            raise ValueError(f"how = {how!r}: choose one of {', '.join(HOWS[:-1])}")
        with self._lock:
            self.reload()
            return self._write(
                [
                    self._draft(picture.id, path, label, how, sha256=self._sha256_of(picture))
                    for path, (picture, label) in wanted.items()
                    if not self._says(path, label) and (overwrite or self.label_of(path) in (None, label))
                ]
            )

    def move_many(self, moves: Iterable[tuple[str, Picture]]) -> Changes:
        """Give labels whose pictures are gone to the pictures they became, in one step of undo.

        Parameters
        ----------
        moves : iterable of (str, Picture)
            The path that has the label, and the picture that is to have it.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        with self._lock:
            self.reload()
            return self._write(
                [
                    replace(
                        self._draft(picture.id, picture.path, self.label_of(path), "import"),
                        moved_from=path,
                        sha256=self._sha256_of(picture),
                    )
                    for path, picture in moves
                ]
            )

    def _says(self, path: str, label: str | None) -> bool:
        """Whether the picture has this label already, and by this annotator's word."""
        newest = self._book.newest(path)
        if newest is None or newest.label != label:
            return newest is None and label is None
        if label is None:
            return True
        events = reversed(self._book.events[path])
        own = next((event for event in events if event.annotator == self.annotator), None)
        return own is not None and own.label == label and own.how != "undo"

    def _draft(self, name: str, path: str, label: str | None, how: str, sha256: str | None = None) -> Event:
        newest = self._book.newest(path)
        return Event(
            time=time_after(newest.time if newest else None),
            id=name,
            path=path,
            label=label,
            previous=newest.label if newest else None,
            how=how,
            annotator=self.annotator,
            machine=self.machine,
            sha256=sha256,
        )

    def _write(self, drafts: list[Event]) -> Changes:
        if not drafts:
            return Changes()
        if self._before_writing is not None:
            self._before_writing()
            self._before_writing = None
        # One time for the whole step, after all that it supersedes.
        time = max(draft.time for draft in drafts)
        step = f"{time_text(time)}-{os.urandom(3).hex()}"
        events = [replace(draft, time=time, step=step, size=len(drafts)) for draft in drafts]
        append(self.log, b"".join(to_line(to_record(event)) for event in events))
        # Read back rather than assumed: with it come the lines that another window wrote in between.
        self._sound = False
        try:
            read = self._book.update_from(self.log)
            self._sound = True
        except Rewritten:
            read = self.reload()
        return Changes(tuple(event for event in read if event.step == step))

    def undo(self) -> Changes:
        """Take back this annotator's last step, also one from before a restart.

        Only pictures whose label is still the step's own go back; labels given since by others stay and are
        in ``kept``. If they all stay, nothing is written and the next undo goes one step further
        back.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        with self._lock:
            self.reload()
            step = self._book.steps.to_undo(self._passed)
            return self._turn_back(step, undo=True)

    def redo(self) -> Changes:
        """Do the last undone step again, also after a restart; a new label ends what can be redone.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        with self._lock:
            self.reload()
            step = self._book.steps.to_redo(self._passed)
            return self._turn_back(step, undo=False)

    def _turn_back(self, step: Step | None, undo: bool) -> Changes:
        if step is None:
            return Changes()
        drafts, kept = [], []
        for path, event in step.latest.items():
            layers = self._book.layers(path)
            if layers.top != layers.after(event):
                kept.append(self._book.events[path][-1])
            elif undo:
                draft = self._draft(event.id, path, event.previous, "undo")
                drafts.append(replace(draft, undoes=step.id))
            else:
                draft = self._draft(event.id, path, event.previous, step.how)
                drafts.append(replace(draft, redoes=step.id, moved_from=step.moved_from.get(path)))
        if not drafts:
            self._passed.add(step.id)
        return Changes(self._write(drafts).events, tuple(kept))


def _state(event: Event) -> LabelState:
    return LabelState(event.label, event.annotator, event.time, event.how)
