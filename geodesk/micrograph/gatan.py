"""Gatan DigitalMicrograph dm3 and dm4 files.

Written from the public descriptions of the formats (C. Boothroyd, "Gatan DM3/DM4 file format"; G. Jefferis,
"DM3 format"). A file is a tree of tags: groups hold groups and data, each datum names its own encoding. The
tree's lengths are big-endian, the data are in the order the header states. dm4 widens the counts to 64 bits
and puts a size before each entry.

The picture is the largest image of the list ``ImageList`` that is no thumbnail; its pixels are read when
they are asked for.
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import limits
from geodesk.micrograph.errors import corrupt, too_large, truncated, unsupported
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.pixelsize import number, pixel_size, to_metres, unit_name
from geodesk.micrograph.text import iso_date

# struct letters of the encodings 2 to 12: integers, reals, bool, char, octet, 64-bit integers.
_LETTERS = {2: "h", 3: "i", 4: "H", 5: "I", 6: "f", 7: "d", 8: "?", 9: "b", 10: "B", 11: "q", 12: "Q"}
_STRUCT, _STRING, _ARRAY = 15, 18, 20
# DataType of an image → numpy letter of its pixels; complex and packed types are no pictures.
_PIXELS = {
    1: "i2",
    2: "f4",
    6: "u1",
    7: "i4",
    9: "i1",
    10: "u2",
    11: "u4",
    12: "f8",
    14: "u1",
    23: "u1",
    39: "i8",
    40: "u8",
}
_RGB, _BINARY = 23, 14
_MOST_TAGS, _MOST_DEPTH, _TEXT_ITEMS = 200_000, 64, 4096

type_of_tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Array:
    """Where an array of the tree lies in the file; read only when it is wanted."""

    letter: str
    count: int
    offset: int


class _Broken(Exception):
    """The tree contradicts itself; the message is a short English reason."""


class GatanSource:
    """One open dm3 or dm4 file; see `geodesk.micrograph.source.Source` for the attributes."""

    lazy = True
    orientation = 1

    def __init__(self, file: BinaryIO, size: int, path: Path) -> None:
        self._file, self._size, self._path = file, size, path
        try:
            reader = _TreeReader(file, size)
            tree = reader.read()
        except (_Broken, struct.error, RecursionError) as error:
            raise corrupt(path, str(error)) from error
        self._order = reader.order
        image = _picture(tree)
        if image is None:
            raise corrupt(path, "it holds no picture")
        data = image["ImageData"]
        sizes = [int(v) for v in _values(data.get("Dimensions")) if isinstance(v, int)]
        kind = data.get("DataType")
        if not isinstance(kind, int) or kind not in _PIXELS or not 1 <= len(sizes) <= 3:
            what = f"data of type {kind} in {len(sizes)} dimensions"
            raise unsupported(path, what, f"datos de tipo {kind} en {len(sizes)} dimensiones")
        self.width = sizes[0]
        self.height = sizes[1] if len(sizes) > 1 else 1
        self.pages = sizes[2] if len(sizes) > 2 else 1
        if min(sizes) < 1 or max(self.width, self.height) > limits.SIDE or self.pages > limits.PAGES:
            raise corrupt(path, "impossible size")
        self._stored = np.dtype(_PIXELS[kind]).newbyteorder(self._order)
        self._samples = 4 if kind == _RGB else 1
        self._kind = kind
        self.channels = 3 if kind == _RGB else 1
        self.dtype = self._stored.newbyteorder("=")
        self._data = data.get("Data")
        self._check_data()
        self.facts = _facts(image, data)
        self.plain = Facts()

    def page_size(self, page: int) -> tuple[int, int]:
        """Stored width and height, alike for all pages."""
        return self.width, self.height

    def read(self, page: int, box: Rect) -> NDArray[Any]:
        """Stored pixels of a box, (h, w) or (h, w, 3)."""
        assert isinstance(self._data, Array)
        if box.w * box.h * self._samples * self.dtype.itemsize > limits.PAGE_BYTES:
            raise too_large(self._path, box.w, box.h, limits.PAGE_BYTES)
        pixel = self._stored.itemsize * self._samples
        row_bytes = self.width * pixel
        start = self._data.offset + (page * self.height + box.y) * row_bytes
        out = np.empty((box.h, box.w, self._samples), self.dtype)
        step = max(1, (1 << 24) // row_bytes)
        for row in range(0, box.h, step):
            rows = min(step, box.h - row)
            self._file.seek(start + row * row_bytes)
            raw = self._file.read(rows * row_bytes)
            if len(raw) < rows * row_bytes:
                raise truncated(self._path)
            lines = np.frombuffer(raw, self._stored).reshape(rows, self.width, self._samples)
            out[row : row + rows] = lines[:, box.x : box.x + box.w]
        if self._kind == _RGB:
            # Stored as blue, green, red and an unused byte.
            return np.ascontiguousarray(out[:, :, 2::-1])
        if self._kind == _BINARY:
            return np.where(out[:, :, 0] != 0, np.uint8(255), np.uint8(0))
        return out[:, :, 0]

    def _check_data(self) -> None:
        if not isinstance(self._data, Array):
            raise corrupt(self._path, "it holds no picture")
        needed = self.width * self.height * self.pages * self._samples * self._stored.itemsize
        held = self._data.count * struct.calcsize("=" + self._data.letter)
        if self._data.offset + needed > self._size:
            raise truncated(self._path)
        if needed > held:
            raise corrupt(self._path, "fewer pixels than its size says")


class _TreeReader:
    """Reads the whole tree except the contents of long arrays, which stay in the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        file.seek(0)
        head = file.read(16)
        (self._version,) = struct.unpack_from(">I", head)
        self._big = self._version == 4
        (little,) = struct.unpack_from(">I", head, 12 if self._big else 8)
        self.order: Literal["<", ">"] = "<" if little else ">"
        file.seek(16 if self._big else 12)
        self._tags = 0

    def read(self) -> type_of_tree:
        return self._group(0)

    def _bytes(self, length: int) -> bytes:
        if length > self._size:
            raise _Broken("a tag is longer than the file")
        raw = self._file.read(length)
        if len(raw) < length:
            raise _Broken("it ends inside its tags")
        return raw

    def _length(self) -> int:
        value: int = struct.unpack(">Q" if self._big else ">I", self._bytes(8 if self._big else 4))[0]
        return value

    def _group(self, depth: int) -> type_of_tree:
        if depth > _MOST_DEPTH:
            raise _Broken("its tags nest too deeply")
        self._bytes(2)  # sorted and open flags
        found: type_of_tree = {}
        for index in range(self._length()):
            self._tags += 1
            if self._tags > _MOST_TAGS:
                raise _Broken("it has too many tags")
            kind = self._bytes(1)[0]
            (name_length,) = struct.unpack(">H", self._bytes(2))
            name = self._bytes(name_length).decode("latin-1") or f"#{index}"
            after: int | None = None
            if self._big:
                extent = self._length()
                after = self._file.tell() + extent
            if kind == 20:
                found[name] = self._group(depth + 1)
            elif kind == 21:
                found[name] = self._datum(name)
                # dm4 says where the next entry begins; an unknown encoding can be stepped over.
                if after is not None and after <= self._size:
                    self._file.seek(after)
            else:
                raise _Broken(f"unknown tag {kind}")
        return found

    def _datum(self, name: str) -> Any:
        if self._bytes(4) != b"%%%%":
            raise _Broken("a tag has no %%%% mark")
        count = self._length()
        if not 1 <= count <= 4096:
            raise _Broken("a tag is described by an impossible number of words")
        words = struct.unpack(
            f">{count}{'Q' if self._big else 'I'}", self._bytes(count * (8 if self._big else 4))
        )
        kind = words[0]
        if kind in _LETTERS:
            return self._scalars(_LETTERS[kind])[0]
        if kind == _STRUCT:
            return self._scalars(_struct_letters(words[1:]))
        if kind == _STRING and count >= 2:
            return self._bytes(words[1] * 2).decode(_utf16(self.order), "replace")
        if kind == _ARRAY and count >= 3:
            return self._array(words, name)
        raise _Broken(f"unknown data encoding {kind}")

    def _scalars(self, letters: str) -> tuple[Any, ...]:
        form = self.order + letters
        return struct.unpack(form, self._bytes(struct.calcsize(form)))

    def _array(self, words: tuple[int, ...], name: str) -> Any:
        length = words[-1]
        letters = _LETTERS.get(words[1]) or (_struct_letters(words[2:-1]) if words[1] == _STRUCT else "")
        if not letters:
            raise _Broken(f"unknown array encoding {words[1]}")
        offset = self._file.tell()
        nbytes = struct.calcsize("=" + letters) * length
        if nbytes > self._size - offset:
            # The pixels may be cut short; the reader of the picture says so.
            self._file.seek(self._size)
            return Array(letters, length, offset)
        if letters == "H" and length <= _TEXT_ITEMS and name != "Data":
            # Text is kept as an array of 16-bit integers; "Data" are a picture's own.
            return self._bytes(nbytes).decode(_utf16(self.order), "replace").rstrip("\0")
        self._file.seek(offset + nbytes)
        return Array(letters, length, offset)


