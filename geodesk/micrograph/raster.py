"""PNG, JPEG and BMP through Pillow; 16-bit colour PNG through imagecodecs, since Pillow keeps 8 bits only.

These formats decode as a whole, so a picture above the memory limit is refused when it is opened. The last
decoded page is kept while regions of it are asked for.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import BmpImagePlugin, Image, JpegImagePlugin, PngImagePlugin

from geodesk.micrograph import limits, rasterheaders
from geodesk.micrograph.errors import UnreadablePicture, corrupt, too_large, truncated
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.pixelsize import PixelSize, pixel_size
from geodesk.micrograph.sniff import Kind
from geodesk.micrograph.vendors.baseline import note_origin
from geodesk.micrograph.vendors.resolution import believable

_PLUGINS: dict[str, Callable[[BinaryIO], Image.Image]] = {
    "png": PngImagePlugin.PngImageFile,
    "jpeg": JpegImagePlugin.JpegImageFile,
    "bmp": BmpImagePlugin.BmpImageFile,
}
_SOURCES = {"png": "PNG pHYs", "jpeg": "JPEG density", "bmp": "BMP resolution"}
_BAND_BYTES = 16 * 2**20
_ORIENTATION, _MAKE, _MODEL, _DATE, _EXIF, _DATE_TAKEN, _SOFTWARE = 274, 271, 272, 306, 34665, 36867, 305


class RasterSource:
    """One open PNG, JPEG or BMP; see `geodesk.micrograph.source.Source` for the attributes."""

    lazy = False
    pages = 1

    def __init__(self, file: BinaryIO, size: int, kind: Kind, path: Path) -> None:
        self._file, self._path, self._kind = file, path, kind
        self._last: NDArray[Any] | None = None
        image = self._open()
        self.width, self.height = image.size
        bits = rasterheaders.bits_per_pixel(file, kind, len(image.getbands()))
        depth, samples = rasterheaders.png_samples(file) if kind == "png" else (8, 1)
        self._deep = depth == 16 and image.mode != "I;16"
        if self._deep:
            # Grey with alpha becomes colour with alpha.
            self.dtype, self.channels, self._mode = np.dtype(np.uint16), {1: 1, 3: 3}.get(samples, 4), ""
        else:
            self.dtype, self.channels, self._mode = _target(image)
        if self.width * self.height * self.channels * self.dtype.itemsize > limits.PAGE_BYTES:
            raise too_large(path, self.width, self.height, limits.PAGE_BYTES)
        if not rasterheaders.can_hold(file, size, kind, self.width, self.height, bits):
            raise truncated(path)
        self.facts = Facts()
        self.plain = Facts()
        self.orientation = 1
        self._read_notes(image)

    def page_size(self, page: int) -> tuple[int, int]:
        """Stored width and height."""
        return self.width, self.height

    def read(self, page: int, box: Rect) -> NDArray[Any]:
        """Stored pixels of a box; the whole picture is decoded once and kept while it is being cut up."""
        if box == (0, 0, self.width, self.height):
            whole, self._last = self._last, None
            return self._decode() if whole is None else whole
        if self._last is None:
            self._last = self._decode()
        return self._last[box.y : box.y + box.h, box.x : box.x + box.w].copy()

    def _open(self) -> Image.Image:
        self._file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # The plugin itself, not Image.open: this package's own limits replace Pillow's global one.
                return _PLUGINS[self._kind](self._file)
        except (MemoryError, Image.DecompressionBombError) as error:
            raise corrupt(self._path, str(error)) from error
        except Exception as error:
            raise self._fault(error) from error

    def _decode(self) -> NDArray[Any]:
        image = self._open()
        if image.size != (self.width, self.height):
            raise corrupt(self._path, "it has changed since it was opened")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if self._deep:
                    pixels = self._decode_deep()
                else:
                    pixels = self._converted(image)
        except UnreadablePicture:
            raise
        except MemoryError as error:
            raise too_large(self._path, self.width, self.height, limits.PAGE_BYTES) from error
        except Exception as error:
            raise self._fault(error) from error
        expected = (
            (self.height, self.width) if self.channels == 1 else (self.height, self.width, self.channels)
        )
        if pixels.shape != expected:
            raise corrupt(self._path)
        return pixels.astype(self.dtype, copy=False)

    def _converted(self, image: Image.Image) -> NDArray[Any]:
        """The pixels as an array, by bands of rows: converted whole, they would be in memory three times."""
        image.load()
        shape = (self.height, self.width) if self.channels == 1 else (self.height, self.width, self.channels)
        pixels = np.empty(shape, self.dtype)
        rows = max(1, _BAND_BYTES // (self.width * self.channels * self.dtype.itemsize))
        for top in range(0, self.height, rows):
            bottom = min(top + rows, self.height)
            band = image if rows >= self.height else image.crop((0, top, self.width, bottom))
            pixels[top:bottom] = np.asarray(band if band.mode == self._mode else band.convert(self._mode))
        return pixels

    def _decode_deep(self) -> NDArray[Any]:
        import imagecodecs

        self._file.seek(0)
        pixels: NDArray[Any] = imagecodecs.png_decode(self._file.read())
        if pixels.ndim == 3 and pixels.shape[2] == 2:
            grey, alpha = pixels[:, :, 0], pixels[:, :, 1]
            pixels = np.stack([grey, grey, grey, alpha], axis=2)
        return pixels

    def _fault(self, error: Exception) -> UnreadablePicture:
        reason = str(error)
        if "truncated" in reason.lower() or isinstance(error, EOFError):
            return truncated(self._path)
        return corrupt(self._path, reason)

    def _exif(self, image: Image.Image) -> Image.Exif:
        if self._kind != "png":
            return image.getexif()
        # Pillow decodes the whole PNG before it answers, since the block may follow the pixels.
        exif = Image.Exif()
        block = rasterheaders.png_chunk(self._file, b"eXIf")
        if block:
            exif.load(block)
        return exif

    def _read_notes(self, image: Image.Image) -> None:
        """Resolution, orientation and camera; whatever cannot be parsed is left out."""
        if self._kind == "png":
            self.facts.pixel_size = _scale(rasterheaders.png_chunk(self._file, b"sCAL"))
        density = _density(image, self._kind)
        if density is not None:
            self.plain.pixel_size = believable(*density, _SOURCES[self._kind])
        try:
            exif = self._exif(image)
            orientation = exif.get(_ORIENTATION, 1)
            if isinstance(orientation, int) and orientation in range(1, 9):
                self.orientation = orientation
            taken = _text(exif.get_ifd(_EXIF).get(_DATE_TAKEN)) or _text(exif.get(_DATE))
            software = _text(exif.get(_SOFTWARE)) or _text(image.info.get("Software"))
            note_origin(self.plain, _text(exif.get(_MAKE)), _text(exif.get(_MODEL)), taken, software)
        except Exception:
            # Pillow's EXIF parser raises many kinds of error on damaged blocks; the pixels do not need them.
            return


def _target(image: Image.Image) -> tuple[np.dtype[Any], int, str]:
    """Dtype, channels and Pillow mode of the decoded picture."""
    mode = image.mode
    if mode in ("1", "L"):
        return np.dtype(np.uint8), 1, "L"
    if mode.startswith("I;16"):
        return np.dtype(np.uint16), 1, mode
    if mode == "I":
        return np.dtype(np.int32), 1, mode
    if mode == "F":
        return np.dtype(np.float32), 1, mode
    if mode == "P":
        if "transparency" in image.info:
            return np.dtype(np.uint8), 4, "RGBA"
        return (np.dtype(np.uint8), 1, "L") if _grey_palette(image) else (np.dtype(np.uint8), 3, "RGB")
    if mode in ("LA", "PA", "RGBA", "La", "RGBa", "RGBX"):
        return np.dtype(np.uint8), (3 if mode == "RGBX" else 4), ("RGB" if mode == "RGBX" else "RGBA")
    return np.dtype(np.uint8), 3, "RGB"


def _grey_palette(image: Image.Image) -> bool:
    # Image.getpalette would decode the picture first.
    palette = image.palette
    stride = len(palette.rawmode or palette.mode) if palette is not None else 0
    if palette is None or stride < 3:
        return False
    table = bytes(palette.palette)
    first, second, third = (table[k : len(table) // stride * stride : stride] for k in range(3))
    return first == second == third


def _scale(chunk: bytes) -> PixelSize | None:
    """The pixel size that a PNG's sCAL chunk tells: in metres, as text; None of radians or nonsense."""
    sides = chunk[1:].split(b"\0")
    if chunk[:1] != b"\x01" or len(sides) != 2:
        return None
    try:
        x_m, y_m = (float(side) for side in sides)
    except ValueError:
        return None
    return pixel_size(x_m, y_m, "PNG sCAL")


def _density(image: Image.Image, kind: Kind) -> tuple[float, float] | None:
    """Width and height of a pixel in metres as the file's own resolution field says."""
    info = image.info
    try:
        if kind == "jpeg":
            scale = {1: 0.0254, 2: 0.01}.get(info.get("jfif_unit", 0))
            x, y = info.get("jfif_density", (0, 0))
            return (scale / x, scale / y) if scale is not None and x > 0 and y > 0 else None
        x, y = info.get("dpi", (0, 0))
        return (0.0254 / x, 0.0254 / y) if x > 0 and y > 0 else None
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
