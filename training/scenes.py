"""Random usable micrographs for training: every renderer with widely drawn parameters."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.rendering import (
    Detector,
    Discs,
    FibreMat,
    Rendering,
    expose,
    fibre_mat,
    generator,
    grain_surface,
    overlapping_discs,
)

KINDS = ("mat", "discs", "grains")
_SHARES = (0.6, 0.28, 0.12)
# Smallest and largest fibre, particle or grain, in pixels.
_SIZES = {"mat": (1.4, 60), "discs": (7, 130), "grains": (12, 120)}


def random_scene(seed: tuple[int, ...], side: int) -> tuple[str, NDArray[np.uint8]]:
    """A usable field of view of random content, as an instrument would record it.

    Parameters
    ----------
    seed
        Equal seeds give equal pictures.
    side
        Height and width in pixels.

    Returns
    -------
    kind, pixels
        One of `KINDS`; (side, side) uint8.
    """
    rng = generator((*seed, 0))
    kind = str(rng.choice(KINDS, p=_SHARES))
    shape = (side, side)
    # Parameters are drawn in pixels and a nominal 50 nm pixel makes them lengths.
    pixel = 50e-9
    smallest, largest = _SIZES[kind]
    size = float(np.exp(rng.uniform(np.log(smallest), np.log(largest))))
    if kind == "mat":
        rendering = _mat(rng, shape, pixel, size, (*seed, 1))
    elif kind == "discs":
        rendering = _discs(rng, shape, pixel, size, (*seed, 1))
    else:
        rendering = grain_surface(shape, pixel, (*seed, 1), size * pixel, rng.uniform(0.3, 0.9))
    return kind, expose(rendering, _detector(rng, kind, size), rng)


def _mat(
    rng: np.random.Generator, shape: tuple[int, int], pixel: float, diameter: float, seed: tuple[int, ...]
) -> Rendering:
    thick = diameter > 30
    densest = 9.0 if diameter < 12 else 5.0
    # Seen from afar a mat is a tangle, and often thin enough to show what it lies on.
    tangled = diameter < 8 and rng.uniform() < 0.5
    # Low voltage shows surfaces with bright edges; high voltage shows through thin polymer fibres.
    through = rng.uniform() < 0.55
    mat = FibreMat(
        diameter_m=diameter * pixel,
        diameter_spread=rng.uniform(0.05, 0.5),
        coverage=rng.uniform(0.5, 2.5) if thick else float(np.exp(rng.uniform(np.log(0.5), np.log(densest)))),
        curl=float(np.exp(rng.uniform(np.log(2), np.log(30)))) if tangled else rng.uniform(0, 6),
        tangle=rng.uniform(0.3, 1) if tangled else 0.0,
        alignment=rng.choice([0.0, rng.uniform(0, 0.95)]),
        edge=rng.uniform(0.0, 0.2) if through else rng.uniform(0.1, 1.0),
        asymmetry=rng.uniform(0, 0.2) if through else rng.uniform(0, 1),
        depth=rng.uniform(0.1, 0.5) if through else rng.uniform(0.1, 0.8),
        depth_blur_px=rng.choice([0.0, rng.uniform(0.5, min(4.0, 0.6 + 0.15 * diameter))]),
        translucency=rng.uniform(0.1, 0.7) if through else 0.0,
        roundness=rng.uniform(0, 0.8) if through else 0.0,
        roughness=rng.choice([0.0, rng.uniform(0.02, 0.2)]),
        beads=rng.choice([0.0, rng.uniform(0.3, 4)]),
        background=rng.choice([rng.uniform(0.0, 0.1), rng.uniform(0.1, 0.4), rng.uniform(0.3, 0.6)]),
    )
    return fibre_mat(shape, pixel, seed, mat)


def _discs(
    rng: np.random.Generator, shape: tuple[int, int], pixel: float, diameter: float, seed: tuple[int, ...]
) -> Rendering:
    dark = rng.uniform() < 0.2
    discs = Discs(
        diameter_m=diameter * pixel,
        diameter_spread=rng.uniform(0.02, 0.6),
        coverage=float(np.exp(rng.uniform(np.log(0.25), np.log(3)))),
        edge=rng.uniform(0, 1),
        asymmetry=rng.uniform(0, 1),
        body=rng.uniform(0.05, 0.25) if dark else rng.uniform(0.4, 0.9),
        background=rng.uniform(0.4, 0.8) if dark else rng.uniform(0.0, 0.3),
        roughness=rng.uniform(0, 0.15),
        relief=(rng.uniform(0, 0.4), rng.uniform(1.2, 6)),
        faceting=rng.choice([0.0, rng.uniform(0, 0.25)]),
    )
    return overlapping_discs(shape, pixel, seed, discs)


def _detector(rng: np.random.Generator, kind: str, size: float) -> Detector:
    """Settings of a well-adjusted instrument: contrast well above the noise, few pixels clipped."""
    contrast = float(np.exp(rng.uniform(np.log(10), np.log(72))))
    mean = rng.uniform(max(14.0, 0.7 * contrast), 175.0 - 0.5 * contrast)
    # Fast scans of good specimens are grainy: up to 25 grey levels where the contrast is twice that.
    noise = min(float(np.exp(rng.uniform(np.log(1.2), np.log(25)))), contrast / 2)
    shot = rng.uniform(0, 1)
    return Detector(
        # The instrument's resolution is a length: the more a frame is magnified, the more pixels it takes.
        psf_px=rng.triangular(0.3, min(1.6, 1.0 + 0.02 * size), min(3.0, 1.0 + 0.08 * size)),
        mean=mean,
        contrast=contrast,
        electrons=(mean / 255) / max((noise * shot / 255) ** 2, 1e-7),
        readout=noise * float(np.sqrt(1 - shot**2)),
        shading=rng.choice([0.0, rng.uniform(0, 0.2)]),
        gamma=rng.uniform(0.7, 1.4) if kind != "discs" else 1.0,
    )


def mildly_changed(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture that stays usable: gamma 0.75-1.3, contrast 0.7-1.15, grain ≤ 4 levels, blur σ ≤ 1 px."""
    values: NDArray[np.floating] = pixels.astype(np.float32)
    if rng.uniform() < 0.3:
        values = ndimage.gaussian_filter(values, rng.uniform(0.2, 1.0))
    values = 255 * (values / 255) ** np.float32(np.exp(rng.uniform(np.log(0.75), np.log(1.3))))
    middle = values.mean()
    values = (
        (values - middle) * np.float32(rng.uniform(0.7, 1.15)) + middle + np.float32(rng.uniform(-12, 12))
    )
    if rng.uniform() < 0.4:
        values += rng.uniform(0.5, 4) * rng.standard_normal(values.shape, dtype=np.float32)
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)
