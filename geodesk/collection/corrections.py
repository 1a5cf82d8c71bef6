"""What people corrected about pictures, pixel size and information bar: append-only logs as for labels."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geodesk.collection.errors import CollectionError
from geodesk.collection.eventlogs import NOWHERE, EventLogs
from geodesk.collection.events import parse_time, time_after, time_text
from geodesk.collection.jsonlines import Record
from geodesk.collection.moves import Moves, Place, Whereabouts
from geodesk.collection.pictures import NOTHING, UNSET, Box, Correction, Picture
from geodesk.collection.store import Store
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection
    from geodesk.micrograph import Micrograph

_AUTO = "auto"

Order = tuple[datetime, str, int]
_Bar = Box | None | Literal["unset"]
_Said = tuple[Order, str, bool, float | None, bool, _Bar]
"""When and of which path; whether a pixel size is said, and which; whether a bar is said, and which."""


@dataclass(slots=True)
class _Known:
    """What the logs say of one picture, and how new each part of it is."""

    correction: Correction = NOTHING
    pixel_size: Order | None = None
    bar: Order | None = None

    def latest(self) -> datetime | None:
        return max((order[0] for order in (self.pixel_size, self.bar) if order is not None), default=None)


class Corrections(EventLogs):
    """The corrections of one collection, read from and written to its logs.

    Pixel size and bar go by their own newest event over all annotators' logs.

    Parameters
    ----------
    store, annotator, machine, before_writing
        As of `EventLogs`.
    resolve : callable
        The picture that an id or path means; raises `CollectionError` for any other text.
    """

    kind = "corrections"
    files = Sentence("correction files", "archivos de correcciones")
    event = Sentence("correction", "una corrección")

    def __init__(
        self,
        store: Store,
        annotator: str,
        machine: str,
        *,
        resolve: Callable[[str], Picture],
        before_writing: Callable[[], None] = lambda: None,
        whereabouts: Whereabouts = NOWHERE,
    ) -> None:
        self._resolve = resolve
        self._said: list[_Said] = []
        self._known: tuple[object, object, dict[str, _Known]] = (None, None, {})
        super().__init__(store, annotator, machine, before_writing=before_writing, whereabouts=whereabouts)

    # Reading

    def _forget(self) -> None:
        self._fresh: list[_Said] = []  # what was known still holds until all is read again

    def _settle(self) -> None:
        self._said = list(self._fresh)

    # Without the lock, which is held while the disk is waited for: the window asks on its own thread.

    def _by_path(self) -> dict[str, _Known]:
        said, moves, known = self._said, self._whereabouts.moves(), self._known
        if known[0] is not said or known[1] is not moves:
            known = self._known = (said, moves, _put_together(said, moves))
        return known[2]

    def current(self) -> dict[str, Correction]:
        """The corrections in force, by path; pictures without one are not in it."""
        known = self._by_path().items()
        return {path: one.correction for path, one in known if one.correction != NOTHING}

    def of(self, picture: Picture | str) -> Correction:
        """The correction of one picture or path; `NOTHING` without one."""
        known = self._by_path().get(picture if isinstance(picture, str) else picture.path)
        return NOTHING if known is None else known.correction

    def places(self) -> list[Place]:
        """Where what was corrected belongs now, one for each picture; whatever content the file has."""
        known = self._by_path().items()
        times = ((path, one.latest()) for path, one in known if one.correction != NOTHING)
        return [Place(path, time) for path, time in times if time is not None]

    def applied(self, pictures: Iterable[Picture]) -> list[Picture]:
        """The pictures, each with the correction now in force."""
        found = []
        for one in pictures:
            now = self.of(one)
            found.append(one if one.correction == now else replace(one, correction=now))
        return found

    # Writing

    def set_pixel_size(self, pictures: Picture | str | Iterable[Picture | str], metres: float | None) -> None:
        """Say the length of a pixel's side of one or more pictures; None goes back to what the file says.

        Raises
        ------
        CollectionError
            If a picture is unknown, the length cannot be a pixel's, or the disk takes no more. Nothing has
            changed then.
        """
        if metres is not None:
            from geodesk.micrograph.pixelsize import LARGEST_BY_HAND_M, SMALLEST_M

            metres = float(metres)
            if not SMALLEST_M <= metres <= LARGEST_BY_HAND_M:
                raise CollectionError(
                    en=f"{metres:g} m cannot be the size of a pixel; give one from 1 pm to 1 km.",
                    es=f"{metres:g} m no puede ser el tamaño de un píxel; indique uno de 1 pm a 1 km.",
                )
        self._write(self._pictures(pictures), {"pixel_size_m": metres})

    def set_bar(self, picture: Picture | str | Iterable[Picture | str], bar: Sequence[int] | None) -> None:
        """Say where the information bar is: x, y, width, height in pixels; None: there is none.

        Raises
        ------
        CollectionError
            As for :meth:`set_pixel_size`. A bar that reaches outside its picture is not applied.
        """
        box = None if bar is None else [int(value) for value in bar]
        if box is not None and (len(box) != 4 or min(box[:2]) < 0 or min(box[2:]) < 1):
            raise CollectionError(
                en="An information bar is x, y, width and height in whole pixels, not"
                f" {', '.join(map(str, box))}.",
                es="Una barra de información es x, y, ancho y alto en píxeles enteros, no"
                f" {', '.join(map(str, box))}.",
            )
        self._write(self._pictures(picture), {"bar": box})

    def clear_bar(self, picture: Picture | str | Iterable[Picture | str]) -> None:
        """Go back to the bar that the file tells or that is detected."""
        self._write(self._pictures(picture), {"bar": _AUTO})

    def _pictures(self, named: Picture | str | Iterable[Picture | str]) -> list[Picture]:
        some = [named] if isinstance(named, Picture | str) else list(named)
        return [one if isinstance(one, Picture) else self._resolve(one) for one in some]

    def _write(self, pictures: list[Picture], said: Record) -> None:
        if not pictures:
            return
        with self._lock:
            self.reload()
            self._before_writing()
            by_path = self._by_path()
            known = [by_path[one.path].latest() for one in pictures if one.path in by_path]
            time = time_text(time_after(*known, *self._since(one.path for one in pictures)))
            records = [{"time": time, "id": one.id, "path": one.path, **said} for one in pictures]
            self._append(records)

    def _take(self, record: Record, file: Path, line: int) -> None:
        order = (parse_time(record["time"]), file.name, line)
        name = record.get("path") or self._path_of(record["id"])
        if not isinstance(name, str):
            raise ValueError(name)
        metres, bar = None, None
        if (said := record.get("pixel_size_m")) is not None:
            metres = float(said)
            if not 0 < metres < float("inf"):
                raise ValueError(metres)
        if "bar" in record:
            bar = _box(record["bar"])
        self._fresh.append((order, name, "pixel_size_m" in record, metres, "bar" in record, bar))

    def _path_of(self, name: str) -> str:
        try:
            return self._resolve(name).path
        except CollectionError:
            return name


def _put_together(said: Iterable[_Said], moves: Moves) -> dict[str, _Known]:
    """What is in force at each path: of pixel size and bar the newest that belongs there."""
    found: dict[str, _Known] = {}
    for order, path, sized, metres, barred, bar in said:
        known = found.setdefault(moves.place(path, order[0]).path, _Known())
        if sized and (known.pixel_size is None or order > known.pixel_size):
            known.correction, known.pixel_size = replace(known.correction, pixel_size_m=metres), order
        if barred and (known.bar is None or order > known.bar):
            known.correction, known.bar = replace(known.correction, bar=bar), order
    return found


def _box(said: object) -> _Bar:
    if said is None:
        return None
    if said == _AUTO:
        return UNSET
    if not isinstance(said, list):
        raise ValueError(said)
    x, y, w, h = (int(value) for value in said)
    return x, y, w, h


def open_corrected(collection: "Collection | None", picture: Picture) -> "Micrograph":
    """Open a picture with what people corrected about it; the source of a corrected value is ``"manual"``.

    Parameters
    ----------
    collection : Collection or None
        Says what is in force now; None: what `picture` carries since it was listed.
    picture : Picture

    Raises
    ------
    UnreadablePicture
        With one sentence that says what is wrong and what to do.
    """
    from geodesk import micrograph

    correction = picture.correction if collection is None else collection.corrections.of(picture)
    opened = micrograph.open(picture.file, correction.pixel_size_m)
    if correction.bar != UNSET:
        # The file may have been replaced by a smaller picture since: then its own bar holds.
        with suppress(ValueError):
            opened.bar = correction.bar
    return opened
