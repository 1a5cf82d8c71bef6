"""What holds for every picture, whatever is in it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geodesk.morphology import correlations, lineal_path, two_point

SHAPES = arrays.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=70).filter(
    lambda shape: np.prod(shape) <= 5000
)
PICTURES = arrays.arrays(bool, SHAPES, elements=st.booleans())


@st.composite
def pictures(draw):
    """A picture with an axis; Hypothesis shrinks towards one value, random runs fill the middle."""
    picture = draw(PICTURES)
    if draw(st.booleans()):
        generator = np.random.default_rng(draw(st.integers(0, 2**32)))
        picture = generator.random(picture.shape) < draw(st.floats(0, 1))
    return picture, draw(st.integers(0, picture.ndim - 1))


@given(pictures())
@settings(deadline=None)
def test_a_periodic_path_is_never_likelier_than_its_end_points(drawn):
    picture, axis = drawn
    for phase in (0, 1):
        pairs = two_point(picture, axis, periodic=True, phase=phase).counts
        path = lineal_path(picture, axis, periodic=True, phase=phase).counts
        assert (path >= 0).all()
        assert (path <= pairs).all()
        assert (pairs <= pairs[0]).all()
        assert pairs[0] == path[0] == (picture == phase).sum()


@given(pictures(), st.booleans())
@settings(deadline=None)
def test_path_counts_fall_and_are_convex(drawn, periodic):
    picture, axis = drawn
    for phase in (0, 1):
        counts = lineal_path(picture, axis, periodic=periodic, phase=phase).counts
        assert (np.diff(counts) <= 0).all()
        if not periodic:
            # The second difference counts the runs of each length. A whole line, which wraps, has no length.
            chords = np.diff(np.append(counts, [0, 0]), 2)
            assert (chords >= 0).all()
            assert (chords * np.arange(1, len(counts) + 1)).sum() == counts[0]


@given(pictures(), st.booleans())
@settings(deadline=None)
def test_path_and_pairs_agree_at_the_first_two_lags(drawn, periodic):
    picture, axis = drawn
    assert (
        two_point(picture, axis, periodic=periodic).counts[:2].tolist()
        == lineal_path(picture, axis, periodic=periodic).counts[:2].tolist()
    )


@given(pictures(), st.booleans())
@settings(deadline=None)
def test_phases_complete_each_other_exactly(drawn, periodic):
    picture, axis = drawn
    both = correlations(picture, [axis], periodic=periodic)[axis].two_point
    lines = np.moveaxis(picture, axis, -1).reshape(-1, picture.shape[axis])
    n = lines.shape[1]
    for r in range(n):
        begin = lines.sum() if periodic else lines[:, : n - r].sum()
        end = lines.sum() if periodic else lines[:, r:].sum()
        assert both[0].counts[r] == both[1].totals[r] - begin - end + both[1].counts[r]
    alone = two_point(picture, axis, periodic=periodic, phase=0)
    assert both[0].counts.tolist() == alone.counts.tolist()


@given(pictures(), st.booleans())
@settings(deadline=None)
def test_mirroring_a_picture_changes_nothing(drawn, periodic):
    picture, axis = drawn
    for function in (two_point, lineal_path):
        there = function(picture, axis, periodic=periodic)
        back = function(np.flip(picture, axis), axis, periodic=periodic)
        assert there.counts.tolist() == back.counts.tolist()


@given(pictures(), st.integers(0, 200))
@settings(deadline=None)
def test_shifting_a_periodic_picture_changes_nothing(drawn, shift):
    picture, axis = drawn
    for function in (two_point, lineal_path):
        for phase in (0, 1):
            there = function(picture, axis, periodic=True, phase=phase)
            moved = function(np.roll(picture, shift, axis), axis, periodic=True, phase=phase)
            assert there.counts.tolist() == moved.counts.tolist()


@given(pictures(), st.booleans())
@settings(deadline=None)
def test_a_mask_of_everything_is_no_mask(drawn, periodic):
    picture, axis = drawn
    everything = np.ones(picture.shape, bool)
    plain = correlations(picture, [axis], periodic=periodic)[axis]
    masked = correlations(picture, [axis], periodic=periodic, mask=everything)[axis]
    for name in ("two_point", "lineal_path"):
        for one, other in zip(getattr(plain, name), getattr(masked, name), strict=True):
            assert one.counts.tolist() == other.counts.tolist()
            assert one.totals.tolist() == other.totals.tolist()


@given(pictures(), st.booleans(), st.integers(0, 2**32))
@settings(deadline=None)
def test_no_phase_exceeds_what_the_mask_leaves(drawn, periodic, seed):
    picture, axis = drawn
    mask = np.random.default_rng(seed).random(picture.shape) < 0.8
    found = correlations(picture, [axis], periodic=periodic, mask=mask)[axis]
    for name in ("two_point", "lineal_path"):
        zero, one = getattr(found, name)
        assert zero.totals.tolist() == one.totals.tolist()
        assert (zero.counts + one.counts <= one.totals).all()
        assert zero.counts[0] + one.counts[0] == one.totals[0] == mask.sum()
