"""Pairs and segments of a two-phase field along an axis or a diagonal, of one phase or of both."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology.bitplanes import (
    BitPlane,
    Lines,
    Team,
    diagonal_run_lengths,
    lines_along,
    ones_along,
    pair_counts,
    run_lengths,
)
from geodesk.morphology.field import Field
from geodesk.morphology.lattice import end_counts, margins_of, sheared
from geodesk.morphology.results import AxisCorrelations, Correlation

AXES = {"z": 0, "y": 1, "x": 2}
"""Axis of the planes (nz, ny, nx) by its name."""


@dataclass(frozen=True)
class Along(ABC):
    """One direction of a field, along which lag r is r steps."""

    field: Field
    periodic: bool
    team: Team

    @abstractmethod
    def _lines(self, plane: BitPlane, r_max: int) -> Lines:
        """Lines of a plane along the direction, for pairs up to r_max apart."""

    @abstractmethod
    def _all(self, r_max: int) -> NDArray[np.int64]:
        """Pairs, and segments, of a picture without a mask: int64, shape (r_max + 1,)."""

    @abstractmethod
    def _ends(self, lines: Lines, r_max: int) -> NDArray[np.int64]:
        """Ones of the phase that begin a pair plus those that end one, without a mask: shape (r_max + 1,)."""

    @abstractmethod
    def _segments(self, plane: BitPlane, r_max: int) -> NDArray[np.int64]:
        """Segments of r + 1 equal pixels, without a mask: int64, shape (2, r_max + 1), indexed [value, r]."""

    def two_point(self, r_max: int) -> Correlation:
        """S2 of phase 1."""
        return self._two_point(self._lines(self.field.inside, r_max), r_max)

    def two_point_both(self, r_max: int) -> tuple[Correlation, Correlation]:
        """S2 of phases 0 and 1."""
        lines = self._lines(self.field.inside, r_max)
        one = self._two_point(lines, r_max)
        if self.field.valid is not None:
            outside = self.field.valid.without(self.field.inside)
            return Correlation(self.pairs(outside, r_max), one.totals), one
        # Pairs of phase 0 = all pairs - those that begin in phase 1 - those that end there + both.
        return Correlation(one.totals - self._ends(lines, r_max) + one.counts, one.totals), one

    def lineal_path(self, r_max: int) -> Correlation:
        """L of phase 1."""
        counts = self._segments(self.field.inside, r_max)[1]
        return Correlation(counts, self._segments_there_are(r_max))

    def lineal_path_both(self, r_max: int) -> tuple[Correlation, Correlation]:
        """L of phases 0 and 1."""
        totals = self._segments_there_are(r_max)
        zero, one = self._segments(self.field.inside, r_max)
        if self.field.valid is not None:
            zero = self._segments(self.field.valid.without(self.field.inside), r_max)[1]
        return Correlation(zero, totals), Correlation(one, totals)

    def paths(self, plane: BitPlane, r_max: int) -> NDArray[np.int64]:
        """Segments of r + 1 ones of a plane, r = 0…r_max: int64, shape (r_max + 1,)."""
        segments: NDArray[np.int64] = self._segments(plane, r_max)[1]
        return segments

    def totals(self, r_max: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All pairs and all segments there are."""
        return self._pairs_there_are(r_max), self._segments_there_are(r_max)

    def _two_point(self, lines: Lines, r_max: int) -> Correlation:
        counts = pair_counts(lines, r_max, self.periodic, self.team)
        return Correlation(counts, self._pairs_there_are(r_max))

    def _pairs_there_are(self, r_max: int) -> NDArray[np.int64]:
        valid = self.field.valid
        return self._all(r_max) if valid is None else self.pairs(valid, r_max)

    def _segments_there_are(self, r_max: int) -> NDArray[np.int64]:
        valid = self.field.valid
        return self._all(r_max) if valid is None else self._segments(valid, r_max)[1]

    def pairs(self, plane: BitPlane, r_max: int) -> NDArray[np.int64]:
        """Pairs of ones of a plane, r = 0…r_max apart: int64, shape (r_max + 1,)."""
        return pair_counts(self._lines(plane, r_max), r_max, self.periodic, self.team)


