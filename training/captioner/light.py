"""Pictures in another light, so that colours and brightness are not learnt by heart."""

import numpy as np
from numpy.typing import NDArray

from training.rendering.scene import Scene

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_PLAIN = 0.2  # share of the pictures left as they are


def relit(pixels: NDArray[np.uint8], rng: np.random.Generator) -> Scene:
    """A picture with another tint, saturation, gamma, contrast, brightness, sharpness and noise.

    Parameters
    ----------
    pixels
        (H, W, 3), 0 to 255.
    rng
        What is drawn depends on it alone.

    Returns
    -------
    ndarray
        (H, W, 3) float32, 0 to 255; one in five pictures is as it was.
    """
    from scipy import ndimage

    values = pixels.astype(np.float32) / 255
    if rng.random() < _PLAIN:
        return np.asarray(values * 255, np.float32)
    grey = values @ _LUMA
    # Colour differences, turned and stretched about the grey axis.
    turn, strength = rng.normal(0, 0.35), rng.uniform(0.4, 1.5)
    red, blue = values[:, :, 0] - grey, values[:, :, 2] - grey
    cos, sin = np.float32(np.cos(turn) * strength), np.float32(np.sin(turn) * strength)
    red, blue = cos * red - sin * blue, sin * red + cos * blue
    green = -(_LUMA[0] * red + _LUMA[2] * blue) / _LUMA[1]
    values = grey[:, :, None] + np.stack([red, green, blue], axis=-1)
    values = np.clip(values * rng.normal(1, 0.06, 3).astype(np.float32), 0, 1) ** rng.uniform(0.7, 1.4)
    middle = values.mean()
    values = (values - middle) * rng.uniform(0.7, 1.3) + middle + rng.normal(0, 0.06)
    if rng.random() < 0.3:
        values = ndimage.gaussian_filter(values, (*(rng.uniform(0.3, 1.0),) * 2, 0))
    if rng.random() < 0.5:
        noise = rng.standard_normal(values.shape, dtype=np.float32)
        values = values + np.float32(rng.uniform(0.005, 0.035)) * noise
    return np.asarray(np.clip(values, 0, 1) * 255, np.float32)