def _struct_letters(words: tuple[int, ...]) -> str:
    """Struct letters from: name length, number of fields, then each field's name length and encoding."""
    if len(words) < 2 or len(words) < 2 + 2 * words[1]:
        raise _Broken("a structure is described too briefly")
    kinds = words[3 : 3 + 2 * words[1] : 2]
    if not kinds or any(kind not in _LETTERS for kind in kinds):
        raise _Broken("a structure has an unknown field")
    return "".join(_LETTERS[kind] for kind in kinds)


def _utf16(order: str) -> str:
    return "utf-16-le" if order == "<" else "utf-16-be"


def _values(group: Any) -> list[Any]:
    return list(group.values()) if isinstance(group, dict) else []


def _child(tree: Any, *path: str) -> Any:
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _picture(tree: type_of_tree) -> type_of_tree | None:
    """The largest image that is no thumbnail; DigitalMicrograph lists which ones are."""
    found: list[tuple[int, int, type_of_tree]] = []
    for index, image in enumerate(_values(tree.get("ImageList"))):
        data = _child(image, "ImageData")
        sizes = [v for v in _values(_child(data, "Dimensions")) if isinstance(v, int) and v > 0]
        if isinstance(_child(data, "Data"), Array) and sizes:
            found.append((math.prod(sizes), index, image))
    thumbnails = {_child(entry, "ImageIndex") for entry in _values(tree.get("Thumbnails"))}
    sources = {_child(entry, "ImageRef") for entry in _values(tree.get("ImageSourceList"))}
    pictures = [entry for entry in found if entry[1] not in thumbnails] or found
    pictures = [entry for entry in pictures if entry[1] in sources] or pictures
    return max(pictures, key=lambda entry: entry[:2])[2] if pictures else None


