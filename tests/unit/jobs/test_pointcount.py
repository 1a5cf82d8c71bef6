"""Point counts without a window: by a model, by label images, by people; tables; how far from the truth."""

import csv

import numpy as np
import pytest
from PIL import Image

from geodesk import models
from geodesk.cli import main
from geodesk.collection import UNSURE, Collection, Phase, open_phases, provenance, usual_scheme, write_phases
from geodesk.jobs.countcheck import check_points, truths_of
from geodesk.jobs.inputs import gather
from geodesk.jobs.pointcount import count_points, counted_by_people, judge, lay, read_labels
from geodesk.jobs.pointtable import poles_of, pooled, scheme_for
from geodesk.language import GeoDeskError
from geodesk.shares import wilson
from tests.unit.models.graphs import brightness, card_document, with_card


@pytest.fixture
def model_file(tmp_path):
    labels = [{"id": "quartz", "es": "cuarzo", "en": "quartz"}, {"id": "pore", "es": "poro", "en": "pore"}]
    path = tmp_path / "brightness.onnx"
    return with_card(path, brightness(path), card_document(labels=labels))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "set"
    place.mkdir()
    grey = np.full((60, 90), 20, np.uint8)
    grey[:, 30:] = 230
    Image.fromarray(grey).save(place / "a.png")
    Image.fromarray(255 - grey).save(place / "b.png")
    return place


