"""Prepared data and trained runs that several files look at; none of them changes a run's network."""

import json
import shutil

import numpy as np
import pytest

from tests.unit.training.tiny import Quiet, eagerly, few, small, small_backbone, thin
from training.__main__ import main
from training.data.prepare import Options, prepare


@pytest.fixture
def eager():
    pytest.importorskip("keras", reason="the training extra is not installed")
    with eagerly():
        yield


@pytest.fixture(scope="session")
def backbones():
    """A small backbone among them."""
    pytest.importorskip("keras", reason="the training extra is not installed")
    with small_backbone():
        yield


@pytest.fixture(scope="session")
def mineral_data(data, tmp_path_factory):
    """Six minerals, prepared."""
    folder = few(data / "minerals", tmp_path_factory.mktemp("some") / "minerals", 8)
    shutil.rmtree(folder / "biotite")
    out = tmp_path_factory.mktemp("prepared") / "minerals"
    prepare(folder, out, Options(validation=0.25, test=0.25, folds=2), Quiet())
    return out


@pytest.fixture(scope="session")
def grain_data(data, tmp_path_factory):
    """PPL/XPL pairs of three kinds of grains, prepared."""
    folder = few(data / "thin-section" / "grains", tmp_path_factory.mktemp("some") / "grains", 16)
    out = tmp_path_factory.mktemp("prepared") / "grains"
    prepare(folder, out, Options(validation=0.25, test=0.25, folds=2), Quiet())
    return out


@pytest.fixture(scope="session")
def backbone_weights(backbones, tmp_path_factory):
    """Weights of a backbone as they lie on a disk: random ones whose normalisation fits what they give."""
    import keras

    keras.utils.set_random_seed(3)
    model = small(input_shape=(64, 64, 3))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    model(np.random.default_rng(1).uniform(-1, 1, (8, 64, 64, 3)).astype(np.float32), training=True)
    path = tmp_path_factory.mktemp("weights") / "small.weights.h5"
    model.save_weights(path)
    return str(path)


@pytest.fixture(scope="session")
def pairs_run(grain_data, backbone_weights, tmp_path_factory):
    """A two-phase run on pairs."""
    from training.classifier.evaluate import evaluate
    from training.classifier.fit import fit

    folder = tmp_path_factory.mktemp("runs") / "pairs"
    with eagerly():
        fit(folder, thin(grain_data, backbone_weights), Quiet())
        evaluate(folder, [], Quiet())
    return folder


@pytest.fixture(scope="session")
def pairs_model(pairs_run, tmp_path_factory):
    """The same as an ONNX file."""
    path = tmp_path_factory.mktemp("exports") / "pairs.onnx"
    words = path.with_suffix(".json")
    words.write_text(
        json.dumps({"name": "grains", "names": {"quartz": ["cuarzo", "quartz"]}, "licence": "MIT"})
    )
    with eagerly():
        assert main(["export", str(pairs_run), "--out", str(path), "--card", str(words), "--json"]) == 0
    return path


@pytest.fixture(scope="session")
def stones_run(mineral_data, tmp_path_factory):
    """A run from scratch, by the command and in graphs as users run it."""
    pytest.importorskip("keras", reason="the training extra is not installed")
    folder = tmp_path_factory.mktemp("runs") / "stones"
    arguments = ["fit", "mindat-2", "--data", str(mineral_data), "--out", str(folder), "--epochs", "1"]
    assert main([*arguments, "--side", "32", "--batch", "12", "--json"]) == 0
    return folder
