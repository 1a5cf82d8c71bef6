"""Two-point probability, lineal path and cross-correlation of all the labels of a picture."""

import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.bitplanes import BitPlane, Team, pack_label, pack_mask
from geodesk.morphology.counting import along, distances
from geodesk.morphology.directions import lags_of
from geodesk.morphology.field import Field, labels_of, mask_of, same_shape
from geodesk.morphology.radial import radial_pairs, radial_totals
from geodesk.morphology.results import Correlation

_MOST = 32


@dataclass(frozen=True, eq=False, slots=True)
class LabelCorrelations:
    """The functions of several labels along one direction.

    Attributes
    ----------
    direction : str
        Its name.
    two_point, lineal_path : dict of int to Correlation
        label → S2 and L. L of the radial average is not defined: counts and totals are 0.
    cross : dict of (int, int) to Correlation
        (a, b), a before b in the order asked for → pairs of which one pixel has label a and the other b,
        either way round: counts are C_ab + C_ba and totals all pairs. Where the labels are all there are, S2
        of all and cross of all add up to 1 at every lag.
    distance : ndarray of float64
        As in `AxisCorrelations`.
    """

    direction: str
    two_point: dict[int, Correlation]
    lineal_path: dict[int, Correlation]
    cross: dict[tuple[int, int], Correlation]
    distance: NDArray[np.float64]


def label_correlations(
    array: ArrayLike,
    labels: Iterable[int] | None = None,
    directions: Iterable[str] | None = None,
    r_max: int | Mapping[str, int] | None = None,
    periodic: bool = False,
    mask: ArrayLike | None = None,
    *,
    threads: int | None = None,
) -> dict[str, LabelCorrelations]:
    """S2 and L of each label and the cross-correlation of each pair of them.

    C_ab + C_ba = C of both labels together - C_aa - C_bb, so the integer counts are exact; k labels take
    k (k + 1) / 2 counts of pairs.

    Parameters
    ----------
    array : array_like of bool or integer, 2-D or 3-D
        Label image: bool counts as 0 and 1.
    labels : iterable of int, optional
        Labels wanted, and in which order; None means all that occur inside the mask, ascending. One that does
        not occur has counts of 0.
    directions, r_max, periodic, mask, threads
        As in `directional`.

    Returns
    -------
    dict
        direction → LabelCorrelations, in the order of `directions`.

    Raises
    ------
    TypeError, ValueError
        As `directional`; also a label named twice, or more than 32 labels that are not named.
    """
    image, valid = labels_of(array), mask_of(mask)
    if valid is not None:
        valid = same_shape(valid, image)
    lags = lags_of(image.shape, directions, r_max, periodic)
    wanted = _labels(image, valid) if labels is None else [operator.index(label) for label in labels]
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"a label is named twice in {wanted}")
    pairs = list(itertools.combinations(wanted, 2))
    found = {}
    with Team(threads, image.size) as team:
        within = None if valid is None else pack_mask(valid, team)
        planes = {label: pack_label(image, label, team) for label in wanted}
        if within is not None:
            planes = {label: plane & within for label, plane in planes.items()}
        shape = next(iter(planes.values())) if planes else pack_label(image, 0, team)
        field = Field(shape, within, image.ndim)
        for name, last in lags.items():
            course = _Course.of(field, name, last, periodic, team)
            own = {label: course.pairs(plane) for label, plane in planes.items()}
            cross = {(a, b): course.pairs(planes[a] | planes[b]) - own[a] - own[b] for a, b in pairs}
            found[name] = LabelCorrelations(
                name,
                {label: Correlation(counts, course.all_pairs) for label, counts in own.items()},
                {
                    label: Correlation(course.paths(plane), course.all_paths)
                    for label, plane in planes.items()
                },
                {pair: Correlation(counts, course.all_pairs) for pair, counts in cross.items()},
                course.distance,
            )
    return found


Count = Callable[[BitPlane], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Course:
    """How the ones of a plane are counted along a direction, and what there is to count."""

    pairs: Count
    paths: Count
    all_pairs: NDArray[np.int64]
    all_paths: NDArray[np.int64]
    distance: NDArray[np.float64]

    @classmethod
    def of(cls, field: Field, name: str, last: int, periodic: bool, team: Team) -> "_Course":
        if name == "radial":
            totals, distance = radial_totals(field, last, periodic, team)
            none = np.zeros_like(totals)
            count = partial(radial_pairs, ndim=field.ndim, r_max=last, periodic=periodic, team=team)
            return cls(count, lambda _: none, totals, none, distance)
        course = along(field, name, periodic, team)
        counts = partial(course.pairs, r_max=last), partial(course.paths, r_max=last)
        return cls(*counts, *course.totals(last), distances(name, last))


def _labels(image: NDArray[Any], valid: NDArray[Any] | None) -> list[int]:
    """Labels that occur."""
    labels = np.unique(image if valid is None else image[valid != 0])
    if len(labels) > _MOST:
        raise ValueError(f"the array holds {len(labels)} labels: name those wanted, or at most {_MOST}")
    return [int(label) for label in labels]
