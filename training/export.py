"""Keras to one ONNX file with its card: two-column output, parity check, test tensor, digest.

Nothing is written unless Keras and ONNX Runtime agree on every validation tile.
"""

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
from geodesk.collection import replacing
from geodesk.language import GeoDeskError
from geodesk.models.card import CARD_KEY, Card
from geodesk.models.onnxfile import OnnxFile
from training import tiles
from training.evaluate import network
from training.fit import Predictor
from training.progress import Progress

OPSET = 17
PARITY = 1e-5
TARGET = {"score": "balanced_accuracy", "at_least": 0.90}


class ExportDiffers(GeoDeskError):
    """The exported graph does not compute what the network computes."""


def export(run: Path, out: Path, progress: Progress) -> Card:
    """Export the best network of `run` to `out`.

    Parameters
    ----------
    run
        A run that has been fitted and evaluated.
    out
        The ``.onnx`` file to write; replaced only when all checks have passed.
    progress
        Told of the checks.

    Returns
    -------
    Card
        The card inside the file, also written to ``run/card.json``.

    Raises
    ------
    NoRun
        The run has no network.
    ExportDiffers
        ONNX Runtime's labels differ from Keras's on any validation tile, or a probability by more than
        1e-5; or the graph has not exactly one input.
    """
    model = network(run)
    held = tiles.load(run / "tiles", "validation").pixels
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(model, draft)
        keras_p = Predictor(model)(held)
        onnx_p = onnx_probabilities(draft, held)
        difference = check_parity(keras_p, onnx_p)
        progress.event("parity", tiles=len(held), largest_difference=difference)
        middle = int(np.argmin(np.abs(keras_p - 0.5)))
        document = _document(run, held[middle], onnx_p[middle], difference)
        return deliver(draft, document, out, progress, run)


def convert(model: Any, path: Path) -> None:
    """Write the graph of a one-sigmoid network with [1 − p, p] as its output and a named batch axis."""
    import keras
    import onnx
    import tensorflow as tf
    import tf2onnx

    image = keras.Input(model.input_shape[1:], name="image")
    p = model(image)
    both = keras.layers.Concatenate(name="probabilities")([1.0 - p, p])
    whole = keras.Model(image, both)
    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="image")]
    proto, _ = tf2onnx.convert.from_keras(whole, input_signature=signature, opset=OPSET)
    if len(proto.graph.input) != 1:
        names = ", ".join(value.name for value in proto.graph.input)
        raise ExportDiffers(
            en=f"The exported graph has inputs {names} instead of one.",
            es=f"El grafo exportado tiene las entradas {names} en vez de una.",
        )
    for value in (*proto.graph.input, *proto.graph.output):
        value.type.tensor_type.shape.dim[0].ClearField("dim_value")
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def onnx_probabilities(path: Path, pixels: NDArray[np.generic], batch: int = 32) -> NDArray[np.float32]:
    """(n, 2) probabilities by ONNX Runtime on the CPU of tiles (n, 320, 320)."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    parts = [
        session.run(None, {"image": pixels[i : i + batch, ..., None].astype(np.float32)})[0]
        for i in range(0, len(pixels), batch)
    ]
    return np.concatenate(parts)


def check_parity(keras_p: NDArray[np.floating], onnx_p: NDArray[np.floating]) -> float:
    """The largest difference of probabilities; raises `ExportDiffers` above 1e-5 or where a label differs."""
    difference = float(np.abs(onnx_p[:, 1] - keras_p).max())
    other = int(np.sum((keras_p >= 0.5) != (onnx_p.argmax(axis=1) == 1)))
    if other or not difference <= PARITY:
        raise ExportDiffers(
            en=f"ONNX and Keras differ ({other} labels, up to {difference:.3g}): nothing was written.",
            es=f"ONNX y Keras difieren ({other} etiquetas, hasta {difference:.3g}): no se ha escrito nada.",
        )
    return difference


def sign(path: Path, document: Mapping[str, Any]) -> Card:
    """Put the card, with the digest over itself and the graph, into the file."""
    import onnx

    # The digest covers the graph's bytes as they lie in the file, so the file is written first.
    graph = OnnxFile.read(path).graph
    unsigned = Card.from_dict(document)
    signed = {**document, "digest": unsigned.digest(graph)}
    proto = onnx.load(path)
    onnx.helper.set_model_props(proto, {CARD_KEY: json.dumps(signed, ensure_ascii=False)})
    onnx.save(proto, path)
    card = Card.from_json(OnnxFile.read(path).properties[CARD_KEY])
    if card.digest(OnnxFile.read(path).graph) != card.stated_digest:
        raise ExportDiffers(
            en="The file's graph changed while the card was written.",
            es="El grafo del archivo cambió al escribir la ficha.",
        )
    return card


def deliver(
    draft: Path, document: Mapping[str, Any], out: Path, progress: Progress, run: Path | None = None
) -> Card:
    """Sign a graph whose checks have passed, put it in its place and say so; the run keeps the card too."""
    card = sign(draft, document)
    draft.replace(out)
    if run is not None:
        with replacing(run / "card.json") as stream:
            stream.write(json.dumps(card.document, indent=1, ensure_ascii=False).encode())
    progress.event("exported", file=str(out), bytes=out.stat().st_size, digest=card.stated_digest)
    return card


def _with_classes(score: dict[str, Any] | None) -> dict[str, Any] | None:
    """The score with the recall of each label added, as the card's schema asks; None stays None."""
    if score is None:
        return None
    kinds = score["rejection"].values()
    rejected, spoiled = sum(kind["hits"] for kind in kinds), sum(kind["n"] for kind in kinds)
    usable = score["usable"]
    per_class = {
        "NO": {"n": spoiled, "recall": round(rejected / spoiled, 4)},
        "YES": {"n": usable["n"], "recall": usable["share"]},
    }
    return {**score, "per_class": per_class}


