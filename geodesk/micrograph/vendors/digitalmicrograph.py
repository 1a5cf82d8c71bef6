"""TIFFs exported by Gatan DigitalMicrograph: unit names in tags 65003 and 65004, sizes in 65009 and 65010."""

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import METRES, pixel_size, to_metres, unit_name
from geodesk.micrograph.tiffdir import Directory

_REAL = (11, 12)


def read(first: Directory) -> Facts | None:
    """Facts of a DigitalMicrograph export; None for any other file, or where the axes are not lengths."""
    sizes = []
    for unit_code, size_code in ((65003, 65009), (65004, 65010)):
        tag = first.tags.get(size_code)
        unit = unit_name(first.text(unit_code).split("\0")[0])
        if tag is None or tag.type not in _REAL or unit not in METRES:
            return None
        value = first.rational(size_code)
        sizes.append(None if value is None else to_metres(value, unit))
    size = pixel_size(sizes[0], sizes[1], "Gatan TIFF tags")
    return Facts(pixel_size=size, instrument="Gatan") if size else None
