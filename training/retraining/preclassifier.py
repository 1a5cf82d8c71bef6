"""The SEM pre-classifier trained further on whole pictures that a technician called usable or not.

Pictures are read as classification reads them: tiles at native resolution, the median of their probabilities.
First the output alone is fitted (33 parameters on the 32 numbers before it), then all layers at a low rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.preprocess import prepare
from training import tiles
from training.classifier.fit import SPLIT, CannotResume
from training.classifier.loop import HISTORY, STATE, Loop, Phase, State, read_state
from training.classifier.predict import BEST, HEAD
from training.classifier.settings import NoRun, Settings, is_classifier, read_settings
from training.classifier.sources import Batch
from training.data.index import DataIndex, DataSample, read_index, write_index
from training.progress import Progress
from training.rendering import generator
from training.retraining.bundled import take_weights

NETWORK = "preclassifier"
MOST_TILES = 24
"""Of one picture, in training; scoring reads them all."""
BASE = "base.keras"


class NotTwoClasses(GeoDeskError):
    """The pre-classifier tells exactly two classes apart."""


def study() -> Settings:
    """The study's values (batch 32, Adam, at most 50 epochs, early stopping), begun from trained weights."""
    return Settings(
        network=NETWORK,
        side=320,
        batch=32,
        epochs=20,
        rate=3e-3,
        fine_epochs=50,
        fine_rate=3e-6,  # the dense layer has 87,616 inputs: larger steps undo what it knows
        patience=8,
        views=0,
        class_weights="balanced",
    )


@dataclass(frozen=True, slots=True)
class Tiled:
    """The tiles of the pictures of one split.

    Attributes
    ----------
    pixels
        (n, 320, 320) uint8.
    truth
        (n,) 1 for usable.
    owner
        (n,) index into `samples`.
    samples
        Pictures, in order.
    """

    pixels: NDArray[np.uint8]
    truth: NDArray[np.int64]
    owner: NDArray[np.int64]
    samples: tuple[DataSample, ...]

    def by_sample(self, rows: NDArray[np.floating]) -> NDArray[np.float64]:
        """Rows of tiles (n, 2) → rows of pictures: the median, as the card says."""
        usable = [float(np.median(rows[self.owner == at, 1])) for at in range(len(self.samples))]
        return np.stack([1 - np.array(usable), np.array(usable)], axis=1)

    def sample_truth(self, labels: list[str]) -> NDArray[np.int64]:
        """(n_samples,) index into the labels."""
        return np.array([labels.index(sample.label) for sample in self.samples], np.int64)


def read_tiles(index: DataIndex, labels: list[str], split: str, most: int | None = None) -> Tiled:
    """The tiles of one split; of a picture with more than `most`, as many evenly spread ones.

    Raises
    ------
    NoRun
        The split is empty.
    UnreadablePicture
        A picture cannot be decoded any more.
    """
    samples = tuple(sample for sample in index.samples if sample.split == split)
    if not samples:
        raise NoRun(
            en=f"No sample is in the split “{split}”: label more pictures.",
            es=f"Ninguna muestra está en la división «{split}»: etiquete más imágenes.",
        )
    pixels, truth, owner = [], [], []
    for at, sample in enumerate(samples):
        for row in sample.rows:
            found = prepare(tiles.grey(index.folder / row.path), tiles.SPEC)[..., 0].astype(np.uint8)
            if most is not None and len(found) > most:
                found = found[np.linspace(0, len(found) - 1, most).round().astype(int)]
            pixels.append(found)
            truth += [labels.index(sample.label)] * len(found)
            owner += [at] * len(found)
    return Tiled(np.concatenate(pixels), np.array(truth, np.int64), np.array(owner, np.int64), samples)


