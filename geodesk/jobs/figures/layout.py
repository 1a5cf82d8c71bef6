"""Where everything of a figure stands, in its pixels: pictures, scale bars, letters, marks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from geodesk.collection import printable
from geodesk.jobs.figures import fonts
from geodesk.jobs.figures.panels import Panel
from geodesk.jobs.figures.style import MOST_PIXELS, Corner, Style, letter
from geodesk.language import GeoDeskError
from geodesk.micrograph.scalebar import ScaleBar, given_bar, scale_bar

_MM_PER_INCH = 25.4
_BAR_SHARE, _BAR_MOST = 0.3, 0.9
_BAR_LEAST = 3
"""Pixels."""
_LEAST_CELL = 300
"""Pixels across below which a picture is enlarged by a whole factor, so that its text can be read."""
_LEAST_PRINT = 60
_LEAST_TEXT = 7


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of one colour with an outline of another; lengths in pixels."""

    x: float
    y: float
    w: float
    h: float
    fill: str
    outline: str = ""
    stroke: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: `x` is its left end, `y` its baseline, `size` its height in pixels."""

    x: float
    y: float
    text: str
    size: int
    fill: str
    outline: str = ""
    stroke: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands, and which part of its area is shown: left, top, right, bottom in its pixels."""

    panel: Panel
    x: int
    y: int
    w: int
    h: int
    part: tuple[float, float, float, float]
    metres: float | None

    @property
    def enlarged_whole(self) -> bool:
        """Whether every pixel becomes a square of whole pixels."""
        factor = self.w / (self.part[2] - self.part[0])
        return factor >= 1 and factor == int(factor) and self.panel.height == self.panel.area.h


@dataclass(slots=True)
class Sheet:
    """A figure before it is drawn.

    Attributes
    ----------
    drawings
        Bars and letters, in the order in which they are drawn.
    burnt
        Marks of synthetic pictures: part of the picture itself in every format.
    metres
        Width of one pixel of the figure, if it is the same in all of it.
    """

    width: int
    height: int
    coloured: bool
    places: list[Place] = field(default_factory=list)
    drawings: list[Box | Text] = field(default_factory=list)
    burnt: list[Box | Text] = field(default_factory=list)
    metres: float | None = None


def lay_out(panels: Sequence[Panel], columns: int, first: int, style: Style) -> Sheet:
    """Put panels into rows of `columns`.

    Parameters
    ----------
    first
        The number of the first letter, from 0.

    Raises
    ------
    GeoDeskError
        They cannot have a common scale, the figure is too small for its text or too large to be held in
        memory, or the scale bar that was asked for is longer than a picture.
    """
    columns = min(columns, len(panels))
    parts = _parts(panels, style)
    cell, gap = _cell(panels, parts, columns, style)
    sizes = [
        (cell, max(1, round(cell * (bottom - top) * panel.height / panel.area.h / (right - left))))
        for panel, (left, top, right, bottom) in zip(panels, parts, strict=True)
    ]
    rows = [sizes[at : at + columns] for at in range(0, len(sizes), columns)]
    heights = [max(h for _, h in row) for row in rows]
    width = round(columns * cell + (columns - 1) * gap)
    height = round(sum(heights) + (len(rows) - 1) * gap)
    if width * height > MOST_PIXELS:
        raise GeoDeskError(
            en=f"The figure would have {width} × {height} pixels; give it a width in mm, or fewer dpi.",
            es=f"La figura tendría {width} × {height} píxeles; indique un ancho en mm o menos dpi.",
        )
    coloured = any(panel.coloured or panel.synthetic for panel in panels)
    sheet = Sheet(width, height, coloured)
    for number, (panel, part, (w, h)) in enumerate(zip(panels, parts, sizes, strict=True)):
        row, column = divmod(number, columns)
        x, y = round(column * (cell + gap)), round(sum(heights[:row]) + row * gap)
        size = panel.pixel_size
        metres = None if size is None else size.x_m * (part[2] - part[0]) / w
        place = Place(panel, x, y, w, h, part, metres)
        sheet.places.append(place)
        try:
            _annotate(sheet, place, letter(first + number, style.letters), style)
        except GeoDeskError as error:
            if len(panels) == 1:
                raise
            name = printable(panel.source.item.id)  # or nobody knows whose it is
            raise GeoDeskError(f"{name}: {error.sentence.en}", f"{name}: {error.sentence.es}") from error
    scales = {None if place.metres is None else f"{place.metres:.9g}" for place in sheet.places}
    if len(scales) == 1:
        sheet.metres = sheet.places[0].metres
    return sheet


def _parts(panels: Sequence[Panel], style: Style) -> list[tuple[float, float, float, float]]:
    """Which part of each area is shown: all of it, or as much as the smallest shows."""
    if not (style.common_scale and len(panels) > 1):
        return [(0.0, 0.0, float(panel.area.w), float(panel.area.h)) for panel in panels]
    fields = []
    for panel in panels:
        size = panel.pixel_size
        if size is None:
            raise GeoDeskError(
                en=f"A common scale needs all pixel sizes, and that of {panel.source.item.id} is unknown.",
                es="Una escala común necesita todos los tamaños de píxel, y no se conoce el de"
                f" {panel.source.item.id}.",
            )
        fields.append((panel.area.w * size.x_m, panel.area.h * size.y_m))
    width, height = min(w for w, _ in fields), min(h for _, h in fields)
    parts = []
    for panel, (w, h) in zip(panels, fields, strict=True):
        across, down = panel.area.w * width / w, panel.area.h * height / h
        left, top = (panel.area.w - across) / 2, (panel.area.h - down) / 2
        parts.append((left, top, left + across, top + down))
    return parts


