"""Grey, range and display: the one rule for 8-bit, 16-bit and float pixels."""

import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Rule = Literal["dtype-full"] | tuple[float, float]

DISPLAY_PERCENTILES = (0.35, 99.65)
"""What `to_display` stretches to 0 and 255 where the pixels are not 8-bit."""

_SAMPLE = 1 << 24
_BLOCK = 1 << 20
# Red, green and blue of ITU-R BT.601 in 1/65536, as Pillow's "L" uses them.
_LUMA = (19595, 38470, 7471)


def to_grey(pixels: NDArray[Any]) -> NDArray[Any]:
    """Grey of any picture, in the same dtype.

    Parameters
    ----------
    pixels : ndarray, shape (H, W) or (H, W, 1 | 3 | 4)
        A grey picture comes back as it is (a view). Colours are weighted by ITU-R BT.601 (0.299 R + 0.587 G
        + 0.114 B), for uint8 with the same integer rounding as Pillow's ``convert("L")``. A fourth channel
        (alpha) is ignored: what is transparent keeps the colour that is stored.

    Returns
    -------
    ndarray, shape (H, W), dtype of `pixels`
    """
    if pixels.ndim == 2:
        return pixels
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3, 4):
        raise ValueError(f"pixels must be (H, W) or (H, W, 1 | 3 | 4), not {pixels.shape}")
    if pixels.shape[2] == 1:
        return pixels[:, :, 0]
    grey = np.empty(pixels.shape[:2], pixels.dtype)
    rows = max(1, _BLOCK // max(1, pixels.shape[1]))
    for start in range(0, len(pixels), rows):
        grey[start : start + rows] = _luma(pixels[start : start + rows])
    return grey


def _luma(pixels: NDArray[Any]) -> NDArray[Any]:
    red, green, blue = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    if pixels.dtype.kind in "bui" and pixels.dtype.itemsize <= 2:
        wide = np.uint32 if pixels.dtype == np.uint8 else np.int64
        grey: NDArray[Any] = red.astype(wide) * _LUMA[0]
        grey += green.astype(wide) * _LUMA[1]
        grey += blue.astype(wide) * _LUMA[2]
        return (grey + 0x8000) >> 16
    mixed: NDArray[Any] = 0.299 * red.astype(np.float64) + 0.587 * green + 0.114 * blue
    return np.rint(mixed) if pixels.dtype.kind in "bui" else mixed


def to_range(pixels: NDArray[Any], rule: Rule = "dtype-full") -> NDArray[np.float32]:
    """Pixels as float32 from 0 to 255, the scale on which models and displays work.

    Parameters
    ----------
    pixels : ndarray, any shape and real dtype
    rule : "dtype-full" or (low, high)
        ``"dtype-full"``: uint8 keeps its values; uint16 is divided by 257, so 0..65535 becomes 0..255 and
        the brightness of two pictures stays comparable. Every other dtype has no natural full range: the
        smallest finite pixel becomes 0 and the largest 255.
        ``(low, high)``: those percentiles of the finite pixels (linear interpolation between neighbours, as
        ``numpy.percentile``) become 0 and 255, values beyond are clipped. They are exact for 8 and 16 bits;
        in other arrays above 16 million pixels an evenly spaced sample stands for all.

        Pixels that are not finite (NaN, ±∞) hold no value and become 0. Where all finite pixels are
        equal, or none is finite, a stretch has no meaning and the result is 0 everywhere.

    Returns
    -------
    ndarray of float32, same shape
    """
    if pixels.dtype.kind not in "buif":
        raise ValueError(f"pixels of dtype {pixels.dtype} have no order to stretch")
    if isinstance(rule, str):
        if rule != "dtype-full":
            raise ValueError(f'unknown rule {rule!r}: choose "dtype-full" or two percentiles')
        if pixels.dtype == np.uint8:
            return pixels.astype(np.float32)
        if pixels.dtype == np.uint16:
            return pixels.astype(np.float32) / np.float32(257)
        return _stretch(pixels, None)
    low, high = float(rule[0]), float(rule[1])
    if not 0 <= low < high <= 100:
        raise ValueError(f"percentiles must satisfy 0 <= low < high <= 100, not {rule}")
    return _stretch(pixels, (low, high))


def to_display(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Pixels as uint8 for the screen and for thumbnails.

    uint8 comes back unchanged (a view); bool becomes 0 and 255. Everything else, 16-bit above all, is
    stretched: the percentiles 0.35 and 99.65 of its finite pixels become 0 and 255 as in `to_range`, so a
    12-bit camera's picture is not shown black and a few hot pixels do not darken it.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * np.uint8(255)
    return np.rint(to_range(pixels, DISPLAY_PERCENTILES)).astype(np.uint8)


def _limits(pixels: NDArray[Any], percentiles: tuple[float, float] | None) -> tuple[float, float]:
    """A quarter of the values that become 0 and 255; equal where a stretch has no meaning."""
    if percentiles is not None and pixels.size > _SAMPLE and pixels.dtype not in (np.uint8, np.uint16):
        step = math.ceil(math.sqrt(pixels.size / _SAMPLE))
        pixels = pixels[::step, ::step] if pixels.ndim > 1 else pixels[:: step * step]
    flat = pixels.reshape(-1)
    if pixels.dtype.kind == "f":
        flat = flat[np.isfinite(flat)]
    if flat.size == 0:
        return 0.0, 0.0
    if percentiles is None:
        return float(flat.min()) / 4, float(flat.max()) / 4
    if pixels.dtype in (np.uint8, np.uint16):
        below = np.cumsum(np.bincount(flat))
        ranks = [part / 100 * (flat.size - 1) for part in percentiles]
        ends = [(np.searchsorted(below, [rank // 1, -(-rank // 1)], "right"), rank % 1) for rank in ranks]
        low, high = (float(at[0]) + (float(at[1]) - float(at[0])) * between for at, between in ends)
        return low / 4, high / 4
    low, high = (float(v) for v in np.percentile(flat.astype(np.float64) / 4, percentiles))
    return low, high


def _stretch(pixels: NDArray[Any], percentiles: tuple[float, float] | None) -> NDArray[np.float32]:
    out: NDArray[np.float32]
    low, high = _limits(pixels, percentiles)
    # float64 keeps large offsets apart; working in quarters keeps max − min of extreme floats finite.
    work = np.float32 if pixels.dtype.kind in "bui" and pixels.dtype.itemsize <= 2 else np.float64
    out = np.zeros(pixels.shape, np.float32)
    if high <= low:
        return out
    source: NDArray[Any]
    source, target = pixels.reshape(-1), out.reshape(-1)
    for start in range(0, source.size, _BLOCK):
        block: NDArray[Any] = source[start : start + _BLOCK]
        with np.errstate(all="ignore"):
            scaled: NDArray[Any] = np.divide(block.astype(work), 4)
            scaled = (scaled - work(low)) / work(high - low)
            scaled = np.clip(scaled, 0, 1) * 255
        if pixels.dtype.kind == "f":
            scaled[~np.isfinite(block)] = 0
        target[start : start + _BLOCK] = scaled
    return out
