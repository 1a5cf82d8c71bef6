"""How figures shall look."""

import math
import string
from dataclasses import dataclass
from typing import Literal

from geodesk.language import GeoDeskError

Format = Literal["png", "tiff", "svg"]
Corner = Literal["bottom-right", "bottom-left", "top-right", "top-left"]
Contrast = Literal["shown", "auto", "raw"] | tuple[float, float]
Pairing = Literal["none", "faces", "phases"]

FORMATS = ("png", "tiff", "svg")
CORNERS = ("bottom-right", "bottom-left", "top-right", "top-left")
CONTRASTS = ("shown", "auto", "raw")
COLOURS = ("white", "black")
LETTERS = ("none", "a", "A", "(a)", "(A)", "a)", "A)")
PAIRINGS = ("none", "faces", "phases")
ENDINGS = {"png": ".png", "tiff": ".tif", "svg": ".svg"}

MOST_CELLS = 12
"""Rows and columns of a plate."""
MOST_PIXELS = 300_000_000
_WIDTHS_MM, _DPIS, _FONTS, _GAPS = (5.0, 2000.0), (50, 2400), (1.0, 25.0), (0.0, 20.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How figures shall look.

    Attributes
    ----------
    format
        Of the files. SVG holds the picture as pixels, bar and letters as drawing and text.
    width_mm
        Of the whole figure in print; None: as many pixels as the pictures have.
    dpi
        Dots per inch: with `width_mm` they say how many pixels there are; they stand in the file.
    contrast
        ``"shown"``: 8 bits as stored, others spread as on the screen; ``"auto"``: spread (percentiles 0.35
        and 99.65); ``"raw"``: the full range of the type; or the values that become black and white.
    keep_bar
        Whether the information bar stays.
    scale
        ``"auto"``: the longest round length below 0.3 of the width; ``"none"``: no scale bar; or its length
        in metres.
    corner, colour
        Of the scale bar; text and letters have the same colour, with an outline of the other.
    font
        Height of the text in per cent of a picture's width.
    letters
        Of the pictures, as they are written: ``"a"``, ``"A"``, ``"(a)"``… or ``"none"``.
    rows, columns
        Of a plate; 1 and 1: a file a picture.
    gap
        Between the pictures of a plate, in per cent of a picture's width.
    common_scale
        Whether all pictures of a plate are in the same scale: cut around their middle to what the smallest
        shows.
    pair
        What stands beside each picture: nothing, the other face of its pair (XPL), or its kept phases.
    page
        Of a stack, counted from 1.
    language
        Of the decimal sign and of the mark of synthetic pictures.
    """

    format: Format = "png"
    width_mm: float | None = None
    dpi: int = 300
    contrast: Contrast = "shown"
    keep_bar: bool = False
    scale: Literal["auto", "none"] | float = "auto"
    corner: Corner = "bottom-right"
    colour: Literal["white", "black"] = "white"
    font: float = 5.0
    letters: str = "none"
    rows: int = 1
    columns: int = 1
    gap: float = 2.0
    common_scale: bool = False
    pair: Pairing = "none"
    page: int = 1
    language: Literal["es", "en"] = "en"

    @property
    def plate(self) -> bool:
        """Whether several pictures make a file."""
        return self.rows * self.columns > 1

    def check(self) -> None:
        """Raise `GeoDeskError` for values that make no figure."""
        limits = (
            ("--width", "width", "ancho", self.width_mm, _WIDTHS_MM, "mm"),
            ("--dpi", "dpi", "dpi", self.dpi, _DPIS, "dpi"),
            ("--font", "font", "letra", self.font, _FONTS, "%"),
            ("--gap", "gap", "separación", self.gap, _GAPS, "%"),
            ("--rows", "rows", "filas", self.rows, (1, MOST_CELLS), ""),
            ("--columns", "columns", "columnas", self.columns, (1, MOST_CELLS), ""),
        )
        for option, en, es, value, (least, most), unit in limits:
            if value is not None and not (math.isfinite(value) and least <= value <= most):
                span = f"{least:g}–{most:g} {unit}".strip()
                raise GeoDeskError(
                    en=f"The {en} ({option}) must lie in {span}, not {value:g}.",
                    es=f"El valor de {es} ({option}) va de {span}, no {value:g}.",
                )
        if isinstance(self.scale, float) and not (0 < self.scale < math.inf):
            raise GeoDeskError(
                en="The length of a scale bar is more than 0.",
                es="La longitud de una barra de escala es mayor que 0.",
            )
        if isinstance(self.contrast, tuple) and not (
            all(map(math.isfinite, self.contrast)) and self.contrast[0] < self.contrast[1]
        ):
            raise GeoDeskError(
                en="Contrast by values needs a first one below the second, such as 20:180.",
                es="El contraste por valores necesita uno menor y otro mayor, por ejemplo 20:180.",
            )
        if self.letters not in LETTERS:
            raise GeoDeskError(
                en=f"Letters are one of {', '.join(LETTERS)}.", es=f"Las letras son {', '.join(LETTERS)}."
            )
        if self.pair != "none" and self.plate and self.columns % 2:
            raise GeoDeskError(
                en="Pairs stand side by side, so a plate of them has 2, 4, 6… columns.",
                es="Las parejas van lado a lado, así que su lámina tiene 2, 4, 6… columnas.",
            )


def letter(number: int, style: str) -> str:
    """The letter of the picture of that number (from 0) as it is written; after z comes aa."""
    if style == "none":
        return ""
    name, rest = "", number + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        name = string.ascii_lowercase[at] + name
    shape = "a" if "a" in style else "A"
    return style.replace(shape, name if shape == "a" else name.upper())
