"""What a run of a recipe writes besides the results: where, and a record of what was done."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodesk import __version__
from geodesk.collection import Collection, printable, replacing
from geodesk.collection.durable import make_folder
from geodesk.collection.errors import unwritable
from geodesk.collection.store import safe_name
from geodesk.jobs.recipes.finding import Found
from geodesk.jobs.recipes.recipe import ENDING, RECORD, BadRecipe, Recipe
from geodesk.jobs.recipes.steps import Step

# Their results depend on the pictures and the step alone; the others look at labels, strokes or points too.
_SKIPPABLE = {"classify", "caption", "characterise", "transport", "sweep"}
_MOST_FOLDERS = 1000


def usual_out(folder: Path, recipe: Recipe) -> Path:
    """Where the results of a recipe go unless a user says otherwise: a folder beside the pictures' one.

    Not within it: pictures that a recipe writes would be part of the collection. A folder that holds
    something else is left alone: the next one gets a number.
    """
    place, own = folder.absolute(), digest(recipe)
    name = f"{place.name} - {safe_name(recipe.name, 'recipe')}"
    for number in range(1, _MOST_FOLDERS):
        out = place.parent / (name if number == 1 else f"{name} {number}")
        if not os.path.lexists(out) or ((record := RunRecord.read(out)) is not None and record.recipe == own):
            break
    return out


def prepare(recipe: Recipe, folder: Path, out: Path) -> None:
    """Make the folder of the results, and see that nothing else is written over.

    Raises
    ------
    BadRecipe
        It lies within the pictures' folder and pictures would be written, or holds files of such names that
        this recipe has not written.
    CollectionError
        It cannot be made.
    """
    name = printable(str(out))
    here, there = os.path.realpath(folder), os.path.realpath(out)
    pictures = any(
        output.pictures and output.name in step.outputs
        for step in recipe.steps
        for output in step.spec.outputs
    )
    if pictures and os.path.commonpath([here, there]) == here:
        raise BadRecipe(
            en=f"The recipe writes pictures, which would become part of the folder they are in; choose a"
            f" folder for the results that is not within {printable(str(folder))}.",
            es="La receta escribe imágenes, que pasarían a ser parte de la carpeta en la que están; elija"
            f" para los resultados una carpeta que no esté dentro de {printable(str(folder))}.",
        )
    if out.exists() and not out.is_dir():
        raise BadRecipe(
            en=f"{name} is a file; choose a folder for the results.",
            es=f"{name} es un archivo; elija una carpeta para los resultados.",
        )
    record = RunRecord.read(out)
    if record is None or record.recipe != digest(recipe):
        for step in recipe.steps:
            for written in step.outputs.values():
                if os.path.lexists(out / written):
                    raise BadRecipe(
                        en=f"{name} holds {written} already, which this recipe did not write; choose another"
                        " folder for the results.",
                        es=f"En {name} ya hay {written}, que no es de esta receta; elija otra carpeta para"
                        " los resultados.",
                    )
    try:
        make_folder(out)
    except OSError as fault:
        raise unwritable(str(out), fault) from fault


def digest(recipe: Recipe) -> str:
    """What tells one recipe from another: its steps."""
    steps = [(s.job, s.options, s.model and s.model.sha256, s.outputs) for s in recipe.steps]
    return hashlib.sha256(json.dumps(steps, sort_keys=True, default=dict).encode()).hexdigest()


def pictures_digest(collection: Collection) -> str:
    """What tells one state of a folder's pictures from another: names, sizes, times and corrections."""
    whole = hashlib.sha256()
    for one in collection.pictures():
        whole.update(
            repr((one.path, one.size, one.mtime_ns, one.correction)).encode("utf-8", "surrogateescape")
        )
    return whole.hexdigest()


@dataclass(slots=True)
class StepRecord:
    """How a step of a run came out.

    Attributes
    ----------
    state
        ``"done"`` or ``"failed"``; empty: not yet.
    changed_model
        Whether the model is another than the recipe's, by leave of the user.
    """

    job: str
    outputs: dict[str, str]
    model: dict[str, str] | None = None
    changed_model: bool = False
    state: str = ""
    pictures: int = 0
    failed: int = 0


@dataclass(slots=True)
class RunRecord:
    """What stands in ``run.json`` beside the results.

    Attributes
    ----------
    recipe, pictures
        Of `digest` and `pictures_digest`.
    """

    name: str
    recipe: str
    folder: str
    pictures: str
    steps: list[StepRecord] = field(default_factory=list)

    @classmethod
    def begin(cls, recipe: Recipe, collection: Collection, found: Sequence[Found | None]) -> "RunRecord":
        """A run that has done nothing yet; `found` is the model of each step."""
        steps = []
        for step, model in zip(recipe.steps, found, strict=True):
            used = None
            if model is not None:
                used = {
                    "name": model.wanted.name,
                    "sha256": model.sha256,
                    "recipe_sha256": model.wanted.sha256,
                }
            changed = model is not None and model.state == "changed"
            steps.append(StepRecord(step.job, dict(step.outputs), used, changed))
        name = printable(str(collection.folder))
        return cls(recipe.name, digest(recipe), name, pictures_digest(collection), steps)

    @classmethod
    def read(cls, out: Path) -> "RunRecord | None":
        """That of a folder of results; None if there is none that can be read."""
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raw = json.loads((out / RECORD).read_bytes())
            steps = [StepRecord(**step) for step in raw["steps"]]
            return cls(raw["name"], raw["recipe_sha256"], raw["folder"], raw["pictures_sha256"], steps)
        return None

    def goes_on(self, before: "RunRecord | None") -> list[int]:
        """The numbers (from 0) of the steps that an earlier run has done with the very same pictures."""
        if before is None or (before.recipe, before.pictures) != (self.recipe, self.pictures):
            return []
        if len(before.steps) != len(self.steps):
            return []
        done = []
        for number, (old, new) in enumerate(zip(before.steps, self.steps, strict=True)):
            same = (old.job, old.model, old.outputs) == (new.job, new.model, new.outputs)
            if old.state == "done" and same and old.job in _SKIPPABLE:
                done.append(number)
        return done

    def write(self, out: Path) -> None:
        """Write it in one piece. Raises `CollectionError`."""
        document: dict[str, Any] = {
            "name": self.name,
            "recipe_sha256": self.recipe,
            "program": __version__,
            "folder": self.folder,
            "pictures_sha256": self.pictures,
            "steps": [
                {name: getattr(step, name) for name in StepRecord.__dataclass_fields__} for step in self.steps
            ],
        }
        with replacing(out / RECORD) as stream:
            stream.write(
                json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
            )


def keep_copy(recipe: Recipe, out: Path) -> Path:
    """Write the recipe beside its results; returns the file. Raises `CollectionError`."""
    file = out / f"{safe_name(recipe.name, 'recipe')}{ENDING}"
    recipe.write(file)
    return file


def paths_of(step: Step, out: Path) -> dict[str, Path]:
    """Where a step writes."""
    return {name: out / written for name, written in step.outputs.items()}


def outputs_left(step: Step, out: Path) -> Iterator[Path]:
    """What a step should have written and is not there."""
    return (path for path in paths_of(step, out).values() if not path.exists())
