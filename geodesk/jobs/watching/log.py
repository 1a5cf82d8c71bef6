"""What a watch has done: a run of predictions that only grows, and from which the table can be made anew."""

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from geodesk.collection import Collection, CollectionError, Picture, Prediction, PredictionRun, printable
from geodesk.collection.durable import append
from geodesk.collection.errors import unreadable
from geodesk.collection.jsonlines import Record, is_torn, to_line
from geodesk.collection.picturerun import about, error_record
from geodesk.language import Sentence
from geodesk.models import Classifier


@dataclass(frozen=True, slots=True)
class Seen:
    """What was said of one file.

    Attributes
    ----------
    prediction
        The class, or why there is none.
    usable, usable_probability
        What the second model said, where there is one.
    time
        When, ISO 8601 with the hours from UTC.
    version
        1, or how often a file of this name was done, because it was written anew.
    sha256
        Of the file; empty where it could not be read.
    """

    prediction: Prediction
    usable: str | None
    usable_probability: float | None
    time: str
    version: int
    sha256: str = ""

    @property
    def path(self) -> str:
        """The picture."""
        return self.prediction.path

    @property
    def error(self) -> Sentence | None:
        """Why it failed."""
        return self.prediction.error

    def record(self) -> Record:
        """As it is kept."""
        row = self.prediction
        said: Record = {"path": row.path, "id": row.id, "size": row.size, "mtime_ns": row.mtime_ns}
        said |= {"label": row.label, "p": list(row.p)} if row.error is None else error_record(row.error)
        said |= {"provider": row.provider, "time": self.time, "version": self.version}
        if self.sha256:
            said["content"] = self.sha256
        if self.usable is not None:
            said["usable"] = {"label": self.usable, "p": self.usable_probability}
        return said

    @classmethod
    def of(cls, header: Record, record: Record) -> Self:
        """From its record. Raises as `PictureRun.row` does if it is none."""
        usable = record.get("usable") or {}
        row = PredictionRun.row(header, record)
        return cls(
            row,
            usable.get("label"),
            usable.get("p"),
            str(record["time"]),
            int(record["version"]),
            str(record.get("content", "")),
        )


