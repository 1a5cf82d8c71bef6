"""The training loop of the generators: checkpoints, resume, contact sheets, the errors of S2 and L."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodesk.language import GeoDeskError
from training import tiles
from training.gan import judge, pixels
from training.progress import Progress
from training.runfiles import append_row, replace_text

_TARGET_CROPS = 1024
_SHEET = 24


class CannotGoOn(GeoDeskError):
    """The run's folder holds nothing to go on from."""


@dataclass(slots=True)
class Settings:
    """A run as ``config.json`` holds it.

    Attributes
    ----------
    network
        ``"dcgan"`` or ``"dcgan-thesis"``.
    data
        Pictures or folders of them.
    side
        Of the crops; the thesis's is always 320.
    steps, batch
        How long, and crops a step.
    every
        Steps between two checkpoints, contact sheets and errors.
    latent, study_defects
        Of the thesis's network.
    turn
        Whether quarter turns of the crops count as data.
    rate, weight
        Of ours; see `steps.Ours`.
    """

    network: str
    data: list[str] = field(default_factory=list)
    side: int = 160
    steps: int = 3000
    batch: int = 16
    every: int = 250
    seed: int = 1
    latent: int = 64
    study_defects: bool = False
    turn: bool = False
    rate: float = 1e-3
    weight: float = 1.0
    data_sha256: str = ""


@dataclass(slots=True)
class State:
    """How far a run is."""

    step: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0


def files_of(data: Sequence[str]) -> list[Path]:
    """The pictures named, and those below the folders named."""
    named = [Path(entry) for entry in data]
    folders = [entry for entry in named if entry.is_dir()]
    found = [entry for entry in named if not entry.is_dir()]
    return found + (tiles.pictures(folders) if folders else [])


def fit(run: Path, settings: Settings, progress: Progress, resume: bool = False) -> Path:
    """Train a generator; returns the path of its network, ``RUN/generator.keras``.

    A run goes on from its last checkpoint to the same result as one that was never stopped (to rounding).
    Ctrl+C writes a checkpoint first.

    Raises
    ------
    NoCrops
        No picture is large enough.
    CannotGoOn
        ``resume``, and there is nothing to go on from.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    state = State()
    if resume:
        settings, state = _stored(run, settings)
    else:
        run.mkdir(parents=True, exist_ok=True)
        for stale in ("history.csv", "state.json", "variables.npz", "generator.keras"):
            (run / stale).unlink(missing_ok=True)
        settings.data_sha256 = tiles.data_hash(files_of(settings.data))
        replace_text(run / "config.json", json.dumps(asdict(settings), indent=1))
    found = pixels.sources(files_of(settings.data), settings.side)
    progress.event("sources", pictures=len(found))
    _Loop(run, settings, state, found, progress).go()
    return run / "generator.keras"


def pair_of(settings: Settings, target: Any = None) -> Any:
    """The networks of a run; ours needs what `steps.real_structure` says of the real crops."""
    import keras

    from training.gan import steps

    keras.utils.set_random_seed(settings.seed)
    if settings.network == "dcgan-thesis":
        return steps.Thesis(settings.latent, settings.study_defects)
    return steps.Ours(settings.side, target, settings.rate, settings.weight)


class _Loop:
    def __init__(
        self,
        run: Path,
        settings: Settings,
        state: State,
        found: Sequence[pixels.Source],
        progress: Progress,
    ) -> None:
        self.run, self.settings, self.state, self.found = run, settings, state, found
        self.progress = progress
        self.pair = pair_of(settings, None if settings.network == "dcgan-thesis" else self._target())
        if state.step:
            stored = np.load(run / "variables.npz")
            for i, variable in enumerate(self.pair.variables()):
                variable.assign(stored[f"v{i}"])

    def _target(self) -> Any:
        from training.gan import steps

        s = self.settings
        batches = [
            pixels.batch(self.found, s.side, 32, (s.seed, 1, i), s.turn) for i in range(_TARGET_CROPS // 32)
        ]
        return steps.real_structure(batches, s.side // 2)

    def go(self) -> None:
        """Train to the last step, with a checkpoint every so often and when stopped."""
        s, state = self.settings, self.state
        sums: dict[str, float] = {}
        begun, cpu, count = time.monotonic(), time.process_time(), 0
        try:
            while state.step < s.steps:
                real = pixels.batch(self.found, s.side, s.batch, (s.seed, 2, state.step), s.turn)
                losses = self.pair.step(real, s.seed, state.step, state.step / s.steps)
                state.step += 1
                count += 1
                for name, value in losses.items():
                    sums[name] = sums.get(name, 0.0) + value
                if state.step % s.every == 0 or state.step == s.steps:
                    state.seconds += time.monotonic() - begun
                    state.cpu_seconds += time.process_time() - cpu
                    self._checkpoint({name: value / count for name, value in sums.items()})
                    sums, count = {}, 0
                    begun, cpu = time.monotonic(), time.process_time()
        except KeyboardInterrupt:
            state.seconds += time.monotonic() - begun
            state.cpu_seconds += time.process_time() - cpu
            self._keep()
            raise

    def _keep(self) -> None:
        draft = self.run / "variables.draft.npz"
        np.savez(draft, **{f"v{i}": v.numpy() for i, v in enumerate(self.pair.variables())})
        draft.replace(self.run / "variables.npz")
        self.pair.drawing().save(self.run / "generator.keras")
        replace_text(self.run / "state.json", json.dumps(asdict(self.state), indent=1))

    def _checkpoint(self, losses: dict[str, float]) -> None:
        self._keep()
        s, state = self.settings, self.state
        side = self.pair.side if s.network == "dcgan-thesis" else 2 * s.side
        made = self.pair.draw(s.seed, range(_SHEET), side)
        sheet(made, self.run / "sheets" / f"{state.step:06d}.png")
        real = [crop for _, crop in pixels.grid(self.found, side)]
        real = [real[i] for i in np.linspace(0, len(real) - 1, min(len(real), 200)).astype(int)]
        errors = judge.errors(judge.mean_curves(np.stack(real)), judge.mean_curves(made)) if real else {}
        row = {"step": state.step, "seconds": round(state.seconds, 1), **losses, **errors}
        append_row(self.run / "history.csv", {key: _short(value) for key, value in row.items()})
        left = state.seconds / state.step * (s.steps - state.step)
        self.progress.event("epoch", epoch=state.step, of=s.steps, **losses, **errors, eta_s=round(left))


def sheet(pictures: NDArray[np.uint8], path: Path, columns: int = 6) -> None:
    """A contact sheet: pictures (n, side, side) halved and set in rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = pictures[:, ::2, ::2]
    rows = [np.hstack(list(small[i : i + columns])) for i in range(0, len(small) - columns + 1, columns)]
    Image.fromarray(np.vstack(rows)).save(path)


def _stored(run: Path, wanted: Settings) -> tuple[Settings, State]:
    try:
        settings = Settings(**json.loads((run / "config.json").read_text(encoding="utf-8")))
        state = State(**json.loads((run / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CannotGoOn(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        ) from error
    settings.steps = wanted.steps
    replace_text(run / "config.json", json.dumps(asdict(settings), indent=1))
    return settings, state


def _short(value: float) -> float | int:
    return value if isinstance(value, int) else round(value, 6)
