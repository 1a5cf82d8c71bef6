"""The lines of the plots: values over distances, of the picture in view, of ensembles and of files."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.desktop.plots.reading import MEAN, Function, Show, step_of

if TYPE_CHECKING:
    from geodesk.desktop.plots.counting import Counted
    from geodesk.jobs.characterise import Characterised
    from geodesk.jobs.curvefile import SavedCurve, SavedFunction
    from geodesk.morphology import Correlation, Ensemble
    from geodesk.morphology.ensemble import EnsembleDirection

Values = NDArray[np.float64]
Band = tuple[Values, Values]
Spread = Literal["sd", "p05-p95", "p25-p75"]
_PERCENTS: dict[str, tuple[int, int]] = {"p05-p95": (5, 95), "p25-p75": (25, 75)}


@dataclass(frozen=True, eq=False, slots=True)
class Trace:
    """Both plots' line of one source, direction and phase.

    Attributes
    ----------
    source
        ``"picture"``, ``"phases"``, ``"a"`` or ``"b"``.
    distance
        (n,), of each value in pixels of the source.
    step_m
        Length of one pixel of it; None: unknown.
    values
        Of the left and of the right plot, (n,) each; None: not defined.
    bands
        The lower and upper end about them, where there is a band.
    name, colour
        Of a phase of a label image; `phase` is its place among them.
    """

    source: str
    direction: str
    phase: int
    distance: Values
    step_m: float | None
    values: tuple[Values | None, Values | None]
    bands: tuple[Band | None, Band | None] = (None, None)
    name: str = ""
    colour: str = ""

    def at(self, distance: float) -> int | None:
        """The index of the value nearest to a distance in pixels; None beyond the ends."""
        last = len(self.distance) - 1
        k = int(np.searchsorted(self.distance, distance))
        if k > 0 and (k > last or distance - self.distance[k - 1] <= self.distance[k] - distance):
            k -= 1
        near = max(1.0, float(self.distance[min(1, last)])) / 2 + 1e-9
        return k if abs(float(self.distance[k]) - distance) <= near else None


def of_picture(counted: "Counted", show: Show) -> Iterator[Trace]:
    """The lines of the picture in view."""
    found = counted.found
    for name in show.directions:
        chosen = [
            found.curves[axis] for axis in (("x", "y") if name == MEAN else (name,)) if axis in found.curves
        ]
        if not chosen:  # left out while the threshold moves
            continue
        n = min(len(both.distance) for both in chosen)
        step = step_of(found.pixel_size, name)
        for phase in show.phases:
            paths = [both.lineal_path[phase].probability[:n] for both in chosen]
            if show.function == "clusters":
                left = _clusters(counted.clusters, name, phase)
            else:
                left = _mean(both.two_point[phase].probability[:n] for both in chosen)
                left = _function(left, show.function)
            right = None if name == "radial" else _mean(paths)
            distance = chosen[0].distance[:n]
            if left is not None and len(left) < n:
                distance, right = distance[: len(left)], None if right is None else right[: len(left)]
            yield Trace("picture", name, phase, distance, step, (left, right))


def of_phases(found: "Characterised", looks: Mapping[int, tuple[str, str]], show: Show) -> Iterator[Trace]:
    """The lines of every phase of a label image, named and coloured as `looks` says by its label."""
    for name in show.directions:
        axes = ("x", "y") if name == MEAN else (name,)
        for place, (label, curves) in enumerate(found.labelled.items()):
            chosen = [curves[axis] for axis in axes if axis in curves]
            if not chosen:
                continue
            n = min(len(both.distance) for both in chosen)
            left: Values | None = None  # C2 is not counted of label images here
            if show.function != "clusters":
                left = _mean(both.two_point[1].probability[:n] for both in chosen)
                left = _function(left, show.function)
            right = (
                _mean(both.lineal_path[1].probability[:n] for both in chosen) if name != "radial" else None
            )
            step = step_of(found.pixel_size, name)
            words, colour = looks[label]
            yield Trace(
                "phases",
                name,
                place,
                chosen[0].distance[:n],
                step,
                (left, right),
                name=words,
                colour=colour,
            )


def of_ensemble(source: str, ensemble: "Ensemble", spread: Spread, show: Show) -> Iterator[Trace]:
    """The lines of a measured ensemble: the mean of its pictures and how they scatter about it."""
    for name in show.directions:
        parts = [ensemble.directions[axis] for axis in (("x", "y") if name == MEAN else (name,))
                 if axis in ensemble.directions]  # fmt: skip
        if len(parts) < (2 if name == MEAN else 1):
            continue
        n, step = min(part.lags for part in parts), _step(parts, name)
        for phase in show.phases:
            values, bands = [], []
            for function in ("two_point", "lineal_path"):
                rows = _mean(getattr(part, function)[phase].probabilities[:, :n] for part in parts)
                if function == "two_point" and show.function == "clusters":
                    rows = np.full_like(rows, np.nan)
                if function == "two_point":
                    rows = _function(rows, show.function)
                known = np.isfinite(rows).any(axis=0)
                values.append(_over(rows) if known.any() else None)
                bands.append(_band(rows, spread) if known.all() else None)
            distance = _distance(parts[0], name, n)
            left, right = values
            yield Trace(source, name, phase, distance, step, (left, right), (bands[0], bands[1]))


def of_file(source: str, curves: Iterable["SavedCurve"], spread: Spread, show: Show) -> Iterator[Trace]:
    """The lines of a file: of its one picture or ensemble, or the mean of its pictures."""
    every: dict[tuple[str, int], list[SavedCurve]] = {}
    for curve in curves:
        every.setdefault((curve.direction, curve.phase), []).append(curve)
    for name in show.directions:
        axes = ("x", "y") if name == MEAN else (name,)
        for phase in show.phases:
            chosen = [every[axis, phase] for axis in axes if (axis, phase) in every]
            if len(chosen) < len(axes) or len({len(some) for some in chosen}) > 1:
                continue
            flat = [curve for some in chosen for curve in some]
            n, step = min(len(curve.lags) for curve in flat), step_in(flat[0])
            if not all(same_step(step, step_in(curve)) for curve in flat):
                step = None
            values: list[Values | None] = []
            bands: list[Band | None] = []
            for function in ("two_point", "lineal_path"):
                rows = _mean(np.stack([getattr(c, function).values[:n] for c in some]) for some in chosen)
                left = function == "two_point"
                if left:
                    rows = np.full_like(rows, np.nan) if show.function == "clusters" else rows
                    rows = _function(rows, show.function)
                known = np.isfinite(rows)
                values.append(_over(rows) if known.any() else None)
                if len(rows) > 1:
                    bands.append(_band(rows, spread) if known.all() else None)
                # Percentiles of x and of y give none of their mean, nor of a difference.
                elif len(axes) > 1 or (left and show.function != "two_point"):
                    bands.append(None)
                else:
                    bands.append(_saved_band(getattr(flat[0], function), spread, n))
            yield Trace(
                source,
                name,
                phase,
                _far(flat[0], step, n),
                step,
                (values[0], values[1]),
                (bands[0], bands[1]),
            )


def _saved_band(saved: "SavedFunction", spread: Spread, n: int) -> Band | None:
    """The band that a file of an ensemble holds; the standard deviation only by its percentiles."""
    if spread == "sd":
        return None
    low, high = (saved.percentiles.get(percent) for percent in _PERCENTS[spread])
    return None if low is None or high is None else (low[:n], high[:n])


def _far(curve: "SavedCurve", step: float | None, n: int) -> Values:
    if curve.direction == "radial" and curve.lengths_m is not None and step:
        return curve.lengths_m[:n] / step
    return curve.lags[:n].astype(np.float64) * (math.sqrt(2) if curve.direction.startswith("diag") else 1.0)


def step_in(curve: "SavedCurve") -> float | None:
    """Length of one pixel of distance along a file's curve."""
    if curve.lengths_m is None or len(curve.lags) < 2 or not curve.lags[-1]:
        return None
    step = float(curve.lengths_m[-1] / curve.lags[-1])
    return step / math.sqrt(2) if curve.direction.startswith("diag") else step


