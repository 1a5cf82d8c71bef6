"""Scoring a run: its validation tiles, and whole pictures of a set it never saw, made unusable.

The outside test reads every picture as the program does: whole, in tiles by the card's input, the
median of the tiles' probabilities. Each picture counts once as usable and once for each kind of fault
(test family). Results go to ``metrics.json``.
"""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodesk.language import GeoDeskError
from geodesk.models.preprocess import prepare
from training import tiles
from training.degradation import KINDS, degrade
from training.fit import Predictor
from training.progress import Progress
from training.rendering import generator
from training.scores import brief, decision_scores

_SEED = 20_000


class NoRun(GeoDeskError):
    """The run's folder holds no trained network."""


def network(run: Path) -> Any:
    """The best network of a run, finished or not, as the pre-classifier; raises `NoRun`."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if not (run / "best.keras").is_file():
        raise NoRun(
            en=f"{run} holds no trained network: run “fit” first.",
            es=f"{run} no contiene una red entrenada: ejecute antes «fit».",
        )
    import keras

    from training import networks

    return networks.as_preclassifier(keras.models.load_model(run / "best.keras"))


def evaluate(run: Path, folders: Sequence[Path], progress: Progress, looks_before: int = 0) -> dict[str, Any]:
    """Score the best network of `run` on its validation tiles and on whole pictures of `folders`.

    Parameters
    ----------
    run
        The run's folder.
    folders
        Pictures the run never saw, all usable; none scores the validation tiles only.
    progress
        Told of each kind.
    looks_before
        How often earlier runs that led to this one have been scored on `folders`.

    Returns
    -------
    dict
        What was written to ``metrics.json``: ``validation``, ``outside`` (or null) and ``looks``, the
        number of times that the outside set has been scored on the way to this score.
    """
    predict = Predictor(network(run))
    path = run / "metrics.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    metrics: dict[str, Any] = {"validation": _validation(run, predict), "outside": before.get("outside")}
    metrics["looks"] = max(before.get("looks", 0), looks_before)
    progress.event("scores", set="validation", scores=brief(metrics["validation"]))
    if folders:
        metrics["outside"], rows = outside(predict, tiles.pictures(folders), progress)
        metrics["looks"] += 1
        metrics["outside"]["looks"] = metrics["looks"]
        metrics["outside"]["set"] = "+".join(folder.name for folder in folders)
        _thumbnails(rows, run / "mistakes")
        progress.event("scores", set=metrics["outside"]["set"], scores=brief(metrics["outside"]))
    metrics["date"] = datetime.now(UTC).isoformat(timespec="seconds")
    path.write_text(json.dumps(metrics, indent=1, ensure_ascii=False), encoding="utf-8")
    return metrics


def _validation(run: Path, predict: Predictor) -> dict[str, Any]:
    held = tiles.load(run / "tiles", "validation")
    sources = [record.source for record in held.records]
    kinds = [record.kind for record in held.records]
    scores = decision_scores(predict(held.pixels), kinds, [sources.index(source) for source in sources])
    return {"set": "validation tiles", **scores}


def outside(
    predict: Predictor, files: Sequence[Path], progress: Progress, seed: int = _SEED
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Score whole pictures as they are and under each fault of the test family.

    Returns
    -------
    scores, rows
        As `decision_scores`, with ``data_sha256`` and ``groups``; and each decision (path, kind, fault,
        probability).
    """
    groups = {file: i for i, group in enumerate(tiles.same_field(files)) for file in group}
    rows: list[dict[str, Any]] = []
    for i, file in enumerate(files):
        pixels = tiles.grey(file)
        cases = [outside_case(pixels, kind, (seed, i, k)) for k, kind in enumerate(("usable", *KINDS))]
        inputs = [prepare(spoilt, tiles.SPEC)[..., 0] for spoilt, _ in cases]
        each = predict(np.concatenate(inputs)).reshape(len(cases), -1)
        for kind, (spoilt, fault), of_tiles in zip(("usable", *KINDS), cases, each, strict=True):
            probability = float(np.median(of_tiles))
            wrong = (probability >= 0.5) != (kind == "usable")
            row = {"file": file, "kind": kind, "fault": fault, "probability": probability}
            rows.append({**row, "pixels": spoilt if wrong else None})
        progress.event("picture", picture=i + 1, of=len(files))
    every = np.array([row["probability"] for row in rows])
    scores = decision_scores(every, [row["kind"] for row in rows], [groups[row["file"]] for row in rows])
    scores["data_sha256"] = tiles.data_hash(files)
    scores["pictures"] = len(files)
    scores["groups"] = len(set(groups.values()))
    scores["faults"] = _per_fault(rows)
    return scores, rows


def outside_case(
    pixels: NDArray[np.uint8], kind: str, seed: tuple[int, ...]
) -> tuple[NDArray[np.uint8], str]:
    """A picture as it is (kind ``"usable"``) or spoilt by a fault of the test family."""
    if kind == "usable":
        return pixels, "as recorded"
    return degrade(pixels, kind, "test", generator(seed))


def _per_fault(rows: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """Rejected and all, for each single fault."""
    table: dict[str, list[int]] = {}
    for row in rows:
        if row["kind"] != "usable":
            counts = table.setdefault(f"{row['kind']}: {row['fault']}", [0, 0])
            counts[0] += row["probability"] < 0.5
            counts[1] += 1
    return dict(sorted(table.items()))


def _thumbnails(rows: Sequence[dict[str, Any]], folder: Path) -> None:
    """Small pictures of the mistakes, the most confident first, for the report."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    wrong = sorted(
        (row for row in rows if row["pixels"] is not None), key=lambda row: -abs(row["probability"] - 0.5)
    )
    for i, row in enumerate(wrong[:24]):
        image = Image.fromarray(row["pixels"])
        image.thumbnail((240, 240))
        image.save(folder / f"{i:02d}-{row['kind']}-{row['probability']:.3f}.png")
    listing = [
        {
            "file": row["file"].name,
            "kind": row["kind"],
            "fault": row["fault"],
            "probability": round(row["probability"], 4),
        }
        for row in wrong
    ]
    (folder / "mistakes.json").write_text(json.dumps(listing, indent=1, ensure_ascii=False), encoding="utf-8")
