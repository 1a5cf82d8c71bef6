"""Both functions along diagonals and the radial average, against the definitions and exact structures."""

import itertools
import math

import numpy as np
import pytest

from geodesk.morphology import (
    DIRECTIONS,
    correlations,
    directional,
    force_kernel_path,
    kernel_paths,
    label_correlations,
    lag_length,
    longest_lag,
    radial_average,
)
from geodesk.morphology.radial import STEPS_2D, STEPS_3D
from tests.unit.morphology import reference

STEPS = {"diag1": (1, 1), "diag2": (-1, 1)}


@pytest.fixture(autouse=True)
def default_path():
    yield
    force_kernel_path(None)


def random_case(generator, longest=40):
    """A picture or volume, its mask or none, and whether it is periodic."""
    dimensions = int(generator.integers(2, 4))
    shape = tuple(int(n) for n in generator.integers(1, 12 if dimensions == 3 else longest, dimensions))
    periodic = bool(generator.random() < 0.4)
    if periodic:
        shape = shape[:-2] + (shape[-1],) * 2
    picture = generator.random(shape) < generator.choice([0.05, 0.4, 0.5, 0.95, 1.0])
    mask = generator.random(shape) < 0.9 if generator.random() < 0.4 else None
    return picture, mask, periodic


def flat(step, ndim):
    """A step within the pages, as a vector of the array."""
    return (0,) * (ndim - 2) + step


@pytest.mark.parametrize("seed", range(12))
def test_random_diagonals_agree_with_the_definitions(seed):
    generator = np.random.default_rng(seed)
    force_kernel_path(kernel_paths()[seed % len(kernel_paths())])
    for _ in range(40):
        picture, mask, periodic = random_case(generator)
        valid = reference.everything(picture.shape) if mask is None else mask
        last = min(picture.shape[-2:]) - 1
        last = None if generator.random() < 0.5 else int(generator.integers(last + 1))
        found = directional(picture, STEPS, last, periodic, mask)
        for name, step in STEPS.items():
            one = found[name]
            reach = len(one.distance) - 1
            vector = flat(step, picture.ndim)
            assert one.axis is None and one.direction == name
            np.testing.assert_allclose(one.distance, np.arange(reach + 1) * math.sqrt(2))
            for count, results in (
                (reference.vector_pairs, one.two_point),
                (reference.vector_segments, one.lineal_path),
            ):
                totals = count(valid, vector, reach, periodic)
                for phase in (0, 1):
                    counts = count((picture == phase) & valid, vector, reach, periodic)
                    assert results[phase].counts.tolist() == counts
                    assert results[phase].totals.tolist() == totals


@pytest.mark.parametrize("seed", range(12))
def test_random_radial_averages_agree_with_the_definitions(seed):
    generator = np.random.default_rng(100 + seed)
    force_kernel_path(kernel_paths()[seed % len(kernel_paths())])
    for _ in range(6):
        picture, mask, periodic = random_case(generator, 24)
        valid = reference.everything(picture.shape) if mask is None else mask
        last = int(generator.integers(min(picture.shape)))
        found = directional(picture, ["radial"], last, periodic, mask)["radial"]
        steps = [s[3 - picture.ndim :] for s in (STEPS_2D if picture.ndim == 2 else STEPS_3D)]
        exact = radial_average(picture, min(last, 6), periodic, mask)
        for phase in (0, 1):
            flags = (picture == phase) & valid
            sampled = found.two_point[phase]
            assert sampled.counts.tolist() == reference.radial_pairs(flags, steps, last, periodic)
            assert sampled.totals.tolist() == reference.radial_pairs(valid, steps, last, periodic)
            assert not found.lineal_path[phase].totals.any()
            assert np.isnan(found.lineal_path[phase].probability).all()
            every = exact.two_point[phase]
            assert every.counts.tolist() == reference.all_pairs(flags, min(last, 6), periodic)
            assert every.totals.tolist() == reference.all_pairs(valid, min(last, 6), periodic)
            same = min(last, 3 if picture.ndim == 2 else 1, 6) + 1
            assert sampled.counts[:same].tolist() == every.counts[:same].tolist()


