"""A small real ONNX segmenter for the tests: classes by how bright each place is, to be computed by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.unit.models.graphs import npy, with_card

LABELS = (
    {"id": "dark", "es": "oscuro", "en": "dark", "colour": "#0072b2"},
    {"id": "middle", "es": "medio", "en": "middle", "colour": "#e69f00"},
    {"id": "bright", "es": "claro", "en": "bright", "colour": "#009e73"},
)
LEVELS = (64.0, 160.0)
_SHARP = 0.5
STRIDE = 4


def by_brightness(
    path: Path,
    *,
    side: int = 32,
    tile: int = 64,
    faces: bool = True,
    levels: tuple[float, ...] = LEVELS,
    **changes: Any,
) -> Path:
    """A segmenter with a card whose test passes.

    The mean of all channels over 4 × 4 places of the input is dark, middle or bright, parted at `levels` (as
    many as there are labels, less one). `tile` pixels of the picture become `side` of the input; `changes`
    replace fields of the card.
    """
    channels = 6 if faces else 3
    model = _graph(side, channels, levels)
    document = card_document(side, tile, faces) | changes
    onnx.save(model, path)
    if "test" not in document:
        noise = np.random.Generator(np.random.Philox(5)).random((1, side, side, channels), np.float32) * 255
        import onnxruntime

        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        output = session.run(None, {"image": noise.astype(np.uint8)})[0]
        document["test"] = {"input": 5, "output": npy(output), "atol": 1e-4, "rtol": 0}
    return with_card(path, model, document)


def expected(means: np.ndarray) -> np.ndarray:
    """The class of mean brightnesses."""
    return np.digitize(means, LEVELS).astype(np.uint8)


def card_document(side: int, tile: int, faces: bool) -> dict[str, Any]:
    """A valid card, without a test."""
    return {
        "schema": "1",
        "name": "by-brightness",
        "version": "1",
        "task": "segment",
        "labels": [dict(label) for label in LABELS],
        "input": {
            "name": "image",
            "height": side,
            "width": side,
            "channels": 6 if faces else 3,
            "dtype": "uint8",
            "range": "dtype-full",
            "resize": "stretch",
            "tile": {"size": tile, "reduce": "mean", "pad": "reflect"},
            **({"faces": ["ppl", "xpl"]} if faces else {}),
        },
        "pixel_size_m": None,
        "data": {"id": "none", "sha256": "", "split": ""},
        "metrics": None,
        "outside_set": None,
        "licence": "BSD-3-Clause",
        "authors": ["tests"],
        "trainer": "tests",
        "seed": 1,
        "date": "2026-01-01",
    }


def _graph(side: int, channels: int, levels: tuple[float, ...]) -> onnx.ModelProto:
    """(n, side, side, channels) uint8 → (n, side/4, side/4, labels): a softmax of lines in the mean."""
    # Where two neighbouring lines meet, the classes meet: at the levels.
    slopes = np.arange(len(levels) + 1, dtype=np.float32) * _SHARP
    offsets = -np.cumsum((0, *levels)).astype(np.float32) * _SHARP
    constants = {
        "weights": np.repeat(slopes[:, None, None, None] / channels, channels, axis=1).astype(np.float32),
        "bias": offsets,
    }
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["float"], ["first"], perm=[0, 3, 1, 2]),
        helper.make_node(
            "AveragePool", ["first"], ["means"], kernel_shape=[STRIDE, STRIDE], strides=[STRIDE, STRIDE]
        ),
        helper.make_node("Conv", ["means", "weights", "bias"], ["lines"]),
        helper.make_node("Transpose", ["lines"], ["last"], perm=[0, 2, 3, 1]),
        helper.make_node("Softmax", ["last"], ["probabilities"], axis=-1),
    ]
    small = side // STRIDE
    graph = helper.make_graph(
        nodes,
        "by-brightness",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["batch", side, side, channels])],
        [
            helper.make_tensor_value_info(
                "probabilities", TensorProto.FLOAT, ["batch", small, small, len(slopes)]
            )
        ],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model
