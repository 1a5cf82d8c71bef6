"""Every n-th pixel of a TIFF page, reading as little of an uncompressed file as that allows.

Plain reads, no memory map: a file that is cut short or vanishes while it is open must raise an error, and a
map would end the process.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from geodesk.micrograph.tiff import TiffSource
    from geodesk.micrograph.tiffpage import Page

_RUN_BYTES = 64 * 2**20
_ROW_COSTS = 6000
"""Reading one short piece takes as long as copying so many bytes."""


def decimate_raw(source: "TiffSource", page: "Page", step: int, shift: int) -> NDArray[Any]:
    """Of pixels in one run: read each n-th row, keep each n-th pixel."""
    assert page.raw_offset is not None
    stored, contiguous = np.dtype(page.stored_dtype), page.contiguous_samples
    row_bytes = page.width * contiguous * stored.itemsize
    out = np.empty((-(-page.height // step), -(-page.width // step), page.samples), page.dtype)
    start = page.raw_offset + shift * page.raw_bytes
    # One buffer for all rows: a new one each time costs more than the reading.
    line = np.empty((page.width, contiguous), stored)
    for plane in range(page.planes):
        target = out if page.planes == 1 else out[:, :, plane : plane + 1]
        base = start + plane * page.height * row_bytes
        for row in range(len(out)):
            source.read_into(base + row * step * row_bytes, line)
            target[row] = line[::step]
    return out


def decimate_chunks(source: "TiffSource", page: "Page", step: int) -> NDArray[Any]:
    """Of strips or tiles: one after the other, keeping each n-th pixel; plain tiles a row at a time."""
    out = np.empty((-(-page.height // step), -(-page.width // step), page.samples), page.dtype)
    run = _Run(source, page)
    for plane in range(page.planes):
        target = out if page.planes == 1 else out[:, :, plane : plane + 1]
        for row in range(page.chunks_down):
            top = row * page.chunk_height
            first_row = -top % step
            rows = min(page.chunk_height, page.height - top)
            if first_row >= rows:
                continue
            lines = run.lines((plane * page.chunks_down + row) * page.chunks_across, first_row, rows, step)
            if lines is not None:
                y = (top + first_row) // step
                target[y : y + len(lines)] = lines[:, ::step]
                continue
            for column in range(page.chunks_across):
                left = column * page.chunk_width
                first = -left % step
                columns = min(page.chunk_width, page.width - left)
                if first >= columns:
                    continue
                index = (plane * page.chunks_down + row) * page.chunks_across + column
                part = _part(source, page, index, first_row, rows, step)[:, first:columns:step]
                y, x = (top + first_row) // step, (left + first) // step
                target[y : y + part.shape[0], x : x + part.shape[1]] = part
    return out


class _Run:
    """The tiles of one row of a page, where they lie uncompressed one behind the other in the file."""

    def __init__(self, source: "TiffSource", page: "Page") -> None:
        self._source, self._page = source, page
        shape = (page.chunks_across, page.chunk_height, page.chunk_width, page.contiguous_samples)
        self._plain = page.plain_chunks and page.chunks_across * page.chunk_bytes <= _RUN_BYTES
        self._buffer = np.empty(shape, page.stored_dtype) if self._plain else None

    def lines(self, first_chunk: int, first: int, rows: int, step: int) -> NDArray[Any] | None:
        """The rows ``first, first + step, … < rows`` in full width; None where it is not so."""
        page, buffer = self._page, self._buffer
        chunks = slice(first_chunk, first_chunk + page.chunks_across)
        offsets, lengths = page.offsets[chunks], page.lengths[chunks]
        if buffer is None or offsets.size != page.chunks_across or int(offsets[0]) <= 0:
            return None
        if not (lengths >= page.chunk_bytes).all() or not (np.diff(offsets) == page.chunk_bytes).all():
            return None
        wanted_rows = range(first, rows, step)
        if page.chunk_bytes > _ROW_COSTS * len(wanted_rows) and self._source.reads_anywhere:
            row_bytes = page.chunk_bytes // page.chunk_height
            part = buffer.reshape(-1)[: buffer.size // page.chunk_height * len(wanted_rows)]
            starts = [int(offset) + row * row_bytes for offset in offsets for row in wanted_rows]
            self._source.read_pieces(starts, row_bytes, part)
            wanted = part.reshape(page.chunks_across, len(wanted_rows), page.chunk_width, -1).swapaxes(0, 1)
        else:
            self._source.read_into(int(offsets[0]), buffer)
            wanted = buffer[:, first:rows:step].swapaxes(0, 1)
        return wanted.reshape(len(wanted), -1, page.contiguous_samples)[:, : page.width]


def _part(source: "TiffSource", page: "Page", index: int, first: int, rows: int, step: int) -> NDArray[Any]:
    """The rows ``first, first + step, … < rows`` of one strip or tile."""
    chunk = source.chunk(page, index)
    if chunk.shape[0] < rows:
        raise source.cut_short()
    return chunk[first:rows:step]