@pytest.mark.parametrize("path", kernel_paths())
@pytest.mark.parametrize("shape", [(130, 700), (700, 130), (600, 600), (3, 140, 530)], ids=str)
def test_larger_pictures_on_every_code_path(path, shape):
    force_kernel_path(path)
    picture = np.random.default_rng(list(shape)).random(shape) < 0.7
    found = directional(
        picture, [*STEPS, "radial"], {"diag1": 129, "diag2": 129, "radial": min(70, min(shape) - 1)}
    )
    for name, step in STEPS.items():
        for phase in (0, 1):
            counts = reference.vector_pairs(picture == phase, flat(step, len(shape)), 129, False)
            assert found[name].two_point[phase].counts.tolist() == counts
            counts = reference.vector_segments(picture == phase, flat(step, len(shape)), 129, False)
            assert found[name].lineal_path[phase].counts.tolist() == counts
    steps = [s[3 - len(shape) :] for s in (STEPS_2D if len(shape) == 2 else STEPS_3D)]
    last = len(found["radial"].distance) - 1
    for phase in (0, 1):
        counts = reference.radial_pairs(picture == phase, steps, last, False)
        assert found["radial"].two_point[phase].counts.tolist() == counts


def test_there_are_sixteen_directions_and_thirteen():
    assert len({step for step in STEPS_2D}) == 16 and len({step for step in STEPS_3D}) == 13
    for steps in (STEPS_2D, STEPS_3D):
        # None is a multiple or the opposite of another.
        units = {tuple(np.round(np.array(s) / math.hypot(*s), 9)) for s in steps}
        assert len(units | {tuple(-x for x in u) for u in units}) == 2 * len(steps)


def test_any_number_of_threads_counts_the_same():
    grey = np.random.default_rng(3).integers(0, 256, (1100, 1060), np.uint8)
    alone = directional(grey, r_max=90, threshold=120, threads=1)
    for threads in (2, 5):
        shared = directional(grey, r_max=90, threshold=120, threads=threads)
        for name, one in alone.items():
            for phase in (0, 1):
                for function in ("two_point", "lineal_path"):
                    a, b = getattr(one, function)[phase], getattr(shared[name], function)[phase]
                    assert a.counts.tolist() == b.counts.tolist() and a.totals.tolist() == b.totals.tolist()


def test_axes_are_those_of_correlations():
    volume = np.random.default_rng(4).random((9, 20, 30)) < 0.4
    by_name, by_axis = directional(volume, ["z", "x", "y"], 8), correlations(volume, r_max=8)
    assert list(by_name) == ["z", "x", "y"]
    for name, axis in (("x", 2), ("y", 1), ("z", 0)):
        assert by_name[name].axis == by_axis[axis].axis == axis
        assert by_name[name].direction == by_axis[axis].direction == name
        assert by_name[name].distance.tolist() == list(range(9))
        for phase in (0, 1):
            assert (
                by_name[name].two_point[phase].counts.tolist()
                == by_axis[axis].two_point[phase].counts.tolist()
            )


def test_phases_apart_are_what_is_left():
    picture = np.random.default_rng(5).random((40, 50)) < 0.3
    for name, one in directional(picture).items():
        assert (
            one.cross.counts + one.two_point[0].counts + one.two_point[1].counts == one.cross.totals
        ).all()
        if name == "x":
            apart = [(picture[:, r:] != picture[:, : 50 - r]).sum() for r in range(50)]
            assert one.cross.counts.tolist() == apart


# Structures that are known exactly


@pytest.mark.parametrize(("c", "cells"), [(1, 6), (3, 10), (16, 8), (65, 2)])
def test_checkerboard(c, cells):
    n = c * cells
    y, x = np.indices((n, n)) // c
    board = (x + y) % 2 == 0
    r = np.arange(n)
    wave = np.abs(1 - (r % (2 * c)) / c) * 2 - 1  # period 2 c, from 1 to -1
    s2 = (1 + wave * wave) / 4
    for name in STEPS:
        for phase in (0, 1):
            found = directional(board, [name], periodic=True)[name].two_point[phase]
            assert found.probability == pytest.approx(s2, abs=1e-14)


@pytest.mark.parametrize(("a", "period"), [(3, 8), (5, 6), (40, 100)])
def test_stripes(a, period):
    n = 3 * period
    y, x = np.indices((n, n))
    r = np.arange(n)
    within = r % period
    across = (np.maximum(a - within, 0) + np.maximum(a - period + within, 0)) / period
    path = np.maximum(a - r, 0) / period
    upright = directional(x % period < a, STEPS, periodic=True)
    slanted = directional((x - y) % period < a, STEPS, periodic=True)
    for name in STEPS:
        assert upright[name].two_point[1].probability == pytest.approx(across, abs=1e-14)
        assert upright[name].lineal_path[1].probability == pytest.approx(path, abs=1e-14)
    assert slanted["diag1"].two_point[1].probability == pytest.approx(np.full(n, a / period), abs=1e-14)
    assert slanted["diag1"].lineal_path[1].probability == pytest.approx(np.full(n, a / period), abs=1e-14)
    doubled = 2 * r % period
    twice = (np.maximum(a - doubled, 0) + np.maximum(a - period + doubled, 0)) / period
    assert slanted["diag2"].two_point[1].probability == pytest.approx(twice, abs=1e-14)


