"""One picture of a microscope: reading it, its pixel size, its instrument, its information bar.

>>> import geodesk.micrograph as gm
>>> with gm.open("mat.tif") as m:  # doctest: +SKIP
...     print(m.width, m.height, m.pixel_size, m.bar)
...     pixels = m.pixels()

`open` reads only the header; pixels are decoded on demand and, from TIFF and dm3/dm4, only those asked for.
Anything wrong with a file is told by one `UnreadablePicture`.
"""

from geodesk.micrograph.errors import UnreadablePicture
from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.picture import Micrograph, open
from geodesk.micrograph.pixelsize import PixelSize
from geodesk.micrograph.sniff import EXTENSIONS, is_picture_name
from geodesk.micrograph.values import to_display, to_grey, to_range
from geodesk.micrograph.vendors import side_files

__all__ = [
    "EXTENSIONS",
    "Micrograph",
    "PixelSize",
    "Rect",
    "UnreadablePicture",
    "is_picture_name",
    "open",
    "side_files",
    "to_display",
    "to_grey",
    "to_range",
]
