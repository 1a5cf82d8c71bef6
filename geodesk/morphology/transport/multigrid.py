"""A multigrid preconditioner that keeps what is connected apart from what only lies near.

Blocks of two cells an axis are merged, level after level, but only cells that are linked inside their
block by conductances as strong as their others: two pores on either side of a wall, or two phases of unlike
conductivity, stay two nodes. Potentials are taken as equal inside a merged group, so a coarse conductance
comes out too large by the doubled distance and is halved for each level; two steps of flexible conjugate
gradients on every coarse level (a K-cycle) make up for what that leaves. Single precision suffices for a
preconditioner.

Sources: Y. Notay, Electron. Trans. Numer. Anal. 37 (2010) 123-146 (aggregation and K-cycle); D. Braess,
Computing 55 (1995) 379-393 (over-correction of piecewise constant coarse spaces).
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology import _transport as compiled
from geodesk.morphology._multigrid import Cycle
from geodesk.morphology.transport.network import Network

SWEEPS = 2
"""Gauss-Seidel sweeps before, and after, each visit of the next level."""

STRONG = 0.25
"""Share of a node's largest conductance from which on a link counts as strong."""

_SMALL = 200  # nodes of a matrix that is inverted whole
_LARGEST_INVERTED = 1000
_STUCK = 0.6  # share of the nodes above which weaker links merge too
_IDLE = 0.8  # … above which the next, larger blocks are tried at once: a level costs, whatever it merges
_FIELD = 21  # bits of a coordinate in a packed place


