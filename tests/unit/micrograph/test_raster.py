"""PNG, JPEG and BMP: the values that were written, the right way up, in the depth they were stored."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageOps

import geodesk.micrograph as gm

rng = np.random.default_rng(2)
GREY8 = rng.integers(0, 256, (50, 70), np.uint8)
GREY16 = rng.integers(0, 65536, (50, 70), np.uint16)
RGB = rng.integers(0, 256, (50, 70, 3), np.uint8)
RGBA = rng.integers(0, 256, (50, 70, 4), np.uint8)
SMOOTH = np.add.outer(np.arange(64), np.arange(96)).astype(np.uint8)


@pytest.mark.parametrize("kind", ["png", "bmp"])
@pytest.mark.parametrize("pixels", [GREY8, RGB], ids=["grey", "rgb"])
def test_lossless_pictures_are_exact(tmp_path, kind, pixels):
    path = tmp_path / f"a.{kind}"
    Image.fromarray(pixels).save(path)
    with gm.open(path) as m:
        assert (m.height, m.width, m.channels, m.pages) == (50, 70, 1 if pixels.ndim == 2 else 3, 1)
        np.testing.assert_array_equal(m.pixels(), pixels)
        np.testing.assert_array_equal(m.region(10, 20, 30, 25), pixels[20:45, 10:40])
        np.testing.assert_array_equal(m.region(0, 0, 70, 50), pixels)


def test_png_keeps_sixteen_bits_in_grey_and_in_colour(tmp_path):
    deep = rng.integers(0, 65536, (50, 70, 3), np.uint16)
    deep_alpha = rng.integers(0, 65536, (50, 70, 4), np.uint16)
    for pixels in (GREY16, deep, deep_alpha):
        path = tmp_path / "d.png"
        path.write_bytes(imagecodecs.png_encode(pixels))
        with gm.open(path) as m:
            assert m.dtype == np.uint16
            assert m.channels == (1 if pixels.ndim == 2 else pixels.shape[2])
            np.testing.assert_array_equal(m.pixels(), pixels)


def test_png_keeps_sixteen_bits_of_grey_with_alpha(tmp_path):
    two = rng.integers(0, 65536, (50, 70, 2), np.uint16)
    (tmp_path / "la.png").write_bytes(imagecodecs.png_encode(two))
    with gm.open(tmp_path / "la.png") as m:
        assert (m.dtype, m.channels) == (np.uint16, 4)
        for channel in range(3):
            np.testing.assert_array_equal(m.pixels()[:, :, channel], two[:, :, 0])
        np.testing.assert_array_equal(m.pixels()[:, :, 3], two[:, :, 1])


def test_png_alpha_and_grey_with_alpha(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(RGBA).save(path)
    with gm.open(path) as m:
        assert m.channels == 4
        np.testing.assert_array_equal(m.pixels(), RGBA)
    grey_alpha = Image.fromarray(RGBA).convert("LA")
    grey_alpha.save(path)
    with gm.open(path) as m:
        assert m.channels == 4
        np.testing.assert_array_equal(m.pixels()[:, :, 3], RGBA[:, :, 3])
        np.testing.assert_array_equal(m.pixels()[:, :, 1], np.asarray(grey_alpha)[:, :, 0])


@pytest.mark.parametrize("kind", ["png", "bmp"])
def test_palettes_count_as_what_they_show(tmp_path, kind):
    path = tmp_path / f"p.{kind}"
    indexed = Image.fromarray(GREY8).convert("P")
    indexed.putpalette([255 - k // 3 for k in range(768)])
    indexed.save(path)
    with gm.open(path) as m:
        assert (m.channels, m.dtype) == (1, np.uint8)
        np.testing.assert_array_equal(m.pixels(), 255 - GREY8)
    coloured = Image.fromarray(RGB).quantize(64)
    coloured.save(path)
    with gm.open(path) as m:
        assert m.channels == 3
        np.testing.assert_array_equal(m.pixels(), np.asarray(coloured.convert("RGB")))


def test_one_bit_pictures_are_black_and_white(tmp_path):
    for kind in ("png", "bmp"):
        path = tmp_path / f"b.{kind}"
        Image.fromarray(GREY8 > 99).save(path)
        with gm.open(path) as m:
            np.testing.assert_array_equal(m.pixels(), (GREY8 > 99) * np.uint8(255))


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_grey_and_colour(tmp_path, progressive):
    path = tmp_path / "a.jpg"
    Image.fromarray(SMOOTH).save(path, quality=95, progressive=progressive)
    with gm.open(path) as m:
        assert m.channels == 1
        assert np.abs(m.pixels().astype(int) - SMOOTH).max() < 25
        assert np.abs(m.pixels().astype(int) - SMOOTH).mean() < 2
    colour = np.dstack([SMOOTH // 2 + 60, SMOOTH[::-1] // 3, np.full_like(SMOOTH, 128)])
    Image.fromarray(colour).save(path, quality=95, subsampling=0, progressive=progressive)
    with gm.open(path) as m:
        assert m.channels == 3
        assert np.abs(m.pixels().astype(int) - colour).mean() < 4


def test_cmyk_jpeg_becomes_rgb(tmp_path):
    path = tmp_path / "k.jpg"
    red = np.zeros((32, 32, 3), np.uint8)
    red[:, :, 0] = 220
    Image.fromarray(red).convert("CMYK").save(path, quality=95)
    with gm.open(path) as m:
        assert m.channels == 3
        assert np.abs(m.pixels().astype(int) - red).max() < 12


@pytest.mark.parametrize("kind", ["jpg", "png"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path, kind, orientation):
    path = tmp_path / f"o.{kind}"
    picture = Image.fromarray(SMOOTH)
    exif = picture.getexif()
    exif[274] = orientation
    picture.save(path, exif=exif)
    with Image.open(path) as reference:
        expected = np.asarray(ImageOps.exif_transpose(reference))
    with gm.open(path) as m:
        assert (m.height, m.width) == expected.shape
        np.testing.assert_array_equal(m.pixels(), expected)
        np.testing.assert_array_equal(m.region(5, 9, 20, 30), expected[9:39, 5:25])


def test_orientation_behind_the_pixels_of_a_png_is_found(tmp_path):
    """PNG allows its EXIF block after the pixels, where Pillow sees it only after decoding."""
    buffer = io.BytesIO()
    Image.fromarray(SMOOTH).save(buffer, "PNG")
    exif = Image.Exif()
    exif[274] = 6
    block = exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(block)) + b"eXIf" + block + struct.pack(">I", zlib.crc32(b"eXIf" + block))
    data = buffer.getvalue()
    path = tmp_path / "late.png"
    path.write_bytes(data[:-12] + chunk + data[-12:])
    with gm.open(path) as m:
        assert (m.width, m.height) == SMOOTH.shape
        np.testing.assert_array_equal(m.pixels(), np.rot90(SMOOTH, -1))


def test_camera_and_date_come_from_exif(tmp_path):
    path = tmp_path / "c.jpg"
    picture = Image.fromarray(SMOOTH)
    exif = picture.getexif()
    exif[271], exif[272], exif[306] = "Leica", "Leica MC170 HD", "2019:03:12 10:22:13"
    picture.save(path, exif=exif)
    with gm.open(path) as m:
        assert m.instrument == "Leica MC170 HD"
        assert m.metadata["date"] == "2019-03-12T10:22:13"


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "CMYK", "I;16", "1", "RGBA"])
def test_large_pictures_are_converted_by_bands(tmp_path, monkeypatch, mode):
    monkeypatch.setattr("geodesk.micrograph.raster._BAND_BYTES", 1000)
    if mode == "I;16":
        picture = Image.fromarray(GREY16)
    else:
        picture = Image.fromarray(RGB).quantize(32) if mode == "P" else Image.fromarray(RGB).convert(mode)
    path = tmp_path / ("b.jpg" if mode == "CMYK" else "b.png")
    picture.save(path)
    with Image.open(path) as reference:
        wanted = reference.convert({"P": "RGB", "CMYK": "RGB", "1": "L"}.get(mode, mode))
        expected = np.asarray(wanted)
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), expected)


def test_opening_decodes_nothing(tmp_path):
    """A picture whose pixels are garbage opens; only its pixels fail."""
    path = tmp_path / "a.png"
    Image.fromarray(GREY8).convert("P").save(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"IDAT") + 10
    data[at : at + 40] = b"\xaa" * 40
    path.write_bytes(data)
    with gm.open(path) as m:
        assert (m.width, m.height) == (70, 50)
        with pytest.raises(gm.UnreadablePicture):
            m.pixels()


def test_the_format_is_told_by_content_not_by_name(tmp_path):
    path = tmp_path / "really_a_jpeg.tif"
    Image.fromarray(SMOOTH).save(path, "JPEG", quality=95)
    with gm.open(path) as m:
        assert np.abs(m.pixels().astype(int) - SMOOTH).mean() < 2
    path = tmp_path / "really_a_png.dm3"
    Image.fromarray(GREY8).save(path, "PNG")
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), GREY8)
