"""A captioner as one ONNX file with its card: nothing is written unless it says what Keras says."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import geodesk
from geodesk.models import Captioner, OnnxFile
from geodesk.models.badge import stated_input
from geodesk.models.captions import LANDSLIDE, START
from geodesk.models.card import Card
from training.captioner.evaluate import read_metrics, said
from training.captioner.features import encoder_body, head_model, picture_features, pixels
from training.captioner.prepare import load_captions
from training.captioner.settings import Settings, read_settings
from training.classifier.export import Wording
from training.classifier.graph import OPSET, PARITY, ExportDiffers, Precision, shrink
from training.export import deliver, sign
from training.progress import Progress

_SEED = 1
_TESTED = 4
_AT_ONCE = 32


def convert(run: Path, settings: Settings, path: Path, progress: Progress) -> None:
    """Write encoder and decoder as one graph: image, features, tokens → image_features, words."""
    import keras
    import onnx
    import tensorflow as tf
    import tf2onnx

    from training.captioner.networks import load_network
    from training.captioner.stages import DECODER

    body, head, decoder = (
        encoder_body(run, settings, progress),
        head_model(run, settings),
        load_network(run / DECODER),
    )
    count = int(decoder.input_shape["features"][-1] if isinstance(decoder.input_shape, dict) else 0) or int(
        decoder.inputs[0].shape[-1]
    )
    side, length = settings.side, settings.length
    image = keras.Input((side, side, 3), dtype="uint8", name="image")
    features = keras.Input((count,), name="features")
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    looked = body(keras.ops.cast(image, "float32"))
    looked = looked if head is None else head(looked)
    whole = keras.Model(
        [image, features, tokens],
        [
            keras.layers.Activation("linear", name="image_features")(looked),
            keras.layers.Activation("linear", name="words")(decoder([features, tokens])),
        ],
    )
    signature = [
        tf.TensorSpec((None, side, side, 3), tf.uint8, name="image"),
        tf.TensorSpec((None, count), tf.float32, name="features"),
        tf.TensorSpec((None, length), tf.int32, name="tokens"),
    ]
    proto, _ = tf2onnx.convert.from_keras(whole, input_signature=signature, opset=OPSET)
    names = [value.name for value in proto.graph.input]
    if sorted(names) != ["features", "image", "tokens"]:
        raise ExportDiffers(
            en=f"The exported graph has the inputs {', '.join(names)}.",
            es=f"El grafo exportado tiene las entradas {', '.join(names)}.",
        )
    for value in (*proto.graph.input, *proto.graph.output):
        axis = value.type.tensor_type.shape.dim[0]
        axis.ClearField("dim_value")
        axis.dim_param = "pictures" if value.name.startswith("image") else "sentences"
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def export(
    run: Path, out: Path, wording: Wording, progress: Progress, precision: Precision = "float32"
) -> Card:
    """Export the best encoder and decoder of `run` to `out`.

    The whole test split (the validation split where there is none) must get the same captions from Keras and
    from ONNX Runtime, and no word's probability along them may differ by more than 1e-4; smaller weights
    are written after that and the card says what they change.

    Raises
    ------
    NoCaptioner
        The run is not finished.
    ExportDiffers
        Keras and ONNX Runtime disagree; `out` is as it was.
    """
    settings = read_settings(run)
    captions = load_captions(run)
    rows = captions.of("test") or captions.of("validation")
    pictures = pixels(captions, rows, settings, run)
    with np.errstate(over="ignore"):
        expected = [text for text, _ in said(run, settings, _features(run, settings, progress))]
    document = _document(run, settings, wording)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        draft = Path(scratch) / out.name
        convert(run, settings, draft, progress)
        sign(draft, document)
        whole = Captioner(OnnxFile.read(draft), Card.from_dict(document), "cpu")
        found = captions_of(whole, pictures)
        differ = _differences(whole, run, settings, progress)
        other = sum(a != b for a, b in zip(expected, found, strict=True))
        progress.event("parity", captions=len(found), other_captions=other, largest_difference=differ)
        if other or not differ <= PARITY:
            raise ExportDiffers(
                en=f"ONNX and Keras differ ({other} captions, up to {differ:.3g}): nothing was written.",
                es=f"ONNX y Keras difieren ({other} leyendas, hasta {differ:.3g}): no se ha escrito nada.",
            )
        document["parity"] = {
            "captions": len(found),
            "other_captions": other,
            "largest_difference": differ,
            "against": "Keras",
        }
        if precision != "float32":
            shrink(draft, draft, precision)
            sign(draft, document)
            small = captions_of(Captioner(OnnxFile.read(draft), Card.from_dict(document), "cpu"), pictures)
            truth = [row.caption for row in rows]
            document["precision"] = {
                "weights": precision,
                "captions": len(small),
                "other_captions": sum(a != b for a, b in zip(found, small, strict=True)),
                "exact_float32": _share(truth, found),
                "exact": _share(truth, small),
            }
            progress.event("precision", **document["precision"])
        document["test"] = _test(draft, document)
        return deliver(draft, document, out, progress, run)


def captions_of(model: Captioner, pictures: NDArray[np.uint8]) -> list[str]:
    """The most probable caption of each picture (n, H, W, 3)."""
    texts: list[str] = []
    for start in range(0, len(pictures), _AT_ONCE):
        batch = np.ascontiguousarray(pictures[start : start + _AT_ONCE])
        texts += [some[0].text for some in model.captions(batch, count=1)]
    return texts


def _features(run: Path, settings: Settings, progress: Progress) -> NDArray[np.float32]:
    captions = load_captions(run)
    rows = captions.of("test") or captions.of("validation")
    return picture_features(run, settings, captions, rows, progress)


def _differences(model: Captioner, run: Path, settings: Settings, progress: Progress) -> float:
    """Largest difference of a word's probability for the same features, along some captions."""
    from training.captioner.stages import continued

    features = _features(run, settings, progress)[:_TESTED]
    ids = _tokens(settings)
    largest = 0.0
    for words in range(1, len(ids) + 1):
        tokens = settings.sentences.rows([ids[:words]] * len(features))
        ours, theirs = model.next_words(features, tokens, words), continued(run)(features, tokens, words)
        largest = max(largest, float(np.abs(ours - theirs).max()))
    return largest


