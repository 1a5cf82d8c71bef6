"""The SEM pre-classifier "usable or not" and the layers of its own."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

SIDE = 320
# Standard deviation in pixels of the Gaussian window that "local" means, cut off at three times this.
WINDOW = 9.0
# Grey levels added to the local standard deviation: below it a picture counts as flat.
FLOOR = 6.0
# Share of the local mean that is kept, so that black, white and grey fields differ.
LEVEL = 0.5
# Standardised values beyond this say no more.
CLIP = 4.0


@keras.saving.register_keras_serializable("geodesk")
class LocalStandardise(layers.Layer):  # type: ignore[misc]
    """Fixed preprocessing inside the graph: local high-pass, local contrast, and a share of the level.

    With m the mean and s the standard deviation under a Gaussian window of `WINDOW` pixels,
    y = clip((x − m) / (s + FLOOR), ±CLIP) + LEVEL·(m/127.5 − 1). The first term shows focus, noise and
    lines at a common scale; FLOOR lets lost contrast show; the second tells blown, crushed and blank
    fields apart. Input and output: (batch, H, W, 1) float32; input 0-255. No weights.
    """

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Lay out the window for the input's height and width."""
        _, height, width, _ = shape
        if height is None or width is None:
            raise ValueError("LocalStandardise needs a fixed height and width")
        self._down, self._across = _window(height), _window(width).T

    def call(self, image: Any) -> Any:
        """Apply to a batch."""
        flat = ops.squeeze(image, axis=-1)
        mean = self._local_mean(flat)
        high = flat - mean
        spread = ops.sqrt(self._local_mean(high * high) + 1e-3)
        standardised = ops.clip(high / (spread + FLOOR), -CLIP, CLIP)
        return ops.expand_dims(standardised + LEVEL * (mean / 127.5 - 1.0), axis=-1)

    def _local_mean(self, values: Any) -> Any:
        # Two products with a banded matrix: on a processor 16 times faster than pooling or convolving.
        return ops.matmul(ops.matmul(self._down, values), self._across)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the input's shape."""
        return input_shape


def _window(length: int) -> NDArray[np.float32]:
    """(length, length) weights of the local mean along one axis; rows sum to one at the borders too."""
    place = np.arange(length)
    distance = (place[:, None] - place[None, :]) / WINDOW
    weights = np.exp(-0.5 * distance**2) * (np.abs(distance) <= 3)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


@keras.saving.register_keras_serializable("geodesk")
class FilterBank(keras.initializers.Initializer):  # type: ignore[misc]
    """Starts the first layer as eight filters: Laplacians of both signs, edges, the mean.

    Training moves the filters freely; starting from the scales that tell focus from noise saves some
    hundreds of steps over random ones.
    """

    def __call__(self, shape: tuple[int, ...], dtype: Any = None, **_: Any) -> Any:
        """Kernel of shape (side, side, 1, 8)."""
        side = shape[0]
        y, x = np.mgrid[:side, :side] - (side - 1) / 2

        def blob(sigma: float) -> NDArray[np.float64]:
            bell = np.exp(-(x**2 + y**2) / (2 * sigma**2))
            return np.asarray(bell / bell.sum())

        fine, coarse = blob(0.6) - blob(1.1), blob(1.4) - blob(2.6)
        edges = x * blob(0.9), y * blob(0.9), x * blob(2.0)
        bank = np.stack([fine, -fine, coarse, -coarse, *edges, blob(2.5)], axis=-1)
        bank *= np.sqrt(2 / np.sum(bank**2, axis=(0, 1)))
        bank[..., -1] *= 0.25  # The mean of a neighbourhood is far larger than differences in it.
        return ops.convert_to_tensor(bank.reshape(shape).astype(dtype or "float32"))


def preclassifier(dropout: float = 0.4) -> keras.Model:
    """The SEM pre-classifier "usable or not", 2,812,505 parameters.

    Input ``image`` (batch, 320, 320, 1) float32, 0-255; output (batch, 1), the probability of usable.
    `LocalStandardise` stands in front; it has no weights.
    """
    image, features = _features(SIDE)
    x = layers.Flatten(name="flatten")(features)
    x = layers.Dense(32, activation="relu", name="dense")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, layers.Dense(1, activation="sigmoid", name="usable")(x), name="preclassifier")


def pooled_preclassifier(dropout: float = 0.2, side: int = SIDE) -> keras.Model:
    """The same network with its dense layer tied over all places: global average, then Dense 32.

    It learns what a fault looks like wherever it lies; `untie` writes it out as a `preclassifier`.
    """
    image, features = _features(side)
    x = layers.GlobalAveragePooling2D(name="pool")(features)
    x = layers.Dense(32, activation="relu", name="dense")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(
        image, layers.Dense(1, activation="sigmoid", name="usable")(x), name="pooled_preclassifier"
    )


def whole(model: keras.Model) -> keras.Model:
    """The network over whole tiles: a tied one may have been trained on smaller windows."""
    if not model.name.startswith("pooled") or model.input_shape[1] == SIDE:
        return model
    full = pooled_preclassifier()
    full.set_weights(model.get_weights())
    return full


def as_preclassifier(model: keras.Model) -> keras.Model:
    """The `preclassifier` that a checkpoint of either phase stands for."""
    return untie(whole(model)) if model.name.startswith("pooled") else model


def untie(pooled: keras.Model, dropout: float = 0.4) -> keras.Model:
    """The `preclassifier` that computes exactly what `pooled` does, ready to be trained further."""
    model = preclassifier(dropout)
    for name in ("conv1", "conv2", "usable"):
        model.get_layer(name).set_weights(pooled.get_layer(name).get_weights())
    kernel, bias = pooled.get_layer("dense").get_weights()
    places = int(np.prod(model.get_layer("pool2").output.shape[1:3]))
    model.get_layer("dense").set_weights([np.tile(kernel / places, (places, 1)), bias])
    return model


def _features(side: int) -> tuple[Any, Any]:
    image = keras.Input((side, side, 1), name="image")
    x = LocalStandardise(name="standardise")(image)
    x = layers.Conv2D(8, 8, activation="relu", kernel_initializer=FilterBank(), name="conv1")(x)
    x = layers.MaxPooling2D(2, name="pool1")(x)
    x = layers.Conv2D(16, 8, activation="relu", kernel_initializer="he_normal", name="conv2")(x)
    return image, layers.MaxPooling2D(2, name="pool2")(x)
