"""What a new network has to beat: a logistic regression on the frozen features of a backbone, same folds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import read_csv, replacing
from geodesk.language import GeoDeskError
from training.classifier.augment import Augmentation
from training.classifier.evaluate import METRICS, write_predictions
from training.classifier.examples import read_examples, resolved_input
from training.classifier.features import Extractor, bank
from training.classifier.scores import classification_scores, paired_difference
from training.classifier.settings import study
from training.data.prepare import load_index
from training.progress import Progress

PREDICTIONS = "predictions.csv"
_NAMES = ("label", "predicted")


class NotPaired(GeoDeskError):
    """Two sets of predictions cannot be compared sample by sample."""


def baseline(
    data: Path,
    run: Path,
    backbone_name: str,
    weights: str,
    wanted_input: str,
    cache: Path,
    progress: Progress,
) -> dict[str, Any]:
    """Cross-validate a logistic regression (standardised features, C = 1, labels weighted alike).

    Parameters
    ----------
    data
        Prepared with folds.
    run
        Folder for ``metrics.json`` and ``predictions.csv``.
    backbone_name, weights
        Of the features; see `training.networks.backbones.backbone`.
    wanted_input
        See `Settings.input`; ``both`` puts the features of the two faces side by side.
    cache
        See `training.classifier.features.bank`.
    progress
        Told of the scores.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from training.networks.backbones import backbone

    index = load_index(data)
    settings = study("thin-section", backbone_name)
    settings.labels, settings.input = index.labels, resolved_input(wanted_input, index)
    every = read_examples(index, settings, "all", cache)
    extractor = Extractor(backbone(backbone_name, weights, settings.side), settings.faces)
    features = bank(extractor, every.pixels, Augmentation(), 0, 1, cache, progress)[0]
    fold = np.array([-1 if every.samples[i].fold is None else every.samples[i].fold for i in every.sample])
    rows = np.zeros((len(every), len(index.labels)))
    for held in sorted(set(fold.tolist())):
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
        model.fit(features[fold != held], every.truth[fold != held])
        rows[fold == held] = model.predict_proba(features[fold == held])
    together = every.by_sample(rows)
    groups = [sample.group for sample in every.samples]
    scores = classification_scores(together, every.sample_truth(index.labels), index.labels, groups)
    run.mkdir(parents=True, exist_ok=True)
    document = {"cross_validation": {"set": f"{len(set(fold.tolist()))} folds", **scores}}
    with replacing(run / METRICS) as stream:
        stream.write(json.dumps(document, indent=1, ensure_ascii=False).encode())
    write_predictions(run / PREDICTIONS, every.samples, together, index.labels)
    progress.event(
        "scores", accuracy=scores["accuracy"], interval=scores["interval"], macro_f1=scores["macro_f1"]
    )
    return scores


def paired(ours: Path, theirs: Path) -> dict[str, Any]:
    """Accuracy of the predictions of one run minus another's, bootstrapped over groups.

    Parameters
    ----------
    ours, theirs
        Folders with ``predictions.csv`` over the same samples, or such files.

    Raises
    ------
    NotPaired
        The samples or their labels differ.
    """
    one, other = (_table(path) for path in (ours, theirs))
    if {path: row["label"] for path, row in one.items()} != {p: row["label"] for p, row in other.items()}:
        raise NotPaired(
            en=f"{ours} and {theirs} were not scored on the same samples.",
            es=f"{ours} y {theirs} no se evaluaron con las mismas muestras.",
        )
    paths = sorted(one)
    names = [row[column] for table in (one, other) for row in table.values() for column in _NAMES]
    labels = sorted(set(names))

    def column(table: dict[str, dict[str, str]], name: str) -> NDArray[np.int64]:
        return np.array([labels.index(table[path][name]) for path in paths], np.int64)

    groups: Sequence[str] = [one[path]["group"] for path in paths]
    found = paired_difference(
        column(one, "predicted"), column(other, "predicted"), column(one, "label"), groups
    )
    return {"n": len(paths), "groups": len(set(groups)), **found}


def _table(path: Path) -> dict[str, dict[str, str]]:
    file = path if path.suffix == ".csv" else path / PREDICTIONS
    return {row["path"]: row for row in read_csv(file, ("path", "label", "predicted", "group")).rows}
