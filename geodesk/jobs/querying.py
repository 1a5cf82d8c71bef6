"""Which samples should be labelled next: those that stand for the most others of which the head is unsure.

Each next sample is the one whose label says most about the samples not yet spoken for: the gain of greedy
facility location with a Gaussian similarity (MaxHerding), every sample weighted by how unsure the head is of
it (W. Bae, G. Oliveira and D. J. Sutherland, Uncertainty Herding, ICLR 2025). Heads of few labels do not know
what they do not know, so the weights are alike at first and follow the uncertainty as labels come in.
"""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
EVERY = 10
"""New labels after which the head of a large folder is learnt again."""
AHEAD = 100
"""So many places of the queue are spread; those behind come by uncertainty alone."""
TRUSTED = 50
"""Labels at which uncertainty counts for half of a sample's weight."""
_PARTS = 60
_SKETCH = 96
_LARGE = 3000
_REACH = 0.1
"""Share of the samples that lie within the width of the similarity, by the median."""
_SPOKEN_FOR = 1500
"""At most so many samples, drawn evenly, stand for all in the sum; every sample may be asked for."""


def often(samples: int) -> int:
    """New labels after which the head is learnt again: a sixtieth of the samples, 1 to 10.

    In a small folder every label tells much of what to ask for next, and learning takes an instant.
    """
    return min(EVERY, max(1, samples // _PARTS))


def uncertainty(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """One minus the margin between the two largest probabilities, (n,)."""
    ordered = np.sort(rows, axis=1)
    return np.asarray(1.0 - (ordered[:, -1] - ordered[:, -2]))


def next_samples(
    vectors: Matrix,
    labelled: Sequence[int],
    candidates: Sequence[int],
    rows: NDArray[np.float64] | None,
    most: int = AHEAD,
) -> list[int]:
    """Candidates in the order in which they should be labelled.

    Parameters
    ----------
    vectors
        (n, length) standardised features of all samples.
    labelled, candidates
        Indices into `vectors`.
    rows
        (n, labels) probabilities of the head; None without one.
    most
        So many are chosen one after the other, each for what those before it leave open; the others follow,
        the least sure first.
    """
    if not candidates:
        return []
    space = _compared(vectors)
    unsure = np.zeros(len(space)) if rows is None else uncertainty(rows)
    drawn = _drawn(len(space))
    weights = _weights(unsure[drawn], 0 if rows is None else len(labelled))
    near = _similarity(space, drawn, np.concatenate([np.asarray(labelled, np.intp), candidates]))
    reached = near[:, : len(labelled)].max(axis=1, initial=0.0)
    order = [candidates[at] for at in _herd(near[:, len(labelled) :], weights, reached, most)]
    behind = sorted(set(candidates) - set(order), key=lambda at: (-unsure[at], at))
    return order + behind


def _weights(unsure: NDArray[np.float64], labels: int) -> Matrix:
    """Weights of mean 1: alike without labels, as the uncertainty with many."""
    trust = labels / (labels + TRUSTED) if unsure.any() else 0.0
    return np.asarray(1.0 - trust + trust * unsure / max(float(unsure.mean()), 1e-12), dtype=np.float32)


def _drawn(n: int) -> NDArray[np.intp]:
    if n <= _SPOKEN_FOR:
        return np.arange(n)
    return np.sort(np.random.Generator(np.random.Philox(5)).choice(n, _SPOKEN_FOR, replace=False))


def _similarity(space: Matrix, drawn: NDArray[np.intp], columns: NDArray[np.intp]) -> Matrix:
    """Gaussian similarity of the drawn samples (rows) to others (columns), 0 to 1.

    Its width is the median distance to the neighbour that closes in a tenth of the samples.
    """
    among = 2 - 2 * space[drawn] @ space[drawn].T
    np.fill_diagonal(among, np.inf)
    rank = min(max(1, round(_REACH * len(drawn))), max(1, len(drawn) - 1)) - 1
    width = float(np.median(np.partition(among, rank, axis=1)[:, rank]))
    if not 1e-9 < width < np.inf:  # all alike, or a single one
        width = 1.0
    apart = np.maximum(2 - 2 * space[drawn] @ space[columns].T, 0)
    return np.asarray(np.exp(-apart / width), dtype=np.float32)


def _herd(near: Matrix, weights: Matrix, reached: Matrix, most: int) -> list[int]:
    """Columns of `near` one after the other, each with the largest gain over what is reached.

    Gains only fall while more is reached, so that of most columns need not be computed again.
    """
    reached = reached.copy()
    gains = weights @ np.maximum(near - reached[:, None], 0)
    heap = [(-float(gain), at) for at, gain in enumerate(gains)]
    heapq.heapify(heap)
    order: list[int] = []
    while heap and len(order) < most:
        _, at = heapq.heappop(heap)
        gain = float(weights @ np.maximum(near[:, at] - reached, 0))
        if heap and (-gain, at) > heap[0]:
            heapq.heappush(heap, (-gain, at))
            continue
        order.append(at)
        np.maximum(reached, near[:, at], out=reached)
    return order


def _compared(vectors: Matrix) -> Matrix:
    """Vectors of length 1; of many samples a random projection, which keeps distances well enough."""
    if len(vectors) > _LARGE:
        rng = np.random.Generator(np.random.Philox(7))
        sketch = rng.standard_normal((vectors.shape[1], _SKETCH), dtype=np.float32)
        vectors = vectors @ sketch / np.float32(_SKETCH**0.5)
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / length, dtype=np.float32)
