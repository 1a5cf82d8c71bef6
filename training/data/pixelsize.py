"""The pixel sizes that training pictures had, as a card states them."""

from collections.abc import Iterable

from geodesk.collection import Collection, Picture, open_corrected
from geodesk.language import GeoDeskError
from training.data.index import DataIndex


def pixel_sizes(pictures: Iterable[Picture]) -> dict[str, float] | None:
    """Smallest and largest width of a pixel in metres; None unless all pictures state theirs."""
    found = []
    for picture in pictures:
        with open_corrected(None, picture) as opened:
            if opened.pixel_size is None:
                return None
            found.append(opened.pixel_size.x_m)
    return {"min": min(found), "max": max(found)} if found else None


def learnt_sizes(index: DataIndex) -> dict[str, float] | None:
    """The same of the pictures that a network learnt from, calibrated as people calibrated them.

    None as well where a picture cannot be read any more.
    """
    rows = [row for row in index.rows if row.split == "train"] or list(index.rows)
    pictures = [Picture(row.path, row.path, index.folder / row.path, 0, 0) for row in rows]
    try:
        return pixel_sizes(Collection.open(index.folder).corrections.applied(pictures))
    except (GeoDeskError, OSError):
        return None
