"""Finding the text file beside a picture."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from geodesk.micrograph import limits
from geodesk.micrograph.errors import UnreadablePicture
from geodesk.micrograph.sniff import open_regular
from geodesk.micrograph.text import decode


def side_files(path: Path) -> Iterator[Path]:
    """``picture.txt``, ``picture.hdr``, ``picture-tif.hdr`` and the like beside a picture, where they exist.

    Extensions are tried in lower and upper case. Files above 1 MiB are not side files.
    """
    stem, ending = path.stem, path.suffix.lstrip(".")
    names = [f"{stem}{suffix}" for suffix in (".txt", ".TXT", ".hdr", ".HDR")]
    names += [f"{stem}-{ending}.hdr", f"{stem}-{ending}.HDR", f"{path.name}.hdr", f"{path.name}.txt"]
    seen: set[tuple[int, int]] = set()
    for name in names:
        beside = path.with_name(name)
        with contextlib.suppress(OSError, ValueError):
            if name == path.name or not beside.is_file():
                continue
            found = beside.stat()
            # On a disk that ignores case, both spellings are the same file.
            if found.st_size > limits.SIDE_FILE_BYTES or (
                found.st_ino and (found.st_dev, found.st_ino) in seen
            ):
                continue
            seen.add((found.st_dev, found.st_ino))
            yield beside


def side_texts(path: Path) -> Iterator[str]:
    """The contents of a picture's `side_files`."""
    for beside in side_files(path):
        with contextlib.suppress(OSError, ValueError, UnreadablePicture):
            file, size = open_regular(beside)
            with file:
                if size <= limits.SIDE_FILE_BYTES:
                    yield decode(file.read())
