"""A run: from prepared captions to an encoder and a decoder.

In RUN: ``config.json``, ``captions.csv``, ``history.csv``, ``state.json`` with the checkpoint that
``--resume`` goes on from, ``backbone.keras``, ``head.keras`` (ours), ``decoder.keras``; pixels and features
in ``cache``.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from geodesk.language import GeoDeskError
from training.captioner.features import BACKBONE, HEAD
from training.captioner.loop import HISTORY, STATE, Stage, State, go
from training.captioner.prepare import REPORT, TABLE, Captions, load_captions
from training.captioner.settings import Settings, is_captioner, read_settings
from training.captioner.stages import DECODER, decoder_stage, encoder_stage
from training.progress import Progress


class CannotResume(GeoDeskError):
    """The run's folder does not hold what is needed."""


class TooLong(GeoDeskError):
    """A caption has more words than the network takes."""


def fit(run: Path, settings: Settings, progress: Progress, resume: bool = False) -> State:
    """Train, or go on training, a captioner in the folder `run`.

    Parameters
    ----------
    settings
        What is asked for; when resuming only how many epochs, the rest is the run's own.
    resume
        Go on from the last whole epoch.

    Raises
    ------
    NoCaptions, BadWeights, CannotResume, TooLong
        See there.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    settings = _resumed(run, settings) if resume else _begun(run, settings)
    captions = load_captions(run)
    _check_length(captions, settings)
    stages: list[Callable[[], Stage]] = []
    if not settings.thesis:
        stages.append(lambda: encoder_stage(run, settings, captions, progress))
    stages.append(lambda: decoder_stage(run, settings, captions, progress))
    state = go(run, settings, stages, progress)
    progress.event("done", epochs=state.total, seconds=round(state.seconds, 1))
    return state


def _begun(run: Path, settings: Settings) -> Settings:
    run.mkdir(parents=True, exist_ok=True)
    captions = load_captions(Path(settings.data))
    for stale in (*run.glob("last-*.keras"), *(run / n for n in (STATE, HISTORY, BACKBONE, HEAD, DECODER))):
        stale.unlink(missing_ok=True)
    for name in (TABLE, REPORT):
        shutil.copyfile(captions.folder / name, run / name)
    settings = replace(settings, data_sha256=captions.sha256, synthetic=captions.synthetic)
    settings.save(run)
    return settings


def _resumed(run: Path, wanted: Settings) -> Settings:
    if not is_captioner(run):
        raise CannotResume(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        )
    settings = read_settings(run)
    if (wanted.captioner, wanted.backbone) != (settings.captioner, settings.backbone):
        raise CannotResume(
            en=f"{run} trains {settings.captioner} {settings.backbone}: choose another folder.",
            es=f"{run} entrena {settings.captioner} {settings.backbone}: elija otra carpeta.",
        )
    settings.encoder_epochs, settings.epochs = wanted.encoder_epochs, wanted.epochs
    settings.save(run)
    return settings


def _check_length(captions: Captions, settings: Settings) -> None:
    longest = max(captions.rows, key=lambda row: len(row.caption.split()))
    # What the network is shown is the mark of the beginning and all words.
    need = len(longest.caption.split()) + 1
    if need > settings.length:
        raise TooLong(
            en=f"The caption of {longest.path} needs a length of {need}, more than {settings.length}; "
            f"give --length {need}.",
            es=f"La leyenda de {longest.path} necesita una longitud de {need}, más que {settings.length}; "
            f"indique --length {need}.",
        )
