"""The numbers a synthetic picture begins from: they depend on (seed, index) alone, by numpy's Philox."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


def normal(seed: int, index: int, shapes: Sequence[tuple[int, ...]]) -> list[NDArray[np.float32]]:
    """Standard normal arrays of one picture, drawn one after the other.

    Parameters
    ----------
    seed, index
        Of the series and of the picture in it; a Philox stream of its own belongs to each pair.
    shapes
        Without the batch axis.
    """
    rng = np.random.Generator(np.random.Philox(key=np.array([seed, index], np.uint64)))
    return [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]


def batch(seed: int, indices: Iterable[int], shapes: Sequence[tuple[int, ...]]) -> list[NDArray[np.float32]]:
    """The arrays of several pictures with a batch axis in front; picture i is what `normal` gives for it."""
    each = [normal(seed, index, shapes) for index in indices]
    return [np.stack(arrays) for arrays in zip(*each, strict=True)]
