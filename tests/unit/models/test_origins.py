"""The way between two pictures: its ends are the pictures, its middle has numbers of their size."""

import numpy as np
import pytest

from geodesk import models
from geodesk.models.origins import Between, Drawn, between
from tests.unit.models.generators import blobs

SIZE = (96, 64)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return models.load(blobs(tmp_path_factory.mktemp("g") / "blobs.onnx"), "cpu", task="generate")


def test_a_drawn_picture_is_that_of_its_series(model):
    latent = Drawn(4, 9).latent(model.spec, SIZE)
    assert np.array_equal(model.from_latent(latent, SIZE), model.picture(4, 9, SIZE))


@pytest.mark.parametrize("spherical", [True, False])
def test_the_ends_of_the_way_are_the_two_pictures(model, spherical):
    for share, end in ((0.0, Drawn(1, 0)), (1.0, Drawn(2, 5))):
        place = Between(Drawn(1, 0), Drawn(2, 5), share, spherical)
        found = place.latent(model.spec, SIZE)
        for one, other in zip(found, end.latent(model.spec, SIZE), strict=True):
            assert one.dtype == np.float32 and np.allclose(one, other, atol=1e-6)


def test_the_arc_keeps_the_length_and_the_line_does_not():
    rng = np.random.default_rng(3)
    one, other = (rng.standard_normal((20, 20), np.float32) for _ in range(2))
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    arc, line = (np.linalg.norm(between(one, other, 0.5, kind)) for kind in (True, False))
    assert min(lengths) * 0.99 < arc < max(lengths) * 1.01
    assert line < 0.8 * min(lengths)


def test_a_quarter_of_a_right_angle_by_hand():
    east, north = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    angle = np.pi / 8
    assert between(east, north, 0.25, True) == pytest.approx([np.cos(angle), np.sin(angle)], abs=1e-6)
    assert between(east, north, 0.25, False) == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize("factor", [1, -1, 0])
def test_numbers_without_an_angle_between_them_are_joined_by_a_line(factor):
    one = np.array([1, 2, 3], np.float32)
    other = (factor * one).astype(np.float32)
    assert between(one, other, 0.25, True) == pytest.approx((0.75 + 0.25 * factor) * one)


def test_a_way_may_begin_at_a_place_of_another_way_and_says_so():
    inner = Between(Drawn(1, 0), Drawn(1, 2), 0.5)
    outer = Between(inner, Drawn(7, 3), 0.25, spherical=False)
    assert outer.record() == {
        "between": [
            {"between": [{"seed": 1, "index": 0}, {"seed": 1, "index": 2}], "share": 0.5,
             "interpolation": "spherical"},
            {"seed": 7, "index": 3},
        ],
        "share": 0.25,
        "interpolation": "linear",
    }  # fmt: skip
    assert outer.name == "((1-000000_1-000002_s0.500)_7-000003_l0.250)"
