"""The pictures of a folder: found by their file names, nothing opened."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from geodesk.collection.errors import printable, unreadable
from geodesk.language import Sentence

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""

UNSET: Final = "unset"


@dataclass(frozen=True, slots=True)
class Correction:
    """What people corrected about one picture.

    Attributes
    ----------
    pixel_size_m : float or None
        Length of a pixel's side in metres; None: as the file says.
    bar : tuple of int, None or "unset"
        The information bar: a box, None where there is none, or ``"unset"``: as the file says or as detected.
    """

    pixel_size_m: float | None = None
    bar: Box | None | Literal["unset"] = UNSET


NOTHING = Correction()
"""Nothing was corrected."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture file of a collection.

    Attributes
    ----------
    id : str
        The file name if it is unique in the collection, else ``path``.
    path : str
        Relative to the collection's folder, with ``/``. Bytes of a name that are not UTF-8 are lone
        surrogates, as ``os.fsdecode`` gives them.
    file : Path
        The file itself.
    size : int
        Bytes.
    mtime_ns : int
        Time of the last change, ns since 1970.
    correction : Correction
        What was corrected about it when it was listed. Says nothing about which picture it is, so it does not
        count in comparisons.
    """

    id: str
    path: str
    file: Path
    size: int
    mtime_ns: int
    correction: Correction = field(default=NOTHING, compare=False)


def find_pictures(folder: Path) -> tuple[list[Picture], list[Sentence]]:
    """All pictures below a folder, sorted by path, and what could not be looked into.

    Hidden files and folders are left out. A folder that is reached twice, through links or a loop of
    links, is read once, under its own name rather than a link's; a link to a folder above the collection
    is not followed.

    Raises
    ------
    CollectionError
        If the folder itself cannot be read.
    """
    problems: list[Sentence] = []
    found = list_files(folder, problems)
    names = Counter(name for _, name, _, _ in found)
    pictures = [
        Picture(name if names[name] == 1 else path, path, folder / path, size, mtime_ns)
        for path, name, size, mtime_ns in found
    ]
    return pictures, problems


def list_files(folder: Path, problems: list[Sentence]) -> list[tuple[str, str, int, int]]:
    """What `find_pictures` makes pictures of.

    Parameters
    ----------
    problems
        Gets a sentence for each part of the folder that could not be looked into.

    Returns
    -------
    list of tuple
        Path, file name, bytes and time of the last change (ns since 1970), sorted by path.

    Raises
    ------
    CollectionError
        If the folder itself cannot be read.
    """
    from geodesk.micrograph import is_picture_name

    found: list[tuple[str, str, int, int]] = []
    for entry, path in _files(folder, problems):
        if not is_picture_name(entry.name):
            continue
        try:
            if not entry.is_file():
                if entry.is_symlink() and not os.path.exists(entry.path):
                    problems.append(_dangling(path))
                continue
            status = entry.stat()
            if os.name == "nt" and not status.st_size:
                status = os.stat(entry.path)  # a folder entry's size may lag behind the file there
        except FileNotFoundError:
            continue  # deleted while the folder was being read
        except OSError as fault:
            problems.append(unreadable(path, fault).sentence)
            continue
        found.append((path, entry.name, status.st_size, status.st_mtime_ns))
    found.sort()
    return found


def _files(folder: Path, problems: list[Sentence]) -> Iterator[tuple["os.DirEntry[str]", str]]:
    """Every visible entry that is not a folder, with its relative path."""
    seen = _ancestors(folder)
    linked: list[tuple[str, str]] = []
    try:
        yield from _walk(str(folder), "", seen, linked, problems.append, top=True)
    except OSError as fault:
        raise unreadable(str(folder), fault) from fault
    # Links last: a folder that also stands in the collection itself keeps its own path.
    while linked:
        place, path = min(linked, key=lambda link: link[1])
        linked.remove((place, path))
        yield from _walk(place, path, seen, linked, problems.append)


def _walk(
    place: str,
    path: str,
    seen: set[tuple[int, int]],
    linked: list[tuple[str, str]],
    tell: Callable[[Sentence], None],
    top: bool = False,
) -> Iterator[tuple["os.DirEntry[str]", str]]:
    waiting = [(place, path)]
    while waiting:
        place, path = waiting.pop()
        try:
            # Not the entry's own stat: it has no inode on Windows.
            status = os.stat(place)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(place) as entries:
                listed = list(entries)
        except OSError as fault:
            if top:
                raise
            tell(unreadable(path, fault).sentence)
            continue
        top = False
        folders = []
        for entry in listed:
            if entry.name.startswith("."):
                continue
            relative = f"{path}/{entry.name}" if path else entry.name
            try:
                if entry.is_file(follow_symlinks=False):
                    yield entry, relative
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, relative))
                    continue
                if entry.is_dir():
                    linked.append((entry.path, relative))
                    continue
            except OSError as fault:
                tell(unreadable(relative, fault).sentence)
                continue
            yield entry, relative
        waiting.extend(sorted(folders, reverse=True))


def _ancestors(folder: Path) -> set[tuple[int, int]]:
    seen = set()
    for above in folder.resolve().parents:
        try:
            status = above.stat()
        except OSError:
            continue
        seen.add((status.st_dev, status.st_ino))
    return seen


def _dangling(path: str) -> Sentence:
    name = printable(path)
    return Sentence(
        f"{name} is a link to a file that does not exist; mend or remove it.",
        f"{name} es un enlace a un archivo que no existe; corríjalo o quítelo.",
    )
