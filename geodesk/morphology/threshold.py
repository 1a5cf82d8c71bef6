"""Two phases from a grey picture: Otsu's threshold and the comparison itself."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.language import GeoDeskError
from geodesk.morphology.kernel import compiled


class NoPixels(GeoDeskError, ValueError):
    """There is no finite pixel to take a threshold from."""

    def __init__(self) -> None:
        super().__init__(
            en="The picture has no finite pixel inside the measured area, so it has no threshold: "
            "check the file and the area left out.",
            es="La imagen no tiene ningún píxel finito en el área medida, así que no tiene umbral: "
            "revise el archivo y el área excluida.",
        )


def binarise(pixels: ArrayLike, threshold: float) -> NDArray[np.bool_]:
    """Phase 1: the pixels above a threshold.

    Parameters
    ----------
    pixels : array_like of bool, integer or float, any shape
        Grey values.
    threshold : float
        In the unit of the pixels; compared exactly, never rounded to their type.

    Returns
    -------
    ndarray of bool
        pixels > threshold; False where a pixel is NaN.
    """
    grey = _grey(pixels)
    if math.isnan(threshold):
        raise ValueError("the threshold is NaN")
    if grey.dtype.kind == "f":
        return np.asarray(grey > np.float64(threshold))
    if math.isinf(threshold):
        return np.full(grey.shape, threshold < 0)
    return np.asarray((grey.view(np.uint8) if grey.dtype.kind == "b" else grey) > math.floor(threshold))


def otsu(pixels: ArrayLike, mask: ArrayLike | None = None) -> int | float:
    """Otsu's threshold: the smallest t that maximises the variance between pixels <= t and pixels > t.

    Every value that occurs is tried, without bins, and ties are settled in exact integers, so the result does
    not depend on rounding or on the machine. Source: N. Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979) 62-66.

    Parameters
    ----------
    pixels : array_like of bool, integer or float, any shape
        Grey values. NaN and infinite pixels are left out.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count: True or not 0.

    Returns
    -------
    int or float
        A value that occurs in the picture, int for bool and integer pixels. Phase 1 is pixels > t. Where all
        pixels are equal, t is their value and phase 1 is empty.

    Raises
    ------
    NoPixels
        A ValueError: no finite pixel, or none inside the mask.
    TypeError, ValueError
        Pixels that are not numbers; a mask of another shape.
    """
    return otsu_of(*histogram(pixels, mask))


def otsu_of(values: NDArray[Any], counts: NDArray[np.int64]) -> int | float:
    """Otsu's threshold of a picture whose `histogram` is known; as `otsu`."""
    if len(values) == 0:
        raise NoPixels
    best = _best(values, counts)
    return float(values[best]) if values.dtype.kind == "f" else int(values[best])


def histogram(pixels: ArrayLike, mask: ArrayLike | None = None) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The finite grey values that occur, ascending, and how often each does; no bins.

    Parameters are those of `otsu`; float values come back as float64.
    """
    return _histogram(_grey(pixels), mask)


def _grey(pixels: ArrayLike) -> NDArray[Any]:
    grey = np.asarray(pixels)
    if grey.dtype.kind not in "buif":
        raise TypeError(f"grey pixels must be bool, integer or float, not {grey.dtype}")
    return grey.astype(grey.dtype.newbyteorder("="), copy=False)


def _histogram(grey: NDArray[Any], mask: ArrayLike | None) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Give the finite values that occur, ascending, and how often each does."""
    if mask is not None:
        where = np.asarray(mask)
        if where.shape != grey.shape:
            raise ValueError(f"the mask has shape {where.shape} and the picture {grey.shape}")
        grey = grey[where if where.dtype.kind == "b" else where != 0]
    if grey.dtype.kind == "b":
        grey = grey.view(np.uint8)
    if grey.dtype in (np.uint8, np.uint16) and grey.size:
        rows = np.ascontiguousarray(grey).reshape(1, 1, -1)
        every = np.zeros(int(np.iinfo(grey.dtype).max) + 1, np.int64)
        (compiled.histogram_u8 if grey.dtype == np.uint8 else compiled.histogram_u16)(rows, every)
        occurring = np.flatnonzero(every)
        return occurring, every[occurring]
    if grey.dtype.kind == "f":
        grey = grey[np.isfinite(grey)]
        if grey.dtype.itemsize > 8:
            grey = grey.astype(np.float64)
    values, counts = np.unique(grey, return_counts=True)
    if values.dtype.kind == "f":
        values = values.astype(np.float64, copy=False)
    return values, counts.astype(np.int64)


