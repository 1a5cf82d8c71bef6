"""Recipes: steps that can be repeated on another folder, as a small JSON file.

A recipe is data and nothing else: it names our own jobs and their options, each checked against
`geodesk.jobs.recipes.steps`, and the names of what they write in one folder. Anything it should not hold
is refused with one sentence.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from geodesk import __version__
from geodesk.collection import printable, replacing
from geodesk.collection.errors import unreadable
from geodesk.collection.store import free_name
from geodesk.jobs.recipes.kinds import is_text
from geodesk.jobs.recipes.steps import JOBS, JobSpec, ModelRef, Output, Step
from geodesk.language import GeoDeskError, Sentence

SCHEMA = "1"
ENDING = ".geodesk-recipe.json"
RECORD = "run.json"
"""What a run of a recipe writes beside the results."""

_MOST_BYTES = 1 << 20
_MOST_STEPS = 100
_TOP = {"schema", "name", "created", "program", "steps"}
_STEP = {"job", "options", "model", "outputs"}
_MODEL = {"name", "sha256", "file"}
_UNSAFE = re.compile(r'[/\\:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class BadRecipe(GeoDeskError):
    """A file is no recipe that this version can run, or steps cannot become one."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps to repeat.

    Attributes
    ----------
    created
        UTC, ISO 8601.
    program
        Version of GeoDesk that wrote it.
    """

    name: str
    steps: tuple[Step, ...]
    created: str
    program: str = __version__

    @classmethod
    def of(cls, name: str, steps: Iterable[Step]) -> Self:
        """A new recipe of these steps, as `portable` gave them."""
        return cls(name, tuple(steps), datetime.now(UTC).replace(microsecond=0).isoformat()[:19] + "Z")

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a recipe.

        Raises
        ------
        BadRecipe
            It is none, or one that this version does not understand.
        CollectionError
            The file cannot be read.
        """
        try:
            with file.open("rb") as stream:
                raw = stream.read(_MOST_BYTES + 1)
        except OSError as fault:
            raise unreadable(str(file), fault) from fault
        return cls.parse(raw, printable(file.name))

    @classmethod
    def parse(cls, raw: bytes, called: str) -> Self:
        """The recipe that the bytes of a file are; `called` is the file's name. Raises `BadRecipe`."""
        if len(raw) > _MOST_BYTES:
            raise _bad(called, "it is larger than a recipe", "es más grande que una receta")
        try:
            document = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise _bad(called, "it is no JSON", "no es JSON") from None
        if not isinstance(document, dict) or "schema" not in document:
            raise _bad(called, "it states no schema", "no indica su esquema")
        schema = document["schema"]
        if schema != SCHEMA:
            if isinstance(schema, str) and schema.isdecimal() and int(schema[:9]) > int(SCHEMA):
                raise BadRecipe(
                    en=f"{called} was written by a later GeoDesk (schema {schema[:9]}); update"
                    " GeoDesk to run it.",
                    es=f"{called} es de un GeoDesk más nuevo (esquema {schema[:9]}); actualice GeoDesk para"
                    " usarla.",
                )
            raise _bad(called, "its schema is not known", "su esquema no se conoce")
        _keys(called, document, _TOP, _TOP, Sentence("the recipe", "la receta"))
        for key in ("name", "created", "program"):
            if not is_text(document[key]) or len(document[key]) > 200:
                raise _bad(called, f"“{key}” is no line of text", f"«{key}» no es una línea de texto")
        stated = document["steps"]
        if not isinstance(stated, list) or not 0 < len(stated) <= _MOST_STEPS:
            raise _bad(
                called,
                f"it has no list of 1 to {_MOST_STEPS} steps",
                f"no tiene lista de 1 a {_MOST_STEPS} pasos",
            )
        steps = tuple(_step(called, number, one) for number, one in enumerate(stated, 1))
        _distinct(called, steps)
        return cls(document["name"], steps, document["created"], document["program"])

    def to_bytes(self) -> bytes:
        """The recipe as its file holds it."""
        steps = [
            {
                "job": step.job,
                "options": dict(step.options),
                **(
                    {}
                    if step.model is None
                    else {
                        "model": {
                            "name": step.model.name,
                            "sha256": step.model.sha256,
                            "file": step.model.file,
                        }
                    }
                ),
                "outputs": dict(step.outputs),
            }
            for step in self.steps
        ]
        document = {
            "schema": SCHEMA,
            "name": self.name,
            "created": self.created,
            "program": self.program,
            "steps": steps,
        }
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        return text.encode()

    def write(self, file: Path) -> None:
        """Write the recipe in one piece.

        Raises
        ------
        BadRecipe
            It could not be read again: a value is not what its option takes.
        CollectionError
            The file cannot be written.
        """
        raw = self.to_bytes()
        type(self).parse(raw, printable(file.name))
        with replacing(file) as stream:
            stream.write(raw)


