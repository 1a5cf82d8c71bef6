"""What the faults share: grain and its measure, random draws, convolution."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

Grey = NDArray[np.float32]
Rng = np.random.Generator


def grain(pixels: NDArray[np.generic]) -> float:
    """Standard deviation of the white noise in a picture, grey levels.

    Immerkaer, Comput. Vis. Image Underst. 64 (1996) 300, with the median in place of the mean, so that
    edges count less.
    """
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = ndimage.convolve(pixels.astype(np.float32), kernel, mode="reflect")[1:-1, 1:-1]
    return float(np.median(np.abs(response)) / 0.6745 / 6)


def uniform_log(rng: Rng, low: float, high: float) -> float:
    """A number drawn evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def white(rng: Rng, shape: tuple[int, ...], sigma: float) -> Grey:
    """White Gaussian grain of standard deviation `sigma` grey levels."""
    return np.asarray(sigma * rng.standard_normal(shape, dtype=np.float32), dtype=np.float32)


def with_grain(values: Grey, original: Grey, rng: Rng) -> Grey:
    """Detector noise comes after the optics: put the original's grain back over a blurred picture, mostly."""
    if rng.uniform() < 0.35:
        return values
    return values + white(rng, values.shape, min(grain(original), 10.0) * rng.uniform(0.3, 1.1))


def convolved(values: Grey, kernel: NDArray[np.floating]) -> Grey:
    """The picture under a kernel that sums to one, reflected at the border."""
    kernel = (kernel / kernel.sum()).astype(np.float32)
    margin = max(kernel.shape) // 2 + 1
    padded = np.pad(values, margin, mode="reflect")
    out = signal.oaconvolve(padded, kernel, mode="same")
    return np.asarray(out[margin:-margin, margin:-margin], dtype=np.float32)
