"""Grids of points, shares with their errors, and the QFL triangle."""

import math
import statistics

import numpy as np
import pytest

from geodesk.morphology.pointgrid import grid_points
from geodesk.morphology.ternary import DICKINSON, FOLK, HEIGHT, field_of, hexagon, in_plane
from geodesk.shares import block_bootstrap, modal, normal_to_student, percentile_tail, share_of, wilson


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (50, 50), (999, 31), (7, 400)])
@pytest.mark.parametrize("count", [1, 2, 7, 100, 217])
@pytest.mark.parametrize("offset", ["random", "centred"])
def test_a_grid_has_exactly_the_points_asked_for_each_once_inside(size, count, offset):
    points = grid_points(*size, count, offset, seed=5)
    assert points.shape == (count, 2) and len({tuple(p) for p in points.tolist()}) == count
    assert (points >= 0).all() and (points < size).all()
    assert points.tolist() == sorted(points.tolist(), key=lambda p: (p[1], p[0]))


def test_a_grid_is_regular():
    points = grid_points(1600, 1200, 300, "centred")
    rows = sorted(set(points[:, 1].tolist()))
    assert len(rows) == 15 and {b - a for a, b in zip(rows, rows[1:], strict=False)} == {80}
    steps = np.diff(points[points[:, 1] == rows[0], 0])
    assert set(steps.tolist()) == {80}


def test_the_seed_says_which_grid_and_centred_is_always_the_same():
    assert (grid_points(500, 400, 90, seed=3) == grid_points(500, 400, 90, seed=3)).all()
    assert (grid_points(500, 400, 90, seed=3) != grid_points(500, 400, 90, seed=4)).any()
    assert (grid_points(500, 400, 90, "centred", 1) == grid_points(500, 400, 90, "centred", 2)).all()


def test_every_pixel_is_as_likely_to_be_counted_as_any_other():
    hits = np.zeros((12, 17))
    turns = 6000
    for seed in range(turns):
        points = grid_points(17, 12, 10, "random", seed)
        hits[points[:, 1], points[:, 0]] += 1
    expected = turns * 10 / hits.size
    # chi² of 204 cells: five standard deviations above its mean
    assert ((hits - expected) ** 2 / expected).sum() < hits.size + 5 * math.sqrt(2 * hits.size)


@pytest.mark.parametrize("given", [(10, 10, 0), (10, 10, 101), (0, 10, 1)])
def test_more_points_than_pixels_are_refused(given):
    with pytest.raises(ValueError, match="do not fit"):
        grid_points(*given)
    with pytest.raises(ValueError, match="offset"):
        grid_points(10, 10, 4, "hexagonal")


def test_the_standard_error_is_the_one_of_the_charts():
    # van der Plas & Tobi (1965): at 50 % and 300 points the 95 % half-width is 2σ = 5.8 %
    share = share_of(150, 300)
    assert 2 * share.error == pytest.approx(0.0577, abs=1e-4)
    assert share_of(30, 300).error == pytest.approx(0.01732, abs=1e-5)


def test_wilsons_interval_as_published():
    # Newcombe (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29
    for (k, n), limits in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert wilson(k, n) == pytest.approx(limits, abs=5e-5)
    assert wilson(20, 20)[1] == 1.0
    for wrong in ((-1, 5), (6, 5), (0, 0)):
        with pytest.raises(ValueError, match="points"):
            share_of(*wrong)


def test_the_modal_composition_sums_to_one():
    shares = modal({"a": 3, "b": 0, "c": 9})
    assert [one.share for one in shares.values()] == [0.25, 0.0, 0.75] and list(shares) == ["a", "b", "c"]
    assert modal({}) == {} and modal({"a": 0}) == {}