def test_independent_pixels():
    field = np.random.default_rng(11).random((768, 768)) < 0.5
    found = directional(field, [*STEPS, "radial"], 10)
    for name, one in found.items():
        for phase in (0, 1):
            assert np.abs(one.two_point[phase].probability[1:] - 0.25).max() < 0.005
            if name != "radial":
                expected = 0.5 ** (np.arange(11) + 1)
                assert np.abs(one.lineal_path[phase].probability - expected).max() < 0.005


@pytest.mark.parametrize(
    ("dimensions", "size", "radius", "pictures"), [(2, 256, 8, 24), (3, 56, 6, 12)], ids=["discs", "spheres"]
)
def test_overlapping_balls(dimensions, size, radius, pictures):
    ball = reference.ball_content(dimensions, radius)
    density = math.log(2) / ball
    generator = np.random.default_rng(dimensions)
    found, every = [], []
    for _ in range(pictures):
        field = reference.overlapping_balls(generator, size, dimensions, radius, density)
        found.append(directional(field, [*STEPS, "radial"], 3 * radius))
        every.append(radial_average(field, 3 * radius))
    void = math.exp(-density * ball)
    for name in found[0]:
        distance = found[0][name].distance
        exact = np.array(
            [math.exp(-density * reference.two_balls_content(dimensions, radius, d)) for d in distance]
        )
        for phase, expected in ((0, exact), (1, 1 - 2 * void + exact)):
            values = np.array([f[name].two_point[phase].probability for f in found])
            error = values.std(axis=0, ddof=1) / math.sqrt(pictures)
            assert error.max() < 0.02
            # The pairs of a bin are not all equally far apart: S2 bends by so much within half a pixel.
            bend = 0.004 if name == "radial" else 0
            assert (np.abs(values.mean(axis=0) - expected) < 4.5 * error + bend).all(), (name, phase)
    # The sample of directions, read at its own distances, agrees with all pairs.
    for sampled, whole in zip(found, every, strict=True):
        for phase in (0, 1):
            near = np.interp(sampled["radial"].distance, whole.distance, whole.two_point[phase].probability)
            difference = np.abs(sampled["radial"].two_point[phase].probability - near)
            assert difference[1:-1].max() < (0.012 if dimensions == 2 else 0.03)


# Labels


@pytest.mark.parametrize("seed", range(6))
def test_label_images_agree_with_the_definitions(seed):
    generator = np.random.default_rng(seed)
    for _ in range(4):
        picture, mask, periodic = random_case(generator, 20)
        image = generator.integers(-1, 3, picture.shape)
        valid = reference.everything(picture.shape) if mask is None else mask
        wanted = [2, -1, 7, 0]
        found = label_correlations(image, wanted, None, None, periodic, mask)
        assert set(found) == {"x", "y", "diag1", "diag2", "radial"} | ({"z"} if image.ndim == 3 else set())
        for name, one in found.items():
            assert list(one.two_point) == list(one.lineal_path) == wanted
            assert list(one.cross) == list(itertools.combinations(wanted, 2))
            alone = directional(image == 2, [name], None, periodic, mask)[name]
            assert one.two_point[2].counts.tolist() == alone.two_point[1].counts.tolist()
            assert one.lineal_path[2].counts.tolist() == alone.lineal_path[1].counts.tolist()
            assert one.two_point[2].totals.tolist() == alone.two_point[1].totals.tolist()
            assert not one.two_point[7].counts.any()
            assert one.distance.tolist() == alone.distance.tolist()
        for name, step in STEPS.items():
            vector = flat(step, image.ndim)
            for a, b in found[name].cross:
                first, second = (image == a) & valid, (image == b) & valid
                counts = [
                    int((first & reference.moved(second, [r * p for p in vector], periodic)).sum())
                    + int((second & reference.moved(first, [r * p for p in vector], periodic)).sum())
                    for r in range(len(found[name].distance))
                ]
                counts[0] = 0
                assert found[name].cross[a, b].counts.tolist() == counts


