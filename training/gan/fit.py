"""The training loop of the generators: checkpoints, resume, contact sheets, the errors of S2 and L."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.gan import judge, latents, pixels
from training.gan.settings import GENERATOR, Settings, State, chosen, read_settings
from training.progress import Progress
from training.runfiles import append_row, replace_text

_COLUMNS = 6


def fit(run: Path, settings: Settings, progress: Progress, resume: bool = False) -> Path:
    """Train a generator; returns the path of its network, ``RUN/generator.keras``.

    A run goes on from its last checkpoint to the same result as one that was never stopped (to rounding).
    Ctrl+C writes a checkpoint first.

    Raises
    ------
    NoCrops, NoRealPictures
        No picture is large enough, or all are synthetic.
    NoGenerator
        ``resume``, and there is nothing to go on from.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    state = State()
    if resume:
        wanted = settings
        settings, state = read_settings(run)
        settings.steps, settings.minutes, settings.every = wanted.steps, wanted.minutes, wanted.every
    pictures = chosen(settings)
    if not resume:
        run.mkdir(parents=True, exist_ok=True)
        for stale in ("history.csv", "state.json", "variables.npz", GENERATOR, "quality.json"):
            (run / stale).unlink(missing_ok=True)
        settings.data_sha256 = pictures.sha256
    found = pixels.sources(pictures.pictures, settings.side)
    replace_text(run / "config.json", json.dumps(asdict(settings), indent=1))
    progress.event("sources", pictures=len(found), synthetic_left_out=pictures.left_out)
    _Loop(run, settings, state, found, progress).go()
    return run / GENERATOR


def pair_of(settings: Settings, found: Sequence[pixels.Source]) -> Any:
    """The networks of a run; ours are held to the structure of the pictures `found`."""
    import keras

    from training.gan import steps
    from training.volume import steps as volume

    keras.utils.set_random_seed(settings.seed)
    if settings.network == "dcgan-thesis":
        return steps.Thesis(settings.latent, settings.study_defects)
    if settings.network == "volume":
        return volume.Volume(settings, found)
    return steps.Ours(settings, found)


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
        self.pair = pair_of(settings, found)
        if state.step:
            stored = np.load(run / "variables.npz")
            for i, variable in enumerate(self.pair.variables()):
                variable.assign(stored[f"v{i}"])

    def go(self) -> None:
        """Train to the last step, with a checkpoint every so often and when stopped."""
        s, state = self.settings, self.state
        sums: dict[str, float] = {}
        begun, cpu, count = time.monotonic(), time.process_time(), 0
        try:
            done = self._done(0.0)
            while done < 1:
                real = self.pair.crops(self.found, s, state.step)
                losses = self.pair.step(real, s.seed, state.step, done)
                state.step += 1
                count += 1
                for name, value in losses.items():
                    sums[name] = sums.get(name, 0.0) + value
                done = self._done(time.process_time() - cpu)
                if state.step % s.every == 0 or done >= 1:
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

    def _done(self, spent: float) -> float:
        """The share of the run that is done, by steps or by processor time (`spent` since it was noted)."""
        s, state = self.settings, self.state
        by_time = (state.cpu_seconds + spent) / (60 * s.minutes) if s.minutes else 0.0
        return min(1.0, max(state.step / s.steps, by_time))

    def _keep(self) -> None:
        draft = self.run / "variables.draft.npz"
        np.savez(draft, **{f"v{i}": v.numpy() for i, v in enumerate(self.pair.variables())})
        draft.replace(self.run / "variables.npz")
        self.pair.drawing().save(self.run / GENERATOR)
        replace_text(self.run / "state.json", json.dumps(asdict(self.state), indent=1))

    def _checkpoint(self, losses: dict[str, float]) -> None:
        self._keep()
        s, state = self.settings, self.state
        made = self.pair.preview(latents.spec(s), s.seed)
        sheet(made, self.run / "sheets" / f"{state.step:06d}.png")
        real = [crop for _, crop in pixels.grid(self.found, made.shape[1])]
        real = [real[i] for i in np.linspace(0, len(real) - 1, min(len(real), 200)).astype(int)]
        errors = judge.errors(judge.mean_curves(np.stack(real)), judge.mean_curves(made)) if real else {}
        clocks = {"seconds": round(state.seconds, 1), "cpu_seconds": round(state.cpu_seconds, 1)}
        row = {"step": state.step, **clocks, **losses, **errors}
        append_row(self.run / "history.csv", {key: _short(value) for key, value in row.items()})
        done = self._done(0.0)
        left = state.seconds * (1 - done) / done
        self.progress.event("epoch", epoch=state.step, of=s.steps, **losses, **errors, eta_s=round(left))


def sheet(pictures: NDArray[np.uint8], path: Path, columns: int = _COLUMNS) -> None:
    """A contact sheet: pictures (n, side, side), halved if they are larger than 128 pixels, set in rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = pictures[:, ::2, ::2] if pictures.shape[1] > 128 else pictures
    rows = [np.hstack(list(small[i : i + columns])) for i in range(0, len(small) - columns + 1, columns)]
    Image.fromarray(np.vstack(rows)).save(path)


def _short(value: float) -> float | int:
    return value if isinstance(value, int) else round(value, 6)
