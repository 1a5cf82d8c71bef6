"""Reconstruction: its incremental counts against counts from scratch, its promises, its limits."""

import hashlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.morphology import correlations, force_kernel_path, kernel_paths
from geodesk.morphology._anneal import random, shuffle
from geodesk.morphology.reconstruction import (
    LONGEST,
    Cooling,
    OnePhase,
    Reconstruction,
    ReconstructionTarget,
)
from tests.unit.morphology.reference import pairs, segments


def discs(size, radius, seed=7):
    """Overlapping discs that cover about half of a periodic picture."""
    generator = np.random.default_rng(seed)
    covered = np.zeros((size, size), bool)
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    disc = np.argwhere(x * x + y * y <= radius * radius) - radius
    for centre in generator.integers(0, size, (round(math.log(2) / len(disc) * size * size), 2)):
        covered[tuple(((centre + disc) % size).T)] = True
    return covered


def energy_of(result, target):
    """E by its definition, from counts made pixel by pixel."""
    total = 0.0
    for axis, wanted in enumerate(target.two_point):
        n, last = result.shape[axis], min(len(wanted) - 1, result.shape[axis] // 2)
        lines = result.size // n
        totals = np.array([lines * (n if target.periodic else n - r) for r in range(last + 1)])
        functions = [(pairs, target.two_point)]
        if target.lineal_path is not None:
            functions.append((segments, target.lineal_path))
        for count, curves in functions:
            found = np.array(count(result, axis, last, target.periodic)) / totals
            total += float(((found - curves[axis][: last + 1]) ** 2).sum())
    return total


@given(
    seed=st.integers(0, 2**64 - 1),
    shape=st.sampled_from([(2, 2), (3, 2), (7, 12), (16, 16), (33, 5), (40, 70), (2, 3, 4), (6, 9, 5)]),
    periodic=st.booleans(),
    path=st.booleans(),
    fraction=st.sampled_from([0.03, 0.3, 0.7, 0.99]),
    hot=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_the_energy_kept_is_that_of_the_picture(seed, shape, periodic, path, fraction, hot):
    """Whatever was swapped, also at temperatures that accept nearly everything."""
    generator = np.random.default_rng(seed)
    wanted = generator.random(shape) < fraction
    wanted.flat[:2] = True, False
    target = ReconstructionTarget.of(wanted, periodic=periodic, lineal_path=path)
    cooling = Cooling(start=30.0, end=10.0, frozen=0.0, steps=7) if hot else Cooling(steps=7)
    one = Reconstruction(target, shape, swaps=120, seed=seed, cooling=cooling)
    for stop in (0, 1, 50, 120):
        one.advance(stop - one.swaps_done)
        assert one.energy == pytest.approx(energy_of(one.pixels, target), rel=1e-6, abs=1e-9)
    assert one.pixels.sum() == wanted.sum() and one.swaps_done == 120 and one.done
    if hot and fraction == 0.3 and wanted.size > 200:
        assert one.accepted > 60


def test_the_energy_of_the_periodic_picture_is_exact():
    wanted = discs(64, 4)
    target = ReconstructionTarget.of(wanted, lineal_path=True)
    one = Reconstruction(target, wanted.shape, swaps=20_000, seed=3)
    one.advance()
    assert one.energy == pytest.approx(energy_of(one.pixels, target), rel=1e-9)


def test_a_whole_line_that_opens_and_closes_again():
    """Stripes: lines wholly in the phase, which have as many segments of any length as pixels."""
    wanted = np.zeros((8, 8), bool)
    wanted[::2] = True
    target = ReconstructionTarget.of(wanted, lineal_path=True)
    assert target.lineal_path[1].tolist() == [0.5] * 5
    one = Reconstruction(target, wanted.shape, swaps=60_000, seed=5)
    one.advance()
    assert one.energy == 0
    found = one.pixels
    assert (found == found[:, :1]).all() and (found[::2, 0] != found[1::2, 0]).all()


def test_the_energy_falls_ten_thousandfold_on_discs():
    wanted = discs(96, 5)
    target = ReconstructionTarget.of(wanted)
    one = Reconstruction(target, wanted.shape, swaps=600_000, seed=1)
    start = one.energy
    one.advance()
    assert one.energy < 1e-4 * start
    found = correlations(one.pixels, r_max=48, periodic=True)
    for axis in (0, 1):
        assert found[axis].two_point[1].probability == pytest.approx(target.two_point[axis], abs=2e-3)


def test_the_lineal_path_joins_what_s2_alone_leaves_scattered():
    wanted = discs(96, 5)
    both = ReconstructionTarget.of(wanted, lineal_path=True)
    found = {}
    for name, target in (("s2", ReconstructionTarget.of(wanted)), ("both", both)):
        one = Reconstruction(target, wanted.shape, swaps=400_000, seed=2)
        one.advance()
        found[name] = one.pixels
    assert energy_of(found["both"], both) < 0.05 * energy_of(found["s2"], both)


@pytest.mark.parametrize("path", kernel_paths())
def test_every_code_path_gives_the_same_bytes(path):
    """The bytes are those of every machine and version: a change of them must be meant."""
    wanted = discs(80, 6)
    digest = hashlib.sha256()
    force_kernel_path(path)
    try:
        for periodic in (True, False):
            target = ReconstructionTarget.of(wanted[:, :71], periodic=periodic, lineal_path=not periodic)
            one = Reconstruction(target, (80, 71), swaps=60_000, seed=2**64 - 1)
            one.advance()
            digest.update(np.packbits(one.pixels).tobytes())
    finally:
        force_kernel_path(None)
    assert digest.hexdigest()[:16] == "83713ae1c7ea02cb"


def test_interrupted_and_resumed_is_the_same_as_in_one_go():
    wanted = discs(60, 4)
    target = ReconstructionTarget.of(wanted, lineal_path=True)
    arguments = {"swaps": 54_321, "seed": 9}
    whole = Reconstruction(target, wanted.shape, **arguments)
    whole.advance()
    parts = Reconstruction(target, wanted.shape, **arguments)
    for most in (1, 7, 10_000, 12_345, 1, 30_000, 30_000):
        parts.advance(most)
        parts = Reconstruction(target, wanted.shape, **arguments, state=parts.state())
    assert parts.done and (parts.pixels == whole.pixels).all()
    assert parts.history == whole.history and len(whole.history) == 1001
    assert parts.accepted == whole.accepted


def test_the_seed_decides():
    wanted = discs(48, 4)
    target = ReconstructionTarget.of(wanted)

    def made(seed):
        one = Reconstruction(target, wanted.shape, swaps=5000, seed=seed)
        one.advance()
        return one.pixels

    assert (made(4) == made(4)).all()
    assert (made(4) != made(5)).mean() > 0.2


def test_the_history_tells_energy_and_temperature():
    wanted = discs(48, 4)
    one = Reconstruction(ReconstructionTarget.of(wanted), wanted.shape, swaps=40_000, seed=1)
    first = one.energy
    one.advance()
    swaps, temperature, energy, accepted = (np.array(column) for column in zip(*one.history, strict=True))
    assert swaps[0] == 0 and swaps[-1] == 40_000 and (np.diff(swaps) > 0).all()
    assert energy[0] == first and energy[-1] == one.energy and energy[-1] < 1e-3 * energy[0]
    assert accepted[0] == 0 and accepted[-1] == one.accepted
    cooled = temperature[1:901]
    assert (np.diff(cooled) <= 0).all() and cooled[-1] == pytest.approx(1e-3 * cooled[0], rel=0.01)
    assert (temperature[901:] == 0).all()


def test_fewer_swaps_than_temperatures():
    wanted = discs(48, 4)
    one = Reconstruction(ReconstructionTarget.of(wanted), wanted.shape, swaps=3, seed=1)
    one.advance()
    assert one.swaps_done == 3 and one.done and [row[0] for row in one.history] == [0, 1, 2, 3]


def test_a_picture_of_another_size_and_an_isotropic_volume():
    wanted = discs(64, 4)
    target = ReconstructionTarget.of(wanted, volume=True, r_max=12)
    assert [len(curve) for curve in target.two_point] == [13, 13, 13]
    assert (target.two_point[0] == target.two_point[2]).all()
    assert not np.array_equal(target.two_point[0], target.two_point[1])
    cube = Reconstruction(target, (16, 24, 32), swaps=150_000, seed=1)
    start = cube.energy
    cube.advance()
    assert cube.pixels.shape == (16, 24, 32) and cube.energy < 1e-3 * start
    assert cube.pixels.mean() == pytest.approx(target.fraction, abs=1e-4)
    assert cube.energy == pytest.approx(energy_of(cube.pixels, target), rel=1e-4)


def test_the_other_phase_of_a_label_image():
    labels = discs(48, 4).astype(np.uint8) + 3
    target = ReconstructionTarget.of(labels, phase=3)
    assert target.fraction == (labels == 3).mean()


def test_a_real_micrograph(data):
    """Not periodic, wider than high, and not of a size that suits any register."""
    from geodesk import micrograph
    from geodesk.morphology import otsu

    with micrograph.open(data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif") as picture:
        grey = micrograph.to_grey(picture.pixels())[100:301, 50:307]
    wanted = grey > otsu(grey)
    target = ReconstructionTarget.of(wanted, periodic=False)
    one = Reconstruction(target, wanted.shape, swaps=300_000, seed=1)
    start = one.energy
    one.advance()
    assert one.energy < 1e-2 * start
    assert one.energy == pytest.approx(energy_of(one.pixels, target), rel=1e-3)


@pytest.mark.parametrize("wanted", [np.ones((5, 5), bool), np.zeros((5, 5), bool)])
def test_one_phase_is_refused(wanted):
    with pytest.raises(OnePhase, match="one phase only"):
        ReconstructionTarget.of(wanted)


def test_bad_arguments():
    wanted = discs(24, 4)
    for faulty in (
        {"array": wanted[:1]},
        {"array": wanted, "r_max": 0},
        {"array": np.stack([wanted, wanted]), "volume": True},
        {"array": wanted.ravel()},
    ):
        with pytest.raises(ValueError):
            ReconstructionTarget.of(**faulty)
    target = ReconstructionTarget.of(wanted)
    good = Reconstruction(target, (24, 24), swaps=10)
    state = good.state()
    for shape, more in (
        ((24,), {}),
        ((24, 24, 24), {}),
        ((24, 1), {}),
        ((24, LONGEST + 1), {}),
        ((24, 24), {"swaps": 0}),
        ((24, 24), {"seed": -1}),
        ((24, 24), {"seed": 2**64}),
        ((24, 25), {"state": state}),
        ((24, 24), {"state": state | {"one": state["one"] + np.uint32(1)}}),
    ):
        with pytest.raises(ValueError):
            Reconstruction(target, shape, **({"swaps": 10} | more))


def test_random_numbers_are_splitmix64():
    """The published first numbers of the stream of seed 1234567, and a fair shuffle."""
    assert [random(1234567, n) for n in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]
    first = np.zeros(6)
    for seed in range(3000):
        values = np.arange(6, dtype=np.uint32)
        shuffle(values, random(seed, 0))
        assert sorted(values) == [0, 1, 2, 3, 4, 5]
        first[values[0]] += 1
    assert np.abs(first - 500).max() < 100  # five standard deviations
