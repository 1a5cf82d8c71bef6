"""The loop over epochs: each depends on the seed, its number and the last checkpoint alone.

So a run that was interrupted and resumed ends where an uninterrupted one does, to rounding.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import runfiles
from training.classifier.schedule import Pace
from training.classifier.scores import cross_entropy, macro_f1
from training.classifier.settings import Settings
from training.classifier.sources import Source
from training.progress import Progress
from training.steps import reseed, save_network, stepped

STATE, HISTORY = "state.json", "history.csv"


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
    return runfiles.read_state(run / STATE, State)


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
        reseed(model, self._settings.seed, state.total)
        model.optimizer.learning_rate.assign(pace.rate)
        own = phase.solve(model) if phase.solve else stepped(model, source.batches(state.total))
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
            save_network(model, self._run / phase.kept)
            state.best_loss, state.best_epoch = loss, state.total
            state.best_phase, state.kept = phase.name, phase.kept
        old, state.checkpoint = state.checkpoint, f"last-{state.total}.keras"
        state.pace = asdict(pace)
        save_network(model, self._run / state.checkpoint)
        runfiles.note_epoch(self._run / HISTORY, row)
        self._save(old)
        rest = sum(p.epochs for p in self._phases[state.phase + 1 :]) + phase.epochs - state.epoch
        shown = {name: value for name, value in row.items() if name not in ("epoch", "seconds")}
        total = sum(p.epochs for p in self._phases)
        self._progress.event("epoch", epoch=state.total, of=total, **shown, eta_s=round(rest * seconds, 1))

    def _save(self, old: str) -> None:
        """Write the state; the checkpoint before it is not needed any more."""
        self.state.wall = round(time.monotonic() - self._begun, 1)
        runfiles.replace_text(self._run / STATE, json.dumps(asdict(self.state), indent=1))
        if old and old != self.state.checkpoint:
            (self._run / old).unlink(missing_ok=True)


def history(run: Path) -> list[dict[str, str]]:
    """The rows of a run's history.csv."""
    return runfiles.history(run / HISTORY)
