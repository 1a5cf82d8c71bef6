"""Which samples should be labelled next: typical ones first, then what a head does not know, spread out.

Without a head yet, the most typical samples of the largest clusters come first (TypiClust: G. Hacohen, A.
Dekel and D. Weinshall, ICML 2022). Then uncertainty and diversity decide together: each next sample lies
farthest from those before it in the space of the gradients that its likeliest label would give the head
(BADGE: J. Ash et al., ICLR 2020, greedy instead of drawn): a sample of which the head is sure is never far.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
EVERY = 10
"""New labels after which the head is learnt again."""
AHEAD = 100
"""So many places of the queue are spread; those behind come by uncertainty alone."""
_SKETCH = 96
_LARGE = 3000
_NEIGHBOURS = 20
_MOST_COMPARED = 2000


def uncertainty(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """One minus the margin between the two largest probabilities, (n,)."""
    ordered = np.sort(rows, axis=1)
    return np.asarray(1.0 - (ordered[:, -1] - ordered[:, -2]))


def next_samples(
    vectors: Matrix,
    labelled: Sequence[int],
    candidates: Sequence[int],
    rows: NDArray[np.float64] | None,
    batch: int = EVERY,
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
    batch
        Samples that will be labelled before the head is learnt anew.
    most
        So many are spread, one after the other; the others follow, the least sure first.
    """
    if not candidates:
        return []
    space = _compared(vectors)
    open_ = np.zeros(len(space), bool)
    open_[list(candidates)] = True
    most = min(most, len(candidates))
    if rows is None:
        order = _typical(space, labelled, open_, min(batch, most))
        order = _farthest(space, np.ones((len(space), 1)), [*labelled, *order], order, open_, most)
        rest: NDArray[np.float64] = np.zeros(len(space))
    else:
        answer = np.zeros_like(rows)
        answer[np.arange(len(rows)), rows.argmax(axis=1)] = 1.0
        order = _farthest(space, rows - answer, (), [], open_, most)
        rest = uncertainty(rows)
    open_[order] = False
    return order + sorted(np.flatnonzero(open_).tolist(), key=lambda at: (-rest[at], at))


def _typical(space: Matrix, labelled: Sequence[int], open_: NDArray[np.bool_], n: int) -> list[int]:
    """The most typical sample of each of the n largest clusters that hold no label yet."""
    from sklearn.cluster import KMeans

    k = min(len(labelled) + n, len(space))
    cluster = KMeans(k, n_init=1, random_state=0).fit_predict(space)
    covered = set(cluster[list(labelled)].tolist())
    sizes = np.bincount(cluster, minlength=k)
    order: list[int] = []
    for at in sorted(range(k), key=lambda at: (at in covered, -sizes[at], at)):
        inside = np.flatnonzero((cluster == at) & open_)
        if len(inside) and len(order) < n:
            inside = inside[:_MOST_COMPARED]
            near = np.sort(np.maximum(2 - 2 * space[inside] @ space[inside].T, 0), axis=1)
            order.append(int(inside[near[:, 1 : 1 + _NEIGHBOURS].sum(axis=1).argmin()]))
    return order


def _farthest(
    space: Matrix,
    gains: NDArray[np.float64],
    reached: Sequence[int],
    order: list[int],
    open_: NDArray[np.bool_],
    most: int,
) -> list[int]:
    """Go on with an order: each next sample lies farthest from all before it.

    Distances are those of the products gain × vector, which are never formed.
    """
    order, free = list(order), open_.copy()
    free[order] = False
    norms = (gains**2).sum(axis=1)
    distance = np.full(len(space), np.inf) if len(reached) else norms.copy()
    for at in reached:
        distance = np.minimum(distance, _apart(space, gains, norms, at))
    while len(order) < most:
        at = int(np.argmax(np.where(free, distance, -np.inf)))
        order.append(at)
        free[at] = False
        distance = np.minimum(distance, _apart(space, gains, norms, at))
    return order


def _apart(
    space: Matrix, gains: NDArray[np.float64], norms: NDArray[np.float64], at: int
) -> NDArray[np.float64]:
    both = (gains @ gains[at]) * (space @ space[at])
    return np.asarray(np.maximum(norms + norms[at] - 2.0 * both, 0.0), dtype=np.float64)


def _compared(vectors: Matrix) -> Matrix:
    """Vectors of length 1; of many samples a random projection, which keeps distances well enough."""
    if len(vectors) > _LARGE:
        rng = np.random.Generator(np.random.Philox(7))
        sketch = rng.standard_normal((vectors.shape[1], _SKETCH), dtype=np.float32)
        vectors = vectors @ sketch / np.float32(_SKETCH**0.5)
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / length, dtype=np.float32)
