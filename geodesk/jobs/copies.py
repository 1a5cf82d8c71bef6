"""Pictures copied into another folder as they are, such as those that a list shows. Nothing is ever moved."""

import errno
import filecmp
import os
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection import Picture
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import side_files


class NoPlaceForCopies(GeoDeskError):
    """Copies cannot go to a folder; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One picture, or why it was not copied.

    Attributes
    ----------
    item
        The picture.
    file
        Its copy; None if there is none.
    """

    item: Picture
    file: Path | None = None
    error: Sentence | None = None


def copy_pictures(
    items: Sequence[Picture], root: Path, folder: Path
) -> Generator[Progress[Copied], None, None]:
    """Copy pictures, and the text files beside them that hold their pixel size, with their subfolders.

    Nothing is written over: a file that is there already and holds the same counts as copied, another one of
    that name is a failure. What is being copied has another name until all of it is there.

    Parameters
    ----------
    items
        With their paths relative to `root`.
    root
        The collection's folder.
    folder
        Made if it is not there.

    Raises
    ------
    NoPlaceForCopies
        The folder is the collection's or inside it, where the copies would be samples too; or cannot be made.
    """
    if folder.resolve().is_relative_to(root.resolve()):
        raise NoPlaceForCopies(
            en="The copies would become samples of this same folder; choose one outside it.",
            es="Las copias serían muestras de esta misma carpeta; elija una fuera de ella.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise NoPlaceForCopies(
            en=f"The folder {folder} cannot be made ({why}); choose another.",
            es=f"No se puede crear la carpeta {folder} ({why}); elija otra.",
        ) from error
    failed = 0
    yield Progress(0, len(items), 0)
    for done, item in enumerate(items, 1):
        row = _copied(item, folder)
        failed += row.error is not None
        yield Progress(done, len(items), failed, (row,))


def _copied(item: Picture, folder: Path) -> Copied:
    target = folder / item.path
    try:
        for source in (*side_files(item.file), item.file):  # the picture last: with it all is there
            place = target.with_name(source.name)
            if not place.exists():
                _copy(source, place)
            elif not filecmp.cmp(source, place, shallow=False):
                return Copied(item, error=_other(place))
    except OSError as error:
        why = error.strerror or type(error).__name__
        if error.errno == errno.ENOSPC:
            full = Sentence(f"the disk of {folder} is full", f"el disco de {folder} está lleno")
            return Copied(item, error=full)
        return Copied(item, error=Sentence(f"cannot be copied ({why})", f"no se puede copiar ({why})"))
    return Copied(item, target)


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        shutil.copy2(source, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _other(place: Path) -> Sentence:
    return Sentence(
        en=f"another file stands there under its name: {place}",
        es=f"allí hay otro archivo con su nombre: {place}",
    )
