"""Class maps: what a classifier says of each place of a picture, as shares with intervals and as files."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import (
    OUTSIDE,
    CollectionError,
    LabelClass,
    Number,
    Phase,
    Picture,
    fixed,
    provenance,
    replacing,
    write_csv,
)
from geodesk.collection.durable import sync
from geodesk.language import Sentence
from geodesk.micrograph import Rect
from geodesk.shares import block_bootstrap

UNKNOWN = 0
"""The label, in a class map, of a place where no class is probable enough; class i has the label i + 1."""
THRESHOLD = 0.5
COLUMNS = (
    "id",
    "path",
    "label",
    "fraction",
    "low",
    "high",
    "cells",
    "tile_px",
    "stride_px",
    "threshold",
    "blocks",
    "model",
    "provider",
)
_DRAWS = 2000
_MOST_BLOCKS = 400
_FEWEST_BLOCKS = 8
MOST_CLASSES = OUTSIDE - 1
_TILE = 256


@dataclass(frozen=True, slots=True)
class Fraction:
    """The share of one class of a map; `label` is None where no class is probable enough.

    Attributes
    ----------
    low, high
        95 % interval from drawing blocks of the map again; None where there are too few.
    cells
        Of the map, whole or cut by its edge.
    """

    label: str | None
    share: float
    low: float | None
    high: float | None
    cells: int


@dataclass(frozen=True, eq=False, slots=True)
class ClassMap:
    """What a classifier says of each place of a picture.

    Attributes
    ----------
    item
        The picture, or that of a pair which was named.
    size
        Width and height of the whole upright page.
    area
        The part that was swept: the page without its information bar.
    classes
        The model's, in output order.
    best, probability
        (rows, columns): the most probable class of each cell, and how probable. Cell (r, c) is the square of
        side `stride` that begins at ``area.x + c·stride``, ``area.y + r·stride``, cut at the area's edge.
    tile, stride
        Side of what the model saw around the middle of each cell, and of a cell, in pixels.
    """

    item: Picture
    page: int
    size: tuple[int, int]
    area: Rect
    classes: tuple[LabelClass, ...]
    best: NDArray[np.uint8]
    probability: NDArray[np.float32]
    tile: int
    stride: int
    model: str
    provider: str
    sha256: str
    faces: tuple[str, ...] = ()
    error: Sentence | None = None

    def labels(self, threshold: float = THRESHOLD) -> NDArray[np.uint8]:
        """The labels of the cells: `UNKNOWN` where no class has at least that probability."""
        return np.where(self.probability >= threshold, self.best + 1, UNKNOWN).astype(np.uint8)

    def phases(self) -> tuple[Phase, ...]:
        """Names and colours of the labels."""
        unknown = Phase(UNKNOWN, "desconocida", "unknown", "#808890")
        named = (
            Phase(at + 1, one.es or one.id, one.en or one.id, one.colour)
            for at, one in enumerate(self.classes)
        )
        return (unknown, *named)

    def fractions(self, threshold: float = THRESHOLD) -> list[Fraction]:
        """The share of each class in the area, and of what is unknown, last."""
        labels = self.labels(threshold)
        names = [None, *(one.id for one in self.classes)]
        weights = np.outer(_sides(self.area.h, self.stride), _sides(self.area.w, self.stride))
        parts = self._blocks(labels, weights, len(names))
        shares = parts.sum(axis=0) / parts.sum()
        limits = block_bootstrap(parts, _DRAWS) if len(parts) >= _FEWEST_BLOCKS else None
        cells = np.bincount(labels.ravel(), minlength=len(names))
        found = []
        for at in [*range(1, len(names)), UNKNOWN]:
            low, high = (None, None) if limits is None else (float(limits[at, 0]), float(limits[at, 1]))
            found.append(Fraction(names[at], float(shares[at]), low, high, int(cells[at])))
        return found

    @property
    def blocks(self) -> int:
        """How many blocks the intervals draw from."""
        side = self._block_side()
        rows, columns = self.best.shape
        return int(math.ceil(rows / side) * math.ceil(columns / side))

    def _block_side(self) -> int:
        """In cells: at least a tile, so that blocks next to each other hardly saw the same pixels."""
        rows, columns = self.best.shape
        side: int = max(1, math.ceil(self.tile / self.stride))
        while math.ceil(rows / side) * math.ceil(columns / side) > _MOST_BLOCKS:
            side += 1
        return side

    def _blocks(self, labels: NDArray[np.uint8], weights: NDArray[np.int64], classes: int) -> NDArray[Any]:
        """(blocks, labels): pixels of each label in each block."""
        side = self._block_side()
        rows, columns = labels.shape
        across = math.ceil(columns / side)
        block = (np.arange(rows) // side)[:, None] * across + (np.arange(columns) // side)[None, :]
        flat = (block * classes + labels).ravel()
        sums = np.bincount(flat, weights.ravel(), minlength=self.blocks * classes)
        return np.rint(sums).astype(np.int64).reshape(self.blocks, classes)

    def rule(self, threshold: float) -> dict[str, Any]:
        """How the map was made, as JSON values."""
        return {
            "kind": "class map",
            "model": self.model,
            "provider": self.provider,
            "tile_px": self.tile,
            "stride_px": self.stride,
            "threshold": threshold,
            "faces": list(self.faces),
            "page": self.page,
        }


def write_map(file: Path, found: ClassMap, threshold: float = THRESHOLD) -> None:
    """Write a class map as a label image of the whole page, which other programs and our own read.

    uint8: `UNKNOWN`, i + 1 for class i, 255 outside the area; the description holds names, model, tile,
    stride and threshold as JSON, as in the label images that ``geodesk phases`` makes.

    Raises
    ------
    CollectionError
        It cannot be written; what stood there still does.
    """
    with replacing(file) as out:
        out.write(_tiff(found, threshold))


def write_map_and_fractions(
    map_to: Path, table_to: Path, found: ClassMap, threshold: float = THRESHOLD
) -> None:
    """Write a map and the table of its shares: both or none, so that nothing is in a later attempt's way.

    Raises
    ------
    CollectionError
        One of them cannot be written, which also says that the other was not.
    """
    try:
        with replacing(map_to) as out:
            out.write(_tiff(found, threshold))
            out.flush()
            sync(out.fileno())  # what is left to do for the map needs no room on the disk
            write_fractions(table_to, [found], threshold)
    except CollectionError as error:
        raise CollectionError(
            en=f"{error.sentence.en} Neither the map nor the table was written.",
            es=f"{error.sentence.es} No se escribió ni el mapa ni la tabla.",
        ) from error


def _tiff(found: ClassMap, threshold: float) -> memoryview:
    """The file of a map."""
    import io
    import json

    import tifffile

    item, (width, height) = found.item, found.size
    made = provenance(item, found.sha256, found.rule(threshold), found.phases())
    stream = io.BytesIO()  # squares of one value compress to next to nothing, however large the page
    with tifffile.TiffWriter(stream) as writer:
        writer.write(
            _tiles(found, threshold),
            shape=(height, width),
            dtype=np.uint8,
            photometric="minisblack",
            compression="zlib",
            tile=(_TILE, _TILE),
            description=json.dumps(made, ensure_ascii=True, sort_keys=True),
            metadata=None,
            software="GeoDesk",
        )
    return stream.getbuffer()


def write_fractions(file: Path, maps: Sequence[ClassMap], threshold: float = THRESHOLD) -> None:
    """Write the shares of each map, a row a class; raises `CollectionError` if that cannot be done."""

    def rows() -> Iterator[list[str | int | Number | None]]:
        for found in sorted(maps, key=lambda one: one.item.path):
            for part in found.fractions(threshold):
                yield [
                    found.item.id,
                    found.item.path,
                    "unknown" if part.label is None else part.label,
                    fixed(part.share, 6),
                    None if part.low is None else fixed(part.low, 6),
                    None if part.high is None else fixed(part.high, 6),
                    part.cells,
                    found.tile,
                    found.stride,
                    Number(f"{threshold:g}"),
                    found.blocks,
                    found.model,
                    found.provider,
                ]

    write_csv(file, COLUMNS, rows())


def pixels_of(
    found: ClassMap, threshold: float, top: int = 0, bottom: int | None = None
) -> NDArray[np.uint8]:
    """Rows `top` to `bottom` of the label image of the whole page."""
    width, height = found.size
    bottom = height if bottom is None else min(bottom, height)
    out = np.full((bottom - top, width), OUTSIDE, np.uint8)
    area, step = found.area, found.stride
    first, last = max(top, area.y), min(bottom, area.y + area.h)
    if first < last:
        labels = found.labels(threshold)
        rows = labels[(np.arange(first, last) - area.y) // step]
        columns = np.arange(area.w) // step
        out[first - top : last - top, area.x : area.x + area.w] = rows[:, columns]
    return out


def _tiles(found: ClassMap, threshold: float) -> Iterator[NDArray[np.uint8]]:
    width, height = found.size
    for top in range(0, height, _TILE):
        rows = pixels_of(found, threshold, top, top + _TILE)
        for left in range(0, width, _TILE):
            part = rows[:, left : left + _TILE]
            yield np.pad(part, [(0, _TILE - part.shape[0]), (0, _TILE - part.shape[1])])


def _sides(length: int, step: int) -> NDArray[np.int64]:
    """Lengths of the cells along an axis; the last may be cut."""
    count = math.ceil(length / step)
    sides = np.full(count, step, np.int64)
    sides[-1] = length - (count - 1) * step
    return sides
