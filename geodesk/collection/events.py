"""One event of a label log: who gave which picture which label, when and how."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.jsonlines import Record

How = Literal["hand", "accepted", "bulk", "import", "adjudicated", "undo"]
HOWS: tuple[str, ...] = get_args(How)
LONGEST_LABEL = 200
_LATEST_YEAR = 9990
_TEXTS = ("id", "path", "previous", "how", "step", "undoes", "redoes", "moved_from", "sha256", "stays")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a label log.

    Attributes
    ----------
    time : datetime
        UTC, to the microsecond; later than the event it supersedes.
    id, path : str
        The picture: its id when the event was written, and its path relative to the collection.
    label, previous : str or None
        The label given (None takes it away) and the one before it, over all annotators.
    how : str
        ``hand``, ``accepted`` (the model's suggestion), ``bulk``, ``import``, ``adjudicated`` (decided
        between annotators), ``undo``, or ``moved``: the label stays, all else that was kept came from
        `moved_from`.
    annotator, machine : str
        From the name of the log.
    step : str
        What one undo takes back: the same for all events of one action, in one log.
    size : int
        How many events the step has.
    undoes, redoes : str or None
        The step that this event takes back or does again.
    moved_from : str or None
        The path the label came from when a moved picture was relinked.
    sha256 : str or None
        Of the picture's file, where it was known.
    stays : str or None
        Of the file that the path it came from had then: what was kept of that one stays there.
    log, line : str, int
        Where the event stands.
    """

    time: datetime
    id: str
    path: str
    label: str | None
    previous: str | None
    how: str
    annotator: str
    machine: str
    step: str = ""
    size: int = 1
    undoes: str | None = None
    redoes: str | None = None
    moved_from: str | None = None
    sha256: str | None = None
    stays: str | None = None
    log: str = ""
    line: int = 0

    @property
    def order(self) -> tuple[datetime, str, int]:
        """What decides which of two events is newer: the time, then the log's name, then the line."""
        return (self.time, self.log, self.line)


def from_record(
    record: Record, annotator: str, machine: str, *, log: str, line: int, path_of: Callable[[str], str]
) -> Event:
    """The event that a line of a log holds.

    Only ``time``, ``label`` and one of ``id`` and ``path`` are needed, so that other programs can write
    logs as well; ``path_of`` finds the path that an id means where the event names none.

    Raises
    ------
    CollectionError
        If one of them is missing or is not what it should be.
    """
    try:
        get = record.get
        texts = [get(key) or None for key in _TEXTS]
        label, size = record["label"], get("step_size", 1)
        name, path, previous, how, step, undoes, redoes, moved_from, sha256, stays = texts
        if not (path or name) or not all(one is None or isinstance(one, str) for one in (label, *texts)):
            raise ValueError
        return Event(
            time=parse_time(record["time"]),
            id=name or (path or "").rpartition("/")[2],
            path=path or path_of(name or ""),
            label=label or None,
            previous=previous,
            how=how or "hand",
            annotator=annotator,
            machine=machine,
            step=step or f"line {line}",
            size=size if isinstance(size, int) else 1,
            undoes=undoes,
            redoes=redoes,
            moved_from=moved_from,
            sha256=sha256,
            stays=stays,
            log=log,
            line=line,
        )
    except (KeyError, ValueError, TypeError, OverflowError):
        file = printable(log)
        raise CollectionError(
            en=f"Line {line} of {file} is no label event; restore the file from a copy, or move it away.",
            es=f"La línea {line} de {file} no es un evento de etiqueta; recupere el archivo de una copia,"
            " o apártelo.",
        ) from None


def to_record(event: Event) -> Record:
    """The line that a log keeps of an event; annotator, machine and line number are the log's own."""
    record: Record = {
        "time": time_text(event.time),
        "id": event.id,
        "label": event.label,
        "previous": event.previous,
        "how": event.how,
        "path": event.path,
        "step": event.step,
        "step_size": event.size,
    }
    for key in ("undoes", "redoes", "moved_from", "sha256", "stays"):
        if (value := getattr(event, key)) is not None:
            record[key] = value
    return record


def parse_time(text: str) -> datetime:
    """An ISO 8601 time as UTC; one without an offset is UTC already."""
    time = datetime.fromisoformat(text)
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    if time.year > _LATEST_YEAR:
        raise ValueError(text)  # no event could come after it
    return time


def time_text(time: datetime) -> str:
    """A UTC time as ISO 8601 with microseconds and ``Z``: sorts as text as it sorts in time."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_after(*earlier: datetime | None) -> datetime:
    """Now, or one microsecond after the latest of the given times where a clock runs ahead."""
    now = datetime.now(UTC)
    known = [time for time in earlier if time is not None]
    if not known:
        return now
    return max(now, max(known) + timedelta(microseconds=1))


def clean_label(label: str) -> str:
    """A label as it is kept: surrounding spaces off, Unicode NFC, so that one word is one class.

    Raises
    ------
    CollectionError
        If it is empty, longer than 200 characters, or holds a control character or a line end.
    """
    label = unicodedata.normalize("NFC", label.strip())
    if not label:
        raise CollectionError(
            en="A label cannot be empty; write the name of the class.",
            es="Una etiqueta no puede estar vacía; escriba el nombre de la clase.",
        )
    if len(label) > LONGEST_LABEL:
        raise CollectionError(
            en=f"A label has at most {LONGEST_LABEL} characters and this one has {len(label)}; shorten it.",
            es=f"Una etiqueta tiene como mucho {LONGEST_LABEL} caracteres y esta, {len(label)}; acórtela.",
        )
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in label):
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in label)
        raise CollectionError(
            en=f"The label “{shown}” holds a line end or a control character; take it out.",
            es=f"La etiqueta «{shown}» contiene un salto de línea o un carácter de control; quítelo.",
        )
    return label
