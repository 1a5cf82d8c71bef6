"""Grids of trainings: equal conditions, going on when interrupted, what the table says and leaves out."""

import csv
import json

import pytest

from training.__main__ import main
from training.compare.grids import AUGMENTATIONS, BATCHES, NothingToCompare, Wanted, deviations, grid
from training.progress import Progress

pytest.importorskip("keras", reason="the training extra is not installed")
pytestmark = pytest.mark.usefixtures("eager")


def command(data, out, *rest):
    tiny = ("--epochs", "1", "--side", "16", "--batches", "8", "16", "--networks", "mindat-2", "--json")
    return main(["compare", "--grid", "mindat", "--data", str(data), "--out", str(out), *tiny, *rest])


def rows_of(folder):
    with (folder / "table.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_grids_are_the_studies():
    weights = {"MobileNetV2": "imagenet", "ResNet50": "imagenet", "EfficientNetB0": "imagenet"}
    cells, left = grid("backbones", Wanted(weights))
    assert len(cells) == 12 and not left
    assert {cell.shown["augmentation"] for cell in cells} == set(AUGMENTATIONS)
    assert {(cell.settings.epochs, cell.settings.side) for cell in cells} == {(10, 224)}
    assert all(not deviations(cell.settings) for cell in cells)
    heads = {(head.hidden, head.dropout) for head in (cell.settings.architecture.head for cell in cells)}
    assert heads == {((128,), 0.3)}
    cells, _ = grid("thin-section", Wanted(weights))
    assert [cell.settings.batch for cell in cells] == list(BATCHES["thin-section"]) == [8, 16, 32, 64, 128]
    cells, _ = grid("mindat", Wanted())
    assert [cell.name for cell in cells] == ["mindat-1-64", "mindat-2-64", "mindat-3-64"]


def test_a_backbone_without_weights_is_left_out_with_a_sentence():
    cells, left = grid("backbones", Wanted({"MobileNetV2": "imagenet", "ResNet50": "none"}))
    assert {cell.settings.backbone for cell in cells} == {"MobileNetV2"} and len(cells) == 4
    assert [one.name for one in left] == ["ResNet50", "EfficientNetB0"]
    assert "--weights ResNet50=" in left[0].why.en and "pesos" in left[0].why.es
    with pytest.raises(NothingToCompare, match="EfficientNetB0"):
        grid("backbones", Wanted({}))


def test_a_grid_goes_on_where_it_was_interrupted(mineral_data, tmp_path, monkeypatch, capsys):
    event = Progress.event

    def stop(self, kind, **values):
        event(self, kind, **values)
        if kind == "cell" and values["number"] == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "event", stop)
        assert command(mineral_data, tmp_path) == 130
    first = (tmp_path / "mindat-2-8" / "best.keras").stat().st_mtime_ns
    assert not (tmp_path / "table.csv").exists()
    assert command(mineral_data, tmp_path) == 0
    assert (tmp_path / "mindat-2-8" / "best.keras").stat().st_mtime_ns == first, "it was finished"
    rows = rows_of(tmp_path)
    assert [row["batch"] for row in rows] == ["8", "16"]
    for row in rows:
        test = json.loads((tmp_path / row["cell"] / "metrics.json").read_text())["test"]
        assert float(row["accuracy"]) == test["accuracy"] and int(row["n"]) == test["n"]
        assert float(row["low"]) <= float(row["accuracy"]) <= float(row["high"])
        assert float(row["f1"]) == test["macro"]["f1"] and float(row["wall_s"]) > 0
        assert len(row["data_sha256"]) == 64 and row["seed"] == "1"
    best = max(rows, key=lambda row: float(row["accuracy"]))
    other = next(row for row in rows if row is not best)
    gap = float(other["accuracy"]) - float(best["accuracy"])
    assert best["minus_best"] == "" and float(other["minus_best"]) == pytest.approx(gap, abs=2e-4)
    text = (tmp_path / "table.md").read_text(encoding="utf-8")
    assert "epochs 1 (study: 90)" in text and "side 16 (study: 96)" in text and "Wilson" in text
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<rect") == 4 and "mindat-2-16" in page and "href" not in page

    capsys.readouterr()
    assert command(mineral_data, tmp_path, "--seed", "2") == 2
    assert "seed 1, not 2" in capsys.readouterr().err and rows_of(tmp_path) == rows


def test_a_cell_that_fails_is_told_and_the_others_stand(mineral_data, tmp_path, capsys):
    wrong = tmp_path / "other.weights.h5"
    wrong.write_bytes(b"no weights")
    grid_of = ["compare", "--grid", "thin-section", "--data", str(mineral_data), "--out", str(tmp_path / "g")]
    assert main([*grid_of, "--backbones", "VGG16", "--weights", f"VGG16={wrong}", "--batches", "8"]) == 1
    said = (tmp_path / "g" / "table.md").read_text(encoding="utf-8")
    assert "VGG16-8: other.weights.h5 does not hold the weights of VGG16" in said
    assert not (tmp_path / "g" / "table.csv").exists()
    assert main([*grid_of, "--weights", "VGG16"]) == 2
    assert "BACKBONE=" in capsys.readouterr().err
