"""Grey, range and display: the documented rule for each dtype."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

import geodesk.micrograph as gm

rng = np.random.default_rng(5)


def test_grey_of_uint8_equals_pillow():
    cube = rng.integers(0, 256, (300, 400, 3), np.uint8)
    np.testing.assert_array_equal(gm.to_grey(cube), np.asarray(Image.fromarray(cube).convert("L")))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.uint32, np.float32, np.float64])
def test_grey_keeps_dtype_ignores_alpha_and_keeps_grey(dtype):
    top = 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    value = (rng.random((20, 30)) * top).astype(dtype)
    colour = np.dstack([value, value, value, np.zeros_like(value)])
    for pixels in (colour, colour[:, :, :3], value[:, :, None], value):
        grey = gm.to_grey(pixels)
        assert grey.dtype == dtype
        np.testing.assert_allclose(grey.astype(float), value.astype(float), rtol=1e-6, atol=1e-6)


def test_grey_refuses_other_shapes():
    with pytest.raises(ValueError, match="pixels must be"):
        gm.to_grey(np.zeros((4, 4, 2), np.uint8))


def test_full_range_of_the_integer_types():
    every8 = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(gm.to_range(every8), every8)
    every16 = np.arange(65536, dtype=np.uint16)
    np.testing.assert_allclose(gm.to_range(every16), every16 / 257, rtol=1e-6)
    assert gm.to_range(every16).dtype == np.float32


@pytest.mark.parametrize(
    "dtype", [np.float16, np.float32, np.float64, np.int16, np.int32, np.uint32, np.int64]
)
def test_other_types_go_from_their_smallest_to_their_largest(dtype):
    pixels = np.array([[-100, 0], [50, 100]]).astype(dtype) if np.dtype(dtype).kind != "u" else None
    if pixels is None:
        pixels = np.array([[1000, 1100], [1150, 1200]], dtype)
    np.testing.assert_allclose(gm.to_range(pixels), [[0, 127.5], [191.25, 255]], rtol=1e-5)


def test_what_is_not_finite_becomes_zero():
    pixels = np.array([np.nan, np.inf, -np.inf, 1, 2, 3], np.float32)
    np.testing.assert_allclose(gm.to_range(pixels), [0, 0, 0, 0, 127.5, 255])
    np.testing.assert_array_equal(gm.to_range(np.full(4, np.nan)), 0)
    np.testing.assert_array_equal(gm.to_display(np.full((2, 2), np.nan, np.float32)), 0)


@pytest.mark.parametrize("value", [0.0, 7.5, -1e30])
def test_all_equal_pixels_become_zero(value):
    pixels = np.full((5, 6), value, np.float32)
    np.testing.assert_array_equal(gm.to_range(pixels), 0)
    np.testing.assert_array_equal(gm.to_range(pixels, (1, 99)), 0)
    np.testing.assert_array_equal(gm.to_display(pixels), 0)


def test_extremes_of_the_floats_do_not_overflow():
    top = np.finfo(np.float64).max
    np.testing.assert_allclose(gm.to_range(np.array([-top, 0, top])), [0, 127.5, 255])
    assert gm.to_display(np.array([[-top, top], [0, np.inf]])).max() == 255


def test_percentiles_are_over_finite_pixels_and_clip():
    pixels = np.concatenate([np.arange(101, dtype=np.float64), [np.nan] * 50])
    out = gm.to_range(pixels, (10, 90))
    assert out[10] == 0
    assert out[90] == 255
    assert (out[:10] == 0).all()
    assert (out[90:101] == 255).all()
    np.testing.assert_allclose(out[50], 127.5)
    np.testing.assert_allclose(gm.to_range(np.arange(0, 255, dtype=np.uint8), (0, 100))[127], 127.5)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_percentiles_are_numpys(dtype, size):
    pixels = rng.integers(0, 200, size).astype(dtype)
    for part in ((0.35, 99.65), (10, 60), (0, 100)):
        low, high = np.percentile(pixels, part)
        expected = np.clip((pixels - low) / (high - low), 0, 1) * 255 if high > low else np.zeros(size)
        np.testing.assert_allclose(gm.to_range(pixels, part), expected, atol=1e-3)


@pytest.mark.parametrize("rule", ["full", (50, 50), (-1, 50), (2, 101)])
def test_unknown_rules_are_refused(rule):
    with pytest.raises(ValueError, match="rule|percentiles"):
        gm.to_range(np.zeros(3, np.float32), rule)


def test_display():
    eight = rng.integers(0, 256, (9, 9), np.uint8)
    assert gm.to_display(eight) is eight
    np.testing.assert_array_equal(gm.to_display(eight > 100), (eight > 100) * np.uint8(255))
    # A 12-bit camera: dark in 16 bits, readable on the screen; one hot pixel changes nothing.
    camera = rng.normal(2000, 300, (200, 200)).astype(np.uint16)
    shown = gm.to_display(camera)
    camera[0, 0] = 65535
    assert shown.min() == 0
    assert shown.max() == 255
    assert np.abs(gm.to_display(camera).astype(int) - shown).mean() < 1


@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16, np.int16, np.float32]),
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=12),
    )
)
def test_range_is_finite_bounded_and_keeps_order(pixels):
    for rule in ("dtype-full", (2.0, 98.0)):
        out = gm.to_range(pixels, rule)
        assert out.shape == pixels.shape
        assert np.isfinite(out).all()
        assert out.min() >= 0
        assert out.max() <= 255
        finite = np.isfinite(pixels)
        order = np.argsort(pixels[finite], kind="stable")
        assert (np.diff(out[finite][order]) >= 0).all()
