"""`Micrograph`: one picture with lazy pixels, pixel size, instrument facts and information bar."""

import contextlib
import hashlib
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import limits
from geodesk.micrograph.bar import find_bar
from geodesk.micrograph.errors import UnreadablePicture, closed, corrupt, name_of, too_large
from geodesk.micrograph.facts import Facts
from geodesk.micrograph.geometry import Rect, stored_box, upright, upright_size
from geodesk.micrograph.pixelsize import PixelSize
from geodesk.micrograph.sniff import kind_of, open_regular
from geodesk.micrograph.source import Decimating, Scaled, Source
from geodesk.micrograph.values import to_grey
from geodesk.micrograph.vendors import side_facts

_HEAD_BYTES = 64
_BAR_BYTES = 256 * 2**20
_KEPT_BYTES = 128 * 2**20
_UNKNOWN = object()


def open(path: str | os.PathLike[str], pixel_size_m: float | None = None) -> "Micrograph":
    """Open one picture; only its header and metadata are read.

    Parameters
    ----------
    path : path
        A TIFF, PNG, JPEG, BMP, dm3 or dm4 file; the content decides, not the name.
    pixel_size_m : float, optional
        The width and height of a pixel in metres, given by hand; it replaces what the file says.

    Returns
    -------
    Micrograph
        To be closed, or used in a ``with`` statement.

    Raises
    ------
    UnreadablePicture
        With one sentence that says what is wrong and what to do.
    """
    return Micrograph(path, pixel_size_m)


