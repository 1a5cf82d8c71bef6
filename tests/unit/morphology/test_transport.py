"""Effective conductivity: exact structures, a slow obvious solver, the published electrode, odd input."""

import math

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import lil_matrix
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from geodesk.language import set_language
from geodesk.morphology.transport import bounds, effective_transport, solve_transport


def slowly(k, axis, spacing):
    """Conductivity along an axis and potentials, link by link; (0, None) where nothing percolates."""
    cells = [tuple(c) for c in np.argwhere(k > 0)]
    number = {cell: i for i, cell in enumerate(cells)}
    n = len(cells)
    area = math.prod(spacing)
    links, edge = [], {}
    for cell in cells:
        for a in range(k.ndim):
            after = tuple(c + (b == a) for b, c in enumerate(cell))
            if after in number:
                g = 2 / (1 / k[cell] + 1 / k[after]) * area / spacing[a] ** 2
                links.append((number[cell], number[after], g))
        face = 2 * k[cell] * area / spacing[axis] ** 2
        edge[cell] = (
            face if cell[axis] == 0 else 0.0,
            face if cell[axis] == k.shape[axis] - 1 else 0.0,
        )
    together = lil_matrix((n + 2, n + 2))
    for i, j, g in links:
        together[i, j] = g
    for cell, (before, after) in edge.items():
        together[n, number[cell]], together[number[cell], n + 1] = before, after
    _, part = connected_components(together, directed=False)
    # The electrodes join everything they touch: cells of each side alone must not count as a path.
    _, inner = connected_components(together[:n, :n], directed=False) if n else (0, [])
    starts = {inner[number[c]] for c in cells if c[axis] == 0}
    ends = {inner[number[c]] for c in cells if c[axis] == k.shape[axis] - 1}
    through = starts & ends
    if not through:
        return 0.0, None
    kept = [i for i in range(n) if inner[i] in through]
    at = {i: m for m, i in enumerate(kept)}
    matrix, b = lil_matrix((len(kept), len(kept))), np.zeros(len(kept))
    for i, j, g in links:
        if i in at:
            i, j = at[i], at[j]
            matrix[i, i] += g
            matrix[j, j] += g
            matrix[i, j] -= g
            matrix[j, i] -= g
    for cell, (before, after) in edge.items():
        if number[cell] in at:
            m = at[number[cell]]
            matrix[m, m] += before + after
            b[m] += before
    x = np.atleast_1d(spsolve(matrix.tocsr(), b))
    flux = sum(edge[cells[i]][0] * (1 - x[m]) for i, m in at.items())
    length = k.shape[axis] * spacing[axis]
    cross = math.prod(s * h for a, (s, h) in enumerate(zip(k.shape, spacing, strict=True)) if a != axis)
    potential = np.full(k.shape, np.nan)
    for i, m in at.items():
        potential[cells[i]] = x[m]
    return flux * length / cross, potential


@pytest.mark.parametrize("shape", [(60, 35), (24, 10, 15)])
@pytest.mark.parametrize("contrast", [1.0, 7.5, 1e-4, 1e9])
def test_laminates_are_exact(shape, contrast):
    rng = np.random.default_rng(1)
    for axis in range(len(shape)):
        for across in range(len(shape)):
            profile = rng.integers(0, 2, shape[across])
            profile[:2] = 0, 1
            along = [n if a == across else 1 for a, n in enumerate(shape)]
            lines = np.broadcast_to(profile.reshape(along), shape)
            found = effective_transport(lines, axis, k1=contrast, k2=1.0)
            k = np.where(profile == 1, contrast, 1.0)
            wanted = 1 / np.mean(1 / k) if across == axis else np.mean(k)
            assert found.k_eff == pytest.approx(wanted, rel=1e-9)
            assert found.tau == pytest.approx(np.mean(k) / wanted, rel=1e-9)
            assert found.converged and found.flux_mismatch <= 1e-6


