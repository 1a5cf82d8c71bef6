"""A Keras classifier as an ONNX graph, whole or with smaller weights, and whether the two agree."""

from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError

OPSET = 17
PARITY = 1e-4
# Smaller tensors (biases, normalisation) weigh nothing and stay whole.
_SMALL = 1024
Precision = Literal["float32", "float16", "int8"]


class ExportDiffers(GeoDeskError):
    """The exported graph does not compute what the network computes."""


class Agreement(NamedTuple):
    """How far the probabilities of two versions of a network lie apart.

    Attributes
    ----------
    n
        Pictures compared.
    largest
        Largest difference of a probability.
    other_labels
        Pictures with another label.
    """

    n: int
    largest: float
    other_labels: int


def convert(model: Any, path: Path, output: str = "probabilities") -> None:
    """Write a network as ONNX: input ``image`` uint8 (batch, H, W, channels), opset 17, named batch axis.

    The output is called `output`.

    Raises
    ------
    ExportDiffers
        The graph has another number of inputs than one.
    """
    import keras
    import onnx
    import tensorflow as tf
    import tf2onnx

    image = keras.Input(model.input_shape[1:], dtype="uint8", name="image")
    scores = model(keras.ops.cast(image, "float32"))
    whole = keras.Model(image, keras.layers.Activation("linear", name=output)(scores))
    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.uint8, name="image")]
    proto, _ = tf2onnx.convert.from_keras(whole, input_signature=signature, opset=OPSET)
    check_inputs(proto)
    for value in (*proto.graph.input, *proto.graph.output):
        value.type.tensor_type.shape.dim[0].ClearField("dim_value")
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def check_inputs(proto: Any) -> None:
    """Refuse a graph that wants more than the picture; some exporters make inputs of constants."""
    if len(proto.graph.input) != 1:
        names = ", ".join(value.name for value in proto.graph.input)
        raise ExportDiffers(
            en=f"The exported graph has inputs {names} instead of one.",
            es=f"El grafo exportado tiene las entradas {names} en vez de una.",
        )


def shrink(source: Path, target: Path, precision: Precision) -> None:
    """Write a graph with its large weights in 16 or 8 bits; arithmetic stays in 32 bits.

    The runtime widens the weights again: ``float16`` by Cast, ``int8`` by DequantizeLinear with a scale for
    each output channel (the last axis of a matrix, the first of a convolution).
    """
    import onnx
    from onnx import helper, numpy_helper

    proto = onnx.load(source)
    kept, widening = [], []
    convolutions = {node.input[1] for node in proto.graph.node if node.op_type == "Conv"}
    for tensor in proto.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _SMALL or precision == "float32":
            kept.append(tensor)
            continue
        small = f"{tensor.name}__{precision}"
        if precision == "float16":
            limit = float(np.finfo(np.float16).max)
            narrow = np.clip(values, -limit, limit).astype(np.float16)
            kept.append(numpy_helper.from_array(narrow, small))
            widening.append(helper.make_node("Cast", [small], [tensor.name], to=onnx.TensorProto.FLOAT))
            continue
        axis = 0 if tensor.name in convolutions else values.ndim - 1
        others = tuple(i for i in range(values.ndim) if i != axis)
        scale = np.maximum(np.abs(values).max(axis=others), 1e-12).astype(np.float32) / 127
        shape = [-1 if i == axis else 1 for i in range(values.ndim)]
        narrow = np.clip(np.rint(values / scale.reshape(shape)), -127, 127).astype(np.int8)
        kept += [
            numpy_helper.from_array(narrow, small),
            numpy_helper.from_array(scale, f"{small}_scale"),
            numpy_helper.from_array(np.zeros(len(scale), np.int8), f"{small}_zero"),
        ]
        names = [small, f"{small}_scale", f"{small}_zero"]
        widening.append(helper.make_node("DequantizeLinear", names, [tensor.name], axis=axis))
    nodes = list(proto.graph.node)
    del proto.graph.initializer[:], proto.graph.node[:]
    proto.graph.initializer.extend(kept)
    proto.graph.node.extend([*widening, *nodes])
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, target)


def onnx_probabilities(path: Path, pixels: NDArray[np.uint8], batch: int = 32) -> NDArray[np.float64]:
    """(n, n_labels) probabilities by ONNX Runtime on the CPU of inputs (n, H, W, channels) uint8."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    parts = [
        session.run(None, {"image": np.ascontiguousarray(pixels[i : i + batch])})[0]
        for i in range(0, len(pixels), batch)
    ]
    return np.concatenate(parts).astype(np.float64)


def agreement(one: NDArray[np.floating], other: NDArray[np.floating]) -> Agreement:
    """Compare the probabilities (n, n_labels) of two versions; not-a-number counts as differing."""
    difference = np.abs(one - other)
    largest = float(difference.max()) if np.isfinite(difference).all() else float("inf")
    return Agreement(len(one), largest, int(np.sum(one.argmax(axis=1) != other.argmax(axis=1))))


def check_parity(found: Agreement) -> None:
    """Raise `ExportDiffers` where a label differs or a probability by more than 1e-4."""
    if found.other_labels or not found.largest <= PARITY:
        raise ExportDiffers(
            en=f"ONNX and Keras differ ({found.other_labels} labels, up to {found.largest:.3g}):"
            " nothing was written.",
            es=f"ONNX y Keras difieren ({found.other_labels} etiquetas, hasta {found.largest:.3g}):"
            " no se ha escrito nada.",
        )
