"""How curves are shown: which directions, phases and functions, on which axes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.micrograph import PixelSize

Function = Literal["two_point", "autocovariance", "clusters"]

CURVES, NUMBERS, ENSEMBLES, CLASSES = range(4)
"""The tabs."""
MEAN = "mean"
DIRECTIONS = (MEAN, "x", "y", "diag1", "diag2", "radial")
"""What can be shown: the mean of x and y, and the directions of `geodesk.morphology` that a picture has."""


@dataclass(frozen=True, slots=True)
class Show:
    """What is shown of the curves that there are.

    Attributes
    ----------
    directions
        Out of `DIRECTIONS`, in that order.
    phases
        0, 1 or both.
    function
        Of the left plot: S2, S2 - phi² or C2.
    physical
        Lags as lengths.
    log_lag, log_value
        Logarithmic axes.
    hidden
        Sources that are not shown: ``"picture"``, ``"phases"``, ``"a"``, ``"b"``.
    """

    directions: tuple[str, ...] = (MEAN,)
    phases: tuple[int, ...] = (0, 1)
    function: Function = "two_point"
    physical: bool = False
    log_lag: bool = False
    log_value: bool = False
    hidden: frozenset[str] = frozenset({"phases"})

    @property
    def measured(self) -> tuple[str, ...]:
        """The directions that have to be measured beside x and y."""
        return tuple(name for name in self.directions if name not in (MEAN, "x", "y"))


def step_of(size: "PixelSize | None", direction: str) -> float | None:
    """Length of one pixel of distance along a direction; None: unknown, or not the same for all pairs."""
    if size is None:
        return None
    uneven = abs(size.x_m - size.y_m) > 1e-3 * size.x_m
    if direction in (MEAN, "radial") and uneven:
        return None
    if direction.startswith("diag"):
        return float(((size.x_m**2 + size.y_m**2) / 2) ** 0.5)  # of a lag of √2 pixels
    return size.y_m if direction == "y" else size.x_m


_UNITS = (("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9))


def unit_for(end_m: float) -> tuple[float, str]:
    """A unit for an axis up to a length, in metres, and its name."""
    unit, size = next((one for one in _UNITS if end_m >= 2 * one[1]), _UNITS[-1])
    return size, unit


def thinned(
    x: "NDArray[np.float64]", y: "NDArray[np.float64]", columns: int
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """About so many of the points of a curve that its line looks the same on so many columns of pixels.

    Of every stretch the lowest and the highest point stay, so that no peak is lost; curves with gaps stay
    whole.

    Parameters
    ----------
    x, y
        (n,), x ascending.
    columns
        Pixels across; 0: unknown, nothing is left out.
    """
    import numpy as np

    n = len(y)
    if columns <= 0 or n <= columns or not np.isfinite(y).all():
        return x, y
    stretch = -(-2 * n // columns)
    starts = np.arange(0, n - n % stretch, stretch)
    stretches = y[: n - n % stretch].reshape(-1, stretch)
    lowest, highest = starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1)
    rest = np.arange(n - n % stretch, n)
    # Twice the same point does no harm; `numpy.unique` would import `numpy.ma` for 40 ms.
    kept = np.sort(np.concatenate(([0], lowest, highest, rest, [n - 1])))
    return x[kept], y[kept]
