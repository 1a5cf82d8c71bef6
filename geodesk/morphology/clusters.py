"""Clusters of a phase: two-point cluster function C2 and percolation.

A cluster is a largest set of pixels of the phase that hang together over shared faces (4 neighbours in a
picture, 6 in a volume) or also over edges and corners (8, 26).

C2, two-point cluster function
    C(r) = pairs of pixels r apart along an axis that lie in one and the same cluster; C2(r) = C(r) / totals,
    with the totals of the two-point probability. In counts L <= C2 <= S2 at every lag, C2(0) = S2(0).

Definition after S. Torquato, Random Heterogeneous Materials (2002), section 2.6.
"""

import operator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.correlation import Correlation, two_point
from geodesk.morphology.lines import PHASE, axis_of, phase_codes, runs_of, slabs

Connectivity = Literal["faces", "all"]
"""Which neighbours hang together: over faces (4, 6), or over edges and corners too (8, 26)."""

_NAMES = ("x", "y", "z")
# Nanoseconds: of a pair of runs; of bits, of a pixel whatever the lags and of a pixel and lag.
_PAIR, _PIXEL, _PIXEL_LAG = 60.0, 2.0, 1 / 200


@dataclass(frozen=True, eq=False)
class Percolation:
    """Whether a phase hangs together from one side of the picture to the opposite one.

    Attributes
    ----------
    direction : str
        ``"x"``, ``"y"`` or ``"z"``.
    percolates : bool
        Whether some cluster touches both sides.
    fraction : float
        Share of the phase's pixels in clusters that do; NaN of an empty phase.
    """

    direction: str
    percolates: bool
    fraction: float


@dataclass(frozen=True, eq=False)
class Clusters:
    """The clusters of one phase; made by `clusters_of`.

    Attributes
    ----------
    labels : ndarray of int32, shape of the picture
        1…count in the phase, 0 elsewhere.
    sizes : ndarray of int64, shape (count,)
        Pixels of each cluster.
    connectivity : str
    periodic : bool
    mask : ndarray of bool or None
        The pixels that count.
    """

    labels: NDArray[np.int32]
    sizes: NDArray[np.int64]
    connectivity: Connectivity
    periodic: bool
    mask: NDArray[np.bool_] | None

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return len(self.sizes)

    @cached_property
    def pixels(self) -> int:
        """Pixels of the phase."""
        return int(self.sizes.sum())

    def two_point_cluster(self, axis: int, r_max: int | None = None) -> Correlation:
        """C2 along a numpy axis; parameters, result and errors as `geodesk.morphology.two_point`."""
        where = normalize_axis_index(operator.index(axis), self.labels.ndim)
        n = self.labels.shape[where]
        last = n - 1 if r_max is None else operator.index(r_max)
        if not 0 <= last < n:
            raise ValueError(f"r_max must lie in 0…{n - 1} along axis {where}, not {last}")
        if self.mask is None:
            lags = np.full(last + 1, n) if self.periodic else n - np.arange(last + 1)
            totals = self.labels.size // n * lags
        else:
            totals = two_point(self.mask, where, last, self.periodic).counts
        counts = np.zeros(len(totals), np.int64)
        labels = self.labels
        direction = _NAMES[labels.ndim - 1 - where]
        costly = _many_runs(labels, direction, len(totals))
        for label in costly:
            counts += two_point(labels == label, where, last, self.periodic).counts
        drop = np.isin(np.arange(self.count + 1), costly)
        pairs = np.zeros(n + 2, np.int64)
        for lines in slabs(labels, direction):
            lines[drop[lines]] = 0
            _add_pairs(lines, n if self.periodic else len(totals), pairs)
        # Second differences, twice summed.
        rest = np.cumsum(np.cumsum(pairs))[:n]
        if self.periodic:
            rest[1:] += rest[:0:-1].copy()
        return Correlation(counts + rest[: len(totals)], totals)

    def percolation(self, direction: str) -> Percolation:
        """Whether a cluster touches both sides of the picture across a direction (``"x"``, ``"y"``, ``"z"``).

        The sides are those of the array, also with a mask. Of a periodic picture they are its seams, and a
        cluster that spans it is joined over them; ask without `periodic` for what an open picture shows.

        Raises
        ------
        ValueError
            There is no such axis.
        """
        turned = np.moveaxis(self.labels, axis_of(direction, self.labels.ndim), 0)
        both = np.intersect1d(turned[0], turned[-1])
        inside = int(self.sizes[both[both > 0] - 1].sum())
        return Percolation(direction, inside > 0, inside / self.pixels if self.pixels else float("nan"))


def clusters_of(
    array: ArrayLike,
    phase: int = 1,
    connectivity: Connectivity = "faces",
    periodic: bool = False,
    mask: ArrayLike | None = None,
) -> Clusters:
    """Part a phase into its clusters.

    Parameters
    ----------
    array : array_like of bool or integer, 2-D or 3-D
        Label image: bool counts as 0 and 1.
    phase : int
        Label whose pixels are the phase.
    connectivity : "faces" or "all"
        Over faces (4 or 6 neighbours), or over edges and corners too (8 or 26).
    periodic : bool
        Whether the picture repeats beyond its border.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count; nothing hangs together over the others.

    Raises
    ------
    TypeError, ValueError
        As `geodesk.morphology.two_point`; also another word for `connectivity`.
    """
    from scipy import ndimage

    if connectivity not in ("faces", "all"):
        raise ValueError(f'connectivity must be "faces" or "all", not {connectivity!r}')
    flags = phase_codes(array, phase, mask) == PHASE
    shape = ndimage.generate_binary_structure(flags.ndim, 1 if connectivity == "faces" else flags.ndim)
    # One pixel more on one side of each axis shows what lies beyond the border.
    room = np.pad(flags, [(0, 1)] * flags.ndim, mode="wrap") if periodic else flags
    found = np.empty(room.shape, np.int32)
    count = int(ndimage.label(room, shape, output=found))
    if periodic:
        found, count = _joined(found, flags.shape, count)
    sizes = np.bincount(found.reshape(-1), minlength=count + 1)[1:].astype(np.int64)
    valid = None if mask is None else np.asarray(mask) != 0
    return Clusters(found, sizes, connectivity, periodic, valid)


