"""The weights of the SEM pre-classifier out of an ONNX file: training goes on without any other file."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.onnxfile import OnnxFile

# The shape of each tensor in the ONNX file tells which layer it belongs to; no two are alike.
_LAYERS = {
    "conv1": ((8, 1, 8, 8), (8,)),
    "conv2": ((16, 8, 8, 8), (16,)),
    "dense": ((87_616, 32), (32,)),
    "usable": ((32, 1), (1,)),
}


class OtherNetwork(GeoDeskError):
    """A model holds another network than the one that is to be trained further."""


def take_weights(model: Any, path: Path) -> None:
    """Give a `training.networks.preclassifier` the weights inside an exported one.

    Parameters
    ----------
    model
        The Keras network; only its layers with weights are touched.
    path
        An ONNX file that `training.export` or `training.retraining` wrote, of any weight precision.

    Raises
    ------
    OtherNetwork
        The file holds another network.
    RefusedModel
        The file is missing or damaged.
    """
    found = _tensors(path)
    for name, shapes in _LAYERS.items():
        if not found.keys() >= set(shapes):
            raise _other(path)
        kernel, bias = (found[shape] for shape in shapes)
        if kernel.ndim == 4:  # ONNX counts output, input, rows, columns
            kernel = kernel.transpose(2, 3, 1, 0)
        model.get_layer(name).set_weights([kernel, bias])


def _tensors(path: Path) -> dict[tuple[int, ...], NDArray[np.float32]]:
    import onnx
    from onnx import numpy_helper

    OnnxFile.read(path)  # says in a sentence what is no model
    graph = onnx.load(path).graph
    found: dict[tuple[int, ...], NDArray[np.float32]] = {}
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype.kind == "f" and values.ndim:
            found[values.shape] = values.astype(np.float32)
    return found


def _other(path: Path) -> OtherNetwork:
    return OtherNetwork(
        en=f"{path.name} is not a pre-classifier that training can go on from; choose another model.",
        es=f"{path.name} no es un preclasificador desde el que seguir entrenando; elija otro modelo.",
    )
