"""Figures as pixels and as SVG."""

import base64
import io
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from geodesk.jobs.figures import fonts
from geodesk.jobs.figures.layout import Box, Place, Sheet, Text
from geodesk.jobs.figures.panels import read
from geodesk.jobs.figures.style import Style
from geodesk.language import GeoDeskError, Sentence


class Unread(GeoDeskError):
    """A picture of a figure cannot be read: `number` is its place, from 0."""

    def __init__(self, number: int, said: Sentence) -> None:
        super().__init__(said.en, said.es)
        self.number = number


def draw(sheet: Sheet, style: Style) -> Image.Image:
    """Read the pictures one after the other and draw the figure.

    Returns
    -------
    PIL.Image.Image
        ``"L"`` or ``"RGB"``, with bars and letters unless the style is SVG, which writes those as drawings.

    Raises
    ------
    Unread
        A picture cannot be read.
    """
    mode = "RGB" if sheet.coloured else "L"
    image = Image.new(mode, (sheet.width, sheet.height), "white")
    for number, place in enumerate(sheet.places):
        try:
            pixels = read(place.panel, style)
        except GeoDeskError as error:
            raise Unread(number, error.sentence) from error
        image.paste(_resized(pixels, place).convert(mode), (place.x, place.y))
        del pixels
    pen = ImageDraw.Draw(image)
    for one in [*sheet.burnt, *([] if style.format == "svg" else sheet.drawings)]:
        _paint(pen, one)
    return image


def with_drawings(image: Image.Image, sheet: Sheet) -> Image.Image:
    """A figure for SVG as it looks with its bars and letters."""
    pen = ImageDraw.Draw(image)
    for one in sheet.drawings:
        _paint(pen, one)
    return image


def _resized(pixels: NDArray[np.uint8], place: Place) -> Image.Image:
    source = Image.fromarray(np.ascontiguousarray(pixels))
    whole = place.part == (0.0, 0.0, float(source.width), float(source.height))
    if whole and source.size == (place.w, place.h):
        return source
    smooth = place.panel.source.phases is None and not place.enlarged_whole
    # Labels have no values in between; enlarged by whole factors, pixels stay what they were.
    how = Image.Resampling.LANCZOS if smooth else Image.Resampling.NEAREST
    return source.resize((place.w, place.h), how, box=place.part, reducing_gap=3.0 if smooth else None)


def _paint(pen: ImageDraw.ImageDraw, one: Box | Text) -> None:
    if isinstance(one, Box):
        left, top = round(one.x), round(one.y)
        right, bottom = left + max(1, round(one.w)) - 1, top + max(1, round(one.h)) - 1
        if one.outline:
            out = round(one.stroke)
            pen.rectangle((left - out, top - out, right + out, bottom + out), fill=one.outline)
        pen.rectangle((left, top, right, bottom), fill=one.fill)
        return
    face = fonts.font(one.size, one.bold)
    outline = one.outline or one.fill
    stroke = round(one.stroke) if one.outline else 0
    pen.text(
        (one.x, one.y),
        one.text,
        fill=one.fill,
        font=face,
        anchor="ls",
        stroke_width=stroke,
        stroke_fill=outline,
    )


def svg(image: Image.Image, sheet: Sheet, style: Style, title: str, description: str) -> bytes:
    """A figure as SVG: its pictures as one PNG, bars and letters as rectangles and text.

    Parameters
    ----------
    description
        What the file says of itself, as JSON.
    """
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=9)
    pixels = base64.b64encode(stream.getvalue()).decode()
    w, h = sheet.width, sheet.height
    mm = [f"{side * 25.4 / style.dpi:.4f}mm" for side in (w, h)]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{mm[0]}" height="{mm[1]}" viewBox="0 0 {w} {h}">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
        f'<image width="{w}" height="{h}" xlink:href="data:image/png;base64,{pixels}"/>',
        f'<g font-family="{fonts.FAMILY}" stroke-linejoin="round">',
        *(_element(one) for one in sheet.drawings),
        "</g>",
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _element(one: Box | Text) -> str:
    # Half of a stroke lies outside; painted first, it is an outline.
    stroke = ""
    if one.outline:
        stroke = f' stroke="{one.outline}" stroke-width="{2 * one.stroke:g}" paint-order="stroke"'
    if isinstance(one, Box):
        return (
            f'<rect x="{one.x:.2f}" y="{one.y:.2f}" width="{one.w:.2f}" height="{one.h:.2f}" '
            f'fill="{one.fill}"{stroke}/>'
        )
    weight = ' font-weight="bold"' if one.bold else ""
    return (
        f'<text x="{one.x:.2f}" y="{one.y:.2f}" font-size="{one.size}"{weight} '
        f'fill="{one.fill}"{stroke}>{escape(one.text)}</text>'
    )
