"""Kappas against published tables, and what must hold of any table."""

import numpy as np
import pytest

from geodesk.collection.agreement import cohen, fleiss

# J. Cohen, Educ. Psychol. Meas. 20 (1960), the table of 200 judgements into three classes.
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# J. L. Fleiss, Psychol. Bull. 76 (1971), table 1: 30 patients, 6 raters, 5 diagnoses.
FLEISS_1971 = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""
# The much copied example of 14 raters over 10 subjects (Wikipedia, "Fleiss' kappa").
TEN_SUBJECTS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def test_cohens_own_example():
    found = cohen(np.array(COHEN_1960))
    assert found.agreement == 0.7 and found.samples == 200
    assert found.value == pytest.approx(29 / 59, abs=1e-12)  # (0.70 - 0.41) / (1 - 0.41)
    assert round(found.value, 3) == 0.492


@pytest.mark.parametrize(
    ("table", "published"),
    [  # kappa and its 95 % limits as SAS prints them
        ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], (0.4842, 0.2137, 0.7547)),
        ([[0, 0, 0], [5, 16, 3], [8, 12, 28]], (0.3333, 0.1738, 0.4929)),
    ],
)
def test_the_interval_is_that_of_fleiss_cohen_and_everitt(table, published):
    found = cohen(np.array(table))
    assert (found.value, found.low, found.high) == pytest.approx(published, abs=6e-5)


def test_fleiss_own_example():
    found = fleiss(np.array([[int(sign) for sign in row] for row in FLEISS_1971.split()]))
    assert found.samples == 30 and found.agreement == pytest.approx(0.556, abs=6e-4)
    assert found.value == pytest.approx(0.430, abs=6e-4)


def test_ten_subjects_and_fourteen_raters():
    found = fleiss(np.array(TEN_SUBJECTS))
    assert found.value == pytest.approx(0.210, abs=6e-4) and found.agreement == pytest.approx(0.378, abs=6e-4)
    assert found.low < found.value < found.high


def test_the_order_of_samples_classes_and_annotators_does_not_matter():
    rng = np.random.default_rng(3)
    for _ in range(20):
        table = rng.integers(0, 9, (4, 4))
        table[0, 1] += 1
        order = rng.permutation(4)
        one, other, turned = cohen(table), cohen(table[np.ix_(order, order)]), cohen(table.T)
        assert one.value == pytest.approx(other.value) == pytest.approx(turned.value)
        assert one.low == pytest.approx(other.low) and one.high == pytest.approx(turned.high)
        assert -1 <= one.low <= one.value <= one.high <= 1
        counts = rng.integers(0, 3, (30, 3))
        again = fleiss(counts[rng.permutation(30)][:, rng.permutation(3)])
        assert fleiss(counts).value == pytest.approx(again.value)


def test_the_same_seed_gives_the_same_interval_and_samples_of_one_do_not_count():
    counts = np.array(TEN_SUBJECTS)
    alone = np.vstack([counts, [[1, 0, 0, 0, 0]] * 5])
    assert fleiss(alone) == fleiss(counts) and fleiss(counts, seed=1) != fleiss(counts)


def test_two_annotators_of_equal_shares_have_one_kappa_by_both():
    # Where both give the classes equally often, Scott's pi (Fleiss' of two) and Cohen's kappa are the same.
    table = np.array([[20, 5], [5, 20]])
    counts = np.array([[2, 0]] * 20 + [[1, 1]] * 10 + [[0, 2]] * 20)
    assert fleiss(counts).value == pytest.approx(cohen(table).value) == pytest.approx(0.6)


def test_labels_by_chance_have_a_kappa_of_about_nothing():
    rng = np.random.default_rng(5)
    table = np.zeros((3, 3), int)
    np.add.at(table, (rng.integers(0, 3, 9000), rng.integers(0, 3, 9000)), 1)
    found = cohen(table)
    assert found.low < 0 < found.high and found.high - found.low < 0.05
    counts = rng.multinomial(4, [0.5, 0.3, 0.2], size=3000)
    spread = fleiss(counts)
    assert abs(spread.value) < 0.03 and spread.high - spread.low < 0.06


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    # Two classes given half and half, alike with probability 0.82: kappa is (0.82 - 0.5) / 0.5.
    rng = np.random.default_rng(7)
    hits = {"cohen": 0, "fleiss": 0}
    for _ in range(300):
        alike = rng.random(120) < 0.82
        first = rng.integers(0, 2, 120)
        second = np.where(alike, first, 1 - first)
        table = np.zeros((2, 2), int)
        np.add.at(table, (first, second), 1)
        counts = np.stack([(first == k).astype(int) + (second == k) for k in (0, 1)], axis=1)
        for name, found in (("cohen", cohen(table)), ("fleiss", fleiss(counts, draws=400))):
            hits[name] += found.low <= 0.64 <= found.high
    assert all(0.90 <= hit / 300 <= 0.99 for hit in hits.values()), hits


def test_the_interval_of_few_samples_is_wide_enough():
    # Three annotators who know the class of a sample with probability 0.6 and guess otherwise: kappa is 0.36.
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        truth = rng.integers(0, 3, (12, 1))
        said = np.where(rng.random((12, 3)) < 0.6, truth, rng.integers(0, 3, (12, 3)))
        found = fleiss(np.stack([(said == k).sum(axis=1) for k in range(3)], axis=1), draws=400)
        held += found.low <= 0.36 <= found.high
    assert held / 300 >= 0.91


@pytest.mark.parametrize(
    ("table", "why", "agreement"),
    [
        ([[0, 0], [0, 0]], "no_overlap", None),
        ([[7, 0], [0, 0]], "one_class", 1.0),
        ([[3, 0], [0, 4]], "no_disagreement", 1.0),
    ],
)
def test_what_is_not_defined_says_so_and_is_no_number(table, why, agreement):
    found = cohen(np.array(table))
    assert (found.why, found.agreement, found.low) == (why, agreement, None)
    assert found.value == (1.0 if why == "no_disagreement" else None)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (np.zeros((0, 3), int), "no_overlap"),
        ([[1, 0], [0, 1]], "no_overlap"),
        ([[2, 0], [3, 0]], "one_class"),
        ([[2, 0], [0, 3]], "no_disagreement"),
        ([[1, 1]], "few"),
    ],
)
def test_fleiss_kappa_that_is_not_defined(counts, why):
    found = fleiss(np.array(counts))
    assert found.why == why and found.low is None
    assert found.value == {"no_disagreement": 1.0, "few": -1.0}.get(why)


@pytest.mark.parametrize("bad", [[[1, 2, 3], [4, 5, 6]], [[1, -1], [0, 1]], [1, 2]])
def test_tables_that_are_none(bad):
    with pytest.raises(ValueError):
        cohen(np.array(bad))
