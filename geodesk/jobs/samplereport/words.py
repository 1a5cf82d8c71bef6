"""Numbers and sentences in one language, whichever is in force: a report may be asked for in both."""

import math
from datetime import datetime

from geodesk.language import Sentence

_LENGTHS = (("m", 1.0), ("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9), ("pm", 1e-12))
_HOW = {
    "hand": Sentence("by hand", "a mano"),
    "accepted": Sentence("suggestion accepted", "sugerencia aceptada"),
    "bulk": Sentence("several at once", "varias a la vez"),
    "import": Sentence("imported", "importada"),
    "adjudicated": Sentence("settled", "resuelta"),
    "undo": Sentence("undone", "deshecha"),
}


class Words:
    """Speaks ``"es"`` or ``"en"``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, en: str, es: str) -> str:
        """One of two texts."""
        return es if self.language == "es" else en

    def said(self, sentence: Sentence) -> str:
        """A sentence."""
        return self(sentence.en, sentence.es)

    def number(self, value: float, digits: int = 4) -> str:
        """A number of so many significant digits; never a power of ten where plain digits do."""
        if not math.isfinite(value):
            return "–" if math.isnan(value) else "∞"
        text = f"{value:.{digits}g}"
        if "e" in text:
            # 1e+04 of so few digits is a plain number, and 1e-05 not much longer than one.
            text = f"{float(text):.0f}" if abs(value) >= 1 else f"{float(text):.12f}".rstrip("0")
        return self._sign(text)

    def fixed(self, value: float, decimals: int) -> str:
        """A number of so many decimals."""
        return self._sign(f"{value:.{decimals}f}") if math.isfinite(value) else "–"

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share of 0 to 1 as per cent."""
        return self._sign(f"{100 * share:.{decimals}f}") + self("%", "\u202f%")

    def length(self, metres: float, digits: int = 4) -> str:
        """A length in the unit that suits it."""
        if not math.isfinite(metres):
            return self.number(metres)
        unit, size = next((one for one in _LENGTHS if metres >= one[1] * (1 - 1e-9)), _LENGTHS[-1])
        return f"{self.number(metres / size, digits)} {unit}"

    def time(self, moment: datetime) -> str:
        """A moment of UTC, to the minute."""
        return moment.strftime("%Y-%m-%d %H:%M UTC")

    def how(self, way: str) -> str:
        """How a label came about."""
        return self.said(_HOW[way]) if way in _HOW else way

    def source(self, source: str) -> str:
        """Where a pixel size comes from: an instrument's field as it is, a person in words."""
        return self("given by hand", "indicado a mano") if source == "manual" else source

    def _sign(self, text: str) -> str:
        return text.replace(".", ",") if self.language == "es" else text


def unit_of(longest: float) -> tuple[str, float]:
    """The unit in which lengths up to `longest` metres are read easily, and its length in metres."""
    return next((one for one in _LENGTHS if longest >= one[1]), _LENGTHS[-1])


def unit_above(length: float) -> tuple[str, float]:
    """The smallest unit that is at least `length` metres, and its length in metres."""
    return next((one for one in reversed(_LENGTHS) if one[1] >= length * (1 - 1e-9)), _LENGTHS[0])
