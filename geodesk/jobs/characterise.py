"""Two-point probability and lineal path of pictures, with everything that was assumed beside the numbers."""

import math
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import Number, Picture, open_corrected, write_csv
from geodesk.jobs.ahead import ahead, one_large_at_a_time
from geodesk.jobs.progress import Progress, unexpected
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize, Rect
from geodesk.morphology import AxisCorrelations, NoPixels, correlations, otsu

Cell = str | float | None

# numpy axis, counted from the last → the word results use.
_DIRECTIONS = {-1: "x", -2: "y", -3: "z"}

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
    "error",
)


@dataclass(frozen=True, slots=True)
class Characterised:
    """The curves of one picture or volume and what they rest on; or why there are none.

    Attributes
    ----------
    curves
        Direction (``"x"``, ``"y"``, ``"z"``) → both functions of both phases. Phase 1 is I > threshold.
    threshold
        Grey level; of the file's own values (a 16-bit file's reach 65535).
    area
        The part used, in pixels: the picture without its information bar.
    page
        Of a stack of which one page was measured, counted from 1; None: all of the file.
    pixels_used
        Finite pixels (voxels) inside the area.
    phi
        Fraction of phase 1.
    """

    item: Picture
    curves: dict[str, AxisCorrelations]
    threshold: float = math.nan
    rule: str = ""
    area: Rect | None = None
    pages: int = 0
    page: int | None = None
    pixels_used: int = 0
    phi: float = math.nan
    pixel_size: PixelSize | None = None
    bar: Rect | None = None
    error: Sentence | None = None


def characterise(
    items: Sequence[Picture],
    *,
    threshold: float | Literal["otsu"] = "otsu",
    r_max: int | None = None,
    page: int | None = None,
    executor: Executor | None = None,
) -> Generator[Progress[Characterised], None, None]:
    """Characterise `items` in order; each yields one result.

    Parameters
    ----------
    threshold
        A grey level for all, or ``"otsu"``: the smallest that maximises, per picture.
    r_max
        Largest lag in pixels, cut to what an axis allows; None: half of each axis.
    page
        Of a stack, the one page to measure, counted from 1; None: all pages as a volume.
    executor
        Reads and counts; None: one thread a core.

    Yields
    ------
    Progress
        With one new result, or without as a sign of life.
    """
    done = failed = 0
    # One picture gets all cores; of several, each thread has its own.
    threads = 1 if len(items) > 1 else None
    work = partial(characterise_one, threshold=threshold, r_max=r_max, page=page, threads=threads)
    for result in ahead(work, items, executor):
        if result is None:
            yield Progress(done, len(items), failed)
            continue
        row = result[1].result()
        done += 1
        failed += row.error is not None
        yield Progress(done, len(items), failed, (row,))


def characterise_one(
    item: Picture,
    *,
    threshold: float | Literal["otsu"],
    r_max: int | None,
    page: int | None,
    threads: int | None,
) -> Characterised:
    """Characterise one picture as `characterise` does; a fault becomes its result, nothing is raised.

    At home in any thread, process or machine that can read the picture's file.
    """
    try:
        with open_corrected(None, item) as picture:
            with one_large_at_a_time(picture):
                area, bar = picture.content, picture.bar
                if page is not None and page <= picture.pages:
                    size = picture.page_size(page - 1)
                    if size != (picture.width, picture.height):
                        area, bar = Rect(0, 0, *size), None  # both are known of the first page alone
                return measured(
                    item,
                    grey_of(picture, area, page),
                    threshold,
                    r_max,
                    area=area,
                    page=page if picture.pages > 1 else None,
                    pixel_size=picture.pixel_size,
                    bar=bar,
                    threads=threads,
                )
    except GeoDeskError as error:
        return Characterised(item, {}, error=error.sentence)
    except MemoryError:
        return Characterised(
            item,
            {},
            error=Sentence(
                en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
            ),
        )
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        return Characterised(item, {}, error=unexpected(error))


