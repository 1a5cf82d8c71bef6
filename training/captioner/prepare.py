"""From a table and a folder of pictures to captions with a split, and the classes of area and perimeter."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geodesk.collection import read_csv, write_csv
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import UnreadablePicture
from geodesk.models.captions import LANDSLIDE
from training.captioner.table import SIZES, Entry, Problem, read_table
from training.data.index import SPLITS, DataSample
from training.data.split import three_way
from training.progress import Progress
from training.runfiles import replace_text

TABLE, REPORT, LEFT_OUT = "captions.csv", "captions.json", "left-out.csv"
COLUMNS = ("path", "caption", *LANDSLIDE.ids, "area_value", "perimetro_value", "split", "group", "sha256")


class NoCaptions(GeoDeskError):
    """The folder holds no prepared captions, or none can be made."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """One picture with its caption.

    Attributes
    ----------
    path
        Relative to the pictures' folder, with ``/``.
    attributes
        tipo, actividad, direccion, area, perimetro in the template's words.
    """

    path: str
    caption: str
    attributes: dict[str, str]
    split: str
    group: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Captions:
    """Prepared captions.

    Attributes
    ----------
    pictures
        Folder that the paths are relative to.
    edges
        For area and perimetro: the five borders of the four equal-width classes, fitted on the training
        split; empty where the table names classes itself.
    synthetic
        Whether the pictures were rendered, as the table says.
    """

    folder: Path
    pictures: Path
    rows: tuple[Captioned, ...]
    edges: dict[str, list[float]]
    synthetic: bool

    def of(self, split: str) -> list[Captioned]:
        """The rows of one split."""
        return [row for row in self.rows if row.split == split]

    @property
    def sha256(self) -> str:
        """SHA-256 over the sorted hashes of the pictures with their captions and splits."""
        lines = sorted(f"{row.sha256} {row.split} {row.caption}" for row in self.rows)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def size_class(value: float, edges: Sequence[float]) -> int:
    """Which of the equal-width classes a value lies in, 0 to 3; beyond the borders the outer ones."""
    return int(np.clip(np.searchsorted(edges[1:-1], value, side="right"), 0, len(edges) - 2))


def prepare(
    table: Path,
    pictures: Path,
    out: Path,
    progress: Progress,
    validation: float = 0.1,
    test: float = 0.2,
    seed: int = 1,
) -> tuple[Captions, list[Problem]]:
    """Make captions of a table; rows that cannot be used are left out and told.

    Parameters
    ----------
    table
        See `training.captioner.table.read_table`; a column ``split`` is kept, else groups are drawn.
    pictures
        Folder of the pictures; an id is a path in it, a file name or one without its ending.
    out
        Gets ``captions.csv``, ``captions.json`` and, if need be, ``left-out.csv``.

    Raises
    ------
    BadTable, CollectionError
        The table cannot be used.
    NoCaptions
        No row is left, or none for training.
    """
    entries, problems = read_table(table)
    found, missing = _found(entries, pictures)
    problems = sorted([*problems, *missing], key=lambda problem: problem.line)
    samples, entry_of, hashes = _samples(found, pictures, problems)
    if not samples:
        why = problems[0].why if problems else Sentence("", "")
        raise NoCaptions(
            en=f"No row of {table.name} can be used. {why.en}",
            es=f"No se puede usar ninguna fila de {table.name}. {why.es}",
        )
    sides = three_way(samples, validation, test, seed)
    split = {sample.id: sides[sample.group] for sample in samples}
    training = [entry_of[path] for path, side in split.items() if side == "train"]
    edges = {size: _edges(training, size) for size in SIZES}
    rows = []
    for path, side in sorted(split.items()):
        entry = entry_of[path]
        words = dict(entry.words)
        for size, value in entry.numbers.items():
            if not edges[size]:
                problems.append(Problem(entry.line, entry.id, _NO_NUMBERS))
                break
            words[size] = LANDSLIDE[size].values[size_class(value, edges[size])].words
        else:
            ordered = {name: words[name] for name in LANDSLIDE.ids}
            group = entry.group or hashes[path]
            rows.append(Captioned(path, LANDSLIDE.compose(ordered), ordered, side, group, hashes[path]))
    if not any(row.split == "train" for row in rows):
        raise NoCaptions(
            en="No row is left for training: give more rows, or a column split with “train”.",
            es="No queda ninguna fila para entrenar: agregue filas o una columna split con «train».",
        )
    synthetic = _says_synthetic(table)
    captions = Captions(out.resolve(), pictures.resolve(), tuple(rows), edges, synthetic)
    _write(captions, entry_of, problems, seed)
    progress.event(
        "captions",
        rows=len(rows),
        left_out=len(problems),
        **{side: len(captions.of(side)) for side in SPLITS},
    )
    return captions, problems


_NO_NUMBERS = Sentence(
    en="The training rows have no numbers of this size, so its classes are not known.",
    es="Las filas de entrenamiento no tienen números de este tamaño, así que no se conocen sus clases.",
)


def _found(entries: Sequence[Entry], pictures: Path) -> tuple[dict[str, Entry], list[Problem]]:
    """Path of the picture of each row; rows without a picture, or with one that has a row, are problems."""
    from geodesk.collection.pictures import find_pictures

    there, _ = find_pictures(pictures)
    if not there:
        raise NoCaptions(en=f"There are no pictures in {pictures}.", es=f"No hay imágenes en {pictures}.")
    by_name: dict[str, list[str]] = {}
    for one in there:
        path = Path(one.path)
        names = {one.path, path.name, path.stem, path.with_suffix("").as_posix()}
        for name in names:
            by_name.setdefault(name, []).append(one.path)
    found: dict[str, Entry] = {}
    problems = []
    for entry in entries:
        paths = by_name.get(entry.id.replace("\\", "/"), [])
        if len(paths) != 1:
            problems.append(Problem(entry.line, entry.id, _no_picture(entry.id, len(paths), pictures)))
        elif paths[0] in found:
            problems.append(Problem(entry.line, entry.id, _twice(entry.id, found[paths[0]].line)))
        else:
            found[paths[0]] = entry
    return found, problems


def _no_picture(name: str, count: int, folder: Path) -> Sentence:
    if count:
        return Sentence(
            en=f"Several pictures in {folder.name} are called {name}; write the whole path.",
            es=f"Varias imágenes de {folder.name} se llaman {name}; escriba la ruta completa.",
        )
    return Sentence(
        en=f"There is no picture {name} in {folder.name}.", es=f"No existe la imagen {name} en {folder.name}."
    )


def _twice(name: str, line: int) -> Sentence:
    return Sentence(
        en=f"{name} already has a caption on line {line}; keep one of the two.",
        es=f"{name} ya tiene una leyenda en la línea {line}; conserve una de las dos.",
    )


def _samples(
    found: dict[str, Entry], pictures: Path, problems: list[Problem]
) -> tuple[list[DataSample], dict[str, Entry], dict[str, str]]:
    """The pictures as samples for the split; those with the same bytes stay together."""
    from geodesk import micrograph

    samples, entries, hashes = [], {}, {}
    for path, entry in sorted(found.items()):
        try:
            with micrograph.open(pictures / path):
                hashes[path] = hashlib.sha256((pictures / path).read_bytes()).hexdigest()
        except (UnreadablePicture, OSError) as error:
            text = str(error)
            why = error.sentence if isinstance(error, GeoDeskError) else Sentence(text, text)
            problems.append(Problem(entry.line, entry.id, why))
            continue
        side = entry.split if entry.split in SPLITS else ""
        group = entry.group or hashes[path]
        samples.append(DataSample(path, entry.words["tipo"], group, side, None, ()))
        entries[path] = entry
    return samples, entries, hashes


def _edges(entries: Sequence[Entry], size: str) -> list[float]:
    values = [entry.numbers[size] for entry in entries if size in entry.numbers]
    if not values:
        return []
    low, high = min(values), max(values)
    count = len(LANDSLIDE[size].values)
    return [low + (high - low) * i / count for i in range(count + 1)]


def _says_synthetic(table: Path) -> bool:
    """Whether every row of a rendered set's table says so."""
    if table.suffix.lower() != ".csv":
        return False
    rows = read_csv(table).rows
    return bool(rows) and all(row.get("synthetic") == "yes" for row in rows)


