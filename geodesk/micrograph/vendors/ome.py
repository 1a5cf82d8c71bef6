"""OME-TIFF: the XML in ImageDescription; PhysicalSizeX is in µm unless PhysicalSizeXUnit says otherwise."""

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import number, pixel_size, to_metres, unit_name
from geodesk.micrograph.text import descendants, iso_date, xml_tree
from geodesk.micrograph.tiffdir import Directory


def read(first: Directory) -> Facts | None:
    """Facts of the first image of an OME-TIFF; None for any other file."""
    text = first.text(270)
    if "<OME" not in text[:2000] and ":OME" not in text[:2000]:
        return None
    root = xml_tree(text)
    if root is None:
        return None
    facts = Facts()
    pixels = next(descendants(root, "Pixels"), None)
    if pixels is not None:
        sizes = []
        for axis in "XY":
            size = number(pixels.get(f"PhysicalSize{axis}", ""))
            unit = unit_name(pixels.get(f"PhysicalSize{axis}Unit", "µm"))
            sizes.append(None if size is None else to_metres(size, unit))
        facts.pixel_size = pixel_size(sizes[0], sizes[1], "OME PhysicalSizeX")
    microscope = next(descendants(root, "Microscope"), None)
    if microscope is not None:
        names = (microscope.get("Manufacturer", ""), microscope.get("Model", ""))
        facts.instrument = " ".join(name for name in names if name) or None
    objective = next(descendants(root, "Objective"), None)
    if objective is not None:
        facts.note("magnification", number(objective.get("NominalMagnification", "")))
    detector = next(descendants(root, "Detector"), None)
    if detector is not None:
        facts.note("detector", detector.get("Model") or detector.get("Type"))
    date = next(descendants(root, "AcquisitionDate"), None)
    if date is not None and date.text:
        facts.note("date", iso_date(date.text, date.text[11:]))
    return facts
