r"""CSV files: RFC 4180, UTF-8, and safe to open in a spreadsheet.

Written: commas, lines that end in CR LF as the RFC says, a point for decimals, no byte order mark. A text
cell that a spreadsheet would take for a formula (it begins with ``= + - @``) gets a leading ``'``, which
reading takes off again; a text that already begins with such an apostrophe gets one more, so every text
comes back as it was. A byte of a file name that is not UTF-8 is written as ``\xNN``.

Read: commas, semicolons (Excel in Spanish) or tabs; UTF-8 with or without a byte order mark, and UTF-16
with one.
"""

import codecs
import csv
import io
import operator
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import SupportsFloat, SupportsIndex

from geodesk.collection.durable import replacing
from geodesk.collection.errors import CollectionError, printable, unreadable

_LARGEST = 256 << 20
_UNSAFE = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")


class Number(str):
    """A number already written as it is to stand in the file: no text, so never guarded."""

    __slots__ = ()


def fixed(value: float, decimals: int) -> Number:
    """A number with a fixed count of decimals and a point, such as ``0.250000``."""
    return Number(f"{value:.{decimals}f}")


Cell = str | SupportsFloat | SupportsIndex | None
"""Text, a number (int or float, of numpy as well), or nothing."""


def write_csv(path: str | os.PathLike[str], columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> int:
    """Write a CSV file in one piece: on any fault the old file, if there was one, is as it was.

    Parameters
    ----------
    path : path
        The file.
    columns : sequence of str
        The header.
    rows : iterable of iterables
        As many cells as columns. Floats are written so that reading gives the same float.

    Returns
    -------
    int
        How many rows were written.

    Raises
    ------
    CollectionError
        If the file cannot be written.
    ValueError, TypeError
        If a row has another length, or a cell is neither text nor a number.
    """
    count = 0
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        try:
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow([_written(column) for column in columns])
            for row in rows:
                cells = [_written(cell) for cell in row]
                if len(cells) != len(columns):
                    raise ValueError(f"{len(cells)} cells for {len(columns)} columns")
                writer.writerow(cells)
                count += 1
            text.flush()
        finally:
            text.detach()
    return count


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows as they stand in a CSV file, for one that grows.

    Raises
    ------
    TypeError
        If a cell is neither text nor a number.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Number):
        return str(cell)
    if isinstance(cell, str):
        return guard(printable(cell))
    if isinstance(cell, SupportsIndex):
        return str(operator.index(cell))
    if isinstance(cell, SupportsFloat):
        return repr(float(cell))
    raise TypeError(f"a cell of type {type(cell).__name__}")


def guard(text: str) -> str:
    """Text as it stands in a file: with one more ``'`` where a spreadsheet would see a formula."""
    return f"'{text}" if _UNSAFE.match(text) else text


def unguard(cell: str) -> str:
    """The text that a cell means; the inverse of :func:`guard`."""
    return cell[1:] if _GUARDED.match(cell) else cell


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file that was read.

    Attributes
    ----------
    columns : tuple of str
        The header, in lower case.
    rows : list of dict
        By column, every cell as text without its guard.
    lines : list of int
        The line of the file on which each row ends.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    lines: list[int]


def read_csv(path: str | os.PathLike[str], required: Sequence[str] = ()) -> Table:
    """Read a CSV file with a header.

    Header names count in any case; empty lines and empty cells beyond the header are passed over.

    Raises
    ------
    CollectionError
        If the file cannot be read, is not text in a known encoding, lacks a required column, or has a row
        of another length than the header.
    """
    name = printable(Path(path).name)
    text = _decoded(Path(path), name)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # Excel's own way to name the separator
        text = rest
    separator = _separator(text, required)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    columns: tuple[str, ...] = ()
    try:
        for cells in reader:
            if not any(cells):
                continue
            if not columns:
                columns = _header(cells, required, name)
                continue
            if any(cells[len(columns) :]) or len(cells) < len(columns):
                raise CollectionError(
                    en=f"Line {reader.line_num} of {name} has {len(cells)} cells and the header"
                    f" {len(columns)}; correct that line.",
                    es=f"La línea {reader.line_num} de {name} tiene {len(cells)} celdas y la cabecera"
                    f" {len(columns)}; corrija esa línea.",
                )
            rows.append({key: unguard(cell) for key, cell in zip(columns, cells, strict=False)})
            lines.append(reader.line_num)
    except csv.Error as fault:
        raise CollectionError(
            en=f"Line {reader.line_num} of {name} is not CSV ({fault}); correct that line.",
            es=f"La línea {reader.line_num} de {name} no es CSV ({fault}); corrija esa línea.",
        ) from fault
    if not columns:
        columns = _header([], required, name)
    return Table(columns, rows, lines)


def _decoded(path: Path, name: str) -> str:
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as fault:
        raise unreadable(str(path), fault) from fault
    if len(data) > _LARGEST:
        raise CollectionError(
            en=f"{name} is larger than {_LARGEST >> 20} MiB; split it.",
            es=f"{name} ocupa más de {_LARGEST >> 20} MiB; divídalo.",
        )
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CollectionError(
            en=f"{name} is not text in UTF-8; save it again as “CSV UTF-8”.",
            es=f"{name} no es texto en UTF-8; guárdelo de nuevo como «CSV UTF-8».",
        )
    return text


def _separator(text: str, required: Sequence[str]) -> str:
    """The separator that splits the header into the required columns, else into most columns."""
    header = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")

    def score(separator: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"').strip().casefold() for cell in header.split(separator)]
        return (sum(column in cells for column in required), len(cells))

    return max(",;\t", key=score)


def _header(cells: list[str], required: Sequence[str], name: str) -> tuple[str, ...]:
    columns = [unguard(cell.strip()).casefold() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    missing = [column for column in required if column not in columns]
    if missing:
        several = len(missing) > 1
        raise CollectionError(
            en=f"{name} has no {'columns' if several else 'column'} {_listed(missing, 'or')}; its first line"
            f" must name the columns {_listed(required, 'and')}.",
            es=f"{name} no tiene {'las columnas' if several else 'la columna'} {_listed(missing, 'ni')}; su"
            f" primera línea debe nombrar las columnas {_listed(required, 'y')}.",
        )
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise CollectionError(
            en=f"{name} has two columns called “{printable(twice)}”; rename one.",
            es=f"{name} tiene dos columnas llamadas «{printable(twice)}»; cambie el nombre de una.",
        )
    return tuple(columns)


def _listed(names: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
