"""Brush strokes: such as show a few pixels of each phase, for a classifier to learn from, and retouches."""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geodesk.collection import kept as documents
from geodesk.collection.durable import replacing
from geodesk.collection.errors import CollectionError, printable, unreadable
from geodesk.collection.events import parse_time, time_after, time_text
from geodesk.collection.moves import LONG_AGO, Moves, Place
from geodesk.collection.store import Store
from geodesk.language import Sentence

OUTSIDE = 255
"""The label, in label images made here, of a pixel that has no phase: information bar, no value."""

_FILE = "strokes.json"
_RETOUCHES = "retouches.json"
_SCHEMA = "1"
_WIDEST = 10_000.0


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase that people tell apart.

    Attributes
    ----------
    label : int
        0…254: its value in label images.
    es, en : str
        Its name; empty: the label.
    colour : str
        ``#rrggbb``; empty: by its place.
    """

    label: int
    es: str = ""
    en: str = ""
    colour: str = ""

    def name(self, language: str) -> str:
        """What people read in ``"es"`` or ``"en"``."""
        return (self.es if language == "es" else self.en) or str(self.label)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of the brush.

    Attributes
    ----------
    path : str
        The picture's path in its collection; of a loose file what the user wrote.
    label : int
        The phase it shows.
    points : tuple of (float, float)
        x, y in pixels of the whole upright picture, bar included; pixel (0, 0) reaches from 0 to 1. One point
        is a dab.
    width : float
        Diameter of the brush in pixels.
    page : int
        From 0.
    fill : bool
        Of a retouch: not a line but all that hangs together with the first point and is of one phase with it.
    kept : (str, str) or None
        Of which path it was kept in a collection and when: it is read through the moves since (ADR 21).
    """

    path: str
    label: int
    points: tuple[tuple[float, float], ...]
    width: float = 1.0
    page: int = 0
    fill: bool = False
    kept: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Strokes:
    """All strokes of a collection, and the phases they show; a later stroke lies over an earlier one.

    Attributes
    ----------
    phases : tuple of Phase
    strokes : tuple of Stroke
    """

    phases: tuple[Phase, ...]
    strokes: tuple[Stroke, ...]

    def of(self, path: str, page: int = 0) -> tuple[Stroke, ...]:
        """The strokes on one page of a picture."""
        return tuple(one for one in self.strokes if (one.path, one.page) == (path, page))

    @property
    def pages(self) -> tuple[tuple[str, int], ...]:
        """Each page that has strokes, as (path, page), in the order of the first stroke."""
        return tuple(dict.fromkeys((one.path, one.page) for one in self.strokes))

    @property
    def sha256(self) -> str:
        """Hash of what a classifier learns from: all but names and colours."""
        told = [
            [s.path, s.page, s.label, float(s.width), [[float(x), float(y)] for x, y in s.points]]
            + (["fill"] if s.fill else [])
            for s in self.strokes
        ]
        labels = sorted(phase.label for phase in self.phases)
        return hashlib.sha256(json.dumps([labels, told]).encode("ascii")).hexdigest()

    def document(self, now: str = "") -> dict[str, Any]:
        """The same as JSON values; with a time each as it was first kept, new ones at that time."""

        def where(one: Stroke) -> dict[str, str]:
            if not now:
                return {"path": one.path}
            path, time = one.kept or (one.path, now)
            return {"path": path, **({"time": time} if time else {})}

        return {
            "schema": _SCHEMA,
            "phases": [described(phase) for phase in self.phases],
            "strokes": [
                {
                    **where(one),
                    "page": one.page,
                    "label": one.label,
                    "width": one.width,
                    "points": [list(point) for point in one.points],
                    **({"fill": True} if one.fill else {}),
                }
                for one in self.strokes
            ],
        }

    def renamed(self, phases: tuple[Phase, ...]) -> "Strokes":
        """The same with the phases of a model: each stroke goes to the phase of the same name.

        Phases that the model does not know stay, with labels of their own behind the model's, so that nothing
        painted is lost; see `of_phases` for what counts.
        """
        new, free = {}, [n for n in range(OUTSIDE - 1, -1, -1) if n not in {one.label for one in phases}]
        left = []
        for old in self.phases:
            same = next((one for one in phases if _named(one) == _named(old)), None)
            if same is None:
                left.append(replace(old, label=free.pop(0)))
            new[old.label] = (same or left[-1]).label
        used = {new[one.label] for one in self.strokes}
        strokes = tuple(replace(one, label=new[one.label]) for one in self.strokes)
        return Strokes((*phases, *(one for one in left if one.label in used)), strokes)

    def of_phases(self, path: str, page: int, phases: tuple[Phase, ...]) -> tuple[Stroke, ...]:
        """The strokes on a page that show one of these phases."""
        labels = {one.label for one in phases}
        return tuple(one for one in self.of(path, page) if one.label in labels)