def read(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows_of(steps):
    return [row for step in steps for row in step.rows]


def test_the_tile_around_each_point_says_its_class(folder, model_file):
    item = gather([folder / "a.png"]).items[0]
    laid = lay(item, 54, offset="centred")
    judged = rows_of(judge(item, laid.points, models.load(model_file, device="cpu"), tile=9))[0]
    said = judged.suggested()
    assert len(said.classes) == 54
    for (x, _), label in zip(laid.points, said.classes, strict=True):
        assert label == ("quartz" if x < 26 else "pore") or 25 <= x <= 34
    assert judged.suggested(0.95).classes == (None,) * 54


def test_the_command_counts_by_a_model(folder, model_file, tmp_path, capsys):
    out, shares = tmp_path / "p.csv", tmp_path / "s.csv"
    given = ["count", str(folder), "--model", str(model_file), "--tile", "9", "--points", "54", "--quiet"]
    assert main([*given, "--centred", "--out", str(out), "--summary", str(shares)]) == 0
    rows = read(out)
    assert list(rows[0])[:7] == ["id", "point", "x_px", "y_px", "label", "path", "how"]
    assert len(rows) == 108 and {row["how"] for row in rows} == {"model"}
    assert all(float(row["p_quartz"]) + float(row["p_pore"]) == pytest.approx(1, abs=2e-6) for row in rows)
    found = {(row["path"], row["label"]): row for row in read(shares)}
    assert found["a.png", "quartz"]["points"] == "18" and found["b.png", "quartz"]["points"] == "36"
    together = found["", "quartz"]
    assert (together["points"], together["total"], together["share"]) == ("54", "108", "0.500000")
    assert float(together["standard_error"]) == pytest.approx((0.25 / 108) ** 0.5, abs=1e-6)
    said = capsys.readouterr().out
    assert "108 points counted of 108" in said and "quartz: 54  50.0 ± 4.8 %" in said
    first = out.read_bytes()
    assert main([*given, "--centred", "--out", str(out)]) == 0 and out.read_bytes() == first


def test_points_of_little_probability_are_unsure_and_not_counted(folder, model_file, tmp_path):
    items = gather([folder]).items
    rows = rows_of(count_points(items, models.load(model_file, device="cpu"), 30, threshold=0.99))
    assert {label for row in rows for label in row.labels} == {UNSURE}
    assert pooled(rows, usual_scheme()) == {}


def test_a_picture_that_cannot_be_read_is_a_row(folder, model_file, tmp_path, capsys):
    (folder / "bad.png").write_text("no picture")
    out = tmp_path / "p.csv"
    given = ["count", str(folder), "--model", str(model_file), "--points", "9", "--quiet"]
    assert main([*given, "--out", str(out)]) == 1
    rows = read(out)
    assert [row["path"] for row in rows if row["error"]] == ["bad.png"] and len(rows) == 19
    assert "bad.png" in capsys.readouterr().err


def test_more_points_than_pixels_are_refused(folder, model_file, tmp_path):
    with pytest.raises(GeoDeskError, match="too few pixels"):
        lay(gather([folder / "a.png"]).items[0], 5401)


def test_by_a_label_image_with_names(folder, tmp_path):
    item = gather([folder / "a.png"]).items[0]
    labels = np.full((60, 90), 1, np.uint8)
    labels[:, 30:60], labels[:, 60:] = 2, 255
    phases = [Phase(1, "cuarzo", "quartz"), Phase(2, "fragmento de roca", "rock fragment")]
    made = provenance(item, "0" * 64, {"kind": "test"}, phases)
    write_phases(tmp_path / "l.tif", labels, made)
    said, classes = read_labels(open_phases(tmp_path / "l.tif"), [(0, 0), (29, 59), (30, 0), (60, 5)])
    assert said.classes == ("quartz", "quartz", "rock-fragment", None) and said.how == "phases"
    assert [(one.id, one.es) for one in classes] == [
        ("quartz", "cuarzo"),
        ("rock-fragment", "fragmento de roca"),
    ]
    with pytest.raises(GeoDeskError, match="smaller"):
        read_labels(open_phases(tmp_path / "l.tif"), [(90, 0)])
    write_phases(tmp_path / "l.tif", labels, {})
    out = tmp_path / "p.csv"
    given = ["count", str(folder / "a.png"), "--phases", str(tmp_path / "l.tif"), "--centred", "--quiet"]
    assert main([*given, "--points", "54", "--out", str(out)]) == 0
    assert {row["label"] for row in read(out)} == {"1", "2", "255"}


def test_what_people_counted_with_both_methods(folder, tmp_path, capsys):
    collection = Collection.open(folder, annotator="ana", machine="scope")
    points = collection.points
    grid = points.begin("a.png", [(1, 1), (40, 1), (60, 1), (80, 1)], (0, 0, 90, 60))
    points.set(grid, {0: "quartz"})
    points.set(grid, {1: "quartz"}, in_fragment=True)
    points.set(grid, {2: UNSURE})
    other = points.begin("b.png", [(5, 5), (6, 6)], (0, 0, 90, 60))
    points.set(other, {0: "feldspar", 1: "rock-fragment"})
    luis = Collection.open(folder, annotator="luis", machine="scope").points
    luis.set(grid, {0: "feldspar"})
    collection.points.reload()
    rows = counted_by_people(collection)
    assert [(row.item.path, row.annotator) for row in rows] == [
        ("a.png", "ana"),
        ("a.png", "luis"),
        ("b.png", "ana"),
    ]
    mine = counted_by_people(collection, "ana")
    scheme = scheme_for(collection, mine)
    assert poles_of(pooled(mine, scheme), scheme) == (2, 1, 1)
    out, shares = tmp_path / "p.csv", tmp_path / "s.csv"
    given = ["count", str(folder), "--counted", "--out", str(out), "--summary", str(shares), "--quiet"]
    assert main([*given, "--traditional", "--annotator", "ana"]) == 0
    total = {row["label"]: row["points"] for row in read(shares) if not row["path"]}
    assert total == {"quartz": "1", "feldspar": "1", "rock-fragment": "2"}
    second = {row["label"]: (row["points"], row["total"]) for row in read(shares) if row["path"] == "b.png"}
    assert second == {"quartz": ("0", "2"), "feldspar": ("1", "2"), "rock-fragment": ("1", "2")}
    (none,) = [row for row in read(shares) if row["path"] == "b.png" and row["label"] == "quartz"]
    low, high = wilson(0, 2)
    assert (float(none["low"]), float(none["high"])) == (low, pytest.approx(high, abs=1e-6))
    listed = read(out)
    assert [row["in_fragment"] for row in listed[:4]] == ["0", "1", "0", "0"]
    assert [row["label"] for row in listed[:4]] == ["quartz", "quartz", UNSURE, ""]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "ana: 4 points counted of 6" in said and "luis: 1 points counted of 4" in said
    totals = [row for row in read(shares) if not row["path"]]
    assert {row["annotator"] for row in totals} == {"ana", "luis"}, "two people's counts are not added up"


@pytest.mark.parametrize(
    "given", [[], ["--counted", "--model", "sandstone-grains"], ["--phases", "auto"], ["--counted"]]
)
def test_who_counts_must_be_said(folder, tmp_path, given, capsys):
    assert main(["count", str(folder), "--out", str(tmp_path / "p.csv"), *given]) == 2
    assert "geodesk: " in capsys.readouterr().err and not (tmp_path / "p.csv").exists()


def test_the_intervals_hold_the_truth_of_real_fields(data, tmp_path, capsys):
    """Point counting of real sandstone, every point told rightly: without bias, and as sure as it says."""
    folder = data / "thin-section" / "sandstone"
    names = {0: "background", 1: "feldspar", 2: "rock-fragment", 3: "feldspar", 4: "quartz"}
    truths = truths_of(Collection.open(folder), "{sample}_mask.png", names)
    assert len(truths) == 15 and all(truth.shares.sum() == pytest.approx(1) for truth in truths)
    for row in rows_of(check_points(truths, (300,), 8)):
        assert row.fields == 15 and row.counts == 120
        assert abs(row.bias) < 3 * row.rms_error / row.counts**0.5
        assert row.rms_error < row.standard_error, "a regular grid errs less than points at random"
        assert row.wilson >= 0.95 and row.two_errors >= 0.95
    with pytest.raises(GeoDeskError, match="label image"):
        truths_of(Collection.open(folder), "{sample}_nothing.png", names)


def test_the_check_of_a_model_says_how_often_it_is_right(folder, model_file, tmp_path, capsys):
    for name in ("a", "b"):
        truth = np.full((60, 90), 4, np.uint8)
        truth[:, 30:] = 0
        Image.fromarray(truth if name == "a" else 4 - truth).save(folder / f"{name}_truth.png")
    out = tmp_path / "c.csv"
    given = ["count-check", str(folder), "--truth", "{sample}_truth.png", "--out", str(out), "--quiet"]
    more = ["--names", "4=quartz,0=pore", "--sizes", "50,100", "--repeats", "3", "--points", "60"]
    assert main([*given, *more, "--model", str(model_file), "--tile", "8"]) == 0
    rows = read(out)
    assert [row["observer"] for row in rows[:4]] == ["truth"] * 4 and rows[0]["counts"] == "6"
    by_model = {row["label"]: row for row in rows if row["observer"].startswith("brightness")}
    assert set(by_model) == {"quartz", "pore"} and float(by_model["quartz"]["agreement"]) > 0.9
    assert float(by_model["quartz"]["truth"]) == pytest.approx(0.5)
    assert main([*given, "--names", "4=gold", "--sizes", "9", "--model", str(model_file)]) == 2
    assert "no class “gold”" in capsys.readouterr().err
