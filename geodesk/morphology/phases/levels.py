"""More than two phases from the grey levels alone."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.collection import OUTSIDE
from geodesk.morphology.threshold import NoPixels, histogram, otsu_of

_MOST_LEVELS = 1024
_MOST_CLASSES = 16


def multi_otsu(pixels: ArrayLike, classes: int = 3, mask: ArrayLike | None = None) -> tuple[int | float, ...]:
    """Otsu's rule for several phases: the thresholds that maximise the variance between them.

    All divisions of the levels are tried, by dynamic programming (P.-S. Liao, T.-S. Chen, P.-C. Chung, J.
    Inf. Sci. Eng. 17 (2001) 713-727). Where more than 1024 levels occur, neighbouring ones are first put
    together into 1024 equal steps; two phases are always those of `geodesk.morphology.otsu`.

    Parameters
    ----------
    pixels : array_like of bool, integer or float, any shape
        Grey values. NaN and infinite pixels are left out.
    classes : int
        How many phases, 2…16.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count.

    Returns
    -------
    tuple of int or float
        classes - 1 values that occur in the picture, ascending; see `label_levels`.

    Raises
    ------
    NoPixels
        A ValueError: no finite pixel.
    ValueError
        Another number of phases, or fewer grey levels than phases.
    """
    if not 2 <= classes <= _MOST_CLASSES:
        raise ValueError(f"classes must lie in 2…{_MOST_CLASSES}, not {classes}")
    values, counts = histogram(pixels, mask)
    if len(values) == 0:
        raise NoPixels
    if len(values) < classes:
        raise ValueError(f"the picture has {len(values)} grey levels, too few for {classes} phases")
    if classes == 2:
        return (otsu_of(values, counts),)
    tops, weights, moments = _steps(values, counts)
    ends = _best_ends(weights, moments, classes)
    whole = values.dtype.kind != "f"
    return tuple(int(tops[end]) if whole else float(tops[end]) for end in ends)


def label_levels(pixels: ArrayLike, thresholds: Sequence[float]) -> NDArray[np.uint8]:
    """Label k = how many of the ascending thresholds lie below the pixel, so label 0 is I <= t0.

    Returns
    -------
    ndarray of uint8, shape of `pixels`
        `geodesk.collection.OUTSIDE` where a pixel is not finite.

    Raises
    ------
    ValueError
        The thresholds do not ascend, or there are more than 254.
    """
    grey = np.asarray(pixels)
    if len(thresholds) >= OUTSIDE or any(a >= b for a, b in zip(thresholds, thresholds[1:], strict=False)):
        raise ValueError(f"thresholds must ascend, and be fewer than {OUTSIDE}")
    labels = np.zeros(grey.shape, np.uint8)
    for threshold in thresholds:
        labels += grey > (np.float64(threshold) if grey.dtype.kind == "f" else np.floor(threshold))
    if grey.dtype.kind == "f":
        labels[~np.isfinite(grey)] = OUTSIDE
    return labels


def _steps(
    values: NDArray[Any], counts: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
    """The levels, put together if they are many: topmost of each step, pixels, sum of (centred) levels."""
    grey = values.astype(np.float64)
    mean = float(np.average(grey, weights=counts))
    sums = (grey - mean) * counts
    if len(values) <= _MOST_LEVELS:
        return values, counts.astype(np.float64), sums
    share = (grey - grey[0]) / (grey[-1] - grey[0])
    step = np.minimum((share * _MOST_LEVELS).astype(np.int64), _MOST_LEVELS - 1)
    last = np.append(np.flatnonzero(np.diff(step)), len(values) - 1)
    first = np.append(0, last[:-1] + 1)
    return values[last], np.add.reduceat(counts.astype(np.float64), first), np.add.reduceat(sums, first)


def _best_ends(weights: NDArray[np.float64], moments: NDArray[np.float64], classes: int) -> list[int]:
    """The last step of every class but the topmost."""
    n = len(weights)
    below = np.concatenate(([0.0], np.cumsum(weights)))
    moment = np.concatenate(([0.0], np.cumsum(moments)))
    # gain[i, j]: (sum of the levels of steps i…j)² / their pixels, the class's part of the variance.
    pixels = below[np.newaxis, 1:] - below[:-1, np.newaxis]
    gain = np.square(moment[np.newaxis, 1:] - moment[:-1, np.newaxis])
    gain = np.where(np.tri(n, k=-1, dtype=bool), -np.inf, gain / np.where(pixels > 0, pixels, 1.0))
    best = gain[0]
    came: list[NDArray[np.intp]] = []
    for _ in range(classes - 1):
        # through[i, j]: steps up to i in the classes so far, i + 1…j in the next one.
        through = best[:-1, np.newaxis] + gain[1:]
        came.append(np.argmax(through, axis=0))
        best = np.max(through, axis=0)
    end, ends = n - 1, []
    for choice in reversed(came):
        end = int(choice[end])
        ends.append(end)
    return ends[::-1]
