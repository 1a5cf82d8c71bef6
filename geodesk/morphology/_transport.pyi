import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Whole = NDArray[np.int32]
Places = NDArray[np.int64]
Kinds = NDArray[np.uint8]

def connect(numbers: Whole, classes: Kinds, neighbours: Whole, kinds: Kinds, places: Places) -> None:
    """Fill neighbours (n, 4 | 6), kinds (n + 1,) and places (n,) of the cells numbered in a grid (z, y, x).

    A number of n means no cell. With 4 slots the middle axis is not used.
    """

def diagonal(
    neighbours: Whole, kinds: Kinds, table: Doubles, excess: Doubles, total: Doubles, largest: Floats
) -> None:
    """Fill the sum of each cell's conductances, the electrodes' (excess) included, and its largest one."""

def multiply(
    neighbours: Whole,
    kinds: Kinds,
    table: Doubles,
    total: Doubles,
    excess: Doubles,
    x: Doubles,
    r: Doubles,
    out: Doubles,
) -> tuple[float, float]:
    """Fill out (n,) with what flows out of each cell at potentials x (n + 1,); give x·out and x·r."""

def dissipation(neighbours: Whole, kinds: Kinds, table: Doubles, x: Doubles) -> float:
    """Energy dissipated between the cells at potentials x (n + 1,); the electrodes' links do not count."""

def turn(z: Floats, image: Doubles, p: Doubles, scale: float) -> None:
    """Make z the next direction: p = z - scale (z·image) p."""

def step(alpha: float, p: Doubles, image: Doubles, x: Doubles, r: Doubles, residual: Floats) -> None:
    """Go alpha along p; the residual also in single precision, for the preconditioner."""

def join_network(
    neighbours: Whole,
    kinds: Kinds,
    table: Doubles,
    largest: Floats,
    blocks: Places,
    strong: float,
    groups: Whole,
) -> int:
    """Number the groups of cells of one block that strong links join; gives how many there are.

    A link is strong if it reaches `strong` times the largest of either end. Groups are numbered in the order
    of their first cells.
    """

def join_graph(
    starts: Whole,
    ends: Whole,
    weights: Floats,
    largest: Floats,
    blocks: Places,
    strong: float,
    groups: Whole,
) -> int:
    """Do what join_network does, for a graph in compressed rows."""

def members(groups: Whole, starts: Whole, order: Whole) -> None:
    """Order the nodes by group: those of group g become order[starts[g]:starts[g + 1]]."""

def leaving_network(neighbours: Whole, groups: Whole) -> int:
    """Count the links that lead from one group to another, once from each end."""

def leaving_graph(starts: Whole, ends: Whole, groups: Whole) -> int:
    """Do what leaving_network does, for a graph."""

def condense_network(
    neighbours: Whole,
    kinds: Kinds,
    table: Doubles,
    groups: Whole,
    first: Whole,
    order: Whole,
    blocks: Places,
    factors: Floats,
    starts: Whole,
    ends: Whole,
    weights: Floats,
    last: Whole,
) -> int:
    """Fill the graph of the groups (starts, ends, weights) and give how many links it has.

    first and order are those of `members`, blocks the places of the groups, factors what conductances along
    each of three axes, and inside a block, are multiplied by; last is room for one number a group, filled
    with -1.
    """

def condense_graph(
    from_starts: Whole,
    from_ends: Whole,
    from_weights: Floats,
    groups: Whole,
    first: Whole,
    order: Whole,
    blocks: Places,
    factors: Floats,
    starts: Whole,
    ends: Whole,
    weights: Floats,
    last: Whole,
) -> int:
    """Do what condense_network does, for a graph."""

def summarise(starts: Whole, weights: Floats, excess: Floats, total: Floats, largest: Floats) -> None:
    """Fill the sum of each node's conductances, the electrodes' included, and its largest one."""
