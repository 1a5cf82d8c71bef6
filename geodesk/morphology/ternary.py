"""The QFL triangle of sandstones: places in it, fields of Folk and of Dickinson, and how sure a place is.

A place is (Q, F, L): quartz above, feldspar below on the left, lithic fragments below on the right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geodesk.shares import wilson

Diagram = Literal["folk", "dickinson"]
Place = tuple[float, float, float]
Point = tuple[float, float]
HEIGHT = math.sqrt(3) / 2
"""Of the triangle, whose sides are 1."""
_BORDER = 1e-9


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a diagram: its name in both languages and its corners as percentages of Q, F and L."""

    en: str
    es: str
    corners: tuple[Place, ...]


FOLK: tuple[Field, ...] = (
    Field("quartzarenite", "cuarzoarenita", ((100, 0, 0), (95, 5, 0), (95, 0, 5))),
    Field("subarkose", "subarcosa", ((95, 5, 0), (95, 2.5, 2.5), (75, 12.5, 12.5), (75, 25, 0))),
    Field("sublitharenite", "sublitarenita", ((95, 2.5, 2.5), (95, 0, 5), (75, 0, 25), (75, 12.5, 12.5))),
    Field("arkose", "arcosa", ((75, 25, 0), (75, 18.75, 6.25), (0, 75, 25), (0, 100, 0))),
    Field("lithic arkose", "arcosa lítica", ((75, 18.75, 6.25), (75, 12.5, 12.5), (0, 50, 50), (0, 75, 25))),
    Field(
        "feldspathic litharenite",
        "litarenita feldespática",
        ((75, 12.5, 12.5), (75, 6.25, 18.75), (0, 25, 75), (0, 50, 50)),
    ),
    Field("litharenite", "litarenita", ((75, 6.25, 18.75), (75, 0, 25), (0, 0, 100), (0, 25, 75))),
)
"""Folk (1980), Petrology of Sedimentary Rocks, p. 127: names of sandstones."""

DICKINSON: tuple[Field, ...] = (
    Field("craton interior", "cratón interior", ((100, 0, 0), (82, 18, 0), (80, 15, 5), (97, 0, 3))),
    Field(
        "transitional continental",
        "continental transicional",
        ((82, 18, 0), (55, 45, 0), (52, 40, 8), (80, 15, 5)),
    ),
    Field(
        "basement uplift",
        "basamento levantado",
        ((55, 45, 0), (0, 100, 0), (0, 85, 15), (20, 67.7, 12.3), (52, 40, 8)),
    ),
    Field(
        "recycled orogen",
        "orógeno reciclado",
        ((97, 0, 3), (80, 15, 5), (52, 40, 8), (33.8, 12.9, 53.3), (25, 0, 75)),
    ),
    Field("dissected arc", "arco disectado", ((52, 40, 8), (20, 67.7, 12.3), (33.8, 12.9, 53.3))),
    Field(
        "transitional arc",
        "arco transicional",
        ((20, 67.7, 12.3), (0, 85, 15), (0, 50, 50), (25, 0, 75), (33.8, 12.9, 53.3)),
    ),
    Field("undissected arc", "arco no disectado", ((25, 0, 75), (0, 50, 50), (0, 0, 100))),
)
"""Dickinson and others (1983), GSA Bulletin 94, fig. 1, QFL: provenance by plate setting. The corners inside
the triangle are read off the published figure, to about one per cent."""

FIELDS: dict[Diagram, tuple[Field, ...]] = {"folk": FOLK, "dickinson": DICKINSON}


def in_plane(place: Sequence[float]) -> Point:
    """x, y of a place (any three parts that are not all 0): Q at (½, √3/2), F at (0, 0), L at (1, 0)."""
    q, f, rest = place
    total = q + f + rest
    return (rest + q / 2) / total, q / total * HEIGHT


def field_of(place: Sequence[float], diagram: Diagram) -> Field | None:
    """The field that a place lies in; on a border the first of those that meet there."""
    point = in_plane(place)
    for field in FIELDS[diagram]:
        if _inside(point, [in_plane(corner) for corner in field.corners]):
            return field
    return None


def hexagon(q: int, f: int, rest: int) -> list[Point]:
    """Where the true place may lie: all places whose Q, F and L are each in Wilson's 95 % interval.

    Parameters
    ----------
    q, f, rest
        Points counted at each pole.

    Returns
    -------
    list of (x, y)
        Corners of a convex polygon in the plane of `in_plane`, at most six of them; empty without points.
    """
    total = q + f + rest
    if total == 0:
        return []
    shape: list[Place] = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    for pole, count in enumerate((q, f, rest)):
        low, high = wilson(count, total)
        shape = _cut(shape, pole, low, 1)
        shape = _cut(shape, pole, high, -1)
    found = [in_plane(corner) for corner in shape]
    return [point for at, point in enumerate(found) if math.dist(point, found[at - 1]) > _BORDER]


def _cut(shape: list[Place], pole: int, limit: float, sign: int) -> list[Place]:
    """What of a convex shape lies on one side of a line of constant share (Sutherland & Hodgman 1974)."""
    kept: list[Place] = []
    for at, corner in enumerate(shape):
        before = shape[at - 1]
        a, b = sign * (before[pole] - limit), sign * (corner[pole] - limit)
        if (a < 0 < b) or (b < 0 < a):
            step = a / (a - b)
            q, f, rest = (x + step * (y - x) for x, y in zip(before, corner, strict=True))
            kept.append((q, f, rest))
        if b >= 0:
            kept.append(corner)
    return kept


def _inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a point lies in a polygon (even-odd rule) or on its border."""
    px, py = point
    odd = False
    for at, (x, y) in enumerate(corners):
        x0, y0 = corners[at - 1]
        dx, dy = x - x0, y - y0
        along = min(1.0, max(0.0, ((px - x0) * dx + (py - y0) * dy) / (dx * dx + dy * dy)))
        if math.hypot(px - x0 - along * dx, py - y0 - along * dy) < _BORDER:
            return True
        if (y > py) != (y0 > py) and px < x0 + (py - y0) * dx / dy:
            odd = not odd
    return odd
