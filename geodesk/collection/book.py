"""All label logs of a collection read together: the events of each picture, and the newest of them."""

from bisect import insort
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from operator import attrgetter
from pathlib import Path

from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.events import Event, from_record
from geodesk.collection.jsonlines import LogReader, Rewritten
from geodesk.collection.layers import (
    ADJUDICATED,
    Layer,
    Layers,
    Opinion,
    about,
    beneath,
    dispute,
    holding,
    is_about,
    layer_of,
    opinions,
)
from geodesk.collection.moves import MOVED, Move, Moves
from geodesk.collection.steps import Steps
from geodesk.collection.store import Store, parse_log_name
from geodesk.language import Sentence

_BY_ORDER = attrgetter("order")
_ATTEMPTS = 5


class Book:
    """The events of all logs, taken in piece by piece as the logs grow.

    Attributes
    ----------
    events : dict of str to list of Event
        By path, oldest first; no list is empty.
    steps : Steps
        Undo and redo of the annotator whose log is ``own``, also of what the same annotator did while the
        folder was read-only, or before it was, and that lies in another of the store's sources.
    contents : mapping of str to str
        The known SHA-256 of the files as they are now, by path.
    hashed : bool
        Whether any event says which content it was about.
    moves : Moves
        What all else that is kept of the pictures is read through.
    """

    def __init__(self, store: Store, own: Path, path_of: Callable[[str], str]) -> None:
        self.events: dict[str, list[Event]] = {}
        self.steps = Steps()
        self.contents: Mapping[str, str] = {}
        self.hashed = False
        self.moves = Moves()
        self._store = store
        self._own = own
        self._path_of = path_of
        self._mine: dict[Path, list[Event]] = {}
        self._readers: dict[Path, LogReader] = {}
        self._sizes: dict[tuple[str, str], tuple[str, list[int]]] = {}
        self._logs: dict[str, set[str]] = {}
        self._several: set[str] = set()
        self._moved: dict[str, list[Event]] = {}
        self._aside: dict[str, list[Event]] = {}

    @classmethod
    def read_anew(cls, store: Store, own: Path, path_of: Callable[[str], str]) -> tuple["Book", list[Event]]:
        """A book of the logs as they are now, and all events in it.

        Raises
        ------
        CollectionError
            If a log cannot be read or is damaged.
        """
        for _ in range(_ATTEMPTS):
            book = cls(store, own, path_of)
            try:
                return book, book.update()
            except Rewritten:
                continue
        raise CollectionError(
            en="Another program keeps rewriting the label files; close it and open the folder again.",
            es="Otro programa reescribe sin parar los archivos de etiquetas; ciérrelo y abra la carpeta"
            " de nuevo.",
        )

    def update(self) -> list[Event]:
        """Take in what the logs have gained, and new logs.

        Raises
        ------
        Rewritten
            If a log is no longer the file that was read. As after any error, the book is to be thrown away.
        CollectionError
            If a log cannot be read or is damaged.
        """
        logs = self._store.files("labels-*.jsonl")
        if not self._readers.keys() <= set(logs):
            raise Rewritten
        return [event for path in logs for event in self.update_from(path)]

    def update_from(self, path: Path) -> list[Event]:
        """Take in what one log has gained; raises as :meth:`update` does.

        What another copy of the log had said is not given again.
        """
        reader = self._readers.setdefault(path, LogReader(path))
        annotator, machine = parse_log_name(path.name)
        events, mine = [], []
        for line, record in reader.read():
            event = from_record(record, annotator, machine, log=path.name, line=line, path_of=self._path_of)
            event = self._take(event)
            if self._is_mine(path, event):
                mine.append(event)
            if event.log == path.name:
                events.append(event)
        if self._moved and any(event.moved_from or event.undoes for event in events):
            self.moves = Moves(tuple(self._in_force()))
        self._follow(path, mine)
        return events

    def _is_mine(self, path: Path, event: Event) -> bool:
        """Whether undo and redo are to know of an event: foreign lines have names in their own log only."""
        if path == self._own:
            return True
        here = path.name == self._own.name and path.parent in self._store.sources
        return here and not (event.redoes or event.undoes or event.step).startswith("line ")

    def _follow(self, path: Path, events: list[Event]) -> None:
        """Undo and redo take in what one of the annotator's own logs has gained."""
        if not events:
            return
        others = [log[-1].time for file, log in self._mine.items() if file != path]
        self._mine.setdefault(path, []).extend(events)
        if others and max(others) > events[0].time:  # they come in between, or before
            self.steps = Steps()
            events = list(merge(*self._mine.values(), key=attrgetter("time")))
        for event in events:
            self.steps.follow(event)

    def _take(self, event: Event) -> Event:
        """Put an event in its place; the one that is there already if another copy of the log had it."""
        if event.how == MOVED:  # says nothing of a label, and is no opinion
            self._aside.setdefault(event.path, []).append(event)
            self._keep_count(event)
            return event
        events = self.events.setdefault(event.path, [])
        logs = self._logs.setdefault(event.annotator, set())
        logs.add(event.log)
        if len(logs) > 1 and not event.step.startswith("line "):
            for known in reversed(events):
                if known.time < event.time:
                    break
                if (known.step, known.annotator) == (event.step, event.annotator):
                    return known
        if events and events[-1].order > event.order:
            insort(events, event, key=_BY_ORDER)
        else:
            events.append(event)
        self._keep_count(event)
        # It may have gone to the front: one of the ends is not itself.
        if event.moved_from is not None or any(
            e.annotator != event.annotator for e in (events[0], events[-1])
        ):
            self._several.add(event.path)
        self.hashed = self.hashed or event.sha256 is not None
        return event

    def _keep_count(self, event: Event) -> None:
        if event.size > 1:
            self._sizes.setdefault(layer_of(event, event.step), (event.log, [0, event.size]))[1][0] += 1
        if event.moved_from is not None:
            self._moved.setdefault(event.moved_from, []).append(event)

    def standing(self, path: str) -> Event | None:
        """The event whose label holds for a path; None without any that is about the file as it is."""
        events = self.events.get(path)
        return None if events is None else holding(about(events, self.contents.get(path)))

    def author(self, event: Event) -> tuple[Event, Event | None]:
        """Whose word the label of an event is, and the event that relinked it last.

        Of a label that was relinked, or that an undo uncovered, the event that had given it before.
        """
        relinked = None
        while event.label is not None:
            if event.moved_from is not None and event.how != MOVED:
                relinked, given = relinked or event, self._moved_label(event)
            elif event.undoes is not None:
                given = beneath(self.events[event.path], event)
            else:
                break
            if given is None:
                break
            event = given
        return event, relinked

    def _moved_label(self, event: Event) -> Event | None:
        """The event that had given a label before it was relinked."""
        before = [one for one in self.events.get(event.moved_from or "", ()) if one.order < event.order]
        content = next((one.sha256 for one in reversed(before) if one.sha256), None)
        given = holding(about(before, content))
        if given is None or given.label != event.label:  # done again since, or logs merged later
            return next((one for one in reversed(before) if one.label == event.label), None)
        return given

    def is_about(self, event: Event) -> bool:
        """Whether an event may be about the file of its path as it is now."""
        return is_about(event, self.events.get(event.path, ()), self.contents.get(event.path))

    def latest(self, path: str) -> Event | None:
        """The newest event of a path, whether it holds or not."""
        events = self.events.get(path)
        return events[-1] if events else None

    def layers(self, path: str) -> Layers:
        """Which step's label lies uppermost on a path, now and after each of its events."""
        return Layers(self.events.get(path, ()))

    def annotators(self) -> list[str]:
        """The names of those who wrote events."""
        return list(self._logs)

    def opinions(self, path: str) -> dict[str, Opinion]:
        """What each annotator says of a path, by name."""
        return opinions(self.events, path, self.contents.get(path))

    def disputed(self, path: str) -> float:
        """How far annotators differ over a path and nobody has settled it: 0 to 1."""
        if path not in self._several:
            return 0.0
        return dispute(self.opinions(path), self.decision(path))

    def decision(self, path: str) -> Event | None:
        """The adjudication that stands for a path, or stood where its label was relinked from."""
        layers = Layers(about(self.events.get(path, ()), self.contents.get(path)))
        if layers.decided or layers.plain is None:
            return layers.decision
        given, _ = self.author(layers.plain)
        return given if given.how == ADJUDICATED else None

    def withheld_at(self, path: str) -> Event | None:
        """The event whose label a path has lost, because it was about another content than the file has."""
        events = self.events.get(path)
        return holding(events) if events and self.standing(path) is None else None

    def withheld(self) -> dict[str, Event]:
        """The labels that are about another content than the file of their path has now, by path."""
        found = ((path, self.withheld_at(path)) for path in self.contents)
        return {path: event for path, event in found if event is not None and event.label is not None}

    def history(self, path: str) -> list[Event]:
        """The events of a path and of the paths its label was relinked from, oldest first."""
        paths = [path]
        events = []
        for known in paths:  # grows while it is walked
            for event in self.events.get(known, ()):
                events.append(event)
                if event.moved_from is not None and event.moved_from not in paths:
                    paths.append(event.moved_from)
        return sorted(events, key=_BY_ORDER)

    def moved_from(self, path: str) -> list[Event]:
        """The events that gave the label of a path to a picture elsewhere, and were not undone."""
        return [
            event for event in self._moved.get(path, ()) if event.how != MOVED and not self._is_undone(event)
        ]

    def _is_undone(self, event: Event) -> bool:
        step = event.redoes or event.step
        return any(
            later.undoes == step and later.annotator == event.annotator and later.order > event.order
            for later in (self._aside if event.how == MOVED else self.events).get(event.path, ())
        )

    def _in_force(self) -> Iterator[Move]:
        """The moves that stand: one done again has the time at which it was first done."""
        steps: dict[tuple[Layer, str, str], list[Event]] = {}
        for source, events in self._moved.items():
            for event in events:
                steps.setdefault((layer_of(event), source, event.path), []).append(event)
        for (_, source, target), events in steps.items():
            if not all(self._is_undone(event) for event in events):
                first = min(events, key=_BY_ORDER)
                yield Move(first.time, source, target, first.sha256, first.stays)

    def problems(self) -> list[Sentence]:
        """What a crash has left behind: lines and bulk actions that were cut short."""
        found = [sentence for reader in self._readers.values() for sentence in reader.torn]
        for log, (there, size) in self._sizes.values():
            if there < size:
                name = printable(log)
                found.append(
                    Sentence(
                        f"An action on {size} labels in {name} was cut short after {there}; repeat it.",
                        f"Una acción sobre {size} etiquetas en {name} quedó cortada tras {there}; repítala.",
                    )
                )
        return found
