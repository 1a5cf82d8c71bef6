"""Encoder and decoder of the captioner.

The decoder is the study's, layer by layer: 2,216,603 parameters for 27 words and 2,048 features. It is built
in two ways with the same weights: `decoder` answers at every place of a sentence (its recurrences look
backwards only, so places behind the last word change nothing and need no mask), `decoder_thesis` at its end.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
from keras import layers, ops

from geodesk.language import GeoDeskError
from geodesk.models.captions import MAX_LENGTH
from training.networks.backbones import BACKBONES, SIDE, backbone

FEATURES, PLACES = 2048, 4
STUDY_LENGTH, STUDY_WORDS, STUDY_TOTAL = 11, 27, 2_216_603
# The layer at a sixteenth of the input's side: below it places are still told apart finely enough.
GRID_LAYERS = {
    "MobileNetV2": "block_12_add",
    "ResNet50": "conv4_block6_out",
    "VGG16": "block5_conv3",
    "EfficientNetB0": "block5c_add",
}


def load_network(path: Path) -> Any:
    """A network of a run; by this function, so that its own layers are known."""
    return keras.models.load_model(path)


class TooSmall(GeoDeskError):
    """The input has too few pixels for the grid."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sizes of the text side: words of the vocabulary and the longest sentence, marks included."""

    count: int = STUDY_WORDS
    length: int = MAX_LENGTH


def _decoder(features: int, words: Words, everywhere: bool) -> Any:
    picture = keras.Input((features,), name="features")
    text = keras.Input((words.length,), dtype="int32", name="tokens")
    seen = layers.Dense(128, activation="relu", name="picture")(picture)
    seen = layers.RepeatVector(words.length, name="repeat")(seen)
    # Names are fixed, so that the weights of one are found by the other.
    said = layers.Embedding(words.count, 128, name="embedding")(text)
    said = layers.LSTM(256, return_sequences=True, name="words")(said)
    said = layers.TimeDistributed(layers.Dense(128), name="said")(said)
    both = layers.concatenate([seen, said], name="both")
    both = layers.LSTM(128, return_sequences=True, name="joined")(both)
    both = layers.LSTM(512, return_sequences=everywhere, name="sentence")(both)
    rows = layers.Dense(words.count, activation="softmax", name="next")(both)
    return keras.Model([picture, text], rows, name="decoder")


def decoder(features: int = FEATURES, words: Words | None = None) -> Any:
    """(features, tokens) → probabilities of the next word behind every token, (batch, length, words).

    Tokens stand at the front, padded behind.
    """
    return _decoder(features, words or Words(), everywhere=True)


def decoder_thesis(features: int = FEATURES, words: Words | None = None) -> Any:
    """The study's: (features, a beginning padded in front) → its next word, (batch, words)."""
    return _decoder(features, words or Words(STUDY_WORDS, STUDY_LENGTH), everywhere=False)


def pooled_encoder(name: str, weights: str, side: int) -> Any:
    """The study's encoder: a backbone to its global average, with its own preprocessing."""
    return backbone(name, weights, side)


def frozen_encoder(name: str, side: int = SIDE) -> Any:
    """The study's encoder without weights, as it is used: nothing of it is trained."""
    model = pooled_encoder(name, "none", side)
    model.trainable = False
    return model


def grid_encoder(name: str, weights: str, side: int) -> Any:
    """A backbone to a grid of a sixteenth of its side, (batch, side/16, side/16, channels), preprocessed."""
    whole = backbone(name, weights, side)
    inner = whole.get_layer(name)
    cut = keras.Model(inner.input, inner.get_layer(GRID_LAYERS[name]).output, name=name)
    image = keras.Input((side, side, 3), name="picture")
    entry = BACKBONES[name]
    scaled = entry.preprocessing()(image) if entry.preprocessing else image
    return keras.Model(image, cut(scaled), name="grid")