@pytest.mark.parametrize("blocks", [8, 40])
def test_the_block_bootstrap_covers_as_often_as_it_says(blocks):
    rng = np.random.default_rng(1)
    held = 0
    for turn in range(400):
        drawn = rng.beta(2, 5, blocks)
        parts = np.stack([drawn, 1 - drawn], axis=1) * 100
        low, high = block_bootstrap(parts, 400, seed=turn)[0]
        held += low <= 2 / 7 <= high
    assert 0.92 <= held / 400 <= 0.98


def test_few_things_make_wider_intervals_as_students_t_does():
    assert normal_to_student(2) == pytest.approx(12.7062 / 1.95996, rel=1e-4)
    assert normal_to_student(11, 0.9) == pytest.approx(1.8125 / 1.64485, rel=1e-4)
    assert percentile_tail(10**6) == pytest.approx(0.025, rel=1e-4)
    # By the printed table of Student's t at 97.5 %.
    for n, t in ((5, 2.776), (10, 2.262), (20, 2.093)):
        wanted = statistics.NormalDist().cdf(-math.sqrt(n / (n - 1)) * t)
        assert percentile_tail(n) == pytest.approx(wanted, rel=0.01)


def test_equal_blocks_leave_no_doubt_and_larger_ones_weigh_more():
    assert block_bootstrap(np.full((9, 2), 5)) == pytest.approx(np.full((2, 2), 0.5))
    uneven = np.array([[10, 0]] * 30 + [[0, 1]] * 30)
    low, high = block_bootstrap(uneven)[0]
    assert low < 300 / 330 < high


def test_the_corners_of_the_triangle():
    assert in_plane((5, 0, 0)) == pytest.approx((0.5, HEIGHT))
    assert in_plane((0, 3, 0)) == pytest.approx((0, 0))
    assert in_plane((0, 0, 1)) == pytest.approx((1, 0))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((97, 2, 1), "quartzarenite"),
        ((85, 12, 3), "subarkose"),
        ((85, 3, 12), "sublitharenite"),
        ((50, 45, 5), "arkose"),
        ((50, 30, 20), "lithic arkose"),
        ((50, 20, 30), "feldspathic litharenite"),
        ((50, 5, 45), "litharenite"),
    ],
)
def test_folks_names(place, name):
    assert field_of(place, "folk").en == name


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((95, 4, 1), "craton interior"),
        ((65, 33, 2), "transitional continental"),
        ((30, 65, 5), "basement uplift"),
        ((65, 10, 25), "recycled orogen"),
        ((35, 45, 20), "dissected arc"),
        ((15, 45, 40), "transitional arc"),
        ((5, 10, 85), "undissected arc"),
    ],
)
def test_dickinsons_provenance(place, name):
    assert field_of(place, "dickinson").en == name


@pytest.mark.parametrize(("diagram", "fields"), [("folk", FOLK), ("dickinson", DICKINSON)])
def test_every_place_lies_in_a_field_and_no_two_fields_overlap(diagram, fields):
    places = np.random.default_rng(0).dirichlet([1, 1, 1], 3000)
    assert all(field_of(place, diagram) is not None for place in places)
    areas = [_area([in_plane(corner) for corner in field.corners]) for field in fields]
    assert sum(areas) == pytest.approx(HEIGHT / 2, rel=2e-3)
    for field in fields:
        assert all(sum(corner) == pytest.approx(100, abs=0.05) for corner in field.corners)


def _area(points):
    x, y = np.array(points).T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def test_the_hexagon_is_where_all_three_intervals_meet():
    corners = hexagon(120, 60, 120)
    assert len(corners) == 6
    total = 300
    for x, y in corners:
        q = y / HEIGHT
        rest = x - q / 2
        for share, count in zip((q, 1 - q - rest, rest), (120, 60, 120), strict=True):
            low, high = wilson(count, total)
            assert low - 1e-9 <= share <= high + 1e-9
    assert hexagon(0, 0, 0) == []
    assert 3 <= len(hexagon(40, 0, 0)) <= 6  # nothing of two poles: still an area, at the corner
    assert (0.5, HEIGHT) in [pytest.approx(corner) for corner in hexagon(40, 0, 0)]
