"""Chord lengths: a plain count, known structures, grain size and fibre diameter."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.morphology import (
    chord_lengths,
    correlations,
    fibre_diameter,
    grain_size_number,
    isotropic_intercept,
    mean_intercept,
)
from tests.unit.morphology import reference

MASKED = 2


def plain_lines(codes, direction):
    """Each line of a picture or volume along a direction, as a list."""
    if direction in ("diag1", "diag2"):
        pages = codes if codes.ndim == 3 else codes[np.newaxis]
        for page in pages:
            turned = page if direction == "diag1" else np.flipud(page)
            for k in range(-page.shape[0] + 1, page.shape[1]):
                yield np.diagonal(turned, k).tolist()
        return
    yield from reference.lines_of(codes, codes.ndim - 1 - "xyz".index(direction)).tolist()


def plain_chords(codes, direction, periodic):
    """Lengths of chords, cut runs, ends, and pairs of neighbours, pixel by pixel."""
    chords, cut, ends, pairs = [], 0, 0, 0
    for line in plain_lines(codes, direction):
        n = len(line)
        if periodic and len(set(line)) == 1:
            pairs += n * (line[0] != MASKED)
            cut += line[0] == 1
            continue
        if periodic:  # begin where a run begins
            turn = next(i for i in range(n) if line[i] != line[i - 1])
            line = line[turn:] + line[:turn]
            around = [line[-1], *line, line[0]]
            pairs += sum(a != MASKED and b != MASKED for a, b in zip(line, line[1:] + line[:1], strict=True))
        else:
            around = [MASKED, *line, MASKED]
            pairs += sum(a != MASKED and b != MASKED for a, b in zip(line, line[1:], strict=False))
        start = 1
        for i in range(1, n + 1):
            if around[i] == 1 and (i == n or around[i + 1] != 1):
                bounds = around[start - 1], around[i + 1]
                ends += bounds.count(0)
                if bounds == (0, 0):
                    chords.append(i - start + 1)
                else:
                    cut += 1
            if i < n and around[i + 1] != around[i]:
                start = i + 1
    return sorted(chords), cut, ends, pairs


@st.composite
def cases(draw):
    dimensions = draw(st.integers(2, 3))
    shape = tuple(draw(st.integers(1, 20 if dimensions == 2 else 7)) for _ in range(dimensions))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    flags = generator.random(shape) < draw(st.floats(0, 1))
    mask = generator.random(shape) < 0.9 if draw(st.booleans()) else None
    names = "x y diag1 diag2".split() if dimensions == 2 else "x y z diag1 diag2".split()
    direction = draw(st.sampled_from(names))
    return flags, mask, direction, draw(st.booleans()) and not direction.startswith("diag")


@given(cases(), st.integers(0, 1))
@settings(deadline=None, max_examples=150)
def test_chords_are_those_of_the_definition(case, phase):
    flags, mask, direction, periodic = case
    codes = np.where(True if mask is None else mask, (flags == phase).astype(int), MASKED)
    found = chord_lengths(flags, direction, phase, periodic, mask)
    chords, cut, ends, pairs = plain_chords(codes, direction, periodic)
    assert np.repeat(np.arange(len(found.counts)), found.counts).tolist() == chords
    assert found.cut == cut
    assert found.ends.sum() == ends and found.pairs.sum() == pairs
    assert found.pixels.sum() == (codes == 1).sum() and found.valid.sum() == (codes != MASKED).sum()
    if chords:
        assert found.mean == pytest.approx(np.mean(chords))
        assert found.length_weighted_mean == pytest.approx(np.square(chords).sum() / np.sum(chords))
        assert found.density.sum() == pytest.approx(1) and found.length_weighted.sum() == pytest.approx(1)


@given(cases())
@settings(deadline=None, max_examples=60)
def test_the_mean_intercept_is_that_of_the_two_point_probability(case):
    flags, mask, direction, periodic = case
    if direction.startswith("diag"):
        return
    axis = flags.ndim - 1 - "xyz".index(direction)
    both = correlations(flags, [axis], periodic=periodic, mask=mask)[axis]
    for phase in (0, 1):
        expected = mean_intercept(both, phase)
        found = chord_lengths(flags, direction, phase, periodic, mask).mean_intercept.mean
        if flags.shape[axis] > 1 and not math.isnan(expected):
            assert found == pytest.approx(expected)


@pytest.mark.parametrize(("a", "period"), [(1, 2), (3, 8), (5, 6), (40, 100)])
def test_stripes(a, period):
    stripes = np.tile(np.arange(4 * period) % period < a, (60, 1))
    across = chord_lengths(stripes, "x", periodic=True)
    assert across.counts[a] == across.chords == 4 * 60
    assert across.mean == across.length_weighted_mean == across.mean_intercept.mean == a
    assert across.mean_intercept.low == pytest.approx(a) == across.mean_intercept.high
    other = chord_lengths(stripes, "x", phase=0, periodic=True)
    assert other.mean_intercept.mean == period - a
    along = chord_lengths(stripes, "y", periodic=True)
    assert along.chords == 0 and math.isnan(along.mean) and math.isinf(along.mean_intercept.mean)
    # At 45 degrees to the lines a stripe is as many steps of a diagonal wide.
    slanted = chord_lengths(np.tile(stripes, (1, 6)), "diag1")
    assert slanted.counts[a] == slanted.chords


def test_a_border_leaves_out_what_it_cuts():
    line = np.array([[1, 1, 0, 1, 1, 1, 0, 1]])
    found = chord_lengths(line, "x")
    assert found.counts.tolist() == [0, 0, 0, 1] and found.cut == 2
    assert found.mean_intercept.mean == pytest.approx(6 * 2 / 4 * 7 / 8)
    masked = chord_lengths(line, "x", mask=[[1, 1, 1, 1, 1, 1, 0, 1]])
    assert masked.chords == 0 and masked.cut == 3
    labels = np.array([[0, 2, 2, 1, 2, 0]])
    assert chord_lengths(labels, "x", phase=2).counts.tolist() == [0, 1, 1]


def test_overlapping_discs_have_the_known_void_chords_and_the_interval_covers_it():
    radius, size, pictures = 6, 220, 60
    density = math.log(2) / (math.pi * radius**2)
    generator = np.random.default_rng(20)
    # Of points one pixel apart: the mean chord 1 / (2 density radius) would be half a pixel shorter.
    step = reference.two_balls_content(2, radius, 1) - reference.ball_content(2, radius)
    exact = 1 / (1 - math.exp(-density * step))
    assert exact == pytest.approx(1 / (2 * density * radius) + 0.5, rel=0.01)
    means, covered = [], 0
    for _ in range(pictures):
        field = reference.overlapping_balls(generator, size, 2, radius, density)
        found = chord_lengths(field, "x", phase=0).mean_intercept
        means.append(found.mean)
        covered += found.low <= exact <= found.high
    assert abs(np.mean(means) - exact) < 4 * np.std(means, ddof=1) / math.sqrt(pictures)
    # Neighbouring blocks of eleven lines resemble each other, so fewer than 95 % cover it.
    assert covered / pictures > 0.65


def strips(generator, size, width, length):
    """Straight fibres in the plane, crossing: a Poisson process of lines, of given length in a unit area."""
    y, x = np.indices((size, size)) - (size - 1) / 2
    reach = size
    field = np.zeros((size, size), bool)
    for _ in range(generator.poisson(length * 2 * reach)):
        angle, offset = generator.uniform(0, math.pi), generator.uniform(-reach, reach)
        field |= np.abs(x * math.cos(angle) + y * math.sin(angle) - offset) <= width / 2
    return field


@pytest.mark.parametrize("width", [6.0, 13.0])
def test_crossing_fibres_give_their_diameter(width):
    generator = np.random.default_rng(int(width))
    found, pores, fibres = [], [], []
    for _ in range(16):
        field = strips(generator, 300, width, 0.5 / width)
        void = float(1 - field.mean())
        inner = [
            isotropic_intercept(
                [
                    chord_lengths(field, d, phase).mean_intercept.mean * (2**0.5 if d[0] == "d" else 1)
                    for d in ("x", "y", "diag1", "diag2")
                ]
            )
            for phase in (0, 1)
        ]
        found.append(fibre_diameter(inner[1], inner[0], void, 2))
        pores.append(inner[0])
        fibres.append(fibre_diameter(inner[1], inner[0], void, 2, "apart"))
    assert np.mean(found) == pytest.approx(width, rel=0.06)
    # Taken for fibres that do not cross, chords from one into the other count as thick fibres.
    assert np.mean(fibres) > 1.1 * width


def test_one_slanted_fibre_apart():
    y, x = np.indices((400, 400))
    diameters = []
    for degrees in range(0, 180, 9):
        angle = math.radians(degrees + 2)
        field = np.abs((x - 200) * math.cos(angle) + (y - 200) * math.sin(angle)) <= 5
        # Ends of all lines in all directions; a fibre alone has few in one of them.
        diameters.append(chord_lengths(field, "x"))
    pixels = sum(int(c.pixels.sum()) for c in diameters)
    ends = sum(int(c.ends.sum()) for c in diameters)
    assert fibre_diameter(2 * pixels / ends, math.nan, math.nan, 2, "apart") == pytest.approx(10, rel=0.05)


def test_grain_size_numbers_of_the_table():
    # ASTM E112-13, table 4: mean lineal intercept in micrometres of G.
    for number, micrometres in ((0, 320.0), (1, 226.3), (5, 56.6), (8, 20.0), (10, 10.0), (14, 2.5)):
        assert grain_size_number(micrometres * 1e-6) == pytest.approx(number, abs=0.01)
    assert math.isnan(grain_size_number(math.inf)) and math.isnan(grain_size_number(0))


def test_what_cannot_be_is_said():
    with pytest.raises(ValueError, match="no direction 'z'"):
        chord_lengths(np.ones((3, 3), bool), "z")
    with pytest.raises(ValueError, match="do not close"):
        chord_lengths(np.ones((3, 3), bool), "diag1", periodic=True)
    with pytest.raises(ValueError, match="model"):
        fibre_diameter(1, 1, 0.5, 2, "woven")
    empty = chord_lengths(np.zeros((3, 3), bool), "x")
    assert empty.chords == 0 and math.isnan(empty.mean_intercept.mean)
    full = chord_lengths(np.ones((1, 1), bool), "x")
    assert full.cut == 1 and math.isinf(full.mean_intercept.mean)
    assert math.isnan(fibre_diameter(3, 3, 0, 2))
