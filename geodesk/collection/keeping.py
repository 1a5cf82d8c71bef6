"""What people keep of a collection's pictures beside their labels, read through the moves (ADR 21)."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from geodesk.collection import counting as _counting
from geodesk.collection import strokes as _strokes
from geodesk.collection.captionruns import CaptionRuns
from geodesk.collection.captions import KeptCaptions
from geodesk.collection.counting import Scheme
from geodesk.collection.labels import Labels
from geodesk.collection.measurements import Measurements
from geodesk.collection.moves import Whereabouts
from geodesk.collection.pictures import Picture
from geodesk.collection.points import Points
from geodesk.collection.store import Store
from geodesk.collection.strokes import Strokes

if TYPE_CHECKING:
    from geodesk.collection.runs import Journals


class Surroundings(TypedDict):
    """What an event log of a collection is given beside its store and its writer."""

    before_writing: Callable[[], None]
    whereabouts: Whereabouts


class Keeping:
    """Part of `geodesk.collection.Collection`, which says what it needs."""

    labels: Labels
    _store: Store
    _who: tuple[str, str]

    def pictures(self) -> list[Picture]:
        """As of `Collection`."""
        raise NotImplementedError

    def _before_writing(self) -> None:
        raise NotImplementedError

    def _journals(self, kind: str) -> "Journals":
        raise NotImplementedError

    def _surroundings(self) -> Surroundings:
        where = Whereabouts(lambda: self.labels.moves, self.labels.contents, self._content_of)
        return {"before_writing": self._before_writing, "whereabouts": where}

    def _content_of(self, path: str) -> str | None:
        raise NotImplementedError

    # Strokes

    def strokes(self) -> Strokes | None:
        """The brush strokes that were kept beside the collection; None without any.

        Raises
        ------
        CollectionError
            If ``strokes.json`` was edited into something that cannot be read.
        """
        return _strokes.load(self._store, self.labels.moves)

    def set_strokes(self, strokes: Strokes | None) -> None:
        """Keep brush strokes beside the collection; None takes them away.

        Raises
        ------
        CollectionError
            If they cannot be written; the old ones then stand.
        """
        self._before_writing()
        _strokes.save(self._store, strokes, self.labels.moves)

    def retouches(self) -> Strokes | None:
        """What people painted over the phases of a model; None without any.

        Raises
        ------
        CollectionError
            If ``retouches.json`` was edited into something that cannot be read.
        """
        return _strokes.load(self._store, self.labels.moves, retouches=True)

    def set_retouches(self, strokes: Strokes | None) -> None:
        """Keep retouches beside the collection; None takes them away.

        Raises
        ------
        CollectionError
            If they cannot be written; the old ones then stand.
        """
        self._before_writing()
        _strokes.save(self._store, strokes, self.labels.moves, retouches=True)

    # Captions

    @cached_property
    def captions(self) -> KeptCaptions:
        """The captions that people gave or corrected; read when first asked for. Raises `CollectionError`."""
        return KeptCaptions(self._store, *self._who, **self._surroundings())

    @cached_property
    def captioned(self) -> CaptionRuns:
        """What captioners said."""
        return CaptionRuns(self._journals("captioned"), self.pictures)

    # Point counts

    @cached_property
    def points(self) -> Points:
        """The point counts; read when first asked for. Raises `CollectionError`."""
        return Points(self._store, *self._who, **self._surroundings())

    @cached_property
    def measurements(self) -> Measurements:
        """What people measured; read when first asked for. Raises `CollectionError`."""
        return Measurements(self._store, *self._who, **self._surroundings())

    def counting(self) -> Scheme | None:
        """The classes that points are counted into and their poles; None if none were kept.

        Raises
        ------
        CollectionError
            If ``counting.json`` was edited into something that cannot be read.
        """
        return _counting.load(self._store)

    def set_counting(self, scheme: Scheme) -> None:
        """Keep the classes that points are counted into and their poles.

        Raises
        ------
        CollectionError
            If a class is named twice or not allowed, or they cannot be written.
        """
        self._before_writing()
        _counting.save(self._store, scheme)
