"""What captions are made of: columns, words and sizes of a CSV, a spreadsheet or a collection."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.collection import read_csv
from geodesk.language import GeoDeskError, Sentence
from geodesk.models.captions import LANDSLIDE, plain

COLUMNS = {
    "id": ("id", "path", "archivo", "imagen", "picture", "file"),
    "tipo": ("type", "tipo"),
    "actividad": ("activity", "actividad"),
    "direccion": ("direction", "direccion"),
    "area": ("area",),
    "perimetro": ("perimeter", "perimetro"),
}
OPTIONAL = {"split": ("split", "division"), "group": ("group", "grupo")}
SIZES = ("area", "perimetro")

# What people write instead of the template's words, without accents and in lower case.
_MEANING: dict[str, dict[str, str]] = {
    "tipo": {
        "rotacional": "rotacional deslizamiento_rotacional rotational rotational_slide slump",
        "reptacion": "reptacion reptaciones creep",
        "flujos": "flujos flujo flow flows debris_flow flujo_de_detritos",
        "caida": "caida caidas caida_rocas caida_de_rocas fall rockfall rock_fall falls",
    },
    "actividad": {
        "activo": "activo activa active a si yes",
        "inactivo": "inactivo inactiva inactive i no",
    },
    "direccion": {
        "norte": "norte n north",
        "ne": "ne noreste nordeste northeast north-east",
        "este": "este e east",
        "se": "se sureste sudeste southeast south-east",
        "sur": "sur s south",
        "sw": "sw so suroeste sudoeste southwest south-west",
        "oeste": "oeste o w west",
        "nw": "nw no noroeste northwest north-west",
    },
    "area": {
        "pequeña": "pequeña pequeño small",
        "mediana": "mediana mediano medium",
        "grande": "grande large",
        "muy grande": "muy_grande very_large",
    },
    "perimetro": {
        "pequeño": "pequeña pequeño small",
        "mediano": "mediana mediano medium",
        "grande": "grande large",
        "muy grande": "muy_grande very_large",
    },
}
_WORDS = {
    attribute: {word.replace("_", " "): value for value, words in known.items() for word in words.split()}
    for attribute, known in _MEANING.items()
}


class BadTable(GeoDeskError):
    """The table cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was understood.

    Attributes
    ----------
    line
        Of the file, from 1.
    id
        As it stands there.
    words
        tipo, actividad, direccion; area and perimetro where the table names their class.
    numbers
        area and perimetro where the table has numbers.
    """

    line: int
    id: str
    words: Mapping[str, str]
    numbers: Mapping[str, float]
    split: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is left out, and why."""

    line: int
    id: str
    why: Sentence


def read_table(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Read a ``.csv`` or ``.xlsx`` table, or the captions that people corrected in a collection's folder.

    Raises
    ------
    BadTable
        A column is missing, the kind of file is not known, or there is no row.
    CollectionError
        The file cannot be read.
    """
    if path.is_dir():
        columns, rows = _of_collection(path)
    elif path.suffix.lower() == ".xlsx":
        columns, rows = _of_spreadsheet(path)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        table = read_csv(path)
        columns, rows = table.columns, list(zip(table.lines, table.rows, strict=True))
    else:
        raise BadTable(
            en=f"{path.name} is neither .csv nor .xlsx; save the table as one of them.",
            es=f"{path.name} no es .csv ni .xlsx; guarde la tabla en uno de esos formatos.",
        )
    places = _places(columns, path.name)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for line, row in rows:
        cells = {name: row.get(column, "").strip() for name, column in places.items()}
        if not any(cells.values()):
            continue
        found = _entry(line, cells)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            problems.append(found)
    if not entries and not problems:
        raise BadTable(en=f"{path.name} has no rows.", es=f"{path.name} no tiene filas.")
    return entries, problems


def _places(columns: Iterable[str], name: str) -> dict[str, str]:
    """Which column of the file holds what."""
    there = {plain(column): column for column in columns}
    found = {
        key: there[alias]
        for key, aliases in (COLUMNS | OPTIONAL).items()
        for alias in aliases[::-1]
        if alias in there
    }
    missing = [key for key in COLUMNS if key not in found]
    if missing:
        raise BadTable(
            en=f"{name} lacks the column {', '.join(COLUMNS[key][0] for key in missing)}; its first line "
            f"must name {', '.join(names[0] for names in COLUMNS.values())}.",
            es=f"En {name} falta la columna {', '.join(missing)}; su primera línea debe nombrar "
            f"{', '.join(COLUMNS)}.",
        )
    return found


def _entry(line: int, cells: Mapping[str, str]) -> Entry | Problem:
    words, numbers = {}, {}
    name = cells["id"]
    if not name:
        return Problem(line, "", Sentence(en="The row has no id.", es="La fila no tiene id."))
    for attribute in LANDSLIDE.ids:
        text = cells[attribute]
        number = _number(text) if attribute in SIZES else None
        if number is not None:
            numbers[attribute] = number
            continue
        word = _WORDS[attribute].get(plain(text))
        if word is None:
            return Problem(line, name, _unknown(attribute, text))
        words[attribute] = word
    split = {"validacion": "validation", "prueba": "test", "entrenamiento": "train"}
    side = plain(cells.get("split", ""))
    return Entry(line, name, words, numbers, split.get(side, side), cells.get("group", ""))


def _number(text: str) -> float | None:
    """A positive number; a comma may stand for the decimal point."""
    try:
        value = float(text.replace(" ", "").replace(",", ".") if "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def _unknown(attribute: str, text: str) -> Sentence:
    one = LANDSLIDE[attribute]
    allowed = ", ".join(value.words for value in one.values)
    if attribute in SIZES:
        allowed_en, allowed_es = f"a number above 0 or one of {allowed}", f"un número mayor que 0 o {allowed}"
    else:
        allowed_en = allowed_es = allowed
    return Sentence(
        en=f"{one.en}: “{text}” is not known; write {allowed_en}.",
        es=f"{one.es}: «{text}» no se conoce; escriba {allowed_es}.",
    )


def _of_spreadsheet(path: Path) -> tuple[Sequence[str], list[tuple[int, dict[str, str]]]]:
    """The first sheet of a workbook: a header and rows."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadTable(
            en=f"{path.name} cannot be read as a spreadsheet; open it and save it again as .xlsx or .csv.",
            es=f"{path.name} no se puede leer como hoja de cálculo; ábralo y guárdelo otra vez como .xlsx o "
            ".csv.",
        ) from error
    try:
        lines = [[_cell(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()
    header = next((i for i, row in enumerate(lines) if any(row)), None)
    if header is None:
        raise BadTable(en=f"{path.name} has no rows.", es=f"{path.name} no tiene filas.")
    columns = lines[header]
    rows = [
        (number, dict(zip(columns, row, strict=False)))
        for number, row in enumerate(lines[header + 1 :], header + 2)
    ]
    return [column for column in columns if column], rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _of_collection(folder: Path) -> tuple[Sequence[str], list[tuple[int, dict[str, str]]]]:
    """The newest correction of each picture of a collection."""
    from geodesk.collection import Collection

    kept = Collection.open(folder).captions.current()
    rows = []
    for i, (path, one) in enumerate(sorted(kept.items()), 1):
        measured = {"area": one.area_m2, "perimetro": one.perimeter_m}
        cells = {"id": path, **one.attributes}
        cells |= {key: repr(value) for key, value in measured.items() if value is not None}
        rows.append((i, cells))
    return list(COLUMNS), rows
