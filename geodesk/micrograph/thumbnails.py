"""Small pictures for lists: quick to make of any file, and kept on the disk where making them takes time."""

import contextlib
import hashlib
import io
import os
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from geodesk.language import Sentence
from geodesk.micrograph.errors import UnreadablePicture, corrupt, name_of
from geodesk.micrograph.geometry import upright
from geodesk.micrograph.picture import Micrograph
from geodesk.micrograph.sniff import open_regular
from geodesk.micrograph.values import to_display
from geodesk.places import user_cache

_VERSION = 1
_ORIENTATION = 274
_WHOLE_BYTES = 64 * 2**20
_ENOUGH_PIXELS = 2**20
_QUALITY = 90


def thumbnail(file: Path, size: int = 160) -> NDArray[np.uint8] | Sentence:
    """A picture's first page, at most `size` pixels wide and high, or why it cannot be read.

    Never raises for a file, however damaged. Grey values are those of `to_display`.

    Returns
    -------
    ndarray of uint8, shape (h, w) or (h, w, 3)
        Or a `Sentence` for the user.
    """
    try:
        status = os.stat(file)
        keep = status.st_size >= DiskCache.SMALLEST
        key = f"{_VERSION}\0{size}\0{status.st_size}\0{status.st_mtime_ns}\0{os.path.abspath(file)}"
        if keep and (kept := _disk.get(key)) is not None:
            return kept
        made = make_thumbnail(file, size)
        if keep:
            _disk.put(key, made)
        return made
    except UnreadablePicture as error:
        return error.sentence
    except MemoryError:
        name = name_of(file)
        return Sentence(
            en=f"There is not enough memory to show “{name}”; close other programs.",
            es=f"No hay memoria suficiente para mostrar «{name}»; cierre otros programas.",
        )
    except OSError as error:
        return corrupt(file, error.strerror or "").sentence


def is_synthetic(file: Path) -> bool:
    """Whether a file says that it was drawn or generated; False of one that cannot be read."""
    try:
        with Micrograph(file) as m:
            return m.metadata.get("synthetic") == "yes"
    except (UnreadablePicture, OSError, MemoryError):
        return False


def make_thumbnail(file: Path, size: int) -> NDArray[np.uint8]:
    """The same without the cache. Raises `UnreadablePicture`."""
    stream, _ = open_regular(file)
    with stream:
        if stream.read(3) == b"\xff\xd8\xff":
            # What the fast way cannot read, the careful one reads or explains.
            with contextlib.suppress(Exception):
                stream.seek(0)
                return _jpeg(stream, size)
    with Micrograph(file) as m:
        return _shrunk(_coarse(m, size), size)


def _jpeg(stream: Any, size: int) -> NDArray[np.uint8]:
    """JPEG decodes at an eighth, a quarter or half of its size for a fraction of the time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = JpegImagePlugin.JpegImageFile(stream)
        grey = image.mode == "L"
        image.draft("L" if grey else "RGB", (2 * size, 2 * size))
        orientation = image.getexif().get(_ORIENTATION, 1)
        small = image.convert("L" if grey else "RGB")
    small.thumbnail((size, size), Image.Resampling.BOX)
    return upright(np.array(small), orientation if orientation in range(1, 9) else 1)


def _coarse(m: Micrograph, size: int) -> NDArray[Any]:
    """Page 0, perhaps thinned out."""
    if m.width * m.height * m.channels * m.dtype.itemsize <= _WHOLE_BYTES:
        return m.pixels()
    return m.decimated(max(1, max(m.width, m.height) // (2 * size)))


def _shrunk(pixels: NDArray[Any], size: int) -> NDArray[np.uint8]:
    if pixels.ndim == 3:
        pixels = pixels[:, :, 0] if pixels.shape[2] == 1 else pixels[:, :, :3]
    if pixels.dtype != np.uint8:
        # The percentiles of a million pixels are those of all.
        step = max(1, int((pixels.shape[0] * pixels.shape[1] / _ENOUGH_PIXELS) ** 0.5))
        pixels = to_display(pixels[::step, ::step])
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((size, size), Image.Resampling.BOX)
    return np.array(image)


class DiskCache:
    """Thumbnails in the user's cache folder; it may vanish, be damaged or refuse writing at any time.

    Parameters
    ----------
    limit
        Most bytes; beyond it the oldest go.
    """

    SMALLEST = 64 * 2**10
    """Bytes of the smallest file whose thumbnail is kept: smaller ones are decoded as fast as looked up."""

    def __init__(self, limit: int = 256 * 2**20) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._home: Path | None = None
        self._bytes = 0

    def get(self, key: str) -> NDArray[np.uint8] | None:
        """The thumbnail kept under `key`; None if there is none that can be read."""
        try:
            data = self._file(key).read_bytes()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
                return np.array(image)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it can be made again
            return None

    def put(self, key: str, pixels: NDArray[np.uint8]) -> None:
        """Keep a thumbnail, or leave it if the disk refuses."""
        packed = io.BytesIO()
        Image.fromarray(pixels).save(packed, "jpeg", quality=_QUALITY)
        file = self._file(key)
        new = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(packed.getbuffer())
            os.replace(new, file)
        except OSError:
            with contextlib.suppress(OSError):
                new.unlink()
            return
        with self._lock:
            self._note(len(packed.getbuffer()))

    def _note(self, added: int) -> None:
        home = self._folder()
        if home != self._home:
            self._home, self._bytes = home, sum(size for _, size, _ in _entries(home))
        else:
            self._bytes += added
        if self._bytes <= self.limit:
            return
        for _, size, path in sorted(_entries(home)):
            if self._bytes <= 0.8 * self.limit:
                return
            with contextlib.suppress(OSError):
                os.unlink(path)
            self._bytes -= size

    def _folder(self) -> Path:
        return user_cache() / "thumbnails"

    def _file(self, key: str) -> Path:
        name = hashlib.sha256(os.fsencode(key)).hexdigest()[:40]
        return self._folder() / name[:2] / f"{name[2:]}.jpg"


def _entries(home: Path) -> list[tuple[int, int, str]]:
    """Time, size and path of every file below the cache folder."""
    found = []
    for folder, _, names in os.walk(home):
        for name in names:
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                status = os.stat(path)
                found.append((status.st_mtime_ns, status.st_size, path))
    return found


_disk = DiskCache()
