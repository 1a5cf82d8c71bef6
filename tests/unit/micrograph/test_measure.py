"""Lengths, angles, areas and profiles against figures whose values are known."""

import math

import numpy as np
import pytest

from geodesk.micrograph import PixelSize, Rect
from geodesk.micrograph.measure import (
    KINDS,
    POINTS,
    half_width,
    line_profile,
    measure,
    profile_box,
    trace,
)
from geodesk.micrograph.spread import histogram, spread

SIZE = PixelSize(2e-6, 2e-6, "manual")
OBLONG = PixelSize(1e-6, 3e-6, "manual")


def polygon(n, radius=100.0, middle=(500.0, 400.0)):
    turns = [2 * math.pi * step / n for step in range(n)]
    return [(middle[0] + radius * math.cos(t), middle[1] + radius * math.sin(t)) for t in turns]


def test_a_length_in_pixels_and_in_metres():
    found = measure("length", [(10, 10), (40, 50)])
    assert (found.length, found.metric) == (50.0, False)
    found = measure("diameter", [(10, 10), (40, 50)], SIZE)
    assert found.length == pytest.approx(1e-4, rel=1e-15) and found.metric and found.main == found.length
    assert measure("length", [(0, 0), (4, 1)], OBLONG).length == pytest.approx(5e-6), "pixels not square"


@pytest.mark.parametrize("degrees", [0.0, 1e-6, 30.0, 45.0, 90.0, 120.0, 179.999999, 180.0])
def test_a_known_angle(degrees):
    turn = math.radians(degrees)
    b = (100 + 70 * math.cos(turn), 100 + 70 * math.sin(turn))
    for points in ([(150, 100), (100, 100), b], [b, (100, 100), (150, 100)]):
        assert measure("angle", points).angle_deg == pytest.approx(degrees, abs=1e-9)


def test_an_angle_on_oblong_pixels_is_that_of_the_material():
    assert measure("angle", [(1, 0), (0, 0), (3, 1)], OBLONG).angle_deg == pytest.approx(45)


def test_a_square_exactly():
    square = [(10, 10), (30, 10), (30, 30), (10, 30)]
    for points in (square, square[::-1], square[2:] + square[:2]):
        found = measure("outline", points)
        assert (found.area, found.perimeter) == (400.0, 80.0)
        assert found.equivalent_diameter == pytest.approx(2 * math.sqrt(400 / math.pi))
    found = measure("rectangle", [(30, 10), (10, 30)], SIZE)
    assert found.area == pytest.approx(400 * 4e-12) and found.perimeter == pytest.approx(160e-6)
    assert (found.width, found.height) == pytest.approx((40e-6, 40e-6))


@pytest.mark.parametrize("n", [3, 6, 12, 360])
def test_a_regular_polygon_in_a_circle(n):
    found = measure("outline", polygon(n))
    assert found.area == pytest.approx(n / 2 * 1e4 * math.sin(2 * math.pi / n), rel=1e-12)
    assert found.perimeter == pytest.approx(2 * n * 100 * math.sin(math.pi / n), rel=1e-12)


def test_a_circle_as_an_ellipse_and_as_its_outline():
    circle = measure("ellipse", [(0, 0), (200, 200)])
    assert circle.area == pytest.approx(math.pi * 1e4) and circle.perimeter == pytest.approx(200 * math.pi)
    assert circle.equivalent_diameter == pytest.approx(200)
    points, closed = trace("ellipse", [(0, 0), (200, 200)])
    assert closed and all(math.hypot(x - 100, y - 100) == pytest.approx(100) for x, y in points)


@pytest.mark.parametrize("b", [0.5, 3.0, 9.99, 10.0])
def test_the_perimeter_of_an_ellipse(b):
    steps = np.linspace(0, 2 * np.pi, 4001)[:-1]  # of a periodic function: exact to all digits
    exact = np.hypot(10 * np.sin(steps), b * np.cos(steps)).mean() * 2 * np.pi
    assert measure("ellipse", [(0, 0), (20, 2 * b)]).perimeter == pytest.approx(exact, rel=1e-12)
    assert measure("ellipse", [(0, 5), (20, 5)]).perimeter == pytest.approx(40), "flat"