class Micrograph:
    """One picture of one file. Use it from one thread at a time.

    Attributes
    ----------
    path : pathlib.Path
    width, height : int
        Of the first page, upright (EXIF or TIFF orientation applied).
    pages : int
        Pictures in the file: TIFF pages without reduced copies and masks, the frames of the first channel
        of an ImageJ hyperstack, the planes of a dm3/dm4 volume; 1 for PNG, JPEG and BMP.
    channels : int
        1, 3 or 4. Palettes count as what they show: grey or colours.
    dtype : numpy.dtype
        Of the pixels, native byte order. Samples of 1 to 7 bits are spread over uint8.
    pixel_size : PixelSize or None
        Of the first page, with its source; may be set. See `pixel_size_of`.
    instrument : str or None
    metadata : dict
        ``kv`` (kilovolts), ``working_distance_m``, ``magnification``, ``detector``, ``date`` (ISO 8601),
        ``software``, ``page_distance_m`` (between the slices of an ImageJ or OME volume), ``synthetic``
        ("yes" for what GeoDesk drew or generated): those the file has.
    """

    def __init__(self, path: str | os.PathLike[str], pixel_size_m: float | None = None) -> None:
        if pixel_size_m is not None and not 0 < pixel_size_m < float("inf"):
            raise ValueError(f"pixel_size_m must be a positive length in metres, not {pixel_size_m!r}")
        self.path = Path(path)
        self._kept: NDArray[Any] | None = None
        self._seen: weakref.ref[NDArray[Any]] | None = None
        self._bar: Any = _UNKNOWN
        self._bar_source: str | None = None
        self._sha256: str | None = None
        self._file: BinaryIO | None
        self._file, size = open_regular(self.path)
        try:
            self._source = _reader(self._file, size, self.path)
            facts = self._gather()
        except BaseException:
            self._file.close()
            raise
        source = self._source
        self._orientation = source.orientation
        self.width, self.height = upright_size(source.width, source.height, self._orientation)
        self.pages, self.channels, self.dtype = source.pages, source.channels, source.dtype
        self.instrument = facts.instrument
        self.metadata: dict[str, float | str] = facts.metadata
        self.pixel_size: PixelSize | None = facts.pixel_size
        self.pixel_size = self._turned(self.pixel_size)
        if pixel_size_m is not None:
            self.pixel_size = PixelSize(float(pixel_size_m), float(pixel_size_m), "manual")
        self._picture_rows = facts.picture_rows if self._orientation == 1 else None
        self._picture_source = facts.picture_source

    def _gather(self) -> Facts:
        source = self._source
        facts = source.facts
        facts.then(side_facts(self.path, source.width, source.height))
        facts.then(source.plain)
        return facts

    def pixels(self, page: int = 0) -> NDArray[Any]:
        """Decode a page.

        Returns
        -------
        ndarray, shape (H, W) or (H, W, 3 | 4), dtype `dtype`
            A new array that the caller may change.

        Raises
        ------
        IndexError
            There is no such page.
        UnreadablePicture
            The pixels are damaged or missing, or need more than 2 GiB.
        """
        if page == 0 and self._kept is not None:
            kept, self._kept = self._kept, None
            self._seen = weakref.ref(kept)
            return kept
        width, height = self._page_size(page)
        pixels = self._read(page, Rect(0, 0, width, height))
        if page == 0:
            self._seen = weakref.ref(pixels)
        return pixels

    def region(self, x: int, y: int, w: int, h: int, page: int = 0) -> NDArray[Any]:
        """Decode a box of a page; from TIFF and dm3/dm4 only what the box needs is read.

        Parameters
        ----------
        x, y, w, h : int
            Left, top, width and height in upright pixels; the box lies inside the page.

        Raises
        ------
        IndexError
            There is no such page.
        ValueError
            The box is empty or reaches outside the page.
        UnreadablePicture
            The pixels are damaged or missing, or need more than 2 GiB.
        """
        width, height = self._page_size(page)
        if not (0 <= x < x + w <= width and 0 <= y < y + h <= height):
            raise ValueError(f"box ({x}, {y}, {w}, {h}) does not lie inside {width}×{height} pixels")
        if page == 0 and self._kept is not None:
            return self._kept[y : y + h, x : x + w].copy()
        return self._read(page, Rect(x, y, w, h))

    def decimated(self, step: int, page: int = 0) -> NDArray[Any]:
        """Every `step`-th pixel of a page in both directions; of uncompressed TIFF only those rows are read.

        Raises
        ------
        IndexError
            There is no such page.
        UnreadablePicture
            The pixels are damaged or missing, or need more than 2 GiB.
        """
        width, height = self._page_size(page)
        if page == 0 and self._kept is not None:
            return self._kept[::step, ::step].copy()
        whole = Rect(0, 0, width, height)
        return self._decode(whole, lambda: self._decimate(page, whole, step))

    def _decimate(self, page: int, whole: Rect, step: int) -> NDArray[Any]:
        source = self._source
        if isinstance(source, Decimating):
            return source.decimated(page, step)
        return source.read(page, stored_box(whole, whole.w, whole.h, self._orientation))[::step, ::step]

    @property
    def page_distance_m(self) -> float | None:
        """Metres between the pages of a volume, as the file says; None where it does not.

        Nor where the pixel size was given by hand: then the file's unit is not to be trusted for the pages.
        """
        said = self.metadata.get("page_distance_m")
        size = self.pixel_size
        return said if isinstance(said, float) and size is not None and size.source != "manual" else None

    def page_size(self, page: int) -> tuple[int, int]:
        """Upright width and height of a page. Raises `IndexError` if there is none."""
        return self._page_size(page)

    def pixel_size_of(self, page: int) -> PixelSize | None:
        """The pixel size of a page: as given by hand, as its own tags say, or that of the first.

        A page of another size shows the same field with fewer pixels, or another field: where its tags say
        nothing, nothing is known. Those of a page as large as the first count where they are of the same
        source. Raises `IndexError` if there is no such page.
        """
        size, alike = self.pixel_size, self._page_size(page) == (self.width, self.height)
        if page == 0 or (size is not None and size.source == "manual"):
            return size
        source = self._source
        own = self._turned(source.page_pixel_size(page)) if isinstance(source, Scaled) else None
        if alike and size is not None and (own is None or own.source != size.source):
            return size
        return own

    def _turned(self, stored: PixelSize | None) -> PixelSize | None:
        """A pixel size of stored pixels as that of upright ones."""
        if stored is None or self._orientation < 5:
            return stored
        return PixelSize(stored.y_m, stored.x_m, stored.source)

    def decodes_whole(self, page: int = 0) -> bool:
        """Whether any region of the page costs as much as (a quarter of) the whole: read such pages once."""
        source = self._source
        if not isinstance(source, Decimating):
            return not source.lazy
        width, height = self._page_size(page)
        return 4 * source.chunk_bytes(page) > width * height * self.channels * self.dtype.itemsize

    def volume(self) -> NDArray[Any]:
        """All pages as one array, shape (pages, H, W) or (pages, H, W, C).

        Raises
        ------
        UnreadablePicture
            The pages differ in size or kind, or together need more than 2 GiB.
        """
        width, height = self.width, self.height
        if any(self._page_size(page) != (width, height) for page in range(self.pages)):
            raise self._pages_differ()
        if width * height * self.channels * self.dtype.itemsize * self.pages > limits.PAGE_BYTES:
            raise too_large(self.path, width, height * self.pages, limits.PAGE_BYTES)
        first = self.pixels(0)
        stack = np.empty((self.pages, *first.shape), first.dtype)
        stack[0] = first
        for page in range(1, self.pages):
            pixels = self.pixels(page)
            if pixels.shape != first.shape or pixels.dtype != first.dtype:
                raise self._pages_differ()
            stack[page] = pixels
        return stack

    @property
    def bar(self) -> Rect | None:
        """The information bar in upright pixels: from metadata, else detected in the pixels of page 0.

        Worked out when first asked for. Setting it, to a rectangle or None, overrules both.

        Raises
        ------
        UnreadablePicture
            The pixels are needed and cannot be decoded.
        """
        if self._bar is _UNKNOWN:
            self._bar, self._bar_source = self._find_bar()
        bar: Rect | None = self._bar
        return bar

    @bar.setter
    def bar(self, bar: Rect | tuple[int, int, int, int] | None) -> None:
        if bar is not None:
            bar = Rect(*(int(v) for v in bar))
            inside = 0 <= bar.x < bar.x + bar.w <= self.width and 0 <= bar.y < bar.y + bar.h <= self.height
            if not inside:
                raise ValueError(f"bar {tuple(bar)} does not lie inside {self.width}×{self.height} pixels")
        self._bar, self._bar_source = bar, "manual"

    @property
    def bar_source(self) -> str | None:
        """Where `bar` comes from: ``"FEI ResolutionY"`` or the like, ``"detected"``, ``"manual"``."""
        self.bar  # noqa: B018 - works it out
        return self._bar_source

    @property
    def content(self) -> Rect:
        """The picture without its bar: the larger of the parts above and below it."""
        bar = self.bar
        if bar is None:
            return Rect(0, 0, self.width, self.height)
        above, below = bar.y, self.height - bar.y - bar.h
        if max(above, below) == 0:
            return Rect(0, 0, self.width, self.height)
        return Rect(0, 0, self.width, above) if above >= below else Rect(0, bar.y + bar.h, self.width, below)

    def release(self) -> None:
        """Forget pixels that were kept for the next question."""
        self._kept = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal; computed when first asked for.

        Raises
        ------
        UnreadablePicture
            The file can no longer be read.
        """
        if self._sha256 is None:
            file, _ = open_regular(self.path)
            try:
                with file:
                    digest = hashlib.sha256()
                    while block := file.read(1 << 20):
                        digest.update(block)
                    self._sha256 = digest.hexdigest()
            except OSError as error:
                raise corrupt(self.path, error.strerror or "") from error
        return self._sha256

    def close(self) -> None:
        """Let go of the file; the facts stay readable, pixels do not."""
        self._kept = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):
            self.close()

    def __repr__(self) -> str:
        kind = f"{self.width}×{self.height}×{self.channels} {self.dtype}"
        return f"<Micrograph {name_of(self.path)!r} {kind}, {self.pages} page(s)>"

    def _page_size(self, page: int) -> tuple[int, int]:
        if not 0 <= page < self.pages:
            raise IndexError(f"page {page} of {self.pages}")
        return upright_size(*self._source.page_size(page), self._orientation)

    def _read(self, page: int, box: Rect) -> NDArray[Any]:
        width, height = self._page_size(page)
        stored = stored_box(box, width, height, self._orientation)
        return self._decode(box, lambda: self._source.read(page, stored))

    def _decode(self, box: Rect, read: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        if self._file is None:
            raise closed(self.path)
        try:
            stored = read()
        except MemoryError as error:
            raise too_large(self.path, box.w, box.h, limits.PAGE_BYTES) from error
        except (OSError, ValueError, OverflowError) as error:
            raise corrupt(self.path, str(error)) from error
        if stored.dtype.kind == "f":
            # Damaged files hold signalling NaN, which would warn in every later cast.
            missing = np.isnan(stored)
            if missing.any():
                stored[missing] = np.nan
        return upright(stored, self._orientation)

    def _find_bar(self) -> tuple[Rect | None, str | None]:
        rows = self._picture_rows
        if rows is not None and 0 < rows < self.height:
            return Rect(0, rows, self.width, self.height - rows), self._picture_source
        if self.width * self.height * self.channels * self.dtype.itemsize > _BAR_BYTES:
            # Mosaics of this size carry no bar, and looking for one would decode them whole.
            return None, None
        pixels = self._seen() if self._seen is not None else None
        if pixels is None:
            # The usual next step is to ask for the pixels: hand them over instead of decoding twice.
            pixels = self.pixels(0)
            self._kept = pixels if pixels.nbytes <= _KEPT_BYTES else None
        found = find_bar(to_grey(pixels))
        return found, None if found is None else "detected"

    def _pages_differ(self) -> UnreadablePicture:
        name = name_of(self.path)
        return UnreadablePicture(
            en=f"The pages of “{name}” differ in size or kind, so they are no volume; open them one by one.",
            es=f"Las páginas de «{name}» difieren en tamaño o tipo: no son un volumen; ábralas una a una.",
        )


def _reader(file: BinaryIO, size: int, path: Path) -> Source:
    try:
        kind = kind_of(file.read(_HEAD_BYTES), path)
        # Imported on first use: tifffile and Pillow would slow the start of every command.
        if kind == "tiff":
            from geodesk.micrograph.tiff import TiffSource

            return TiffSource(file, size, path)
        if kind == "gatan":
            from geodesk.micrograph.gatan import GatanSource

            return GatanSource(file, size, path)
        from geodesk.micrograph.raster import RasterSource

        return RasterSource(file, size, kind, path)
    except (OSError, OverflowError, MemoryError) as error:
        raise corrupt(path, str(error)) from error
