"""Hitachi: a ``.txt`` beside the picture with a ``[SemImageFile]`` section of ``key=value`` lines."""

import re

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import metres, number, pixel_size, quantity
from geodesk.micrograph.text import iso_date, sections


def read_side_file(text: str, width: int, height: int) -> Facts | None:
    """Facts of a Hitachi side file; None if it is another maker's.

    PixelSize is in nanometres and belongs to pictures of DataSize: if the stored picture has another width
    it has been resized or cropped since, and the size is not used.
    """
    values = next((v for k, v in sections(text).items() if k in ("semimagefile", "temimagefile")), None)
    if values is None:
        return None
    facts = Facts()
    data = re.match(r"(\d+)\s*[x*×,]\s*(\d+)", values.get("datasize", ""))
    columns, rows = (int(data[1]), int(data[2])) if data else (width, height)
    if columns == width:
        facts.pixel_size = pixel_size(metres(values.get("pixelsize", ""), "nm"), None, "Hitachi PixelSize")
        if height / 2 <= rows < height:
            facts.picture_rows, facts.picture_source = rows, "Hitachi DataSize"
    facts.instrument = f"Hitachi {values.get('instructname', '')}".strip()
    facts.note("kv", _kilovolts(values.get("acceleratingvoltage", "")))
    facts.note("working_distance_m", metres(values.get("workingdistance", ""), "um"))
    facts.note("magnification", number(values.get("magnification", "")))
    facts.note("detector", values.get("signalname") or values.get("detector"))
    facts.note("date", iso_date(values.get("date", ""), values.get("time", "")))
    return facts


def _kilovolts(text: str) -> float | None:
    found = quantity(text)
    if found is None:
        return None
    value, unit = found
    return value if unit.startswith("k") else value / 1000
