"""The bundled sandstone model: verified, small, and as good on its own test pairs as its card says."""

from pathlib import Path

import numpy as np
import pytest

from geodesk import micrograph as gm
from geodesk import models
from training.data.prepare import Options, prepare
from training.progress import Progress

BUNDLED = Path(__file__).resolve().parents[3] / "resources" / "models" / "sandstone-grains.onnx"


@pytest.fixture(scope="module")
def model():
    return models.load(BUNDLED, device="cpu")


def test_the_model_is_verified_small_and_sees_pairs(model):
    assert model.badge.state == "verified", str(model.badge.reason)
    assert model.labels == ("feldspar", "quartz", "rock-fragment")
    assert model.spec.faces == ("ppl", "xpl") and model.spec.channels == 6
    assert BUNDLED.stat().st_size < 5_000_000


def test_the_card_states_data_licences_folds_and_what_small_weights_lost(model):
    document = model.card.document
    assert document["data"]["licence"] == "MIT" and "Apache-2.0" in model.card.licence
    assert document["precision"]["other_labels"] == 0 and document["parity"]["largest_difference"] < 1e-4
    folds = document["cross_validation"]
    assert folds["n"] == 210 and folds["accuracy"] > 0.80 and folds["macro_f1"] > 0.797
    assert isinstance(document["test"]["input"], int), "no picture travels in the file"


@pytest.mark.slow
def test_its_own_test_pairs_are_judged_as_the_card_says(model, data, tmp_path):
    index = prepare(data / "thin-section" / "grains", tmp_path, Options(folds=5), Progress(as_json=True))
    held = [sample for sample in index.samples if sample.split == "test"]
    assert index.sha256 == model.card.document["data"]["sha256"] and len(held) == model.card.metrics.n
    right = 0
    for sample in held:
        with (
            gm.open(index.folder / sample.rows[0].path) as ppl,
            gm.open(index.folder / sample.rows[1].path) as xpl,
        ):
            rows = model.probabilities(models.prepare_faces([ppl, xpl], model.spec))
        right += model.labels[int(np.argmax(rows[0]))] == sample.label
    assert right / len(held) == pytest.approx(model.card.metrics.accuracy, abs=0.001)
