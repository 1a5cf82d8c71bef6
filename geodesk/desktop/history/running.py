"""A recipe under way: one line in the strip of jobs."""

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.recipes.child import Begun, Row
    from geodesk.jobs.recipes.recipe import Recipe

KIND = "recipe"


def run_recipe(
    window: "Window",
    recipe: "Recipe",
    folder: Path,
    out: Path,
    models: Sequence[Path],
    *,
    allow_changed: bool = False,
    resume: bool = False,
) -> Job:
    """Repeat a recipe on a folder as a job of the window.

    Parameters
    ----------
    models
        Folders in which its models lie.
    resume
        Go on with an interrupted run into the same folder.
    """
    session = window.session
    begun: list[Begun] = []

    def title() -> str:
        return _title(recipe, begun)

    def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
        from geodesk.jobs.recipes.child import run_beside
        from geodesk.jobs.recipes.recipe import ENDING

        with tempfile.TemporaryDirectory(prefix="geodesk-") as scratch:
            file = Path(scratch) / f"recipe{ENDING}"
            recipe.write(file)
            yield from run_beside(
                file, folder, out, models=models, resume=resume, allow_changed=allow_changed
            )

    job = session.jobs.start(KIND, title, steps)
    job.goes_on = resume
    job.resume = partial(_again, window, recipe, folder, out, models, allow_changed)
    job.rows.connect(partial(_rows, begun))
    job.finished.connect(partial(_finished, window, recipe, folder, out, job))
    return job


def _again(
    window: "Window", recipe: "Recipe", folder: Path, out: Path, models: Sequence[Path], allow_changed: bool
) -> None:
    run_recipe(window, recipe, folder, out, models, allow_changed=allow_changed, resume=True)


def _title(recipe: "Recipe", begun: "list[Begun]") -> str:
    if not begun:
        return translate("Recipe", "Recipe {name}").format(name=recipe.name)
    from geodesk.jobs.recipes.steps import JOBS

    now = begun[-1]
    return translate("Recipe", "Recipe {name} · step {number} of {of}: {job}").format(
        name=recipe.name, number=now.number, of=now.of, job=JOBS[now.job].title
    )


def _rows(begun: "list[Begun]", rows: "tuple[Row, ...]") -> None:
    from geodesk.jobs.recipes.child import Begun

    begun += [row for row in rows if isinstance(row, Begun)]


def _finished(window: "Window", recipe: "Recipe", folder: Path, out: Path, job: Job) -> None:
    session = window.session
    if job.error is not None:
        session.error(job.error)
    if job.outcome is Outcome.DONE:
        session.notice(
            Sentence(
                en=f"The recipe “{recipe.name}” is done; its results are in {out}.",
                es=f"La receta «{recipe.name}» terminó; sus resultados están en {out}.",
            )
        )
    collection = session.collection
    if collection is not None and collection.folder == folder:
        if any(step.job == "phases" for step in recipe.steps):
            session.reload()  # label images were kept by the other process
        else:
            session.read_marks()
