"""The pictures of a report: as of figures, with scale bar and the mark of what is synthetic."""

import io

from geodesk.jobs.figures.drawing import draw
from geodesk.jobs.figures.layout import lay_out
from geodesk.jobs.figures.panels import look
from geodesk.jobs.figures.planning import Source
from geodesk.jobs.figures.style import Style
from geodesk.jobs.samplereport.content import Shown
from geodesk.jobs.samplereport.facts import Face, SampleFacts
from geodesk.jobs.samplereport.request import Request

_DPI = 254
"""So that ten pixels are a millimetre; the width is chosen in pixels."""
_HIGHEST = 1400
_NARROWEST = 64


def pictures_of(facts: SampleFacts, request: Request, language: str) -> tuple[Shown, ...]:
    """Each face of a sample, drawn for a report in one language.

    Raises
    ------
    GeoDeskError
        One cannot be read, or has no such page.
    """
    many = len(facts.faces)
    return tuple(_shown(face, request, language, many) for face in facts.faces)


def _shown(face: Face, request: Request, language: str, many: int) -> Shown:
    across = 1100 if many == 1 else 800 if many == 2 else 500 if many <= 8 else 300
    area = face.content
    if area.h * across > _HIGHEST * area.w:
        across = max(_NARROWEST, _HIGHEST * area.w // max(1, area.h))
    style = Style(
        width_mm=across / 10,
        dpi=_DPI,
        contrast=request.contrast,
        font=3.6 if many == 1 else 4.5 if many == 2 else 7.0,
        page=request.page or 1,
        language="es" if language == "es" else "en",
    )
    sheet = lay_out([look(Source(face.item), style)], 1, 0, style)
    image = draw(sheet, style)
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    caption = ""
    if many > 1:
        caption = " · ".join(one for one in (face.role.upper(), face.item.file.name) if one)
    return Shown(caption, stream.getvalue(), image.width, image.height)
