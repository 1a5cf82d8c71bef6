"""Reading back the CSV files of curves that GeoDesk writes: of single pictures and of ensembles."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import CollectionError, Table, printable, read_csv
from geodesk.jobs.ensemble import PERCENTS

_KEYS = ("phase", "direction", "lag_px", "lag_m")
_FUNCTIONS = ("s2", "lineal_path")


@dataclass(frozen=True, eq=False)
class SavedFunction:
    """Values of one function by lag; NaN where the file has none.

    Attributes
    ----------
    values : ndarray of float64, shape (lags,)
        Of one picture its probability, of an ensemble the mean over its pictures.
    pooled : ndarray of float64, shape (lags,)
        Of an ensemble the sum of counts over the sum of totals; of one picture `values`.
    percentiles : mapping of int to ndarray of float64
        Of an ensemble, by per cent: 5, 25, 50, 75, 95. Empty of one picture.
    """

    values: NDArray[np.float64]
    pooled: NDArray[np.float64]
    percentiles: Mapping[int, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SavedCurve:
    """Both functions of one phase along one direction, as a file has them.

    Attributes
    ----------
    id : str
        The picture; empty of an ensemble.
    phase : int
    direction : str
    pictures : int
        How many pictures it rests on.
    lags : ndarray of int64, shape (lags,)
        In pixels (steps of an ensemble), ascending.
    lengths_m : ndarray of float64, shape (lags,), or None
        The lags in metres where the file knows them.
    two_point, lineal_path : SavedFunction
    """

    id: str
    phase: int
    direction: str
    pictures: int
    lags: NDArray[np.int64]
    lengths_m: NDArray[np.float64] | None
    two_point: SavedFunction
    lineal_path: SavedFunction


def read_curves(path: str | os.PathLike[str]) -> tuple[SavedCurve, ...]:
    """The curves of a CSV file of ``geodesk characterise``, ``geodesk ensemble`` or the window.

    Columns this version does not know are passed over.

    Returns
    -------
    tuple of SavedCurve
        Sorted by picture, phase and direction as they come in the file.

    Raises
    ------
    CollectionError
        The file cannot be read, is neither kind of file, or has a cell that is not what its column says.
    """
    name = printable(Path(path).name)
    table = read_csv(path, _KEYS)
    single = "s2" in table.columns
    needed = [*_KEYS, *_FUNCTIONS] if single else [*_KEYS, "n", *map("{}_mean".format, _FUNCTIONS)]
    if single:
        needed.append("id")
    if missing := [column for column in needed if column not in table.columns]:
        raise CollectionError(
            en=f"{name} is no file of curves: the column {missing[0]} is missing. Choose a CSV that GeoDesk "
            "wrote.",
            es=f"{name} no es un archivo de curvas: falta la columna {missing[0]}. Elija un CSV escrito por "
            "GeoDesk.",
        )
    places: dict[tuple[str, str, str], list[int]] = {}
    for k, row in enumerate(table.rows):
        places.setdefault((row.get("id", ""), row["phase"], row["direction"]), []).append(k)
    if not places:
        raise CollectionError(en=f"{name} has no curves.", es=f"{name} no tiene curvas.")
    return tuple(_curve(table, name, key, rows, single) for key, rows in places.items())


def _curve(table: Table, name: str, key: tuple[str, str, str], rows: list[int], single: bool) -> SavedCurve:
    def column(title: str) -> NDArray[np.float64]:
        return np.array([_number(table, name, k, title) for k in rows])

    def function(title: str) -> SavedFunction:
        if single:
            values = column(title)
            return SavedFunction(values, values)
        bands = {p: f"{title}_p{p:02}" for p in PERCENTS}
        values = column(f"{title}_mean")
        pooled = column(f"{title}_pooled") if f"{title}_pooled" in table.columns else values
        return SavedFunction(
            values, pooled, {p: column(band) for p, band in bands.items() if band in table.columns}
        )

    phase = _whole(table, name, rows[0], "phase")
    lags = np.array([_whole(table, name, k, "lag_px") for k in rows], np.int64)
    if (np.diff(lags) <= 0).any():
        k = rows[int(np.argmax(np.diff(lags) <= 0)) + 1]
        raise _wrong(table, name, k, "lag_px")
    lengths = column("lag_m")
    return SavedCurve(
        key[0],
        phase,
        key[2],
        1 if single else _whole(table, name, rows[0], "n"),
        lags,
        None if np.isnan(lengths).any() else lengths,
        function("s2"),
        function("lineal_path"),
    )


def _number(table: Table, name: str, k: int, column: str) -> float:
    cell = table.rows[k][column].strip()
    if not cell:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise _wrong(table, name, k, column)
    return value


def _whole(table: Table, name: str, k: int, column: str) -> int:
    value = _number(table, name, k, column)
    if not value >= 0 or value != int(value):
        raise _wrong(table, name, k, column)
    return int(value)


def _wrong(table: Table, name: str, k: int, column: str) -> CollectionError:
    line, cell = table.lines[k], printable(table.rows[k][column])
    return CollectionError(
        en=f"Line {line} of {name}: “{cell}” does not fit the column {column}; nothing was read.",
        es=f"Línea {line} de {name}: «{cell}» no corresponde a la columna {column}; no se leyó nada.",
    )
