"""Damaged bytes of every format: a picture or one sentence; no other error, bounded memory and time."""

import io
import random
import time
import tracemalloc

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm

SMOOTH = np.cumsum(np.random.default_rng(9).integers(0, 9, (96, 80)), axis=1).astype(np.uint8)
COLOUR = np.dstack([SMOOTH, SMOOTH[::-1], 255 - SMOOTH])
DEEP = SMOOTH.astype(np.uint16) * 200
CASES = 40


def tiff(pixels, **how):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, **how)
    return buffer.getvalue()


def other(pixels, kind, **how):
    buffer = io.BytesIO()
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def exif():
    block = Image.Exif()
    block[274], block[271], block[306] = 6, "Maker", "2020:01:01 00:00:00"
    return block


ZEISS = b"0\r\n0\r\n0\r\n1e-8\r\nAP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 5.0 nm\r\n"
OME = {"axes": "ZYX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm"}

SEEDS = {
    "plain.tif": tiff(SMOOTH, extratags=[(34118, 7, len(ZEISS), ZEISS, True)]),
    "strips.tif": tiff(SMOOTH, rowsperstrip=7),
    "lzw.tif": tiff(DEEP, compression="lzw", predictor=True),
    "deflate.tif": tiff(COLOUR, compression="zlib", predictor=True),
    "zstd.tif": tiff(DEEP, compression="zstd", tile=(32, 32)),
    "jpeg.tif": tiff(COLOUR, compression="jpeg", tile=(32, 32)),
    "j2k.tif": tiff(SMOOTH, compression="jpeg2000"),
    "float.tif": tiff(SMOOTH / np.float32(3), compression="zlib", predictor=3),
    "big.tif": tiff(SMOOTH, bigtiff=True, tile=(16, 16)),
    "ome.tif": tiff(np.stack([SMOOTH] * 4), ome=True, metadata=OME),
    "imagej.tif": tiff(np.stack([SMOOTH] * 4), imagej=True, resolution=(2, 2), metadata={"unit": "um"}),
    "planar.tif": tiff(np.moveaxis(COLOUR, 2, 0), planarconfig="separate", photometric="rgb"),
    "grey.png": other(SMOOTH, "PNG", exif=exif()),
    "palette.png": other(Image.fromarray(COLOUR).quantize(16), "PNG"),
    "deep.png": other(DEEP, "PNG"),
    "deep_colour.png": imagecodecs.png_encode(COLOUR.astype(np.uint16) * 257),
    "colour.jpg": other(COLOUR, "JPEG", exif=exif()),
    "progressive.jpg": other(COLOUR, "JPEG", progressive=True),
    "cmyk.jpg": other(Image.fromarray(COLOUR).convert("CMYK"), "JPEG"),
    "grey.bmp": other(SMOOTH, "BMP"),
    "bits.bmp": other(SMOOTH > 99, "BMP"),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed (often in the header), the end cut, a part lost or inserted, or a count made extreme."""
    out = bytearray(data)
    kind = chance.random()
    at = chance.randrange(len(out))
    if kind < 0.5:
        reach = min(len(out), 600) if chance.random() < 0.6 else len(out)
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            out[chance.randrange(reach)] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
    elif kind < 0.6:
        del out[max(1, at) :]
    elif kind < 0.7:
        del out[at : at + chance.randrange(1, 200)]
    elif kind < 0.8:
        out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 50)))
    elif kind < 0.95:
        value = chance.choice((0, 1, 2**32 - 1, 2**31 - 1, 2**31, 65535, len(out), len(out) - 1))
        out[at : at + 4] = value.to_bytes(4, chance.choice(("little", "big")))
    else:
        for _ in range(200):
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out) or b"\0"


def read_everything(path):
    with gm.open(path) as m:
        assert m.width > 0
        assert m.height > 0
        assert m.content.w * m.content.h > 0
        assert m.pixel_size is None or 1e-12 <= m.pixel_size.x_m <= 1e-2
        pixels = m.pixels()
        assert pixels.shape == (m.height, m.width) + ((m.channels,) if m.channels > 1 else ())
        assert pixels.dtype == m.dtype
        assert gm.to_display(gm.to_grey(pixels)).shape == (m.height, m.width)
        m.region(0, 0, 1, 1)
        for page in range(1, min(m.pages, 4)):
            m.pixels(page)


def attack(path, seed, data):
    """Damage `data` in `CASES` ways; returns how many were read and how many were refused in words."""
    chance = random.Random(seed)
    read = refused = 0
    for case in range(CASES):
        path.write_bytes(damaged(data, chance))
        began = time.monotonic()
        tracemalloc.start()
        try:
            read_everything(path)
            read += 1
        except gm.UnreadablePicture as error:
            assert len(str(error)) > 20, (path.name, case)
            refused += 1
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert time.monotonic() - began < 20, (path.name, case)
        assert peak < 1_500_000_000, (path.name, case)
    return read, refused


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_pictures_are_read_or_refused_in_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(SEEDS[name])
    read_everything(path)
    read, refused = attack(path, f"geodesk {name}", SEEDS[name])
    # Damage in the pixels leaves a picture, damage in the header does not: both must have happened.
    # (The check sums of a PNG tell of any damage.)
    assert read > 0 or name.endswith(".png")
    assert refused > 0
    assert read + refused == CASES


@pytest.mark.parametrize("version", [3, 4])
def test_damaged_gatan_files_are_read_or_refused_in_words(tmp_path, dm_bytes, dm_tree, version):
    tags = {"Microscope Info": {"Name": "Tecnai", "Voltage": 200000.0}}
    thumbnail = np.zeros((8, 8, 4), np.uint8)
    data = dm_bytes(dm_tree(thumbnail), dm_tree(DEEP[:20], "nm", 0.5, **tags), version=version)
    path = tmp_path / f"a.dm{version}"
    read, refused = attack(path, f"geodesk dm{version}", data)
    assert read > 0
    assert refused > 0