def _write(captions: Captions, entries: dict[str, Entry], problems: list[Problem], seed: int) -> None:
    captions.folder.mkdir(parents=True, exist_ok=True)
    body = (
        [
            row.path,
            row.caption,
            *row.attributes.values(),
            entries[row.path].numbers.get("area"),
            entries[row.path].numbers.get("perimetro"),
            row.split,
            row.group,
            row.sha256,
        ]
        for row in captions.rows
    )
    write_csv(captions.folder / TABLE, COLUMNS, body)
    stale = captions.folder / LEFT_OUT
    stale.unlink(missing_ok=True)
    if problems:
        write_csv(stale, ("line", "id", "why"), ([p.line, p.id, str(p.why)] for p in problems))
    counts = {name: dict(Counter(row.attributes[name] for row in captions.rows)) for name in LANDSLIDE.ids}
    document = {
        "pictures": str(captions.pictures),
        "edges": captions.edges,
        "synthetic": captions.synthetic,
        "seed": seed,
        "rows": {side: len(captions.of(side)) for side in SPLITS},
        "counts": counts,
        "left_out": [asdict(problem) | {"why": str(problem.why)} for problem in problems],
        "sha256": captions.sha256,
    }
    replace_text(captions.folder / REPORT, json.dumps(document, indent=1, ensure_ascii=False))


def load_captions(folder: Path) -> Captions:
    """Read what `prepare` wrote; raises `NoCaptions`."""
    try:
        document: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        table = read_csv(folder / TABLE, COLUMNS[:2])
    except (OSError, ValueError, GeoDeskError) as error:
        raise NoCaptions(
            en=f"{folder} holds no prepared captions: run “prepare captions” first.",
            es=f"{folder} no contiene leyendas preparadas: ejecute antes «prepare captions».",
        ) from error
    rows = tuple(
        Captioned(
            row["path"],
            row["caption"],
            {name: row[name] for name in LANDSLIDE.ids},
            row["split"],
            row["group"],
            row["sha256"],
        )
        for row in table.rows
    )
    pictures = Path(document["pictures"])
    return Captions(folder.resolve(), pictures, rows, document["edges"], document["synthetic"])
