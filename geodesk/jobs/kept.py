"""A folder's job whose rows are kept beside it as they come."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from geodesk.collection.picturerun import PictureRun
from geodesk.jobs.inputs import Inputs, NoInput, gather
from geodesk.jobs.progress import Progress
from geodesk.language import Sentence

Done = TypeVar("Done")

_ANEW = Sentence(
    en="There is no interrupted run of this model and device; starting anew.",
    es="No hay una corrida interrumpida de este modelo y dispositivo; se empieza de nuevo.",
)


def pictures_of(folder: Path) -> Inputs:
    """The pictures of a folder; raises `NoInput` if there are none, `CollectionError` if unreadable."""
    inputs = gather([folder])
    if not inputs.items:
        raise NoInput(
            en=f"No picture was found in {folder}.", es=f"No se encontró ninguna imagen en {folder}."
        )
    return inputs


def kept(
    run: PictureRun[Any], steps: Generator[Progress[Done], None, None], total: int, *, anew: bool
) -> Generator[Progress[Done], None, None]:
    """Go through the steps of a job while its run is open, and mark the run as done at their end.

    Parameters
    ----------
    total
        How many pictures it is about.
    anew
        Say first that nothing was there to go on with.

    Yields
    ------
    Progress
        Of the job. Closing the generator cancels it; the rows so far are on the disk.
    """
    with run, closing(steps):
        if anew:
            yield Progress(0, total, 0, notices=(_ANEW,))
        yield from steps
        run.finish()
