"""Phases learnt from brush strokes."""

import math

import numpy as np
import pytest
import tifffile
from scipy import ndimage

from geodesk.collection import OUTSIDE, Stroke
from geodesk.micrograph import Rect
from geodesk.morphology import otsu
from geodesk.morphology.phases import (
    Example,
    FeatureSet,
    NotEnoughStrokes,
    PixelClassifier,
    WrongPicture,
    painted,
)


def textures(size=160, seed=0):
    """Three phases that no threshold parts: two of the same mean and unlike texture, one brighter."""
    generator = np.random.default_rng(seed)
    y, x = np.indices((size, size))
    truth = np.where(x < size // 3, 0, np.where(y < size // 2, 1, 2))
    grey = 120 + generator.normal(0, 4, (size, size))
    grey[truth == 1] += generator.normal(0, 28, (truth == 1).sum())
    grey[truth == 2] += 50
    return np.clip(grey, 0, 255).astype(np.uint8), truth


def strokes_on(size=160):
    """Two short strokes for each phase."""
    third, half = size // 3, size // 2
    lines = [
        (0, ((10, 20), (30, 40))),
        (0, ((20, size - 30), (25, size - 12))),
        (1, ((third + 20, 15), (third + 50, 30))),
        (1, ((size - 40, half - 25), (size - 15, half - 20))),
        (2, ((third + 15, half + 20), (third + 30, half + 45))),
        (2, ((size - 30, size - 20), (size - 12, size - 40))),
    ]
    return [Stroke("a.tif", label, points, 5.0) for label, points in lines]


def test_a_few_strokes_tell_textures_that_no_threshold_parts():
    pixels, truth = textures()
    made = PixelClassifier.fit(pixels, strokes_on(), threads=2)
    labels = made.predict(pixels, threads=2)
    assert labels.dtype == np.uint8 and made.labels == (0, 1, 2)
    assert (labels == truth).mean() > 0.93
    assert made.score.how == "held strokes" and made.score.accuracy > 0.9
    assert set(made.score.per_phase) == {0, 1, 2} and made.score.pixels == made.learnt_from
    # Another picture of the same kind, which it never saw.
    other, other_truth = textures(seed=7)
    assert (made.predict(other) == other_truth).mean() > 0.93


def test_the_same_strokes_give_the_same_phases():
    pixels, _ = textures()
    one = PixelClassifier.fit(pixels, strokes_on(), threads=1, score=False)
    two = PixelClassifier.fit(pixels, strokes_on(), threads=2, score=False)
    assert np.array_equal(one.predict(pixels, threads=2), two.predict(pixels, threads=1))


def test_one_stroke_a_phase_scores_out_of_bag_and_says_so():
    pixels, _ = textures()
    made = PixelClassifier.fit(pixels, strokes_on()[::2], trees=30)
    assert made.score.how == "out of bag" and 0.8 < made.score.accuracy <= 1


def test_labels_that_are_noise_score_like_chance():
    pixels = np.random.default_rng(3).integers(0, 255, (200, 200), dtype=np.uint8)
    generator = np.random.default_rng(4)
    strokes = [
        Stroke("n", int(i % 2), ((float(x), float(y)),), 15.0)
        for i, (x, y) in enumerate(generator.uniform(10, 190, (16, 2)))
    ]
    made = PixelClassifier.fit(pixels, strokes)
    assert made.score.how == "held strokes" and made.score.accuracy < 0.7


@pytest.mark.parametrize("colour", [False, True])
def test_features_do_not_depend_on_the_cut(colour):
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 65535, (90, 70, 3) if colour else (90, 70)).astype(np.uint16)
    features = FeatureSet((1.0, 3.0))
    whole = features.of(pixels, Rect(0, 0, 70, 90), 0.0).reshape(90, 70, -1)
    assert whole.shape[2] == features.count(3 if colour else 1)
    for box in (Rect(0, 0, 70, 1), Rect(13, 40, 30, 9), Rect(69, 80, 1, 10)):
        part = features.of(pixels, box, 0.0).reshape(box.h, box.w, -1)
        assert np.array_equal(part, whole[box.y : box.y + box.h, box.x : box.x + box.w])


def test_features_are_what_they_are_called():
    y, x = np.indices((61, 61)) - 30.0
    sigma = 2.0
    at = FeatureSet((sigma,)).of((4 * x + 100 + 0 * y).astype(np.float32), Rect(30, 30, 1, 1), 0.0)[0]
    _, level, gradient, laplacian, high, low, spread = at
    assert (level, gradient) == pytest.approx((100, 4), rel=1e-3)
    assert (laplacian, high, low) == pytest.approx((0, 0, 0), abs=1e-2)
    assert spread == pytest.approx(4 * sigma, rel=0.05)
    ridge = FeatureSet((sigma,)).of((-3 * x * x + y * 0).astype(np.float32), Rect(30, 30, 1, 1), 0.0)[0]
    assert ridge[3:6] == pytest.approx([-6, 0, -6], rel=0.05, abs=0.05)


def test_only_the_area_is_classified_and_pixels_without_a_value_are_not():
    pixels, truth = textures()
    made = PixelClassifier.fit(pixels.astype(np.float32), strokes_on(), score=False)
    holes = pixels.astype(np.float32)
    holes[20:30, 100:110] = np.nan
    area = Rect(0, 0, 160, 140)
    labels = made.predict(holes, area)
    assert (labels[140:] == OUTSIDE).all() and (labels[20:30, 100:110] == OUTSIDE).all()
    assert (labels == OUTSIDE).sum() == 20 * 160 + 100
    whole = made.predict(holes)
    assert np.array_equal(labels[:140], whole[:140])
    sure = made.probabilities(holes, Rect(5, 5, 30, 20))
    assert sure.shape == (20, 30, 3) and np.allclose(sure.sum(axis=2), 1, atol=1e-6)
    assert np.array_equal(np.argmax(sure, axis=2), whole[5:25, 5:35])