def measured(
    item: Picture,
    grey: NDArray[np.generic],
    threshold: float | Literal["otsu"],
    r_max: int | None,
    *,
    area: Rect,
    page: int | None,
    pixel_size: PixelSize | None,
    bar: Rect | None,
    threads: int | None = None,
) -> Characterised:
    """Characterise the grey pixels of `area`: (H, W) of a picture or one page, (pages, H, W) of a volume.

    Raises
    ------
    NoPixels
        There is no finite pixel.
    """
    level = float(otsu(grey)) if threshold == "otsu" else float(threshold)
    axes = list(range(-1, -grey.ndim - 1, -1))
    lags = [min(grey.shape[axis] - 1, grey.shape[axis] // 2 if r_max is None else r_max) for axis in axes]
    found = correlations(grey, axes, lags, threshold=level, threads=threads)
    curves = {_DIRECTIONS[axis]: found[grey.ndim + axis] for axis in axes}
    pairs = curves["x"].two_point[1]
    if not pairs.totals[0]:
        raise NoPixels()
    return Characterised(
        item,
        curves,
        threshold=level,
        rule="otsu" if threshold == "otsu" else "given",
        area=area,
        pages=len(grey) if grey.ndim == 3 else 1,
        page=page,
        pixels_used=int(pairs.totals[0]),
        phi=float(pairs.probability[0]),
        pixel_size=pixel_size,
        bar=bar,
    )


def grey_of(picture: micrograph.Micrograph, area: Rect, page: int | None) -> NDArray[np.generic]:
    """The pixels of `area` as (H, W) grey, or (pages, H, W) of a stack.

    Parameters
    ----------
    page
        Of a stack, the one page wanted, counted from 1; None: all.

    Raises
    ------
    GeoDeskError
        There is no such page, or the pixels cannot be read.
    """
    rows, columns = slice(area.y, area.y + area.h), slice(area.x, area.x + area.w)
    if page is not None and page > picture.pages:
        raise GeoDeskError(
            en=f"The file has {picture.pages} pages, so there is no page {page}.",
            es=f"El archivo tiene {picture.pages} páginas, así que no hay página {page}.",
        )
    if picture.pages == 1:
        return micrograph.to_grey(picture.pixels()[rows, columns])
    if page is not None:
        return micrograph.to_grey(picture.pixels(page - 1)[rows, columns])
    volume = picture.volume()[:, rows, columns]
    if volume.ndim == 3:
        return volume
    return np.stack([micrograph.to_grey(plane) for plane in volume])


def curve_rows(found: Characterised) -> Iterator[list[Cell]]:
    """The rows of `CURVE_COLUMNS` of one result: each phase, direction and lag."""
    for phase in (0, 1):
        for direction, both in found.curves.items():
            pairs, segments = both.two_point[phase].probability, both.lineal_path[phase].probability
            step = _lag_step(found.pixel_size, direction)
            for lag, (s2, path) in enumerate(zip(pairs.tolist(), segments.tolist(), strict=True)):
                metres = None if step is None else number(lag * step)
                yield [found.item.id, phase, direction, lag, metres, number(s2), number(path)]


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
        _source(size) if size else None,
        " ".join(map(str, found.bar)) if found.bar else None,
        None,
    ]


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


def _source(size: PixelSize) -> str:
    if abs(size.x_m - size.y_m) <= 1e-3 * size.x_m:
        return size.source
    return f"{size.source}; y = {size.y_m:.12g} m"  # the column of the size holds a pixel's width


def _lag_step(size: PixelSize | None, direction: str) -> float | None:
    # The distance of the pages of a stack is not the pixel size of a page.
    return {"x": size.x_m, "y": size.y_m}.get(direction) if size else None


def number(value: float) -> Number | None:
    """A number for a CSV cell: 12 significant digits, a point, empty where undefined."""
    return Number(format(value, ".12g")) if math.isfinite(value) else None
