"""From a collection's labels to a model with its card, in one go that can be stopped and gone on with."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import geodesk.micrograph as gm
from geodesk.language import GeoDeskError
from geodesk.models.card import Card
from geodesk.models.load import read_card
from geodesk.models.onnxfile import OnnxFile
from training.classifier.export import Wording
from training.classifier.loop import read_state
from training.classifier.settings import Settings, solved, study
from training.data.index import DataIndex
from training.data.labelled import prepare_labelled
from training.data.prepare import REPORT, Options, load_index
from training.progress import Progress
from training.retraining import preclassifier

VALIDATION, TEST = 0.15, 0.2
"""Shares of the labelled samples that choose the network, and that are held out to the end."""
_SIDE = 224
_ASKED = 40


@dataclass(slots=True)
class Wanted:
    """What is asked for.

    Attributes
    ----------
    folder
        The collection.
    network, backbone
        Of `training.catalogue`.
    base
        The model that training goes on from (pre-classifier), and that the new one is to replace.
    head
        ``solved``: that of thin-section is `training.classifier.settings.solved`; ``study``.
    usable
        Which label means usable (pre-classifier); "": as the base's card says, else YES.
    changes
        Fields of the settings that differ from the study's.
    wording
        Of the card.
    """

    folder: Path
    network: str
    backbone: str = ""
    head: str = "study"
    base: Path | None = None
    usable: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)
    options: Options = field(default_factory=lambda: Options(validation=VALIDATION, test=TEST))


def retrain(run: Path, wanted: Wanted, out: Path, progress: Progress, resume: bool = False) -> bool:
    """Prepare the labels, train, score on held-out samples, export to `out`; False if it was interrupted.

    Interrupted (Ctrl+C) after an epoch, the best network so far is scored and exported all the same, and
    `resume` goes on later. On the same labels and seed the result is that of an uninterrupted run.

    Raises
    ------
    TooFewLabels, CannotResume, BadWeights, OtherNetwork, ExportDiffers
        See there.
    KeyboardInterrupt
        Before the first epoch was over.
    """
    run.mkdir(parents=True, exist_ok=True)
    index = None if resume else _prepared(run, wanted, progress)
    settings = _settings(wanted, index)
    whole = True
    try:
        _fit(run, settings, index, wanted, progress)
    except KeyboardInterrupt:
        if not read_state(run).total:
            raise
        whole = False
        progress.event("interrupted", epochs=read_state(run).total, go_on="--resume")
    _finish(run, wanted, out, progress)
    progress.event("finished", model=str(out), whole=whole)
    return whole


def fit_labelled(run: Path, wanted: Wanted, progress: Progress, resume: bool = False) -> None:
    """Prepare the labels and train, and nothing else; see `retrain`."""
    run.mkdir(parents=True, exist_ok=True)
    index = None if resume else _prepared(run, wanted, progress)
    _fit(run, _settings(wanted, index), index, wanted, progress)


def _prepared(run: Path, wanted: Wanted, progress: Progress) -> DataIndex:
    (run / "data" / REPORT).unlink(missing_ok=True)
    prepare_labelled(wanted.folder, run / "data", wanted.options, progress)
    return load_index(run / "data")


def _settings(wanted: Wanted, index: DataIndex | None) -> Settings:
    if wanted.network != preclassifier.NETWORK:
        settings = study(wanted.network, wanted.backbone)
        if wanted.head == "solved":
            settings = solved(settings)
            if index is not None:  # a run that goes on keeps its own
                settings.side = side_for(index)
        return replace(settings, **wanted.changes)
    settings = preclassifier.study()
    if index is not None:
        settings.labels = _ordered(index.labels, wanted)
    return replace(settings, **wanted.changes)


def side_for(index: DataIndex) -> int:
    """The side at which pictures are read for a solved head: 448 pixels where most are that large, else 224.

    On 67 fibres of 700 × 1,020 pixels .896 were told rightly at 448 and .806 at 224; on pictures smaller than
    448 it made no difference that could be told (docs/models.md).
    """
    drawn = index.rows[:: max(1, len(index.rows) // _ASKED)]
    sides = []
    for row in drawn:
        with gm.open(index.folder / row.path) as picture:
            sides.append(min(picture.content[2:]))
    return 2 * _SIDE if median(sides) >= 2 * _SIDE else _SIDE


def _ordered(labels: list[str], wanted: Wanted) -> list[str]:
    """Not usable first: by what was said, else as the base's card has them, else YES is usable."""
    card = base_card(wanted.base)
    told = [label.id for label in card.labels] if card else ["NO", "YES"]
    if wanted.usable:
        if wanted.usable not in labels:
            raise GeoDeskError(
                en=f"“{wanted.usable}” is no label of this folder; it has {', '.join(labels)}.",
                es=f"«{wanted.usable}» no es una etiqueta de esta carpeta; tiene {', '.join(labels)}.",
            )
        return [*(label for label in labels if label != wanted.usable), wanted.usable]
    if sorted(told) == labels:
        return told
    if len(labels) == 2:
        raise GeoDeskError(
            en=f"Say which of {', '.join(labels)} means usable: --usable LABEL.",
            es=f"Indique cuál de {', '.join(labels)} significa utilizable: --usable ETIQUETA.",
        )
    return labels


def base_card(base: Path | None) -> Card | None:
    """The card of the model that training goes on from."""
    return None if base is None else read_card(OnnxFile.read(base))


def _fit(run: Path, settings: Settings, index: DataIndex | None, wanted: Wanted, progress: Progress) -> None:
    if wanted.network == preclassifier.NETWORK:
        preclassifier.fit(run, settings, index, wanted.base, progress)
        return
    from training.classifier.fit import fit

    fit(run, replace(settings, data=str(run / "data")), progress, resume=index is None)


def _finish(run: Path, wanted: Wanted, out: Path, progress: Progress) -> None:
    if wanted.network == preclassifier.NETWORK:
        from training.retraining import scoring

        scoring.evaluate(run, progress)
        scoring.export(run, out, wanted.wording, base_card(wanted.base), progress)
        return
    from training.classifier.evaluate import evaluate
    from training.classifier.export import export

    evaluate(run, [], progress)
    export(run, out, wanted.wording, progress)
