"""Measurements in words: kinds, values with their units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geodesk.desktop.translation import area, length, number, translate

if TYPE_CHECKING:
    from geodesk.collection import Measurement
    from geodesk.micrograph.measure import Values


_UNITS = ((1.0, "m"), (1e-3, "mm"), (1e-6, "µm"), (1e-9, "nm"))


def kind_name(kind: str) -> str:
    """What a kind is called."""
    return {
        "length": translate("Measuring", "Length"),
        "angle": translate("Measuring", "Angle"),
        "outline": translate("Measuring", "Outline"),
        "rectangle": translate("Measuring", "Rectangle"),
        "ellipse": translate("Measuring", "Ellipse"),
        "profile": translate("Measuring", "Profile"),
        "diameter": translate("Measuring", "Diameter"),
    }[kind]


def length_text(value: float, metric: bool) -> str:
    """A length in the unit that suits it, or in pixels."""
    return length(value) if metric else f"{number(value, 1)} px"


def common_texts(values: Sequence[float], metric: bool) -> list[str]:
    """Lengths all in the unit that suits the largest."""
    if not metric:
        return [length_text(value, metric) for value in values]
    largest = max(values, default=0.0)
    scale, unit = next((one for one in _UNITS if largest >= one[0]), _UNITS[-1])
    decimals = max(0, 4 - len(str(int(largest / scale))))
    return [f"{number(value / scale, decimals)} {unit}" for value in values]


def angle_text(value: float) -> str:
    """Degrees."""
    return f"{number(value, 1)}°"


def main_text(values: "Values") -> str:
    """The number that stands for it: length, angle or area."""
    if values.length is not None:
        return length_text(values.length, values.metric)
    if values.angle_deg is not None:
        return angle_text(values.angle_deg)
    assert values.area is not None
    return area(values.area) if values.metric else f"{number(values.area)} px²"


def all_texts(one: "Measurement", values: "Values") -> list[tuple[str, str]]:
    """Everything it comes to: what, and how much."""
    found: list[tuple[str, str]] = []
    if values.length is not None:
        found.append((kind_name(one.kind), length_text(values.length, values.metric)))
    if values.angle_deg is not None:
        found.append((kind_name(one.kind), angle_text(values.angle_deg)))
    if values.area is not None:
        found.append((translate("Measuring", "Area"), main_text(values)))
    for value, what in (
        (values.perimeter, translate("Measuring", "Perimeter")),
        (values.equivalent_diameter, translate("Measuring", "Equivalent diameter")),
        (values.width, translate("Measuring", "Width")),
        (values.height, translate("Measuring", "Height")),
    ):
        if value is not None:
            found.append((what, length_text(value, values.metric)))
    return found
