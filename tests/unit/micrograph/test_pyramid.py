"""The pyramid against plain means of whole pictures."""

import threading

import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm
from geodesk.micrograph import pyramid as module
from geodesk.micrograph.pyramid import TILE, Key, Pyramid
from geodesk.micrograph.scalebar import scale_bar
from geodesk.micrograph.shrink import shrink


def _open(path, page=0):
    return Pyramid(gm.open(path), page, threading.Lock())


@pytest.fixture
def large(monkeypatch):
    """Every picture counts as one that does not stay in memory."""
    monkeypatch.setattr(module, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(module, "_BAND_BYTES", 1 << 17)
    monkeypatch.setattr(module, "_COARSE_PIXELS", 1 << 16)
    monkeypatch.setattr(module, "_FIRST_SIDE", 300)


def _assembled(pyramid, level):
    columns, rows = pyramid.tiles(level)
    lines = [
        np.concatenate([pyramid.load(Key(level, c, r)) for c in range(columns)], axis=2) for r in range(rows)
    ]
    return np.concatenate(lines, axis=1)


def _means(planes, factor):
    """Another way: sums up to every pixel, and their differences at the corners of the boxes."""
    sums = np.pad(planes.cumsum(axis=1).cumsum(axis=2), ((0, 0), (1, 0), (1, 0)))
    y = np.append(np.arange(0, planes.shape[1], factor), planes.shape[1])
    x = np.append(np.arange(0, planes.shape[2], factor), planes.shape[2])
    boxes = np.diff(np.diff(sums[:, y][:, :, x], axis=1), axis=2)
    return boxes / (np.diff(y)[:, None] * np.diff(x)[None, :])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("factor", [2, 3, 8])
def test_shrink_is_the_mean_of_boxes(dtype, factor):
    rng = np.random.default_rng(1)
    planes = (rng.random((2, 37, 53)) * 60000).astype(dtype)
    error = np.abs(shrink(planes, factor).astype(float) - _means(planes.astype(float), factor))
    assert error.max() <= (0.51 if dtype != "float32" else 0.01)


def test_shrink_sums_do_not_overflow():
    assert (shrink(np.full((1, 512, 512), 65535, np.uint16), 256) == 65535).all()
    assert (shrink(np.full((1, 64, 64), 255, np.uint8), 16) == 255).all()


def test_shrink_leaves_nan_out():
    planes = np.array([[[1, np.nan, np.nan, np.nan], [3, 5, np.nan, np.nan]]], np.float32)
    found = shrink(planes, 2)
    assert found[0, 0, 0] == 3 and np.isnan(found[0, 0, 1])


@pytest.mark.parametrize("layout", ["strips", "tiles", "lzw", "planar", "orientation"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_tiles_of_a_large_tiff(tmp_path, large, layout, dtype):
    rng = np.random.default_rng(2)
    shape = (701, 1311) if layout != "planar" else (3, 701, 1311)
    pixels = (rng.random(shape) * 200).astype(dtype)
    options = {
        "strips": {"rowsperstrip": 7},
        "tiles": {"tile": (128, 256)},
        "lzw": {"tile": (128, 128), "compression": "lzw"},
        "planar": {"photometric": "rgb", "planarconfig": "separate"},
        "orientation": {"extratags": [(274, "H", 1, 6, True)]},
    }[layout]
    tifffile.imwrite(tmp_path / "a.tif", pixels, **options)
    pyramid = _open(tmp_path / "a.tif")
    assert not pyramid.whole
    with gm.open(tmp_path / "a.tif") as m:
        expected = m.pixels()
    expected = expected[None] if expected.ndim == 2 else np.moveaxis(expected, 2, 0)
    assert (pyramid.width, pyramid.height) == expected.shape[:0:-1]
    found = _assembled(pyramid, 0) * pyramid.span + pyramid.origin
    assert np.allclose(found, expected, atol=1e-3)
    assert pyramid.refine()
    assert pyramid.refined and not pyramid.refine()
    coarse = pyramid.levels - 1
    means = _assembled(pyramid, coarse) * pyramid.span + pyramid.origin
    factor = 1 << coarse
    assert np.abs(means - _means(expected.astype(float), factor)).max() < 2


@pytest.mark.parametrize("layout", [{}, {"tile": (64, 64)}, {"tile": (64, 48), "compression": "deflate"}])
@pytest.mark.parametrize("step", [1, 3, 16, 100])
def test_decimated_is_every_nth_pixel(tmp_path, layout, step):
    pixels = np.random.default_rng(3).integers(0, 65535, (333, 451), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, **layout)
    with gm.open(tmp_path / "a.tif") as m:
        assert np.array_equal(m.decimated(step), pixels[::step, ::step])


def test_decimated_of_other_formats_and_pages(tmp_path):
    pixels = np.random.default_rng(4).integers(0, 255, (3, 90, 70), dtype=np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack")
    Image.fromarray(pixels[0]).save(tmp_path / "a.png")
    with gm.open(tmp_path / "a.tif") as m:
        assert np.array_equal(m.decimated(4, 2), pixels[2, ::4, ::4])
    with gm.open(tmp_path / "a.png") as m:
        assert m.decodes_whole() and np.array_equal(m.decimated(4), pixels[0, ::4, ::4])


def test_a_file_cut_short_raises_and_does_not_end_the_process(tmp_path, large):
    pixels = np.zeros((2000, 2000), np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, rowsperstrip=100)
    pyramid = _open(tmp_path / "a.tif")
    with open(tmp_path / "a.tif", "r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(gm.UnreadablePicture):
        pyramid.load(Key(0, 3, 3))
    with pytest.raises(gm.UnreadablePicture):
        pyramid.refine()


def test_one_chunk_of_all_pixels_is_decoded_once(tmp_path, large):
    pixels = np.zeros((1200, 1200), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", pixels, compression="lzw", rowsperstrip=1200)
    assert _open(tmp_path / "a.tif").whole


def test_nan_and_constant_pictures_have_usable_statistics(tmp_path):
    pixels = np.full((40, 40), np.nan, np.float32)
    tifffile.imwrite(tmp_path / "nan.tif", pixels)
    pixels[10:] = 7
    tifffile.imwrite(tmp_path / "flat.tif", pixels)
    for name, least in (("nan.tif", 0.0), ("flat.tif", 7.0)):
        found = _open(tmp_path / name).statistics()
        assert found.minimum == least and found.high > found.low and found.last > found.first


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float64"])
def test_statistics_are_percentiles_of_the_content(tmp_path, dtype):
    rng = np.random.default_rng(5)
    pixels = rng.normal(120, 20, (600, 500)).clip(0, 250).astype(dtype)
    pixels[500:] = 0
    tifffile.imwrite(tmp_path / "a.tif", pixels)
    found = _open(tmp_path / "a.tif").statistics(gm.Rect(0, 0, 500, 500))
    low, high = np.percentile(pixels[:500], (0.35, 99.65))
    assert abs(found.low - low) <= 1 and abs(found.high - high) <= 1
    assert found.counts.sum() == 500 * 500
    assert found.minimum == pixels[:500].min() and found.maximum == pixels[:500].max()


def test_values_are_those_of_the_file(tmp_path, large):
    pixels = np.random.default_rng(6).random((900, 900)).astype(np.float64) * 1e12 + 1e15
    tifffile.imwrite(tmp_path / "a.tif", pixels)
    pyramid = _open(tmp_path / "a.tif")
    assert pyramid.value(13, 17) == (pixels[17, 13],)
    assert pyramid.quick_value(13, 17) is None


def test_memory_of_tiles_is_bounded(tmp_path, large, monkeypatch):
    monkeypatch.setattr(module, "_CACHE_BYTES", 3 * TILE * TILE)
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((3000, 3000), np.uint8))
    pyramid = _open(tmp_path / "a.tif")
    before = pyramid.nbytes
    _assembled(pyramid, 0)
    assert pyramid.nbytes - before <= 3 * TILE * TILE


def test_refining_can_be_stopped(tmp_path, large):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((2000, 2000), np.uint16))
    pyramid = _open(tmp_path / "a.tif")
    assert not pyramid.refine(lambda: True)
    pyramid.close()
    assert not pyramid.refine()
    assert not pyramid.refined


@pytest.mark.parametrize(
    ("longest", "metres", "number", "unit"),
    [
        (2.4e-7, 2e-7, 200, "nm"),
        (1e-6, 1e-6, 1, "µm"),
        (9.99e-7, 5e-7, 500, "nm"),
        (4.9e-4, 2e-4, 200, "µm"),
        (0.0068, 5e-3, 5, "mm"),
        (3e-10, 2e-10, 0.2, "nm"),
    ],
)
def test_scale_bars_are_round(longest, metres, number, unit):
    bar = scale_bar(longest)
    assert (bar.number, bar.unit) == (number, unit) and bar.metres == pytest.approx(metres)