def fit(
    run: Path, settings: Settings, index: DataIndex | None, base: Path | None, progress: Progress
) -> State:
    """Train, or with `index` None go on training, in the folder `run`.

    Parameters
    ----------
    settings
        ``labels`` in the order not usable, usable; when going on only the epochs count.
    index
        Of `training.data.labelled`; None goes on with the run's own.
    base
        The ONNX file whose weights are trained further; None: from random weights.

    Raises
    ------
    NotTwoClasses, OtherNetwork, CannotResume
        See there.
    KeyboardInterrupt
        After Ctrl+C; the run holds its best network so far and can be gone on with.
    """
    if index is None:
        settings = _resumed(run, settings)
        index = read_index(run / SPLIT, Path(settings.data))
    else:
        settings = _begun(run, settings, index, base)
    train = read_tiles(index, settings.labels, "train", MOST_TILES)
    held = read_tiles(index, settings.labels, "validation")
    progress.event("examples", train=len(train.samples), validation=len(held.samples), tiles=len(train.truth))
    s = settings
    phases = [
        Phase("frozen", s.epochs, s.rate, lambda: _output(run), lambda: _Last(run, train, held, s), HEAD),
        Phase("fine", s.fine_epochs, s.fine_rate, lambda: _whole(run), lambda: _Tiles(train, held, s), BEST),
    ]
    _base(run)  # its layers are known from here on, to a checkpoint that is loaded too
    loop = Loop(run, settings, phases, held.by_sample, held.sample_truth(settings.labels), progress)
    loop.go()
    network(run).save(run / BEST)
    state = loop.state
    progress.event("done", epochs=state.total, best_epoch=state.best_epoch, best_phase=state.best_phase)
    return state


def _begun(run: Path, settings: Settings, index: DataIndex, base: Path | None) -> Settings:
    import keras

    from training.networks.preclassifier import preclassifier

    if sorted(settings.labels) != index.labels or len(index.labels) != 2:
        names = ", ".join(index.labels)
        raise NotTwoClasses(
            en=f"The pre-classifier tells two classes apart, usable or not; these labels are {names}.",
            es=f"El preclasificador distingue dos clases, utilizable o no; estas etiquetas son {names}.",
        )
    keras.utils.set_random_seed(settings.seed)
    model = preclassifier()
    if base is not None:
        take_weights(model, base)
    run.mkdir(parents=True, exist_ok=True)
    for stale in (*run.glob("last-*.keras"), *(run / name for name in (STATE, HISTORY, BEST, HEAD))):
        stale.unlink(missing_ok=True)
    settings = replace(
        settings, data=str(index.folder), data_sha256=index.sha256, weights=base.name if base else "none"
    )
    write_index(run / SPLIT, index.rows)
    settings.save(run)
    model.save(run / BASE)
    return settings


def _resumed(run: Path, wanted: Settings) -> Settings:
    if not is_classifier(run) or not (run / BASE).is_file():
        raise CannotResume(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        )
    settings = read_settings(run)
    settings.epochs, settings.fine_epochs = wanted.epochs, wanted.fine_epochs
    settings.save(run)
    return settings


def network(run: Path) -> Any:
    """The best pre-classifier of a run so far (one sigmoid, 2,812,505 parameters); raises `NoRun`."""
    state = read_state(run)
    if not state.kept or not (run / state.kept).is_file():
        raise NoRun(
            en=f"{run} holds no trained network: run “fit” first.",
            es=f"{run} no contiene una red entrenada: ejecute antes «fit».",
        )
    kept = _load(run / state.kept)
    if kept.name == NETWORK:  # finished: the whole has been written out
        return kept
    whole = _base(run)
    if state.kept == HEAD:
        whole.get_layer("usable").set_weights(kept.get_layer("usable").get_weights())
    else:
        whole.set_weights(kept.get_weights())
    return whole


