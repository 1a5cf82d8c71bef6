"""Which networks can be trained on a collection's labels, from which models, and where the new model goes."""

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk.jobs.retrain import TrainingFailed
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import Card, OnnxFile, installed, read_card
from geodesk.places import user_data


def next_name(base: Card | None, fallback: str) -> tuple[str, str]:
    """Name and version of a model that follows `base`: one version on, and no name that is taken.

    Without a base it is called after `fallback`, a folder's name of any kind, as far as a file can be.
    """
    taken = {path.stem for path in installed()}
    stem = _plain(fallback) if base is None else re.sub(r"-\d+(\.\d+)*$", "", base.name)
    major, minor = _version("0.9" if base is None else base.version)
    while True:
        minor += 1
        version = f"{major}.{minor}" if base is not None or minor < 10 else f"{major + 1}.{minor - 10}"
        if f"{stem}-{version}" not in taken:
            return f"{stem}-{version}", version


def _plain(name: str) -> str:
    """A name that stays the same when the model is kept under it."""
    words = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", name)).strip("-._")
    return words.lower() or "model"


def _version(text: str) -> tuple[int, int]:
    numbers = [int(part) for part in re.findall(r"\d+", text)[:2]]
    return (numbers + [0, 0])[0], (numbers + [0, 0])[1]


def card_of(path: Path) -> Card | None:
    """The card of a model's file."""
    return read_card(OnnxFile.read(path))


def keep_model(model: Path) -> Path:
    """Copy a trained model into the user's models under its card's name; the old ones stay.

    Raises
    ------
    TrainingFailed
        It cannot be written.
    """
    card = card_of(model)
    name = model.stem if card is None else re.sub(r"[^\w.-]+", "-", card.name)
    folder = user_data() / "models"
    target = folder / f"{name}.onnx"
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise FileExistsError(17, "exists")
        shutil.copyfile(model, part)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TrainingFailed(
            en=f"The model cannot be kept as {target} ({error.strerror}).",
            es=f"No se puede guardar el modelo como {target} ({error.strerror}).",
        ) from error
    return target


@dataclass(frozen=True, slots=True)
class Network:
    """A network that can be trained from the window, with its study's values.

    Attributes
    ----------
    network, backbone
        As ``python -m training`` names them.
    title, suits
        For people; what it is good for and what it wants.
    epochs, fine_epochs
        At most so many of the first and the second phase; 0: there is none.
    rate, fine_rate, batch, patience
        First learning rates, pictures a step, epochs without a lower validation loss.
    head
        ``solved``: the one for few pictures, without epochs.
    """

    network: str
    backbone: str
    title: Sentence
    suits: Sentence
    epochs: int
    fine_epochs: int
    rate: float
    fine_rate: float
    batch: int
    patience: int
    head: str = "study"

    @property
    def goes_on(self) -> bool:
        """Whether it is trained further from a model's own weights."""
        return self.network == "preclassifier"


_FEW = Sentence(
    "For a few dozen to a thousand pictures of any kind: minutes, no graphics processor. In trials on five"
    " sets it did better than heads trained by epochs.",
    "Para unas decenas a un millar de imágenes de cualquier tipo: minutos, sin procesador gráfico. En"
    " pruebas con cinco conjuntos superó a las cabezas entrenadas por épocas.",
)
_THIN = Sentence(
    "The study's network for thin sections, also its backbone trained in a second phase: for hundreds of"
    " pictures a class; hours without a graphics processor.",
    "La red del estudio para láminas delgadas, con su red base entrenada en una segunda fase: para cientos de"
    " imágenes por clase; horas sin procesador gráfico.",
)
_SPECIMEN = Sentence(
    "The study's small networks, trained from nothing: for thousands of pictures; with fewer,"
    " “Few pictures” does better.",
    "Las redes pequeñas del estudio, entrenadas desde cero: para miles de imágenes; con menos resulta"
    " mejor «Pocas imágenes».",
)


def _thin(backbone: str) -> Network:
    title = Sentence(f"Thin section or grains ({backbone})", f"Lámina delgada o granos ({backbone})")
    return Network("thin-section", backbone, title, _THIN, 30, 20, 1e-3, 5e-5, 8, 8)


def _specimen(name: str) -> Network:
    title = Sentence(f"Hand specimens ({name})", f"Muestras de mano ({name})")
    return Network(name, "", title, _SPECIMEN, 90, 0, 1e-3, 5e-5, 64, 9)


NETWORKS = (
    Network(
        "preclassifier",
        "",
        Sentence("SEM: usable or not", "SEM: utilizable o no"),
        Sentence(
            "Tells usable pictures from spoilt ones by small tiles; goes on from the installed model.",
            "Distingue imágenes utilizables de malogradas por teselas pequeñas; continúa desde el modelo"
            " instalado.",
        ),
        epochs=20,
        fine_epochs=50,
        rate=3e-3,
        fine_rate=3e-6,
        batch=32,
        patience=8,
    ),
    Network(
        "thin-section",
        "MobileNetV2",
        Sentence("Few pictures (MobileNetV2)", "Pocas imágenes (MobileNetV2)"),
        _FEW,
        epochs=0,
        fine_epochs=0,
        rate=1e-3,
        fine_rate=5e-5,
        batch=32,
        patience=8,
        head="solved",
    ),
    *(_thin(backbone) for backbone in ("MobileNetV2", "EfficientNetB0", "ResNet50", "VGG16")),
    *(_specimen(name) for name in ("mindat-3", "mindat-2", "mindat-1", "mindat-selected")),
)


def bases(network: Network, labels: Sequence[str], known: Sequence[tuple[Path, Card]]) -> list[Path]:
    """The models that a training can go on from or be compared with, of those installed.

    Parameters
    ----------
    labels
        Classes of the collection; a model to be compared with knows them all.
    known
        Models with their cards.
    """
    found = []
    for path, card in known:
        if card.task != "classify" or card.input is None:
            continue
        spec = card.input
        tiled = spec.tile is not None and (spec.height, spec.width, spec.channels) == (320, 320, 1)
        same = set(labels) <= {label.id for label in card.labels}
        if tiled and len(card.labels) == 2 if network.goes_on else same:
            found.append(path)
    return found


def suited(labels: Sequence[str], known: Sequence[tuple[Path, Card]]) -> Network:
    """The network to begin with: the pre-classifier for its own classes, else the one for few pictures."""
    cards_of = dict(known)
    usable = next(one for one in NETWORKS if one.goes_on)
    for path in bases(usable, labels, known):
        if set(labels) <= {label.id for label in cards_of[path].labels}:
            return usable
    return next(one for one in NETWORKS if one.head == "solved")


def cards() -> list[tuple[Path, Card]]:
    """The installed models that have a card that can be read."""
    found = []
    for path in installed():
        try:
            card = card_of(path)
        except GeoDeskError:
            continue
        if card is not None:
            found.append((path, card))
    return found
