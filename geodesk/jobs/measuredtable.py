"""Tables of measurements: one a row, their statistics by name, and the grey levels of profiles.

Lengths are in micrometres (``um``) where the pixel size is known and in pixels (``px``) where it is not: each
row says which, and where the pixel size comes from.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from geodesk.collection import Number, write_csv
from geodesk.collection.events import time_text
from geodesk.jobs.curvetable import number, size_source
from geodesk.jobs.measured import Measured
from geodesk.micrograph.spread import Spread, spread

Cell = str | int | None
COLUMNS = (
    "id",
    "path",
    "page",
    "measurement",
    "kind",
    "name",
    "length",
    "angle_deg",
    "area",
    "perimeter",
    "equivalent_diameter",
    "width",
    "height",
    "fwhm",
    "unit",
    "area_unit",
    "pixel_size_m",
    "pixel_size_source",
    "line_width_px",
    "points_px",
    "annotator",
    "time",
    "error",
)
SUMMARY_COLUMNS = ("kind", "name", "quantity", "unit", "n", "mean", "sd", "median", "least", "most")
PROFILE_COLUMNS = ("id", "path", "page", "measurement", "name", "distance", "unit", "grey")
_MICRO = 1e6
_QUANTITIES = {"angle": "angle", "outline": "equivalent_diameter"} | dict.fromkeys(
    ("rectangle", "ellipse"), "equivalent_diameter"
)


def write_measurements(out: Path, rows: Iterable[Measured]) -> int:
    """Write the table of measurements; returns how many there are.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    return write_csv(out, COLUMNS, (_row(row) for row in rows))


def _row(row: Measured) -> list[Cell]:
    one, values = row.measurement, row.values
    scale = _MICRO if values.metric else 1.0
    unit = unit_of(row)
    fwhm = None if row.profile is None else row.profile.fwhm
    lengths = (values.perimeter, values.equivalent_diameter, values.width, values.height, fwhm)
    return [
        row.id,
        one.path,
        one.page + 1,
        one.id,
        one.kind,
        one.name or None,
        _scaled(values.length, scale),
        _scaled(values.angle_deg, 1.0),
        _scaled(values.area, scale * scale),
        *(_scaled(value, scale) for value in lengths),
        None if one.kind == "angle" else unit,
        None if values.area is None else f"{unit}2",
        None if row.size is None else number(row.size.x_m),
        None if row.size is None else size_source(row.size),
        number(one.width) if one.kind == "profile" else None,
        " ".join(f"{x:.12g},{y:.12g}" for x, y in one.points),
        one.annotator or None,
        None if one.time is None else time_text(one.time),
        None if row.error is None else str(row.error),
    ]


def unit_of(row: Measured) -> str:
    """``um`` or ``px``: what the lengths of a row are in."""
    return "um" if row.values.metric else "px"


def _scaled(value: float | None, scale: float) -> Number | None:
    return None if value is None else number(value * scale)


def spreads(rows: Iterable[Measured]) -> list[tuple[str, str, str, str, Spread]]:
    """Statistics by kind, name and unit: kind, name, quantity, unit, spread (lengths in that unit)."""
    found: dict[tuple[str, str, str, str], list[float]] = {}
    for row in rows:
        one, value = row.measurement, row.values.main
        if value is None:
            continue
        quantity = _QUANTITIES.get(one.kind, "length")
        unit = "deg" if one.kind == "angle" else unit_of(row)
        scaled = value * _MICRO if unit == "um" else value
        found.setdefault((one.kind, one.name, quantity, unit), []).append(scaled)
    result = []
    for key in sorted(found):
        if (known := spread(found[key])) is not None:
            result.append((*key, known))
    return result


def write_summary(out: Path, rows: Iterable[Measured]) -> None:
    """Write n, mean, standard deviation, median and limits by kind and name. Raises `CollectionError`."""

    def lines() -> Iterator[list[Cell]]:
        for kind, name, quantity, unit, one in spreads(rows):
            sd = None if one.sd is None else number(one.sd)
            told = (number(one.median), number(one.least), number(one.most))
            yield [kind, name or None, quantity, unit, one.n, number(one.mean), sd, *told]

    write_csv(out, SUMMARY_COLUMNS, lines())


def write_profiles(out: Path, rows: Sequence[Measured]) -> None:
    """Write the grey levels of every profile, a row a point. Raises `CollectionError`."""

    def lines() -> Iterator[list[Cell]]:
        for row in rows:
            if row.profile is None:
                continue
            one, scale = row.measurement, _MICRO if row.profile.metric else 1.0
            head: list[Cell] = [row.id, one.path, one.page + 1, one.id, one.name or None]
            for distance, grey in zip(row.profile.distance, row.profile.grey, strict=True):
                yield [*head, number(float(distance) * scale), unit_of(row), number(float(grey))]

    write_csv(out, PROFILE_COLUMNS, lines())