def portable(steps: Sequence[Step]) -> list[Step]:
    """Steps that were run, as a recipe keeps them: names of outputs alone, each once.

    Raises
    ------
    BadRecipe
        A step depends on a file that says nothing of another folder.
    """
    found = []
    taken: set[str] = set()
    for step in steps:
        if (why := why_not(step)) is not None:
            raise BadRecipe(en=why.en, es=why.es)
        outputs = {}
        for output in step.spec.outputs:
            written = step.outputs.get(output.name)
            if written is None and not (output.needed or _table_instead(step, output)):
                continue
            name = Path(written.replace("\\", "/")).name if written else output.usual
            if not is_output_name(name, output):
                name = output.usual
            outputs[output.name] = _free(name, taken)
        model = None if step.model is None else ModelRef(step.model.name, step.model.sha256, step.model.file)
        found.append(Step(step.job, {**step.options, **dict(step.spec.repeated)}, model, outputs))
    return found


def why_not(step: Step) -> Sentence | None:
    """Why a step cannot be repeated on another folder; None: it can."""
    for option in step.spec.options:
        value = step.options.get(option.name)
        if value is not None and not option.kind.portable(value):
            return Sentence(
                en=f"“{step.spec.title.en}” used a file of its own ({printable(str(value))}), which says"
                " nothing of another folder.",
                es=f"«{step.spec.title.es}» usó un archivo aparte ({printable(str(value))}), que no dice nada"
                " de otra carpeta.",
            )
    return None


def is_output_name(name: object, output: Output) -> bool:
    """Whether a name is that of one file or folder within any folder, on every system."""
    return (
        is_text(name)
        and isinstance(name, str)
        and len(name.encode()) <= 150
        and not _UNSAFE.search(name)
        and not _RESERVED.fullmatch(name)
        and not name.startswith((".", "-", " "))
        and not name.endswith((".", " "))
        and name.casefold() != RECORD
        and (not output.endings or name.lower().endswith(output.endings))
    )


def _table_instead(step: Step, output: Output) -> bool:
    """Whether a step that wrote nothing of its own gets a table."""
    return not output.pictures and not step.outputs and step.job == "phases"


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.partition(".")
    return free_name(stem, taken, dot + ending)


# Reading


def _step(called: str, number: int, raw: Any) -> Step:
    about = Sentence(f"step {number}", f"el paso {number}")
    if not isinstance(raw, dict):
        raise _bad(called, f"{about.en} is no object", f"{about.es} no es un objeto")
    _keys(called, raw, _STEP, {"job", "options", "outputs"}, about)
    spec = JOBS.get(raw["job"]) if isinstance(raw["job"], str) else None
    if spec is None:
        name = printable(str(raw["job"]))[:60]
        raise _bad(
            called, f"{about.en} names no job of GeoDesk: {name}", f"{about.es} no es un trabajo: {name}"
        )
    options = _options(called, about, spec, raw["options"])
    outputs = _outputs(called, about, spec, raw["outputs"])
    return Step(spec.word, options, _model(called, about, spec, raw.get("model")), outputs)


