"""One landslide: its outline, its relief and its bare soil, from a few known properties."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.rendering.scene import Scene, smooth_noise

TYPES = ("rotacional", "reptacion", "flujos", "caida")
ACTIVITIES = ("activo", "inactivo")
DIRECTIONS = ("norte", "ne", "este", "se", "sur", "sw", "oeste", "nw")

# Length over largest width, by type: from, to.
_SLENDER = {"rotacional": (0.95, 1.35), "reptacion": (0.75, 1.15), "flujos": (2.3, 3.4), "caida": (1.1, 1.6)}


@dataclass(frozen=True, slots=True)
class Slide:
    """What a caption says of a landslide.

    Attributes
    ----------
    type, activity, direction
        Of `TYPES`, `ACTIVITIES`, `DIRECTIONS`; the direction is that in which it moved, north up.
    """

    type: str
    activity: str
    direction: str


@dataclass(frozen=True, slots=True)
class Landslide:
    """A slide laid out in a picture.

    Attributes
    ----------
    inside
        (H, W) bool: its area.
    relief
        (H, W) float32: height added to the ground, in pixels.
    soil
        (H, W) float32 from 0 to 1: how bare the ground is.
    rock
        (H, W) float32: how much brighter or darker the soil is, about 0.
    """

    inside: NDArray[np.bool_]
    relief: Scene
    soil: Scene
    rock: Scene


def _half_width(kind: str, t: Scene) -> Scene:
    """Half the width at a share `t` of the length from the crown, the largest about 1."""
    u = np.clip(t, 0, 1)
    ends = np.clip(np.minimum(u / 0.06, (1 - u) / 0.06), 0, 1) ** 0.5
    if kind == "rotacional":
        return np.asarray(np.sqrt(np.clip(1 - np.abs(2 * u - 1) ** 2.6, 0, 1)), np.float32)
    if kind == "reptacion":
        return np.asarray(ends * (0.86 + 0.14 * np.cos(3 * np.pi * (u - 0.2))), np.float32)
    if kind == "flujos":
        bowl = np.exp(-(((u - 0.13) / 0.13) ** 2)) * 0.75
        lobe = np.exp(-(((u - 0.84) / 0.15) ** 2)) * 0.7
        return np.asarray(ends * np.clip(np.maximum(0.34, bowl) + lobe * (u > 0.4), 0, 1), np.float32)
    return np.asarray(ends * (0.36 + 0.64 * u), np.float32)


def _mean_half_width(kind: str) -> float:
    return float(_half_width(kind, np.linspace(0, 1, 400, dtype=np.float32)).mean())


def lay_out(
    slide: Slide, area_px: float, shape: tuple[int, int], rng: np.random.Generator, margin: int = 8
) -> Landslide | None:
    """Draw a slide of about the given area; None where it would leave the picture.

    Parameters
    ----------
    area_px
        Wanted area in pixels; the wavy outline's own is about that.
    shape
        (height, width) of the picture.
    margin
        Least distance to its border, in pixels.
    """
    slender = rng.uniform(*_SLENDER[slide.type])
    length = float(np.sqrt(area_px * slender / _mean_half_width(slide.type)))
    half = length / slender / 2
    angle = np.deg2rad(45 * DIRECTIONS.index(slide.direction) + rng.uniform(-12, 12))
    east, south = float(np.sin(angle)), float(-np.cos(angle))
    reach = (
        abs(south) * length / 2 + abs(east) * half + margin,
        abs(east) * length / 2 + abs(south) * half + margin,
    )
    if 2 * reach[0] >= shape[0] or 2 * reach[1] >= shape[1]:
        return None
    middle = [rng.uniform(reach[i], shape[i] - reach[i]) for i in (0, 1)]
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    warp = 0.055 * min(length, 3 * half)
    rows = rows - middle[0] + warp * smooth_noise(rng, shape, max(4.0, half / 2.5))
    columns = columns - middle[1] + warp * smooth_noise(rng, shape, max(4.0, half / 2.5))
    t = (columns * east + rows * south) / length + 0.5  # 0 at the crown, 1 at the toe
    v = (columns * -south + rows * east) / half  # -1 and 1 at the widest place's sides
    inside = np.abs(v) < _half_width(slide.type, t)
    inside &= (t > 0) & (t < 1)
    marks, count = ndimage.label(inside)
    if count == 0:
        return None
    if count > 1:
        inside = marks == 1 + int(np.argmax(ndimage.sum_labels(inside, marks, range(1, count + 1))))
    inside = ndimage.binary_fill_holes(inside)
    rim = np.concatenate(
        [inside[:2].ravel(), inside[-2:].ravel(), inside[:, :2].ravel(), inside[:, -2:].ravel()]
    )
    if rim.any():
        return None
    return _surface(slide, inside, np.asarray(t), np.asarray(v), half, length, rng)


def _surface(
    slide: Slide,
    inside: NDArray[np.bool_],
    t: Scene,
    v: Scene,
    half: float,
    length: float,
    rng: np.random.Generator,
) -> Landslide:
    """Relief and bare soil by type; what is inactive has been overgrown and worn down."""
    depth = np.asarray(ndimage.distance_transform_edt(inside), np.float32)
    edge = np.clip(depth / max(1.5, 0.05 * half), 0, 1)
    rough = smooth_noise(rng, inside.shape, 1.6)
    scale = 0.10 * half
    if slide.type == "rotacional":
        # A bowl below a crescent scarp, two or three blocks tilted backwards, a bulging toe.
        blocks = rng.integers(2, 4)
        bend = t - 0.16 * v * v
        saw = (np.clip(bend, 0, 0.8) * blocks / 0.8) % 1.0
        relief = scale * (
            -1.6 * np.exp(-(((t - 0.15) / 0.2) ** 2)) + 1.3 * np.exp(-(((t - 0.86) / 0.12) ** 2))
        )
        relief += scale * 0.55 * saw * (bend < 0.8)
        scarp = np.clip(1 - bend / 0.1, 0, 1) * (bend < 0.1)
        rock = 0.55 * scarp - 0.3 * ((saw > 0.86) & (bend < 0.8)) + 0.07 * rough
        soil = edge * np.clip(1 - 0.35 * np.clip(t - 0.3, 0, 1), 0, 1)
    elif slide.type == "reptacion":
        # A sheet without a scarp: a crack at its crown, steps across the slope, bowed downhill, torn sod.
        step = rng.uniform(0.09, 0.13)
        bend = t + 0.13 * v * v + 0.012 * smooth_noise(rng, inside.shape, half / 3)
        wave = np.sin(2 * np.pi * bend / step)
        crack = np.exp(-(((bend - 0.03) / 0.035) ** 2))
        relief = 0.11 * step * length * wave
        rock = 0.22 * wave - 0.35 * crack + 0.05 * rough
        torn = 0.44 + 0.32 * wave - 0.16 * t + 0.14 * smooth_noise(rng, inside.shape, half / 5)
        soil = edge * np.clip(torn + 0.4 * crack, 0, 1)
    elif slide.type == "flujos":
        # A tongue: a hollow at its source, stripes along it, raised margins, a lobe at its end.
        stripes = np.sin(np.pi * v * rng.uniform(5, 8) + 0.8 * smooth_noise(rng, inside.shape, length / 5))
        sides = np.exp(-((depth / max(2.0, 0.12 * half)) ** 2))
        relief = scale * (
            -1.5 * np.exp(-(((t - 0.1) / 0.14) ** 2)) + 1.1 * np.exp(-(((t - 0.86) / 0.12) ** 2))
        )
        relief += scale * (0.6 * sides * (t > 0.25) + 0.15 * stripes)
        rock = (
            0.16 * stripes
            + 0.25 * sides * (t > 0.3)
            - 0.15 * np.exp(-(((t - 0.1) / 0.1) ** 2))
            + 0.06 * rough
        )
        soil = edge
    else:
        # A cliff with its shadow, and a cone of blocks that grow larger downhill.
        cliff = (t < 0.14).astype(np.float32)
        small = smooth_noise(rng, inside.shape, 1.3)
        large = smooth_noise(rng, inside.shape, 2.6)
        far = np.clip((t - 0.14) / 0.86, 0, 1)
        stones = np.where((1 - far) * small + far * large > 1.25 - 0.5 * far, 1.0, 0.0)
        relief = scale * (-1.8 * cliff) + 1.6 * stones
        rock = 0.75 * cliff * (t < 0.09) - 0.55 * cliff * (t >= 0.09) + 0.4 * stones - 0.08 + 0.05 * rough
        soil = edge * np.clip(cliff + 0.75 + 0.3 * stones, 0, 1)
    if slide.activity == "inactivo":
        patches = smooth_noise(rng, inside.shape, max(2.5, half / 8))
        soil = soil * np.clip(0.40 + 0.20 * patches, 0.12, 0.7)
        # What is left of the scarp around it is a dark, overgrown rim.
        relief, rock = 0.7 * relief, 0.55 * rock - 0.38 * np.exp(-((depth / 2) ** 2))
    soft = ndimage.gaussian_filter(inside.astype(np.float32), 1.0)
    return Landslide(
        inside,
        np.asarray(ndimage.gaussian_filter(relief * inside, 0.7), np.float32),
        np.asarray(np.clip(soil, 0, 1) * soft, np.float32),
        np.asarray(rock * soft, np.float32),
    )


def perimeter(inside: NDArray[np.bool_]) -> float:
    """Length of an outline in pixels, by the total variation of the smoothed area (coarea formula)."""
    smooth = ndimage.gaussian_filter(inside.astype(np.float64), 1.5)
    down, right = np.gradient(smooth)
    return float(np.hypot(down, right).sum())
