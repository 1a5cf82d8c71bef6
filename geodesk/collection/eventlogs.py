"""What people say about the pictures of a collection: append-only logs, merged by copying files.

``<kind>-<annotator>@<machine>.jsonl``: an event is on the disk when the call that makes it returns, a torn
last line is ignored, and only what the logs have gained is read again.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from geodesk.collection.durable import append
from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.jsonlines import LogReader, Record, Rewritten, to_line
from geodesk.collection.moves import Contents, Place, Whereabouts
from geodesk.collection.store import Store, log_name, parse_log_name, safe_name
from geodesk.language import Sentence

_ATTEMPTS = 5
NOWHERE = Whereabouts()


class EventLogs(ABC):
    """The logs of one kind in a collection; a subclass says what its events mean. Safe from several threads.

    A subclass sets its fields in `_forget`, takes an event in by `_take`, and writes by `_append` under
    ``self._lock``.

    Parameters
    ----------
    store : Store
        Where the logs are.
    annotator, machine : str
        Whose log is written. Made safe for file names.
    before_writing : callable
        Called before anything is written.
    whereabouts : Whereabouts
        What became of the pictures, for events that belong to one.

    Attributes
    ----------
    kind : str
        The first word of their file names; a subclass says it.
    files, event : Sentence
        What the files and one of their events are called: "files of captions", "caption" (in Spanish with
        its article: "una leyenda"); a subclass says them.
    annotator : str
        As in the file's name.
    log : Path
        What this annotator's events are written to.

    Raises
    ------
    CollectionError
        If a log cannot be read or is damaged.
    """

    kind: ClassVar[str]
    files: ClassVar[Sentence]
    event: ClassVar[Sentence]

    def __init__(
        self,
        store: Store,
        annotator: str,
        machine: str,
        *,
        before_writing: Callable[[], None] = lambda: None,
        whereabouts: Whereabouts = NOWHERE,
    ) -> None:
        self.annotator = safe_name(annotator, "annotator")
        self.log = store.home / log_name(self.annotator, safe_name(machine, "machine"), kind=self.kind)
        self._store, self._before_writing = store, before_writing
        self._whereabouts, self._contents = whereabouts, Contents()
        self._lock = threading.RLock()
        self._readers: dict[Path, LogReader] = {}
        self._forget()
        self.reload()

    @abstractmethod
    def _forget(self) -> None:
        """Start anew: nothing has been taken in."""

    @abstractmethod
    def _take(self, record: Record, file: Path, line: int) -> None:
        """Take in one event; a KeyError, ValueError, TypeError or OverflowError says that it is none."""

    def _settle(self) -> None:  # noqa: B027 - most kinds need nothing here
        """All logs have been read to their ends."""

    def reload(self) -> None:
        """Take in what other windows and annotators have written since.

        Raises
        ------
        CollectionError
            If a log cannot be read or is damaged.
        """
        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    self._read()
                    return
                except Rewritten:
                    self._start_anew()
                except CollectionError:
                    self._start_anew()  # all is read again next time
                    raise
            raise CollectionError(
                en=f"Another program keeps rewriting the {self.files.en}; close it and try again.",
                es=f"Otro programa reescribe sin parar los {self.files.es}; ciérrelo e inténtelo de nuevo.",
            )

    def _start_anew(self) -> None:
        self._readers = {}
        self._contents = Contents()
        self._forget()

    def _read(self) -> None:
        files = self._store.files(f"{self.kind}-*.jsonl")
        if not self._readers.keys() <= set(files):
            raise Rewritten
        for file in files:
            for line, record in self._readers.setdefault(file, LogReader(file)).read():
                try:
                    self._take(record, file, line)
                except (KeyError, ValueError, TypeError, OverflowError, AttributeError):
                    name = printable(file.name)
                    raise CollectionError(
                        en=f"Line {line} of {name} is no {self.event.en}; restore the file from a copy, or"
                        " move it away.",
                        es=f"La línea {line} de {name} no es {self.event.es}; recupere el archivo de una"
                        " copia, o apártelo.",
                    ) from None
        self._settle()

    # Events of a picture

    def places(self) -> list[Place]:
        """Where what is kept belongs now, one for each thing that a person would count; by default none."""
        return []

    def hashed_paths(self) -> frozenset[str]:
        """The paths with something that says which content it is about."""
        with self._lock:
            return frozenset(place.path for place in self.places() if place.sha256 is not None)

    def _place(self, path: str, time: datetime, sha256: str | None = None) -> Place:
        """Where something belongs that was kept at a path, at a time, of a content if that is known."""
        place = self._whereabouts.moves().place(path, time, sha256)
        if not self._contents.said and place.sha256 is None:
            return place
        return self._contents.judged(place, self._whereabouts.contents().get(place.path))

    def _content(self, path: str) -> Record:
        """What an event says of the file that it is about; a small file is read for it."""
        sha256 = self._whereabouts.sha256_of(path)
        return {} if sha256 is None else {"sha256": sha256}

    def _since(self, paths: Iterable[str]) -> list[datetime]:
        """When something was moved from these paths last: what is kept there now must be later."""
        times = map(self._whereabouts.moves().latest, paths)
        return [time for time in times if time is not None]

    def _hear(self, record: Record, path: str, time: datetime) -> str | None:
        """The content that an event names, remembered; None where it names none."""
        sha256 = record.get("sha256")
        if sha256 is not None and not isinstance(sha256, str):
            raise TypeError(sha256)
        self._contents.hear(path, time, sha256)
        return sha256

    def author(self, file: Path) -> tuple[str, str]:
        """The annotator and machine whose log a file is, by its name."""
        return parse_log_name(file.name, self.kind)

    def problems(self) -> list[Sentence]:
        """Lines that a crash has cut short."""
        with self._lock:
            return [sentence for reader in self._readers.values() for sentence in reader.torn]

    def _append(self, records: Sequence[Record]) -> None:
        """Put events on the disk, all or none, and read them back with what others wrote in between.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        append(self.log, b"".join(map(to_line, records)))
        self.reload()
