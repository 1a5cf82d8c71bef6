"""Transport through many pictures as one table."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from geodesk.collection import write_csv

_COLUMNS = (
    "id", "path", "axis", "phase", "phi", "d_eff", "k_eff", "tau", "percolates", "converged", "iterations",
    "flux_mismatch", "carrying", "k1", "k2", "conductivity", "phases", "threshold", "threshold_rule",
    "pages", "page", "pixel_size_m", "pixel_size_y_m", "pixel_size_source", "error",
)  # fmt: skip


def write_transport(out: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write a row a picture, sorted by path; what was measured twice is the same to the last digit.

    Parameters
    ----------
    records
        Of `geodesk.jobs.transport.Transported.record`.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    write_csv(out, _COLUMNS, (_cells(record) for record in sorted(records, key=lambda one: str(one["path"]))))


def _cells(record: Mapping[str, Any]) -> list[str | int | float | None]:
    conductivity = record.get("conductivity") or {}
    texts = {"conductivity": ",".join(f"{label}={k!r}" for label, k in conductivity.items()) or None}
    cells: list[str | int | float | None] = []
    for name in _COLUMNS:
        value = texts[name] if name in texts else record.get(name)
        cells.append(str(value).lower() if isinstance(value, bool) else value)
    return cells
