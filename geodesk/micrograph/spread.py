"""How measured values spread: count, mean, standard deviation, median, and a histogram."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_BINS = 24


@dataclass(frozen=True, slots=True)
class Spread:
    """Of some values.

    Attributes
    ----------
    n : int
        How many.
    mean, median, least, most : float
        In the unit of the values.
    sd : float or None
        Of the sample, with n − 1; None of one value.
    """

    n: int
    mean: float
    median: float
    least: float
    most: float
    sd: float | None


def spread(values: Sequence[float]) -> Spread | None:
    """Their spread; None of no values."""
    if not values:
        return None
    sd = statistics.stdev(values) if len(values) > 1 else None
    return Spread(
        len(values), statistics.fmean(values), statistics.median(values), min(values), max(values), sd
    )


def histogram(values: Sequence[float]) -> tuple[list[float], list[int]]:
    """Edges (one more than bins) and counts; ⌈√n⌉ bins of equal width, one for equal values."""
    if not values:
        return [], []
    least, most = min(values), max(values)
    if least == most:
        return [least, most], [len(values)]
    bins = min(_MOST_BINS, max(1, math.ceil(math.sqrt(len(values)))))
    step = (most - least) / bins
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - least) / step))] += 1
    return [least + step * edge for edge in range(bins)] + [most], counts
