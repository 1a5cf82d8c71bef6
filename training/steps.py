"""What the loops over epochs share: what dropout draws, the batches of an epoch, a network kept whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np


def reseed(model: Any, seed: int, epoch: int) -> None:
    """Let what the layers draw in an epoch depend on the seed and its number alone."""
    for i, layer in enumerate(_layers(model)):
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign(np.array([seed * 1009 + i, epoch], np.uint32))


def stepped(model: Any, batches: Iterable[tuple[Any, ...]], metric: str = "accuracy") -> tuple[float, float]:
    """Train on every batch of an epoch.

    Parameters
    ----------
    model
        Compiled, with the metric named `metric`.
    batches
        (x, y) or (x, y, weights).

    Returns
    -------
    tuple
        Loss and metric, means over the examples.
    """
    sums = np.zeros(3)
    for x, y, *weights in batches:
        model.reset_metrics()
        logs = model.train_on_batch(x, y, sample_weight=weights[0] if weights else None, return_dict=True)
        sums += len(y) * np.array([logs["loss"], logs[metric], 1.0])
    return float(sums[0] / sums[2]), float(sums[1] / sums[2])


def save_network(model: Any, path: Path) -> None:
    """Save a network whole before it takes its name."""
    part = path.with_name(f"part-{path.name}")
    model.save(part)
    part.replace(path)


def _layers(model: Any) -> Iterator[Any]:
    """Every layer, those of networks inside the network too."""
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from _layers(layer)
