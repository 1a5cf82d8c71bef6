"""Where a collection keeps its files, and what the logs in it are called."""

import errno
import hashlib
import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection.durable import make_folder, replacing
from geodesk.collection.errors import CollectionError, printable, unreadable
from geodesk.collection.pictures import Picture
from geodesk.places import user_data

STORE = ".geodesk"
_ABOUT = "folder.json"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|@\ud800-\udfff]+')
_LONGEST_PART = 100  # bytes; two of them and the rest stay below the 255 a file name may have


@dataclass(frozen=True, slots=True)
class Store:
    """The folders a collection's own files live in.

    Attributes
    ----------
    home : Path
        Where this program writes; made with the first file.
    sources : tuple of Path
        Where it reads: ``home``, and the ``.geodesk`` of a read-only folder where others left labels.
    read_only : bool
        The folder cannot be written, so ``home`` lies in the user's data folder.
    also : tuple of Path
        Where logs are read too as if they were here, but nothing else.
    """

    home: Path
    sources: tuple[Path, ...]
    read_only: bool
    also: tuple[Path, ...] = ()

    def files(self, pattern: str) -> list[Path]:
        """The logs that match a glob pattern in all sources, by name."""
        found: list[Path] = []
        for source in (*self.sources, *self.also):
            try:
                found.extend(path for path in source.glob(pattern) if path.is_file())
            except OSError as fault:
                raise unreadable(str(source), fault) from fault
        return sorted(found, key=lambda path: (path.name, str(path)))


def check_folder(folder: Path) -> None:
    """Make sure that a folder is there and can be read.

    Raises
    ------
    CollectionError
        If it is missing, is a file or cannot be read.
    """
    name = printable(str(folder))
    try:
        if not folder.is_dir():
            if folder.exists():
                raise CollectionError(
                    en=f"{name} is a file, not a folder; give the folder it is in.",
                    es=f"{name} es un archivo, no una carpeta; indique la carpeta en la que está.",
                )
            raise CollectionError(
                en=f"There is no folder {name}; check the path.",
                es=f"No existe la carpeta {name}; compruebe la ruta.",
            )
        with os.scandir(folder):
            pass
    except (OSError, ValueError) as fault:
        fault = fault if isinstance(fault, OSError) else OSError(0, str(fault))
        raise unreadable(str(folder), fault) from fault


