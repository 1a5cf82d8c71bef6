"""The kernel's C by every compiler that is here, with and without what is of one processor only."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import geodesk.morphology
from geodesk.morphology import kernel_paths
from tests.unit.morphology import reference

HERE = Path(__file__).parent
HEADERS = Path(geodesk.morphology.__file__).parent
SIZE = 512
# A header's unused functions are not a fault.
FLAGS = ["-std=c11", "-O3", "-Wall", "-Wextra", "-Wno-unused-function", f"-I{HEADERS}"]


def segments(histogram, ring):
    """Segments of r + 1 pixels in runs of each length; a ring of one value alone has one at every pixel."""
    lengths = np.arange(len(histogram))
    whole = histogram[-1] if ring else 0
    return [int((np.maximum(lengths - r, 0) * histogram).sum() + r * whole) for r in range(40)]


def check(command, folder, paths, runner=()):
    """Build the probe, run it, and compare all it says with the definitions."""
    program = folder / "probe"
    built = subprocess.run(
        [*command, *FLAGS, str(HERE / "probe.c"), "-o", str(program)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert built.returncode == 0, built.stderr
    grey = np.random.default_rng(8).integers(0, 256, (SIZE, SIZE), np.uint8)
    grey[:, ::3] = 150  # runs of more than a few pixels too
    done = subprocess.run(
        [*runner, str(program), str(SIZE)], input=grey.tobytes(), capture_output=True, check=True, timeout=120
    )
    flags = grey > 100
    expected = {
        f"pairs_{name}": reference.pairs(flags, axis, 40, False) for name, axis in (("x", 1), ("y", 0))
    }
    seen = set()
    for line in done.stdout.decode().splitlines():
        what, path, *values = line.split()
        numbers = np.array(values, dtype=np.int64)
        seen.add(path)
        if what in expected:
            assert numbers.tolist() == expected[what], (what, path)
        elif what == "levels_x":
            assert segments(numbers, False) == reference.segments(flags, 1, 39, False)
        else:
            kind, _, name = what.partition("_")
            runs = numbers.reshape(-1, 2)
            step = {"x": (0, 1), "y": (1, 0), "d": (1, 1)}[name]
            for value in (0, 1):
                counts = reference.vector_segments(flags == value, step, 39, kind == "ring")
                assert segments(runs[:, value], kind == "ring") == counts, (what, path, value)
    assert seen == set(paths)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_each_compiler_counts_the_same(compiler, tmp_path):
    found = [
        name for name in (compiler, *(f"{compiler}-{n}" for n in range(20, 10, -1))) if shutil.which(name)
    ]
    if not found:
        pytest.skip(f"{compiler} is not installed")
    compiler = found[0]
    check([compiler], tmp_path, kernel_paths())


def test_without_anything_of_this_processor(tmp_path):
    compiler = next(filter(shutil.which, ("gcc", "clang", "cc")), None)
    if compiler is None:
        pytest.skip("there is no C compiler")
    check([compiler, "-DGD_PORTABLE", "-fsanitize=undefined"], tmp_path, ["plain"])


def test_another_processor(tmp_path):
    compiler, runner = "aarch64-linux-gnu-gcc", "qemu-aarch64"
    if shutil.which(compiler) is None or shutil.which(runner) is None:
        pytest.skip(f"{compiler} or {runner} is not installed")
    check([compiler, "-static"], tmp_path, ["plain", "neon"], [runner])
