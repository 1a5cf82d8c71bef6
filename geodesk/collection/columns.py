"""The columns of a list of pictures: their values, expressions that filter by them, and sorting.

Expressions are those of `geodesk.collection.where` with the columns as names, in any case, such as
``kv >= 10 and detector == SE2``, ``pixel_size < 50nm``, ``instrument ~ Zeiss*`` or ``date ~ 2018-*``. A
length takes a unit; without one it is in metres. A number that a picture does not have satisfies only ``!=``.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodesk.collection.errors import CollectionError
from geodesk.collection.facts import PictureFacts
from geodesk.collection.pictures import Picture
from geodesk.collection.where import Operand, Parser, Token
from geodesk.language import Sentence

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key
        Its name in tables and expressions.
    kind
        ``"text"``, ``"number"`` or ``"length"`` (metres).
    aliases
        Other names in expressions.
    """

    key: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("id"),
    Column("path"),
    Column("width_px", "number", ("width",)),
    Column("height_px", "number", ("height",)),
    Column("pages", "number"),
    Column("channels", "number"),
    Column("dtype"),
    Column("pixel_size_m", "length", ("pixel_size",)),
    Column("pixel_size_source", aliases=("source",)),
    Column("kv", "number", ("voltage",)),
    Column("working_distance_m", "length", ("working_distance", "wd")),
    Column("magnification", "number", ("mag",)),
    Column("detector"),
    Column("instrument"),
    Column("date"),
    Column("error"),
)
BY_NAME: dict[str, Column] = {name: column for column in COLUMNS for name in (column.key, *column.aliases)}


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture and its values, the pixel size as people corrected it.

    Attributes
    ----------
    picture : Picture
        With the correction in force.
    facts : PictureFacts
        What its file says.
    """

    picture: Picture
    facts: PictureFacts

    def value(self, key: str) -> Value:
        """The value of a column; None where there is none."""
        picture, facts = self.picture, self.facts
        if key in ("id", "path"):
            return picture.id if key == "id" else picture.path
        if key == "error":
            return None if facts.error is None else str(facts.error)
        if facts.error is not None:
            return None
        if key in ("pixel_size_m", "pixel_size_source") and picture.correction.pixel_size_m is not None:
            return picture.correction.pixel_size_m if key == "pixel_size_m" else "manual"
        value: Value = getattr(facts, {"width_px": "width", "height_px": "height"}.get(key, key))
        return value


class ColumnWhere:
    """A parsed expression over columns.

    Raises
    ------
    CollectionError
        If it is no expression or names no column; the sentence says where.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._test = _ColumnParser(text, ()).parse()

    def matches(self, row: PictureRow) -> bool:
        """Whether a picture satisfies it; one that cannot be read only by its id, path or error."""
        return self._test(row)


class _ColumnParser(Parser):
    names = "kv, working_distance, magnification, detector, instrument, date, pixel_size, width, height"

    def _operand(self, first: bool) -> Operand:
        token = self._take()
        text, at = token.text, token.at
        if token.kind == "text":
            length = None if first or self._left_is_text else _number(text)
            if length is not None:
                return Operand(True, lambda row: length, at, constant=True)
            return Operand(False, lambda row: text, at, constant=True)
        if token.kind != "word" or text.lower() in ("and", "or", "not"):
            self._fail(at, "a name or a value was expected", "se esperaba un nombre o un valor")
        column = BY_NAME.get(text.lower())
        if column is not None and (first or not self._left_is_text):
            self._left_is_text = column.kind == "text"
            return Operand(column.kind != "text", _getter(column), at)
        if first and not self._second_is_column():
            self._fail(
                at, f"no such column; there are {self.names}", f"no existe esa columna; hay {self.names}"
            )
        if first or not self._left_is_text:
            number = _number(text)
            if number is not None:
                return Operand(True, lambda row: number, at, constant=True)
        return Operand(False, lambda row: text, at, constant=True)

    _left_is_text = False

    def _second_is_column(self) -> bool:
        after: Token = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        return after.kind == "word" and after.text.lower() in BY_NAME


def _number(text: str) -> float | None:
    """A number, or a length with its unit in metres."""
    from geodesk.micrograph.pixelsize import metres, quantity

    found = quantity(text)
    if found is None:
        return None
    value, unit = found
    if unit:
        return metres(text)
    try:
        return float(text)
    except ValueError:
        return value if text.count(",") == 1 and text.replace(",", ".", 1).count(".") == 1 else None


def _getter(column: Column) -> Callable[[PictureRow], float | str]:
    key, text = column.key, column.kind == "text"

    def get(row: PictureRow) -> float | str:
        value = row.value(key)
        if text:
            return "" if value is None else str(value)
        return math.nan if value is None else float(value)

    return get


def column_named(name: str) -> Column:
    """The column of a name, in any case.

    Raises
    ------
    CollectionError
        There is none.
    """
    found = BY_NAME.get(name.strip().lower())
    if found is None:
        keys = ", ".join(column.key for column in COLUMNS)
        raise CollectionError(
            en=f"There is no column {name}; there are {keys}.",
            es=f"No existe la columna {name}; hay {keys}.",
        )
    return found


def sorted_rows(rows: Iterable[PictureRow], key: str = "path", descending: bool = False) -> list[PictureRow]:
    """Rows in the order of a column, equals by path; those without a value last either way."""
    by_path = sorted(rows, key=lambda row: row.picture.path)
    if key == "path":
        return by_path[::-1] if descending else by_path
    there = [row for row in by_path if row.value(key) is not None]
    rest = [row for row in by_path if row.value(key) is None]
    text = column_named(key).kind == "text"

    def place(row: PictureRow) -> tuple[str, str] | float:
        value = row.value(key)
        return (str(value).casefold(), str(value)) if text else float(value or 0.0)

    there.sort(key=place, reverse=descending)
    return there + rest


def mixed_pixel_sizes(rows: Sequence[PictureRow]) -> Sentence | None:
    """What to tell where pictures that shall stand together differ in pixel size; None where they do not."""
    sizes = [row.value("pixel_size_m") for row in rows if row.facts.error is None]
    return mixed_sizes([None if size is None else float(size) for size in sizes])


def mixed_sizes(sizes: Sequence[float | None]) -> Sentence | None:
    """The same of pixel sizes in metres, None where one is unknown."""
    known = sorted(size for size in sizes if size is not None)
    if not known or len(sizes) < 2:
        return None
    if len(known) < len(sizes):
        n = len(sizes) - len(known)
        return Sentence(
            en=f"The pixel size of {n} of {len(sizes)} pictures is unknown, that of the others is not.",
            es=f"No se conoce el tamaño de píxel de {n} de {len(sizes)} imágenes, y el de las otras sí.",
        )
    if known[-1] <= known[0] * (1 + 1e-3):
        return None
    low, high = (f"{size * 1e9:.4g}" for size in (known[0], known[-1]))
    return Sentence(
        en=f"Pixel sizes are mixed, from {low} to {high} nm: lags in pixels are no common lengths.",
        es="Los tamaños de píxel están mezclados, de {} a {} nm: los desfases en píxeles no son"
        " longitudes comunes.".format(low.replace(".", ","), high.replace(".", ",")),
    )