@dataclass(frozen=True, slots=True)
class Done:
    """What is remembered of a file in memory: whether it changed, and whether it failed."""

    size: int
    mtime_ns: int
    sha256: str
    version: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What watches of a folder did before.

    Attributes
    ----------
    rows
        The last ones of the newest watch, the oldest first.
    days
        How many rows each day has, by ISO date.
    model, sha256
        Its model, and the hash of its file.
    judge
        Hash of the model that said what is usable; empty without one.
    """

    rows: tuple[Seen, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    model: str = ""
    sha256: str = ""
    judge: str = ""


def past(collection: Collection, most: int) -> Past:
    """What the newest watch of a folder did, if there was one. Raises `CollectionError`."""
    for journal in collection.predictions.journals():
        settings = journal.header.get("settings")
        if isinstance(settings, dict) and "watch" in settings:
            rows: deque[Seen] = deque(maxlen=most)
            days: Counter[str] = Counter()
            for row in WatchLog(journal.file, journal.header).rows():
                rows.append(row)
                days[row.time[:10]] += 1
            header = journal.header
            name, sha256, judge = header.get("model", ""), header.get("sha256", ""), settings["watch"]
            return Past(tuple(rows), days, str(name), str(sha256), str(judge))
    return Past()


def _key(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in ("path", "version", "size", "mtime_ns", "before", "touched"))


class WatchLog:
    """The log of one watch: a folder with a model (and the model that judges).

    It is a journal of predictions, so that the window shows its rows as it shows those of any run.

    Attributes
    ----------
    file
        The journal.
    done
        By path, the files that need not be done again.
    """

    def __init__(self, file: Path, header: Record) -> None:
        self.file, self.header = file, header
        self.done: dict[str, Done] = {}

    @classmethod
    def open(cls, collection: Collection, model: Classifier, judge: Classifier | None) -> tuple[Self, bool]:
        """The log to go on with, or a new one; and whether it is new.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        predictions = collection.predictions
        settings = {"watch": "" if judge is None else judge.sha256, "input": model.spec.to_dict()}
        before = next(predictions.journals(sha256=model.sha256, settings=settings), None)
        newest = next(predictions.journals(), None)
        if before is None or newest is None or before.file != newest.file:
            # Where another run came between, the rows go on in a new log, which is the newest run then.
            follows = "" if before is None else before.file.name
            labels = list(model.labels)
            run = predictions.start(model.name, model.sha256, settings, labels=labels, follows=follows)
            log = cls(run.journal.file, run.journal.header)
        else:
            log = cls(before.file, before.header)
        if name := log.header.get("follows"):
            same = predictions.journals(sha256=model.sha256, settings=settings)
            followed = next((one.file for one in same if one.file.name == name), None)
            if followed is not None:
                log._take_over(followed)
        log._take(log.records())
        return log, before is None

    def _take_over(self, followed: Path) -> None:
        """Bring over the rows of the log that this one follows, or the rest if that was cut short."""
        there = {_key(record) for record in self.records()}
        others = type(self)(followed, self.header).records()
        if lines := b"".join(to_line(record) for record in others if _key(record) not in there):
            append(self.file, lines)

    def records(self) -> Iterator[Record]:
        """Every row from the disk, the oldest first; what a crash cut short is passed over.

        Raises
        ------
        CollectionError
            If the log cannot be read, or was damaged by other hands.
        """
        try:
            with open(self.file, "rb") as stream:
                stream.readline()  # the header
                for line in stream:
                    try:
                        record = json.loads(line)
                    except (ValueError, RecursionError):
                        if line.strip() and not is_torn(line.rstrip(b"\n")):
                            raise self._damaged() from None
                        continue
                    if isinstance(record, dict) and isinstance(record.get("path"), str):
                        yield record
        except OSError as fault:
            raise unreadable(str(self.file), fault) from fault

    def rows(self) -> Iterator[Seen]:
        """The rows that belong into the table, the oldest first. Raises `CollectionError`."""
        for record in self.records():
            if not record.get("touched") and not record.get("before"):
                with suppress(KeyError, TypeError, ValueError, OverflowError, AttributeError):
                    yield Seen.of(self.header, record)

    def add(self, rows: Iterable[Seen]) -> None:
        """Keep rows: on return they are on the disk. Raises `CollectionError` if it takes them not."""
        self._append([row.record() for row in rows])

    def leave_out(self, pictures: Iterable[Picture], said: Mapping[str, Prediction]) -> None:
        """Remember files that were there before and are not to be done. Raises `CollectionError`.

        Parameters
        ----------
        said
            By path what the same model said of them in another run: it stays in sight.
        """
        records = []
        for one in pictures:
            record = {**about(one), "before": True}
            if (row := said.get(one.path)) is not None and row.error is None:
                record |= {"label": row.label, "p": list(row.p), "provider": row.provider}
            records.append(record)
        self._append(records)

    def take_in(self) -> None:
        """Files that were left out are to be done after all."""
        self.done = {path: one for path, one in self.done.items() if one.version}

    def touch(self, pictures: Mapping[str, Picture]) -> None:
        """The same content under another time: the row stands, with that time. Raises `CollectionError`."""
        last: dict[str, Record] = {}
        for record in self.records():
            if record["path"] in pictures:
                last[record["path"]] = record
        self._append([{**last[path], **about(one), "touched": True} for path, one in pictures.items()])

    def check(self) -> None:
        """Make sure that the log is still there: a folder that was unplugged must not be made anew, empty.

        Raises
        ------
        CollectionError
            If it is not.
        """
        if not self.file.exists():
            name = printable(str(self.file))
            raise CollectionError(
                en=f"{name} is gone; was its folder moved, renamed or unplugged?",
                es=f"{name} ya no está; ¿se movió, se renombró o se desconectó su carpeta?",
            )

    def _append(self, records: list[Record]) -> None:
        if records:
            self.check()
            append(self.file, b"".join(map(to_line, records)))
            self._take(records)

    def _take(self, records: Iterable[Mapping[str, Any]]) -> None:
        for record in records:
            with suppress(KeyError, TypeError, ValueError, OverflowError, AttributeError):
                self.done[record["path"]] = Done(
                    int(record["size"]),
                    int(record["mtime_ns"]),
                    str(record.get("content", "")),
                    int(record.get("version", 0)),
                    record.get("error") is not None,
                )

    def _damaged(self) -> CollectionError:
        name = printable(str(self.file))
        return CollectionError(
            en=f"{name} is damaged; restore it from a copy, or move it away to begin anew.",
            es=f"{name} está dañado; recupérelo de una copia, o apártelo para empezar de nuevo.",
        )
