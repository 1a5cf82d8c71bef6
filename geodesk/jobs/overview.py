"""The main job in one go: describe, classify and characterise pictures, and one report of it all."""

import io
from collections.abc import Generator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from geodesk import micrograph
from geodesk.collection import Picture, Prediction, open_corrected
from geodesk.jobs.characterise import Characterised, characterise
from geodesk.jobs.classify import classify, write_predictions
from geodesk.jobs.curvetable import write_curves
from geodesk.jobs.inputs import Inputs
from geodesk.jobs.progress import Progress
from geodesk.jobs.report import Entry, write_report
from geodesk.jobs.runs import open_run
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import load, refuse_failed

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Done:
    """One picture of the overview, or why it failed."""

    item: Picture
    error: Sentence | None


def overview(
    inputs: Inputs, out: Path, *, model: str, device: str = "auto"
) -> Generator[Progress[Done], None, None]:
    """Write ``predictions.csv``, ``curves.csv``, ``summary.csv`` and ``index.html`` into `out`.

    Parameters
    ----------
    model
        Name or path of a classifier.

    Raises
    ------
    GeoDeskError
        The model is refused or a result cannot be written.
    """
    classifier = load(model, device)
    refuse_failed(classifier)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeoDeskError(
            en=f"The folder {out} cannot be made ({error.strerror}).",
            es=f"No se puede crear la carpeta {out} ({error.strerror}).",
        ) from error
    items = inputs.items
    total = len(items)
    predictions: dict[str, Prediction] = {}
    run, _ = open_run(inputs, classifier, out / "predictions.csv", resume=False, batch=_BATCH)
    with nullcontext() if run is None else run:
        for step in classify(items, classifier, batch=_BATCH, run=run):
            predictions.update((row.path, row) for row in step.rows)
            # Each picture is looked at twice, so it is half done here.
            yield Progress(step.done // 2, total, step.failed, notices=step.notices)
        if run is not None:
            run.finish()
    curves: dict[str, Characterised] = {}
    for measured in characterise(items):
        curves.update((row.item.path, row) for row in measured.rows)
        done = tuple(Done(row.item, row.error or predictions[row.item.path].error) for row in measured.rows)
        yield Progress((total + measured.done) // 2, total, measured.failed, done)
    write_predictions(
        out / "predictions.csv", list(predictions.values()), classifier.labels, classifier.identity
    )
    write_curves(iter(curves.values()), out / "curves.csv", out / "summary.csv")
    entries = [Entry(predictions[item.path], curves[item.path], *_preview(item)) for item in items]
    write_report(out / "index.html", entries, classifier)


def _preview(item: Picture) -> tuple[bytes, bool]:
    """A small PNG of a picture's first page, empty where it cannot be read; whether it is synthetic."""
    try:
        with open_corrected(None, item) as picture:
            synthetic = picture.metadata.get("synthetic") == "yes"
            image = Image.fromarray(np.ascontiguousarray(micrograph.to_display(picture.pixels())))
    except (GeoDeskError, MemoryError):
        return b"", False
    image.thumbnail((240, 240))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue(), synthetic
