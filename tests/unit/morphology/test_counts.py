"""Counts against the definitions, on shapes, types, masks and memory layouts of every kind."""

import itertools

import numpy as np
import pytest

from geodesk.morphology import correlations, force_kernel_path, kernel_paths, lineal_path, two_point
from tests.unit.morphology import reference

FUNCTIONS = {two_point: reference.pairs, lineal_path: reference.segments}


def check(array, axis, r_max, periodic, phase, mask, **options):
    """Both functions of a label image against the definitions."""
    last = array.shape[axis] - 1 if r_max is None else r_max
    valid = reference.everything(array.shape) if mask is None else mask
    for function, definition in FUNCTIONS.items():
        found = function(array, axis, r_max, periodic, phase, mask, **options)
        counts = definition((np.asarray(array) == phase) & valid, axis, last, periodic)
        totals = definition(valid, axis, last, periodic)
        assert found.counts.dtype == found.totals.dtype == np.int64
        assert found.counts.tolist() == counts
        assert found.totals.tolist() == totals
        assert found.probability.dtype == np.float64
        expected = [c / t if t else np.nan for c, t in zip(counts, totals, strict=True)]
        np.testing.assert_array_equal(found.probability, expected)


@pytest.fixture(autouse=True)
def default_path():
    yield
    force_kernel_path(None)


@pytest.mark.parametrize("seed", range(20))
def test_random_pictures_masks_and_lags_agree_with_the_definitions(seed):
    generator = np.random.default_rng(seed)
    force_kernel_path(kernel_paths()[seed % len(kernel_paths())])
    for _ in range(100):
        dimensions = int(generator.integers(2, 4))
        shape = tuple(int(n) for n in generator.integers(1, 12 if dimensions == 3 else 40, dimensions))
        array = generator.random(shape) < generator.choice([0.02, 0.3, 0.5, 0.9, 1.0])
        mask = generator.random(shape) < 0.9 if generator.random() < 0.5 else None
        axis = int(generator.integers(-dimensions, dimensions))
        r_max = None if generator.random() < 0.3 else int(generator.integers(shape[axis]))
        check(array, axis, r_max, bool(generator.random() < 0.5), int(generator.integers(2)), mask)


ODD = [
    (1, 1),
    (1, 2),
    (2, 1),
    (1, 1, 1),
    (1, 130),
    (130, 1),
    (1, 513),
    (513, 1),
    (3, 1, 70),
    (70, 3, 1),
    (1, 70, 3),
]
ODD += [
    shape for n in (63, 64, 65, 127, 128, 129) for shape in ((n, 5), (5, n), (n, n), (2, n, 3), (n, 2, 66))
]


@pytest.mark.parametrize("shape", ODD, ids=str)
@pytest.mark.parametrize("masked", [False, True])
def test_odd_shapes_agree_with_the_definitions(shape, masked):
    generator = np.random.default_rng(list(shape))
    array = generator.random(shape) < 0.6
    mask = generator.random(shape) < 0.95 if masked else None
    for axis, periodic in itertools.product(range(len(shape)), (False, True)):
        check(array, axis, None, periodic, 1, mask)


@pytest.mark.parametrize("shape", [(1300, 3), (3, 1300), (600, 530), (5, 1100, 130)], ids=str)
def test_lines_longer_than_a_tile_and_more_than_a_block(shape):
    generator = np.random.default_rng(5)
    # Long runs too, so that the path is not lost after a few lags.
    array = np.repeat(generator.random((shape[0], shape[1], *shape[2:])) < 0.5, 9, axis=1)[:, : shape[1]]
    for axis, periodic in itertools.product(range(len(shape)), (False, True)):
        check(array, axis, min(shape[axis] - 1, 700), periodic, 1, None)


def test_the_first_lags_do_not_depend_on_r_max():
    array = np.random.default_rng(2).random((70, 203)) < 0.5
    for function, periodic in itertools.product(FUNCTIONS, (False, True)):
        whole = function(array, 1, periodic=periodic)
        for r_max in range(203):
            part = function(array, 1, r_max, periodic)
            assert len(part.counts) == len(part.totals) == len(part.probability) == r_max + 1
            assert part.counts.tolist() == whole.counts[: r_max + 1].tolist()


INTEGERS = [
    "bool",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "uint32",
    "int32",
    "uint64",
    "int64",
    ">u2",
    ">i4",
    "<u2",
    ">i8",
]


@pytest.mark.parametrize("dtype", INTEGERS)
def test_every_integer_type_counts_alike(dtype):
    labels = np.random.default_rng(3).integers(0, 2 if dtype == "bool" else 5, (37, 81))
    for phase in range(2 if dtype == "bool" else 5):
        check(labels.astype(dtype), 1, 20, False, phase, None)
        check(labels.astype(dtype), 0, 20, True, phase, labels.astype(dtype) != 1)


def test_labels_at_the_ends_of_their_type():
    for dtype in (np.uint8, np.int8, np.uint16, np.int16, np.int32, np.uint64, np.int64):
        info = np.iinfo(dtype)
        labels = np.array([[info.min, info.max, info.max, 1]] * 3, dtype)
        assert two_point(labels, 1, phase=int(info.max)).counts.tolist() == [6, 3, 0, 0]
        assert lineal_path(labels, 1, phase=int(info.min)).counts.tolist() == [3, 0, 0, 0]


