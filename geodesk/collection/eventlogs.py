"""What people say about the pictures of a collection: append-only logs, merged by copying files.

``<kind>-<annotator>@<machine>.jsonl``: an event is on the disk when the call that makes it returns, a torn
last line is ignored, and only what the logs have gained is read again.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from geodesk.collection.durable import append
from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.jsonlines import LogReader, Record, Rewritten, to_line
from geodesk.collection.store import Store, log_name, parse_log_name, safe_name
from geodesk.language import Sentence

_ATTEMPTS = 5


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
        self, store: Store, annotator: str, machine: str, *, before_writing: Callable[[], None] = lambda: None
    ) -> None:
        self.annotator = safe_name(annotator, "annotator")
        self.log = store.home / log_name(self.annotator, safe_name(machine, "machine"), kind=self.kind)
        self._store, self._before_writing = store, before_writing
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
