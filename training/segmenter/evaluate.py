"""Scoring segmenters on fields they did not learn from, read and put together as the program does it."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import geodesk.micrograph as gm
from geodesk.collection import replacing
from geodesk.models.tiling import segmenting
from geodesk.models.windows import Windows
from training.progress import Progress
from training.segmenter.fields import Field, truth
from training.segmenter.fit import CannotGoOn, fields_of, fit, held_out, network, read_state
from training.segmenter.scores import overlap, segmentation_scores
from training.segmenter.settings import Settings, read_settings

METRICS, PREDICTED = "metrics.json", "predicted"


def segmented(call: Callable[[Any], Any], field: Field, settings: Settings) -> NDArray[np.uint8]:
    """(H, W) index of the class of every pixel of a field by what gives probabilities of a batch of tiles."""
    with ExitStack() as stack:
        faces = [stack.enter_context(gm.open(file)) for file in field.faces]
        spec = settings.spec
        assert spec.tile is not None
        windows, side = Windows(faces, spec), spec.tile.size
        left, top, width, height = windows.area

        def answer(x: int, y: int) -> NDArray[np.floating]:
            shown = windows.batch([(left + x, top + y, side, side)])
            return np.asarray(np.asarray(call(shown.astype(np.float32)))[0])

        steps = segmenting((width, height), side, len(settings.labels), answer)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return np.asarray(end.value.labels)


def table_of(found: NDArray[np.uint8], right: NDArray[np.uint8], labels: int) -> NDArray[np.int64]:
    """(labels, labels) pixels; rows are the truth, pixels without one are left out."""
    counted = right < labels
    code = right[counted].astype(np.int64) * labels + found[counted]
    return np.bincount(code, minlength=labels * labels).reshape(labels, labels)


def judge(run: Path, progress: Progress) -> list[dict[str, Any]]:
    """Score the held-out fields of a run; what was found lies in ``run/predicted`` as PNG.

    Returns
    -------
    list of dict
        ``field``, ``section``, ``accuracy``, ``mean_iou``, ``confusion`` of each.
    """
    settings = read_settings(run)
    call = _compiled(network(run))
    rows = []
    (run / PREDICTED).mkdir(exist_ok=True)
    for field in held_out(settings, fields_of(settings)):
        found = segmented(call, field, settings)
        Image.fromarray(found).save(run / PREDICTED / f"{field.name.replace('/', '_')}.png")
        table = table_of(found, truth(field, settings), len(settings.labels))
        rows.append(
            {
                "field": field.name,
                "section": field.section,
                "accuracy": round(float(np.trace(table) / table.sum()), 4),
                "mean_iou": round(float(np.nanmean(overlap(table))), 4),
                "confusion": table.tolist(),
            }
        )
        progress.event("field", field=field.name, accuracy=rows[-1]["accuracy"], iou=rows[-1]["mean_iou"])
    return rows


def _compiled(model: Any) -> Callable[[Any], Any]:
    """The network as one graph: a call of each of its hundred layers by Python takes longer than its work."""
    import tensorflow as tf

    found: Callable[[Any], Any] = tf.function(lambda tiles: model(tiles, training=False))
    return found


def evaluate(run: Path, progress: Progress) -> dict[str, Any]:
    """Score a run on the fields of its fold and write ``metrics.json``; raises `CannotGoOn` without any."""
    rows = judge(run, progress)
    if not rows:
        raise CannotGoOn(
            en=f"{run} learnt from every field; train it with --fold all to score it.",
            es=f"{run} aprendió de todos los campos; entrénelo con --fold all para evaluarlo.",
        )
    return _written(run, rows, "test", read_settings(run))


def cross_validate(
    run: Path, settings: Settings, progress: Progress, resume: bool = False, cache: Path | None = None
) -> dict[str, Any]:
    """Train once a fold, in ``run/fold-0`` and so on, and score all fields together.

    Returns
    -------
    dict
        See `segmentation_scores`; also in ``run/metrics.json`` under ``cross_validation``.
    """
    cache = cache or run / "cache"
    rows: list[dict[str, Any]] = []
    for fold in range(settings.folds):
        folder = run / f"fold-{fold}"
        progress.event("fold", fold=fold, of=settings.folds)
        fit(folder, replace(settings, fold=fold), progress, resume, cache)
        scored = json.loads((folder / METRICS).read_text()) if (folder / METRICS).is_file() else {}
        if not (resume and scored and read_state(folder).epoch == scored.get("epoch")):
            evaluate(folder, progress)
        rows += json.loads((folder / METRICS).read_text(encoding="utf-8"))["by_field"]
    scores = _written(run, rows, "cross_validation", settings, f"{settings.folds} folds by section")
    progress.event("scores", accuracy=scores["accuracy"], mean_iou=scores["mean_iou"])
    return scores


def _written(
    run: Path, rows: Sequence[dict[str, Any]], name: str, settings: Settings, called: str = "held-out fold"
) -> dict[str, Any]:
    tables = np.array([row["confusion"] for row in rows], np.int64)
    scores = segmentation_scores(tables, settings.labels, [row["section"] for row in rows])
    scores = {"set": called, **scores}
    document = {name: scores, "by_field": list(rows), "epoch": read_state(run).epoch}
    with replacing(run / METRICS) as stream:
        stream.write(json.dumps(document, indent=1, ensure_ascii=False).encode())
    return scores
