"""Two-point probability and lineal path along the axes of a two-phase picture or volume.

I(x) = 1 inside the phase, r >= 0 an integer lag in pixels, M lines of N pixels along the axis:

S2, two-point probability
    C(r) = sum over lines and 0 <= x < N - r of I(x) I(x + r); S2(r) = C(r) / (M (N - r)). Periodic: x runs
    over all N pixels and x + r wraps; S2(r) = C(r) / (M N). S2(0) is the phase fraction.
L, lineal path
    C(r) counts the segments of r + 1 pixels that lie wholly in the phase: with h(l) runs of length l,
    C(r) = sum over l > r of (l - r) h(l), and L(r) = C(r) / (M (N - r)). Periodic: wrapped runs over M N;
    a line wholly in the phase counts N at every r. L(0) = S2(0) and L(1) = S2(1).

With a mask only pairs (S2) or segments (L) of pixels inside the mask count, and the totals are the mask's
own autocorrelation (S2) or its own segments (L).

Counts are exact integers, so those of several pictures may be added. Definitions after S. Torquato, Random
Heterogeneous Materials (2002), chapter 2.
"""

import operator
from collections.abc import Sequence
from typing import Any

from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.bitplanes import Team
from geodesk.morphology.counting import along, both
from geodesk.morphology.field import Field, labels_of, mask_of, pixels_of
from geodesk.morphology.results import AxisCorrelations, Correlation

__all__ = ["AxisCorrelations", "Correlation", "correlations", "lineal_path", "two_point"]


def two_point(
    array: ArrayLike,
    axis: int,
    r_max: int | None = None,
    periodic: bool = False,
    phase: int = 1,
    mask: ArrayLike | None = None,
    *,
    threads: int | None = None,
) -> Correlation:
    """Two-point probability S2 of one phase along one axis.

    Parameters
    ----------
    array : array_like of bool or integer, 2-D or 3-D
        Label image: bool counts as 0 and 1. Any memory order, strides and byte order.
    axis : int
        Axis along which pixels are compared; negative counts from the last.
    r_max : int, optional
        Largest lag in pixels, 0…N - 1; None means N - 1.
    periodic : bool
        Whether the picture repeats beyond its border.
    phase : int
        Label whose pixels are the phase.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count: True or not 0.
    threads : int, optional
        Threads to share the work; None means one up to 1024 x 1024 pixels and all processors above.

    Returns
    -------
    Correlation
        Counts, totals and probability, each of length r_max + 1.

    Raises
    ------
    TypeError
        `array` holds floats (threshold them first) or another unfit type.
    ValueError
        Not 2-D or 3-D, without pixels, a side of 2^30 pixels or more, r_max or axis out of range, a mask of
        another shape, or values above 1 and none equal to `phase`.
    """
    labels, valid = labels_of(array), mask_of(mask)
    where, last = _extent(labels, axis, r_max)
    with Team(threads, labels.size) as team:
        field = Field.of_label(labels, phase, valid, team)
        return along(field, "zyx"[where - labels.ndim], periodic, team).two_point(last)


def lineal_path(
    array: ArrayLike,
    axis: int,
    r_max: int | None = None,
    periodic: bool = False,
    phase: int = 1,
    mask: ArrayLike | None = None,
    *,
    threads: int | None = None,
) -> Correlation:
    """Lineal path L of one phase along one axis: segments of r + 1 pixels wholly in the phase.

    Parameters, result and errors are those of `two_point`.
    """
    labels, valid = labels_of(array), mask_of(mask)
    where, last = _extent(labels, axis, r_max)
    with Team(threads, labels.size) as team:
        field = Field.of_label(labels, phase, valid, team)
        return along(field, "zyx"[where - labels.ndim], periodic, team).lineal_path(last)


def correlations(
    array: ArrayLike,
    axes: Sequence[int] | None = None,
    r_max: int | Sequence[int] | None = None,
    periodic: bool = False,
    mask: ArrayLike | None = None,
    *,
    phase: int = 1,
    threshold: float | None = None,
    threads: int | None = None,
) -> dict[int, AxisCorrelations]:
    """S2 and L of both phases along several axes, packing the pixels once.

    Parameters
    ----------
    array : array_like, 2-D or 3-D
        Without a threshold a bool or integer label image; with one a grey picture (bool, integer or float).
    axes : sequence of int, optional
        Axes wanted; None means all.
    r_max : int or sequence of int, optional
        Largest lag in pixels, for all axes or for each of `axes`; None means N - 1 of each.
    periodic : bool
        Whether the picture repeats beyond its border.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count: True or not 0.
    phase : int
        Label of phase 1; every other label is phase 0. Not used with a threshold.
    threshold : float, optional
        Phase 1 is array > threshold. NaN and infinite pixels are left out, as if masked.
    threads : int, optional
        As in `two_point`.

    Returns
    -------
    dict
        axis (not negative) → AxisCorrelations, in the order of `axes`.

    Raises
    ------
    TypeError, ValueError
        As `two_point`; also a NaN threshold, an axis named twice, or as many r_max as there are not axes.
    """
    pixels, valid = pixels_of(array, threshold), mask_of(mask)
    chosen = list(range(pixels.ndim)) if axes is None else [operator.index(axis) for axis in axes]
    lags = list(r_max) if isinstance(r_max, Sequence) else [r_max] * len(chosen)
    if len(lags) != len(chosen):
        raise ValueError(f"{len(lags)} values of r_max for {len(chosen)} axes")
    extents = [_extent(pixels, axis, last) for axis, last in zip(chosen, lags, strict=True)]
    if len({where for where, _ in extents}) < len(extents):
        raise ValueError(f"an axis is named twice in {chosen}")
    found = {}
    with Team(threads, pixels.size) as team:
        field = Field.of(pixels, phase, threshold, valid, team)
        for where, last in extents:
            found[where] = both(field, "zyx"[where - pixels.ndim], last, periodic, team)
    return found


def _extent(array: NDArray[Any], axis: int, r_max: int | None) -> tuple[int, int]:
    """Give the axis, not negative, and the largest lag along it."""
    where = normalize_axis_index(operator.index(axis), array.ndim)
    n = array.shape[where]
    last = n - 1 if r_max is None else operator.index(r_max)
    if not 0 <= last < n:
        raise ValueError(f"r_max must lie in 0…{n - 1} along axis {where}, not {last}")
    return where, last
