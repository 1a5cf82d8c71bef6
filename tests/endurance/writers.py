"""Everything that GeoDesk writes about a folder, each as a call and how to read it back.

A way changes something each time: the number of the turn is in what it writes.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geodesk.collection import (
    CaptionRow,
    Collection,
    KeptCaption,
    LabelClass,
    Measurement,
    Phase,
    Stroke,
    Strokes,
    export_labels,
    usual_scheme,
)
from geodesk.desktop.settings import Settings
from geodesk.jobs.measured import measured
from geodesk.jobs.measuredtable import write_measurements
from geodesk.jobs.recipes.recipe import Recipe
from geodesk.jobs.recipes.runs import RunRecord
from geodesk.jobs.recipes.saving import recipe_of
from geodesk.micrograph.thumbnails import thumbnail
from geodesk.models import Answers

HASH = "5" * 64


@dataclass(frozen=True)
class Way:
    """One thing that is written.

    Attributes
    ----------
    write
        By collection, folder for files beside it, and turn.
    read
        What is there, to be compared.
    quiet
        A disk that refuses is no error: what is lost can be made again, or is only a setting.
    """

    name: str
    write: Callable[[Collection, Path, int], object]
    read: Callable[[Collection, Path], object]
    quiet: bool = False


def _label(collection: Collection, _: Path, turn: int) -> None:
    collection.labels.set(collection.pictures()[0], f"clase {turn}")


def _labels(collection: Collection, _: Path, turn: int) -> None:
    collection.labels.set_many([(one, f"clase {turn}") for one in collection.pictures()])


def _undone(collection: Collection, _: Path, turn: int) -> None:
    collection.labels.undo() if turn % 2 else collection.labels.redo()


def _labels_read(collection: Collection, _: Path) -> object:
    return [
        [(event.label, event.time) for event in collection.labels.history(one)]
        for one in collection.pictures()
    ]


def _pixel_size(collection: Collection, _: Path, turn: int) -> None:
    collection.corrections.set_pixel_size(collection.pictures(), turn * 1e-6)


def _caption(collection: Collection, _: Path, turn: int) -> None:
    collection.captions.keep(collection.pictures()[0], KeptCaption(f"Flujo {turn}.", {"tipo": "flujo"}))


def _measurement(collection: Collection, _: Path, turn: int) -> None:
    path = collection.pictures()[0].path
    collection.measurements.put([Measurement("", path, "length", ((1, 2), (30, 40 + turn)))])


def _grid(collection: Collection, _: Path, turn: int) -> None:
    collection.points.begin(collection.pictures()[0].path, [(turn, 1), (9, 9)], (0, 0, 40, 40))


def _point(collection: Collection, _: Path, turn: int) -> None:
    for grid in collection.points.grids():
        collection.points.set(grid, {0: f"mineral {turn}", 1: f"mineral {turn}"})


def _points_read(collection: Collection, _: Path) -> object:
    points = collection.points
    return [
        (grid.points, [(at, one.label) for at, one in points.states(grid).items()]) for grid in points.grids()
    ]


def _deed(collection: Collection, _: Path, turn: int) -> None:
    collection.history.add("classify", {"batch": turn}, outputs={"out": f"{turn}.csv"})


def _predictions(collection: Collection, _: Path, turn: int) -> None:
    with collection.predictions.begin(f"m{turn}", HASH, ["NO", "YES"], {"batch": turn}) as run:
        for picture in collection.pictures():
            run.add(picture, [0.25, 0.75], provider="CPUExecutionProvider")
        run.finish()


def _predictions_read(collection: Collection, _: Path) -> object:
    # A run that was cut short may leave a journal without rows: it is not the last one that came to its end.
    finished = [one for one in collection.predictions.journals() if one.finished]
    return [(one.header["model"], sorted(one.rows)) for one in finished]


def _captions(collection: Collection, _: Path, turn: int) -> None:
    with collection.captioned.begin("leyendas", HASH, ["tipo"], {"turn": turn}) as run:
        for one in collection.pictures():
            run.add(
                CaptionRow(one.id, one.path, one.size, one.mtime_ns, ((f"{turn}", 0.5),), "leyendas", HASH)
            )
        run.finish()


def _captions_read(collection: Collection, _: Path) -> object:
    return [sorted(one.rows) for one in collection.captioned.journals() if one.finished]


def _strokes(turn: int) -> Strokes:
    line = tuple((float(x), float(x % 7)) for x in range(200 + turn))
    return Strokes((Phase(0), Phase(1)), (Stroke("a", 1, line, 3.0),))


def _phases(collection: Collection, _: Path, turn: int) -> None:
    labels = (np.random.default_rng(turn).random((200, 200)) < 0.5).astype(np.uint8)
    collection.phases.save(collection.pictures()[0], labels, {"phases": [], "turn": turn})


def _phases_read(collection: Collection, _: Path) -> object:
    found = collection.phases.of(collection.pictures()[0])
    return None if found is None else found.labels().tobytes()


def _scheme(collection: Collection, _: Path, turn: int) -> None:
    collection.set_counting(usual_scheme([LabelClass(f"cuarzo {n}") for n in range(1 + turn % 8)]))


def _classes(collection: Collection, _: Path, turn: int) -> None:
    collection.set_classes([LabelClass(f"clase {turn} {n}", "español", "English") for n in range(9)])


def _table(collection: Collection, beside: Path, turn: int) -> None:
    if turn > 1:
        both = [(one, f"clase {turn}") for one in collection.pictures()]
        collection.labels.set_many(both, how="adjudicated")
    export_labels(collection, beside / "labels.csv", all=True)


def _bytes_of(name: str) -> Callable[[Collection, Path], object]:
    def read(_: Collection, beside: Path) -> object:
        found = sorted(beside.glob(name))
        return [file.read_bytes() for file in found]

    return read


def _measured(collection: Collection, beside: Path, turn: int) -> None:
    rows = [row for step in measured(collection) for row in step.rows]
    write_measurements(beside / "measured.csv", rows * turn)


def _recipe(collection: Collection, beside: Path, turn: int) -> None:
    recipe = recipe_of(f"rutina {turn}", collection.history.deeds())
    recipe.write(beside / "rutina.geodesk-recipe.json")


def _record(collection: Collection, beside: Path, turn: int) -> None:
    recipe = Recipe(f"rutina {turn}", (), "2026-11-22T00:00:00Z")
    RunRecord.begin(recipe, collection, []).write(beside)


def _settings(_: Collection, beside: Path, turn: int) -> None:
    Settings(beside / "settings.json").set(models=[f"modelo {turn}.onnx"] * 40)


def _settings_read(_: Collection, beside: Path) -> object:
    file = beside / "settings.json"
    return json.loads(file.read_bytes()) if file.exists() else None


def _answers(_: Collection, beside: Path, turn: int) -> None:
    with suppress(OSError):  # then it is asked again
        Answers(("NO", f"YES {turn}"), "0..1").write(beside / "answers.json")


def _thumbnails(collection: Collection, _: Path, turn: int) -> None:
    for one in collection.pictures():
        assert hasattr(thumbnail(one.file, 100 + turn), "shape")


def _index(collection: Collection, _: Path, turn: int) -> None:
    collection.index.update()
    assert sum(collection.index.counts().values()) == len(collection.pictures())
    assert all(one.sha256 or not one.error for one in collection.index.hash_pictures())


def _nothing(*_: Any) -> object:
    return None


WAYS = (
    Way("a label", _label, _labels_read),
    Way("labels in bulk", _labels, _labels_read),
    Way("undo and redo", _undone, _labels_read),
    Way("corrections", _pixel_size, lambda c, _: c.corrections.current()),
    Way("a caption", _caption, lambda c, _: c.captions.current()),
    Way("a measurement", _measurement, lambda c, _: c.measurements.all()),
    Way("a grid of points", _grid, _points_read),
    Way("points", _point, _points_read),
    Way("history", _deed, lambda c, _: c.history.deeds()),
    Way("a run of predictions", _predictions, _predictions_read),
    Way("a run of captions", _captions, _captions_read),
    Way("classes", _classes, lambda c, _: c.classes()),
    Way("strokes", lambda c, _, turn: c.set_strokes(_strokes(turn)), lambda c, _: c.strokes()),
    Way("retouches", lambda c, _, turn: c.set_retouches(_strokes(turn)), lambda c, _: c.retouches()),
    Way("classes of a count", _scheme, lambda c, _: c.counting()),
    Way("a label image", _phases, _phases_read),
    Way("a table of labels", _table, _bytes_of("labels.csv")),
    Way("a table of measurements", _measured, _bytes_of("measured.csv")),
    Way("a recipe", _recipe, _bytes_of("*.geodesk-recipe.json")),
    Way("the record of a run", _record, _bytes_of("run.json")),
    Way("answers for a model", _answers, _bytes_of("answers.json"), quiet=True),
    Way("settings", _settings, _settings_read, quiet=True),
    Way("thumbnails in the cache", _thumbnails, _nothing, quiet=True),
    Way("the index in the cache", _index, _nothing, quiet=True),
)
