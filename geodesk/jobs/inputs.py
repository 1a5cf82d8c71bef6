"""What a job runs on: the pictures of a folder, or the files a user named."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection import NOTHING, Collection, Correction, Picture, printable
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import is_picture_name


class NoInput(GeoDeskError):
    """Nothing to run on."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The pictures of a job.

    Attributes
    ----------
    items
        In order of their path. Of a collection's pictures the path is relative to its folder; of files it
        is what the user wrote, and the id is the name if it is unique among them.
    collection
        The collection, if the job runs on one folder.
    problems
        What could not be looked into.
    """

    items: tuple[Picture, ...]
    collection: Collection | None
    problems: tuple[Sentence, ...] = ()


def gather(named: Sequence[str | os.PathLike[str]]) -> Inputs:
    """The inputs of a job.

    Parameters
    ----------
    named
        One folder (a collection), or any number of files and folders. A file that does not exist is an
        item all the same: it becomes a row with its error.

    Raises
    ------
    NoInput
        Nothing was named, or something that neither exists nor is named like a picture.
    CollectionError
        The one folder cannot be read.
    """
    if not named:
        raise NoInput(en="No file or folder was named.", es="No se indicó ningún archivo ni carpeta.")
    if len(named) == 1 and Path(named[0]).is_dir():
        return inputs_of(Collection.open(Path(named[0])))
    files: dict[str, tuple[Path, Correction]] = {}
    problems: list[Sentence] = []
    for name in named:
        file = Path(name)
        if file.is_dir():
            inner = Collection.open(file)
            files.update((f"{file.as_posix()}/{p.path}", (p.file, p.correction)) for p in inner.pictures())
            problems += inner.problems
        elif not os.path.lexists(file) and not is_picture_name(file.name):
            raise NoInput(
                en=f"There is no file or folder {printable(os.fspath(name))}; check the path.",
                es=f"No existe el archivo ni la carpeta {printable(os.fspath(name))}; compruebe la ruta.",
            )
        else:
            files[os.fspath(name)] = file, NOTHING
    counts = Counter(file.name for file, _ in files.values())
    return Inputs(
        tuple(
            _picture(file.name if counts[file.name] == 1 else path, path, file, correction)
            for path, (file, correction) in sorted(files.items())
        ),
        None,
        tuple(problems),
    )


def inputs_of(collection: Collection, pictures: Iterable[Picture] | None = None) -> Inputs:
    """The inputs of a job on an open collection, with the corrections now in force.

    Parameters
    ----------
    pictures
        Those of the collection to run on; None: all.
    """
    chosen = collection.pictures() if pictures is None else collection.corrections.applied(pictures)
    return Inputs(tuple(chosen), collection, tuple(collection.problems))


def _picture(name: str, path: str, file: Path, correction: Correction) -> Picture:
    try:
        stat = file.stat()
    except (OSError, ValueError):
        return Picture(name, path, file, 0, 0, correction)
    return Picture(name, path, file, stat.st_size, stat.st_mtime_ns, correction)