def test_a_straight_channel_has_tortuosity_one_and_a_dead_end_adds_only_to_phi():
    picture = np.zeros((50, 40), int)
    picture[:, 10:14] = 1
    found = effective_transport(picture, 0)
    assert found.tau == pytest.approx(1, rel=1e-9) and found.k_eff == pytest.approx(0.1, rel=1e-9)
    assert not effective_transport(picture, 1).percolates
    apart = picture.copy()
    apart[5:20, 20:30] = 1  # an island
    apart[30:, 35] = 1  # touches one face only
    more = effective_transport(apart, 0)
    assert more.k_eff == pytest.approx(found.k_eff, rel=1e-12)
    assert more.phi == pytest.approx(apart.mean()) and more.carrying == pytest.approx(0.1)
    assert more.tau == pytest.approx(apart.mean() / 0.1, rel=1e-9)
    # A side branch carries nothing either, but is at the potential of its root.
    branch = picture.copy()
    branch[25, 14:30] = 1
    side = effective_transport(branch, 0)
    assert side.k_eff >= found.k_eff * (1 - 1e-9) and side.potential is not None
    assert side.potential[25, 29] == pytest.approx(side.potential[25, 14], abs=1e-3)
    volume = np.zeros((20, 12, 10), bool)
    volume[:, 3:5, 2] = volume[:, 9, 9] = True
    assert effective_transport(volume, 0).tau == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize(("cell", "error"), [(8, -0.094), (32, -0.033), (128, -0.011)])
def test_checkerboard_comes_near_the_geometric_mean_as_it_is_refined(cell, error):
    y, x = np.indices((4 * cell, 4 * cell)) // cell
    found = effective_transport((x + y) % 2, 0, k1=10.0, k2=1.0)
    assert found.k_eff / math.sqrt(10) - 1 == pytest.approx(error, abs=0.0015)


@pytest.mark.slow
def test_the_published_electrode(data):
    volume = tifffile.imread(data / "microstructures" / "nmc_electrode_256.tiff")
    found = effective_transport(volume, 0, phase=0, keep_potential=False)
    assert found.tau == pytest.approx(2.0776, rel=5e-3) and found.k_eff == pytest.approx(0.2166, rel=5e-3)


shapes = hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=7)


@settings(max_examples=60, deadline=None)
@given(
    picture=hnp.arrays(np.int8, shapes, elements=st.integers(-1, 2)),
    ks=st.lists(st.sampled_from([0.0, 1.0, 0.3, 20.0, 1e4]), min_size=4, max_size=4),
    axis=st.integers(0, 2),
    spacing=st.lists(st.sampled_from([1.0, 0.4, 3.0]), min_size=3, max_size=3),
)
def test_agrees_with_the_slow_solver(picture, ks, axis, spacing):
    axis, spacing = axis % picture.ndim, spacing[: picture.ndim]
    conductivity = dict(zip(range(-1, 3), ks, strict=True))
    k = np.vectorize(conductivity.__getitem__)(picture)
    wanted, potential = slowly(k, axis, spacing)
    found = effective_transport(picture, axis, conductivity=conductivity, spacing=spacing, tolerance=1e-9)
    assert found.percolates == (potential is not None)
    assert found.k_eff == pytest.approx(wanted, rel=1e-9)
    if potential is not None:
        assert np.nanmax(np.abs(found.potential - potential)) < 1e-5
        assert (np.isnan(found.potential) == np.isnan(potential)).all()
        assert found.phi == pytest.approx((k > 0).mean())


@pytest.mark.parametrize("share", [0.45, 0.62, 0.8])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_agrees_with_a_direct_solver_where_several_levels_are_at_work(share, dimensions):
    rng = np.random.default_rng(dimensions)
    shape = (48, 40) if dimensions == 2 else (14, 12, 13)
    picture = rng.random(shape) < share
    for k1, k2 in ((1.0, 0.0), (1.0, 1e-3), (1.0, 1e6)):
        wanted, potential = slowly(np.where(picture, k1, k2), 0, [1.0] * dimensions)
        found = effective_transport(picture, 0, k1=k1, k2=k2, tolerance=1e-8)
        assert found.converged and found.percolates == (potential is not None)
        assert found.k_eff == pytest.approx(wanted, rel=1e-8)


