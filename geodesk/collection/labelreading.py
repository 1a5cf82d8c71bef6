"""What the label logs of a collection say: the label in force, each one's own, and the history."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from geodesk.collection.book import Book
from geodesk.collection.errors import CollectionError
from geodesk.collection.events import Event
from geodesk.collection.jsonlines import Rewritten
from geodesk.collection.layers import ADJUDICATED, Opinion
from geodesk.collection.moves import MOVED, Moves
from geodesk.collection.pictures import Picture
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
        Who gave it, also where somebody else relinked it since, or took another label off it.
    time : datetime
        When, UTC.
    how : str
        ``hand``, ``accepted``, ``bulk``, ``import``, ``adjudicated``, or ``undo`` where that took it away.
    disputed : float
        The share of the pairs of annotators that differ, where nobody has settled it; 0 to 1.
    returned_by : str
        Who relinked it to the picture last; empty where it was given to this path.
    """

    label: str | None
    annotator: str
    time: datetime
    how: str
    disputed: float = 0.0
    returned_by: str = ""


class LabelReading:
    """The reading half of `geodesk.collection.labels.Labels`, which says what it takes."""

    def __init__(
        self,
        store: Store,
        annotator: str,
        machine: str,
        *,
        resolve: Callable[[str], Picture],
        sha256_of: Callable[[Picture, bool], str | None] = lambda picture, read: None,
        before_writing: Callable[[], None] = lambda: None,
        contents: Callable[[], Mapping[str, str]] = dict,
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
        self._contents = contents
        self._known: Mapping[str, str] | None = None
        self._here: tuple[object, object, Moves] = (None, None, Moves())
        self._news: dict[str, list[Event]] = {}
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
                    return self._note(events)
                except Rewritten:
                    pass
            known = {event for some in self._book.events.values() for event in some}
            self._book, events = Book.read_anew(self._store, self.log, self._path_of)
            self._book.contents = self._known or {}
            self._sound = True
            return self._note(events, known)

    def _note(self, events: list[Event], known: Collection[Event] = ()) -> list[Event]:
        for event in events:
            if event.how != MOVED:
                news = self._news.setdefault(event.path, [])
                if event not in known:
                    news.append(event)
        return events

    def news(self) -> dict[str, list[Event]]:
        """Take in what others have written: by path the events that no call of this one has told of yet.

        Every path whose label may have become another is there, also without new events: where a log was
        replaced.

        Raises
        ------
        CollectionError
            As :meth:`reload`.
        """
        with self._lock:
            self.reload()
            news, self._news = self._news, {}
            return news

    def learn_contents(self, contents: Mapping[str, str]) -> None:
        """Take over which content the files have now, by path: labels of another content are withheld."""
        with self._lock:
            self._known = self._book.contents = contents

    def learn_content(self, path: str, sha256: str) -> None:
        """Take over the content of one file, which has just been read."""
        with self._lock:
            if self._known is not None and self._known.get(path) != sha256:
                self.learn_contents({**self._known, path: sha256})

    @property
    def said_moves(self) -> Moves:
        """What anybody said was moved where."""
        return self._book.moves

    @property
    def moves(self) -> Moves:
        """What was moved where, as far as it was in this copy of the folder; waits for nothing but once."""
        said = self._book.moves
        if not said.moves:
            return said
        contents, known = self.contents(), self._here
        if known[0] is not said or known[1] is not contents:
            here = Moves(tuple(one for one in said.moves if one.made_here(contents)))
            known = self._here = (said, contents, known[2] if here == known[2] else here)
        return known[2]

    def contents(self) -> Mapping[str, str]:
        """The known hashes of the files as they are now, by path."""
        if self._known is None:
            self.learn_contents(self._contents())
        return self._known or {}

    def hashed_paths(self) -> frozenset[str]:
        """The paths with an event that says which content it was about."""
        with self._lock:
            if not self._book.hashed:
                return frozenset()
            events = self._book.events.items()
            return frozenset(path for path, some in events if any(event.sha256 for event in some))

    def _look_at_contents(self) -> None:
        """Ask once for the contents, before the lock is taken: the index has a lock of its own."""
        if self._book.hashed:
            self.contents()

    def current(self) -> dict[str, LabelState]:
        """The state of every picture that ever had a label, by path.

        Pictures that are no longer there are in it too: see `Collection.orphans`.
        """
        self._look_at_contents()
        with self._lock:
            states = ((path, self._state(path)) for path in self._book.events)
            return {path: state for path, state in states if state is not None}

    def own(self) -> dict[str, LabelState]:
        """What this annotator says, by path, whatever others say: for labelling blind."""
        self._look_at_contents()
        with self._lock:
            found = ((path, self._own_state(path)) for path in self._book.events)
            return {path: state for path, state in found if state is not None}

    def own_state_of(self, path: str) -> LabelState | None:
        """What this annotator says of one path; None if nothing."""
        self._look_at_contents()
        with self._lock:
            return self._own_state(path)

    def _own_state(self, path: str) -> LabelState | None:
        events = self._book.events.get(path, ())
        if not any(event.annotator == self.annotator or event.moved_from for event in events):
            return None
        said = self._book.opinions(path).get(self.annotator)
        return None if said is None else LabelState(said.label, self.annotator, said.time, said.how)

    def _state(self, path: str) -> LabelState | None:
        event = self._book.standing(path)
        if event is None:
            return None
        return self._state_by(event, self._book.disputed(path))

    def _state_by(self, event: Event, disputed: float = 0.0) -> LabelState:
        given, relinked = self._book.author(event)
        how, by = given.how, "" if relinked is None else relinked.annotator
        if given is not event and how == ADJUDICATED and self._book.decision(event.path) is None:
            how = "import"  # the decision was withdrawn since, and its label is left
        return LabelState(event.label, given.annotator, given.time, how, disputed, by)

    def annotators(self) -> list[str]:
        """Who has a log here, by name; this annotator too."""
        with self._lock:
            return sorted({*self._book.annotators(), self.annotator})

    def labellers(self) -> set[str]:
        """Whose last word on some picture gave a label, whether it counts for the picture as it is or not."""
        with self._lock:
            found: set[str] = set()
            for events in self._book.events.values():
                last = {event.annotator: event for event in events}
                found.update(
                    name
                    for name, event in last.items()
                    if event.label is not None and event.undoes is None and event.moved_from is None
                )
            return found

    def opinions(self, path: str) -> dict[str, Opinion]:
        """What each annotator says of the picture of a path, by the annotator's name."""
        self._look_at_contents()
        with self._lock:
            return self._book.opinions(path)

    def decision(self, path: str) -> Event | None:
        """The adjudication that stands for a path; None without one."""
        self._look_at_contents()
        with self._lock:
            return self._book.decision(path)

    def withheld(self) -> dict[str, Event]:
        """Labels of files whose content has become another since and that did not move elsewhere, by path."""
        self._look_at_contents()
        with self._lock:
            found = self._book.withheld()
            return {path: event for path, event in found.items() if not self._book.moved_from(path)}

    def withheld_states(self) -> dict[str, LabelState]:
        """The same as states, by path."""
        return {path: self._state_by(event) for path, event in self.withheld().items()}

    def is_about(self, event: Event) -> bool:
        """Whether an event may be about the file of its path as it is now; else it is set aside."""
        self._look_at_contents()
        with self._lock:
            return self._book.is_about(event)

    def state_of(self, path: str) -> LabelState | None:
        """The state of one picture by its path, or None if it never had a label."""
        self._look_at_contents()
        with self._lock:
            return self._state(path)

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

    def events_of(self, path: str) -> list[Event]:
        """The events of exactly this path, oldest first; none if there are none."""
        with self._lock:
            return list(self._book.events.get(path, ()))

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
