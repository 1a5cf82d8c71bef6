import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

class Cycle:
    """Levels from the network down to the last; holds on to their arrays.

    Each level hands its residual on to the next by `groups`; the last has none.
    """

    def __init__(self, sweeps: int) -> None: ...
    def network(
        self,
        neighbours: Whole,
        kinds: NDArray[np.uint8],
        table: Floats,
        total: Floats,
        excess: Floats,
        inverse: Floats,
        groups: Whole | None = None,
    ) -> None:
        """Add the finest level; inverse = 1 / total."""

    def graph(
        self,
        starts: Whole,
        ends: Whole,
        weights: Floats,
        total: Floats,
        excess: Floats,
        inverse: Floats,
        groups: Whole | None = None,
    ) -> None:
        """Add a coarser level in compressed rows."""

    def last(self, inverse: Floats) -> None:
        """Add a last level by the inverse of its matrix."""

    def apply(self, r: Floats, z: Floats) -> None:
        """Make z (n + 1,), whose last element stays 0, approximate the solution of A z = r (n,)."""
