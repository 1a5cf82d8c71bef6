"""Between the history of a collection and steps: what was done, as something that can be done again."""

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geodesk.collection import Deed
from geodesk.jobs.recipes.kinds import is_text
from geodesk.jobs.recipes.steps import JOBS, ModelRef, Step


def step_of(deed: Deed) -> Step | None:
    """The step that a deed was; None for a job or options that this version does not know."""
    spec = JOBS.get(deed.job)
    if spec is None:
        return None
    for name, value in deed.options.items():
        option = spec.option(name)
        if option is None or not option.kind.right(value):
            return None
    if any(spec.output(name) is None for name in deed.outputs):
        return None
    model = model_of(deed.model)
    if model is None and spec.model_needed:
        return None
    return Step(deed.job, deed.options, model, deed.outputs)


def model_of(record: Mapping[str, Any] | None) -> ModelRef | None:
    """The model that an event names; None if it names none."""
    if record is None:
        return None
    values = [record.get(key) for key in ("name", "sha256", "file")]
    if not all(is_text(value) for value in values):
        return None
    name, sha256, file = map(str, values)
    return ModelRef(name, sha256, file, str(record.get("path", "")))


def model_record(model: ModelRef | None) -> dict[str, Any] | None:
    """The model as an event names it."""
    if model is None:
        return None
    return {"name": model.name, "sha256": model.sha256, "file": model.file, "path": model.path}


def step_from(options: Namespace) -> Step | None:
    """The step that a parsed command line is, its model aside; None for a command that is none."""
    spec = JOBS.get(getattr(options, "command", ""))
    if spec is None:
        return None
    said = {}
    for option in spec.options:
        value = getattr(options, option.attribute)
        if value is None:
            value = option.usual  # what the command takes then; a later version may take another
        if value is not None and value is not False:
            said[option.name] = option.kind.kept(value)
    outputs = {}
    for output in spec.outputs:
        value = getattr(options, output.name)
        tables = (
            [one for one in value if one.suffix.lower() in output.endings]
            if isinstance(value, list)
            else [value]
        )
        if tables and tables[0] is not None:
            outputs[output.name] = str(tables[0].absolute())
    return Step(spec.word, said, None, outputs)


def words_of(
    step: Step,
    inputs: Sequence[str],
    outputs: Mapping[str, str | Path],
    model: str | Path | None = None,
    extra: Iterable[str] = (),
) -> list[str]:
    """A step as the words of our command line, without the program's name.

    Parameters
    ----------
    inputs
        Folder or files; not used where the job takes none.
    outputs
        Name of an output → where it is written.
    model
        Path or name of the model; None: what the step calls it.
    extra
        Further options.
    """
    words = [step.job, *(map(_plain, inputs) if step.spec.folder else ())]
    if step.model is not None:
        words += _said("model", str(model or step.model.name))
    for option in step.spec.options:
        value = step.options.get(option.name)
        if value is True:
            words.append(f"--{option.name}")
        elif value is not None:
            words += _said(option.name, option.kind.word(value))
    for name, path in outputs.items():
        words += _said(name, str(path))
    return [*words, *extra]


def command_line(deed: Deed, folder: Path) -> str | None:
    """The command that does the same, quoted for this system's shell; None for a deed that has none."""
    step = step_of(deed)
    if step is None:
        return None
    inputs = [str(folder / path) for path in deed.only] or [str(folder)]
    outputs = {
        o.name: step.outputs.get(o.name, o.usual)
        for o in step.spec.outputs
        if o.needed or o.name in step.outputs
    }
    at = step.model.path if step.model is not None else ""
    kept = {k: v for k, v in step.options.items() if v != getattr(step.spec.option(k), "usual", None)}
    if isinstance(kept.get("like"), str) and not Path(kept["like"]).is_absolute():
        kept["like"] = str(folder / kept["like"])
    shown = Step(step.job, kept, step.model)
    return quoted(["geodesk", *words_of(shown, inputs, outputs, at if at and Path(at).is_file() else None)])


def quoted(words: Sequence[str]) -> str:
    """Words as one line for the shell."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline(words)
    return shlex.join(words)


def _said(name: str, value: str) -> list[str]:
    return [f"--{name}={value}"] if value.startswith("-") else [f"--{name}", value]


def _plain(path: str) -> str:
    return f"./{path}" if path.startswith("-") else path
