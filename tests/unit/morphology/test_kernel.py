"""Every code path and every number of threads counts the same; a missing kernel says what to do."""

import subprocess
import sys

import numpy as np
import pytest

from geodesk.language import GeoDeskError, set_language
from geodesk.morphology import (
    UnavailableKernel,
    correlations,
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
