"""The index of a data set: one row a picture, with label, group and split. A plain CSV file.

Columns: ``path`` (relative to the folder of pictures, with ``/``), ``label``, ``group`` (never on two sides
of a split), ``split`` (train, validation or test), ``fold`` (0, 1, …; empty without folds), ``sample`` (what
is classified as one thing) and ``face`` (ppl or xpl, else empty), ``sha256``. The first four suffice.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from geodesk.collection import read_csv, write_csv
from geodesk.language import GeoDeskError

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
COLUMNS = ("path", "label", "group", "split", "fold", "sample", "face", "sha256")
FILE = "index.csv"


class BadIndex(GeoDeskError):
    """An index cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One picture."""

    path: str
    label: str
    group: str
    split: str = ""
    fold: int | None = None
    sample: str = ""
    face: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DataSample:
    """What is classified as one thing: a picture, or the faces of a pair in the order PPL, XPL."""

    id: str
    label: str
    group: str
    split: str
    fold: int | None
    rows: tuple[Row, ...]

    def face(self, name: str) -> Row | None:
        """The picture of one face; None where it has none."""
        return next((row for row in self.rows if row.face == name), None)


@dataclass(frozen=True, slots=True)
class DataIndex:
    """All pictures of a data set, sorted by path, and where they lie."""

    folder: Path
    rows: tuple[Row, ...]

    @property
    def samples(self) -> list[DataSample]:
        """The samples, in the order of their first picture."""
        gathered: dict[str, list[Row]] = {}
        for row in self.rows:
            gathered.setdefault(row.sample or row.path, []).append(row)
        return [_sample(name, rows) for name, rows in gathered.items()]

    @property
    def labels(self) -> list[str]:
        """The labels, sorted: the order of a network's outputs."""
        return sorted({row.label for row in self.rows})

    @property
    def sha256(self) -> str:
        """SHA-256 over the sorted SHA-256 of the pictures' bytes with their labels; names do not count."""
        each = sorted(f"{row.sha256} {row.label}" for row in self.rows)
        return hashlib.sha256("\n".join(each).encode()).hexdigest()

    def counts(self) -> dict[str, Counter[str]]:
        """Samples by split and label."""
        table: dict[str, Counter[str]] = {}
        for sample in self.samples:
            table.setdefault(sample.split, Counter())[sample.label] += 1
        return table


def _sample(name: str, rows: Sequence[Row]) -> DataSample:
    for field in ("label", "group", "split", "fold"):
        if len({getattr(row, field) for row in rows}) > 1:
            raise BadIndex(
                en=f"The pictures of the sample {name} differ in “{field}”: correct the index.",
                es=f"Las imágenes de la muestra {name} difieren en «{field}»: corrija el índice.",
            )
    ordered = tuple(sorted(rows, key=lambda row: (row.face, row.path)))
    first = ordered[0]
    return DataSample(name, first.label, first.group, first.split, first.fold, ordered)


def write_index(path: Path, rows: Iterable[Row]) -> None:
    """Write an index, sorted by path."""
    ordered = sorted(rows, key=lambda row: row.path)
    write_csv(path, COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in ordered))


def read_index(path: Path, folder: Path) -> DataIndex:
    """Read an index.

    Parameters
    ----------
    path
        The CSV file: ours, or any with the columns path and label. Without ``group`` every sample is its own
        group.
    folder
        What the paths are relative to.

    Raises
    ------
    BadIndex
        A column is missing, a picture stands there twice or is missing from the folder, a split is
        unknown, or a group lies on two sides of it.
    """
    table = read_csv(path)
    for column in ("path", "label"):
        if column not in table.columns:
            raise BadIndex(
                en=f"{path.name} has no column “{column}”.", es=f"{path.name} no tiene la columna «{column}»."
            )
    rows = []
    for cells in table.rows:
        fold = cells.get("fold", "")
        rows.append(
            Row(
                path=cells["path"],
                label=cells["label"],
                group=cells.get("group") or cells.get("sample") or cells["path"],
                split=cells.get("split", ""),
                fold=int(fold) if fold.isdigit() else None,
                sample=cells.get("sample") or cells["path"],
                face=cells.get("face", ""),
                sha256=cells.get("sha256", "") or _digest(folder / cells["path"]),
            )
        )
    _check(path.name, rows, folder)
    return DataIndex(folder, tuple(sorted(rows, key=lambda row: row.path)))


def with_digests(index: DataIndex) -> DataIndex:
    """The same with the SHA-256 of every picture."""
    rows = tuple(replace(row, sha256=row.sha256 or _digest(index.folder / row.path)) for row in index.rows)
    return DataIndex(index.folder, rows)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _check(name: str, rows: Sequence[Row], folder: Path) -> None:
    twice = [path for path, count in Counter(row.path for row in rows).items() if count > 1]
    if twice:
        raise BadIndex(en=f"{name} has {twice[0]} twice.", es=f"{name} contiene {twice[0]} dos veces.")
    missing = [row.path for row in rows if not (folder / row.path).is_file()]
    if missing:
        raise BadIndex(
            en=f"{len(missing)} pictures of {name} are not in {folder}, the first {missing[0]}.",
            es=f"{len(missing)} imágenes de {name} no están en {folder}; la primera, {missing[0]}.",
        )
    sides: dict[str, set[str]] = {}
    for row in rows:
        if row.split not in ("", *SPLITS):
            raise BadIndex(
                en=f"{name}: the split “{row.split}” is none of train, validation, test.",
                es=f"{name}: la división «{row.split}» no es train, validation ni test.",
            )
        sides.setdefault(row.group, set()).add(row.split)
    torn = [group for group, found in sides.items() if len(found) > 1]
    if torn:
        raise BadIndex(
            en=f"{name}: the group {torn[0]} lies on two sides of the split.",
            es=f"{name}: el grupo {torn[0]} está en dos lados de la división.",
        )
