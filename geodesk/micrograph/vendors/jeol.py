"""JEOL: SEM notes (``$CM_MAG 5000`` lines, in a side file or inside a TIFF) and the XML of TEM TIFFs."""

import re
from xml.etree import ElementTree

from geodesk.micrograph import limits
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import metres, number, pixel_size, quantity, to_metres
from geodesk.micrograph.text import decode, descendants, first_text, iso_date, xml_tree
from geodesk.micrograph.tiffdir import Directory

_LINE = re.compile(r"^\s*\$+([A-Z0-9_]+)[ \t]*[ \t=][ \t]*(.*?)\s*$", re.MULTILINE)
_DESCRIPTION, _MAKE, _NOTES = 270, 271, (270, 37500, 37510, 40092, 40093, 40094)


def read(first: Directory, width: int, height: int) -> Facts | None:
    """Facts inside a JEOL TIFF; None for any other file.

    SEMs write their notes into one of several tags, private ones among them, in Latin-1 or UTF-16.
    """
    description = first.text(_DESCRIPTION)
    if "<TemReporter" in description[:400]:
        root = xml_tree(description)
        return None if root is None else _from_tem(root)
    private = [code for code, tag in first.tags.items() if code >= 32768 and tag.nbytes >= 40]
    for code in (*_NOTES, *private):
        if code not in first or first.tags[code].nbytes > limits.SIDE_FILE_BYTES:
            continue
        raw = first.raw(code)
        for marker, encoding in ((b"$CM_", ""), ("$CM_".encode("utf-16-le"), "utf-16-le")):
            at = raw.find(marker)
            if at >= 0:
                text = raw[at:].decode(encoding, "replace") if encoding else decode(raw[at:])
                return _from_notes(text, width, height)
    return None


def read_side_file(text: str, width: int, height: int) -> Facts | None:
    """Facts of the ``.txt`` beside a JEOL SEM picture; None if it is another maker's."""
    if "$CM_" not in text and "$SM_MICRON_BAR" not in text:
        return None
    return _from_notes(text, width, height)


def _from_notes(text: str, width: int, height: int) -> Facts:
    values: dict[str, str] = {}
    for key, value in _LINE.findall(text.replace("\0", "\n")):
        values.setdefault(key, value)
    columns, rows = _two(values.get("CM_IMAGE_SIZE") or values.get("CM_FULL_SIZE", ""))
    facts = Facts()
    if columns is None or int(columns) == width:
        bar = number(values.get("SM_MICRON_BAR", ""))
        marker = metres(values.get("SM_MICRON_MARKER", ""), "um")
        by_bar = marker / bar if bar and marker and bar > 0 else None
        by_field = _two(values.get("CM_FIELD_OF_VIEW", ""))[0]
        stated = metres(values.get("CM_PIXEL_SIZE", ""), "nm")
        if stated and by_bar and not 0.9 < stated / by_bar < 1.1:
            stated = None
        facts.pixel_size = (
            pixel_size(stated, None, "JEOL CM_PIXEL_SIZE")
            or pixel_size(by_bar, None, "JEOL SM_MICRON_BAR")
            or pixel_size(by_field * 1e-6 / width if by_field else None, None, "JEOL CM_FIELD_OF_VIEW")
        )
        if rows is not None and height / 2 <= rows < height:
            facts.picture_rows, facts.picture_source = int(rows), "JEOL CM_IMAGE_SIZE"
    facts.instrument = f"JEOL {values.get('CM_INSTRUMENT', '')}".strip()
    facts.note("kv", _kilovolts(values.get("CM_ACCEL_VOLT", "")))
    facts.note("working_distance_m", metres(values.get("SM_WD", ""), "mm"))
    facts.note("magnification", number(values.get("CM_MAG", "")))
    facts.note("detector", values.get("CM_SIGNAL") or values.get("SM_DETECTOR"))
    facts.note("date", iso_date(values.get("CM_DATE", ""), values.get("CM_TIME", "")))
    return facts


def _from_tem(root: ElementTree.Element) -> Facts:
    """TemReporter has no length of a pixel; TemReporter2 has, in nanometres for images."""
    facts = Facts()
    for block in descendants(root, "MeasurementReporter"):
        kind = first_text(block, "MeasurementUnitType")
        if kind in ("UnitType_Length", "UnitType_Scanning"):
            size = number(first_text(block, "LengthPerPixel"))
            length = None if size is None else to_metres(size, "nm")
            facts.pixel_size = facts.pixel_size or pixel_size(length, None, "JEOL LengthPerPixel")
    facts.instrument = f"JEOL {first_text(root, 'Instruments', 'InstrumentName')}".strip()
    volts = number(first_text(root, "AccelerationVoltage", "AccVoltage"))
    facts.note("kv", None if volts is None else volts / 1000)
    if first_text(root, "SelectorUnitString").upper() in ("X", "") and "Diff" not in first_text(root, "Mode"):
        facts.note("magnification", number(first_text(root, "SelectorValue")))
    facts.note("detector", first_text(root, "ImageSourceDetector", "DetectorKind"))
    date = first_text(root, "DateTime")
    facts.note("date", iso_date(date, date[11:]))
    return facts


def _two(text: str) -> tuple[float | None, float | None]:
    parts = [number(part) for part in re.split(r"[\s,x×]+", text.strip()) if part]
    return (parts[0], parts[1]) if len(parts) >= 2 else (None, None)


def _kilovolts(text: str) -> float | None:
    found = quantity(text)
    if found is None:
        return None
    value, unit = found
    return value / 1000 if unit in ("v", "volt") else value
