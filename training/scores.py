"""Scores of a two-class decision with honest intervals: Wilson for shares, grouped bootstrap for means."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.shares import percentile_tail, wilson
from training.rendering import generator


def share(hits: int, n: int) -> dict[str, Any]:
    """Hits, number, share and interval as the metrics files hold them."""
    return {
        "hits": hits,
        "n": n,
        "share": round(hits / n, 4) if n else None,
        "interval": _rounded(wilson(hits, n)),
    }


def decision_scores(
    probability: NDArray[np.floating],
    kinds: Sequence[str],
    groups: Sequence[int],
    draws: int = 2000,
    seed: int = 0,
) -> dict[str, Any]:
    """Score the probabilities of "usable".

    Parameters
    ----------
    probability
        (n,) probability of usable.
    kinds
        (n,) ``"usable"`` or the kind of fault.
    groups
        (n,) group of each picture; a bootstrap draw takes whole groups.
    draws, seed
        Of the bootstrap.

    Returns
    -------
    dict
        ``usable`` (recall), ``rejection`` (one share a kind), ``balanced_accuracy`` (mean of the usable
        recall and the mean rejection over kinds) with its 95 % ``interval``, ``accuracy``, ``n``.
    """
    probability = np.asarray(probability, np.float64)
    names = sorted(set(kinds) - {"usable"})
    kind = np.array([names.index(k) + 1 if k != "usable" else 0 for k in kinds])
    right = np.where(kind == 0, probability >= 0.5, probability < 0.5)
    # Hits and numbers by group and kind: a draw only adds rows of these tables.
    group = np.unique(np.asarray(groups), return_inverse=True)[1]
    size = (int(group.max()) + 1, len(names) + 1)
    number, hits = np.zeros(size), np.zeros(size)
    np.add.at(number, (group, kind), 1)
    np.add.at(hits, (group, kind), right)
    rng = generator((seed, 17))
    sampled = [
        _balanced(hits[i].sum(0), number[i].sum(0)) for i in rng.integers(size[0], size=(draws, size[0]))
    ]
    tail = 100 * percentile_tail(size[0])
    low, high = np.nanpercentile(sampled, (tail, 100 - tail))
    per_kind = {
        name: share(int(hits[:, i + 1].sum()), int(number[:, i + 1].sum())) for i, name in enumerate(names)
    }
    return {
        "n": len(kinds),
        "accuracy": round(float(right.mean()), 4),
        "balanced_accuracy": round(_balanced(hits.sum(0), number.sum(0)), 4),
        "interval": [round(float(low), 4), round(float(high), 4)],
        "interval_of": "balanced_accuracy",
        "usable": share(int(hits[:, 0].sum()), int(number[:, 0].sum())),
        "rejection": per_kind,
    }


def _balanced(hits: NDArray[np.float64], number: NDArray[np.float64]) -> float:
    rates = np.divide(hits, number, out=np.full(hits.shape, np.nan), where=number > 0)
    faults = rates[1:][~np.isnan(rates[1:])]
    if np.isnan(rates[0]) or faults.size == 0:
        return float("nan")
    return float((rates[0] + faults.mean()) / 2)


def brief(scores: Mapping[str, Any]) -> str:
    """One line of a score table for people."""
    kinds = " ".join(f"{kind} {row['share']:.2f}" for kind, row in scores["rejection"].items())
    low, high = scores["interval"]
    balanced = f"balanced {scores['balanced_accuracy']:.3f} [{low:.3f}, {high:.3f}]"
    return f"{balanced} usable {scores['usable']['share']:.3f} | {kinds}"


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(pair[0], 4), round(pair[1], 4)]
