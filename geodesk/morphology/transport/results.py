"""What a computation of transport tells on the way, and gives in the end."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError, Sentence
from geodesk.morphology.transport.bounds import Bounds


class Unsolvable(GeoDeskError, ValueError):
    """What is asked for lies beyond what can be solved."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a solution has come.

    Attributes
    ----------
    iteration : int
        0 while the network and its levels are being made.
    flux_mismatch : float
        Largest difference of the flux through any plane from that through the inlet, relative to the latter;
        NaN before the first iteration.
    k_eff : float
        Effective conductivity as it stands, from above; NaN before the first iteration.
    """

    iteration: int
    flux_mismatch: float = math.nan
    k_eff: float = math.nan


@dataclass(frozen=True, eq=False, slots=True)
class Transport:
    """Steady transport through a picture or volume from one outer face to the opposite one.

    Attributes
    ----------
    phi : float
        Share of the pixels (voxels) in the phase, wherever they lie; with several conducting phases that of
        all with a conductivity above 0.
    carrying : float
        Share of the pixels that are connected with both faces.
    k_eff : float
        Effective conductivity along `axis`, in the unit of the conductivities given; of one phase of
        conductivity 1 this is the effective relative diffusivity D_eff / D.
    tau : float
        Tortuosity factor: arithmetic mean of the conductivities / k_eff, for one phase phi D / D_eff.
        Infinite where the phase does not percolate.
    percolates : bool
        Whether a path through faces of conducting pixels leads from face to face.
    converged : bool
        Whether the flux mismatch fell below the tolerance.
    iterations : int
        Steps of the conjugate gradients.
    flux_mismatch : float
        As in `Step`; 0 where nothing flows.
    seconds : float
        Elapsed.
    axis : int
        Not negative.
    bounds : Bounds
    potential : ndarray of float32, the picture's shape, or None
        1 at the inlet (low indices of `axis`), 0 at the outlet; NaN where nothing flows. None if not kept.
    note : Sentence or None
        What the user should be told of the result.
    """

    phi: float
    carrying: float
    k_eff: float
    tau: float
    percolates: bool
    converged: bool
    iterations: int
    flux_mismatch: float
    seconds: float
    axis: int
    bounds: Bounds
    potential: NDArray[np.float32] | None
    note: Sentence | None = None
