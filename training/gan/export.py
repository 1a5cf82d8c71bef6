"""A generator's run as one ONNX file with its card; nothing is written unless Keras and ONNX agree."""

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
from geodesk.models.card import Card
from geodesk.models.latents import LatentSpec
from training.classifier.export import Wording
from training.classifier.graph import OPSET, ExportDiffers, Precision, shrink
from training.data.pixelsize import pixel_sizes
from training.export import deliver
from training.gan import latents
from training.gan.settings import GENERATOR, NoGenerator, Settings, chosen, read_settings
from training.progress import Progress

# Largest difference of a value in -1…1 between Keras and ONNX Runtime: 1/40 of a grey level.
PARITY = 2e-4
_QUALITY = "quality.json"


def load_network(run: Path) -> Any:
    """The Keras network of a run that draws pictures; raises `NoGenerator`."""
    import keras

    from training.gan import networks  # noqa: F401  registers the layers

    if not (run / GENERATOR).is_file():
        raise NoGenerator(
            en=f"{run} holds no generator yet: train it first.",
            es=f"{run} aún no contiene un generador: entrénelo primero.",
        )
    return keras.models.load_model(run / GENERATOR, compile=False)


def export(
    run: Path, out: Path, wording: Wording, progress: Progress, precision: Precision = "float16"
) -> Card:
    """Export the generator of `run` to `out`.

    Parameters
    ----------
    run
        A run with at least one checkpoint; what `quality` found of it stands in the card.
    out
        The ``.onnx`` file; replaced only when all checks have passed.
    wording
        Name, title and licences.
    progress
        Told of the checks.
    precision
        Of the large weights; arithmetic stays in 32 bits. The card says what pictures lose by it.

    Returns
    -------
    Card
        The card inside the file, also written to ``run/card.json``.

    Raises
    ------
    NoGenerator
        The run has no network.
    ExportDiffers
        Keras and the graph with whole weights differ by more than 1/40 of a grey level.
    """
    settings, state = read_settings(run)
    network, spec = load_network(run), latents.spec(settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(network, spec, draft)
        sides = _sides(spec)
        theirs = [_keras(network, spec, settings.seed, side) for side in sides]
        ours = [_onnx(draft, spec, settings.seed, side) for side in sides]
        difference = _largest(theirs, ours)
        progress.event("parity", sides=sides, largest_difference=difference)
        if not difference <= PARITY:
            raise ExportDiffers(
                en=f"ONNX and Keras differ by {difference:.3g}: nothing was written.",
                es=f"ONNX y Keras difieren en {difference:.3g}: no se ha escrito nada.",
            )
        document = _document(run, settings, state.step, wording)
        document["parity"] = {"largest_difference": difference, "against": "Keras", "sides": sides}
        if precision != "float32":
            shrink(draft, draft, precision)
            lost = _loss(ours, [_onnx(draft, spec, settings.seed, side) for side in sides])
            document["precision"] = {"weights": precision, **lost}
            progress.event("precision", weights=precision, **lost)
        document["test"] = _test(draft, spec)
        return deliver(draft, document, out, progress, run)


def convert(network: Any, spec: LatentSpec, path: Path) -> None:
    """Write a generator as ONNX: inputs as `spec` names them, float32, free batch and size; one output."""
    import onnx
    import tensorflow as tf
    import tf2onnx

    signature = [
        tf.TensorSpec((None, *(one if isinstance(one, int) else None for one in tensor.dimensions)),
                      tf.float32, name=tensor.name)
        for tensor in spec.tensors
    ]  # fmt: skip

    def drawn(*arrays: Any) -> dict[str, Any]:
        return {"picture": network(list(arrays) if len(arrays) > 1 else arrays[0], training=False)}

    proto, _ = tf2onnx.convert.from_function(tf.function(drawn), input_signature=signature, opset=OPSET)
    for value, tensor in zip(proto.graph.input, spec.tensors, strict=True):
        for place, one in enumerate(("batch", *tensor.dimensions)):
            if not isinstance(one, int):
                dimension = value.type.tensor_type.shape.dim[place]
                dimension.ClearField("dim_value")
                dimension.dim_param = one if isinstance(one, str) else f"{tensor.name}_{place}"
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def _sides(spec: LatentSpec) -> list[int]:
    """The usual size and a small one."""
    usual = spec.size[0]
    return sorted({usual, max(spec.smallest, usual // 4 // spec.step * spec.step)})


def _drawn(spec: LatentSpec, seed: int, side: int) -> dict[str, NDArray[np.float32]]:
    arrays = spec.draw(seed, 0, spec.sized(side))
    return {tensor.name: array[None] for tensor, array in zip(spec.tensors, arrays, strict=True)}


def _keras(network: Any, spec: LatentSpec, seed: int, side: int) -> NDArray[np.float32]:
    arrays = list(_drawn(spec, seed, side).values())
    return np.asarray(network(arrays if len(arrays) > 1 else arrays[0], training=False))


def _onnx(path: Path, spec: LatentSpec, seed: int, side: int) -> NDArray[np.float32]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, _drawn(spec, seed, side))[0])


def _largest(some: list[NDArray[np.float32]], others: list[NDArray[np.float32]]) -> float:
    return max(float(np.max(np.abs(one - other))) for one, other in zip(some, others, strict=True))


def _loss(whole: list[NDArray[np.float32]], small: list[NDArray[np.float32]]) -> dict[str, float]:
    """What smaller weights change: grey levels of 255, and the share of values that cross the middle."""
    crossed = [float(np.mean((one > 0) != (other > 0))) for one, other in zip(whole, small, strict=True)]
    mean = [float(np.mean(np.abs(one - other))) for one, other in zip(whole, small, strict=True)]
    return {
        "largest_grey_levels": round(_largest(whole, small) * 127.5, 2),
        "mean_grey_levels": round(max(mean) * 127.5, 4),
        "pixels_across_the_middle": round(max(crossed), 6),
    }


def _test(path: Path, spec: LatentSpec, seed: int = 7) -> dict[str, Any]:
    side = _sides(spec)[0]
    buffer = io.BytesIO()
    np.save(buffer, _onnx(path, spec, seed, side)[0].astype(np.float32))
    return {
        "seed": seed,
        "index": 0,
        "size": [side] * len(spec.axes),
        "output": base64.b64encode(buffer.getvalue()).decode("ascii"),
        # Other providers add up in another order; a wrong weight is off by tenths.
        "atol": 0.02,
        "rtol": 0.0,
    }


def _document(run: Path, settings: Settings, step: int, wording: Wording) -> dict[str, Any]:
    pictures = chosen(settings).pictures
    name = wording.name or run.name
    title = wording.title or (name, name)
    return {
        "schema": "1",
        "name": name,
        "version": wording.version,
        "task": "generate",
        "title": {"es": title[0], "en": title[1]},
        "labels": [],
        "synthetic": True,
        **latents.stated(settings),
        "pixel_size_m": pixel_sizes(pictures),
        "data": {
            "id": wording.data_id or ", ".join(Path(entry).name for entry in settings.data),
            "sha256": settings.data_sha256,
            "n": len(pictures),
            "licence": wording.data_licence,
        },
        "quality": _quality(run),
        "licence": wording.licence,
        "authors": "The GeoDesk authors",
        "trainer": f"geodesk {geodesk.__version__}, python -m training fit {settings.network}, {step} steps",
        "seed": settings.seed,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _quality(run: Path) -> dict[str, Any] | None:
    path = run / _QUALITY
    return dict(json.loads(path.read_text(encoding="utf-8"))["card"]) if path.is_file() else None
