"""Otsu's threshold against its definition in fractions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.language import GeoDeskError, set_language
from geodesk.morphology import NoPixels, binarise, otsu
from tests.unit.morphology import reference

SMALL = st.lists(st.integers(0, 12), min_size=1, max_size=40)


@given(SMALL, st.integers(0, 65500 - 12))
@settings(deadline=None)
def test_small_histograms_with_many_ties_give_the_smallest(values, offset):
    # Few levels make plateaus and ties common.
    for dtype in (np.uint16, np.int32, np.uint64, np.float32, np.float64, ">u2", ">f8"):
        picture = np.array(values).astype(dtype) + np.array(offset).astype(dtype)
        assert otsu(picture) == reference.otsu([v + offset for v in values])
    assert otsu(np.array(values, np.uint8)) == reference.otsu(values)
    assert otsu(np.array(values, np.int8) - np.int8(100)) == reference.otsu(values) - 100


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=12))
@settings(deadline=None)
def test_any_finite_floats(values):
    assert otsu(np.array(values)) == reference.otsu(values)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=12))
@settings(deadline=None)
def test_any_integers(values):
    assert otsu(np.array(values, np.int64)) == reference.otsu(values)
    assert otsu(np.array([v + 2**63 for v in values], np.uint64)) == reference.otsu(values) + 2**63


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32])
def test_symmetric_histograms_tie_and_the_smallest_wins(dtype):
    # Three equal peaks: t = 10 and t = 20 part them equally well; so does any t between two peaks.
    assert otsu(np.array([10, 20, 30], dtype)) == 10
    assert otsu(np.array([10, 10, 20, 30, 30], dtype)) == 10
    assert otsu(np.array([10, 200], dtype).repeat(1000).reshape(50, 40)) == 10


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pictures_of_two_lobes(dtype):
    generator = np.random.default_rng(1)
    scale = int(np.iinfo(dtype).max) // 255
    lobes = np.concatenate([generator.normal(70, 12, 140), generator.normal(180, 25, 61)])
    picture = (np.clip(lobes, 0, 255) * scale).astype(dtype)
    t = otsu(picture)
    assert t == reference.otsu(picture.tolist())
    assert isinstance(t, int)
    assert 100 * scale < t < 150 * scale
    # Four pixels at a time inside; every remainder must count.
    for cut in range(1, 5):
        assert otsu(picture[:-cut]) == reference.otsu(picture[:-cut].tolist())


def test_a_faint_outlier_among_many_pixels():
    picture = np.full((1000, 1000), 200, np.uint8)
    picture[3, 4] = 199
    assert otsu(picture) == 199
    assert otsu(picture.astype(np.float64) * 1e-3 + 1e6) == picture[3, 4] * 1e-3 + 1e6


def test_one_value_is_its_own_threshold_and_phase_one_is_empty():
    for picture in (np.full((3, 4), 255, np.uint8), np.full((3, 4), -2.5), np.full((2, 2), True)):
        t = otsu(picture)
        assert t == picture[0, 0]
        assert not binarise(picture, t).any()


def test_the_type_of_the_threshold_is_that_of_the_pixels():
    assert type(otsu(np.array([1, 2], np.uint8))) is int
    assert type(otsu(np.array([1, 2], np.int64))) is int
    assert type(otsu(np.array([False, True]))) is int
    assert type(otsu(np.array([1, 2], np.float32))) is float


def test_pixels_that_are_not_finite_are_ignored():
    picture = np.array([[np.nan, 1, 1, np.inf], [5, -np.inf, 5, np.nan]], np.float32)
    assert otsu(picture) == 1
    assert not binarise(np.array([np.nan]), 0).any()


def test_a_mask_leaves_pixels_out():
    picture = np.array([[0, 0, 0, 90], [100, 100, 120, 121]], np.uint8)
    mask = picture > 0
    assert otsu(picture, mask) == reference.otsu([90, 100, 100, 120, 121]) != otsu(picture)
    assert otsu(picture, mask.astype(np.uint8) * 7) == otsu(picture, mask)
    assert otsu(picture.astype(np.float32), mask) == otsu(picture, mask)
    with pytest.raises(ValueError, match="mask has shape"):
        otsu(picture, mask[0])


@pytest.mark.parametrize(
    "arguments",
    [
        (np.full((3, 3), np.nan),),
        (np.array([np.inf, -np.inf]),),
        (np.zeros((0, 5), np.uint8),),
        (np.zeros((0, 5)),),
        (np.zeros((2, 2), np.uint8), np.zeros((2, 2), bool)),
    ],
)
def test_no_finite_pixel_is_a_value_error_that_a_user_can_read(arguments):
    with pytest.raises(NoPixels) as caught:
        otsu(*arguments)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, GeoDeskError)
    assert "no finite pixel" in str(caught.value)
    set_language("es")
    assert "ningún píxel finito" in str(caught.value)


def test_pixels_that_are_not_numbers_are_refused():
    with pytest.raises(TypeError):
        otsu(np.array(["a", "b"]))
    with pytest.raises(TypeError):
        otsu(np.array([1j, 2j]))
    with pytest.raises(TypeError):
        binarise(np.array([1j]), 0)
    with pytest.raises(ValueError, match="NaN"):
        binarise(np.array([1.0]), float("nan"))


def test_memory_layout_does_not_matter():
    picture = np.random.default_rng(3).integers(0, 256, (31, 47), np.uint8)
    t = otsu(picture)
    assert otsu(np.asfortranarray(picture)) == otsu(picture[::-1, ::-1]) == otsu(picture.T) == t
    assert otsu(np.repeat(picture, 2, 1)[:, ::2]) == t
