"""All label logs of a collection read together: the events of each picture, and the newest of them."""

from bisect import insort
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path

from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.events import Event, from_record
from geodesk.collection.jsonlines import LogReader, Rewritten
from geodesk.collection.steps import Steps
from geodesk.collection.store import Store, parse_log_name
from geodesk.language import Sentence

_BY_ORDER = attrgetter("order")
_ATTEMPTS = 5


Layer = tuple[str, str]


class Layers:
    """The labels of one path as layers: a step lays one on, its undo takes it off, its redo lays it on again.

    So the label under an undone step is again the step's that gave it, and can be undone in its turn. A layer
    is named by the log and the step that laid it on.

    Attributes
    ----------
    top : tuple of (str, str) or None
        The uppermost layer; None if there is none.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self.top: Layer | None = None
        self._after: dict[tuple[str, int], Layer | None] = {}
        below: dict[Layer, Layer | None] = {}
        for event in events:
            if event.undoes is None:
                layer = (event.log, event.redoes or event.step)
                below[layer], self.top = self.top, layer
            elif self.top == (event.log, event.undoes):
                self.top = below[self.top]
            else:  # logs merged later show that another label came in between: the undo is a label of its own
                self.top = (event.log, event.step)
            self._after[event.log, event.line] = self.top

    def after(self, event: Event) -> Layer | None:
        """The uppermost layer once an event of this path had been written."""
        return self._after[event.log, event.line]


class Book:
    """The events of all logs, taken in piece by piece as the logs grow.

    Attributes
    ----------
    events : dict of str to list of Event
        By path, oldest first; no list is empty.
    steps : Steps
        Undo and redo of the annotator whose log is ``own``.
    """

    def __init__(self, store: Store, own: Path, path_of: Callable[[str], str]) -> None:
        self.events: dict[str, list[Event]] = {}
        self.steps = Steps()
        self._store = store
        self._own = own
        self._path_of = path_of
        self._readers: dict[Path, LogReader] = {}
        self._sizes: dict[tuple[str, str], list[int]] = {}
        self._moved: dict[str, list[Event]] = {}

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
        """Take in what one log has gained; raises as :meth:`update` does."""
        reader = self._readers.setdefault(path, LogReader(path))
        annotator, machine = parse_log_name(path.name)
        events = []
        for line, record in reader.read():
            event = from_record(record, annotator, machine, log=path.name, line=line, path_of=self._path_of)
            self._take(event)
            if path == self._own:
                self.steps.follow(event)
            events.append(event)
        return events

    def _take(self, event: Event) -> None:
        events = self.events.setdefault(event.path, [])
        if events and events[-1].order > event.order:
            insort(events, event, key=_BY_ORDER)
        else:
            events.append(event)
        if event.size > 1:
            self._sizes.setdefault((event.log, event.step), [0, event.size])[0] += 1
        if event.moved_from is not None:
            self._moved.setdefault(event.moved_from, []).append(event)

    def newest(self, path: str) -> Event | None:
        """The event that holds for a path, or None if it has none."""
        events = self.events.get(path)
        return events[-1] if events else None

    def layers(self, path: str) -> "Layers":
        """Which step's label lies uppermost on a path, now and after each of its events."""
        return Layers(self.events.get(path, ()))

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
        return [event for event in self._moved.get(path, ()) if not self._is_undone(event)]

    def _is_undone(self, event: Event) -> bool:
        step = event.redoes or event.step
        return any(
            later.undoes == step and later.log == event.log and later.line > event.line
            for later in self.events[event.path]
        )

    def problems(self) -> list[Sentence]:
        """What a crash has left behind: lines and bulk actions that were cut short."""
        found = [sentence for reader in self._readers.values() for sentence in reader.torn]
        for (log, _), (there, size) in self._sizes.items():
            if there < size:
                name = printable(log)
                found.append(
                    Sentence(
                        f"An action on {size} labels in {name} was cut short after {there}; repeat it.",
                        f"Una acción sobre {size} etiquetas en {name} quedó cortada tras {there}; repítala.",
                    )
                )
        return found
