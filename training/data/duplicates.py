"""Duplicates: pictures that only differ in size, compression, light, crop, turn or mirroring.

A near duplicate is proposed by a difference hash (the signs of the differences between neighbours of a
9×8-pixel thumbnail: N. Krawetz, "Kind of like that", 2013) in any of the eight orientations of a picture, and
verified in that orientation by the correlation of two thumbnails and of their gradients, these at the best
of small shifts: a stone on white ground resembles another in its outline, not in its edges. Pictures of one
field that is shifted further are found by `shifted`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 64
# Of 64 bits. Pictures that were only recompressed or resized differ by a few; cropped ones by more.
MOST_BITS = 16
LEAST_LIKENESS = 0.75
# Of the gradients. On hand specimens, mirrored stock photographs reach .87-1.0 and unlike stones at most .74.
LEAST_DETAIL = 0.7
# Largest shift of the gradients, in pixels of the thumbnail: an eighth of the picture.
SHIFT = 8
# See `shifted`; two pictures of unlike fields of one kind stay below 0.4.
LEAST_SHIFTED = 0.43
# Below this standard deviation of its thumbnail, in grey levels, a picture says nothing of itself.
_FLAT = 1.0
_BLOCK = 512


class Likeness(NamedTuple):
    """Two pictures that show the same: their places, and the correlation that says so."""

    first: int
    second: int
    correlation: float


def thumbnail(pixels: NDArray[np.uint8], width: int = SIDE, height: int = SIDE) -> NDArray[np.float32]:
    """A grey picture (H, W) shrunk to (height, width) by area."""
    small = Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def difference_hash(small: NDArray[np.float32]) -> int:
    """64 bits of a thumbnail (64, 64): whether each of 9×8 pixels is brighter than its left one."""
    nine = np.asarray(Image.fromarray(small).resize((9, 8), Image.Resampling.BOX))
    bits = np.packbits(nine[:, 1:] > nine[:, :-1])
    return int.from_bytes(bits.tobytes(), "big")


def near_duplicates(smalls: NDArray[np.float32]) -> list[Likeness]:
    """Pairs of pictures that show the same.

    Parameters
    ----------
    smalls
        (n, 64, 64) `thumbnail` of each picture.

    Returns
    -------
    list of Likeness
        first < second, each pair once with its best orientation, sorted.
    """
    n = len(smalls)
    if n < 2:
        return []
    plain, edges = _standardised(smalls), _edges(smalls)
    flat = smalls.std(axis=(1, 2)) < _FLAT
    mine = np.array([difference_hash(small) for small in smalls], np.uint64)
    best: dict[tuple[int, int], float] = {}
    for turned in _orientations(smalls):
        theirs = np.array([difference_hash(small) for small in turned], np.uint64)
        standard = _standardised(turned)
        for start in range(0, n, _BLOCK):
            bits = np.bitwise_count(mine[start : start + _BLOCK, None] ^ theirs[None, :])
            for i, j in zip(*np.nonzero(bits <= MOST_BITS), strict=True):
                one, other = start + int(i), int(j)
                if one >= other or flat[one] or flat[other]:
                    continue
                if float((plain[one] * standard[other]).mean()) < LEAST_LIKENESS:
                    continue
                detail = _at_small_shifts(edges[one], _edges(turned[other : other + 1])[0])
                if detail >= LEAST_DETAIL:
                    best[one, other] = max(best.get((one, other), 0.0), detail)
    return [Likeness(i, j, round(likeness, 4)) for (i, j), likeness in sorted(best.items())]


def shifted(smalls: NDArray[np.float32]) -> list[Likeness]:
    """Pairs of pictures of one field, one of them shifted (cyclically).

    Parameters
    ----------
    smalls
        (n, 40, 64) `thumbnail` of each picture. Structure finer than its pixels is recognised only where
        the pictures are hardly shifted; pictures with a single feature on plain ground resemble each
        other too, which makes a split more cautious.
    """
    n, height, width = smalls.shape
    spectra = np.fft.rfft2(_edges(smalls))
    found = []
    for i in range(n - 1):
        products = spectra[i + 1 :] * spectra[i].conj()
        peaks = np.fft.irfft2(products, (height, width)).max(axis=(1, 2)) / (height * width)
        for j in np.flatnonzero(peaks > LEAST_SHIFTED):
            found.append(Likeness(i, i + 1 + int(j), round(float(peaks[j]), 4)))
    return found


def groups(n: int, links: Iterable[Sequence[int]]) -> list[int]:
    """The lowest member of each one's group, where linked ones (first, second, …) belong together."""
    parent = list(range(n))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for first, second, *_ in links:
        a, b = root(int(first)), root(int(second))
        parent[max(a, b)] = min(a, b)
    return [root(i) for i in range(n)]


def _orientations(smalls: NDArray[np.float32]) -> Iterable[NDArray[np.float32]]:
    """The eight turns and mirrorings of square thumbnails."""
    for mirrored in (smalls, smalls[:, :, ::-1]):
        for quarter in range(4):
            yield np.ascontiguousarray(np.rot90(mirrored, quarter, axes=(1, 2)))


def _edges(smalls: NDArray[np.float32]) -> NDArray[np.float32]:
    """Standardised gradient magnitudes."""
    down, across = np.gradient(smalls, axis=(1, 2))
    return _standardised(np.hypot(down, across))


def _at_small_shifts(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The largest (cyclic) correlation of two standardised thumbnails at shifts up to `SHIFT`."""
    peaks = np.fft.irfft2(np.fft.rfft2(one) * np.fft.rfft2(other).conj(), one.shape) / one.size
    near = np.r_[0 : SHIFT + 1, -SHIFT:0]
    return float(peaks[np.ix_(near, near)].max())


def _standardised(smalls: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = smalls - smalls.mean(axis=(1, 2), keepdims=True)
    spread = np.asarray(centred.std(axis=(1, 2), keepdims=True))
    return np.asarray(centred / np.where(spread > 0, spread, 1), dtype=np.float32)
