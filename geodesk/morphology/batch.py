"""Correlation functions of a stack of small pictures, without Python's cost for each of them."""

import operator
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology._batch import both_axes
from geodesk.morphology.bitplanes import Team
from geodesk.morphology.correlation import correlations
from geodesk.morphology.ensemble import (
    Ensemble,
    EnsembleDirection,
    EnsembleFunction,
    Member,
)
from geodesk.morphology.kernel import path_number


def correlations_batch(
    stack: ArrayLike,
    threshold: float | Sequence[float] | NDArray[np.generic],
    r_max: int | None = None,
    *,
    ids: Sequence[str] | None = None,
    threads: int | None = None,
) -> Ensemble:
    """S2 and L of both phases along x and y of many pictures of one size, not periodic.

    The counts are those of `correlations` for each picture. 8- and 16-bit pictures are counted by one call
    of the compiled kernel; others one by one.

    Parameters
    ----------
    stack : array_like of bool, integer or float, shape (pictures, ny, nx)
        Grey pictures. NaN and infinite pixels are left out, as if masked.
    threshold : float or sequence of float
        One for all, or one a picture: phase 1 is picture > threshold.
    r_max : int, optional
        Largest lag in pixels, along an axis at most its N - 1; None: half of each axis.
    ids : sequence of str, optional
        Names of the pictures; None: their numbers from 0.
    threads : int, optional
        Threads to share the pictures; None means one up to 1024 x 1024 pixels and all processors above.

    Returns
    -------
    Ensemble
        Directions ``"x"`` and ``"y"``, lags in pixels.

    Raises
    ------
    TypeError
        Pixels that are not numbers.
    ValueError
        Not three-dimensional or without pixels, as many thresholds or ids as there are not pictures, a NaN
        threshold, a negative `r_max`.
    """
    pixels = np.asarray(stack)
    if pixels.ndim != 3 or pixels.size == 0:
        raise ValueError(f"a stack of pictures has the shape (pictures, ny, nx), not {pixels.shape}")
    names = tuple(str(k) for k in range(len(pixels))) if ids is None else tuple(ids)
    levels = np.asarray(threshold, np.float64)
    if len(names) != len(pixels) or levels.shape not in ((), (len(pixels),)):
        raise ValueError(f"{len(pixels)} pictures need one threshold or as many, and as many ids")
    levels = np.broadcast_to(levels, len(pixels))
    if np.isnan(levels).any():
        raise ValueError("a threshold is NaN")
    if r_max is not None and operator.index(r_max) < 0:
        raise ValueError(f"r_max must not be negative, not {r_max}")
    _, ny, nx = pixels.shape
    last_y, last_x = (min(n - 1, n // 2 if r_max is None else r_max) for n in (ny, nx))
    if pixels.dtype.kind == "b":
        pixels = pixels.view(np.uint8)
    if pixels.dtype.kind != "u" or pixels.dtype.itemsize > 2:
        return _one_by_one(pixels, levels, (last_y, last_x), names, threads)
    pixels = pixels.astype(pixels.dtype.newbyteorder("="), copy=False)
    if pixels.strides[2] != pixels.itemsize or not pixels.flags.aligned:
        pixels = np.ascontiguousarray(pixels)
    largest = int(np.iinfo(pixels.dtype).max)
    above = np.clip(np.floor(levels), -1, largest).astype(np.int64)
    s2_y, l_y = (np.empty((len(pixels), 2, last_y + 1), np.int64) for _ in range(2))
    s2_x, l_x = (np.empty((len(pixels), 2, last_x + 1), np.int64) for _ in range(2))
    path = path_number()

    def share(start: int, stop: int) -> None:
        both_axes(pixels, above, s2_y, l_y, s2_x, l_x, start, stop, path)

    with Team(threads, pixels.size) as team:
        team.share(share, len(pixels))
    return Ensemble(names, {"x": _direction(s2_x, l_x, ny, nx), "y": _direction(s2_y, l_y, nx, ny)})


def _direction(s2: NDArray[np.int64], path: NDArray[np.int64], lines: int, n: int) -> EnsembleDirection:
    totals = np.broadcast_to(lines * (n - np.arange(s2.shape[2], dtype=np.int64)), (len(s2), s2.shape[2]))
    pairs, segments = (
        (EnsembleFunction(counts[:, 0], totals), EnsembleFunction(counts[:, 1], totals))
        for counts in (s2, path)
    )
    return EnsembleDirection(pairs, segments)


def _one_by_one(
    pixels: NDArray[np.generic],
    levels: NDArray[np.float64],
    lags: tuple[int, int],
    names: Sequence[str],
    threads: int | None,
) -> Ensemble:
    members = []
    for name, picture, level in zip(names, pixels, levels, strict=True):
        found = correlations(picture, (1, 0), (lags[1], lags[0]), threshold=float(level), threads=threads)
        members.append(Member(name, {"x": found[1], "y": found[0]}))
    return Ensemble.of(members)
