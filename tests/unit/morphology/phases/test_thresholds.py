"""Several phases from the grey levels, and thresholds that follow the picture."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from geodesk.collection import OUTSIDE
from geodesk.morphology import NoPixels, otsu
from geodesk.morphology.phases import LocalRule, label_levels, local_binarise, local_threshold, multi_otsu


def between(pixels, thresholds):
    """Variance between the classes, in fractions."""
    values = [Fraction(int(v)) for v in np.ravel(pixels)]
    mean = sum(values) / len(values)
    labels = np.ravel(label_levels(pixels, thresholds))
    total = Fraction(0)
    for label in set(labels.tolist()):
        inside = [v for v, own in zip(values, labels, strict=True) if own == label]
        total += len(inside) * (sum(inside) / len(inside) - mean) ** 2
    return total


@pytest.mark.parametrize(("classes", "seed"), [(3, 1), (3, 2), (4, 3), (5, 4)])
def test_several_thresholds_are_the_best_of_all(classes, seed):
    pixels = np.random.default_rng(seed).integers(0, 14, 60).astype(np.uint8)
    found = multi_otsu(pixels, classes)
    levels = np.unique(pixels)[:-1].tolist()
    best = max(between(pixels, t) for t in itertools.combinations(levels, classes - 1))
    assert float(between(pixels, found)) == pytest.approx(float(best))
    assert list(found) == sorted(set(found)) and set(found) <= set(levels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_three_grey_phases_are_parted(dtype):
    generator = np.random.default_rng(5)
    truth = np.repeat([0, 1, 2], [3000, 5000, 2000])
    scale = 1 if dtype == np.uint8 else 200
    levels = np.array([40, 120, 210])[truth] * scale + generator.normal(0, 9 * scale, len(truth))
    pixels = np.clip(levels, 0, None).astype(dtype).reshape(100, 100)
    labels = label_levels(pixels, multi_otsu(pixels, 3))
    assert (labels.ravel() == truth).mean() > 0.999
    assert multi_otsu(pixels, 2) == (otsu(pixels),)


def test_levels_without_a_value_have_no_phase():
    pixels = np.array([[1.0, 2.0, np.nan], [3.0, np.inf, 2.5]])
    assert label_levels(pixels, [1.5, 2.5]).tolist() == [[0, 1, OUTSIDE], [2, OUTSIDE, 1]]
    assert label_levels(np.array([0, 1, 2, 3], np.uint16), [0.5, 2.0]).tolist() == [0, 1, 1, 2]


def test_what_cannot_be_parted_is_said():
    with pytest.raises(ValueError, match="too few"):
        multi_otsu(np.array([1, 1, 2]), 3)
    with pytest.raises(ValueError, match="classes"):
        multi_otsu(np.arange(9), 1)
    with pytest.raises(NoPixels):
        multi_otsu(np.full(4, np.nan), 3)
    with pytest.raises(ValueError, match="ascend"):
        label_levels(np.arange(9), [3, 3])


def plain(pixels, rule):
    """Mean and deviation of every window, one by one."""
    half = rule.window // 2
    known = pixels[np.isfinite(pixels)]
    spread = rule.spread or (
        128 if pixels.dtype == np.uint8 else (float(known.max()) - float(known.min())) / 2
    )
    room = np.pad(pixels.astype(float), half, mode="symmetric")
    found = np.empty(pixels.shape)
    for y, x in np.ndindex(pixels.shape):
        window = room[y : y + rule.window, x : x + rule.window]
        window = window[np.isfinite(window)]
        if window.size == 0:
            found[y, x] = np.nan
            continue
        m, s = window.mean(), window.std()
        found[y, x] = {
            "mean": m + rule.k * spread,
            "niblack": m + rule.k * s,
            "sauvola": m * (1 + rule.k * (s / spread - 1)),
        }[rule.kind]
    return found


@pytest.mark.parametrize(
    "rule",
    [LocalRule("mean", 5, 0.1), LocalRule("niblack", 7, -0.2), LocalRule("sauvola", 9, 0.3, 60.0)],
    ids=lambda rule: rule.kind,
)
@pytest.mark.parametrize("kind", ["uint8", "uint16", "with gaps"])
def test_local_thresholds_are_those_of_the_definition(rule, kind, monkeypatch):
    monkeypatch.setattr("geodesk.morphology.phases.local._STRIP", 100)  # three rows of the picture a strip
    generator = np.random.default_rng(6)
    pixels = generator.integers(0, 256 if kind == "uint8" else 60000, (21, 30)).astype(
        np.uint8 if kind == "uint8" else np.uint16
    )
    if kind == "with gaps":
        pixels = pixels.astype(np.float32)
        pixels[3:16, 4:18] = np.nan
        pixels[9, 9] = np.inf
    wanted = plain(pixels, rule)
    found = local_threshold(pixels, rule)
    assert np.array_equal(np.isnan(found), np.isnan(wanted))
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-6, nan_ok=True)
    clear = ~(np.abs(pixels - wanted) < 1e-6)
    assert (local_binarise(pixels, rule) == (pixels > wanted))[clear].all()
    volume = np.stack([pixels, pixels[::-1]])
    assert np.array_equal(local_binarise(volume, rule)[0], local_binarise(pixels, rule))


def test_uneven_light_defeats_one_threshold_and_not_a_local_one():
    y, x = np.indices((200, 240))
    truth = ((y // 10) + (x // 10)) % 2 == 0
    light = 0.25 + 0.75 * x / 239
    pixels = (light * np.where(truth, 230, 110)).astype(np.uint8)
    assert ((pixels > otsu(pixels)) == truth).mean() < 0.85
    assert (local_binarise(pixels, LocalRule("mean", 41)) == truth).mean() > 0.97


def test_rules_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="odd"):
        LocalRule("mean", 10)
    with pytest.raises(ValueError, match="kind"):
        LocalRule("median", 11)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not empty"):
        local_threshold(np.zeros(9), LocalRule("mean", 3))
