"""What a phase of training is fed: cached features, or pictures changed anew in every epoch."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from training.classifier.augment import Augmentation, applied, draw
from training.classifier.examples import Examples
from training.rendering import generator

Batch = tuple[Any, NDArray[np.float32], NDArray[np.float32]]


class Source(Protocol):
    """Batches of one epoch, and the validation examples."""

    def batches(self, epoch: int) -> Iterator[Batch]:
        """Inputs, one-hot labels and weights; the epoch's number and the seed decide all."""
        ...

    def validate(self, model: Any) -> NDArray[np.float64]:
        """Probabilities of the validation examples, (n, n_labels)."""
        ...


class Targets:
    """One-hot labels and the weight of every training example."""

    def __init__(self, truth: NDArray[np.int64], n_labels: int, balanced: bool) -> None:
        self.one_hot = np.eye(n_labels, dtype=np.float32)[truth]
        counts = np.bincount(truth, minlength=n_labels)
        by_label = len(truth) / (n_labels * np.maximum(counts, 1)) if balanced else np.ones(n_labels)
        self.weights = by_label[truth].astype(np.float32)


class FeatureSource:
    """Features of a frozen backbone; each epoch draws one view of every picture."""

    def __init__(
        self,
        views: NDArray[np.float32],
        validation: NDArray[np.float32],
        targets: Targets,
        batch: int,
        seed: int,
    ) -> None:
        self._views, self._validation, self._targets = views, validation, targets
        self._batch, self._seed = batch, seed

    def batches(self, epoch: int) -> Iterator[Batch]:
        """See `Source`."""
        rng = generator((self._seed, 51, epoch))
        count, n = self._views.shape[:2]
        order: NDArray[np.int64] = rng.permutation(np.arange(n))
        view: NDArray[np.int64] = rng.integers(0, count, size=(n,))
        for start in range(0, n, self._batch):
            chosen = order[start : start + self._batch]
            features = np.asarray(self._views[view[chosen], chosen])
            yield features, self._targets.one_hot[chosen], self._targets.weights[chosen]

    def validate(self, model: Any) -> NDArray[np.float64]:
        """See `Source`."""
        return np.asarray(model(self._validation, training=False), dtype=np.float64)


class PictureSource:
    """Pictures, changed anew in every epoch."""

    def __init__(
        self,
        train: Examples,
        validation: Examples,
        targets: Targets,
        augmentation: Augmentation,
        batch: int,
        seed: int,
    ) -> None:
        self._train, self._validation, self._targets = train, validation, targets
        self._augmentation, self._batch, self._seed = augmentation, batch, seed
        self._predictor: Predictor | None = None

    def batches(self, epoch: int) -> Iterator[Batch]:
        """See `Source`."""
        n = len(self._train)
        order = np.asarray(generator((self._seed, 52, epoch)).permutation(n))
        changes = draw(self._augmentation, n, (self._seed, 53, epoch))
        for start in range(0, n, self._batch):
            chosen = order[start : start + self._batch]
            pictures = np.asarray(self._train.pixels[chosen])
            x = applied(pictures, changes.of(chosen), self._augmentation)
            yield x, self._targets.one_hot[chosen], self._targets.weights[chosen]

    def validate(self, model: Any) -> NDArray[np.float64]:
        """See `Source`."""
        if self._predictor is None or self._predictor.model is not model:
            self._predictor = Predictor(model)
        return self._predictor(self._validation.pixels)


class Predictor:
    """Probabilities of one network for many pictures; `batch` looks go through it at once."""

    def __init__(self, model: Any, batch: int = 32) -> None:
        import tensorflow as tf

        from training.networks.oriented import looks

        self.model, self._batch = model, max(1, batch // looks(model))
        self._run = tf.function(lambda x: model(x, training=False), reduce_retracing=True)

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        """(n, H, W, channels) 0-255 → (n, n_labels)."""
        parts = [
            np.asarray(self._run(np.asarray(pixels[i : i + self._batch], dtype=np.float32)))
            for i in range(0, len(pixels), self._batch)
        ]
        return np.concatenate(parts).astype(np.float64)
