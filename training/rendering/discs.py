"""Overlapping discs: a binary model medium, or spherical particles as an SEM shows them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.rendering.scene import Rendering, fractal_noise, generator, smooth_noise


@dataclass(frozen=True, slots=True)
class Discs:
    """Parameters of a field of particles.

    Attributes
    ----------
    diameter_m, diameter_spread
        Median diameter in metres and the standard deviation of its logarithm.
    coverage
        Sum of the particles' areas over the area of the field; the covered share is 1 − exp(−coverage).
    edge
        Strength of the bright rim, 0-1 (0: back-scattered look, flat discs).
    asymmetry
        Shading by a detector on one side, 0-1.
    body, background
        Brightness of particles and of the substrate (dark particles on bright ground are possible).
    roughness
        Relative amplitude of the particles' texture.
    relief
        Relative amplitude of the substrate's relief, and its finest scale in pixels.
    faceting
        0: round; up to 0.3: lobed or faceted outlines.
    """

    diameter_m: float = 2e-6
    diameter_spread: float = 0.3
    coverage: float = 0.6
    edge: float = 0.5
    asymmetry: float = 0.3
    body: float = 0.6
    background: float = 0.15
    roughness: float = 0.05
    relief: tuple[float, float] = (0.15, 2.0)
    faceting: float = 0.0


def overlapping_discs(
    shape: tuple[int, int], pixel_size_m: float, seed: int | tuple[int, ...], discs: Discs | None = None
) -> Rendering:
    """Render particles on a substrate; each later particle lies over the earlier ones.

    Returns
    -------
    Rendering
        Pixels `shape`, float32, 0-1.
    """
    discs = discs or Discs()
    rng = generator(seed)
    amplitude, finest = discs.relief
    ground = fractal_noise(rng, shape, finest, max(30.0, 2 * finest))
    canvas = np.asarray(discs.background * (1 + amplitude * ground), dtype=np.float32)
    texture = smooth_noise(rng, shape, 1.5)
    light = rng.uniform(0, 2 * np.pi)
    for row, column, radius in _places(rng, shape, pixel_size_m, discs):
        top, left, y, x = _window(shape, row, column, radius * 1.7)
        if y.size == 0 or x.size == 0:
            continue
        outline = np.full((y.size, x.size), radius, np.float32)
        if discs.faceting:
            theta = np.arctan2(y[:, None], x[None, :])
            lobes = int(rng.integers(3, 8))
            outline *= 1 + discs.faceting * np.cos(lobes * theta + rng.uniform(0, 6.28)).astype(np.float32)
        distance = np.hypot(y[:, None], x[None, :])
        here = canvas[top : top + y.size, left : left + x.size]
        here *= 1 - 0.35 * np.exp(-np.maximum(distance - outline, 0) / (0.2 * radius + 0.5))
        cover = np.clip(outline - distance + 0.5, 0, 1)
        t = np.minimum(distance / outline, 1)
        normal = np.sqrt(np.maximum(1 - t * t, 0.02))
        flank = np.minimum(1 / normal - 1, 2.5) / 2.5
        lit = (x[None, :] * np.cos(light) + y[:, None] * np.sin(light)) / radius
        shade = 1 - 0.3 * discs.edge + 0.9 * discs.edge * flank + 0.35 * discs.asymmetry * lit
        grain = texture[top : top + y.size, left : left + x.size]
        value = discs.body * rng.uniform(0.85, 1.1) * shade * (1 + discs.roughness * grain)
        here[:] = here * (1 - cover) + cover * np.maximum(value, 0)
    return Rendering(np.clip(canvas, 0, 1).astype(np.float32), pixel_size_m)


def binary_discs(
    shape: tuple[int, int],
    pixel_size_m: float,
    seed: int | tuple[int, ...],
    diameter_m: float,
    porosity: float,
) -> NDArray[np.bool_]:
    """Overlapping equal discs of random places (the Boolean model), True inside a disc.

    The number of discs is drawn from a Poisson distribution whose mean makes the expected share of
    False pixels `porosity` (exp(−n·π·R²), Matheron 1975); fields are periodic.
    """
    if not 0 < porosity < 1:
        raise ValueError("porosity must lie between 0 and 1")
    rng = generator(seed)
    radius = diameter_m / pixel_size_m / 2
    area = shape[0] * shape[1]
    count = int(rng.poisson(-np.log(porosity) * area / (np.pi * radius**2)))
    inside = np.zeros(shape, bool)
    rows = np.arange(shape[0], dtype=np.float64)
    columns = np.arange(shape[1], dtype=np.float64)
    for row, column in rng.uniform((0, 0), shape, (count, 2)):
        dy = np.abs(rows - row)
        dx = np.abs(columns - column)
        dy, dx = np.minimum(dy, shape[0] - dy), np.minimum(dx, shape[1] - dx)
        inside |= dy[:, None] ** 2 + dx[None, :] ** 2 <= radius**2
    return inside


def _places(
    rng: np.random.Generator, shape: tuple[int, int], pixel_size_m: float, discs: Discs
) -> list[tuple[float, float, float]]:
    mean = discs.diameter_m / pixel_size_m / 2
    area = shape[0] * shape[1]
    count = int(np.clip(rng.poisson(discs.coverage * area / (np.pi * mean**2)), 1, 2500))
    radii = np.maximum(mean * np.exp(rng.normal(0, discs.diameter_spread, count)), 1.0)
    rows = rng.uniform(0, shape[0], count)
    columns = rng.uniform(0, shape[1], count)
    return list(zip(rows.tolist(), columns.tolist(), radii.tolist(), strict=True))


def _window(
    shape: tuple[int, int], row: float, column: float, reach: float
) -> tuple[int, int, NDArray[np.float32], NDArray[np.float32]]:
    """The rectangle a particle touches, and its pixels' offsets from the particle's centre."""
    top, left = max(0, int(row - reach)), max(0, int(column - reach))
    bottom, right = min(shape[0], int(row + reach) + 2), min(shape[1], int(column + reach) + 2)
    y = np.arange(top, bottom, dtype=np.float32) - np.float32(row)
    x = np.arange(left, right, dtype=np.float32) - np.float32(column)
    return top, left, y, x
