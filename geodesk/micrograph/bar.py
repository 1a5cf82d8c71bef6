"""Finding the information bar that an SEM draws below or above its picture.

A bar is a band with a straight edge, one flat background value, and text on it. Nature draws none of these
three together: scattered electrons always leave noise, so even a featureless specimen is not flat to a few
grey levels; a saturated or blank frame is flat but carries no text; a binary picture has strokes but no
straight edge. All three are required.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph.geometry import Rect

_SEARCHED = 0.4
"""Part of the height, from either edge, in which a bar is looked for."""
_TALLEST = 0.35
_SHORTEST_ROWS = 10
_NARROWEST = 0.35
"""A bar narrower than this part of the width is an annotation on the picture, not a bar."""
_EDGE_MARGIN = 0.04
"""A bar lies this close to the picture's edge, as part of the height."""
_BACKGROUND_ROW = 0.5
_CLEAR_ROW = 0.9
_RULE_ROWS = 4
_JPEG_BLOCK = 8
_LEAST_PICTURE = 24


class _Levels(NamedTuple):
    """Grey levels of the searched band: how far flat may stray, how far near an edge, what is contrast.

    `exact` is how far the pixels of a drawn background stray where neither an edge nor text is near.
    """

    values: NDArray[Any]
    tolerance: float
    ringing: float
    contrast: float
    exact: float


def find_bar(grey: NDArray[Any]) -> Rect | None:
    """The information bar in a grey picture, or None.

    Parameters
    ----------
    grey : ndarray, shape (H, W)
        Any real dtype.

    Returns
    -------
    Rect or None
        Full width in nearly all cases; an overlay bar may be narrower.
    """
    height, width = grey.shape
    if height < 64 or width < 64 or grey.dtype.kind not in "uif":
        return None
    rows = int(height * _SEARCHED)
    for flipped in (False, True):
        # Row 0 of `band` is the picture's outermost row, where a bar would begin.
        band = grey[:rows] if flipped else grey[: height - rows - 1 : -1]
        for levels in _levels(band):
            found = _full_width(levels, height) or _overlay(levels, height)
            if found is not None:
                start, stop, left, right = found
                top = start if flipped else height - stop
                return Rect(left, top, right - left, stop - start)
    return None


def _levels(band: NDArray[Any]) -> Iterator[_Levels]:
    """The band as numbers that can be subtracted, with the tolerances to try in turn."""
    if band.dtype == np.uint8:
        # JPEG leaves a flat background rough, most of all in the 8 × 8 blocks of an edge or of text.
        wide = band.astype(np.int16)
        yield _Levels(wide, 2, 2, 60, 2)
        yield _Levels(wide, 12, 30, 60, 2)
        return
    values = band.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.any():
        return
    # Quarters keep the span of extreme floats finite.
    low, high = float(values[finite].min()) / 4, float(values[finite].max()) / 4
    if high > low:
        values[~finite] = low * 4
        values = (values / 4 - low) / (high - low)
        # Only lossless formats hold other dtypes, so a drawn background is exactly flat.
        yield _Levels(values, 0, 0, 0.2, 0)