def _named(phase: Phase) -> tuple[str, str]:
    return phase.en or str(phase.label), phase.es or str(phase.label)


def described(phase: Phase) -> dict[str, Any]:
    """A phase as JSON values; what it has not is left out."""
    words = {key: value for key in ("es", "en", "colour") if (value := getattr(phase, key))}
    return {"label": phase.label, **words}


def read_strokes(file: Path) -> Strokes:
    """Strokes from a JSON file.

    Raises
    ------
    CollectionError
        If it cannot be read or holds something else.
    """
    try:
        found = parsed(json.loads(file.read_bytes()))
        return replace(found, strokes=tuple(replace(one, kept=None) for one in found.strokes))
    except OSError as fault:
        raise unreadable(str(file), fault) from fault
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        sentence = _damaged(str(file))
        raise CollectionError(en=sentence.en, es=sentence.es) from None


def write_strokes(file: Path, strokes: Strokes) -> None:
    """Write strokes to a JSON file, whole or not at all. Raises `CollectionError`."""
    with replacing(file) as stream:
        stream.write(json.dumps(strokes.document(), ensure_ascii=False, indent=1).encode())


def load(store: Store, moves: Moves, retouches: bool = False) -> Strokes | None:
    """The strokes kept in a store, or the retouches, where they belong now; None without any.

    Raises
    ------
    CollectionError
        The file holds something else.
    """
    found = documents.load(store, _RETOUCHES if retouches else _FILE, parsed, _damaged)
    if found is None:
        return None
    placed = [replace(one, path=place_of(one, moves).path) for one in found.strokes]
    return replace(found, strokes=tuple(placed))


def save(store: Store, strokes: Strokes | None, moves: Moves, retouches: bool = False) -> None:
    """Keep strokes or retouches in a store; None takes them away. Raises `CollectionError`."""
    now = time_text(time_after(*(move.time for move in moves.moves)))
    document = None if strokes is None else strokes.document(now)
    documents.save(store, _RETOUCHES if retouches else _FILE, document)


def place_of(stroke: Stroke, moves: Moves) -> Place:
    """Where a stroke belongs; one without a time is from before strokes had one, and always follows."""
    path, time = stroke.kept or (stroke.path, "")
    return moves.place(path, parse_time(time) if time else LONG_AGO)


def parsed(document: Any) -> Strokes:
    """Strokes from JSON values.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        They are something else.
    """
    if document["schema"] != _SCHEMA:
        raise ValueError(f"schema {document['schema']!r}")
    phases = tuple(_phase(one) for one in document["phases"])
    labels = {phase.label for phase in phases}
    if len(labels) != len(phases):
        raise ValueError("a label stands for two phases")
    strokes = tuple(_stroke(one, labels) for one in document["strokes"])
    return Strokes(phases, strokes)


def _phase(one: Any) -> Phase:
    words = {key: one.get(key) or "" for key in ("es", "en", "colour")}
    if not all(isinstance(value, str) for value in words.values()):
        raise TypeError(one)
    return Phase(_whole(one["label"], OUTSIDE - 1), **words)


def _stroke(one: Any, labels: Iterable[int]) -> Stroke:
    label = _whole(one["label"], OUTSIDE - 1)
    if label not in labels or not isinstance(one["path"], str) or not one["points"]:
        raise ValueError(one)
    points = tuple((_number(x), _number(y)) for x, y in one["points"])
    width = _number(one.get("width", 1.0))
    if not 0 < width <= _WIDEST:
        raise ValueError(width)
    fill = one.get("fill", False)
    if not isinstance(fill, bool):
        raise TypeError(fill)
    time = one.get("time", "")
    if time:
        parse_time(time)
    page = _whole(one.get("page", 0), 1 << 31)
    return Stroke(one["path"], label, points, width, page, fill, (one["path"], time))


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _damaged(file: str) -> Sentence:
    name = printable(file)
    return Sentence(
        f"{name} does not hold brush strokes; choose another file, or delete it to paint anew.",
        f"{name} no contiene trazos de pincel; elija otro archivo, o bórrelo para pintar de nuevo.",
    )