def test_flux_is_the_same_through_every_plane_and_the_step_says_so():
    rng = np.random.default_rng(5)
    picture = rng.random((40, 60)) < 0.75
    found = effective_transport(picture, 1)
    x = found.potential.astype(float)
    inside = np.nansum((x[:, :-1] - x[:, 1:]), axis=0)
    inlet, outlet = np.nansum(2 * (1 - x[:, 0])), np.nansum(2 * x[:, -1])
    fluxes = np.concatenate(([inlet], inside, [outlet]))
    assert np.ptp(fluxes) < 1e-4 * inlet
    assert inlet * picture.shape[1] / picture.shape[0] == pytest.approx(found.k_eff, rel=1e-4)
    assert 0 <= np.nanmin(x) and np.nanmax(x) <= 1


def test_turned_mirrored_and_stretched_pictures():
    rng = np.random.default_rng(6)
    picture = rng.random((30, 44)) < 0.7
    k = effective_transport(picture, 0).k_eff
    assert effective_transport(picture.T, 1).k_eff == pytest.approx(k, rel=1e-8)
    assert effective_transport(picture[::-1], 0).k_eff == pytest.approx(k, rel=1e-8)
    assert effective_transport(picture[None], 1).k_eff == pytest.approx(k, rel=1e-8)
    assert effective_transport(picture, -2, spacing=(7e-9, 7e-9)).k_eff == pytest.approx(k, rel=1e-8)
    # A pixel twice as high is two pixels, but for where inside it the potential is known.
    coarse = effective_transport(picture, 0, spacing=(2, 1)).k_eff
    fine = effective_transport(np.repeat(picture, 2, axis=0), 0).k_eff
    assert coarse == pytest.approx(fine, rel=0.1) and coarse != pytest.approx(k, rel=0.01)


@pytest.mark.parametrize("dtype", [bool, np.uint8, ">u2", np.int16, np.int64, np.uint64])
def test_every_label_type_and_memory_order(dtype):
    rng = np.random.default_rng(7)
    picture = rng.random((26, 31)) < 0.7
    k = effective_transport(picture.astype(int), 0).k_eff
    assert effective_transport(picture.astype(dtype), 0).k_eff == pytest.approx(k, rel=1e-12)
    assert effective_transport(np.asfortranarray(picture.astype(dtype)), 0).k_eff == pytest.approx(
        k, rel=1e-12
    )
    doubled = np.repeat(np.repeat(picture, 2, 0), 3, 1).astype(dtype)
    assert effective_transport(doubled[::2, ::3], 0).k_eff == pytest.approx(k, rel=1e-12)


def test_labels_far_apart_and_many_phases():
    rng = np.random.default_rng(8)
    labels = rng.choice(np.array([-5, 3, 70000, 2**40]), (20, 25))
    ks = {-5: 2.0, 3: 0.5, 70000: 0.0, 2**40: 9.0}
    wanted, _ = slowly(np.vectorize(ks.__getitem__)(labels), 1, [1.0, 1.0])
    assert effective_transport(labels, 1, conductivity=ks).k_eff == pytest.approx(wanted, rel=1e-8)
    # Scaling all conductivities scales the result, down to SI units of ions in rock.
    tiny = {label: k * 1e-30 for label, k in ks.items()}
    assert effective_transport(labels, 1, conductivity=tiny).k_eff == pytest.approx(wanted * 1e-30, rel=1e-8)


