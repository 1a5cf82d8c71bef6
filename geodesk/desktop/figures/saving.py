"""Figures and reports being written: one line in the strip of jobs, an event in the history."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.outside import show_outside
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Picture, Sample
    from geodesk.desktop.window import Window
    from geodesk.jobs.figures.job import FigureRow
    from geodesk.jobs.figures.style import Style
    from geodesk.jobs.samplereport.job import ReportRow
    from geodesk.jobs.samplereport.request import Request

KIND, REPORTS = "figures", "reports"


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
    job.rows.connect(partial(_figure_rows, files))
    job.finished.connect(partial(_finished, window, job, files, partial(_figures_told, out)))
    return job


def write_reports(
    window: "Window",
    samples: "Sequence[Sample]",
    request: "Request",
    out: Path,
    only: Sequence[str],
    opens: bool,
) -> Job:
    """Write reports of samples as a job of the window.

    Parameters
    ----------
    only
        Paths of the pictures, if they are not all of the folder.
    opens
        Whether the report is opened once it is written; of several the folder.
    """
    session = window.session
    collection = session.collection

    def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
        from geodesk.jobs.recipes.done import report_step
        from geodesk.jobs.recipes.recording import recorded
        from geodesk.jobs.samplereport.job import sample_reports
        from geodesk.jobs.samplereport.subjects import Subject

        job = sample_reports([Subject(sample, collection) for sample in samples], request, out)
        pictures = sum(len(sample.pictures) for sample in samples)
        return recorded(collection, report_step(request, out), job, only, pictures)

    job = session.jobs.start(REPORTS, _reports_title, steps)
    files: set[Path] = set()
    made: list[ReportRow] = []
    job.rows.connect(made.extend)
    job.rows.connect(partial(_report_rows, files))
    job.finished.connect(partial(_finished, window, job, files, partial(_reports_told, out, made)))
    if opens:
        job.finished.connect(partial(_open, window, job, files, out))
    return job


def _open(window: "Window", job: Job, files: set[Path], out: Path) -> None:
    """The only file, else the folder."""
    if job.outcome is Outcome.DONE and files:
        show_outside(window, next(iter(files)) if len(files) == 1 else out)


def _title() -> str:
    return translate("Figures", "Figures")


def _reports_title() -> str:
    return translate("Figures", "Sample reports")


def _figure_rows(files: set[Path], rows: "tuple[FigureRow, ...]") -> None:
    files |= {row.file for row in rows if row.file is not None}


def _report_rows(files: set[Path], rows: "tuple[ReportRow, ...]") -> None:
    files |= {file for row in rows for file in row.files}


def _figures_told(out: Path, many: int) -> Sentence:
    return Sentence(en=f"Figures: {many}, in {out}", es=f"Figuras: {many}, en {out}")


def _reports_told(out: Path, made: "Sequence[ReportRow]", _files: int) -> Sentence:
    from geodesk.jobs.samplereport.job import how_many

    many = how_many(made)
    return Sentence(en=f"Reports: {many.en}, in {out}", es=f"Informes: {many.es}, en {out}")


def _finished(window: "Window", job: Job, files: set[Path], told: Callable[[int], Sentence]) -> None:
    session = window.session
    if job.error is not None:
        session.error(job.error)
    if job.outcome is not Outcome.DONE:
        return
    for note in job.notes:
        session.notice(note)
    if files:
        session.notice(told(len(files)))
