"""The interval of a paired difference, for scores that people read."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodesk.shares import percentile_tail


def paired(
    ours: NDArray[np.bool_], theirs: NDArray[np.bool_], groups: Sequence[str], draws: int = 2000
) -> tuple[float, float, float]:
    """Difference of two accuracies on the same samples, with its 95 % interval; NaN of a single group.

    The percentiles of the bootstrap allow for few groups (`percentile_tail`).

    Parameters
    ----------
    ours, theirs
        (n,) whether each sample was told rightly.
    groups
        (n,) of each sample; a bootstrap draw takes whole groups.
    draws
        Of the bootstrap, seeded.
    """
    gain = ours.astype(np.float64) - theirs.astype(np.float64)
    names = {name: at for at, name in enumerate(dict.fromkeys(groups))}
    place = np.array([names[name] for name in groups], np.int64)
    if len(names) < 2:
        return float(gain.mean()), math.nan, math.nan
    sums, sizes = np.bincount(place, gain), np.bincount(place).astype(np.float64)
    chosen = np.random.Generator(np.random.Philox(11)).integers(0, len(names), (draws, len(names)))
    drawn = sums[chosen].sum(axis=1) / sizes[chosen].sum(axis=1)
    tail = 100 * percentile_tail(len(names))
    low, high = np.percentile(drawn, (tail, 100 - tail))
    return float(gain.mean()), float(low), float(high)
