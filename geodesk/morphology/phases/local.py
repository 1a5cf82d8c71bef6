"""Thresholds that follow the picture: each pixel is compared with its neighbourhood."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kind = Literal["mean", "niblack", "sauvola"]

_STRIP = 1 << 22  # pixels of a strip: bounds the memory


@dataclass(frozen=True, slots=True)
class LocalRule:
    """How a local threshold is found from the mean m and standard deviation s of a square window.

    ``"mean"``: t = m + k R. ``"niblack"``: t = m + k s (W. Niblack, An Introduction to Digital Image
    Processing, 1986, p. 115). ``"sauvola"``: t = m (1 + k (s / R - 1)) (J. Sauvola, M. Pietikäinen, Pattern
    Recognition 33 (2000) 225-236), for pictures whose black is 0.

    Attributes
    ----------
    kind : str
    window : int
        Side in pixels, odd; larger than what is to be parted.
    k : float
        0 for the mean; -0.2 for Niblack and 0.2 for Sauvola are usual.
    spread : float or None
        R, in grey levels; None: 128 for uint8, else half of the picture's own range.
    """

    kind: Kind
    window: int = 51
    k: float = 0.0
    spread: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("mean", "niblack", "sauvola"):
            raise ValueError(f'kind must be "mean", "niblack" or "sauvola", not {self.kind!r}')
        if self.window < 3 or self.window % 2 == 0:
            raise ValueError(f"window must be an odd number of 3 pixels or more, not {self.window}")


def local_threshold(pixels: ArrayLike, rule: LocalRule) -> NDArray[np.float64]:
    """The threshold of every pixel.

    Parameters
    ----------
    pixels : array_like of bool, integer or float, shape (H, W) or (pages, H, W)
        Grey values; the pages of a volume are taken one by one. The border is mirrored. NaN and infinite
        pixels take part in no window.
    rule : LocalRule

    Returns
    -------
    ndarray of float64, same shape
        NaN where the whole window is not finite.

    Raises
    ------
    TypeError, ValueError
        Pixels that are not numbers, or of another shape.
    """
    grey = _grey(pixels)
    found = np.empty(grey.shape, np.float64)
    for place, threshold in _strips(grey, rule):
        found[place] = threshold
    return found


def local_binarise(pixels: ArrayLike, rule: LocalRule) -> NDArray[np.bool_]:
    """Phase 1: the pixels above their local threshold; parameters and errors as `local_threshold`.

    Returns
    -------
    ndarray of bool, same shape
        False where a pixel is NaN.
    """
    grey = _grey(pixels)
    found = np.empty(grey.shape, np.bool_)
    for place, threshold in _strips(grey, rule):
        found[place] = grey[place] > threshold
    return found


def _grey(pixels: ArrayLike) -> NDArray[Any]:
    grey = np.asarray(pixels)
    if grey.dtype.kind not in "buif":
        raise TypeError(f"grey pixels must be bool, integer or float, not {grey.dtype}")
    if grey.ndim not in (2, 3) or grey.size == 0:
        raise ValueError(f"pixels must be (H, W) or (pages, H, W) and not empty, not {grey.shape}")
    return grey.view(np.uint8) if grey.dtype.kind == "b" else grey


def _strips(
    grey: NDArray[Any], rule: LocalRule
) -> Iterator[tuple[tuple[int | slice, ...], NDArray[np.float64]]]:
    """The thresholds, strip by strip: where they belong in the picture, and they."""
    height, width = grey.shape[-2:]
    low, high = _range(grey)
    spread = rule.spread or (128.0 if grey.dtype == np.uint8 else (high - low) / 2)
    halo, step = rule.window // 2, max(1, _STRIP // width)
    for page in range(len(grey)) if grey.ndim == 3 else (None,):
        plane = grey if page is None else grey[page]
        for start in range(0, height, step):
            top, stop = max(0, start - halo), min(start + step, height)
            mean, deviation = _moments(plane[top : stop + halo], rule.window, low / 2 + high / 2)
            if rule.kind == "mean":
                threshold = mean + rule.k * spread
            elif rule.kind == "niblack":
                threshold = mean + rule.k * deviation
            else:
                # Where nothing spreads there is nothing to divide by, and no contrast to find.
                relative = deviation / spread if spread else deviation
                threshold = mean * (1 + rule.k * (relative - 1))
            rows = slice(start, stop)
            yield (rows,) if page is None else (page, rows), threshold[start - top : stop - top]


def _range(grey: NDArray[Any]) -> tuple[float, float]:
    known = grey[np.isfinite(grey)] if grey.dtype.kind == "f" else grey
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def _moments(
    strip: NDArray[Any], window: int, centre: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation in a window about each pixel, of the finite pixels."""
    from scipy import ndimage

    x = strip.astype(np.float64)
    x -= centre  # squares of small numbers lose less
    known = np.isfinite(x)
    if known.all():
        mean = ndimage.uniform_filter(x, window)
        square = ndimage.uniform_filter(x * x, window)
    else:
        x[~known] = 0
        share = ndimage.uniform_filter(known.astype(np.float64), window)
        share[share < 0.5 / window**2] = np.nan  # less than one pixel: what rounding leaves of none
        mean = ndimage.uniform_filter(x, window) / share
        square = ndimage.uniform_filter(x * x, window) / share
    return mean + centre, np.sqrt(np.maximum(square - mean * mean, 0))
