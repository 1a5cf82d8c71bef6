"""Curves and summaries of measured pictures as CSV files; see docs/structure.md for what the numbers are."""

import math
from collections.abc import Iterator
from pathlib import Path

from geodesk.collection import Number, write_csv
from geodesk.jobs.characterise import Characterised
from geodesk.jobs.structure import intercept, steps_alike, steps_m, steps_px
from geodesk.micrograph import PixelSize
from geodesk.morphology import AxisCorrelations, anisotropy, mean_intercept, specific_surface

Cell = str | float | None

CURVE_COLUMNS = ("id", "phase", "direction", "lag_px", "lag_m", "s2", "lineal_path")
SUMMARY_COLUMNS = (
    "id",
    "path",
    "threshold",
    "threshold_rule",
    "area_x",
    "area_y",
    "area_width",
    "area_height",
    "pages",
    "page",
    "pixels_used",
    "phi",
    "pixel_size_m",
    "pixel_size_source",
    "bar",
    "phase_image",
    "phase_fractions",
    "specific_surface_per_px",
    "specific_surface_per_m",
    "mean_intercept_0_px",
    "mean_intercept_0_m",
    "mean_intercept_1_px",
    "mean_intercept_1_m",
    "anisotropy",
    "longest",
    "percolates_0",
    "percolates_1",
    "error",
)


def curve_rows(found: Characterised) -> Iterator[list[Cell]]:
    """The rows of `CURVE_COLUMNS` of one result: each phase, direction and lag."""
    for phase, direction, both, two_point, lineal_path in found.phases():
        lengths = lag_lengths(found.pixel_size, both, volume=found.pages > 1)
        rows = zip(two_point.probability.tolist(), lineal_path.probability.tolist(), lengths, strict=True)
        for lag, (s2, path, metres) in enumerate(rows):
            yield [found.item.id, phase, direction, lag, metres, number(s2), number(path)]


def lag_lengths(size: PixelSize | None, both: AxisCorrelations, *, volume: bool) -> list[Cell]:
    """The length in metres of each lag, as cells; empty where it is not known.

    The distance of the pages of a stack is not the pixel size of a page, so neither z nor the radial average
    of a volume has a length, nor has a radial average over pixels that are not square.
    """
    name, lags = both.direction, len(both.distance)
    if size is None or (name == "radial" and (volume or not size.square)):
        return [None] * lags
    if name == "radial":
        return [number(distance * size.x_m) for distance in both.distance.tolist()]
    step = steps_m({name: None}, size).get(name)
    return [None if step is None else number(lag * step) for lag in range(lags)]


def summary_row(found: Characterised) -> list[Cell]:
    """The row of `SUMMARY_COLUMNS` of one result."""
    if found.error is not None or found.area is None:
        blank: list[Cell] = [None] * (len(SUMMARY_COLUMNS) - 3)
        return [found.item.id, found.item.path, *blank, str(found.error or "")]
    size = found.pixel_size
    return [
        found.item.id,
        found.item.path,
        number(found.threshold),
        found.rule,
        *found.area,
        found.pages,
        found.page,
        found.pixels_used,
        number(found.phi),
        number(size.x_m) if size else None,
        size_source(size) if size else None,
        " ".join(map(str, found.bar)) if found.bar else None,
        found.phase_image or None,
        *_structure_cells(found),
        None,
    ]


def _structure_cells(found: Characterised) -> list[Cell]:
    """The cells of a summary that tell of the structure; empty where it was not measured."""
    phases = {own.phase: own for own in found.structure}
    if not phases:
        return [None] * 11
    fractions = " ".join(f"{label}={own.fraction:.12g}" for label, own in phases.items())
    first = next(iter(phases.values()))
    px, metres = steps_px(first.curves), steps_m(first.curves, found.pixel_size)
    cells: list[Cell] = [fractions]
    for steps in (px, metres):
        # Every boundary is one of two phases.
        cells.append(number(sum(specific_surface(own.curves, steps) for own in phases.values()) / 2))
    for label in (0, 1):
        for steps in (px, metres):
            cells.append(number(intercept(phases[label], steps)) if label in phases else None)
    of = phases.get(1, first)
    alike = steps_alike(of.curves, found.pixel_size)
    ratio = anisotropy({name: mean_intercept(of.curves[name], 1) * step for name, step in alike.items()})
    cells += [number(ratio.ratio), ratio.longest or None]
    for label in (0, 1):
        axes = (
            [name for name, own in phases[label].percolation.items() if own.percolates]
            if label in phases
            else []
        )
        cells.append((" ".join(axes) or "none") if label in phases else None)
    return cells


def write_curves(
    rows: Iterator[Characterised], curves: Path | None, summary: Path | None
) -> list[Characterised]:
    """Write the curves as they come and the summary at the end; returns the failed ones.

    Raises
    ------
    CollectionError
        A file cannot be written; what stood there before still does.
    """
    lines: list[list[Cell]] = []
    failed: list[Characterised] = []

    def body() -> Iterator[list[Cell]]:
        for found in rows:
            lines.append(summary_row(found))
            if found.error is not None:
                failed.append(found)
            yield from curve_rows(found)

    if curves is not None:
        write_csv(curves, CURVE_COLUMNS, body())
    else:
        for _ in body():
            pass
    if summary is not None:
        write_csv(summary, SUMMARY_COLUMNS, lines)
    return failed


def size_source(size: PixelSize) -> str:
    """Where a pixel size comes from, for a column; with the height of a pixel that is not square."""
    if size.square:
        return size.source
    return f"{size.source}; y = {size.y_m:.12g} m"  # the column of the size holds a pixel's width


def number(value: float) -> Number | None:
    """A number for a CSV cell: 12 significant digits, a point, empty where undefined."""
    return Number(format(value, ".12g")) if math.isfinite(value) else None
