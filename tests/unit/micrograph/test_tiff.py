"""TIFF pixels, layouts, pages and lazy regions, against tifffile's own reading and against known values."""

import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

import geodesk.micrograph as gm
from geodesk.micrograph import limits

rng = np.random.default_rng(1)
GREY8 = rng.integers(0, 256, (61, 83), np.uint8)
GREY16 = rng.integers(0, 65536, (61, 83), np.uint16)
FLOAT = rng.normal(0, 1e3, (61, 83)).astype(np.float32)
RGB = rng.integers(0, 256, (61, 83, 3), np.uint8)
RGBA16 = rng.integers(0, 65536, (61, 83, 4), np.uint16)
# JPEG keeps smooth pictures within a few levels.
SMOOTH = np.add.outer(np.arange(64), np.arange(96)).astype(np.uint8)


def save(path: Path, pixels: np.ndarray, **how) -> Path:
    tifffile.imwrite(path, pixels, **how)
    return path


LAYOUTS = [
    {},
    {"rowsperstrip": 7},
    {"tile": (16, 32)},
    {"bigtiff": True},
    {"byteorder": ">"},
    {"compression": "lzw"},
    {"compression": "lzw", "predictor": True, "tile": (32, 16)},
    {"compression": "zlib", "predictor": True, "rowsperstrip": 9},
    {"compression": "zstd", "bigtiff": True},
    {"compression": "zstd", "predictor": True, "byteorder": ">"},
    {"compression": "packbits"},
    {"compression": "lzma"},
]


@pytest.mark.parametrize(
    "pixels", [GREY8, GREY16, FLOAT, RGB, RGBA16], ids=["8", "16", "float", "rgb", "rgba16"]
)
@pytest.mark.parametrize("how", LAYOUTS, ids=lambda how: "-".join(map(str, how.values())) or "plain")
def test_every_layout_gives_the_pixels_that_were_written(tmp_path, pixels, how):
    if pixels.dtype.kind == "f" and how.get("predictor"):
        how = {**how, "predictor": 3}
    extra = {"extrasamples": ["unassalpha"], "photometric": "rgb"} if pixels.shape[-1] == 4 else {}
    with gm.open(save(tmp_path / "a.tif", pixels, **how, **extra)) as m:
        read = m.pixels()
        assert (m.height, m.width) == pixels.shape[:2]
        assert m.channels == (1 if pixels.ndim == 2 else pixels.shape[2])
        assert read.dtype == m.dtype == pixels.dtype
        assert read.dtype.isnative
        np.testing.assert_array_equal(read, pixels)
        np.testing.assert_array_equal(m.region(5, 11, 40, 33), pixels[11:44, 5:45])
        np.testing.assert_array_equal(m.region(82, 60, 1, 1), pixels[60:, 82:])


@pytest.mark.parametrize("how", [{}, {"tile": (16, 16)}, {"compression": "zlib", "rowsperstrip": 8}])
def test_planes_stored_apart_become_one_colour_picture(tmp_path, how):
    planes = np.moveaxis(RGB, 2, 0)
    path = save(tmp_path / "p.tif", planes, photometric="rgb", planarconfig="separate", **how)
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), RGB)
        np.testing.assert_array_equal(m.region(3, 50, 70, 11), RGB[50:61, 3:73])


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("tile", [None, (32, 48)])
def test_jpeg_tiles_keep_a_smooth_picture(tmp_path, colour, tile):
    pixels = np.dstack([SMOOTH, 255 - SMOOTH, SMOOTH // 2]) if colour else SMOOTH
    path = save(tmp_path / "j.tif", pixels, compression="jpeg", tile=tile, compressionargs={"level": 95})
    with gm.open(path) as m:
        read = m.pixels()
        assert read.shape == pixels.shape
        # Colour is subsampled at the picture's steep wrap-around; the bulk is near.
        assert np.median(np.abs(read.astype(int) - pixels)) <= 3
        np.testing.assert_array_equal(m.region(20, 10, 50, 40), read[10:50, 20:70])


def test_min_is_white_is_turned_round(tmp_path):
    for pixels, top in ((GREY8, 255), (GREY16, 65535)):
        with gm.open(save(tmp_path / "w.tif", pixels, photometric="miniswhite")) as m:
            np.testing.assert_array_equal(m.pixels(), top - pixels)


def test_a_palette_becomes_grey_where_it_is_grey_else_colour(tmp_path):
    grey = np.tile(np.arange(256, dtype=np.uint16) * 257, (3, 1))[:, ::-1].copy()
    with gm.open(save(tmp_path / "g.tif", GREY8, photometric="palette", colormap=grey)) as m:
        assert (m.channels, m.dtype) == (1, np.uint8)
        np.testing.assert_array_equal(m.pixels(), 255 - GREY8)
    colours = rng.integers(0, 65536, (3, 256), np.uint16)
    with gm.open(save(tmp_path / "c.tif", GREY8, photometric="palette", colormap=colours)) as m:
        assert m.channels == 3
        np.testing.assert_array_equal(m.pixels(), (colours.T >> 8).astype(np.uint8)[GREY8])


@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
def test_one_bit_pictures_are_spread_over_eight(tmp_path, photometric):
    mask = GREY8 > 100
    path = save(tmp_path / "b.tif", mask, photometric=photometric)
    with gm.open(path) as m:
        assert m.dtype == np.uint8
        bright = mask if photometric == "minisblack" else ~mask
        np.testing.assert_array_equal(m.pixels(), bright * np.uint8(255))
        np.testing.assert_array_equal(m.pixels(), np.asarray(Image.open(path)) * np.uint8(255))


def test_four_bit_samples_are_spread_over_eight(tmp_path):
    values = rng.integers(0, 16, (10, 12), np.uint8)
    packed = (values[:, 0::2] << 4 | values[:, 1::2]).astype(np.uint8)
    path = tmp_path / "n.tif"
    path.write_bytes(_bare_tiff(12, 10, packed.tobytes(), bits=4))
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), values * 17)


