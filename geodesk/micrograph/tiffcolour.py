"""What the samples of a TIFF page mean: grey, palette, colours, inversion, alpha."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph.errors import corrupt, unsupported
from geodesk.micrograph.tiffdir import Directory

_MINISWHITE, _MINISBLACK, _RGB, _PALETTE, _MASK, _CMYK, _YCBCR = 0, 1, 2, 3, 4, 5, 6
_JPEG_FAMILY = (7, 33003, 33004, 33005, 34712, 50001)


class Colour(NamedTuple):
    """What `apply` makes of decoded samples (h, w, samples): dtype and 1, 3 or 4 channels."""

    dtype: np.dtype[Any]
    channels: int
    apply: Callable[[NDArray[Any]], NDArray[Any]]


def colour_of(page: Any, directory: Directory, dtype: np.dtype[Any], path: Path) -> Colour:
    """What the samples of a page mean.

    Parameters
    ----------
    page : tifffile.TiffPage
    directory : Directory
        The same directory as this package read it.
    dtype : numpy.dtype
        Of the decoded samples.
    path : Path
        For error messages.

    Raises
    ------
    UnreadablePicture
        A colour space that is not read here, or a broken palette.
    """
    photometric = int(page.photometric)
    samples = int(page.samplesperpixel)
    bits = page.bitspersample if isinstance(page.bitspersample, int) else dtype.itemsize * 8
    if photometric == _PALETTE:
        return _palette(dtype, directory, path)
    if photometric in (_MINISWHITE, _MINISBLACK, _MASK) or (photometric == _RGB and samples < 3):
        alpha = samples == 2 and _extra(directory)[:1] in ((1,), (2,))
        return _grey(dtype, bits, photometric == _MINISWHITE, alpha)
    if photometric == _YCBCR and int(page.compression) not in _JPEG_FAMILY:
        raise unsupported(path, "uncompressed YCbCr colours", "colores YCbCr sin comprimir")
    if photometric == _CMYK and samples >= 4 and dtype.kind == "u":
        return Colour(dtype, 3, lambda a: _cmyk(a, dtype))
    if photometric in (_RGB, _YCBCR) and samples >= 3:
        alpha = samples >= 4 and _extra(directory)[:1] in ((1,), (2,))
        return Colour(dtype, 4 if alpha else 3, lambda a: np.ascontiguousarray(a[:, :, : 4 if alpha else 3]))
    if photometric > 8 and samples == 1:
        # Raw mosaics and private values: show the one channel as it is.
        return _grey(dtype, bits, False, False)
    raise unsupported(path, f"colours of kind {photometric}", f"colores de tipo {photometric}")


def _extra(directory: Directory) -> tuple[int, ...]:
    with contextlib.suppress(ValueError, TypeError):
        return tuple(int(v) for v in directory.numbers(338)[:8])
    return ()


def _grey(dtype: np.dtype[Any], bits: int, inverted: bool, alpha: bool) -> Colour:
    """One channel. Samples of 1 to 7 bits are spread over 0..255; min-is-white integers are inverted."""
    out = np.dtype(np.uint8) if dtype.kind == "b" else dtype
    most = (1 << bits) - 1

    def apply(samples: NDArray[Any]) -> NDArray[Any]:
        grey = samples[:, :, 0]
        if dtype.kind in "bu":
            if bits < 8:
                grey = (grey.astype(np.uint16) * 255 // most).astype(np.uint8)
            if inverted:
                top = out.type(255 if bits < 8 else most)
                grey = top - np.minimum(grey, top)
        if not alpha:
            return np.ascontiguousarray(grey)
        return np.stack([grey, grey, grey, samples[:, :, 1].astype(out)], axis=2)

    return Colour(out, 4 if alpha else 1, apply)


def _palette(dtype: np.dtype[Any], directory: Directory, path: Path) -> Colour:
    table = directory.numbers(320)
    if dtype.kind not in "bu" or dtype.itemsize > 2 or table.size < 3 or table.size % 3:
        raise corrupt(path, "palette")
    colours = table.reshape(3, -1).T.astype(np.uint16)
    # Some writers fill only the low byte of the 16-bit entries.
    eight = (colours >> 8 if colours.max() > 255 else colours).astype(np.uint8)
    last = len(eight) - 1
    grey = bool((eight[:, 0] == eight[:, 1]).all() and (eight[:, 0] == eight[:, 2]).all())
    lut = np.ascontiguousarray(eight[:, 0]) if grey else eight

    def apply(samples: NDArray[Any]) -> NDArray[Any]:
        index = samples[:, :, 0]
        if index.dtype.kind == "b":
            index = index.astype(np.uint8)
        result: NDArray[Any] = lut[np.minimum(index, last)]
        return result

    return Colour(np.dtype(np.uint8), 1 if grey else 3, apply)


def _cmyk(samples: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    top = float(np.iinfo(dtype).max)
    out = np.empty((*samples.shape[:2], 3), dtype)
    black = 1 - samples[:, :, 3] / top
    for channel in range(3):
        out[:, :, channel] = np.rint((top - samples[:, :, channel]) * black)
    return out
