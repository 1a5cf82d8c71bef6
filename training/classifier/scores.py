"""Scores of a classification: per class, averaged, with honest intervals."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.shares import percentile_tail, wilson
from training.rendering import generator


def cross_entropy(rows: NDArray[np.floating], truth: NDArray[np.integer]) -> float:
    """Mean of −log of the probability of the truth; probabilities below 1e-7 count as that."""
    chosen = rows[np.arange(len(truth)), truth]
    return float(-np.log(np.clip(chosen, 1e-7, 1.0)).mean())


def confusion(predicted: NDArray[np.integer], truth: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """(n, n) counts; rows are the truth, columns what was predicted."""
    table = np.zeros((n, n), np.int64)
    np.add.at(table, (truth, predicted), 1)
    return table


def per_class(table: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Precision, recall and F1 of every class of a confusion matrix; 0 where they are 0/0."""
    hits = np.diag(table).astype(np.float64)
    predicted, support = table.sum(axis=0), table.sum(axis=1)
    precision = np.divide(hits, predicted, out=np.zeros_like(hits), where=predicted > 0)
    recall = np.divide(hits, support, out=np.zeros_like(hits), where=support > 0)
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(hits), where=both > 0)
    return {"precision": precision, "recall": recall, "f1": f1}


def macro_f1(predicted: NDArray[np.integer], truth: NDArray[np.integer], n: int) -> float:
    """Mean F1 of the classes that occur in the truth."""
    table = confusion(predicted, truth, n)
    return float(per_class(table)["f1"][table.sum(axis=1) > 0].mean())


def classification_scores(
    rows: NDArray[np.floating],
    truth: NDArray[np.integer],
    labels: Sequence[str],
    groups: Sequence[str],
    draws: int = 2000,
) -> dict[str, Any]:
    """Score probabilities against the truth.

    Parameters
    ----------
    rows
        (n, n_labels) probabilities.
    truth
        (n,) index into `labels`.
    labels
        In output order.
    groups
        (n,) group of each sample; a bootstrap draw takes whole groups.
    draws
        Of the bootstrap.

    Returns
    -------
    dict
        ``n``, ``groups``, ``accuracy`` with its Wilson ``interval`` (95 %), ``bootstrap`` intervals over
        groups of accuracy and macro F1, ``loss``, ``macro`` and ``weighted`` precision, recall and F1 (over
        the classes that occur), ``per_class`` (n, precision, recall, f1 and the recall's interval),
        ``confusion``.
    """
    truth = np.asarray(truth)
    predicted = np.asarray(rows).argmax(axis=1)
    table = confusion(predicted, truth, len(labels))
    support, each = table.sum(axis=1), per_class(table)
    there = support > 0
    hits = int(np.trace(table))
    averages = {
        "macro": {name: round(float(values[there].mean()), 4) for name, values in each.items()},
        "weighted": {
            name: round(float(np.average(values, weights=support)), 4) for name, values in each.items()
        },
    }
    return {
        "n": len(truth),
        "groups": len(set(groups)),
        "accuracy": round(hits / len(truth), 4),
        "interval": _rounded(*wilson(hits, len(truth))),
        "interval_of": "accuracy",
        "bootstrap": bootstrap(predicted, truth, len(labels), groups, draws),
        "loss": round(cross_entropy(np.asarray(rows), truth), 4),
        **averages,
        "macro_f1": averages["macro"]["f1"],
        "per_class": {
            label: {
                "n": int(support[i]),
                "precision": round(float(each["precision"][i]), 4),
                "recall": round(float(each["recall"][i]), 4),
                "f1": round(float(each["f1"][i]), 4),
                "interval": _rounded(*wilson(int(table[i, i]), int(support[i]))),
            }
            for i, label in enumerate(labels)
        },
        "confusion": table.tolist(),
    }


def bootstrap(
    predicted: NDArray[np.integer],
    truth: NDArray[np.integer],
    n_labels: int,
    groups: Sequence[str],
    draws: int = 2000,
) -> dict[str, list[float]]:
    """95 % percentile intervals of accuracy and macro F1 over draws of whole groups.

    The percentiles allow for few groups (`geodesk.shares.percentile_tail`).
    """
    tables = group_tables(predicted, truth, n_labels, groups)
    drawn = generator((7, 61)).integers(len(tables), size=(draws, len(tables)))
    found = []
    for chosen in drawn:
        table = tables[chosen].sum(axis=0)
        there = table.sum(axis=1) > 0
        found.append((np.trace(table) / table.sum(), per_class(table)["f1"][there].mean()))
    tail = 100 * percentile_tail(len(tables))
    low, high = np.percentile(np.array(found), (tail, 100 - tail), axis=0)
    names = ("accuracy", "macro_f1")
    return {name: _rounded(low[i], high[i]) for i, name in enumerate(names)}


def group_tables(
    predicted: NDArray[np.integer], truth: NDArray[np.integer], n_labels: int, groups: Sequence[str]
) -> NDArray[np.int64]:
    """(n_groups, n_labels, n_labels): the confusion matrix of each group."""
    group = np.unique(np.asarray(groups), return_inverse=True)[1]
    tables = np.zeros((int(group.max()) + 1, n_labels, n_labels), np.int64)
    np.add.at(tables, (group, truth, predicted), 1)
    return tables


def paired_difference(
    ours: NDArray[np.integer],
    theirs: NDArray[np.integer],
    truth: NDArray[np.integer],
    groups: Sequence[str],
    draws: int = 5000,
) -> dict[str, Any]:
    """Accuracy of one classifier minus that of another on the same samples, bootstrapped over groups.

    Returns
    -------
    dict
        ``difference`` and its 95 % ``interval``.
    """
    truth = np.asarray(truth)
    gain = (np.asarray(ours) == truth).astype(float) - (np.asarray(theirs) == truth)
    group = np.unique(np.asarray(groups), return_inverse=True)[1]
    total, size = np.bincount(group, gain), np.bincount(group)
    drawn = generator((7, 62)).integers(len(size), size=(draws, len(size)))
    sampled = total[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    tail = 100 * percentile_tail(len(size))
    low, high = np.percentile(sampled, (tail, 100 - tail))
    return {"difference": round(float(gain.mean()), 4), "interval": _rounded(low, high)}


def _rounded(low: float, high: float) -> list[float]:
    return [round(float(low), 4), round(float(high), 4)]
