"""The grids of the studies: which trainings stand in one table, and what they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from geodesk.language import GeoDeskError, Sentence
from training.classifier.augment import SETS
from training.classifier.settings import Settings, study

GRIDS = ("backbones", "mindat", "thin-section")
COMPARED = ("MobileNetV2", "ResNet50", "EfficientNetB0")
AUGMENTATIONS = ("A1", "A2", "A3", "A4")
MINDAT = ("mindat-1", "mindat-2", "mindat-3")
BATCHES: Mapping[str, tuple[int, ...]] = {"mindat": (64,), "thin-section": (8, 16, 32, 64, 128)}
# What stands in the settings of a run but is no choice of the study's.
_NO_CHOICE = ("network", "backbone", "data", "input", "weights", "seed", "fold", "labels", "augmentation")
_DIGESTS = ("data_sha256", "weights_sha256")


class NothingToCompare(GeoDeskError):
    """Every cell of a grid is left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One training of a grid.

    Attributes
    ----------
    name
        Of its folder.
    settings
        Of its run.
    shown
        Name of each thing that differs between cells → its value here.
    """

    name: str
    settings: Settings
    shown: dict[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that is not in the table, and why."""

    name: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a grid is asked for.

    Attributes
    ----------
    weights
        Backbone → ``imagenet`` or a file. A backbone that is not named is left out: random weights would
        say nothing of it.
    backbones
        Of the grid ``backbones``, or the one of ``thin-section``; () the study's.
    networks
        Of the grid ``mindat``; () the study's three.
    batches
        Of ``mindat`` and ``thin-section``; () the study's.
    changes
        Settings that differ from the study's, in all cells alike.
    """

    weights: Mapping[str, str] = field(default_factory=dict)
    backbones: Sequence[str] = ()
    networks: Sequence[str] = ()
    batches: Sequence[int] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)


def grid(kind: str, wanted: Wanted) -> tuple[list[Cell], list[LeftOut]]:
    """The cells of a grid, and those without weights.

    Parameters
    ----------
    kind
        ``backbones`` (backbone × augmentation), ``mindat`` (network × batch size) or ``thin-section`` (batch
        sizes of one backbone).
    wanted
        What is asked for.

    Raises
    ------
    NothingToCompare
        No cell is left.
    """
    cells: list[Cell] = []
    left: list[LeftOut] = []
    if kind == "mindat":
        for name in wanted.networks or MINDAT:
            for batch in wanted.batches or BATCHES[kind]:
                settings = replace(study(name), **wanted.changes, batch=batch)
                cells.append(Cell(f"{name}-{batch}", settings, {"network": name, "batch": str(batch)}))
        return cells, left
    for backbone in wanted.backbones or (COMPARED if kind == "backbones" else ("ResNet50",)):
        weights = wanted.weights.get(backbone, "")
        if weights in ("", "none"):
            left.append(LeftOut(backbone, _no_weights(backbone)))
        else:
            cells += _on(kind, backbone, wanted, {**wanted.changes, "weights": weights})
    if not cells:
        raise NothingToCompare(
            en=" ".join(one.why.en for one in left), es=" ".join(one.why.es for one in left)
        )
    return cells, left


def _on(kind: str, backbone: str, wanted: Wanted, changes: Mapping[str, Any]) -> list[Cell]:
    if kind == "backbones":
        start = study("compare", backbone)
        return [
            Cell(
                f"{backbone}-{name}",
                replace(start, **changes, augmentation=SETS[name]),
                {"backbone": backbone, "augmentation": name},
            )
            for name in AUGMENTATIONS
        ]
    start = study("thin-section", backbone)
    return [
        Cell(
            f"{backbone}-{batch}",
            replace(start, **changes, batch=batch),
            {"backbone": backbone, "batch": str(batch)},
        )
        for batch in wanted.batches or BATCHES[kind]
    ]


def _no_weights(backbone: str) -> Sentence:
    return Sentence(
        en=f"{backbone} is left out: give its weights with --weights {backbone}=FILE (or {backbone}=imagenet,"
        " which downloads them).",
        es=f"Se omite {backbone}: indique sus pesos con --weights {backbone}=ARCHIVO (o {backbone}=imagenet,"
        " que los descarga).",
    )


def deviations(settings: Settings) -> dict[str, tuple[Any, Any]]:
    """Settings that differ from their study's: name → (here, in the study)."""
    theirs = study(settings.network, settings.backbone)
    names = [one.name for one in fields(Settings) if one.name not in (*_NO_CHOICE, *_DIGESTS)]
    pairs = {name: (getattr(settings, name), getattr(theirs, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def other_settings(found: Settings, wanted: Settings) -> dict[str, tuple[Any, Any]]:
    """What an earlier run was asked for differently: name → (found, wanted)."""
    known = ("data", "labels", "fold", *_DIGESTS, *(("input",) if wanted.input == "auto" else ()))
    names = [one.name for one in fields(Settings) if one.name not in known]
    pairs = {name: (getattr(found, name), getattr(wanted, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
