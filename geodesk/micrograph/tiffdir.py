"""The directories of a TIFF file, read with bounds: no loop, no count and no offset is trusted.

Facts from the TIFF 6.0 specification and the BigTIFF extension. Decoding pixels is left to tifffile; this
module only finds the pages and hands out tag values as they are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import limits
from geodesk.micrograph.text import decode

# Bytes and numpy type of each field type.
_TYPES: dict[int, tuple[int, str]] = {
    1: (1, "u1"),
    2: (1, "u1"),
    3: (2, "u2"),
    4: (4, "u4"),
    5: (8, "u4"),
    6: (1, "i1"),
    7: (1, "u1"),
    8: (2, "i2"),
    9: (4, "i4"),
    10: (8, "i4"),
    11: (4, "f4"),
    12: (8, "f8"),
    13: (4, "u4"),
    16: (8, "u8"),
    17: (8, "i8"),
    18: (8, "u8"),
}


class BadDirectory(Exception):
    """The chain of directories is broken; the message is a short English reason.

    Attributes
    ----------
    cut : bool
        Whether the file ends before the chain does.
    """

    def __init__(self, reason: str, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


@dataclass(frozen=True, slots=True)
class Tag:
    """One directory entry: field type, number of values, and the position of the first in the file."""

    type: int
    count: int
    offset: int

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        return self.count * _TYPES[self.type][0]


class Directory:
    """The tags of one page. Values are read on demand; a tag that lies outside the file counts as absent."""

    def __init__(self, file: BinaryIO, order: str, offset: int, tags: dict[int, Tag]) -> None:
        self._file = file
        self._order = order
        self.offset = offset
        self.tags = tags

    def __contains__(self, code: int) -> bool:
        return code in self.tags

    def raw(self, code: int, most: int = limits.TAG_BYTES) -> bytes:
        """The first `most` bytes of a tag's values; empty if the tag is absent."""
        tag = self.tags.get(code)
        if tag is None:
            return b""
        self._file.seek(tag.offset)
        return self._file.read(min(tag.nbytes, most))

    def text(self, code: int) -> str:
        """A tag's value as text of whatever encoding; empty if the tag is absent."""
        return decode(self.raw(code)).rstrip("\0")

    def numbers(self, code: int) -> NDArray[np.generic]:
        """All values of a numeric tag; a rational is two values. Empty if the tag is absent or cut short."""
        tag = self.tags.get(code)
        if tag is None:
            return np.zeros(0, np.int64)
        size, letter = _TYPES[tag.type]
        self._file.seek(tag.offset)
        raw = self._file.read(tag.nbytes)
        if len(raw) < tag.nbytes:
            return np.zeros(0, np.int64)
        return np.frombuffer(raw, np.dtype(letter).newbyteorder("<" if self._order == "<" else ">"))

    def integer(self, code: int, default: int) -> int:
        """The first value of an integer tag."""
        values = self.numbers(code)
        return int(values[0]) if values.size and values.dtype.kind in "ui" else default

    def rational(self, code: int) -> float | None:
        """The first value of a rational or real tag."""
        tag = self.tags.get(code)
        values = self.numbers(code)
        if tag is None or values.size == 0:
            return None
        if tag.type in (5, 10):
            return float(values[0]) / float(values[1]) if values.size > 1 and values[1] else None
        return float(values[0])


def directories(file: BinaryIO, size: int) -> Iterator[Directory]:
    """Follow the chain of directories of an open TIFF file of `size` bytes.

    Raises
    ------
    BadDirectory
        The header or the first directory cannot be read, or the chain loops or leaves the file. What was
        found before is yielded first.
    """
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise BadDirectory("no TIFF header")
    big = struct.unpack_from(order + "H", head, 2)[0] == 43
    if big and len(head) < 16:
        raise BadDirectory("no BigTIFF header")
    offset: int = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)[0]
    seen: set[int] = set()
    while offset:
        if offset in seen:
            raise BadDirectory("its pages run in a circle")
        if offset >= size:
            raise BadDirectory("a page lies beyond its end", cut=True)
        if len(seen) >= limits.PAGES:
            raise BadDirectory("it has too many pages")
        seen.add(offset)
        directory, offset = _directory(file, size, order, big, offset)
        yield directory


def _directory(file: BinaryIO, size: int, order: str, big: bool, offset: int) -> tuple[Directory, int]:
    file.seek(offset)
    count_format, entry_size, inline = ("Q", 20, 8) if big else ("H", 12, 4)
    head = file.read(struct.calcsize(order + count_format))
    if len(head) < struct.calcsize(order + count_format):
        raise BadDirectory("a page directory is cut short", cut=True)
    (count,) = struct.unpack(order + count_format, head)
    if not 0 < count <= limits.TAGS:
        raise BadDirectory("a page directory is malformed")
    body = file.read(count * entry_size)
    if len(body) < count * entry_size:
        raise BadDirectory("a page directory is cut short", cut=True)
    link = file.read(inline)
    after: int = struct.unpack(order + ("Q" if big else "I"), link)[0] if len(link) == inline else 0
    start = offset + len(head)
    tags: dict[int, Tag] = {}
    entry_format = order + ("HHQ" if big else "HHI")
    pointer_at = struct.calcsize(entry_format)
    for index in range(count):
        code, kind, length = struct.unpack_from(entry_format, body, index * entry_size)
        if kind not in _TYPES or code in tags:
            continue
        nbytes = length * _TYPES[kind][0]
        where = start + index * entry_size + pointer_at
        if nbytes > inline:
            (where,) = struct.unpack_from(
                order + ("Q" if big else "I"), body, index * entry_size + pointer_at
            )
        if length and where + nbytes <= size:
            tags[code] = Tag(kind, length, where)
    return Directory(file, order, offset, tags), after
