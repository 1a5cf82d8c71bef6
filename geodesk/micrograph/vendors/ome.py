"""OME-TIFF: the XML in ImageDescription; PhysicalSizeX is in µm unless PhysicalSizeXUnit says otherwise."""

from xml.etree import ElementTree

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import PixelSize, number, pixel_size, to_metres, unit_name
from geodesk.micrograph.text import descendants, iso_date, xml_tree
from geodesk.micrograph.tiffdir import Directory


def read(first: Directory) -> Facts | None:
    """Facts of the first image of an OME-TIFF; None for any other file."""
    root = _root(first)
    if root is None:
        return None
    facts = Facts()
    pixels = next(descendants(root, "Pixels"), None)
    if pixels is not None:
        facts.pixel_size = _size_of(pixels)
        facts.note("page_distance_m", _page_distance(pixels))
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


def is_ome(first: Directory) -> bool:
    """Whether a file's first directory describes it as OME does."""
    return _root(first) is not None


def page_pixel_size(first: Directory, page: int) -> PixelSize | None:
    """The size of a pixel of the image that a page, counted from 0, belongs to; None where none says so."""
    root, after = _root(first), 0
    for pixels in () if root is None else descendants(root, "Pixels"):
        for data in descendants(pixels, "TiffData"):
            start, count = number(data.get("IFD", "")), number(data.get("PlaneCount", ""))
            begin = after if start is None else int(start)
            if count is None:
                # One plane where it says which, else all of the image.
                count = 1 if start is not None else _planes(pixels)
            after = begin + int(count)
            if begin <= page < after:
                return _size_of(pixels)
    return None


def _root(first: Directory) -> ElementTree.Element | None:
    text = first.text(270)
    return xml_tree(text) if "<OME" in text[:2000] or ":OME" in text[:2000] else None


def _planes(pixels: ElementTree.Element) -> float:
    """How many pages an image has: colours stored in one page count once."""
    channels = list(descendants(pixels, "Channel"))
    colours = len(channels) or number(pixels.get("SizeC", "")) or 1
    return colours * (number(pixels.get("SizeZ", "")) or 1) * (number(pixels.get("SizeT", "")) or 1)


def _size_of(pixels: ElementTree.Element) -> PixelSize | None:
    return pixel_size(_length(pixels, "X"), _length(pixels, "Y"), "OME PhysicalSizeX")


def _page_distance(pixels: ElementTree.Element) -> float | None:
    """Metres between the planes of a volume; None where pages are something else too, such as moments."""
    deep = (number(pixels.get("SizeZ", "")) or 1) > 1 and (number(pixels.get("SizeT", "")) or 1) == 1
    return _length(pixels, "Z") if deep else None


def _length(pixels: ElementTree.Element, axis: str) -> float | None:
    size = number(pixels.get(f"PhysicalSize{axis}", ""))
    metres = None if size is None else to_metres(size, unit_name(pixels.get(f"PhysicalSize{axis}Unit", "µm")))
    return metres if metres is not None and metres > 0 else None
