"""How sure a share is that was counted at points or drawn from blocks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """One class's share of the points.

    Attributes
    ----------
    count, total
        Points of the class, and of all.
    share
        ``count / total``.
    error
        Standard error √(p(1 − p)/n) of the binomial (Chayes 1956); twice that is the half-width of the 95 %
        interval in the chart of van der Plas & Tobi (1965). 0 where no or every point is of the class.
    low, high
        Wilson's 95 % score interval (1927), which is not empty there.
    """

    count: int
    total: int
    share: float
    error: float
    low: float
    high: float


def share_of(count: int, total: int) -> Share:
    """The share of `count` points among `total` independent ones.

    Points are independent where they lie at least a grain apart; closer ones tell less than this says.

    Raises
    ------
    ValueError
        Not 0 ≤ count ≤ total, or no point at all.
    """
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"{count} of {total} points")
    p = count / total
    return Share(count, total, p, math.sqrt(p * (1 - p) / total), *wilson(count, total))


def wilson(count: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (J. Am. Stat. Assoc. 22, 1927, 209-212); (0, 1) without any."""
    if total == 0:
        return 0.0, 1.0
    p, zz = count / total, z * z
    middle = (p + zz / (2 * total)) / (1 + zz / total)
    reach = z / (1 + zz / total) * math.sqrt(p * (1 - p) / total + zz / (4 * total * total))
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    return low, 1.0 if count == total else min(1.0, middle + reach)


def modal(counts: Mapping[str, int]) -> dict[str, Share]:
    """The modal composition: class → share, in the order given; empty without any point."""
    total = sum(counts.values())
    return {name: share_of(count, total) for name, count in counts.items()} if total else {}


def normal_to_student(drawn: int, level: float = 0.95) -> float:
    """How much wider Student's t makes an interval than the normal law does, for `drawn` things (at least 2).

    A bootstrap that draws few things is too narrow twice over: its variance is (n - 1) / n of what it
    estimates, and it takes that estimate for certain. √(n / (n - 1)) mends the one, this factor the other
    (T. C. Hesterberg, Am. Stat. 69 (2015) 371-386, section 4: expanded percentile intervals).
    """
    from scipy.special import ndtri, stdtrit

    upper = (1 + level) / 2
    return float(stdtrit(drawn - 1, upper) / ndtri(upper))


def percentile_tail(drawn: int, level: float = 0.95) -> float:
    """The share to leave out at either end of what was resampled from `drawn` things.

    2.5 % of many things and less of few: see `normal_to_student`. Of fewer than some six even the extremes of
    the resamples are too near; of one, which resamples to itself, it stays as it is.
    """
    if drawn < 2:
        return (1 - level) / 2
    from scipy.special import ndtr, ndtri

    wider = math.sqrt(drawn / (drawn - 1)) * normal_to_student(drawn, level)
    return float(ndtr(-wider * ndtri((1 + level) / 2)))


def block_bootstrap(
    parts: NDArray[np.floating | np.integer], draws: int = 2000, seed: int = 0, level: float = 0.95
) -> NDArray[np.float64]:
    """Intervals of shares from drawing blocks of an area again (percentile bootstrap, Efron 1979).

    The percentiles allow for few blocks (`percentile_tail`).

    Parameters
    ----------
    parts
        (blocks, classes): how much of each block each class covers; two blocks or more, which may differ in
        size.
    draws, seed
        How many times, and of numpy's PCG64.

    Returns
    -------
    ndarray
        (classes, 2) float64: lower and upper end.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    values = np.asarray(parts, np.float64)
    drawn = rng.integers(len(values), size=(draws, len(values)))
    weights = np.stack([np.bincount(one, minlength=len(values)) for one in drawn]).astype(np.float64)
    sums = weights @ values
    shares = sums / sums.sum(axis=1, keepdims=True)
    tail = 100 * percentile_tail(len(values), level)
    return np.asarray(np.percentile(shares, [tail, 100 - tail], axis=0).T, np.float64)
