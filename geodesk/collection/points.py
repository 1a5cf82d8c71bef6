"""Point counts of a collection: which points, and what each annotator saw there; append-only logs.

``points-<annotator>@<machine>.jsonl`` beside the label logs, under the same rules: each event is on the disk
when the call that makes it returns, a torn last line is ignored, people merge by copying files. Three kinds
of event: ``grid`` (the points of one picture), ``suggestions`` (what a model or a label image says of them),
``point`` (what a person says of one).
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geodesk.collection.classes import UNSURE
from geodesk.collection.eventlogs import EventLogs
from geodesk.collection.events import clean_label, parse_time, time_after, time_text
from geodesk.collection.jsonlines import Record
from geodesk.collection.moves import Place
from geodesk.collection.pointlog import (
    How,
    PointGrid,
    PointLog,
    PointState,
    Suggested,
    Where,
    follow,
    parsed_grid,
    parsed_suggestions,
)
from geodesk.language import Sentence


class Points(EventLogs):
    """The point counts of one collection, read from and written to its logs."""

    kind = "points"
    files = Sentence("files of point counts", "archivos de conteos de puntos")
    event = Sentence("event of a point count", "un evento de un conteo de puntos")

    def _forget(self) -> None:
        self._logs: dict[Path, PointLog] = {}
        self._grids: dict[str, PointGrid] = {}
        self._named: dict[str, str | None] = {}
        self._suggested: dict[str, tuple[datetime, Suggested]] = {}

    # Reading

    def _take(self, record: Record, file: Path, line: int) -> None:
        log = self._logs.setdefault(file, PointLog())
        kind, time = record["event"], parse_time(record["time"])
        if kind == "grid":
            grid = parsed_grid(record, time)
            self._grids[grid.id] = grid
            self._named[grid.id] = self._hear(record, grid.path, time)
            log.use(grid.id)
        elif kind == "suggestions":
            before = self._suggested.get(record["grid"])
            if before is None or before[0] <= time:
                self._suggested[record["grid"]] = time, parsed_suggestions(record)
        elif kind == "point":
            where = (str(record["grid"]), int(record["point"]))
            label = record["label"]
            if label is not None and not isinstance(label, str):
                raise TypeError(label)
            before_it = log.states.get(where, PointState(None))
            log.states[where] = PointState(
                label or None, bool(record.get("in_fragment")), str(record.get("how", "hand")), time
            )
            log.use(where[0])
            follow(log, record, where, before_it)

    @property
    def _own(self) -> PointLog:
        return self._logs.get(self.log, PointLog())

    def grid_of(self, path: str, page: int = 0) -> PointGrid | None:
        """The grid of a picture to go on with: the one this annotator used last, else anybody's newest."""
        with self._lock:
            return self._in_force().get((path, page))

    def grids(self) -> list[PointGrid]:
        """The grid in force of every picture that has one, by path and page."""
        with self._lock:
            return [grid for _, grid in sorted(self._in_force().items())]

    def places(self) -> list[Place]:
        """Where the counts belong now, one for each page."""
        with self._lock:
            found = {(place.path, grid.page, place.other): place for grid, place in self._all()}
            return list(found.values())

    def _all(self) -> Iterator[tuple[PointGrid, Place]]:
        for grid in self._grids.values():
            yield grid, self._place(grid.path, _time(grid.time), self._named[grid.id])

    def _in_force(self) -> dict[tuple[str, int], PointGrid]:
        """By path and page; a grid that was laid on another content than the file has now is in none."""
        used = self._own.used
        found: dict[tuple[str, int], tuple[tuple[int, datetime, str], PointGrid]] = {}
        for grid, place in self._all():
            if place.other:
                continue
            order = (used.get(grid.id, -1), _time(grid.time), grid.id)
            here = (place.path, grid.page)
            if here not in found or order > found[here][0]:
                found[here] = order, replace(grid, path=place.path)
        return {here: grid for here, (_, grid) in found.items()}

    def suggested(self, grid: PointGrid) -> Suggested | None:
        """The newest suggestions for a grid."""
        with self._lock:
            found = self._suggested.get(grid.id)
            return None if found is None else found[1]

    def states(self, grid: PointGrid, annotator: str | None = None) -> dict[int, PointState]:
        """What an annotator (by default this one) said of the points; those taken back are not in it."""
        with self._lock:
            name = self.annotator if annotator is None else annotator
            found: dict[int, PointState] = {}
            for file, log in self._logs.items():
                if self.author(file)[0] != name:
                    continue
                for (grid_id, point), state in log.states.items():
                    if grid_id != grid.id:
                        continue
                    known = found.get(point)
                    if known is None or _time(known.time) <= _time(state.time):
                        found[point] = state
            return {point: found[point] for point in sorted(found) if found[point].label is not None}

    def annotators(self, grid: PointGrid) -> list[str]:
        """Who said something of the grid's points, by name."""
        with self._lock:
            names = {self.author(file)[0] for file in self._logs}
            return sorted(name for name in names if self.states(grid, name))

    @property
    def can_undo(self) -> bool:
        """Whether this annotator's log holds a step to take back."""
        return bool(self._own.done)

    @property
    def can_redo(self) -> bool:
        """Whether this annotator has undone a step and set nothing since."""
        return bool(self._own.undone)

    # Writing

    def begin(
        self,
        path: str,
        points: Iterable[tuple[int, int]],
        area: Sequence[int],
        *,
        offset: str = "random",
        seed: int = 0,
        page: int = 0,
    ) -> PointGrid:
        """Keep the points of a new count. Earlier ones of the picture stay in the log.

        Raises
        ------
        CollectionError
            The disk takes no more. Nothing has changed then.
        """
        record = {
            "event": "grid",
            "grid": os.urandom(6).hex(),
            "path": path,
            "page": page,
            "area": [int(v) for v in area],
            "offset": offset,
            "seed": seed,
            "points": [[int(x), int(y)] for x, y in points],
            **self._content(path),
        }
        self._write([record], self._since([path]))
        return self._grids[str(record["grid"])]

    def suggest(self, grid: PointGrid, suggested: Suggested) -> None:
        """Keep what a model or a label image says of the points. Raises `CollectionError`."""
        if len(suggested.classes) != len(grid.points):
            raise ValueError(f"{len(suggested.classes)} suggestions for {len(grid.points)} points")
        self._write(
            [
                {
                    "event": "suggestions",
                    "grid": grid.id,
                    "how": suggested.how,
                    "by": suggested.by,
                    "classes": list(suggested.classes),
                    "p": [round(p, 6) for p in suggested.p],
                }
            ]
        )

    def set(
        self,
        grid: PointGrid,
        labels: Mapping[int, str | None],
        *,
        in_fragment: bool = False,
        how: How = "hand",
    ) -> None:
        """Say what points are: one step of undo.

        Parameters
        ----------
        labels
            By number of the point, from 0; None takes back what was said.

        Raises
        ------
        CollectionError
            A label is not allowed, or the disk takes no more. Nothing has changed then.
        """
        given = {
            point: PointState(_cleaned(label), in_fragment and label != UNSURE, how)
            for point, label in labels.items()
        }
        if any(not 0 <= point < len(grid.points) for point in given):
            raise ValueError(f"points {sorted(given)} of {len(grid.points)}")
        self._step({(grid.id, point): state for point, state in given.items()}, {})

    def undo(self) -> Where | None:
        """Take back this annotator's last step, also one from before a restart; the point it was about."""
        return self._turn("done", "undoes")

    def redo(self) -> Where | None:
        """Do the last undone step again."""
        return self._turn("undone", "redoes")

    def _turn(self, stack: str, word: str) -> Where | None:
        with self._lock:
            self.reload()
            steps: dict[str, dict[Where, PointState]] = getattr(self._own, stack)
            if not steps:
                return None
            step, states = next(reversed(steps.items()))
            if word == "undoes":
                states = {where: replace(state, how="undo") for where, state in states.items()}
            self._step(states, {word: step})
            return next(iter(states))

    def _step(self, states: Mapping[Where, PointState], more: Mapping[str, str]) -> None:
        step = os.urandom(6).hex()
        self._write(
            [
                {
                    "event": "point",
                    "grid": grid,
                    "point": point,
                    "label": state.label,
                    "in_fragment": bool(state.in_fragment and state.label),
                    "how": state.how,
                    "step": step,
                    **more,
                }
                for (grid, point), state in states.items()
            ]
        )

    def _write(self, records: Sequence[dict[str, Any]], since: Sequence[datetime] = ()) -> None:
        if not records:
            return
        with self._lock:
            self.reload()
            self._before_writing()
            newest = max((_time(state.time) for state in self._own.states.values()), default=None)
            time = time_text(time_after(newest, *since))
            self._append([{"time": time, **record} for record in records])


def _cleaned(label: str | None) -> str | None:
    return label if label is None or label == UNSURE else clean_label(label)


def _time(time: datetime | None) -> datetime:
    return time or datetime.min.replace(tzinfo=UTC)
