"""Scores of a segmentation: intersection over union by class, with intervals over sections."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.shares import percentile_tail
from training.rendering import generator


def overlap(table: NDArray[np.integer]) -> NDArray[np.float64]:
    """Intersection over union of every class of confusion matrices (…, n, n); NaN where a class is nowhere.

    Rows are the truth, columns what was predicted; counts are pixels.
    """
    hits = np.diagonal(table, axis1=-2, axis2=-1).astype(np.float64)
    either = table.sum(axis=-1) + table.sum(axis=-2) - hits
    return np.asarray(np.divide(hits, either, out=np.full(hits.shape, np.nan), where=either > 0))


def segmentation_scores(
    tables: NDArray[np.int64], labels: Sequence[str], sections: Sequence[str], draws: int = 2000
) -> dict[str, Any]:
    """Score fields together.

    Parameters
    ----------
    tables
        (n_fields, n_labels, n_labels) pixels of each field; rows are the truth.
    labels
        In output order.
    sections
        Of each field; a bootstrap draw takes whole sections.
    draws
        Of the bootstrap.

    Returns
    -------
    dict
        ``n`` pixels, ``fields``, ``sections``, ``accuracy`` (share of pixels) and ``mean_iou`` (over the
        classes that occur) with 95 % intervals by bootstrap over sections (the percentiles allow for few),
        ``largest_class`` (accuracy of calling all of it that), ``per_class`` (n, iou, its interval,
        precision, recall, and ``share_error``: how far the class's share of a field is off, mean over the
        fields), ``confusion``.
    """
    names = np.unique(np.asarray(sections), return_inverse=True)[1]
    grouped = np.zeros((int(names.max()) + 1, *tables.shape[1:]), np.int64)
    np.add.at(grouped, names, tables)
    drawn = generator((7, 63)).integers(len(grouped), size=(draws, len(grouped)))
    sampled = grouped[drawn].sum(axis=1)
    whole = grouped.sum(axis=0)
    iou, spread = overlap(whole), overlap(sampled)
    support, predicted, hits = whole.sum(axis=1), whole.sum(axis=0), np.diag(whole)
    areas = tables.sum(axis=(1, 2))[:, np.newaxis]
    off = np.abs(tables.sum(axis=1) / areas - tables.sum(axis=2) / areas).mean(axis=0)
    right = np.trace(sampled, axis1=1, axis2=2) / sampled.sum(axis=(1, 2))
    return {
        "n": int(whole.sum()),
        "fields": len(tables),
        "sections": len(grouped),
        "accuracy": round(float(hits.sum() / whole.sum()), 4),
        "interval": _interval(right, len(grouped)),
        "interval_of": "accuracy, bootstrap over sections",
        "mean_iou": round(float(np.nanmean(iou)), 4),
        "mean_iou_interval": _interval(np.nanmean(spread, axis=1), len(grouped)),
        "largest_class": round(float(support.max() / whole.sum()), 4),
        "per_class": {
            label: {
                "n": int(support[i]),
                "iou": _rounded(iou[i]),
                "interval": _interval(spread[:, i], len(grouped)),
                "precision": _rounded(hits[i] / predicted[i] if predicted[i] else 0.0),
                "recall": _rounded(hits[i] / support[i] if support[i] else 0.0),
                "share_error": _rounded(off[i]),
            }
            for i, label in enumerate(labels)
        },
        "confusion": whole.tolist(),
    }


def _interval(values: NDArray[np.floating], sections: int) -> list[float]:
    tail = 100 * percentile_tail(sections)
    low, high = np.nanpercentile(values, (tail, 100 - tail)) if np.isfinite(values).any() else (0.0, 0.0)
    return [_rounded(low), _rounded(high)]


def _rounded(value: float) -> float:
    return round(float(value), 4) if np.isfinite(value) else 0.0
