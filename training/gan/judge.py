"""What generated pictures are worth: the errors of their S2 and L, seams, and whether they are copies.

Each picture is binarised at its own Otsu threshold, as the study did; curves are means over pictures and
over x and y; an error is the root mean square of the difference of two mean curves over r = 0…160 pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology import otsu
from geodesk.morphology.batch import correlations_batch

R_MAX = 160
CURVES = ("s2", "l1", "l0")
# Side of the small pictures that copies are looked for with.
_SMALL = 20

Curves = dict[str, NDArray[np.float64]]


def curves(pictures: NDArray[np.uint8], r_max: int = R_MAX) -> Curves:
    """S2 of the brighter phase and L of both phases of each picture, (n, lags), mean over x and y.

    Parameters
    ----------
    pictures
        (n, side, side) uint8.
    r_max
        Largest lag in pixels; half the side if that is less.
    """
    last = min(r_max, min(pictures.shape[1:]) // 2)
    found = correlations_batch(pictures, [otsu(picture) for picture in pictures], last)
    x, y = found.directions["x"], found.directions["y"]

    def both(function: str, phase: int) -> NDArray[np.float64]:
        along = (getattr(direction, function)[phase].probabilities for direction in (x, y))
        return np.asarray(np.mean(list(along), axis=0))

    return {"s2": both("two_point", 1), "l1": both("lineal_path", 1), "l0": both("lineal_path", 0)}


def mean_curves(pictures: NDArray[np.uint8], r_max: int = R_MAX) -> Curves:
    """The means over the pictures of `curves`."""
    return means(curves(pictures, r_max))


def errors(real: Curves, made: Curves) -> dict[str, float]:
    """Root mean square difference of each mean curve over the lags that both have."""
    return {name: _rms(real[name], made[name]) for name in CURVES}


def floor(each: Curves, groups: Sequence[str], splits: int = 200, seed: int = 0) -> dict[str, float]:
    """The error between two random halves of the real pictures, median over many splits.

    Parameters
    ----------
    each
        As `curves` gives it.
    groups
        Source of each picture: a source lies wholly in one half, for its crops are alike.
    """
    names = sorted(set(groups))
    place = np.array([names.index(group) for group in groups])
    rng = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in CURVES}
    for _ in range(splits):
        chosen = np.isin(place, rng.permutation(len(names))[: len(names) // 2])
        for name in CURVES:
            halves = (each[name][side].mean(axis=0) for side in (chosen, ~chosen))
            found[name].append(_rms(*halves))
    return {name: float(np.median(values)) for name, values in found.items()}


def seam(curve: NDArray[np.float64], real: NDArray[np.float64], period: int) -> float:
    """How far S2 rises above its neighbours at multiples of a period, more than the real one does.

    Parameters
    ----------
    curve, real
        Mean S2 of generated and of real pictures.
    period
        In pixels.

    Returns
    -------
    float
        Mean over the multiples of S2(p) − ½(S2(p − d) + S2(p + d)) with d an eighth of the period, less the
        same of the real pictures: about 0 without seams.
    """
    step = max(1, period // 8)

    def peak(values: NDArray[np.float64]) -> float:
        at = np.arange(period, min(len(curve), len(real)) - step, period)
        return float(np.mean(values[at] - (values[at - step] + values[at + step]) / 2))

    return peak(curve) - peak(real)


def nearest(
    pictures: NDArray[np.uint8], among: NDArray[np.uint8], skip: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Distance of each picture to the nearest of others, whatever the flip or quarter turn, (n,).

    Parameters
    ----------
    pictures, among
        (n, side, side) and (m, side, side) uint8.
    skip
        (n, m): pairs that do not count, such as two crops of one micrograph.

    Returns
    -------
    ndarray
        √(2 (1 − correlation)) of the pictures as 20×20 block means: 0 for a copy, about 1.4 for strangers.
    """
    others = _small(among)
    found = np.full(len(pictures), np.inf)
    for turned in _turned(pictures):
        distance = np.sqrt(np.maximum(2 * (1 - _small(turned) @ others.T), 0))
        if skip is not None:
            distance[skip] = np.inf
        found = np.minimum(found, distance.min(axis=1))
    return found


def _turned(pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for turns in range(4):
        turned = np.rot90(pictures, turns, (1, 2))
        yield turned
        yield turned[:, :, ::-1]


def _small(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    side = pictures.shape[1] // _SMALL * _SMALL
    block = side // _SMALL
    blocks = pictures[:, :side, :side].reshape(len(pictures), _SMALL, block, _SMALL, block)
    means = blocks.mean(axis=(2, 4), dtype=np.float32).reshape(len(pictures), -1)
    means -= means.mean(axis=1, keepdims=True)
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6))


def _rms(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    lags = min(len(one), len(other))
    return float(np.sqrt(np.mean((one[:lags] - other[:lags]) ** 2)))


def means(each: Curves) -> Curves:
    """The means of curves over their rows."""
    return {name: curve.mean(axis=0) for name, curve in each.items()}


@dataclass(frozen=True, slots=True)
class Real:
    """The real crops that a run is judged by.

    Attributes
    ----------
    pictures
        (n, side, side) uint8; of sub-volumes every eighth section across each axis.
    sources
        Group of each picture: crops of one micrograph, or of one slab of a volume, have one.
    groups
        Group of each row of the curves.
    curves
        Of each: `curves`; of sub-volumes each along z, y and x.
    axes
        Of the rows of the curves: the axis that the section stands across, or that the sub-volume was
        measured along; -1 of a picture by itself.
    """

    pictures: NDArray[np.uint8]
    sources: list[str]
    groups: list[str]
    curves: Curves
    axes: NDArray[np.int64]

    @property
    def mean(self) -> Curves:
        """The means over the rows."""
        return means(self.curves)

    def floor(self) -> dict[str, float]:
        """The error between halves of them.

        Sections across other axes are of the same material: each axis is halved by itself, the mean counts.
        """
        found = []
        for axis in np.unique(self.axes):
            one = self.axes == axis
            groups = [group for group, wanted in zip(self.groups, one, strict=True) if wanted]
            found.append(floor({name: curve[one] for name, curve in self.curves.items()}, groups))
        return {name: float(np.mean([one[name] for one in found])) for name in CURVES}
