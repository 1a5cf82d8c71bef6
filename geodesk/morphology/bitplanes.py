"""A picture as bits: packed while thresholding, and turned so that the lines along an axis stand in rows."""

import math
import operator
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology.kernel import compiled, path_number

# Below this many pixels the work takes less time than waking a second thread.
ALONE = 1024 * 1024

_LAGS = 64  # lags in one task of a thread
_SLAB = 1 << 20  # pixels compared at a time where the compiled kernel does not know the type

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True)
class BitPlane:
    """One bit a pixel.

    Attributes
    ----------
    words : ndarray of uint64, shape (nz, ny, ceil(nx / 64))
        Bit k of word w is pixel 64 w + k of the row; the bits beyond the row are 0.
    nx : int
        Pixels in a row.
    """

    words: NDArray[np.uint64]
    nx: int

    def __and__(self, other: "BitPlane") -> "BitPlane":
        return BitPlane(self.words & other.words, self.nx)

    def __or__(self, other: "BitPlane") -> "BitPlane":
        return BitPlane(self.words | other.words, self.nx)

    def without(self, other: "BitPlane") -> "BitPlane":
        """Pixels of this plane that are not in the other."""
        return BitPlane(self.words & ~other.words, self.nx)

    def pixels(self) -> NDArray[np.bool_]:
        """One bool a pixel, of shape (nz, ny, nx)."""
        flags = self.words.astype("<u8", copy=False).view(np.uint8)
        return np.unpackbits(flags, axis=-1, count=self.nx, bitorder="little").view(np.bool_)

    def complement(self) -> "BitPlane":
        """Pixels of the picture that are not in this plane."""
        words = ~self.words
        if self.nx % 64:
            words[..., -1] &= np.uint64((1 << self.nx % 64) - 1)
        return BitPlane(words, self.nx)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a plane along one axis.

    Attributes
    ----------
    blocks : ndarray of uint64, shape (blocks, length, 8)
        Each block holds 512 lines side by side; row i holds their pixels at position i.
    count : int
        How many of the 512 * blocks lines are the picture's; the others are 0 throughout.
    """

    blocks: NDArray[np.uint64]
    count: int

    @property
    def length(self) -> int:
        """Pixels in a line."""
        return int(self.blocks.shape[1])


class Team:
    """Threads that share the blocks of one picture; a team of one uses the caller's own.

    Parameters
    ----------
    threads : int or None
        How many; None means one up to 1024 x 1024 pixels and every available processor above.
    pixels : int
        Size of the picture.
    """

    def __init__(self, threads: int | None, pixels: int) -> None:
        if threads is not None and operator.index(threads) < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self.threads = threads or (1 if pixels <= ALONE else available_processors())
        self._pool = ThreadPoolExecutor(self.threads, "morphology") if self.threads > 1 else None

    def __enter__(self) -> "Team":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def share(self, work: Callable[[int, int], None], total: int) -> None:
        """Call work(start, stop) over parts of range(total)."""
        step = max(1, -(-total // (4 * self.threads))) if self.threads > 1 else total
        self.each(work, ((start, min(start + step, total)) for start in range(0, total, step)))

    def each(self, work: Callable[..., None], tasks: Iterable[tuple[int, ...]]) -> None:
        """Call work(*task) for every task."""
        if self._pool is None:
            for task in tasks:
                work(*task)
        else:
            for future in [self._pool.submit(work, *task) for task in tasks]:
                future.result()


def available_processors() -> int:
    """Processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def pack_label(array: Pixels, label: int, team: Team) -> BitPlane:
    """Pixels of a bool or integer array (2-D or 3-D) that equal `label`; True counts as 1."""
    if array.dtype.kind == "b":
        bounds = {0: (0, 0), 1: (1, 255)}.get(label, (1, 0))
        return _pack_range(array.view(np.uint8), *bounds, team)
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        known = 0 <= label <= np.iinfo(array.dtype).max
        return _pack_range(array, *((label, label) if known else (1, 0)), team)
    return _pack_where(array, lambda slab: slab == label, team)


