"""Curves as they are shown: one direction or the mean, in pixels or as lengths, and in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geodesk.desktop.translation import length, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.jobs.characterise import Characterised
    from geodesk.micrograph import PixelSize

Direction = Literal["mean", "x", "y"]

_UNITS = (("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9))


@dataclass(frozen=True, eq=False, slots=True)
class Curves:
    """S2 and L of phase 0 and phase 1 by lag in pixels.

    Attributes
    ----------
    step_m
        Length of a lag of one pixel; None: unknown, or lags are wanted in pixels.
    """

    two_point: "tuple[NDArray[np.float64], NDArray[np.float64]]"
    lineal_path: "tuple[NDArray[np.float64], NDArray[np.float64]]"
    step_m: float | None

    def lag_words(self, lag: int) -> str:
        """A lag in pixels, and as a length where that is wanted."""
        pixels = f"r = {number(lag)} px"
        return pixels if self.step_m is None else f"{pixels} ({length(lag * self.step_m)})"


def curves_of(found: "Characterised", direction: Direction, physical: bool) -> Curves:
    """The curves of one direction, or the mean of x and y up to the shorter one's last lag."""
    import numpy as np

    step = step_of(found.pixel_size, direction) if physical else None
    chosen = [found.curves[axis] for axis in (("x", "y") if direction == "mean" else (direction,))]
    lags = min(len(both.two_point[0].totals) for both in chosen)

    def mean(phase: int, name: str) -> "NDArray[np.float64]":
        values = [getattr(both, name)[phase].probability[:lags] for both in chosen]
        return np.asarray(np.mean(values, axis=0))

    two_point, lineal_path = ((mean(0, name), mean(1, name)) for name in ("two_point", "lineal_path"))
    return Curves(two_point, lineal_path, step)


def step_of(size: "PixelSize | None", direction: Direction) -> float | None:
    """Length of a lag of one pixel; None where unknown, or where x and y differ and their mean has none."""
    if size is None:
        return None
    if direction == "mean" and abs(size.x_m - size.y_m) > 1e-3 * size.x_m:
        return None
    return size.y_m if direction == "y" else size.x_m


def unit_for(step_m: float | None, last_lag: int) -> tuple[float, str]:
    """What to multiply lags by, and the unit that this gives, for an axis up to `last_lag`."""
    if step_m is None:
        return 1.0, "px"
    end = step_m * max(last_lag, 1)
    unit, size = next((one for one in _UNITS if end >= 2 * one[1]), _UNITS[-1])
    return step_m / size, unit


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
