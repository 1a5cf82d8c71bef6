"""A run: from prepared data to the network with the lowest validation loss.

Everything of it lies in its folder RUN: ``config.json``, ``split.csv``, ``history.csv``, ``state.json`` with
the checkpoint that ``--resume`` goes on from, ``best.keras``; pixels and features in ``cache``.
"""

import functools
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from geodesk.language import GeoDeskError
from training.classifier.examples import Examples, divided, read_examples, resolved_input
from training.classifier.features import Extractor, bank, weights_digest
from training.classifier.loop import HISTORY, STATE, Loop, Phase, State, read_state
from training.classifier.predict import BACKBONE, BEST, HEAD, plain_network
from training.classifier.settings import CONFIG, NoRun, Settings, is_classifier, read_settings
from training.classifier.sources import FeatureSource, PictureSource, Targets
from training.data.index import DataIndex, write_index
from training.data.prepare import REPORT, Options, load_index, prepare
from training.progress import Progress

SPLIT = "split.csv"


class CannotResume(GeoDeskError):
    """The run's folder does not hold what is needed."""


def fit(
    run: Path,
    settings: Settings,
    progress: Progress,
    resume: bool = False,
    cache: Path | None = None,
    options: Options | None = None,
) -> State:
    """Train, or go on training, a classifier in the folder `run`.

    Parameters
    ----------
    run
        Folder of the run.
    settings
        What is asked for; when resuming only how many epochs, the rest is the run's own.
    progress
        Told of every epoch.
    resume
        Go on from the last whole epoch.
    cache
        Where decoded pictures and features are kept; ``run/cache`` by default.
    options
        How to prepare the data if `settings.data` holds pictures instead of an index.

    Returns
    -------
    State
        At the end; ``run/best.keras`` is the network with the lowest validation loss of all phases.

    Raises
    ------
    NoLabels, BadIndex, NoFace, BadWeights, CannotResume
        See there.
    KeyboardInterrupt
        After Ctrl+C; the run holds its best network so far and can be resumed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    cache = cache or run / "cache"
    settings, index = _resumed(run, settings) if resume else _begun(run, settings, progress, options)
    import keras

    if settings.mixed_precision:
        keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        return _fit(run, settings, index, progress, cache)
    except KeyboardInterrupt:
        if read_state(run).total:
            plain_network(run).save(run / BEST)
            progress.event("interrupted", epochs=read_state(run).total, go_on="--resume")
        raise
    finally:
        keras.mixed_precision.set_global_policy("float32")


def _begun(
    run: Path, settings: Settings, progress: Progress, options: Options | None
) -> tuple[Settings, DataIndex]:
    """A fresh run: data ready, settings complete, nothing left of an earlier run in the same folder."""
    run.mkdir(parents=True, exist_ok=True)
    source = Path(settings.data)
    if (source / REPORT).is_file():
        index = load_index(source)
    else:
        index = prepare(source, run / "data", options or Options(), progress)
    settings = replace(
        settings,
        input=resolved_input(settings.input, index),
        labels=index.labels,
        data_sha256=index.sha256,
        data=str(index.folder),
    )
    index = divided(index, settings)
    for stale in (
        *run.glob("last-*.keras"),
        *(run / name for name in (STATE, HISTORY, BEST, HEAD, BACKBONE)),
    ):
        stale.unlink(missing_ok=True)
    write_index(run / SPLIT, index.rows)
    settings.save(run)
    return settings, index


def _resumed(run: Path, wanted: Settings) -> tuple[Settings, DataIndex]:
    if not is_classifier(run) or not (run / SPLIT).is_file():
        raise CannotResume(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        )
    settings = read_settings(run)
    if (wanted.network, wanted.backbone) != (settings.network, settings.backbone):
        there = f"{settings.network} {settings.backbone}".strip()
        raise CannotResume(
            en=f"{run} trains {there}, not {wanted.network} {wanted.backbone}: choose another folder.",
            es=f"{run} entrena {there}, no {wanted.network} {wanted.backbone}: elija otra carpeta.",
        )
    settings.epochs, settings.fine_epochs = wanted.epochs, wanted.fine_epochs
    settings.save(run)
    return settings, run_index(run)


def run_index(run: Path) -> DataIndex:
    """The index of a run, with the split that it was trained on."""
    from training.data.index import read_index

    if not (run / SPLIT).is_file():
        raise NoRun(
            en=f"{run} holds no training run: run “fit” first.",
            es=f"{run} no contiene un entrenamiento: ejecute antes «fit».",
        )
    return read_index(run / SPLIT, Path(read_settings(run).data))


def _fit(run: Path, settings: Settings, index: DataIndex, progress: Progress, cache: Path) -> State:
    begun = time.monotonic()
    train, validation = (read_examples(index, settings, side, cache) for side in ("train", "validation"))
    progress.event("examples", train=len(train), validation=len(validation), input=settings.input)
    phases = _phases(run, settings, index, train, validation, cache, progress)
    truth = validation.sample_truth(settings.labels)
    loop = Loop(run, settings, phases, validation.by_sample, truth, progress, begun)
    loop.go()
    state = loop.state
    plain_network(run).save(run / BEST)
    progress.event(
        "done",
        epochs=state.total,
        best_epoch=state.best_epoch,
        best_phase=state.best_phase,
        val_loss=round(state.best_loss, 4),
        seconds=round(time.monotonic() - begun, 1),
    )
    return state


def _phases(
    run: Path,
    settings: Settings,
    index: DataIndex,
    train: Examples,
    validation: Examples,
    cache: Path,
    progress: Progress,
) -> list[Phase]:
    from training.networks.build import build

    s = settings
    targets = Targets(train.truth, len(s.labels), s.class_weights == "balanced")

    def pictures() -> PictureSource:
        return PictureSource(train, validation, targets, s.augmentation, s.batch, s.seed)

    architecture = s.architecture
    if not s.backbone:
        return [Phase("whole", s.epochs, s.rate, lambda: build(architecture, len(s.labels)), pictures, BEST)]

    base = functools.cache(lambda: _backbone(run, s, progress))

    def head() -> Any:
        from training.networks.heads import head_model

        features = s.faces * base().output_shape[-1]
        model = head_model(features, len(s.labels), architecture.head)
        if s.standardise:
            shown = views()[0]
            model.get_layer("standardise").fit(shown.reshape(-1, shown.shape[-1]))
        return model

    @functools.cache
    def views() -> tuple[Any, Any]:
        extractor = Extractor(base(), s.faces)
        if s.fold is None:
            shown = bank(extractor, train.pixels, s.augmentation, s.views, s.seed, cache, progress)
            return shown, bank(extractor, validation.pixels, s.augmentation, 0, s.seed, cache, progress)[0]
        # Folds share the features of all samples, computed once.
        every = read_examples(index, s, "all", cache)
        shown = bank(extractor, every.pixels, s.augmentation, s.views, s.seed, cache, progress)
        sides = np.array([every.samples[i].split for i in every.sample])
        return shown[:, sides == "train"], shown[0, sides == "validation"]

    def features() -> FeatureSource:
        return FeatureSource(*views(), targets, s.batch, s.seed)

    def unfrozen() -> Any:
        from training.networks.backbones import unfreeze
        from training.networks.heads import parts

        model = plain_network(run) if read_state(run).total else build(architecture, len(s.labels), s.weights)
        unfreeze(parts(model)[0], s.backbone, s.fine_blocks)
        return model

    def exact(model: Any) -> tuple[float, float]:
        from training.classifier.solve import solve

        return solve(model, views()[0], targets, architecture.head.l2)

    solved = s.solver == "exact"
    return [
        Phase("frozen", 1 if solved else s.epochs, s.rate, head, features, HEAD, exact if solved else None),
        Phase("fine", s.fine_epochs, s.fine_rate, unfrozen, pictures, BEST),
    ]


def _backbone(run: Path, settings: Settings, progress: Progress) -> Any:
    """The frozen backbone, kept in the run from its start so that resuming needs no other file."""
    import keras

    from training.networks.backbones import backbone, unfreeze

    path = run / BACKBONE
    if path.is_file():
        return keras.models.load_model(path, compile=False)
    model = backbone(settings.backbone, settings.weights, settings.side, settings.depths)
    unfreeze(model, settings.backbone, 0)
    model.save(path)
    settings.weights_sha256 = weights_digest(model)
    settings.save(run)
    progress.event("backbone", name=settings.backbone, weights=Path(settings.weights).name)
    return model


__all__ = ["CONFIG", "SPLIT", "CannotResume", "fit", "run_index"]
