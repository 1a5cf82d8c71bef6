"""The bundled captioner: its card, its badge, and what it says of scenes drawn here and now."""

import numpy as np
import pytest

from geodesk import models
from geodesk.models import LANDSLIDE, prepare
from training.terrain import render

SCENES = 24


@pytest.fixture(scope="module")
def model():
    return models.load("landslide-captioner", task="caption")


def test_it_is_verified_and_says_that_it_is_a_demonstration_on_synthetic_pictures(model):
    assert model.badge.state == "verified" and model.badge.demonstration and model.card.synthetic
    title = model.card.document["title"]
    assert "sintéticas" in title["es"] and "synthetic" in title["en"]
    assert model.card.outside_set is None and model.card.licence.startswith("BSD-3-Clause")
    assert model.card.document["parity"]["other_captions"] == 0
    assert len(model.sentences.vocabulary) == 27 and model.sentences.length == 13
    assert model.path.stat().st_size < 9_000_000


def test_it_tells_scenes_it_has_never_seen(model):
    scenes = [render((4321, 2, n)) for n in range(SCENES)]  # a seed of nobody's, ground as in training
    batch = np.concatenate([prepare(scene.pixels, model.spec) for scene in scenes])
    right = dict.fromkeys(("tipo", "actividad", "direccion"), 0)
    for scene, found in zip(scenes, model.captions(batch, count=1), strict=True):
        said = found[0].attributes
        assert all(said.values()), found[0].text  # the template's words, all five
        truth = {
            "tipo": scene.slide.type,
            "actividad": scene.slide.activity,
            "direccion": scene.slide.direction,
        }
        for name, word in truth.items():
            right[name] += said[name] == word
    chance = {name: SCENES / len(LANDSLIDE[name].values) for name in right}
    assert all(right[name] > 2 * chance[name] or right[name] > 0.85 * SCENES for name in right), right
