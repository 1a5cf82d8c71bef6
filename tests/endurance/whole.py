"""A small folder of real pictures with one of each of the files that GeoDesk keeps beside them."""

import sys
from pathlib import Path

import numpy as np

from geodesk.collection import (
    DEFAULT_PATTERNS,
    CaptionRow,
    Collection,
    KeptCaption,
    LabelClass,
    Measurement,
    Phase,
    Picture,
    Stroke,
    Strokes,
    Suggested,
    export_labels,
    usual_scheme,
)
from geodesk.desktop.settings import Settings
from geodesk.jobs.recipes.recipe import ENDING
from geodesk.jobs.recipes.runs import RunRecord
from geodesk.jobs.recipes.saving import recipe_of
from geodesk.language import Sentence
from geodesk.models import Answers

PICTURES = 4
BESIDE = "beside"
"""Folder of what lies outside the collection: table, recipe, record of a run, settings, answers."""
HASH = "5" * 64


def whole(folder: Path) -> Collection:
    """Fill the ``.geodesk`` of a folder of pictures, and a folder `BESIDE` that."""
    collection = Collection.open(folder, annotator="ana", machine="scope")
    pictures = collection.pictures()[:PICTURES]
    labelled(collection, pictures)
    said_by_models(collection, pictures)
    drawn(collection, pictures)
    done(collection, folder.parent / BESIDE)
    collection.index.update()
    for _ in collection.index.hash_pictures():
        pass
    collection.index.close()
    return collection


def labelled(collection: Collection, pictures: list[Picture]) -> None:
    """Labels of two people with undo, an adjudication, corrections, classes and patterns."""
    collection.set_classes(
        [LabelClass("NO"), LabelClass("YES", "sí", "yes"), LabelClass("roca", colour="#aa3300")]
    )
    collection.set_patterns(DEFAULT_PATTERNS)
    for turn, picture in enumerate(pictures):
        collection.labels.set(picture, ("YES", "NO", "roca", "UNSURE")[turn % 4])
    collection.labels.undo()
    collection.labels.redo()
    collection.labels.set_many([(picture, "YES") for picture in pictures], how="adjudicated")
    other = Collection.open(collection.folder, annotator="beto", machine="scope")
    other.labels.set(pictures[0], "NO")
    collection.corrections.set_pixel_size(pictures[0], 1.5e-6)
    collection.corrections.set_bar(pictures[1], (0, 10, 20, 5))


def said_by_models(collection: Collection, pictures: list[Picture]) -> None:
    """A run of predictions with an error, one of captions, and a caption that a person kept."""
    settings = {"batch": 32, "provider": "CPUExecutionProvider"}
    with collection.predictions.begin("usable", HASH, ["NO", "YES"], settings) as run:
        for picture in pictures[1:]:
            run.add(picture, [0.25, 0.75], provider="CPUExecutionProvider")
        run.add_error(pictures[0], Sentence(en="It is damaged.", es="Está dañada."))
    with collection.captioned.begin("leyendas", HASH, ["tipo"], {}) as captioned:
        first = pictures[0]
        said = (("flujo de tierra", 0.5), ("caída", 0.25))
        captioned.add(CaptionRow(first.id, first.path, first.size, first.mtime_ns, said, "leyendas", HASH))
    attributes = {"tipo": "flujo", "actividad": "activo"}
    corners = ((1.0, 1.0), (20.5, 1.0), (10.0, 30.0))
    kept = KeptCaption("Flujo activo.", attributes, corners, 12.5, 40.0, "Caída.", "leyendas 1")
    collection.captions.keep(pictures[0], kept)


def drawn(collection: Collection, pictures: list[Picture]) -> None:
    """Measurements, a point count with its scheme, strokes, retouches, a label image."""
    collection.measurements.put(
        [Measurement("", pictures[0].path, "length", ((1, 2), (30, 40)), name="fibra")]
    )
    collection.measurements.put([Measurement("", pictures[1].path, "angle", ((1, 2), (30, 40), (5, 6)))])
    collection.measurements.undo()
    collection.set_counting(usual_scheme())
    grid = collection.points.begin(pictures[0].path, [(1, 1), (9, 9), (20, 9)], (0, 0, 40, 40), seed=5)
    collection.points.suggest(grid, Suggested("model", "m 1", ("quartz", None, "mica"), (0.9, 0.0, 0.5)))
    collection.points.set(grid, {0: "quartz", 1: "mica"})
    collection.points.undo()
    phases = (Phase(0, "poro", "pore"), Phase(1, "sólido", "solid", "#3366aa"))
    strokes = (
        Stroke(pictures[0].path, 1, ((3.0, 4.0), (9.5, 9.0)), 5.0),
        Stroke(pictures[1].path, 0, ((1, 1),)),
    )
    collection.set_strokes(Strokes(phases, strokes))
    collection.set_retouches(Strokes(phases, (Stroke(pictures[0].path, 1, ((3, 4),), 1.0, 0, True),)))
    collection.phases.save(pictures[0], np.eye(40, dtype=np.uint8), {"phases": []})


def done(collection: Collection, beside: Path) -> None:
    """The history, and what lies elsewhere: table of labels, recipe, record of its run, settings, answers."""
    beside.mkdir(exist_ok=True)
    model = {"name": "usable", "sha256": HASH, "file": "usable.onnx", "path": "usable.onnx"}
    collection.history.add(
        "classify", {"batch": 32}, model=model, outputs={"out": "p.csv"}, pictures=PICTURES
    )
    collection.history.add("characterise", {"rmax": 8}, outputs={"out": "c.csv"}, seconds=1.5)
    export_labels(collection, beside / "labels.csv", all=True)
    recipe = recipe_of("rutina", collection.history.deeds())
    recipe.write(beside / f"rutina{ENDING}")
    RunRecord.begin(recipe, collection, [None] * len(recipe.steps)).write(beside)
    Settings(beside / "settings.json").set(language="es", splitters={"main": [1, 2]}, models=["a.onnx"])
    Answers(("NO", "YES"), "0..1", (8, 8)).write(beside / "answers.json")


if __name__ == "__main__":
    whole(Path(sys.argv[1]))
