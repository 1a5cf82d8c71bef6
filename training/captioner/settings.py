"""What a captioner's training is asked for, with the study's values as defaults."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from geodesk.language import GeoDeskError
from geodesk.models import InputSpec
from geodesk.models.captioner import Sentences
from geodesk.models.captions import LANDSLIDE, MAX_LENGTH
from training.runfiles import replace_text

CONFIG = "config.json"
NAMES = ("captioner", "captioner-thesis")


class NoCaptioner(GeoDeskError):
    """The folder holds no run of a captioner, or not what is asked of it."""


@dataclass(slots=True)
class Settings:
    """A run's settings, as they stand in its config.json.

    Attributes
    ----------
    captioner
        ``captioner``: places are kept (`training.captioner.networks.grid_head`) and the encoder's head is
        taught the attributes first; ``captioner-thesis``: the study's global average and prefixes.
    backbone, weights, side
        Of the encoder; see `training.networks.backbones.backbone`.
    data
        Folder that ``prepare captions`` wrote.
    encoder_epochs, encoder_rate
        At most so many for the encoder's head, first learning rate (Adam, cosine).
    epochs, rate
        The same of the decoder (RMSprop).
    patience
        Epochs without a lower validation loss after which a stage ends.
    length
        Longest sentence, marks included.
    views
        How often a training picture is looked at; each epoch draws one of its views.
    mirrors
        Whether it is seen mirrored in them, with its direction.
    light
        Whether it is seen in another light in each (`training.captioner.light`).
    masks
        Folder of masks that show the encoder where the landslides are; empty: it finds out by itself.
    """

    captioner: str = "captioner"
    backbone: str = "ResNet50"
    weights: str = "imagenet"
    data: str = ""
    side: int = 224
    batch: int = 32
    seed: int = 1
    encoder_epochs: int = 30
    encoder_rate: float = 2e-3
    epochs: int = 30
    rate: float = 1e-3
    patience: int = 8
    length: int = MAX_LENGTH
    views: int = 4
    mirrors: bool = True
    light: bool = True
    masks: str = ""
    vocabulary: list[str] = field(default_factory=lambda: list(LANDSLIDE.vocabulary))
    data_sha256: str = ""
    weights_sha256: str = ""
    synthetic: bool = False

    @property
    def thesis(self) -> bool:
        """Whether it is the study's network."""
        return self.captioner == "captioner-thesis"

    @property
    def spec(self) -> InputSpec:
        """How a picture becomes a tensor."""
        return InputSpec("image", self.side, self.side, 3, "uint8", resize="stretch")

    @property
    def sentences(self) -> Sentences:
        """The text side."""
        return Sentences(tuple(self.vocabulary), self.length, self.thesis, LANDSLIDE)

    def save(self, run: Path) -> None:
        """Write config.json."""
        replace_text(run / CONFIG, json.dumps(asdict(self), indent=1, ensure_ascii=False))


def study(name: str) -> Settings:
    """The settings of a network of `NAMES`."""
    if name == "captioner-thesis":
        plain: dict[str, Any] = {"views": 1, "mirrors": False, "light": False}
        return Settings(captioner=name, encoder_epochs=0, epochs=20, length=11, **plain)
    return Settings(captioner=name)


def is_captioner(run: Path) -> bool:
    """Whether a folder holds a run of this package."""
    return "captioner" in _document(run)


def read_settings(run: Path) -> Settings:
    """The settings of a run; raises `NoCaptioner`."""
    document = _document(run)
    known = {one.name for one in fields(Settings)}
    if "captioner" not in document:
        raise NoCaptioner(
            en=f"{run} holds no training of a captioner: run “fit captioner” first.",
            es=f"{run} no contiene un entrenamiento de leyendas: ejecute antes «fit captioner».",
        )
    return Settings(**{name: value for name, value in document.items() if name in known})


def _document(run: Path) -> dict[str, Any]:
    try:
        document = json.loads((run / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