def same_step(one: float | None, other: float | None) -> bool:
    """Whether two lags of one pixel are as long, or both unknown."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-3 * max(one, other)


def _step(parts: "list[EnsembleDirection]", name: str) -> float | None:
    step = parts[0].step_m
    if step is None or not same_step(step, parts[-1].step_m):
        return None
    return step / math.sqrt(2) if name.startswith("diag") else step


def _distance(part: "EnsembleDirection", name: str, n: int) -> Values:
    if part.mean_distance is not None:
        return part.mean_distance[:n]
    return np.arange(n, dtype=np.float64) * (math.sqrt(2) if name.startswith("diag") else 1.0)


def _mean(values: Iterable[Values]) -> Values:
    return np.asarray(np.mean(list(values), axis=0))


def _function(s2: Values, function: Function) -> Values:
    """S2 itself, or less phi² of each row."""
    return s2 - s2[..., :1] ** 2 if function == "autocovariance" else s2


def _clusters(
    clusters: "Mapping[str, tuple[Correlation, Correlation]]", name: str, phase: int
) -> Values | None:
    axes = [axis for axis in (("x", "y") if name == MEAN else (name,)) if axis in clusters]
    if not axes:
        return None
    values = [clusters[axis][phase].probability for axis in axes]
    n = min(map(len, values))
    return _mean(value[:n] for value in values)


def _over(rows: Values) -> Values:
    with np.errstate(invalid="ignore"):
        n = np.isfinite(rows).sum(axis=0)
        return np.asarray(np.nansum(rows, axis=0) / np.where(n > 0, n, np.nan))


def _band(rows: Values, spread: Spread) -> Band | None:
    if len(rows) < 2:
        return None
    if spread == "sd":
        mean, sd = rows.mean(axis=0), rows.std(axis=0, ddof=1)
        return np.asarray(mean - sd), np.asarray(mean + sd)
    low, high = np.percentile(rows, _PERCENTS[spread], axis=0)
    return low, high