@keras.saving.register_keras_serializable("geodesk")
class Places(layers.Layer):  # type: ignore[misc]
    """Adds two channels to a grid: how far right and how far down each place lies, -1 to 1. No weights."""

    def call(self, grid: Any) -> Any:
        """Apply to (batch, rows, columns, channels)."""
        rows, columns = int(grid.shape[1]), int(grid.shape[2])
        down = ops.reshape(ops.linspace(-1.0, 1.0, rows), (1, rows, 1, 1))
        right = ops.reshape(ops.linspace(-1.0, 1.0, columns), (1, 1, columns, 1))
        one = ops.ones_like(grid[..., :1])
        return ops.concatenate([grid, one * right, one * down], axis=-1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Two channels more."""
        return (*input_shape[:-1], (input_shape[-1] or 0) + 2)


@keras.saving.register_keras_serializable("geodesk")
class Seen(layers.Layer):  # type: ignore[misc]
    """From what is at each place and how far the slide covers it: what it looks like, and its shape.

    Means over the covered places, then eight numbers: cover, centre across and down, three second moments,
    and how the cover changes across and down, which grows with the outline. No weights.
    """

    def call(self, inputs: Any) -> Any:
        """Apply to (batch, rows, columns, channels) and (batch, rows, columns, 1)."""
        parts, cover = inputs
        rows, columns = int(parts.shape[1]), int(parts.shape[2])
        down = ops.reshape(ops.linspace(-1.0, 1.0, rows), (1, rows, 1, 1))
        right = ops.reshape(ops.linspace(-1.0, 1.0, columns), (1, 1, columns, 1))
        total = ops.mean(cover, axis=(1, 2)) + 1e-4

        def mean(values: Any) -> Any:
            return ops.mean(values * cover, axis=(1, 2)) / total

        x, y = mean(right), mean(down)
        moments = [mean(right * right) - x * x, mean(down * down) - y * y, mean(right * down) - x * y]
        across = ops.mean(ops.abs(cover[:, :, 1:] - cover[:, :, :-1]), axis=(1, 2))
        below = ops.mean(ops.abs(cover[:, 1:] - cover[:, :-1]), axis=(1, 2))
        return ops.concatenate([mean(parts), total, x, y, *moments, across, below], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        """Eight numbers more than channels."""
        return (input_shape[0][0], (input_shape[0][-1] or 0) + 8)


def grid_head(rows: int, channels: int, dropout: float = 0.4) -> Any:
    """From a grid to 2,048 features and the cover: how far the slide covers each place, 0 to 1.

    504 means over what is covered and eight numbers of its shape, and 96 at each of 4 × 4 places. What an
    average over the picture loses, direction and extent, stays in the shape and the places.
    """
    grid = keras.Input((rows, rows, channels), name="grid")
    x = layers.Conv2D(96, 1, use_bias=False, name="mix")(Places(name="places")(grid))
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    for i in (1, 2):
        y = layers.Conv2D(96, 3, padding="same", use_bias=False, name=f"near{i}")(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(y))
    cover = layers.Conv2D(1, 1, activation="sigmoid", name="cover")(x)
    parts = layers.Conv2D(FEATURES - 8 - 96 * PLACES**2, 1, activation="relu", name="parts")(x)
    average = layers.BatchNormalization(momentum=0.9, name="scaled")(Seen(name="seen")([parts, cover]))
    both = layers.concatenate([x, cover], name="covered")
    y = layers.Conv2D(160, 3, strides=2, padding="same", use_bias=False, name="wide")(both)
    if y.shape[1] < PLACES:
        raise TooSmall(
            en=f"Pictures of {16 * rows} pixels are too small to tell places apart; give --side 128 or more.",
            es=f"Las imágenes de {16 * rows} píxeles son muy pequeñas; indique --side 128 o más.",
        )
    y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(y))
    y = layers.Conv2D(96, y.shape[1] - PLACES + 1, use_bias=False, name="far")(y)
    y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(y))
    features = layers.concatenate([average, layers.Flatten(name="flat")(y)], name="features")
    features = layers.Dropout(dropout, name="drop")(features)
    return keras.Model(grid, [features, cover], name="head")


def attributes_head(sizes: dict[str, int]) -> Any:
    """Softmax rows for each attribute from 2,048 features: only to teach the encoder, not exported."""
    features = keras.Input((FEATURES,), name="features")
    rows = {
        name: layers.Dense(count, activation="softmax", name=name)(features) for name, count in sizes.items()
    }
    return keras.Model(features, rows, name="attributes")
