"""What people measured on the pictures of a collection: drawings in pixels, in append-only logs.

``measurements-<annotator>@<machine>.jsonl`` beside the label logs, under the same rules. What is kept is
where a person drew, never a length: values follow from the pixel size in force when they are asked for, so a
corrected pixel size corrects them all. One measurement is as its newest event over all logs says.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from geodesk.collection.errors import CollectionError
from geodesk.collection.eventlogs import EventLogs
from geodesk.collection.events import LONGEST_LABEL, clean_label, parse_time, time_after, time_text
from geodesk.collection.jsonlines import Record
from geodesk.collection.moves import Place
from geodesk.language import Sentence

_EVENT = "measurement"
_DECIMALS = 3
_WIDEST = 10_000.0

Order = tuple[datetime, str, int]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One drawing on a page of a picture.

    Attributes
    ----------
    id : str
        Unique; empty: given when it is kept.
    path : str
        Of the picture, relative to the collection.
    kind : str
        One of `geodesk.micrograph.measure.KINDS`.
    points : tuple of (float, float)
        x, y in pixels of the whole upright page, to a thousandth.
    page : int
        From 0.
    width : float
        Of a profile: how many pixels are averaged across.
    name : str
        What was measured, such as "fibre"; empty without one.
    annotator : str
        Who said so last.
    time : datetime or None
        When; None before it is kept.
    """

    id: str
    path: str
    kind: str
    points: tuple[tuple[float, float], ...]
    page: int = 0
    width: float = 1.0
    name: str = ""
    annotator: str = ""
    time: datetime | None = None


@dataclass(slots=True)
class _Known:
    """One measurement over all logs.

    As it is (None: deleted) and since when; when and where it was first drawn; the content named last.
    """

    now: Measurement | None
    order: Order
    born: Order
    path: str
    sha256: str | None = None
    named: Order | None = None


Step = dict[str, Measurement | None]
"""Of one step of undo: what each of its measurements was before it."""


class Measurements(EventLogs):
    """The measurements of one collection, read from and written to its logs."""

    kind = "measurements"
    files = Sentence("files of measurements", "archivos de mediciones")
    event = Sentence("measurement", "una medición")

    def _forget(self) -> None:
        self._known: dict[str, _Known] = {}
        self._done: dict[str, Step] = {}
        self._undone: dict[str, Step] = {}

    # Reading

    def _take(self, record: Record, file: Path, line: int) -> None:
        time = parse_time(record["time"])
        if record.get("event") != _EVENT:
            return  # of a newer program
        name, order = str(record["measurement"]), (time, file.name, line)
        who, path = self.author(file)[0], str(record["path"])
        now = _parsed(name, record, record["state"], who, time)
        sha256 = self._hear(record, path, time)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = _Known(now, order, order, path)
        elif not record.get("idle"):
            if order < known.born:
                known.born, known.path = order, path
            if order > known.order:
                known.now, known.order = now, order
        if sha256 is not None and (known.named is None or order > known.named):
            known.sha256, known.named = sha256, order
        if file == self.log:
            self._follow(record, name, _parsed(name, record, record.get("previous"), who, None))

    def _follow(self, record: Record, name: str, before: Measurement | None) -> None:
        """Keep the two stacks of undo."""
        step, target = str(record.get("step", "")), record.get("redoes")
        source, goal = self._undone, self._done
        if record.get("undoes"):
            source, goal, target = self._done, self._undone, record["undoes"]
        if target:
            source.pop(target, None)
            step = target
        elif step not in goal:
            self._undone.clear()
        goal.setdefault(step, {})[name] = before

    def all(self) -> list[Measurement]:
        """All of the collection, by path and page, each page's in the order in which they were drawn.

        Those of a picture whose file has another content now are withheld.
        """
        with self._lock:
            there = sorted(self._known.values(), key=lambda one: one.born)
            found = [_at(one.now, self._where(one)) for one in there if one.now is not None]
        return sorted((one for one in found if one is not None), key=lambda one: (one.path, one.page))

    def places(self) -> list[Place]:
        """Where each measurement belongs now."""
        with self._lock:
            return [self._where(one) for one in self._known.values() if one.now is not None]

    def _where(self, one: _Known) -> Place:
        return self._place(one.path, one.born[0], one.sha256)

    def _now(self, name: str) -> Measurement | None:
        known = self._known.get(name)
        if known is None or known.now is None:
            return None
        return replace(known.now, path=self._where(known).path)

    def of(self, path: str, page: int | None = None) -> list[Measurement]:
        """Those of a picture, or of one of its pages, in the order in which they were drawn."""
        return [one for one in self.all() if one.path == path and page in (None, one.page)]

    def names(self) -> list[str]:
        """The names in use, by alphabet."""
        return sorted({one.name for one in self.all() if one.name})

    @property
    def can_undo(self) -> bool:
        """Whether this annotator's log holds a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether this annotator has undone a step and changed nothing since."""
        return bool(self._undone)

    # Writing

    def put(self, measurements: Iterable[Measurement]) -> list[Measurement]:
        """Keep new or changed measurements: one step of undo.

        Returns
        -------
        list of Measurement
            As they are kept, each with its id.

        Raises
        ------
        CollectionError
            A name is not allowed, or the disk takes no more. Nothing has changed then.
        ValueError
            A drawing is none: another number of points, or one that is not finite.
        """
        clean = [cleaned(one) for one in measurements]
        self._step({one.id: one for one in clean}, {})
        with self._lock:
            kept = [self._now(one.id) for one in clean]
        return [one for one in kept if one is not None]

    def remove(self, ids: Iterable[str]) -> None:
        """Delete measurements: one step of undo; unknown ids are passed over.

        Raises
        ------
        CollectionError
            The disk takes no more. Nothing has changed then.
        """
        with self._lock:
            there = [one for one in ids if (known := self._known.get(one)) is not None and known.now]
            self._step(dict.fromkeys(there), {})

    def undo(self) -> list[Measurement]:
        """Take back this annotator's last step, also one from before a restart.

        What another annotator has changed since stays as it is.

        Returns
        -------
        list of Measurement
            What it was about, as it is now or was.
        """
        return self._turn("_done", "undoes")

    def redo(self) -> list[Measurement]:
        """Do the last undone step again; as `undo`."""
        return self._turn("_undone", "redoes")

    def _turn(self, stack: str, word: str) -> list[Measurement]:
        with self._lock:
            self.reload()
            steps: dict[str, Step] = getattr(self, stack)
            if not steps:
                return []
            step, states = next(reversed(steps.items()))
            before = {name: self._now(name) for name in states}
            others = {name for name in states if self._known[name].order[1] != self.log.name}
            # An event for each, so that the step leaves its stack; those of others change nothing.
            self._step({**states, **{name: before[name] for name in others}}, {word: step}, others)
            about = [self._now(name) or before[name] or states[name] for name in states]
            return [
                replace(one, path=self._where(self._known[one.id]).path) for one in about if one is not None
            ]

    def _step(
        self,
        states: Mapping[str, Measurement | None],
        more: Mapping[str, str],
        idle: Collection[str] = (),
    ) -> None:
        if not states:
            return
        # Undo brings back what was drawn, on whatever content that was.
        drawn = set() if more else {one.path for one in states.values() if one is not None}
        contents = {path: self._content(path) for path in drawn}
        with self._lock:
            self.reload()
            self._before_writing()
            known = [self._known[name].order[0] for name in states if name in self._known]
            known += self._since(drawn)
            time, step = time_text(time_after(*known)), os.urandom(6).hex()
            records: list[Record] = []
            for name, state in states.items():
                before = self._now(name)
                one = state or before
                path = "" if one is None else one.path
                path = self._where(self._known[name]).path if name in self._known else path
                records.append(
                    {
                        "time": time,
                        "event": _EVENT,
                        "measurement": name,
                        "path": path,
                        "page": 0 if one is None else one.page,
                        "state": _state(state),
                        "previous": _state(before),
                        "step": step,
                        **(contents.get(path, {}) if state is not None else {}),
                        **more,
                        **({"idle": True} if name in idle else {}),
                    }
                )
            self._append(records)


