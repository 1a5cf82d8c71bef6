"""Fibre mats as secondary electrons show them: stacked layers of cylinders with bright edges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.rendering.scene import Rendering, Scene, fractal_noise, generator, smooth_noise


@dataclass(frozen=True, slots=True)
class FibreMat:
    """Parameters of a mat.

    Attributes
    ----------
    diameter_m, diameter_spread
        Median fibre diameter in metres, and the standard deviation of its logarithm.
    coverage
        Sum of the fibres' projected areas over the area of the field; 1.5-4 hides the substrate.
    curl
        Sideways amplitude of a fibre's waves, in diameters.
    tangle
        0: a fibre bends once or twice on its way across the field; 1: about ten times.
    alignment
        0: isotropic mat; towards 1: fibres along one direction.
    edge
        Strength of the bright edges (secondary-electron yield at grazing incidence), 0-1.
    asymmetry
        Difference in brightness of a fibre's two flanks (detector on one side), 0-1.
    depth
        Brightness of the deepest fibres relative to the top ones, 0-1.
    depth_blur_px
        Defocus of the deepest layer, standard deviation in pixels; the top layer is sharp.
    roughness
        Relative amplitude of the fibres' surface texture.
    beads
        Beads per fibre (electrospinning defects).
    background
        Brightness of the substrate behind the mat.
    translucency
        Share of what lies below that still shows through a fibre, 0-1: polymer fibres at a high
        accelerating voltage, where crossings look brighter and shadows vanish.
    roundness
        How far a fibre darkens towards its flanks, 0-1 (thickness contrast, the opposite of `edge`).
    """

    diameter_m: float = 0.6e-6
    diameter_spread: float = 0.25
    coverage: float = 2.0
    curl: float = 2.0
    tangle: float = 0.0
    alignment: float = 0.0
    edge: float = 0.6
    asymmetry: float = 0.25
    depth: float = 0.35
    depth_blur_px: float = 0.0
    roughness: float = 0.05
    beads: float = 0.0
    background: float = 0.05
    translucency: float = 0.0
    roundness: float = 0.0


def fibre_mat(
    shape: tuple[int, int], pixel_size_m: float, seed: int | tuple[int, ...], mat: FibreMat | None = None
) -> Rendering:
    """Render a fibre mat.

    Parameters
    ----------
    shape
        (height, width) in pixels.
    pixel_size_m
        Side of a pixel in metres.
    seed
        Of the whole picture: equal arguments give equal pixels.
    mat
        Its parameters; None for the defaults.

    Returns
    -------
    Rendering
        Pixels (height, width), float32, 0-1.
    """
    mat = mat or FibreMat()
    rng = generator(seed)
    canvas = _substrate(rng, shape, mat.background)
    diameter_px = mat.diameter_m / pixel_size_m
    length = float(np.hypot(*shape))
    count = int(np.clip(round(mat.coverage * shape[0] * shape[1] / (diameter_px * length * 0.64)), 3, 1200))
    main = rng.uniform(0, np.pi)
    texture = smooth_noise(rng, shape, 1.2) if mat.roughness else np.zeros(shape, np.float32)
    grid = _grid(shape)
    blurred = 0.0
    for i in range(count):
        height = (i + 1) / count
        # The focal plane lies on the top layer: each layer painted later blurs less of what is below it.
        wanted = mat.depth_blur_px * (1 - height)
        if mat.depth_blur_px and i in (count // 3, 2 * count // 3):
            canvas = ndimage.gaussian_filter(canvas, float(np.sqrt(max(wanted**2 - blurred**2, 0.05))))
            blurred = wanted
        angle = main + rng.normal(0, 1) * (1 - mat.alignment) * np.pi / 2
        radius = max(0.8, diameter_px / 2 * float(np.exp(rng.normal(0, mat.diameter_spread))))
        brightness = (mat.depth + (1 - mat.depth) * height**1.5) * float(
            np.clip(rng.normal(1, 0.08), 0.7, 1.3)
        )
        _paint_fibre(canvas, grid, texture, rng, mat, angle, radius, brightness)
    return Rendering(np.clip(canvas, 0, 1).astype(np.float32), pixel_size_m)


def _substrate(rng: np.random.Generator, shape: tuple[int, int], level: float) -> Scene:
    relief = fractal_noise(rng, shape, 2, 40)
    return np.asarray(level * (1 + 0.15 * relief), dtype=np.float32)


def _grid(shape: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return (x - shape[1] / 2).ravel(), (y - shape[0] / 2).ravel()


def _paint_fibre(
    canvas: Scene,
    grid: tuple[NDArray[np.float32], NDArray[np.float32]],
    texture: Scene,
    rng: np.random.Generator,
    mat: FibreMat,
    angle: float,
    radius: float,
    brightness: float,
) -> None:
    """Paint one fibre over the canvas, with the shadow it throws on what lies under it."""
    x, y = grid
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    half = float(np.hypot(*canvas.shape)) / 2
    centre = np.float32(rng.uniform(-half, half))
    amplitude = mat.curl * 2 * radius * rng.uniform(0.2, 1.0)
    wavelength = max(rng.uniform(0.5, 2.5) * half * (1 - 0.9 * mat.tangle), 12 * amplitude)
    phase = rng.uniform(0, 2 * np.pi)
    across = y * cos - x * sin - centre
    reach = amplitude + (5 if mat.beads else 3) * radius + 3
    near = np.flatnonzero(np.abs(across) < reach)
    if near.size == 0:
        return
    along = x[near] * cos + y[near] * sin
    turn = np.float32(2 * np.pi / wavelength)
    wave = np.float32(amplitude) * np.sin(turn * along + np.float32(phase))
    slope = np.float32(amplitude) * turn * np.cos(turn * along + np.float32(phase))
    width = np.float32(radius) * (1 + np.float32(0.05) * np.sin(turn * 7.3 * along))
    if mat.beads:
        width = width * _beads(rng, along, mat.beads)
    distance = (across[near] - wave) / np.sqrt(1 + slope * slope)
    flat = canvas.reshape(-1)
    shadow = 1 - 0.45 * (1 - mat.translucency) * np.exp(
        -np.maximum(np.abs(distance) - width, 0) / (0.5 * width + 0.5)
    )
    flat[near] *= shadow.astype(np.float32)
    cover = np.clip(width - np.abs(distance) + 0.5, 0, 1)
    t = np.clip(distance / width, -1, 1)
    normal = np.sqrt(np.maximum(1 - t * t, 0.02))
    # Yield rises as 1/cos of the tilt and is bounded by the escape depth at the very edge.
    flank = np.minimum(1 / normal - 1, 2.5) / 2.5
    side = np.float32(np.sin(angle - 0.8))
    shade = 0.62 * (1 - 0.35 * mat.edge) + 0.75 * mat.edge * flank + 0.3 * mat.asymmetry * side * t
    value = brightness * shade * normal**mat.roundness * (1 + mat.roughness * texture.reshape(-1)[near])
    flat[near] = flat[near] * (1 - cover * (1 - mat.translucency)) + cover * np.maximum(value, 0)


def _beads(rng: np.random.Generator, along: NDArray[np.float32], mean: float) -> NDArray[np.float32]:
    """Local widening of a fibre by spindle-shaped beads."""
    factor = np.ones_like(along)
    span = float(along.max() - along.min()) or 1.0
    for _ in range(int(rng.poisson(mean))):
        place = rng.uniform(along.min(), along.max())
        length = rng.uniform(0.02, 0.06) * span
        factor += np.float32(rng.uniform(0.8, 2.5)) * np.exp(-(((along - place) / length) ** 2)).astype(
            np.float32
        )
    return factor
