"""Augmentation: equal keys give equal changes, each kind does what it says, faces change alike."""

import numpy as np
import pytest

from training.classifier.augment import SETS, Augmentation, applied, draw
from training.scenes import random_scene

pytest.importorskip("tensorflow", reason="the training extra is not installed")


@pytest.fixture(scope="module")
def pictures():
    grey = np.stack([random_scene((81, i), 64)[1] for i in range(6)])
    return np.repeat(grey[..., None], 3, axis=-1)


def changed(pictures, augmentation, key=(3, 1)):
    return np.asarray(applied(pictures, draw(augmentation, len(pictures), key), augmentation))


def test_nothing_is_changed_without_augmentation(pictures):
    assert Augmentation().nothing and not SETS["mindat"].nothing
    np.testing.assert_array_equal(changed(pictures, Augmentation()), pictures)


@pytest.mark.parametrize("name", ["mindat", "thin-section", "A1", "A2", "A3", "A4"])
def test_changes_depend_on_the_key_alone_and_stay_in_range(pictures, name):
    once, again, other = (changed(pictures, SETS[name], key) for key in ((1, 4), (1, 4), (1, 5)))
    np.testing.assert_array_equal(once, again)
    assert (once != other).any() and once.min() >= 0 and once.max() <= 255
    assert np.abs(once - pictures).mean() > 1


def test_a_change_of_some_pictures_is_theirs_among_all(pictures):
    every = SETS["A4"]
    changes = draw(every, 6, (2, 2))
    chosen = np.array([4, 1])
    some = np.asarray(applied(pictures[chosen], changes.of(chosen), every))
    np.testing.assert_allclose(some, np.asarray(applied(pictures, changes, every))[chosen], atol=1e-3)


def test_flips_are_exact_mirrors(pictures):
    both = changed(pictures, Augmentation(flip=True, flip_vertical=True))
    for before, after in zip(pictures, both, strict=True):
        mirrors = [before, before[::-1], before[:, ::-1], before[::-1, ::-1]]
        assert min(np.abs(after - mirror).max() for mirror in mirrors) < 0.01


def test_a_quarter_turn_is_one(pictures):
    transform = draw(Augmentation(rotation=90), 6, (1,))
    transform.transform[:, [0, 1, 3, 4]] = [0, -1, 1, 0]
    turned = np.asarray(applied(pictures, transform, Augmentation(rotation=90)))
    wanted = [np.rot90(picture, k) for picture in pictures[:1] for k in (1, 3)]
    assert min(np.abs(turned[0] - one).max() for one in wanted) < 0.01


def test_zoom_shift_and_crop_stay_within_their_shares():
    changes = draw(Augmentation(zoom=0.3, shift=0.2), 4000, (5,))
    assert 0.7 <= changes.transform[:, 0].min() < 0.72 and 1.28 < changes.transform[:, 0].max() <= 1.3
    assert np.abs(changes.transform[:, 2]).max() == pytest.approx(0.2, abs=0.01)
    crop = draw(Augmentation(crop=0.2), 4000, (5,)).transform
    assert crop[:, 0].min() >= 0.8 and (np.abs(crop[:, 2]) + crop[:, 0] / 2 <= 0.5 + 1e-6).all()


def test_illumination_changes_colour_and_level_but_not_places():
    flat = np.full((50, 8, 8, 3), 120, np.uint8)
    lit = changed(flat, Augmentation().lit(1.0))
    means = lit.mean(axis=(1, 2))
    assert 15 < means.std(axis=0).min() < 60
    assert (np.ptp(means, axis=1) > 3).mean() > 0.8, "most have a colour cast"
    assert np.ptp(changed(flat, Augmentation(shading=0.2)), axis=(1, 2)).max() > 30


def test_both_faces_of_a_pair_are_moved_alike(pictures):
    pair = np.concatenate([pictures, pictures], axis=-1)
    moved = changed(pair, SETS["mindat"])
    np.testing.assert_allclose(moved[..., :3], moved[..., 3:], atol=1e-3)


def test_on_pictures_that_are_not_square_a_turn_keeps_shapes():
    disc = np.hypot(*np.mgrid[-32:32, -64:64]) < 20
    picture = np.repeat((disc * 200).astype(np.uint8)[None, ..., None], 3, axis=-1)
    turned = changed(picture, Augmentation(rotation=90), (7,))
    assert np.abs(turned - picture).mean() < 2
