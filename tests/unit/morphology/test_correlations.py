"""Both functions of both phases along several axes in one call, from labels or from grey levels."""

import numpy as np
import pytest

from geodesk.morphology import binarise, correlations, lineal_path, two_point


def same(found, array, periodic=False, mask=None, r_max=None):
    """Whether each function of each phase is what the single calls give."""
    for axis, one in found.items():
        assert one.axis == axis
        for phase in (0, 1):
            for function, results in ((two_point, one.two_point), (lineal_path, one.lineal_path)):
                alone = function(array, axis, r_max, periodic, phase, mask)
                np.testing.assert_array_equal(results[phase].counts, alone.counts)
                np.testing.assert_array_equal(results[phase].totals, alone.totals)
                np.testing.assert_array_equal(results[phase].probability, alone.probability)


@pytest.mark.parametrize("shape", [(70, 131), (12, 66, 9)], ids=str)
@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_one_call_gives_what_the_single_calls_give(shape, periodic, masked):
    generator = np.random.default_rng(1)
    picture = generator.random(shape) < 0.4
    mask = generator.random(shape) < 0.9 if masked else None
    found = correlations(picture, periodic=periodic, mask=mask)
    assert list(found) == list(range(len(shape)))
    same(found, picture, periodic, mask)


GREY = ["uint8", "uint16", "int16", "uint32", "int64", "float16", "float32", "float64", ">u2", ">f4", "bool"]


@pytest.mark.parametrize("dtype", GREY)
@pytest.mark.parametrize("threshold", [-1, -0.5, 0, 0.5, 100, 254.99, 255, 1e9, -np.inf, np.inf])
def test_packing_while_thresholding_is_thresholding(dtype, threshold):
    grey = np.random.default_rng(2).integers(0, 2 if dtype == "bool" else 256, (40, 77)).astype(dtype)
    above = np.array([[float(v) > threshold for v in row] for row in grey.tolist()])
    np.testing.assert_array_equal(binarise(grey, threshold), above)
    same(correlations(grey, threshold=threshold), above)


def test_a_threshold_is_not_rounded_to_the_type_of_the_pixels():
    # 0.1 as float32 is larger than 0.1 as float64.
    grey = np.full((3, 4), 0.1, np.float32)
    assert binarise(grey, 0.1).all()
    assert correlations(grey, threshold=0.1)[0].two_point[1].counts[0] == 12
    large = np.full((3, 4), 2**53 + 1, np.int64)
    assert binarise(large, 2**53).all()
    assert correlations(large, threshold=2**53)[0].two_point[1].counts[0] == 12


def test_pixels_that_are_not_finite_are_left_out():
    generator = np.random.default_rng(3)
    grey = generator.normal(size=(50, 90)).astype(np.float32)
    mask = generator.random(grey.shape) < 0.9
    holes = generator.random(grey.shape) < 0.1
    broken = np.where(holes, generator.choice([np.nan, np.inf, -np.inf], grey.shape), grey).astype(np.float32)
    same(correlations(broken, threshold=0.2), grey > 0.2, mask=~holes)
    same(correlations(broken, threshold=0.2, mask=mask), grey > 0.2, mask=mask & ~holes)
    nothing = correlations(np.full((4, 5), np.nan), threshold=0)
    assert np.isnan(nothing[1].two_point[1].probability).all()
    assert nothing[1].two_point[1].totals.tolist() == [0] * 5


def test_phase_one_is_the_label_and_phase_zero_all_others():
    labels = np.random.default_rng(4).integers(0, 4, (40, 70), np.uint8)
    same(correlations(labels, phase=3), labels == 3)
    same(correlations(labels, phase=0), labels == 0)


def test_axes_and_lags_are_those_asked_for():
    picture = np.random.default_rng(5).random((20, 30, 40)) < 0.5
    found = correlations(picture, axes=[-1, 0], r_max=[7, 3])
    assert list(found) == [2, 0]
    assert [len(one.two_point[0].counts) for one in found.values()] == [8, 4]
    assert [len(one.lineal_path[1].probability) for one in found.values()] == [8, 4]
    assert [len(one.two_point[1].counts) for one in correlations(picture).values()] == [20, 30, 40]
    assert [len(one.two_point[1].counts) for one in correlations(picture, r_max=0).values()] == [1, 1, 1]
    same(correlations(picture, r_max=11), picture, r_max=11)


def test_what_makes_no_sense_is_refused():
    picture = np.ones((20, 30), np.uint8)
    for wrong in (
        {"axes": [2]},
        {"axes": [0, -2]},
        {"r_max": 20},
        {"r_max": [3]},
        {"r_max": [3, -1]},
        {"threshold": np.nan},
        {"mask": np.ones((30, 20), bool)},
        {"phase": 0, "array": picture * 2},
    ):
        with pytest.raises(ValueError):
            correlations(**({"array": picture} | wrong))
    with pytest.raises(TypeError, match="threshold"):
        correlations(picture.astype(float))
    with pytest.raises(TypeError, match="grey"):
        correlations(picture.astype(complex), threshold=1)
    with pytest.raises(ValueError, match="no pixels"):
        correlations(np.ones((0, 4)), threshold=1)
    with pytest.raises(ValueError, match="mask has shape"):
        correlations(np.full((4, 4), np.nan), threshold=1, mask=np.ones((4, 5), bool))
