"""What a run of a generator was told, how far it is, and which files it learns from."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from geodesk import micrograph as gm
from geodesk.collection import Collection, Picture
from geodesk.language import GeoDeskError
from training import tiles

NETWORKS = ("dcgan", "dcgan-thesis", "volume")
GENERATOR = "generator.keras"


class NoGenerator(GeoDeskError):
    """The folder holds no run of a generator, or one that has drawn nothing yet."""


class NoRealPictures(GeoDeskError):
    """Nothing is left to learn from."""


@dataclass(slots=True)
class Settings:
    """A run as ``config.json`` holds it.

    Attributes
    ----------
    network
        One of `NETWORKS`.
    data
        Pictures or folders of them.
    labels, label
        A collection, and the label of its pictures that are learnt from as well; "": none.
    allow_synthetic
        Whether pictures that GeoDesk drew or generated count as data.
    side
        Of the crops; the thesis's is always 320.
    steps, batch
        How long, and crops (volumes) a step.
    every
        Steps between two checkpoints, contact sheets and errors.
    latent, study_defects
        Of the thesis's network.
    turn
        Whether quarter turns of the crops count as data.
    rate, weight
        Of ours; see `steps.Ours`.
    minutes
        Processor time after which a run ends, whatever the steps; 0: only the steps count. Runs of different
        networks become comparable; which step is the last then depends on the machine.
    """

    network: str
    data: list[str] = field(default_factory=list)
    labels: str = ""
    label: str = "YES"
    allow_synthetic: bool = False
    side: int = 160
    steps: int = 3000
    batch: int = 16
    every: int = 250
    seed: int = 1
    latent: int = 64
    study_defects: bool = False
    turn: bool = False
    rate: float = 6e-4
    weight: float = 3.0
    minutes: float = 0.0
    data_sha256: str = ""


@dataclass(slots=True)
class State:
    """How far a run is."""

    step: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pictures that a run learns from, and how many synthetic ones were left out."""

    pictures: list[Picture]
    left_out: int

    @property
    def sha256(self) -> str:
        """See `tiles.data_hash`."""
        return tiles.data_hash([picture.file for picture in self.pictures])


def chosen(settings: Settings) -> Chosen:
    """The pictures of a run: those named, those below the folders named, those of the label.

    Raises
    ------
    NoPictures, CollectionError
        A folder holds none, or is no collection.
    NoRealPictures
        No picture has the label, or all are synthetic.
    """
    named = [Path(entry) for entry in settings.data]
    folders = [entry for entry in named if entry.is_dir()]
    files = [entry for entry in named if not entry.is_dir()]
    files += tiles.pictures(folders) if folders else []
    found = [Picture(file.name, file.name, file, 0, 0) for file in files]
    if settings.labels:
        found += _labelled(Path(settings.labels), settings.label)
    if settings.allow_synthetic:
        return Chosen(found, 0)
    real = [picture for picture in found if not _synthetic(picture)]
    if not real:
        raise NoRealPictures(
            en="All of these pictures are synthetic; --allow-synthetic learns from them all the same.",
            es="Todas estas imágenes son sintéticas; con --allow-synthetic se aprende de ellas igualmente.",
        )
    return Chosen(real, len(found) - len(real))


def _labelled(folder: Path, label: str) -> list[Picture]:
    collection = Collection.open(folder)
    pictures = [one for one in collection.pictures() if collection.labels.label_of(one) == label]
    if not pictures:
        raise NoRealPictures(
            en=f"No picture of {folder} has the label {label}.",
            es=f"Ninguna imagen de {folder} tiene la etiqueta {label}.",
        )
    return pictures


def _synthetic(picture: Picture) -> bool:
    with gm.open(picture.file) as opened:
        return opened.metadata.get("synthetic") == "yes"


def is_generator(run: Path) -> bool:
    """Whether a folder holds a run of a generator."""
    try:
        return json.loads((run / "config.json").read_text(encoding="utf-8"))["network"] in NETWORKS
    except (OSError, ValueError, TypeError, KeyError):
        return False


def read_settings(run: Path) -> tuple[Settings, State]:
    """A run's settings and how far it is; raises `NoGenerator`."""
    try:
        settings = Settings(**json.loads((run / "config.json").read_text(encoding="utf-8")))
        state = State(**json.loads((run / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise NoGenerator(
            en=f"{run} holds no generator that was trained: start the training without --resume.",
            es=f"{run} no contiene un generador entrenado: empiece el entrenamiento sin --resume.",
        ) from error
    return settings, state
