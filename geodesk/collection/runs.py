"""Journals of jobs: one append-only file a run, so that an interrupted run goes on where it stopped."""

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from geodesk.collection.durable import append
from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.events import time_text
from geodesk.collection.jsonlines import LogReader, Record, Rewritten, to_line
from geodesk.collection.store import STORE, Store, safe_name
from geodesk.language import Sentence

_STAMP = "%Y%m%dT%H%M%S.%fZ"
_SYNC_ROWS = 256
_SYNC_SECONDS = 1.0


class Journal:
    """One run of a job: a header, a row for each thing done, and a last line when all is done.

    Rows are synced in batches, at most a second or 256 rows apart, and when the journal is left as a
    context manager: a crash costs at most that much work, never a row already on the disk.

    Attributes
    ----------
    file : Path
        The journal.
    header : dict
        What the run was begun with.
    rows : dict of str to dict
        By key: the rows of an earlier attempt that still hold, and those appended since.
    finished : bool
        Whether the run came to its end.
    """

    def __init__(self, file: Path, header: Record, rows: dict[str, Record], *, finished: bool) -> None:
        self.file = file
        self.header = header
        self.rows = rows
        self.finished = finished
        self._waiting: list[bytes] = []
        self._synced = time.monotonic()
        self._lock = threading.Lock()

    @classmethod
    def begin(cls, file: Path, header: Mapping[str, Any]) -> Self:
        """Start a journal; its header is on the disk when this returns."""
        append(file, to_line(header))
        return cls(file, dict(header), {}, finished=False)

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """A journal from the disk, or None if not even its header got there.

        Raises
        ------
        CollectionError
            If the file cannot be read or is damaged.
        """
        try:
            records = [record for _, record in LogReader(file).read()]
        except Rewritten:
            return None
        if not records:
            return None
        rows = {}
        finished = False
        for record in records[1:]:
            if "finished" in record:
                finished = True
            elif isinstance(key := record.get("path"), str):
                rows[key] = record
        return cls(file, records[0], rows, finished=finished)

    def append(self, row: Mapping[str, Any]) -> None:
        """Add a row. ``row["path"]`` is what it is about; a later row about the same replaces it.

        Raises
        ------
        CollectionError
            If the disk takes no more; the rows not yet on the disk are kept and tried again.
        ValueError
            If a number in the row is not finite.
        """
        line = to_line(row)
        with self._lock:
            self.rows[row["path"]] = dict(row)
            self._waiting.append(line)
            if len(self._waiting) >= _SYNC_ROWS or time.monotonic() - self._synced >= _SYNC_SECONDS:
                self._flush()

    def flush(self) -> None:
        """Put the rows appended so far on the disk."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            if not self.file.exists():  # a folder that was moved or unplugged must not be made again, empty
                place = self.file.parent.parent if self.file.parent.name == STORE else self.file.parent
                if not place.is_dir():
                    name = printable(str(place))
                    raise CollectionError(
                        en=f"The folder {name} is no longer there; put it back (connect the disk or the"
                        " network) and go on: what is on the disk is kept.",
                        es=f"La carpeta {name} ya no está; vuelva a ponerla (conecte el disco o la red) y"
                        " continúe: lo que está en el disco se conserva.",
                    )
                name = printable(str(self.file))
                raise CollectionError(
                    en=f"{name} is gone; was its folder moved, renamed or unplugged?",
                    es=f"{name} ya no está; ¿se movió, se renombró o se desconectó su carpeta?",
                )
            append(self.file, b"".join(self._waiting))
            self._waiting.clear()
        self._synced = time.monotonic()

    def finish(self) -> None:
        """Put all rows and the last line on the disk: this run will not be resumed."""
        with self._lock:
            self._waiting.append(to_line({"finished": time_text(datetime.now(UTC))}))
            self._flush()
            self.finished = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.flush()


class Journals:
    """The journals of one kind in a collection.

    Parameters
    ----------
    store : Store
        Where they are.
    kind : str
        The first word of their file names.
    tell : callable
        Takes a sentence about a journal that is damaged and therefore left out: its rows can be computed
        again, so it blocks nothing.
    before_writing : callable
        Called before a journal is begun.
    """

    def __init__(
        self,
        store: Store,
        kind: str,
        tell: Callable[[Sentence], None],
        before_writing: Callable[[], None] = lambda: None,
    ) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", kind) or kind in ("labels", "corrections", "captions"):
            raise ValueError(
                f"{kind!r} cannot be the kind of a journal: lower case letters, digits and _ only"
            )
        self._store = store
        self._kind = kind
        self._tell = tell
        self._before_writing = before_writing

    def begin(self, key: str, header: Mapping[str, Any]) -> Journal:
        """Start a run; ``key`` is a short word in its file name, such as the start of a hash."""
        self._before_writing()
        now = datetime.now(UTC)
        stamp = max(now, self._after_last()).strftime(_STAMP)
        name = f"{self._kind}-{stamp}-{safe_name(key, 'run')}-{os.getpid()}{os.urandom(2).hex()}.jsonl"
        return Journal.begin(self._store.home / name, {**header, "started": time_text(now)})

    def _after_last(self) -> datetime:
        """Just after the last run: one begun after the clock was put back is the newest nevertheless."""
        for file in reversed(self._store.files(f"{self._kind}-*.jsonl")):
            try:
                last = datetime.strptime(file.name.split("-")[1], _STAMP).replace(tzinfo=UTC)
                return last + timedelta(microseconds=1)
            except (IndexError, ValueError, OverflowError):
                continue
        return datetime.min.replace(tzinfo=UTC)

    def newest_first(self, **same: Any) -> Iterator[Journal]:
        """The runs that can be read, the last one first, read one by one as they are asked for.

        Parameters
        ----------
        same : JSON values
            Only runs whose header has these values.
        """
        # The names hold the time of the beginning in a form that sorts.
        for file in reversed(self._store.files(f"{self._kind}-*.jsonl")):
            header = _header(file)
            if header is not None and any(header.get(key) != value for key, value in same.items()):
                continue
            try:
                journal = Journal.read(file)
            except CollectionError as fault:
                name, why = printable(file.name), fault.sentence
                self._tell(Sentence(f"{name} is left out: {why.en}.", f"{name} se deja fuera: {why.es}."))
                continue
            if journal is not None:
                yield journal

    def unfinished(self, **same: Any) -> Journal | None:
        """The newest run whose header has these values, to go on with; None if it came to its end."""
        journal = next(self.newest_first(**same), None)
        return None if journal is None or journal.finished else journal


def _header(file: Path) -> Record | None:
    """The first line of a journal without reading the rest; None if it is not a header."""
    try:
        with open(file, "rb") as stream:
            header = json.loads(stream.readline().decode())
    except (OSError, ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None
