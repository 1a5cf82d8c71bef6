"""What was done with a collection: one event a job, in append-only logs as for labels."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from geodesk import __version__
from geodesk.collection.eventlogs import EventLogs
from geodesk.collection.events import parse_time, time_after, time_text
from geodesk.collection.jsonlines import Record
from geodesk.language import Sentence

State = Literal["done", "stopped", "failed"]
Where = Literal["window", "command"]

_MOST_PATHS = 50  # named in an event; beyond that their number alone is kept


@dataclass(frozen=True, slots=True)
class Deed:
    """One job that was run on a collection.

    Attributes
    ----------
    id : str
        Unique.
    time : datetime
        UTC, when the job had come to its end.
    annotator, machine : str
        From the name of the log.
    job : str
        As on the command line, such as ``"classify"``.
    options : mapping
        What the result depends on, by the command's option; JSON values.
    model : mapping or None
        ``name``, ``sha256``, ``file`` and ``path`` of the model.
    outputs : mapping
        Option of the command → file or folder that was written.
    pictures, failed : int
        How many pictures it was run on, how many of them gave an error.
    only : tuple of str
        Paths of the pictures, if it was not run on all; empty: on all, or on more than can be listed.
    state : str
        ``done``, ``stopped`` by the user, or ``failed``.
    error : Sentence or None
        Why it failed.
    seconds : float
        What it took.
    where : str
        ``window`` or ``command``.
    program : str
        Version of GeoDesk.
    recipe : str
        Name of the recipe that it was a step of; empty: none.
    """

    id: str
    time: datetime
    annotator: str
    machine: str
    job: str
    options: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    pictures: int = 0
    failed: int = 0
    only: tuple[str, ...] = ()
    state: str = "done"
    error: Sentence | None = None
    seconds: float = 0.0
    where: str = "window"
    program: str = ""
    recipe: str = ""


class History(EventLogs):
    """The deeds of one collection, read from and written to its logs.

    Parameters
    ----------
    store, annotator, machine, before_writing
        As of `EventLogs`.
    """

    kind = "history"
    files = Sentence("history files", "archivos del historial")
    event = Sentence("event of the history", "un suceso del historial")

    def deeds(self) -> list[Deed]:
        """What was done, the oldest first."""
        return [deed for _, deed in sorted(self._deeds.values(), key=lambda one: one[0])]

    def add(
        self,
        job: str,
        options: Mapping[str, Any],
        *,
        model: Mapping[str, Any] | None = None,
        outputs: Mapping[str, str] | None = None,
        pictures: int = 0,
        failed: int = 0,
        only: Sequence[str] = (),
        state: State = "done",
        error: Sentence | None = None,
        seconds: float = 0.0,
        where: Where = "window",
        recipe: str = "",
    ) -> str:
        """Keep a deed; on return it is on the disk.

        Parameters
        ----------
        job, options, model, outputs, pictures, failed, only, state, error, seconds, where, recipe
            As of `Deed`.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        with self._lock:
            self.reload()
            self._before_writing()
            latest = max((order[0] for order, _ in self._deeds.values()), default=None)
            record: Record = {
                "time": time_text(time_after(latest)),
                "id": uuid.uuid4().hex,
                "job": job,
                "options": dict(options),
                "model": None if model is None else dict(model),
                "outputs": dict(outputs or {}),
                "pictures": pictures,
                "failed": failed,
                "state": state,
                "seconds": round(seconds, 3),
                "where": where,
                "program": __version__,
            }
            if only and len(only) <= _MOST_PATHS:
                record["only"] = list(only)
            if error is not None:
                record["error"] = {"en": error.en, "es": error.es}
            if recipe:
                record["recipe"] = recipe
            self._append([record])
            return str(record["id"])

    # Reading

    def _forget(self) -> None:
        self._fresh: dict[str, tuple[tuple[datetime, str, int], Deed]] = {}

    def _settle(self) -> None:
        self._deeds = dict(self._fresh)

    def _take(self, record: Record, file: Path, line: int) -> None:
        annotator, machine = self.author(file)
        time, job, name = parse_time(record["time"]), record["job"], record.get("id", f"{file.name}:{line}")
        options, model = record.get("options", {}), record.get("model")
        outputs, only, error = record.get("outputs", {}), record.get("only", []), record.get("error")
        state = record.get("state", "done")
        if not (isinstance(job, str) and isinstance(name, str) and state in get_args(State)):
            raise ValueError(record)
        if not (isinstance(options, dict) and isinstance(outputs, dict) and isinstance(only, list)):
            raise TypeError(record)
        if not isinstance(model, dict | None):
            raise TypeError(model)
        deed = Deed(
            name,
            time,
            annotator,
            machine,
            job,
            options,
            model,
            {str(key): str(value) for key, value in outputs.items()},
            int(record.get("pictures", 0)),
            int(record.get("failed", 0)),
            tuple(str(path) for path in only),
            state,
            None if error is None else Sentence(str(error["en"]), str(error["es"])),
            float(record.get("seconds", 0.0)),
            str(record.get("where", "command")),
            str(record.get("program", "")),
            str(record.get("recipe", "")),
        )
        # A copied log holds the same events again.
        self._fresh.setdefault(name, ((time, file.name, line), deed))
