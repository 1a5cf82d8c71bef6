"""The hand-specimen classifiers of the MinDat study: four plain convolutional networks on 96×96 pixels."""

from dataclasses import dataclass

import keras
from keras import layers

SIDE = 96
# Of the running statistics. Keras's 0.99 needs some 500 steps before a validation means anything; 700
# pictures give ten an epoch, and training would stop early with a network at the level of chance.
MOMENTUM = 0.9


@dataclass(frozen=True, slots=True)
class Variant:
    """Filters and kernel sides of the convolutions, widths of the dense layers, regularisation.

    `l2` is the weight decay of each convolution, in order; `dropout` follows the last dense block.
    """

    filters: tuple[int, ...]
    kernels: tuple[int, ...]
    dense: tuple[int, ...]
    l2: tuple[float, ...] = ()
    dropout: float = 0.0


VARIANTS = {
    "mindat-1": Variant((32, 64, 128, 256, 512), (3, 3, 3, 3, 3), (256, 128)),
    "mindat-2": Variant((32, 64, 128, 256), (3, 3, 3, 3), (512,)),
    "mindat-3": Variant((64, 128, 256, 512), (5, 5, 3, 3), (256,)),
    "mindat-selected": Variant(
        (64, 128, 256, 512), (5, 5, 3, 3), (256,), l2=(0.0, 0.0, 0.0015, 0.0015), dropout=0.4
    ),
}


def mindat(
    name: str, n_labels: int, side: int = SIDE, l2: float | None = None, dropout: float | None = None
) -> keras.Model:
    """One of the study's networks.

    Parameters
    ----------
    name
        A key of `VARIANTS`.
    n_labels
        Classes; ten in the study.
    side
        Height and width of the input in pixels; 96 in the study.
    l2, dropout
        In place of the variant's own: the decay of the third and fourth convolution, the share dropped.

    Returns
    -------
    keras.Model
        Input ``image`` (batch, side, side, 3), 0-255; output (batch, n_labels), rows sum to 1.
    """
    variant = VARIANTS[name]
    decay = variant.l2 or (0.0,) * len(variant.filters)
    if l2 is not None:
        decay = tuple(l2 if i in (2, 3) else 0.0 for i in range(len(variant.filters)))
    image = keras.Input((side, side, 3), name="image")
    x = layers.Rescaling(1 / 255, name="scale")(image)
    for i, (filters, kernel) in enumerate(zip(variant.filters, variant.kernels, strict=True), 1):
        x = layers.Conv2D(
            filters,
            kernel,
            padding="same",
            activation="relu",
            kernel_regularizer=keras.regularizers.L2(decay[i - 1]) if decay[i - 1] else None,
            name=f"conv{i}",
        )(x)
        x = layers.BatchNormalization(momentum=MOMENTUM, name=f"conv{i}_norm")(x)
        x = layers.MaxPooling2D(2, name=f"pool{i}")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    for i, width in enumerate(variant.dense, 1):
        x = layers.Dense(width, activation="relu", name=f"dense{i}")(x)
        x = layers.BatchNormalization(momentum=MOMENTUM, name=f"dense{i}_norm")(x)
    share = variant.dropout if dropout is None else dropout
    if share:
        x = layers.Dropout(share, name="dropout")(x)
    # A softmax in half precision loses digits that the loss needs.
    x = layers.Dense(n_labels, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(image, x, name=name)
