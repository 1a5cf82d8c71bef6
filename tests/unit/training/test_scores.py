"""Scores and intervals against published or hand-made values."""

import numpy as np
import pytest

from geodesk.shares import wilson
from training.scores import decision_scores


def test_wilsons_interval_agrees_with_published_values():
    # Newcombe, Statist. Med. 17 (1998) 857, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_balanced_accuracy_weighs_every_kind_alike():
    kinds = ["usable"] * 4 + ["noise"] * 2 + ["blank"] * 4
    probability = np.array([0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1])
    scores = decision_scores(probability, kinds, list(range(10)), draws=300)
    assert scores["usable"]["share"] == 0.75
    assert scores["rejection"]["noise"]["share"] == 0.5 and scores["rejection"]["blank"]["share"] == 1.0
    assert scores["balanced_accuracy"] == pytest.approx((0.75 + (0.5 + 1) / 2) / 2)
    assert scores["accuracy"] == pytest.approx(0.8)
    low, high = scores["interval"]
    assert low < scores["balanced_accuracy"] < high


def test_a_probability_of_one_half_counts_as_usable():
    scores = decision_scores(np.array([0.5, 0.5]), ["usable", "noise"], [0, 1], draws=10)
    assert scores["usable"]["hits"] == 1 and scores["rejection"]["noise"]["hits"] == 0


def test_kin_make_the_interval_wider():
    rng = np.random.default_rng(1)
    right = np.repeat(rng.uniform(size=20) < 0.8, 5)
    kinds = ["usable", "noise"] * 50
    probability = np.where(right == (np.array(kinds) == "usable"), 0.9, 0.1)
    alone = decision_scores(probability, kinds, list(range(100)), draws=1000)["interval"]
    together = decision_scores(probability, kinds, np.repeat(range(20), 5).tolist(), draws=1000)["interval"]
    assert together[1] - together[0] > 1.5 * (alone[1] - alone[0])
