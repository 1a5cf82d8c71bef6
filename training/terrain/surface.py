"""The ground around a landslide: colour and relief of several textures; test scenes have their own."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from training.rendering.scene import Scene, fractal_noise, smooth_noise

Colour = tuple[float, float, float]
Texture = Callable[[np.random.Generator, tuple[int, int]], Scene]


def _mixed(share: Scene, low: Colour, high: Colour) -> Scene:
    """Colours between two, (H, W, 3), by a share from 0 to 1."""
    part = np.clip(share, 0, 1)[:, :, None]
    return np.asarray((1 - part) * np.array(low, np.float32) + part * np.array(high, np.float32), np.float32)


def _varied(rng: np.random.Generator, colour: Colour, by: float = 0.04) -> Colour:
    drawn = np.clip(np.array(colour) * rng.uniform(0.85, 1.15) + rng.normal(0, by / 2, 3), 0.02, 0.95)
    return float(drawn[0]), float(drawn[1]), float(drawn[2])


def crowns(rng: np.random.Generator, shape: tuple[int, int], size: float, cover: float) -> Scene:
    """Trees seen from above: 0 between them, up to 1 on their lit side."""
    field = smooth_noise(rng, shape, size)
    lit = field - np.roll(field, (2, 2), (0, 1))
    level = float(np.quantile(field, 1 - cover))
    return np.asarray(np.where(field > level, np.clip(0.55 + 0.45 * lit, 0, 1), 0), np.float32)


def _plots(
    rng: np.random.Generator, shape: tuple[int, int], spacing: float
) -> tuple[NDArray[np.int64], Scene]:
    """Fields: the number of the nearest of some points for each pixel, and the distance to their border."""
    height, width = shape
    count = max(6, int(height * width / spacing**2))
    points = rng.uniform((0, 0), shape, (count, 2))
    # Fields are longer one way than the other.
    stretch = np.array([1.0, rng.uniform(0.5, 1.0)])
    rows, columns = np.mgrid[:height, :width]
    pixels = np.stack([rows.ravel(), columns.ravel()], axis=1) * stretch
    distance, nearest = cKDTree(points * stretch).query(pixels, k=2)
    border = (distance[:, 1] - distance[:, 0]).reshape(shape).astype(np.float32)
    return nearest[:, 0].reshape(shape), border


def _forest(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    ground = _mixed(
        0.5 + 0.35 * fractal_noise(rng, shape, 4, 90),
        _varied(rng, (0.13, 0.20, 0.10)),
        _varied(rng, (0.28, 0.34, 0.17)),
    )
    trees = crowns(rng, shape, rng.uniform(2.0, 3.5), rng.uniform(0.5, 0.8))[:, :, None]
    leaf = np.array(_varied(rng, (0.16, 0.27, 0.12)), np.float32)
    return np.asarray(np.where(trees > 0, leaf * (0.55 + 0.7 * trees), ground), np.float32)


def _grass(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    ground = _mixed(
        0.5 + 0.4 * fractal_noise(rng, shape, 3, 120),
        _varied(rng, (0.30, 0.36, 0.18)),
        _varied(rng, (0.48, 0.48, 0.28)),
    )
    trees = crowns(rng, shape, rng.uniform(2.5, 4.5), rng.uniform(0.04, 0.2))[:, :, None]
    leaf = np.array(_varied(rng, (0.14, 0.22, 0.10)), np.float32)
    return np.asarray(np.where(trees > 0, leaf * (0.6 + 0.6 * trees), ground), np.float32)


def _farmland(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    plots, border = _plots(rng, shape, rng.uniform(45, 90))
    count = int(plots.max()) + 1
    tones = rng.uniform(0, 1, count).astype(np.float32)
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = rng.uniform(0, np.pi, count).astype(np.float32)[plots]
    sown = (rng.uniform(0, 1, count) < 0.4).astype(np.float32)[plots]
    furrows = sown * np.cos(2 * np.pi * (rows * np.cos(angle) + columns * np.sin(angle)) / rng.uniform(3, 12))
    ground = _mixed(
        tones[plots] + 0.08 * smooth_noise(rng, shape, 3) + rng.uniform(0.05, 0.2) * furrows,
        _varied(rng, (0.24, 0.33, 0.15)),
        _varied(rng, (0.50, 0.46, 0.30)),
    )
    hedge = np.array(_varied(rng, (0.13, 0.19, 0.10)), np.float32)
    return np.asarray(np.where((border < rng.uniform(1.5, 4))[:, :, None], hedge, ground), np.float32)


def _scrub(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    ground = _mixed(
        0.5 + 0.35 * fractal_noise(rng, shape, 2, 60),
        _varied(rng, (0.33, 0.30, 0.20)),
        _varied(rng, (0.44, 0.42, 0.30)),
    )
    bushes = crowns(rng, shape, rng.uniform(1.4, 2.4), rng.uniform(0.2, 0.45))[:, :, None]
    leaf = np.array(_varied(rng, (0.20, 0.25, 0.13)), np.float32)
    return np.asarray(np.where(bushes > 0, leaf * (0.6 + 0.6 * bushes), ground), np.float32)


def _dryland(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    ground = _mixed(
        np.float32(0.5) + np.float32(0.3) * np.abs(fractal_noise(rng, shape, 3, 70)),
        _varied(rng, (0.40, 0.30, 0.21)),
        _varied(rng, (0.31, 0.29, 0.19)),
    )
    gullies = np.abs(fractal_noise(rng, shape, 4, 50)) < 0.08
    bed = np.array(_varied(rng, (0.26, 0.24, 0.15)), np.float32)
    bushes = crowns(rng, shape, 1.6, rng.uniform(0.05, 0.2))[:, :, None]
    ground = np.where(gullies[:, :, None], 0.5 * ground + 0.5 * bed, ground).astype(np.float32)
    return np.asarray(np.where(bushes > 0, 0.6 * bed + 0.1 * bushes, ground), np.float32)


def _alpine(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    share = fractal_noise(rng, shape, 3, 80)
    meadow = _mixed(0.5 + 0.3 * share, _varied(rng, (0.24, 0.31, 0.20)), _varied(rng, (0.38, 0.42, 0.29)))
    stone = _mixed(
        0.5 + 0.3 * smooth_noise(rng, shape, 2), _varied(rng, (0.30, 0.31, 0.32)), (0.44, 0.45, 0.46)
    )
    rocky = np.clip((fractal_noise(rng, shape, 8, 100) - 0.9) * 3, 0, 1)[:, :, None]
    return np.asarray((1 - rocky) * meadow + rocky * stone, np.float32)


def _plantation(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    plots, border = _plots(rng, shape, rng.uniform(90, 150))
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = rng.uniform(0, np.pi, int(plots.max()) + 1).astype(np.float32)[plots]
    across = rows * np.cos(angle) + columns * np.sin(angle)
    lines = 0.5 + 0.5 * np.cos(2 * np.pi * across / rng.uniform(6, 9))
    ground = _mixed(
        lines + 0.2 * smooth_noise(rng, shape, 2),
        _varied(rng, (0.34, 0.35, 0.20)),
        _varied(rng, (0.15, 0.24, 0.11)),
    )
    path = np.array(_varied(rng, (0.42, 0.38, 0.28)), np.float32)
    return np.asarray(np.where((border < 2)[:, :, None], path, ground), np.float32)


TRAIN_TEXTURES: dict[str, Texture] = {
    "forest": _forest,
    "grass": _grass,
    "farmland": _farmland,
    "scrub": _scrub,
}
TEST_TEXTURES: dict[str, Texture] = {"dryland": _dryland, "alpine": _alpine, "plantation": _plantation}


def line(rng: np.random.Generator, shape: tuple[int, int], width: float) -> Scene:
    """A road or a river from one side to another: 1 on it, 0 off it, (H, W)."""
    height, span = shape
    level = smooth_noise(rng, shape, span / 4) * rng.uniform(15, 45)
    rows, columns = np.mgrid[:height, :span].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    across = (rows - rng.uniform(0, height)) * np.cos(angle) + (columns - rng.uniform(0, span)) * np.sin(
        angle
    )
    return np.asarray(np.clip(width / 2 + 0.5 - np.abs(across + level), 0, 1), np.float32)


def shaded(relief: Scene, azimuth: float, strength: float) -> Scene:
    """How bright each place of a relief (heights in pixels) is under a sun at `azimuth` (0 north, rad)."""
    down, right = np.gradient(ndimage.gaussian_filter(relief, 0.8))
    towards = -(right * np.sin(azimuth) - down * np.cos(azimuth))
    return np.asarray(np.clip(1 + strength * towards, 0.35, 1.7), np.float32)
