"""A hand specimen without what lies behind it, as the MinDat study prepared its pictures.

In order: the largest central square, 256×256 (Lanczos); Canny's edges at 100 and 75 of its grey levels; a
blur of 3×3, that is every pixel beside an edge; their outer contours filled; pieces of background that look
like the specimen rescued; small pieces of specimen dropped; the rest made black; the final size (Lanczos).

The study does not say in which scale it takes the variance of a mean colour; here colours run from 0 to 1, so
that .01 keeps grey shadows and paper out of the specimen.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import geodesk.micrograph as gm
from training.data.minerals.canny import canny

WORK_SIDE = 256
_AREA = WORK_SIDE * WORK_SIDE
_LOW, _HIGH = 75, 100
_MOST_RESCUED = _AREA / 3
_LEAST_COLOUR = 0.01
_LEAST_SPECIMEN = _AREA / 32
_EIGHT = np.ones((3, 3), bool)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A picture as a network is shown it.

    Attributes
    ----------
    pixels
        (side, side, 3) uint8; black where the background was, and the whole square where none was removed.
    share
        The part of the square that is specimen, from 0 to 1; 0 says that no specimen was found.
    """

    pixels: NDArray[np.uint8]
    share: float


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """A picture as (H, W, 3) uint8, what is transparent in it white; raises `UnreadablePicture`."""
    with gm.open(path) as micrograph:
        pixels = gm.to_display(micrograph.pixels())
    if pixels.ndim == 2:
        return np.repeat(pixels[:, :, None], 3, axis=2)
    if pixels.shape[2] == 4:
        opacity = pixels[:, :, 3:].astype(np.float32) / 255
        pixels = np.rint(pixels[:, :, :3] * opacity + 255 * (1 - opacity)).astype(np.uint8)
    return pixels


def specimen(rgb: NDArray[np.uint8], side: int, keep_background: bool = False) -> Specimen:
    """The central square of a picture at `side` pixels, without its background.

    Parameters
    ----------
    rgb
        (H, W, 3) uint8.
    side
        Of the result in pixels; the study's is 96.
    keep_background
        Only crop and resize.

    Returns
    -------
    Specimen
        Where no specimen is found, the whole square with `share` 0: never an all-black picture.
    """
    square = centre_square(rgb)
    if keep_background:
        return Specimen(_resized(square, side), 1.0)
    work = _resized(square, WORK_SIDE)
    mask = specimen_mask(work)
    if not mask.any():
        return Specimen(_resized(square, side), 0.0)
    return Specimen(_resized(work * mask[:, :, None], side), float(mask.mean()))


def centre_square(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The largest square in the middle of a picture, (S, S, 3)."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def specimen_mask(work: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the specimen is in a square of `WORK_SIDE` pixels.

    Parameters
    ----------
    work
        (256, 256, 3) uint8.

    Returns
    -------
    NDArray[np.bool_]
        (256, 256); nowhere True if no specimen is found.
    """
    from scipy import ndimage

    grey = np.asarray(Image.fromarray(work).convert("L"))
    lines = ndimage.binary_dilation(canny(grey, _LOW, _HIGH), _EIGHT)
    mask = _filled(lines)
    if mask.any() and not mask.all():
        mask = mask | _rescued(work, mask)
    pieces, _ = ndimage.label(mask)  # 4-connected
    large = np.bincount(pieces.ravel()) >= _LEAST_SPECIMEN
    large[0] = False
    return np.asarray(large[pieces], np.bool_)


def _filled(lines: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All that the outer contours of 8-connected lines enclose: what the border cannot reach in 4 steps."""
    from scipy import ndimage

    outside, count = ndimage.label(~lines)
    reached = np.zeros(count + 1, bool)
    for edge in (outside[0], outside[-1], outside[:, 0], outside[:, -1]):
        reached[edge] = True
    reached[0] = False
    return np.asarray(~reached[outside], np.bool_)


def _rescued(work: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pieces of background that are coloured, not too large and nearer to the specimen's mean colour."""
    from scipy import ndimage

    colours = work.astype(np.float64) / 255
    pieces, count = ndimage.label(~mask, _EIGHT)
    area = np.bincount(pieces.ravel(), minlength=count + 1)
    flat = pieces.ravel()
    sums = [np.bincount(flat, colours[:, :, c].ravel(), count + 1) for c in range(3)]
    means = np.stack(sums, axis=1) / np.maximum(area, 1)[:, None]
    others = np.stack([colours[~mask].mean(axis=0), np.ones(3), np.zeros(3)])
    to_specimen = np.linalg.norm(means - colours[mask].mean(axis=0), axis=1)
    to_others = np.linalg.norm(means[:, None] - others, axis=2).min(axis=1)
    rescued = (area < _MOST_RESCUED) & (means.var(axis=1) > _LEAST_COLOUR) & (to_specimen < to_others)
    rescued[0] = False
    return np.asarray(rescued[pieces], np.bool_)


def _resized(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return np.array(image.resize((side, side), Image.Resampling.LANCZOS))


__all__ = ["WORK_SIDE", "Specimen", "centre_square", "read_rgb", "specimen", "specimen_mask"]
