"""Classifiers as ONNX files with a card, whole and with smaller weights; the report."""

import json

import numpy as np
import pytest

from geodesk import micrograph as gm
from geodesk import models
from training.__main__ import main
from training.classifier.settings import read_settings, study
from training.data.prepare import load_index

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager")]
keras = pytest.importorskip("keras", reason="the training extra is not installed")


def test_an_exported_pair_model_is_verified_and_sees_what_training_saw(pairs_run, grain_data, pairs_model):
    from training.classifier.predict import network
    from training.data.pixels import FACES

    model = models.load(pairs_model, device="cpu")
    assert model.badge.state == "verified", str(model.badge.reason)
    assert model.labels == ("feldspar", "quartz", "rock-fragment") and model.spec.faces == FACES
    assert model.card.labels[1].es == "cuarzo" and model.card.licence == "MIT"
    sample = next(sample for sample in load_index(grain_data).samples if sample.split == "validation")
    folder = load_index(grain_data).folder
    with gm.open(folder / sample.rows[0].path) as ppl, gm.open(folder / sample.rows[1].path) as xpl:
        batch = models.prepare_faces([ppl, xpl], model.spec)
        with pytest.raises(models.NeedsFaces, match="PPL"):
            models.PictureTiles(ppl, model.spec)
    wanted = np.asarray(network(pairs_run)(batch.astype(np.float32)))
    np.testing.assert_allclose(model.probabilities(batch), wanted, atol=1e-4)


def test_the_card_holds_no_picture_but_data_hash_seed_and_scores(pairs_model, pairs_run):
    card = models.read_card(models.OnnxFile.read(pairs_model))
    document = card.document
    assert isinstance(document["test"]["input"], int)
    assert document["data"]["sha256"] == read_settings(pairs_run).data_sha256 and document["seed"] == 5
    assert card.metrics.n > 0 and document["parity"]["largest_difference"] <= 1e-4
    assert (
        document["parity"]["inputs"]
        == json.loads((pairs_run / "metrics.json").read_text())["validation"]["n"]
    )


@pytest.mark.parametrize(("precision", "size", "difference"), [("float16", 0.6, 0.05), ("int8", 0.4, 0.5)])
def test_smaller_weights_make_a_smaller_file_that_still_computes(
    pairs_run, pairs_model, tmp_path, precision, size, difference
):
    from training.classifier.graph import agreement, onnx_probabilities, shrink

    small = tmp_path / "small.onnx"
    shrink(pairs_model, small, precision)
    assert small.stat().st_size < size * pairs_model.stat().st_size
    pixels = np.random.default_rng(2).integers(0, 256, (4, 64, 64, 6), dtype=np.uint8)
    found = agreement(*(onnx_probabilities(path, pixels) for path in (pairs_model, small)))
    assert 0 < found.largest < difference


def test_a_graph_that_differs_or_wants_more_inputs_is_refused(pairs_model):
    import onnx

    from training.classifier.graph import ExportDiffers, agreement, check_inputs, check_parity

    rows = np.array([[0.2, 0.8], [0.6, 0.4]])
    check_parity(agreement(rows, rows + 5e-5))
    for other in (rows[:, ::-1], rows + [[2e-4, 0], [0, 0]], rows * np.nan):
        with pytest.raises(ExportDiffers):
            check_parity(agreement(rows, other))
    proto = onnx.load(pairs_model)
    check_inputs(proto)
    proto.graph.input.append(proto.graph.input[0])
    with pytest.raises(ExportDiffers, match="inputs"):
        check_inputs(proto)


def test_the_report_is_one_file_with_both_phases_classes_and_mistakes(pairs_run, pairs_model, capsys):
    assert main(["report", str(pairs_run)]) == 0
    page = (pairs_run / "report.html").read_text(encoding="utf-8")
    assert 'class="phase"' in page and "Wilson" in page and "confusion" in page
    assert "data:image/jpeg" in page and read_settings(pairs_run).data_sha256 in page and "tensorflow" in page
    assert 'src="http' not in page and "href" not in page


def test_a_network_from_scratch_is_exported_with_smaller_weights(stones_run, tmp_path):
    out = tmp_path / "m.onnx"
    assert main(["export", str(stones_run), "--out", str(out), "--precision", "float16"]) == 0
    model = models.load(out, device="cpu")
    assert model.badge.state == "verified" and model.spec.width == 32 and model.spec.faces == ()
    assert model.labels == ("bornite", "chrysocolla", "malachite", "muscovite", "pyrite", "quartz")
    said = model.card.document["precision"]
    assert said["weights"] == "float16" and said["largest_difference"] < 0.02 and said["other_labels"] == 0


@pytest.mark.parametrize(
    ("network", "backbone"),
    [
        ("mindat-1", ""),
        ("mindat-3", ""),
        ("mindat-selected", ""),
        ("thin-section", "MobileNetV2"),
        ("thin-section", "ResNet50"),
        ("thin-section", "VGG16"),
        ("compare", "EfficientNetB0"),
    ],
)
def test_every_network_takes_a_step_and_is_the_same_in_onnx(network, backbone, mineral_data, tmp_path):
    from training.classifier.examples import read_examples
    from training.classifier.graph import agreement, check_parity, convert, onnx_probabilities
    from training.classifier.sources import Predictor
    from training.networks.build import Architecture, build

    keras.utils.set_random_seed(4)
    settings = study("mindat-1")
    settings.input, settings.side, settings.labels = "picture", 32, load_index(mineral_data).labels
    held = read_examples(load_index(mineral_data), settings, "validation", tmp_path)
    model = build(Architecture(network, backbone, side=32), len(settings.labels))
    x, y = held.pixels.astype(np.float32), np.eye(6, dtype=np.float32)[held.truth]
    before = model.get_weights()
    if backbone:
        from training.networks.heads import parts

        base, head = parts(model)
        head.compile("adam", "categorical_crossentropy", jit_compile=False)
        head.train_on_batch(np.asarray(base(x)), y)
    else:
        model.compile("adam", "categorical_crossentropy", jit_compile=False)
        model.train_on_batch(x, y)
    assert any((one != two).any() for one, two in zip(before, model.get_weights(), strict=True))
    convert(model, tmp_path / "m.onnx")
    check_parity(
        agreement(Predictor(model)(held.pixels), onnx_probabilities(tmp_path / "m.onnx", held.pixels))
    )
