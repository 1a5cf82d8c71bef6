"""What stands behind a backbone: the dense layers of the thin-section and of the comparison study."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Head:
    """Dense layers behind the features.

    Attributes
    ----------
    hidden
        Widths of dense ReLU layers in front of the last; none in the thin-section study, 128 in the
        comparison.
    dropout
        Share dropped in front of the last layer.
    l2
        Weight decay of every dense kernel.
    standardise
        Each feature less its mean over its standard deviation, see `Standardise`.
    """

    hidden: tuple[int, ...] = ()
    dropout: float = 0.0
    l2: float = 0.0
    standardise: bool = False


THIN_SECTION = Head(l2=1e-5)
COMPARE = Head(hidden=(128,), dropout=0.3)


@keras.saving.register_keras_serializable("geodesk")
class Standardise(layers.Layer):  # type: ignore[misc]
    """(batch, n) → (x − mean) / deviation; both are set from the training features and not trained."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights."""
        shape = (input_shape[-1],)
        self.mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.deviation = self.add_weight(shape=shape, initializer="ones", trainable=False, name="deviation")

    def call(self, features: Any) -> Any:
        """Apply to a batch."""
        return (features - self.mean) / self.deviation

    def fit(self, features: NDArray[np.float32]) -> None:
        """Set mean and deviation from features (n, features); one that never changes is left as it is."""
        deviation = features.std(axis=0, dtype=np.float64)
        self.mean.assign(features.mean(axis=0, dtype=np.float64))
        self.deviation.assign(np.where(deviation > 1e-6, deviation, 1.0))


def head_model(features: int, n_labels: int, head: Head) -> keras.Model:
    """The head alone: (batch, features) → (batch, n_labels), rows sum to 1."""
    vector = keras.Input((features,), name="features")
    x = Standardise(name="standardise")(vector) if head.standardise else vector
    return keras.Model(vector, _dense(x, n_labels, head), name="head")


def joined(backbone: keras.Model, head: keras.Model, faces: int = 1) -> keras.Model:
    """Backbone and head as one network; both keep their weights.

    Parameters
    ----------
    backbone
        (batch, H, W, 3) → (batch, features).
    head
        (batch, faces·features) → (batch, n_labels).
    faces
        Pictures of a sample, one behind the other in the channels: 1, or 2 for a PPL/XPL pair. Every face
        goes through the same backbone; the features are put side by side.

    Returns
    -------
    keras.Model
        Input ``image`` (batch, H, W, 3·faces), 0-255.
    """
    height, width = backbone.input_shape[1:3]
    image = keras.Input((height, width, 3 * faces), name="image")
    vectors = [backbone(image if faces == 1 else image[..., 3 * i : 3 * i + 3]) for i in range(faces)]
    features = vectors[0] if faces == 1 else layers.Concatenate(name="faces")(vectors)
    return keras.Model(image, head(features), name="classifier")


def parts(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Backbone and head of a `joined` network."""
    return model.get_layer("backbone"), model.get_layer("head")


def _dense(x: Any, n_labels: int, head: Head) -> Any:
    decay = keras.regularizers.L2(head.l2) if head.l2 else None
    widths: Sequence[int] = head.hidden
    for i, width in enumerate(widths, 1):
        x = layers.Dense(width, activation="relu", kernel_regularizer=decay, name=f"dense{i}")(x)
    if head.dropout:
        x = layers.Dropout(head.dropout, name="dropout")(x)
    # A softmax in half precision loses digits that the loss needs.
    last = layers.Dense(
        n_labels, activation="softmax", kernel_regularizer=decay, dtype="float32", name="probabilities"
    )
    return last(x)
