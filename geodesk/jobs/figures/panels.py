"""What a figure shows of one picture: how large it is, and its pixels as they are printed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import open_corrected
from geodesk.collection.phaseimages import PhaseImage
from geodesk.jobs.ahead import one_large_at_a_time
from geodesk.jobs.figures.planning import Source
from geodesk.jobs.figures.style import Style
from geodesk.jobs.labelled import labels_of
from geodesk.language import GeoDeskError
from geodesk.micrograph import Micrograph, PixelSize, Rect
from geodesk.micrograph.values import DISPLAY_PERCENTILES

PHASE_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c6bb1", "#999999",
)  # fmt: skip
"""Of phases without a colour of their own, by their place: as in the window."""
_OUTSIDE = (70, 70, 80)
_SQUARE = 0.005


@dataclass(frozen=True, slots=True)
class Panel:
    """One place of a figure before its pixels are read.

    Attributes
    ----------
    area
        Of the picture, in its pixels.
    height
        Of the area where its pixels are made square, in widths of a pixel.
    coloured
        Whether it is more than grey.
    sha256
        Of the picture's file.
    """

    source: Source
    area: Rect
    height: float
    pixel_size: PixelSize | None
    synthetic: bool
    coloured: bool
    sha256: str


def look(source: Source, style: Style) -> Panel:
    """What can be said of a place without its pixels.

    Raises
    ------
    GeoDeskError
        The picture cannot be read, or has no such page.
    """
    if source.error is not None:
        raise GeoDeskError(source.error.en, source.error.es)
    with open_corrected(None, source.item) as picture:
        if style.page > picture.pages:
            raise GeoDeskError(
                en=f"The file has {picture.pages} pages, so there is no page {style.page}.",
                es=f"El archivo tiene {picture.pages} páginas, así que no hay página {style.page}.",
            )
        area = _area(picture, style)
        size = picture.pixel_size_of(style.page - 1)
        aspect = 1.0 if size is None else size.y_m / size.x_m
        return Panel(
            source,
            area,
            area.h * (aspect if abs(aspect - 1) > _SQUARE else 1.0),
            size,
            picture.metadata.get("synthetic") == "yes",
            source.phases is not None or picture.channels > 1,
            picture.sha256,
        )


def _area(picture: Micrograph, style: Style) -> Rect:
    width, height = picture.page_size(style.page - 1)
    if style.keep_bar or (width, height) != (picture.width, picture.height):
        return Rect(0, 0, width, height)
    return picture.content


def read(panel: Panel, style: Style) -> NDArray[np.uint8]:
    """The pixels of a place as they are shown: (H, W), or (H, W, 3) of a coloured one.

    Raises
    ------
    GeoDeskError
        They cannot be read, or kept phases are not of this picture.
    """
    with open_corrected(None, panel.source.item) as picture, one_large_at_a_time(picture):
        if panel.source.phases is not None:
            return _labels(panel.source.phases, panel, picture, style)
        pixels = picture.region(*panel.area, page=style.page - 1)
        if pixels.ndim == 3:
            pixels = pixels[:, :, :3]
        return shown(pixels, style)


def shown(pixels: NDArray[Any], style: Style) -> NDArray[np.uint8]:
    """Values of a file as 8 bits, by the contrast of a style; all channels alike."""
    rule = style.contrast
    if isinstance(rule, tuple):
        low, high = rule
        values: NDArray[np.floating[Any]] = pixels.astype(np.float64 if pixels.dtype.itemsize > 2 else "f4")
        with np.errstate(invalid="ignore"):
            values = np.clip((values - low) * (255 / (high - low)), 0, 255)
        eight: NDArray[np.uint8] = np.rint(np.nan_to_num(values)).astype(np.uint8)
        return eight
    if pixels.dtype == np.bool_ or (pixels.dtype == np.uint8 and rule != "auto"):
        return micrograph.to_display(pixels)
    chosen = micrograph.to_range(pixels, "dtype-full" if rule == "raw" else DISPLAY_PERCENTILES)
    return np.rint(chosen).astype(np.uint8)


def _labels(image: PhaseImage, panel: Panel, picture: Micrograph, style: Style) -> NDArray[np.uint8]:
    """A label image in the colours of its phases."""
    page = style.page if picture.pages > 1 else None
    labels, _, _ = labels_of(panel.source.item, image.file, picture, panel.area, page)
    table = np.full((256, 3), _OUTSIDE, np.uint8)
    named = {phase.label: phase.colour for phase in image.phases}
    present = np.unique(labels)
    if present[0] < 0 or present[-1] > 255:
        raise GeoDeskError(
            en="The phases of this picture have labels beyond 255, for which there are no colours.",
            es="Las fases de esta imagen tienen etiquetas mayores que 255, para las que no hay colores.",
        )
    for label in map(int, present):
        if label != image.outside:
            # By the label: a phase has one colour in all pictures, whichever of them it is missing from.
            table[label] = rgb(named.get(label) or PHASE_COLOURS[label % len(PHASE_COLOURS)])
    painted: NDArray[np.uint8] = table[labels.astype(np.uint8)]
    return painted


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``; grey of what is no colour."""
    try:
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        return 128, 128, 128
    return red, green, blue
