"""A report as PDF: one page, text that can be searched and copied, fonts inside."""

import io

from geodesk import __version__
from geodesk.jobs.samplereport.content import Content
from geodesk.jobs.samplereport.marks import (
    BOLD,
    REGULAR,
    Image,
    Mark,
    Rectangle,
    Text,
    drawable,
    register,
)
from geodesk.jobs.samplereport.sheet import Sheet, laid_out

SIGN = "geodesk_report"


def pdf(content: Content, paper: str) -> bytes:
    """The bytes of a PDF.

    Parameters
    ----------
    paper
        ``"a4"`` or ``"letter"``.
    """
    from reportlab import rl_config
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    register()
    sheet = laid_out(content, paper)
    rl_config.useA85 = 0  # bytes as they are, not as text of five for four
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(sheet.width, sheet.height), pageCompression=1, lang=content.language)
    canvas.setTitle(f"{content.title}: {drawable(content.name)}")
    canvas.setSubject(SIGN)
    canvas.setCreator(f"GeoDesk {__version__}")
    canvas.setAuthor("")
    readers = [ImageReader(io.BytesIO(one.png)) for one in content.pictures]
    for mark in sheet.marks:
        _paint(canvas, mark, sheet, readers)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _paint(canvas: object, mark: Mark, sheet: Sheet, readers: list[object]) -> None:
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    assert isinstance(canvas, Canvas)
    high = sheet.height  # reportlab counts from below
    if isinstance(mark, Text):
        canvas.setFillColor(HexColor(mark.colour))
        canvas.setFont(BOLD if mark.bold else REGULAR, mark.size)
        draw = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }[mark.anchor]
        draw(mark.x, high - mark.y, mark.text)
    elif isinstance(mark, Rectangle):
        canvas.setFillColor(HexColor(mark.colour))
        canvas.rect(mark.x, high - mark.y - mark.h, mark.w, mark.h, stroke=0, fill=1)
    elif isinstance(mark, Image):
        canvas.drawImage(readers[mark.number], mark.x, high - mark.y - mark.h, mark.w, mark.h)
    elif len(mark.points) > 1:
        canvas.setStrokeColor(HexColor(mark.colour))
        canvas.setLineWidth(mark.width)
        canvas.setDash(list(mark.dash) if mark.dash else [])
        path = canvas.beginPath()
        path.moveTo(mark.points[0][0], high - mark.points[0][1])
        for x, y in mark.points[1:]:
            path.lineTo(x, high - y)
        canvas.drawPath(path)