def usable(model: Any, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Probability of usable of tiles (n, 320, 320), (n,)."""
    return _rows(model, pixels[..., None])[:, 0]


def _base(run: Path) -> Any:
    return _load(run / BASE)


def _load(path: Path) -> Any:
    import keras

    import training.networks.preclassifier  # noqa: F401 - makes its layers known to Keras

    return keras.models.load_model(path, compile=False)


def _two_columns(model_input: Any, p: Any, name: str) -> Any:
    import keras

    both = keras.layers.Concatenate(name="probabilities")([1.0 - p, p])
    return keras.Model(model_input, both, name=name)


def _output(run: Path) -> Any:
    """The output layer alone: (batch, 32) → (batch, 2)."""
    import keras

    vector = keras.Input((32,), name="before")
    layer = keras.layers.Dense(1, activation="sigmoid", name="usable")
    model = _two_columns(vector, layer(vector), "output")
    layer.set_weights(_base(run).get_layer("usable").get_weights())
    return model


def _whole(run: Path) -> Any:
    """All layers with two columns, begun from the best output."""
    inner = network(run) if read_state(run).total else _base(run)
    return _two_columns(inner.input, inner.output, "whole")


class _Tiles:
    """Tiles mirrored anew in every epoch, as many of either class in a step; a `Source`."""

    def __init__(self, train: Tiled, held: Tiled, settings: Settings) -> None:
        self._train, self._held, self._settings = train, held, settings

    def batches(self, epoch: int) -> Iterator[Batch]:
        """As many steps as go through the larger class once."""
        rng = generator((self._settings.seed, 61, epoch))
        for chosen in _halves(self._train.truth, self._settings.batch, rng):
            flips = rng.choice([-1, 1], (len(chosen), 2))
            x = [
                self._train.pixels[at][::down, ::across]
                for at, (down, across) in zip(chosen, flips, strict=True)
            ]
            yield _batch(np.stack(x)[..., None].astype(np.float32), self._train.truth[chosen])  # fmt: skip

    def validate(self, model: Any) -> NDArray[np.float64]:
        """Rows of the validation tiles."""
        return _rows(model, self._held.pixels[..., None])


class _Last:
    """The 32 numbers before the output, of every tile as it is and mirrored, computed once."""

    def __init__(self, run: Path, train: Tiled, held: Tiled, settings: Settings) -> None:
        import keras

        base = _base(run)
        before = keras.Model(base.input, base.get_layer("dense").output)
        views = [train.pixels[:, ::down, ::across, None] for down in (1, -1) for across in (1, -1)]
        self._views = np.stack([_rows(before, view) for view in views]).astype(np.float32)
        self._held = _rows(before, held.pixels[..., None]).astype(np.float32)
        self._truth, self._settings = train.truth, settings

    def batches(self, epoch: int) -> Iterator[Batch]:
        """As many steps as go through the larger class once."""
        rng = generator((self._settings.seed, 62, epoch))
        for chosen in _halves(self._truth, self._settings.batch, rng):
            yield _batch(self._views[rng.integers(0, 4, len(chosen)), chosen], self._truth[chosen])

    def validate(self, model: Any) -> NDArray[np.float64]:
        """Rows of the validation tiles."""
        return np.asarray(model(self._held, training=False), dtype=np.float64)


def _halves(truth: NDArray[np.int64], batch: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    half = max(1, batch // 2)
    sides = [np.flatnonzero(truth == side) for side in (0, 1)]
    for _ in range(-(-max(map(len, sides)) // half)):
        yield np.concatenate([rng.choice(side, half) for side in sides])


def _batch(x: Any, truth: NDArray[np.int64]) -> Batch:
    return x, np.eye(2, dtype=np.float32)[truth], np.ones(len(truth), np.float32)


def _rows(model: Any, pixels: NDArray[np.generic], batch: int = 32) -> NDArray[np.float64]:
    parts = [
        np.asarray(model(pixels[at : at + batch].astype(np.float32), training=False))
        for at in range(0, len(pixels), batch)
    ]
    return np.concatenate(parts).astype(np.float64)
