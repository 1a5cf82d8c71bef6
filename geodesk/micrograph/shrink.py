"""Making a picture smaller by whole factors: each pixel the mean of the box it stands for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def halves(planes: NDArray[Any]) -> NDArray[Any]:
    """(channels, h, w) at half the size; see `shrink`."""
    return shrink(planes, 2)


def shrink(planes: NDArray[Any], factor: int) -> NDArray[Any]:
    """Means of boxes of `factor` × `factor` pixels.

    Parameters
    ----------
    planes : ndarray, shape (channels, h, w)
        uint8, uint16 or float32.
    factor : int
        At most 256. Boxes at the right and lower edge hold what is left over.

    Returns
    -------
    ndarray of the same dtype
        Integers are rounded to the nearest. NaN holds no value: a box is the mean of its other pixels, NaN if
        there is none.
    """
    if factor == 1:
        return planes
    down, across = _lengths(planes.shape[1], factor), _lengths(planes.shape[2], factor)
    boxes = (down[:, None] * across[None, :]).astype(np.uint32)
    if planes.dtype.kind == "f":
        missing = np.isnan(planes)
        if missing.any():
            counts = _sums(_sums((~missing).astype(np.uint32), factor, 1), factor, 2)
            totals = _sums(_sums(np.where(missing, 0, planes).astype(np.float64), factor, 1), factor, 2)
            with np.errstate(all="ignore"):
                return np.asarray(totals / counts, planes.dtype)
        totals = _sums(_sums(planes, factor, 1), factor, 2)
        return np.asarray(totals / boxes, planes.dtype)
    # The sum of a box of 256 × 256 pixels of 16 bits still fits into 32 bits.
    wide: Any = np.uint16 if planes.dtype == np.uint8 and factor < 16 else np.uint32
    totals = _sums(_sums(planes, factor, 1, wide), factor, 2, wide)
    full = factor * factor
    if (boxes == full).all() and full & (full - 1) == 0:
        totals += wide(full // 2)
        return np.asarray(totals >> wide(full.bit_length() - 1), planes.dtype)
    return np.asarray((totals.astype(np.uint32) + boxes // 2) // boxes, planes.dtype)


def _lengths(size: int, factor: int) -> NDArray[np.int64]:
    lengths = np.full(-(-size // factor), factor, np.int64)
    if size % factor:
        lengths[-1] = size % factor
    return lengths


def _sums(planes: NDArray[Any], factor: int, axis: int, dtype: Any = None) -> NDArray[Any]:
    """Sums of `factor` neighbours along an axis."""
    shape = list(planes.shape)
    shape[axis] = -(-planes.shape[axis] // factor)
    out = np.zeros(shape, dtype or planes.dtype)
    for offset in range(min(factor, planes.shape[axis])):
        part = planes[:, offset::factor] if axis == 1 else planes[:, :, offset::factor]
        target = out[:, : part.shape[1]] if axis == 1 else out[:, :, : part.shape[2]]
        target += part
    return out
