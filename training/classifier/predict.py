"""The network of a run, finished, interrupted or killed."""

import os
from pathlib import Path
from typing import Any

from training.classifier.loop import read_state
from training.classifier.settings import NoRun, read_settings

BEST, HEAD, BACKBONE = "best.keras", "best-head.keras", "backbone.keras"


def network(run: Path) -> Any:
    """What a run gives: its best network, over as many orientations as its settings say; raises `NoRun`."""
    model = plain_network(run)
    from training.networks.oriented import oriented

    return oriented(model, read_settings(run).orientations)


def plain_network(run: Path) -> Any:
    """The network with the lowest validation loss so far, as it is trained; raises `NoRun`.

    A first phase keeps only its head; it is joined with the run's backbone here.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    state = read_state(run)
    if not state.kept or not (run / state.kept).is_file():
        raise NoRun(
            en=f"{run} holds no trained network: run “fit” first.",
            es=f"{run} no contiene una red entrenada: ejecute antes «fit».",
        )
    import keras

    from training.networks import heads
    from training.networks.build import build

    settings = read_settings(run)
    kept = keras.models.load_model(run / state.kept, compile=False)
    if state.kept == HEAD:
        base = keras.models.load_model(run / BACKBONE, compile=False)
        kept = heads.joined(base, kept, settings.faces)
    if settings.mixed_precision and keras.config.dtype_policy().name == "float32":
        # Trained in 16 bits; used, scored and exported in 32.
        whole = build(settings.architecture, len(settings.labels))
        whole.set_weights(kept.get_weights())
        return whole
    return kept
