"""Encoder and decoder of the captioner.

The decoder is the study's, layer by layer: 2,216,603 parameters for 27 words and 2,048 features. It is built
in two ways with the same weights: `decoder` answers at every place of a sentence (its recurrences look
backwards only, so places behind the last word change nothing and need no mask), `decoder_thesis` at its end.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
from keras import layers

from geodesk.models.captions import MAX_LENGTH
from training.captioner.head import FEATURES, Packed
from training.networks.backbones import BACKBONES, SIDE, backbone

STUDY_LENGTH, STUDY_WORDS, STUDY_TOTAL = 11, 27, 2_216_603


@dataclass(frozen=True, slots=True)
class Levels:
    """Where a backbone is cut.

    Attributes
    ----------
    far
        The layer at a sixteenth of the input's side: what things are.
    near
        The layer at an eighth of it, narrow: where they end.
    channels
        Of `near`.
    """

    far: str
    near: str
    channels: int


LEVELS = {
    "MobileNetV2": Levels("block_12_add", "block_5_add", 32),
    "ResNet50": Levels("conv4_block6_out", "conv3_block4_2_relu", 128),
    "VGG16": Levels("block5_conv3", "block4_conv3", 512),
    "EfficientNetB0": Levels("block5c_add", "block3b_add", 40),
}


def load_network(path: Path) -> Any:
    """A network of a run; by this function, so that its own layers are known."""
    return keras.models.load_model(path)


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
    """A backbone to a grid of a sixteenth of its side, preprocessed.

    Channels are those of `Levels.far` and four times those of `Levels.near`: each place holds the four of the
    finer level that lie in it, see `training.captioner.head.Packed`.
    """
    whole, levels = backbone(name, weights, side), LEVELS[name]
    inner = whole.get_layer(name)
    outputs = [inner.get_layer(layer).output for layer in (levels.far, levels.near)]
    cut = keras.Model(inner.input, outputs, name=name)
    image = keras.Input((side, side, 3), name="picture")
    entry = BACKBONES[name]
    scaled = entry.preprocessing()(image) if entry.preprocessing else image
    far, near = cut(scaled)
    return keras.Model(
        image, layers.concatenate([far, Packed(name="packed")(near)], name="levels"), name="grid"
    )
