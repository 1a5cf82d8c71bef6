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

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.bitplanes import (
    BitPlane,
    Lines,
    Team,
    lines_along,
    ones_along,
    pack_above,
    pack_label,
    pack_mask,
    pair_counts,
    run_lengths,
)


@dataclass(frozen=True, eq=False)
class Correlation:
    """One function of the lag; index r of every array is the lag in pixels, r = 0…r_max.

    Attributes
    ----------
    counts : ndarray of int64, shape (r_max + 1,)
        Pairs (S2) or segments (L) in the phase.
    totals : ndarray of int64, shape (r_max + 1,)
        All pairs or segments there are.
    """

    counts: NDArray[np.int64]
    totals: NDArray[np.int64]

    @cached_property
    def probability(self) -> NDArray[np.float64]:
        """Counts / totals, float64 of shape (r_max + 1,); NaN where a mask leaves no pair or segment."""
        unknown = np.full(len(self.totals), np.nan)
        np.divide(self.counts, self.totals, out=unknown, where=self.totals > 0)
        return unknown


@dataclass(frozen=True, eq=False)
class AxisCorrelations:
    """Both functions of both phases along one axis; index 1 of each pair is the phase, 0 the rest.

    Attributes
    ----------
    axis : int
        Axis of the array, not negative.
    two_point : tuple of Correlation
        S2 of phase 0 and of phase 1.
    lineal_path : tuple of Correlation
        L of phase 0 and of phase 1.
    """

    axis: int
    two_point: tuple[Correlation, Correlation]
    lineal_path: tuple[Correlation, Correlation]


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
        Not 2-D or 3-D, without pixels, r_max or axis out of range, a mask of another shape, or values above 1
        and none equal to `phase`.
    """
    labels, valid = _labels(array), _mask(mask)
    where, last = _extent(labels, axis, r_max)
    with Team(threads, labels.size) as team:
        field = _Field.of_label(labels, phase, valid, team)
        return field.along(where, periodic, team).two_point(last)


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
    labels, valid = _labels(array), _mask(mask)
    where, last = _extent(labels, axis, r_max)
    with Team(threads, labels.size) as team:
        field = _Field.of_label(labels, phase, valid, team)
        return field.along(where, periodic, team).lineal_path(last)


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
    pixels = np.asarray(array) if threshold is not None else _labels(array)
    valid = _mask(mask)
    chosen = list(range(pixels.ndim)) if axes is None else [operator.index(axis) for axis in axes]
    lags = list(r_max) if isinstance(r_max, Sequence) else [r_max] * len(chosen)
    if len(lags) != len(chosen):
        raise ValueError(f"{len(lags)} values of r_max for {len(chosen)} axes")
    if threshold is not None:
        _check_shape(pixels)
    extents = [_extent(pixels, axis, last) for axis, last in zip(chosen, lags, strict=True)]
    if len({where for where, _ in extents}) < len(extents):
        raise ValueError(f"an axis is named twice in {chosen}")
    found = {}
    with Team(threads, pixels.size) as team:
        if threshold is None:
            field = _Field.of_label(pixels, phase, valid, team)
        else:
            field = _Field.above(pixels, threshold, valid, team)
        for where, last in extents:
            lines = field.along(where, periodic, team)
            found[where] = AxisCorrelations(where, lines.two_point_both(last), lines.lineal_path_both(last))
    return found


@dataclass(frozen=True)
class _PhaseLines:
    """Lines along one axis of a field: of its phase 1, of its mask, and of phase 0 inside the mask."""

    field: "_Field"
    axis: int
    periodic: bool
    team: Team

    @cached_property
    def inside(self) -> Lines:
        return lines_along(self.field.inside, self.axis, self.team)

    @cached_property
    def valid(self) -> Lines | None:
        return None if self.field.valid is None else lines_along(self.field.valid, self.axis, self.team)

    @cached_property
    def outside(self) -> Lines | None:
        valid = self.field.valid
        return None if valid is None else lines_along(valid.without(self.field.inside), self.axis, self.team)

    def two_point(self, r_max: int) -> Correlation:
        """S2 of phase 1."""
        totals = self._all(r_max) if self.valid is None else self._pairs(self.valid, r_max)
        return Correlation(self._pairs(self.inside, r_max), totals)

    def two_point_both(self, r_max: int) -> tuple[Correlation, Correlation]:
        """S2 of phases 0 and 1."""
        one = self.two_point(r_max)
        if self.outside is not None:
            return Correlation(self._pairs(self.outside, r_max), one.totals), one
        # Pairs of phase 0 = all pairs - those that begin in phase 1 - those that end there + both.
        n = self.inside.length
        before = np.concatenate(([0], np.cumsum(ones_along(self.inside, self.team))))
        lags = np.arange(r_max + 1)
        either = 2 * before[n] if self.periodic else before[n - lags] + (before[n] - before[lags])
        return Correlation(one.totals - either + one.counts, one.totals), one

    def lineal_path(self, r_max: int) -> Correlation:
        """L of phase 1."""
        totals = self._all(r_max) if self.valid is None else self._segments(self.valid, r_max)[1]
        return Correlation(self._segments(self.inside, r_max)[1], totals)

    def lineal_path_both(self, r_max: int) -> tuple[Correlation, Correlation]:
        """L of phases 0 and 1."""
        if self.outside is not None:
            one = self.lineal_path(r_max)
            return Correlation(self._segments(self.outside, r_max)[1], one.totals), one
        totals = self._all(r_max)
        zero, one_counts = self._segments(self.inside, r_max)
        return Correlation(zero, totals), Correlation(one_counts, totals)

    def _all(self, r_max: int) -> NDArray[np.int64]:
        """Pairs, and segments, of a picture without a mask."""
        n = self.inside.length
        lags = np.arange(r_max + 1, dtype=np.int64)
        return self.inside.count * (np.full_like(lags, n) if self.periodic else n - lags)

    def _pairs(self, lines: Lines, r_max: int) -> NDArray[np.int64]:
        return pair_counts(lines, r_max, self.periodic, self.team)

    def _segments(self, lines: Lines, r_max: int) -> NDArray[np.int64]:
        """Segments of r + 1 equal pixels, r = 0…r_max: int64, shape (2, r_max + 1), indexed [value, r]."""
        runs = run_lengths(lines, self.periodic, self.team)
        n = lines.length
        at_least = np.cumsum(runs[:, ::-1], axis=1)  # runs of at least n, n - 1, … 0 pixels
        segments = np.cumsum(at_least, axis=1)[:, n - 1 :: -1]
        if self.periodic:
            # A whole line has n wrapped segments of every length, not n - r.
            segments = segments + runs[:, n:] * np.arange(n)
        return segments[:, : r_max + 1]


@dataclass(frozen=True, slots=True)
class _Field:
    """A two-phase picture as bits: phase 1, and the mask if there is one."""

    inside: BitPlane
    valid: BitPlane | None
    ndim: int

    @classmethod
    def of_label(cls, labels: NDArray[Any], phase: int, mask: NDArray[Any] | None, team: Team) -> "_Field":
        label = operator.index(phase)
        plane = pack_label(labels, label, team)
        if not plane.words.any() and labels.max() > 1:
            raise ValueError(f"the array holds labels up to {labels.max()} and none equal to phase {label}")
        return cls._masked(plane, labels, mask, team)

    @classmethod
    def above(cls, pixels: NDArray[Any], threshold: float, mask: NDArray[Any] | None, team: Team) -> "_Field":
        if math.isnan(threshold):
            raise ValueError("the threshold is NaN")
        if pixels.dtype.kind not in "buif":
            raise TypeError(f"grey pixels must be bool, integer or float, not {pixels.dtype}")
        if pixels.dtype.kind == "f":
            known = np.isfinite(pixels)
            if not known.all():
                mask = known if mask is None else _same_shape(mask, pixels).astype(bool) & known
        return cls._masked(pack_above(pixels, threshold, team), pixels, mask, team)

    @classmethod
    def _masked(cls, plane: BitPlane, array: NDArray[Any], mask: NDArray[Any] | None, team: Team) -> "_Field":
        if mask is None:
            return cls(plane, None, array.ndim)
        valid = pack_mask(_same_shape(mask, array), team)
        return cls(plane & valid, valid, array.ndim)

    def along(self, axis: int, periodic: bool, team: Team) -> _PhaseLines:
        """Lines along an axis of the array."""
        return _PhaseLines(self, axis + 3 - self.ndim, periodic, team)


def _labels(array: ArrayLike) -> NDArray[Any]:
    labels = np.asarray(array)
    if labels.dtype.kind not in "bui":
        raise TypeError(
            f"a label image must be bool or integer, not {labels.dtype}: threshold a grey picture first"
        )
    return _check_shape(labels)


def _check_shape(array: NDArray[Any]) -> NDArray[Any]:
    if array.ndim not in (2, 3):
        raise ValueError(f"the array must have 2 or 3 dimensions, not {array.ndim}")
    if array.size == 0:
        raise ValueError(f"the array has no pixels: its shape is {array.shape}")
    return array


def _mask(mask: ArrayLike | None) -> NDArray[Any] | None:
    if mask is None:
        return None
    valid = np.asarray(mask)
    if valid.dtype.kind not in "bui":
        raise TypeError(f"a mask must be bool or integer, not {valid.dtype}")
    return valid


def _same_shape(mask: NDArray[Any], array: NDArray[Any]) -> NDArray[Any]:
    if mask.shape != array.shape:
        raise ValueError(f"the mask has shape {mask.shape} and the array {array.shape}")
    return mask


def _extent(array: NDArray[Any], axis: int, r_max: int | None) -> tuple[int, int]:
    """Give the axis, not negative, and the largest lag along it."""
    where = normalize_axis_index(operator.index(axis), array.ndim)
    n = array.shape[where]
    last = n - 1 if r_max is None else operator.index(r_max)
    if not 0 <= last < n:
        raise ValueError(f"r_max must lie in 0…{n - 1} along axis {where}, not {last}")
    return where, last
