"""Small real picture files for the tests."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from geodesk.cli import main
from tests.unit.models.graphs import brightness, card_document, npy, with_card

TIFFS = {
    "plain": {},
    "lzw": {"compression": "lzw"},
    "deflate": {"compression": "zlib", "predictor": True},
    "zstd": {"compression": "zstd"},
    "jpeg": {"compression": "jpeg"},
    "tiled": {"tile": (16, 16), "compression": "zlib"},
    "big": {"bigtiff": True},
    "imagej": {"imagej": True, "resolution": (10, 10), "metadata": {"unit": "um"}},
    "ome": {"ome": True, "metadata": {"PhysicalSizeX": 0.1, "PhysicalSizeXUnit": "µm", "axes": "YX"}},
}
LEARNT = {"min": 20e-9, "max": 50e-9}
"""What a card says of the pixels that a model learnt from, beside `of_three_sizes`."""


def grey(folder: Path, name: str, level: int, size: tuple[int, int] = (40, 30)) -> Path:
    """A picture of one grey level with a little noise, so that every file is different."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(level * 7919 + len(name))
    pixels = np.clip(level + rng.normal(0, 2, size[::-1]), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file)
    return file


def model(path: Path, **changes: object) -> Path:
    """A verified classifier DARK/BRIGHT: p_BRIGHT is the mean brightness."""
    picture = np.full((8, 8, 1), 51, np.float32)
    document = card_document(
        test={"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5, "rtol": 0}, **changes
    )
    return with_card(path, brightness(path), document)


def of_three_sizes(folder: Path) -> Path:
    """A folder of a picture of a size that models know (`LEARNT`), one far from it, one of unknown size."""
    for level, name in enumerate(("far.png", "near.png", "unknown.png")):
        grey(folder, name, 60 * level + 40, (96, 80))
    for name, length in (("far.png", "500 nm"), ("near.png", "30 nm")):
        assert main(["calibrate", str(folder), name, "--pixel-size", length, "--quiet"]) == 0
    return folder


def every_format() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of whole files: TIFF in all variants, PNG, JPEG and BMP, grey and in colour."""
    chance = np.random.default_rng(4)
    flat = chance.integers(0, 256, (48, 64), dtype=np.uint8)
    colour = chance.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    for name, options in TIFFS.items():
        yield f"{name}.tif", _tiff(flat, **options)
    yield "float.tif", _tiff(flat.astype(np.float32), photometric="minisblack")
    yield "wide.tif", _tiff(flat.astype(np.uint16) * 257, photometric="minisblack")
    yield "pages.tif", _tiff(np.stack([flat] * 3), photometric="minisblack")
    yield "rgb.tif", _tiff(colour, photometric="rgb")
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("bmp", "BMP")):
        for name, pixels in (("grey", flat), ("colour", colour)):
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, kind)
            yield f"{name}.{suffix}", stream.getvalue()


def _tiff(pixels: np.ndarray, **options: object) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, **options)  # type: ignore[arg-type]
    return stream.getvalue()
