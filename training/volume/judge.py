"""Generated volumes against sub-volumes of the real one, along the three axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Picture
from geodesk.models.latents import LatentSpec
from geodesk.morphology import correlations, otsu
from training.gan import judge, latents, pixels

AXES = "zyx"
# Every eighth section of a volume is shown and compared for copies.
_STRIDE = 8


def volume_curves(volumes: Sequence[NDArray[np.uint8]], r_max: int) -> judge.Curves:
    """S2 of the brighter phase and L of both, (3 n, lags): of each volume along z, y and x.

    Each volume has one threshold, Otsu's.
    """
    rows = []
    for volume in volumes:
        found = correlations((volume > otsu(volume)).astype(np.uint8), r_max=r_max)
        rows += [found[axis] for axis in range(3)]

    def all_of(function: str, phase: int) -> NDArray[np.float64]:
        return np.stack([getattr(row, function)[phase].probability for row in rows])

    return {"s2": all_of("two_point", 1), "l1": all_of("lineal_path", 1), "l0": all_of("lineal_path", 0)}


def real_volumes(pictures: Sequence[Picture], side: int) -> judge.Real | None:
    """The sub-volumes of a grid without overlap; None where no file is a volume of two layers of them.

    A group is a layer of sub-volumes across z.
    """
    blocks, groups = [], []
    for picture in pictures:
        volume = pixels.volume_of(picture)
        if min(volume.shape) < side:
            continue
        layers, rows, columns = (n // side for n in volume.shape)
        for z in range(layers):
            for y in range(rows):
                for x in range(columns):
                    at = tuple(slice(side * k, side * (k + 1)) for k in (z, y, x))
                    blocks.append(volume[at])
                    groups.append(f"{picture.path} {z}")
    if len(set(groups)) < 2:
        return None
    sections = [_sections(block) for block in blocks]
    return judge.Real(
        np.concatenate(sections),
        [group for group, some in zip(groups, sections, strict=True) for _ in some],
        [group for group in groups for _ in AXES],
        volume_curves(blocks, side // 2),
        np.tile(np.arange(3), len(blocks)),
    )


def made_volumes(
    network: Any, spec: LatentSpec, seed: int, count: int, side: int
) -> tuple[NDArray[np.uint8], judge.Curves, NDArray[np.int64]]:
    """Sections of generated volumes, their curves along each axis, and which axis each row of these is of."""
    volumes = [latents.draw(network, spec, seed, [i], side, 1)[0] for i in range(count)]
    sections = np.concatenate([_sections(volume) for volume in volumes])
    return sections, volume_curves(volumes, side // 2), np.tile(np.arange(3), count)


def along_axes(real: judge.Real, made: judge.Curves, axes: NDArray[np.int64]) -> dict[str, dict[str, float]]:
    """The errors along z, y and x by themselves."""

    def one(curves: judge.Curves, of: NDArray[np.int64], axis: int) -> judge.Curves:
        return judge.means({name: curve[of == axis] for name, curve in curves.items()})

    return {
        letter: judge.errors(one(real.curves, real.axes, axis), one(made, axes, axis))
        for axis, letter in enumerate(AXES)
        if (real.axes == axis).any()
    }


def _sections(volume: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.concatenate([np.moveaxis(volume, axis, 0)[::_STRIDE] for axis in range(3)])
