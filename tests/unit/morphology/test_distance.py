"""Distances between ensembles against known laws: values, intervals that hold the truth, floors."""

import numpy as np
import pytest

from geodesk.morphology.batch import correlations_batch
from geodesk.morphology.distance import ALL, difference, distances, floor
from geodesk.morphology.ensemble import Ensemble, Member
from geodesk.morphology.resampling import NotComparable


def bernoulli(seed, phi, pictures=15, side=24, r_max=8):
    """Pictures of independent pixels: S2 = φ², L = φ^(r + 1)."""
    stack = np.random.default_rng(seed).random((pictures, side, side)) < phi
    return correlations_batch(stack, 0, r_max)


def truth(phi_a, phi_b, function, phase, lags):
    r = np.arange(lags)
    a, b = (phi if phase else 1 - phi for phi in (phi_a, phi_b))
    if function == "two_point":
        return np.where(r == 0, a - b, a**2 - b**2)
    return a ** (r + 1) - b ** (r + 1)


def by_key(found):
    return {(d.function, d.phase, d.direction): d for d in found}


def test_distances_are_norms_of_the_difference_of_the_pooled_curves():
    a, b = bernoulli(1, 0.3), bernoulli(2, 0.5, pictures=9)
    found = by_key(distances(a, b, r_max=5, resamples=20))
    assert len(found) == 2 * 2 * 3
    for function in ("two_point", "lineal_path"):
        for phase in (0, 1):
            apart = {}
            for name in ("x", "y"):
                curves = (getattr(e.directions[name], function)[phase].pooled[:6] for e in (a, b))
                apart[name] = np.subtract(*curves)
                one = found[function, phase, name]
                assert one.rms == pytest.approx(np.sqrt(np.mean(apart[name] ** 2)))
                assert one.maximum == np.abs(apart[name])[one.maximum_at] == np.abs(apart[name]).max()
                assert one.lags == 6
            both = found[function, phase, ALL]
            every = np.concatenate(list(apart.values()))
            assert both.rms == pytest.approx(np.sqrt(np.mean(every**2))) and both.lags == 12
            assert both.maximum == np.abs(every).max() and both.maximum_at is None


@pytest.mark.parametrize("phi_b", [0.4, 0.41, 0.5])
def test_the_intervals_hold_the_true_distance_as_often_as_they_say(phi_b):
    held = {"rms": 0, "maximum": 0}
    runs = 60
    for k in range(runs):
        found = by_key(distances(bernoulli(2 * k, 0.4), bernoulli(2 * k + 1, phi_b), resamples=200, seed=k))
        one = found["two_point", 1, ALL]
        apart = truth(0.4, phi_b, "two_point", 1, 9)
        low, high = one.rms_interval
        held["rms"] += low <= np.sqrt(np.mean(apart**2)) <= high
        low, high = one.maximum_interval
        held["maximum"] += low <= np.abs(apart).max() <= high
    assert min(held.values()) >= 0.88 * runs


@pytest.mark.parametrize("few", [2, 3, 5])
def test_the_intervals_of_few_pictures_hold_the_true_distance_too(few):
    # Pictures that differ in their phase fraction, as those of a rock do: at lag 0, S2 is that fraction.
    rng = np.random.default_rng(few)

    def ensemble(pictures, phi):
        own = rng.normal(phi, 0.05, (pictures, 1, 1))
        return correlations_batch(rng.random((pictures, 40, 40)) < own, 0, 0)

    runs, held = 150, 0
    for k in range(runs):
        a, b = ensemble(few, 0.3), ensemble(30, 0.6)
        low, high = by_key(distances(a, b, resamples=100, seed=k))["two_point", 1, "x"].rms_interval
        held += low <= 0.3 <= high
    assert held >= 0.9 * runs


def test_equal_laws_are_not_told_apart_and_unlike_ones_are():
    same = by_key(distances(bernoulli(1, 0.4), bernoulli(2, 0.4)))["two_point", 1, ALL]
    apart = by_key(distances(bernoulli(1, 0.4), bernoulli(2, 0.5)))["two_point", 1, ALL]
    assert same.rms_interval[0] == 0 and same.rms > 0
    assert apart.rms_interval[0] > 0 and apart.maximum_interval[0] > 0


def test_the_seed_decides_and_nothing_else():
    a, b = bernoulli(1, 0.4), bernoulli(2, 0.45)
    assert distances(a, b, seed=3) == distances(a, b, seed=3)
    assert distances(a, b, seed=3) != distances(a, b, seed=4)


