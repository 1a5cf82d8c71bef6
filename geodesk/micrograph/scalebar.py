"""A scale bar's length: a round number of nm, µm or mm that fits."""

import math
from typing import NamedTuple

_UNITS = (("nm", 1e-9), ("µm", 1e-6), ("mm", 1e-3), ("m", 1.0))


class ScaleBar(NamedTuple):
    """A round length.

    Attributes
    ----------
    metres
        The length.
    number, unit
        The same as it is written, such as 200 and "nm".
    """

    metres: float
    number: float
    unit: str


def scale_bar(longest_m: float) -> ScaleBar:
    """The longest 1, 2 or 5 × 10ⁿ of a unit that is not above `longest_m` metres (positive and finite)."""
    unit, size = _unit(longest_m)
    most = longest_m / size * (1 + 1e-9)
    power = 10.0 ** math.floor(math.log10(most))
    number = max(step * power for step in (1, 2, 5) if step * power <= most)
    number = round(number) if number >= 1 else number
    return ScaleBar(number * size, number, unit)


def given_bar(metres: float) -> ScaleBar:
    """A bar of this length, in the unit that suits it."""
    unit, size = _unit(metres)
    return ScaleBar(metres, metres / size, unit)


def _unit(metres: float) -> tuple[str, float]:
    # 1 - 1e-9: a hair below a round length is that length.
    return next((one for one in reversed(_UNITS) if metres >= one[1] * (1 - 1e-9)), _UNITS[0])