def cleaned(one: Measurement) -> Measurement:
    """A measurement as it is kept: with an id, its points to a thousandth.

    Raises
    ------
    CollectionError, ValueError
        As `Measurements.put`.
    """
    from geodesk.micrograph.measure import check

    points = tuple((round(float(x), _DECIMALS), round(float(y), _DECIMALS)) for x, y in one.points)
    check(one.kind, points)
    if not 1 <= one.width <= _WIDEST:
        raise ValueError(f"a line {one.width} pixels wide")
    name = clean_name(one.name)
    return replace(one, id=one.id or os.urandom(6).hex(), points=points, name=name)


def clean_name(name: str) -> str:
    """A name as it is kept; empty stays empty.

    Raises
    ------
    CollectionError
        It holds a line end or control character, or is too long.
    """
    if not name.strip():
        return ""
    try:
        return clean_label(name)
    except CollectionError:
        raise CollectionError(
            en=f"A name is one line of at most {LONGEST_LABEL} characters; shorten it.",
            es=f"Un nombre es una línea de {LONGEST_LABEL} caracteres como máximo; acórtelo.",
        ) from None


def _at(one: Measurement, place: Place) -> Measurement | None:
    if place.other:
        return None
    return one if one.path == place.path else replace(one, path=place.path)


def _state(one: Measurement | None) -> dict[str, Any] | None:
    if one is None:
        return None
    state: dict[str, Any] = {"kind": one.kind, "points": [list(point) for point in one.points]}
    if one.kind == "profile":
        state["width"] = one.width
    if one.name:
        state["name"] = one.name
    return state


def _parsed(
    name: str, record: Record, state: dict[str, Any] | None, who: str, time: datetime | None
) -> Measurement | None:
    from geodesk.micrograph.measure import check

    if state is None:
        return None
    points = tuple((float(x), float(y)) for x, y in state["points"])
    check(str(state["kind"]), points)
    width = float(state.get("width", 1.0))
    if not 1 <= width <= _WIDEST:
        raise ValueError(width)
    return Measurement(
        name,
        str(record["path"]),
        str(state["kind"]),
        points,
        int(record.get("page", 0)),
        width,
        str(state.get("name", "")),
        who,
        time,
    )
