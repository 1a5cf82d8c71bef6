"""How far apart two groups of curves are where a file's are among them: distances without an interval."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geodesk.desktop.plots.traces import same_step
from geodesk.language import GeoDeskError
from geodesk.morphology.distance import ALL, Distance
from geodesk.morphology.ensemble import FUNCTIONS

if TYPE_CHECKING:
    from geodesk.desktop.plots.ensembles import Group

Key = tuple[str, int, str]
_NONE = (math.nan, math.nan)


def apart(a: "Group", b: "Group") -> tuple[Distance, ...]:
    """RMS and maximum between the pooled curves, as `geodesk.morphology.distances` defines them.

    Intervals are NaN: a file of curves does not hold what a bootstrap draws from.

    Raises
    ------
    GeoDeskError
        No direction in common, or lags that are not as long.
    """
    one, other = _pooled(a), _pooled(b)
    names = [name for _, _, name in one if ("two_point", 0, name) in other]
    names = [name for name in names if name in ("x", "y")] or names  # as of two measured ensembles
    if not names:
        raise GeoDeskError(
            en=f"{a.name} and {b.name} have no direction in common, so there is no distance between them.",
            es=f"{a.name} y {b.name} no tienen ninguna dirección en común: no hay distancia entre ellas.",
        )
    found = []
    for function in FUNCTIONS:
        for phase in (0, 1):
            every: list[NDArray[np.float64]] = []
            for name in dict.fromkeys(names):
                key = function, phase, name
                (mine, step), (theirs, their_step) = one.get(key, _NOTHING), other.get(key, _NOTHING)
                if not same_step(step, their_step):
                    raise GeoDeskError(
                        en=f"The lags of {a.name} and {b.name} are not as long, so their curves have no "
                        "distance lag by lag: compare measurements of one pixel size.",
                        es=f"Los desfases de {a.name} y {b.name} no miden lo mismo, así que sus curvas no "
                        "tienen distancia desfase por desfase: compare mediciones de igual tamaño de píxel.",
                    )
                n = min(len(mine), len(theirs))
                errors = mine[:n] - theirs[:n]
                known = np.isfinite(errors)
                if known.any():
                    at = int(np.nanargmax(np.abs(errors)))
                    found.append(_distance(key, errors[known], at))
                    every.append(errors[known])
            if every:
                found.append(_distance((function, phase, ALL), np.concatenate(every), None))
    return tuple(found)


_NOTHING: tuple[NDArray[np.float64], float | None] = np.zeros(0), None


def _distance(key: Key, errors: NDArray[np.float64], at: int | None) -> Distance:
    rms, most = float(np.sqrt(np.mean(errors**2))), float(np.abs(errors).max())
    return Distance(*key, len(errors), rms, _NONE, most, _NONE, at)


def _pooled(group: "Group") -> dict[Key, tuple[NDArray[np.float64], float | None]]:
    """Function, phase and direction → the pooled curve and the length of one lag."""
    found: dict[Key, tuple[NDArray[np.float64], float | None]] = {}
    if group.ensemble is not None:
        for name, direction in group.ensemble.directions.items():
            for function in FUNCTIONS:
                for phase in (0, 1):
                    pooled = getattr(direction, function)[phase].pooled
                    found[function, phase, name] = pooled, direction.step_m
        return found
    for name, phase in dict.fromkeys((curve.direction, curve.phase) for curve in group.curves):
        some = [curve for curve in group.curves if (curve.direction, curve.phase) == (name, phase)]
        n = min(len(curve.lags) for curve in some)
        steps = [
            None if curve.lengths_m is None or n < 2 else float(curve.lengths_m[-1] / curve.lags[-1])
            for curve in some
        ]
        for function in FUNCTIONS:
            rows = np.stack([getattr(curve, function).pooled[:n] for curve in some])
            found[function, phase, name] = rows.mean(axis=0), steps[0]
    return found
