"""``geodesk generate``, files and all, against a bare onnxruntime loop that writes nothing.

Both draw the same latent numbers. The generator is the bundled one, if there is one; else a graph of random
weights that costs about as much. They take turns.
"""

import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from geodesk import models
from geodesk.jobs.catalogue import listed
from geodesk.jobs.generate import generate
from geodesk.models import CARD_KEY, Card

_WIDTHS = (64, 48, 32, 16, 8)
_CHANNELS = 24


def main(count: int = 24, rounds: int = 5) -> None:
    """Print medians and the ratio."""
    with tempfile.TemporaryDirectory(prefix="geodesk-bench-") as place:
        scratch = Path(place)
        model = models.load(_bundled() or _made(scratch / "random.onnx"), "cpu", task="generate")
        session = onnxruntime.InferenceSession(str(model.path), providers=["CPUExecutionProvider"])
        bare, ours = [], []
        for turn in range(rounds):
            began = time.perf_counter()
            last = _bare_loop(session, model, count)
            bare.append(time.perf_counter() - began)
            out = scratch / str(turn)
            began = time.perf_counter()
            rows = [row for step in generate(model, 1, count, out) for row in step.rows]
            ours.append(time.perf_counter() - began)
            size = sum(file.stat().st_size for file in out.iterdir()) / count
            shutil.rmtree(out)
        expected = np.clip(np.rint((last.astype(np.float64) + 1) * 127.5), 0, 255)
        found = rows[-1].pixels
        assert found is not None and np.abs(found - expected).max() <= 1, "the two loops must agree"
        sides = "×".join(map(str, found.shape))
        ratios = sorted(b / o for b, o in zip(bare, ours, strict=True))
        one, other = statistics.median(bare) / count, statistics.median(ours) / count
        print(f"generate {count} pictures {sides} of {model.name}, {rounds} rounds by turns, CPU")
        print(f"  bare onnxruntime, nothing written  {1e3 * one:8.1f} ms a picture")
        print(f"  geodesk, {size / 1000:.0f} kB a picture written {1e3 * other:8.1f} ms a picture")
        print(
            f"  speed {statistics.median(ratios):.2f} of it ({ratios[0]:.2f}–{ratios[-1]:.2f}); target ≥ 0.95"
        )


def _bare_loop(
    session: onnxruntime.InferenceSession, model: models.Generator, count: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """What a notebook does; the last picture's values."""
    names = [tensor.name for tensor in model.spec.tensors]
    for index in range(count):
        latent = model.spec.draw(1, index, model.spec.size)
        feed = {name: one[None] for name, one in zip(names, latent, strict=True)}
        values = session.run(None, feed)[0]
    return np.asarray(values[0, ..., 0], np.float32)


def _bundled() -> Path | None:
    entries = listed(models.installed())
    return next((one.path for one in entries if one.card is not None and one.card.task == "generate"), None)


def _made(path: Path) -> Path:
    """A generator of random weights: convolutions at 1/16, 1/8 … of the full resolution."""
    rng = np.random.default_rng(0)
    nodes = [helper.make_node("Transpose", ["latent"], ["x"], perm=[0, 3, 1, 2])]
    constants = {"scales": np.array([1, 1, 2, 2], np.float32)}
    name, before = "x", _CHANNELS
    for level, width in enumerate((*_WIDTHS, 1)):
        if 0 < level < len(_WIDTHS):
            nodes.append(helper.make_node("Resize", [name, "", "scales"], [f"up{level}"], mode="nearest"))
            name = f"up{level}"
        weights = rng.normal(0, (2 / (9 * before)) ** 0.5, (width, before, 3, 3)).astype(np.float32)
        constants[f"w{level}"] = weights
        conv = helper.make_node("Conv", [name, f"w{level}"], [f"conv{level}"], pads=[1, 1, 1, 1])
        last = level == len(_WIDTHS)
        act = helper.make_node("Tanh" if last else "LeakyRelu", [f"conv{level}"], [f"act{level}"])
        nodes += [conv, act]
        name, before = f"act{level}", width
    nodes.append(helper.make_node("Transpose", [name], ["picture"], perm=[0, 2, 3, 1]))
    shapes = (["batch", "h", "w", _CHANNELS], ["batch", "height", "width", 1])
    graph = helper.make_graph(
        nodes,
        "random",
        [helper.make_tensor_value_info("latent", TensorProto.FLOAT, shapes[0])],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shapes[1])],
        [numpy_helper.from_array(array, key) for key, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    tensors = [{"name": "latent", "shape": [["height", 16, 0], ["width", 16, 0], _CHANNELS]}]
    card = {
        "schema": "1",
        "name": "random",
        "task": "generate",
        "synthetic": True,
        "input": {"distribution": "normal", "tensors": tensors},
        "output": {"name": "picture", "axes": ["height", "width"], "size": [320, 320], "step": 16},
    }
    card["digest"] = Card.from_dict(card).digest(model.graph.SerializeToString())
    helper.set_model_props(model, {CARD_KEY: json.dumps(card)})
    onnx.save(model, path)
    return path


if __name__ == "__main__":
    main()
