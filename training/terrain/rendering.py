"""A whole scene: ground, relief, sun, a road or a river, and the slide in it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.rendering.scene import Scene, fractal_noise, generator, smooth_noise
from training.terrain.ground import HELD_KINDS, KINDS, random_ground
from training.terrain.landslide import ACTIVITIES, DIRECTIONS, TYPES, Landslide, Slide, lay_out, perimeter
from training.terrain.surface import TEST_TEXTURES, TRAIN_TEXTURES, crowns, line, shaded

Split = Literal["train", "validation", "test"]

WIDTH, HEIGHT = 400, 300
GROUND_M = 1.25
"""Side of a pixel on the ground, in metres; the same in every scene."""
_AREA_PX = (2600.0, 16600.0)
_TRIES = 60


@dataclass(frozen=True, slots=True)
class Terrain:
    """One scene and what is true of it.

    Attributes
    ----------
    pixels
        (300, 400, 3) uint8.
    slide
        Type, activity and direction.
    area_m2, perimeter_m
        Of the outline, at `GROUND_M` metres a pixel.
    texture
        Of the ground.
    inside
        (300, 400) bool: the slide.
    """

    pixels: NDArray[np.uint8]
    slide: Slide
    area_m2: float
    perimeter_m: float
    texture: str
    inside: NDArray[np.bool_]


def render(seed: tuple[int, ...], split: Split = "train", random: float = 0.0) -> Terrain:
    """Draw one scene; the same seed gives the same bytes.

    Parameters
    ----------
    seed
        Of everything in it.
    split
        What it is for. The test has textures that no other scene has; random grounds for validation are of
        kinds that no training scene has.
    random
        Chance of a random ground (`training.terrain.ground`) in place of a texture; the test has none.
    """
    rng = generator(seed)
    shape = (HEIGHT, WIDTH)
    slide, laid = _slide(rng, shape)
    wide = split != "test" and random > 0 and rng.random() < random
    if wide:
        ground, texture = random_ground(rng, shape, KINDS if split == "train" else HELD_KINDS)
    else:
        textures = TEST_TEXTURES if split == "test" else TRAIN_TEXTURES
        texture = str(rng.choice(sorted(textures)))
        ground = textures[texture](rng, shape)
    return Terrain(
        _pixels(rng, ground, slide, laid, wide),
        slide,
        float(laid.inside.sum()) * GROUND_M**2,
        perimeter(laid.inside) * GROUND_M,
        texture,
        laid.inside,
    )


def _slide(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Slide, Landslide]:
    slide = Slide(str(rng.choice(TYPES)), str(rng.choice(ACTIVITIES)), str(rng.choice(DIRECTIONS)))
    low, high = _AREA_PX
    for tried in range(_TRIES):
        # A slide that does not fit is drawn again, smaller and smaller.
        area = rng.uniform(low, high - (high - low) * tried / _TRIES)
        laid = lay_out(slide, area, shape, rng)
        if laid is not None:
            return slide, laid
    raise AssertionError("the smallest slide fits into every picture")


def _pixels(
    rng: np.random.Generator, ground: Scene, slide: Slide, laid: Landslide, wide: bool
) -> NDArray[np.uint8]:
    """Soil, relief, light and noise put together; `wide`: of a wider range of soils and lights."""
    shape = laid.inside.shape
    height, width = int(shape[0]), int(shape[1])
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    angle = np.deg2rad(45 * DIRECTIONS.index(slide.direction))
    downhill = columns * np.sin(angle) - rows * np.cos(angle)
    relief = fractal_noise(rng, (height, width), 10, 110) * rng.uniform(4, 9) - 0.12 * downhill + laid.relief
    colour = ground.copy()
    for chance, span, tone in ((0.4, (3, 5), (0.55, 0.52, 0.46)), (0.25, (6, 12), (0.20, 0.27, 0.30))):
        if rng.random() < chance:
            on = line(rng, (height, width), rng.uniform(*span))[:, :, None]
            paint = np.array(tone, np.float32)
            if wide:
                paint = np.clip(paint + rng.normal(0, 0.1, 3).astype(np.float32), 0.02, 0.95)
            colour = (1 - on) * colour + on * paint
    base = np.array([0.58, 0.48, 0.36]) * rng.uniform(0.85, 1.15) + rng.normal(0, 0.03, 3)
    if wide:
        base = np.clip(base * rng.uniform(0.75, 1.25) + rng.normal(0, 0.05, 3), 0.1, 0.9)
    mottled = 1 + 0.08 * smooth_noise(rng, (height, width), 4) + laid.rock
    soil = np.clip(base.astype(np.float32) * mottled[:, :, None], 0.03, 0.98)
    bare = laid.soil[:, :, None]
    # Where grass has grown over a slide, its relief still shows through the colour of the ground.
    colour = (1 - bare) * colour * np.maximum(1 + 0.8 * laid.rock, 0.2)[:, :, None] + bare * soil
    if slide.activity == "inactivo":
        bushes = crowns(rng, (height, width), 2.0, 0.14)[:, :, None] * laid.inside[:, :, None]
        colour = np.where(bushes > 0, np.array([0.17, 0.24, 0.12], np.float32) * (0.6 + 0.6 * bushes), colour)
    sun = np.deg2rad(rng.uniform(0, 360) if wide and rng.random() < 0.5 else rng.uniform(295, 335))
    lit = colour * shaded(relief, sun, rng.uniform(0.35, 0.6))[:, :, None]
    haze = rng.uniform(0, 0.1)
    gain = rng.uniform(0.9, 1.3)
    signal = haze + (1 - haze) * gain * lit + rng.normal(0, rng.uniform(0.004, 0.015), lit.shape)
    return np.asarray(np.rint(np.clip(signal, 0, 1) * 255), np.uint8)
