from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk import micrograph
from geodesk.models import InputSpec, PictureTiles, TileSpec, prepare
from geodesk.models import preprocess as module

TILED = InputSpec("image", 320, 320, 1, tile=TileSpec(350))
WHOLE = InputSpec("image", 24, 32, 3)


@pytest.fixture
def noise():
    return np.random.default_rng(5).integers(0, 256, (699, 1023), dtype=np.uint8)


def test_tiles_cover_every_pixel_at_native_resolution(noise):
    index = np.arange(noise.size, dtype=np.int64).reshape(noise.shape)
    boxes = list(module._boxes(1023, 699, TILED))
    seen = np.concatenate([index[y : y + h, x : x + w].ravel() for x, y, w, h in boxes])
    assert len(boxes) == 6 and all((w, h) == (350, 350) for _, _, w, h in boxes)
    assert np.unique(seen).size == noise.size


def test_a_tile_is_what_pillow_makes_of_the_crop(noise):
    tiles = prepare(noise, TILED)
    assert tiles.shape == (6, 320, 320, 1) and tiles.dtype == np.float32
    first = Image.fromarray(noise[:350, :350]).resize((320, 320), Image.Resampling.BILINEAR)
    assert np.array_equal(tiles[0, :, :, 0], np.asarray(first, dtype=np.float32))


def test_a_smaller_picture_is_padded_by_reflection():
    picture = np.random.default_rng(6).integers(0, 256, (200, 400), dtype=np.uint8)
    spec = replace(TILED, height=350, width=350)
    tiles = prepare(picture, spec)
    assert tiles.shape == (2, 350, 350, 1)
    assert np.array_equal(tiles[0, :200, :, 0], picture[:, :350])
    assert np.array_equal(tiles[0, 200, :, 0], picture[198, :350])


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (350, 350), (351, 349)])
def test_odd_shapes_have_tiles(shape):
    assert prepare(np.full(shape, 7, np.uint8), TILED).max() == 7


def test_sixteen_bits_give_what_eight_give(noise):
    wide = prepare(noise.astype(np.uint16) * 257, TILED)
    difference = np.abs(wide - prepare(noise, TILED))  # Pillow rounds 8-bit results, after each direction
    assert difference.max() <= 1.01 and difference.mean() < 0.4


def test_a_float_picture_is_stretched_between_its_extremes(noise):
    values = noise.astype(np.float32) / 10 - 3
    assert prepare(values, TILED).min() >= 0 and prepare(values, TILED).max() <= 255
    low, high = values.min(), values.max()
    assert np.allclose(prepare(values, WHOLE), prepare((values - low) / (high - low), WHOLE), atol=1e-3)


def test_percentiles_are_those_of_the_whole_picture_not_of_a_tile():
    ramp = np.tile(np.linspace(0, 65535, 1400).astype(np.uint16), (350, 1))
    spec = replace(TILED, range=(0.0, 50.0))
    tiles = prepare(ramp, spec)
    assert tiles[0].max() < 140 and tiles[-1].min() == 255


def test_grey_becomes_rgb_and_alpha_is_dropped(noise):
    assert prepare(noise, WHOLE).shape == (1, 24, 32, 3)
    colour = np.dstack([noise, noise // 2, noise // 4, np.zeros_like(noise)])
    assert np.array_equal(prepare(colour, WHOLE), prepare(colour[:, :, :3], WHOLE))


def test_fit_pad_keeps_the_shape_with_black_margins():
    out = prepare(np.full((100, 200), 200, np.uint8), InputSpec("i", 64, 64, 1, resize="fit-pad"))
    rows = out[0, :, 32, 0]
    assert (rows[:16] == 0).all() and (rows[16:48] == 200).all() and (rows[48:] == 0).all()


def test_centre_crop_keeps_the_middle():
    picture = np.zeros((100, 300), np.uint8)
    picture[:, 100:200] = 255
    out = prepare(picture, InputSpec("i", 50, 50, 1, resize="centre-crop"))
    assert out.mean() > 250


def test_a_uint8_model_gets_whole_numbers(noise):
    out = prepare(noise.astype(np.uint16) * 257, replace(WHOLE, dtype="uint8", channels=1))
    assert out.dtype == np.uint8


@pytest.mark.parametrize("bad", [np.zeros((0, 5)), np.zeros(5), np.zeros((2, 2, 2, 2))])
def test_what_is_no_picture_is_an_error(bad):
    with pytest.raises(ValueError, match="shape"):
        prepare(bad, TILED)


def test_a_large_picture_is_read_tile_by_tile_with_the_same_result(tmp_path, monkeypatch, noise):
    file = tmp_path / "big.tif"
    tifffile.imwrite(file, noise, tile=(256, 256))
    whole = prepare(noise, TILED)
    monkeypatch.setattr(module, "_WHOLE_PIXELS", 1000)
    with micrograph.open(file) as picture:
        tiles = PictureTiles(picture, TILED)
        assert tiles.lazy
        assert np.array_equal(np.concatenate([tiles.batch(0, 4), tiles.batch(4, None)]), whole)


def test_the_information_bar_is_left_out(tmp_path, noise):
    file = tmp_path / "frame.png"
    Image.fromarray(noise).save(file)
    with micrograph.open(file) as picture:
        picture.bar = micrograph.Rect(0, 600, 1023, 99)
        assert np.array_equal(PictureTiles(picture, TILED).batch(0, None), prepare(noise[:600], TILED))
