"""TESCAN: a ``.hdr`` beside the picture with sections ``[MAIN]`` and ``[SEM]``, or that in TIFF tag 50431.

Lengths are in metres and voltages in volts.
"""

import re

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import number, pixel_size
from geodesk.micrograph.text import iso_date
from geodesk.micrograph.tiffdir import Directory

_TAG = 50431
_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9_]{1,40})=([^\r\n\0]{0,400})")


def read(first: Directory, height: int) -> Facts | None:
    """Facts of a TESCAN picture with embedded header; None for any other file.

    The tag mixes binary fields with the header's lines, so the lines are looked for.
    """
    if _TAG not in first:
        return None
    return _from_lines(first.raw(_TAG), height)


def read_side_file(text: str, height: int) -> Facts | None:
    """Facts of a ``.hdr`` file; None if it is another maker's."""
    if "[main]" not in text.lower() and "[sem]" not in text.lower():
        return None
    return _from_lines(text.encode("utf-8"), height)


def _from_lines(raw: bytes, height: int) -> Facts | None:
    values: dict[str, str] = {}
    for key, value in _LINE.findall(raw):
        values.setdefault(key.decode("ascii").lower(), value.decode("utf-8", "replace").strip())
    if "pixelsizex" not in values and "imagestripsize" not in values:
        return None
    facts = Facts()
    x, y = number(values.get("pixelsizex", "")), number(values.get("pixelsizey", ""))
    facts.pixel_size = pixel_size(x, y, "TESCAN PixelSizeX")
    strip = number(values.get("imagestripsize", ""))
    if strip is not None and 0 < strip < height / 2:
        facts.picture_rows, facts.picture_source = height - int(strip), "TESCAN ImageStripSize"
    device = values.get("devicemodel") or values.get("device", "")
    facts.instrument = device if device.upper().startswith("TESCAN") else f"TESCAN {device}".strip()
    volts = number(values.get("hv", "")) or number(values.get("acceleratorvoltage", ""))
    facts.note("kv", None if volts is None else abs(volts) / 1000)
    facts.note("working_distance_m", number(values.get("wd", "")))
    facts.note("magnification", number(values.get("magnification", "")))
    facts.note("detector", values.get("detector") or values.get("detector0"))
    facts.note("date", iso_date(values.get("date", ""), values.get("time", "")))
    facts.note("software", values.get("softwareversion"))
    return facts
