"""What follows from the counts: surface, anisotropy, autocovariance, profiles."""

import math

import numpy as np
import pytest

from geodesk.morphology import (
    anisotropy,
    autocovariance,
    correlations,
    directional,
    directional_surface,
    integral_range,
    mean_intercept,
    phase_fractions,
    phase_profile,
    specific_surface,
    two_point,
)
from tests.unit.morphology import reference

AXES = {2: {"x": 1, "y": 0}, 3: {"x": 2, "y": 1, "z": 0}}


def curves_of(array, **options):
    found = correlations(array, **options)
    return {name: found[axis] for name, axis in AXES[np.ndim(array)].items()}


def test_balls_have_the_surface_of_their_shape():
    y, x = np.indices((401, 401)) - 200
    disc = x * x + y * y <= 120.5**2
    steps = dict.fromkeys(("x", "y"), 1.0)
    # Area: pairs of neighbours per line are one fewer than pixels.
    found = specific_surface(curves_of(disc), steps) * 401 * 401 * (400 / 401)
    assert found == pytest.approx(2 * math.pi * 120.5, rel=0.006)
    z, y, x = np.indices((121, 121, 121)) - 60
    ball = x * x + y * y + z * z <= 45.5**2
    steps = dict.fromkeys(("x", "y", "z"), 2.0)
    found = specific_surface(curves_of(ball), steps) * (121 * 2.0) ** 3
    assert found == pytest.approx(4 * math.pi * (2 * 45.5) ** 2, rel=0.02)


def test_overlapping_discs_have_the_known_surface():
    radius, density = 10, math.log(2) / (math.pi * 100)
    generator = np.random.default_rng(4)
    found = [
        specific_surface(
            curves_of(reference.overlapping_balls(generator, 300, 2, radius, density), r_max=1),
            {"x": 5e-7, "y": 5e-7},
        )
        for _ in range(24)
    ]
    # Uncovered outline of all discs, in 1 / m.
    exact = density * 2 * math.pi * radius * 0.5 / 5e-7
    assert np.mean(found) == pytest.approx(exact, rel=0.03)
    assert abs(np.mean(found) - exact) < 4.5 * np.std(found, ddof=1) / math.sqrt(24)


def test_both_diagonals_tame_an_oriented_outline():
    n, side = 400, 100
    square = np.zeros((n, n), bool)
    square[100 : 100 + side, 150 : 150 + side] = True
    curves = directional(square, ["x", "y", "diag1", "diag2", "radial"], 1)
    steps = {"x": 1.0, "y": 1.0, "diag1": math.sqrt(2), "diag2": math.sqrt(2)}
    outline = n * n / (4 * side)
    axes = {name: curves[name] for name in ("x", "y")}
    assert specific_surface(axes, steps) * outline == pytest.approx(math.pi / 4, rel=0.01)
    four = specific_surface(curves, steps) * outline
    exact = math.pi / 4 * (1 + math.sqrt(2)) / 2  # Crofton's formula with four directions
    assert four == pytest.approx(exact, rel=0.01)
    assert abs(four - 1) < 0.06


def test_directions_of_laminates():
    sheets = np.tile(np.arange(80) % 8 < 2, (40, 1))
    curves = curves_of(sheets, periodic=True)
    assert mean_intercept(curves["x"], 1) == 2 and mean_intercept(curves["x"], 0) == 6
    assert math.isinf(mean_intercept(curves["y"], 1))
    assert directional_surface(curves["y"], 1.0, 2) == 0
    assert directional_surface(curves["x"], 0.5, 2) == pytest.approx(math.pi / 2 * (2 / 8) / 0.5)
    found = anisotropy({name: mean_intercept(both, 1) for name, both in curves.items()})
    assert math.isinf(found.ratio) and (found.longest, found.shortest) == ("y", "x")


