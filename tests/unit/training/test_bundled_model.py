"""The bundled pre-classifier: passes its own card's test and still does its work on pictures it never saw."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from geodesk import models
from geodesk.models.preprocess import prepare
from training import tiles
from training.degradation import KINDS
from training.evaluate import outside_case
from training.scores import decision_scores

BUNDLED = Path(__file__).resolve().parents[3] / "resources" / "models" / "sem-usable.onnx"


@pytest.fixture(scope="module")
def model():
    return models.load(BUNDLED, device="cpu")


def test_the_bundled_model_is_verified_by_its_own_card(model):
    assert model.badge.state == "verified", str(model.badge.reason)
    assert model.labels == ("NO", "YES")


def test_the_card_states_origin_licence_and_both_scores(model):
    card = model.card
    assert card.task == "classify" and card.input == tiles.SPEC
    document = card.document
    assert document["authors"] == "The GeoDesk authors" and document["licence"]
    assert len(document["data"]["sha256"]) == 64 and document["seed"] and document["date"]
    assert card.target.score == "balanced_accuracy" and card.target.at_least == 0.90
    for score in (card.metrics, card.outside_set):
        low, high = score.interval
        assert 0 <= low <= score.value("balanced_accuracy") <= high <= 1
    assert set(card.outside_set.values["rejection"]) == set(KINDS)


def test_the_tests_input_is_no_easy_case(model):
    low, high = sorted(model.card.document["test"]["output"])
    assert low > 0.02 and high < 0.98


def probability(model, pixels):
    rows = model.probabilities(prepare(pixels, model.spec))
    return float(model.reduce(rows)[model.labels.index("YES")])


@pytest.mark.slow
def test_the_bundled_model_tells_usable_from_spoilt_pictures_it_never_saw(model, data):
    files = tiles.pictures([data / "sem" / "fibres"])
    # A fixed sixth, chosen by content and not by name.
    chosen = [file for file in files if int(hashlib.sha256(file.read_bytes()).hexdigest(), 16) % 6 == 0]
    assert 6 <= len(chosen) <= 20
    kinds, found = [], []
    for i, file in enumerate(chosen):
        pixels = tiles.grey(file)
        for k, kind in enumerate(("usable", *KINDS)):
            kinds.append(kind)
            found.append(probability(model, outside_case(pixels, kind, (71, i, k))[0]))
    groups = np.repeat(np.arange(len(chosen)), len(KINDS) + 1).tolist()
    assert decision_scores(np.array(found), kinds, groups, draws=10)["balanced_accuracy"] > 0.85


@pytest.mark.slow
def test_the_samples_with_an_information_bar_are_judged_as_they_were_made(model, samples):
    import geodesk.micrograph as gm

    verdict = {}
    for path in samples.glob("sem_barra_*.tif"):
        with gm.open(path) as micrograph:
            batch = models.PictureTiles(micrograph, model.spec).batch(0, None)
        verdict[path.stem] = model.labels[int(np.argmax(model.reduce(model.probabilities(batch))))]
    assert verdict == {"sem_barra_buena": "YES", "sem_barra_desenfocada": "NO", "sem_barra_cargada": "NO"}
