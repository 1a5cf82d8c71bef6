"""What a watch says in passing."""

from pathlib import Path

from geodesk.collection import CollectionError, printable
from geodesk.jobs.watching.log import Seen
from geodesk.language import Sentence


def gone(folder: Path, why: Sentence) -> Sentence:
    """The folder cannot be looked at."""
    name = printable(folder.name or str(folder))
    return Sentence(
        en=f"“{name}” cannot be looked at now; plug it in again: the watch goes on when it is back. {why.en}",
        es=f"«{name}» no se puede leer ahora; vuelva a conectarla: la vigilancia sigue cuando esté. {why.es}",
    )


def back(folder: Path) -> Sentence:
    """It can again."""
    name = printable(folder.name or str(folder))
    return Sentence(en=f"“{name}” is back.", es=f"«{name}» está de nuevo.")


def written(table: Path) -> Sentence:
    """The table can be written again."""
    name = printable(table.name)
    return Sentence(
        en=f"{name} is written again, nothing is missing.", es=f"{name} se escribe de nuevo, no falta nada."
    )


def anew(row: Seen) -> Sentence:
    """A file was done before and has changed since."""
    name = printable(row.path)
    return Sentence(
        en=f"{name} was written anew and has been done again (version {row.version}).",
        es=f"{name} se escribió de nuevo y se procesó otra vez (versión {row.version}).",
    )


def watched_already(folder: Path) -> CollectionError:
    """Two watches of one folder would do each file twice."""
    name = printable(str(folder))
    return CollectionError(
        en=f"{name} is being watched with this model already, here or on another machine; stop that watch "
        "first.",
        es=f"{name} ya se vigila con este modelo, aquí o en otro equipo; detenga antes esa vigilancia.",
    )