def _bare_tiff(
    width: int, height: int, data: bytes, bits: int = 8, more: dict[int, int] | None = None
) -> bytes:
    """A minimal little-endian TIFF of one strip, written by hand."""
    tags = {256: width, 257: height, 258: bits, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: len(data)}
    tags.update(more or {})
    body = b"".join(struct.pack("<HHII", code, 4, 1, value) for code, value in sorted(tags.items()))
    ifd = struct.pack("<H", len(tags)) + body + struct.pack("<I", 0)
    return struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data + ifd


def test_cmyk_becomes_rgb(tmp_path):
    cmyk = np.zeros((4, 4, 4), np.uint8)
    cmyk[0], cmyk[1], cmyk[2] = (255, 0, 0, 0), (0, 0, 0, 255), (0, 255, 255, 0)
    with gm.open(save(tmp_path / "k.tif", cmyk, photometric="separated")) as m:
        read = m.pixels()
        assert [tuple(read[k, 0]) for k in range(4)] == [
            (0, 255, 255),
            (0, 0, 0),
            (255, 0, 0),
            (255, 255, 255),
        ]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("how", [{}, {"tile": (16, 16), "compression": "zlib"}])
def test_orientation_is_applied_to_size_pixels_and_regions(tmp_path, orientation, how):
    path = save(tmp_path / "o.tif", GREY8, extratags=[(274, 3, 1, orientation, True)], **how)
    picture = Image.fromarray(GREY8)
    exif = picture.getexif()
    exif[274] = orientation
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(buffer)))
    with gm.open(path) as m:
        assert (m.height, m.width) == expected.shape
        np.testing.assert_array_equal(m.pixels(), expected)
        np.testing.assert_array_equal(m.region(7, 3, 30, 41), expected[3:44, 7:37])


def test_pages_and_volume(tmp_path):
    stack = rng.integers(0, 65536, (5, 40, 50), np.uint16)
    with gm.open(save(tmp_path / "s.tif", stack)) as m:
        assert m.pages == 5
        for page in (3, 0, 4):
            np.testing.assert_array_equal(m.pixels(page), stack[page])
            np.testing.assert_array_equal(m.region(1, 2, 9, 8, page=page), stack[page, 2:10, 1:10])
        np.testing.assert_array_equal(m.volume(), stack)
        with pytest.raises(IndexError):
            m.pixels(5)


def test_pages_of_different_size_are_no_volume(tmp_path):
    path = tmp_path / "d.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(GREY8)
        writer.write(GREY16[:30])
    with gm.open(path) as m:
        assert m.pages == 2
        np.testing.assert_array_equal(m.pixels(1), GREY16[:30])
        with pytest.raises(gm.UnreadablePicture, match="differ"):
            m.volume()


def test_reduced_copies_are_not_pages(tmp_path):
    path = tmp_path / "r.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(GREY8)
        writer.write(GREY8[::2, ::2], subfiletype=1)
        writer.write(GREY8[::-1])
    with gm.open(path) as m:
        assert m.pages == 2
        np.testing.assert_array_equal(m.pixels(1), GREY8[::-1])


def test_imagej_hyperstack_gives_the_frames_of_its_first_channel(tmp_path):
    stack = rng.integers(0, 65536, (3, 2, 4, 20, 30), np.uint16)
    with gm.open(save(tmp_path / "h.tif", stack, imagej=True, metadata={"axes": "TZCYX"})) as m:
        assert m.pages == 6
        np.testing.assert_array_equal(m.volume(), stack[:, :, 0].reshape(6, 20, 30))


