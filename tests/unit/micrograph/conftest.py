"""Tools that build real files for these tests: a dm3/dm4 writer and a renderer of information bars."""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

_CODES = {
    "i2": 2,
    "i4": 3,
    "u2": 4,
    "u4": 5,
    "f4": 6,
    "f8": 7,
    "b1": 8,
    "i1": 9,
    "u1": 10,
    "i8": 11,
    "u8": 12,
}
_DATA_TYPES = {"i2": 1, "f4": 2, "u1": 6, "i4": 7, "i1": 9, "u2": 10, "u4": 11, "f8": 12, "i8": 39, "u8": 40}


class _DmWriter:
    """Writes a tree of dicts as dm3 or dm4, independently of the reader under test."""

    def __init__(self, version: int, little: bool) -> None:
        self.big = version == 4
        self.version = version
        self.order = "<" if little else ">"

    def file(self, tree: dict[str, Any]) -> bytes:
        body = self.group(tree)
        little = 1 if self.order == "<" else 0
        size = struct.pack(">Q" if self.big else ">I", len(body) + 4)
        return struct.pack(">I", self.version) + size + struct.pack(">I", little) + body + b"\0" * 8

    def count(self, value: int) -> bytes:
        return struct.pack(">Q" if self.big else ">I", value)

    def group(self, tree: dict[str, Any]) -> bytes:
        out = b"\1\0" + self.count(len(tree))
        for name, value in tree.items():
            # Members of lists have no name in the file.
            label = b"" if name.startswith("#") else name.encode("latin-1")
            inner = self.group(value) if isinstance(value, dict) else self.datum(value)
            kind = 20 if isinstance(value, dict) else 21
            out += bytes([kind]) + struct.pack(">H", len(label)) + label
            out += (self.count(len(inner)) if self.big else b"") + inner
        return out

    def datum(self, value: Any) -> bytes:
        if isinstance(value, str):
            raw = value.encode("utf-16-le" if self.order == "<" else "utf-16-be")
            return self.words(20, 4, len(raw) // 2) + raw
        if isinstance(value, np.ndarray):
            code = _CODES[value.dtype.str[1:]]
            return (
                self.words(20, code, value.size)
                + value.astype(value.dtype.newbyteorder(self.order)).tobytes()
            )
        if isinstance(value, tuple):
            fields = [word for _ in value for word in (0, 6)]
            return self.words(15, 0, len(value), *fields) + struct.pack(f"{self.order}{len(value)}f", *value)
        if isinstance(value, bool):
            return self.words(8) + struct.pack("?", value)
        if isinstance(value, int):
            return self.words(5) + struct.pack(self.order + "I", value)
        return self.words(6) + struct.pack(self.order + "f", value)

    def words(self, *words: int) -> bytes:
        return b"%%%%" + self.count(len(words)) + b"".join(self.count(word) for word in words)


def dm_image(pixels: np.ndarray, unit: str = "nm", scale: float = 0.5, **tags: Any) -> dict[str, Any]:
    """The tree of one image; a last axis of four bytes makes it a colour picture."""
    colour = pixels.ndim == 3 and pixels.shape[-1] == 4
    sizes = pixels.shape[:-1][::-1] if colour else pixels.shape[::-1]
    data = pixels.reshape(-1, 4).view("u4")[:, 0] if colour else pixels.reshape(-1)
    kind = 23 if colour else _DATA_TYPES[pixels.dtype.str[1:]]
    axes = {f"#{k}": {"Origin": 0.0, "Scale": scale, "Units": unit} for k in range(len(sizes))}
    return {
        "ImageData": {
            "Calibrations": {"Brightness": {"Origin": 0.0, "Scale": 1.0, "Units": ""}, "Dimension": axes},
            "Data": data,
            "DataType": kind,
            "Dimensions": {f"#{k}": int(size) for k, size in enumerate(sizes)},
            "PixelDepth": int(pixels.dtype.itemsize),
        },
        "ImageTags": tags,
        "Name": "picture",
    }


@pytest.fixture(scope="session")
def dm_bytes() -> Callable[..., bytes]:
    """``dm_bytes(*images, version=3, little=True, **roots)``: the bytes of a dm3 or dm4 file."""

    def make(*images: dict[str, Any], version: int = 3, little: bool = True, **roots: Any) -> bytes:
        listed = {f"#{k}": image for k, image in enumerate(images)}
        return _DmWriter(version, little).file({"Bounds": (0.0, 1.5), "ImageList": listed, **roots})

    return make


@pytest.fixture(scope="session")
def dm_tree() -> Callable[..., dict[str, Any]]:
    """``dm_tree(pixels, unit, scale, **tags)``: the tree of one image for `dm_bytes`."""
    return dm_image


@pytest.fixture(scope="session")
def render_bar() -> Callable[..., np.ndarray]:
    """``render_bar(w, h, background, ink, ruled=…, cells=…)``: an information bar as uint8 (h, w)."""

    def render(
        w: int, h: int, background: int, ink: int, ruled: bool = True, cells: bool = False
    ) -> np.ndarray:
        picture = Image.new("L", (w, h), background)
        draw = ImageDraw.Draw(picture)
        size = max(8, min(22, int(h * 0.32)))
        font = ImageFont.load_default(size=size)
        lines = 2 if h >= 2.4 * size + 6 else 1
        for line in range(lines):
            y = int(h * (line + 0.5) / lines - size * 0.6)
            for k, text in enumerate(("EHT = 15.00 kV", "WD = 8.2 mm", "Signal A = SE2", "Mag = 5.00 K X")):
                draw.text((int(w * (0.2 + 0.2 * k)), y), text, fill=ink, font=font)
        bar = int(h * 0.7)
        draw.line((int(w * 0.03), bar, int(w * 0.15), bar), fill=ink, width=2)
        if cells:
            for x in range(int(w * 0.18), w, max(1, int(w * 0.2))):
                draw.line((x, 0, x, h), fill=ink)
        if ruled:
            draw.rectangle((0, 0, w - 1, h - 1), outline=ink)
        return np.asarray(picture)

    return render


@pytest.fixture(scope="session")
def scene() -> np.ndarray:
    """A noisy grey picture of blobs, 240 × 320, uint8: what a detector gives, with no flat part."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:240, 0:320]
    field = np.zeros((240, 320))
    for cx, cy, r in rng.uniform((0, 0, 6), (320, 240, 30), (60, 3)):
        field += np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * r**2))
    field = 40 + 150 * field / field.max() + rng.normal(0, 6, field.shape)
    return np.clip(field, 0, 255).astype(np.uint8)
