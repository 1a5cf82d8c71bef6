"""FEI and Thermo Fisher: TIFF tags 34680 and 34682 (sections of ``key=value``), 34683 (XML)."""

from xml.etree import ElementTree

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import number, pixel_size, to_metres, unit_name
from geodesk.micrograph.text import descendants, first_text, iso_date, sections, xml_tree
from geodesk.micrograph.tiffdir import Directory

_TEXT_TAGS, _XML_TAGS = (34682, 34680), (34683, 34682, 34680)
_SCANS = ("scan", "escan", "iscan")
_BEAMS = ("ebeam", "ibeam")


def read(first: Directory, width: int, height: int) -> Facts | None:
    """Facts of an FEI/Thermo picture of `width` × `height` stored pixels; None for any other file."""
    for code in _TEXT_TAGS:
        text = first.text(code)
        if "=" in text and "[" in text and not text.lstrip().startswith("<"):
            return _from_sections(sections(text), width, height)
    for code in _XML_TAGS:
        root = xml_tree(first.text(code)) if code in first else None
        if root is not None:
            return _from_xml(root)
    return None


def _from_sections(all_sections: dict[str, dict[str, str]], width: int, height: int) -> Facts:
    def value(section: str, key: str) -> str:
        return all_sections.get(section.lower(), {}).get(key.lower(), "")

    beam = value("Beam", "Beam").lower() or "ebeam"
    scan = value("Beam", "Scan").lower()
    scans = ["scan", scan, *_SCANS] if scan in all_sections else list(_SCANS)
    facts = Facts()
    columns = _first_positive(value("Image", "ResolutionX")) or float(width)
    # Of another width than was scanned: resized or cropped since, and nobody can tell which.
    as_scanned = int(columns) == width
    for name in scans if as_scanned else ():
        if facts.pixel_size is None:
            x = number(value(name, "PixelWidth"))
            y = number(value(name, "PixelHeight"))
            facts.pixel_size = pixel_size(x, y, f"FEI {_title(name)} PixelWidth")
    field = _first_positive(
        *(value(name, "HorFieldsize") for name in scans), *(value(name, "HFW") for name in (beam, *_BEAMS))
    )
    if facts.pixel_size is None and as_scanned and field is not None:
        facts.pixel_size = pixel_size(field / columns, None, "FEI HorFieldsize")
    _bar(facts, value("Image", "ResolutionX"), value("Image", "ResolutionY"), width, height)
    if facts.picture_rows is None and not value("Image", "ResolutionY"):
        rows = number(value("PrivateFei", "DatabarHeight"))
        if rows is not None and 0 < rows < height / 2:
            facts.picture_rows = height - int(rows)
            facts.picture_source = "FEI DatabarHeight"
    system = value("System", "SystemType") or value("System", "Type")
    facts.instrument = f"FEI {system.replace(chr(34), '').strip()}".strip()
    volts = _first_positive(value(beam, "HV"), value("Beam", "HV"), value("EBeam", "HV"))
    facts.note("kv", None if volts is None else volts / 1000)
    facts.note("working_distance_m", _first_positive(value(beam, "WD"), value("Stage", "WorkingDistance")))
    facts.note("detector", value("Detectors", "Name"))
    screen = _first_positive(value("Image", "MagCanvasRealWidth"))
    if screen is not None and field is not None:
        facts.note("magnification", float(f"{screen / field:.4g}"))
    created = value("PrivateFei", "TimeOfCreation")
    facts.note("date", iso_date(created) or iso_date(value("User", "Date"), value("User", "Time")))
    facts.note("software", value("System", "Software"))
    return facts


def _bar(facts: Facts, columns: str, rows: str, width: int, height: int) -> None:
    """The file is taller than the scan by exactly the data bar drawn below it."""
    scan_rows, scan_columns = number(rows), number(columns)
    if scan_rows is None or not height / 2 <= scan_rows < height:
        return
    if scan_columns is None or int(scan_columns) == width:
        facts.picture_rows = int(scan_rows)
        facts.picture_source = "FEI ResolutionY"


def _from_xml(root: ElementTree.Element) -> Facts | None:
    facts = Facts()
    for block in descendants(root, "PixelSize"):
        lengths = [_length(block, axis) for axis in ("X", "Y")]
        facts.pixel_size = facts.pixel_size or pixel_size(lengths[0], lengths[1], "FEI PixelSize")
    if facts.pixel_size is None:
        # The desktop instruments (Phenom) name them otherwise.
        lengths = [_length(root, name) for name in ("pixelWidth", "pixelHeight")]
        facts.pixel_size = pixel_size(lengths[0], lengths[1], "FEI pixelWidth")
    model = first_text(root, "InstrumentModel", "InstrumentClass")
    if facts.pixel_size is None and not model:
        return None
    facts.instrument = f"FEI {model}".strip()
    volts = number(first_text(root, "AccelerationVoltage"))
    facts.note("kv", None if volts is None else abs(volts) / 1000)
    distance = number(first_text(root, "WorkingDistance"))
    facts.note("working_distance_m", distance)
    facts.note("detector", first_text(root, "DetectorName"))
    facts.note("date", iso_date(first_text(root, "AcquisitionDatetime", "AcquisitionDate")))
    return facts


def _length(block: ElementTree.Element, name: str) -> float | None:
    """The first element of that name in metres; its ``unit`` attribute defaults to metres."""
    element = next(descendants(block, name), None)
    size = None if element is None else number(element.text or "")
    if element is None or size is None:
        return None
    return to_metres(size, unit_name(element.get("unit", "m")))


def _first_positive(*texts: str) -> float | None:
    for text in texts:
        value = number(text)
        if value is not None and value > 0:
            return value
    return None


def _title(name: str) -> str:
    return {"scan": "Scan", "escan": "EScan", "iscan": "IScan"}.get(name, name)
