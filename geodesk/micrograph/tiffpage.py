"""How the samples of one TIFF page lie in the file: strips, tiles, planes, one uncompressed run."""

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np

from geodesk.micrograph import limits
from geodesk.micrograph.errors import corrupt, too_large, unsupported
from geodesk.micrograph.tiffcolour import colour_of
from geodesk.micrograph.tiffdir import Directory


class Page:
    """The layout of one page, taken from tifffile's parsed directory.

    Parameters
    ----------
    page : tifffile.TiffPage
    directory : Directory
        The same directory as this package read it.
    width, height : int
        Pixels.
    path : Path
        For error messages.
    """

    def __init__(self, page: Any, directory: Directory, width: int, height: int, path: Path) -> None:
        self.page = page
        self.width, self.height = width, height
        if (page.imagewidth, page.imagelength) != (width, height) or page.imagedepth != 1:
            raise unsupported(path, "volumes inside one page", "volúmenes dentro de una página")
        if page.dtype is None or page.dtype.kind not in "buif":
            what = f"{page.bitspersample}-bit samples of format {int(page.sampleformat)}"
            raise unsupported(path, what, f"muestras de {page.bitspersample} bits no habituales")
        self.dtype = np.dtype(page.dtype).newbyteorder("=")
        self.samples = int(page.samplesperpixel)
        if not 1 <= self.samples <= 1000:
            raise corrupt(path, f"{self.samples} samples per pixel")
        self.planes = self.samples if page.planarconfig == 2 and self.samples > 1 else 1
        self.contiguous_samples = self.samples // self.planes
        if page.is_tiled:
            if page.tiledepth != 1:
                raise unsupported(path, "volumes inside one page", "volúmenes dentro de una página")
            self.chunk_width, self.chunk_height = int(page.tilewidth), int(page.tilelength)
        else:
            self.chunk_width, self.chunk_height = width, int(page.rowsperstrip)
        if self.chunk_width < 1 or self.chunk_height < 1:
            raise corrupt(path, "strips or tiles without size")
        self.chunk_bytes: int = (
            self.chunk_width * self.chunk_height * self.contiguous_samples * self.dtype.itemsize
        )
        self.chunks_across = math.ceil(width / self.chunk_width)
        self.chunks_down = math.ceil(height / self.chunk_height)
        self.chunk_count = self.chunks_across * self.chunks_down * self.planes
        self.offsets = np.asarray(page.dataoffsets, np.uint64).astype(np.int64)
        self.lengths = np.asarray(page.databytecounts, np.uint64).astype(np.int64)
        entries = min(self.offsets.size, self.lengths.size, self.chunk_count)
        self.offsets, self.lengths = self.offsets[:entries], self.lengths[:entries]
        if entries and (int(self.offsets.min()) < 0 or int(self.lengths.min()) < 0):
            raise corrupt(path, "impossible strip positions")
        self.jpeg_tables: bytes | None = page.jpegtables
        self.stored_dtype = np.dtype(page.dtype).newbyteorder(page.parent.byteorder)
        self.raw_bytes = width * height * self.samples * self.dtype.itemsize
        self.plain_chunks = self._plain()
        """Whether strips or tiles hold the samples as they are, uncompressed and in whole bytes."""
        self.raw_offset = self._raw_run()
        self.colour = colour_of(page, directory, self.dtype, path)

    def _plain(self) -> bool:
        page = self.page
        if page.compression != 1 or page.predictor != 1 or page.fillorder != 1:
            return False
        return page.bitspersample == 8 * self.dtype.itemsize and page.bitspersample in (8, 16, 32, 64)

    def _raw_run(self) -> int | None:
        """Where plain uncompressed pixels begin, if they lie in one run in the file's row order."""
        if not self.plain_chunks or self.page.is_tiled or self.offsets.size != self.chunk_count:
            return None
        row = self.width * self.contiguous_samples * self.dtype.itemsize
        start = int(self.offsets[0])
        if self.offsets.size == 1:
            # Some writers leave a wrong or no byte count for a single strip; the rows say how many.
            return start if start > 0 else None
        per_plane = np.full(self.chunks_down, row * self.chunk_height, np.int64)
        per_plane[-1] = row * (self.height - (self.chunks_down - 1) * self.chunk_height)
        expected = np.tile(per_plane, self.planes)
        if not np.array_equal(self.lengths, expected):
            return None
        follows = np.array_equal(self.offsets[1:], start + np.cumsum(expected)[:-1])
        return start if start > 0 and follows else None


def check_jpeg(data: bytes, page: Page, path: Path) -> None:
    """Refuse a JPEG tile whose own header claims more pixels than its tile: it would take the memory."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            _check_size(width, height, page, path)
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
        elif marker in (0xD8, 0x01, 0xFF) or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]


def check_jpeg2000(data: bytes, page: Page, path: Path) -> None:
    """The same for JPEG 2000, whose sizes stand in its SIZ segments."""
    at = data.find(b"\xff\x51")
    while 0 <= at and at + 22 <= len(data):
        right, bottom, left, top = struct.unpack_from(">IIII", data, at + 6)
        if data[at - 2 : at] == b"\xff\x4f":
            _check_size(right - left, bottom - top, page, path)
        at = data.find(b"\xff\x51", at + 2)


def _check_size(width: int, height: int, page: Page, path: Path) -> None:
    if width > page.chunk_width + 64 or height > page.chunk_height + 64:
        raise too_large(path, width, height, limits.CHUNK_BYTES)
