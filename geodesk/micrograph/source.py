"""What a reader of one format offers to `Micrograph`."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.pixelsize import PixelSize


class Source(Protocol):
    """One open file of one format; all sizes are of the stored pixels, before orientation.

    Attributes
    ----------
    width, height : int
        Size of the stored first page.
    channels : int
        1, 3 or 4.
    dtype : numpy.dtype
        Of the arrays that `read` returns, in native byte order.
    pages : int
        Number of pages, at least 1.
    orientation : int
        EXIF orientation, 1 to 8.
    lazy : bool
        Whether `read` decodes only the part of the file that a box needs.
    facts : Facts
        What the file itself says of the instrument.
    plain : Facts
        What its plain resolution, date and camera fields say, asked last.
    """

    width: int
    height: int
    channels: int
    dtype: np.dtype[Any]
    pages: int
    orientation: int
    lazy: bool
    facts: Facts
    plain: Facts

    def page_size(self, page: int) -> tuple[int, int]:
        """Stored width and height of a page."""

    def read(self, page: int, box: Rect) -> NDArray[Any]:
        """Stored pixels of a box, (h, w) or (h, w, channels); the box lies inside the page."""


@runtime_checkable
class Scaled(Protocol):
    """A source whose pages may have pixel sizes of their own."""

    def page_pixel_size(self, page: int) -> PixelSize | None:
        """The size of a stored pixel that the file tells of a page alone; None where of all alike."""


@runtime_checkable
class Decimating(Protocol):
    """A source that reads every n-th pixel faster than all of them."""

    def decimated(self, page: int, step: int) -> NDArray[Any]:
        """Every `step`-th stored pixel of a page in both directions, beginning with the first."""

    def chunk_bytes(self, page: int) -> int:
        """Bytes that must be decoded for a single pixel of a page; 0 where pixels can be read one by one."""
