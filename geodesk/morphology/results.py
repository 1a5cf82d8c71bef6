"""What counting gives: integer counts and totals by lag, for one function or for both of both phases."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


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
    """Both functions of both phases along one direction; index 1 of each pair is the phase, 0 the rest.

    Attributes
    ----------
    axis : int or None
        Axis of the array, not negative; None for a direction that is no axis.
    two_point : tuple of Correlation
        S2 of phase 0 and of phase 1.
    lineal_path : tuple of Correlation
        L of phase 0 and of phase 1. Of the radial average, for which it is not defined, counts and totals
        are 0 and the probability is NaN.
    direction : str
        ``"x"``, ``"y"``, ``"z"``, ``"diag1"``, ``"diag2"`` or ``"radial"``.
    distance : ndarray of float64, shape (r_max + 1,)
        Length in pixels that belongs to each index: r along an axis, r √2 along a diagonal, the mean length
        of the pairs in each bin of the radial average.
    """

    axis: int | None
    two_point: tuple[Correlation, Correlation]
    lineal_path: tuple[Correlation, Correlation]
    direction: str
    distance: NDArray[np.float64]

    @cached_property
    def cross(self) -> Correlation:
        """Pairs whose two pixels lie in different phases, C01 + C10, over all pairs."""
        zero, one = self.two_point
        return Correlation(one.totals - zero.counts - one.counts, one.totals)