def _tokens(settings: Settings) -> list[int]:
    """The sentence of the first value of everything, as far as the network's length goes."""
    known = {word: i for i, word in enumerate(settings.vocabulary)}
    text = LANDSLIDE.compose({one.id: one.values[0].words for one in LANDSLIDE.attributes})
    return [START, *(known[word] for word in text.split())][: settings.length]


def _share(truth: list[str], texts: list[str]) -> float:
    return round(sum(a == b for a, b in zip(truth, texts, strict=True)) / len(truth), 4)


def _test(draft: Path, document: dict[str, Any]) -> dict[str, Any]:
    """A seed of noise and the words that follow a fixed sentence: no picture of anyone's is in the file."""
    settings_tokens = document["caption"].pop("test_tokens")
    model = Captioner(OnnxFile.read(draft), Card.from_dict(document), "cpu")
    stated = {"input": _SEED, "tokens": settings_tokens}
    assert stated_input(_SEED, model.spec).shape[0] == 1
    rows = model.tested(stated)
    return {**stated, "output": [round(float(p), 7) for p in rows[0]], "atol": 2e-3, "rtol": 1e-2}


def _document(run: Path, settings: Settings, wording: Wording) -> dict[str, Any]:
    metrics = read_metrics(run)
    test = metrics.get("test") or metrics.get("validation")
    name = wording.name or run.name
    title = wording.title or (name, name)
    said_of = None
    if test:
        said_of = {
            "set": test["set"],
            "n": test["n"],
            "accuracy": test["exact"],
            "interval": test["interval"],
            "score": "captions right word by word",
            "bleu": test["bleu"],
            "attributes": {key: one["accuracy"] for key, one in test["attributes"].items()},
            "majority": {
                "exact": test["majority"]["exact"],
                **{key: one["majority"] for key, one in test["attributes"].items()},
            },
        }
    return {
        "schema": "1",
        "name": name,
        "version": wording.version,
        "task": "caption",
        "title": {"es": title[0], "en": title[1]},
        "labels": [],
        "input": settings.spec.to_dict(),
        "caption": {
            "vocabulary": settings.vocabulary,
            "max_length": settings.length,
            "padding": "front" if settings.thesis else "behind",
            "attributes": LANDSLIDE.to_list(),
            "size_borders": load_captions(run).edges,
            "test_tokens": _tokens(settings),
        },
        "pixel_size_m": None,
        "data": {
            "id": wording.data_id or Path(settings.data).name,
            "sha256": settings.data_sha256,
            "n": len(load_captions(run).rows),
            "split": "as prepared; pictures with the same bytes together",
            "licence": wording.data_licence,
            "synthetic": settings.synthetic,
        },
        "metrics": said_of,
        "outside_set": None,
        "licence": wording.licence,
        "authors": "The GeoDesk authors",
        "trainer": f"geodesk {geodesk.__version__}, python -m training fit {settings.captioner} "
        f"--backbone {settings.backbone}",
        "seed": settings.seed,
        "date": datetime.now(UTC).date().isoformat(),
    }
