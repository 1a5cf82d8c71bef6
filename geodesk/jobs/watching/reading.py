"""Whether a file that has stopped changing is a whole picture."""

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from geodesk import micrograph
from geodesk.collection import Picture, printable
from geodesk.jobs.ahead import one_large_at_a_time
from geodesk.jobs.progress import unexpected
from geodesk.language import GeoDeskError, Sentence

_CHUNK = 1 << 20
_BAND_PIXELS = 1 << 22


class Finding(Enum):
    """What came of looking into a file."""

    WHOLE = "whole"
    CHANGED = "changed"
    GONE = "gone"
    LOCKED = "locked"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found.

    Attributes
    ----------
    sha256
        Of the file, if it is a whole picture.
    why
        Why it is not.
    """

    finding: Finding
    sha256: str = ""
    why: Sentence | None = None


def look_into(picture: Picture) -> Looked:
    """Read a file to its end and decode it; runs on a thread, so it never raises.

    The first and the last page are decoded, every row of them: what is cut short lacks its end.

    Parameters
    ----------
    picture
        With the size and time that it had when it was listed.
    """
    try:
        if not is_as_listed(picture):
            return Looked(Finding.CHANGED)
        sha256 = _digest(picture.file)
        _decode(picture.file)
        return Looked(Finding.WHOLE if is_as_listed(picture) else Finding.CHANGED, sha256)
    except FileNotFoundError:
        return Looked(Finding.GONE)
    except OSError as fault:
        return Looked(Finding.LOCKED, why=_in_use(picture, fault))
    except GeoDeskError as error:
        if not picture.file.exists():
            return Looked(Finding.GONE)
        return Looked(Finding.BROKEN, why=error.sentence)
    except MemoryError:
        why = Sentence(
            en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
        )
        return Looked(Finding.BROKEN, why=why)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the watch
        return Looked(Finding.BROKEN, why=unexpected(error))


def is_as_listed(picture: Picture) -> bool:
    """Whether the file has the size and time it was listed with. Raises `OSError`."""
    status = os.stat(picture.file)
    return (status.st_size, status.st_mtime_ns) == (picture.size, picture.mtime_ns)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    # Without waiting for whoever may write into it, should it be a pipe by now.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb", buffering=0) as stream:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            while piece := stream.read(_CHUNK):
                digest.update(piece)
    return digest.hexdigest()


def _decode(file: Path) -> None:
    with micrograph.open(file) as picture, one_large_at_a_time(picture):
        for page in sorted({0, picture.pages - 1}):
            if picture.decodes_whole(page):
                picture.pixels(page)
                continue
            width, height = picture.page_size(page)
            rows = max(1, _BAND_PIXELS // width)
            for top in range(0, height, rows):
                picture.region(0, top, width, min(rows, height - top), page)


def _in_use(picture: Picture, fault: OSError) -> Sentence:
    name, reason = printable(picture.path), fault.strerror or str(fault)
    return Sentence(
        en=f"{name} cannot be read yet ({reason}): another program may still hold it. It is tried again.",
        es=f"{name} todavía no se puede leer ({reason}): quizá otro programa lo tiene abierto. "
        "Se intenta de nuevo.",
    )
