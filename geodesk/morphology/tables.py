"""The lineal path at every grey level, counted once, for a threshold that is being moved."""

import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology._levels import level_runs_across, level_runs_down
from geodesk.morphology.bitplanes import Team, pack_mask, run_lengths
from geodesk.morphology.counting import segments_of
from geodesk.morphology.directions import longest_lag
from geodesk.morphology.field import check_shape, mask_of, same_shape
from geodesk.morphology.levels import Levels
from geodesk.morphology.results import Correlation

_AXES = {"x": 2, "y": 1, "z": 0}


@dataclass(frozen=True, eq=False, slots=True)
class TabledPath:
    """L of both phases at one threshold of a table.

    Attributes
    ----------
    threshold : float
        The threshold these counts belong to: the one asked for or, where the picture has too many levels, the
        largest in the table below it.
    exact : bool
        Whether they are those of the threshold asked for.
    lineal_path : dict of str to tuple of Correlation
        direction → L of phase 0 and of phase 1 (pixels > threshold).
    """

    threshold: float
    exact: bool
    lineal_path: dict[str, tuple[Correlation, Correlation]]


@dataclass(frozen=True, eq=False, slots=True)
class LinealPathTable:
    """L of both phases at every threshold of a grey picture: `of` counts once, `at` looks up.

    A picture with at most 256 grey levels, so any of 8 bits, gives the counts of `correlations` at every
    threshold there is. Of more levels 256 are kept, at which the phase fraction falls in nearly equal steps:
    that of the threshold asked for differs by less than 1/254.

    Attributes
    ----------
    thresholds : ndarray
        Ascending: the levels that are kept.
    complete : bool
        Whether there are no others.
    """

    thresholds: NDArray[Any]
    complete: bool
    _counts: dict[str, NDArray[np.int64]]  # direction → (2, thresholds, lags)
    _totals: dict[str, NDArray[np.int64]]

    @classmethod
    def of(
        cls,
        pixels: ArrayLike,
        r_max: int = 256,
        directions: Iterable[str] | None = None,
        mask: ArrayLike | None = None,
        *,
        threads: int | None = None,
    ) -> "LinealPathTable":
        """Count the runs at all thresholds.

        The table takes 4 kB a lag and direction; counting takes 4 kB a lag and thread besides, and a byte a
        pixel where the pixels are not of 8 bits.

        Parameters
        ----------
        pixels : array_like of bool, integer or float, 2-D or 3-D
            Grey picture; pixels that are not finite are left out.
        r_max : int
            Largest lag in pixels; along an axis with fewer, its longest.
        directions : iterable of str, optional
            Out of "x", "y" and "z"; None means all that the array has.
        mask : array_like of bool or integer, same shape, optional
            Pixels that count: True or not 0.
        threads : int, optional
            As in `two_point`.

        Raises
        ------
        NoPixels
            There is no finite pixel inside the mask.
        TypeError, ValueError
            As `correlations`; also a direction that the array does not have, or a negative r_max.
        """
        grey = check_shape(np.asarray(pixels))
        if grey.dtype.kind not in "buif":
            raise TypeError(f"grey pixels must be bool, integer or float, not {grey.dtype}")
        names = list("xyz"[: grey.ndim] if directions is None else directions)
        for name in names:
            if name not in _AXES or longest_lag(grey.shape, name) < 0:
                raise ValueError(f"the table knows the directions x, y and z, not {name!r}")
        if operator.index(r_max) < 0:
            raise ValueError(f"r_max must not be negative, as {r_max} is")
        inside = _inside(grey, mask)
        thresholds, complete = _thresholds(grey, inside)
        counts, totals = {}, {}
        with Team(threads, grey.size) as team:
            classes = _volume(_classes(grey, thresholds, team))
            valid = None if inside is None else _volume(inside.view(np.uint8))
            for name in names:
                axis = _AXES[name]
                last = min(r_max, classes.shape[axis] - 1)
                totals[name] = _there_are(classes.shape, inside, axis, last, team)
                both = _counted(classes, valid, axis, last, team)
                # The runs of phase 0 are those of "255 - class > 254 - index": turned round, and all at last.
                both[0, :255] = both[0, 254::-1].copy()
                both[0, 255] = totals[name]
                counts[name] = both[:, : len(thresholds)]
        return cls(thresholds, complete, counts, totals)

    def at(self, threshold: float) -> TabledPath:
        """L at a threshold: that of the largest level in the table which is not above it.

        Raises
        ------
        ValueError
            The threshold is NaN.
        """
        if math.isnan(threshold):
            raise ValueError("the threshold is NaN")
        last = len(self.thresholds) - 1
        index = int(np.searchsorted(self.thresholds, threshold, "right")) - 1
        level = threshold if index < 0 else float(self.thresholds[index])
        exact = self.complete or index in (-1, last) or level == threshold
        paths = {}
        for name, totals in self._totals.items():
            zero, one = self._counts[name][:, max(index, 0)]
            if index < 0:  # below all pixels
                zero, one = np.zeros_like(totals), totals
            paths[name] = Correlation(zero, totals), Correlation(one, totals)
        return TabledPath(threshold if exact else level, exact, paths)


