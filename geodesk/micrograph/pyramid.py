"""A page in halves: tiles of 512 pixels at full, half, quarter … size, for a screen that shows any part.

Small pages, and those whose file format decodes as a whole, are kept in memory with all their levels. Of
large ones every tile is read when it is asked for, each pixel of it the mean of all the pixels it stands for;
the coarse levels come from every n-th pixel at first, and from the means of all once `refine` is done.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.picture import Micrograph
from geodesk.micrograph.shrink import halves, shrink
from geodesk.micrograph.values import DISPLAY_PERCENTILES, to_grey

TILE = 512

_WHOLE_BYTES = 64 * 2**20
_FIRST_SIDE = 1024
_COARSE_PIXELS = 1 << 24
_BAND_BYTES = 16 * 2**20
_CACHE_BYTES = 96 * 2**20
_REFINED_BYTES = 8 * 2**30
_SAMPLE_PIXELS = 1 << 20
_SORTED_PIXELS = 1 << 18
_BINS = 256

Planes = NDArray[Any]
"""(1 or 3, h, w) of uint8, uint16 or float32, as the screen's look-up tables want them."""


class Key(NamedTuple):
    """Which tile: level 0 is full size, each further one half of it."""

    level: int
    column: int
    row: int


class Statistics(NamedTuple):
    """How the grey of a page is spread, from an even sample of its pixels.

    Attributes
    ----------
    minimum, maximum
        Of the finite pixels; both 0 if there is none.
    low, high
        The percentiles between which the screen spreads its greys; high is above low.
    counts
        256 bins from `first` to `last`.
    first, last
        Ends of the histogram: the whole range of uint8, else minimum and maximum.
    """

    minimum: float
    maximum: float
    low: float
    high: float
    counts: NDArray[np.int64]
    first: float
    last: float


