"""What a training run is asked for, with the studies' values as defaults."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError
from geodesk.models import InputSpec
from training.classifier.augment import SETS, Augmentation

if TYPE_CHECKING:
    from training.networks.build import Architecture

CONFIG = "config.json"


class NoRun(GeoDeskError):
    """The folder holds no run of a classifier, or not what is asked of it."""


@dataclass(slots=True)
class Settings:
    """A run's settings, as they stand in its config.json.

    Attributes
    ----------
    network, backbone
        See `training.catalogue`.
    data
        Folder that ``prepare`` wrote; the run keeps a copy of its index.
    input
        What of a sample the network sees: ``picture``; of pairs ``ppl``, ``xpl``, ``both`` in one input,
        or ``each`` face by itself, a sample's probabilities then being the mean of its faces.
    weights
        Of the backbone: ``imagenet``, ``none`` or a file.
    side, resize
        Of the input; see `geodesk.models.InputSpec`.
    batch, seed
        Pictures a step; the seed of everything random.
    epochs, rate
        First phase (backbone frozen), or the only one: at most so many epochs, first learning rate.
    fine_epochs, fine_rate, fine_blocks
        Second phase: the last blocks of the backbone unfrozen (None: all).
    schedule, rate_factor, rate_patience, least_rate
        ``plateau`` multiplies the rate by the factor after so many epochs without a lower validation loss;
        ``cosine`` lets it fall to the least; ``constant``.
    patience
        Epochs without a lower validation loss after which a phase ends.
    views
        Augmented views of each picture whose features are kept for the first phase.
    augmentation
        What the pictures are changed by.
    class_weights
        ``balanced``: every label counts alike; ``none``: every picture.
    smoothing
        Label smoothing.
    hidden, dropout, l2
        Of the head, or of mindat's third and fourth convolution; None: the study's.
    depths, standardise
        Features of so many depths of the backbone (1 to 3), standardised in front of the head.
    solver
        Of the first phase: ``adam`` takes steps; ``exact`` for the head at once (`classifier.solve`).
    validation
        With a fold: the share of the other folds that validates.
    orientations
        The finished network's answer is the mean over so many turns and mirrorings (1, 2, 4 or 8).
    mixed_precision
        16-bit arithmetic, for graphics processors.
    fold
        The fold that is the test, in place of the index's split.
    """

    network: str = ""
    backbone: str = ""
    data: str = ""
    input: str = "auto"
    weights: str = "none"
    side: int = 224
    resize: str = "stretch"
    batch: int = 32
    seed: int = 1
    epochs: int = 30
    rate: float = 1e-3
    fine_epochs: int = 0
    fine_rate: float = 5e-5
    fine_blocks: int | None = None
    schedule: str = "plateau"
    rate_factor: float = 0.5
    rate_patience: int = 3
    least_rate: float = 1e-6
    patience: int = 8
    views: int = 8
    augmentation: Augmentation = field(default_factory=Augmentation)
    class_weights: str = "none"
    smoothing: float = 0.0
    hidden: tuple[int, ...] | None = None
    dropout: float | None = None
    l2: float | None = None
    depths: int = 1
    standardise: bool = False
    solver: str = "adam"
    validation: float = 0.15
    orientations: int = 1
    mixed_precision: bool = False
    fold: int | None = None
    labels: list[str] = field(default_factory=list)
    data_sha256: str = ""
    weights_sha256: str = ""

    @property
    def faces(self) -> int:
        """Pictures in one input."""
        return 2 if self.input == "both" else 1

    @property
    def looks(self) -> int:
        """Pictures that pass through the network for one input: its faces in all orientations."""
        return self.faces * self.orientations

    @property
    def architecture(self) -> "Architecture":
        """What the network is made of. Imports TensorFlow."""
        from training.networks.build import Architecture

        return Architecture(
            self.network,
            self.backbone,
            self.side,
            self.faces,
            self.hidden,
            self.dropout,
            self.l2,
            self.depths,
            self.standardise,
        )

    @property
    def spec(self) -> InputSpec:
        """How one face becomes a tensor."""
        return InputSpec("image", self.side, self.side, 3, "uint8", resize=self.resize)

    def save(self, run: Path) -> None:
        """Write config.json."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (run / CONFIG).write_text(text, encoding="utf-8")


def study(network: str, backbone: str = "") -> Settings:
    """The settings of a network's study."""
    if network == "thin-section":
        # Batch 8 had the study's lowest validation loss; it names neither epochs nor augmentation.
        return Settings(
            network=network,
            backbone=backbone or "ResNet50",
            weights="imagenet",
            batch=8,
            epochs=30,
            fine_epochs=20,
            augmentation=SETS["thin-section"],
        )
    if network == "compare":
        return Settings(
            network=network,
            backbone=backbone or "MobileNetV2",
            weights="imagenet",
            epochs=10,
            schedule="constant",
            patience=10,
            augmentation=SETS["A1"],
        )
    return Settings(
        network=network,
        side=96,
        batch=64,
        epochs=90,
        rate_factor=0.8,
        least_rate=5e-6,
        patience=9,
        views=0,
        augmentation=SETS["mindat"],
    )


def solved(settings: Settings) -> Settings:
    """The same network with a head for few pictures: regression on three depths, solved at once.

    On five sets of 67 to 943 samples it did better than a head trained by steps (docs/models.md). Answers are
    means over both mirrorings, which suit every subject; there is no second phase.
    """
    return replace(
        settings,
        fine_epochs=0,
        views=4,
        class_weights="balanced",
        l2=0.02,
        depths=3,
        standardise=True,
        solver="exact",
        orientations=2,
    )


def is_classifier(run: Path) -> bool:
    """Whether a folder holds a run of this package (and not of the pre-classifier)."""
    return "network" in _document(run)


def read_settings(run: Path) -> Settings:
    """The settings of a run; raises `NoRun`."""
    document = _document(run)
    try:
        document["augmentation"] = Augmentation(**document["augmentation"])
        hidden = document.get("hidden")
        document["hidden"] = None if hidden is None else tuple(hidden)
        known = {one.name for one in fields(Settings)}
        return Settings(**{name: value for name, value in document.items() if name in known})
    except (KeyError, TypeError) as error:
        raise NoRun(
            en=f"{run} holds no training run: run “fit” first.",
            es=f"{run} no contiene un entrenamiento: ejecute antes «fit».",
        ) from error


def _document(run: Path) -> dict[str, Any]:
    try:
        document = json.loads((run / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
