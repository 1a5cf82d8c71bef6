"""Lines, rectangles, texts and pictures on a page, in points from its upper left corner."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geodesk.jobs.figures.fonts import font_file

INK, FAINT, WARN, RULE = "#1b1f23", "#57606a", "#9a4a00", "#c9cfd6"
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Of phases, in their order: told apart by the colour-blind too."""
REGULAR, BOLD = "GeoDesk", "GeoDesk-Bold"

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    bold: bool = False
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dash` is how long strokes and gaps are."""

    points: tuple[tuple[float, float], ...]
    colour: str = INK
    width: float = 0.6
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle."""

    x: float
    y: float
    w: float
    h: float
    colour: str


@dataclass(frozen=True, slots=True)
class Image:
    """Where the picture of that number stands."""

    x: float
    y: float
    w: float
    h: float
    number: int


Mark = Text | Line | Rectangle | Image


def register() -> None:
    """Make the typeface known to reportlab; again does nothing."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = set(pdfmetrics.getRegisteredFontNames())
    for name, bold in ((REGULAR, False), (BOLD, True)):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(font_file(bold))))


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in points."""
    return _at_1000(text, bold) * size / 1000


@lru_cache(maxsize=8192)
def _at_1000(text: str, bold: bool) -> float:
    from reportlab.pdfbase import pdfmetrics

    register()
    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, 1000))


def drawable(text: str) -> str:
    """A text with a square for every sign that the typeface lacks."""
    glyphs = _glyphs()
    if all(ord(sign) in glyphs for sign in text):
        return text
    return "".join(sign if ord(sign) in glyphs else "□" for sign in text)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    register()
    both = (set(pdfmetrics.getFont(name).face.charToGlyph) for name in (REGULAR, BOLD))
    return frozenset.intersection(*map(frozenset, both))


def shortened(text: str, room: float, size: float, bold: bool = False) -> str:
    """A text that fits into `room` points: its middle is left out where it must be."""
    if width(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        keep = (low + high + 1) // 2
        low, high = (keep, high) if width(_without(text, keep), size, bold) <= room else (low, keep - 1)
    return _without(text, low)


def _without(text: str, keep: int) -> str:
    head = (keep + 1) // 2
    tail = keep - head
    return text[:head] + "…" + (text[-tail:] if tail else "")


def wrapped(text: str, room: float, size: float, most: int, bold: bool = False) -> list[str]:
    """A text as at most `most` lines of `room` points; words longer than a line are cut anywhere."""
    rest = text.strip()
    lines: list[str] = []
    while rest and len(lines) < most - 1:
        if width(rest, size, bold) <= room:
            break
        cut = _fitting(rest, room, size, bold)
        space = rest.rfind(" ", 0, cut + 1)
        at = space if space > cut // 3 else cut
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, shortened(rest, room, size, bold)] if rest else lines


def _fitting(text: str, room: float, size: float, bold: bool) -> int:
    """How many signs of a text fit, one at least."""
    low, high = 1, len(text)
    while low < high:
        many = (low + high + 1) // 2
        low, high = (many, high) if width(text[:many], size, bold) <= room else (low, many - 1)
    return low
