"""Classifiers trained a step or two on a few real pictures: checkpoints, resuming, folds, scores."""

import csv
import json
import shutil

import numpy as np
import pytest

from tests.unit.training.tiny import SMALL, Quiet, few, thin, weights_of
from training.__main__ import main
from training.classifier.settings import read_settings, study
from training.data.index import read_index, write_index
from training.data.prepare import load_index

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager")]
keras = pytest.importorskip("keras", reason="the training extra is not installed")


def test_a_run_leaves_its_settings_split_history_and_best_network(pairs_run, grain_data):
    settings = read_settings(pairs_run)
    assert settings.labels == ["feldspar", "quartz", "rock-fragment"] and settings.input == "both"
    assert len(settings.data_sha256) == len(settings.weights_sha256) == 64
    with (pairs_run / "history.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["phase"] for row in rows] == ["frozen"] * 2 + ["fine"] * 2
    assert all(0 <= float(row["val_accuracy"]) <= 1 and float(row["loss"]) > 0 for row in rows)
    split = read_index(pairs_run / "split.csv", load_index(grain_data).folder)
    assert split.rows == load_index(grain_data).rows
    state = json.loads((pairs_run / "state.json").read_text())
    lowest = min(rows, key=lambda row: float(row["val_loss"]))
    assert state["best_epoch"] == int(lowest["epoch"]) and state["finished"]
    assert not list(pairs_run.glob("last-*.keras"))


def test_the_second_phase_moves_only_the_last_block_and_no_normalisation(pairs_run):
    before = keras.models.load_model(pairs_run / "backbone.keras", compile=False).get_layer(SMALL)
    assert json.loads((pairs_run / "state.json").read_text())["best_phase"] == "fine"
    after = keras.models.load_model(pairs_run / "best.keras", compile=False)
    after = after.get_layer("backbone").get_layer(SMALL)
    moved = [
        layer.name
        for layer in before.layers
        if any(
            (a != b).any()
            for a, b in zip(layer.get_weights(), after.get_layer(layer.name).get_weights(), strict=True)
        )
    ]
    assert moved == ["block_3_conv"]


def test_a_run_interrupted_in_its_second_phase_ends_where_the_uninterrupted_one_does(
    pairs_run, grain_data, backbone_weights, tmp_path
):
    from training.classifier.fit import fit
    from training.classifier.predict import network

    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, thin(grain_data, backbone_weights), Quiet(stop_after=3), cache=pairs_run / "cache")
    usable = np.asarray(network(tmp_path)(np.zeros((1, 64, 64, 6), np.float32)))
    np.testing.assert_allclose(usable.sum(), 1, atol=1e-5)
    assert (tmp_path / "best.keras").is_file(), "an interrupted run is usable"
    fit(tmp_path, thin(grain_data, backbone_weights), Quiet(), resume=True, cache=pairs_run / "cache")
    for one, two in zip(
        weights_of(pairs_run / "best.keras"), weights_of(tmp_path / "best.keras"), strict=True
    ):
        np.testing.assert_allclose(one, two, atol=2e-5)
    columns = [
        [line.split(",")[:7] for line in (path / "history.csv").read_text().splitlines()]
        for path in (pairs_run, tmp_path)
    ]
    assert columns[0] == columns[1]


def test_a_head_interrupted_at_any_epoch_ends_where_the_uninterrupted_one_does(tmp_path):
    from training.classifier.loop import Loop, Phase, history
    from training.classifier.sources import FeatureSource, Targets
    from training.networks.heads import Head, head_model

    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 40)
    views = (rng.normal(size=(3, 40, 10)) + np.eye(3, 10)[truth]).astype(np.float32)
    settings = study("thin-section", "MobileNetV2")
    settings.rate_patience, settings.patience, settings.batch = 1, 9, 8

    def go(folder, stop_after):
        folder.mkdir(exist_ok=True)
        source = FeatureSource(views, views[0], Targets(truth, 3, balanced=True), 8, seed=3)
        head = Head(hidden=(6,), dropout=0.3, l2=1e-3)
        phase = Phase("frozen", 6, 0.5, lambda: head_model(10, 3, head), lambda: source, "best-head.keras")
        Loop(folder, settings, [phase], lambda rows: rows, truth, Quiet(stop_after)).go()

    go(tmp_path / "whole", 0)
    for epoch in (1, 3, 5):
        with pytest.raises(KeyboardInterrupt):
            go(tmp_path / "torn", epoch)
    go(tmp_path / "torn", 0)
    one, two = (weights_of(tmp_path / name / "best-head.keras") for name in ("whole", "torn"))
    for left, right in zip(one, two, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-6)
    rows = [[{**row, "seconds": 0} for row in history(tmp_path / name)] for name in ("whole", "torn")]
    assert rows[0] == rows[1] and len({row["rate"] for row in rows[0]}) > 1, "the rate has fallen on the way"


