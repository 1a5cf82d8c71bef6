"""A segmenter's run as one ONNX file with its card; written only if Keras and ONNX Runtime agree."""

import base64
import io
import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import geodesk
from geodesk.language import GeoDeskError
from geodesk.models.badge import stated_input
from geodesk.models.card import Card
from training.classifier.export import COLOURS, Wording
from training.classifier.graph import PARITY, Precision, convert, onnx_probabilities, shrink
from training.export import deliver
from training.progress import Progress
from training.segmenter.evaluate import METRICS
from training.segmenter.fields import load
from training.segmenter.fit import fields_of, held_out, network
from training.segmenter.settings import Settings, read_settings

_BATCH = 8


class ExportDiffers(GeoDeskError):
    """The exported graph does not compute what the network computes."""


def export(
    run: Path,
    out: Path,
    wording: Wording,
    progress: Progress,
    precision: Precision = "float32",
    folds: Path | None = None,
) -> Card:
    """Export the network of `run` to `out`.

    Parameters
    ----------
    run
        A run that has been fitted.
    out
        The ``.onnx`` file; replaced only when all checks have passed.
    wording
        Names and licences.
    progress
        Told of the checks.
    precision
        Of the large weights.
    folds
        A cross-validated run of the same settings, whose scores the card states.

    Returns
    -------
    Card
        The card inside the file, also written to ``run/card.json``.

    Raises
    ------
    CannotGoOn
        The run has no network.
    ExportDiffers
        On the middle of any field (of the held-out ones where there are some) Keras and the 32-bit graph
        differ by more than 1e-4 in a probability.
    """
    settings, model = read_settings(run), network(run)
    held = _crops(settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(model, draft)
        theirs = _keras(model, held)
        ours = onnx_probabilities(draft, held, _BATCH)
        largest = float(np.abs(theirs - ours).max())
        progress.event("parity", inputs=len(held), largest_difference=largest)
        if theirs.shape != ours.shape or not largest <= PARITY:
            raise ExportDiffers(
                en=f"ONNX and Keras differ by up to {largest:.3g}: nothing was written.",
                es=f"ONNX y Keras difieren hasta en {largest:.3g}: no se ha escrito nada.",
            )
        document = _document(run, settings, wording, _metrics(folds if folds is not None else run))
        document["parity"] = {"largest_difference": largest, "against": "Keras", "inputs": len(held)}
        if precision != "float32":
            shrink(draft, draft, precision)
            small = onnx_probabilities(draft, held, _BATCH)
            document["precision"] = {
                "weights": precision,
                "largest_difference": round(float(np.abs(small - ours).max()), 6),
                "other_labels": round(float((small.argmax(-1) != ours.argmax(-1)).mean()), 6),
            }
            progress.event("precision", **document["precision"])
        document["test"] = _test(draft, settings)
        return deliver(draft, document, out, progress, run)


def _crops(settings: Settings) -> NDArray[np.uint8]:
    """The middle of each field that was held out, or of every field, as the network takes it."""
    fields = fields_of(settings)
    crops = []
    for field in held_out(settings, fields) or fields:
        picture, _ = load(field, settings)
        y, x = ((length - settings.side) // 2 for length in picture.shape[:2])
        crops.append(picture[y : y + settings.side, x : x + settings.side])
    return np.stack(crops)


def _keras(model: Any, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    parts = [
        np.asarray(model(pixels[i : i + _BATCH].astype(np.float32), training=False))
        for i in range(0, len(pixels), _BATCH)
    ]
    return np.asarray(np.concatenate(parts), np.float64)


def _test(draft: Path, settings: Settings) -> dict[str, Any]:
    """A seed of noise and what the graph makes of it: no picture of anyone's travels in the file."""
    noise = stated_input(1, settings.spec)
    buffer = io.BytesIO()
    np.save(buffer, onnx_probabilities(draft, noise.astype(np.uint8)).astype(np.float16))
    text = base64.b64encode(buffer.getvalue()).decode("ascii")
    return {"input": 1, "output": text, "atol": 2e-3, "rtol": 1e-2}


def _document(run: Path, settings: Settings, wording: Wording, metrics: Mapping[str, Any]) -> dict[str, Any]:
    title = wording.title or (wording.name or run.name, wording.name or run.name)
    scores = metrics.get("cross_validation") or metrics.get("test")
    target = {} if wording.target is None else {"target": {"score": "mean_iou", "at_least": wording.target}}
    return {
        "schema": "1",
        "name": wording.name or run.name,
        "version": wording.version,
        "task": "segment",
        "title": {"es": title[0], "en": title[1]},
        "labels": [_label(name, i, wording) for i, name in enumerate(settings.labels)],
        "input": settings.spec.to_dict(),
        "pixel_size_m": None,
        "data": {
            "id": wording.data_id or Path(settings.data).name,
            "sha256": settings.data_sha256,
            "split": "by section",
            "licence": wording.data_licence,
        },
        "metrics": None if scores is None else {k: v for k, v in scores.items() if k != "confusion"},
        "outside_set": None,
        **target,
        "licence": wording.licence,
        "authors": "The GeoDesk authors",
        "trainer": f"geodesk {geodesk.__version__}, python -m training fit segmenter",
        "seed": settings.seed,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _label(name: str, place: int, wording: Wording) -> dict[str, str]:
    spanish, english = wording.names.get(name, (name, name))
    return {"id": name, "es": spanish, "en": english, "colour": COLOURS[place % len(COLOURS)]}


def _metrics(run: Path) -> dict[str, Any]:
    path = run / METRICS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
