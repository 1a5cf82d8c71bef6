"""What each generator begins from, as its card states it, and the numbers of many pictures at once.

The numbers depend on (seed, index, size) alone, by numpy's Philox: see `geodesk.models.latents`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.latents import LatentSpec, normal
from training.gan.settings import Settings

# Ours: pixels of the picture that one cell of the latent stands for.
CELL = 16
# Cells around the picture that are generated and cut off: as many as the convolutions without padding eat, so
# that nothing of a border reaches the picture.
MARGIN = 4
# Numbers of a cell: what the structure is, the fine texture at half and at full resolution.
STRUCTURE, HALF, FULL = 24, 64, 256
DEPTH = STRUCTURE + HALF + FULL
STYLE = 16

# The study's generator knows one size.
THESIS_SIDE = 320

# A volume's cells.
VOLUME_CELL = 8
VOLUME_MARGIN = 2
VOLUME_DEPTH = 24

_LARGEST, _LARGEST_VOLUME = 4096, 256


def stated(settings: Settings) -> dict[str, Any]:
    """The ``input`` and ``output`` of a card."""
    if settings.network == "dcgan-thesis":
        tensors: list[dict[str, Any]] = [{"name": "latent", "shape": [settings.latent]}]
        axes, size, step, least, most = ["height", "width"], THESIS_SIDE, 1, THESIS_SIDE, THESIS_SIDE
    elif settings.network == "volume":
        axes, size, step, least, most = (
            ["depth", "height", "width"],
            64,
            VOLUME_CELL,
            2 * VOLUME_CELL,
            _LARGEST_VOLUME,
        )
        tensors = [{"name": "latent", "shape": [*_cells(axes, VOLUME_CELL, VOLUME_MARGIN), VOLUME_DEPTH]}]
    else:
        axes, size, step, least, most = ["height", "width"], 320, CELL, 2 * CELL, _LARGEST
        tensors = [
            {"name": "latent", "shape": [*_cells(axes, CELL, MARGIN), DEPTH]},
            {"name": "style", "shape": [STYLE]},
        ]
    return {
        "input": {"distribution": "normal", "tensors": tensors},
        "output": {
            "name": "picture",
            "axes": axes,
            "range": [-1, 1],
            "dtype": "uint8",
            "size": [size] * len(axes),
            "step": step,
            "min": least,
            "max": most,
        },
    }


def spec(settings: Settings) -> LatentSpec:
    """The same as the program reads it."""
    return LatentSpec.from_document(stated(settings))


def batch(seed: int, indices: Iterable[int], shapes: Sequence[tuple[int, ...]]) -> list[NDArray[np.float32]]:
    """The arrays of several pictures with a batch axis in front; picture i is what `normal` gives for it."""
    each = [normal(seed, index, shapes) for index in indices]
    return [np.stack(arrays) for arrays in zip(*each, strict=True)]


def draw(
    network: Any, spec: LatentSpec, seed: int, indices: Sequence[int], side: int, batch_size: int = 16
) -> NDArray[np.uint8]:
    """Pictures (n, side, side) or volumes (n, side, side, side) of a series, by a Keras network.

    Raises
    ------
    BadSize
        The network cannot make this side.
    """
    shapes, parts = spec.shapes(spec.sized(side)), []
    for i in range(0, len(indices), batch_size):
        arrays = batch(seed, indices[i : i + batch_size], shapes)
        made = np.asarray(network(arrays if len(arrays) > 1 else arrays[0], training=False))
        parts.append(np.clip(np.rint((made[..., 0] + 1) * 127.5), 0, 255).astype(np.uint8))
    return np.concatenate(parts)


def _cells(axes: Sequence[str], cell: int, margin: int) -> list[list[str | int]]:
    return [[axis, cell, 2 * margin] for axis in axes]