class Pyramid:
    """One page of a micrograph at every scale. Made on a worker's thread; `peek` never waits or reads.

    Parameters
    ----------
    micrograph : Micrograph
    page : int
    lock : Lock
        Held whenever `micrograph` is used.

    Attributes
    ----------
    width, height : int
        Of level 0.
    levels : int
        The coarsest, ``levels - 1``, fits into one tile.
    origin, span : float
        A plane's value v of dtype float32 stands for the grey ``origin + v * span``; 0 and 1 for uint8 and
        uint16, whose planes hold the pixels as they are.
    """

    def __init__(self, micrograph: Micrograph, page: int, lock: threading.Lock) -> None:
        self._micrograph, self.page, self._lock = micrograph, page, lock
        self.origin, self.span = 0.0, 1.0
        self._cache: OrderedDict[Key, Planes] = OrderedDict()
        self._cached_bytes = 0
        self._cache_lock = threading.Lock()
        self._closed = False
        with lock:
            self.width, self.height = micrograph.page_size(page)
            self.levels = 1 + max(0, math.ceil(math.log2(max(self.width, self.height) / TILE)))
            pixel = micrograph.channels * micrograph.dtype.itemsize
            self._bytes = self.width * self.height * pixel
            self.whole = self._bytes <= _WHOLE_BYTES or micrograph.decodes_whole(page)
            first = 0 if self.whole else self._level_of(_FIRST_SIDE)
            pixels = micrograph.pixels(page) if self.whole else micrograph.decimated(1 << first, page)
        step = max(1, math.isqrt(pixels.shape[0] * pixels.shape[1] // _SAMPLE_PIXELS))
        self._sample = np.ascontiguousarray(to_grey(pixels[::step, ::step]))
        self._sample_step = step << first
        self._note_scale()
        self._arrays = _with_coarser(self._planes(pixels), first, self.levels)
        self.refined = self.whole

    # Sizes

    def size(self, level: int) -> tuple[int, int]:
        """Width and height of a level."""
        return -(-self.width >> level), -(-self.height >> level)

    def tiles(self, level: int) -> tuple[int, int]:
        """Columns and rows of tiles of a level."""
        width, height = self.size(level)
        return -(-width // TILE), -(-height // TILE)

    @property
    def nbytes(self) -> int:
        """Bytes that it holds in memory."""
        return self._sample.nbytes + self._cached_bytes + sum(a.nbytes for a in self._arrays.values())

    # Tiles

    def peek(self, key: Key) -> Planes | None:
        """A tile if it is at hand; its array must not be changed."""
        array = self._arrays.get(key.level)
        if array is not None:
            top, left = key.row * TILE, key.column * TILE
            return array[:, top : top + TILE, left : left + TILE]
        with self._cache_lock:
            tile = self._cache.get(key)
            if tile is not None:
                self._cache.move_to_end(key)
        return tile

    def load(self, key: Key) -> Planes:
        """A tile, read if need be; for a worker's thread.

        Raises
        ------
        UnreadablePicture
            The file is damaged, or no longer there.
        """
        tile = self.peek(key)
        if tile is not None:
            return tile
        size = TILE << key.level
        x, y = key.column * size, key.row * size
        w, h = min(size, self.width - x), min(size, self.height - y)
        rows = self._band_rows(w, key.level)
        parts = []
        for top in range(y, y + h, rows):
            with self._lock:
                part = self._micrograph.region(x, top, w, min(rows, y + h - top), self.page)
            parts.append(shrink(self._planes(part), 1 << key.level))
        tile = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        with self._cache_lock:
            if key not in self._cache:
                self._cache[key] = tile
                self._cached_bytes += tile.nbytes
            while self._cached_bytes > _CACHE_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self._cache.popitem(last=False)[1].nbytes
        return tile

    def refine(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Replace the coarse levels by the means of all pixels; False if there was nothing to do or `stop`.

        Reads the whole page in bands, letting go of the file in between; for a worker's thread.
        """
        if self.refined or self._bytes > _REFINED_BYTES:
            return False
        base = 0
        while (self.width >> base) * (self.height >> base) > _COARSE_PIXELS:
            base += 1
        base = min(base, self.levels - 1)
        parts = []
        rows = self._band_rows(self.width, base)
        for top in range(0, self.height, rows):
            if stop() or self._closed:
                return False
            with self._lock:
                band = self._micrograph.region(0, top, self.width, min(rows, self.height - top), self.page)
            parts.append(shrink(self._planes(band), 1 << base))
        self._arrays = _with_coarser(np.concatenate(parts, axis=1), base, self.levels)
        self.refined = True
        return True

    def close(self) -> None:
        """End a `refine` that is under way at its next band."""
        self._closed = True

    # Values

    def value(self, x: int, y: int) -> tuple[float, ...]:
        """The stored values of one pixel: grey, or red, green, blue (alpha); reads, so for a worker."""
        with self._lock:
            pixel = self._micrograph.region(x, y, 1, 1, self.page)
        return tuple(float(v) for v in pixel.reshape(-1))

    def quick_value(self, x: int, y: int) -> tuple[float, ...] | None:
        """The same for a page that is in memory as it is; None if it must be read."""
        array = self._arrays.get(0)
        if array is None or array.dtype.kind == "f" or self.span != 1:
            return None
        return tuple(float(v) for v in array[:, y, x])

    def statistics(self, content: Rect | None = None) -> Statistics:
        """How the grey is spread, of the whole page or a part of it."""
        sample = self._sample
        if content is not None:
            x, y, w, h = (-(-v // self._sample_step) for v in content)
            part = sample[y : y + h, x : x + w]
            sample = part if part.size else sample
        return _statistics(sample)

    # Inside

    def _level_of(self, side: int) -> int:
        return max(0, math.ceil(math.log2(max(self.width, self.height) / side)))

    def _band_rows(self, width: int, level: int) -> int:
        """Rows to read at once, whole pixels of `level`."""
        row = max(1, self._bytes // self.height * width // self.width)
        return max(1, _BAND_BYTES // row >> level) << level

    def _note_scale(self) -> None:
        """Values of other kinds than 8 and 16 bits become float32 near 0…1, where it is exact enough."""
        if self._sample.dtype in (np.uint8, np.uint16):
            return
        if self._sample.dtype == np.bool_:
            self.span = 1 / 255
            return
        finite = self._sample[np.isfinite(self._sample)]
        if finite.size:
            low, high = float(finite.min()), float(finite.max())
            span = high - low
            self.origin, self.span = low, span if 0 < span < math.inf else 1.0

    def _planes(self, pixels: NDArray[Any]) -> Planes:
        if pixels.ndim == 2:
            planes = pixels[None]
        else:
            planes = np.ascontiguousarray(np.moveaxis(pixels[:, :, :3], 2, 0))
        if planes.dtype in (np.uint8, np.uint16):
            return planes
        if planes.dtype == np.bool_:
            return planes.astype(np.uint8) * np.uint8(255)
        with np.errstate(all="ignore"):
            scaled: Planes = ((planes - np.float64(self.origin)) / self.span).astype(np.float32)
        return scaled


def _with_coarser(planes: Planes, level: int, levels: int) -> dict[int, Planes]:
    arrays = {level: planes}
    for coarser in range(level + 1, levels):
        arrays[coarser] = halves(arrays[coarser - 1])
    return arrays


def _statistics(sample: NDArray[Any]) -> Statistics:
    values = sample.reshape(-1)
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if not values.size:
        return Statistics(0.0, 0.0, 0.0, 1.0, np.zeros(_BINS, np.int64), 0.0, 1.0)
    minimum, maximum = float(values.min()), float(values.max())
    first, last = (0.0, 255.0) if values.dtype == np.uint8 else (minimum, maximum)
    if not last > first:
        last = first + 1
    if not math.isfinite(last - first):
        return Statistics(minimum, maximum, minimum, maximum, np.zeros(_BINS, np.int64), first, last)
    if values.dtype in (np.uint8, np.uint16):
        # Counting each value is many times faster than sorting them.
        each = np.bincount(values)
        below = np.cumsum(each)
        ranks = [part / 100 * (values.size - 1) for part in DISPLAY_PERCENTILES]
        low, high = (float(np.searchsorted(below, rank, "right")) for rank in ranks)
        places = (np.arange(each.size) - first) * (_BINS / (last - first + (values.dtype == np.uint8)))
        counts = np.bincount(np.clip(places, 0, _BINS - 1).astype(np.intp), each, _BINS).astype(np.int64)
    else:
        values = values[:: max(1, values.size // _SORTED_PIXELS)]
        low, high = (float(v) for v in np.percentile(values, DISPLAY_PERCENTILES))
        counts = np.histogram(values, _BINS, (first, last))[0].astype(np.int64)
    if not high > low:
        low, high = minimum, maximum if maximum > minimum else minimum + 1
    return Statistics(minimum, maximum, low, high, counts, first, last)