def pack_above(array: Pixels, threshold: float, team: Team) -> BitPlane:
    """Pixels of a bool, integer or float array (2-D or 3-D) that are > `threshold`, compared exactly."""
    if array.dtype.kind == "f":
        # A float64 scalar: a plain Python float would be rounded to the pixels' own type first.
        exact = np.float64(threshold)
        return _pack_where(array, lambda slab: slab > exact, team)
    if math.isinf(threshold):
        return _pack_where(array, lambda slab: np.full(slab.shape, threshold < 0), team)
    below = math.floor(threshold)
    if array.dtype.kind == "b":
        array = array.view(np.uint8)
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        last = int(np.iinfo(array.dtype).max)
        return _pack_range(array, *((max(below + 1, 0), last) if below < last else (1, 0)), team)
    return _pack_where(array, lambda slab: slab > below, team)


def pack_mask(mask: Pixels, team: Team) -> BitPlane:
    """Pixels of a bool or integer mask that are not 0."""
    if mask.dtype.kind == "b":
        return pack_label(mask, 1, team)
    return _pack_where(mask, lambda slab: slab != 0, team)


def _volume(array: Pixels) -> Pixels:
    """Give the array as (nz, ny, nx) with the pixels of a row side by side."""
    volume = array if array.ndim == 3 else array[np.newaxis]
    if volume.strides[2] != volume.itemsize or not volume.flags.aligned:
        return np.ascontiguousarray(volume)
    return volume


