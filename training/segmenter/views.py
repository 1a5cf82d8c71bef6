"""What the decoder learns from: features of the fields as they are and changed, kept on the disk."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.classifier.augment import Augmentation, applied, draw
from training.progress import Progress
from training.rendering import generator
from training.segmenter.fields import Field, load
from training.segmenter.networks import CHANNELS, encoder
from training.segmenter.settings import FACES, STRIDE, Settings

_CELL = 32
"""Crops begin at whole cells of the deepest features."""
LAYOUT = 1
"""Of the files in the cache."""


class View:
    """Features and targets of one view of a field, in 16 bits on the disk."""

    def __init__(self, path: Path, height: int, width: int, labels: int) -> None:
        self.height, self.width = height, width
        flat = np.load(path, mmap_mode="r")
        self._arrays: list[NDArray[np.float16]] = []
        at = 0
        for shape in _shapes(height, width, labels):
            size = int(np.prod(shape))
            self._arrays.append(flat[at : at + size].reshape(shape))
            at += size

    @property
    def target(self) -> NDArray[np.float16]:
        """(H/4, W/4, n_labels): share of every pixel of the result by class."""
        return self._arrays[-1]

    def crop(self, row: int, column: int, side: int) -> list[NDArray[np.float16]]:
        """Features of every level and the target of a square that begins at a cell."""
        parts = []
        for array, stride in zip(self._arrays, _strides(), strict=True):
            y, x, n = row * _CELL // stride, column * _CELL // stride, side // stride
            parts.append(array[y : y + n, x : x + n])
        return parts


def _strides() -> list[int]:
    return [STRIDE * 2**level for level in range(len(CHANNELS))] + [STRIDE]


def _shapes(height: int, width: int, labels: int) -> list[tuple[int, int, int]]:
    channels = [n * len(FACES) for n in CHANNELS] + [labels]
    return [(height // s, width // s, n) for s, n in zip(_strides(), channels, strict=True)]


def changed(
    picture: NDArray[np.uint8], target: NDArray[np.uint8], augmentation: Augmentation, key: tuple[int, ...]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One changed copy: both faces and the target move alike, the light changes on the faces only.

    Parameters
    ----------
    picture, target
        As `fields.load` gives them.
    key
        Decides all, such as seed, number of the field and number of the copy.

    Returns
    -------
    picture : ndarray, shape (H, W, 6), 0 to 255
    target : ndarray, shape (H, W, n_labels), 0 to 1
    """
    changes = draw(augmentation, 1, key)
    moved = replace(augmentation, brightness=0, contrast=0, gamma=0, colour=0, shading=0, noise=0)
    shown = np.asarray(applied(picture[np.newaxis], changes, augmentation))[0]
    marked = np.asarray(applied(target[np.newaxis], changes, moved))[0] / np.float32(255)
    return shown, marked


def views(fields: Sequence[Field], settings: Settings, cache: Path, progress: Progress) -> list[list[View]]:
    """The views of every field, made where they are not yet in the cache.

    Parameters
    ----------
    fields
        All of the folder: a field has the same views in every fold.
    cache
        Folder; runs may share it.
    """
    cache.mkdir(parents=True, exist_ok=True)
    told = (settings.data_sha256, settings.weights_sha256, settings.scale, settings.values, settings.seed)
    key = hashlib.sha256(repr((told, settings.augmentation, LAYOUT)).encode()).hexdigest()[:16]
    network: Any = None
    found = []
    for place, field in enumerate(fields):
        name = hashlib.sha256(field.name.encode()).hexdigest()[:12]
        files = [cache / f"view-{key}-{name}-{view}.npy" for view in range(settings.views)]
        sizes = cache / f"view-{key}-{name}.npy"
        if not all(file.exists() for file in (sizes, *files)):
            network = network or encoder(settings.weights)
            picture, target = load(field, settings)
            np.save(sizes, np.array(picture.shape[:2]))
            for view, file in enumerate(files):
                if not file.exists():
                    _keep(file, network, picture, target, settings, (settings.seed, 81, place, view))
            progress.event("features", field=field.name, done=place + 1, of=len(fields))
        height, width = (int(n) for n in np.load(sizes))
        found.append([View(file, height, width, len(settings.labels)) for file in files])
    return found


def _keep(
    file: Path,
    network: Any,
    picture: NDArray[np.uint8],
    target: NDArray[np.uint8],
    settings: Settings,
    key: tuple[int, ...],
) -> None:
    if key[-1] == 0:
        shown, marked = picture.astype(np.float32), target.astype(np.float32) / np.float32(255)
    else:
        shown, marked = changed(picture, target, settings.augmentation, key)
    features = network(shown[np.newaxis], training=False)
    height, width, labels = marked.shape
    means = marked.reshape(height // STRIDE, STRIDE, width // STRIDE, STRIDE, labels).mean(axis=(1, 3))
    flat = [np.asarray(one)[0].ravel() for one in features] + [means.ravel()]
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        np.save(stream, np.concatenate(flat).astype(np.float16))
    part.replace(file)


def batches(
    kept: Sequence[Sequence[View]], settings: Settings, epoch: int
) -> "list[list[tuple[int, int, int, int]]]":
    """The crops of an epoch, batch by batch: number of the field, of the view, row and column of its cell."""
    rng = generator((settings.seed, 82, epoch))
    chosen = []
    for place, of_field in enumerate(kept):
        for _ in range(settings.crops):
            view = int(rng.integers(len(of_field)))
            rows = (of_field[view].height - settings.side) // _CELL + 1
            columns = (of_field[view].width - settings.side) // _CELL + 1
            chosen.append((place, view, int(rng.integers(rows)), int(rng.integers(columns))))
    order = rng.permutation(len(chosen))
    chosen = [chosen[i] for i in order]
    return [chosen[i : i + settings.batch] for i in range(0, len(chosen), settings.batch)]


def tensors(
    kept: Sequence[Sequence[View]], chosen: Sequence[tuple[int, int, int, int]], side: int
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32]]:
    """A batch of crops: features of every level, and the target."""
    crops = [kept[place][view].crop(row, column, side) for place, view, row, column in chosen]
    levels = [np.stack(parts).astype(np.float32) for parts in zip(*crops, strict=True)]
    return levels[:-1], levels[-1]
