"""Copies of the listed pictures in another folder: those that a filter lets through, to work on elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from geodesk.desktop.choosing import folder_dialog
from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Generator

    from geodesk.desktop.window import Window
    from geodesk.jobs.copies import Copied
    from geodesk.jobs.progress import Progress

KIND = "copies"


def ask(window: "Window") -> None:
    """Ask for a folder, and copy the listed pictures there."""
    title = translate("Copying", "A folder for copies of the listed pictures")
    beside = str(Path(window.settings.values.last_folder).parent)
    dialog = folder_dialog(window, title, beside, lambda chosen: copy(window, Path(chosen)))
    dialog.setObjectName("samples.copy_place")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    window.session.collection_changed.connect(dialog.reject)  # it was asked for another folder
    dialog.open()


def copy(window: "Window", folder: Path) -> Job | None:
    """Copy the listed pictures into a folder, as a job."""
    session = window.session
    collection = session.collection
    if collection is None:
        return None
    root = collection.folder
    items = [picture for sample in session.visible for picture in sample.pictures]

    def steps() -> "Generator[Progress[Copied], None, None]":
        from geodesk.jobs.copies import copy_pictures

        return copy_pictures(items, root, folder)

    job = session.jobs.start(KIND, _title, steps)

    def ended() -> None:
        if job.outcome is Outcome.FAILED and job.error is not None:
            session.error(job.error)
        elif job.outcome is Outcome.DONE:
            done = job.counts.done - job.counts.failed
            session.notice(
                Sentence(
                    en=f"Pictures copied to {folder}: {done}. Labels and sizes given by hand stay here.",
                    es=f"Imágenes copiadas en {folder}: {done}. Las etiquetas y los tamaños dados a mano se "
                    "quedan aquí.",
                )
            )

    job.finished.connect(ended)
    return job


def _title() -> str:
    return translate("Copying", "Copying the listed pictures")