def _best(values: NDArray[Any], counts: NDArray[np.int64]) -> int:
    """Index of the smallest of the ascending values that maximises the variance between the classes."""
    if len(values) == 1:
        return 0
    pixels = int(counts.sum())
    # With n of the N pixels, of sum s, at or below t, and S the sum of all, the variance is
    # (s N - S n)² / (N² n (N - n)). Floating point leaves few candidates; exact integers settle those.
    centred = _scaled(values)
    centred -= float(np.dot(centred, counts)) / pixels
    below = np.cumsum(counts)[:-1].astype(np.float64)
    variance = np.cumsum(centred * counts)[:-1] ** 2 / (below * (pixels - below))
    spread = float(np.dot(np.abs(centred), counts)) / pixels
    slack = 1e-6 + 64 * float(np.finfo(np.float64).eps) * (len(values) + 1 / spread)
    candidates = np.flatnonzero(variance >= variance.max() * (1 - slack))
    if len(candidates) == 1:
        return int(candidates[0])
    return _exactly_best(values, counts, candidates)


def _scaled(values: NDArray[Any]) -> NDArray[np.float64]:
    """Bring ascending values to 0…1 with an error relative to each one's distance from the smallest."""
    if values.dtype.kind == "f":
        # Halved where the difference of the extremes could overflow.
        spread = (
            values * 0.5 - values[0] * 0.5 if np.abs(values[[0, -1]]).max() > 1e300 else values - values[0]
        )
    else:
        whole = values.astype(np.uint64)  # modulo 2**64, so the differences are exact, of signed values too
        spread = (whole - whole[0]).astype(np.float64)
    return np.asarray(spread / spread[-1], dtype=np.float64)


def _exactly_best(values: NDArray[Any], counts: NDArray[np.int64], candidates: NDArray[np.intp]) -> int:
    start, stop = int(candidates[0]), int(candidates[-1]) + 1
    wanted = {int(k) for k in candidates}
    pixels, total = int(counts.sum()), _exact_sum(values, counts)
    below, moment = int(counts[:start].sum()), _exact_sum(values[:start], counts[:start])
    best, best_square, best_weight = -1, -1, 1
    for k in range(start, stop):
        count = int(counts[k])
        below += count
        moment += count * _exact_int(values[k])
        if k in wanted:
            square = (moment * pixels - total * below) ** 2
            weight = below * (pixels - below)
            # Strictly greater, so a plateau keeps its smallest t.
            if square * best_weight > best_square * weight:
                best, best_square, best_weight = k, square, weight
    return best


# A finite float64 is a whole number of 2**-1074.
_UNIT = 1074


def _exact_int(value: Any) -> int:
    """Give an integer as it is, and a float64 in units of 2**-1074."""
    if not isinstance(value, np.floating):
        return int(value)
    numerator, denominator = float(value).as_integer_ratio()
    return (numerator << _UNIT) // denominator


def _exact_sum(values: NDArray[Any], counts: NDArray[np.int64]) -> int:
    """Sum of values * counts without rounding, in the unit of `_exact_int`."""
    if values.dtype.kind != "f":
        # In halves of 32 bits, which times a count of pixels fit into 63.
        wide = values.astype(np.uint64 if values.dtype.kind == "u" else np.int64)
        high, low = wide >> 32, wide & 0xFFFFFFFF
        return (int(np.dot(high.astype(np.int64), counts)) << 32) + int(np.dot(low.astype(np.int64), counts))
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    high, low = whole >> 26, whole & 0x3FFFFFF
    # Ascending values of one exponent and sign stand together.
    edges = [0, *(np.flatnonzero(np.diff(exponent)) + 1).tolist(), len(values)]
    total = 0
    for start, stop in pairwise(edges):
        if start < stop:
            here = counts[start:stop]
            part = (int(np.dot(high[start:stop], here)) << 26) + int(np.dot(low[start:stop], here))
            shift = int(exponent[start]) - 53 + _UNIT
            total += part << shift if shift >= 0 else part >> -shift
    return total
