"""What every renderer returns, and the small tools that several renderers need."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Scene = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A noiseless synthetic field of view.

    Attributes
    ----------
    pixels
        float32, (H, W) or (H, W, 3), radiance from 0 (black) to 1 (full scale).
    pixel_size_m
        Side of a pixel in the object plane, in metres.
    """

    pixels: Scene
    pixel_size_m: float


def generator(seed: int | tuple[int, ...]) -> np.random.Generator:
    """The random generator of a seed (Philox, so that nearby seeds are independent)."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> Scene:
    """Gaussian-correlated noise of correlation length `sigma` pixels, zero mean, unit standard deviation."""
    step = max(1, int(sigma / 3))
    coarse = (shape[0] // step + 4, shape[1] // step + 4)
    field = ndimage.gaussian_filter(rng.standard_normal(coarse, dtype=np.float32), sigma / step, mode="wrap")
    if step > 1:
        field = ndimage.zoom(field, step, order=1)
    field = field[: shape[0], : shape[1]]
    spread = float(field.std())
    return np.asarray((field - field.mean()) / (spread or 1.0), dtype=np.float32)


def fractal_noise(rng: np.random.Generator, shape: tuple[int, int], finest: float, coarsest: float) -> Scene:
    """Sum of octaves of `smooth_noise`, amplitude proportional to the scale: a rough surface's relief."""
    field = np.zeros(shape, np.float32)
    scale = coarsest
    while scale >= finest:
        field += np.float32(scale / coarsest) * smooth_noise(rng, shape, scale)
        scale /= 2
    return np.asarray(field / (float(field.std()) or 1.0), dtype=np.float32)
