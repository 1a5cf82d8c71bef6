"""Correlation functions of an ensemble: many pictures as realisations of one material.

Every picture keeps its own integer counts, so sums are exact and no result depends on the order in which the
pictures were measured. Of each function there are two means, which differ where the pictures differ in size,
in the area left out or in pixel size:

pooled
    sum of the pictures' counts / sum of their totals: every pair (S2) or segment (L) weighs the same, so a
    large picture weighs more than a small one. With mixed pixel sizes a count is weighted with the area of
    its picture's pixel, so that equal areas of the material weigh the same.
mean
    arithmetic mean of the pictures' probabilities: every picture weighs the same. The standard deviation
    (n - 1 in the denominator) and the percentiles are those of the pictures about this mean; they tell how
    pictures differ, not how uncertain the mean is.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.collection.errors import enumerate_names
from geodesk.language import GeoDeskError
from geodesk.morphology.correlation import AxisCorrelations

Lags = Literal["same", "length", "pixel"]
"""How pictures of different pixel sizes share one axis of lags; see `Ensemble.of`."""

FUNCTIONS = ("two_point", "lineal_path")

SAME_SIZE = 1e-3
"""Pixel sizes that differ by less than this share of the larger one count as equal."""


_NAMED = 5


class MixedPixelSizes(GeoDeskError, ValueError):
    """The lags of the pictures do not mean the same lengths."""


@dataclass(frozen=True, eq=False)
class Member:
    """One picture of an ensemble.

    Attributes
    ----------
    id : str
        Its name in the ensemble.
    curves : mapping of str to AxisCorrelations
        Direction (``"x"``, ``"y"``…) → both functions of both phases.
    steps : mapping of str to float
        Direction → length of a lag of one pixel in metres; empty where the pixel size is unknown.
    """

    id: str
    curves: Mapping[str, AxisCorrelations]
    steps: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class EnsembleFunction:
    """One function of one phase along one direction; index r of the last axis is the lag in steps.

    Attributes
    ----------
    counts : ndarray of int64 (float64 where interpolated), shape (pictures, lags)
        Pairs (S2) or segments (L) in the phase.
    totals : ndarray of the same type and shape
        All pairs or segments there are; 0 where a picture's mask leaves none.
    weights : ndarray of float64, shape (pictures,), or None
        Weight of a picture's counts in the pooled sums; None: 1 each, so that the sums are integers.
    """

    counts: NDArray[Any]
    totals: NDArray[Any]
    weights: NDArray[np.float64] | None = None

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Counts / totals of each picture, float64 of shape (pictures, lags); NaN where there is no total."""
        unknown = np.full(self.counts.shape, np.nan)
        np.divide(self.counts, self.totals, out=unknown, where=self.totals > 0)
        return unknown

    @cached_property
    def n(self) -> NDArray[np.int64]:
        """Pictures that have a probability, by lag: int64, shape (lags,)."""
        return np.asarray(np.count_nonzero(self.totals > 0, axis=0), np.int64)

    @cached_property
    def pooled_counts(self) -> NDArray[Any]:
        """Sum of the counts over the pictures, shape (lags,)."""
        return _summed(self.counts, self.weights)

    @cached_property
    def pooled_totals(self) -> NDArray[Any]:
        """Sum of the totals over the pictures, shape (lags,)."""
        return _summed(self.totals, self.weights)

    @cached_property
    def pooled(self) -> NDArray[np.float64]:
        """Sum of counts / sum of totals, float64 of shape (lags,)."""
        unknown = np.full(self.counts.shape[1], np.nan)
        np.divide(self.pooled_counts, self.pooled_totals, out=unknown, where=self.pooled_totals > 0)
        return unknown

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """Arithmetic mean of the pictures' probabilities, float64 of shape (lags,)."""
        return self._over_pictures(self.n, np.nansum(self.probabilities, axis=0))

    @cached_property
    def sd(self) -> NDArray[np.float64]:
        """Standard deviation of the pictures about `mean` (n - 1), shape (lags,); NaN of a single picture."""
        squares = np.nansum((self.probabilities - self.mean) ** 2, axis=0)
        return np.sqrt(self._over_pictures(self.n - 1, squares))

    def percentiles(self, percents: ArrayLike) -> NDArray[np.float64]:
        """Percentiles of the pictures' probabilities, float64 of shape (percents, lags).

        Linear between order statistics (R. J. Hyndman, Y. Fan, Am. Stat. 50 (1996) 361, definition 7).
        """
        known = self.n > 0
        found = np.full((np.size(percents), len(known)), np.nan)
        rows = self.probabilities
        quantile = np.percentile if (self.n == len(rows)).all() else np.nanpercentile
        found[:, known] = quantile(rows[:, known], np.atleast_1d(percents), axis=0)
        return found

    def _over_pictures(self, n: NDArray[np.int64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
        unknown = np.full(len(sums), np.nan)
        np.divide(sums, n, out=unknown, where=n > 0)
        return unknown


@dataclass(frozen=True, eq=False)
class EnsembleDirection:
    """Both functions of both phases along one direction; index 1 of each pair is phase 1.

    Attributes
    ----------
    two_point, lineal_path : tuple of EnsembleFunction
        Of phase 0 and of phase 1.
    step_m : float or None
        Length of one step of the lag in metres; None where it is unknown.
    mean_distance : ndarray of float64, shape (lags,), or None
        Of the radial average the mean distance of the pairs at each lag in steps; None where that is the lag.
    """

    two_point: tuple[EnsembleFunction, EnsembleFunction]
    lineal_path: tuple[EnsembleFunction, EnsembleFunction]
    step_m: float | None = None
    mean_distance: NDArray[np.float64] | None = None

    @property
    def lags(self) -> int:
        """How many lags there are, the lag 0 included."""
        return int(self.two_point[0].counts.shape[1])

    @property
    def lengths_m(self) -> NDArray[np.float64] | None:
        """Length that belongs to each lag in metres, float64 of shape (lags,); None where it is unknown."""
        if self.step_m is None:
            return None
        steps = np.arange(self.lags) if self.mean_distance is None else self.mean_distance
        return np.asarray(self.step_m * steps, np.float64)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """The functions of many pictures on common lags.

    Attributes
    ----------
    ids : tuple of str
        The pictures, in the order of the rows of every array.
    directions : mapping of str to EnsembleDirection
        Those that all pictures have.
    interpolated : bool
        Whether counts are interpolated between pixels, because pixel sizes differ; else they are integers.
    """

    ids: tuple[str, ...]
    directions: Mapping[str, EnsembleDirection]
    interpolated: bool = False

    @classmethod
    def of(
        cls,
        members: Sequence[Member],
        *,
        lags: Lags = "same",
        r_max: int | None = None,
        steps: Mapping[str, float] | None = None,
    ) -> "Ensemble":
        """Bring pictures to common lags: the directions all have, up to the largest lag all have.

        Parameters
        ----------
        members : sequence of Member
            The pictures; at least one.
        lags : {"same", "length", "pixel"}
            ``"same"``: all pixel sizes are equal (to `SAME_SIZE`) or all unknown. ``"length"``: all are
            known, and where they differ, counts and totals are interpolated linearly between pixels onto the
            coarsest step, by direction; a direction without a known step (pages of a stack) is left out.
            ``"pixel"``: lags are pixels whatever their size.
        r_max : int, optional
            Largest lag in steps; None: as far as all pictures go.
        steps : mapping of str to float, optional
            With ``"length"`` the step of each direction in metres to interpolate onto, not finer than the
            coarsest pixel; `coarsest_steps` of all pictures lets several ensembles share it.

        Raises
        ------
        MixedPixelSizes
            The pixel sizes are not as `lags` asks.
        ValueError
            No pictures, no common direction, a negative `r_max`, or a step finer than the coarsest pixel.
        """
        if not members:
            raise ValueError("an ensemble needs at least one picture")
        if r_max is not None and r_max < 0:
            raise ValueError(f"r_max must not be negative, not {r_max}")
        names = [name for name in members[0].curves if all(name in member.curves for member in members)]
        if not names:
            raise ValueError("the pictures have no direction in common")
        if (problem := mixed(members, lags)) is not None:
            raise problem
        if lags == "length":
            names = [name for name in names if all(name in member.steps for member in members)]
        found = {name: _direction(members, name, lags, r_max, (steps or {}).get(name)) for name in names}
        interpolated = any(d.two_point[0].counts.dtype.kind == "f" for d in found.values())
        return cls(tuple(member.id for member in members), found, interpolated)


def in_pixels(*ensembles: Ensemble) -> tuple[Ensemble, ...]:
    """Ensembles whose lags are pixels for all, whatever a pixel measures: none knows a step any more.

    Those that agree on their steps, and on whether they know them, are left as they are.
    """
    first = ensembles[0].directions
    if all(
        same_step(direction.step_m, first[name].step_m)
        for other in ensembles[1:]
        for name, direction in other.directions.items()
        if name in first
    ):
        return ensembles
    return tuple(
        replace(one, directions={name: replace(each, step_m=None) for name, each in one.directions.items()})
        for one in ensembles
    )


def same_step(one: float | None, other: float | None) -> bool:
    """Whether two steps are the same length (to `SAME_SIZE`), or both unknown."""
    return one is other if one is None or other is None else _equal(one, other)


def mixed(members: Sequence[Member], lags: Lags) -> MixedPixelSizes | None:
    """Why pictures cannot share an axis of lags, naming those in the way; None where they can.

    Those of unknown pixel size come first; else all that have not the size that most have.
    """
    unknown = [member.id for member in members if not member.steps]
    if lags == "pixel" or (lags == "same" and len(unknown) == len(members)):
        return None
    if unknown:
        names = enumerate_names(unknown, _NAMED)
        one = len(unknown) == 1
        return MixedPixelSizes(
            en=f"The pixel size of {names.en} is unknown, so lags there are no lengths: correct it, leave "
            f"{'the picture' if one else 'those pictures'} out, or ask for lags in pixels.",
            es=f"No se conoce el tamaño de píxel de {names.es}, así que ahí los desfases no son longitudes: "
            f"corríjalo, excluya {'la imagen' if one else 'esas imágenes'} o pida los desfases en píxeles.",
        )
    groups: list[list[Member]] = []
    for member in members if lags == "same" else ():
        alike = (group for group in groups if _one_size(group[0], member))
        if (group := next(alike, None)) is None:
            groups.append([member])
        else:
            group.append(member)
    if len(groups) < 2:
        return None
    most = max(groups, key=len)
    odd = [member.id for member in members if not _one_size(most[0], member)]
    names, others = enumerate_names(odd, _NAMED), enumerate_names([member.id for member in most], 1)
    one = len(odd) == 1
    return MixedPixelSizes(
        en=f"{names.en} {'has' if one else 'have'} another pixel size than {others.en}: choose pictures of "
        "one size, or ask for lags as lengths (interpolated onto the coarsest) or in pixels.",
        es=f"{names.es} {'tiene' if one else 'tienen'} un tamaño de píxel distinto del de {others.es}: elija "
        "imágenes de un mismo tamaño, o pida los desfases en longitud (interpolados al más grueso) o en "
        "píxeles.",
    )


def _one_size(one: Member, other: Member) -> bool:
    both = one.steps.keys() & other.steps.keys()
    return all(_equal(one.steps[name], other.steps[name]) for name in both)


def coarsest_steps(members: Iterable[Member]) -> dict[str, float]:
    """The longest step of some pictures in metres, by direction; without those that one does not know."""
    every = list(members)
    return {
        name: max(member.steps[name] for member in every)
        for name in every[0].steps
        if all(name in member.steps for member in every)
    }


def _direction(
    members: Sequence[Member], name: str, lags: Lags, r_max: int | None, step_m: float | None
) -> EnsembleDirection:
    step = coarsest_steps(members).get(name)
    curves = [member.curves[name] for member in members]
    lengths = [len(curve.two_point[0].counts) for curve in curves]
    own = [member.steps.get(name) for member in members]
    same = step is None or all(one is not None and _equal(one, step) for one in own)
    if lags == "length" and step is not None:
        if step_m is not None and step_m < step and not _equal(step_m, step):
            raise ValueError(
                f"the step along {name} must be at least {step}, the coarsest pixel, not {step_m}"
            )
        same = same and (step_m is None or _equal(step_m, step))
        step = step_m or step
    if same or lags != "length" or step is None:
        last = min(lengths) if r_max is None else min(*lengths, r_max + 1)
        return _stacked(curves, last, step if same else None)
    ratios = np.array([step / one for one in own if one is not None])
    ends = [math.floor((n - 1) / ratio + 1e-9) for n, ratio in zip(lengths, ratios, strict=True)]
    last = 1 + (min(ends) if r_max is None else min(*ends, r_max))
    return _interpolated(curves, ratios, np.array([_pixel_area(m) for m in members]), last, step)


def _stacked(curves: Sequence[AxisCorrelations], last: int, step_m: float | None) -> EnsembleDirection:
    def both(name: str) -> tuple[EnsembleFunction, EnsembleFunction]:
        pairs = [getattr(curve, name) for curve in curves]
        totals = np.stack([pair[0].totals[:last] for pair in pairs])  # those of both phases
        return tuple(  # type: ignore[return-value]
            EnsembleFunction(np.stack([pair[phase].counts[:last] for pair in pairs]), totals)
            for phase in (0, 1)
        )

    pairs, distance = both("two_point"), None
    if curves[0].direction == "radial":
        far = np.stack([curve.distance[:last] for curve in curves])
        distance = (far * pairs[0].totals).sum(axis=0) / pairs[0].totals.sum(axis=0)
    return EnsembleDirection(pairs, both("lineal_path"), step_m, distance)


def _interpolated(
    curves: Sequence[AxisCorrelations],
    ratios: NDArray[np.float64],
    areas: NDArray[np.float64],
    last: int,
    step_m: float,
) -> EnsembleDirection:
    weights = areas / areas.max()

    def both(name: str) -> tuple[EnsembleFunction, EnsembleFunction]:
        pairs = [getattr(curve, name) for curve in curves]
        totals = np.stack([_between(p[0].totals, s, last) for p, s in zip(pairs, ratios, strict=True)])
        return tuple(  # type: ignore[return-value]
            EnsembleFunction(
                np.stack([_between(p[phase].counts, s, last) for p, s in zip(pairs, ratios, strict=True)]),
                totals,
                weights,
            )
            for phase in (0, 1)
        )

    return EnsembleDirection(both("two_point"), both("lineal_path"), step_m)


def _between(values: NDArray[np.int64], ratio: float, last: int) -> NDArray[np.float64]:
    """Values at 0, ratio, 2 ratio, … pixels, linear between the whole ones."""
    return np.asarray(np.interp(ratio * np.arange(last), np.arange(len(values)), values))


def _pixel_area(member: Member) -> float:
    return math.prod(member.steps[name] for name in ("x", "y") if name in member.steps)


def _summed(rows: NDArray[Any], weights: NDArray[np.float64] | None) -> NDArray[Any]:
    return np.asarray(rows.sum(axis=0) if weights is None else weights @ rows)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * max(one, other)
