"""Columns in words: their titles, and their values with units."""

from geodesk.collection.columns import Value
from geodesk.desktop.translation import length, number, source_name, translate

SHOWN = (
    "id",
    "kv",
    "working_distance_m",
    "detector",
    "magnification",
    "pixel_size_m",
    "pixel_size_source",
    "width_px",
    "height_px",
    "pages",
    "dtype",
    "instrument",
    "date",
    "error",
)
"""Those of the table, in their order."""
_LENGTHS = ("working_distance_m", "pixel_size_m")
NUMBERS = ("kv", "magnification", "width_px", "height_px", "pages", *_LENGTHS)


def title_of(key: str) -> str:
    """What stands over a column."""
    return {
        "id": translate("Columns", "Sample"),
        "kv": translate("Columns", "kV"),
        "working_distance_m": translate("Columns", "Working distance"),
        "detector": translate("Columns", "Detector"),
        "magnification": translate("Columns", "Magnification"),
        "pixel_size_m": translate("Columns", "Pixel size"),
        "pixel_size_source": translate("Columns", "Source of the pixel size"),
        "width_px": translate("Columns", "Width (px)"),
        "height_px": translate("Columns", "Height (px)"),
        "pages": translate("Columns", "Pages"),
        "dtype": translate("Columns", "Pixels"),
        "instrument": translate("Columns", "Instrument"),
        "date": translate("Columns", "Date"),
        "error": translate("Columns", "Error"),
    }[key]


def value_text(key: str, value: Value) -> str:
    """A value for the screen; empty where there is none."""
    if value is None or value == "":
        return ""
    if key in _LENGTHS:
        return length(float(value))
    if key in NUMBERS:
        number_ = float(value)
        return number(number_, 0 if number_ == int(number_) else 2)
    if key == "date":
        return str(value).replace("T", " ")
    return source_name(str(value)) if key == "pixel_size_source" else str(value)


def pickable(key: str, value: Value) -> Value:
    """What of a value can be picked from a menu: of a date its day, as hardly two pictures have one time."""
    return str(value)[:10] if key == "date" and value is not None else value


def test_of(key: str, value: Value) -> str:
    """What lets a picked value of a column through, as a filter."""
    if key == "date":
        return f"{key} == {value}"
    return f'{key} == "{value}"' if isinstance(value, str) else f"{key} == {value!r}"
