"""Finding the models of a recipe on this machine: by their hash, wherever a model may lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geodesk.jobs.recipes.recipe import Recipe
from geodesk.jobs.recipes.steps import ModelRef
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import OnnxFile, installed, read_card

State = Literal["found", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a model that a recipe names.

    Attributes
    ----------
    state
        ``found``: the very file; ``changed``: one of the same name with another hash; ``missing``.
    path
        Of what there is; None if missing.
    sha256
        Of what there is.
    """

    wanted: ModelRef
    state: State
    path: Path | None = None
    sha256: str = ""

    @property
    def sentence(self) -> Sentence:
        """What a user should know."""
        wanted = self.wanted
        if self.state == "found":
            return Sentence(
                en=f"The model {wanted.identity} is here: {self.path}.",
                es=f"El modelo {wanted.identity} está aquí: {self.path}.",
            )
        if self.state == "changed":
            return Sentence(
                en=f"The model {wanted.name} has changed: the recipe used {wanted.sha256[:12]}, here is"
                f" {self.sha256[:12]} ({self.path}); results will differ.",
                es=f"El modelo {wanted.name} cambió: la receta usó {wanted.sha256[:12]} y aquí está"
                f" {self.sha256[:12]} ({self.path}); los resultados serán otros.",
            )
        return Sentence(
            en=f"The model {wanted.identity} ({wanted.file}) is not here; put its file beside the recipe.",
            es=f"El modelo {wanted.identity} ({wanted.file}) no está aquí; ponga su archivo"
            " junto a la receta.",
        )


def find_models(
    recipe: Recipe, beside: Path | None = None, folders: Iterable[Path] = (), files: Sequence[Path] = ()
) -> dict[ModelRef, Found]:
    """What there is of each model of a recipe.

    Parameters
    ----------
    beside
        The recipe's file: models in its folder are looked at.
    folders
        More folders of models.
    files
        More model files.
    """
    places = [*folders] if beside is None else [beside.parent, *folders]
    candidates = [*files]
    for place in places:
        candidates += sorted(place.glob("*.onnx"))
    known = _Known([*candidates, *installed()])
    wanted = dict.fromkeys(step.model for step in recipe.steps if step.model is not None)
    return {model: known.look_for(model) for model in wanted}


def find_model(wanted: ModelRef, files: Iterable[Path] = ()) -> Found:
    """What there is of one model, among `files` and the installed ones."""
    return _Known([*files, *installed()]).look_for(wanted)


class _Known:
    """Model files, each read once at most."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = list(dict.fromkeys(files))
        self._read: dict[Path, tuple[str, str]] = {}

    def look_for(self, model: ModelRef) -> Found:
        # A file of the same name is the likeliest, and files are large.
        for file in sorted(self._files, key=lambda file: file.name != model.file):
            if self._facts(file)[0] == model.sha256:
                return Found(model, "found", file, model.sha256)
        for file in self._files:
            sha256, name = self._facts(file)
            if sha256 and (name == model.name or file.name == model.file):
                return Found(model, "changed", file, sha256)
        return Found(model, "missing")

    def _facts(self, path: Path) -> tuple[str, str]:
        """Hash and name of a file; empty where it is no model."""
        if path not in self._read:
            try:
                file = OnnxFile.read(path)
                card = read_card(file)
                self._read[path] = file.sha256, path.stem if card is None else card.name
            except (GeoDeskError, OSError):
                self._read[path] = "", ""
        return self._read[path]
