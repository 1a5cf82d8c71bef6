"""What stands in the log of a point count: grids, suggestions, and what a person said of each point."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from geodesk.collection.jsonlines import Record

How = Literal["hand", "accepted", "bulk", "undo"]


@dataclass(frozen=True, slots=True)
class PointGrid:
    """The points of one page of a picture, in the order in which they are counted.

    Attributes
    ----------
    id : str
        Unique.
    path : str
        Of the picture, or the first of a pair, relative to the collection.
    points : tuple of (int, int)
        x, y in pixels of the whole upright page.
    area : (int, int, int, int)
        x, y, width, height that they sample.
    offset, seed
        As in `geodesk.morphology.pointgrid.grid_points`.
    page : int
        From 0.
    """

    id: str
    path: str
    points: tuple[tuple[int, int], ...]
    area: tuple[int, int, int, int]
    offset: str = "random"
    seed: int = 0
    page: int = 0
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a model or a label image says of each point of a grid.

    Attributes
    ----------
    how : str
        ``"model"`` or ``"phases"``.
    by : str
        The model's name and digest, or the label image's file name.
    classes : tuple of str or None
        By point; None: nothing.
    p : tuple of float
        Probability of that class; empty where there is none.
    """

    how: str
    by: str
    classes: tuple[str | None, ...]
    p: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PointState:
    """What one annotator says of one point.

    Attributes
    ----------
    label : str or None
        None: taken back; `UNSURE`: looked at and not decided.
    in_fragment : bool
        The class is that of a crystal of sand size inside a rock fragment (Gazzi-Dickinson).
    how : str
        ``hand``, ``accepted``, ``bulk`` or ``undo``.
    """

    label: str | None
    in_fragment: bool = False
    how: str = "hand"
    time: datetime | None = None


Where = tuple[str, int]
"""A grid's id and the number of a point in it, from 0."""


@dataclass(slots=True)
class PointLog:
    """What one annotator's log says; of each grid, how late among all it was used last."""

    states: dict[Where, PointState] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    done: dict[str, dict[Where, PointState]] = field(default_factory=dict)
    undone: dict[str, dict[Where, PointState]] = field(default_factory=dict)
    uses: int = 0

    def use(self, grid: str) -> None:
        """A grid was used: no other one was used later."""
        self.uses += 1
        self.used[grid] = self.uses


def follow(log: PointLog, record: Record, where: Where, before: PointState) -> None:
    """Keep the two stacks of undo: by step, what each of its points was before it."""
    step = str(record.get("step", ""))
    source, goal = log.undone, log.done
    target = record.get("redoes")
    if record.get("undoes"):
        source, goal, target = log.done, log.undone, record["undoes"]
    if target:
        source.pop(target, None)
        step = target
    elif step not in goal:
        log.undone.clear()
    goal.setdefault(step, {})[where] = before


def parsed_grid(record: Record, time: datetime) -> PointGrid:
    """The grid that an event holds. Raises `KeyError`, `ValueError` or `TypeError` for anything else."""
    x, y, w, h = (int(v) for v in record["area"])
    points = tuple((int(px), int(py)) for px, py in record["points"])
    return PointGrid(
        str(record["grid"]),
        str(record["path"]),
        points,
        (x, y, w, h),
        str(record.get("offset", "")),
        int(record.get("seed", 0)),
        int(record.get("page", 0)),
        time,
    )


def parsed_suggestions(record: Record) -> Suggested:
    """The suggestions that an event holds; raises as `parsed_grid` does."""
    classes = tuple(None if one is None else str(one) for one in record["classes"])
    p = tuple(float(one) for one in record.get("p", ()))
    return Suggested(str(record["how"]), str(record.get("by", "")), classes, p)
