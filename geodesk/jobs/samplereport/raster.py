"""A report's page as pixels: what the window shows before anything is written."""

import io

from PIL import Image as Picture
from PIL import ImageDraw

from geodesk.jobs.figures import fonts
from geodesk.jobs.samplereport.content import Content
from geodesk.jobs.samplereport.marks import Image, Line, Rectangle, Text
from geodesk.jobs.samplereport.sheet import laid_out

_FINER = 2
"""Lines are drawn so much larger and made smaller, which smooths them."""


def raster(content: Content, paper: str, width: int) -> Picture.Image:
    """The page of a PDF, `width` pixels wide."""
    sheet = laid_out(content, paper)
    scale = width * _FINER / sheet.width
    image = Picture.new("RGB", (width * _FINER, round(sheet.height * scale)), "white")
    pen = ImageDraw.Draw(image)
    for mark in sheet.marks:
        if isinstance(mark, Line):
            points = [(x * scale, y * scale) for x, y in mark.points]
            _stroke(
                pen, points, mark.colour, max(1, round(mark.width * scale)), [d * scale for d in mark.dash]
            )
        elif isinstance(mark, Rectangle):
            x, y = mark.x * scale, mark.y * scale
            pen.rectangle((x, y, x + mark.w * scale, y + mark.h * scale), fill=mark.colour)
        elif isinstance(mark, Image):
            shown = Picture.open(io.BytesIO(content.pictures[mark.number].png)).convert("RGB")
            size = max(1, round(mark.w * scale)), max(1, round(mark.h * scale))
            image.paste(
                shown.resize(size, Picture.Resampling.LANCZOS), (round(mark.x * scale), round(mark.y * scale))
            )
        else:
            _write(pen, mark, scale)
    return image.resize((width, round(image.height / _FINER)), Picture.Resampling.LANCZOS)


def _write(pen: ImageDraw.ImageDraw, mark: Text, scale: float) -> None:
    face = fonts.font(max(1, round(mark.size * scale)), mark.bold)
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
    pen.text((mark.x * scale, mark.y * scale), mark.text, fill=mark.colour, font=face, anchor=anchor)


def _stroke(
    pen: ImageDraw.ImageDraw,
    points: list[tuple[float, float]],
    colour: str,
    width: int,
    dash: list[float],
) -> None:
    if len(points) < 2:
        return
    if not dash:
        pen.line(points, fill=colour, width=width, joint="curve")
        return
    at, left = 0, dash[0]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        done = 0.0
        while done < long:
            step = min(left, long - done)
            if at % 2 == 0:
                a, b = done / long, (done + step) / long
                ends = (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
                pen.line(ends, fill=colour, width=width)
            done, left = done + step, left - step
            if left <= 1e-9:
                at += 1
                left = dash[at % len(dash)]