def test_an_outline_far_from_the_origin_keeps_its_digits():
    far = [(x + 1e6, y + 1e6) for x, y in polygon(50, radius=1.0, middle=(0, 0))]
    near = polygon(50, radius=1.0, middle=(0, 0))
    assert measure("outline", far).area == pytest.approx(measure("outline", near).area, rel=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_points_are_refused(kind):
    least, _ = POINTS[kind]
    for points in ([(0, 0)] * (least - 1), [(0, 0)] * (least - 1) + [(math.nan, 1)]):
        with pytest.raises(ValueError, match=r"points|finite"):
            measure(kind, points)
    with pytest.raises(ValueError, match="called"):
        measure("volume", [(0, 0), (1, 1)])


def test_a_profile_along_a_row_is_that_row():
    grey = np.arange(60, dtype=np.uint16).reshape(6, 10) * 7
    found = line_profile(grey, [(0.5, 2.5), (9.5, 2.5)])
    assert np.allclose(found.grey, grey[2]) and np.allclose(found.distance, np.arange(10.0))
    turned = line_profile(grey, [(3.5, 5.5), (3.5, 0.5)], size=SIZE)
    assert np.allclose(turned.grey, grey[::-1, 3]) and turned.distance[-1] == pytest.approx(10e-6)


def test_a_wide_profile_is_the_mean_of_its_rows_and_of_a_part_the_same():
    grey = np.random.default_rng(1).integers(0, 255, (40, 50)).astype(np.uint8)
    ends = [(5.5, 20.5), (44.5, 20.5)]
    wide = line_profile(grey, ends, width=3)
    assert np.allclose(wide.grey, grey[19:22, 5:45].mean(axis=0))
    slanted = [(7.2, 31.0), (40.9, 6.3)]
    x, y, w, h = profile_box(slanted, 5, (50, 40))
    part = line_profile(grey[y : y + h, x : x + w], slanted, 5, origin=(x, y))
    assert np.allclose(part.grey, line_profile(grey, slanted, 5).grey)
    assert profile_box([(-50.0, -9.0), (-40.0, 900.0)], 1, (50, 40)) == Rect(0, 0, 1, 40)


def test_a_wide_profile_runs_across_an_edge_of_the_material_where_pixels_are_not_square():
    # An edge at 45 degrees in the material, seen by pixels twice as high as wide.
    size = PixelSize(1e-6, 2e-6, "made")
    y, x = np.mgrid[:100, :200]
    edge = np.clip(((x + 0.5) - 2 * (y + 0.5)) * 20 + 128, 0, 255)
    across = [(80.0, 60.0), (120.0, 40.0)]  # right across it, through its middle
    narrow, wide = (line_profile(edge, across, width, size).grey for width in (1, 21))
    assert wide == pytest.approx(narrow, abs=5)


def test_the_width_of_a_fibre_by_its_profile():
    x = np.arange(0, 101.0)
    for sign in (1, -1):
        gauss = 100 + sign * 80 * np.exp(-((x - 50) ** 2) / (2 * 8**2))
        left, right, level = half_width(x, gauss)
        assert right - left == pytest.approx(2 * math.sqrt(2 * math.log(2)) * 8, rel=2e-3)
        assert level == pytest.approx(100 + sign * 40, abs=0.1)
    box = np.zeros((20, 60), np.uint8)
    box[:, 20:32] = 200
    found = line_profile(box, [(5.0, 10.0), (50.0, 10.0)], width=4, size=SIZE)
    assert found.fwhm == pytest.approx(12 * 2e-6, rel=1e-3)


@pytest.mark.parametrize("grey", [[5, 5, 5, 5], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2], [0, np.nan, 0, 1]])
def test_no_peak_has_no_width(grey):
    assert half_width(np.arange(len(grey), dtype=float), np.array(grey, float)) is None


def test_two_peaks_have_no_one_width():
    x = np.arange(0, 101.0)
    both = np.exp(-((x - 30) ** 2) / 20) + 0.9 * np.exp(-((x - 70) ** 2) / 20)
    assert half_width(x, both) is None
    assert half_width(x, both - 0.6 * np.exp(-((x - 70) ** 2) / 20)) is not None, "the lower one is low"


def test_spread_and_histogram():
    found = spread([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
    assert (found.n, found.mean, found.median, found.least, found.most) == (8, 5.0, 4.5, 2.0, 9.0)
    assert found.sd == pytest.approx(math.sqrt(32 / 7))
    assert spread([]) is None and spread([3.0]).sd is None
    edges, counts = histogram([0.0, 1.0, 2.0, 3.0])
    assert (edges, counts) == ([0.0, 1.5, 3.0], [2, 2])
    assert histogram([2.0, 2.0]) == ([2.0, 2.0], [2]) and histogram([]) == ([], [])
