"""Grey levels counted once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.morphology import Levels, NoPixels, binarise, otsu

DTYPES = (np.uint8, np.uint16, np.int16, np.float32)


@given(st.lists(st.integers(0, 250), min_size=1, max_size=60), st.sampled_from(DTYPES), st.floats(-5, 260))
@settings(deadline=None)
def test_fraction_and_threshold_are_those_of_the_pixels(values, dtype, level):
    pixels = np.array(values, dtype).reshape(1, -1)
    levels = Levels.of(pixels)
    assert levels.otsu == otsu(pixels) and levels.exact
    assert levels.phi(level) == pytest.approx(binarise(pixels, level).mean(), abs=1e-12)
    edges, heights = levels.bars(16)
    assert heights.sum() == pixels.size and len(edges) == len(heights) + 1 and len(heights) <= 16
    assert edges[0] <= levels.low and edges[-1] >= levels.high
    assert levels.flat == (len(set(values)) == 1)


def test_many_float_levels_are_bounded_and_nearly_exact():
    pixels = np.random.default_rng(3).normal(size=(500, 400))
    pixels[0, :3] = np.nan, np.inf, -np.inf
    levels = Levels.of(pixels)
    assert not levels.exact and len(levels.values) <= 1 << 16 and levels.pixels == pixels.size - 3
    assert levels.otsu == otsu(pixels)
    for level in (-1.3, 0.0, 0.7):
        assert levels.phi(level) == pytest.approx(np.mean(pixels[np.isfinite(pixels)] > level), abs=1e-4)


def test_bars_of_sixteen_bits_hold_as_many_levels_each():
    edges, heights = Levels.of(np.arange(1000, 3000, dtype=np.uint16).reshape(40, 50)).bars(256)
    assert set(np.diff(edges)) == {8.0} and set(heights) == {8}


def test_no_finite_pixel_has_no_levels():
    with pytest.raises(NoPixels):
        Levels.of(np.full((2, 2), np.nan))
