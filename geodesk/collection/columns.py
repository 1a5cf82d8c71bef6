"""The columns of a list of pictures: their values, expressions that filter by them, and sorting.

Expressions are those of `geodesk.collection.where` with the columns as names, in any case, such as
``kv >= 10 and detector == SE2``, ``pixel_size < 50nm``, ``instrument ~ Zeiss*`` or ``date >= 2018-03``. A
length takes a unit; without one it is in metres. ``==`` and ``!=`` take ranges of numbers, lengths and dates
with both ends in them, such as ``kv == 5..20`` or ``date == 2018-03..2018-06``; a date may be a year, a
month, a day or a time, and stands for all of it. What a picture does not have satisfies only ``!=``.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodesk.collection.dates import compares, period
from geodesk.collection.errors import CollectionError
from geodesk.collection.facts import PictureFacts
from geodesk.collection.pictures import Picture
from geodesk.collection.where import Operand, Parser, Token
from geodesk.language import Sentence

Value = str | float | None
RANGE = ".."
"""Between the two ends of a range."""
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key
        Its name in tables and expressions.
    kind
        ``"text"``, ``"number"``, ``"length"`` (metres) or ``"date"`` (a text in ISO 8601).
    aliases
        Other names in expressions.
    """

    key: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return self.kind in ("text", "date")


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
    Column("date", "date"),
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

    def _comparison(self) -> Callable[[PictureRow], bool]:
        """A range, or a column of dates; anything else as everywhere."""
        left, sign, right = (self._tokens[min(self._next + k, len(self._tokens) - 1)] for k in range(3))
        column = _column_of(left)
        value = right if column is not None else left
        column = column or _column_of(right)
        if sign.kind == "operator" and column is not None and value.kind in ("word", "text"):
            test = None
            if column.kind == "date" and sign.text != "~" and value.text and _column_of(value) is None:
                test = self._of_dates(column, sign.text if value is right else _TURNED[sign.text], value)
            elif column.kind in ("number", "length") and RANGE in value.text:
                test = self._of_range(column, sign, value)
            if test is not None:
                self._next += 3
                return test
        return super()._comparison()

    def _of_dates(self, column: Column, sign: str, value: Token) -> Callable[[PictureRow], bool]:
        ends = [period(end) for end in value.text.split(RANGE)]
        if None in ends or len(ends) > 2 or (len(ends) == 2 and sign not in ("==", "!=")):
            self._fail(
                value.at,
                "a date is written 2018, 2018-08, 2018-08-10 or 2018-08-10T11:41, and a range of them"
                " date == 2018-03..2018-06",
                "una fecha se escribe 2018, 2018-08, 2018-08-10 o 2018-08-10T11:41, y un intervalo"
                " date == 2018-03..2018-06",
            )
        first, last = ends[0] or "", ends[-1] or ""

        def passes(row: PictureRow) -> bool:
            taken = row.value(column.key)
            return sign == "!=" if taken is None else compares(str(taken), sign, first, last)

        return passes

    def _of_range(self, column: Column, sign: Token, value: Token) -> Callable[[PictureRow], bool]:
        ends = value.text.split(RANGE)
        unit = ends[-1].strip().lstrip("+-0123456789.,eE ") if column.kind == "length" else ""
        bare = ends[0].strip().lstrip("+-0123456789.,eE ") == ""
        low = _number(ends[0] + unit if bare else ends[0])
        high = _number(ends[-1])
        if sign.text not in ("==", "!=") or len(ends) != 2 or low is None or high is None:
            self._fail(
                value.at,
                "a range is written with == or != and two values, such as kv == 5..20 or"
                " pixel_size == 20nm..50nm",
                "un intervalo se escribe con == o != y dos valores, por ejemplo kv == 5..20 o"
                " pixel_size == 20nm..50nm",
            )
        get, wanted = _getter(column), sign.text == "=="
        return lambda row: (low <= float(get(row)) <= high) is wanted

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
            self._left_is_text = column.is_text
            return Operand(not column.is_text, _getter(column), at)
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


def _column_of(token: Token) -> Column | None:
    return BY_NAME.get(token.text.lower()) if token.kind == "word" else None


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
    key, text = column.key, column.is_text

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
    text = column_named(key).is_text

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
    """The same of pixel sizes in metres, None where one is unknown; both are told where both are so."""
    known = sorted(size for size in sizes if size is not None)
    if not known or len(sizes) < 2:
        return None
    en, es = [], []
    if known[-1] > known[0] * (1 + 1e-3):
        (low, low_unit), (high, unit) = _length(known[0]), _length(known[-1])
        if low_unit != unit:
            low += f" {low_unit}"
        en.append(
            f"Pixel sizes are mixed, from {low} to {high} {unit}: lags in pixels are no common lengths."
        )
        es.append(
            "Los tamaños de píxel están mezclados, de {} a {} {}: los desfases en píxeles no son"
            " longitudes comunes.".format(low.replace(".", ","), high.replace(".", ","), unit)
        )
    if n := len(sizes) - len(known):
        others = ("", "") if en else (", that of the others is not", ", y el de las otras sí")
        en.append(f"The pixel size of {n} of {len(sizes)} pictures is unknown{others[0]}.")
        es.append(f"No se conoce el tamaño de píxel de {n} de {len(sizes)} imágenes{others[1]}.")
    return Sentence(en=" ".join(en), es=" ".join(es)) if en else None


def _length(metres: float) -> tuple[str, str]:
    """A length with a point, without an exponent, and its unit."""
    units = (("nm", 1e9), ("µm", 1e6), ("mm", 1e3), ("m", 1.0))
    unit, scale = next((one for one in units if metres * one[1] < 9999.5), units[-1])
    return f"{metres * scale:.4g}", unit
