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


def decimate_raw(source: "TiffSource", page: "Page", step: int, shift: int) -> NDArray[Any]:
    """Of pixels in one run: read each n-th row, keep each n-th pixel."""
    assert page.raw_offset is not None
    stored, contiguous = np.dtype(page.stored_dtype), page.contiguous_samples
    row_bytes = page.width * contiguous * stored.itemsize
    out = np.empty((-(-page.height // step), -(-page.width // step), page.samples), page.dtype)
    start = page.raw_offset + shift * page.raw_bytes
    for plane in range(page.planes):
        target = out if page.planes == 1 else out[:, :, plane : plane + 1]
        base = start + plane * page.height * row_bytes
        for row in range(len(out)):
            raw = source.bytes_at(base + row * step * row_bytes, row_bytes)
            target[row] = np.frombuffer(raw, stored).reshape(page.width, contiguous)[::step]
    return out


def decimate_chunks(source: "TiffSource", page: "Page", step: int) -> NDArray[Any]:
    """Of strips or tiles: one after the other, keeping each n-th pixel; plain ones are not decoded."""
    out = np.empty((-(-page.height // step), -(-page.width // step), page.samples), page.dtype)
    for plane in range(page.planes):
        target = out if page.planes == 1 else out[:, :, plane : plane + 1]
        for row in range(page.chunks_down):
            top = row * page.chunk_height
            first_row = -top % step
            rows = min(page.chunk_height, page.height - top)
            if first_row >= rows:
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


def _part(source: "TiffSource", page: "Page", index: int, first: int, rows: int, step: int) -> NDArray[Any]:
    """The rows ``first, first + step, … < rows`` of one strip or tile."""
    stored, contiguous = np.dtype(page.stored_dtype), page.contiguous_samples
    row_bytes = page.chunk_width * contiguous * stored.itemsize
    wanted = range(first, rows, step)
    if page.plain_chunks and int(page.lengths[index]) >= rows * row_bytes:
        span = (wanted[-1] - first + 1) * row_bytes
        raw = source.bytes_at(int(page.offsets[index]) + first * row_bytes, span)
        lines = np.frombuffer(raw, stored).reshape(-1, page.chunk_width, contiguous)
        return lines[::step]
    chunk = source.chunk(page, index)
    if chunk.shape[0] < rows:
        raise source.cut_short()
    return chunk[first:rows:step]
