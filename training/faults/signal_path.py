"""Faults of the signal: charging and noise."""

import numpy as np
from scipy import ndimage, signal

from training.faults.common import Grey, Rng, uniform_log, white
from training.rendering.scene import smooth_noise


def streaks(values: Grey, rng: Rng) -> Grey:
    """Bright features discharge along the line scan: exponential tails to the right, with line flicker."""
    threshold = np.quantile(values, rng.uniform(0.7, 0.92))
    charge = np.maximum(values - threshold, 0) * (white(rng, values.shape, 1.0) > rng.uniform(-0.5, 1.0))
    decay = np.exp(-1 / uniform_log(rng, 12, 90))
    tail = signal.lfilter([1.0], [1.0, -decay], charge, axis=1)
    flicker = np.maximum(white(rng, (values.shape[0], 1), 0.6) + 1, 0)
    scale = rng.uniform(70, 170) / max(float(np.quantile(tail, 0.95)), 1e-3)
    return np.asarray(values + np.minimum(tail * scale, 220) * flicker, np.float32)


def bands(values: Grey, rng: Rng) -> Grey:
    """Groups of lines jump in brightness, and halos glow around charged features."""
    out = values.copy()
    rows = values.shape[0]
    share, wanted = 0.0, rng.uniform(0.3, 0.7)
    while share < wanted:
        top, height = int(rng.integers(rows)), int(uniform_log(rng, 1, 28))
        out[top : top + height] = out[top : top + height] * rng.uniform(0.5, 1.2) + rng.choice(
            [-1, 1, 1, 1]
        ) * rng.uniform(60, 170)
        share += height / rows
    charge = np.maximum(values - np.quantile(values, 0.9), 0)
    halo = ndimage.gaussian_filter(charge, uniform_log(rng, 8, 30))
    return np.asarray(out + halo * rng.uniform(0, 120) / max(float(halo.max()), 1e-3), np.float32)


def charged_islands(values: Grey, rng: Rng) -> Grey:
    """Insulating patches float: they glow to saturation with a dark moat, and the lines across them tear."""
    sigma = values.shape[0] * rng.uniform(0.03, 0.1)
    field = smooth_noise(rng, (values.shape[0], values.shape[1]), sigma)
    field = field - np.quantile(field, rng.uniform(0.35, 0.55))
    glow = 230 * np.clip(field, 0, 0.7) / 0.7 * rng.uniform(0.7, 1.0)
    moat = -60 * np.exp(-((field + 0.35) ** 2) / 0.05)
    torn = ndimage.gaussian_filter1d(white(rng, (values.shape[0], 1), 14.0), 0.7, axis=0) * (field > -0.2)
    return np.asarray(values + glow + moat + torn, np.float32)


def after_shadows(values: Grey, rng: Rng) -> Grey:
    """Test family: lines charge up and discharge as a sawtooth, with dark shadows after bright features."""
    rows, columns = values.shape
    out = values.copy()
    row = 0
    while row < rows:
        period = int(rng.integers(3, 22))
        ramp = np.linspace(1, 0, period) ** rng.uniform(0.5, 2)
        gain = rng.uniform(70, 190) * rng.choice([0.3, 1.0, 1.0])
        start = int(rng.integers(columns // 2)) if rng.uniform() < 0.4 else 0
        take = min(period, rows - row)
        out[row : row + take, start:] += (gain * ramp[:take])[:, None].astype(np.float32)
        row += period
    bright = (values > np.quantile(values, 0.85)).astype(np.float32)
    width = int(rng.integers(15, 60))
    shadow = ndimage.uniform_filter1d(bright, width, axis=1, origin=-(width // 2) + 1)
    return np.asarray(out - rng.uniform(60, 130) * shadow, np.float32)


def wandering_baseline(values: Grey, rng: Rng) -> Grey:
    """Test family: the baseline of the lines wanders (1/f), with box-shaped discharge flashes."""
    rows, columns = values.shape
    spectrum = np.fft.rfft(rng.standard_normal(rows)) / np.maximum(np.fft.rfftfreq(rows) * rows, 1) ** 0.5
    baseline = np.fft.irfft(spectrum, rows)
    baseline = baseline / baseline.std() * rng.uniform(45, 80)
    out = values + baseline[:, None].astype(np.float32)
    for _ in range(int(rng.integers(rows // 12, rows // 5))):
        top, left = int(rng.integers(rows)), int(rng.integers(columns))
        out[top : top + int(rng.integers(1, 7)), left : left + int(rng.integers(40, columns // 2))] += (
            rng.uniform(90, 220)
        )
    return np.asarray(out, np.float32)


def gaussian_noise(values: Grey, rng: Rng) -> Grey:
    """Thermal noise, white or correlated by the amplifier, 1-4 times the contrast, ≥ 34 levels."""
    spread = float(np.clip(values.std(), 12, 60))
    sigma = spread * uniform_log(rng, 1.0, 4)
    noise = white(rng, values.shape, 1.0)
    if rng.uniform() < 0.35:
        noise = ndimage.gaussian_filter(
            noise, (0, rng.uniform(0.4, 1.0)) if rng.uniform() < 0.5 else rng.uniform(0.4, 0.8)
        )
        noise /= float(noise.std())
    out = values + max(sigma, 34) * noise
    if rng.uniform() < 0.4:
        out = (out - out.mean()) * rng.uniform(0.4, 0.9) + out.mean()
    return np.asarray(out, np.float32)


def low_dose(values: Grey, rng: Rng) -> Grey:
    """Scan far too fast: few electrons a pixel (0.7-6 at the mean grey), then auto-contrast."""
    mean = max(float(values.mean()), 1.0)
    counts = rng.poisson(values / mean * uniform_log(rng, 0.7, 6)).astype(np.float32)
    return np.asarray(counts / max(float(counts.mean()), 1e-3) * rng.uniform(45, 140), np.float32)


def speckle(values: Grey, rng: Rng) -> Grey:
    """Test family: multiplicative gamma speckle of 1-2.5 looks on a lifted black level."""
    looks = rng.uniform(1.0, 2.5)
    return np.asarray((values + 25) * rng.gamma(looks, 1 / looks, values.shape), np.float32)


def impulses(values: Grey, rng: Rng) -> Grey:
    """Test family: heavy-tailed noise: Laplace noise and 8-25 % dead or hot pixels."""
    out = values + rng.laplace(0, rng.uniform(25, 45), values.shape)
    hit = rng.uniform(size=values.shape)
    share = rng.uniform(0.04, 0.125)
    return np.asarray(np.where(hit < share, 0, np.where(hit > 1 - share, 255, out)), np.float32)