def test_what_does_not_percolate_has_infinite_tortuosity_and_a_sentence():
    slanted = np.zeros((40, 40), int)
    for i in range(40):
        slanted[i, i] = 1  # joined by corners only
    for picture in (slanted, np.zeros((5, 6), bool), np.eye(8, dtype=int)[:, ::-1]):
        found = effective_transport(picture, 0)
        assert found.tau == math.inf and found.k_eff == 0 and not found.percolates
        assert found.iterations == 0 and found.flux_mismatch == 0 and np.isnan(found.potential).all()
        assert "tortuosity is infinite" in found.note.en and "infinita" in found.note.es
    stairs = slanted.copy()
    stairs[1:, :-1] |= np.eye(39, dtype=int)
    found = effective_transport(stairs, 0)
    assert found.percolates and found.tau > 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (1, 1, 1), (1, 5, 4), (6, 1, 1)])
def test_thin_and_tiny_pictures(shape):
    for axis in range(len(shape)):
        found = effective_transport(np.ones(shape, int), axis, k1=3.0)
        assert found.k_eff == pytest.approx(3, rel=1e-12) and found.tau == pytest.approx(1, rel=1e-12)
        assert found.potential.shape == shape


def test_thousands_of_channels_that_never_meet():
    columns = np.zeros((8, 128, 128), bool)
    columns[:, ::2, ::2] = True
    found = effective_transport(columns, 0)
    assert found.converged and found.k_eff == pytest.approx(0.25, rel=1e-9)
    one_layer = effective_transport(columns[:1], 0)
    assert one_layer.converged and one_layer.k_eff == pytest.approx(0.25, rel=1e-9)


def test_steps_come_from_above_and_may_be_left():
    picture = np.random.default_rng(9).random((90, 90)) < 0.7
    steps = solve_transport(picture, 0)
    seen = []
    result = None
    while result is None:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            result = end.value
    ks = [step.k_eff for step in seen if step.iteration]
    assert seen[0].iteration == 0 and math.isnan(seen[0].k_eff)
    assert [s.iteration for s in seen if s.iteration] == list(range(1, result.iterations))
    assert all(a >= b * (1 - 1e-9) for a, b in zip(ks, [*ks[1:], result.k_eff], strict=True))
    left = solve_transport(picture, 0)
    next(left)
    left.close()
    assert next(left, None) is None


def test_an_unfinished_result_says_so_and_is_an_upper_limit():
    picture = np.random.default_rng(10).random((90, 90)) < 0.65
    whole = effective_transport(picture, 0)
    early = effective_transport(picture, 0, max_iterations=2)
    assert not early.converged and early.iterations == 2 and early.flux_mismatch > 1e-6
    assert early.k_eff > whole.k_eff and "upper limit" in early.note.en
    set_language("es")
    assert "límite superior" in str(early.note)


@pytest.mark.parametrize(
    ("array", "options", "error"),
    [
        (np.ones((3, 3)), {}, TypeError),
        (np.ones(3, int), {}, ValueError),
        (np.ones((2, 2, 2, 2), int), {}, ValueError),
        (np.ones((0, 3), int), {}, ValueError),
        (np.full((3, 3), 7), {}, ValueError),
        (np.ones((3, 3), int), {"axis": 2}, ValueError),
        (np.ones((3, 3), int), {"k1": -1.0}, ValueError),
        (np.ones((3, 3), int), {"k1": math.inf}, ValueError),
        (np.ones((3, 3), int), {"spacing": (1, 0)}, ValueError),
        (np.ones((3, 3), int), {"spacing": (1, 1, 1)}, ValueError),
        (np.eye(3, dtype=int), {"conductivity": {1: 2.0}}, ValueError),
        (np.eye(3, dtype=int), {"k2": 1e-12}, ValueError),
        (np.ones((3, 3), int), {"tolerance": -1.0}, ValueError),
        (np.ones((3, 3), int), {"max_iterations": 0}, ValueError),
        (np.arange(400).reshape(20, 20), {"conductivity": {i: i + 1.0 for i in range(400)}}, ValueError),
    ],
)
def test_wrong_arguments_raise(array, options, error):
    with pytest.raises(error):
        effective_transport(array, options.pop("axis", 0), **options)


# Bounds ---------------------------------------------------------------------------------------------


