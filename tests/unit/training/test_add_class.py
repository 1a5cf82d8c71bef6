"""New classes for a trained network: old weights kept, old pictures learnt again, both told."""

import json
import shutil

import numpy as np
import pytest

from geodesk import models
from tests.unit.training.tiny import Quiet, eagerly, few, thin
from training.__main__ import main
from training.classifier.settings import read_settings
from training.data.prepare import Options, prepare

keras = pytest.importorskip("keras", reason="the training extra is not installed")
pytestmark = pytest.mark.usefixtures("eager")

OLD, NEW = ("bornite", "malachite"), ("pyrite", "quartz")


def prepared(data, folder, classes, per_class):
    few(data / "minerals", folder / "pictures", per_class)
    for one in (folder / "pictures").iterdir():
        if one.name not in classes:
            shutil.rmtree(one)
    prepare(folder / "pictures", folder / "data", Options(validation=0.25, test=0.25), Quiet())
    return folder / "data"


@pytest.fixture(scope="module")
def old_run(data, backbone_weights, tmp_path_factory):
    from training.classifier.fit import fit

    folder = tmp_path_factory.mktemp("old")
    prepared_data = prepared(data, folder, OLD, 16)
    short = {"epochs": 25, "fine_epochs": 0, "views": 1, "depths": 3, "rate": 0.03}
    settings = thin(prepared_data, backbone_weights, **short)
    with eagerly():
        fit(folder / "run", settings, Quiet())
    return folder / "run"


@pytest.fixture(scope="module")
def new_data(data, tmp_path_factory):
    return prepared(data, tmp_path_factory.mktemp("new"), NEW, 16)


def test_a_wider_head_says_the_same_of_the_old_classes():
    from training.classifier.addclass import widened
    from training.networks.heads import Head, head_model

    keras.utils.set_random_seed(2)
    features = np.random.default_rng(1).normal(size=(9, 20)).astype(np.float32)
    for head in (head_model(20, 3, Head()), head_model(20, 3, Head(hidden=(6,), dropout=0.3, l2=1e-4))):
        wide = widened(head, 5)
        before, after = np.asarray(head(features)), np.asarray(wide(features))
        assert after.shape == (9, 5) and wide.layers[-1].name == "probabilities"
        np.testing.assert_allclose(after[:, :3] / after[:, :3].sum(1, keepdims=True), before, atol=1e-6)


def test_a_network_from_scratch_comes_apart_into_features_and_head():
    from training.classifier.addclass import split
    from training.networks.heads import joined
    from training.networks.mindat import mindat

    keras.utils.set_random_seed(2)
    model = mindat("mindat-2", 4, side=16)
    x = np.random.default_rng(1).uniform(0, 255, (3, 16, 16, 3)).astype(np.float32)
    np.testing.assert_allclose(np.asarray(joined(*split(model))(x)), np.asarray(model(x)), atol=1e-6)


def test_exemplars_keep_the_mean_of_their_class():
    from training.classifier.addclass import herded

    features = np.abs(np.random.default_rng(3).normal(size=(40, 8))) + [4, 0, 0, 0, 0, 0, 0, 1]
    scaled = features / np.linalg.norm(features, axis=1, keepdims=True)
    mean = scaled.mean(axis=0)
    chosen = herded(features, 6)
    assert len(set(chosen)) == 6 and chosen[0] == np.linalg.norm(scaled - mean, axis=1).argmin()
    drawn = np.random.default_rng(4).permuted(np.tile(np.arange(40), (50, 1)), axis=1)[:, :6]
    random = [np.linalg.norm(scaled[one].mean(axis=0) - mean) for one in drawn]
    assert np.linalg.norm(scaled[chosen].mean(axis=0) - mean) < min(random)
    assert sorted(herded(features[:4], 9)) == [0, 1, 2, 3]


def test_old_classes_are_kept_where_old_pictures_are_learnt_again(old_run, new_data, tmp_path):
    from training.classifier.addclass import Wanted, add_class
    from training.classifier.evaluate import judge

    with_old = add_class(old_run, new_data, tmp_path / "kept", Wanted(memory=6, epochs=25), Quiet())
    without = add_class(old_run, new_data, tmp_path / "lost", Wanted(memory=0, epochs=25), Quiet())
    assert read_settings(tmp_path / "kept").labels == [*OLD, *NEW]
    assert (with_old["exemplars"], without["exemplars"]) == (12, 0)

    before, after = judge(old_run, "test"), judge(tmp_path / "kept", "test")
    right = after.rows.argmax(1) == after.truth
    assert with_old["old"]["before"]["hits"] == (before.rows.argmax(1) == before.truth).sum()
    assert with_old["old"]["after"]["hits"] == right[after.truth < 2].sum()
    assert with_old["new"]["after"]["hits"] == right[after.truth >= 2].sum()
    assert with_old["all"]["after"]["n"] == len(right) == len(after.samples)
    assert with_old["all"]["after"]["hits"] > without["all"]["after"]["hits"]
    assert with_old["old"]["after"]["hits"] >= without["old"]["after"]["hits"]


def test_a_class_is_added_to_a_network_from_scratch_and_exported(stones_run, data, tmp_path, capsys):
    folder = few(data / "minerals", tmp_path / "more", 8)
    for one in folder.iterdir():
        if one.name not in ("biotite", "quartz"):
            shutil.rmtree(one)
    out = tmp_path / "seven"
    command = ["add-class", str(stones_run), "--data", str(folder), "--out", str(out), "--epochs", "2"]
    assert main([*command, "--memory", "3", "--validation", "0.25", "--test", "0.25", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = next(event for event in events if event["event"] == "new")
    assert told["labels"] == ["biotite"] and told["samples"] == 8 and told["left_out"] == 8
    assert "Classes added: biotite" in (out / "report.html").read_text(encoding="utf-8")
    assert main(["export", str(out), "--out", str(tmp_path / "m.onnx"), "--json"]) == 0
    model = models.load(tmp_path / "m.onnx", device="cpu")
    assert model.badge.state == "verified"
    assert model.labels == (*read_settings(stones_run).labels, "biotite"), "old ones first, in their order"

    shutil.rmtree(folder / "biotite")
    assert main([*command, "--memory", "3"]) == 2
    assert "no class that the network does not know: bornite" in capsys.readouterr().err
