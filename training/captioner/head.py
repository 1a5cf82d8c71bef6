"""The captioner's head: from what a backbone sees to where the slide is, what it is like, and 2,048 features.

It first says how far the slide covers each place of a fine grid, then looks at what is covered in the slide's
own frame (how far right and down of its middle, in its own size), and measures the cover itself.
"""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from geodesk.language import GeoDeskError

FEATURES = 2048
COVER = "cover"
_PARTS = 424
_STEPS = 32
# Cover, middle (2), second and third moments (3 + 4), change across and down, and two ladders.
_SHAPE = 12 + 2 * _STEPS
_LEAST = 1e-4  # of a cover: less than any slide's, more than rounding


class TooSmall(GeoDeskError):
    """The input has too few pixels for the grid."""


def _axis(count: int, down: bool) -> Any:
    """-1 to 1 along one side of a grid, as (1, count, 1, 1) or (1, 1, count, 1)."""
    return ops.reshape(ops.linspace(-1.0, 1.0, count), (1, count, 1, 1) if down else (1, 1, count, 1))


@keras.saving.register_keras_serializable("geodesk")
class Packed(layers.Layer):  # type: ignore[misc]
    """A grid of half as many rows and columns: each place holds the channels of four. No weights."""

    def call(self, grid: Any) -> Any:
        """Apply to (batch, rows, columns, channels), rows and columns even."""
        _, rows, columns, channels = grid.shape
        parts = ops.reshape(grid, (-1, rows // 2, 2, columns // 2, 2, channels))
        parts = ops.transpose(parts, (0, 1, 3, 2, 4, 5))
        return ops.reshape(parts, (-1, rows // 2, columns // 2, 4 * channels))

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """Half the sides, four times the channels."""
        n, rows, columns, channels = input_shape
        return (n, rows // 2, columns // 2, 4 * channels)


@keras.saving.register_keras_serializable("geodesk")
class Unpacked(layers.Layer):  # type: ignore[misc]
    """The far level and the near one of a grid in which the near one is packed behind. No weights.

    Parameters
    ----------
    near
        Channels of the near level.
    """

    def __init__(self, near: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.near = near

    def call(self, grid: Any) -> Any:
        """Apply to (batch, rows, columns, far + 4 near): (…, far) and (batch, 2 rows, 2 columns, near)."""
        _, rows, columns, channels = grid.shape
        far = channels - 4 * self.near
        parts = ops.reshape(grid[..., far:], (-1, rows, columns, 2, 2, self.near))
        parts = ops.transpose(parts, (0, 1, 3, 2, 4, 5))
        return grid[..., :far], ops.reshape(parts, (-1, 2 * rows, 2 * columns, self.near))

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> Any:
        """Those of the two levels."""
        n, rows, columns, channels = input_shape
        return (n, rows, columns, channels - 4 * self.near), (n, 2 * rows, 2 * columns, self.near)

    def get_config(self) -> dict[str, Any]:
        """What the layer is made of."""
        return {**super().get_config(), "near": self.near}


def _middle(cover: Any) -> tuple[Any, Any, Any, Any]:
    """Share that is covered, its middle across and down, and half its size, each (batch, 1, 1, 1)."""
    total = ops.mean(cover, axis=(1, 2), keepdims=True) + _LEAST

    def mean(values: Any) -> Any:
        return ops.mean(values * cover, axis=(1, 2), keepdims=True) / total

    # A disc of radius r in coordinates from -1 to 1 covers a share of pi r^2 / 4.
    return (
        total,
        mean(_axis(cover.shape[2], False)),
        mean(_axis(cover.shape[1], True)),
        ops.sqrt(4 * total / np.pi),
    )


@keras.saving.register_keras_serializable("geodesk")
class Framed(layers.Layer):  # type: ignore[misc]
    """Adds to a grid where each place lies: in the picture, and in the frame of the cover. No weights."""

    def call(self, inputs: Any) -> Any:
        """Apply to (batch, rows, columns, channels) and (batch, rows, columns, 1)."""
        grid, cover = inputs
        _, x, y, size = _middle(cover)
        one = ops.ones_like(cover)
        right, down = one * _axis(cover.shape[2], False), one * _axis(cover.shape[1], True)
        own = [ops.clip((right - x) / size, -3.0, 3.0), ops.clip((down - y) / size, -3.0, 3.0)]
        return ops.concatenate([grid, right, down, *own], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """Four channels more."""
        return (*input_shape[0][:-1], input_shape[0][-1] + 4)


@keras.saving.register_keras_serializable("geodesk")
class Seen(layers.Layer):  # type: ignore[misc]
    """What is at the covered places: of each channel the mean over them and the largest. No weights."""

    def call(self, inputs: Any) -> Any:
        """Apply to (batch, rows, columns, channels) and (batch, rows, columns, 1)."""
        parts, cover = inputs
        covered = parts * cover
        total = ops.mean(cover, axis=(1, 2)) + _LEAST
        return ops.concatenate(
            [ops.mean(covered, axis=(1, 2)) / total, ops.max(covered, axis=(1, 2))], axis=-1
        )

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """Twice the channels."""
        return (input_shape[0][0], 2 * input_shape[0][-1])


@keras.saving.register_keras_serializable("geodesk")
class Measured(layers.Layer):  # type: ignore[misc]
    """The shape of a cover, (batch, 76). No weights.

    Share, middle across and down, second moments (xx, yy, xy) and third ones (xxx, xxy, xyy, yyy) in its own
    frame, mean change across and down, and two ladders: how far the share, and the length of the outline,
    lie above each of 32 steps, so that a class with sharp borders can be read from them.
    """

    def call(self, cover: Any) -> Any:
        """Apply to (batch, rows, columns, 1)."""
        total, x, y, size = _middle(cover)
        u, v = (_axis(cover.shape[2], False) - x) / size, (_axis(cover.shape[1], True) - y) / size
        powers = [u * u, v * v, u * v, u * u * u, u * u * v, u * v * v, v * v * v]
        moments = [ops.mean(power * cover, axis=(1, 2)) / total[:, 0, 0] for power in powers]
        right, down = cover[:, :-1, 1:] - cover[:, :-1, :-1], cover[:, 1:, :-1] - cover[:, :-1, :-1]
        changes = [ops.mean(ops.abs(one), axis=(1, 2)) for one in (right, down)]
        share = total[:, 0, 0]
        # Times the rows: the length of the outline in sides of the picture.
        outline = cover.shape[1] * ops.mean(ops.sqrt(right * right + down * down + 1e-8), axis=(1, 2))
        own = [share, x[:, 0, 0], y[:, 0, 0], *moments, *changes]
        return ops.concatenate([*own, _ladder(share, 0.005, 0.8), _ladder(outline, 0.2, 6.0)], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """Those of all numbers."""
        return (input_shape[0], _SHAPE)


def _ladder(values: Any, low: float, high: float) -> Any:
    """How far values (batch, 1) lie above each of 32 steps of equal ratio, 0 to 1: (batch, 32)."""
    steps = np.linspace(np.log(low), np.log(high), _STEPS, dtype=np.float32)
    return ops.sigmoid((ops.log(values) - ops.convert_to_tensor(steps)) * float(2 / (steps[1] - steps[0])))


@keras.saving.register_keras_serializable("geodesk")  # type: ignore[untyped-decorator]
def covering(truth: Any, cover: Any) -> Any:
    """Loss of a cover: cross-entropy, overlap (1 - Dice) and how far the area is off (half its log ratio)."""
    p = ops.clip(cover, 1e-6, 1 - 1e-6)
    entropy = -ops.mean(truth * ops.log(p) + (1 - truth) * ops.log(1 - p), axis=(1, 2, 3))
    common, wanted, found = (ops.mean(one, axis=(1, 2, 3)) for one in (truth * p, truth, p))
    overlap = 1 - (2 * common + _LEAST) / (wanted + found + _LEAST)
    area = ops.abs(ops.log(found + _LEAST) - ops.log(wanted + _LEAST))
    return entropy + overlap + 0.5 * area


def _convolved(x: Any, channels: int, side: int, name: str) -> Any:
    x = layers.Conv2D(channels, side, padding="same", use_bias=False, name=name)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))


def grid_head(rows: int, channels: int, near: int, sizes: Mapping[str, int], dropout: float = 0.3) -> Any:
    """From a grid to the cover and the rows of the attributes; see `features_of` for the features.

    Parameters
    ----------
    rows, channels
        Of the grid (`training.captioner.networks.grid_encoder`).
    near
        Channels of its finer level.
    sizes
        Values of each attribute.

    Returns
    -------
    keras.Model
        Grid → a dict: each attribute's softmax row and ``cover`` (batch, 2 rows, 2 rows, 1).

    Raises
    ------
    TooSmall
        Fewer than 8 rows.
    """
    if rows < 8:
        raise TooSmall(
            en=f"Pictures of {16 * rows} pixels are too small to tell places apart; give --side 128 or more.",
            es=f"Las imágenes de {16 * rows} píxeles son muy pequeñas; indique --side 128 o más.",
        )
    grid = keras.Input((rows, rows, channels), name="grid")
    far, fine = Unpacked(near, name="unpacked")(grid)
    far = _convolved(_convolved(far, 96, 1, "mix"), 96, 3, "around")
    x = layers.concatenate([layers.UpSampling2D(2, name="up")(far), fine], name="levels")
    for i, (width, side) in enumerate(((48, 1), (48, 3), (32, 3))):
        x = _convolved(x, width, side, f"near{i}")
    cover = layers.Conv2D(1, 1, activation="sigmoid", name=COVER)(x)
    coarse = layers.AveragePooling2D(2, name="coarse_cover")(cover)
    both = layers.concatenate([far, layers.AveragePooling2D(2, name="coarse")(x)], name="both")
    parts = _convolved(Framed(name="framed")([both, coarse]), 128, 1, "told")
    parts = layers.Conv2D(_PARTS, 1, activation="relu", name="parts")(parts)
    whole = layers.concatenate([Seen(name="seen")([parts, coarse]), Measured(name="measured")(cover)])
    whole = layers.BatchNormalization(momentum=0.9, name="scaled")(whole)
    hidden = FEATURES - 2 * _PARTS - _SHAPE - sum(sizes.values())
    told = layers.Dense(hidden, activation="relu", name="told_whole")(
        layers.Dropout(dropout, name="drop")(whole)
    )
    known = layers.concatenate([whole, told], name="known")
    dropped = layers.Dropout(dropout, name="drop_known")(known)
    answers = {
        name: layers.Dense(count, activation="softmax", name=name)(dropped) for name, count in sizes.items()
    }
    return keras.Model(grid, {**answers, COVER: cover}, name="head")


def features_of(head: Any, sizes: Mapping[str, int]) -> Any:
    """The part of a head that gives the features, (batch, 2048).

    They are what is seen on the slide, its shape, what follows from both, and the rows of the attributes.
    """
    answers = layers.concatenate([head.get_layer(name).output for name in sizes], name="answers")
    said = layers.Rescaling(3.0, name="said")(answers)
    features = layers.concatenate([head.get_layer("known").output, said], name="features")
    return keras.Model(head.input, features, name="head")
