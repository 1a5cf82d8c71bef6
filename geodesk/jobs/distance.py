"""Two measured ensembles side by side: their distances, and what chance alone would do."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection import Collection, write_csv
from geodesk.jobs.characterise import Characterised
from geodesk.jobs.curvetable import Cell, number
from geodesk.jobs.ensemble import members_of
from geodesk.morphology.distance import Distance, Floor, distances, floor
from geodesk.morphology.ensemble import Ensemble, Lags, coarsest_steps, in_pixels

_FUNCTION_WORDS = {"two_point": "s2", "lineal_path": "lineal_path"}
DISTANCE_COLUMNS = (
    "function",
    "phase",
    "direction",
    "n_a",
    "n_b",
    "groups_a",
    "groups_b",
    "lags",
    "lag_max_px",
    "lag_max_m",
    "rms",
    "rms_low",
    "rms_high",
    "maximum",
    "maximum_low",
    "maximum_high",
    "maximum_lag_px",
    "floor_a_rms_p50",
    "floor_a_rms_p95",
    "floor_a_maximum_p50",
    "floor_a_maximum_p95",
    "floor_b_rms_p50",
    "floor_b_rms_p95",
    "floor_b_maximum_p50",
    "floor_b_maximum_p95",
    "confidence",
    "resamples",
    "seed",
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two ensembles on common lags and how far apart they are.

    Attributes
    ----------
    a, b : Ensemble
    groups : tuple of int
        How many groups, drawn whole, each has; of ungrouped pictures their number.
    distances : tuple of Distance
    floors : pair of tuples of Floor
        Of random halves of A and of B, in the order of `distances`.
    confidence, resamples, seed
        Of the intervals.
    """

    a: Ensemble
    b: Ensemble
    groups: tuple[int, int]
    distances: tuple[Distance, ...]
    floors: tuple[tuple[Floor, ...], tuple[Floor, ...]]
    confidence: float
    resamples: int
    seed: int


def compare(
    a: Iterable[Characterised],
    b: Iterable[Characterised],
    *,
    lags: Lags = "same",
    r_max: int | None = None,
    group_a: Callable[[str], Hashable] | None = None,
    group_b: Callable[[str], Hashable] | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare two lists of measured pictures (`geodesk.jobs.ensemble.measure`); failed ones do not count.

    Parameters
    ----------
    lags
        As in `geodesk.morphology.ensemble.Ensemble.of`; with ``"length"`` both come onto the coarsest pixel
        of all.
    r_max
        Largest lag in steps.
    group_a, group_b
        Path of a picture → what is drawn as a whole, such as its specimen (`grouping`); None: each picture.
    resamples, confidence, seed
        As in `geodesk.morphology.distance.distances`.

    Raises
    ------
    GeoDeskError
        An ensemble is empty, or their pixel sizes are not as `lags` asks.
    """
    members = members_of(a), members_of(b)
    steps = coarsest_steps([*members[0], *members[1]])
    one, other = (Ensemble.of(some, lags=lags, r_max=r_max, steps=steps) for some in members)
    if lags == "pixel":
        one, other = in_pixels(one, other)
    groups = [list(map(group or str, some.ids)) for some, group in ((one, group_a), (other, group_b))]
    found = distances(
        one,
        other,
        groups_a=groups[0],
        groups_b=groups[1],
        resamples=resamples,
        confidence=confidence,
        seed=seed,
    )
    floors = floor(one, groups=groups[0], seed=seed), floor(other, groups=groups[1], seed=seed)
    counts = len(set(groups[0])), len(set(groups[1]))
    return Comparison(one, other, counts, found, floors, confidence, resamples, seed)


def by_folder(path: str) -> str:
    """The group of a picture where each folder is one."""
    return path.rpartition("/")[0]


def by_sample(collection: Collection) -> Callable[[str], str]:
    """The group of a picture where each sample (a pair, a rotation series) is one."""
    samples = {picture.path: sample.id for sample in collection.samples() for picture in sample.pictures}
    return lambda path: samples.get(path, path)


def distance_rows(found: Comparison) -> Iterator[list[Cell | int]]:
    """The rows of `DISTANCE_COLUMNS`."""
    floors = [{(f.function, f.phase, f.direction): f for f in some} for some in found.floors]
    for one in found.distances:
        key = (one.function, one.phase, one.direction)
        direction = found.a.directions.get(one.direction)
        last: int | None = None
        metres = None
        if direction is not None:
            last = min(direction.lags, found.b.directions[one.direction].lags) - 1
            lengths = direction.lengths_m
            metres = None if lengths is None else number(float(lengths[last]))
        chance = [value for some in floors for value in (*some[key].rms, *some[key].maximum)]
        yield [
            _FUNCTION_WORDS[one.function],
            one.phase,
            one.direction,
            len(found.a.ids),
            len(found.b.ids),
            *found.groups,
            one.lags,
            last,
            metres,
            *map(number, (one.rms, *one.rms_interval, one.maximum, *one.maximum_interval)),
            one.maximum_at,
            *map(number, chance),
            number(found.confidence),
            found.resamples,
            found.seed,
        ]


def write_distances(path: Path, found: Comparison) -> None:
    """Write the distances; raises `CollectionError` where the file cannot be written."""
    write_csv(path, DISTANCE_COLUMNS, distance_rows(found))
