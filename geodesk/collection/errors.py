"""The errors of a collection, each one sentence in both languages."""

import errno
from collections.abc import Sequence

from geodesk.language import GeoDeskError, Sentence

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


class CollectionError(GeoDeskError):
    """A collection could not be read or written; the sentence says what happened and what to do."""


class UnknownPictures(CollectionError):
    """Names that no picture of the collection answers to.

    Attributes
    ----------
    ids : tuple of str
        Every unknown name, in the order in which they were met; the sentence shows the first ten.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        names = enumerate_names(self.ids)
        super().__init__(
            en=f"{len(self.ids)} unknown: no picture of the collection is called {names.en};"
            " nothing was changed.",
            es=f"{len(self.ids)} sin conocer: ninguna imagen de la colección se llama {names.es};"
            " no se ha cambiado nada.",
        )


def enumerate_names(names: Sequence[str], show: int = 10) -> Sentence:
    """The first few of many names for a sentence, and how many more there are."""
    text = ", ".join(printable(name) for name in names[:show])
    more = len(names) - show
    if more <= 0:
        return Sentence(text, text)
    return Sentence(f"{text} and {more} more", f"{text} y {more} más")


def printable(name: str) -> str:
    r"""A file name safe to print: a byte that is not UTF-8 is shown as ``\xNN``.

    Names of such files hold lone surrogates (``os.fsdecode``), which no terminal and no CSV can take.
    """
    if name.isascii():
        return name
    return "".join(
        f"\\x{ord(c) - 0xDC00:02x}" if 0xDC80 <= ord(c) <= 0xDCFF else
        f"\\u{ord(c):04x}" if 0xD800 <= ord(c) <= 0xDFFF else c
        for c in name
    )  # fmt: skip


def unwritable(what: str, fault: OSError) -> CollectionError:
    """The error for a file that could not be written; a full disk is named as such."""
    name = printable(what)
    if fault.errno in _FULL:
        return CollectionError(
            en=f"Disk full: {name} was not written; free some space and try again.",
            es=f"Disco lleno: no se ha escrito {name}; libere espacio e inténtelo de nuevo.",
        )
    reason = fault.strerror or str(fault)
    return CollectionError(
        en=f"{name} could not be written ({reason}); check the folder's permissions and try again.",
        es=f"No se ha podido escribir {name} ({reason}); compruebe los permisos de la carpeta e inténtelo"
        " de nuevo.",
    )


def unreadable(what: str, fault: OSError) -> CollectionError:
    """The error for a file or folder that could not be read."""
    name = printable(what)
    reason = fault.strerror or str(fault)
    return CollectionError(
        en=f"{name} could not be read ({reason}); check that it exists and that you may read it.",
        es=f"No se ha podido leer {name} ({reason}); compruebe que existe y que puede leerlo.",
    )
