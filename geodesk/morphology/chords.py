"""Chord lengths of a phase along the lines of a picture: mean intercept, grain size, fibre diameter.

A chord is a run of pixels of the phase on a line whose two ends both meet the rest; a run that the border or
the mask cuts is no chord, only its visible ends count. Along x, y and z a step is one pixel; along the
diagonals it is a pixel's diagonal.

Definitions: S. Torquato, Random Heterogeneous Materials (2002), section 2.5 (chord-length density); ASTM
E112-13 (mean lineal intercept, grain size number).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.lines import MASKED, PHASE, REST, axis_of, directions_of, phase_codes, runs_of, slabs

_BLOCKS = 20  # blocks of neighbouring lines, whose differences give the interval


@dataclass(frozen=True, slots=True)
class Intercept:
    """A mean intercept with its interval, in steps of the direction.

    Attributes
    ----------
    mean : float
        Infinite where the phase has no end on any line, NaN where there is no phase.
    low, high : float
        The 95 % interval of the mean; NaN where there are too few chords to tell.
    """

    mean: float
    low: float
    high: float

    def times(self, step: float) -> "Intercept":
        """In another unit: `step` is the length of one step in it."""
        return Intercept(self.mean * step, self.low * step, self.high * step)


@dataclass(frozen=True, eq=False)
class ChordLengths:
    """The chords of one phase along one direction.

    Attributes
    ----------
    direction : str
        ``"x"``, ``"y"``, ``"z"``, ``"diag1"`` (down to the right) or ``"diag2"`` (up to the right).
    counts : ndarray of int64
        Chords by their length; the index is the length in steps.
    cut : int
        Runs that the border or the mask cuts.
    pixels, ends, pairs : ndarray of int64, shape (blocks,)
        By block of neighbouring lines: pixels of the phase, its ends (a pixel of the phase beside one of the
        rest), and all pairs of neighbouring pixels.
    valid : ndarray of int64, shape (blocks,)
        Pixels measured.
    """

    direction: str
    counts: NDArray[np.int64]
    cut: int
    pixels: NDArray[np.int64]
    ends: NDArray[np.int64]
    pairs: NDArray[np.int64]
    valid: NDArray[np.int64]

    @property
    def chords(self) -> int:
        """How many chords there are."""
        return int(self.counts.sum())

    @property
    def density(self) -> NDArray[np.float64]:
        """Number-weighted chord-length density: the share of the chords that have each length."""
        return self.counts / max(1, self.chords)

    @property
    def length_weighted(self) -> NDArray[np.float64]:
        """Length-weighted density: the share of the chords' pixels that lie in chords of each length."""
        weight = self.counts * np.arange(len(self.counts))
        return weight / max(1, int(weight.sum()))

    @property
    def mean(self) -> float:
        """Mean length of the chords, each counting once; NaN without chords.

        Long runs are cut more often than short ones, so in a small picture this is too small;
        `mean_intercept` is not.
        """
        return self._moment(1) / self.chords if self.chords else math.nan

    @property
    def length_weighted_mean(self) -> float:
        """Mean length of the chord that a random pixel of a chord lies in; NaN without chords."""
        return self._moment(2) / self._moment(1) if self.chords else math.nan

    def _moment(self, power: int) -> int:
        return sum(int(n) ** power * int(self.counts[n]) for n in np.flatnonzero(self.counts))

    @property
    def mean_intercept(self) -> Intercept:
        """Mean lineal intercept: phase fraction over chords in a unit of line, a cut one counting half.

        This is -phi / S2'(0), and what ASTM E112 counts on test lines. Gaps and chords between two pixels are
        not seen, so of a smooth structure it is about half a pixel too long.

        The interval compares 20 blocks of neighbouring lines (ratio estimate, Student's t; W. G. Cochran,
        Sampling Techniques, 1977, chapter 6): chords on one line and on lines side by side resemble each
        other and are not counted as independent.
        """
        pixels, ends = int(self.pixels.sum()), int(self.ends.sum())
        if pixels == 0:
            return Intercept(math.nan, math.nan, math.nan)
        if ends == 0:
            return Intercept(math.inf, math.nan, math.nan)
        ratio = pixels / ends
        scale = 2 * float(self.pairs.sum()) / float(self.valid.sum())
        mean = ratio * scale
        used = self.valid > 0
        blocks = int(used.sum())
        if blocks < 3 or ends < 2 * blocks:
            return Intercept(mean, math.nan, math.nan)
        from scipy.special import stdtrit

        off = self.pixels[used] - ratio * self.ends[used]
        error = math.sqrt(blocks / (blocks - 1) * float(off @ off)) / ends * scale
        half = float(stdtrit(blocks - 1, 0.975)) * error
        return Intercept(mean, max(0.0, mean - half), mean + half)


