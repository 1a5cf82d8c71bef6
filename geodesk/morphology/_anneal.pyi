from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

def random(seed: int, n: int) -> int:
    """Give the 64-bit number n of a seed's stream (SplitMix64)."""

def shuffle(values: NDArray[np.uint32], seed: int) -> None:
    """Put values into a random order that depends on the seed alone."""

class Annealing:
    """A two-phase picture under way to its target; none of the methods may run while another does."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        one: NDArray[np.uint32],
        zero: NDArray[np.uint32],
        periodic: bool,
        seed: int,
        logarithm: NDArray[np.uint16],
        path: int,
    ) -> None:
        """Begin with a picture of `shape` (nz, ny, nx).

        one and zero are the indices, into the flattened array, of the pixels of the phase and of the others;
        their order is part of the state. logarithm (4096) is -ln((4096 + i + 1/2) / 8192) in units of 2^-12.
        """

    def add_axis(
        self,
        dimension: int,
        slope: Sequence[int],
        weight: Sequence[int],
        path_slope: Sequence[int],
        path_weight: Sequence[int],
    ) -> None:
        """Let S2 along a dimension (0, 1, 2: z, y, x), lags 0, 1…, count in the energy; L too unless empty.

        The energy is the sum of weight (C - T)^2 and slope is 2 weight (C - T) of the picture begun with, C
        being its counts. Lag 0 of S2, which no swap changes, is left out. |slope| < 2^30, weight < 2^15.
        """

    @property
    def swaps(self) -> int:
        """Swaps tried so far."""

    @property
    def accepted(self) -> int:
        """Swaps done so far."""

    def resume(self, swaps: int, accepted: int) -> None:
        """Say how many swaps the picture begun with has behind it."""

    def run(self, count: int, temperature: int, interface: bool) -> None:
        """Try `count` swaps at a temperature in units of the energy, below 2^44.

        With `interface` pixels with a neighbour of the other phase are preferred.
        """

    def mean_rise(self, count: int) -> int:
        """Give the mean rise of the energy over those of the next `count` swaps that raise it; do none."""

    def slopes(self) -> list[tuple[NDArray[np.int32], NDArray[np.int32] | None]]:
        """Give the slopes of S2 and L of each axis now; that of lag 0 of S2 is 0."""

    def pixels(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Give the indices of the pixels of the phase and of the others, in their order."""
