"""Faults of focus and of standing still: defocus and drift."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.faults.common import Grey, Rng, convolved, uniform_log, with_grain


def gaussian_defocus(values: Grey, rng: Rng) -> Grey:
    """Out of focus: Gaussian, σ 3 to 9 px."""
    return with_grain(ndimage.gaussian_filter(values, uniform_log(rng, 3.0, 9)), values, rng)


def gaussian_astigmatism(values: Grey, rng: Rng) -> Grey:
    """Astigmatic: an elongated Gaussian in any direction."""
    long, short = uniform_log(rng, 4.5, 10), rng.uniform(1.5, 2.5)
    return with_grain(convolved(values, ellipse(long, short, rng.uniform(0, np.pi), disc=False)), values, rng)


def disc_defocus(values: Grey, rng: Rng) -> Grey:
    """Test family: a disc of radius 5 to 12 px."""
    radius = rng.uniform(5, 12)
    return with_grain(convolved(values, ellipse(radius, radius, 0.0, disc=True)), values, rng)


def disc_astigmatism(values: Grey, rng: Rng) -> Grey:
    """Test family: an ellipse of half axes 8 to 15 and 3 to 5 px."""
    kernel = ellipse(rng.uniform(8, 15), rng.uniform(3, 5), rng.uniform(0, np.pi), disc=True)
    return with_grain(convolved(values, kernel), values, rng)


def ellipse(long: float, short: float, angle: float, disc: bool) -> NDArray[np.float64]:
    """An elliptic kernel: uniform with soft edge (semi-axes) or Gaussian (standard deviations)."""
    half = int(np.ceil(long if disc else 3.5 * long)) + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float64)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    distance = np.hypot(u / long, v / short)
    kernel = np.clip((1 - distance) * short + 0.5, 0, 1) if disc else np.exp(-0.5 * distance**2)
    return np.asarray(kernel, dtype=np.float64)


def straight_drift(values: Grey, rng: Rng) -> Grey:
    """The stage moves at constant speed while frames are averaged."""
    length, angle = uniform_log(rng, 11, 35), rng.uniform(0, np.pi)
    steps = np.linspace(-length / 2, length / 2, int(4 * length))
    return with_grain(convolved(values, path(steps * np.cos(angle), steps * np.sin(angle))), values, rng)


def line_jitter(values: Grey, rng: Rng) -> Grey:
    """Each line starts at a random place (independent, or alike over some lines), with a random walk."""
    rows = values.shape[0]
    offset = np.asarray(rng.standard_normal(rows))
    if rng.uniform() < 0.5:
        offset = ndimage.gaussian_filter1d(offset, rng.uniform(0.7, 3.0))
    offset = offset / float(offset.std()) * rng.uniform(2.5, 7)
    if rng.uniform() < 0.5:
        offset += np.cumsum(rng.normal(0, rng.uniform(0.3, 1.5), rows))
    return shifted_rows(values, offset)


def curved_drift(values: Grey, rng: Rng) -> Grey:
    """The stage settles along an arc and slows down on the way."""
    length, turn, start = rng.uniform(14, 30), rng.uniform(1.0, 2.2), rng.uniform(0, 2 * np.pi)
    t = np.linspace(0, 1, int(6 * length)) ** 1.6
    heading = start + turn * t
    dx, dy = np.cos(heading) * np.gradient(t), np.sin(heading) * np.gradient(t)
    return with_grain(convolved(values, path(length * np.cumsum(dx), length * np.cumsum(dy))), values, rng)


def vibration(values: Grey, rng: Rng) -> Grey:
    """Floor or mains vibration: lines swing in a sine, with a second tone."""
    rows = np.arange(values.shape[0])
    period, amplitude = rng.uniform(4, 14), rng.uniform(4, 9)
    offset = amplitude * np.sin(2 * np.pi * rows / period + rng.uniform(0, 6.28))
    offset += 0.4 * amplitude * np.sin(2 * np.pi * rows / (period * 0.37) + rng.uniform(0, 6.28))
    return shifted_rows(values, offset)


def path(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The kernel of a motion along (x, y), bilinear in the pixels it passes."""
    x, y = x - x.mean(), y - y.mean()
    half = int(np.ceil(max(np.abs(x).max(), np.abs(y).max()))) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1))
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - column, y - row
    for i, j, weight in (
        (0, 0, (1 - fy) * (1 - fx)),
        (0, 1, (1 - fy) * fx),
        (1, 0, fy * (1 - fx)),
        (1, 1, fy * fx),
    ):
        np.add.at(kernel, (row + i + half, column + j + half), weight)
    return kernel


def shifted_rows(values: Grey, offset: NDArray[np.floating]) -> Grey:
    """Each line moved sideways by its offset in pixels."""
    rows, columns = np.mgrid[: values.shape[0], : values.shape[1]].astype(np.float32)
    moved = columns + np.asarray(offset, np.float32)[:, None]
    return np.asarray(ndimage.map_coordinates(values, [rows, moved], order=1, mode="reflect"), np.float32)
