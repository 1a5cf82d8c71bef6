"""Published networks as feature extractors, each with its own preprocessing inside the graph."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
from keras import layers, ops

from geodesk.language import GeoDeskError

# Means of the ImageNet training pictures in the order blue, green, red, which ResNet50 and VGG16 of Keras
# were trained with (keras.applications.imagenet_utils, mode "caffe").
_BGR_MEANS = (103.939, 116.779, 123.68)


class BadWeights(GeoDeskError):
    """A file of weights does not belong to the network."""


@keras.saving.register_keras_serializable("geodesk")
class BlueGreenRed(layers.Layer):  # type: ignore[misc]
    """RGB 0-255 → blue, green, red minus the ImageNet means. No weights."""

    def call(self, image: Any) -> Any:
        """Apply to a batch (batch, H, W, 3)."""
        swapped = ops.take(image, ops.convert_to_tensor([2, 1, 0]), axis=-1)
        return swapped - ops.cast(ops.convert_to_tensor(_BGR_MEANS), swapped.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the input's shape."""
        return input_shape


@dataclass(frozen=True, slots=True)
class Backbone:
    """One published network.

    Attributes
    ----------
    make
        Of keras.applications.
    preprocessing
        Makes the layer that stands in front of it; None where the network brings its own.
    block
        Matches the beginning of the layer names of one block; its match tells blocks apart.
    features
        Length of the pooled feature vector.
    depths
        Layers whose pooled outputs may stand beside the last one's, the deepest first.
    """

    make: Callable[..., keras.Model]
    preprocessing: Callable[[], Any] | None
    block: str
    features: int
    depths: tuple[str, ...]


BACKBONES = {
    "MobileNetV2": Backbone(
        keras.applications.MobileNetV2,
        lambda: layers.Rescaling(1 / 127.5, offset=-1.0, name="scale"),
        r"block_\d+|Conv_1",
        1280,
        ("block_13_expand_relu", "block_6_expand_relu"),
    ),
    "ResNet50": Backbone(
        keras.applications.ResNet50,
        lambda: BlueGreenRed(name="scale"),
        r"conv\d_block\d+",
        2048,
        ("conv4_block6_out", "conv3_block4_out"),
    ),
    "VGG16": Backbone(
        keras.applications.VGG16,
        lambda: BlueGreenRed(name="scale"),
        r"block\d",
        512,
        ("block4_conv3", "block3_conv3"),
    ),
    "EfficientNetB0": Backbone(
        keras.applications.EfficientNetB0,
        None,
        r"block\d[a-z]|top",
        1280,
        ("block6a_expand_activation", "block4a_expand_activation"),
    ),
}
SIDE = 224


def backbone(name: str, weights: str = "none", side: int | None = SIDE, depths: int = 1) -> keras.Model:
    """A network without its top, pooled by the global average, preprocessing in front.

    Parameters
    ----------
    name
        A key of `BACKBONES`.
    weights
        ``"none"`` (random), ``"imagenet"`` (downloaded by Keras) or the path of a file of weights without
        top in Keras's layer order (``.weights.h5``, ``.h5`` of older Keras).
    side
        Height and width of the input in pixels; None: any.
    depths
        1: the features of the last layer. 2 or 3: those of shallower layers beside them, where colour and
        texture still stand that the last layer, made for naming things, has let go.

    Returns
    -------
    keras.Model
        Input (batch, side, side, 3) float32, 0-255; output (batch, features).

    Raises
    ------
    BadWeights
        The file is not one of weights, or of another network; or ImageNet's could not be downloaded.
    """
    entry = BACKBONES[name]
    inner = _made(name, weights == "imagenet", side)
    if weights not in ("none", "imagenet"):
        _load(inner, Path(weights))
    if depths > 1:
        pooled = [
            layers.GlobalAveragePooling2D(name=f"pool_{tap}")(inner.get_layer(tap).output)
            for tap in entry.depths[: depths - 1]
        ]
        together = layers.Concatenate(name="depths")([inner.output, *pooled])
        inner = keras.Model(inner.input, together, name=name)
    image = keras.Input((side, side, 3), name="picture")
    scaled = entry.preprocessing()(image) if entry.preprocessing else image
    return keras.Model(image, inner(scaled), name="backbone")


def _made(name: str, download: bool, side: int | None) -> keras.Model:
    try:
        return BACKBONES[name].make(
            include_top=False,
            weights="imagenet" if download else None,
            input_shape=(side, side, 3),
            pooling="avg",
            name=name,
        )
    except Exception as error:  # Keras raises a bare Exception when it cannot download
        if not download:
            raise
        raise BadWeights(
            en=f"The ImageNet weights of {name} could not be downloaded: give a file of weights instead.",
            es=f"No se pudieron descargar los pesos ImageNet de {name}: indique un archivo de pesos.",
        ) from error


def _load(model: keras.Model, path: Path) -> None:
    try:
        with warnings.catch_warnings():
            # Keras only warns of layers that it found no weights for.
            warnings.simplefilter("error", UserWarning)
            model.load_weights(path)
    except (OSError, ValueError, KeyError, UserWarning) as error:
        raise BadWeights(
            en=f"{path.name} does not hold the weights of {model.name} without its top.",
            es=f"{path.name} no contiene los pesos de {model.name} sin su capa final.",
        ) from error


def unfreeze(whole: keras.Model, name: str, blocks: int | None) -> int:
    """Make the last blocks of a backbone trainable, its batch normalisation never.

    Batch normalisation stays in inference mode: small batches would spoil its statistics, and weights whose
    statistics are folded have none to update.

    Parameters
    ----------
    whole
        What `backbone` returns.
    name
        A key of `BACKBONES`.
    blocks
        How many, from the output; 0 freezes all, None unfreezes all.

    Returns
    -------
    int
        Number of trainable layers with weights.
    """
    inner = whole.get_layer(name)
    pattern = re.compile(BACKBONES[name].block)
    names = [match.group() for layer in inner.layers if (match := pattern.match(layer.name))]
    order = list(dict.fromkeys(names))
    chosen = set(order if blocks is None else order[len(order) - blocks :] if blocks else [])
    whole.trainable = True
    count = 0
    for layer in inner.layers:
        match = pattern.match(layer.name)
        inside = blocks is None or (match is not None and match.group() in chosen)
        layer.trainable = inside and not isinstance(layer, layers.BatchNormalization)
        count += bool(layer.trainable and layer.weights)
    return count


def block_names(name: str) -> list[str]:
    """The blocks of a backbone from input to output, as `unfreeze` counts them."""
    model = BACKBONES[name].make(include_top=False, weights=None, input_shape=(SIDE, SIDE, 3))
    pattern = re.compile(BACKBONES[name].block)
    return list(dict.fromkeys(m.group() for layer in model.layers if (m := pattern.match(layer.name))))
