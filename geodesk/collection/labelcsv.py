"""Labels out to a CSV file and in from one."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.collection.contents import check_contents
from geodesk.collection.csvfile import Cell, read_csv, write_csv
from geodesk.collection.errors import CollectionError, UnknownPictures, printable
from geodesk.collection.events import clean_label, time_text
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection

_READ_AT_MOST = 1 << 30
"""Bytes of files that may have changed, to see whether their labels still belong to them."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes
    ----------
    rows : int
        Labelled pictures.
    left_out : tuple of str
        Paths that have a label and no picture any more; relink them to get them out.
    changed : tuple of str
        Paths whose label is withheld, because the file has another content than the one that was labelled.
    """

    rows: int
    left_out: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed.

    Attributes
    ----------
    rows : int
        Rows with a label.
    changes : Changes
        The events written; a picture that had its label already is none.
    skipped : int
        Rows with an empty label: they change nothing.
    """

    rows: int
    changes: Changes
    skipped: int


def export_labels(collection: "Collection", out: str | os.PathLike[str], all: bool = False) -> Exported:
    """Write ``id,label,path`` of every labelled picture, sorted by path.

    Parameters
    ----------
    collection : Collection
        Read anew first, so that labels of other annotators and processes are in it.
    out : path
        The CSV file; replaced only when the new one is complete.
    all : bool
        Also the columns ``annotator`` and ``time`` (UTC) of the event that gave the label.

    Raises
    ------
    CollectionError
        If the file cannot be written.
    """
    collection.labels.reload()
    for _ in check_contents(collection, _READ_AT_MOST):
        pass
    states = {path: s for path, s in collection.labels.current().items() if s.label is not None}
    columns = ["id", "label", "path", "annotator", "time"]
    rows: list[list[Cell]] = []
    for picture in collection.pictures():
        if (state := states.pop(picture.path, None)) is not None:
            rows.append([picture.id, state.label, picture.path, state.annotator, time_text(state.time)])
    width = 5 if all else 3
    count = write_csv(out, columns[:width], (row[:width] for row in rows))
    left = sorted(path for path in states if not collection.labels.moved_from(path))
    return Exported(count, tuple(left), tuple(sorted(collection.labels.withheld())))


def import_labels(collection: "Collection", source: str | os.PathLike[str]) -> Imported:
    """Take in a CSV file of labels, whole or not at all.

    It has the columns ``id`` and ``label``, and may have ``path``. A ``path`` that is in the collection says
    which picture is meant, and the ``id`` must agree; otherwise the ``id`` does. Rows with an empty label
    change nothing. It is one step of undo.

    Raises
    ------
    UnknownPictures
        If ids or paths are not in the collection; its ``ids`` are all of them.
    CollectionError
        If the file is not such a CSV file, an id is ambiguous, a label is not allowed, or one picture has two
        labels.
    """
    table = read_csv(source, ("id", "label"))
    name = printable(Path(source).name)
    wanted: dict[str, tuple[Picture, str]] = {}
    unknown: list[str] = []
    skipped = 0
    for row, line in zip(table.rows, table.lines, strict=True):
        if not row["label"].strip():
            skipped += 1
            continue
        try:
            picture = _meant(collection, row["id"], row.get("path", ""))
            label = clean_label(row["label"])
        except UnknownPictures as fault:
            unknown.extend(one for one in fault.ids if one not in unknown)
            continue
        except CollectionError as fault:
            raise CollectionError(
                en=f"Line {line} of {name}: {fault.sentence.en}; nothing was changed.",
                es=f"Línea {line} de {name}: {fault.sentence.es}; no se ha cambiado nada.",
            ) from fault
        _, known = wanted.setdefault(picture.path, (picture, label))
        if known != label:
            shown = printable(picture.path)
            raise CollectionError(
                en=f"{name} gives {shown} both “{known}” and “{label}”; keep one; nothing was changed.",
                es=f"{name} da a {shown} tanto «{known}» como «{label}»; deje una; no se ha cambiado nada.",
            )
    if unknown:
        raise UnknownPictures(unknown)
    changes = collection.labels.set_many(wanted.values(), how="import")
    return Imported(len(table.rows) - skipped, changes, skipped)


def _meant(collection: "Collection", name: str, path: str) -> Picture:
    if not path:
        return collection.resolve(name)
    try:
        picture = collection.resolve(path)
    except CollectionError:
        return collection.resolve(name or path)
    own_name = picture.path.rpartition("/")[2]
    if name and name not in (picture.id, printable(picture.id), own_name, printable(own_name)):
        if collection.resolve(name).path != picture.path:
            one, other = printable(name), printable(path)
            raise CollectionError(
                en=f"The id {one} and the path {other} are two pictures; correct one of them.",
                es=f"El id {one} y la ruta {other} son dos imágenes; corrija uno de los dos.",
            )
    return picture
