"""Radial average of the two-point probability: pairs of every orientation, binned by their distance.

A pair of pixels whose distance is d pixels belongs to bin r = d rounded to the nearest integer; S2(r) is the
share of the bin's pairs that lie in the phase. Each pair counts once; bin 0 is the phase fraction.

Two ways, both with integer counts:

lattice
    Pairs along the whole multiples of 16 directions (picture) or 13 (volume), counted on bits::

        (dy, dx)      (1, 0) (0, 1) (1, ±1) (1, ±2) (2, ±1) (1, ±3) (3, ±1) (2, ±3) (3, ±2)
        (dz, dy, dx)  the 13 with components of -1, 0 and 1

    Bins 0 to 3 of a picture, 0 and 1 of a volume, hold every pair there is. Beyond, a bin holds a sample, in
    which a direction weighs by its pairs: those of short steps more. Where no direction is preferred the two
    ways differ little, by less than 0.012 for discs of radius 8 on 256 x 256 pixels; of a layered structure
    take the map.
map
    All pairs, by a Fourier transform padded so that nothing wraps.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology.bitplanes import BitPlane, Team, crossed_counts, lines_along, pair_counts
from geodesk.morphology.field import Field
from geodesk.morphology.lattice import Step, end_counts, margins_of, padded, sheared, tiled
from geodesk.morphology.results import AxisCorrelations, Correlation

_SHORT = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2))

STEPS_2D: tuple[Step, ...] = (
    (0, 1, 0),
    (0, 0, 1),
    *((0, dy, sign * dx) for dy, dx in _SHORT for sign in (1, -1)),
)
STEPS_3D: tuple[Step, ...] = (
    (1, 0, 0),
    (0, 1, 0),
    (0, 0, 1),
    *((0, 1, dx) for dx in (1, -1)),
    *((1, 0, dx) for dx in (1, -1)),
    *((1, dy, dx) for dy in (1, -1) for dx in (0, 1, -1)),
)


def radial(field: Field, r_max: int, periodic: bool, team: Team) -> AxisCorrelations:
    """S2 of both phases over the lattice directions; r_max is less than every side."""
    zero, one = np.zeros(r_max + 1, np.int64), np.zeros(r_max + 1, np.int64)
    totals, distance = radial_totals(field, r_max, periodic, team)
    inside = field.inside
    direct = field.valid is not None or (field.ndim == 3 and not periodic)
    if direct:
        outside = inside.complement() if field.valid is None else field.valid.without(inside)
        zero = radial_pairs(outside, field.ndim, r_max, periodic, team)
    margins = margins_of(inside, team)
    for step, bins in _steps(field.ndim, r_max):
        reach = len(bins) - 1
        pairs = _pairs(inside, step, reach, periodic, team)
        _add(one, bins, step, pairs)
        if not direct:
            # Pairs of phase 0 = all pairs - those that begin in phase 1 - those that end there + both.
            every = _there_are(field.shape, step, reach, periodic)
            ends = 2 * pairs[0] if periodic else end_counts(_turned(inside, step), margins, step, reach)
            _add(zero, bins, step, every - ends + pairs)
    return _result(zero, one, totals, distance)


def radial_pairs(plane: BitPlane, ndim: int, r_max: int, periodic: bool, team: Team) -> NDArray[np.int64]:
    """Pairs of ones in each bin, over the lattice directions: int64, shape (r_max + 1,)."""
    counts = np.zeros(r_max + 1, np.int64)
    for step, bins in _steps(ndim, r_max):
        _add(counts, bins, step, _pairs(plane, step, len(bins) - 1, periodic, team))
    return counts


def radial_totals(
    field: Field, r_max: int, periodic: bool, team: Team
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """All pairs in each bin, and the mean distance of those that a picture without the mask has."""
    paths, lengths = np.zeros(r_max + 1, np.int64), np.zeros(r_max + 1)
    for step, bins in _steps(field.ndim, r_max):
        some = _there_are(field.shape, step, len(bins) - 1, periodic)
        _add(paths, bins, step, some)
        _add(lengths, bins, step, some * np.arange(len(bins)) * math.hypot(*step))
    totals = paths if field.valid is None else radial_pairs(field.valid, field.ndim, r_max, periodic, team)
    return totals, lengths / paths


def radial_map(field: Field, r_max: int, periodic: bool) -> AxisCorrelations:
    """S2 of both phases over all pairs; r_max is less than every side."""
    import scipy.fft

    shape = tuple(field.shape[3 - field.ndim :])
    sides = shape if periodic else [scipy.fft.next_fast_len(n + r_max, real=True) for n in shape]
    lags = np.arange(-r_max, r_max + 1)
    window = np.ix_(*(lags % side for side in sides))
    square = np.sum(np.meshgrid(*(lags**2,) * field.ndim, indexing="ij"), axis=0)
    bins = np.rint(np.sqrt(square)).astype(np.int64)
    near = bins <= r_max

    def counts(pixels: NDArray[Any]) -> NDArray[np.int64]:
        spectrum = scipy.fft.rfftn(pixels.astype(np.float64), sides)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        pairs = np.rint(scipy.fft.irfftn(power, sides)[window][near]).astype(np.int64)
        found = np.zeros(r_max + 1, np.int64)
        np.add.at(found, bins[near], pairs)
        found[1:] //= 2  # a pair is found from either end
        return found

    inside = field.inside.pixels().reshape(shape)
    valid = np.ones(shape, bool) if field.valid is None else field.valid.pixels().reshape(shape)
    paths = (
        np.ones(())
        if periodic
        else math.prod(n - np.abs(part) for n, part in zip(shape, np.ix_(*(lags,) * field.ndim), strict=True))
    )
    weights = np.broadcast_to(paths, bins.shape)[near]
    lengths = np.bincount(bins[near], weights * np.sqrt(square[near])) / np.bincount(bins[near], weights)
    return _result(counts(valid & ~inside), counts(inside), counts(valid), lengths)


def _result(
    zero: NDArray[np.int64], one: NDArray[np.int64], totals: NDArray[np.int64], distance: NDArray[np.float64]
) -> AxisCorrelations:
    none = Correlation(np.zeros_like(totals), np.zeros_like(totals))
    pairs = Correlation(zero, totals), Correlation(one, totals)
    return AxisCorrelations(None, pairs, (none, none), "radial", distance)


def _steps(ndim: int, r_max: int) -> Iterator[tuple[Step, NDArray[np.int64]]]:
    """Each direction with the bins of its multiples, up to the last that has one."""
    for step in STEPS_2D if ndim == 2 else STEPS_3D:
        square = sum(part * part for part in step)
        bins: list[int] = []
        while (bin_ := (math.isqrt(4 * len(bins) ** 2 * square) + 1) // 2) <= r_max:
            bins.append(bin_)
        yield step, np.array(bins, np.int64)


def _add(sums: NDArray[Any], bins: NDArray[np.int64], step: Step, values: NDArray[Any]) -> None:
    """Add the values of a direction's multiples to their bins."""
    # Lag 0 is the same pair for all directions: it counts once.
    there = slice(0 if step == STEPS_2D[0] else 1, None)
    np.add.at(sums, bins[there], values[there])


