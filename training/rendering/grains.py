"""Polygonal grains: a thin section in plane- and cross-polarised light, and a polished SEM surface."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from training.rendering.scene import Rendering, Scene, fractal_noise, generator, smooth_noise


@dataclass(frozen=True, slots=True)
class Mineral:
    """Optical properties that make a grain's colour.

    Attributes
    ----------
    birefringence
        Difference of the refractive indices, dimensionless.
    colour
        Transmitted colour in plane-polarised light, RGB 0-1.
    pleochroism
        Relative loss of light when the vibration direction is along the absorbing axis, 0-1.
    share
        Of the section's area.
    """

    birefringence: float
    colour: tuple[float, float, float]
    pleochroism: float
    share: float


QUARTZ = Mineral(0.009, (0.93, 0.93, 0.90), 0.0, 0.45)
FELDSPAR = Mineral(0.007, (0.90, 0.88, 0.84), 0.0, 0.3)
OLIVINE = Mineral(0.036, (0.88, 0.90, 0.80), 0.0, 0.1)
BIOTITE = Mineral(0.040, (0.66, 0.47, 0.27), 0.55, 0.1)
OPAQUE = Mineral(0.0, (0.03, 0.03, 0.03), 0.0, 0.05)
GRANITE_LIKE = (QUARTZ, FELDSPAR, OLIVINE, BIOTITE, OPAQUE)

# Wavelengths in nm of the three camera channels; the section's thickness is the standard 30 µm.
_RGB_NM = (610.0, 545.0, 455.0)
_THICKNESS_NM = 30_000.0


class ThinSection:
    """A section of polygonal grains whose pictures at any stage angle belong together.

    Parameters
    ----------
    shape
        (height, width) in pixels.
    pixel_size_m
        Side of a pixel in metres.
    grain_m
        Mean grain diameter in metres.
    seed
        Of the whole section.
    minerals
        What it is made of.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        pixel_size_m: float,
        grain_m: float,
        seed: int,
        minerals: tuple[Mineral, ...] = GRANITE_LIKE,
    ) -> None:
        rng = generator(seed)
        self._pixel_size_m = pixel_size_m
        # The stage turns about the optical axis, so the section is rendered on a disc that holds every turn.
        side = int(np.ceil(np.hypot(*shape))) + 4
        self._shape, self._side = shape, side
        grains, self._boundary = polygons(rng, (side, side), grain_m / pixel_size_m)
        count = int(grains.max()) + 1
        shares = np.array([mineral.share for mineral in minerals])
        kind = rng.choice(len(minerals), size=count, p=shares / shares.sum())
        self._axis = rng.uniform(0, np.pi, count)[grains]
        tilt = np.abs(np.sin(np.arccos(rng.uniform(-1, 1, count)))) ** 2
        birefringence = np.array([mineral.birefringence for mineral in minerals])[kind] * np.maximum(
            tilt, 0.15
        )
        wedge = 1 + 0.04 * smooth_noise(rng, (side, side), side / 5)
        undulose = 1 + 0.05 * smooth_noise(rng, (side, side), 0.25 * grain_m / pixel_size_m)
        self._axis = self._axis + 0.06 * smooth_noise(rng, (side, side), 0.3 * grain_m / pixel_size_m)
        self._retardation = birefringence[grains] * _THICKNESS_NM * wedge * undulose
        self._colour = np.array([mineral.colour for mineral in minerals], np.float32)[kind][grains]
        self._pleochroism = np.array([mineral.pleochroism for mineral in minerals], np.float32)[kind][grains]
        self._dust = 1 - 0.05 * np.maximum(fractal_noise(rng, (side, side), 1.5, 8) - 1.2, 0)
        self._cleavage = self._lines(rng, grains, kind)

    def plane_polarised(self, stage_deg: float = 0.0) -> Rendering:
        """Plane-polarised light (PPL): body colour, pleochroism, grain boundaries; (H, W, 3), 0-1."""
        angle = self._axis + np.deg2rad(stage_deg)
        absorbed = 1 - self._pleochroism * np.cos(angle) ** 2
        light = (
            self._colour * (absorbed * self._cleavage * self._dust * (1 - 0.35 * self._boundary))[:, :, None]
        )
        return self._turned(light, stage_deg)

    def cross_polarised(self, stage_deg: float = 0.0) -> Rendering:
        """Between crossed polarisers (XPL): I = sin²(2θ)·sin²(πΓ/λ) in each channel; (H, W, 3), 0-1.

        Grains go dark each 90° of stage rotation; colours are those of the retardation Γ (Michel-Lévy).
        """
        angle = self._axis + np.deg2rad(stage_deg)
        lit = np.sin(2 * angle) ** 2
        channels = [np.sin(np.pi * self._retardation / wavelength) ** 2 for wavelength in _RGB_NM]
        shade = lit * self._cleavage * self._dust * (1 - 0.5 * self._boundary)
        # White light is broad: high orders wash out towards white instead of repeating pure colours.
        wash = np.clip(self._retardation / 2200, 0, 0.75)[:, :, None]
        colour = np.stack(channels, axis=2) * (1 - wash) + 0.5 * wash
        light = 0.015 + 0.95 * colour * shade[:, :, None] * np.sqrt(self._colour)
        return self._turned(light, stage_deg)

    def _lines(self, rng: np.random.Generator, grains: NDArray[np.intp], kind: NDArray[np.intp]) -> Scene:
        """Cleavage: fine parallel lines along the axis of the pleochroic and of some other grains."""
        y, x = np.mgrid[: self._side, : self._side].astype(np.float32)
        count = int(grains.max()) + 1
        strength = np.where(kind >= 3, 0.3, np.where(rng.uniform(size=count) < 0.25, 0.12, 0.0))
        pitch = rng.uniform(5, 11, count)
        across = x * np.sin(self._axis) - y * np.cos(self._axis) + 1.5 * smooth_noise(rng, grains.shape, 12)
        wave = np.maximum(np.cos(2 * np.pi * across / pitch[grains]) - 0.75, 0) * 4
        return np.asarray(1 - strength[grains] * wave, dtype=np.float32)

    def _turned(self, light: NDArray[np.floating], stage_deg: float) -> Rendering:
        if stage_deg:
            light = ndimage.rotate(light, -stage_deg, axes=(0, 1), reshape=False, order=1, mode="nearest")
        top, left = (self._side - self._shape[0]) // 2, (self._side - self._shape[1]) // 2
        cut = light[top : top + self._shape[0], left : left + self._shape[1]]
        return Rendering(np.clip(cut, 0, 1).astype(np.float32), self._pixel_size_m)


