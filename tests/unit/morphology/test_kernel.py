"""Every code path and every number of threads counts the same; a missing kernel says what to do."""

import subprocess
import sys

import numpy as np
import pytest

from geodesk.language import GeoDeskError, set_language
from geodesk.morphology import (
    UnavailableKernel,
    correlations,
    directional,
    force_kernel_path,
    kernel_path,
    kernel_paths,
    lineal_path,
    two_point,
)
from tests.unit.morphology import reference

# Heights meet every remainder of the unrolled loops, 520 lines every word of a row, and a picture of one
# phase alone fills every counter.
HEIGHTS = [*range(1, 18), 31, 32, 33, 63, 64, 65, 511, 512, 513, 520, 1100]


@pytest.fixture(autouse=True)
def default_path(monkeypatch):
    monkeypatch.delenv("GEODESK_KERNEL", raising=False)
    yield
    force_kernel_path(None)


@pytest.mark.parametrize("path", ["plain", "popcnt", "avx2", "avx512", "neon"])
def test_each_code_path_agrees_with_the_definition(path):
    if path not in kernel_paths():
        pytest.skip(f"this processor or this build has no {path}")
    force_kernel_path(path)
    assert kernel_path() == path
    for height in HEIGHTS:
        generator = np.random.default_rng(height)
        for share in (0.1, 0.5, 0.97, 1.0):
            picture = generator.random((height, 520)) < share
            last = min(height - 1, 140)
            for periodic in (False, True):
                counts = two_point(picture, 0, last, periodic).counts.tolist()
                assert counts == reference.pairs(picture, 0, last, periodic)
                for axis in (0, 1):
                    few = min(last, 9)
                    counts = lineal_path(picture, axis, few, periodic).counts.tolist()
                    assert counts == reference.segments(picture, axis, few, periodic)


@pytest.mark.parametrize("path", kernel_paths())
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_each_code_path_packs_and_turns_alike(path, dtype):
    force_kernel_path(path)
    generator = np.random.default_rng(1)
    highest = int(np.iinfo(dtype).max)
    for shape in ((3, 1), (5, 63), (4, 64), (66, 65), (70, 129), (130, 700), (700, 130)):
        labels = generator.integers(0, 3, shape).astype(dtype)
        labels.flat[:3] = 0, 1, 2  # each of them is there
        labels *= dtype(highest // 2)
        for phase in (0, highest // 2, highest // 2 * 2):
            for axis in (0, 1):
                last = min(shape[axis] - 1, 5)
                counts = two_point(labels, axis, last, phase=phase).counts.tolist()
                assert counts == reference.pairs(labels == phase, axis, last, False)
        grey = generator.integers(0, highest, shape, dtype, endpoint=True)
        for threshold in (0, highest // 3, highest - 1):
            found = correlations(grey, [1], min(shape[1] - 1, 3), threshold=threshold)[1].two_point[1]
            assert found.counts.tolist() == reference.pairs(grey > threshold, 1, len(found.counts) - 1, False)


def test_lines_too_long_for_the_columns_walked_together():
    picture = np.random.default_rng(2).random((40, 8300)) < 0.5
    for axis, periodic in ((0, False), (0, True), (1, True)):
        counts = lineal_path(picture, axis, 12, periodic).counts.tolist()
        assert counts == reference.segments(picture, axis, 12, periodic)
    for phase in (0, 1):
        found = directional(picture, ["diag1", "diag2"], 12)
        for name, step in (("diag1", (1, 1)), ("diag2", (-1, 1))):
            counts = reference.vector_segments(picture == phase, step, 12, False)
            assert found[name].lineal_path[phase].counts.tolist() == counts


@pytest.mark.parametrize("shape", [(1500, 1300), (1300, 1500), (110, 120, 130)], ids=str)
@pytest.mark.parametrize("masked", [False, True])
def test_any_number_of_threads_counts_the_same(shape, masked):
    generator = np.random.default_rng(9)
    grey = generator.integers(0, 256, shape, np.uint8)
    mask = generator.random(shape) < 0.9 if masked else None
    r_max = [min(n - 1, 200) for n in shape]
    for pixels in (grey, grey.astype(np.float32)):
        alone = correlations(pixels, r_max=r_max, mask=mask, threshold=100, threads=1)
        for threads in (2, 3, 16, None):
            shared = correlations(pixels, r_max=r_max, mask=mask, threshold=100, threads=threads)
            for axis, one in alone.items():
                for name in ("two_point", "lineal_path"):
                    for phase in (0, 1):
                        a, b = getattr(one, name)[phase], getattr(shared[axis], name)[phase]
                        np.testing.assert_array_equal(a.counts, b.counts)
                        np.testing.assert_array_equal(a.totals, b.totals)


def test_a_fault_in_a_thread_reaches_the_caller():
    labels = np.zeros((1100, 1100), np.uint8)
    with pytest.raises(ValueError, match="phase 1"):
        lineal_path(labels + np.uint8(7), 0, threads=2)


def test_the_fastest_path_is_the_default_and_plain_is_always_there():
    assert kernel_path() == kernel_paths()[0]
    assert kernel_paths()[-1] == "plain"


def test_the_environment_chooses_a_path(monkeypatch):
    monkeypatch.setenv("GEODESK_KERNEL", "plain")
    assert kernel_path() == "plain"
    monkeypatch.setenv("GEODESK_KERNEL", "")
    assert kernel_path() == kernel_paths()[0]
    monkeypatch.setenv("GEODESK_KERNEL", "mmx")
    with pytest.raises(UnavailableKernel, match="'mmx' is not available"):
        two_point(np.ones((2, 2), bool), 0)


def test_forcing_an_unavailable_path_is_an_error_and_changes_nothing():
    before = kernel_path()
    missing = ({"avx512", "avx2", "neon", "popcnt"} - set(kernel_paths())).pop()
    for name in (missing, "AVX2", ""):
        with pytest.raises(UnavailableKernel) as caught:
            force_kernel_path(name)
        assert isinstance(caught.value, GeoDeskError)
        assert isinstance(caught.value, ValueError)
    assert kernel_path() == before
    set_language("es")
    assert "no está disponible" in str(caught.value)


def python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


def test_without_the_compiled_kernel_the_import_says_how_to_build_it():
    done = python("import sys; sys.modules['geodesk.morphology._kernel'] = None; import geodesk.morphology")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: the compiled kernel")
    assert "pip install -e ." in last
    assert "setup.py build_ext --inplace" in last


def test_the_import_is_light():
    done = python(
        "import sys, geodesk.morphology;"
        "print([m for m in ('scipy', 'PIL', 'onnxruntime', 'tifffile', 'Cython') if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stderr
