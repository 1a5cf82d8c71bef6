"""The definitions of two-point probability and lineal path, written down as plainly as they can be."""

import math
from fractions import Fraction

import numpy as np


def lines_of(array, axis):
    """The array's lines along an axis, as rows."""
    return np.moveaxis(array, axis, -1).reshape(-1, array.shape[axis])


def shifted(lines, r):
    """Pixel x + r in place of pixel x, wrapped."""
    return np.roll(lines, -r, axis=1)


def pairs(flags, axis, r_max, periodic):
    """Pairs r apart, both True, for r = 0…r_max."""
    lines = lines_of(flags, axis)
    n = lines.shape[1]
    return [int((lines & shifted(lines, r))[:, : n if periodic else n - r].sum()) for r in range(r_max + 1)]


def segments(flags, axis, r_max, periodic):
    """Segments of r + 1 pixels, all True, for r = 0…r_max."""
    lines = lines_of(flags, axis)
    n = lines.shape[1]
    whole = np.ones_like(lines)
    counts = []
    for r in range(r_max + 1):
        whole &= shifted(lines, r)
        counts.append(int(whole[:, : n if periodic else n - r].sum()))
    return counts


def everything(shape):
    """The mask that leaves nothing out."""
    return np.ones(shape, bool)


def otsu(values):
    """The smallest of the values that maximises the variance between the classes, in fractions."""
    exact = [Fraction(v) for v in values]
    best, best_variance = min(exact), Fraction(-1)
    for t in sorted(set(exact)):
        low, high = [v for v in exact if v <= t], [v for v in exact if v > t]
        variance = Fraction(0)
        if high:
            gap = sum(low, Fraction(0)) / len(low) - sum(high, Fraction(0)) / len(high)
            variance = Fraction(len(low), len(exact)) * Fraction(len(high), len(exact)) * gap**2
        if variance > best_variance:
            best, best_variance = t, variance
    return best


def ball_content(dimensions, radius):
    """Area of a disc or volume of a sphere."""
    return math.pi * radius**2 if dimensions == 2 else 4 / 3 * math.pi * radius**3


def two_balls_content(dimensions, radius, distance):
    """Area or volume of the union of two equal discs or spheres."""
    r, d = radius, distance
    if d >= 2 * r:
        return 2 * ball_content(dimensions, r)
    if dimensions == 2:
        lens = 2 * r * r * math.acos(d / (2 * r)) - d / 2 * math.sqrt(4 * r * r - d * d)
        return 2 * math.pi * r * r - lens
    return ball_content(3, r) * (1 + 3 * d / (4 * r) - d**3 / (16 * r**3))


def overlapping_balls(generator, size, dimensions, radius, density):
    """True where a pixel's centre lies in one of the balls of a Poisson process of the given density."""
    field = np.zeros((size,) * dimensions, bool)
    box = size + 2 * radius
    for centre in generator.uniform(
        -radius, size + radius, (generator.poisson(density * box**dimensions), dimensions)
    ):
        near = tuple(
            slice(max(0, math.floor(c - radius)), max(0, min(size, math.ceil(c + radius) + 1)))
            for c in centre
        )
        grids = np.ogrid[near]
        field[near] |= sum((g - c) ** 2 for g, c in zip(grids, centre, strict=True)) <= radius**2
    return field


def vector_pairs(flags, step, reach, periodic):
    """Pairs 0…reach steps apart, both True; a step is a vector with a part for each axis."""
    return [
        int((flags & moved(flags, [r * part for part in step], periodic)).sum()) for r in range(reach + 1)
    ]


def vector_segments(flags, step, reach, periodic):
    """Segments of r + 1 pixels a step apart, all True, for r = 0…reach."""
    whole, counts = np.ones_like(flags), []
    for r in range(reach + 1):
        whole &= moved(flags, [r * part for part in step], periodic)
        counts.append(int(whole.sum()))
    return counts


def moved(flags, vector, periodic):
    """Pixel p + vector in place of pixel p; beyond the border the picture repeats, or is False."""
    if periodic:
        return np.roll(flags, [-part for part in vector], range(flags.ndim))
    found = np.zeros_like(flags)
    if all(abs(part) < n for part, n in zip(vector, flags.shape, strict=True)):
        here = tuple(
            slice(max(0, -part), n - max(0, part)) for part, n in zip(vector, flags.shape, strict=True)
        )
        there = tuple(
            slice(max(0, part), n + min(0, part)) for part, n in zip(vector, flags.shape, strict=True)
        )
        found[here] = flags[there]
    return found


def radial_pairs(flags, steps, r_max, periodic):
    """Pairs along the multiples of some steps, by their rounded length; lag 0 counts once."""
    counts = [int(flags.sum())] + [0] * r_max
    for step in steps:
        length = math.hypot(*step)
        reach = int((r_max + 0.5) / length)
        for r, count in enumerate(vector_pairs(flags, step, reach, periodic)[1:], 1):
            counts[round(r * length)] += count
    return counts


def half_of_all_vectors(ndim, r_max):
    """Every vector of at most r_max + 1/2, but not its opposite too."""
    parts = range(-r_max, r_max + 1)
    vectors = np.stack(np.meshgrid(*[parts] * ndim, indexing="ij"), axis=-1).reshape(-1, ndim).tolist()
    return [v for v in vectors if v > [0] * ndim and math.hypot(*v) < r_max + 0.5]


def all_pairs(flags, r_max, periodic):
    """All pairs, by their rounded distance."""
    counts = [int(flags.sum())] + [0] * r_max
    for vector in half_of_all_vectors(flags.ndim, r_max):
        counts[round(math.hypot(*vector))] += vector_pairs(flags, vector, 1, periodic)[1]
    return counts
