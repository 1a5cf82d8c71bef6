"""Generated pictures ordered by how near their correlation functions lie to those of a reference.

The distance of a picture is the weighted mean of its distances in S2 and in L. Each of these is the root mean
square, over the phases asked for, the directions both have and the lags 0…r_max, of the difference of the two
curves (`geodesk.morphology.distance`); both pictures are binarised by their own Otsu threshold.
"""

import heapq
import math
from collections.abc import Generator as Steps
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Picture, open_corrected
from geodesk.jobs.characterise import characterise_one
from geodesk.jobs.ensemble import member_of
from geodesk.jobs.generate import make
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import Generator
from geodesk.morphology import directional, lag_length, longest_lag, otsu
from geodesk.morphology.distance import ALL, distances
from geodesk.morphology.ensemble import Ensemble, Lags, Member, coarsest_steps

_ONE_LEVEL = Sentence(
    en="The picture has a single grey level, so it has no phases to compare.",
    es="La imagen tiene un solo nivel de gris, así que no tiene fases que comparar.",
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counts as alike.

    Attributes
    ----------
    s2, lineal_path
        Weights of the two functions, 0 or more, not both 0.
    phase
        1: the pixels above the threshold; 0: the others; ``"both"``.
    r_max
        Largest lag, in the coarser of the two pixels; None: half of each side.
    """

    s2: float = 1.0
    lineal_path: float = 1.0
    phase: Literal[0, 1, "both"] = "both"
    r_max: int | None = None

    def __post_init__(self) -> None:
        weights = self.s2, self.lineal_path
        if not all(0 <= weight < math.inf for weight in weights) or not sum(weights):
            raise GeoDeskError(
                en="A weight is 0 or more, and at least one of S2 and L must count.",
                es="Un peso es 0 o más, y al menos una de S2 y L debe contar.",
            )


@dataclass(frozen=True, eq=False, slots=True)
class Ranked:
    """One generated picture beside the reference.

    Attributes
    ----------
    index
        Its number in the series.
    distance, s2, lineal_path
        NaN where it could not be measured.
    threshold, phi
        Its own Otsu threshold and the fraction of phase 1.
    pixels
        Of one that is among the nearest so far; else None.
    dropped
        The picture that it pushed out of the nearest.
    error
        Why it was not measured.
    """

    index: int
    distance: float
    s2: float
    lineal_path: float
    threshold: float
    phi: float
    pixels: NDArray[np.uint8] | None = None
    dropped: int | None = None
    error: Sentence | None = None


class Reference:
    """A measured picture, and how far a generated one lies from it.

    Attributes
    ----------
    item : Picture
    likeness : Likeness
    lags : {"length", "pixel"}
    sha256 : str
    notice : Sentence or None
        What to tell the user of the lags: that they are pixels because a pixel size is unknown.
    """

    def __init__(self, item: Picture, model: Generator, likeness: Likeness) -> None:
        """Measure `item`.

        Raises
        ------
        GeoDeskError
            It cannot be read or has no two phases.
        """
        self.item, self.likeness = item, likeness
        self._step_m = model.pixel_size_m
        found = characterise_one(item, threshold="otsu", r_max=None, page=None, threads=None)
        if found.error is None and likeness.r_max is not None:
            wanted = self._own_lag(likeness.r_max, found.pixel_size and found.pixel_size.x_m)
            found = characterise_one(item, threshold="otsu", r_max=wanted, page=None, threads=None)
        if found.error is None and not found.phi > 0:
            found = replace(found, error=_ONE_LEVEL)
        if found.error is not None:
            raise GeoDeskError(
                en=f"{item.path}: {found.error.en}",
                es=f"{item.path}: {found.error.es}",
            )
        with open_corrected(None, item) as picture:
            self.sha256 = picture.sha256
        member = member_of(found)
        known = self._step_m is not None, bool(member.steps)
        self.lags: Lags = "length" if all(known) else "pixel"
        self._member = member if all(known) else replace(member, steps={})
        self.notice = None if known in ((True, True), (False, False)) else _in_pixels(known[0])
        self._ensemble: Ensemble | None = None

    def _own_lag(self, r_max: int, other_m: float | None) -> int:
        """The largest lag in the reference's own pixels."""
        if other_m is None or self._step_m is None:
            return r_max
        return math.ceil(r_max * max(self._step_m / other_m, 1))

    def measure(self, index: int, pixels: NDArray[np.uint8]) -> Ranked:
        """Measure a generated picture; one of a single grey level gives a row with its error."""
        level = float(otsu(pixels))
        phi = float(np.count_nonzero(pixels > level)) / pixels.size
        if not 0 < phi < 1:
            return Ranked(index, math.nan, math.nan, math.nan, level, phi, error=_ONE_LEVEL)
        member = self._measured(pixels, level)
        steps = coarsest_steps([self._member, member])
        if self._ensemble is None:
            self._ensemble = Ensemble.of([self._member], lags=self.lags, steps=steps)
        one = Ensemble.of([member], lags=self.lags, steps=steps)
        likeness = self.likeness
        found = distances(self._ensemble, one, r_max=likeness.r_max, resamples=1)
        phases = (0, 1) if likeness.phase == "both" else (likeness.phase,)

        def apart(function: str) -> float:
            some = [d.rms for d in found if d.function == function and d.direction == ALL]
            return math.sqrt(sum(some[phase] ** 2 for phase in phases) / len(phases))

        s2, path = apart("two_point"), apart("lineal_path")
        weights = likeness.s2, likeness.lineal_path
        distance = (weights[0] * s2 + weights[1] * path) / sum(weights)
        return Ranked(index, distance, s2, path, level, phi)

    def _measured(self, pixels: NDArray[np.uint8], level: float) -> Member:
        names = [name for name in ("x", "y", "z") if name in self._member.curves][: pixels.ndim]
        r_max = self.likeness.r_max
        step = self._step_m
        if r_max is not None and step is not None and self._member.steps:
            r_max = math.ceil(r_max * max(self._member.steps["x"] / step, 1))
        longest = {name: longest_lag(pixels.shape, name) for name in names}
        lags = {
            name: min(last, (last + 1) // 2 if r_max is None else r_max) for name, last in longest.items()
        }
        curves = directional(pixels, lags, lags, threshold=level, threads=1)
        steps = (
            {} if step is None else {name: lag_length(name, (step, step)) for name in names if name != "z"}
        )
        return Member("generated", curves, steps)


def _in_pixels(model_known: bool) -> Sentence:
    if model_known:
        return Sentence(
            en="The pixel size of the reference is unknown, so the lags are compared pixel by pixel.",
            es="No se conoce el tamaño de píxel de la referencia, así que los desfases se comparan píxel a "
            "píxel.",
        )
    return Sentence(
        en="The model states no pixel size, so the lags are compared pixel by pixel.",
        es="El modelo no indica su tamaño de píxel, así que los desfases se comparan píxel a píxel.",
    )


class Nearest:
    """The k nearest so far; of two alike the earlier one stays."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._heap: list[tuple[float, int]] = []

    def offer(self, distance: float, index: int) -> tuple[bool, int | None]:
        """Whether a picture is among the nearest, and which one it pushed out."""
        entry = (-distance, -index)
        if math.isnan(distance) or (len(self._heap) == self._keep and entry <= self._heap[0]):
            return False, None
        if len(self._heap) < self._keep:
            heapq.heappush(self._heap, entry)
            return True, None
        return True, -heapq.heapreplace(self._heap, entry)[1]

    @property
    def order(self) -> list[int]:
        """Their indices, the nearest first."""
        return [-index for _, index in sorted(self._heap, reverse=True)]


def rank(
    model: Generator,
    reference: Reference,
    seed: int,
    count: int,
    keep: int,
    *,
    size: int | Sequence[int] | None = None,
) -> Steps[Progress[Ranked], None, None]:
    """Make `count` pictures and say of each how near it is; the `keep` nearest so far carry their pixels.

    Parameters
    ----------
    size
        As of `geodesk.models.Generator.picture`.

    Yields
    ------
    Progress
        With one picture, or without as a sign of life. Memory does not grow with `count`.

    Raises
    ------
    BadSize, ModelFailed
        As of `geodesk.jobs.generate.make`.
    """
    best, failed = Nearest(keep), 0
    notices = () if reference.notice is None else (reference.notice,)
    with closing(make(model, seed, range(count), size)) as steps:
        for step in steps:
            rows = []
            for made in step.rows:
                assert made.pixels is not None  # `make` gives every picture
                row = reference.measure(made.index, made.pixels)
                failed += row.error is not None
                enters, dropped = best.offer(row.distance, made.index)
                rows.append(replace(row, pixels=made.pixels, dropped=dropped) if enters else row)
            yield Progress(step.done, step.total, failed, tuple(rows), (*notices, *step.notices))
            notices = ()
