"""The epochs of one stage after another, each from the last checkpoint, the seed and its number alone."""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training import runfiles
from training.captioner.settings import Settings
from training.progress import Progress
from training.steps import reseed, save_network

STATE, HISTORY = "state.json", "history.csv"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training.

    Attributes
    ----------
    name
        ``encoder`` or ``decoder``.
    begin
        Makes the compiled network.
    batches
        Epoch → batches of (x, y, weights).
    judge
        Validation loss and accuracy of a network.
    kept
        File of the run with the network of the lowest validation loss.
    """

    name: str
    epochs: int
    rate: float
    begin: Callable[[], Any]
    batches: Callable[[int], Iterator[tuple[Any, Any, Any]]]
    judge: Callable[[Any], tuple[float, float]]
    kept: str


@dataclass(slots=True)
class State:
    """Where a run stands after its last whole epoch."""

    stage: int = 0
    epoch: int = 0
    total: int = 0
    best_loss: float = math.inf
    best_epoch: int = 0
    checkpoint: str = ""
    seconds: float = 0.0
    finished: bool = False


def read_state(run: Path) -> State:
    """The state of a run; a fresh one where there is none."""
    return runfiles.read_state(run / STATE, State)


def go(run: Path, settings: Settings, stages: Sequence[Callable[[], Stage]], progress: Progress) -> State:
    """Train stage by stage to the end; a run that was interrupted goes on from its last whole epoch."""
    import keras

    from training.captioner.networks import load_network

    state = read_state(run)
    while state.stage < len(stages):
        stage = stages[state.stage]()
        if state.epoch and state.checkpoint:
            model = load_network(run / state.checkpoint)
        else:
            keras.utils.set_random_seed(settings.seed + state.stage)
            model = stage.begin()
        while state.epoch < stage.epochs and state.epoch - state.best_epoch < settings.patience:
            _epoch(run, settings, stage, state, model, progress)
        if not state.epoch:
            save_network(model, run / stage.kept)
        old, state.checkpoint = state.checkpoint, ""
        state.stage, state.epoch, state.best_loss, state.best_epoch = state.stage + 1, 0, math.inf, 0
        state.finished = state.stage == len(stages)
        _save(run, state, old)
    return state


def _epoch(run: Path, settings: Settings, stage: Stage, state: State, model: Any, progress: Progress) -> None:
    begun = time.monotonic()
    rate = stage.rate * 0.5 * (1 + math.cos(math.pi * state.epoch / max(stage.epochs, 1)))
    model.optimizer.learning_rate.assign(max(rate, stage.rate / 50))
    reseed(model, settings.seed, state.total)
    total = count = 0.0
    for x, y, weights in stage.batches(state.total):
        n = len(next(iter(y.values()))) if isinstance(y, dict) else len(y)
        model.reset_metrics()
        logs = model.train_on_batch(x, y, sample_weight=weights, return_dict=True)
        total, count = total + n * float(logs["loss"]), count + n
    loss, accuracy = stage.judge(model)
    state.epoch, state.total = state.epoch + 1, state.total + 1
    seconds = time.monotonic() - begun
    state.seconds += seconds
    if loss < state.best_loss:
        state.best_loss, state.best_epoch = loss, state.epoch
        save_network(model, run / stage.kept)
    old, state.checkpoint = state.checkpoint, f"last-{state.total}.keras"
    save_network(model, run / state.checkpoint)
    row = {
        "epoch": state.total,
        "phase": stage.name,
        "loss": round(total / max(count, 1), 6),
        "val_loss": round(loss, 6),
        "val_accuracy": round(accuracy, 4),
        "rate": float(f"{rate:.4g}"),
        "seconds": round(seconds, 2),
    }
    runfiles.note_epoch(run / HISTORY, row)
    _save(run, state, old)
    shown = {name: value for name, value in row.items() if name not in ("epoch", "seconds")}
    left = (stage.epochs - state.epoch) * seconds
    progress.event("epoch", epoch=state.epoch, of=stage.epochs, **shown, eta_s=round(left, 1))


def _save(run: Path, state: State, old: str) -> None:
    """Write the state; the checkpoint before it is not needed any more."""
    runfiles.replace_text(run / STATE, json.dumps(asdict(state), indent=1))
    if old and old != state.checkpoint:
        (run / old).unlink(missing_ok=True)
