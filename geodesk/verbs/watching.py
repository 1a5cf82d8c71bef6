"""``geodesk watch``: classify each picture that comes into a folder, as it comes."""

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import OK, SOME_FAILED, refuse_overwriting, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.watching import Seen, State
    from geodesk.jobs.watching.job import Told


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "watch",
        watching,
        t(
            "classify each new picture of a folder as it comes",
            "clasifica cada imagen nueva de una carpeta cuando llega",
        ),
    )
    parser.add_argument("inputs", nargs=1, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument("--model", required=True, help=t("name or .onnx file", "nombre o archivo .onnx"))
    parser.add_argument(
        "--usable",
        metavar=t("MODEL", "MODELO"),
        help=t(
            "a second model that says whether a picture is usable, such as sem-usable",
            "un segundo modelo que dice si una imagen es utilizable, por ejemplo sem-usable",
        ),
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help=t("CSV; each picture's row is put at its end", "CSV; la fila de cada imagen va al final"),
    )
    arguments.device(parser)
    parser.add_argument(
        "--once",
        action="store_true",
        help=t("do what is there, then end", "procesa lo que hay y termina"),
    )
    parser.add_argument(
        "--new-only",
        action="store_true",
        help=t(
            "leave out what was there when the folder was first watched",
            "deja fuera lo que ya estaba cuando se empezó a vigilar la carpeta",
        ),
    )
    for name, text in (
        ("every", t("seconds between two looks at the folder (2)", "segundos entre dos revisiones (2)")),
        (
            "settle",
            t(
                "seconds that a file must not have changed for (2)",
                "segundos que un archivo debe llevar sin cambiar (2)",
            ),
        ),
        (
            "patience",
            t(
                "seconds until a file that cannot be read counts as failed (60)",
                "segundos hasta dar por fallido un archivo que no se puede leer (60)",
            ),
        ),
    ):
        parser.add_argument(f"--{name}", type=_seconds, metavar="S", help=text)


def watching(options: argparse.Namespace) -> int:
    """``geodesk watch FOLDER --model M [--usable M] --out CSV [--once] [--every S]``: until Ctrl+C."""
    from geodesk.collection import Collection
    from geodesk.jobs.folder import open_model
    from geodesk.jobs.watching import State, Watch, watch_folder
    from geodesk.models import find

    folder = Path(options.inputs[0])
    collection = Collection.open(folder)
    path = find(options.model)
    refuse_overwriting([options.out], [path])
    if options.out.suffix.lower() != ".csv":
        raise GeoDeskError(
            en=f"{options.out.name} does not end in .csv; give another name.",
            es=f"{options.out.name} no termina en .csv; indique otro nombre.",
        )
    model = open_model(path, options.device, collection).model
    judge = None if options.usable is None else open_model(find(options.usable), options.device).model
    given = {f"{name}_s": getattr(options, name) for name in ("every", "settle", "patience")}
    plan = Watch(
        options.out,
        new_only=options.new_only,
        once=options.once,
        **{name: value for name, value in given.items() if value is not None},
    )
    if not options.quiet:
        for one in (model, judge):
            if one is not None:
                say(f"{one.identity} · {one.badge}: {one.badge.reason}")
        say(model.runner.why)
        if not options.once:
            say(t(f"Watching {folder}; Ctrl+C ends.", f"Se vigila {folder}; Ctrl+C termina."))
    count = failed = 0
    state = State()
    with closing(watch_folder(folder, model, judge, plan)) as steps:
        try:
            for row in watch(_telling(steps, options.quiet), quiet=True):
                if isinstance(row, State):
                    state = row
                    continue
                count, failed = count + 1, failed + (row.error is not None)
                if not options.quiet:
                    print(_line(row), flush=True)
        except KeyboardInterrupt:
            if options.once:
                raise
    _say_the_end(options, state, count, failed)
    return SOME_FAILED if failed or state.behind or state.away else OK


def _telling(steps: "Iterator[Told]", quiet: bool) -> "Iterator[Told]":
    """The same steps; what is to be told is told at once."""
    for step in steps:
        if not quiet:
            for notice in step.notices:
                say(notice)
        yield step


def _line(row: "Seen") -> str:
    """One picture for the terminal."""
    from geodesk.collection import printable

    time, name = row.time[11:19], printable(row.path)
    said = row.prediction
    if row.error is not None or said.probability is None:
        return f"{time}  {name}  ✗ {row.error}"
    text = f"{time}  {name}  {said.label} {decimal(f'{said.probability:.2f}')}"
    if row.usable is not None and row.usable_probability is not None:
        text += "  " + t("usable", "utilizable") + f" {row.usable} {decimal(f'{row.usable_probability:.2f}')}"
    return text


def _say_the_end(options: argparse.Namespace, state: "State", count: int, failed: int) -> None:
    for why in (state.away, state.behind):
        if why is not None:
            say(why)
    if options.quiet:
        return
    done = t(f"{count} done", f"{count} procesadas")
    if failed:
        done += t(f", {failed} failed", f", {failed} con error")
    if state.waiting:
        done += t(f", {state.waiting} still waiting", f", {state.waiting} en espera")
    say(f"{done}: {options.out}")


def _seconds(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(t("give seconds above 0", "indique segundos mayores que 0"))
    return value
