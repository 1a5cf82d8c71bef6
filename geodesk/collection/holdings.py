"""What lies under the paths of pictures that are gone or have another content now, labels aside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from geodesk.collection.moves import Place
from geodesk.collection.strokes import place_of
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection

Thing = Literal["measurement", "count", "caption", "correction", "stroke", "retouch", "phases"]

_WORDS: Mapping[Thing, tuple[str, str, str, str]] = {
    "measurement": ("measurement", "measurements", "medición", "mediciones"),
    "count": ("point count", "point counts", "conteo de puntos", "conteos de puntos"),
    "caption": ("caption", "captions", "leyenda", "leyendas"),
    "correction": ("corrected scale or bar", "corrected scales or bars", "escala o barra corregida",
                   "escalas o barras corregidas"),
    "stroke": ("brush stroke", "brush strokes", "trazo", "trazos"),
    "retouch": ("retouch", "retouches", "retoque", "retoques"),
    "phases": ("phase image", "phase images", "imagen de fases", "imágenes de fases"),
}  # fmt: skip


@dataclass(slots=True)
class Holding:
    """What is kept of one picture, labels aside.

    Attributes
    ----------
    counts : dict of str to int
        How many of each kind; kinds without any are not in it.
    latest : datetime or None
        When the newest of it came there.
    sha256 : str or None
        The content that the newest which names one is about.
    """

    counts: dict[Thing, int] = field(default_factory=dict)
    latest: datetime | None = None
    sha256: str | None = None
    _named: datetime | None = None

    def add(self, thing: Thing, place: Place) -> None:
        """Count one more."""
        self.counts[thing] = self.counts.get(thing, 0) + 1
        self.latest = place.time if self.latest is None else max(self.latest, place.time)
        if place.sha256 is not None and (self._named is None or place.time >= self._named):
            self.sha256, self._named = place.sha256, place.time

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def said(self) -> Sentence:
        """In words: "3 measurements, 1 point count"."""
        told = [(self.counts[one], _WORDS[one]) for one in get_args(Thing) if one in self.counts]
        return Sentence(
            ", ".join(f"{n} {words[0] if n == 1 else words[1]}" for n, words in told),
            ", ".join(f"{n} {words[2] if n == 1 else words[3]}" for n, words in told),
        )


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is kept of the pictures of a collection, by path.

    Attributes
    ----------
    gone : dict of str to Holding
        Of pictures that are not there.
    withheld : dict of str to Holding
        About another content than the file has now.
    there : dict of str to Holding
        All else.
    """

    gone: dict[str, Holding]
    withheld: dict[str, Holding]
    there: dict[str, Holding]

    @property
    def lost(self) -> dict[str, Holding]:
        """What belongs to no picture now, by path, sorted."""
        return dict(sorted({**self.gone, **self.withheld}.items()))

    def latest(self, path: str) -> datetime | None:
        """When the newest of all that lies under a path came there."""
        found = (known.get(path) for known in (self.gone, self.withheld, self.there))
        return max((one.latest for one in found if one is not None and one.latest is not None), default=None)


def holdings(collection: "Collection") -> Holdings:
    """What is kept of the pictures, labels aside, where it belongs now.

    Raises
    ------
    CollectionError
        If a log or document cannot be read or is damaged.
    """
    present = {picture.path for picture in collection.pictures()}
    found = Holdings({}, {}, {})
    for thing, place in _places(collection, present):
        kind = found.gone if place.path not in present else found.withheld if place.other else found.there
        kind.setdefault(place.path, Holding()).add(thing, place)
    return found


def hashed_paths(collection: "Collection") -> frozenset[str]:
    """The paths with something that says which content it is about, labels included."""
    logs = (collection.measurements, collection.points, collection.captions)
    return collection.labels.hashed_paths().union(*(log.hashed_paths() for log in logs))


def _places(collection: "Collection", present: set[str]) -> Iterator[tuple[Thing, Place]]:
    logs: tuple[tuple[Thing, list[Place]], ...] = (
        ("measurement", collection.measurements.places()),
        ("count", collection.points.places()),
        ("caption", collection.captions.places()),
        ("correction", collection.corrections.places()),
        ("phases", collection.phases.places(present)),
    )
    for thing, places in logs:
        for place in places:
            yield thing, place
    moves = collection.labels.moves
    strokes, retouches = collection.strokes(), collection.retouches()
    for stroke in () if strokes is None else strokes.strokes:
        yield "stroke", place_of(stroke, moves)
    for stroke in () if retouches is None else retouches.strokes:
        yield "retouch", place_of(stroke, moves)
