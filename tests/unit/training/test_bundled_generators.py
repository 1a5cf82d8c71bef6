"""The bundled generator: its card, its badge, and whether its pictures have the structure of the rock."""

import json

import numpy as np
import pytest

from geodesk import models
from training.gan.judge import mean_curves

SEED, COUNT = 20_261_122, 16


@pytest.fixture(scope="module")
def model():
    return models.load("berea-sections", "cpu", task="generate")


@pytest.fixture(scope="module")
def pictures(model):
    return np.stack([model.picture(SEED, index) for index in range(COUNT)])


def test_it_is_verified_and_says_what_it_learnt_from_and_how_far_it_is_off(model):
    document = model.card.document
    assert model.badge.state == "verified" and document["synthetic"] is True
    assert "Berea" in document["data"]["id"] and document["data"]["licence"] == "MIT"
    assert max(document["quality"]["ratio"].values()) <= document["quality"]["target_ratio"]
    copies = document["quality"]["copies"]
    assert copies["made_real_median"] > copies["real_real_median"], "nearer to the rock than the rock: copies"
    assert model.path.stat().st_size < 2_000_000


def test_its_pictures_have_two_phases_and_differ(pictures):
    assert pictures.shape == (COUNT, 320, 320)
    assert ((pictures > 32) & (pictures < 224)).mean() < 0.06, "grey between the phases"
    solid = (pictures > 128).mean(axis=(1, 2))
    assert solid.std() > 0.005 and len({one.tobytes() for one in pictures}) == COUNT


def test_its_pores_have_the_published_covariance_of_the_rock(data, pictures):
    """S2 of the pores over lags of 0 to 40 voxels; single sections of the rock scatter more than this."""
    file = data / "microstructures" / "berea_reference.json"
    published = json.loads(file.read_text(encoding="utf-8"))["S2_pore"]["berea"]
    solid = mean_curves(pictures)["s2"]
    for lag in (0, 1, 2, 3, 5, 10, 20, 40):
        pore = 1 - 2 * solid[0] + solid[lag]
        assert pore == pytest.approx(np.mean(list(published[str(lag)].values())), abs=0.02), lag
