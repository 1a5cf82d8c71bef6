"""What every command does around its job: inputs, outputs, progress, failures."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence, decimal, t

if TYPE_CHECKING:
    from geodesk.collection.picturerun import PictureRun
    from geodesk.jobs.inputs import Inputs

Row = TypeVar("Row")
# Exit codes of every command.
OK, SOME_FAILED, NOT_RUN, INTERRUPTED = 0, 1, 2, 130

_PLAIN_LINE_EVERY_S = 5.0
_SHOWN_NOTICES = 5
_SHOWN_FAILURES = 20
_ears: list[Callable[[Progress[Any]], None]] = []


def say(text: object) -> None:
    """One line for the user on standard error (standard output is for results), and for ``--log``."""
    logging.getLogger("geodesk").info("%s", text)
    with suppress(OSError, ValueError):  # nobody may be listening
        print(str(text).encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


@contextmanager
def overhearing(ear: Callable[[Progress[Any]], None]) -> Iterator[None]:
    """Have `ear` told of every step of the jobs that are watched meanwhile."""
    _ears.append(ear)
    try:
        yield
    finally:
        _ears.remove(ear)


def say_how_it_begins(run: "PictureRun[Any] | None", resumed: bool, asked: bool, total: int) -> None:
    """Whether a job over `total` pictures goes on with a run or starts anew; if nothing keeps its rows."""
    if run is None:
        say(
            t(
                "No journal can be kept: an interrupted run will start anew.",
                "No se puede llevar diario: una corrida interrumpida empezará de nuevo.",
            )
        )
    elif resumed:
        known = len(run.done)
        say(t(f"Going on: {known} of {total} are done.", f"Se continúa: {known} de {total} ya están."))
    elif asked:
        say(
            t(
                "There is no interrupted run of this model, device and batch; starting anew.",
                "No hay una corrida interrumpida de este modelo, dispositivo y lote; se empieza de nuevo.",
            )
        )


def watch(steps: Iterator[Progress[Row]], quiet: bool, unit: str | None = None) -> Iterator[Row]:
    """Run a job to its end, show how far it is, and hand on its rows as they come.

    Parameters
    ----------
    unit
        What is counted, with a space before it, if it is not files; by the thousand and million.
    """
    bar = None
    if not quiet and sys.stderr.isatty():
        from tqdm import tqdm

        files, many = t(" files", " archivos"), unit is not None
        bar = tqdm(unit=unit or files, unit_scale=many, dynamic_ncols=True, leave=False)
    began = spoken = time.monotonic()
    notices: list[Sentence] = []
    last: Progress[Row] | None = None
    try:
        for last in steps:
            for ear in _ears:
                ear(last)
            yield from last.rows
            notices += last.notices
            if bar is not None:
                bar.total, bar.n = last.total, last.done
                if last.failed:
                    bar.set_postfix_str(t(f"{last.failed} errors", f"{last.failed} errores"))
                bar.refresh()
            elif not quiet and time.monotonic() - spoken > _PLAIN_LINE_EVERY_S:
                spoken = time.monotonic()
                say(_line(last, spoken - began))
    finally:
        if bar is not None:
            bar.close()
    if not quiet:
        for notice in notices[:_SHOWN_NOTICES]:
            say(notice)
        if len(notices) > _SHOWN_NOTICES:
            more = len(notices) - _SHOWN_NOTICES
            say(t(f"… and {more} more notices.", f"… y {more} avisos más."))
        if last is not None:
            say(_line(last, time.monotonic() - began))


def _line(step: Progress[Row], seconds: float) -> str:
    rate = step.done / seconds if seconds > 0 else 0.0
    text = t(f"{step.done} of {step.total}", f"{step.done} de {step.total}")
    if rate >= 0.05:  # "0.0 a second" says nothing
        pace = decimal(f"{rate:.1f}" if rate < 100 else f"{rate:.0f}")
        text += t(f", {pace} a second", f", {pace} por segundo")
    if step.failed:
        text += t(f", {step.failed} failed", f", {step.failed} con error")
    return text


def gathered(options: argparse.Namespace) -> "Inputs":
    """The pictures a command was given; says what could not be looked into, raises `GeoDeskError` on none."""
    from geodesk.jobs.inputs import gather

    inputs = gather(options.inputs)
    for problem in inputs.problems:
        say(problem)
    if not inputs.items:
        raise GeoDeskError(
            en=f"No picture was found in {options.inputs[0]}.",
            es=f"No se encontró ninguna imagen en {options.inputs[0]}.",
        )
    return inputs


def refuse_overwriting(outputs: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Refuse before the work rather than after it, and never to write over what is read.

    Raises
    ------
    GeoDeskError
        An output has no folder, is one, is named twice, is an input, or is a picture or model that exists.
    """
    from geodesk.collection import printable
    from geodesk.micrograph import is_picture_name

    read = {os.path.realpath(file) for file in inputs}
    seen: set[str] = set()
    for out in outputs:
        name, real = printable(str(out)), os.path.realpath(out)
        if out.is_dir() or not out.absolute().parent.is_dir():
            raise GeoDeskError(
                en=f"{name} cannot be written: its folder does not exist, or it is a folder itself.",
                es=f"No se puede escribir {name}: su carpeta no existe, o es una carpeta.",
            )
        precious = out.exists() and (out.suffix.lower() == ".onnx" or is_picture_name(out.name))
        if real in read or real in seen or precious:
            raise GeoDeskError(
                en=f"{name} would be written over, and it is a picture, a model or another result; "
                "name another output.",
                es=f"Se sobrescribiría {name}, que es una imagen, un modelo u otro resultado; "
                "indique otra salida.",
            )
        seen.add(real)


def report_failures(failures: Sequence[tuple[str, object]], inputs: "Inputs") -> int:
    """List what failed at the end, and give the exit code; what could not be looked into counts too."""
    from geodesk.collection import printable

    for path, error in failures[:_SHOWN_FAILURES]:
        say(f"{printable(path)}: {error}")
    if len(failures) > _SHOWN_FAILURES:
        more = len(failures) - _SHOWN_FAILURES
        say(t(f"… and {more} more failures.", f"… y {more} fallos más."))
    return SOME_FAILED if failures or inputs.problems else OK
