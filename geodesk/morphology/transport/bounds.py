"""Bounds that no arrangement of the phases can cross."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Bounds(NamedTuple):
    """Limits of an effective conductivity, in the unit of the conductivities.

    Attributes
    ----------
    wiener_lower, wiener_upper : float
        Layers across, and along, the current: harmonic and arithmetic mean. Valid for every structure.
    hs_lower, hs_upper : float
        Hashin and Shtrikman's for as many dimensions as the picture has. Valid for isotropic structures; the
        lower one moreover only for structures whose parts are many cells wide, for finite volumes put the
        conductivity of coarsely resolved structures too low, never too high.
    """

    wiener_lower: float
    wiener_upper: float
    hs_lower: float
    hs_upper: float


def bounds(fractions: Sequence[float], conductivities: Sequence[float], dimensions: int) -> Bounds:
    """Wiener's and Hashin and Shtrikman's bounds of a composite of any number of phases.

    Parameters
    ----------
    fractions, conductivities : sequence of float
        Share of each phase and its conductivity, not negative. Phases of no share do not count.
    dimensions : int
        2 or 3.

    Notes
    -----
    Hashin-Shtrikman: [sum f / (k + (d - 1) m)]⁻¹ - (d - 1) m with m the smallest, or largest, conductivity.
    Sources: O. Wiener, Abh. Math.-Phys. Kl. Königl. Sächs. Ges. Wiss. 32 (1912) 509-604; Z. Hashin and
    S. Shtrikman, J. Appl. Phys. 33 (1962) 3125-3131; S. Torquato, Random Heterogeneous Materials (2002),
    chapter 21.
    """
    shares, ks = np.asarray(fractions, float), np.asarray(conductivities, float)
    shares, ks = shares[shares > 0], ks[shares > 0]

    def mean(shift: float) -> float:
        """Harmonic mean of k + shift, less the shift."""
        if (ks + shift <= 0).any():
            return 0.0
        return float(1 / np.sum(shares / (ks + shift)) - shift)

    return Bounds(
        mean(0.0),
        float(np.sum(shares * ks)),
        mean((dimensions - 1) * float(ks.min())),
        mean((dimensions - 1) * float(ks.max())),
    )
