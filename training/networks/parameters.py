"""How many parameters a network has."""

from typing import NamedTuple

import keras
import numpy as np


class Parameters(NamedTuple):
    """Parameter totals of a network."""

    total: int
    trainable: int
    non_trainable: int


def parameters(model: keras.Model) -> Parameters:
    """Count a network's parameters."""
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    total = int(model.count_params())
    return Parameters(total, trainable, total - trainable)
