"""Faults of exposure: saturation, blank fields and wrong contrast."""

import numpy as np
from scipy import ndimage

from training.faults.common import Grey, Rng, grain, uniform_log, white
from training.rendering.scene import smooth_noise


def gain_blown(values: Grey, rng: Rng) -> Grey:
    """Linear gain and offset that clip 45-90 % of the pixels to white."""
    level = np.quantile(values, 1 - rng.uniform(0.45, 0.9))
    gain = rng.uniform(1.0, 4.0)
    return np.asarray((values - level) * gain + 255, np.float32)


def offset_crushed(values: Grey, rng: Rng) -> Grey:
    """Linear gain and offset that clip 80-98 % of the pixels to black."""
    level = np.quantile(values, rng.uniform(0.8, 0.98))
    return np.asarray((values - level) * rng.uniform(0.6, 2.5), np.float32)


def clipped_twice(values: Grey, rng: Rng) -> Grey:
    """A gain so high that nearly all pixels are either black or white."""
    level = np.quantile(values, rng.uniform(0.3, 0.75))
    spread = float(values.std()) or 1.0
    return np.asarray((values - level) * (255 / spread) * rng.uniform(1.0, 4.0) + 127, np.float32)


def exposure_blown(values: Grey, rng: Rng) -> Grey:
    """Test family: an exposure curve 1 − exp(−k·I) with white level at its middle."""
    scaled = np.maximum(values, 1) / max(float(np.quantile(values, 0.5)), 1.0)
    curve = 1 - np.exp(-rng.uniform(1.5, 3.0) * scaled)
    return np.asarray(curve / np.quantile(curve, rng.uniform(0.2, 0.45)) * 256, np.float32)


def pedestal_crushed(values: Grey, rng: Rng) -> Grey:
    """Test family: the black level is set above nearly all of the signal, and what is left is faint."""
    pedestal = np.quantile(values, rng.uniform(0.88, 0.96))
    rest = np.maximum(values - pedestal, 0)
    return np.asarray(rest ** rng.uniform(0.8, 1.1), np.float32)


def empty_field(values: Grey, rng: Rng) -> Grey:
    """Beam on bare substrate or blanked: a level, a gradient, grain, perhaps a few specks."""
    rows, columns = values.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    out = rng.uniform(0, 255) + rng.uniform(0, 40) * (x * np.cos(angle) + y * np.sin(angle))
    out = out + white(rng, values.shape, rng.choice([0.0, uniform_log(rng, 0.5, 30)]))
    for _ in range(int(rng.choice([0, 0, 1, 3]))):
        row, column, radius = rng.integers(rows), rng.integers(columns), rng.uniform(1, 5)
        reach = int(radius) + 1
        out[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach] += rng.uniform(
            -60, 60
        )
    return np.asarray(out, np.float32)


def cloudy_field(values: Grey, rng: Rng) -> Grey:
    """Featureless, with slow clouds (contamination) and correlated grain."""
    shape = (values.shape[0], values.shape[1])
    clouds = smooth_noise(rng, shape, values.shape[0] * rng.uniform(0.15, 0.5)) * rng.uniform(2, 40)
    noise = ndimage.gaussian_filter(white(rng, shape, 1.0), rng.choice([0.0, rng.uniform(0.2, 1.0)]))
    return np.asarray(
        rng.uniform(5, 250) + clouds + noise / noise.std() * uniform_log(rng, 0.5, 20), np.float32
    )


def faded_away(values: Grey, rng: Rng) -> Grey:
    """Test family: the picture's own brightness and grain with its structure gone, vignetted."""
    slow = ndimage.gaussian_filter(values, values.shape[0] / 8)
    rows, columns = values.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    vignette = 1 - rng.uniform(0, 0.35) * (x * x + y * y) / 2
    return np.asarray(slow * vignette + rng.laplace(0, max(grain(values), 1.0), values.shape), np.float32)


def hum_only(values: Grey, rng: Rng) -> Grey:
    """Test family: no signal but a level with weak mains hum and counting noise."""
    rows, columns = values.shape
    level = rng.uniform(10, 220)
    phase = 2 * np.pi * np.arange(rows * columns) / (columns * rng.uniform(3, 30))
    hum = rng.uniform(0, 5) * np.sin(phase).reshape(rows, columns)
    dose = rng.uniform(0.3, 4)
    return np.asarray(rng.poisson(level * dose, values.shape) / dose + hum, np.float32)


def squeezed(values: Grey, rng: Rng) -> Grey:
    """Contrast nearly at zero: a standard deviation of 0.7-3.5 grey levels at any brightness."""
    spread = float(values.std()) or 1.0
    return np.asarray(
        (values - values.mean()) / spread * uniform_log(rng, 0.7, 3.5) + rng.uniform(4, 250), np.float32
    )


def far_too_dark(values: Grey, rng: Rng) -> Grey:
    """Brightness scaled down to a mean of 1-7 grey levels."""
    return np.asarray(values * (rng.uniform(1, 7) / max(float(values.mean()), 1.0)), np.float32)


def far_too_bright(values: Grey, rng: Rng) -> Grey:
    """All signal in the last grey levels below white."""
    spread = float(values.std()) or 1.0
    return np.asarray(252 + (values - np.quantile(values, 0.9)) / spread * rng.uniform(1, 6), np.float32)


def steep_gamma(values: Grey, rng: Rng) -> Grey:
    """Test family: a gamma of 7-12 or 1/12-1/30 on the stretched picture: nearly all tones at one end."""
    low, high = float(values.min()), float(values.max())
    unit = np.clip((values - low) / max(high - low, 1.0), 0, 1) * 0.98 + 0.01
    power = rng.uniform(7, 12) if rng.uniform() < 0.5 else 1 / rng.uniform(12, 30)
    return np.asarray(255 * unit**power, np.float32)


def narrow_window(values: Grey, rng: Rng) -> Grey:
    """Test family: the 1st to 99th percentile mapped onto 4-10 grey levels."""
    low, high = np.quantile(values, (0.01, 0.99))
    unit = np.clip((values - low) / max(high - low, 1), 0, 1)
    return np.asarray(rng.uniform(8, 240) + unit * rng.uniform(4, 10), np.float32)
