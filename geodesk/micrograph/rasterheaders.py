"""The few header fields of PNG, JPEG and BMP that Pillow does not tell before decoding."""

import struct
from typing import BinaryIO

from geodesk.micrograph import limits
from geodesk.micrograph.sniff import Kind

# Deflate cannot exceed 1032 : 1. A baseline or progressive JPEG needs at least one bit for each block of
# 8 × 8 pixels of its first component, 512 pixels a byte; twice that leaves room for odd encoders.
_DEFLATE_RATIO, _JPEG_PIXELS_A_BYTE = 1040, 1024
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def png_samples(file: BinaryIO) -> tuple[int, int]:
    """Bits of a sample and samples of a pixel, from a PNG's IHDR."""
    file.seek(24)
    head = file.read(2)
    return (head[0], _PNG_SAMPLES.get(head[1], 1)) if len(head) == 2 else (8, 1)


def bits_per_pixel(file: BinaryIO, kind: Kind, bands: int) -> int:
    """Bits of one stored pixel; for JPEG eight for each of its `bands`."""
    if kind == "png":
        depth, samples = png_samples(file)
        return depth * samples
    if kind == "bmp":
        file.seek(14)
        head = file.read(16)
        if len(head) < 16:
            return 8
        (header,) = struct.unpack_from("<I", head)
        return int(struct.unpack_from("<H", head, 10 if header == 12 else 14)[0])
    return 8 * bands


def can_hold(file: BinaryIO, size: int, kind: Kind, width: int, height: int, bits: int) -> bool:
    """Whether a file of `size` bytes can hold pixels of this size at all.

    A header that promises more than the best compression could deliver is refused before the pixels' memory
    is taken.
    """
    if kind == "png":
        return (width * bits + 7) // 8 * height <= _DEFLATE_RATIO * size
    if kind == "jpeg":
        return width * height <= _JPEG_PIXELS_A_BYTE * size
    file.seek(10)
    head = file.read(24)
    if len(head) < 24:
        return False
    (start,) = struct.unpack_from("<I", head)
    (header,) = struct.unpack_from("<I", head, 4)
    compression = 0 if header == 12 else struct.unpack_from("<I", head, 20)[0]
    if compression not in (0, 3, 6):
        # Run-length encoding may end at any pixel.
        return True
    fits: bool = start + (width * bits + 31) // 32 * 4 * height <= size
    return fits


def png_chunk(file: BinaryIO, name: bytes) -> bytes:
    """The data of the first chunk of that name, wherever it stands; empty if there is none."""
    at = 8
    for _ in range(limits.PAGES):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return b""
        (length,) = struct.unpack_from(">I", head)
        if head[4:] == name:
            return file.read(min(length, limits.TAG_BYTES))
        at += 12 + length
    return b""
