"""Bad input: one clear sentence for each, and nothing else."""

import contextlib
import io
import os
import shutil
import struct
import sys
import tempfile
import tracemalloc
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm

rng = np.random.default_rng(8)
GREY = rng.integers(0, 256, (90, 110), np.uint8)
RGB = rng.integers(0, 256, (90, 110, 3), np.uint8)


def refused(path, word):
    """Reading the picture fails, now or at its pixels, with one sentence that holds `word`."""
    with pytest.raises(gm.UnreadablePicture) as caught, gm.open(path) as m:
        m.pixels()
    sentence = str(caught.value)
    assert word in sentence
    assert "\n" not in sentence
    assert sentence.rstrip().endswith(".")
    spanish = caught.value.sentence.es
    assert spanish != sentence
    assert spanish.rstrip().endswith(".")
    return sentence


def test_empty_file(tmp_path):
    (tmp_path / "a.tif").touch()
    refused(tmp_path / "a.tif", "empty")


def test_missing_file(tmp_path):
    refused(tmp_path / "a.tif", "not there")
    (tmp_path / "file").write_bytes(b"x")
    refused(tmp_path / "file" / "a.tif", "not there")


def test_a_folder(tmp_path):
    (tmp_path / "a.tif").mkdir()
    refused(tmp_path / "a.tif", "folder")


def test_text_renamed(tmp_path):
    (tmp_path / "a.png").write_text("Probe 12, 15 kV, taken on Tuesday\n" * 20)
    assert "a.png" in refused(tmp_path / "a.png", "text")
    (tmp_path / "b.png").write_text("id,label\n1,YES\n", encoding="utf-16")
    refused(tmp_path / "b.png", "text")


def test_something_else_altogether(tmp_path):
    for data in (
        b"PK\3\4" + bytes(range(200)),
        b"\0" * 500,
        b"%PDF\x01",
        b"BM",
        b"\xff\xd8",
        b"II",
        bytes(15),
    ):
        (tmp_path / "a.tif").write_bytes(data)
        with pytest.raises(gm.UnreadablePicture):
            gm.open(tmp_path / "a.tif")


def test_deleted_between_listing_and_reading(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY)
    m = gm.open(path)
    if sys.platform != "win32":
        path.unlink()
        with pytest.raises(gm.UnreadablePicture, match="not there"):
            _ = m.sha256
    m.close()
    path.unlink(missing_ok=True)
    refused(path, "put it back, or read the folder again")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no chmod 0 and no second user here")
def test_no_permission():
    folder = Path(tempfile.mkdtemp())
    path = folder / "a.tif"
    tifffile.imwrite(path, GREY)
    folder.chmod(0o755)
    path.chmod(0)
    root = os.geteuid() == 0
    try:
        # The administrator may read everything: be somebody else for a moment.
        if root:
            os.seteuid(65534)
        with pytest.raises(gm.UnreadablePicture, match="permission"):
            gm.open(path)
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_devices_do_not_hang(tmp_path):
    os.mkfifo(tmp_path / "a.tif")
    refused(tmp_path / "a.tif", "pipe")
    if Path("/dev/zero").exists():
        refused("/dev/zero", "device")


def test_names_of_every_kind(tmp_path):
    for name in ("ñandú µm Δ 试样.tif", " leading and trailing .tif", "x" * 240 + ".tif"):
        tifffile.imwrite(tmp_path / name, GREY)
        with gm.open(tmp_path / name) as m:
            np.testing.assert_array_equal(m.pixels(), GREY)
    sentence = refused(tmp_path / ("y" * 5000 + ".tif"), "y")
    assert len(sentence) < 400
    refused(str(tmp_path / "a\0b.tif"), "?")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux file names are arbitrary bytes")
