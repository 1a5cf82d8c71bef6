"""Figures being written: one line in the strip of jobs, an event in the history."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Picture, Sample
    from geodesk.desktop.window import Window
    from geodesk.jobs.figures.job import FigureRow
    from geodesk.jobs.figures.style import Style

KIND = "figures"


def write_figures(
    window: "Window",
    samples: "Sequence[Sample]",
    style: "Style",
    out: Path,
    beside: Path | None,
    only: Sequence[str],
) -> Job:
    """Write figures as a job of the window.

    Parameters
    ----------
    beside
        A picture or folder whose pictures stand beside them.
    only
        Paths of the pictures, if they are not all of the folder.
    """
    session = window.session
    collection = session.collection
    sources: list[Picture] = [picture for sample in session.samples for picture in sample.pictures]

    def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
        from geodesk.jobs.figures.job import figures
        from geodesk.jobs.figures.planning import plan
        from geodesk.jobs.inputs import gather
        from geodesk.jobs.recipes.done import figures_step
        from geodesk.jobs.recipes.recording import recorded

        others = () if beside is None else gather([beside]).items
        planned = plan(samples, style, collection, others)
        folder = None if collection is None else collection.folder
        job = figures(planned, style, out, sources=sources, folder=folder)
        return recorded(collection, figures_step(style, out, beside), job, only)

    job = session.jobs.start(KIND, _title, steps)
    files: set[Path] = set()
    job.rows.connect(partial(_rows, files))
    job.finished.connect(partial(_finished, window, out, job, files))
    return job


def _title() -> str:
    return translate("Figures", "Figures")


def _rows(files: set[Path], rows: "tuple[FigureRow, ...]") -> None:
    files |= {row.file for row in rows if row.file is not None}


def _finished(window: "Window", out: Path, job: Job, files: set[Path]) -> None:
    session = window.session
    if job.error is not None:
        session.error(job.error)
    if job.outcome is not Outcome.DONE:
        return
    for note in job.notes:
        session.notice(note)
    if files:
        session.notice(Sentence(en=f"Figures: {len(files)}, in {out}", es=f"Figuras: {len(files)}, en {out}"))
