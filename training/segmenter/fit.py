"""Training a segmenter: the decoder on kept features, epoch by epoch, resumed to the same result."""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import write_csv
from geodesk.language import GeoDeskError
from training import runfiles
from training.progress import Progress
from training.segmenter.fields import Field, digest, find
from training.segmenter.settings import Settings, read_settings, write_settings
from training.steps import reseed, stepped

STATE, HISTORY, LAST = "state.json", "history.csv", "last.keras"


class CannotGoOn(GeoDeskError):
    """A run cannot be begun or gone on with as asked."""


@dataclass(slots=True)
class State:
    """How far a run is after its last whole epoch."""

    epoch: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    checkpoint: str = ""
    finished: bool = False


def read_state(run: Path) -> State:
    """The state of a run; a fresh one where there is none."""
    return runfiles.read_state(run / STATE, State)


def fields_of(settings: Settings) -> list[Field]:
    """The fields of a run's data, as they lie there now."""
    return find(Path(settings.data), settings.mask, settings.group_regex, settings.folds, settings.seed)


def held_out(settings: Settings, fields: Sequence[Field]) -> list[Field]:
    """The fields that a run does not learn from."""
    return [] if settings.fold is None else [field for field in fields if field.fold == settings.fold]


def fit(
    run: Path, settings: Settings, progress: Progress, resume: bool = False, cache: Path | None = None
) -> Path:
    """Train a segmenter.

    What is drawn depends on the seed and the number of the epoch alone, so a run that is resumed ends as one
    that was never stopped (to rounding). The last network is the result: no held-out field chooses it.

    Parameters
    ----------
    run
        Gets ``config.json``, ``split.csv``, ``history.csv``, ``state.json`` and the last decoder.
    settings
        With ``data``, classes and hashes filled in (see `begun`).
    resume
        Go on from the last whole epoch.
    cache
        Where features are kept, ``run/cache`` by default.

    Returns
    -------
    Path
        `run`.

    Raises
    ------
    CannotGoOn
        To resume, and the data or the weights are not those of the run.
    NoFields
        See `fields.find`.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    run.mkdir(parents=True, exist_ok=True)
    state = State()
    if resume and (run / STATE).is_file():
        before, state = read_settings(run), read_state(run)
        theirs = before.data_sha256, before.weights_sha256, before.labels
        if theirs != (settings.data_sha256, settings.weights_sha256, settings.labels):
            raise CannotGoOn(
                en=f"Data, classes or weights are not those that {run} began with; start another run.",
                es=f"Los datos, clases o pesos no son aquellos con que empezó {run}; inicie otro.",
            )
    else:
        for stale in (HISTORY, STATE, "metrics.json", *(old.name for old in run.glob("last-*.keras"))):
            (run / stale).unlink(missing_ok=True)
    write_settings(run, settings)
    fields = fields_of(settings)
    apart = {field.name for field in held_out(settings, fields)}
    if len(apart) == len(fields):
        raise CannotGoOn(
            en=f"Fold {settings.fold} holds every field; nothing is left to learn from.",
            es=f"El pliegue {settings.fold} contiene todos los campos; no queda nada de qué aprender.",
        )
    rows = ([one.name, one.section, one.fold, "test" if one.name in apart else "train"] for one in fields)
    write_csv(run / "split.csv", ("field", "section", "fold", "split"), rows)
    _Loop(run, settings, state, fields, cache or run / "cache", progress).go()
    return run


def begun(settings: Settings, given: Sequence[str]) -> Settings:
    """The settings with classes, and the hashes of data and weights; raises `NoFields`."""
    from training.segmenter.fields import classes

    fields = fields_of(settings)
    settings.values, settings.labels = classes(Path(settings.data), given, fields)
    settings.data_sha256 = digest(fields)
    weights = Path(settings.weights)
    known = settings.weights in ("imagenet", "none")
    settings.weights_sha256 = "" if known else hashlib.sha256(weights.read_bytes()).hexdigest()
    return settings


def network(run: Path) -> Any:
    """The network of a run as far as it is, for inputs of its side; raises `CannotGoOn`."""
    import keras

    from training.segmenter.networks import encoder, joined

    settings, state = read_settings(run), read_state(run)
    if not state.checkpoint:
        raise CannotGoOn(
            en=f"{run} has not finished an epoch yet.", es=f"{run} todavía no ha terminado una época."
        )
    second = keras.models.load_model(run / state.checkpoint, compile=False)
    return joined(encoder(settings.weights), second, settings.side)


class _Loop:
    def __init__(
        self,
        run: Path,
        settings: Settings,
        state: State,
        fields: Sequence[Field],
        cache: Path,
        progress: Progress,
    ) -> None:
        from training.segmenter.views import views

        self.run, self.settings, self.state, self.progress = run, settings, state, progress
        self.begun, self.cpu = time.monotonic(), time.process_time()
        apart = {field.name for field in held_out(settings, fields)}
        if state.finished and state.epoch >= settings.epochs:
            self.views = []
            return
        every = views(fields, settings, cache, progress)
        self.views = [kept for kept, field in zip(every, fields, strict=True) if field.name not in apart]

    def go(self) -> None:
        """Train to the last epoch."""
        if not self.views:
            return
        model = self._model()
        while self.state.epoch < self.settings.epochs:
            self._epoch(model)
        self.state.finished = True
        self._save()

    def _model(self) -> Any:
        import keras

        from training.segmenter.networks import decoder, loss_of

        s = self.settings
        keras.utils.set_random_seed(s.seed)
        model = decoder(len(s.labels), s.width, s.dropout)
        optimizer = keras.optimizers.AdamW(s.rate, weight_decay=s.decay)
        model.compile(
            optimizer, loss_of(self._weights(), s.dice), metrics=["categorical_accuracy"], jit_compile=False
        )
        if self.state.checkpoint:
            kept = np.load(self.run / self.state.checkpoint.replace(".keras", ".npz"))
            stored = keras.models.load_model(self.run / self.state.checkpoint, compile=False)
            model.set_weights(stored.get_weights())
            optimizer.build(model.trainable_variables)
            for i, variable in enumerate(optimizer.variables):
                variable.assign(kept[f"v{i}"])
        return model

    def _weights(self) -> NDArray[np.float32]:
        """What a class weighs; 1 on average over the pixels."""
        shares = sum(np.asarray(of_field[0].target, np.float32).sum(axis=(0, 1)) for of_field in self.views)
        shares = np.asarray(shares) / max(float(np.sum(shares)), 1e-9)
        if self.settings.class_weights == "none":
            return np.ones(len(shares), np.float32)
        weights = np.where(shares > 0, 1 / np.sqrt(np.maximum(shares, 1e-4)), 0.0)
        return np.asarray(weights / max(float((weights * shares).sum()), 1e-9), np.float32)

    def _epoch(self, model: Any) -> None:
        from training.segmenter.views import batches, tensors

        s, state = self.settings, self.state
        rate = s.rate * 0.5 * (1 + cos(pi * state.epoch / s.epochs))
        model.optimizer.learning_rate.assign(rate)
        reseed(model, s.seed, state.epoch)
        drawn = (tensors(self.views, chosen, s.side) for chosen in batches(self.views, s, state.epoch))
        loss, accuracy = stepped(model, drawn, "categorical_accuracy")
        state.epoch += 1
        state.seconds += time.monotonic() - self.begun
        state.cpu_seconds += time.process_time() - self.cpu
        self.begun, self.cpu = time.monotonic(), time.process_time()
        row = {
            "epoch": state.epoch,
            "phase": "frozen",
            "loss": round(loss, 6),
            "accuracy": round(accuracy, 4),
            "rate": float(f"{rate:.4g}"),
            "seconds": round(state.seconds, 1),
        }
        runfiles.note_epoch(self.run / HISTORY, row)
        self._checkpoint(model)
        left = (s.epochs - state.epoch) * state.seconds / state.epoch
        shown = {key: value for key, value in row.items() if key not in ("epoch", "seconds")}
        self.progress.event("epoch", epoch=state.epoch, of=s.epochs, **shown, eta_s=round(left, 1))

    def _checkpoint(self, model: Any) -> None:
        """The new files are whole before the state names them; the old ones go after that."""
        old, name = self.state.checkpoint, f"last-{self.state.epoch}.keras"
        model.save(self.run / name, include_optimizer=False)
        values = {f"v{i}": variable.numpy() for i, variable in enumerate(model.optimizer.variables)}
        np.savez(self.run / name.replace(".keras", ".npz"), **values)
        self.state.checkpoint = name
        self._save()
        if old and old != name:
            for stale in (old, old.replace(".keras", ".npz")):
                (self.run / stale).unlink(missing_ok=True)

    def _save(self) -> None:
        runfiles.replace_text(self.run / STATE, json.dumps(asdict(self.state), indent=1))
