"""A small encoder-decoder: MobileNetV2 up to four depths of both faces, and what joins them again."""

from typing import Any

import keras
from keras import layers, ops

from training.networks.backbones import backbone
from training.segmenter.settings import FACES

LEVELS = ("block_2_add", "block_5_add", "block_12_add", "block_16_project_BN")
"""Layers of MobileNetV2 whose features are used: 1/4, 1/8, 1/16 and 1/32 of the input's side."""
CHANNELS = (24, 32, 96, 320)
_DRAWN = 7


def encoder(weights: str) -> keras.Model:
    """Features of both faces.

    Parameters
    ----------
    weights
        See `training.networks.backbones.backbone`.

    Returns
    -------
    keras.Model
        Input (batch, H, W, 6) float32, 0-255, H and W multiples of 32; outputs, for each of `LEVELS`,
        (batch, h, w, 2 × channels), PPL first. Frozen: its batch normalisation stays in inference mode.
    """
    if weights == "none":
        keras.utils.set_random_seed(_DRAWN)  # the same encoder in every epoch, fold and export
    whole = backbone("MobileNetV2", weights, None)
    inner = whole.get_layer("MobileNetV2")
    one = keras.Model(inner.inputs, [inner.get_layer(name).output for name in LEVELS], name="face")
    one.trainable = False
    pair = keras.Input((None, None, 3 * len(FACES)), name="pair")
    scaled = whole.get_layer("scale")(pair)
    faces = [one(scaled[..., 3 * i : 3 * i + 3]) for i in range(len(FACES))]
    joined = [layers.Concatenate()([face[level] for face in faces]) for level in range(len(LEVELS))]
    return keras.Model(pair, joined, name="encoder")


def decoder(labels: int, width: int, dropout: float = 0.0) -> keras.Model:
    """From features to the probability of each class at 1/4 of the input's side.

    Parameters
    ----------
    labels
        Classes.
    width
        Channels at 1/4; twice as many at 1/16 and 1/32.
    dropout
        Share of the encoder's channels that is left out in a step of training.
    """
    inputs = [keras.Input((None, None, n * len(FACES)), name=f"level_{i}") for i, n in enumerate(CHANNELS)]
    seen = [layers.SpatialDropout2D(dropout)(one) if dropout else one for one in inputs]
    widths = (width, width, 2 * width, 2 * width)
    x = _convolved(seen[-1], widths[-1], 1)
    x = _convolved(x, widths[-1], 3)
    for skip, channels in zip(seen[-2::-1], widths[-2::-1], strict=True):
        x = layers.UpSampling2D(2, interpolation="bilinear")(x)
        x = layers.Concatenate()([x, _convolved(skip, channels, 1)])
        x = _convolved(x, channels, 3)
    x = _convolved(x, widths[0], 3)
    return keras.Model(inputs, layers.Conv2D(labels, 1, activation="softmax")(x), name="decoder")


def joined(first: keras.Model, second: keras.Model, side: int | None = None) -> keras.Model:
    """Encoder and decoder as one network: (batch, side, side, 6), 0-255 → (batch, side/4, side/4, labels)."""
    pair = keras.Input((side, side, 3 * len(FACES)), name="pair")
    return keras.Model(pair, second(first(pair)), name="segmenter")


def loss_of(weights: Any, dice: float) -> Any:
    """The loss: cross-entropy weighted by class, and `dice` times the mean over classes of 1 − dice.

    Targets are shares of a pixel by class; a pixel whose shares sum to 0 counts for nothing.
    """
    balance = ops.convert_to_tensor(weights, "float32")

    def loss(truth: Any, found: Any) -> Any:
        log = ops.log(ops.clip(found, 1e-7, 1.0))
        counted = ops.sum(truth * balance)
        entropy = -ops.sum(truth * balance * log) / ops.maximum(counted, 1.0)
        inside = ops.sum(truth, axis=-1, keepdims=True)
        both = ops.sum(truth * found, axis=(0, 1, 2))
        either = ops.sum(truth, axis=(0, 1, 2)) + ops.sum(found * inside, axis=(0, 1, 2))
        return entropy + dice * ops.mean(1 - (2 * both + 1.0) / (either + 1.0))

    return loss


def _convolved(x: Any, channels: int, kernel: int) -> Any:
    x = layers.Conv2D(channels, kernel, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))
