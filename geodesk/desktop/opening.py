"""Reading a folder for the session; on a thread."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import Sentence

# Part of the first paint: what imports numpy comes later, on a thread.
if TYPE_CHECKING:
    from geodesk.collection import Collection, Sample

_FAULTS = 2
"""So many are told in full: more would fill the corner of the window."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as the session takes it over.

    Attributes
    ----------
    samples
        In the order of paths, in which jobs take them.
    listed
        In the order of names, in which they are shown.
    by_path
        The sample that each picture belongs to.
    wanted, face, page
        The sample to be in view, if there is one.
    """

    collection: "Collection"
    samples: "list[Sample]"
    listed: "list[Sample]"
    by_path: "dict[str, Sample]"
    wanted: "Sample | None" = None
    face: int = 0
    page: int = 0

    @property
    def faults(self) -> "list[Sentence]":
        """What is told of the folder: the first faults that were found, and how many more there are."""
        found = self.collection.problems
        more = len(found) - _FAULTS
        if more <= 0:
            return found
        return [
            *found[:_FAULTS],
            Sentence(
                en=f"And {more} more like these in the folder.", es=f"Y {more} más como estos en la carpeta."
            ),
        ]


def look_again(collection: "Collection", before: "list[Sample]") -> Opened:
    """An open folder with what has come into it; samples that are as they were stay the same objects."""
    from geodesk.collection.sieve import by_name

    collection.refresh()
    known = {sample.id: sample for sample in before}
    samples = [old if (old := known.get(new.id)) == new else new for new in collection.samples()]
    by_path = {p.path: sample for sample in samples for p in sample.pictures}
    return Opened(collection, samples, by_name(samples), by_path)


def open_path(path: Path, annotator: str | None) -> Opened:
    """Open a folder, or the folder of a picture with that picture in view. Raises `GeoDeskError`."""
    from geodesk.language import GeoDeskError

    if not path.exists():
        raise GeoDeskError(
            en=f"There is no file or folder {path}; check the path.",
            es=f"No existe el archivo ni la carpeta {path}; compruebe la ruta.",
        )
    if path.is_dir():
        return open_folder(path, annotator, None)
    opened = open_folder(path.parent, annotator, path.name)
    if opened.wanted is None:
        raise GeoDeskError(
            en=f"{path.name} is not named like a picture that GeoDesk reads.",
            es=f"{path.name} no tiene nombre de imagen que GeoDesk lea.",
        )
    return opened


def open_folder(folder: Path, annotator: str | None, wanted: str | None, page: int = 0) -> Opened:
    """Open a folder with the picture of that path in view, if it is (still) there."""
    from geodesk.collection import Collection
    from geodesk.collection.sieve import by_name

    collection = Collection.open(folder, annotator=annotator)
    samples = collection.samples()
    by_path = {p.path: sample for sample in samples for p in sample.pictures}
    listed = by_name(samples)
    sample = None if wanted is None else by_path.get(wanted)
    if sample is None:
        return Opened(collection, samples, listed, by_path)
    face = next(at for at, picture in enumerate(sample.pictures) if picture.path == wanted)
    return Opened(collection, samples, listed, by_path, sample, face, page)
