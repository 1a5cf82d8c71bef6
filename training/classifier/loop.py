"""The loop over epochs: each depends on the seed, its number and the last checkpoint alone.

So a run that was interrupted and resumed ends where an uninterrupted one does, to rounding.
"""

import csv
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import replacing
from training.classifier.schedule import Pace
from training.classifier.scores import cross_entropy, macro_f1
from training.classifier.settings import Settings
from training.classifier.sources import Source
from training.progress import Progress

STATE, HISTORY = "state.json", "history.csv"
COLUMNS = (
    "epoch",
    "phase",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "val_macro_f1",
    "rate",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training.

    Attributes
    ----------
    name
        ``frozen`` (the head on cached features), ``fine`` or ``whole``.
    epochs, rate
        At most so many; first learning rate.
    begin
        Makes the network at the start of the phase.
    source
        Makes what it is fed.
    kept
        File of the run that holds the best network of the phase.
    solve
        Finds the weights at once in place of steps over batches; gives loss and accuracy of the training.
    """

    name: str
    epochs: int
    rate: float
    begin: Callable[[], Any]
    source: Callable[[], Source]
    kept: str
    solve: Callable[[Any], tuple[float, float]] | None = None


@dataclass(slots=True)
class State:
    """Where a run stands after its last whole epoch.

    Attributes
    ----------
    phase, epoch
        Number of the phase, and epochs done in it.
    total
        Epochs done in all phases.
    best_loss, best_epoch, best_phase, kept
        Lowest validation loss of all phases, where it was, and the file with that network.
    checkpoint
        File to go on from; "" at the start of a phase.
    seconds, wall
        Of the epochs; of everything since `fit` was called, features too, over all its starts.
    pace
        Of the phase.
    finished
        Whether all phases are over.
    """

    phase: int = 0
    epoch: int = 0
    total: int = 0
    best_loss: float = float("inf")
    best_epoch: int = 0
    best_phase: str = ""
    kept: str = ""
    checkpoint: str = ""
    seconds: float = 0.0
    wall: float = 0.0
    pace: dict[str, float] = field(default_factory=dict)
    finished: bool = False


def read_state(run: Path) -> State:
    """The state of a run; a fresh one where there is none."""
    try:
        document = json.loads((run / STATE).read_text(encoding="utf-8"))
        return State(**document)
    except (OSError, ValueError, TypeError):
        return State()


class Loop:
    """Goes through the phases of a run."""

    def __init__(
        self,
        run: Path,
        settings: Settings,
        phases: Sequence[Phase],
        by_sample: Callable[[NDArray[np.float64]], NDArray[np.float64]],
        truth: NDArray[np.int64],
        progress: Progress,
        begun: float | None = None,
    ) -> None:
        self._run, self._settings, self._phases, self._progress = run, settings, phases, progress
        self._by_sample, self._truth = by_sample, truth
        self.state = read_state(run)
        # As if it had begun so much earlier as the starts before this one took.
        self._begun = (time.monotonic() if begun is None else begun) - self.state.wall

    def go(self) -> None:
        """Train to the end."""
        import keras

        state = self.state
        while state.phase < len(self._phases):
            phase = self._phases[state.phase]
            if state.epoch and state.checkpoint:
                model = keras.models.load_model(self._run / state.checkpoint)
                pace = Pace(**state.pace)  # type: ignore[arg-type]
            else:
                keras.utils.set_random_seed(self._settings.seed + state.phase)
                model, pace = phase.begin(), Pace(phase.rate)
                self._compile(model)
            source = phase.source() if phase.epochs else None
            while source is not None and state.epoch < phase.epochs and not pace.over(self._settings):
                self._epoch(phase, model, source, pace)
            old = state.checkpoint
            state.phase, state.epoch, state.checkpoint, state.pace = state.phase + 1, 0, "", {}
            self._save(old)
        state.finished = True
        self._save("")

    def _compile(self, model: Any) -> None:
        import keras

        model.compile(
            keras.optimizers.Adam(self._settings.rate),
            keras.losses.CategoricalCrossentropy(label_smoothing=self._settings.smoothing),
            # Compiling costs longer than a head takes to train.
            jit_compile=False,
            weighted_metrics=["accuracy"],
        )

    def _epoch(self, phase: Phase, model: Any, source: Source, pace: Pace) -> None:
        begun, state = time.monotonic(), self.state
        for i, layer in enumerate(_layers(model)):
            if hasattr(layer, "seed_generator"):
                key = np.array([self._settings.seed * 1009 + i, state.total], np.uint32)
                layer.seed_generator.state.assign(key)
        model.optimizer.learning_rate.assign(pace.rate)
        own = phase.solve(model) if phase.solve else _stepped(model, source, state.total)
        rows = self._by_sample(source.validate(model))
        loss, right = cross_entropy(rows, self._truth), rows.argmax(axis=1) == self._truth
        seconds = time.monotonic() - begun
        row = {
            "epoch": state.total + 1,
            "phase": phase.name,
            "loss": round(own[0], 6),
            "accuracy": round(own[1], 4),
            "val_loss": round(loss, 6),
            "val_accuracy": round(float(right.mean()), 4),
            "val_macro_f1": round(macro_f1(rows.argmax(axis=1), self._truth, rows.shape[1]), 4),
            "rate": float(f"{pace.rate:.4g}"),
            "seconds": round(seconds, 2),
        }
        pace.after(self._settings, phase.rate, state.epoch + 1, phase.epochs, loss)
        state.epoch, state.total, state.seconds = state.epoch + 1, state.total + 1, state.seconds + seconds
        if loss < state.best_loss:
            _save_model(model, self._run / phase.kept)
            state.best_loss, state.best_epoch = loss, state.total
            state.best_phase, state.kept = phase.name, phase.kept
        old, state.checkpoint = state.checkpoint, f"last-{state.total}.keras"
        state.pace = asdict(pace)
        _save_model(model, self._run / state.checkpoint)
        self._note(row)
        self._save(old)
        rest = sum(p.epochs for p in self._phases[state.phase + 1 :]) + phase.epochs - state.epoch
        shown = {name: value for name, value in row.items() if name not in ("epoch", "seconds")}
        total = sum(p.epochs for p in self._phases)
        self._progress.event("epoch", epoch=state.total, of=total, **shown, eta_s=round(rest * seconds, 1))

    def _note(self, row: dict[str, Any]) -> None:
        """Add the epoch's row; rows beyond the checkpoint, of an epoch that a crash undid, go."""
        path = self._run / HISTORY
        rows = [old for old in history(self._run) if int(old["epoch"]) < row["epoch"]]
        with replacing(path) as stream:
            lines = _Lines()
            writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows([*rows, row])
            stream.write("".join(lines).encode())

    def _save(self, old: str) -> None:
        """Write the state; the checkpoint before it is not needed any more."""
        self.state.wall = round(time.monotonic() - self._begun, 1)
        with replacing(self._run / STATE) as stream:
            stream.write(json.dumps(asdict(self.state), indent=1).encode())
        if old and old != self.state.checkpoint:
            (self._run / old).unlink(missing_ok=True)


def _stepped(model: Any, source: Source, epoch: int) -> tuple[float, float]:
    """Train on every batch of an epoch; loss and accuracy over its examples."""
    sums = np.zeros(3)
    for x, y, weights in source.batches(epoch):
        model.reset_metrics()
        logs = model.train_on_batch(x, y, sample_weight=weights, return_dict=True)
        sums += len(y) * np.array([logs["loss"], logs["accuracy"], 1.0])
    return float(sums[0] / sums[2]), float(sums[1] / sums[2])


class _Lines(list[str]):
    """A list that csv can write to."""

    def write(self, text: str) -> None:
        self.append(text)


def history(run: Path) -> list[dict[str, str]]:
    """The rows of a run's history.csv."""
    path = run / HISTORY
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _layers(model: Any) -> Iterator[Any]:
    """Every layer, those of networks inside the network too."""
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from _layers(layer)


def _save_model(model: Any, path: Path) -> None:
    part = path.with_name(f"part-{path.name}")
    model.save(part)
    part.replace(path)