@dataclass(frozen=True)
class AlongAxis(Along):
    """Axis 0 (z), 1 (y) or 2 (x) of the planes."""

    axis: int

    def _lines(self, plane: BitPlane, r_max: int) -> Lines:
        return lines_along(plane, self.axis, self.team)

    def _all(self, r_max: int) -> NDArray[np.int64]:
        n = self._length
        lags = np.arange(r_max + 1, dtype=np.int64)
        return math.prod(self.field.shape) // n * (np.full_like(lags, n) if self.periodic else n - lags)

    def _ends(self, lines: Lines, r_max: int) -> NDArray[np.int64]:
        n = lines.length
        before = np.concatenate(([0], np.cumsum(ones_along(lines, self.team))))
        lags = np.arange(r_max + 1)
        if self.periodic:
            return np.full(r_max + 1, 2 * before[n])
        ends: NDArray[np.int64] = before[n - lags] + (before[n] - before[lags])
        return ends

    def _segments(self, plane: BitPlane, r_max: int) -> NDArray[np.int64]:
        return segments_of(run_lengths(plane, self.axis, self.periodic, self.team), r_max, self.periodic)

    @property
    def _length(self) -> int:
        return self.field.shape[self.axis]


@dataclass(frozen=True)
class AlongDiagonal(Along):
    """Diagonals of the pages: down to the right (`upwards` False) or up to the right.

    A periodic field's pages are square, so that each diagonal is a ring of as many pixels.
    """

    upwards: bool

    def _lines(self, plane: BitPlane, r_max: int) -> Lines:
        reach = 0 if self.periodic else r_max
        return sheared(self._down(plane), (0, 1, 1), reach, self.team)

    def _all(self, r_max: int) -> NDArray[np.int64]:
        nz, ny, nx = self.field.shape
        lags = np.arange(r_max + 1, dtype=np.int64)
        return np.full_like(lags, nz * ny * nx) if self.periodic else nz * (ny - lags) * (nx - lags)

    def _ends(self, lines: Lines, r_max: int) -> NDArray[np.int64]:
        inside = self.field.inside
        if self.periodic:
            return np.full(r_max + 1, 2 * ones_along(lines, self.team).sum())
        return end_counts(self._down(inside), margins_of(inside, self.team), (0, 1, 1), r_max)

    def _segments(self, plane: BitPlane, r_max: int) -> NDArray[np.int64]:
        runs = diagonal_run_lengths(self._down(plane), self.periodic, self.team)
        return segments_of(runs, r_max, self.periodic)

    def _down(self, plane: BitPlane) -> BitPlane:
        return BitPlane(plane.words[:, ::-1], plane.nx) if self.upwards else plane


def segments_of(runs: NDArray[np.int64], r_max: int, periodic: bool) -> NDArray[np.int64]:
    """Segments of r + 1 pixels in runs of 0…n pixels along the last axis; r = 0…r_max."""
    n = runs.shape[-1] - 1
    at_least = np.cumsum(runs[..., ::-1], axis=-1)  # runs of at least n, n - 1, … 0 pixels
    segments = np.cumsum(at_least, axis=-1)[..., n - 1 :: -1]
    if periodic:
        # A whole line has n wrapped segments of every length, not n - r.
        segments = segments + runs[..., n:] * np.arange(n)
    found: NDArray[np.int64] = segments[..., : r_max + 1]
    return found


def along(field: Field, direction: str, periodic: bool, team: Team) -> Along:
    """Give the direction of a name: "x", "y", "z", "diag1" or "diag2"."""
    if direction in AXES:
        return AlongAxis(field, periodic, team, AXES[direction])
    return AlongDiagonal(field, periodic, team, direction == "diag2")


def distances(direction: str, r_max: int) -> NDArray[np.float64]:
    """Length in pixels of each lag."""
    return np.arange(r_max + 1, dtype=np.float64) * (1 if direction in AXES else math.sqrt(2))


def both(field: Field, direction: str, r_max: int, periodic: bool, team: Team) -> AxisCorrelations:
    """Both functions of both phases."""
    course = along(field, direction, periodic, team)
    axis = AXES[direction] + field.ndim - 3 if direction in AXES else None
    return AxisCorrelations(
        axis,
        course.two_point_both(r_max),
        course.lineal_path_both(r_max),
        direction,
        distances(direction, r_max),
    )