def _cell(
    panels: Sequence[Panel],
    parts: Sequence[tuple[float, float, float, float]],
    columns: int,
    style: Style,
) -> tuple[int, float]:
    """Width of a picture in the figure, and of the gap."""
    if style.width_mm is not None:
        whole = style.width_mm / _MM_PER_INCH * style.dpi
        cell = round(whole / (columns + (columns - 1) * style.gap / 100))
        if cell < _LEAST_PRINT:
            raise GeoDeskError(
                en=f"The pictures would be {cell} pixels wide, too small for anything to be seen; give more"
                " width or dpi.",
                es=f"Las imágenes tendrían {cell} píxeles de ancho, muy poco para ver algo; indique más ancho"
                " o más dpi.",
            )
        return cell, (round(whole) - columns * cell) / (columns - 1) if columns > 1 else 0.0
    if style.common_scale and len(panels) > 1:
        # As many pixels as the finest has: the coarser ones are enlarged, nothing is lost.
        widest = max(part[2] - part[0] for part in parts)
    else:
        widest = max(panel.area.w for panel in panels)
    cell = max(1, round(widest))
    cell *= max(1, math.ceil(_LEAST_CELL / cell))
    return cell, float(round(cell * style.gap / 100))


# What is drawn over a picture


def _annotate(sheet: Sheet, place: Place, name: str, style: Style) -> None:
    size = max(_LEAST_TEXT, round(place.w * style.font / 100))
    margin = max(2, round(0.6 * size))
    other = "black" if style.colour == "white" else "white"
    stroke = max(1.0, round(size / 14))
    used: list[Corner] = []
    if style.scale != "none" and place.metres is not None:
        used.append(style.corner)
        sheet.drawings += _scale(place, style, size, margin, stroke, other)
    if name:
        corner: Corner = "top-left" if "top-left" not in used else "top-right"
        used.append(corner)
        large = round(1.25 * size)
        x, y = _into(place, corner, fonts.width(name, large, True), _cap(large), margin)
        sheet.drawings.append(Text(x, y + _cap(large), name, large, style.colour, other, stroke, True))
    if place.panel.synthetic:
        free = next(c for c in ("top-right", "bottom-left", "bottom-right", "top-left") if c not in used)
        sheet.burnt += _mark(place, free, size, style)


def _scale(place: Place, style: Style, size: int, margin: int, stroke: float, other: str) -> list[Box | Text]:
    assert place.metres is not None
    across = place.metres * place.w
    bar = scale_bar(across * _BAR_SHARE) if style.scale in ("auto", "none") else given_bar(float(style.scale))
    long = bar.metres / place.metres
    if long > _BAR_MOST * place.w:
        shown, whole = length_text(bar, style.language), length_text(given_bar(across), style.language)
        raise GeoDeskError(
            en=f"A scale bar of {shown} does not fit into a picture that is {whole} wide; give a"
            " shorter one.",
            es=f"Una barra de escala de {shown} no cabe en una imagen de {whole} de ancho; indique una más"
            " corta.",
        )
    text = length_text(bar, style.language)
    if long < _BAR_LEAST:
        raise GeoDeskError(
            en=f"A scale bar of {text} would be too short to be seen; give a longer one.",
            es=f"Una barra de escala de {text} sería demasiado corta para verse; indique una más larga.",
        )
    thick, apart, cap = max(2, round(0.22 * size)), max(1, round(0.35 * size)), _cap(size)
    wide = fonts.width(text, size)
    inside = max(long, wide)
    x, y = _into(place, style.corner, inside, cap + apart + thick, margin)
    # Near an edge the bar itself keeps to it, and the text stands over its middle as far as it fits.
    left = x + (inside - long if style.corner.endswith("right") else 0)
    middle = min(max(left + (long - wide) / 2, x), x + inside - wide)
    return [
        Box(left, y + cap + apart, long, thick, style.colour, other, stroke),
        Text(middle, y + cap, text, size, style.colour, other, stroke),
    ]


def _mark(place: Place, corner: str, size: int, style: Style) -> list[Box | Text]:
    """The mark of what no instrument recorded."""
    text = "SINTÉTICA" if style.language == "es" else "SYNTHETIC"
    size = max(size, _LEAST_TEXT)
    while size > 4 and fonts.width(text, size, True) + size > 0.8 * place.w:
        size -= 1
    pad = max(1, round(0.4 * size))
    wide, high = fonts.width(text, size, True) + 2 * pad, size + pad
    x, y = _into(place, corner, wide, high, max(1, pad))
    baseline = y + (high + _cap(size)) / 2
    return [
        Box(x, y, wide, high, "#d55e00"),
        Text(x + pad, baseline, text, size, "white", bold=True),
    ]


def _into(place: Place, corner: str, w: float, h: float, margin: int) -> tuple[float, float]:
    """The upper left end of something that stands in a corner of a picture."""
    x = place.x + margin if corner.endswith("left") else place.x + place.w - margin - w
    y = place.y + margin if corner.startswith("top") else place.y + place.h - margin - h
    return x, y


def _cap(size: int) -> float:
    """Height of capital letters: 0.716 of the size in this typeface."""
    return 0.716 * size


def length_text(bar: ScaleBar, language: str) -> str:
    """A length as it stands beside its bar, with the decimal sign of a language."""
    text = f"{bar.number:.4g}"
    return f"{text.replace('.', ',') if language == 'es' else text} {bar.unit}"
