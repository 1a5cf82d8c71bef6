"""The pre-classifier in Keras: parameter counts, tying and untying, real training, resuming, export."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from geodesk import models
from geodesk.language import GeoDeskError
from tests.unit.training.tiny import eagerly
from training import tiles
from training.progress import Progress
from training.scenes import random_scene

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager")]


def scenes(count, side=320):
    return np.stack([random_scene((8, n), side)[1] for n in range(count)])


@pytest.fixture(scope="module")
def networks():
    keras = pytest.importorskip("keras", reason="the training extra is not installed")
    from training import networks

    keras.utils.set_random_seed(5)
    return networks


def test_the_preclassifier_has_the_studys_parameters_row_by_row(networks):
    model = networks.preclassifier()
    assert model.count_params() == 2_812_505
    assert sum(int(np.prod(w.shape)) for w in model.trainable_weights) == 2_812_505
    rows = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    assert rows == {"conv1": 520, "conv2": 8_208, "dense": 2_803_744, "usable": 33}
    assert model.input_shape == (None, 320, 320, 1) and model.get_layer("flatten").output.shape[1] == 87_616


def test_untying_changes_nothing_that_the_network_says(networks):
    from training.fit import Predictor

    pooled = networks.pooled_preclassifier()
    pixels = scenes(4)
    np.testing.assert_allclose(
        Predictor(networks.untie(pooled), 4)(pixels), Predictor(pooled, 4)(pixels), atol=1e-6
    )


def test_the_local_standardisation_is_a_gaussian_mean_and_deviation(networks):
    from scipy import ndimage

    pixels = scenes(1)[0].astype(np.float64)
    found = np.asarray(networks.LocalStandardise()(pixels[None, :, :, None].astype(np.float32)))[0, :, :, 0]
    mean = ndimage.gaussian_filter(pixels, networks.WINDOW, truncate=3)
    deviation = np.sqrt(ndimage.gaussian_filter((pixels - mean) ** 2, networks.WINDOW, truncate=3))
    wanted = np.clip((pixels - mean) / (deviation + networks.FLOOR), -networks.CLIP, networks.CLIP)
    wanted += networks.LEVEL * (mean / 127.5 - 1)
    inner = (slice(60, -60), slice(60, -60))  # scipy reflects at the borders, the layer renormalises
    np.testing.assert_allclose(found[inner], wanted[inner], atol=2e-3)


def test_flat_fields_of_any_level_stay_finite_and_differ(networks):
    levels = np.array([0, 3, 128, 255], np.float32)[:, None, None, None] * np.ones(
        (1, 320, 320, 1), np.float32
    )
    found = np.asarray(networks.LocalStandardise()(levels))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(
        found.mean(axis=(1, 2, 3)), networks.LEVEL * (levels[:, 0, 0, 0] / 127.5 - 1), atol=1e-4
    )


class StopAfterFirstEpoch(Progress):
    """Pulls the plug when the first epoch has been reported."""

    def event(self, event, **values):
        super().event(event, **values)
        if event == "epoch":
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def settings(data):
    from training.fit import Settings

    return lambda: Settings(
        data=[str(data / "sem" / "nffa")],
        seed=4,
        epochs=2,
        untied_epochs=1,
        steps=2,
        batch=8,
        window=96,
        scenes=6,
        crops=2,
        validation_scenes=3,
        workers=1,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory, settings, networks):
    from training.fit import fit

    folder = tmp_path_factory.mktemp("runs") / "whole"
    with eagerly():
        fit(folder, settings(), Progress(as_json=True))
    return folder


def prepared(run, folder):
    """A run as it stands when its tiles are ready and no epoch has begun."""
    shutil.copytree(run / "tiles", folder / "tiles")
    shutil.copy(run / "config.json", folder)
    (folder / "state.json").write_text("{}")
    return folder


def test_a_run_leaves_its_settings_history_and_networks(run):
    config = json.loads((run / "config.json").read_text())
    assert config["seed"] == 4 and len(config["data_sha256"]) == 64
    history = (run / "history.csv").read_text().splitlines()
    assert len(history) == 4 and ",untied," in history[3]
    assert (run / "refused.csv").stat().st_size > 100


def moved(run, networks):
    import keras

    model = keras.models.load_model(run / "last.keras")
    start = networks.FilterBank()((8, 8, 1, 8))
    return np.abs(model.get_layer("conv1").get_weights()[0] - np.asarray(start)).max()


def test_training_moves_the_weights(run, networks):
    assert moved(run, networks) > 1e-4


def test_training_compiled_as_users_run_it_moves_the_weights(run, tmp_path, settings, networks):
    import tensorflow as tf

    from training.fit import fit

    folder = prepared(run, tmp_path / "compiled")
    tf.config.run_functions_eagerly(False)
    fit(folder, replace(settings(), epochs=1, untied_epochs=0), Progress(as_json=True), resume=True)
    assert 1e-4 < moved(folder, networks) < 0.1
    eager, compiled = ((path / "history.csv").read_text().splitlines()[1] for path in (run, folder))
    # Dropout draws otherwise in a compiled step, so only the order of size agrees.
    assert float(compiled.split(",")[2]) == pytest.approx(float(eager.split(",")[2]), rel=0.3)


def test_a_resumed_run_ends_where_the_uninterrupted_one_does(run, tmp_path, settings, networks):
    import keras

    from training.fit import fit

    folder = prepared(run, tmp_path / "interrupted")
    with pytest.raises(KeyboardInterrupt):
        fit(folder, settings(), StopAfterFirstEpoch(as_json=True), resume=True)
    fit(folder, settings(), Progress(as_json=True), resume=True)
    one, two = (keras.models.load_model(path / "last.keras") for path in (run, folder))
    for left, right in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_allclose(left, right, atol=2e-6)
    losses = [
        [line.split(",")[2:5] for line in (path / "history.csv").read_text().splitlines()]
        for path in (run, folder)
    ]
    assert losses[0] == losses[1]


def test_resuming_what_was_never_begun_is_refused(tmp_path, settings):
    from training.fit import fit

    with pytest.raises(GeoDeskError, match="--resume"):
        fit(tmp_path / "nothing", settings(), Progress(), resume=True)


@pytest.fixture(scope="module")
def exported(run, tmp_path_factory):
    from training.evaluate import evaluate
    from training.export import export

    path = tmp_path_factory.mktemp("exports") / "tiny.onnx"
    with eagerly():
        evaluate(run, [], Progress(as_json=True))
        export(run, path, Progress(as_json=True))
    return path


def test_the_exported_model_agrees_with_keras_and_passes_its_own_card(run, exported):
    from training.evaluate import network
    from training.fit import Predictor

    model = models.load(exported, device="cpu")
    assert model.badge.state == "verified" and model.labels == ("NO", "YES")
    assert model.card.input == tiles.SPEC
    held = tiles.load(run / "tiles", "validation").pixels
    rows = model.probabilities(held[..., None].astype(np.float32))
    keras_p = Predictor(network(run))(held)
    np.testing.assert_allclose(rows[:, 1], keras_p, atol=1e-5)
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-6)


def test_the_exported_graph_is_opset_17_with_a_named_batch_axis(exported):
    onnx = pytest.importorskip("onnx")
    proto = onnx.load(exported)
    assert proto.opset_import[0].version == 17 and len(proto.graph.input) == 1
    assert proto.graph.input[0].name == "image"
    assert proto.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"


def test_a_network_that_differs_is_not_exported(run):
    from training.export import ExportDiffers, check_parity

    keras_p = np.array([0.2, 0.8], np.float32)
    same = np.stack([1 - keras_p, keras_p], axis=1)
    assert check_parity(keras_p, same) == 0
    with pytest.raises(ExportDiffers):
        check_parity(keras_p, same + [[0, 2e-5], [0, 0]])
    with pytest.raises(ExportDiffers):
        check_parity(keras_p, np.full((2, 2), np.nan))


def test_the_report_is_one_file_with_curves_and_rates(run, exported):
    from training.report import report

    page = report(run).read_text(encoding="utf-8")
    assert "<svg" in page and "polyline" in page and "Wilson" in page and "defocus" in page
    assert 'src="http' not in page and 'href="http' not in page
