"""Small real ONNX files for the tests: a classifier whose answer can be computed by hand."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from geodesk.models import CARD_KEY, Card


def brightness(
    path: Path,
    *,
    side: int = 8,
    channels: int = 1,
    labels: int = 2,
    layout: str = "NHWC",
    logits: bool = False,
    dynamic: bool = False,
    dtype: int = TensorProto.FLOAT,
    scale: float = 1 / 255,
) -> onnx.ModelProto:
    """Class 1's probability is the mean brightness times `scale`; the rest is shared by class 0 alone."""
    height: Any = "h" if dynamic else side
    width: Any = "w" if dynamic else side
    shape = ["batch", height, width, channels] if layout == "NHWC" else ["batch", channels, height, width]
    weights = np.zeros((1, labels), np.float32)
    weights[0, 1] = scale
    weights[0, 0] = -scale
    bias = np.zeros(labels, np.float32)
    bias[0] = 1
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["float"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "one"], ["column"]),
        helper.make_node("MatMul", ["column", "weights"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["rows" if not logits else "shifted"]),
    ]
    if logits:
        nodes.append(helper.make_node("Mul", ["shifted", "ten"], ["rows"]))
    graph = helper.make_graph(
        nodes,
        "brightness",
        [helper.make_tensor_value_info("image", dtype, shape)],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["batch", labels])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(bias, "bias"),
            numpy_helper.from_array(np.array([1], np.int64), "one"),
            numpy_helper.from_array(np.array([10], np.float32), "ten"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return model


def card_document(**changes: Any) -> dict[str, Any]:
    """A valid card for `brightness`, with its fields replaced by `changes`."""
    return {
        "schema": "1",
        "name": "brightness",
        "version": "1",
        "task": "classify",
        "labels": [
            {"id": "DARK", "es": "oscura", "en": "dark"},
            {"id": "BRIGHT", "es": "clara", "en": "bright"},
        ],
        "input": {
            "name": "image",
            "height": 8,
            "width": 8,
            "channels": 1,
            "dtype": "float32",
            "range": "dtype-full",
            "resize": "stretch",
            "tile": None,
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
    } | changes


def with_card(path: Path, model: onnx.ModelProto, document: dict[str, Any], *, digest: bool = True) -> Path:
    """Write `model` with a card; its digest is computed by onnx's own serialisation of the graph."""
    document = dict(document)
    if digest:
        document["digest"] = Card.from_dict(document).digest(model.graph.SerializeToString())
    import json

    del model.metadata_props[:]
    helper.set_model_props(model, {CARD_KEY: json.dumps(document, ensure_ascii=False)})
    onnx.save(model, path)
    return path


def npy(array: np.ndarray) -> str:
    """Base64 of a ``.npy`` file."""
    stream = io.BytesIO()
    np.save(stream, array)
    return base64.b64encode(stream.getvalue()).decode()


def fragile(path: Path) -> onnx.ModelProto:
    """A model that fails while it runs on a batch in which the first pixel of a picture is 128 or more."""
    nodes = [
        helper.make_node("Slice", ["image", "zeros", "ones", "axes"], ["corner"]),
        helper.make_node("ReduceMax", ["corner"], ["level"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Div", ["level", "half"], ["share"]),
        helper.make_node("Cast", ["share"], ["row"], to=TensorProto.INT64),
        helper.make_node("Gather", ["table", "row"], ["rows"], axis=0),
    ]
    places = {"zeros": [0, 0, 0], "ones": [1, 1, 1], "axes": [1, 2, 3]}
    graph = helper.make_graph(
        nodes,
        "fragile",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 8, 8, 1])],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["batch", 2])],
        [
            *(numpy_helper.from_array(np.array(value, np.int64), name) for name, value in places.items()),
            numpy_helper.from_array(np.array(128, np.float32), "half"),
            numpy_helper.from_array(np.array([[0.8, 0.2]], np.float32), "table"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return model
