"""Every fold of the data as the test once: all samples scored, each by a network that never saw it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import replacing
from training.classifier.evaluate import METRICS, Judged, judge, write_predictions
from training.classifier.fit import CannotResume, fit
from training.classifier.loop import read_state
from training.classifier.scores import classification_scores
from training.classifier.settings import Settings
from training.data.prepare import load_index
from training.progress import Progress


def cross_validate(
    run: Path, settings: Settings, progress: Progress, resume: bool = False, cache: Path | None = None
) -> dict[str, Any]:
    """Train once a fold and score all samples together.

    Parameters
    ----------
    run
        Folder of the runs ``fold-0``, ``fold-1``, …, of ``metrics.json`` and ``predictions.csv``.
    settings
        Of every fold; `settings.data` has been prepared with folds.
    progress
        Told of every epoch.
    resume
        Folds that are finished are not trained again.
    cache
        Where pictures and features are kept, ``run/cache`` by default; the folds share them.

    Returns
    -------
    dict
        `classification_scores` over all samples.
    """
    index = load_index(Path(settings.data))
    folds = sorted({sample.fold for sample in index.samples if sample.fold is not None})
    if not folds:
        raise CannotResume(
            en="The data have no folds: prepare them with --folds K.",
            es="Los datos no tienen pliegues: prepárelos con --folds K.",
        )
    cache = cache or run / "cache"
    parts: list[Judged] = []
    for fold in folds:
        folder = run / f"fold-{fold}"
        begun = resume and bool(read_state(folder).total)
        progress.event("fold", fold=fold, of=len(folds))
        fit(folder, replace(settings, fold=fold), progress, begun, cache)
        parts.append(judge(folder, "test", cache))
    scores = _together(parts)
    with replacing(run / METRICS) as stream:
        stream.write(json.dumps({"cross_validation": scores}, indent=1, ensure_ascii=False).encode())
    write_predictions(run / "predictions.csv", *_rows(parts))
    progress.event(
        "scores", accuracy=scores["accuracy"], macro_f1=scores["macro_f1"], interval=scores["interval"]
    )
    return scores


def _together(parts: Sequence[Judged]) -> dict[str, Any]:
    rows = np.concatenate([part.rows for part in parts])
    truth = np.concatenate([part.truth for part in parts])
    groups = [sample.group for part in parts for sample in part.samples]
    scores = classification_scores(rows, truth, parts[0].labels, groups)
    each = [float((part.rows.argmax(axis=1) == part.truth).mean()) for part in parts]
    return {"set": f"{len(parts)} folds", **scores, "folds": [round(value, 4) for value in each]}


def _rows(parts: Sequence[Judged]) -> tuple[list[Any], NDArray[np.float64], list[str]]:
    samples = [sample for part in parts for sample in part.samples]
    return samples, np.concatenate([part.rows for part in parts]), list(parts[0].labels)
