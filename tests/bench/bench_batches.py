"""Why the CPU gets few inputs at once: time and memory of the bundled classifiers by the size of a batch.

``python -m tests.bench.bench_batches``. Sizes take turns; memory is what the first batch added, each in a
process of its own.
"""

import subprocess
import sys
import time

import numpy as np
from numpy.typing import NDArray

from geodesk import models

SIZES = (1, 3, 8, 32)


def main(rounds: int = 5) -> None:
    """Print milliseconds a picture, their ratio to one by one, and the memory of a batch."""
    for name in ("sem-usable", "sandstone-grains"):
        model = models.load(name, "cpu")
        inputs = _inputs(model, max(SIZES))
        took: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(rounds):
            for size in SIZES:
                began = time.perf_counter()
                for start in range(0, len(inputs), size):
                    _run(model, inputs[start : start + size])
                took[size].append((time.perf_counter() - began) / len(inputs))
        side = f"{model.spec.height} x {model.spec.width}"
        print(f"{name}, {len(inputs)} inputs of {side}, {rounds} by turns, CPU")
        for size in SIZES:
            ratios = sorted(own / one for own, one in zip(took[size], took[1], strict=True))
            print(
                f"  {size:2} at once  {1e3 * min(took[size]):7.1f} ms a picture at best,"
                f" {ratios[len(ratios) // 2]:.2f} of one by one ({ratios[0]:.2f}-{ratios[-1]:.2f}),"
                f" {_memory(name, size):5.0f} MB"
            )
        print(f"  GeoDesk runs {model.at_once(model.spec)} at once")


def _inputs(model: models.Classifier, count: int) -> NDArray[np.generic]:
    spec = model.spec
    shape = (count, spec.height, spec.width, spec.channels)
    return np.random.default_rng(1).integers(0, 256, shape).astype(spec.dtype)


def _run(model: models.Classifier, batch: NDArray[np.generic]) -> None:
    model.runner.run(model.runner.outputs[0].name, {model.spec.name: batch})


def _memory(name: str, size: int) -> float:
    """Megabytes that a process grew by for its first batch."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_batches", name, str(size)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _grown(name: str, size: int) -> float:
    import psutil

    model, process = models.load(name, "cpu"), psutil.Process()
    inputs, before = _inputs(model, size), process.memory_info().rss
    _run(model, inputs)
    return (process.memory_info().rss - before) / 1e6


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(_grown(sys.argv[1], int(sys.argv[2])))
    else:
        main()
