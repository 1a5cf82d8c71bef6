"""Rectangles, and turning stored pixels the right way up."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rect(NamedTuple):
    """A rectangle of whole pixels: left edge, top edge, width, height."""

    x: int
    y: int
    w: int
    h: int


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Width and height after applying an EXIF/TIFF orientation (1 to 8)."""
    return (height, width) if orientation >= 5 else (width, height)


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Stored pixels (H, W) or (H, W, C) turned upright; orientation as in EXIF tag 274, 1 to 8."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels if orientation == 1 else np.ascontiguousarray(pixels)


def stored_box(box: Rect, width: int, height: int, orientation: int) -> Rect:
    """Where an upright `box` lies in the stored pixels; `width` and `height` are the upright size."""
    x, y, w, h = box
    if orientation in (2, 3, 6, 7):
        x = width - x - w
    if orientation in (3, 4, 7, 8):
        y = height - y - h
    return Rect(y, x, h, w) if orientation >= 5 else Rect(x, y, w, h)
