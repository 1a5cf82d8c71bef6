"""The CSV of a watch: rows are put at its end, and it always comes back to what the log says."""

import csv
import errno
import io
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from geodesk.collection import Cell, CollectionError, fixed, printable, unguard
from geodesk.collection.csvfile import csv_bytes
from geodesk.collection.durable import append
from geodesk.collection.errors import unreadable, unwritable
from geodesk.jobs.watching.log import Seen
from geodesk.language import Sentence

_AT_ONCE = 500
_HELD = (errno.EACCES, errno.EPERM, errno.EBUSY)


class GrowingTable:
    """One CSV file: ``id,label,path,probability,p_<LABEL>…,model,provider,error,usable,…,time,version``.

    Parameters
    ----------
    file
        The CSV.
    labels
        Of the model.
    identity
        Its name and the first 12 characters of its hash.
    judge
        The same of the model that says what is usable; empty without one.
    rows
        Gives every row that belongs into the table, the oldest first.
    """

    def __init__(
        self, file: Path, labels: Sequence[str], identity: str, judge: str, rows: Callable[[], Iterable[Seen]]
    ) -> None:
        self.file = file
        self._labels, self._identity, self._judge, self._rows = tuple(labels), identity, judge, rows
        self._state: tuple[int, int] | None = None
        self.columns: list[str] = ["id", "label", "path", "probability", *(f"p_{label}" for label in labels)]
        self.columns += ["model", "provider", "error", "usable", "usable_probability", "usable_model"]
        self.columns += ["time", "version"]

    def put(self, rows: Sequence[Seen]) -> None:
        """Put rows that the log holds at the end; on return they are on the disk.

        A table that was deleted, cut short or changed meanwhile gets whatever it lacks.

        Raises
        ------
        CollectionError
            If the table cannot be written now, or holds something else; nothing of it was changed then.
        """
        if self._state is None or self._state != self._now():
            self.mend()
        elif rows:
            self._append(self._lines(rows))

    def mend(self) -> int:
        """Bring the table up to what the log says; returns how many rows it lacked.

        Rows that others added stay. A last line that a crash cut short is taken off.

        Raises
        ------
        CollectionError
            As of `put`.
        """
        self._state = None
        there, torn = self._read()
        missing = [row for row in self._rows() if self._key(row) not in there]
        if torn:
            self._cut(torn, missing)
        if not there and self._now()[1] == 0:
            self._append(csv_bytes([self.columns]))
        for start in range(0, len(missing), _AT_ONCE):
            self._append(self._lines(missing[start : start + _AT_ONCE]))
        self._state = self._now()
        return len(missing)

    def _key(self, row: Seen) -> tuple[str, ...]:
        return (printable(row.path), str(row.version), self._identity, self._judge)

    def _read(self) -> tuple[set[tuple[str, ...]], bytes]:
        """Path, version and models of every row, and the last line if it has no end."""
        there: set[tuple[str, ...]] = set()
        try:
            with open(self.file, "rb") as stream:
                data = stream.read()
        except FileNotFoundError:
            return there, b""
        except OSError as fault:
            raise unreadable(str(self.file), fault) from fault
        whole = data.rstrip(b"\0")  # what never reached the disk before the power went
        end = whole.rfind(b"\n") + 1
        torn = data[end:]
        text = whole[:end].decode("utf-8-sig", "replace")
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            header = next(reader, None)
            if header is not None and header != self.columns:
                raise self._another()
            if header is None and torn and not csv_bytes([self.columns]).startswith(torn.rstrip(b"\0")):
                raise self._another()
            key = [self.columns.index(name) for name in ("path", "version", "model", "usable_model")]
            for cells in reader:
                if len(cells) == len(self.columns):
                    there.add(tuple(unguard(cells[at]) for at in key))
        except csv.Error as fault:
            raise self._another() from fault
        return there, torn

    def _cut(self, torn: bytes, missing: Iterable[Seen]) -> None:
        """Take off the beginning of a row of ours; end a line of somebody else's."""
        kept = torn.rstrip(b"\0")
        ours = not kept or csv_bytes([self.columns]).startswith(kept)
        ours = ours or any(self._lines([row]).startswith(kept) for row in missing)
        try:
            with open(self.file, "r+b") as stream:
                stream.seek(-len(torn), os.SEEK_END)
                stream.truncate()
                if not ours:
                    stream.write(kept + b"\r\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as fault:
            raise self._refused(fault) from fault

    def _append(self, lines: bytes) -> None:
        if not self.file.parent.is_dir():  # unplugged: not to be made anew, empty
            raise unwritable(str(self.file), FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        self._state = None
        try:
            append(self.file, lines)
        except CollectionError as error:
            fault = error.__cause__
            if isinstance(fault, OSError):
                raise self._refused(fault) from fault
            raise
        self._state = self._now()

    def _now(self) -> tuple[int, int]:
        """Which file it is and how long; of one that is not there nothing."""
        try:
            status = os.stat(self.file)
        except OSError:
            return (0, 0)
        return (status.st_ino, status.st_size)

    def _lines(self, rows: Iterable[Seen]) -> bytes:
        return csv_bytes(self._cells(row) for row in rows)

    def _cells(self, seen: Seen) -> list[Cell]:
        row = seen.prediction
        share = seen.usable_probability
        return [
            row.id,
            row.label,
            row.path,
            None if row.probability is None else fixed(row.probability, 6),
            *([fixed(p, 6) for p in row.p] if row.p else [None] * len(self._labels)),
            self._identity,
            row.provider,
            str(row.error) if row.error else None,
            seen.usable,
            None if share is None else fixed(share, 6),
            self._judge or None,
            seen.time,
            seen.version,
        ]

    def _refused(self, fault: OSError) -> CollectionError:
        if fault.errno not in _HELD:
            return unwritable(str(self.file), fault)
        name = printable(self.file.name)
        return CollectionError(
            en=f"{name} is held by another program (Excel?): close it there. Nothing is lost, its rows "
            "follow.",
            es=f"{name} está abierto en otro programa (¿Excel?): ciérrelo allí. No se pierde nada, sus filas "
            "se escriben después.",
        )

    def _another(self) -> CollectionError:
        name = printable(self.file.name)
        said = Sentence(
            en=f"{name} holds another table than this watch's (another model, or saved by another program): "
            "name another file, or move it away.",
            es=f"{name} contiene otra tabla, no la de esta vigilancia (otro modelo, o la guardó otro "
            "programa): indique otro archivo, o apártela.",
        )
        return CollectionError(en=said.en, es=said.es)
