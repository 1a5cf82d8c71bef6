"""Label images in place of a threshold: found, checked against their picture, measured phase by phase."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Collection, Picture, open_phases, printable
from geodesk.language import GeoDeskError
from geodesk.micrograph import Micrograph, Rect
from geodesk.morphology import AxisCorrelations, NoPixels, directional

MOST_PHASES = 64
"""More values than this are grey levels, not phases."""


def kept_images(collection: Collection, items: Iterable[Picture]) -> dict[str, Path]:
    """By path, the label images kept beside a collection, of those pictures that have one."""
    found = ((item.path, collection.phases.of(item)) for item in items)
    return {path: image.file for path, image in found if image is not None}


def labels_of(
    item: Picture, file: Path | None, picture: Micrograph, area: Rect, page: int | None
) -> tuple[NDArray[Any], NDArray[np.bool_] | None, str]:
    """The labels of an area of a picture, which of them count, and where they come from.

    Parameters
    ----------
    file
        A label image of the whole upright picture, or of the area.
    page
        Of a stack, the one page wanted, counted from 1; None: all.

    Raises
    ------
    GeoDeskError
        There is none, it is not one, or it does not belong to the picture as it is now.
    """
    if file is None:
        raise GeoDeskError(
            en="No phases are kept for this picture; run geodesk phases first.",
            es="No hay fases guardadas de esta imagen; ejecute antes geodesk phases.",
        )
    image = open_phases(file)
    name = printable(file.name)
    if not image.fits(item):
        raise GeoDeskError(
            en=f"The picture has changed since its phases {name} were made; make them again.",
            es=f"La imagen cambió después de hacerse sus fases {name}; hágalas de nuevo.",
        )
    labels = image.labels()
    if labels.dtype.kind == "b":
        labels = labels.view(np.uint8)
    if labels.ndim == 3:
        if len(labels) != picture.pages:
            raise _wrong_size(name, labels, picture)
        labels = labels if page is None else labels[page - 1]
    elif picture.pages > 1 and page is None:
        raise _wrong_size(name, labels, picture)
    if labels.shape[-2:] != (area.h, area.w):
        width, height = picture.page_size((page or 1) - 1)
        if labels.shape[-2:] != (height, width):
            raise _wrong_size(name, labels, picture)
        labels = labels[..., area.y : area.y + area.h, area.x : area.x + area.w]
    mask = None if image.outside is None else labels != image.outside
    if mask is not None and mask.all():
        mask = None
    return labels, mask, name


def label_curves(
    labels: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    lags: Mapping[str, int],
    threads: int | None,
) -> dict[int, dict[str, AxisCorrelations]]:
    """Label → direction → both functions, index 1 of the label, of all labels that count.

    Raises
    ------
    NoPixels
        None counts.
    GeoDeskError
        There are so many that they are grey levels.
    """
    present = np.unique(labels if mask is None else labels[mask])
    if len(present) == 0:
        raise NoPixels()
    if len(present) > MOST_PHASES:
        raise GeoDeskError(
            en=f"The image has {len(present)} values, too many to be phases (at most {MOST_PHASES}); it is "
            "not a label image.",
            es=f"La imagen tiene {len(present)} valores, demasiados para ser fases (a lo más {MOST_PHASES}); "
            "no es una imagen de etiquetas.",
        )
    return {
        int(label): directional(labels, lags, lags, mask=mask, phase=int(label), threads=threads)
        for label in present
    }


def _wrong_size(name: str, labels: NDArray[Any], picture: Micrograph) -> GeoDeskError:
    here = "×".join(map(str, labels.shape[::-1]))
    wanted = f"{picture.width}×{picture.height}" + (f"×{picture.pages}" if picture.pages > 1 else "")
    return GeoDeskError(
        en=f"The phases {name} have {here} pixels and the picture {wanted}; give those of this picture.",
        es=f"Las fases {name} tienen {here} píxeles y la imagen {wanted}; indique las de esta imagen.",
    )
