"""Folder classification against a bare Pillow and onnxruntime loop with the same tiles.

The bare loop is what a good notebook does: open, grey, cut tiles, resize, stack, run. The two take turns.
"""

import math
import statistics
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from geodesk import models
from geodesk.jobs.classify import classify
from geodesk.jobs.inputs import gather


def bare_loop(files: list[Path], session: onnxruntime.InferenceSession, tile: int, side: int) -> list[float]:
    """Median probability of the last class over 350 x 350 tiles of each picture."""
    results = []
    for file in files:
        picture = Image.open(file).convert("L")
        xs, ys = _starts(picture.width, tile), _starts(picture.height, tile)
        tiles = [picture.crop((x, y, x + tile, y + tile)).resize((side, side), 2) for y in ys for x in xs]
        batch = np.stack([np.asarray(t, np.float32) for t in tiles])[..., None]
        results.append(float(np.median(session.run(None, {"image": batch})[0][:, -1])))
    return results


def ours(folder: Path, model: models.Classifier) -> list[float]:
    """The same through the job, journal and all."""
    inputs = gather([folder])
    assert inputs.collection is not None
    with inputs.collection.predictions.begin(model.name, model.sha256, model.labels, {}) as run:
        rows = [row for step in classify(inputs.items, model, run=run) for row in step.rows]
        run.finish()
    return [row.p[-1] for row in rows]


def main(folder: Path, rounds: int = 5) -> None:
    """Print medians and the ratio; the pictures are copied so that the journal has a place."""
    model = models.load("sem-usable", "cpu")
    files = [item.file for item in gather([folder]).items]
    session = onnxruntime.InferenceSession(str(model.path), providers=["CPUExecutionProvider"])
    assert model.spec.tile is not None
    bare, jobs = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        expected = bare_loop(files, session, model.spec.tile.size, model.spec.width)
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = ours(folder, model)
        jobs.append(time.perf_counter() - began)
    assert np.allclose(expected, found, atol=1e-5), "the two loops must agree"
    a, b = statistics.median(bare), statistics.median(jobs)
    ratios = sorted(j / p for j, p in zip(jobs, bare, strict=True))
    print(f"classify {len(files)} pictures, {rounds} rounds by turns, CPU")
    print(f"  bare Pillow + onnxruntime  {1e3 * a / len(files):8.1f} ms a picture")
    print(f"  geodesk (with its journal) {1e3 * b / len(files):8.1f} ms a picture")
    print(f"  ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}); target ≤ 1.15")


def _starts(length: int, tile: int) -> list[int]:
    count = math.ceil(length / tile)
    return [0] if count <= 1 else [(length - tile) * i // (count - 1) for i in range(count)]
