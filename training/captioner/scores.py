"""How good captions are: by attribute, as a whole, as text; beside the majority of the training split."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geodesk.models.captions import LANDSLIDE
from geodesk.shares import wilson
from training.captioner.prepare import Captioned

OTHER = "–"
"""Row or column of a confusion matrix for what is no value of the template."""


def caption_scores(
    truth: Sequence[Captioned], said: Sequence[str], training: Sequence[Captioned], name: str
) -> dict[str, Any]:
    """Score captions against the true ones.

    Parameters
    ----------
    truth
        The rows.
    said
        A caption for each.
    training
        Whose most frequent values, and most frequent caption, are the baseline.
    name
        Of the set.

    Returns
    -------
    dict
        ``exact`` (share of captions right word by word), ``bleu`` (1 to 4, 0-100), ``attributes`` (accuracy
        with its 95 % Wilson interval, confusion, majority's accuracy of each), ``majority`` (exact, bleu).
    """
    found = [LANDSLIDE.parse(text) for text in said]
    usual = {
        one.id: Counter(row.attributes[one.id] for row in training).most_common(1)[0][0]
        for one in LANDSLIDE.attributes
    }
    frequent = Counter(row.caption for row in training).most_common(1)[0][0]
    exact = [row.caption == text for row, text in zip(truth, said, strict=True)]
    right = sum(exact)
    return {
        "set": name,
        "n": len(truth),
        "exact": round(right / len(truth), 4),
        "interval": [round(end, 4) for end in wilson(right, len(truth))],
        "bleu": bleu([row.caption for row in truth], said),
        "attributes": {
            one.id: _attribute(
                [row.attributes[one.id] for row in truth],
                [values[one.id] for values in found],
                usual[one.id],
                [value.words for value in one.values],
            )
            for one in LANDSLIDE.attributes
        },
        "majority": {
            "caption": frequent,
            "exact": round(sum(row.caption == frequent for row in truth) / len(truth), 4),
            "bleu": bleu([row.caption for row in truth], [frequent] * len(truth)),
        },
    }


def _attribute(
    truth: Sequence[str], said: Sequence[str], usual: str, values: Sequence[str]
) -> Mapping[str, Any]:
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    columns = [*values, OTHER]
    counts = [[0] * len(columns) for _ in values]
    for a, b in zip(truth, said, strict=True):
        counts[values.index(a)][columns.index(b) if b in values else len(values)] += 1
    return {
        "accuracy": round(right / len(truth), 4),
        "interval": [round(end, 4) for end in wilson(right, len(truth))],
        "majority": round(sum(a == usual for a in truth) / len(truth), 4),
        "confusion": counts,
    }


def bleu(truth: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """BLEU-1 to BLEU-4 of whole captions, 0-100, by sacrebleu (words as they stand, no smoothing)."""
    from sacrebleu.metrics.bleu import BLEU

    return {
        str(order): round(
            BLEU(max_ngram_order=order, tokenize="none", smooth_method="none", force=True)
            .corpus_score(list(said), [list(truth)])
            .score,
            2,
        )
        for order in (1, 2, 3, 4)
    }
