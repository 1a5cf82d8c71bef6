"""Finding and opening models: by path, or by the name of a bundled or installed one."""

import difflib
from pathlib import Path
from typing import Literal, overload

from geodesk.language import GeoDeskError, Sentence
from geodesk.models.captioner import Captioner
from geodesk.models.card import CARD_KEY, Card
from geodesk.models.classifier import Classifier
from geodesk.models.generator import Generator
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.segmenter import Segmenter
from geodesk.models.thirdparty import Answers
from geodesk.places import resources, user_data

_TASKS = {
    "classify": Sentence(en="classifies pictures", es="clasifica imágenes"),
    "generate": Sentence(en="generates pictures", es="genera imágenes"),
    "caption": Sentence(en="writes captions", es="escribe leyendas"),
    "segment": Sentence(en="segments pictures", es="segmenta imágenes"),
    "features": Sentence(en="gives features of pictures", es="da características de imágenes"),
}
_NEEDED = {
    "classify": Sentence(en="a classifier", es="un clasificador"),
    "generate": Sentence(en="a generator", es="un generador"),
    "caption": Sentence(en="a captioner", es="un modelo de leyendas"),
    "segment": Sentence(en="a segmenter", es="un segmentador"),
    "features": Sentence(en="a backbone", es="una red base"),
}


Task = Literal["classify", "generate", "caption", "segment"]
Model = Classifier | Generator | Captioner | Segmenter


@overload
def load(
    path: str | Path, device: str = "auto", answers: Answers | None = None, *, task: Literal["classify"] = ...
) -> Classifier: ...
@overload
def load(path: str | Path, device: str = "auto", *, task: Literal["generate"]) -> Generator: ...
@overload
def load(path: str | Path, device: str = "auto", *, task: Literal["caption"]) -> Captioner: ...
@overload
def load(path: str | Path, device: str = "auto", *, task: Literal["segment"]) -> Segmenter: ...
def load(
    path: str | Path, device: str = "auto", answers: Answers | None = None, *, task: Task = "classify"
) -> Model:
    """Open a model of one task.

    Parameters
    ----------
    path
        An ``.onnx`` file, or the name of a bundled model such as ``"sem-usable"``.
    device
        ``"auto"`` (the fastest that really works) or a key of `geodesk.models.devices.DEVICES`.
    answers
        Labels and range for a classifier without a card; not used where there is one.
    task
        ``"classify"`` gives a `Classifier`, ``"generate"`` a `Generator`, ``"caption"`` a `Captioner`,
        ``"segment"`` a `Segmenter`.

    Raises
    ------
    RefusedModel
        Missing, damaged, of another task, disagreeing with its own card, or without one where only a
        classifier can do without.
    BadCard
        The card breaks the schema.
    NeedsAnswers
        No card, and `answers` is missing or does not fit.
    UnknownDevice
        `device` is no known word.
    """
    file = OnnxFile.read(find(path))
    return from_file(file, device, answers) if task == "classify" else _of_task(file, task, device)


def of_its_task(file: OnnxFile, card: Card, device: str = "auto") -> Model:
    """The model of a file that has been read and has a card, whatever its task; see `load`."""
    return from_file(file, device) if card.task == "classify" else _of_task(file, card.task, device)


def _of_task(file: OnnxFile, task: str, device: str) -> Generator | Captioner | Segmenter:
    kinds: dict[str, type[Generator] | type[Captioner] | type[Segmenter]] = {
        "generate": Generator,
        "caption": Captioner,
        "segment": Segmenter,
    }
    return kinds[task](file, _card_for(file, task), device)


def from_file(file: OnnxFile, device: str = "auto", answers: Answers | None = None) -> Classifier:
    """A classifier from a file that has been read; see `load`."""
    card = read_card(file)
    if card is not None:
        require(card, "classify")
    return Classifier(file, card, device, answers)


def _card_for(file: OnnxFile, task: str) -> Card:
    """The card of a model whose task needs one; raises `RefusedModel`."""
    card = read_card(file)
    if card is None:
        needed = _NEEDED[task]
        raise RefusedModel(
            en=f"The model {file.path.name} has no card; {needed.en} with a card is needed here.",
            es=f"El modelo {file.path.name} no tiene ficha; aquí hace falta {needed.es} con ficha.",
        )
    require(card, task)
    return card


def require(card: Card, task: str) -> None:
    """Raise `RefusedModel` for a card of another task than the one that is needed."""
    if card.task != task:
        does, needed = _TASKS[card.task], _NEEDED[task]
        raise RefusedModel(
            en=f"The model {card.name} {does.en}; {needed.en} is needed here.",
            es=f"El modelo {card.name} {does.es}; aquí hace falta {needed.es}.",
        )


def refuse_failed(model: Model) -> None:
    """Raise `RefusedModel` for a model that is not what its card says: its labels may be in another order."""
    if model.badge.state == "failed":
        command = "classify" if model.card is None else model.card.task
        raise RefusedModel(
            en=f"The model {model.name} is not run: {model.badge.reason.en} "
            f"({command} --allow-failed insists.)",
            es=f"No se usa el modelo {model.name}: {model.badge.reason.es} "
            f"({command} --allow-failed lo fuerza.)",
        )


def read_card(file: OnnxFile) -> Card | None:
    """The card inside the file, or None; raises `BadCard`."""
    text = file.properties.get(CARD_KEY)
    return None if text is None else Card.from_json(text)


def find(path: str | Path) -> Path:
    """The file of a path, a file's name or a card's (if only one has it); raises `RefusedModel`."""
    file = Path(path)
    if file.is_file():
        return file
    known = {found.stem: found for found in installed()}
    if str(path) in known:
        return known[str(path)]
    called = [found for found in known.values() if _card_name(found) == str(path)]
    if len(called) == 1:
        return called[0]
    near = difflib.get_close_matches(str(path), known, 1)
    hint_en = f" Did you mean {near[0]}?" if near else f" Installed: {', '.join(sorted(known)) or '–'}."
    hint_es = f" ¿Quiso decir {near[0]}?" if near else f" Instalados: {', '.join(sorted(known)) or '–'}."
    raise RefusedModel(en=f"There is no model {path}.{hint_en}", es=f"No existe el modelo {path}.{hint_es}")


def _card_name(path: Path) -> str | None:
    try:
        card = read_card(OnnxFile.read(path))
    except GeoDeskError:
        return None
    return card.name if card is not None else None


def installed() -> list[Path]:
    """The bundled models and those in the user's data folder, by name; the user's own come first."""
    found: dict[str, Path] = {}
    for folder in (user_data() / "models", resources() / "models"):
        for file in sorted(folder.glob("*.onnx")):
            found.setdefault(file.stem, file)
    return [found[name] for name in sorted(found)]
