"""Two-point probability and lineal path of pictures, with everything that was assumed beside the numbers."""

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import Picture, open_corrected
from geodesk.jobs.ahead import ahead, one_large_at_a_time
from geodesk.jobs.labelled import label_curves, labels_of
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.structure import Depth, PhaseStructure, flipped, structure_of
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize, Rect
from geodesk.morphology import (
    DIRECTIONS,
    AxisCorrelations,
    Correlation,
    NoPixels,
    binarise,
    directional,
    longest_lag,
    otsu,
)


@dataclass(frozen=True, slots=True)
class Characterised:
    """The curves of one picture or volume and what they rest on; or why there are none.

    Attributes
    ----------
    curves
        Direction (``"x"``, ``"y"``, ``"z"``… of `geodesk.morphology.DIRECTIONS`) → both functions of both
        phases. Phase 1 is I > threshold. Empty where a label image was measured.
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
    r_max
        Largest lag that was asked for; None: half of each side.
    labelled
        Of a label image: label → direction → both functions, index 1 of the label.
    structure
        Each phase beyond its curves; empty unless asked for.
    phase_image
        Where the phases come from, if not from a threshold.
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
    r_max: int | None = None
    labelled: Mapping[int, Mapping[str, AxisCorrelations]] = field(default_factory=dict)
    structure: tuple[PhaseStructure, ...] = ()
    phase_image: str = ""

    def phases(self) -> Iterator[tuple[int, str, AxisCorrelations, Correlation, Correlation]]:
        """Each phase and direction: label, direction, both functions, S2 and L of the phase."""
        for label, curves in self.labelled.items() if self.labelled else ((0, self.curves), (1, self.curves)):
            at = 1 if self.labelled else label
            for direction, both in curves.items():
                yield label, direction, both, both.two_point[at], both.lineal_path[at]


def characterise(
    items: Sequence[Picture],
    *,
    threshold: float | Literal["otsu"] = "otsu",
    r_max: int | None = None,
    page: int | None = None,
    directions: Sequence[str] | None = None,
    depth: Depth = "curves",
    phase_images: Mapping[str, Path] | None = None,
    executor: Executor | None = None,
) -> Generator[Progress[Characterised], None, None]:
    """Characterise `items` in order; each yields one result.

    Parameters
    ----------
    threshold
        A grey level for all, or ``"otsu"``: the smallest that maximises, per picture.
    r_max
        Largest lag in pixels, cut to what a direction allows; None: half of each side.
    page
        Of a stack, the one page to measure, counted from 1; None: all pages as a volume.
    directions
        Names out of `geodesk.morphology.DIRECTIONS`, of which a picture leaves "z" out; None: the axes.
    depth
        ``"curves"`` alone, with the numbers of a ``"summary"``, or all ``"details"``.
    phase_images
        By path, label images to measure instead of a threshold; a picture without one fails.
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
    work = partial(
        characterise_one,
        threshold=threshold,
        r_max=r_max,
        page=page,
        threads=threads,
        directions=directions,
        depth=depth,
        phase_images=phase_images,
    )
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
    directions: Sequence[str] | None = None,
    depth: Depth = "curves",
    phase_images: Mapping[str, Path] | None = None,
) -> Characterised:
    """Characterise one picture as `characterise` does; a fault becomes its result, nothing is raised.

    At home in any thread, process or machine that can read the picture's file.
    """
    try:
        with open_corrected(None, item) as picture:
            with one_large_at_a_time(picture):
                area, bar, pixel_size = picture.content, picture.bar, picture.pixel_size
                if page is not None and page <= picture.pages:
                    size, pixel_size = picture.page_size(page - 1), picture.pixel_size_of(page - 1)
                    if size != (picture.width, picture.height):
                        area, bar = Rect(0, 0, *size), None  # both are known of the first page alone
                if phase_images is not None:
                    file = phase_images.get(item.path)
                    labels, mask, source = labels_of(item, file, picture, area, page)
                    lags = _lags(labels.shape, directions, r_max)
                    found = _labels_measured(item, labels, mask, lags, depth, threads)
                    return replace(
                        found,
                        area=area,
                        page=page if picture.pages > 1 else None,
                        pixel_size=pixel_size,
                        bar=bar,
                        r_max=r_max,
                        phase_image=source,
                    )
                return measured(
                    item,
                    grey_of(picture, area, page),
                    threshold,
                    r_max,
                    area=area,
                    page=page if picture.pages > 1 else None,
                    pixel_size=pixel_size,
                    bar=bar,
                    threads=threads,
                    directions=directions,
                    depth=depth,
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
    directions: Sequence[str] | None = None,
    depth: Depth = "curves",
) -> Characterised:
    """Characterise the grey pixels of `area`: (H, W) of a picture or one page, (pages, H, W) of a volume.

    Raises
    ------
    NoPixels
        There is no finite pixel.
    """
    level = float(otsu(grey)) if threshold == "otsu" else float(threshold)
    lags = _lags(grey.shape, directions, r_max)
    curves = directional(grey, lags, lags, threshold=level, threads=threads)
    pairs = curves["x"].two_point[1]
    if not pairs.totals[0]:
        raise NoPixels()
    structure: tuple[PhaseStructure, ...] = ()
    if depth != "curves":
        mask = np.isfinite(grey) if grey.dtype.kind == "f" else None
        flags = binarise(grey, level)
        both = (0, flipped(curves)), (1, curves)
        structure = tuple(structure_of(flags, phase, own, mask, depth) for phase, own in both)
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
        r_max=r_max,
        structure=structure,
    )


def completed(found: Characterised) -> Characterised:
    """The same picture, area and threshold measured again, with all that ``geodesk characterise`` tells.

    Raises
    ------
    GeoDeskError
        The picture cannot be read any more, or has no pixels.
    """
    assert found.area is not None  # of a picture that was measured
    with open_corrected(None, found.item) as picture, one_large_at_a_time(picture):
        grey = grey_of(picture, found.area, found.page)
        whole = measured(
            found.item,
            grey,
            found.threshold,
            found.r_max,
            area=found.area,
            page=found.page,
            pixel_size=found.pixel_size,
            bar=found.bar,
            directions=DIRECTIONS,
            depth="summary",
        )
    return replace(whole, rule=found.rule)


def _lags(shape: tuple[int, ...], directions: Sequence[str] | None, r_max: int | None) -> dict[str, int]:
    """Largest lag by direction, of those that a picture of a shape has."""
    names = [name for name in directions or ("x", "y", "z") if name != "z" or len(shape) == 3]
    # The axes first: what follows from the curves needs them.
    names = list(dict.fromkeys(["x", "y", *names]))
    longest = {name: longest_lag(shape, name) for name in names}
    return {name: min(last, (last + 1) // 2 if r_max is None else r_max) for name, last in longest.items()}


def _labels_measured(
    item: Picture,
    labels: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    lags: Mapping[str, int],
    depth: Depth,
    threads: int | None,
) -> Characterised:
    """Characterise a picture by its label image."""
    labelled = label_curves(labels, mask, lags, threads)
    structure: tuple[PhaseStructure, ...] = ()
    if depth != "curves":
        structure = tuple(structure_of(labels, label, own, mask, depth) for label, own in labelled.items())
    pairs = {label: own["x"].two_point[1] for label, own in labelled.items()}
    return Characterised(
        item,
        {},
        rule="labels",
        pages=len(labels) if labels.ndim == 3 else 1,
        pixels_used=int(next(iter(pairs.values())).totals[0]),
        phi=float(pairs[1].probability[0]) if 1 in pairs else math.nan,
        labelled=labelled,
        structure=structure,
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
