"""A published backbone as an ONNX file that gives features: what active training learns its head on."""

import base64
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import geodesk
from geodesk.models.badge import stated_input
from geodesk.models.card import Card, InputSpec
from training.classifier.graph import ExportDiffers, convert, shrink
from training.export import deliver
from training.progress import Progress

PARITY = 1e-4
SIDE = 448
"""Twice what the backbone was trained on: micrographs hold more than fits into 224 pixels."""
DEPTHS = 3
LICENCE = "Apache-2.0"
_SEEDS = (1, 2, 3, 4)


def export_features(
    name: str, weights: str, out: Path, progress: Progress, side: int = SIDE, depths: int = DEPTHS
) -> Card:
    """Write the frozen backbone `name` with 16-bit weights to `out`.

    Parameters
    ----------
    name, weights
        See `training.networks.backbones.backbone`.
    out
        The ``.onnx`` file; replaced only when all checks have passed.
    progress
        Told of the checks.
    side
        Height and width of the input in pixels.
    depths
        See `training.networks.backbones.backbone`.

    Returns
    -------
    Card
        Task ``features``: the output is (batch, features), and no answer to a question of the user's.

    Raises
    ------
    BadWeights
        The file of weights is not one of this network.
    ExportDiffers
        Keras and the 32-bit graph differ by more than 1e-4 of the features' spread on seeded noise.
    """
    from training.classifier.features import weights_digest
    from training.networks.backbones import backbone

    model = backbone(name, weights, side, depths)
    spec = InputSpec("image", side, side, 3, "uint8")
    noise = np.concatenate([stated_input(seed, spec) for seed in _SEEDS])
    theirs = np.asarray(model(noise.astype(np.float32), training=False))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(model, draft, "features")
        ours = _features(draft, noise)
        difference = _relative(theirs, ours)
        progress.event("parity", inputs=len(noise), largest_difference=difference)
        if not difference <= PARITY:
            raise ExportDiffers(
                en=f"ONNX and Keras differ by {difference:.3g} of the spread: nothing was written.",
                es=f"ONNX y Keras difieren en {difference:.3g} de la dispersión: no se ha escrito nada.",
            )
        shrink(draft, draft, "float16")
        small = _features(draft, noise)
        document = {
            "schema": "1",
            "name": f"{name}-features".lower(),
            "version": "1.1",
            "task": "features",
            "title": {"es": f"{name}: características", "en": f"{name}: features"},
            "labels": [],
            "input": spec.to_dict(),
            "features": int(small.shape[1]),
            "depths": depths,
            "pixel_size_m": None,
            "data": {"id": "ImageNet", "sha256": None, "split": "the publisher's"},
            "metrics": None,
            "outside_set": None,
            "weights_sha256": weights_digest(model),
            "precision": {"weights": "float16", "largest_difference": _relative(ours, small)},
            "parity": {"largest_difference": difference, "against": "Keras", "inputs": len(noise)},
            "licence": LICENCE,
            "authors": "The TensorFlow Authors (weights)",
            "trainer": f"geodesk {geodesk.__version__}, python -m training export-features",
            "seed": None,
            "date": datetime.now(UTC).date().isoformat(),
            "test": {"input": _SEEDS[0], "output": _npy(small[:1]), "atol": 1e-2, "rtol": 1e-2},
        }
        card = deliver(draft, document, out, progress)
    progress.event("precision", **json.loads(json.dumps(document["precision"])))
    return card


def _features(path: Path, pixels: NDArray[Any]) -> NDArray[np.float32]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"image": pixels.astype(np.uint8)})[0], dtype=np.float32)


def _relative(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    return float(np.abs(one - other).max() / max(float(one.std()), 1e-9))


def _npy(values: NDArray[np.float32]) -> str:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