def _options(called: str, about: Sentence, spec: JobSpec, raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise _bad(called, f"{about.en} has no options", f"{about.es} no tiene opciones")
    for name, value in raw.items():
        option, shown = spec.option(name), printable(name)[:60]
        if option is None:
            raise _bad(
                called,
                f"{about.en} has an unknown option: {shown}",
                f"{about.es}: opción desconocida {shown}",
            )
        if not (option.kind.right(value) and option.kind.portable(value)):
            raise _bad(
                called,
                f"the option “{shown}” of {about.en} has a value that it cannot have",
                f"la opción «{shown}» de {about.es} tiene un valor que no puede tener",
            )
    return raw


def _outputs(called: str, about: Sentence, spec: JobSpec, raw: Any) -> Mapping[str, str]:
    if not isinstance(raw, dict):
        raise _bad(called, f"{about.en} has no outputs", f"{about.es} no tiene salidas")
    for name, value in raw.items():
        output = spec.output(name)
        if output is None:
            raise _bad(
                called,
                f"{about.en} has an unknown output: {printable(name)[:60]}",
                f"{about.es}: salida desconocida {printable(name)[:60]}",
            )
        if not is_output_name(value, output):
            shown = printable(str(value))[:60]
            raise _bad(
                called,
                f"“{shown}” of {about.en} is no name of a file in the results' folder",
                f"«{shown}» de {about.es} no es un nombre de archivo en la carpeta de resultados",
            )
    for output in spec.outputs:
        if output.needed and output.name not in raw:
            raise _bad(
                called,
                f"{about.en} lacks its output “{output.name}”",
                f"a {about.es} le falta la salida «{output.name}»",
            )
    return raw


def _model(called: str, about: Sentence, spec: JobSpec, raw: Any) -> ModelRef | None:
    if raw is None:
        if spec.model_needed:
            raise _bad(called, f"{about.en} names no model", f"{about.es} no indica su modelo")
        return None
    if spec.task is None:
        raise _bad(
            called, f"{about.en} uses no model, but names one", f"{about.es} no usa modelo y nombra uno"
        )
    if not isinstance(raw, dict):
        raise _bad(
            called, f"the model of {about.en} is no object", f"el modelo de {about.es} no es un objeto"
        )
    _keys(called, raw, _MODEL, _MODEL, Sentence(f"the model of {about.en}", f"el modelo de {about.es}"))
    name, sha256, file = raw["name"], raw["sha256"], raw["file"]
    right = isinstance(sha256, str) and re.fullmatch(r"[0-9a-f]{64}", sha256)
    if not (right and is_text(name) and is_output_name(file, Output("model", "", (".onnx",)))):
        raise _bad(
            called,
            f"the model of {about.en} has no name, file and SHA-256",
            f"el modelo de {about.es} no tiene nombre, archivo y SHA-256",
        )
    return ModelRef(name, sha256, file)


def _distinct(called: str, steps: Sequence[Step]) -> None:
    seen: set[str] = set()
    for step in steps:
        for name in step.outputs.values():
            if name.casefold() in seen:
                raise _bad(called, f"two results are called {name}", f"dos resultados se llaman {name}")
            seen.add(name.casefold())


def _keys(called: str, raw: Mapping[str, Any], known: set[str], needed: set[str], about: Sentence) -> None:
    for key in raw:
        if key not in known:
            shown = printable(str(key))[:60]
            raise _bad(
                called,
                f"{about.en} has an unknown key: {shown}",
                f"{about.es} tiene una clave desconocida: {shown}",
            )
    for key in sorted(needed - raw.keys()):
        raise _bad(called, f"{about.en} lacks “{key}”", f"a {about.es} le falta «{key}»")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


def _bad(called: str, en: str, es: str) -> BadRecipe:
    return BadRecipe(
        en=f"{called} is no recipe that can be run: {en}.",
        es=f"{called} no es una receta que se pueda usar: {es}.",
    )