def test_stretched_discs_have_the_ratio_of_their_axes():
    generator = np.random.default_rng(9)
    fields = [reference.overlapping_balls(generator, 240, 2, 8, 0.003) for _ in range(12)]
    # Counts of an ensemble add up: one picture alone is too small for its long direction.
    curves = curves_of(np.stack([np.repeat(field, 3, axis=1) for field in fields]))
    lengths = {name: mean_intercept(curves[name], 0) for name in ("x", "y")}
    ranges = {name: integral_range(curves[name].two_point[1]) for name in ("x", "y")}
    for values, close in ((lengths, 0.05), (ranges, 0.2)):
        found = anisotropy(values)
        assert (found.longest, found.shortest) == ("x", "y") and found.ratio == pytest.approx(3, rel=close)
    both = [anisotropy({n: mean_intercept(curves[n], p) for n in ("x", "y")}).ratio for p in (0, 1)]
    assert both[0] == pytest.approx(both[1])
    assert math.isnan(anisotropy({"x": 3.0, "y": math.nan}).ratio)
    assert math.isnan(anisotropy({"x": math.inf, "y": math.inf}).ratio)


def test_noise_is_not_longer_along_diagonals_and_slanted_stripes_are():
    y, x = np.indices((200, 200))
    noise = np.random.default_rng(8).random((200, 200)) < 0.5
    for picture, least, most, longest in ((noise, 1, 1.05, None), ((x + y) % 12 < 6, 1e9, math.inf, "diag2")):
        curves = directional(picture, ["x", "y", "diag1", "diag2"], 1)
        lengths = {name: mean_intercept(both, 1) * both.distance[1] for name, both in curves.items()}
        found = anisotropy(lengths)
        assert least <= found.ratio <= most and found.longest == (longest or found.longest)


def test_autocovariance_of_both_phases_is_one():
    board = np.indices((64, 64)).sum(axis=0) // 8 % 2 == 0
    one, zero = (two_point(board, 1, periodic=True, phase=phase) for phase in (1, 0))
    assert autocovariance(one) == pytest.approx(autocovariance(zero), abs=1e-15)
    rho = autocovariance(one, normalised=True)
    assert rho[0] == 1 and rho[8] == pytest.approx(-1) and rho[4] == pytest.approx(0)
    assert integral_range(one) == pytest.approx(2)  # a triangle of height 1 and base 4
    full = two_point(np.ones((8, 8), bool), 1)
    assert np.isnan(autocovariance(full, normalised=True)).all() and math.isnan(integral_range(full))
    assert (autocovariance(full) == 0).all()


def test_the_integral_range_ends_where_it_must():
    short = two_point(np.tile([1, 1, 1, 1, 0, 0, 0, 0], (4, 1)).astype(bool), 1, 1)
    assert integral_range(short) == pytest.approx(np.trapezoid(autocovariance(short, normalised=True)))
    gap = np.ones((4, 8), bool)
    gap[:, 2:6] = False
    picture = np.tile([1, 0, 1, 1, 1, 1, 0, 0], (4, 1)).astype(bool)
    masked = two_point(picture, 1, mask=gap)
    assert masked.totals[2] == 0
    assert integral_range(masked) >= 0


def test_profiles_and_fractions():
    volume = np.zeros((4, 5, 6), np.uint8)
    volume[1] = 3
    volume[:, :, 0] = 7
    along = phase_profile(volume, "z", 3)
    assert along.counts.tolist() == [0, 25, 0, 0] and along.totals.tolist() == [30] * 4
    assert phase_profile(volume, "x", 7).fraction.tolist() == [1, 0, 0, 0, 0, 0]
    mask = np.ones_like(volume)
    mask[2] = 0
    masked = phase_profile(volume, "z", 3, mask)
    assert masked.totals.tolist() == [30, 30, 0, 30] and np.isnan(masked.fraction[2])
    assert phase_fractions(volume) == {0: 75 / 120, 3: 25 / 120, 7: 20 / 120}
    assert phase_fractions(volume, mask)[3] == 25 / 90
    with pytest.raises(ValueError, match="no axis"):
        phase_profile(volume[1], "z", 3)


def test_one_pixel_and_empty_phases_are_defined():
    dot = curves_of(np.ones((1, 1), bool))
    assert math.isnan(mean_intercept(dot["x"], 1)) and math.isnan(specific_surface(dot, {"x": 1, "y": 1}))
    empty = curves_of(np.zeros((5, 5), bool))
    assert math.isnan(mean_intercept(empty["x"], 1)) and math.isinf(mean_intercept(empty["x"], 0))
    assert specific_surface(empty, {"x": 1, "y": 1}) == 0
    assert math.isnan(specific_surface(empty, {}))
