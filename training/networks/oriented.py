"""A network that looks at each picture in several orientations and says the mean.

A thin section or an aerial picture has no up, so a turned or mirrored one is as good a look at the same
thing. The mean of the looks is steadier than one of them, in training, in the file and in the field alike.
"""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

COUNTS = (1, 2, 4, 8)


@keras.saving.register_keras_serializable("geodesk")
class Orientations(layers.Layer):  # type: ignore[misc]
    """(batch, H, W, C) → (count·batch, H, W, C): 2 as it is and mirrored; 4 upside down too; 8 turned too.

    Eight need a square. The pictures of one orientation follow one another. No weights.
    """

    def __init__(self, count: int, **rest: Any) -> None:
        super().__init__(**rest)
        if count not in COUNTS:
            raise ValueError(f"{count} is none of {COUNTS}")
        self.count = count

    def call(self, image: Any) -> Any:
        """Apply to a batch."""
        looks = [image]
        if self.count >= 2:
            looks.append(_reversed(image, 2))
        if self.count >= 4:
            looks += [_reversed(look, 1) for look in looks]
        if self.count == 8:
            looks += [ops.transpose(look, (0, 2, 1, 3)) for look in looks]
        return ops.concatenate(looks, axis=0)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The input's shape with a longer batch."""
        batch, *rest = input_shape
        return (None if batch is None else batch * self.count, *rest)

    def get_config(self) -> dict[str, Any]:
        """For saving."""
        return {**super().get_config(), "count": self.count}


@keras.saving.register_keras_serializable("geodesk")
class MeanOfLooks(layers.Layer):  # type: ignore[misc]
    """(count·batch, n) → (batch, n): the mean over the orientations. No weights."""

    def __init__(self, count: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.count = count

    def call(self, rows: Any) -> Any:
        """Apply to a batch."""
        return ops.mean(ops.reshape(rows, (self.count, -1, rows.shape[-1])), axis=0)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The input's shape with a shorter batch."""
        batch, *rest = input_shape
        return (None if batch is None else batch // self.count, *rest)

    def get_config(self) -> dict[str, Any]:
        """For saving."""
        return {**super().get_config(), "count": self.count}


def oriented(model: keras.Model, count: int) -> keras.Model:
    """The network that gives the mean of `model` over `count` orientations; itself for 1."""
    if count == 1:
        return model
    image = keras.Input(model.input_shape[1:], name="image")
    rows = model(Orientations(count, name="orientations")(image))
    return keras.Model(image, MeanOfLooks(count, name="mean_of_looks")(rows), name="oriented")


def looks(model: keras.Model) -> int:
    """How many pictures pass through `model` at once for each one that it is given."""
    counts = [layer.count for layer in model.layers if isinstance(layer, Orientations)]
    return int(np.prod(counts, dtype=int))


def _reversed(image: Any, axis: int) -> Any:
    # A gather: exporters write reversing with negative steps in ways that not every runtime knows.
    return ops.take(image, ops.arange(image.shape[axis] - 1, -1, -1), axis=axis)