def test_pictures_of_one_group_are_drawn_together():
    # Each picture five times over: to draw copies apart would pretend to five times the pictures.
    rng = np.random.default_rng(0)
    single = [rng.random((6, 24, 24)) < phi for phi in (0.4, 0.42)]
    copied = [correlations_batch(np.repeat(stack, 5, axis=0), 0, 8) for stack in single]
    plain = [correlations_batch(stack, 0, 8) for stack in single]
    groups = [k // 5 for k in range(30)]
    wide = by_key(distances(*copied, groups_a=groups, groups_b=groups, resamples=400))
    right = by_key(distances(*plain, resamples=400))
    narrow = by_key(distances(*copied, resamples=400))
    key = ("two_point", 1, ALL)
    assert wide[key].rms_interval == pytest.approx(right[key].rms_interval, rel=1e-9)
    assert narrow[key].rms_interval[1] < wide[key].rms_interval[1]
    with pytest.raises(ValueError, match="groups"):
        distances(*copied, groups_a=[1, 2])


def test_no_interval_reaches_beyond_what_probabilities_can_differ_by():
    a = correlations_batch(np.random.default_rng(1).random((2, 24, 24)) < [[[0.1]], [[0.6]]], 0, 8)
    b = bernoulli(2, 0.9, pictures=2)
    found = distances(a, b)
    assert max(d.rms_interval[1] for d in found) == max(d.maximum_interval[1] for d in found) == 1
    band = difference(a, b, "two_point", 1, "x")
    assert band.low.min() == -1 and band.high.max() <= 1


def test_one_picture_has_a_distance_and_no_interval():
    one = by_key(distances(bernoulli(1, 0.4, pictures=1), bernoulli(2, 0.5)))["lineal_path", 0, "x"]
    assert one.rms > 0 and np.isnan(one.rms_interval).all() and np.isnan(one.maximum_interval).all()
    halves = floor(bernoulli(1, 0.4, pictures=1))
    assert all(np.isnan(f.rms).all() and np.isnan(f.maximum).all() for f in halves)


def test_the_floor_is_what_chance_alone_does():
    # The pooled phase fraction of n pixels scatters by sqrt(φ(1-φ)/n); two halves of N pixels by twice that
    # of all.
    pictures, side, phi = 40, 24, 0.4
    halves = {
        (f.function, f.phase, f.direction): f
        for f in floor(bernoulli(3, phi, pictures, side, r_max=0), splits=400)
    }
    one = halves["two_point", 1, "x"]
    sigma = 2 * np.sqrt(phi * (1 - phi) / (pictures * side**2))
    assert one.rms[0] == pytest.approx(0.6745 * sigma, rel=0.35)  # the median of |normal|
    assert one.rms[1] == pytest.approx(1.96 * sigma, rel=0.35)
    same = by_key(distances(bernoulli(3, phi, 40), bernoulli(4, phi, 40)))["two_point", 1, ALL]
    apart = by_key(distances(bernoulli(3, phi, 40), bernoulli(4, 0.45, 40)))["two_point", 1, ALL]
    high = {(f.function, f.phase, f.direction): f for f in floor(bernoulli(3, phi, 40))}
    assert same.rms < high["two_point", 1, ALL].rms[1] < apart.rms


def test_the_band_of_the_difference_holds_all_of_the_true_curve():
    held = 0
    for k in range(40):
        found = difference(
            bernoulli(2 * k, 0.4), bernoulli(2 * k + 1, 0.45), "lineal_path", 1, "x", resamples=200, seed=k
        )
        true = truth(0.4, 0.45, "lineal_path", 1, 9)
        held += bool(((found.low <= true) & (true <= found.high)).all())
    assert held >= 34


def test_unlike_steps_or_directions_are_refused():
    a, b = bernoulli(1, 0.4, pictures=2), bernoulli(2, 0.4, pictures=2)

    def stepped(source, step):
        curves = {"x": _single(source)}
        return Ensemble.of([Member("m", curves, {"x": step} if step else {})])

    with pytest.raises(NotComparable, match="not the same length.*ask for lags as lengths"):
        distances(stepped(a, 1e-6), stepped(b, 2e-6))
    with pytest.raises(NotComparable, match="same length.*one has no pixel size"):
        distances(stepped(a, 1e-6), stepped(b, None))
    with pytest.raises(NotComparable, match="direction y"):
        difference(stepped(a, 1e-6), stepped(b, 1e-6), "two_point", 1, "y")
    with pytest.raises(ValueError, match="resample"):
        distances(a, b, resamples=0)


def _single(source):
    from geodesk.morphology import correlations

    return correlations(np.eye(8, dtype=bool), (1,), 3)[1]


def test_lags_that_not_all_pictures_know_are_left_out():
    pixels = np.random.default_rng(1).random((4, 9, 12)).astype(np.float32)
    pixels[0, :, 5:] = np.nan
    a = correlations_batch(pixels, 0.5, 8)
    b = correlations_batch(np.random.default_rng(2).random((4, 9, 12)), 0.5, 8)
    found = by_key(distances(a, b, resamples=50))
    assert found["two_point", 0, "x"].lags == 5
    band = difference(a, b, "two_point", 0, "x", resamples=50)
    assert np.isnan(band.values[5:]).all() and not np.isnan(band.values[:5]).any()