def _there_are(shape: Step, step: Step, reach: int, periodic: bool) -> NDArray[np.int64]:
    """Pairs of a picture without a mask at each multiple of a step."""
    lags = np.arange(reach + 1, dtype=np.int64)
    sides = [
        np.full_like(lags, n) if periodic else n - lags * abs(d) for n, d in zip(shape, step, strict=True)
    ]
    found: NDArray[np.int64] = sides[0] * sides[1] * sides[2]
    return found


def _pairs(plane: BitPlane, step: Step, reach: int, periodic: bool, team: Team) -> NDArray[np.int64]:
    """Pairs of ones at each multiple of a step, 0…reach."""
    axes = [axis for axis, part in enumerate(step) if part]
    if len(axes) == 1:
        return pair_counts(lines_along(plane, axes[0], team), reach, periodic, team)
    dz, dy, dx = (abs(part) for part in step)
    turned = _turned(plane, step)
    first = sheared(turned, (dz, dy, dx), reach, team)
    if not periodic:
        return pair_counts(first, reach, False, team)
    nz, ny, nx = (
        n + d * reach for n, d in zip((*plane.words.shape[:2], plane.nx), (dz, dy, dx), strict=True)
    )
    repeated = tiled(turned, (nz, ny, padded(plane.nx, dx * reach)), team)
    return crossed_counts(first, sheared(repeated, (dz, dy, dx), 0, team), 0, reach + 1, team)


def _turned(plane: BitPlane, step: Step) -> BitPlane:
    """Mirror a plane so that the step's pairs are those of the same step without signs."""
    dz, dy, dx = step
    words = plane.words
    if dz == 0:
        return BitPlane(words[:, ::-1], plane.nx) if dx < 0 else plane
    # Mirroring z turns (dz, dy, dx) into (-dz, dy, dx), whose pairs are those of (dz, -dy, -dx).
    if dx < 0:
        words, dy = words[::-1], -dy
    return BitPlane(words[:, ::-1] if dy < 0 else words, plane.nx)
