"""Pictures made worse on purpose, and the table of what a network's accuracy loses by it."""

import csv
import json

import numpy as np
import pytest

from training.__main__ import main
from training.classifier.robustness import KINDS, changed

pytest.importorskip("keras", reason="the training extra is not installed")
pytestmark = pytest.mark.usefixtures("eager")


@pytest.fixture(scope="module")
def pictures(data):
    from PIL import Image

    files = sorted((data / "minerals" / "malachite").iterdir())[:2]
    return np.stack([np.asarray(Image.open(file).convert("RGB").resize((48, 48))) for file in files])


def test_light_and_colour_change_by_what_is_said(pictures):
    lighter = changed(pictures, "brightness", 0.2).astype(int)
    np.testing.assert_array_equal(lighter, np.minimum(pictures.astype(int) + 51, 255))
    warm = changed(pictures, "colour cast", 0.3).astype(float)
    np.testing.assert_array_equal(warm[..., 1], pictures[..., 1])
    np.testing.assert_allclose(warm[..., 2], pictures[..., 2] * 0.7, atol=0.51)
    assert (warm[..., 0] >= pictures[..., 0]).all()


def test_defocus_takes_edges_and_keeps_light(pictures):
    flat = np.full((1, 32, 32, 3), 90, np.uint8)
    np.testing.assert_array_equal(changed(flat, "defocus", 4), flat)
    edges = [
        np.abs(np.diff(changed(pictures, "defocus", radius).astype(float), axis=2)).mean()
        for radius in (1, 2, 4)
    ]
    sharp = np.abs(np.diff(pictures.astype(float), axis=2)).mean()
    assert sharp > edges[0] > edges[1] > edges[2]
    point = np.zeros((1, 33, 33, 3), np.uint8)
    point[0, 16, 16] = 255
    spread = changed(np.maximum(point, 1), "defocus", 2)[0, :, :, 0] > 1
    rows, columns = np.nonzero(spread)
    assert (rows.min(), rows.max()) == (columns.min(), columns.max()) == (14, 18)


def test_jpeg_costs_more_at_a_lower_quality(pictures):
    errors = [
        np.abs(changed(pictures, "jpeg", quality).astype(int) - pictures).mean() for quality in (50, 25, 5)
    ]
    assert 0 < errors[0] < errors[1] < errors[2]


def test_a_quarter_turn_only_moves_pixels(pictures):
    found = changed(pictures, "rotation", 90)
    turned = [np.abs(found.astype(int) - np.rot90(pictures, k, axes=(1, 2))).max() for k in (1, 3)]
    assert min(turned) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_both_faces_of_a_pair_change_alike(pictures, kind):
    strength = KINDS[kind][0][0]
    pair = np.concatenate([pictures, pictures[::-1]], axis=-1)
    each = [changed(part, kind, strength) for part in (pictures, pictures[::-1])]
    np.testing.assert_array_equal(changed(pair, kind, strength), np.concatenate(each, axis=-1))


def test_every_kind_and_strength_is_scored_against_the_unchanged_pictures(stones_run, capsys):
    assert main(["evaluate", str(stones_run), "--robustness", "--json"]) == 0
    with (stones_run / "robustness.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 1 + sum(len(strengths) for strengths, _ in KINDS.values())
    test = json.loads((stones_run / "metrics.json").read_text())["test"]
    plain = rows[0]
    assert (plain["kind"], float(plain["minus"])) == ("", 0)
    assert float(plain["accuracy"]) == test["accuracy"] and int(plain["n"]) == test["n"]
    for row in rows:
        assert float(row["low"]) <= float(row["accuracy"]) <= float(row["high"])
        gap = float(row["accuracy"]) - test["accuracy"]
        assert float(row["minus"]) == pytest.approx(gap, abs=2e-4)
        assert float(row["minus_low"]) <= float(row["minus"]) <= float(row["minus_high"])
    page = (stones_run / "report.html").read_text(encoding="utf-8")
    assert "Robustness" in page and "rotation" in page and "jpeg (quality)" in page
