"""Ensembles: sums of counts, the two means, bands, common lags; and the batched count."""

import numpy as np
import pytest

from geodesk.morphology import correlations, force_kernel_path, kernel_paths
from geodesk.morphology.batch import correlations_batch
from geodesk.morphology.ensemble import Ensemble, Member, MixedPixelSizes, coarsest_steps


@pytest.fixture(autouse=True)
def default_path(monkeypatch):
    monkeypatch.delenv("GEODESK_KERNEL", raising=False)
    yield
    force_kernel_path(None)


def member(name, pixels, threshold, step=None, **options):
    found = correlations(pixels, (1, 0), threshold=threshold, **options)
    return Member(name, {"x": found[1], "y": found[0]}, {"x": step, "y": step} if step else {})


def noise(seed, shape, level=255):
    return np.random.default_rng(seed).integers(0, level + 1, shape).astype(np.uint8)


def stripes(length, pixels, period):
    """Grey stripes across x: a picture of some physical length, sampled."""
    x = (np.arange(pixels) + 0.5) * length / pixels
    return np.broadcast_to(np.where(x % period < period / 2, np.uint8(200), np.uint8(0)), (8, pixels))


# The batch


@pytest.mark.parametrize("path", kernel_paths())
def test_a_batch_counts_what_single_calls_count_on_every_code_path(path):
    force_kernel_path(path)
    rng = np.random.default_rng(5)
    shapes = [(1, 1), (1, 70), (70, 1), (3, 5), (63, 64), (65, 130), (33, 513), (520, 40), (100, 1030)]
    for shape in shapes:
        dtype = rng.choice([np.uint8, np.uint16])
        stack = rng.integers(0, np.iinfo(dtype).max, (3, *shape), dtype=dtype, endpoint=True)
        stack[2] = rng.choice([0, np.iinfo(dtype).max])
        thresholds = rng.integers(-2, int(np.iinfo(dtype).max) + 2, 3).tolist()
        _equal_to_single_calls(stack, thresholds, None)
        _equal_to_single_calls(stack, thresholds, int(rng.integers(0, 70)))