def trace_limit(k_low, k_high, high_share, dimensions):
    """Upper limit of sum 1 / (k_high - k_i) over the principal axes of any composite of two phases."""
    return dimensions / ((1 - high_share) * (k_high - k_low)) - high_share / ((1 - high_share) * k_high)


@settings(max_examples=60, deadline=None)
@given(
    picture=hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=3, min_side=2, max_side=9)),
    k2=st.sampled_from([0.0, 1e-3, 0.1, 0.9]),
)
def test_no_structure_crosses_the_bounds(picture, k2):
    """Wiener's for each axis; Hashin-Shtrikman's upper one in its form for any structure.

    With impermeable sides a picture stands for its mirror images all around, whose principal axes are the
    picture's; the fluxes of finite volumes are admissible, so they stay below the true conductivity.
    """
    found = [effective_transport(picture, axis, k2=k2) for axis in range(picture.ndim)]
    slack = 1e-9
    for one in found:
        assert one.k_eff <= one.bounds.wiener_upper * (1 + slack)
        assert one.k_eff >= one.bounds.wiener_lower * (1 - slack)
        assert one.tau >= 1 - slack
    high = picture.mean()
    if 0 < high < 1:
        # All 1/(1 - k) are positive, so the sum may be written for the smallest gap.
        total = sum(1 / (1 - one.k_eff) for one in found)
        assert total <= trace_limit(k2, 1.0, high, picture.ndim) * (1 + 1e-6)


@settings(max_examples=25, deadline=None)
@given(picture=hnp.arrays(bool, (10, 10)), k2=st.sampled_from([0.0, 0.1]))
def test_symmetric_pictures_stay_below_hashin_and_shtrikman(picture, k2):
    """A picture that is its own transpose conducts alike along both axes."""
    symmetric = picture | picture.T
    found = effective_transport(symmetric, 0, k2=k2)
    assert found.k_eff <= found.bounds.hs_upper * (1 + 1e-9)


@pytest.mark.parametrize("k2", [0.1, 10.0])
@pytest.mark.parametrize("cell", [8, 24])
def test_resolved_isotropic_structures_lie_between_hashin_and_shtrikman(cell, k2):
    y, x = np.mgrid[-1 : 1 : 2j * cell, -1 : 1 : 2j * cell]
    disc = np.tile(x * x + y * y < 0.6, (2, 2))
    found = effective_transport(disc, 0, k2=k2)
    low, high = found.bounds.hs_lower, found.bounds.hs_upper
    assert found.bounds.wiener_lower < low < high < found.bounds.wiener_upper
    assert low * (1 - 0.02 / cell) <= found.k_eff <= high
    z, y, x = np.mgrid[-1:1:20j, -1:1:20j, -1:1:20j]
    sphere = effective_transport(x * x + y * y + z * z < 0.7, 0, k2=k2)
    assert sphere.bounds.hs_lower * 0.99 <= sphere.k_eff <= sphere.bounds.hs_upper


def test_bounds_of_known_composites():
    found = bounds([0.5, 0.5], [1.0, 10.0], 2)
    assert found.wiener_upper == 5.5 and found.wiener_lower == pytest.approx(1 / (0.5 + 0.05))
    # Hashin and Shtrikman's own form, inclusions of one phase in a matrix of the other.
    for d in (2, 3):
        two = bounds([0.3, 0.7], [1.0, 10.0], d)
        assert two.hs_lower == pytest.approx(1 + 0.7 / (1 / 9 + 0.3 / d))
        assert two.hs_upper == pytest.approx(10 + 0.3 / (-1 / 9 + 0.7 / (10 * d)))
        pore = bounds([0.4, 0.6], [1.0, 0.0], d)
        assert pore.hs_upper == pytest.approx((d - 1) * 0.4 / (d - 0.4))
        assert pore.hs_lower == pore.wiener_lower == 0
    assert bounds([1.0, 0.0], [3.0, 5.0], 2) == pytest.approx((3, 3, 3, 3))
