"""Effective conductivity and tortuosity factor of pictures and stacks, and what counted as phases."""

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Picture, open_corrected
from geodesk.jobs.characterise import grey_of
from geodesk.jobs.labelled import labels_of
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.scale import length_in_words
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize, Rect
from geodesk.morphology import binarise, histogram, otsu
from geodesk.morphology.transport import Step, Transport, solve_transport

MOST_LABELS = 16
"""Whole numbers of more values than these are taken for grey levels, unless labels are asked for."""

AXES = {"x": -1, "y": -2, "z": -3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be solved.

    Attributes
    ----------
    axis
        Along which current flows: ``"x"``, ``"y"`` or, of a stack, ``"z"``.
    phase
        That has conductivity k1; everything else has k2.
    k1, k2
        None for both: the phase alone conducts, with 1. None for one of them: 1, or 0.
    conductivity
        Label → conductivity, in place of phase, k1 and k2; the file is then read as labels.
    threshold
        A grey level or ``"otsu"``: phase 1 is above. None: see `phases_of`.
    labels
        Every stored value is a phase of its own.
    page
        Of a stack, the one page to solve, counted from 1; None: all pages as a volume.
    page_distance_m
        Between the pages of a volume, in metres; None: as the file says, else as the pixels.
    """

    axis: Literal["x", "y", "z"]
    phase: int = 1
    k1: float | None = None
    k2: float | None = None
    conductivity: Mapping[int, float] | None = None
    threshold: float | Literal["otsu"] | None = None
    labels: bool = False
    page: int | None = None
    page_distance_m: float | None = None

    @property
    def one_phase(self) -> bool:
        """Whether the phase alone conducts, with 1, so that the result is a relative diffusivity."""
        return self.k1 is None and self.k2 is None and self.conductivity is None


@dataclass(frozen=True, eq=False, slots=True)
class Phases:
    """A label image, and how it came about.

    Attributes
    ----------
    labels
        Bool or integer, (H, W) or (pages, H, W).
    rule
        ``"labels"``, ``"otsu"`` or ``"given"``.
    threshold
        Grey level; None of labels.
    values
        Stored values, of labels.
    image
        Name of the label image that stands in for the picture, if one does.
    """

    labels: NDArray[Any]
    rule: Literal["labels", "otsu", "given"]
    threshold: float | None = None
    values: tuple[int, ...] = ()
    image: str = ""

    def __str__(self) -> str:
        if self.rule == "labels":
            return str(
                Sentence(
                    en=f"phases are the stored values {_listed(self.values)}",
                    es=f"las fases son los valores guardados {_listed(self.values)}",
                )
            )
        how, level = " (Otsu)" if self.rule == "otsu" else "", f"{self.threshold:g}"
        return str(
            Sentence(
                en=f"phase 1 is I > {level}{how}, phase 0 the rest",
                es=f"la fase 1 es I > {level.replace('.', ',')}{how}, la fase 0 el resto",
            )
        )


@dataclass(frozen=True, eq=False, slots=True)
class Transported:
    """Transport through one picture or volume and what it rests on; or why there is none."""

    item: Picture
    wanted: Wanted
    found: Transport | None = None
    phases: Phases | None = None
    area: Rect | None = None
    pages: int = 0
    pixel_size: PixelSize | None = None
    notes: tuple[Sentence, ...] = field(default=())
    error: Sentence | None = None

    def record(self) -> dict[str, Any]:
        """All of it as JSON values: numbers that are not finite are null, see ``percolates``."""
        wanted, found = self.wanted, self.found
        about = {"id": self.item.id, "path": self.item.path, "axis": wanted.axis}
        if found is None or self.phases is None or self.area is None:
            return about | {"error": str(self.error)}
        size, given = self.pixel_size, wanted.conductivity
        effective = "d_eff" if wanted.one_phase else "k_eff"
        return {
            **about,
            "phase": None if given else wanted.phase,
            "phi": found.phi,
            effective: found.k_eff,
            "tau": found.tau if math.isfinite(found.tau) else None,
            "percolates": found.percolates,
            "converged": found.converged,
            "iterations": found.iterations,
            "flux_mismatch": found.flux_mismatch if math.isfinite(found.flux_mismatch) else None,
            "seconds": round(found.seconds, 3),
            "carrying": found.carrying,
            **({"conductivity": {str(label): k for label, k in given.items()}} if given else _pair(wanted)),
            **found.bounds._asdict(),
            "phases": "labels" if self.phases.rule == "labels" else "threshold",
            "threshold": self.phases.threshold,
            "threshold_rule": None if self.phases.rule == "labels" else self.phases.rule,
            "labels": list(self.phases.values) or None,
            **({"phase_image": self.phases.image} if self.phases.image else {}),
            "area": list(self.area),
            "pages": self.pages,
            "page": wanted.page,
            "pixel_size_m": size.x_m if size else None,
            "pixel_size_y_m": size.y_m if size else None,
            "pixel_size_source": size.source if size else None,
            "notes": [str(note) for note in self.notes],
        }


def transport(
    items: Sequence[Picture], wanted: Wanted, phase_images: Mapping[str, Path] | None = None
) -> Generator[Progress[Transported], None, None]:
    """Solve `items` one after another; each yields one result, a fault becomes one too.

    Parameters
    ----------
    phase_images
        By path, label images to solve in place of the pictures; threshold and `labels` then do not count.

    Yields
    ------
    Progress
        With one new result, or without after each step of a solution; closing cancels between two steps.
    """
    done = failed = 0
    yield Progress(done, len(items), failed)
    for item in items:
        steps = _one(item, wanted, phase_images)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                row = end.value
                break
            yield Progress(done, len(items), failed)
        done += 1
        failed += row.error is not None
        yield Progress(done, len(items), failed, (row,))


def _one(
    item: Picture, wanted: Wanted, phase_images: Mapping[str, Path] | None
) -> Generator[Step, None, Transported]:
    """Never raises."""
    try:
        with open_corrected(None, item) as picture:
            area, pixel_size = picture.content, picture.pixel_size
            page, stated = wanted.page, picture.page_distance_m
            if page is not None and page <= picture.pages:
                size, pixel_size = picture.page_size(page - 1), picture.pixel_size_of(page - 1)
                if size != (picture.width, picture.height):
                    area = Rect(0, 0, *size)  # the bar is known of the first page alone
            image = ""
            if phase_images is None:
                grey = grey_of(picture, area, page)
            else:
                single = page if picture.pages > 1 else None
                grey, mask, image = labels_of(item, phase_images.get(item.path), picture, area, single)
                if mask is not None:
                    raise GeoDeskError(
                        en="The label image has pixels without a phase; transport needs every pixel.",
                        es="La imagen de etiquetas tiene píxeles sin fase; el transporte los necesita todos.",
                    )
        if wanted.axis == "z" and grey.ndim == 2:
            raise GeoDeskError(
                en="One page has no z axis; choose x or y.", es="Una sola página no tiene eje z; elija x o y."
            )
        spacing, notes = _spacing(grey.ndim, pixel_size, wanted.page_distance_m, stated)
        if image:
            wanted = replace(wanted, threshold=None, labels=True)
        phases = replace(phases_of(grey, wanted), image=image)
        pages = len(grey) if grey.ndim == 3 else 1
        del grey
        found = yield from _solved(phases.labels, wanted, spacing)
        if found.note is not None:
            notes = (*notes, found.note)
        return Transported(item, wanted, found, phases, area, pages, pixel_size, notes)
    except GeoDeskError as error:
        return Transported(item, wanted, error=error.sentence)
    except MemoryError:
        sentence = Sentence(
            en="Not enough memory for this picture; solve one page, or a smaller part.",
            es="No hay memoria suficiente para esta imagen; calcule una página, o una parte menor.",
        )
        return Transported(item, wanted, error=sentence)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        return Transported(item, wanted, error=unexpected(error))


def _solved(
    labels: NDArray[Any], wanted: Wanted, spacing: tuple[float, ...] | None
) -> Generator[Step, None, Transport]:
    k1 = 1.0 if wanted.k1 is None else wanted.k1
    k2 = 0.0 if wanted.k2 is None else wanted.k2
    steps = solve_transport(
        labels,
        AXES[wanted.axis],
        wanted.phase,
        k1=k1,
        k2=k2,
        conductivity=wanted.conductivity,
        spacing=spacing,
    )
    return (yield from steps)


def phases_of(grey: NDArray[Any], wanted: Wanted) -> Phases:
    """What counts as phases of a picture.

    With a threshold, phase 1 is I > threshold and phase 0 the rest. Asked for labels, or given conductivities
    by label, each stored value is a phase. Otherwise a file of whole numbers with at most `MOST_LABELS`
    values, the wanted phase among them, is a label image, and any other a grey picture with Otsu's threshold.

    Raises
    ------
    GeoDeskError
        The phase wanted does not occur or cannot, labels are not whole numbers, conductivities are missing,
        or pixels have no value.
    """
    as_labels = wanted.labels or (wanted.conductivity is not None and wanted.threshold is None)
    if as_labels:
        grey = _whole(grey)
    if wanted.threshold is None and grey.dtype.kind in "bui":
        values = tuple(int(value) for value in histogram(grey)[0])
        if as_labels or (len(values) <= MOST_LABELS and wanted.phase in values):
            _check_labels(values, wanted)
            return Phases(grey, "labels", values=values)
    if grey.dtype.kind == "f" and not np.isfinite(grey).all():
        raise GeoDeskError(
            en="The picture has pixels without a value; cut them off, transport needs every pixel.",
            es="La imagen tiene píxeles sin valor; recórtelos, el transporte necesita todos los píxeles.",
        )
    if wanted.conductivity is None and wanted.phase not in (0, 1):
        raise GeoDeskError(
            en=f"The picture is no label image with a phase {wanted.phase}, and a threshold makes the phases "
            "0 and 1; choose one of them, or say --labels.",
            es=f"La imagen no es de etiquetas con una fase {wanted.phase}, y un umbral hace las fases 0 y 1; "
            "elija una de ellas, o indique --labels.",
        )
    if wanted.threshold is None or wanted.threshold == "otsu":
        level = float(otsu(grey))
        return Phases(binarise(grey, level), "otsu", level)
    return Phases(binarise(grey, wanted.threshold), "given", float(wanted.threshold))


def _whole(grey: NDArray[Any]) -> NDArray[Any]:
    """Labels that are stored as floating-point numbers, as whole ones."""
    if grey.dtype.kind != "f":
        return grey
    if not (np.isfinite(grey).all() and (grey == np.rint(grey)).all() and np.abs(grey).max() < 2**53):
        raise GeoDeskError(
            en="The pixels are not whole numbers, so they are no labels; give a threshold.",
            es="Los píxeles no son números enteros, así que no son etiquetas; indique un umbral.",
        )
    return grey.astype(np.int64)


def _check_labels(values: tuple[int, ...], wanted: Wanted) -> None:
    if wanted.conductivity is None:
        if wanted.phase not in values:
            raise GeoDeskError(
                en=f"No pixel has the label {wanted.phase}; there are {_listed(values)}.",
                es=f"Ningún píxel tiene la etiqueta {wanted.phase}; hay {_listed(values)}.",
            )
    elif missing := [value for value in values if value not in wanted.conductivity]:
        raise GeoDeskError(
            en=f"Give a conductivity for the labels {_listed(missing)} as well.",
            es=f"Indique también la conductividad de las etiquetas {_listed(missing)}.",
        )


def _spacing(
    dimensions: int, size: PixelSize | None, distance: float | None, stated: float | None
) -> tuple[tuple[float, ...] | None, tuple[Sentence, ...]]:
    """Edge lengths of a pixel along the array's axes; and what had to be assumed."""
    if dimensions == 2:
        return (size.y_m, size.x_m) if size else None, ()
    if distance is not None:
        if size is None:
            raise GeoDeskError(
                en="The distance of the pages tells nothing without a pixel size; give one by P in the "
                "window or by geodesk calibrate.",
                es="La distancia entre páginas no dice nada sin tamaño de píxel; indíquelo con P en la "
                "ventana o con geodesk calibrate.",
            )
        return (distance, size.y_m, size.x_m), ()
    if stated is not None and size is not None:
        en, es = length_in_words(stated)
        told = Sentence(
            en=f"The pages are {en} apart, as the file says.",
            es=f"Las páginas distan {es}, según el archivo.",
        )
        return (stated, size.y_m, size.x_m), (told,)
    cubes = Sentence(
        en="The distance of the pages is not known; it is taken to be that of the pixels.",
        es="No se conoce la distancia entre páginas; se supone igual a la de los píxeles.",
    )
    return (size.x_m, size.y_m, size.x_m) if size else None, (cubes,)


def _pair(wanted: Wanted) -> dict[str, float]:
    return {
        "k1": 1.0 if wanted.k1 is None else wanted.k1,
        "k2": 0.0 if wanted.k2 is None else wanted.k2,
    }


def _listed(values: Sequence[int]) -> str:
    shown = ", ".join(map(str, values[:MOST_LABELS]))
    return f"{shown}…" if len(values) > MOST_LABELS else shown