def test_all_labels_add_up():
    image = np.random.default_rng(2).integers(0, 5, (33, 40))
    for one in label_correlations(image).values():
        shares = [*one.two_point.values(), *one.cross.values()]
        assert len(shares) == 5 + 10
        np.testing.assert_array_equal(sum(share.counts for share in shares), shares[0].totals)


def test_two_labels_are_the_two_phases():
    picture = np.random.default_rng(2).random((30, 30)) < 0.4
    both = directional(picture, ["diag2"])["diag2"]
    labels = label_correlations(picture, directions=["diag2"])["diag2"]
    assert labels.cross[0, 1].counts.tolist() == both.cross.counts.tolist()
    assert labels.cross[0, 1].totals.tolist() == both.cross.totals.tolist()


# Corner cases


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (1, 1, 1), (3, 1, 4)], ids=str)
def test_the_smallest_pictures(shape):
    for value in (False, True):
        found = directional(np.full(shape, value))
        assert list(found) == [name for name in DIRECTIONS if name != "z" or len(shape) == 3]
        for name, one in found.items():
            assert len(one.distance) == longest_lag(shape, name) + 1
            assert one.two_point[value].probability.tolist() == [1.0] * len(one.distance)
            assert one.two_point[not value].probability.tolist() == [0.0] * len(one.distance)
            if name != "radial":
                assert one.lineal_path[value].probability.tolist() == [1.0] * len(one.distance)


def test_a_mask_that_leaves_nothing_gives_not_a_number():
    found = directional(np.ones((4, 5), bool), mask=np.zeros((4, 5), bool))
    for one in found.values():
        for phase in (0, 1):
            assert not one.two_point[phase].totals.any()
            assert np.isnan(one.two_point[phase].probability).all()
    assert label_correlations(np.ones((4, 5), int), mask=np.zeros((4, 5)) != 0)["x"].two_point == {}


def test_periodic_pages_that_are_not_square_have_no_diagonals():
    picture = np.random.default_rng(1).random((6, 9)) < 0.5
    assert list(directional(picture, periodic=True)) == ["x", "y", "radial"]
    for name in STEPS:
        with pytest.raises(ValueError, match="square pages, and these have 6 x 9"):
            directional(picture, [name], periodic=True)


def test_what_makes_no_sense_is_refused():
    picture = np.ones((20, 30), np.uint8)
    for wrong, message in (
        ({"directions": ["x", "w"]}, "no direction 'w'"),
        ({"directions": ["z"]}, "no direction 'z'"),
        ({"directions": ["x", "y", "x"]}, "named twice"),
        ({"directions": ["diag1"], "r_max": 20}, "0…19 along diag1"),
        ({"directions": ["x"], "r_max": -1}, "0…29 along x"),
        ({"directions": ["radial"], "r_max": {"radial": 20}}, "0…19 along radial"),
        ({"threshold": np.nan}, "NaN"),
        ({"mask": np.ones((30, 20), bool)}, "mask has shape"),
        ({"array": picture * 2, "phase": 0}, "none equal to phase 0"),
        ({"array": picture[0]}, "2 or 3 dimensions"),
        ({"array": picture[:0]}, "no pixels"),
        ({"array": np.broadcast_to(picture[:1, :1], (1, 1 << 30))}, "more than 1073741823 pixels"),
    ):
        with pytest.raises(ValueError, match=message):
            directional(**({"array": picture} | wrong))
    with pytest.raises(ValueError, match="0…19 along radial"):
        radial_average(picture, 20)
    with pytest.raises(ValueError, match="40 labels"):
        label_correlations(np.arange(40).reshape(5, 8))
    with pytest.raises(ValueError, match="named twice"):
        label_correlations(picture, [1, 1])
    with pytest.raises(TypeError, match="threshold"):
        directional(picture.astype(float))
    with pytest.raises(TypeError):
        directional(picture, ["x"], 2.5)


def test_lengths_of_lags():
    assert lag_length("x", (3, 4)) == 4 and lag_length("y", (3, 4)) == 3
    assert lag_length("diag1", (3, 4)) == lag_length("diag2", (9, 3, 4)) == 5
    assert lag_length("z", (9, 3, 4)) == 9
    assert lag_length("radial", (2, 2)) == 2
    with pytest.raises(ValueError, match="equal sides"):
        lag_length("radial", (3, 4))
    with pytest.raises(ValueError, match="'z'"):
        lag_length("z", (3, 4))