def two_point_cluster(
    array: ArrayLike,
    axis: int,
    r_max: int | None = None,
    periodic: bool = False,
    phase: int = 1,
    mask: ArrayLike | None = None,
    *,
    connectivity: Connectivity = "faces",
) -> Correlation:
    """Two-point cluster function C2 of one phase along one axis: pairs of pixels of one and the same cluster.

    Parameters, result and errors are those of `geodesk.morphology.two_point` and `clusters_of`.
    """
    return clusters_of(array, phase, connectivity, periodic, mask).two_point_cluster(axis, r_max)


def percolation(
    array: ArrayLike,
    direction: str,
    phase: int = 1,
    mask: ArrayLike | None = None,
    *,
    connectivity: Connectivity = "faces",
) -> Percolation:
    """Whether a phase percolates along ``"x"``, ``"y"`` or ``"z"``; see `Clusters.percolation`."""
    return clusters_of(array, phase, connectivity, mask=mask).percolation(direction)


def _joined(found: NDArray[np.int32], shape: tuple[int, ...], count: int) -> tuple[NDArray[np.int32], int]:
    """The labels of a periodic picture from those of one with a repeated row and column at its end."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones: list[NDArray[np.int32]] = []
    others: list[NDArray[np.int32]] = []
    inner = found[tuple(slice(0, n) for n in shape)]
    for axis, n in enumerate(shape):
        seam = np.take(found, n, axis)
        # The repeated plane is that of position 0, with its own repeated edges.
        own = np.take(found, 0, axis)
        inside = seam > 0
        ones.append(seam[inside])
        others.append(own[inside])
    a, b = np.concatenate(ones), np.concatenate(others)
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(count + 1, count + 1))
    group = connected_components(graph, directed=False)[1].astype(np.int32)
    # Group of 0 is the rest; the others are numbered by their first pixel.
    used, first = np.unique(group[inner.reshape(-1)], return_index=True)
    order = used[np.argsort(first)]
    order = order[order != group[0]]
    number = np.zeros(count + 2, np.int32)
    number[order] = np.arange(1, len(order) + 1, dtype=np.int32)
    return number[group][inner], len(order)


def _many_runs(labels: NDArray[np.int32], direction: str, lags: int) -> NDArray[np.int64]:
    """The clusters of so many runs that bits count their pairs sooner than pairs of runs do."""
    pairs = np.zeros(int(labels.max()) + 1, np.float64)
    for lines in slabs(labels, direction):
        runs = runs_of(lines)
        inside = runs.value > 0
        key = runs.line[inside] * len(pairs) + runs.value[inside]
        cluster, number = np.unique(key, return_counts=True)
        pairs += np.bincount(cluster % len(pairs), number * (number - 1.0) / 2, len(pairs))
    return np.flatnonzero(pairs * _PAIR > labels.size * (_PIXEL + lags * _PIXEL_LAG))


def _add_pairs(lines: NDArray[np.int32], lags: int, second: NDArray[np.int64]) -> None:
    """Add the second differences of the pair counts, by lag, of the runs of equal labels on each line.

    Two runs of a and b pixels whose first pixels are d apart have a trapezoid of pairs: it rises from lag
    d - a on, is flat between d + min(0, b - a) and d + max(0, b - a), and falls to 0 at lag d + b.
    """
    runs = runs_of(lines)
    inside = np.flatnonzero(runs.value > 0)
    value, line = runs.value[inside].astype(np.int64), runs.line[inside]
    # Runs of one cluster on one line stand together, in the order of their positions.
    order = np.lexsort((runs.start[inside], value, line))
    value, line = value[order], line[order]
    start, length = runs.start[inside][order], runs.length[inside][order]
    size = len(second)

    def put(lag: NDArray[np.int64], sign: int) -> None:
        np.add(second, sign * np.bincount(np.minimum(lag, size - 1), minlength=size), out=second)

    # A run with itself: a, a - 1, … 1 pairs, whose second differences begin one lag early.
    second[0] += int(length.sum())
    second[1] -= int(length.sum()) + len(length)
    put(length + 1, 1)
    near = np.arange(len(start))
    step = 1
    while len(near):
        near = near[near + step < len(start)]
        far = near + step
        alike = (value[near] == value[far]) & (line[near] == line[far])
        near, far = near[alike], far[alike]
        apart, a, b = start[far] - start[near], length[near], length[far]
        close = apart - a + 1 < lags
        near, apart, a, b = near[close], apart[close], a[close], b[close]
        # Pairs at lag r: the overlap of [0, a) + r with [d, d + b). Its second differences, at r + 1:
        put(apart - a + 1, 1)
        put(apart + 1, -1)
        put(apart - a + b + 1, -1)
        put(apart + b + 1, 1)
        step += 1