def chord_lengths(
    array: ArrayLike,
    direction: str,
    phase: int = 1,
    periodic: bool = False,
    mask: ArrayLike | None = None,
) -> ChordLengths:
    """The chords of one phase along one direction.

    Parameters
    ----------
    array : array_like of bool or integer, 2-D or 3-D
        Label image: bool counts as 0 and 1. Diagonals of a volume are those of its pages.
    direction : str
        ``"x"``, ``"y"``, ``"z"``, ``"diag1"`` or ``"diag2"``.
    phase : int
        Label whose pixels are the phase; all others are the rest.
    periodic : bool
        Whether the picture repeats beyond its border (not along diagonals). A line wholly in the phase has no
        chord.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count; a run that ends at one that does not is cut.

    Raises
    ------
    TypeError, ValueError
        As `geodesk.morphology.two_point`; also an unknown direction, or a periodic diagonal.
    """
    codes = phase_codes(array, phase, mask)
    if direction not in directions_of(codes.ndim):
        raise ValueError(f"a picture of {codes.ndim} dimensions has no direction {direction!r}")
    diagonal = direction.startswith("diag")
    if periodic and diagonal:
        raise ValueError("diagonals of a periodic picture do not close; measure them with periodic=False")
    lengths = np.zeros(max(codes.shape) + 1, np.int64)
    cut = 0
    sums = np.zeros((4, _BLOCKS), np.int64)
    total = sum(codes.shape[-2:]) - 1 if diagonal else codes.size // _length(codes, direction)
    done = 0
    for lines in slabs(codes, direction):
        runs = runs_of(lines, periodic)
        inside = runs.value == PHASE
        before, after = runs.before[inside] == REST, runs.after[inside] == REST
        whole = before & after
        lengths += np.bincount(runs.length[inside][whole], minlength=len(lengths))[: len(lengths)]
        cut += int(len(whole) - np.count_nonzero(whole))
        block = (done + np.arange(len(lines))) * _BLOCKS // total
        counted = (lines != MASKED).view(np.uint8)
        beside = (counted[:, 1:] & counted[:, :-1]).sum(axis=1, dtype=np.int64)
        if periodic:
            beside += counted[:, 0] & counted[:, -1]
        ends = np.bincount(runs.line[inside], before.astype(np.int64) + after, len(lines))
        held = np.bincount(runs.line[inside], runs.length[inside], len(lines))
        for row, values in enumerate((held, ends, beside, counted.sum(axis=1, dtype=np.int64))):
            sums[row] += np.bincount(block, values, _BLOCKS).astype(np.int64)
        # Pages have the same diagonals; other slabs follow each other.
        done += 0 if diagonal else len(lines)
    return ChordLengths(direction, np.trim_zeros(lengths, "b"), cut, *sums)


def _length(codes: NDArray[np.uint8], direction: str) -> int:
    return int(codes.shape[axis_of(direction, codes.ndim)])


def isotropic_intercept(intercepts: Sequence[float]) -> float:
    """Mean intercept over directions: the ends on a unit of line are averaged, so it is a harmonic mean."""
    known = [value for value in intercepts if not math.isnan(value)]
    if not known:
        return math.nan
    density = sum(1 / value for value in known) / len(known)
    return 1 / density if density else math.inf


def grain_size_number(mean_intercept_m: float) -> float:
    """ASTM grain size number G from a mean lineal intercept.

    G = -6.643856 log10(l / mm) - 3.288 (ASTM E112-13, table 6: from the mean lineal intercept). It is the
    grain size of the *phase*: sensible where the grains are parted by the other phase (etched boundaries,
    pores, matrix); grains of the phase that touch count as one and make G too small.

    Parameters
    ----------
    mean_intercept_m : float
        In metres; over all directions (`isotropic_intercept`).

    Returns
    -------
    float
        NaN unless the intercept is positive and finite.
    """
    if not 0 < mean_intercept_m < math.inf:
        return math.nan
    return -6.643856 * math.log10(mean_intercept_m * 1e3) - 3.288


def fibre_diameter(
    mean_intercept: float,
    void_intercept: float,
    void_fraction: float,
    dimensions: int,
    model: Literal["apart", "overlapping"] = "overlapping",
) -> float:
    """Diameter of long straight fibres from mean intercepts over all directions, in their unit.

    ``"apart"``: fibres that neither touch nor cross. Random lines cut a long strip of width d in chords of
    mean pi d / 2 (a picture: fibres lie in its plane), and a long cylinder of diameter d in chords of mean d
    (a volume); Cauchy's formulas pi A / P and 4 V / S. Where fibres cross, chords run from one into the
    other and d comes out too large.

    ``"overlapping"``: fibres placed and turned independently of each other that may cross (Boolean model).
    With void fraction p and mean void intercept v, d = -(2 / pi) v ln p in a picture and d = -v ln p in a
    volume, since p = exp(-L_A d) with v = pi / (2 L_A) there, and p = exp(-L_V pi d² / 4) with
    v = 4 / (L_V pi d) here (L: fibre length in a unit of area, of volume). S. N. Chiu, D. Stoyan, W. S.
    Kendall, J. Mecke, Stochastic Geometry and its Applications (2013), chapter 3.

    Both are means over fibres weighted by their length; curved fibres are fine where the curvature is small
    against d, beads and films are not fibres. A micrograph shows a mat from above: fibres that the threshold
    loses in the depth are missing from both. It is an estimate, not a calliper.

    Parameters
    ----------
    mean_intercept, void_intercept
        Of the fibres and of what is between them.
    void_fraction
        Share of what is between them.
    dimensions
        2 or 3.

    Returns
    -------
    float
        NaN where the phase is empty, full or has no ends.
    """
    if dimensions not in (2, 3):
        raise ValueError(f"there are fibres in 2 or 3 dimensions, not {dimensions}")
    if model == "apart":
        d = mean_intercept * (2 / math.pi if dimensions == 2 else 1.0)
    elif model == "overlapping":
        if not 0 < void_fraction < 1:
            return math.nan
        d = -void_intercept * math.log(void_fraction) * (2 / math.pi if dimensions == 2 else 1.0)
    else:
        raise ValueError(f'model must be "apart" or "overlapping", not {model!r}')
    return d if math.isfinite(d) else math.nan
