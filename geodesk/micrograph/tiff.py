"""Reading TIFF and BigTIFF: pages, and any box of a page from only the strips or tiles it touches.

tifffile and imagecodecs decode single strips and tiles; everything that decides how much memory is taken or
how far a file is followed is checked here first.
"""

import contextlib
import logging
import math
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile
from numpy.typing import NDArray

from geodesk.micrograph import limits
from geodesk.micrograph.errors import UnreadablePicture, corrupt, too_large, truncated, unsupported
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.pixelsize import PixelSize
from geodesk.micrograph.tiffdecimate import decimate_chunks, decimate_raw
from geodesk.micrograph.tiffdir import BadDirectory, Directory, directories
from geodesk.micrograph.tiffpage import Page, check_jpeg, check_jpeg2000
from geodesk.micrograph.vendors import imagej, ome, tiff_facts
from geodesk.micrograph.vendors.baseline import read_tiff

# Files that are a little out of order are read all the same; tifffile's remarks would reach the user's
# terminal through logging's handler of last resort.
logging.getLogger("tifffile").addHandler(logging.NullHandler())
logging.getLogger("tifffile").propagate = False

_WIDTH, _LENGTH, _SUBFILE, _ORIENTATION = 256, 257, 254, 274
_CODECS = frozenset(
    (1, 2, 3, 4, 5, 7, 8, 32773, 32946, 33003, 33004, 33005, 34712, 34925, 34926, 50000, 50001)
)
_JPEG, _JPEG2000 = 7, (33003, 33004, 33005, 34712)
_KEPT_PAGES = 4


