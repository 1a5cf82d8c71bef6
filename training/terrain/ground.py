"""Grounds drawn from a broad random family, so that a network cannot know the ground by heart.

A ground is some layers one upon another, each a random pattern in random colours of earth and plants.
Patterns are of several kinds; those of `HELD_KINDS` are kept from training, for scenes that tell how a
network does on ground of a kind it has not seen. The test's textures
(`training.terrain.surface.TEST_TEXTURES`) are none of these.
"""

from collections.abc import Callable, Mapping
from colorsys import hsv_to_rgb

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial import cKDTree

from training.rendering.scene import Scene
from training.terrain.surface import crowns

Pattern = Callable[[np.random.Generator, tuple[int, int]], Scene]


def _ranked(field: NDArray[np.floating]) -> Scene:
    """A field scaled so that its 2nd and 98th percentile are 0 and 1, cut off beyond."""
    low, high = np.percentile(field[::3, ::3], (2, 98))
    return np.asarray(np.clip((field - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def spectral(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Noise whose power falls with a random power of the frequency, longer one way than the other."""
    down = np.fft.fftfreq(shape[0])[:, None]
    right = np.fft.rfftfreq(shape[1])[None]
    angle, stretch = rng.uniform(0, np.pi), rng.uniform(1, 4) if rng.random() < 0.4 else 1.0
    along = (down * np.cos(angle) + right * np.sin(angle)) * stretch
    across = right * np.cos(angle) - down * np.sin(angle)
    frequency = np.sqrt(along**2 + across**2 + rng.uniform(0.003, 0.02) ** 2)
    noise = np.fft.rfft2(rng.standard_normal(shape, dtype=np.float32))
    return _ranked(np.fft.irfft2(noise * frequency ** -rng.uniform(0.5, 2.2), shape))


def _soft(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Scene:
    """Smooth noise about 0 of a correlation length of about `scale` pixels."""
    few = tuple(max(3, int(n / scale) + 2) for n in shape)
    small = Image.fromarray(rng.standard_normal(few, dtype=np.float32))
    return np.asarray(small.resize(shape[::-1], Image.Resampling.BICUBIC), np.float32)


def _mesh(shape: tuple[int, int]) -> tuple[Scene, Scene]:
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return rows, columns


def stripes(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Waves of a random period, bent more or less, soft or sharp."""
    rows, columns = _mesh(shape)
    angle, period = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(3.5), np.log(60)))
    bend = _soft(rng, shape, rng.uniform(40, 150)) * period * rng.uniform(0, 1.5)
    wave = np.sin(2 * np.pi * (rows * np.cos(angle) + columns * np.sin(angle) + bend) / period)
    return np.asarray(0.5 + 0.5 * np.tanh(wave * rng.uniform(0.6, 6)) / np.tanh(6), np.float32)


def cells(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Polygons of random tones, with or without a border."""
    half = (shape[0] // 2, shape[1] // 2)
    spacing = np.exp(rng.uniform(np.log(7), np.log(55)))
    points = rng.uniform((0, 0), half, (max(5, int(half[0] * half[1] / spacing**2)), 2))
    stretch = np.array([1.0, rng.uniform(0.4, 1.0)])
    pixels = np.stack([axis.ravel() for axis in np.mgrid[: half[0], : half[1]]], axis=1)
    distance, nearest = cKDTree(points * stretch).query(pixels * stretch, k=2)
    field = rng.uniform(0, 1, len(points)).astype(np.float32)[nearest[:, 0]]
    if rng.random() < 0.5:
        border = (distance[:, 1] - distance[:, 0]) < rng.uniform(0.5, 2.5)
        field = np.where(border, rng.uniform(0, 1), field)
    drawn = Image.fromarray(field.reshape(half).astype(np.float32))
    return np.asarray(drawn.resize(shape[::-1], Image.Resampling.BILINEAR), np.float32)


def blobs(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Roundish patches of any size with ragged borders, as clearings or quarries."""
    rows, columns = _mesh(shape)
    ragged = 0.25 * _soft(rng, shape, rng.uniform(6, 25))
    field = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(2, 14))):
        size, slender, angle = (
            np.exp(rng.uniform(np.log(8), np.log(75))),
            rng.uniform(1, 3),
            rng.uniform(0, 7),
        )
        y, x = rows - rng.uniform(0, shape[0]), columns - rng.uniform(0, shape[1])
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        far = np.sqrt((u / slender) ** 2 + v**2) / size + ragged
        field = np.maximum(field, rng.uniform(0.4, 1) * np.clip((1 - far) * size / 3, 0, 1))
    return np.asarray(field, np.float32)


def dots(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Crowns or stones of one size, thin or dense."""
    return crowns(rng, shape, rng.uniform(1.2, 6), rng.uniform(0.05, 0.8))


def veins(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """A net of lines of changing width."""
    field = np.abs(_soft(rng, shape, rng.uniform(12, 70)) + 0.3 * _soft(rng, shape, rng.uniform(5, 15)))
    return np.asarray(np.clip(1 - field / rng.uniform(0.08, 0.4), 0, 1), np.float32)


def terraces(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Steps that follow the lines of equal height of a smooth ground."""
    height = _soft(rng, shape, rng.uniform(60, 160)) * rng.uniform(2, 7)
    return np.asarray(np.abs(height % 1.0), np.float32)


def blocks(rng: np.random.Generator, shape: tuple[int, int]) -> Scene:
    """Rectangles side by side, turned by a random angle."""
    rows, columns = _mesh(shape)
    angle, size = rng.uniform(0, np.pi), rng.uniform((10, 10), (70, 70))
    u = ((columns * np.cos(angle) + rows * np.sin(angle)) / size[0]).astype(int) % 64
    v = ((rows * np.cos(angle) - columns * np.sin(angle)) / size[1]).astype(int) % 64
    return np.asarray(rng.uniform(0, 1, (64, 64)).astype(np.float32)[u, v])


KINDS: Mapping[str, Pattern] = {
    "spectral": spectral,
    "stripes": stripes,
    "cells": cells,
    "blobs": blobs,
    "dots": dots,
}
HELD_KINDS: Mapping[str, Pattern] = {"veins": veins, "terraces": terraces, "blocks": blocks}


def _colour(rng: np.random.Generator, hue: float) -> Scene:
    """A colour near a hue (0 to 1), of any brightness that ground has."""
    strong = rng.uniform(0.05, 0.6)
    drawn = hsv_to_rgb((hue + rng.normal(0, 0.06)) % 1.0, strong, rng.uniform(0.1, 0.72))
    return np.array(drawn, np.float32)


def random_ground(
    rng: np.random.Generator, shape: tuple[int, int], kinds: Mapping[str, Pattern] = KINDS
) -> tuple[Scene, str]:
    """Draw a ground and its name.

    Parameters
    ----------
    shape
        (height, width).
    kinds
        Patterns of its layers; the lowest is always one of these.

    Returns
    -------
    tuple
        (H, W, 3) float32 reflectances from 0 to 1, and the kinds of its layers, as "random cells dots".
    """
    # Mostly from brown over yellow to green, as ground is; sometimes any hue.
    hue = rng.uniform(0.04, 0.4) if rng.random() < 0.85 else rng.uniform(0, 1)
    names = [str(rng.choice(sorted(kinds))) for _ in range(int(rng.integers(2, 5)))]
    ground = np.zeros((*shape, 3), np.float32)
    for i, name in enumerate(names):
        share = kinds[name](rng, shape)[:, :, None]
        dark, light = _colour(rng, hue), _colour(rng, hue)
        if i == 0:
            # Few grounds use the whole range between two colours.
            light = dark + rng.uniform(0.2, 1) * (light - dark)
            ground = dark + share * (light - dark)
            continue
        cover = np.clip((share - rng.uniform(0, 0.5)) * rng.uniform(1.2, 5), 0, 1) * rng.uniform(0.3, 1)
        grain = 1 + rng.uniform(0, 0.2) * _soft(rng, shape, rng.uniform(1.5, 8))[:, :, None]
        ground = (1 - cover) * ground + cover * light * grain
    fine = _soft(rng, shape, rng.uniform(1.0, 4))[:, :, None]
    ground = ground * (1 + rng.uniform(0, 0.1) * fine)
    return np.asarray(np.clip(ground, 0.02, 0.95), np.float32), " ".join(("random", *names))
