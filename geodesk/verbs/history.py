"""``geodesk history``: what was done with a folder, as a list, as commands, or kept as a recipe."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from geodesk.terminal import OK, say
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.collection import Deed


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "history",
        history,
        t("what was done with a folder", "qué se hizo con una carpeta"),
    )
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument(
        "--save",
        type=Path,
        metavar=t("RECIPE", "RECETA"),
        help=t(
            "keep the jobs named (all that are done) as a recipe",
            "guarda como receta los trabajos que se indiquen (todos los terminados)",
        ),
    )
    parser.add_argument(
        "--only",
        type=_numbers,
        metavar="N,N…",
        help=t("jobs by their number in the list", "trabajos por su número en la lista"),
    )
    parser.add_argument(
        "--commands",
        action="store_true",
        help=t("as the commands that do the same", "como las órdenes que hacen lo mismo"),
    )
    parser.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))


def _numbers(text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.isdecimal() and int(part) for part in parts):
        raise argparse.ArgumentTypeError(
            t(f"{text}: numbers such as 1,3", f"{text}: números, por ejemplo 1,3")
        )
    return [int(part) for part in parts]


def history(options: argparse.Namespace) -> int:
    """``geodesk history FOLDER [--commands|--json] [--save RECIPE] [--only N,N…]``."""
    from geodesk.collection import Collection, printable

    deeds = list(enumerate(Collection.open(options.folder).history.deeds(), 1))
    if options.only is not None:
        known = dict(deeds)
        if wrong := [number for number in options.only if number not in known]:
            raise GeoDeskError(
                en=f"There is no job {wrong[0]} in the history; it has {len(known)}.",
                es=f"No hay un trabajo {wrong[0]} en el historial; tiene {len(known)}.",
            )
        deeds = [(number, known[number]) for number in options.only]
    if options.save is not None:
        return _save(options, [deed for _, deed in deeds if options.only or deed.state == "done"])
    if options.commands:
        _print_commands(options.folder, [deed for _, deed in deeds])
        return OK
    for number, deed in deeds:
        line = json.dumps(_record(number, deed, options.folder)) if options.json else _line(number, deed)
        print(printable(line))
    if not deeds and not options.json:
        say(t("Nothing was done with this folder yet.", "Con esta carpeta todavía no se hizo nada."))
    return OK


def _save(options: argparse.Namespace, deeds: "Sequence[Deed]") -> int:
    from geodesk.jobs.recipes.recipe import ENDING
    from geodesk.jobs.recipes.saving import recipe_of

    file: Path = options.save
    if not file.name.endswith(ENDING):
        raise GeoDeskError(
            en=f"{file.name} does not end in {ENDING}; give another name.",
            es=f"{file.name} no termina en {ENDING}; indique otro nombre.",
        )
    recipe_of(file.name.removesuffix(ENDING), deeds).write(file)
    print(file)
    return OK


def _print_commands(folder: Path, deeds: "Sequence[Deed]") -> None:
    from geodesk.collection import printable
    from geodesk.jobs.recipes.deeds import command_line

    for deed in deeds:
        line = command_line(deed, folder)
        print("# " + deed.job if line is None else printable(line))


def _line(number: int, deed: "Deed") -> str:
    from geodesk.jobs.recipes.words import options_of, result_of, title_of

    model = "" if deed.model is None else str(deed.model.get("name"))
    parts = [title_of(deed), model, options_of(deed), result_of(deed)]
    when = deed.time.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{number:3}  {when}  {deed.annotator}@{deed.machine}  {'; '.join(filter(None, parts))}"


def _record(number: int, deed: "Deed", folder: Path) -> dict[str, Any]:
    from geodesk.jobs.recipes.deeds import command_line

    return {
        "number": number,
        "time": deed.time.isoformat(),
        "annotator": deed.annotator,
        "machine": deed.machine,
        "job": deed.job,
        "options": dict(deed.options),
        "model": None if deed.model is None else dict(deed.model),
        "outputs": dict(deed.outputs),
        "pictures": deed.pictures,
        "failed": deed.failed,
        "only": list(deed.only),
        "state": deed.state,
        "error": None if deed.error is None else str(deed.error),
        "seconds": deed.seconds,
        "where": deed.where,
        "program": deed.program,
        "recipe": deed.recipe,
        "command": command_line(deed, folder),
    }