@dataclass(frozen=True, eq=False, slots=True)
class _Merge:
    """Groups of nodes, and room for the graph that they make."""

    groups: NDArray[np.int32]
    first: NDArray[np.int32]
    order: NDArray[np.int32]
    places: NDArray[np.int64]
    factors: NDArray[np.float32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    weights: NDArray[np.float32]
    last: NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class _Graph:
    """The matrix of a coarse level in compressed rows, without its diagonal, and where its nodes lie."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    weights: NDArray[np.float32]
    excess: NDArray[np.float32]
    total: NDArray[np.float32]
    largest: NDArray[np.float32]
    places: NDArray[np.int64]

    def join(self, blocks: NDArray[np.int64], strong: float, groups: NDArray[np.int32]) -> int:
        return compiled.join_graph(self.starts, self.ends, self.weights, self.largest, blocks, strong, groups)

    def leaving(self, groups: NDArray[np.int32]) -> int:
        return compiled.leaving_graph(self.starts, self.ends, groups)

    def condense(self, to: _Merge) -> int:
        return compiled.condense_graph(
            self.starts,
            self.ends,
            self.weights,
            to.groups,
            to.first,
            to.order,
            to.places,
            to.factors,
            to.starts,
            to.ends,
            to.weights,
            to.last,
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Cells:
    """The network itself, seen as the finest level."""

    network: Network
    excess: NDArray[np.float32]

    @property
    def largest(self) -> NDArray[np.float32]:
        return self.network.largest

    @property
    def places(self) -> NDArray[np.int64]:
        return self.network.places

    def join(self, blocks: NDArray[np.int64], strong: float, groups: NDArray[np.int32]) -> int:
        net = self.network
        return compiled.join_network(
            net.neighbours, net.kinds, net.table, net.largest, blocks, strong, groups
        )

    def leaving(self, groups: NDArray[np.int32]) -> int:
        return compiled.leaving_network(self.network.neighbours, groups)

    def condense(self, to: _Merge) -> int:
        net = self.network
        return compiled.condense_network(
            net.neighbours,
            net.kinds,
            net.table,
            to.groups,
            to.first,
            to.order,
            to.places,
            to.factors,
            to.starts,
            to.ends,
            to.weights,
            to.last,
        )


class _Blocks:
    """How large the blocks of the levels are, along each axis."""

    def __init__(self, network: Network) -> None:
        self.sizes = np.array(network.spacing)
        self.extents = np.array(network.extents)

    def grow(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Double the shortest edges; gives each node's new place, and by what conductances shrink.

        Along an axis whose blocks are much longer than others are wide, conductances are weak: it waits.
        """
        divided = self.extents > 1
        least = self.sizes[divided].min() if divided.any() else np.inf
        doubled = divided & (self.sizes < 1.5 * least)
        mask = (1 << _FIELD) - 1
        blocks = np.zeros_like(places)
        for axis in range(3):
            field = (places >> _FIELD * (2 - axis)) & mask
            blocks |= (field >> int(doubled[axis])) << _FIELD * (2 - axis)
        self.sizes[doubled] *= 2
        self.extents[doubled] = (self.extents[doubled] + 1) // 2
        return blocks, np.append(np.where(doubled, 0.5, 1.0), 0.5).astype(np.float32)

    @property
    def one(self) -> bool:
        """Whether one block holds everything."""
        return bool((self.extents == 1).all())


def prepare(network: Network) -> Generator[int, None, Cycle]:
    """Build the levels; yields the number of nodes of each, and returns what applies the preconditioner."""
    cycle = Cycle(SWEEPS)
    blocks = _Blocks(network)
    level: _Cells | _Graph = _Cells(network, network.excess.astype(np.float32))
    while len(level.largest) > _SMALL:
        groups, coarse = _coarser(level, blocks)
        if coarse is None:
            break
        while len(coarse.total) > max(_SMALL, _IDLE * len(groups)):
            more, coarser = _coarser(coarse, blocks)
            if coarser is None:
                break
            groups, coarse = more[groups], coarser
        _add(cycle, level, groups)
        level = coarse
        yield len(level.total)
    _finish(cycle, level)
    return cycle


def _coarser(level: _Cells | _Graph, blocks: _Blocks) -> tuple[NDArray[np.int32], _Graph | None]:
    """Merge the nodes of each larger block; None where there is nothing left to merge."""
    n = len(level.largest)
    everything = blocks.one
    places, factors = blocks.grow(level.places)
    groups = np.empty(n, np.int32)
    strong = STRONG
    count = level.join(places, strong, groups)
    while count > _STUCK * n and strong > 0:
        strong = strong / 10 if strong > 1e-3 else 0.0
        count = level.join(places, strong, groups)
    if count == n and everything:
        return groups, None
    first, order = np.empty(count + 1, np.int32), np.empty(n, np.int32)
    compiled.members(groups, first, order)
    room = level.leaving(groups)
    merge = _Merge(
        groups,
        first,
        order,
        places[order[first[:-1]]],
        factors,
        np.empty(count + 1, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.float32),
        np.full(count, -1, np.int32),
    )
    links = level.condense(merge)
    excess = np.bincount(groups, level.excess, count).astype(np.float32) * factors[0]
    total, largest = np.empty(count, np.float32), np.empty(count, np.float32)
    compiled.summarise(merge.starts, merge.weights, excess, total, largest)
    ends, weights = merge.ends[:links].copy(), merge.weights[:links].copy()
    return groups, _Graph(merge.starts, ends, weights, excess, total, largest, merge.places)


def _add(cycle: Cycle, level: _Cells | _Graph, groups: NDArray[np.int32] | None = None) -> None:
    """Add a level; without groups it is the last one."""
    if isinstance(level, _Cells):
        net = level.network
        table, total = net.table.astype(np.float32), net.total.astype(np.float32)
        cycle.network(net.neighbours, net.kinds, table, total, level.excess, np.reciprocal(total), groups)
    else:
        total = level.total
        cycle.graph(
            level.starts, level.ends, level.weights, total, level.excess, np.reciprocal(total), groups
        )


def _finish(cycle: Cycle, level: _Cells | _Graph) -> None:
    """Add the last level: inverted, or if what is left cannot be merged (nothing is linked), swept."""
    n = len(level.largest)
    if n > _LARGEST_INVERTED:
        _add(cycle, level)
        return
    matrix = np.zeros((n, n))
    if isinstance(level, _Graph):
        rows = np.repeat(np.arange(n), np.diff(level.starts))
        matrix[rows, level.ends] = -level.weights.astype(np.float64)
    else:
        unit, image = np.zeros(n + 1), np.empty(n)
        for i in range(n):
            unit[i] = 1
            level.network.multiply(unit, image, image)
            matrix[i] = image
            unit[i] = 0
        matrix[np.diag_indices(n)] = 0
    matrix[np.diag_indices(n)] = level.excess - matrix.sum(axis=1)
    cycle.last(np.linalg.inv(matrix).astype(np.float32))