class TiffSource:
    """One open TIFF file; see `geodesk.micrograph.source.Source` for the attributes."""

    lazy = True

    def __init__(self, file: BinaryIO, size: int, path: Path) -> None:
        self._file, self._size, self._path = file, size, path
        self._directories = self._find_pages()
        first = self._directories[0]
        self._sizes = [self._size_of(directory) for directory in self._directories]
        self.width, self.height = self._sizes[0]
        self._frames = imagej.frames(first, len(self._directories), size)
        if self._frames is None:
            self.pages = len(self._directories)
        else:
            self.pages = self._frames.count
        self.orientation = first.integer(_ORIENTATION, 1)
        if self.orientation not in range(1, 9):
            self.orientation = 1
        try:
            file.seek(0)
            self._tiff = tifffile.TiffFile(file, name=path.name)
        except Exception as error:
            raise corrupt(path, str(error)) from error
        self._opened: OrderedDict[int, Page] = OrderedDict()
        page = self._page(0)
        self.dtype, self.channels = page.colour.dtype, page.colour.channels
        self._check_present(page)
        self.facts: Facts = tiff_facts(first, self.width, self.height)
        self.plain: Facts = read_tiff(first)

    def page_size(self, page: int) -> tuple[int, int]:
        """Stored width and height of a page."""
        return self._sizes[self._index(page)]

    def page_pixel_size(self, page: int) -> PixelSize | None:
        """The size of a stored pixel that the page's own tags tell, whatever the first page's say.

        In files of ImageJ and OME the first page speaks for all: alike (ImageJ: None), or image by image.
        """
        first, at = self._directories[0], self._index(page)
        if imagej.read(first):
            return None
        if ome.is_ome(first):
            return ome.page_pixel_size(first, at)
        directory = self._directories[at]
        facts = tiff_facts(directory, *self.page_size(page))
        facts.then(read_tiff(directory))
        return facts.pixel_size

    def read(self, page: int, box: Rect) -> NDArray[Any]:
        """Stored pixels of a box, (h, w) or (h, w, channels)."""
        opened = self._page(self._index(page))
        samples = opened.samples
        if box.w * box.h * samples * opened.dtype.itemsize > limits.PAGE_BYTES:
            raise too_large(self._path, box.w, box.h, limits.PAGE_BYTES)
        shift = 0
        if self._frames is not None and self._frames.in_one_directory:
            shift = self._frames.step * page
        out = np.empty((box.h, box.w, samples), opened.dtype)
        if opened.raw_offset is not None:
            self._read_raw(opened, box, out, shift)
        else:
            self._read_chunks(opened, box, out)
        return opened.colour.apply(out)

    def decimated(self, page: int, step: int) -> NDArray[Any]:
        """Every `step`-th stored pixel of a page in both directions, beginning with the first."""
        opened = self._page(self._index(page))
        across, down = -(-opened.width // step), -(-opened.height // step)
        if across * down * opened.samples * opened.dtype.itemsize > limits.PAGE_BYTES:
            raise too_large(self._path, across, down, limits.PAGE_BYTES)
        shift = 0
        if self._frames is not None and self._frames.in_one_directory:
            shift = self._frames.step * page
        if opened.raw_offset is not None:
            out = decimate_raw(self, opened, step, shift)
        else:
            self._check_chunk(opened)
            out = decimate_chunks(self, opened, step)
        return opened.colour.apply(out)

    def chunk_bytes(self, page: int) -> int:
        """Bytes that must be decoded for a single pixel of a page; 0 where pixels can be read one by one."""
        opened = self._page(self._index(page))
        if opened.raw_offset is not None:
            return 0
        return opened.chunk_bytes

    def chunk(self, page: Page, index: int) -> NDArray[Any]:
        """One strip or tile, decoded."""
        return self._chunk(page, index, page.jpeg_tables)

    def read_into(self, offset: int, target: NDArray[Any]) -> None:
        """Fill an array with bytes of the file; raises `UnreadablePicture` where it ends before."""
        read = 0
        with contextlib.suppress(OSError, ValueError, OverflowError):
            self._file.seek(offset)
            read = self._file.readinto(target.reshape(-1).view(np.uint8))  # type: ignore[attr-defined]
        if read != target.nbytes:
            raise self.cut_short()

    reads_anywhere = hasattr(os, "preadv")
    """Whether the system reads at an offset in one call."""

    def read_pieces(self, offsets: list[int], length: int, target: NDArray[Any]) -> None:
        """Fill an array with pieces of the file, one after the other, each `length` bytes."""
        read, file = os.preadv, self._file.fileno()
        whole = memoryview(target.view(np.uint8))  # type: ignore[arg-type]
        try:
            for number, offset in enumerate(offsets):
                if read(file, [whole[number * length : (number + 1) * length]], offset) != length:
                    raise self.cut_short()
        except OSError as error:
            raise corrupt(self._path, error.strerror or "") from error

    def cut_short(self) -> UnreadablePicture:
        """The error of a file that holds fewer pixels than it says."""
        return truncated(self._path)

    def _index(self, page: int) -> int:
        if self._frames is None:
            return page
        return 0 if self._frames.in_one_directory else page * self._frames.step

    def _find_pages(self) -> list[Directory]:
        found: list[Directory] = []
        try:
            for directory in directories(self._file, self._size):
                found.append(directory)
        except BadDirectory as error:
            if error.cut:
                raise truncated(self._path) from error
            # Some programs leave a stray link behind a single picture.
            if len(found) != 1:
                raise corrupt(self._path, str(error)) from error
        pictures = [d for d in found if d.integer(_WIDTH, 0) > 0 and d.integer(_LENGTH, 0) > 0]
        # Bit 0 marks a reduced copy, bit 2 a transparency mask: neither is a picture of its own.
        whole = [d for d in pictures if not d.integer(_SUBFILE, 0) & 0b101]
        if not pictures:
            raise corrupt(self._path, "it holds no picture")
        return whole or pictures

    def _size_of(self, directory: Directory) -> tuple[int, int]:
        width, height = directory.integer(_WIDTH, 0), directory.integer(_LENGTH, 0)
        if width > limits.SIDE or height > limits.SIDE:
            raise too_large(self._path, width, height, limits.PAGE_BYTES)
        return width, height

    def _page(self, index: int) -> Page:
        if index in self._opened:
            self._opened.move_to_end(index)
            return self._opened[index]
        directory = self._directories[index]
        width, height = self._sizes[index]
        try:
            handle = self._tiff.filehandle
            handle.seek(directory.offset)
            page = tifffile.TiffPage(self._tiff, index=index)
            opened = Page(page, directory, width, height, self._path)
        except UnreadablePicture:
            raise
        except Exception as error:
            raise corrupt(self._path, str(error)) from error
        if page.compression not in _CODECS:
            codec = str(getattr(page.compression, "name", page.compression))
            raise unsupported(self._path, f"{codec} compression", f"la compresión {codec}")
        self._opened[index] = opened
        while len(self._opened) > _KEPT_PAGES:
            self._opened.popitem(last=False)
        return opened

    def _check_present(self, page: Page) -> None:
        """Refuse at once a file whose first page names strips that lie beyond its end."""
        if page.raw_offset is not None:
            short = page.raw_offset + page.raw_bytes > self._size
        else:
            ends = page.offsets + page.lengths
            short = bool(ends.size) and int(ends.max()) > self._size
        if short or page.offsets.size < page.chunk_count:
            raise truncated(self._path)

    def _read_raw(self, page: Page, box: Rect, out: NDArray[Any], shift: int) -> None:
        """Uncompressed pixels in one run: seek to the rows and read them."""
        assert page.raw_offset is not None
        stored = np.dtype(page.stored_dtype)
        planes, contiguous = page.planes, page.contiguous_samples
        row_bytes = page.width * contiguous * stored.itemsize
        start = page.raw_offset + shift * page.raw_bytes
        narrow = box.w * 4 < page.width and box.h * row_bytes > 1 << 22
        for plane in range(planes):
            target = out if planes == 1 else out[:, :, plane : plane + 1]
            base = start + plane * page.height * row_bytes
            if narrow:
                span = box.w * contiguous * stored.itemsize
                left = box.x * contiguous * stored.itemsize
                for row in range(box.h):
                    raw = self._bytes(base + (box.y + row) * row_bytes + left, span)
                    target[row] = np.frombuffer(raw, stored).reshape(box.w, contiguous)
                continue
            step = max(1, (1 << 24) // row_bytes)
            for row in range(0, box.h, step):
                rows = min(step, box.h - row)
                raw = self._bytes(base + (box.y + row) * row_bytes, rows * row_bytes)
                lines = np.frombuffer(raw, stored).reshape(rows, page.width, contiguous)
                target[row : row + rows] = lines[:, box.x : box.x + box.w]

    def _read_chunks(self, page: Page, box: Rect, out: NDArray[Any]) -> None:
        """Decode each strip or tile that the box touches."""
        self._check_chunk(page)
        across, down = page.chunks_across, page.chunks_down
        tables = page.jpeg_tables
        for plane in range(page.planes):
            for row in range(box.y // page.chunk_height, math.ceil((box.y + box.h) / page.chunk_height)):
                for column in range(box.x // page.chunk_width, math.ceil((box.x + box.w) / page.chunk_width)):
                    index = (plane * down + row) * across + column
                    chunk = self._chunk(page, index, tables)
                    top, left = row * page.chunk_height, column * page.chunk_width
                    bottom = min(top + chunk.shape[0], page.height, box.y + box.h)
                    right = min(left + chunk.shape[1], page.width, box.x + box.w)
                    y0, x0 = max(top, box.y), max(left, box.x)
                    wanted_bottom = min(top + page.chunk_height, page.height, box.y + box.h)
                    wanted_right = min(left + page.chunk_width, page.width, box.x + box.w)
                    if (bottom, right) != (wanted_bottom, wanted_right):
                        raise truncated(self._path)
                    part = chunk[y0 - top : bottom - top, x0 - left : right - left]
                    channels = slice(None) if page.planes == 1 else slice(plane, plane + 1)
                    out[y0 - box.y : bottom - box.y, x0 - box.x : right - box.x, channels] = part

    def _check_chunk(self, page: Page) -> None:
        if page.chunk_bytes > limits.CHUNK_BYTES:
            raise too_large(self._path, page.chunk_width, page.chunk_height, limits.CHUNK_BYTES)

    def _chunk(self, page: Page, index: int, tables: bytes | None) -> NDArray[Any]:
        if index >= page.offsets.size or index >= page.lengths.size:
            raise truncated(self._path)
        offset, length = int(page.offsets[index]), int(page.lengths[index])
        if offset == 0 or length == 0:
            raise truncated(self._path)
        if length > limits.CHUNK_BYTES:
            raise too_large(self._path, page.chunk_width, page.chunk_height, limits.CHUNK_BYTES)
        data = self._bytes(offset, length)
        compression = int(page.page.compression)
        if compression == _JPEG:
            check_jpeg(data, page, self._path)
        elif compression in _JPEG2000:
            check_jpeg2000(data, page, self._path)
        try:
            decoded = page.page.decode(data, index, jpegtables=tables)[0]
        except MemoryError as error:
            raise too_large(self._path, page.chunk_width, page.chunk_height, limits.CHUNK_BYTES) from error
        except Exception as error:
            raise corrupt(self._path, str(error)) from error
        if decoded is None or decoded.ndim != 4 or decoded.shape[3] != page.contiguous_samples:
            raise corrupt(self._path)
        chunk: NDArray[Any] = decoded[0]
        return chunk

    def _bytes(self, offset: int, length: int) -> bytes:
        with contextlib.suppress(OSError, ValueError, OverflowError):
            self._file.seek(offset)
            data = self._file.read(length)
            if len(data) == length:
                return data
        raise truncated(self._path)
