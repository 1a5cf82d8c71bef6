"""What a segmenter's training is asked for."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from geodesk.language import GeoDeskError
from geodesk.models import InputSpec, TileSpec
from training.classifier.augment import SETS, Augmentation
from training.runfiles import replace_text

CONFIG = "config.json"
FACES = ("ppl", "xpl")
STRIDE = 4
"""Pixels of the input along a pixel of the result."""


class NoRun(GeoDeskError):
    """The folder holds no run of a segmenter, or not what is asked of it."""


@dataclass(slots=True)
class Settings:
    """A run's settings, as they stand in its config.json.

    Attributes
    ----------
    data
        Folder with the fields: PPL, XPL and mask of each.
    mask
        What follows the field's name in the name of its mask.
    values, labels
        Value in the masks and name of each class, in output order; pixels of other values count for nothing.
    group_regex
        Searched in a field's name; its first group, or all of it, is the section.
    scale
        Of the input against the pictures: 0.5 sees half of the pixels along each axis.
    side
        Of a crop, in pixels of the input.
    weights, weights_sha256
        Of the encoder: ``imagenet``, ``none`` or a file.
    width
        Channels of the decoder.
    views
        Changed copies of each field whose features are kept; the field as it is counts as one.
    crops
        Of each field in an epoch.
    dice
        Weight of the dice loss beside the cross-entropy.
    class_weights
        ``balanced``: a class weighs with the inverse root of its share; ``none``.
    dropout, decay
        Share of the encoder's channels left out; decay of the weights.
    folds, fold
        Into how many parts the sections are divided, and which one is the test; None: nothing is held out.
    """

    data: str = ""
    mask: str = "_mask"
    values: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    group_regex: str = ""
    scale: float = 0.5
    side: int = 256
    weights: str = "none"
    width: int = 48
    views: int = 12
    crops: int = 8
    batch: int = 8
    epochs: int = 40
    rate: float = 1e-3
    dice: float = 0.5
    class_weights: str = "balanced"
    dropout: float = 0.2
    decay: float = 1e-3
    seed: int = 1
    folds: int = 5
    fold: int | None = None
    augmentation: Augmentation = field(default_factory=lambda: SETS["thin-section"].lit(0.7))
    data_sha256: str = ""
    weights_sha256: str = ""
    network: str = "segmenter"

    @property
    def spec(self) -> InputSpec:
        """The input of the finished model: a tile of both faces."""
        tile = TileSpec(round(self.side / self.scale), "mean")
        channels = 3 * len(FACES)
        return InputSpec("image", self.side, self.side, channels, "uint8", tile=tile, faces=FACES)


def is_segmenter(run: Path) -> bool:
    """Whether a folder is a run of a segmenter."""
    try:
        return bool(json.loads((run / CONFIG).read_text(encoding="utf-8"))["network"] == "segmenter")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_settings(run: Path, settings: Settings) -> None:
    """Write ``config.json``."""
    replace_text(run / CONFIG, json.dumps(asdict(settings), indent=1, ensure_ascii=False))


def read_settings(run: Path) -> Settings:
    """The settings of a run; raises `NoRun`."""
    try:
        raw = json.loads((run / CONFIG).read_text(encoding="utf-8"))
        known = {one.name for one in fields(Settings)}
        settings = Settings(**{key: value for key, value in raw.items() if key in known})
        settings.augmentation = Augmentation(**raw["augmentation"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NoRun(
            en=f"{run} is no run of a segmenter ({error}).",
            es=f"{run} no es un entrenamiento de un segmentador ({error}).",
        ) from error
    return settings