def test_imagej_frames_behind_one_directory(tmp_path):
    """Beyond 4 GiB ImageJ writes one directory and all frames after it."""
    frames = rng.integers(0, 256, (4, 20, 30), np.uint8)
    description = b"ImageJ=1.53t\nimages=4\nslices=4\n\0"
    head = _bare_tiff(30, 20, frames.tobytes(), more={279: 600})
    where = len(head)
    entries = 10
    ifd_at = 8 + frames.nbytes
    count = struct.pack("<H", entries)
    old = head[ifd_at + 2 : ifd_at + 2 + 9 * 12]
    described = (
        old[: 3 * 12 + 2 * 12] + struct.pack("<HHII", 270, 2, len(description), where + 12) + old[5 * 12 :]
    )
    path = tmp_path / "one.tif"
    path.write_bytes(head[:ifd_at] + count + described + struct.pack("<I", 0) + description)
    with gm.open(path) as m:
        assert m.pages == 4
        np.testing.assert_array_equal(m.volume(), frames)
        np.testing.assert_array_equal(m.region(3, 4, 5, 6, page=2), frames[2, 4:10, 3:8])


class CountingFile(io.BufferedReader):
    """A file that remembers how many bytes were read."""

    taken = 0

    def read(self, size=-1):
        data = super().read(size)
        CountingFile.taken += len(data)
        return data


@pytest.mark.parametrize(
    "how", [{"tile": (256, 256), "compression": "zlib"}, {"tile": (256, 256)}, {"rowsperstrip": 16}, {}]
)
def test_a_region_reads_only_what_it_needs(tmp_path, how):
    big = rng.integers(0, 256, (2048, 2048), np.uint8)
    path = save(tmp_path / "big.tif", big, **how)
    with gm.open(path) as m:
        counting = CountingFile(io.FileIO(path))
        m._source._file = counting
        CountingFile.taken = 0
        np.testing.assert_array_equal(m.region(600, 700, 200, 100), big[700:800, 600:800])
        counting.close()
    assert 20_000 <= CountingFile.taken < 0.1 * big.nbytes


def test_tiled_pictures_beyond_the_limit_stay_readable_by_region(tmp_path, monkeypatch):
    big = np.zeros((1024, 1024), np.uint8)
    big[700:710, 500:520] = GREY8[:10, :20]
    path = save(tmp_path / "m.tif", big, tile=(128, 128), compression="zlib")
    monkeypatch.setattr(limits, "PAGE_BYTES", 512 * 1024)
    with gm.open(path) as m:
        with pytest.raises(gm.UnreadablePicture, match="memory"):
            m.pixels()
        np.testing.assert_array_equal(m.region(500, 700, 20, 10), GREY8[:10, :20])


def test_grey_with_alpha_and_spare_samples(tmp_path):
    two = rng.integers(0, 256, (20, 30, 2), np.uint8)
    path = save(tmp_path / "la.tif", two, photometric="minisblack", extrasamples=["unassalpha"])
    with gm.open(path) as m:
        assert m.channels == 4
        np.testing.assert_array_equal(m.pixels()[:, :, 0], two[:, :, 0])
        np.testing.assert_array_equal(m.pixels()[:, :, 3], two[:, :, 1])
    five = rng.integers(0, 256, (20, 30, 5), np.uint8)
    path = save(tmp_path / "x.tif", five, photometric="rgb", extrasamples=["unspecified", "unspecified"])
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), five[:, :, :3])


def test_a_link_beyond_the_end_means_that_pages_are_missing(tmp_path):
    data = _bare_tiff(83, 61, GREY8.tobytes())
    path = tmp_path / "short.tif"
    path.write_bytes(data[:-4] + struct.pack("<I", 0xFFFFFF))
    with pytest.raises(gm.UnreadablePicture, match="cut short"):
        gm.open(path)


def test_a_stray_link_behind_a_single_picture_is_forgiven(tmp_path):
    data = _bare_tiff(83, 61, GREY8.tobytes())
    path = tmp_path / "stray.tif"
    path.write_bytes(data[:-4] + struct.pack("<I", 9))
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), GREY8)


def test_the_real_stacks(data):
    path = data / "microstructures" / "berea_400.tiff"
    with gm.open(path) as m:
        assert (m.pages, m.height, m.width) == (400, 400, 400)
        volume = m.volume()
        assert volume.nbytes == 400**3
    reference = json.loads((data / "microstructures" / "berea_reference.json").read_text())
    porosity = reference["S2_pore"]["berea"]["0"]["axis0"]
    assert np.mean(volume == 0) == pytest.approx(porosity, abs=1e-9)
    np.testing.assert_array_equal(
        volume[17], tifffile.imread(data / "microstructures" / "berea_400.tiff", key=17)
    )