def test_a_run_is_trained_in_mixed_precision_and_used_in_full(mineral_data, tmp_path):
    from training.classifier.predict import network

    arguments = ["fit", "mindat-2", "--data", str(mineral_data), "--out", str(tmp_path), "--epochs", "1"]
    assert main([*arguments, "--side", "16", "--mixed-precision", "--json"]) == 0
    assert keras.config.dtype_policy().name == "float32"
    trained, used = keras.models.load_model(tmp_path / "best.keras", compile=False), network(tmp_path)
    assert trained.get_layer("conv1").compute_dtype == "float16"
    assert {layer.compute_dtype for layer in used.layers} == {"float32"}
    for one, two in zip(trained.get_weights(), used.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_resuming_by_command_keeps_what_is_not_said_again(pairs_run, tmp_path):
    shutil.copytree(pairs_run, tmp_path / "run")
    before = read_settings(pairs_run)
    assert main(["fit", "thin-section", "--out", str(tmp_path / "run"), "--resume", "--json"]) == 0
    assert read_settings(tmp_path / "run") == before
    assert (
        weights_of(pairs_run / "best.keras")[0].tolist()
        == weights_of(tmp_path / "run" / "best.keras")[0].tolist()
    )


def test_resuming_another_network_or_nothing_is_refused(pairs_run, tmp_path, capsys):
    assert main(["fit", "mindat-1", "--out", str(pairs_run), "--resume"]) == 2
    assert "thin-section" in capsys.readouterr().err
    assert main(["fit", "mindat-1", "--out", str(tmp_path), "--resume"]) == 2
    assert "--resume" in capsys.readouterr().err


def test_scores_cover_every_class_with_intervals(pairs_run):
    metrics = json.loads((pairs_run / "metrics.json").read_text())
    test = metrics["test"]
    assert set(test["per_class"]) == {"feldspar", "quartz", "rock-fragment"}
    assert test["interval"][0] <= test["accuracy"] <= test["interval"][1]
    assert np.array(test["confusion"]).sum() == test["n"] == sum(c["n"] for c in test["per_class"].values())
    with (pairs_run / "predictions-test.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == test["n"]
    right = sum(row["label"] == row["predicted"] for row in rows)
    assert round(right / len(rows), 4) == test["accuracy"]


def test_the_studys_values_are_the_defaults():
    mindat, thin_section = study("mindat-selected"), study("thin-section")
    assert (mindat.batch, mindat.epochs, mindat.rate, mindat.patience) == (64, 90, 1e-3, 9)
    assert (mindat.rate_factor, mindat.rate_patience, mindat.least_rate) == (0.8, 3, 5e-6)
    change = mindat.augmentation
    assert (change.rotation, change.shift, change.shear, change.zoom) == (30, 0.3, 0.3, 0.3)
    assert (change.flip, change.flip_vertical, change.fill) == (True, False, "nearest")
    assert (thin_section.backbone, thin_section.fine_rate, thin_section.fine_blocks) == (
        "ResNet50",
        5e-5,
        None,
    )


def test_every_fold_is_judged_by_a_network_that_never_saw_it(mineral_data, tmp_path):
    arguments = ["fit", "mindat-2", "--data", str(mineral_data), "--out", str(tmp_path), "--fold", "all"]
    assert main([*arguments, "--epochs", "1", "--side", "16", "--json"]) == 0
    scores = json.loads((tmp_path / "metrics.json").read_text())["cross_validation"]
    index = load_index(mineral_data)
    assert scores["n"] == len(index.samples) and len(scores["folds"]) == 2
    for fold in (0, 1):
        sides = {s.fold: set() for s in index.samples}
        for sample in read_index(tmp_path / f"fold-{fold}" / "split.csv", index.folder).samples:
            sides[sample.fold].add(sample.split)
        assert sides[fold] == {"test"} and sides[1 - fold] == {"train", "validation"}


def test_each_face_by_itself_is_averaged_over_the_pair(grain_data, tmp_path):
    from training.classifier.examples import read_examples

    settings = study("mindat-1")
    settings.input, settings.side, settings.labels = "each", 16, load_index(grain_data).labels
    held = read_examples(load_index(grain_data), settings, "test", tmp_path)
    assert len(held) == 2 * len(held.samples) and held.pixels.shape[1:] == (16, 16, 3)
    rows = np.random.default_rng(1).dirichlet(np.ones(3), len(held))
    np.testing.assert_allclose(held.by_sample(rows), (rows[::2] + rows[1::2]) / 2)
    assert (held.pixels[0] != held.pixels[1]).any()


def test_a_set_from_elsewhere_is_the_cards_outside_set(stones_run, data, tmp_path):
    folder = few(data / "minerals", tmp_path / "elsewhere", 3)
    assert main(["evaluate", str(stones_run), "--data", str(folder), "--looks-before", "2", "--json"]) == 0
    outside = json.loads((stones_run / "metrics.json").read_text())["outside"]
    assert outside["set"] == "elsewhere" and outside["n"] == 18, "biotite is not one of its labels"
    assert outside["looks"] == 3 and len(outside["data_sha256"]) == 64


def test_the_command_asks_for_data_and_refuses_unknown_weights(tmp_path, mineral_data, capsys):
    assert main(["fit", "thin-section", "--out", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err
    wrong = ["fit", "thin-section", "--out", str(tmp_path), "--data", str(mineral_data)]
    assert main([*wrong, "--weights", "gone.h5"]) == 2
    assert "gone.h5" in capsys.readouterr().err
    assert main(["fit", "mindat-1", "--data", str(mineral_data), "--out", str(tmp_path), "--fold", "9"]) == 2
    assert "--folds" in capsys.readouterr().err


def test_a_split_of_ones_own_is_obeyed(mineral_data, tmp_path):
    from training.classifier.fit import fit, run_index

    shutil.copytree(mineral_data, tmp_path / "mine")
    index = load_index(tmp_path / "mine")
    test = {row.group for row in index.rows[::5]}
    rows = [
        row.__class__(
            **{f: getattr(row, f) for f in row.__slots__}
            | {"split": "test" if row.group in test else ("validation" if i % 3 else "train")}
        )
        for i, row in enumerate(index.rows)
    ]
    write_index(tmp_path / "mine" / "index.csv", rows)
    settings = study("mindat-2")
    settings.data, settings.epochs, settings.side = str(tmp_path / "mine"), 1, 16
    fit(tmp_path / "run", settings, Quiet())
    assert list(run_index(tmp_path / "run").rows) == rows
