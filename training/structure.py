"""Is there structure in focus on this tile? Decides which real crops may stand for "usable"."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.degradation import grain

# A crop stands for "usable" only above both. See `Structure`.
LEAST_EDGE = 5.0
LEAST_SHARPNESS = 1.4
_FINE, _COARSE = 1.0, 2.5
_TAIL = 99.5
# White noise of standard deviation 1 gives Gaussian-smoothed gradients of deviation 1/(sqrt(8π)·s²) a
# component; their magnitude exceeds 3.26 of these in 0.5 % of the pixels (Rayleigh).
_NOISE_TAIL = 3.26 / np.sqrt(8 * np.pi)


@dataclass(frozen=True, slots=True)
class Structure:
    """How strong and how sharp the strongest edges of a tile are.

    Attributes
    ----------
    edge
        99.5th percentile of the gradient magnitude at scale 1 px, the noise's own share taken off in
        quadrature; grey levels per pixel.
    sharpness
        The same divided by that at scale 2.5 px: 2.5 for a perfect step, sqrt((6.25+b²)/(1+b²)) for one
        blurred by b pixels: 1.9 at b = 1, 1.43 at b = 2.
    """

    edge: float
    sharpness: float

    @property
    def enough(self) -> bool:
        """Whether the tile has structure in focus (both at least the stated thresholds)."""
        return self.edge >= LEAST_EDGE and self.sharpness >= LEAST_SHARPNESS


def structure(pixels: NDArray[np.generic]) -> Structure:
    """Measure a tile, (H, W), grey levels 0-255."""
    values = pixels.astype(np.float32)
    noise = grain(values)
    strength = []
    for scale in (_FINE, _COARSE):
        gradient = ndimage.gaussian_gradient_magnitude(values, scale, mode="reflect")
        tail = float(np.percentile(gradient, _TAIL))
        strength.append(float(np.sqrt(max(tail**2 - (_NOISE_TAIL * noise / scale**2) ** 2, 0.0))))
    fine, coarse = strength
    return Structure(fine, fine / coarse if coarse > 0 else 0.0)
