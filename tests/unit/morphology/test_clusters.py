"""Clusters: two-point cluster function and percolation, against plain definitions and known structures."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.morphology import clusters_of, lineal_path, percolation, two_point, two_point_cluster
from tests.unit.morphology import reference


def plain_labels(flags, everywhere, periodic):
    """Flood fill, pixel by pixel."""
    labels = np.zeros(flags.shape, int)
    steps = [
        s
        for s in itertools.product((-1, 0, 1), repeat=flags.ndim)
        if any(s) and (everywhere or sum(map(abs, s)) == 1)
    ]
    count = 0
    for seed in map(tuple, np.argwhere(flags)):
        if labels[seed]:
            continue
        count += 1
        labels[seed] = count
        waiting = [seed]
        while waiting:
            here = waiting.pop()
            for step in steps:
                there = tuple(a + b for a, b in zip(here, step, strict=True))
                if periodic:
                    there = tuple(a % n for a, n in zip(there, flags.shape, strict=True))
                elif not all(0 <= a < n for a, n in zip(there, flags.shape, strict=True)):
                    continue
                if flags[there] and not labels[there]:
                    labels[there] = count
                    waiting.append(there)
    return labels


def plain_counts(labels, axis, r_max, periodic):
    lines = reference.lines_of(labels, axis)
    n = lines.shape[1]
    return [
        int(((lines == reference.shifted(lines, r)) & (lines > 0))[:, : n if periodic else n - r].sum())
        for r in range(r_max + 1)
    ]


@st.composite
def cases(draw):
    dimensions = draw(st.integers(2, 3))
    shape = tuple(draw(st.integers(1, 16 if dimensions == 2 else 6)) for _ in range(dimensions))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    flags = generator.random(shape) < draw(st.floats(0, 1))
    mask = generator.random(shape) < 0.85 if draw(st.booleans()) else None
    return flags, mask, draw(st.integers(0, dimensions - 1)), draw(st.booleans()), draw(st.booleans())


@given(cases(), st.integers(0, 1))
@settings(deadline=None, max_examples=80)
def test_counts_are_those_of_the_definition(case, phase):
    flags, mask, axis, periodic, everywhere = case
    inside = (flags == phase) & (True if mask is None else mask)
    labels = plain_labels(inside, everywhere, periodic)
    found = clusters_of(flags, phase, "all" if everywhere else "faces", periodic, mask)
    assert found.count == labels.max()
    assert found.sizes.sum() == inside.sum()
    # The same parts, whatever their numbers.
    assert len(np.unique(np.stack([labels[inside], found.labels[inside]]), axis=1).T) == found.count
    r_max = flags.shape[axis] - 1
    c2 = found.two_point_cluster(axis, r_max)
    assert c2.counts.tolist() == plain_counts(labels, axis, r_max, periodic)
    s2 = two_point(flags, axis, r_max, periodic, phase, mask)
    path = lineal_path(flags, axis, r_max, periodic, phase, mask)
    assert c2.totals.tolist() == s2.totals.tolist()
    assert (path.counts <= c2.counts).all() and (c2.counts <= s2.counts).all()
    assert c2.counts[0] == s2.counts[0]
    some = r_max // 3
    assert found.two_point_cluster(axis, some).counts.tolist() == c2.counts[: some + 1].tolist()


def test_both_ways_of_counting_agree_where_runs_are_many(monkeypatch):
    field = np.random.default_rng(3).random((60, 200)) < 0.62
    found = clusters_of(field)
    wanted = plain_counts(found.labels, 1, 199, False)
    assert found.two_point_cluster(1).counts.tolist() == wanted
    for cost in (0.0, 1e9):  # all by runs; all by bits
        monkeypatch.setattr("geodesk.morphology.clusters._PAIR", cost)
        assert found.two_point_cluster(1).counts.tolist() == wanted


@pytest.mark.parametrize(("c", "cells"), [(1, 6), (3, 10), (16, 8)])
def test_a_checkerboard_of_faces_alone_and_of_corners(c, cells):
    n = c * cells
    y, x = np.indices((n, n)) // c
    board = (x + y) % 2 == 0
    r = np.arange(n)
    over_faces = two_point_cluster(board, 1, periodic=True)
    # One cell is one cluster; a lag close to the period meets the same cell again.
    once = np.maximum(1 - r / c, 0) / 2
    again = np.maximum(1 - (n - r) / c, 0) / 2
    assert over_faces.probability == pytest.approx(once + again, abs=1e-14)
    assert clusters_of(board, periodic=True).count == cells * cells // 2
    # Over corners everything hangs together.
    s2 = two_point(board, 1, periodic=True)
    assert (
        two_point_cluster(board, 1, periodic=True, connectivity="all").counts.tolist() == s2.counts.tolist()
    )


def test_stripes_percolate_along_and_not_across():
    stripes = np.tile(np.arange(60) % 10 < 4, (30, 1))
    for phase in (0, 1):
        along, across = percolation(stripes, "y", phase), percolation(stripes, "x", phase)
        assert along.percolates and along.fraction == 1
        assert not across.percolates and across.fraction == 0
    # One stripe cut in two: its share percolates no more.
    stripes[12, :4] = False
    assert percolation(stripes, "y").fraction == pytest.approx(1 - (4 * 29) / stripes.sum())


def test_sheets_of_a_volume_and_a_mask_that_parts_them():
    sheets = np.zeros((12, 10, 8), bool)
    sheets[2:5] = sheets[8:9] = True
    assert [percolation(sheets, d).percolates for d in "xyz"] == [True, True, False]
    assert percolation(sheets, "z", phase=0).percolates is False
    mask = np.ones_like(sheets)
    mask[:, 4] = False
    assert [percolation(sheets, d, mask=mask).percolates for d in "xyz"] == [True, False, False]


def test_a_diagonal_percolates_over_corners_alone():
    line = np.eye(9, dtype=bool)
    assert not percolation(line, "x").percolates
    assert percolation(line, "x", connectivity="all").fraction == 1


def test_what_cannot_be_is_said():
    with pytest.raises(ValueError, match="connectivity"):
        clusters_of(np.ones((3, 3), bool), connectivity="some")
    with pytest.raises(ValueError, match="no axis 'z'"):
        percolation(np.ones((3, 3), bool), "z")
    with pytest.raises(ValueError, match="r_max"):
        two_point_cluster(np.ones((3, 3), bool), 0, 3)
    with pytest.raises(TypeError, match="threshold"):
        clusters_of(np.ones((3, 3)))
    empty = percolation(np.zeros((3, 3), bool), "x")
    assert not empty.percolates and np.isnan(empty.fraction)
    dot = two_point_cluster(np.ones((1, 1), bool), 0)
    assert dot.counts.tolist() == [1] and dot.totals.tolist() == [1]
