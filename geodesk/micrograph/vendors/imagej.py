"""ImageJ TIFF: the unit in ImageDescription, the resolution tags as pixels in one such unit."""

import json
import re
from dataclasses import dataclass

from geodesk.micrograph import limits
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.pixelsize import number, pixel_size, to_metres, unit_name
from geodesk.micrograph.tiffdir import Directory
from geodesk.micrograph.vendors.resolution import is_print_density

_PRINTED = ("inch", "inches", "in", "cm", "centimeter", "centimetre")


@dataclass(frozen=True, slots=True)
class Frames:
    """An ImageJ stack: how many pages, how far apart, and whether they all follow the one directory."""

    count: int
    step: int
    in_one_directory: bool


def read(first: Directory) -> Facts | None:
    """Facts of a TIFF that ImageJ (or a program writing like it) saved with a length unit."""
    text = first.text(270)
    if not text.startswith("ImageJ="):
        return None
    values = dict(re.findall(r"^(\w+)=(.*?)\s*$", text, re.MULTILINE))
    facts = Facts()
    unit = values.get("unit") or ""
    units = [unit_name(unit), unit_name(values.get("yunit") or unit)]
    sizes = []
    for name, code in zip(units, (282, 283), strict=True):
        density = first.rational(code)
        sizes.append(to_metres(1 / density, name) if density is not None and density > 0 else None)
    # ImageJ keeps the dpi of a scan or a screen grab as a size in inches.
    if sizes[0] is not None and units[0] in _PRINTED and is_print_density(sizes[0]):
        sizes = [None, None]
    facts.pixel_size = pixel_size(sizes[0], sizes[1], _source(values.get("pixel_size_source")))
    if facts.pixel_size is not None:
        facts.note("page_distance_m", _page_distance(values))
    return facts


def _page_distance(values: dict[str, str]) -> float | None:
    """Metres between the slices of a volume; None where pages are something else too, such as moments."""
    if (number(values.get("slices", "")) or 1) < 2 or (number(values.get("frames", "")) or 1) > 1:
        return None
    spacing = abs(number(values.get("spacing", "")) or 0)  # negative where the stack was turned over
    unit = values.get("zunit") or values.get("unit") or ""
    return to_metres(spacing, unit_name(unit)) if spacing > 0 else None


def _source(said: str | None) -> str:
    """Where the size comes from: GeoDesk's own pictures may say more (as a JSON string) than who wrote it."""
    try:
        return str(json.loads(said))[:80] if said else "ImageJ"
    except ValueError:
        return "ImageJ"


def frames(first: Directory, found: int, file_size: int) -> Frames | None:
    """The pages of an ImageJ hyperstack: the frames of its first channel; None for any other file.

    ImageJ stores channels fastest, then slices, then time. Files beyond 4 GiB have one directory only,
    with all frames behind it in one run.
    """
    text = first.text(270)
    if not text.startswith("ImageJ="):
        return None
    values = dict(re.findall(r"^(images|channels)=(\d{1,9})\s*$", text, re.MULTILINE))
    images, channels = int(values.get("images", 1)), max(1, int(values.get("channels", 1)))
    offset = first.integer(273, 0)
    if found == 1 and images > 1 and images <= limits.PAGES and first.integer(259, 1) == 1:
        bits = first.integer(258, 8) * first.integer(277, 1)
        frame = first.integer(256, 0) * first.integer(257, 0) * bits // 8
        if offset and offset + images * frame <= file_size:
            step = channels if images % channels == 0 else 1
            return Frames(images // step, step, True)
    if found > 1 and channels > 1 and found % channels == 0 and found == images:
        return Frames(found // channels, channels, False)
    return None