def test_colours_are_told_apart_and_grey_pictures_refused():
    generator = np.random.default_rng(2)
    pixels = np.full((80, 90, 3), 100, np.uint8)
    pixels[:, 45:] = (130, 85, 100)  # the same grey
    pixels = np.clip(pixels + generator.normal(0, 5, pixels.shape), 0, 255).astype(np.uint8)
    strokes = [Stroke("c", 1, ((10, 10), (20, 70)), 4), Stroke("c", 3, ((60, 70), (80, 10)), 4)]
    made = PixelClassifier.fit(pixels, strokes)
    labels = made.predict(np.dstack([pixels, np.full((80, 90), 255, np.uint8)]))
    assert (labels[:, :43] == 1).mean() > 0.98 and (labels[:, 47:] == 3).mean() > 0.98
    with pytest.raises(WrongPicture, match="colour"):
        made.predict(pixels[..., 0])
    with pytest.raises(WrongPicture, match="different kinds"):
        PixelClassifier.train([Example(pixels, strokes), Example(pixels[..., 0], strokes)])


def test_it_learns_from_several_pictures():
    one, truth = textures()
    other, _ = textures(seed=5)
    strokes = strokes_on()
    made = PixelClassifier.train([Example(one, strokes[:4]), Example(other, strokes[4:])], score=False)
    assert made.labels == (0, 1, 2) and (made.predict(one) == truth).mean() > 0.9


def test_closing_the_steps_cancels():
    pixels, _ = textures()
    made = PixelClassifier.fit(pixels, strokes_on(), score=False)
    steps = made.predicting(np.tile(pixels, (20, 10)), threads=1)
    share = next(steps)
    assert 0 <= share < 1
    steps.close()
    done = list(made.predicting(pixels))
    assert done[-1] == 1 and done == sorted(done)


def test_strokes_as_pixels():
    line = painted([Stroke("a", 1, ((2.5, 3.5), (7.5, 3.5)), 1.0)], (8, 10))
    assert np.argwhere(line == 0).tolist() == [[3, x] for x in range(2, 8)]
    y, x = np.indices((40, 40)) + 0.5
    dab = painted([Stroke("a", 1, ((20.0, 18.0),), 9.0)], (40, 40))
    assert np.array_equal(dab == 0, np.hypot(x - 20, y - 18) <= 4.5)
    slanted = painted([Stroke("a", 1, ((5, 5), (30, 25), (35, 5)), 4.0)], (40, 40))
    wanted = [
        min(
            math.hypot(px - ax - s * (bx - ax), py - ay - s * (by - ay))
            for (ax, ay), (bx, by) in (((5, 5), (30, 25)), ((30, 25), (35, 5)))
            for s in np.linspace(0, 1, 400)
        )
        <= 2.0
        for py, px in zip(y.ravel(), x.ravel(), strict=True)
    ]
    assert ((slanted == 0).ravel() != wanted).mean() < 0.002
    over = painted([Stroke("a", 1, ((5, 5),), 6), Stroke("a", 2, ((6, 5),), 2)], (10, 10))
    assert over[5, 6] == 1 and over[5, 3] == 0 and over[0, 0] == -1
    thin = painted([Stroke("a", 1, ((3.0, 3.0),), 0.2)], (8, 8))
    assert np.argwhere(thin == 0).tolist() == [[3, 3]]
    assert (painted([Stroke("a", 1, ((-50, -50), (-20, -9)), 5)], (8, 8)) == -1).all()


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [Stroke("a", 1, ((5, 5),), 3)],
        [Stroke("a", 1, ((5, 5),), 3), Stroke("a", 0, ((500, 500),), 3)],
    ],
)
def test_one_phase_is_not_enough(strokes):
    with pytest.raises(NotEnoughStrokes, match="two phases"):
        PixelClassifier.fit(np.zeros((20, 20), np.uint8), strokes)


@pytest.mark.data
def test_real_pores_under_noise_are_told_better_than_by_one_threshold(data):
    rock = tifffile.imread(data / "microstructures" / "berea_400.tiff")[200] > 0
    grey = ndimage.gaussian_filter(np.where(rock, 150.0, 100.0), 1.0)
    grey += np.random.default_rng(10).normal(0, 30, grey.shape)
    pixels = np.clip(grey, 0, 255).astype(np.uint8)
    # Dabs well inside each phase, as a person would set them; four of each.
    strokes = []
    for label in (0, 1):
        deep = np.argwhere(ndimage.distance_transform_edt(rock == label) > 6)
        for y, x in deep[np.random.default_rng(label).choice(len(deep), 4)].tolist():
            strokes.append(Stroke("berea", label, ((x + 0.5, y + 0.5),), 9.0))
    made = PixelClassifier.fit(pixels, strokes)

    def right(labels):
        return np.mean([(labels[rock == label] == label).mean() for label in (0, 1)])

    learnt = right(made.predict(pixels))
    assert learnt > 0.87 and learnt > right(pixels > otsu(pixels)) + 0.07
    assert made.score.how == "held strokes" and made.score.accuracy > 0.9
