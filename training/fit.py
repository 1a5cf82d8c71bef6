"""Fitting the pre-classifier: tied phase, untied phase, checkpoints, resuming.

Everything of a run lies in its folder RUN: ``config.json``, ``tiles/`` (and ``refused.csv``),
``history.csv``, ``last.keras`` with ``state.json`` (what ``--resume`` continues from) and ``best.keras``.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from training import tiles
from training.progress import Progress
from training.rendering import generator
from training.runfiles import append_row, replace_text
from training.scores import brief, decision_scores


class CannotResume(GeoDeskError):
    """The run's folder does not hold what is needed."""


@dataclass(slots=True)
class Settings:
    """A run's settings, as they stand in config.json.

    The tied phase (`epochs`) trains on random windows of `window` pixels with the dense layer tied over
    all places, the untied phase (`untied_epochs`) the whole network on whole tiles. An epoch is `steps`
    steps of `batch` tiles, half of them usable. `start` names an earlier run whose network in its tied
    phase (``tied.keras``) is trained on; empty: from the beginning.
    """

    data: list[str] = field(default_factory=list)
    seed: int = 1
    epochs: int = 40
    untied_epochs: int = 0
    steps: int = 64
    batch: int = 32
    window: int = 192
    rate: float = 3e-3
    untied_rate: float = 3e-6
    smoothing: float = 0.03
    patience: int = 25
    scenes: int = 2400
    crops: int = 24
    validation_scenes: int = 120
    workers: int = 2
    start: str = ""
    data_sha256: str = ""


@dataclass(slots=True)
class _State:
    """Where a run stands after its last whole epoch."""

    epoch: int = 0
    best: float = -1.0
    best_loss: float = float("inf")
    best_epoch: int = 0
    tied_stopped: int = 0
    seconds: float = 0.0


