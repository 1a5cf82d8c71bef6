"""From a noiseless scene to the grey levels an instrument stores: PSF, gain and offset, noise, clipping."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.rendering.scene import Rendering, smooth_noise


@dataclass(frozen=True, slots=True)
class Detector:
    """How a scene is recorded.

    Attributes
    ----------
    psf_px
        Standard deviation of the point-spread function in pixels; a well-focused frame has 0.3-0.9.
    mean, contrast
        Mean and standard deviation of the recorded grey levels (0-255) before noise. None keeps the
        scene's own scale (1 → 255).
    electrons
        Counts per pixel at full scale: shot noise of a signal s (0-1) is sqrt(s/electrons) of full scale.
    readout
        Standard deviation of additive noise, grey levels.
    shading
        Relative amplitude of slow brightness changes across the field.
    gamma
        Exponent applied to the scene before gain and offset.
    """

    psf_px: float = 0.6
    mean: float | None = None
    contrast: float | None = None
    electrons: float = 4000.0
    readout: float = 2.0
    shading: float = 0.0
    gamma: float = 1.0


def expose(rendering: Rendering, detector: Detector, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Record a rendering with 8 bits.

    Parameters
    ----------
    rendering
        The scene, (H, W) or (H, W, 3), 0-1.
    detector
        Its parameters.
    rng
        Source of the noise.

    Returns
    -------
    ndarray
        The scene's shape, uint8, 0-255.
    """
    return np.asarray(np.rint(np.clip(_signal(rendering, detector, rng), 0, 1) * 255), dtype=np.uint8)


def expose_16bit(rendering: Rendering, detector: Detector, rng: np.random.Generator) -> NDArray[np.uint16]:
    """Record a rendering with a 12-bit converter stored in 16 bits (the lowest four are zero)."""
    levels = np.rint(np.clip(_signal(rendering, detector, rng), 0, 1) * 4095).astype(np.uint16)
    return np.asarray(levels << 4, dtype=np.uint16)


def _signal(rendering: Rendering, detector: Detector, rng: np.random.Generator) -> NDArray[np.float32]:
    """The noisy signal before the converter, 1 = full scale."""
    sigma = (detector.psf_px, detector.psf_px) + (0,) * (rendering.pixels.ndim - 2)
    signal = ndimage.gaussian_filter(rendering.pixels, sigma) if detector.psf_px else rendering.pixels
    signal = np.maximum(signal, 0) ** np.float32(detector.gamma)
    shape = signal.shape[:2]
    if detector.shading:
        slow = 1 + detector.shading * smooth_noise(rng, shape, max(shape) / 3)
        signal = signal * (slow if signal.ndim == 2 else slow[:, :, None])
    if detector.mean is not None and detector.contrast is not None:
        spread = float(signal.std()) or 1.0
        signal = ((signal - signal.mean()) / spread * detector.contrast + detector.mean) / 255
    variance = np.maximum(signal, 0.02) / detector.electrons + (detector.readout / 255) ** 2
    noisy = signal + np.sqrt(variance) * rng.standard_normal(signal.shape, dtype=np.float32)
    return np.asarray(noisy, dtype=np.float32)