def _equal_to_single_calls(stack, thresholds, r_max, **options):
    found = correlations_batch(stack, thresholds, r_max, **options)
    for k, (picture, t) in enumerate(zip(stack, thresholds, strict=True)):
        lags = [min(n - 1, n // 2 if r_max is None else r_max) for n in picture.shape]
        wanted = correlations(picture, (0, 1), lags, threshold=t)
        for name, axis in (("y", 0), ("x", 1)):
            for function in ("two_point", "lineal_path"):
                for phase in (0, 1):
                    ours = getattr(found.directions[name], function)[phase]
                    theirs = getattr(wanted[axis], function)[phase]
                    assert ours.counts[k].tolist() == theirs.counts.tolist()
                    assert ours.totals[k].tolist() == theirs.totals.tolist()


@pytest.mark.parametrize("make", [
    lambda s: s[:, ::-1, ::2],
    lambda s: np.asfortranarray(s),
    lambda s: s.astype(">u2"),
    lambda s: s.astype(np.int32) - 100,
    lambda s: s > 100,
    lambda s: np.where(s < 20, np.nan, s).astype(np.float32),
])  # fmt: skip
def test_a_batch_takes_any_layout_and_type(make):
    stack = make(noise(1, (4, 40, 66)))
    _equal_to_single_calls(stack, [60, 60.5, 0, 100.2], 20, threads=2)


def test_a_batch_is_the_same_with_any_number_of_threads():
    stack = noise(2, (37, 50, 60))
    one, three = (correlations_batch(stack, 90, threads=n) for n in (1, 3))
    for name in ("x", "y"):
        a, b = one.directions[name].lineal_path[0], three.directions[name].lineal_path[0]
        assert np.array_equal(a.counts, b.counts)


@pytest.mark.parametrize("stack, threshold, r_max", [
    (np.zeros((4, 4), np.uint8), 1, None),
    (np.zeros((0, 4, 4), np.uint8), 1, None),
    (np.zeros((2, 4, 4), np.uint8), [1, 2, 3], None),
    (np.zeros((2, 4, 4), np.uint8), float("nan"), None),
    (np.zeros((2, 4, 4), np.uint8), 1, -1),
])  # fmt: skip
def test_a_batch_refuses_what_makes_no_sense(stack, threshold, r_max):
    with pytest.raises(ValueError):
        correlations_batch(stack, threshold, r_max)


# The ensemble


def test_pooled_and_mean_are_what_their_names_say():
    pictures = [noise(3, (20, 30)), noise(4, (60, 50)), noise(5, (41, 90))]
    levels = [100, 128, 200]
    members = [member(str(k), p, t) for k, (p, t) in enumerate(zip(pictures, levels, strict=True))]
    found = Ensemble.of(members, r_max=9)
    s2 = found.directions["x"].two_point[1]
    counts = np.zeros(10, int)
    totals = np.zeros(10, int)
    single = []
    for picture, t in zip(pictures, levels, strict=True):
        inside = picture > t
        n = picture.shape[1]
        own = [int((inside[:, : n - r] & inside[:, r:]).sum()) for r in range(10)]
        area = [picture.shape[0] * (n - r) for r in range(10)]
        counts += own
        totals += area
        single.append(np.divide(own, area))
    assert s2.pooled_counts.dtype == np.int64 and s2.pooled_counts.tolist() == counts.tolist()
    assert s2.pooled_totals.tolist() == totals.tolist()
    assert s2.pooled.tolist() == (counts / totals).tolist()
    assert s2.mean == pytest.approx(np.mean(single, axis=0), abs=1e-14)
    assert s2.sd == pytest.approx(np.std(single, axis=0, ddof=1), abs=1e-14)
    assert s2.percentiles([5, 50]) == pytest.approx(np.percentile(single, [5, 50], axis=0), abs=1e-14)
    assert s2.n.tolist() == [3] * 10
    assert not np.allclose(s2.pooled, s2.mean)


def test_the_lags_are_those_all_pictures_have():
    found = Ensemble.of([member("a", noise(1, (20, 31)), 99), member("b", noise(1, (12, 90)), 99)])
    assert (found.directions["x"].lags, found.directions["y"].lags) == (31, 12)


def test_a_picture_whose_mask_leaves_no_pair_at_a_lag_does_not_count_there():
    masked = noise(6, (9, 12)).astype(np.float32)
    masked[:, 5:] = np.nan
    found = Ensemble.of([member("a", masked, 99), member("b", noise(7, (9, 12)), 99)])
    s2 = found.directions["x"].two_point[0]
    assert s2.n.tolist() == [2] * 5 + [1] * 7
    assert s2.mean[6] == s2.probabilities[1, 6] == s2.percentiles(50)[0, 6]
    assert np.isnan(s2.sd[6]) and not np.isnan(s2.sd[4])


def test_one_picture_has_a_mean_and_no_deviation():
    s2 = Ensemble.of([member("a", noise(1, (9, 9)), 99)]).directions["y"].two_point[1]
    assert s2.mean.tolist() == s2.pooled.tolist() and np.isnan(s2.sd).all()


@pytest.mark.parametrize("steps, lags, words", [
    ((1e-6, None), "same", "unknown"),
    ((None, 1e-6), "same", "unknown"),
    ((1e-6, None), "length", "unknown"),
    ((None, None), "length", "unknown"),
    ((1e-6, 1.01e-6), "same", "p1 has another pixel size than p0"),
])  # fmt: skip
def test_pixel_sizes_that_do_not_fit_are_refused(steps, lags, words):
    members = [member(f"p{k}", noise(k, (9, 9)), 99, step) for k, step in enumerate(steps)]
    with pytest.raises(MixedPixelSizes, match=words):
        Ensemble.of(members, lags=lags)
    assert Ensemble.of(members, lags="pixel").directions["x"].step_m is None


@pytest.mark.parametrize("steps, en, es", [
    ([2e-7, 2e-7, 4e-7, 2e-7], "p2 has another pixel size than p0 and 2 more: choose",
     "p2 tiene un tamaño de píxel distinto del de p0 y 2 más: elija"),
    ([4e-7, *[2e-7] * 8, *[1e-7, 3e-7] * 3],
     "p0, p9, p10, p11, p12 and 2 more have another pixel size than p1 and 7 more: choose",
     "p0, p9, p10, p11, p12 y 2 más tienen un tamaño de píxel distinto del de p1 y 7 más"),
    ([2e-7, None, 4e-7, None],
     "The pixel size of p1, p3 is unknown, so lags there are no lengths: correct it, leave those pictures",
     "No se conoce el tamaño de píxel de p1, p3, así que ahí los desfases"),
])  # fmt: skip
def test_all_whose_pixel_size_does_not_fit_are_named_at_most_five(steps, en, es):
    members = [member(f"p{k}", noise(k, (9, 9)), 99, step) for k, step in enumerate(steps)]
    with pytest.raises(MixedPixelSizes) as refused:
        Ensemble.of(members)
    assert refused.value.sentence.en.startswith(en) and refused.value.sentence.es.startswith(es)


def test_pixel_sizes_that_differ_by_rounding_are_one_size():
    members = [member("a", noise(1, (9, 9)), 99, 31.0059e-9), member("b", noise(2, (9, 9)), 99, 31.006e-9)]
    for lags in ("same", "pixel", "length"):
        found = Ensemble.of(members, lags=lags)
        assert found.directions["x"].step_m == 31.006e-9 and not found.interpolated


def test_mixed_pixel_sizes_share_physical_lags():
    # The same stripes at 1, 2 and 4 pixels a micrometre: on whole pixels nothing is lost.
    period = 16.0
    members = [member(f"{k}", stripes(128.0, 128 * k, period), 99, 1e-6 / k) for k in (1, 2, 4)]
    found = Ensemble.of(members, lags="length")
    s2 = found.directions["x"].two_point[1]
    assert found.interpolated and found.directions["x"].step_m == 1e-6
    for k, row in zip((1, 2, 4), s2.probabilities, strict=True):
        own = correlations(stripes(128.0, 128 * k, period), (1,), threshold=99)[1].two_point[1].probability
        assert row.tolist() == own[::k][: len(row)].tolist()
    # Equal areas weigh the same, though the finest picture has 16 times the pixels of the coarsest.
    assert s2.weights.tolist() == [1, 1 / 4, 1 / 16]
    alone = Ensemble.of(members[:1], lags="length").directions["x"].two_point[1]
    assert s2.pooled == pytest.approx(alone.pooled[: len(s2.pooled)], abs=0.02)


def test_a_common_step_between_the_pixels_is_interpolated():
    fine, coarse = member("f", noise(1, (40, 60)), 99, 2e-7), member("c", noise(2, (40, 60)), 99, 3e-7)
    assert coarsest_steps([fine, coarse]) == {"x": 3e-7, "y": 3e-7}
    assert coarsest_steps([fine, member("u", noise(1, (5, 5)), 9)]) == {}
    found = Ensemble.of([fine, coarse], lags="length").directions["x"].lineal_path[0]
    counts = fine.curves["x"].lineal_path[0].counts
    assert found.counts[0, :3].tolist() == [counts[0], (counts[1] + counts[2]) / 2, counts[3]]
    assert found.counts.shape[1] == 1 + 59 * 2 // 3
    wide = Ensemble.of([fine, coarse], lags="length", steps={"x": 6e-7, "y": 6e-7}).directions["y"]
    assert wide.step_m == 6e-7 and wide.two_point[0].counts[0, 2] == fine.curves["y"].two_point[0].counts[6]
    with pytest.raises(ValueError, match="coarsest"):
        Ensemble.of([fine, coarse], lags="length", steps={"x": 1e-7})


def test_an_ensemble_of_nothing_or_of_nothing_in_common_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Ensemble.of([])
    one = member("a", noise(1, (9, 9)), 99)
    with pytest.raises(ValueError, match="in common"):
        Ensemble.of([Member("a", {"x": one.curves["x"]}), Member("b", {"y": one.curves["y"]})])
    with pytest.raises(ValueError, match="r_max"):
        Ensemble.of([one], r_max=-1)
