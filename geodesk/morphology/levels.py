"""The grey levels of a picture counted once, so that any threshold's phase fraction is at hand."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.threshold import histogram, otsu_of

_MOST = 1 << 16


@dataclass(frozen=True, eq=False)
class Levels:
    """Grey levels that occur and how often.

    Attributes
    ----------
    values, counts
        Ascending levels and the pixels of each; not finite pixels are left out.
    otsu
        Otsu's threshold, as `geodesk.morphology.otsu` gives it.
    whole
        Whether the levels are integers.
    exact
        False where more than 65,536 float levels were put into as many equal steps, to bound the memory.
    """

    values: NDArray[Any]
    counts: NDArray[np.int64]
    otsu: int | float
    whole: bool
    exact: bool

    @classmethod
    def of(cls, pixels: ArrayLike) -> "Levels":
        """Count the levels of grey pixels of any shape. Raises `NoPixels`."""
        values, counts = histogram(pixels)
        best = otsu_of(values, counts)
        whole = values.dtype.kind != "f"
        if whole or len(values) <= _MOST:
            return cls(values, counts, best, whole, True)
        low, high = float(values[0]) / 2, float(values[-1]) / 2  # halves: the difference stays finite
        share = (values / 2 - low) / (high - low)
        step = np.minimum((share * _MOST).astype(np.int64), _MOST - 1)
        sums = np.bincount(step, counts, _MOST).astype(np.int64)
        tops = np.full(_MOST, -np.inf)
        np.maximum.at(tops, step, values)
        occurs = sums > 0
        return cls(tops[occurs], sums[occurs], best, False, False)

    @property
    def low(self) -> float:
        """The darkest level."""
        return float(self.values[0])

    @property
    def high(self) -> float:
        """The brightest level."""
        return float(self.values[-1])

    @property
    def flat(self) -> bool:
        """Whether all pixels have one level, so that no threshold parts them."""
        return len(self.values) == 1

    @cached_property
    def pixels(self) -> int:
        """How many pixels are counted."""
        return int(self.counts.sum())

    @cached_property
    def _below(self) -> NDArray[np.int64]:
        return np.concatenate(([0], np.cumsum(self.counts)))

    def phi(self, threshold: float) -> float:
        """Fraction of phase 1 (pixels > threshold)."""
        at = int(np.searchsorted(self.values, threshold, "right"))
        return 1 - int(self._below[at]) / self.pixels if at else 1.0

    def bars(self, most: int = 256) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """A histogram for the eye: at most `most` bars of equal width.

        Returns
        -------
        edges, heights : ndarray
            One edge more than bars. Bars of integer levels hold the same number of levels each, and level v
            stands between v - 0.5 and v + 0.5.
        """
        if self.whole:
            span = int(self.values[-1]) - int(self.values[0]) + 1
            width = -(-span // most)
            bars = -(-span // width)
            at = (self.values.astype(np.int64) - int(self.values[0])) // width
            edges = self.low - 0.5 + width * np.arange(bars + 1, dtype=np.float64)
        else:
            bars = 1 if self.flat else most
            edges = np.linspace(self.low, self.high if not self.flat else self.low + 1, bars + 1)
            at = np.clip(np.searchsorted(edges, self.values, "right") - 1, 0, bars - 1)
        return edges, np.bincount(at, self.counts, bars).astype(np.int64)
