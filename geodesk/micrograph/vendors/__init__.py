"""What each instrument maker writes about a picture, read from tags and side files, never from file names.

Each module reads one maker's or one program's notes into `geodesk.micrograph.facts.Facts`. The most specific
source is asked first; what it leaves open is filled by the next.
"""

from pathlib import Path

from geodesk.micrograph.facts import Facts
from geodesk.micrograph.tiffdir import Directory
from geodesk.micrograph.vendors import digitalmicrograph, fei, hitachi, imagej, jeol, ome, tescan, zeiss
from geodesk.micrograph.vendors.sidefiles import side_files, side_texts


def tiff_facts(first: Directory, width: int, height: int) -> Facts:
    """Facts inside a TIFF, from its first directory; `width` and `height` are the stored pixels."""
    facts = Facts()
    facts.then(zeiss.read(first, width))
    facts.then(fei.read(first, width, height))
    facts.then(tescan.read(first, height))
    facts.then(jeol.read(first, width, height))
    facts.then(ome.read(first))
    facts.then(imagej.read(first))
    facts.then(digitalmicrograph.read(first))
    return facts


def side_facts(path: Path, width: int, height: int) -> Facts:
    """Facts in the text files that Hitachi, JEOL and TESCAN microscopes leave beside a picture."""
    facts = Facts()
    for text in side_texts(path):
        facts.then(hitachi.read_side_file(text, width, height))
        facts.then(jeol.read_side_file(text, width, height))
        facts.then(tescan.read_side_file(text, height))
    return facts


__all__ = ["side_facts", "side_files", "tiff_facts"]
