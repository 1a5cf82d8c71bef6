"""Numbers that follow from the two-point probabilities: surface, intercepts, anisotropy, autocovariance.

All take the integer counts of `geodesk.morphology.correlations`, so those of an ensemble (counts added) work
as well as those of one picture, with a mask or without. The counts at lag 1 know how many neighbouring pixels
are of unlike phase: u pairs of N along a direction, a density of phase ends P_L = u / N on a step of line.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.correlation import AxisCorrelations, Correlation
from geodesk.morphology.lines import MASKED, PHASE, axis_of, label_image, phase_codes


def ends_density(both: AxisCorrelations) -> float:
    """P_L: ends of either phase on one step of line, exact in the pixels; NaN where there is no lag 1."""
    zero, one = both.two_point
    if len(one.counts) < 2 or not one.totals[1]:
        return math.nan
    unlike = int(one.totals[1]) - int(zero.counts[1]) - int(one.counts[1])
    return unlike / int(one.totals[1])


def mean_intercept(both: AxisCorrelations, phase: int) -> float:
    """Mean lineal intercept of a phase, in steps: 2 phi / P_L = -phi / S2'(0).

    Infinite where the phase has no end along this direction, NaN of an empty phase or without a lag 1.
    """
    density = ends_density(both)
    fraction = float(both.two_point[phase].probability[0])
    if math.isnan(density) or not fraction > 0:
        return math.nan
    return 2 * fraction / density if density else math.inf


def specific_surface(curves: Mapping[str, AxisCorrelations], steps: Mapping[str, float]) -> float:
    """Surface (3-D: area, 2-D: length of outline) between the phases in a unit of volume (of area).

    From S2'(0) = -s / pi in a picture and -s / 4 in a volume, for an isotropic structure (S. Torquato, Random
    Heterogeneous Materials, 2002, section 2.2; P. Debye et al., J. Appl. Phys. 28 (1957) 679): along each
    direction -S2'(0) = P_L / 2, and the directions are averaged by the angle each stands for (Crofton's
    formula; those of a volume alike).

    Counting steps of pixels is exact on average for randomly turned outlines, unlike the sum of pixel edges,
    which is 4/pi (3-D: 3/2) too long. An oriented structure is not isotropic: x and y alone give pi/4 of the
    outline of upright squares; with both diagonals the error of any straight outline is at most 6 %. Features
    of one or two pixels are noise to this number as to any other.

    Parameters
    ----------
    curves
        ``"x"``, ``"y"``, ``"z"``, ``"diag1"``, ``"diag2"`` → both phases; others are left out. With ``"z"``
        the structure is a volume, and its diagonals are left out.
    steps
        Length of one step along each direction; a direction without a step is left out.

    Returns
    -------
    float
        In 1 / the unit of the steps; NaN where no direction has a lag 1.
    """
    volume = "z" in curves
    known = {
        name: density / steps[name]
        for name, both in curves.items()
        if name in steps
        and name in (("x", "y", "z") if volume else ("x", "y", "diag1", "diag2"))
        and not math.isnan(density := ends_density(both))
    }
    if not known:
        return math.nan
    if volume:
        return 2 * sum(known.values()) / len(known)
    weights = _angles(known, steps)
    return math.pi / 2 * sum(known[name] * weights[name] for name in known) / sum(weights.values())


def _angles(names: Iterable[str], steps: Mapping[str, float]) -> dict[str, float]:
    """The angle that each direction of a picture stands for: half of the gap to either neighbour."""
    slope = math.atan2(steps.get("y", 1.0), steps.get("x", 1.0))
    at = {"x": 0.0, "diag1": slope, "y": math.pi / 2, "diag2": math.pi - slope}
    order = sorted(names, key=lambda name: at[name])
    turned = [at[name] for name in order]
    gaps = np.diff([*turned, turned[0] + math.pi])
    return {name: float(gaps[i - 1] + gaps[i]) / 2 for i, name in enumerate(order)}


def directional_surface(both: AxisCorrelations, step: float, dimensions: int) -> float:
    """Specific surface as one direction alone sees it, if the structure were isotropic; in 1 / unit of step.

    pi P_L / 2 in a picture and 2 P_L in a volume. Differences between directions tell of anisotropy.
    """
    return (math.pi / 2 if dimensions == 2 else 2.0) * ends_density(both) / step


@dataclass(frozen=True, slots=True)
class Anisotropy:
    """How much longer one direction is than another.

    Attributes
    ----------
    ratio : float
        Longest over shortest, at least 1; infinite where the phase has no end along one of them; NaN
        with fewer than two directions.
    longest, shortest : str
        Their directions; empty without a ratio.
    """

    ratio: float
    longest: str
    shortest: str


def anisotropy(lengths: Mapping[str, float]) -> Anisotropy:
    """Longest over shortest of the lengths along directions at right angles, all in one unit.

    The axes are compared with each other and the diagonals with each other, and the larger ratio is given: a
    step along a diagonal is longer, so pixel noise would look coarser along diagonals.

    Of mean intercepts (`mean_intercept` times the step; the same for both phases, as each has the other's
    ends) it is the degree of anisotropy of the interface; of `integral_range` that of the correlation.
    """
    best = Anisotropy(math.nan, "", "")
    for group in (("x", "y", "z"), ("diag1", "diag2")):
        known = {name: lengths[name] for name in group if name in lengths and lengths[name] > 0}
        if len(known) < 2:
            continue
        longest, shortest = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
        ratio = known[longest] / known[shortest]
        if not math.isnan(ratio) and not ratio <= best.ratio:
            best = Anisotropy(ratio, longest, shortest)
    return best


def autocovariance(correlation: Correlation, normalised: bool = False) -> NDArray[np.float64]:
    """Autocovariance chi(r) = S2(r) - phi²; normalised divided by chi(0) = phi (1 - phi).

    The same for both phases of an infinite or periodic structure. Float64 of length r_max + 1; normalised it
    is NaN where one phase fills everything.
    """
    s2 = correlation.probability
    phi = s2[0]
    chi: NDArray[np.float64] = s2 - phi * phi
    if not normalised:
        return chi
    return chi / (phi * (1 - phi)) if 0 < phi < 1 else np.full_like(chi, np.nan)


def integral_range(correlation: Correlation) -> float:
    """Integral of the normalised autocovariance up to its first zero, by trapezes, in steps.

    A correlation length: C. Lantuéjoul, Geostatistical Simulation (2002), chapter 4, along a line. NaN where
    one phase fills everything; where no zero lies within r_max, the integral up to r_max.
    """
    rho = autocovariance(correlation, normalised=True)
    if np.isnan(rho[0]):
        return math.nan
    end = np.flatnonzero(~(rho > 0))
    if len(end) == 0:
        return float(np.trapezoid(rho))
    last = int(end[0])
    if np.isnan(rho[last]):  # a mask leaves no pair so far apart
        return float(np.trapezoid(rho[:last]))
    # The curve is drawn straight between two lags.
    above = rho[last - 1]
    return float(np.trapezoid(rho[:last]) + above * above / (above - rho[last]) / 2)


@dataclass(frozen=True, eq=False)
class Profile:
    """The fraction of a phase, plane by plane along an axis: the porosity profile where it is the pores.

    Attributes
    ----------
    direction : str
    counts, totals : ndarray of int64
        Pixels of the phase and pixels measured in each row (2-D) or plane (3-D) across the axis.
    """

    direction: str
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]

    @property
    def fraction(self) -> NDArray[np.float64]:
        """Counts / totals; NaN where a mask leaves nothing of a plane."""
        unknown = np.full(len(self.totals), np.nan)
        np.divide(self.counts, self.totals, out=unknown, where=self.totals > 0)
        return unknown


def phase_profile(array: ArrayLike, direction: str, phase: int = 1, mask: ArrayLike | None = None) -> Profile:
    """The fraction of a phase in each plane across ``"x"``, ``"y"`` or ``"z"``.

    Raises
    ------
    TypeError, ValueError
        As `geodesk.morphology.two_point`; also an unknown direction.
    """
    codes = phase_codes(array, phase, mask)
    axis = axis_of(direction, codes.ndim)
    across = tuple(other for other in range(codes.ndim) if other != axis)
    counts = np.count_nonzero(codes == PHASE, axis=across)
    totals = np.count_nonzero(codes != MASKED, axis=across)
    return Profile(direction, np.asarray(counts, np.int64), np.asarray(totals, np.int64))


def phase_fractions(array: ArrayLike, mask: ArrayLike | None = None) -> dict[int, float]:
    """Label → fraction, of every label of a label image that occurs inside the mask, ascending.

    Raises
    ------
    TypeError, ValueError
        As `geodesk.morphology.two_point`.
    """
    labels = label_image(array)
    chosen = labels if mask is None else labels[np.asarray(mask) != 0]
    values, counts = np.unique(chosen, return_counts=True)
    total = int(counts.sum())
    return {int(value): int(count) / total for value, count in zip(values, counts, strict=True)}