def _full_width(levels: _Levels, height: int) -> tuple[int, int, int, int] | None:
    values = levels.values
    width = values.shape[1]
    background = _mode(values[: max(8, height // 40)])
    # Nearly every picture without a bar is done after its outermost rows.
    outer = _rows_inside(values[:_JPEG_BLOCK], background, levels)[2]
    early = _first_run_of_three(~outer)
    if early is not None and early + _JPEG_BLOCK < _SHORTEST_ROWS:
        return None
    share, rule, inside = _rows_inside(values, background, levels)
    stop = _first_run_of_three(~inside)
    if stop is None or stop > _TALLEST * height:
        # The picture itself is as flat and dark as its bar: only a ruled line can tell where it begins.
        stop = _below_topmost_rule(values, levels, rule, background, height)
        if stop is None:
            return None
    else:
        clear = (np.abs(values - background) <= levels.ringing).mean(axis=1) >= _CLEAR_ROW
        clear |= _ruled(values, background, levels.ringing, levels.contrast)
        stop = _sharpest_edge(values, clear, stop)
        beyond = share[stop : stop + 8]
        if not clear[max(0, stop - 2) : stop].all() or beyond.size < 3 or float(beyond.mean()) > 0.55:
            return None
    if not _SHORTEST_ROWS <= stop <= _TALLEST * height or height - stop < _LEAST_PICTURE:
        return None
    if not _carries_text(values[:stop][~rule[:stop]], background, levels):
        return None
    return 0, stop, 0, width


def _rows_inside(
    values: NDArray[Any], background: float, levels: _Levels
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """For each row: its share of background, whether it is a ruled line, whether a bar may hold it."""
    share = (np.abs(values - background) <= levels.tolerance).mean(axis=1)
    rule = _ruled(values, background, levels.tolerance, levels.contrast)
    return share, rule, (share >= _BACKGROUND_ROW) | rule


def _sharpest_edge(values: NDArray[Any], clear: NDArray[Any], stop: int) -> int:
    """Where the bar really ends: the edge's own JPEG blocks are too rough to count as background.

    Of the clear rows that follow, the one after the greatest step from row to row is taken; a ruled line
    makes two steps, the outer one counts.
    """
    reach = stop
    while reach < min(stop + _JPEG_BLOCK, clear.size - 1) and clear[reach]:
        reach += 1
    if reach == stop or stop == 0:
        return stop
    steps = np.abs(np.diff(values[stop - 1 : reach + 1], axis=0)).mean(axis=1)
    return stop + int(np.flatnonzero(steps >= 0.6 * steps.max())[-1])


def _ruled(values: NDArray[Any], background: float, tolerance: float, contrast: float) -> NDArray[Any]:
    """Rows of one value from side to side that stands out from the background: drawn lines."""
    # Any sample of the columns has the median of a row that is all one value.
    middle = np.median(values[:, :: max(1, values.shape[1] // 32)], axis=1)
    uniform = (np.abs(values - middle[:, None]) <= tolerance).mean(axis=1) >= 0.95
    ruled: NDArray[Any] = uniform & (np.abs(middle - background) >= contrast)
    return ruled


def _below_topmost_rule(
    values: NDArray[Any], levels: _Levels, rule: NDArray[Any], background: float, height: int
) -> int | None:
    """For a picture as dark as its bar: the innermost ruled line, if nothing at all lies beyond it."""
    reach = int(_TALLEST * height)
    lines = np.flatnonzero(rule[:reach])
    if lines.size == 0:
        return None
    stop = int(lines[-1]) + 1
    first = stop - 1
    while first > 0 and rule[first - 1]:
        first -= 1
    if stop - first > _RULE_ROWS:
        return None
    beyond = np.abs(values[stop:] - background) >= levels.contrast
    return stop if float(beyond.mean()) < 0.001 else None


def _overlay(levels: _Levels, height: int) -> tuple[int, int, int, int] | None:
    """A bar narrower than the picture: rows that share one long run of one value, text between them."""
    values = levels.values
    width = values.shape[1]
    step = 1 if levels.tolerance else 0
    # A run of a third of the width leaves nearly as many equal neighbours among every eighth pixel.
    sparse = np.abs(np.diff(values[:, ::8], axis=1)) <= step
    rows = np.flatnonzero(sparse.mean(axis=1) >= 0.9 * _NARROWEST)
    if rows.size < 4:
        return None
    starts, lengths = _longest_runs(values[rows], step)
    chosen = (lengths >= _NARROWEST * width) & (lengths < 0.98 * width)
    long, starts, lengths = rows[chosen], starts[chosen], lengths[chosen]
    if long.size < 4:
        return None
    keys = np.stack([values[long, starts], starts, starts + lengths], axis=1)
    kinds, counts = np.unique(keys, axis=0, return_counts=True)
    background, left, right = kinds[counts.argmax()]
    same = (
        (np.abs(keys[:, 0] - background) <= levels.tolerance)
        & (np.abs(keys[:, 1] - left) <= 2)
        & (np.abs(keys[:, 2] - right) <= 2)
    )
    members = long[same]
    if members.size < 4:
        return None
    start, stop, left, right = int(members[0]), int(members[-1]) + 1, int(left), int(right)
    if start > _EDGE_MARGIN * height or not _SHORTEST_ROWS <= stop - start <= _TALLEST * height:
        return None
    box = values[start:stop, left:right]
    share = (np.abs(box - background) <= levels.tolerance).mean(axis=1)
    if float((share >= _BACKGROUND_ROW).mean()) < 0.9 or height - stop < _LEAST_PICTURE:
        return None
    beyond = np.abs(values[stop : stop + 8, left:right] - background) <= levels.tolerance
    if beyond.shape[0] < 3 or float(beyond.mean()) > 0.55:
        return None
    return (start, stop, left, right) if _carries_text(box, background, levels) else None


def _carries_text(box: NDArray[Any], background: float, levels: _Levels) -> bool:
    """Thin strokes of clear contrast in several rows, on a background that is flat across the width."""
    if box.shape[0] < _SHORTEST_ROWS // 2:
        return False
    distance = np.abs(box - background)
    flat = distance <= levels.tolerance
    if float(flat.mean()) < 0.55 or float((distance <= levels.exact).mean()) < 0.28:
        return False
    blocks = [float(part.mean()) for part in np.array_split(flat, 8, axis=1)]
    if sum(share < 0.3 for share in blocks) > 2:
        return False
    ink = distance >= levels.contrast
    if not 0.002 <= float(ink.mean()) <= 0.45:
        return False
    changes = (ink[:, 1:] != ink[:, :-1]).sum(axis=1)
    written = changes >= 8
    if int(written.sum()) < max(4, 0.1 * box.shape[0]):
        return False
    # Letters are made of strokes a few pixels wide, blobs of the specimen are not.
    stroke = 2 * int(ink[written].sum()) / int(changes[written].sum())
    return stroke <= max(6.0, 0.02 * int(box.shape[1]))


def _mode(values: NDArray[Any]) -> float:
    found, counts = np.unique(values, return_counts=True)
    return float(found[counts.argmax()])


def _first_run_of_three(flags: NDArray[Any]) -> int | None:
    """Index of the first of three set flags in a row; two stray rows of dense text do not end a bar."""
    runs = np.flatnonzero(flags[:-2] & flags[1:-1] & flags[2:])
    return int(runs[0]) if runs.size else None


def _longest_runs(values: NDArray[Any], step: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each row, where its longest run of equal neighbours begins and how many pixels it has."""
    rows, width = values.shape
    breaks = np.zeros((rows, width), np.intp)
    breaks[:, 1:] = np.where(np.abs(np.diff(values, axis=1)) > step, np.arange(1, width), 0)
    began = np.maximum.accumulate(breaks, axis=1)
    length = np.arange(1, width + 1) - began
    ends = length.argmax(axis=1)
    index = np.arange(rows)
    return began[index, ends], length[index, ends]