def polygons(
    rng: np.random.Generator, shape: tuple[int, int], grain_px: float
) -> tuple[NDArray[np.intp], Scene]:
    """Voronoi grains of mean diameter `grain_px` with slightly wavy boundaries.

    Returns
    -------
    grains, boundary
        The grain of each pixel (H, W), and the nearness of a boundary, 1 on it and 0 beyond ~2 px.
    """
    height, width = shape
    count = max(4, int(height * width / (0.8 * grain_px**2)))
    margin = grain_px
    seeds = rng.uniform((-margin, -margin), (height + margin, width + margin), (count, 2))
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wave = min(0.06 * grain_px, 6.0)
    points = np.stack(
        [
            y + wave * smooth_noise(rng, shape, 0.15 * grain_px + 2),
            x + wave * smooth_noise(rng, shape, 0.15 * grain_px + 2),
        ],
        axis=2,
    )
    distance, nearest = cKDTree(seeds).query(points.reshape(-1, 2), k=2)
    gap = (distance[:, 1] - distance[:, 0]).reshape(shape)
    boundary = np.clip(1.2 - gap / 2.0, 0, 1).astype(np.float32)
    return nearest[:, 0].reshape(shape), boundary


def grain_surface(
    shape: tuple[int, int],
    pixel_size_m: float,
    seed: int | tuple[int, ...],
    grain_m: float,
    contrast: float = 0.5,
) -> Rendering:
    """A polished or fractured polycrystal in the SEM: grain grey by orientation, ledges at the boundaries."""
    rng = generator(seed)
    grains, boundary = polygons(rng, shape, grain_m / pixel_size_m)
    count = int(grains.max()) + 1
    level = 0.5 + contrast * rng.uniform(-0.5, 0.5, count)
    tilt_x, tilt_y = rng.normal(0, 0.25, (2, count))
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    slope = (
        (tilt_x[grains] * np.sin(x / 40 + tilt_y[grains] * 9) + tilt_y[grains] * np.cos(y / 40))
        * contrast
        * 0.3
    )
    texture = fractal_noise(rng, shape, 1.5, 12) * rng.uniform(0.01, 0.08)
    ledge = boundary * rng.uniform(-0.5, 0.6)
    pixels = level[grains] + slope + texture + ledge
    return Rendering(np.clip(pixels, 0, 1).astype(np.float32), pixel_size_m)
