"""What the baseline fields of any picture say: resolution, camera, date, software."""

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.text import iso_date
from geodesk.micrograph.tiffdir import Directory
from geodesk.micrograph.vendors.resolution import believable

# Metres in one ResolutionUnit: inch and centimetre of TIFF 6.0, millimetre and micrometre of its extensions.
_UNITS = {2: 0.0254, 3: 1e-2, 4: 1e-3, 5: 1e-6}
_DEFAULT_UNIT = 2


def read_tiff(first: Directory) -> Facts:
    """Facts from the baseline tags of a TIFF; its resolution counts only where it is believable."""
    facts = Facts()
    unit = _UNITS.get(first.integer(296, _DEFAULT_UNIT))
    if unit is not None:
        sizes = []
        for code in (282, 283):
            density = first.rational(code)
            sizes.append(unit / density if density is not None and density > 0 else None)
        facts.pixel_size = believable(sizes[0], sizes[1], "TIFF resolution")
    note_origin(facts, first.text(271), first.text(272), first.text(306), first.text(305))
    return facts


def note_origin(facts: Facts, make: str, model: str, date: str, software: str) -> None:
    """Keep camera, date and software; pictures that GeoDesk drew or generated say so in `software`."""
    make, model, software = _line(make), _line(model), _line(software)
    if make and model.lower().startswith(make.split()[0].lower()):
        facts.instrument = model
    else:
        facts.instrument = f"{make} {model}".strip() or None
    facts.note("date", iso_date(_line(date), _line(date)[10:]))
    facts.note("software", software)
    if software.startswith("GeoDesk") and "synthetic" in software:
        facts.note("synthetic", "yes")


def _line(text: str) -> str:
    return text.split("\0")[0].strip()[:200]
