"""The seven kinds of fault: deterministic, really harmful, and different between the two families."""

from functools import cache

import numpy as np
import pytest
from scipy import ndimage

from training.degradation import FAMILIES, KINDS, degrade, grain
from training.rendering import generator
from training.scenes import mildly_changed, random_scene
from training.structure import structure


@cache
def scene(seed=3):
    pixels = random_scene((7, seed), 350)[1]
    pixels.flags.writeable = False
    return pixels


def fine_power(pixels):
    values = pixels.astype(float)
    return float(np.var(values - ndimage.gaussian_filter(values, 1.5)))


@pytest.mark.parametrize("family", ["train", "test"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_the_same_from_the_same_seed_and_keeps_the_shape(kind, family):
    picture = scene()
    first, what = degrade(picture, kind, family, generator((1, 2)))
    again, what_again = degrade(picture, kind, family, generator((1, 2)))
    assert first.dtype == np.uint8 and first.shape == picture.shape
    assert what == what_again
    np.testing.assert_array_equal(first, again)
    other = [degrade(picture, kind, family, generator((1, n)))[0] for n in range(3, 6)]
    assert any((first != picture_).any() for picture_ in other)


def test_every_kind_has_both_families_and_they_share_no_fault():
    for kind in KINDS:
        train = {fault.apply for fault in FAMILIES if fault.kind == kind and fault.family == "train"}
        test = {fault.apply for fault in FAMILIES if fault.kind == kind and fault.family == "test"}
        assert train and test and not train & test


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="defocus"):
        degrade(scene(), "dirt", "train", generator(1))


def faults(kind):
    return [
        pytest.param(fault, id=f"{fault.family}: {fault.what}") for fault in FAMILIES if fault.kind == kind
    ]


@pytest.mark.parametrize("fault", faults("defocus"))
def test_defocus_takes_the_sharp_edges_away(fault):
    for seed in range(4):
        before = structure(scene(seed))
        after = structure(fault.apply(scene(seed).astype(np.float32), generator((4, seed))))
        assert after.edge < 0.6 * before.edge


@pytest.mark.parametrize("fault", faults("noise"))
def test_noise_drowns_the_structure(fault):
    for seed in range(4):
        picture = scene(seed)
        spoilt = np.clip(fault.apply(picture.astype(np.float32), generator((5, seed))), 0, 255)
        assert grain(spoilt) > 2 * grain(picture)
        assert fine_power(spoilt) > 4 * fine_power(picture) or grain(spoilt) > 0.5 * picture.std()


@pytest.mark.parametrize("fault", faults("saturation"))
def test_saturation_clips_a_large_part_of_the_picture(fault):
    for seed in range(4):
        spoilt = np.clip(np.rint(fault.apply(scene(seed).astype(np.float32), generator((6, seed)))), 0, 255)
        assert np.mean((spoilt == 0) | (spoilt == 255)) > 0.4


@pytest.mark.parametrize("fault", faults("blank"))
def test_a_blank_field_says_nothing_of_the_specimen(fault):
    picture = scene(0).astype(np.float32)
    spoilt = fault.apply(picture, generator((7, 1)))
    detail = picture - ndimage.gaussian_filter(picture, 30)
    left = spoilt - ndimage.gaussian_filter(spoilt, 30)
    assert abs(np.corrcoef(detail.ravel(), left.ravel())[0, 1]) < 0.1


@pytest.mark.parametrize("fault", faults("contrast"))
def test_wrong_contrast_leaves_most_pixels_on_few_grey_levels(fault):
    for seed in range(4):
        picture = scene(seed)
        spoilt = np.clip(np.rint(fault.apply(picture.astype(np.float32), generator((8, seed)))), 0, 255)
        low, high = np.percentile(spoilt, (15, 85))
        assert high - low < 0.75 * (np.percentile(picture, 85) - np.percentile(picture, 15))


@pytest.mark.parametrize("fault", faults("charging"))
def test_charging_makes_the_lines_differ(fault):
    picture = scene(0)
    spoilt = np.clip(fault.apply(picture.astype(np.float32), generator((9, 1))), 0, 255)
    assert np.abs(spoilt - picture).mean() > 12


@pytest.mark.parametrize("fault", faults("drift"))
def test_drift_moves_the_picture_without_changing_its_brightness(fault):
    picture = scene(0)
    spoilt = fault.apply(picture.astype(np.float32), generator((10, 1)))
    assert abs(float(spoilt.mean()) - float(picture.mean())) < 3
    assert np.abs(spoilt - picture).mean() > 0.2 * picture.std()


def test_a_mild_change_stays_usable_by_the_structure_measure():
    kept = [structure(mildly_changed(scene(seed), generator((11, seed)))).enough for seed in range(12)]
    assert np.mean(kept) > 0.8


def test_the_structure_measure_tells_sharp_from_blurred_edges():
    step = np.repeat(np.repeat([[40.0, 180.0, 40.0]], 100, axis=1), 300, axis=0)
    sharp = structure(ndimage.gaussian_filter(step, 0.5))
    soft = structure(ndimage.gaussian_filter(step, 3.0))
    assert sharp.enough and not soft.enough
    assert sharp.sharpness == pytest.approx(np.sqrt((6.25 + 0.25) / 1.25), rel=0.1)
    assert not structure(np.full((100, 100), 90.0)).enough


def test_grain_measures_added_white_noise():
    flat = np.full((300, 300), 100.0) + generator(1).normal(0, 7, (300, 300))
    assert grain(flat) == pytest.approx(7, rel=0.03)
