"""What a report of samples shall hold."""

import math
from dataclasses import dataclass
from typing import Literal

from geodesk.jobs.figures.style import Contrast
from geodesk.language import GeoDeskError

FORMATS = ("pdf", "html")
LANGUAGES = ("es", "en")
PAPERS = ("a4", "letter")
PHASES = ("auto", "threshold")
AXES = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class Request:
    """What reports shall hold, and as what they are written.

    Attributes
    ----------
    formats, languages
        A file each: out of `FORMATS` and `LANGUAGES`.
    paper
        Of the PDF.
    phases
        ``"auto"``: the label image that is kept of a picture, where there is one; ``"threshold"``: never.
    threshold
        Grey level or ``"otsu"``, of pictures without a label image.
    r_max
        Largest lag of the curves in pixels; None: half of each side.
    page
        Of a stack, counted from 1; None: the first is shown and all are measured as a volume.
    transport
        Axes along which transport is solved; empty: it is left out.
    phase
        That conducts.
    contrast
        Of the pictures, as of figures.
    """

    formats: tuple[str, ...] = ("pdf",)
    languages: tuple[str, ...] = ("es",)
    paper: Literal["a4", "letter"] = "a4"
    phases: Literal["auto", "threshold"] = "auto"
    threshold: float | Literal["otsu"] = "otsu"
    r_max: int | None = None
    page: int | None = None
    transport: tuple[str, ...] = ()
    phase: int = 1
    contrast: Contrast = "shown"

    def check(self) -> None:
        """Raise `GeoDeskError` for what makes no report."""
        for values, known, option, en, es in (
            (self.formats, FORMATS, "--format", "format", "formato"),
            (self.languages, LANGUAGES, "--language", "language", "idioma"),
            (self.transport, AXES, "--transport", "axis", "eje"),
        ):
            if not set(values) <= set(known) or (not values and known is not AXES):
                listed = ", ".join(known)
                raise GeoDeskError(
                    en=f"Choose at least one {en} ({option}: {listed}).",
                    es=f"Elija al menos un {es} ({option}: {listed}).",
                )
        if isinstance(self.threshold, float) and not math.isfinite(self.threshold):
            raise GeoDeskError(
                en="A threshold is a grey level or otsu.", es="Un umbral es un nivel de gris u otsu."
            )