LAYOUTS = {
    "fortran": np.asfortranarray,
    "transposed": lambda a: np.ascontiguousarray(a.T).T,
    "every second": lambda a: np.repeat(np.repeat(a, 2, 0), 2, 1)[::2, ::2],
    "upside down": lambda a: np.ascontiguousarray(a[::-1])[::-1],
    "mirrored": lambda a: np.ascontiguousarray(a[:, ::-1])[:, ::-1],
    "window": lambda a: np.pad(a, 7)[7:-7, 7:-7],
    "last two axes swapped": lambda a: np.ascontiguousarray(a.swapaxes(-1, -2)).swapaxes(-1, -2),
    "not aligned": lambda a: np.frombuffer(b"\0" + a.tobytes(), a.dtype, a.size, 1).reshape(a.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.uint16, np.int32])
@pytest.mark.parametrize("shape", [(33, 70), (9, 20, 66)], ids=str)
def test_memory_layout_does_not_matter(layout, dtype, shape):
    labels = np.random.default_rng(4).integers(0, 2, shape).astype(dtype)
    laid = layout(labels)
    mask = layout(np.random.default_rng(5).integers(0, 9, shape).astype(dtype)) != 0
    laid.flags.writeable = False
    for axis in range(len(shape)):
        check(laid, axis, None, False, 1, None)
        check(laid, axis, None, True, 0, mask)


def test_a_picture_repeated_without_copying_and_a_list():
    row = np.array([True, True, False, True])
    check(np.broadcast_to(row, (5, 4)), 1, None, False, 1, None)
    assert two_point([[1, 1, 0, 1], [0, 1, 1, 1]], 1).counts.tolist() == [6, 3, 2, 1]


def test_the_input_is_not_changed():
    labels = np.random.default_rng(6).integers(0, 3, (40, 70), np.uint8)
    mask = labels != 2
    before = labels.copy(), mask.copy()
    correlations(labels, mask=mask, phase=1)
    np.testing.assert_array_equal(labels, before[0])
    np.testing.assert_array_equal(mask, before[1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint16])
def test_an_integer_mask_counts_where_it_is_not_zero(dtype):
    array = np.random.default_rng(7).random((30, 70)) < 0.5
    mask = np.random.default_rng(8).integers(0, 3, (30, 70)).astype(dtype)
    for function in FUNCTIONS:
        one, other = function(array, 0, mask=mask), function(array, 0, mask=mask != 0)
        assert one.counts.tolist() == other.counts.tolist()
        assert one.totals.tolist() == other.totals.tolist()


def test_lags_that_a_mask_leaves_nothing_of_are_not_a_number():
    mask = np.zeros((4, 9), bool)
    mask[:, 2:5] = True
    for function in FUNCTIONS:
        found = function(np.ones((4, 9), bool), 1, mask=mask)
        assert found.totals.tolist() == [12, 8, 4, 0, 0, 0, 0, 0, 0]
        np.testing.assert_array_equal(found.probability, [1, 1, 1] + [np.nan] * 6)
        assert np.isnan(function(np.ones((4, 9), bool), 1, mask=np.zeros((4, 9), bool)).probability).all()


def test_what_cannot_be_counted_is_refused():
    picture = np.zeros((6, 8), np.uint8)
    for function in FUNCTIONS:
        with pytest.raises(TypeError, match="threshold"):
            function(picture.astype(float), 0)
        with pytest.raises(TypeError, match="bool or integer"):
            function(picture.astype(complex), 0)
        with pytest.raises(ValueError, match="2 or 3 dimensions"):
            function(picture[0], 0)
        with pytest.raises(ValueError, match="2 or 3 dimensions"):
            function(picture[None, None], 0)
        for empty in ((0, 8), (6, 0), (3, 0, 4)):
            with pytest.raises(ValueError, match="no pixels"):
                function(np.zeros(empty, bool), 0)
        for axis in (2, -3):
            with pytest.raises(ValueError, match="axis"):
                function(picture, axis)
        for r_max in (-1, 8, 100):
            with pytest.raises(ValueError, match="r_max"):
                function(picture, 1, r_max)
        with pytest.raises(TypeError):
            function(picture, 1, 2.5)
        with pytest.raises(TypeError):
            function(picture, 1, phase=1.0)
        with pytest.raises(ValueError, match="mask has shape"):
            function(picture, 1, mask=np.ones((8, 6), bool))
        with pytest.raises(TypeError, match="mask"):
            function(picture, 1, mask=np.ones((6, 8)))
        with pytest.raises(ValueError, match="threads"):
            function(picture, 1, threads=0)


def test_a_phase_that_is_nowhere_is_refused_only_in_a_label_image():
    for dtype in (np.uint8, np.int16, np.int64):
        grey = np.array([[0, 255 if dtype == np.uint8 else 300]], dtype)
        with pytest.raises(ValueError, match="none equal to phase 1"):
            two_point(grey, 1)
        with pytest.raises(ValueError, match="none equal to phase -1"):
            lineal_path(grey, 1, phase=-1)
        with pytest.raises(ValueError, match="none equal to phase 70000"):
            lineal_path(grey, 1, phase=70000)
        # A picture of 0 alone is a two-phase picture without phase 1.
        assert two_point(np.zeros((2, 3), dtype), 1).counts.tolist() == [0, 0, 0]
    assert two_point(np.ones((2, 3), bool), 1, phase=0).counts.tolist() == [0, 0, 0]
    assert two_point(np.ones((2, 3), bool), 1, phase=2).counts.tolist() == [0, 0, 0]
    # The label is there, though the mask hides it.
    labels = np.array([[2, 0, 0], [0, 0, 0]], np.uint8)
    assert two_point(labels, 1, phase=2, mask=labels == 0).counts.tolist() == [0, 0, 0]