def _empty(volume: Pixels) -> BitPlane:
    nz, ny, nx = volume.shape
    return BitPlane(np.zeros((nz, ny, -(-nx // 64)), np.uint64), nx)


def _pack_range(array: Pixels, first: int, last: int, team: Team) -> BitPlane:
    volume = _volume(array.astype(array.dtype.newbyteorder("="), copy=False))
    plane = _empty(volume)
    if first <= last:
        pack = compiled.pack_u8 if volume.dtype == np.uint8 else compiled.pack_u16
        path = path_number()

        def rows(start: int, stop: int) -> None:
            pack(volume, first, last, plane.words, start, stop, path)

        team.share(rows, volume.shape[0] * volume.shape[1])
    return plane


def _pack_where(array: Pixels, test: Callable[[Pixels], Pixels], team: Team) -> BitPlane:
    """Compare with numpy, slab by slab, so that no copy of a large volume is made."""
    volume = array if array.ndim == 3 else array[np.newaxis]
    plane = _empty(volume)
    path = path_number()

    def slab(z: int, start: int, stop: int) -> None:
        flags = np.ascontiguousarray(test(volume[z : z + 1, start:stop])).view(np.uint8)
        compiled.pack_u8(flags, 1, 255, plane.words[z : z + 1, start:stop], 0, stop - start, path)

    team.each(slab, _slabs(volume.shape))
    return plane


def _slabs(shape: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    nz, ny, nx = shape
    step = max(1, _SLAB // nx)
    return ((z, start, min(start + step, ny)) for z in range(nz) for start in range(0, ny, step))


def lines_along(plane: BitPlane, axis: int, team: Team) -> Lines:
    """Lines of a plane along axis 0 (z), 1 (y) or 2 (x) of its (nz, ny, nx)."""
    nz, ny, wide = plane.words.shape
    nx = plane.nx
    length, words, count = (
        (nz, ny * wide, ny * nx),
        (ny, nz * wide, nz * nx),
        (nx, nz * -(-ny // 64), nz * ny),
    )[axis]
    blocks = np.empty((-(-words // 8), length, 8), np.uint64)
    path = path_number()

    def arrange(start: int, stop: int) -> None:
        compiled.arrange(plane.words, nx, axis, blocks, start, stop, path)

    team.share(arrange, len(blocks))
    return Lines(blocks, count)


def ones_along(lines: Lines, team: Team) -> NDArray[np.int64]:
    """How many lines have a 1 at each position: int64, shape (length,)."""
    path = path_number()
    parts: list[NDArray[np.int64]] = []

    def count(start: int, stop: int) -> None:
        part = np.zeros(lines.length, np.int64)
        compiled.row_counts(lines.blocks, start, stop, part, path)
        parts.append(part)

    team.share(count, len(lines.blocks))
    return _added(parts)


def pair_counts(lines: Lines, r_max: int, periodic: bool, team: Team) -> NDArray[np.int64]:
    """Pairs of ones r pixels apart along the lines, r = 0…r_max: int64, shape (r_max + 1,).

    A wrapped pair r apart is an unwrapped one `length - r` apart, so the periodic counts are sums of two
    others.
    """
    n = lines.length
    wanted = [(0, r_max + 1)]
    if periodic:
        wanted.append((max(n - r_max, r_max + 1), n))
    counts = np.zeros(n, np.int64)
    for start, stop in wanted:
        if start < stop:
            counts[start:stop] = crossed_counts(lines, lines, start, stop, team)
    if periodic:
        counts[1:] += counts[:0:-1].copy()
    return counts[: r_max + 1]


def crossed_counts(first: Lines, second: Lines, start: int, stop: int, team: Team) -> NDArray[np.int64]:
    """Ones of `first` whose pixel r further on is a one of `second`, r = start…stop - 1: int64.

    The lines of `second` may be longer; stop is at most their length.
    """
    path = path_number()
    counts: list[tuple[int, NDArray[np.int64]]] = []

    def count(block: int, last: int, lag: int, end: int) -> None:
        part = np.zeros(end - lag, np.int64)
        compiled.pair_counts(first.blocks, second.blocks, block, last, lag, part, path)
        counts.append((lag - start, part))

    # Threads share lags first: each then runs over the same block while it is in the cache.
    lags = _LAGS if team.threads > 1 else stop - start
    spans = [(lag, min(lag + lags, stop)) for lag in range(start, stop, lags)]
    blocks = len(first.blocks)
    groups = 1 if team.threads == 1 else max(1, min(blocks, 4 * team.threads // len(spans)))
    step = -(-blocks // groups)
    team.each(count, ((b, min(b + step, blocks), *span) for b in range(0, blocks, step) for span in spans))
    total = np.zeros(stop - start, np.int64)
    for offset, part in counts:
        total[offset : offset + len(part)] += part
    return total


def run_lengths(plane: BitPlane, axis: int, periodic: bool, team: Team) -> NDArray[np.int64]:
    """Histogram of run lengths along axis 0 (z), 1 (y) or 2 (x) of (nz, ny, nx).

    Returns
    -------
    ndarray of int64, shape (2, pixels along the axis + 1)
        Indexed [value, length]. A run of the whole length is a line of one value only, also when wrapped.
    """
    if axis < 2:
        return _runs_down(plane.words if axis else plane.words.swapaxes(0, 1), plane.nx, 0, periodic, team)
    parts: list[NDArray[np.int64]] = []
    path = path_number()

    def count(start: int, stop: int) -> None:
        part = np.zeros((plane.nx + 1, 2, compiled.PARTS), np.int64)
        compiled.runs_across(plane.words, plane.nx, start, stop, periodic, part, path)
        parts.append(part)

    team.share(count, plane.words.shape[0] * plane.words.shape[1])
    runs: NDArray[np.int64] = _added(parts).sum(axis=-1)
    return runs.T


def diagonal_run_lengths(plane: BitPlane, periodic: bool, team: Team) -> NDArray[np.int64]:
    """Do what `run_lengths` does, along the diagonals down to the right of each page.

    Periodic pages are square; a diagonal then has as many pixels as a row.
    """
    return _runs_down(plane.words, plane.nx, 1, periodic, team)


def _runs_down(
    words: NDArray[np.uint64], nx: int, slope: int, periodic: bool, team: Team
) -> NDArray[np.int64]:
    planes, rows, _ = words.shape
    parts: list[NDArray[np.int64]] = []
    path = path_number()

    def count(plane: int, stop: int, first: int, last: int) -> None:
        part = np.zeros((rows + 1, 2, compiled.PARTS), np.int64)
        compiled.runs_down(words, nx, slope, plane, stop, first, last, periodic, part, path)
        parts.append(part)

    parted = 4 * team.threads if team.threads > 1 else 1
    step = -(-planes // parted)
    # Whole words, and a cache line of them, for each of the threads that share a plane.
    wide = nx if planes >= parted else max(512, -(-nx * planes // parted // 512) * 512)
    team.each(
        count,
        (
            (plane, min(plane + step, planes), first, min(first + wide, nx))
            for plane in range(0, planes, step)
            for first in range(0, nx, wide)
        ),
    )
    runs: NDArray[np.int64] = _added(parts).sum(axis=-1)
    return runs.T


def _added(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Sum of what the threads counted; there is at least one part."""
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total