def test_names_that_are_not_unicode(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff\xfe.tif"))
    path.write_bytes(b"nothing of the kind")
    refused(path, "text").encode("utf-8")


# Files cut short ---------------------------------------------------------------------------------------


def encoded(kind, pixels=GREY, **how):
    buffer = io.BytesIO()
    if kind == "TIFF":
        tifffile.imwrite(buffer, pixels, **how)
    else:
        Image.fromarray(pixels).save(buffer, kind, **how)
    return buffer.getvalue()


CUT = {
    "plain.tif": encoded("TIFF"),
    "strips.tif": encoded("TIFF", rowsperstrip=8),
    "tiles.tif": encoded("TIFF", tile=(32, 32)),
    "lzw.tif": encoded("TIFF", compression="lzw", predictor=True, rowsperstrip=20),
    "deflate.tif": encoded("TIFF", RGB, compression="zlib"),
    "zstd.tif": encoded("TIFF", compression="zstd", tile=(32, 32)),
    "packbits.tif": encoded("TIFF", compression="packbits"),
    "jpeg.tif": encoded("TIFF", RGB, compression="jpeg", tile=(32, 32)),
    "pages.tif": encoded("TIFF", np.stack([GREY, GREY[::-1], GREY]), photometric="minisblack"),
    "grey.png": encoded("PNG"),
    "rgb.png": encoded("PNG", RGB),
    "deep.png": imagecodecs.png_encode(RGB.astype(np.uint16) * 257),
    "grey.jpg": encoded("JPEG"),
    "rgb.jpg": encoded("JPEG", RGB),
    "progressive.jpg": encoded("JPEG", RGB, progressive=True),
    "grey.bmp": encoded("BMP"),
    "rgb.bmp": encoded("BMP", RGB),
}


@pytest.mark.parametrize("name", CUT)
def test_a_file_cut_anywhere_gives_all_its_pixels_or_none(tmp_path, name):
    whole = CUT[name]
    path = tmp_path / name
    path.write_bytes(whole)
    with gm.open(path) as m:
        expected = m.volume()
    told = 0
    for end in sorted({*np.linspace(1, len(whole) - 1, 60, dtype=int).tolist(), len(whole) - 3}):
        path.write_bytes(whole[:end])
        try:
            with gm.open(path) as m:
                pixels = m.volume()
        except gm.UnreadablePicture:
            told += 1
        else:
            np.testing.assert_array_equal(pixels, expected)
    assert told >= 50


def test_a_truncated_tiff_is_called_cut_short_when_it_is_opened(tmp_path):
    # The usual case: directory first, pixels behind it, copying interrupted.
    path = tmp_path / "a.tif"
    data = CUT["strips.tif"]
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(gm.UnreadablePicture, match="cut short"):
        gm.open(path)


def test_a_tile_left_out_is_no_black_tile(tmp_path):
    path = tmp_path / "sparse.tif"
    with tifffile.TiffWriter(path) as writer:
        tiles = iter([zlib.compress(b"\7" * 1024), b"", zlib.compress(b"\7" * 1024), b""])
        writer.write(tiles, shape=(64, 64), dtype=np.uint8, tile=(32, 32), compression="zlib")
    with gm.open(path) as m:
        assert (m.region(0, 0, 32, 32) == 7).all()
        with pytest.raises(gm.UnreadablePicture, match="cut short"):
            m.pixels()


# Headers that promise too much --------------------------------------------------------------------------


def png(width, height, idat=b"", bits=8):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


def tiff(width, height, data=b"\0", compression=1, rows=None, more=None):
    tags = {256: width, 257: height, 258: 8, 259: compression, 262: 1, 273: 8, 277: 1, 278: rows or height}
    tags |= {279: len(data), **(more or {})}
    body = b"".join(struct.pack("<HHII", code, 4, 1, value) for code, value in sorted(tags.items()))
    ifd = struct.pack("<H", len(tags)) + body + struct.pack("<I", 0)
    return struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data + ifd


def jpeg(width, height):
    data = bytearray(CUT["grey.jpg"])
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def bmp(width, height):
    data = bytearray(CUT["grey.bmp"])
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


PROMISES = {
    "a.png": png(60_000, 60_000),
    "b.png": png(40_000, 40_000, zlib.compress(b"\0" * 1000)),
    "wide.png": png(2**31 - 1, 1),
    "a.tif": tiff(60_000, 60_000),
    "b.tif": tiff(2**31 - 1, 2**31 - 1),
    "c.tif": tiff(2**32 - 1, 2**32 - 1, rows=1),
    "bomb.tif": tiff(60_000, 60_000, zlib.compress(b"\0" * 10_000_000), compression=8),
    "tile.tif": tiff(
        100, 100, zlib.compress(b"\0" * 9999), 8, more={322: 60_000, 323: 60_000, 324: 8, 325: 50}
    ),
    "samples.tif": tiff(1000, 1000, b"\0" * 99, more={277: 60_000}),
    "a.jpg": jpeg(60_000, 60_000),
    "a.bmp": bmp(60_000, 60_000),
    "negative.bmp": bmp(-5, 60_000),
}


@pytest.mark.parametrize("name", PROMISES)
def test_a_header_without_its_pixels_takes_no_memory(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PROMISES[name])
    tracemalloc.start()
    try:
        with pytest.raises(gm.UnreadablePicture), gm.open(path) as m:
            with contextlib.suppress(gm.UnreadablePicture):
                m.region(0, 0, 10, 10)
            m.pixels()
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()


def test_a_text_chunk_that_unpacks_without_end_is_refused_or_ignored(tmp_path):
    bomb = b"zTXt" + b"note\0\0" + zlib.compress(b"a" * 40_000_000, 9)
    chunk = struct.pack(">I", len(bomb) - 4) + bomb + struct.pack(">I", zlib.crc32(bomb))
    data = CUT["grey.png"]
    (tmp_path / "a.png").write_bytes(data[:33] + chunk + data[33:])
    tracemalloc.start()
    try:
        with contextlib.suppress(gm.UnreadablePicture), gm.open(tmp_path / "a.png") as m:
            np.testing.assert_array_equal(m.pixels(), GREY)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_directories_in_a_circle(tmp_path):
    data = bytearray(CUT["pages.tif"])
    first = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, first)[0]
    link = first + 2 + 12 * entries
    second = struct.unpack_from("<I", data, link)[0]
    count = struct.unpack_from("<H", data, second)[0]
    struct.pack_into("<I", data, second + 2 + 12 * count, first)
    (tmp_path / "a.tif").write_bytes(data)
    with pytest.raises(gm.UnreadablePicture):
        gm.open(tmp_path / "a.tif")


# Pixels without meaning ---------------------------------------------------------------------------------


def test_nan_and_all_equal_pictures_open_and_show(tmp_path):
    holes = rng.normal(0, 1, (100, 100)).astype(np.float32)
    holes[::7] = np.nan
    holes[3, 3] = np.inf
    for k, pixels in enumerate((holes, np.full((100, 100), np.nan, np.float32), np.full((100, 100), 2.5))):
        path = tmp_path / f"{k}.tif"
        tifffile.imwrite(path, pixels)
        with gm.open(path) as m:
            np.testing.assert_array_equal(m.pixels(), pixels)
            assert m.bar is None
            assert np.isfinite(gm.to_range(m.pixels())).all()
            assert gm.to_display(m.pixels()).dtype == np.uint8


def test_unknown_compression_and_colours_are_named(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff(10, 10, b"\0" * 100, compression=34676))
    refused(tmp_path / "a.tif", "compression")
    complex_pixels = np.zeros((10, 10), np.complex64)
    tifffile.imwrite(tmp_path / "b.tif", complex_pixels)
    refused(tmp_path / "b.tif", "samples")