def _inside(grey: NDArray[Any], mask: ArrayLike | None) -> NDArray[np.bool_] | None:
    valid = mask_of(mask)
    inside = None if valid is None else same_shape(valid, grey).astype(np.bool_)
    if grey.dtype.kind == "f":
        finite: NDArray[np.bool_] = np.isfinite(grey)
        if not finite.all():
            return finite if inside is None else finite & inside
    return inside


def _thresholds(grey: NDArray[Any], inside: NDArray[np.bool_] | None) -> tuple[NDArray[Any], bool]:
    """Levels to keep, and whether those are all."""
    if _is_bytes(grey):
        return np.arange(256), True
    pixels = grey if inside is None else grey[inside]
    levels = Levels.of(pixels)
    if len(levels.values) <= 256 and levels.exact:
        return levels.values, True
    below = np.cumsum(levels.counts)
    steps = np.searchsorted(below, below[-1] * np.arange(1, 255) / 254)
    kept = levels.values[np.unique(np.concatenate(([0], steps)))]
    if not levels.exact:  # the levels are the highest of many: the lowest pixel lies below
        kept = np.unique(np.concatenate(([pixels[np.isfinite(pixels)].min()], kept)))
    return kept, False


def _is_bytes(grey: NDArray[Any]) -> bool:
    return grey.dtype == np.uint8 or grey.dtype.kind == "b"


def _classes(grey: NDArray[Any], thresholds: NDArray[Any], team: Team) -> NDArray[np.uint8]:
    """How many thresholds lie below each pixel; pixel > thresholds[k] where that is more than k."""
    if _is_bytes(grey):
        return grey.view(np.uint8)
    classes = np.empty(grey.shape, np.uint8)
    table = None
    if grey.dtype.kind == "u" and grey.dtype.itemsize == 2:
        table = np.searchsorted(thresholds, np.arange(1 << 16)).astype(np.uint8)

    def rows(start: int, stop: int) -> None:
        part = grey[start:stop]
        classes[start:stop] = np.searchsorted(thresholds, part) if table is None else table[part]

    team.share(rows, len(grey))
    return classes


def _volume(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(array if array.ndim == 3 else array[np.newaxis])


def _there_are(
    shape: tuple[int, ...], inside: NDArray[np.bool_] | None, axis: int, last: int, team: Team
) -> NDArray[np.int64]:
    """Segments of r + 1 pixels, r = 0…last."""
    if inside is not None:
        return segments_of(run_lengths(pack_mask(inside, team), axis, False, team)[1], last, False)
    lags = np.arange(last + 1, dtype=np.int64)
    return math.prod(shape) // shape[axis] * (shape[axis] - lags)


def _counted(
    classes: NDArray[np.uint8], valid: NDArray[np.uint8] | None, axis: int, last: int, team: Team
) -> NDArray[np.int64]:
    """Segments of "255 - class > t" and of "class > t": int64, shape (2, 256, last + 1), by t and r."""
    changes = np.zeros((2, last + 2, 256), np.int64)
    lock = Lock()
    if axis == 0:
        classes, valid = classes.swapaxes(0, 1), None if valid is None else valid.swapaxes(0, 1)
    walk = level_runs_across if axis == 2 else level_runs_down
    planes, rows, nx = classes.shape

    def count(start: int, stop: int) -> None:
        part = np.zeros_like(changes)
        walk(classes, valid, start, stop, part)
        with lock:
            np.add(changes, part, out=changes)

    team.share(count, planes * (rows if axis == 2 else -(-nx // 64)))
    runs = np.cumsum(changes, axis=2)
    long, pixels = runs[:, :1], runs[:, last + 1 :]
    # Runs of more than r pixels, r = last - 1…0, and what they add to the segments of the longer ones.
    more = long + np.concatenate((np.zeros_like(long), np.cumsum(runs[:, last:0:-1], axis=1)), axis=1)
    segments = np.concatenate((pixels - last * long, more[:, 1:]), axis=1)
    return np.ascontiguousarray(np.cumsum(segments, axis=1)[:, ::-1].swapaxes(1, 2))
