"""Small real ONNX generators for the tests: smooth blobs from a latent that grows with the picture."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from geodesk.models.latents import normal
from tests.unit.models.graphs import npy, with_card

CHANNELS, STYLE = 3, 2


def blobs(path: Path, *, cell: int = 16, axes: tuple[str, ...] = ("height", "width"), **changes: Any) -> Path:
    """A generator with a card whose test passes: one cell of its latent stands for `cell` pixels.

    Values are tanh of a smooth field plus a little of the style's first number. `changes` replace fields
    of the card.
    """
    model = _graph(cell, axes)
    size = [4 * cell] * len(axes)
    document = card_document(cell, axes, size=size) | changes
    onnx.save(model, path)
    if "test" not in document:
        document["test"] = _test(path, document, size)
    return with_card(path, model, document)


def card_document(cell: int, axes: tuple[str, ...], *, size: list[int]) -> dict[str, Any]:
    """A valid card for `blobs`, without a test."""
    return {
        "schema": "1",
        "name": "blobs",
        "version": "1",
        "task": "generate",
        "labels": [],
        "synthetic": True,
        "input": {
            "distribution": "normal",
            "tensors": [
                {"name": "latent", "shape": [*([axis, cell, 2] for axis in axes), CHANNELS]},
                {"name": "style", "shape": [STYLE]},
            ],
        },
        "output": {
            "name": "picture",
            "axes": list(axes),
            "range": [-1, 1],
            "dtype": "uint8",
            "size": size,
            "step": cell,
            "min": 2 * cell,
            "max": 64 * cell,
        },
        "pixel_size_m": {"min": 2e-6, "max": 2e-6},
        "data": {"id": "none", "sha256": "", "split": ""},
        "quality": None,
        "licence": "BSD-3-Clause",
        "authors": ["tests"],
        "trainer": "tests",
        "seed": 1,
        "date": "2026-01-01",
    }


def _graph(cell: int, axes: tuple[str, ...]) -> onnx.ModelProto:
    """(n, cells + 2…, channels) and (n, style) → (n, pixels…, 1)."""
    rank = len(axes)
    first, last = [0, rank + 1, *range(1, rank + 1)], [0, *range(2, rank + 2), 1]
    weights = np.full((1, CHANNELS, *(3,) * rank), 2.5 / (CHANNELS**0.5 * 3**rank), np.float32)
    constants = {
        "weights": weights,
        "scales": np.array([1, 1, *(cell,) * rank], np.float32),
        "starts": np.full(rank, cell, np.int64),
        "ends": np.full(rank, -cell, np.int64),
        "where": np.arange(2, rank + 2, dtype=np.int64),
        "pick": np.array([[0.1]] + [[0.0]] * (STYLE - 1), np.float32),
        "ones": np.arange(2, rank + 2, dtype=np.int64),
    }
    nodes = [
        helper.make_node("Transpose", ["latent"], ["cells"], perm=first),
        helper.make_node("Resize", ["cells", "", "scales"], ["large"], mode="linear"),
        helper.make_node("Slice", ["large", "starts", "ends", "where"], ["cut"]),
        helper.make_node("Conv", ["cut", "weights"], ["field"], pads=[1] * 2 * rank),
        helper.make_node("MatMul", ["style", "pick"], ["column"]),
        helper.make_node("Unsqueeze", ["column", "ones"], ["shift"]),
        helper.make_node("Add", ["field", "shift"], ["shifted"]),
        helper.make_node("Tanh", ["shifted"], ["grey"]),
        helper.make_node("Transpose", ["grey"], ["picture"], perm=last),
    ]
    names: list[Any] = [f"{axis}_cells" for axis in axes]
    graph = helper.make_graph(
        nodes,
        "blobs",
        [
            helper.make_tensor_value_info("latent", TensorProto.FLOAT, ["batch", *names, CHANNELS]),
            helper.make_tensor_value_info("style", TensorProto.FLOAT, ["batch", STYLE]),
        ],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["batch", *axes, 1])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _test(path: Path, document: dict[str, Any], size: list[int]) -> dict[str, Any]:
    """What onnxruntime gives for seed 7, index 3, asked without GeoDesk's own session."""
    import onnxruntime

    tensors = document["input"]["tensors"]
    shapes = [
        tuple(
            size[i] // part[1] + part[2] if isinstance(part, list) else part
            for i, part in enumerate(t["shape"])
        )
        for t in tensors
    ]
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feed = {t["name"]: one[None] for t, one in zip(tensors, normal(7, 3, shapes), strict=True)}
    output = session.run(None, feed)[0][0]
    return {"seed": 7, "index": 3, "size": size, "output": npy(output), "atol": 1e-4, "rtol": 0}
