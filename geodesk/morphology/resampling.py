"""Drawing the pictures of ensembles again: the sums behind distances and their intervals."""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.morphology.ensemble import Ensemble, same_step
from geodesk.shares import normal_to_student

_AT_ONCE = 100
_SMALL = 1 << 18  # multiplications


class NotComparable(GeoDeskError, ValueError):
    """Two ensembles do not share directions or steps of the lag."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Counts and totals of the pictures, ready to be summed with any weights."""

    counts: NDArray[np.float64]
    totals: NDArray[np.float64]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Lags at which every picture has a total, so that every resample has one."""
        return np.asarray((self.totals > 0).all(axis=0))

    def cut(self, lags: int) -> "Curve":
        """The first lags."""
        return Curve(self.counts[:, :lags], self.totals[:, :lags])

    def pooled(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pooled curves, (k, lags), with weights (k, pictures); NaN where there is no total."""
        totals = self.totals
        if (totals == totals[0]).all():  # pictures of one size: no product is needed
            sums = weights.sum(axis=1, keepdims=True) * totals[0]
        else:
            sums = _product(weights, totals)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(_product(weights, self.counts) / sums)


def _product(weights: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give weights @ rows in pieces too small for OpenBLAS to share among threads.

    Its threads wait for each other while they spin, and where another program uses the processor too that
    takes ten times as long as one thread alone.
    """
    found = np.zeros((len(weights), rows.shape[1]))
    deep = max(1, (_SMALL >> 3) // rows.shape[1])
    high = max(1, _SMALL // (deep * rows.shape[1]))
    for k in range(0, len(rows), deep):
        some = rows[k : k + deep]
        for i in range(0, len(weights), high):
            found[i : i + high] += weights[i : i + high, k : k + deep] @ some
    return found


def curve_of(ensemble: Ensemble, function: str, phase: int, name: str, r_max: int | None) -> Curve:
    """One function of an ensemble up to a lag, its counts weighted as in the pooled curve."""
    source = getattr(ensemble.directions[name], function)[phase]
    last = None if r_max is None else r_max + 1
    weights = 1.0 if source.weights is None else source.weights[:, np.newaxis]
    return Curve(source.counts[:, :last] * weights, source.totals[:, :last] * weights)


@dataclass(frozen=True, eq=False)
class Pair:
    """The same function of two ensembles on the same lags; `keep` are those that every resample knows."""

    name: str
    a: Curve
    b: Curve
    keep: NDArray[np.bool_]

    @property
    def values(self) -> NDArray[np.float64]:
        """A - B at the lags kept."""
        one, other = (c.pooled(np.ones((1, len(c.counts))))[0] for c in (self.a, self.b))
        return np.asarray((one - other)[self.keep])


@dataclass(frozen=True, eq=False)
class Draws:
    """How often each picture is drawn, (resamples, pictures), in steps; and what corrects for their number.

    The variance of n things drawn with replacement is (n - 1) / n of what it estimates, and from few things
    it is badly known: Student's t stands in for the normal law, of each ensemble by its own number.
    """

    weights: NDArray[np.float64]
    groups: int
    confidence: float

    @property
    def scale(self) -> float:
        """What the deviations of resampled means are multiplied with; of two groups or more."""
        return math.sqrt(self.groups / (self.groups - 1)) * normal_to_student(self.groups, self.confidence)


def draws_of(
    ensemble: Ensemble, groups: Sequence[Hashable] | None, resamples: int, seed: int, confidence: float
) -> Draws:
    """Draw the pictures, or groups of them, with replacement, for intervals of a confidence."""
    group, count = groups_of(ensemble, groups)
    drawn = np.random.default_rng(seed).multinomial(count, [1 / count] * count, size=resamples)
    return Draws(drawn[:, group].astype(np.float64), count, confidence)


def groups_of(ensemble: Ensemble, groups: Sequence[Hashable] | None) -> tuple[NDArray[np.int64], int]:
    """The number of each picture's group, from 0, and how many groups there are."""
    pictures = len(ensemble.ids)
    if groups is None:
        return np.arange(pictures), pictures
    if len(groups) != pictures:
        raise ValueError(f"{len(groups)} groups for {pictures} pictures")
    place = {group: k for k, group in enumerate(dict.fromkeys(groups))}
    return np.array([place[group] for group in groups], np.int64), len(place)


def common_directions(a: Ensemble, b: Ensemble) -> list[str]:
    """Directions of both ensembles; raises `NotComparable`."""
    names = [name for name in a.directions if name in b.directions]
    if not names:
        raise NotComparable(
            en="The ensembles have no direction in common, so they cannot be compared.",
            es="Los conjuntos no tienen ninguna dirección en común, así que no se pueden comparar.",
        )
    for name in names:
        steps = a.directions[name].step_m, b.directions[name].step_m
        if same_step(*steps):
            continue
        if None in steps:
            raise NotComparable(
                en="Whether a step of the lag is the same length in both ensembles is not known, because one "
                "has no pixel size: correct it, or ask for lags in pixels.",
                es="No se sabe si un paso del desfase mide lo mismo en ambos conjuntos, porque uno no tiene "
                "tamaño de píxel: corríjalo, o pida los desfases en píxeles.",
            )
        raise NotComparable(
            en="A step of the lag is not the same length in both ensembles: ask for lags as lengths, which "
            "takes both to the coarser pixel, or for lags in pixels.",
            es="Un paso del desfase no mide lo mismo en ambos conjuntos: pida los desfases en longitud, que "
            "lleva los dos al píxel más grueso, o en píxeles.",
        )
    return names


def pair_of(a: Ensemble, b: Ensemble, function: str, phase: int, name: str, r_max: int | None) -> Pair:
    """The curves of two ensembles, cut to the lags of both."""
    one, other = (curve_of(e, function, phase, name, r_max) for e in (a, b))
    lags = min(one.counts.shape[1], other.counts.shape[1])
    one, other = one.cut(lags), other.cut(lags)
    return Pair(name, one, other, one.known & other.known)


def errors_of(pair: Pair, draws: tuple[Draws, Draws]) -> Iterator[NDArray[np.float64]]:
    """What the resamples differ from the measured difference by, some resamples at a time."""
    ones = [curve.pooled(np.ones((1, len(curve.counts)))) for curve in (pair.a, pair.b)]
    for start in range(0, len(draws[0].weights), _AT_ONCE):
        one, other = (
            (curve.pooled(draw.weights[start : start + _AT_ONCE]) - whole) * draw.scale
            for curve, draw, whole in zip((pair.a, pair.b), draws, ones, strict=True)
        )
        yield (one - other)[:, pair.keep]
