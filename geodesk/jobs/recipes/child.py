"""A recipe run by ``geodesk run`` in a process of its own, as a job: what the window composes.

The very command of the terminal: the same bytes, and a fault or a full memory costs the window nothing.
"""

import json
import os
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.jobs.lines import Following, own_program
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence, language

_PATIENCE_S = 8.0
_LAST_LINES = 20
_ENDED_WELL = (0, 1)


@dataclass(frozen=True, slots=True)
class Begun:
    """A step has begun; `number` from 1."""

    number: int
    of: int
    job: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A picture that gave an error."""

    path: str
    error: Sentence


@dataclass(frozen=True, slots=True)
class Ended:
    """All steps were run; the results lie in `out`."""

    out: Path


Row = Begun | Failure | Ended


def run_beside(
    recipe: Path,
    folder: Path,
    out: Path,
    *,
    models: Sequence[Path] = (),
    resume: bool = False,
    allow_changed: bool = False,
) -> Generator[Progress[Row], None, None]:
    """Repeat a recipe on a folder; closing the generator stops it, and what is done is kept.

    Parameters
    ----------
    models
        Folders in which to look for models too.

    Yields
    ------
    Progress
        Of the step under way.

    Raises
    ------
    GeoDeskError
        Nothing was run, or a step failed as a whole.
    """
    words = [*own_program(), "run", str(recipe), str(folder), "--out", str(out), "--json", "--stop-by-stdin"]
    if models:
        words += ["--models", *map(str, dict.fromkeys(models))]
    words += ["--resume"] * resume + ["--allow-changed-model"] * allow_changed
    environment = {**os.environ, "GEODESK_LANG": language(), "PYTHONIOENCODING": "utf-8"}
    last: deque[str] = deque(maxlen=_LAST_LINES)
    now: Progress[Row] = Progress(0, 0, 0)
    error: Sentence | None = None
    yield now
    with Following(words, environment, patience_s=_PATIENCE_S) as process:
        for line in process.lines():
            event = None if line is None else _event(line)
            if line is not None and event is None:
                last.append(line)
            if event is None:
                yield Progress(now.done, now.total, now.failed)
                continue
            kind = event["event"]
            if kind == "error":
                error = Sentence(str(event["en"]), str(event["es"]))
            now = _after(now, event)
            yield now
        code = process.code()
    if error is not None:
        raise GeoDeskError(en=error.en, es=error.es)
    if code not in _ENDED_WELL:
        said = next((line.strip() for line in reversed(last) if line.strip()), f"exit code {code}")
        raise GeoDeskError(
            en=f"The recipe stopped ({said[:200]}); run it again to go on.",
            es=f"La receta se detuvo ({said[:200]}); úsela otra vez para continuar.",
        )


def _event(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def _after(now: Progress[Row], event: dict[str, Any]) -> Progress[Row]:
    """How far the run is after an event."""
    match event["event"]:
        case "step":
            return Progress(0, 0, now.failed, (Begun(event["step"], event["of"], event["job"]),))
        case "progress":
            return Progress(event["done"], event["total"], event["failed"])
        case "failure":
            row = Failure(event["path"], Sentence(event["en"], event["es"]))
            return Progress(now.done, now.total, now.failed, (row,))
        case "notice":
            return Progress(now.done, now.total, now.failed, notices=(Sentence(event["en"], event["es"]),))
        case "end":
            return Progress(now.done, now.total, now.failed, (Ended(Path(event["out"])),))
    return Progress(now.done, now.total, now.failed)
