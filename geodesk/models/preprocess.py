"""Pixels to a model's input tensor: the one path that inference and training share.

Decode, page, information bar, grey or RGB, range, tiles and resize happen here; scaling, means and
filters are inside the graph. The order is fixed: content → grey/RGB → range (0…255) → tile → resize.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodesk.micrograph import Micrograph, UnreadablePicture, to_grey, to_range
from geodesk.models.card import InputSpec

# Above this many pixels the tiles of a picture are read one by one instead of from the whole in memory.
_WHOLE_PIXELS = 64_000_000
_FULL_RANGE_TYPES = (np.dtype(np.uint8), np.dtype(np.uint16))


def prepare(pixels: NDArray[np.generic], spec: InputSpec) -> NDArray[np.generic]:
    """All inputs of one picture held in memory.

    Parameters
    ----------
    pixels
        (H, W) or (H, W, 3 or 4), any integer or float dtype, without the information bar.
    spec
        The model's input.

    Returns
    -------
    ndarray
        (tiles, spec.height, spec.width, spec.channels) of ``spec.dtype``, values 0 to 255. One tile
        unless ``spec.tile`` asks for more.
    """
    return PictureTiles.of_pixels(pixels, spec).batch(0, None)


def prepare_faces(faces: Sequence[Micrograph], spec: InputSpec) -> NDArray[np.generic]:
    """The one input of a sample with several faces.

    Parameters
    ----------
    faces
        The sample's pictures in the order of ``spec.faces``.
    spec
        The model's input.

    Returns
    -------
    ndarray
        (1, spec.height, spec.width, spec.channels) of ``spec.dtype``, values 0 to 255.

    Raises
    ------
    NeedsFaces
        Not as many pictures as faces.
    UnreadablePicture
        One of them cannot be decoded.
    """
    if len(faces) != len(spec.faces):
        raise NeedsFaces(spec)
    return np.concatenate([PictureTiles(face, spec.one_face).batch(0, 1) for face in faces], axis=-1)


class NeedsFaces(UnreadablePicture):
    """A model of several faces was given something else."""

    def __init__(self, spec: InputSpec) -> None:
        names = " + ".join(face.upper() for face in spec.faces)
        super().__init__(
            en=f"This model needs the pictures {names} of one field together; keep both in one folder,"
            " named alike (grain_ppl, grain_xpl).",
            es=f"Este modelo necesita juntas las imágenes {names} de un mismo campo; guárdelas en una carpeta"
            " con el mismo nombre (grano_ppl, grano_xpl).",
        )


class PictureTiles:
    """The inputs of one picture, made when asked for.

    A picture above 64 megapixels is read tile by tile through `Micrograph.region`, so that its size
    does not count in memory; this needs a range that does not depend on the whole picture
    (``"dtype-full"`` of an 8- or 16-bit picture).
    """

    def __init__(self, micrograph: Micrograph, spec: InputSpec, page: int = 0) -> None:
        if spec.faces:
            raise NeedsFaces(spec)
        self._spec = spec
        self._origin = micrograph.content
        _, _, width, height = self._origin
        self._size = (width, height)
        self._micrograph: Micrograph | None = None
        self._page = page
        lazy = (
            spec.tile is not None
            and width * height > _WHOLE_PIXELS
            and spec.range == "dtype-full"
            and micrograph.dtype in _FULL_RANGE_TYPES
        )
        if lazy:
            self._micrograph = micrograph
            self._values: NDArray[np.generic] | None = None
        else:
            x, y, _, _ = self._origin
            self._values = _ranged(micrograph.pixels(page)[y : y + height, x : x + width], spec)
        self._boxes = list(_boxes(width, height, spec))

    @classmethod
    def of_pixels(cls, pixels: NDArray[np.generic], spec: InputSpec) -> "PictureTiles":
        """The same for a picture that is already in memory; see `prepare`."""
        if pixels.ndim not in (2, 3) or 0 in pixels.shape[:2]:
            raise ValueError(f"a picture has shape (H, W) or (H, W, channels), not {pixels.shape}")
        self = cls.__new__(cls)
        self._spec, self._micrograph, self._page = spec, None, 0
        self._size = (pixels.shape[1], pixels.shape[0])
        self._values = _ranged(pixels, spec)
        self._boxes = list(_boxes(*self._size, spec))
        return self

    @property
    def lazy(self) -> bool:
        """Whether tiles are read from the file one by one."""
        return self._micrograph is not None

    def __len__(self) -> int:
        return len(self._boxes)

    def batch(self, start: int, stop: int | None) -> NDArray[np.generic]:
        """Inputs `start` to `stop` as (n, height, width, channels)."""
        return np.stack([self._input(box) for box in self._boxes[start:stop]])

    def _input(self, box: tuple[int, int, int, int]) -> NDArray[np.generic]:
        x, y, width, height = box
        if self._micrograph is not None:
            region = self._micrograph.region(
                self._origin.x + x, self._origin.y + y, width, height, page=self._page
            )
            values = _ranged(region, self._spec)
        else:
            assert self._values is not None
            values = self._values[y : y + height, x : x + width]
        tile = self._spec.tile
        if tile is not None and (width < tile.size or height < tile.size):
            margins = [(0, tile.size - height), (0, tile.size - width)] + [(0, 0)] * (values.ndim - 2)
            values = np.pad(values, margins, mode="reflect")
        return _fit(values, self._spec)


def _boxes(width: int, height: int, spec: InputSpec) -> Iterator[tuple[int, int, int, int]]:
    """(x, y, w, h) of each input: evenly spaced tiles that cover every pixel, or the whole picture."""
    if spec.tile is None:
        yield 0, 0, width, height
        return
    side = spec.tile.size
    for y in _starts(height, side):
        for x in _starts(width, side):
            yield x, y, min(side, width), min(side, height)


def _starts(length: int, side: int) -> list[int]:
    count = math.ceil(length / side)
    if count <= 1:
        return [0]
    return [(length - side) * i // (count - 1) for i in range(count)]


def _ranged(pixels: NDArray[np.generic], spec: InputSpec) -> NDArray[np.generic]:
    """Grey or RGB, values 0 to 255: uint8 where nothing was rescaled, else float32."""
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).any():
        raise UnreadablePicture(
            en="The picture has no finite pixel.", es="La imagen no tiene ningún píxel finito."
        )
    if spec.channels == 1:
        pixels = to_grey(pixels)
    elif pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    else:
        pixels = pixels[:, :, :3]
    if spec.range == "dtype-full" and pixels.dtype == np.uint8:
        return pixels
    return to_range(pixels, spec.range)


def _fit(values: NDArray[np.generic], spec: InputSpec) -> NDArray[np.generic]:
    """Resize one tile or picture to the input's height and width by the card's rule."""
    height, width = values.shape[:2]
    if spec.resize == "stretch":
        out = _resize(values, spec.width, spec.height)
    elif spec.resize == "fit-pad":
        scale = min(spec.width / width, spec.height / height)
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        out = np.zeros((spec.height, spec.width, *values.shape[2:]), values.dtype)
        top, left = (spec.height - h) // 2, (spec.width - w) // 2
        out[top : top + h, left : left + w] = _resize(values, w, h)
    else:
        scale = max(spec.width / width, spec.height / height)
        w, h = max(spec.width, round(width * scale)), max(spec.height, round(height * scale))
        top, left = (h - spec.height) // 2, (w - spec.width) // 2
        out = _resize(values, w, h)[top : top + spec.height, left : left + spec.width]
    if spec.dtype == "uint8" and out.dtype != np.uint8:
        out = np.clip(np.rint(out), 0, 255)
    return out.astype(spec.dtype).reshape(spec.height, spec.width, spec.channels)


def _resize(values: NDArray[np.generic], width: int, height: int) -> NDArray[np.generic]:
    """Bilinear with the area of a shrunk pixel taken into account (Pillow's convolution)."""
    if values.shape[:2] == (height, width):
        return values
    if values.dtype == np.uint8:
        image = Image.fromarray(np.ascontiguousarray(values))
        return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
    if values.ndim == 3:
        return np.stack([_resize(values[:, :, c], width, height) for c in range(values.shape[2])], axis=2)
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