def _document(
    run: Path, test_tile: NDArray[np.uint8], test_output: NDArray[np.float32], difference: float
) -> dict[str, Any]:
    config = json.loads((run / "config.json").read_text(encoding="utf-8"))
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    buffer = io.BytesIO()
    np.save(buffer, test_tile[..., None])
    names = "+".join(Path(folder).name for folder in config["data"])
    command = "python -m training fit preclassifier"
    if "average_of" in config:
        command += f", average of {len(config['average_of'])} runs"
    return {
        "schema": "1",
        "name": "sem-usable",
        "version": "1.1",
        "task": "classify",
        "title": {"es": "SEM: utilizable o no", "en": "SEM: usable or not"},
        "labels": [
            {"id": "NO", "es": "no usable", "en": "not usable", "colour": "#d55e00"},
            {"id": "YES", "es": "usable", "en": "usable", "colour": "#0072b2"},
        ],
        "input": tiles.SPEC.to_dict(),
        "pixel_size_m": None,
        "data": {
            "id": f"{names} + rendered fibre mats, particles and grains",
            "sha256": config["data_sha256"],
            "split": "by picture, near-duplicates together; rendered scenes by seed",
            "licence": "NFFA-EUROPE SEM data, CC-BY 4.0; rendered scenes BSD-3-Clause"
            if "nffa" in names
            else "",
        },
        "metrics": _with_classes(metrics["validation"]),
        "outside_set": _with_classes(metrics["outside"]),
        "target": TARGET,
        "parity": {"largest_difference": difference, "against": "Keras", "tiles": "validation"},
        "licence": "BSD-3-Clause",
        "authors": "The GeoDesk authors",
        "trainer": f"geodesk {geodesk.__version__}, {command}",
        "seed": config["seed"],
        "date": datetime.now(UTC).date().isoformat(),
        "test": {
            "input": base64.b64encode(buffer.getvalue()).decode("ascii"),
            "output": [round(float(p), 7) for p in test_output],
            "atol": 1e-4,
            "rtol": 1e-3,
        },
    }
