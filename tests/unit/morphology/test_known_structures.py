"""Structures whose functions are known exactly: stripes, checkerboards, random fields, balls, rock.

Formulas after S. Torquato, Random Heterogeneous Materials (2002). A field of overlapping balls sampled at
pixel centres follows the continuous S2 without error. Its lineal path is that of r + 1 points one pixel
apart, whose balls cover ball + r (two balls one pixel apart - ball), and not ball + 2 R r.
"""

import json
import math

import numpy as np
import pytest
import tifffile

from geodesk.morphology import correlations, force_kernel_path, kernel_paths, lineal_path, two_point
from tests.unit.morphology import reference


@pytest.fixture(autouse=True, params=kernel_paths())
def every_code_path(request):
    force_kernel_path(request.param)
    yield
    force_kernel_path(None)


def test_short_vectors():
    first = np.array([[int(c) for c in "110100011110"]])
    assert two_point(first, 1).counts.tolist() == [7, 4, 3, 2, 1, 1, 2, 3, 2, 2, 1, 0]
    assert two_point(first, 1).totals.tolist() == list(range(12, 0, -1))
    assert two_point(first, 1, periodic=True).counts.tolist() == [7, 4, 4, 4, 3, 4, 4, 4, 3, 4, 4, 4]
    assert two_point(first, 1, periodic=True).totals.tolist() == [12] * 12
    second = np.array([[int(c) for c in "1010111"]])
    assert lineal_path(second, 1).counts.tolist() == [5, 2, 1, 0, 0, 0, 0]
    assert lineal_path(second, 1).totals.tolist() == [7, 6, 5, 4, 3, 2, 1]
    assert lineal_path(second, 1, periodic=True).counts.tolist() == [5, 3, 2, 1, 0, 0, 0]
    assert lineal_path(second, 1, periodic=True).totals.tolist() == [7] * 7


@pytest.mark.parametrize("value", [0, 1])
def test_a_picture_of_one_phase(value):
    picture = np.full((5, 70), value)
    for function in (two_point, lineal_path):
        for periodic in (False, True):
            for phase in (0, 1):
                found = function(picture, 1, periodic=periodic, phase=phase)
                assert (found.probability == (phase == value)).all()


@pytest.mark.parametrize(("a", "period"), [(1, 2), (3, 8), (5, 6), (40, 100), (1, 100)])
def test_stripes(a, period):
    n = 6 * period
    stripes = np.tile(np.arange(n) % period < a, (7, 1))
    r = np.arange(n)
    within = r % period
    across = (np.maximum(a - within, 0) + np.maximum(a - period + within, 0)) / period
    path = np.maximum(a - r, 0) / period
    for picture, axis in ((stripes, 1), (stripes.T, 0)):
        assert two_point(picture, axis, periodic=True).probability == pytest.approx(across, abs=1e-14)
        assert lineal_path(picture, axis, periodic=True).probability == pytest.approx(path, abs=1e-14)
        for function in (two_point, lineal_path):
            for periodic in (False, True):
                along = function(picture, 1 - axis, periodic=periodic).probability
                assert along == pytest.approx(np.full(7, a / period), abs=1e-14)


@pytest.mark.parametrize(("c", "cells"), [(1, 6), (3, 10), (16, 8), (65, 2)])
def test_checkerboard(c, cells):
    n = c * cells
    y, x = np.indices((n, n)) // c
    board = (x + y) % 2 == 0
    r = np.arange(n)
    s2 = np.abs(1 - (r % (2 * c)) / c) / 2
    path = np.maximum(1 - r / c, 0) / 2
    open_path = n * np.maximum(c - r, 0) / (2 * c * (n - r))
    for axis in (0, 1):
        for phase in (0, 1):
            assert two_point(board, axis, periodic=True, phase=phase).probability == pytest.approx(
                s2, abs=1e-14
            )
            found = lineal_path(board, axis, periodic=True, phase=phase)
            assert found.probability == pytest.approx(path, abs=1e-14)
            assert lineal_path(board, axis, phase=phase).probability == pytest.approx(open_path, abs=1e-14)


