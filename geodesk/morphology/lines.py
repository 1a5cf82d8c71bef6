"""The runs of equal pixels along the lines of a picture or volume, slab by slab."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike, NDArray

Direction = Literal["x", "y", "z", "diag1", "diag2"]
"""Along the last axis, the last but one, the last but two; down to the right, up to the right."""

REST, PHASE, MASKED, BORDER = 0, 1, 2, 3
"""What a pixel, or the neighbour of a run, is: not in the phase, in it, left out, beyond the picture."""

_AXES: dict[str, int] = {"x": -1, "y": -2, "z": -3}
_SLAB = 1 << 23  # pixels of a slab: bounds the memory that runs take


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of equal values along the lines of a slab; all arrays have one entry a run.

    Attributes
    ----------
    line, start, length
        Which line of the slab, the first position on it, and pixels. A wrapped run of a periodic line starts
        near the line's end.
    value, before, after
        Value of the run and of its neighbours; `BORDER` where the line ends.
    """

    line: NDArray[np.int64]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    value: NDArray[Any]
    before: NDArray[np.int64]
    after: NDArray[np.int64]


def label_image(array: ArrayLike) -> NDArray[Any]:
    """The array as a label image.

    Raises
    ------
    TypeError
        It is neither bool nor integer.
    ValueError
        It has not 2 or 3 dimensions, or no pixels.
    """
    labels = np.asarray(array)
    if labels.dtype.kind not in "bui":
        raise TypeError(
            f"a label image must be bool or integer, not {labels.dtype}: threshold a grey picture first"
        )
    if labels.ndim not in (2, 3):
        raise ValueError(f"the array must have 2 or 3 dimensions, not {labels.ndim}")
    if labels.size == 0:
        raise ValueError(f"the array has no pixels: its shape is {labels.shape}")
    return labels.view(np.uint8) if labels.dtype.kind == "b" else labels


def phase_codes(array: ArrayLike, phase: int, mask: ArrayLike | None) -> NDArray[np.uint8]:
    """Which pixels are in a phase: uint8 of the array's shape, `REST`, `PHASE` or `MASKED`.

    Raises
    ------
    TypeError, ValueError
        As `label_image`; also a mask of another shape or type, or values above 1 and none equal to `phase`.
    """
    labels = label_image(array)
    codes: NDArray[np.uint8] = (labels == operator.index(phase)).view(np.uint8)
    if not codes.any() and labels.max() > 1:
        raise ValueError(f"the array holds labels up to {labels.max()} and none equal to phase {phase}")
    if mask is not None:
        valid = np.asarray(mask)
        if valid.dtype.kind not in "bui":
            raise TypeError(f"a mask must be bool or integer, not {valid.dtype}")
        if valid.shape != codes.shape:
            raise ValueError(f"the mask has shape {valid.shape} and the array {codes.shape}")
        codes[valid == 0] = MASKED
    return codes


def axis_of(direction: str, dimensions: int) -> int:
    """The axis, not negative, of ``"x"``, ``"y"`` or ``"z"``. Raises `ValueError` where there is none."""
    axis = _AXES.get(direction)
    if axis is None or -axis > dimensions:
        raise ValueError(f"a picture of {dimensions} dimensions has no axis {direction!r}")
    return axis + dimensions


def directions_of(dimensions: int) -> tuple[Direction, ...]:
    """The directions of a picture (2) or volume (3)."""
    return ("x", "y", "diag1", "diag2") if dimensions == 2 else ("x", "y", "z", "diag1", "diag2")


def slabs(array: NDArray[Any], direction: str) -> Iterator[NDArray[Any]]:
    """The lines of an array along a direction, as the rows of (lines, length) arrays: copies, slab by slab.

    Diagonals are those of the last two axes, of every page; their lines are of unequal length and are filled
    up with `MASKED`.
    """
    if direction in ("diag1", "diag2"):
        for page in array if array.ndim == 3 else array[np.newaxis]:
            yield _sheared(page if direction == "diag1" else page[::-1])
        return
    turned = np.moveaxis(array, axis_of(direction, array.ndim), -1)
    n = turned.shape[-1]
    step = max(1, _SLAB // (turned.size // len(turned)))
    for start in range(0, len(turned), step):
        yield np.array(turned[start : start + step], order="C").reshape(-1, n)


def _sheared(page: NDArray[Any]) -> NDArray[Any]:
    """The diagonals that go down to the right, as rows."""
    height, width = page.shape
    room = np.full((height, height + width - 1), MASKED, page.dtype)
    # Pixel (y, x) goes to column x - y + height - 1, which is its diagonal.
    flat = room.reshape(-1)[height - 1 :]
    step = room.strides[0] - room.itemsize
    as_strided(flat, (height, width), (step, room.itemsize))[...] = page
    return np.ascontiguousarray(room.T)


def runs_of(lines: NDArray[Any], periodic: bool = False) -> Runs:
    """The runs of equal values along the rows of a C-contiguous array of shape (lines, length).

    Parameters
    ----------
    periodic
        A run that reaches the end of a row goes on at its beginning. A row of one value only is a run
        between `BORDER` and `BORDER`.
    """
    n = lines.shape[1]
    flat = lines.reshape(-1)
    change = np.empty(flat.size, bool)
    np.not_equal(flat[1:], flat[:-1], out=change[1:])
    change[::n] = True
    at = np.flatnonzero(change)
    line = at // n
    start = at - line * n
    length = np.diff(np.append(at, flat.size))
    value = flat[at]
    first = start == 0
    last = np.append(first[1:], True)
    before = np.where(first, BORDER, np.roll(value, 1))
    after = np.where(last, BORDER, np.roll(value, -1))
    if periodic:
        heads, tails = np.flatnonzero(first), np.flatnonzero(last)
        parted = heads != tails
        heads, tails = heads[parted], tails[parted]
        before[heads], after[tails] = value[tails], value[heads]
        joined = value[heads] == value[tails]
        heads, tails = heads[joined], tails[joined]
        length[tails] += length[heads]
        after[tails] = after[heads]
        kept = np.ones(len(at), bool)
        kept[heads] = False
        line, start, length = line[kept], start[kept], length[kept]
        value, before, after = value[kept], before[kept], after[kept]
    return Runs(line, start, length, value, before, after)
