"""The pixel size with its source, and reading numbers and lengths as instruments write them."""

import math
import re
import sys
from decimal import Decimal
from typing import NamedTuple

_PREFIXES = {
    "pico": 1e-12,
    "nano": 1e-9,
    "micro": 1e-6,
    "milli": 1e-3,
    "mili": 1e-3,
    "centi": 1e-2,
    "": 1.0,
}
METRES = {
    "fm": 1e-15,
    "pm": 1e-12,
    "a": 1e-10,
    "å": 1e-10,
    "nm": 1e-9,
    "um": 1e-6,
    "mm": 1e-3,
    "cm": 1e-2,
    "m": 1.0,
    "in": 0.0254,
    **dict.fromkeys(("angstrom", "angstroms", "ångström", "ångströms"), 1e-10),
    **dict.fromkeys(("micron", "microns", "micra", "micras"), 1e-6),
    **dict.fromkeys(("inch", "inches", "pulgada", "pulgadas"), 0.0254),
    **{
        prefix + metre: scale
        for prefix, scale in _PREFIXES.items()
        for metre in ("meter", "meters", "metre", "metres", "metro", "metros")
    },
}
"""Metres in one unit; keys are lower case, without accents, with ``u`` for any micro sign."""

# The micro sign, the Greek letter, ImageJ's escape, UTF-8 taken for Latin-1, Shift-JIS taken for Latin-1,
# and an undecodable byte (only the micrometre has one).
_MICRO = re.compile("\\\\u00b5|Âµ|Î¼|[µμ\ufffd]|\x83\xca|ƒÊ", re.IGNORECASE)
_ACCENTS = str.maketrans("áéíóú", "aeiou")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")

SMALLEST_M, LARGEST_M = 1e-12, 1e-2
"""A pixel below a picometre or above a centimetre is an error of the file, not a size."""
LARGEST_BY_HAND_M = 1e3
"""What people may say: satellites see the ground in pixels of metres."""


class PixelSize(NamedTuple):
    """Edge lengths of one pixel in metres, and where they were found.

    Attributes
    ----------
    x_m, y_m : float
        Width and height of a pixel, in metres, of the upright picture.
    source : str
        For example ``"Zeiss AP_IMAGE_PIXEL_SIZE"``; ``"manual"`` when given by hand.
    """

    x_m: float
    y_m: float
    source: str

    @property
    def square(self) -> bool:
        """Whether width and height differ by less than one in a thousand of the width."""
        return abs(self.x_m - self.y_m) <= 1e-3 * self.x_m


def pixel_size(x_m: float | None, y_m: float | None, source: str) -> PixelSize | None:
    """A `PixelSize` if both lengths are physically possible, else None; a missing height equals the width."""
    if x_m is None:
        return None
    y_m = x_m if y_m is None else y_m
    if not (SMALLEST_M <= x_m <= LARGEST_M and SMALLEST_M <= y_m <= LARGEST_M):
        return None
    if max(x_m, y_m) > 100 * min(x_m, y_m):
        return None
    return PixelSize(float(x_m), float(y_m), source)


def number(text: object) -> float | None:
    """The finite number that `text` is or begins with; a single decimal comma counts as a point."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        return float(text) if abs(text) <= sys.float_info.max else None
    found = _NUMBER.match(str(text).strip())
    if found is None:
        return None
    value = float(found.group().replace(",", "."))
    return value if math.isfinite(value) else None


def quantity(text: str) -> tuple[float, str] | None:
    """A number and the unit behind it, for example ``("2,615 µm")`` → ``(2.615, "um")``."""
    text = text.strip()
    found = _NUMBER.match(text)
    value = number(text)
    if found is None or value is None:
        return None
    rest = text[found.end() :].split()
    return value, unit_name(rest[0]) if rest else ""


def unit_name(unit: str) -> str:
    """A unit's spelling as in `METRES`: lower case, ``u`` for micro, no accents, dots or brackets."""
    return _MICRO.sub("u", unit).strip(" .[]()\0").lower().translate(_ACCENTS)


def metres(text: str, default_unit: str | None = None) -> float | None:
    """A length such as ``"55.82 nm"`` in metres; without a unit, `default_unit` is taken."""
    found = quantity(text)
    if found is None:
        return None
    value, unit = found
    return to_metres(value, unit or (default_unit or ""))


def to_metres(value: float, unit: str) -> float | None:
    """`value` of a unit of `METRES` in metres; None for a unit that is no length.

    Multiplied in decimal, so that 55.82 nm is 5.582e-08 and not the next number beside it.
    """
    scale = METRES.get(unit)
    return None if scale is None else float(Decimal(repr(value)) * Decimal(repr(scale)))
