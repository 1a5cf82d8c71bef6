"""What the dialog of figures has drawn, on a thread: this module imports the real thing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from geodesk.collection import Collection, Sample, printable
from geodesk.jobs.figures.job import preview
from geodesk.jobs.figures.planning import Figure, plan
from geodesk.jobs.figures.style import Style
from geodesk.jobs.inputs import gather
from geodesk.language import GeoDeskError, Sentence

_LONGEST = 1600
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """A figure for the screen.

    Attributes
    ----------
    png
        At most 1600 pixels long.
    at, many
        Which of how many figures, from 0.
    width, height
        Of the figure itself.
    metres
        Width of one of its pixels, if it is one and known.
    unscaled
        Names of pictures without a scale bar, the first few.
    errors
        What of it cannot be shown: name, and why.
    """

    png: bytes
    at: int
    many: int
    width: int
    height: int
    metres: float | None
    unscaled: tuple[str, ...]
    errors: tuple[tuple[str, Sentence], ...]
    figure: Figure
    style: Style


def make_preview(
    samples: Sequence[Sample], style: Style, collection: Collection | None, beside: Path | None, at: int
) -> Preview:
    """Draw one of the figures of samples.

    Raises
    ------
    GeoDeskError
        The style makes none, or this one cannot be drawn.
    """
    if not samples:
        raise GeoDeskError(en="There is no picture to show.", es="No hay ninguna imagen que mostrar.")
    planned = plan(samples, style, collection, () if beside is None else gather([beside]).items)
    at = max(0, min(at, len(planned) - 1))
    image, sheet, rows = preview(planned[at], style)
    size = image.size
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Preview(
        _png(image),
        at,
        len(planned),
        *size,
        sheet.metres,
        tuple(printable(row.item.id) for row in rows if row.unscaled)[:_NAMED],
        tuple((printable(row.item.id), row.error) for row in rows if row.error is not None)[:_NAMED],
        planned[at],
        style,
    )


def whole(made: Preview) -> bytes:
    """The same figure in its full size as PNG."""
    return _png(preview(made.figure, made.style)[0])


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return stream.getvalue()
