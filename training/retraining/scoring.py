"""Scores and export of a pre-classifier that was trained further on a collection's labels."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

import geodesk
from geodesk.collection import replacing
from geodesk.models.card import Card
from training import tiles
from training.classifier.evaluate import METRICS, write_predictions
from training.classifier.export import Wording
from training.classifier.fit import run_index
from training.classifier.scores import classification_scores
from training.classifier.settings import read_settings
from training.data.pixelsize import learnt_sizes
from training.export import check_parity, convert, deliver, onnx_probabilities
from training.progress import Progress
from training.retraining.preclassifier import network, read_tiles, usable

COLOURS = ("#d55e00", "#0072b2")


def evaluate(run: Path, progress: Progress) -> dict[str, Any]:
    """Score the best network of `run` on its validation and test pictures; writes ``metrics.json``."""
    settings, index = read_settings(run), run_index(run)
    model = network(run)
    metrics: dict[str, Any] = {"validation": None, "test": None, "outside": None, "others": [], "looks": 0}
    for split in ("validation", "test"):
        held = read_tiles(index, settings.labels, split)
        p = usable(model, held.pixels)
        rows = held.by_sample(np.stack([1 - p, p], axis=1))
        groups = [sample.group for sample in held.samples]
        scores = classification_scores(rows, held.sample_truth(settings.labels), settings.labels, groups)
        metrics[split] = {"set": split, **scores}
        write_predictions(run / f"predictions-{split}.csv", held.samples, rows, settings.labels)
        progress.event(
            "scores", set=split, n=scores["n"], accuracy=scores["accuracy"], interval=scores["interval"]
        )
    metrics["date"] = datetime.now(UTC).isoformat(timespec="seconds")
    with replacing(run / METRICS) as stream:
        stream.write(json.dumps(metrics, indent=1, ensure_ascii=False).encode())
    return metrics


def export(run: Path, out: Path, wording: Wording, base: Card | None, progress: Progress) -> Card:
    """Export the best network of `run` to `out`; see `training.export.export`.

    The card states the scores on the held-out pictures of the collection, no outside set (the one of the
    model it was trained from is not its own), and what it was trained from.

    Raises
    ------
    NoRun, ExportDiffers
        See there.
    """
    settings, index = read_settings(run), run_index(run)
    model = network(run)
    held = read_tiles(index, settings.labels, "validation")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(model, draft)
        difference = check_parity(usable(model, held.pixels), onnx_probabilities(draft, held.pixels))
        progress.event("parity", inputs=len(held.pixels), largest_difference=difference)
        metrics = json.loads((run / METRICS).read_text(encoding="utf-8"))
        title = wording.title or (wording.name or run.name, wording.name or run.name)
        document = {
            "schema": "1",
            "name": wording.name or run.name,
            "version": wording.version,
            "task": "classify",
            "title": {"es": title[0], "en": title[1]},
            "labels": [_label(label, at, wording) for at, label in enumerate(settings.labels)],
            "input": tiles.SPEC.to_dict(),
            "pixel_size_m": learnt_sizes(index),
            "data": {
                "id": wording.data_id or index.folder.name,
                "sha256": settings.data_sha256,
                "n": len(index.samples),
                "split": "by picture, near-duplicates together, stratified by label",
                "licence": wording.data_licence,
            },
            "metrics": {key: value for key, value in metrics["test"].items() if key != "confusion"},
            "outside_set": None,
            "based_on": _based_on(base),
            "parity": {"largest_difference": difference, "against": "Keras", "tiles": "validation"},
            "licence": wording.licence,
            "authors": "The GeoDesk authors",
            "trainer": f"geodesk {geodesk.__version__}, python -m training retrain --network preclassifier",
            "seed": settings.seed,
            "date": datetime.now(UTC).date().isoformat(),
        }
        document["test"] = _noise_test(draft)
        return deliver(draft, document, out, progress, run)


def _noise_test(draft: Path) -> dict[str, Any]:
    """A seed of noise and what the graph makes of it: no picture of anyone's travels in the file."""
    from geodesk.models.badge import stated_input

    rows = [onnx_probabilities(draft, stated_input(seed, tiles.SPEC)[..., 0])[0] for seed in range(1, 9)]
    seed = int(np.argmin([row.max() for row in rows]))
    return {"input": seed + 1, "output": [round(float(p), 7) for p in rows[seed]], "atol": 1e-3, "rtol": 1e-2}


def _label(name: str, place: int, wording: Wording) -> dict[str, str]:
    spanish, english = wording.names.get(name, (name, name))
    return {"id": name, "es": spanish, "en": english, "colour": COLOURS[place]}


def _based_on(base: Card | None) -> dict[str, str | None] | None:
    return (
        None if base is None else {"name": base.name, "version": base.version, "digest": base.stated_digest}
    )
