"""Zeiss SmartSEM (and LEO): TIFF tag 34118, lines of a parameter name and, below it, ``label = value``."""

import re

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import metres, number, pixel_size, quantity
from geodesk.micrograph.text import iso_date
from geodesk.micrograph.tiffdir import Directory

_TAG, _TAG_UTF16 = 34118, 34119
_NAME = re.compile(r"[A-Z]{2}_[A-Z0-9_]+")
_MULTIPLIERS = {"x": 1.0, "": 1.0, "k": 1e3, "kx": 1e3, "m": 1e6, "mx": 1e6}


def read(first: Directory, width: int) -> Facts | None:
    """Facts of a SmartSEM picture of `width` stored pixels; None for any other file.

    The file holds two sizes: AP_PIXEL_SIZE is that of the live scan, AP_IMAGE_PIXEL_SIZE that of the saved
    picture, which may have another store resolution. The picture's is used; neither is if the stored picture
    has another width than DP_IMAGE_STORE, for then it has been resized or cropped since.
    """
    if _TAG not in first and _TAG_UTF16 not in first:
        return None
    lines = (first.text(_TAG) or first.text(_TAG_UTF16)).splitlines()
    values = _parameters(lines)
    if not values:
        return None
    facts = Facts()
    stored = number(values.get("DP_IMAGE_STORE", ""))
    as_saved = stored is None or int(stored) == width
    for name in ("AP_IMAGE_PIXEL_SIZE", "AP_PIXEL_SIZE"):
        size = metres(values.get(name, ""))
        if as_saved:
            facts.pixel_size = facts.pixel_size or pixel_size(size, None, f"Zeiss {name}")
    if facts.pixel_size is None and as_saved and len(lines) > 3:
        # The unnamed numbers at the head begin with the size of a pixel in metres.
        facts.pixel_size = pixel_size(number(lines[3]), None, "Zeiss header")
    serial = values.get("SV_SERIAL_NUMBER", "")
    facts.instrument = f"Zeiss {serial}".strip()
    facts.note("kv", _kilovolts(values.get("AP_ACTUALKV", "") or values.get("AP_MANUALKV", "")))
    facts.note("working_distance_m", metres(values.get("AP_WD", ""), "mm"))
    facts.note("detector", values.get("DP_DETECTOR_CHANNEL") or values.get("DP_DETECTOR_TYPE"))
    facts.note("magnification", _magnification(values.get("AP_MAG", "")))
    facts.note("date", iso_date(values.get("AP_DATE", ""), values.get("AP_TIME", "")))
    facts.note("software", values.get("SV_VERSION"))
    return facts


def _parameters(lines: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, line in zip(lines, lines[1:], strict=False):
        name = name.strip()
        if not _NAME.fullmatch(name):
            continue
        # "WD = 7.7 mm", but "Date :10 Aug 2018".
        label, equals, value = line.partition("=")
        if not equals:
            label, equals, value = line.partition(":")
        if equals:
            values.setdefault(name, value.strip().strip("\0"))
    return values


def _kilovolts(text: str) -> float | None:
    found = quantity(text)
    if found is None:
        return None
    value, unit = found
    return value / 1000 if unit == "v" else value


def _magnification(text: str) -> float | None:
    value = number(text)
    if value is None:
        return None
    unit = re.sub(r"[\d.,eE+\s-]", "", text).lower()
    return value * _MULTIPLIERS.get(unit, 1.0) if value > 0 else None