def fit(run: Path, settings: Settings, progress: Progress, resume: bool = False) -> Path:
    """Train, or go on training, the pre-classifier in the folder `run`.

    Returns
    -------
    Path
        The best network, ``run/best.keras``: highest balanced accuracy on the validation tiles, the
        lower loss among equals.

    Raises
    ------
    NoPictures, CannotResume
        There is no data, or nothing to go on from.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    run.mkdir(parents=True, exist_ok=True)
    state = _State()
    if resume:
        settings, state = _stored(run, settings)
    else:
        _prepare(run, settings, progress)
    train, validation = tiles.load(run / "tiles", "train"), tiles.load(run / "tiles", "validation")
    progress.event("tiles", train=len(train.records), validation=len(validation.records))
    _Fit(run, settings, state, train, validation, progress).go()
    return run / "best.keras"


def _prepare(run: Path, settings: Settings, progress: Progress) -> None:
    folders = [Path(folder) for folder in settings.data]
    files = tiles.pictures(folders)
    settings.data_sha256 = tiles.data_hash(files)
    (run / "tiles").mkdir(exist_ok=True)
    for stale in ("history.csv", "state.json", "last.keras", "best.keras", "tied.keras"):
        (run / stale).unlink(missing_ok=True)
    (run / "config.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
    progress.event("preparing", pictures=len(files), scenes=settings.scenes)
    plan = tiles.Plan(
        data=folders,
        seed=settings.seed,
        scenes=settings.scenes,
        crops=settings.crops,
        validation_scenes=settings.validation_scenes,
        workers=settings.workers,
    )
    train, validation, refused = tiles.build(plan)
    tiles.save(train, run / "tiles", "train")
    tiles.save(validation, run / "tiles", "validation")
    tiles.write_records(refused, run / "refused.csv")
    replace_text(run / "state.json", json.dumps(asdict(_State())))
    progress.event("prepared", refused=len(refused), seconds=round(progress.seconds, 1))


def _stored(run: Path, wanted: Settings) -> tuple[Settings, _State]:
    try:
        settings = Settings(**json.loads((run / "config.json").read_text(encoding="utf-8")))
        state = _State(**json.loads((run / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CannotResume(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        ) from error
    # Only how long to go on may change; the rest is the run's own.
    settings.epochs, settings.untied_epochs = wanted.epochs, wanted.untied_epochs
    replace_text(run / "config.json", json.dumps(asdict(settings), indent=1))
    return settings, state


class _Fit:
    """The loop over epochs; each depends on the run's seed, its number and the last checkpoint alone."""

    def __init__(
        self,
        run: Path,
        settings: Settings,
        state: _State,
        train: tiles.TileSet,
        validation: tiles.TileSet,
        progress: Progress,
    ) -> None:
        self.run, self.settings, self.state, self.progress = run, settings, state, progress
        self.pixels = train.pixels
        usable = train.usable
        self.usable, self.spoilt = np.flatnonzero(usable == 1), np.flatnonzero(usable == 0)
        self.validation = np.asarray(validation.pixels)
        self.kinds = [record.kind for record in validation.records]
        sources = [record.source for record in validation.records]
        self.groups = [sources.index(source) for source in sources]
        self.judge: Predictor | None = None

    def go(self) -> None:
        import keras

        from training import networks

        keras.utils.set_random_seed(self.settings.seed)
        total = self.settings.epochs + self.settings.untied_epochs
        model: Any = None
        if self.state.epoch:
            model = keras.models.load_model(self.run / "last.keras")
        begun = time.monotonic()
        while self.state.epoch < total:
            epoch = self.state.epoch + 1
            if self._tied(epoch) and self._tired():
                self.state.tied_stopped = self.state.epoch
                self.state.epoch = self.settings.epochs
                continue
            if model is None:
                model = networks.pooled_preclassifier(side=self.settings.window)
                if self.settings.start:
                    earlier = keras.models.load_model(Path(self.settings.start) / "tied.keras", compile=False)
                    model.set_weights(earlier.get_weights())
                self._compile(model)
            elif not self._tied(epoch) and model.name.startswith("pooled"):
                model = networks.as_preclassifier(keras.models.load_model(self.run / "best.keras"))
                self._compile(model)
            loss = self._epoch(model, epoch)
            self._judge(model, epoch, loss, total, time.monotonic() - begun)
            begun = time.monotonic()
        self._finish(keras.models.load_model(self.run / "best.keras"))

    def _tied(self, epoch: int) -> bool:
        return epoch <= self.settings.epochs

    def _tired(self) -> bool:
        return self.state.epoch - self.state.best_epoch >= self.settings.patience

    def _compile(self, model: Any) -> None:
        import keras

        # XLA fuses the two convolutions with their pooling: 1.7 times faster on a processor.
        model.compile(
            # From epoch to epoch the balance of the classes swings: each goes on from its steps' average.
            keras.optimizers.Adam(
                self.settings.rate,
                clipnorm=1.0,
                use_ema=True,
                ema_momentum=0.97,
                ema_overwrite_frequency=self.settings.steps,
            ),
            keras.losses.BinaryCrossentropy(label_smoothing=self.settings.smoothing),
            jit_compile=True,
        )

    def _epoch(self, model: Any, epoch: int) -> float:
        """One epoch of steps; the order, the flips and the dropout are drawn from (seed, epoch)."""
        rng = generator((self.settings.seed, 23, epoch))
        for layer in model.layers:
            if hasattr(layer, "seed_generator"):
                layer.seed_generator.state.assign(np.array([self.settings.seed, epoch], np.uint32))
        model.optimizer.learning_rate.assign(self._rate(epoch))
        window = model.input_shape[1]
        losses = [model.train_on_batch(x, y) for x, y in self._batches(rng, window)]
        return float(np.mean(losses))

    def _rate(self, epoch: int) -> float:
        """Cosine from the phase's rate down to a hundredth of it, after one epoch of warming up."""
        if not self._tied(epoch):
            return self.settings.untied_rate
        done = (epoch - 1) / max(self.settings.epochs, 1)
        warm = 0.3 if epoch == 1 else 1.0
        return self.settings.rate * warm * (0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * done))))

    def _batches(
        self, rng: np.random.Generator, window: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        half = self.settings.batch // 2
        for _ in range(self.settings.steps):
            chosen = np.concatenate([rng.choice(self.usable, half), rng.choice(self.spoilt, half)])
            x = np.stack([_window(self.pixels[i], rng, window) for i in chosen])[..., None].astype(np.float32)
            yield x, np.repeat(np.array([1, 0], np.float32), half)[:, None]

    def _judge(self, model: Any, epoch: int, loss: float, total: int, seconds: float) -> None:
        """Score the validation tiles, keep the best network, write the checkpoint and the history."""
        from training import networks

        whole = networks.whole(model)
        if self.judge is None or self.judge.model.name != whole.name:
            self.judge = Predictor(whole)
        else:
            self.judge.model.set_weights(whole.get_weights())
        probability = self.judge(self.validation)
        scores = decision_scores(probability, self.kinds, self.groups, draws=200)
        truth = np.array([kind == "usable" for kind in self.kinds])
        clipped = np.clip(np.where(truth, probability, 1 - probability), 1e-7, 1)
        val_loss = float(-np.log(clipped).mean())
        state = self.state
        state.epoch = epoch
        state.seconds += seconds
        better = (scores["balanced_accuracy"], -val_loss) > (state.best, -state.best_loss)
        if better:
            state.best, state.best_loss, state.best_epoch = scores["balanced_accuracy"], val_loss, epoch
            model.save(self.run / "best.keras")
            if self._tied(epoch):
                model.save(self.run / "tied.keras")
        model.save(self.run / "last.keras")
        row = {
            "epoch": epoch,
            "phase": "tied" if self._tied(epoch) else "untied",
            "loss": round(loss, 5),
            "val_loss": round(val_loss, 5),
            "val_balanced_accuracy": scores["balanced_accuracy"],
            "val_usable": scores["usable"]["share"],
            **{f"val_{kind}": part["share"] for kind, part in scores["rejection"].items()},
            "seconds": round(seconds, 1),
        }
        append_row(self.run / "history.csv", row)
        replace_text(self.run / "state.json", json.dumps(asdict(state), indent=1))
        self.progress.event(
            "epoch",
            epoch=epoch,
            of=total,
            loss=round(loss, 5),
            val_loss=round(val_loss, 5),
            val_balanced_accuracy=scores["balanced_accuracy"],
            eta_s=round((total - epoch) * seconds),
            scores=brief(scores),
        )

    def _finish(self, best: Any) -> None:
        """Make sure that best.keras is the pre-classifier itself, whichever phase was the best."""
        from training import networks

        if best.name.startswith("pooled"):
            networks.as_preclassifier(best).save(self.run / "best.keras")
        self.progress.event("done", best_epoch=self.state.best_epoch, val_balanced_accuracy=self.state.best)


class Predictor:
    """Probabilities of one network, compiled once for a fixed number of tiles."""

    def __init__(self, model: Any, batch: int = 48) -> None:
        import tensorflow as tf

        self.model, self._batch = model, batch
        self._run = tf.function(lambda x: model(x, training=False), jit_compile=True)

    def __call__(self, pixels: NDArray[np.generic]) -> NDArray[np.float32]:
        """Probability of usable of tiles (n, 320, 320), (n,)."""
        parts = []
        for i in range(0, len(pixels), self._batch):
            x = pixels[i : i + self._batch].astype(np.float32)
            full = np.zeros((self._batch, *x.shape[1:], 1), np.float32)
            full[: len(x), ..., 0] = x
            parts.append(np.asarray(self._run(full))[: len(x), 0])
        return np.concatenate(parts)


def _window(tile: NDArray[np.uint8], rng: np.random.Generator, side: int) -> NDArray[np.uint8]:
    """A square of a tile, flipped or not; not turned, for the lines of a scan are the rows.

    The fullest of three random places is taken: an empty corner of a good frame says nothing.
    """
    places = rng.integers(0, tile.shape[0] - side + 1, (3, 2)).tolist()
    cuts = [tile[top : top + side, left : left + side] for top, left in places]
    fullest = max(cuts, key=lambda cut: float(cut[::5, ::5].std()))
    down, across = rng.choice([-1, 1], 2)
    return fullest[::down, ::across]
