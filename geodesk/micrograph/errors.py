"""The one error of this package, and the sentences that recur in it."""

from pathlib import Path

from geodesk.language import GeoDeskError


class UnreadablePicture(GeoDeskError):
    """A file could not be read as a picture; ``str(error)`` is one sentence for the user.

    Nothing else is raised by this package for any file content, whatever its bytes are.
    """


def name_of(path: Path) -> str:
    """The file's name as it can be printed: undecodable bytes and control characters are replaced."""
    name = path.name or str(path)
    shown = name.encode("utf-8", "replace").decode("utf-8")
    shown = "".join(c if c.isprintable() else "?" for c in shown)
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-35:]}"


def truncated(path: Path) -> UnreadablePicture:
    """The file ends before its pixels do."""
    name = name_of(path)
    return UnreadablePicture(
        en=f"“{name}” is cut short: part of its pixels is missing; copy it again from the microscope.",
        es=f"«{name}» está incompleto: falta parte de sus píxeles; vuelva a copiarlo del microscopio.",
    )


def corrupt(path: Path, detail: str = "") -> UnreadablePicture:
    """The content contradicts its own format; `detail` is the decoder's short reason, if it has one."""
    name = name_of(path)
    why = f" ({' '.join(detail.split())[:120]})" if detail.strip() else ""
    return UnreadablePicture(
        en=f"“{name}” is damaged and cannot be decoded{why}; copy or export it again.",
        es=f"«{name}» está dañado y no se puede decodificar{why}; vuelva a copiarlo o exportarlo.",
    )


def unsupported(path: Path, what_en: str, what_es: str) -> UnreadablePicture:
    """A sound file of a known format, with something inside that this program does not read."""
    name = name_of(path)
    return UnreadablePicture(
        en=f"“{name}” uses {what_en}, which GeoDesk does not read; export it as an ordinary TIFF or PNG.",
        es=f"«{name}» usa {what_es}, que GeoDesk no lee; expórtelo como TIFF o PNG corriente.",
    )


def too_large(path: Path, width: int, height: int, limit: int) -> UnreadablePicture:
    """Decoding would need more than `limit` bytes at once."""
    name = name_of(path)
    size = f"{width}×{height}"
    gib = f"{limit / 2**30:g} GiB"
    return UnreadablePicture(
        en=f"“{name}” ({size}) would need more than {gib} of memory at once; crop it or export it as tiles.",
        es=f"«{name}» ({size}) necesitaría más de {gib} de memoria a la vez; recórtelo o divídalo.",
    )


def closed(path: Path) -> UnreadablePicture:
    """Pixels were asked of a picture after `close`."""
    name = name_of(path)
    return UnreadablePicture(
        en=f"“{name}” has been closed; open it again to read its pixels.",
        es=f"«{name}» se ha cerrado; ábralo de nuevo para leer sus píxeles.",
    )
