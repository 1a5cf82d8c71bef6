"""What files say about the pictures of a folder, as rows and as CSV: read once, then from the index."""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from geodesk.collection import Collection, Number, Picture, write_csv
from geodesk.collection.columns import COLUMNS, PictureRow
from geodesk.collection.facts import PictureFacts, read_facts
from geodesk.jobs.curvetable import number, size_source
from geodesk.jobs.progress import Progress, unexpected
from geodesk.micrograph import PixelSize

_BEAT_S = 0.5
Cell = str | int | Number | None


def picture_rows(
    collection: Collection, pictures: Sequence[Picture] | None = None
) -> Generator[Progress[PictureRow], None, None]:
    """The rows of pictures (None: all of the collection), in their order.

    Files that did not change since they were last read are not opened.

    Raises
    ------
    CollectionError
        The folder cannot be read.
    """
    chosen = collection.pictures() if pictures is None else list(pictures)
    known = collection.index.facts(chosen)
    rows: list[PictureRow] = []
    read: list[tuple[Picture, PictureFacts]] = []
    failed, last = 0, time.monotonic()
    for done, picture in enumerate(chosen, start=1):
        facts = known.get(picture.path)
        if facts is None:
            facts = facts_of(picture)
            read.append((picture, facts))
        failed += facts.error is not None
        rows.append(PictureRow(picture, facts))
        if done == len(chosen) or time.monotonic() - last >= _BEAT_S:
            collection.index.keep_facts(read)
            yield Progress(done, len(chosen), failed, tuple(rows))
            rows, read, last = [], [], time.monotonic()


def facts_of(picture: Picture) -> PictureFacts:
    """What a file says; a fault nobody foresaw is one of its row."""
    try:
        return read_facts(picture)
    except Exception as error:  # noqa: BLE001 - one file must not end the list
        return PictureFacts(error=unexpected(error))


def write_columns(out: Path, rows: Iterable[PictureRow], keys: Sequence[str] = ()) -> int:
    """Write rows as CSV, numbers in the units that the columns' names say; returns how many.

    Parameters
    ----------
    keys
        Which columns, in this order; none: all.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    chosen = list(keys) or [column.key for column in COLUMNS]

    def lines() -> Iterator[list[Cell]]:
        for row in rows:
            yield [_cell(row, key) for key in chosen]

    return write_csv(out, chosen, lines())


def _cell(row: PictureRow, key: str) -> Cell:
    value, facts = row.value(key), row.facts
    if key == "pixel_size_source" and facts.pixel_size_m and facts.pixel_height_m and value != "manual":
        return size_source(PixelSize(facts.pixel_size_m, facts.pixel_height_m, str(value)))
    return value if value is None or isinstance(value, str | int) else number(value)
