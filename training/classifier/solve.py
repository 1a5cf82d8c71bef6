"""A head without hidden layers is a logistic regression: its best weights can be solved for, not searched."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from training.classifier.sources import Targets


class NotSolvable(GeoDeskError):
    """The head or the data do not allow an exact solution."""


def solve(model: Any, views: NDArray[np.float32], targets: Targets, l2: float) -> tuple[float, float]:
    """Set the last layer of a head to the minimum of its loss over all views of all pictures.

    The loss is that of the steps: mean cross-entropy, weighted by label, plus `l2` times the sum of the
    squared kernel. It is convex, so that no epoch needs to be chosen and small data may do with few
    validation pictures; scikit-learn's L-BFGS finds the minimum.

    Parameters
    ----------
    model
        `networks.heads.head_model` without hidden layers; changed in place.
    views
        (views, n, features) float32.
    targets
        Of the n pictures.
    l2
        Of the kernel.

    Returns
    -------
    tuple of float
        Loss without the decay, and accuracy, both over all views and weighted.

    Raises
    ------
    NotSolvable
        Hidden layers, no decay (separable labels then have no minimum), or a label without pictures.
    """
    hidden = any(layer.name.startswith("dense") for layer in model.layers)
    if hidden or l2 <= 0 or not targets.one_hot.any(axis=0).all():
        raise NotSolvable(
            en="--solver exact needs a head without hidden layers, --l2 above 0 and pictures of all labels.",
            es="--solver exact requiere una cabeza sin capas ocultas, --l2 positivo e imágenes de todas.",
        )
    from sklearn.linear_model import LogisticRegression

    standardise = next((layer for layer in model.layers if layer.name == "standardise"), None)
    x = np.asarray(views, np.float32).reshape(-1, views.shape[-1])
    if standardise is not None:
        x = np.asarray(standardise(x))
    truth = np.tile(targets.one_hot.argmax(axis=1), len(views))
    weights = np.tile(targets.weights, len(views))
    # Two classes are one logit there: its square counts half of that of the two kernels it becomes here.
    strength = (1 if targets.one_hot.shape[1] == 2 else 0.5) / (l2 * len(x))
    fitted = LogisticRegression(C=strength, max_iter=1000).fit(x, truth, sample_weight=weights)
    kernel, bias = fitted.coef_.T, fitted.intercept_
    if kernel.shape[1] == 1:  # two classes: one logit, shared between them
        kernel, bias = np.hstack([-kernel, kernel]) / 2, np.concatenate([-bias, bias]) / 2
    model.get_layer("probabilities").set_weights([kernel.astype(np.float32), bias.astype(np.float32)])
    rows = fitted.predict_proba(x)
    right = rows.argmax(axis=1) == truth
    losses = -np.log(np.maximum(rows[np.arange(len(x)), truth], 1e-12))
    return float(np.average(losses, weights=weights)), float(np.average(right, weights=weights))
