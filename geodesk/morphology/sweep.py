"""Both functions while a threshold is being moved: S2 counted anew, L looked up."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.bitplanes import Team
from geodesk.morphology.counting import along
from geodesk.morphology.directions import lags_of
from geodesk.morphology.field import Field, check_shape
from geodesk.morphology.results import AxisCorrelations, Correlation
from geodesk.morphology.tables import LinealPathTable

_FROM_LAST = {"x": 1, "y": 2, "z": 3}


def swept(
    pixels: ArrayLike,
    threshold: float,
    table: LinealPathTable,
    r_max: int = 256,
    directions: Iterable[str] | None = None,
    *,
    threads: int | None = None,
) -> dict[str, AxisCorrelations]:
    """S2 and L of both phases at a threshold, as `directional` counts them where the table is complete.

    Parameters
    ----------
    pixels : array_like, 2-D or 3-D
        The grey picture that the table was made of, without a mask.
    threshold : float
        Phase 1 is above it.
    table : LinealPathTable
        L comes from here; where the picture has too many levels, that of a threshold near by
        (`TabledPath.exact`).
    r_max : int
        Largest lag in pixels, not more than the table's; along an axis with fewer, its longest.
    directions : iterable of str, optional
        Axes out of those of the table; None means all that it has.
    threads : int, optional
        As in `two_point`.

    Raises
    ------
    TypeError, ValueError
        As `directional`.
    """
    grey: NDArray[Any] = check_shape(np.asarray(pixels))
    paths = table.at(threshold).lineal_path
    names = list(paths if directions is None else directions)
    shortest = {name: min(r_max, grey.shape[-_FROM_LAST[name]] - 1) for name in names if name in _FROM_LAST}
    lags = lags_of(grey.shape, names, shortest, False)
    found = {}
    with Team(threads, grey.size) as team:
        field = Field.of(grey, 1, threshold, None, team)
        for name, last in lags.items():
            if name not in paths or len(paths[name][0].counts) <= last:
                raise ValueError(f"the table has no lags up to {last} along {name}")
            pairs = along(field, name, False, team).two_point_both(last)
            zero, one = (Correlation(of.counts[: last + 1], of.totals[: last + 1]) for of in paths[name])
            axis = grey.ndim - _FROM_LAST[name]
            found[name] = AxisCorrelations(axis, pairs, (zero, one), name, np.arange(last + 1.0))
    return found