def locate(folder: Path, list_pictures: Callable[[], Sequence[Picture]]) -> Store:
    """The store of a folder: its own ``.geodesk``, or a place in the user's data folder if it is read-only.

    Parameters
    ----------
    folder : Path
        An existing folder.
    list_pictures : callable
        Gives the folder's pictures; called only for a read-only folder, whose key depends on them.

    Raises
    ------
    CollectionError
        If ``.geodesk`` exists and is not a folder that can be read.
    """
    inside = folder / STORE
    try:
        exists = inside.exists()
        if exists and not inside.is_dir():
            name = printable(str(inside))
            raise CollectionError(
                en=f"{name} is not a folder; move it away so that labels can be kept there.",
                es=f"{name} no es una carpeta; apártelo para poder guardar ahí las etiquetas.",
            )
        if exists:
            os.listdir(inside)
    except OSError as fault:
        raise unreadable(str(inside), fault) from fault
    if is_writable(inside if exists else folder):
        # It may have been read-only before: labels given then are read as well.
        before = _known_outside(folder, list_pictures) if _kept_outside(folder) else None
        return Store(inside, (inside, before) if before else (inside,), read_only=False)
    home = _known_outside(folder, list_pictures) or _new_outside(folder, list_pictures)
    return Store(home, (home, inside) if exists else (home,), read_only=True)


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder: tried, because permission bits alone do not say.

    A full disk is not read-only: there the attempt to write a label gives its own error. A folder that
    nobody may write (mode 0555) is left alone by an administrator too, who could.
    """
    if not os.access(folder, os.W_OK):
        return False
    if os.name == "posix" and not folder.stat().st_mode & 0o222:
        return False
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".geodesk-"):
            return True
    except OSError as fault:
        return fault.errno not in (errno.EROFS, errno.EACCES, errno.EPERM)


def _root() -> Path:
    return user_data() / "collections"


def _path_key(folder: Path) -> str:
    return _digest([os.path.realpath(folder)])


def _content_key(pictures: Sequence[Picture]) -> str:
    return _digest(f"{picture.path}\0{picture.size}" for picture in pictures)


def _kept_outside(folder: Path) -> list[Path]:
    try:
        return sorted(_root().glob(f"{_path_key(folder)}-*"))
    except OSError:
        return []


def _new_outside(folder: Path, list_pictures: Callable[[], Sequence[Picture]]) -> Path:
    return _root() / f"{_path_key(folder)}-{_content_key(list_pictures())}"


def _known_outside(folder: Path, list_pictures: Callable[[], Sequence[Picture]]) -> Path | None:
    """The store of a read-only folder, found again after it moved or gained or lost a few pictures.

    Its name is a hash of the folder's path and one of its content (paths and sizes). The same content
    under another path (a stick on another mount point) is the same collection; so is the same path with
    at least half of the pictures that were there.
    """
    pictures = list_pictures()
    exact = _new_outside(folder, lambda: pictures)
    if exact.is_dir():
        return exact
    with suppress(OSError):
        if pictures and (same := sorted(_root().glob(f"*-{_content_key(pictures)}"))):
            return same[0]
    content = {picture.path: picture.size for picture in pictures}
    shares = [(_share(known, content), known) for known in _kept_outside(folder)]
    share, known = max(shares, default=(0.0, exact))
    return known if share >= 0.5 else None


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()[:16]


def _share(home: Path, content: dict[str, int]) -> float:
    """The share of a known collection's pictures that are here, alike in path and size."""
    try:
        known = json.loads((home / _ABOUT).read_bytes())["pictures"]
        alike: int = sum(content.get(path) == size for path, size in known.items())
        return alike / max(1, len(known))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0.0


def describe(store: Store, folder: Path, pictures: Sequence[Picture]) -> None:
    """Write beside the labels of a read-only folder which folder they belong to."""
    make_folder(store.home)
    about = {"folder": str(folder), "pictures": {picture.path: picture.size for picture in pictures}}
    with replacing(store.home / _ABOUT) as stream:
        stream.write(json.dumps(about).encode("ascii"))


def log_name(annotator: str, machine: str, kind: str = "labels") -> str:
    """The file name of an annotator's log: ``labels-<annotator>@<machine>.jsonl``."""
    return f"{kind}-{annotator}@{machine}.jsonl"


def parse_log_name(name: str, kind: str = "labels") -> tuple[str, str]:
    """The annotator and machine that a log's file name says."""
    annotator, _, machine = name.removeprefix(f"{kind}-").removesuffix(".jsonl").partition("@")
    return annotator, machine


def safe_name(text: str, otherwise: str) -> str:
    """A name that any file system takes: letters of any script stay, separators become ``_``."""
    text = _UNSAFE.sub("_", text.strip()).strip(". ")
    while len(text.encode()) > _LONGEST_PART:
        text = text[:-1]
    return text or otherwise


def free_name(stem: str, taken: set[str], ending: str = "") -> str:
    """A name that is not taken, cases alike: ``stem``, else ``stem-2``, ``stem-3`` and so on.

    Parameters
    ----------
    taken
        Names, case-folded, with their endings; the one that is given is added.
    """
    name, number = f"{stem}{ending}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}{ending}"
    taken.add(name.casefold())
    return name


def login_name() -> str:
    """The login name, or ``annotator`` where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "annotator"


def machine_name() -> str:
    """The name of this machine, or ``machine`` where it has none."""
    return platform.node() or "machine"
