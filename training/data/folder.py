"""A folder's pictures and what is known of them before any is opened: label, group, split, faces."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geodesk.collection import DEFAULT_PATTERNS, UNSURE, Picture, group, read_csv
from geodesk.collection.pictures import find_pictures
from geodesk.language import GeoDeskError, Sentence
from training.data.index import FILE, SPLITS, BadIndex, Row

# The first of these columns that a table has says which pictures belong together.
GROUP_COLUMNS = ("group", "field", "section", "slide", "specimen")


class NoLabels(GeoDeskError):
    """The folder does not say which class its pictures are of."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A picture that is left out, and why."""

    path: str
    why: Sentence


@dataclass(slots=True)
class Found:
    """The labelled pictures of a folder.

    Attributes
    ----------
    rows
        Sorted by path; ``group`` is "" where nothing says it, ``split`` where none is given.
    problems
        What was left out.
    grouped_by
        Where the groups come from, for the report.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    grouped_by: str = ""


def find(
    folder: Path,
    table: Path | None = None,
    group_column: str = "",
    group_regex: str = "",
    least: int = 2,
) -> Found:
    """List a folder's labelled pictures.

    Labels come from `table` (columns path and label), else from ``index.csv`` in the folder, else from
    the names of the class sub-folders. PPL/XPL pairs become one sample and one group; pictures of a rotation
    series one group.

    Parameters
    ----------
    folder
        The pictures.
    table
        A CSV file; its paths are relative to the folder.
    group_column
        The table's column that tells groups; "": the first of `GROUP_COLUMNS` that it has.
    group_regex
        Searched in each path; its first group, or all of it, names the group.
    least
        Classes there must be: two, to tell apart; one, to add to others.

    Raises
    ------
    NoLabels
        There are no pictures, or no class folders and no table.
    BadIndex
        The table lacks a column or names pictures that are not there, or the expression is not valid.
    CollectionError
        The folder or table cannot be read.
    """
    pictures, unreadable = find_pictures(folder)
    if not pictures:
        raise NoLabels(en=f"There are no pictures in {folder}.", es=f"No hay imágenes en {folder}.")
    found = Found(problems=[Problem("", sentence) for sentence in unreadable])
    table = table or (folder / FILE if (folder / FILE).is_file() else None)
    told = _told(table, group_column, pictures, found) if table else _by_folder(pictures, found)
    if len({row.label for row in told.values()}) < least:
        raise NoLabels(
            en=f"{folder} needs a sub-folder for each class (at least {least}), or an index.csv with the"
            " columns path and label.",
            es=f"{folder} necesita una subcarpeta por clase (al menos {least}), o un index.csv con las"
            " columnas path y label.",
        )
    if group_regex:
        told = _by_regex(told, group_regex)
        found.grouped_by = f"regex {group_regex}"
    kept = [picture for picture in pictures if picture.path in told]
    found.rows = _sampled(kept, told, found)
    return found


def _told(table: Path, column: str, pictures: Sequence[Picture], found: Found) -> dict[str, Row]:
    read = read_csv(table, ("path", "label"))
    if column and column.lower() not in read.columns:
        raise BadIndex(
            en=f"{table.name} has no column “{column}”.", es=f"{table.name} no tiene la columna «{column}»."
        )
    column = column.lower() or next((name for name in GROUP_COLUMNS if name in read.columns), "")
    found.grouped_by = f"column {column}" if column else ""
    there = {picture.path for picture in pictures}
    told = {}
    for cells in read.rows:
        path, label, split = cells["path"], cells["label"], cells.get("split", "")
        if label in ("", UNSURE):
            continue
        if path not in there:
            found.problems.append(
                Problem(
                    path,
                    Sentence("is in the table and not in the folder", "está en la tabla y no en la carpeta"),
                )
            )
            continue
        if split not in ("", *SPLITS):
            raise BadIndex(
                en=f"{table.name}: the split “{split}” is none of train, validation, test.",
                es=f"{table.name}: la división «{split}» no es train, validation ni test.",
            )
        told[path] = Row(path, label, cells.get(column, "") if column else "", split)
    return told


def _by_folder(pictures: Sequence[Picture], found: Found) -> dict[str, Row]:
    told = {}
    for picture in pictures:
        label, _, rest = picture.path.partition("/")
        if rest:
            told[picture.path] = Row(picture.path, label, "")
        else:
            found.problems.append(
                Problem(
                    picture.path,
                    Sentence("lies in no class folder", "no está en la carpeta de ninguna clase"),
                )
            )
    return told


def _by_regex(told: Mapping[str, Row], expression: str) -> dict[str, Row]:
    try:
        pattern = re.compile(expression)
    except re.error as error:
        raise BadIndex(
            en=f"“{expression}” is not a regular expression ({error}).",
            es=f"«{expression}» no es una expresión regular ({error}).",
        ) from error
    rows = {}
    for path, row in told.items():
        match = pattern.search(path)
        name = "" if match is None else next((text for text in match.groups() if text), match.group())
        rows[path] = Row(path, row.label, name or row.group, row.split)
    return rows


def _sampled(pictures: Sequence[Picture], told: Mapping[str, Row], found: Found) -> list[Row]:
    """The rows with sample, face and, where nothing else says it, the group of pair or series."""
    rows = []
    for sample in group(pictures, DEFAULT_PATTERNS):
        labels = {told[picture.path].label for picture in sample.pictures}
        if sample.kind == "pair" and len(labels) > 1:
            why = Sentence("the two faces have different labels", "las dos caras tienen etiquetas distintas")
            found.problems.extend(Problem(picture.path, why) for picture in sample.pictures)
            continue
        # A sample's id may be that of another class's: the folder makes it unique.
        folder = sample.pictures[0].path.rpartition("/")[0]
        name = sample.id if not folder or sample.id.startswith(folder) else f"{folder}/{sample.id}"
        for i, picture in enumerate(sample.pictures):
            row = told[picture.path]
            paired = sample.kind == "pair"
            rows.append(
                Row(
                    path=row.path,
                    label=row.label,
                    group=row.group or (name if sample.kind != "picture" else ""),
                    split=row.split,
                    sample=name if paired else row.path,
                    face=sample.roles[i] if paired else "",
                )
            )
    return sorted(rows, key=lambda row: row.path)