def _facts(image: type_of_tree, data: type_of_tree) -> Facts:
    facts = Facts()
    axes = _values(_child(data, "Calibrations", "Dimension"))[:2]
    lengths: list[float | None] = []
    for axis in axes:
        scale, unit = number(_child(axis, "Scale")), _child(axis, "Units")
        # "1/nm" is a diffraction pattern: its pixels have no length.
        if scale is not None and isinstance(unit, str):
            lengths.append(to_metres(abs(scale), unit_name(unit)))
    if len(lengths) == 2 and None not in lengths:
        facts.pixel_size = pixel_size(lengths[0], lengths[1], "Gatan Calibrations.Dimension")
    tags = image.get("ImageTags")
    microscope = _child(tags, "Microscope Info") or {}
    name = _child(microscope, "Microscope") or _child(microscope, "Name")
    facts.instrument = name.strip() if isinstance(name, str) and name.strip() else "Gatan"
    volts = number(_child(microscope, "Voltage"))
    facts.note("kv", volts / 1000 if volts is not None and volts > 0 else None)
    magnification = number(_child(microscope, "Indicated Magnification"))
    facts.note("magnification", magnification if magnification and magnification > 0 else None)
    detector = _child(tags, "Acquisition", "Device", "Name") or _child(tags, "DataBar", "Device Name")
    facts.note("detector", detector if isinstance(detector, str) else None)
    date, time = _child(tags, "DataBar", "Acquisition Date"), _child(tags, "DataBar", "Acquisition Time")
    if isinstance(date, str):
        facts.note("date", iso_date(date, time if isinstance(time, str) else ""))
    return facts
