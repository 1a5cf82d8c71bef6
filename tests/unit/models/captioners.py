"""A small real ONNX captioner for the tests: a chain of words; the type goes by the picture's brightness."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from geodesk.models.captions import END, LANDSLIDE, START
from tests.unit.models.graphs import card_document, npy, with_card

SIDE, LENGTH, FEATURES = 8, 13, 2
VOCABULARY = LANDSLIDE.vocabulary
BORDERS = {"area": [0.0, 100.0, 200.0, 300.0, 400.0], "perimetro": [0.0, 50.0, 100.0, 150.0, 200.0]}
_LOW = -30.0


def chain() -> np.ndarray:
    """Logits of the next word by the last one, (words, words)."""
    at = {word: i for i, word in enumerate(VOCABULARY)}
    table = np.full((len(VOCABULARY), len(VOCABULARY)), _LOW, np.float32)

    def follows(before: str | int, after: dict[str, float] | int) -> None:
        row = at[before] if isinstance(before, str) else before
        if isinstance(after, int):
            table[row, after] = 0
            return
        for word, logit in after.items():
            table[row, at[word]] = logit

    types = [value.words for value in LANDSLIDE["tipo"].values]
    follows(START, dict.fromkeys(types, 0.0))
    for word in types:
        follows(word, {"activo": 2.0, "inactivo": 0.0})
    for word in ("activo", "inactivo"):
        follows(word, {"direccion": 0.0})
    follows("direccion", {"sw": 2.0, "sur": 1.0, "norte": 0.0})
    for value in LANDSLIDE["direccion"].values:
        follows(value.words, {"area": 0.0})
    follows("area", {"pequeña": 3.0, "mediana": 1.0, "muy": 0.0})
    follows("muy", {"grande": 0.0})
    for word in ("pequeña", "mediana", "grande"):
        follows(word, {"perimetro": 0.0})
    follows("perimetro", {"mediano": 3.0, "pequeño": 1.0})
    for word in ("pequeño", "mediano"):
        follows(word, END)
    return table


def captioner(path: Path, side: int = SIDE, **changes: Any) -> Path:
    """A verified captioner: a dark picture shows a flow, a bright one a fall. A large side makes it slow."""
    at = {word: i for i, word in enumerate(VOCABULARY)}
    pull = np.zeros((FEATURES, len(VOCABULARY)), np.float32)
    pull[0, at["flujos"]], pull[1, at["caida"]] = 8, 8
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["float"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "one"], ["column"]),
        helper.make_node("MatMul", ["column", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["image_features"]),
        helper.make_node("Gather", ["table", "tokens"], ["by_word"]),
        helper.make_node("MatMul", ["features", "pull"], ["by_picture"]),
        helper.make_node("Unsqueeze", ["by_picture", "one"], ["pulled"]),
        helper.make_node("Add", ["by_word", "pulled"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["words"], axis=-1),
    ]
    number, words = TensorProto.FLOAT, len(VOCABULARY)
    graph = helper.make_graph(
        nodes,
        "chain",
        [
            helper.make_tensor_value_info("image", TensorProto.UINT8, ["pictures", side, side, 3]),
            helper.make_tensor_value_info("features", number, ["sentences", FEATURES]),
            helper.make_tensor_value_info("tokens", TensorProto.INT32, ["sentences", LENGTH]),
        ],
        [
            helper.make_tensor_value_info("image_features", number, ["pictures", FEATURES]),
            helper.make_tensor_value_info("words", number, ["sentences", LENGTH, words]),
        ],
        [
            numpy_helper.from_array(chain(), "table"),
            numpy_helper.from_array(pull, "pull"),
            numpy_helper.from_array(np.array([[-1 / 255, 1 / 255]], np.float32), "scale"),
            numpy_helper.from_array(np.array([1, 0], np.float32), "shift"),
            numpy_helper.from_array(np.array([1], np.int64), "one"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return with_card(path, model, document(side, **changes))


def document(side: int = SIDE, **changes: Any) -> dict[str, Any]:
    """A card whose test is right: what follows the beginning after a black picture."""
    logits = chain()[START].astype(np.float64)
    logits[VOCABULARY.index("flujos")] += 8
    row = np.exp(logits - logits.max())
    base = card_document(
        name="chain",
        task="caption",
        labels=[],
        input={
            "name": "image",
            "height": side,
            "width": side,
            "channels": 3,
            "dtype": "uint8",
            "range": "dtype-full",
            "resize": "stretch",
            "tile": None,
        },
        caption={
            "vocabulary": list(VOCABULARY),
            "max_length": LENGTH,
            "padding": "behind",
            "attributes": LANDSLIDE.to_list(),
            "size_borders": BORDERS,
        },
        data={"id": "none", "sha256": "", "split": "", "synthetic": True},
        test={
            "input": npy(np.zeros((1, side, side, 3), np.uint8)),
            "tokens": [START],
            "output": (row / row.sum()).tolist(),
            "atol": 1e-5,
            "rtol": 1e-4,
        },
    )
    return base | changes
