"""Frozen features of pictures: what a head is learnt on in seconds while somebody labels.

Two parts side by side. The whole picture, as small as the backbone takes it, says what is on it; statistics
of tiles at native resolution say how it was recorded (focus, noise, exposure, lines), which shrinking
destroys.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.micrograph import Micrograph, to_grey, to_range
from geodesk.models.badge import Badge, verify
from geodesk.models.card import Card, InputSpec
from geodesk.models.load import read_card, require
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.preprocess import PictureTiles
from geodesk.models.runner import ModelFailed, Runner
from geodesk.places import resources

BACKBONE: Final = "mobilenet-v2.onnx"
"""The bundled one, in ``resources/features``."""

TILE: Final = 256
_MOST_TILES = 9
VIEWS: Final = 8
"""Orientations whose features are averaged: four turns, each mirrored too. A micrograph has no upper side."""
STATISTICS: Final = 14
"""Numbers that one tile gives; a picture gives their median and both tenths over its tiles."""


class FeatureExtractor:
    """A frozen backbone with the statistics of tiles beside it.

    Parameters
    ----------
    path
        The backbone; None: the bundled one.
    views
        Orientations whose features are averaged, 1 to 8; the time grows with them.

    Attributes
    ----------
    card : Card
    badge : Badge
    length : int
        Of the vector that a picture gives.
    identity : str
        Changes whenever the same picture would give another vector.
    """

    def __init__(self, path: Path | None = None, device: str = "cpu", views: int = VIEWS) -> None:
        file = OnnxFile.read(path or resources() / "features" / BACKBONE)
        card = read_card(file)
        if card is None:
            raise RefusedModel(
                en=f"{file.path.name} has no card, so its features cannot be told.",
                es=f"{file.path.name} no tiene ficha, así que no se conocen sus características.",
            )
        require(card, "features")
        assert card.input is not None
        self.card: Card = card
        self.spec: InputSpec = card.input
        self._runner = Runner(file.path, device)
        self._output = str(self._runner.outputs[0].name)
        self.badge: Badge = verify(card, file, self._rows)
        if self.badge.state == "failed":
            raise RefusedModel(
                en=f"{file.path.name} is not used: {self.badge.reason.en}",
                es=f"No se usa {file.path.name}: {self.badge.reason.es}",
            )
        self.backbone_length = int(card.document["features"])
        self.length = self.backbone_length + 3 * STATISTICS
        self.views = views
        self.identity = f"{file.sha256[:12]}-{TILE}-{STATISTICS}-{views}"

    def of(self, picture: Micrograph) -> NDArray[np.float32]:
        """The features of an opened picture's content (without its information bar), (length,) float32.

        Raises
        ------
        UnreadablePicture
            The picture cannot be decoded.
        ModelFailed
            The backbone could not be run.
        """
        whole = PictureTiles(picture, self.spec).batch(0, 1)
        # One after the other: a batch of them takes the memory and gains no time on a processor.
        rows = np.concatenate([self._rows(view) for view in _orientations(whole, self.views)])
        if rows.shape != (self.views, self.backbone_length) or not np.isfinite(rows).all():
            raise ModelFailed(
                en=f"The backbone {self.card.name} gave no valid features.",
                es=f"La red base {self.card.name} no dio características válidas.",
            )
        return np.concatenate([rows.mean(axis=0), tile_statistics(_native(picture))]).astype(np.float32)

    def _rows(self, batch: NDArray[np.generic]) -> NDArray[np.float64]:
        return np.asarray(self._runner.run(self._output, {self.spec.name: batch}), dtype=np.float64)


def _orientations(batch: NDArray[np.generic], count: int) -> list[NDArray[np.generic]]:
    """The first so many of a batch's eight orientations; the first is the batch itself."""
    turned = (np.rot90(batch, turns, axes=(1, 2)) for turns in range(4))
    views = [view for one in turned for view in (one, one[:, :, ::-1])]
    return [np.ascontiguousarray(view) for view in views[:count]]


class NoFeatures(GeoDeskError):
    """Features were asked of what is no picture."""


def tile_statistics(tiles: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Statistics of tiles at native resolution.

    Parameters
    ----------
    tiles
        (h, w) float32 each, 0 to 255, at least 16 pixels a side.

    Returns
    -------
    ndarray
        (3 · STATISTICS,) float32: the tenth, the median and the ninetieth percentile over the tiles of: mean,
        spread, first and last percentile, shares at black and at white; logarithms of the mean squared
        differences at distances 1, 2, 4 and 8 over the variance; steps down the rows over steps along them,
        at distance 1 and 4; how unlike neighbouring rows are in their mean; Immerkær's noise over the spread
        (J. Immerkær, Computer Vision and Image Understanding 64, 1996, 300-302).
    """
    if not tiles:
        raise NoFeatures(en="There is no tile to measure.", es="No hay ninguna tesela que medir.")
    rows = np.array([_of_tile(tile) for tile in tiles], dtype=np.float64)
    return np.percentile(rows, (10, 50, 90), axis=0).reshape(-1).astype(np.float32)


def _of_tile(tile: NDArray[np.float32]) -> list[float]:
    spread = float(tile.std())
    variance = spread**2 + 1.0
    low, high = np.percentile(tile, (1, 99))
    found = [
        float(tile.mean()) / 255,
        spread / 128,
        float(low) / 255,
        float(high) / 255,
        float((tile <= 1).mean()),
        float((tile >= 254).mean()),
    ]
    down, along = {}, {}
    for lag in (1, 2, 4, 8):
        down[lag] = float(np.mean((tile[lag:] - tile[:-lag]) ** 2))
        along[lag] = float(np.mean((tile[:, lag:] - tile[:, :-lag]) ** 2))
        found.append(float(np.log((down[lag] + along[lag] + 0.1) / variance)))
    found += [float(np.log((down[lag] + 0.1) / (along[lag] + 0.1))) for lag in (1, 4)]
    means = tile.mean(axis=1)
    found.append(float(np.log((np.mean(np.diff(means) ** 2) + 1e-3) / variance)))
    second = tile[:-2] - 2 * tile[1:-1] + tile[2:]
    second = second[:, :-2] - 2 * second[:, 1:-1] + second[:, 2:]
    noise = float(np.sqrt(np.pi / 2) / 6 * np.abs(second).mean())
    found.append(float(np.log((noise + 0.1) / (spread + 1.0))))
    return found


def _native(picture: Micrograph) -> list[NDArray[np.float32]]:
    """Up to nine evenly spread tiles of the content, grey, 0 to 255."""
    x, y, width, height = picture.content
    across, down = _places(width), _places(height)
    tiles = []
    for top in down:
        for left in across:
            w, h = min(TILE, width), min(TILE, height)
            region = to_grey(picture.region(x + left, y + top, w, h))
            values = region if region.dtype == np.uint8 else to_range(region, "dtype-full")
            tiles.append(_at_least_16(np.asarray(values, dtype=np.float32)))
    return tiles


def _places(length: int) -> list[int]:
    side = round(_MOST_TILES**0.5)
    count = min(side, max(1, length // TILE))
    return [(length - min(TILE, length)) * i // max(1, count - 1) for i in range(count)]


def _at_least_16(tile: NDArray[np.float32]) -> NDArray[np.float32]:
    margins = [(0, max(0, 16 - length)) for length in tile.shape]
    return np.pad(tile, margins, mode="symmetric") if any(end for _, end in margins) else tile
