"""``geodesk run``: a recipe on a folder, each step by the very command it names."""

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, Sentence, t
from geodesk.terminal import OK, SOME_FAILED, overhearing, say
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.progress import Progress
    from geodesk.jobs.recipes.finding import Found
    from geodesk.jobs.recipes.recipe import Recipe
    from geodesk.jobs.recipes.runs import RunRecord
    from geodesk.jobs.recipes.steps import ModelRef, Step

Perform = Callable[[argparse.Namespace], int]
_BEAT_S = 0.1


def add(command: NewCommand, parse: Callable[[Sequence[str]], argparse.Namespace], perform: Perform) -> None:
    """Declare the command.

    Parameters
    ----------
    parse, perform
        Of the command line: what makes options of words, and what does what they say.
    """
    parser = command(
        "run",
        run,
        t("repeat a recipe on a folder", "repite una receta en una carpeta"),
    )
    parser.add_argument("recipe", type=Path, metavar=t("RECIPE", "RECETA"), help="*.geodesk-recipe.json")
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar=t("FOLDER", "CARPETA"),
        help=t(
            "for the results (beside the pictures' folder: “NAME - RECIPE”)",
            "para los resultados (junto a la de las imágenes: «NOMBRE - RECETA»)",
        ),
    )
    parser.add_argument(
        "--models",
        type=Path,
        nargs="+",
        default=[],
        metavar=t("FOLDER", "CARPETA"),
        help=t(
            "where to look for the models too (installed ones, and beside the recipe)",
            "dónde más buscar los modelos (los instalados, y junto a la receta)",
        ),
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help=t("go on with an interrupted run", "continúa una corrida interrumpida"),
    )
    parser.add_argument(
        "--allow-changed-model",
        action="store_true",
        help=t(
            "use a model of the same name that is not the recipe's",
            "usa un modelo del mismo nombre que no es el de la receta",
        ),
    )
    parser.add_argument(
        "--json", action="store_true", help=t("progress as JSON lines", "avance como líneas JSON")
    )
    parser.add_argument("--stop-by-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(parse=parse, perform=perform)


def run(options: argparse.Namespace) -> int:
    """``geodesk run RECIPE FOLDER [--out DIR] [--models DIR…] [--resume] [--allow-changed-model]``."""
    teller = _Teller(options)
    with ExitStack() as ended:
        if options.stop_by_stdin:
            _stop_by_stdin()
        if options.json:
            ended.enter_context(contextlib.redirect_stdout(sys.stderr))
        ended.enter_context(overhearing(teller.hear))
        try:
            return _run(options, teller)
        except GeoDeskError as fault:
            teller.event("error", en=fault.sentence.en, es=fault.sentence.es)
            if not teller.some:
                raise
            say(f"geodesk: {fault}")
            return SOME_FAILED


def _run(options: argparse.Namespace, teller: "_Teller") -> int:
    from geodesk.collection import Collection
    from geodesk.jobs.recipes.recipe import Recipe
    from geodesk.jobs.recipes.runs import RunRecord, keep_copy, prepare, usual_out

    recipe = Recipe.read(options.recipe)
    collection = Collection.open(options.folder)
    found = _found(recipe, options)
    out = options.out or usual_out(options.folder, recipe)
    before = RunRecord.read(out) if options.resume else None
    prepare(recipe, options.folder, out)
    models = [None if step.model is None else found[step.model] for step in recipe.steps]
    record = RunRecord.begin(recipe, collection, models)
    skipped = record.goes_on(before)
    for number in skipped:
        assert before is not None
        record.steps[number] = before.steps[number]
    record.write(out)
    keep_copy(recipe, out)
    codes = []
    for number, model in enumerate(models):
        codes.append(_step(options, teller, recipe, record, number, model, out, number in skipped))
        teller.some = True
    for one in found.values():
        if one.state == "changed":
            teller.notice(one.sentence)
    teller.event("end", out=str(out), failed=sum(code != OK for code in codes))
    if not options.json:
        print(t(f"Results: {out}", f"Resultados: {out}"))
    return SOME_FAILED if any(codes) else OK


def _found(recipe: "Recipe", options: argparse.Namespace) -> "dict[ModelRef, Found]":
    """The models of a recipe; raises unless each is there, or one of its name and the user agrees."""
    from geodesk.jobs.recipes.finding import find_models

    found = find_models(recipe, options.recipe.absolute(), options.models)
    for one in found.values():
        if one.state == "missing":
            raise GeoDeskError(en=one.sentence.en, es=one.sentence.es)
    for one in found.values():
        if one.state == "changed":
            if not options.allow_changed_model:
                raise GeoDeskError(
                    en=f"{one.sentence.en} Nothing was run; --allow-changed-model runs it all the same.",
                    es=f"{one.sentence.es} No se hizo nada; con --allow-changed-model se usa de todos modos.",
                )
            say(one.sentence)
    return found


def _step(
    options: argparse.Namespace,
    teller: "_Teller",
    recipe: "Recipe",
    record: "RunRecord",
    number: int,
    model: "Found | None",
    out: Path,
    known: bool,
) -> int:
    """Do one step by the very command it names; returns the command's exit code."""
    from geodesk.jobs.recipes.deeds import words_of
    from geodesk.jobs.recipes.runs import outputs_left, paths_of

    step, kept = recipe.steps[number], record.steps[number]
    if known and not list(outputs_left(step, out)):
        teller.step(number, recipe, skipped=True)
        return SOME_FAILED if kept.failed else OK
    teller.step(number, recipe)
    extra = ["--quiet"] if options.quiet or options.json else []
    if options.resume and step.spec.resumes and "like" not in step.options:
        extra.append("--resume")
    at = None if model is None else model.path
    words = words_of(_within(step, options.folder), [str(options.folder)], paths_of(step, out), at, extra)
    kept.state = "failed"
    record.write(out)
    try:
        asked = options.parse(words)
    except SystemExit:
        raise GeoDeskError(
            en=f"Step {number + 1} of the recipe asks {step.job} for something that it does not do.",
            es=f"El paso {number + 1} de la receta pide a {step.job} algo que no hace.",
        ) from None
    asked.of_recipe = recipe.name
    code = int(options.perform(asked))
    kept.state, kept.pictures, kept.failed = "done", teller.done, teller.failed
    record.write(out)
    return code


def _within(step: "Step", folder: Path) -> "Step":
    """A step whose reference picture is found in the folder."""
    from dataclasses import replace

    like = step.options.get("like")
    return step if like is None else replace(step, options={**step.options, "like": str(folder / like)})


class _Teller:
    """Tells how far a run is: in sentences, or as JSON lines for a program."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._json, self._quiet = options.json, options.quiet
        self._out = sys.stdout
        self._told = 0.0
        self.done = self.failed = 0
        self.some = False

    def step(self, number: int, recipe: "Recipe", skipped: bool = False) -> None:
        """A step begins, or is left as it is."""
        step, of = recipe.steps[number], len(recipe.steps)
        self.done = self.failed = 0
        self.event("step", step=number + 1, of=of, job=step.job, skipped=skipped)
        if not self._quiet and not self._json:
            about = t("already done", "ya estaba") if skipped else step.said()
            say(f"{number + 1}/{of} {step.spec.title}" + (f": {about}" if about else ""))

    def hear(self, progress: "Progress[Any]") -> None:
        """A job has come further."""
        self.done, self.failed = progress.done, progress.failed
        for row in progress.rows:
            if (error := getattr(row, "error", None)) is not None:
                path = row.path if hasattr(row, "path") else row.item.path
                self.event("failure", path=path, en=error.en, es=error.es)
        for notice in progress.notices:
            self.event("notice", en=notice.en, es=notice.es)
        now = time.monotonic()
        if progress.done == progress.total or now - self._told > _BEAT_S:
            self._told = now
            self.event("progress", done=progress.done, total=progress.total, failed=progress.failed)

    def notice(self, sentence: Sentence) -> None:
        """Something to know at the end."""
        self.event("notice", en=sentence.en, es=sentence.es)
        say(sentence)

    def event(self, kind: str, **said: Any) -> None:
        """One JSON line."""
        if self._json:
            print(json.dumps({"event": kind, **said}), file=self._out, flush=True)


def _stop_by_stdin() -> None:
    """End as by Ctrl+C when whoever started this program says so, or is gone."""

    def wait() -> None:
        sys.stdin.readline()
        if os.name == "posix":
            os.kill(os.getpid(), signal.SIGINT)
        else:
            import _thread

            _thread.interrupt_main()

    threading.Thread(target=wait, name="geodesk-stop", daemon=True).start()
