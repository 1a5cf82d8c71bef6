"""The grey pixels of the page in view, read on a thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.documents import Document
    from geodesk.micrograph import PixelSize, Rect
    from geodesk.morphology import Levels

CROP = 512


@dataclass(frozen=True, eq=False, slots=True)
class Pixels:
    """The grey pixels of a page without its information bar.

    Attributes
    ----------
    content, bar, pixel_size
        The page's when it was read: people may correct them.
    grey
        None where the picture is too large to be kept.
    crop, crop_area
        Its middle, at most `CROP` pixels wide and high, and where that lies.
    levels
        Of the whole page, or of the crop where the picture is too large.
    """

    document: "Document"
    page: int
    content: "Rect"
    bar: "Rect | None"
    pixel_size: "PixelSize | None"
    grey: "NDArray[np.generic] | None"
    crop: "NDArray[np.generic]"
    crop_area: "Rect"
    levels: "Levels"

    @property
    def size(self) -> int:
        """Pixels of the whole area."""
        return self.content.w * self.content.h

    @property
    def current(self) -> bool:
        """Whether the area is still the document's."""
        document, page = self.document, self.page
        return self.content == document.content_of(page) and self.bar == document.bar_of(page)


def read(document: "Document", page: int, large: int) -> Pixels:
    """Read a page, or of one with more pixels than `large` its middle; on a thread. Raises `GeoDeskError`."""
    from geodesk.micrograph import Rect, to_grey
    from geodesk.morphology import Levels

    content = document.content_of(page)
    held = document, page, content, document.bar_of(page), document.pixel_size_of(page)
    x, y, w, h = content
    width, height = min(w, CROP), min(h, CROP)
    area = Rect(x + (w - width) // 2, y + (h - height) // 2, width, height)
    if w * h > large:
        with document.lock:
            crop = to_grey(document.micrograph.region(*area, page))
        return Pixels(*held, None, crop, area, Levels.of(crop))
    grey = document.grey(page)
    top, left = area.y - y, area.x - x
    crop = grey[top : top + height, left : left + width].copy()
    return Pixels(*held, grey, crop, area, Levels.of(grey))