@pytest.mark.parametrize("phi", [0.2, 0.5, 0.8])
def test_independent_pixels(phi):
    n = 768
    field = np.random.default_rng(11).random((n, n)) < phi
    r = np.arange(1, 11)
    found = correlations(field, r_max=10)
    for axis, phase in ((0, 1), (1, 1), (0, 0), (1, 0)):
        p = phi if phase else 1 - phi
        # Standard errors of sums of overlapping products, to leading order in the number of pixels.
        pairs = np.sqrt((p**2 - p**4 + 2 * (p**3 - p**4)) / (n * (n - r)))
        assert (np.abs(found[axis].two_point[phase].probability[1:] - p**2) < 5 * pairs).all()
        for k in r:
            overlap = np.abs(np.arange(-k, k + 1))
            runs = math.sqrt((p ** (k + 1 + overlap) - p ** (2 * k + 2)).sum() / (n * (n - k)))
            assert abs(found[axis].lineal_path[phase].probability[k] - p ** (k + 1)) < 5 * runs


@pytest.mark.parametrize(
    ("dimensions", "size", "radius", "pictures"), [(2, 256, 8, 40), (2, 200, 3, 40), (3, 56, 6, 12)]
)
def test_overlapping_balls(dimensions, size, radius, pictures):
    ball = reference.ball_content(dimensions, radius)
    density = math.log(2) / ball
    generator = np.random.default_rng(dimensions * 1000 + radius)
    found = []
    for _ in range(pictures):
        field = reference.overlapping_balls(generator, size, dimensions, radius, density)
        found.append(correlations(field, r_max=3 * radius))
    r = np.arange(3 * radius + 1)
    s2_void = np.array([math.exp(-density * reference.two_balls_content(dimensions, radius, d)) for d in r])
    phi_void = math.exp(-density * ball)
    step = reference.two_balls_content(dimensions, radius, 1) - ball
    expected = {
        ("two_point", 0): s2_void,
        ("two_point", 1): 1 - 2 * phi_void + s2_void,
        ("lineal_path", 0): np.exp(-density * (ball + r * step)),
    }
    for (name, phase), exact in expected.items():
        # One value a picture, the mean over its axes: the axes of one picture are not independent.
        values = np.array(
            [np.mean([getattr(a, name)[phase].probability for a in f.values()], axis=0) for f in found]
        )
        error = values.std(axis=0, ddof=1) / math.sqrt(pictures)
        assert (np.abs(values.mean(axis=0) - exact) < 4.5 * error).all(), (name, phase)
        assert error.max() < 0.02
    # Counts of an ensemble add up, and the pixels between the points make only a small difference.
    counts = sum(f[0].lineal_path[0].counts for f in found)
    totals = sum(f[0].lineal_path[0].totals for f in found)
    sweep = 2 * radius if dimensions == 2 else math.pi * radius**2
    continuous = np.exp(-density * (ball + r * sweep))
    assert np.abs(counts / totals - continuous).max() < 0.03


@pytest.fixture(scope="module")
def berea(data):
    folder = data / "microstructures"
    published = json.loads((folder / "berea_reference.json").read_text())["S2_pore"]["berea"]
    return tifffile.imread(folder / "berea_400.tiff"), published


@pytest.mark.data
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_berea_sandstone_agrees_with_the_published_covariance(berea, axis):
    volume, published = berea
    assert volume.shape == (400, 400, 400)
    found = two_point(volume, axis, 40, phase=0).probability
    lags = [int(r) for r in published if r.isdigit()]
    assert len(lags) == 8
    for r in lags:
        assert abs(found[r] - published[str(r)][f"axis{axis}"]) < 1e-9


@pytest.mark.data
def test_the_slices_of_berea_add_up_to_the_volume(berea):
    volume = berea[0][::8]
    whole = correlations(volume, axes=[1, 2], r_max=40, phase=0)
    slices = [correlations(page, r_max=40, phase=0) for page in volume]
    for axis in (1, 2):
        for phase in (0, 1):
            for name in ("two_point", "lineal_path"):
                one = getattr(whole[axis], name)[phase]
                parts = [getattr(page[axis - 1], name)[phase] for page in slices]
                assert one.counts.tolist() == sum(p.counts for p in parts).tolist()
                assert one.totals.tolist() == sum(p.totals for p in parts).tolist()
