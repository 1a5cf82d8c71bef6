"""The captions that people gave or corrected: append-only logs as for labels, the table of a retraining.

``captions-<annotator>@<machine>.jsonl`` beside the label logs: each caption is on the disk when the call that
keeps it returns, a torn last line is ignored, people merge by copying files, the newest one counts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from geodesk.collection.eventlogs import EventLogs
from geodesk.collection.events import parse_time, time_after, time_text
from geodesk.collection.jsonlines import Record
from geodesk.collection.moves import Place
from geodesk.collection.pictures import Picture
from geodesk.language import Sentence

Points = tuple[tuple[float, float], ...]
Order = tuple[datetime, str, int]


@dataclass(frozen=True, slots=True)
class KeptCaption:
    """What a person says of one picture.

    Attributes
    ----------
    caption : str
        The whole sentence.
    attributes : mapping of str to str
        What it says: tipo, actividad, direccion, area, perimetro.
    outline : tuple of (float, float)
        Corners x, y of the landslide, in pixels of the whole upright picture; empty if it was not outlined.
    area_m2, perimeter_m : float or None
        Of the outline, where the pixel size was known.
    said, model : str
        What a model had said, and which; empty if none had.
    """

    caption: str
    attributes: Mapping[str, str]
    outline: Points = ()
    area_m2: float | None = None
    perimeter_m: float | None = None
    said: str = ""
    model: str = ""
    annotator: str = ""
    time: datetime | None = field(default=None, compare=False)


_Said = tuple[Order, str, str | None, KeptCaption | None]


class KeptCaptions(EventLogs):
    """The captions of one collection, read from and written to its logs: a picture's newest counts."""

    kind = "captions"
    files = Sentence("files of captions", "archivos de leyendas")
    event = Sentence("caption", "una leyenda")

    def _forget(self) -> None:
        self._said: list[_Said] = []

    def _take(self, record: Record, file: Path, line: int) -> None:
        order = (parse_time(record["time"]), file.name, line)
        path = record["path"]
        if not isinstance(path, str):
            raise ValueError(path)
        kept = None if record["caption"] is None else _kept(record, order[0])
        self._said.append((order, path, self._hear(record, path, order[0]), kept))

    def current(self) -> dict[str, KeptCaption]:
        """The captions in force, by path; not those of another content than the file has now."""
        found = self._newest(False).items()
        return {path: kept for path, (_, _, kept) in found if kept is not None}

    def of(self, path: str) -> KeptCaption | None:
        """The caption of one picture; None without one."""
        found = self._newest(False).get(path)
        return None if found is None else found[2]

    def places(self) -> list[Place]:
        """Where each caption belongs now."""
        newest = [*self._newest(False).values(), *self._newest(True).values()]
        return [place for place, _, kept in newest if kept is not None]

    def _newest(self, other: bool) -> dict[str, tuple[Place, Order, KeptCaption | None]]:
        """What was said last of each path's file as it is now, or of another content that it had."""
        # Without the lock, which is held while the disk is waited for: the window asks on its own thread.
        found: dict[str, tuple[Place, Order, KeptCaption | None]] = {}
        for order, path, sha256, kept in list(self._said):
            place = self._place(path, order[0], sha256)
            if place.other == other and (place.path not in found or order > found[place.path][1]):
                found[place.path] = place, order, kept
        return found

    def keep(self, picture: Picture, kept: KeptCaption | None) -> None:
        """Keep the caption of a picture; None takes it back.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        ValueError
            If a number is not finite.
        """
        content = self._content(picture.path)
        with self._lock:
            self.reload()
            self._before_writing()
            known = [order[0] for order, path, *_ in self._said if path == picture.path]
            if (before := self._newest(False).get(picture.path)) is not None:
                known.append(before[1][0])
            time = time_text(time_after(*known, *self._since([picture.path])))
            record: dict[str, Any] = {"time": time, "id": picture.id, "path": picture.path, **content}
            if kept is None:
                record["caption"] = None
            else:
                record |= {
                    "caption": kept.caption,
                    "attributes": dict(kept.attributes),
                    "outline": [list(point) for point in kept.outline],
                    "area_m2": kept.area_m2,
                    "perimeter_m": kept.perimeter_m,
                    "said": kept.said,
                    "model": kept.model,
                    "annotator": self.annotator,
                }
            self._append([record])


def _kept(record: Record, time: datetime) -> KeptCaption:
    return KeptCaption(
        caption=str(record["caption"]),
        attributes={str(key): str(value) for key, value in record["attributes"].items()},
        outline=_points(record.get("outline") or ()),
        area_m2=_size(record.get("area_m2")),
        perimeter_m=_size(record.get("perimeter_m")),
        said=str(record.get("said", "")),
        model=str(record.get("model", "")),
        annotator=str(record.get("annotator", "")),
        time=time,
    )


def _points(said: Sequence[Sequence[float]]) -> Points:
    return tuple((float(x), float(y)) for x, y in said)


def _size(said: object) -> float | None:
    if said is None:
        return None
    value = float(said)  # type: ignore[arg-type]
    if not 0 <= value < math.inf:
        raise ValueError(said)
    return value
