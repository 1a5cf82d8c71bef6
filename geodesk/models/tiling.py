"""A class for every pixel of a large picture, tile by tile; where tiles overlap their answers are blended."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_OVERLAP = 4
"""Neighbouring tiles share at least one part in so many of their side."""
_COLUMNS = 16
"""Tiles side by side whose blended answers are held in memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Segmented:
    """The class of every pixel.

    Attributes
    ----------
    labels : ndarray of uint8, shape (H, W)
        Index of the class.
    confidence : ndarray of uint8, shape (H, W)
        Probability of that class, 255 for 1.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.uint8]


def places(length: int, side: int) -> list[int]:
    """Where tiles begin along an axis, evenly spaced, so that neighbours overlap and the last one ends it."""
    if length <= side:
        return [0]
    count = 1 + -(-(length - side) // (side - side // _OVERLAP))
    return [(length - side) * i // (count - 1) for i in range(count)]


def segmenting(
    size: tuple[int, int],
    side: int,
    labels: int,
    answer: Callable[[int, int], NDArray[np.floating]],
) -> Generator[float, None, Segmented]:
    """Segment a picture tile by tile.

    Memory: two bytes a pixel, and 64 side² × (labels + 1) bytes at most, however large the picture is.

    Parameters
    ----------
    size
        Width and height of the picture.
    side
        Of a tile, in pixels of the picture.
    labels
        Number of classes, at most 255.
    answer
        Left and upper edge of a tile → (h, w, labels) probabilities of a grid over it, at most as fine as its
        pixels. A tile may reach beyond a small picture.

    Yields
    ------
    float
        Share of the tiles that is done; closing the generator cancels.

    Returns
    -------
    Segmented
        Of the whole picture.
    """
    width, height = size
    across, down = places(width, side), places(height, side)
    found = np.empty((height, width), np.uint8)
    sure = np.empty((height, width), np.uint8)
    ramp = np.minimum(np.arange(1, side + 1), np.arange(side, 0, -1)).clip(max=side // _OVERLAP)
    weight = np.multiply.outer(ramp, ramp).astype(np.float32) / float(side // _OVERLAP) ** 2
    chunks = range(0, len(across), _COLUMNS)
    # The column before each chunk but the first is looked at once more: its tiles reach into the chunk.
    total, done = len(down) * (len(across) + len(chunks) - 1), 0
    for first in chunks:
        last = min(first + _COLUMNS, len(across))
        left, right = across[first], across[last] if last < len(across) else width
        band = np.zeros((side, right - left, labels + 1), np.float32)
        for at, top in enumerate(down):
            bottom = down[at + 1] if at + 1 < len(down) else height
            for x in across[max(first - 1, 0) : last]:
                yield done / total
                begin, end = max(x, left), min(x + side, right)
                part = band[:, begin - left : end - left]
                share = weight[:, begin - x : end - x, np.newaxis]
                part[..., :-1] += _stretched(answer(x, top), side)[:, begin - x : end - x] * share
                part[..., -1:] += share
                done += 1
            ready = band[: bottom - top]
            best = ready[..., :-1].argmax(axis=-1)
            found[top:bottom, left:right] = best
            top_share = np.take_along_axis(ready, best[..., np.newaxis], -1)[..., 0] / ready[..., -1]
            sure[top:bottom, left:right] = np.rint(255 * top_share.clip(0, 1))
            rest = side - (bottom - top)
            band[: max(rest, 0)] = band[side - max(rest, 0) :].copy()
            band[max(rest, 0) :] = 0
    return Segmented(found, sure)


def _stretched(grid: NDArray[np.floating], side: int) -> NDArray[np.float32]:
    """Probabilities of a grid for every pixel of the tile, in between by bilinear interpolation."""
    if grid.shape[:2] == (side, side):
        return np.asarray(grid, np.float32)
    parts = []
    for at in range(grid.shape[2]):
        image = Image.fromarray(np.ascontiguousarray(grid[..., at], dtype=np.float32))
        parts.append(np.asarray(image.resize((side, side), Image.Resampling.BILINEAR)))
    return np.stack(parts, axis=-1)
