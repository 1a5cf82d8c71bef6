"""Scores of a classification against values computed by hand and by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from geodesk.shares import wilson
from training.classifier.baseline import NotPaired, paired
from training.classifier.evaluate import write_predictions
from training.classifier.schedule import Pace
from training.classifier.scores import classification_scores, cross_entropy, macro_f1, paired_difference
from training.classifier.settings import Settings
from training.data.index import DataSample, Row

LABELS = ["a", "b", "c"]


@pytest.fixture
def judged():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 3, 60)
    rows = rng.dirichlet(np.ones(3), 60) + 0.6 * np.eye(3)[truth]
    return rows / rows.sum(axis=1, keepdims=True), truth


def test_precision_recall_and_f1_are_scikit_learns(judged):
    rows, truth = judged
    found = classification_scores(rows, truth, LABELS, [str(i) for i in range(60)], draws=50)
    for name in ("macro", "weighted"):
        wanted = precision_recall_fscore_support(truth, rows.argmax(axis=1), average=name)[:3]
        np.testing.assert_allclose([found[name][k] for k in ("precision", "recall", "f1")], wanted, atol=6e-5)
    each = precision_recall_fscore_support(truth, rows.argmax(axis=1))
    assert [found["per_class"][label]["n"] for label in LABELS] == each[3].tolist()
    np.testing.assert_allclose([found["per_class"][label]["f1"] for label in LABELS], each[2], atol=6e-5)
    hits = int((rows.argmax(axis=1) == truth).sum())
    np.testing.assert_allclose(found["interval"], wilson(hits, 60), atol=6e-5)


def test_a_class_without_samples_does_not_count_in_the_means():
    rows = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.4, 0.3]])
    truth = np.array([0, 1, 0])
    found = classification_scores(rows, truth, LABELS, ["x", "y", "z"], draws=10)
    assert found["per_class"]["c"]["n"] == 0 and found["per_class"]["c"]["interval"] == [0, 1]
    assert found["macro_f1"] == pytest.approx(macro_f1(rows.argmax(axis=1), truth, 3), abs=1e-4)
    assert found["macro"]["recall"] == pytest.approx((0.5 + 1) / 2)


def test_the_interval_over_groups_is_wider_where_groups_agree(judged):
    rows, truth = judged
    alone = classification_scores(rows, truth, LABELS, [str(i) for i in range(60)])
    order = np.argsort(rows.argmax(axis=1) == truth)
    grouped = classification_scores(rows[order], truth[order], LABELS, [str(i // 10) for i in range(60)])
    width = [np.ptp(one["bootstrap"]["accuracy"]) for one in (alone, grouped)]
    assert width[1] > 1.5 * width[0] and alone["accuracy"] == grouped["accuracy"]


def test_cross_entropy_by_hand():
    rows = np.array([[0.5, 0.5], [0.0, 1.0]])
    assert cross_entropy(rows, np.array([0, 1])) == pytest.approx(np.log(2) / 2)
    assert cross_entropy(rows, np.array([0, 0])) == pytest.approx((np.log(2) - np.log(1e-7)) / 2)


def test_a_paired_difference_sees_what_two_intervals_hide():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 400)
    theirs = np.where(rng.random(400) < 0.25, 1 - truth, truth)
    ours = np.where((rng.random(400) < 0.2), truth, theirs)
    found = paired_difference(ours, theirs, truth, [str(i) for i in range(400)])
    assert 0 < found["interval"][0] < found["difference"] < found["interval"][1] < 0.1


def test_predictions_are_paired_by_sample(tmp_path):
    samples = [
        DataSample(n, "ab"[i % 2], n, "", None, (Row(n, "ab"[i % 2], n),)) for i, n in enumerate("uvwx")
    ]
    for name, right in (("one", 4), ("two", 2)):
        rows = np.eye(2)[[i % 2 if i < right else 1 - i % 2 for i in range(4)]]
        (tmp_path / name).mkdir()
        write_predictions(tmp_path / name / "predictions.csv", samples, rows, ["a", "b"])
    assert paired(tmp_path / "one", tmp_path / "two")["difference"] == 0.5
    write_predictions(tmp_path / "two" / "predictions.csv", samples[:3], np.eye(2)[[0, 1, 0]], ["a", "b"])
    with pytest.raises(NotPaired, match="same samples"):
        paired(tmp_path / "one", tmp_path / "two")


def paces(losses, **changes):
    settings = Settings(**changes)
    pace, rates = Pace(1e-3), []
    for epoch, loss in enumerate(losses, 1):
        rates.append(pace.rate)
        if pace.over(settings):
            break
        pace.after(settings, 1e-3, epoch, len(losses), loss)
    return rates


def test_the_rate_falls_on_a_plateau_down_to_the_least():
    rates = paces([1.0] * 9, rate_factor=0.1, rate_patience=2, least_rate=1e-5, patience=99)
    np.testing.assert_allclose(rates, [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-5, 1e-5])


def test_a_phase_ends_after_its_patience_and_cosine_ends_low():
    assert len(paces([3, 2, 1, 1, 1, 1, 1, 1], patience=3)) == 7
    cosine = paces(list(range(9, 0, -1)), schedule="cosine", least_rate=0.0)
    assert cosine == sorted(cosine, reverse=True) and cosine[-1] < 0.05 * cosine[0]
    assert set(paces([1.0] * 5, schedule="constant", patience=9)) == {1e-3}
