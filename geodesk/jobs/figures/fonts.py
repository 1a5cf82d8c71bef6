"""The one typeface of figures and reports, the same on every machine: Liberation Sans."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from geodesk.places import resources

FAMILY = "Liberation Sans, Arial, Helvetica, sans-serif"
"""For SVG: faces of the same widths."""


def font_file(bold: bool = False) -> Path:
    """The TrueType file."""
    return resources() / "fonts" / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"


@lru_cache(maxsize=64)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face in a height of `size` pixels."""
    return ImageFont.truetype(str(font_file(bold)), size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    return font(size, bold).getlength(text)
