"""Figures as files that say how large they are, where they come from, and that they are figures."""

import io
import json
import struct
import zlib
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from geodesk import __version__
from geodesk.collection import printable, replacing
from geodesk.jobs.figures.drawing import svg
from geodesk.jobs.figures.layout import Sheet
from geodesk.jobs.figures.style import Style

SIGN = "geodesk_figure"
_HEAD = 64 << 10
_PNG_HEAD = 8 + 25
"""Signature and IHDR."""


def encoded(image: Image.Image, sheet: Sheet, style: Style, name: str) -> bytes:
    """A figure as the bytes of its file.

    The print size stands in the file (PNG pHYs, TIFF XResolution in inches, the size of an SVG), the size of
    a pixel in metres too, where it is one (PNG sCAL, OME PhysicalSizeX in TIFF), and as JSON which
    pictures it shows, with their hashes and scales. What is synthetic says so.
    """
    synthetic = any(place.panel.synthetic for place in sheet.places)
    software = f"GeoDesk {__version__}"
    software += ", synthetic micrograph (figure, not recorded)" if synthetic else ""
    description = json.dumps(_document(sheet, style, synthetic), ensure_ascii=True)
    if style.format == "svg":
        return svg(image, sheet, style, f"{name} – {software}", description)
    stream = io.BytesIO()
    if style.format == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Software", software)
        notes.add_text("Description", description)
        image.save(stream, "PNG", pnginfo=notes, dpi=(style.dpi, style.dpi), compress_level=6)
        return _with_scale(stream.getvalue(), sheet.metres)
    import tifffile

    pixels = np.asarray(image)
    tifffile.imwrite(
        stream,
        pixels,
        photometric="rgb" if pixels.ndim == 3 else "minisblack",
        compression="zlib",
        compressionargs={"level": 6},
        resolution=(style.dpi, style.dpi),
        resolutionunit=2,
        description=_ome(sheet, pixels.ndim == 3, description),
        software=software,
        metadata=None,
    )
    return stream.getvalue()


def _with_scale(png: bytes, metres: float | None) -> bytes:
    """A PNG with a sCAL chunk behind its header: unit 1, the metre, and both sides of a pixel as text."""
    if metres is None:
        return png
    side = f"{metres:.9e}".encode()
    body = b"sCAL\x01" + side + b"\0" + side
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_PNG_HEAD] + chunk + png[_PNG_HEAD:]


def _document(sheet: Sheet, style: Style, synthetic: bool) -> dict[str, object]:
    panels = []
    for place in sheet.places:
        panel = place.panel
        size = panel.pixel_size
        panels.append(
            {
                "file": printable(panel.source.item.file.name),
                "sha256": panel.sha256,
                "page": style.page,
                "shows": "phases" if panel.source.phases is not None else "picture",
                "area": list(panel.area),
                "pixel_size_m": None if size is None else [size.x_m, size.y_m],
                "pixel_size_source": None if size is None else size.source,
                "figure_pixel_m": place.metres,
                "synthetic": panel.synthetic,
            }
        )
    contrast = list(style.contrast) if isinstance(style.contrast, tuple) else style.contrast
    return {
        SIGN: 1,
        "program": __version__,
        "synthetic": synthetic,
        "dpi": style.dpi,
        "contrast": contrast,
        "pixel_m": sheet.metres,
        "panels": panels,
    }


def _ome(sheet: Sheet, coloured: bool, description: str) -> str:
    size = ""
    if sheet.metres is not None:
        micrometres = f"{sheet.metres * 1e6:.9g}"
        size = f' PhysicalSizeX="{micrometres}" PhysicalSizeXUnit="&#181;m"'
        size += f' PhysicalSizeY="{micrometres}" PhysicalSizeYUnit="&#181;m"'
    samples = 3 if coloured else 1
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">'
        f"<Description>{escape(description)}</Description>"
        f'<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="{sheet.width}" '
        f'SizeY="{sheet.height}" SizeC="{samples}" SizeZ="1" SizeT="1"{size}>'
        f'<Channel ID="Channel:0:0" SamplesPerPixel="{samples}"/><TiffData IFD="0" PlaneCount="1"/>'
        "</Pixels></Image></OME>"
    )


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises `CollectionError`."""
    with replacing(path) as stream:
        stream.write(data)


def is_ours(path: Path, sign: str = SIGN) -> bool:
    """Whether a file bears the sign of what was written here, and so may be written anew."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0, io.SEEK_END)
            stream.seek(max(0, stream.tell() - _HEAD))
            return sign.encode() in head or sign.encode() in stream.read()
    except OSError:
        return False
