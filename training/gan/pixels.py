"""The real crops that a generator learns from, and those that it is judged against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph as gm
from geodesk.collection import Picture, open_corrected
from geodesk.language import GeoDeskError
from training.rendering import generator

# A picture with so few grey levels is a label image: its levels are spread over the whole range.
_FEW = 16
_SLAB = 40


class NoCrops(GeoDeskError):
    """No picture is large enough for the crops."""


@dataclass(frozen=True, slots=True)
class Source:
    """One picture, or one section through a volume.

    Attributes
    ----------
    name
        File and section, for people.
    pixels
        (height, width) uint8, 0-255, without the information bar; a view of its volume.
    axis
        Of its volume, that the section stands across; None: a picture by itself.
    group
        Pictures that are not independent have one: the sections of a slab of 40.
    """

    name: str
    pixels: NDArray[np.uint8]
    axis: int | None = None
    group: str = ""


def sources(pictures: Sequence[Picture], smallest: int) -> list[Source]:
    """All pictures, and of volumes (stacks of equal pages) the sections across the three axes.

    Parameters
    ----------
    pictures
        Information bars are cut off, as people corrected them; label images are spread over 0-255.
    smallest
        Pictures and sections with a side below this are left out.

    Raises
    ------
    NoCrops
        Nothing is large enough.
    """
    found = []
    for picture in pictures:
        volume, name = volume_of(picture), picture.path
        if len(volume) == 1:
            found.append(Source(name, volume[0], None, name))
            continue
        for axis, letter in enumerate("zyx"):
            found += [
                Source(f"{name} {letter}={i}", page, axis, f"{name} {letter}={i // _SLAB * _SLAB}")
                for i, page in enumerate(np.moveaxis(volume, axis, 0))
            ]
    fitting = [source for source in found if min(source.pixels.shape) >= smallest]
    if not fitting:
        raise NoCrops(
            en=f"No picture is {smallest} × {smallest} pixels or more; choose a smaller crop.",
            es=f"Ninguna imagen tiene {smallest} × {smallest} píxeles o más; elija un recorte menor.",
        )
    return fitting


def volume_of(picture: Picture) -> NDArray[np.uint8]:
    """All pages of a file, (pages, height, width) uint8, as `sources` shows them."""
    with open_corrected(None, picture) as opened:
        x, y, width, height = opened.content
        pages = [
            gm.to_grey(opened.pixels(page))[y : y + height, x : x + width] for page in range(opened.pages)
        ]
    return _full_range(np.stack(pages))


def _full_range(volume: NDArray[np.generic]) -> NDArray[np.uint8]:
    levels = np.unique(volume[:: max(1, len(volume) // 8)])
    if len(levels) <= _FEW and len(levels) > 1:
        low, high = float(levels[0]), float(levels[-1])
        spread = (volume.astype(np.float32) - low) * (255 / (high - low))
        return np.asarray(np.clip(np.rint(spread), 0, 255), np.uint8)
    if volume.dtype != np.uint8:
        volume = np.clip(np.rint(gm.to_range(volume, "dtype-full")), 0, 255)
    return np.ascontiguousarray(volume, dtype=np.uint8)


def batch(
    found: Sequence[Source], side: int, count: int, seed: tuple[int, ...], turn: bool
) -> NDArray[np.float32]:
    """Random crops, each of a random source: (count, side, side, 1) float32 in [-1, 1].

    Parameters
    ----------
    seed
        Equal seeds give equal crops.
    turn
        Quarter turns as well as flips: only where no direction differs from another.
    """
    rng = generator(seed)
    crops = np.empty((count, side, side, 1), np.float32)
    for crop in crops:
        pixels = found[int(rng.integers(len(found)))].pixels
        top, left = (int(rng.integers(n - side + 1)) for n in pixels.shape)
        square = pixels[top : top + side, left : left + side]
        down, across = rng.choice([-1, 1], 2)
        square = square[::down, ::across]
        if turn and rng.uniform() < 0.5:
            square = square.T
        crop[..., 0] = square
    return crops / np.float32(127.5) - np.float32(1)


def grid(found: Sequence[Source], side: int) -> Iterator[tuple[Source, NDArray[np.uint8]]]:
    """Every crop of a grid without overlap, centred in its picture, with its source."""
    for source in found:
        height, width = source.pixels.shape
        top, left = (height % side) // 2, (width % side) // 2
        for y in range(top, height - side + 1, side):
            for x in range(left, width - side + 1, side):
                yield source, source.pixels[y : y + side, x : x + side]
