"""Opening a file safely and telling its format by its first bytes, never by its name."""

import errno
import os
import stat
import struct
from pathlib import Path
from typing import BinaryIO, Literal

from geodesk.micrograph.errors import UnreadablePicture, name_of

Kind = Literal["tiff", "png", "jpeg", "bmp", "gatan"]

EXTENSIONS = frozenset((".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp", ".dm3", ".dm4"))
"""Extensions under which pictures are looked for in a folder: lower case, with the dot."""

_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is listed as a picture (its content decides how it is read).

    Names that begin with a dot are hidden files: macOS leaves ``._picture.tif`` beside each picture on a
    foreign disk, and those are not pictures.
    """
    if "/" in name or os.sep in name:
        name = os.path.basename(name)
    stem, dot, ending = name.rpartition(".")
    return bool(stem) and name[0] != "." and (dot + ending).lower() in EXTENSIONS


def open_regular(path: Path) -> tuple[BinaryIO, int]:
    """Open `path` for reading if it is an ordinary, non-empty file; also its size in bytes.

    Raises
    ------
    UnreadablePicture
        The file is missing, a directory, a pipe or device, empty, or may not be read.
    """
    name = name_of(path)
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise UnreadablePicture(
                en=f"“{name}” is a folder, not a picture; choose a file inside it.",
                es=f"«{name}» es una carpeta, no una imagen; elija un archivo de dentro.",
            )
        # Without O_NONBLOCK a pipe that took the file's place since stat would wait for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0)
        if not stat.S_ISREG(mode):
            raise _not_regular(name)
        descriptor = os.open(path, flags)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise _not_regular(name)
            if found.st_size == 0:
                raise UnreadablePicture(
                    en=f"“{name}” is empty (0 bytes); copy it again from the microscope.",
                    es=f"«{name}» está vacío (0 bytes); vuelva a copiarlo del microscopio.",
                )
            return os.fdopen(descriptor, "rb"), found.st_size
        except BaseException:
            os.close(descriptor)
            raise
    except (OSError, ValueError) as error:
        raise _not_opened(name, error) from error


def kind_of(head: bytes, path: Path) -> Kind:
    """The format that the first 64 bytes announce.

    Raises
    ------
    UnreadablePicture
        They announce none of the formats read here.
    """
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"BM") and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return "bmp"
    if _is_gatan(head):
        return "gatan"
    name = name_of(path)
    if _is_text(head):
        raise UnreadablePicture(
            en=f"“{name}” is a text file, not a picture; choose the picture it belongs to.",
            es=f"«{name}» es un archivo de texto, no una imagen; elija la imagen a la que pertenece.",
        )
    raise UnreadablePicture(
        en=f"“{name}” is not a picture GeoDesk reads; export it as TIFF, PNG, JPEG, BMP or Gatan dm3/dm4.",
        es=f"«{name}» no es una imagen que GeoDesk lea; expórtela como TIFF, PNG, JPEG, BMP o Gatan dm3/dm4.",
    )


def _is_gatan(head: bytes) -> bool:
    if len(head) < 16:
        return False
    version: int
    order: int
    (version,) = struct.unpack_from(">I", head)
    (order,) = struct.unpack_from(">I", head, 12 if version == 4 else 8)
    return version in (3, 4) and order in (0, 1)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f")
    return bool(head) and control == 0 and b"\x7f" not in head


def _not_regular(name: str) -> UnreadablePicture:
    return UnreadablePicture(
        en=f"“{name}” is a pipe or a device, not a picture; choose a file.",
        es=f"«{name}» es una tubería o un dispositivo, no una imagen; elija un archivo.",
    )


def _not_opened(name: str, error: OSError | ValueError) -> UnreadablePicture:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UnreadablePicture(
            en=f"“{name}” is not there any more; it was moved, renamed or deleted: put it back, or read"
            " the folder again.",
            es=f"«{name}» ya no está ahí; se ha movido, renombrado o borrado: vuelva a ponerlo, o lea"
            " de nuevo la carpeta.",
        )
    if isinstance(error, PermissionError):
        return UnreadablePicture(
            en=f"“{name}” may not be read with your user account; ask for permission to read it.",
            es=f"«{name}» no se puede leer con su cuenta de usuario; pida permiso de lectura.",
        )
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return UnreadablePicture(
            en=f"The name “{name}” is too long for this disk; shorten it.",
            es=f"El nombre «{name}» es demasiado largo para este disco; acórtelo.",
        )
    detail = getattr(error, "strerror", None) or str(error)
    return UnreadablePicture(
        en=f"“{name}” cannot be opened ({detail}); check the disk or the network folder.",
        es=f"«{name}» no se puede abrir ({detail}); compruebe el disco o la carpeta de red.",
    )
