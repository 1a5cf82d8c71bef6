"""The samples of one split as a network takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.classifier.settings import Settings
from training.data.index import DataIndex, DataSample
from training.data.pixels import FACES, NoFace, files_of, load
from training.data.split import fold_splits


@dataclass(frozen=True, slots=True)
class Examples:
    """Inputs of a network with what they are.

    Attributes
    ----------
    pixels
        (n, H, W, 3·faces) uint8.
    truth
        (n,) index into the labels.
    sample
        (n,) index into `samples`; two examples of one sample are its faces, each by itself.
    samples
        What is classified, in order.
    """

    pixels: NDArray[np.uint8]
    truth: NDArray[np.int64]
    sample: NDArray[np.int64]
    samples: tuple[DataSample, ...]

    def __len__(self) -> int:
        return len(self.truth)

    def by_sample(self, rows: NDArray[np.floating]) -> NDArray[np.float64]:
        """Probabilities of the samples (n_samples, n_labels): the mean of their examples'."""
        total = np.zeros((len(self.samples), rows.shape[1]))
        np.add.at(total, self.sample, rows.astype(np.float64))
        return total / np.bincount(self.sample, minlength=len(self.samples))[:, None]

    def sample_truth(self, labels: Sequence[str]) -> NDArray[np.int64]:
        """(n_samples,) index into the labels."""
        return np.array([labels.index(sample.label) for sample in self.samples], np.int64)


def resolved_input(wanted: str, index: DataIndex) -> str:
    """What ``auto`` means for an index: ``both`` where every sample is a pair, else ``picture``."""
    if wanted != "auto":
        return wanted
    return "both" if all(len(sample.rows) == 2 for sample in index.samples) else "picture"


def divided(index: DataIndex, settings: Settings) -> DataIndex:
    """The index with its own split, or with the settings' fold as the test and a share validating."""
    if settings.fold is None:
        return index
    samples = index.samples
    if all(sample.fold != settings.fold for sample in samples):
        raise NoFace(
            en=f"The data have no fold {settings.fold}: prepare them with --folds.",
            es=f"Los datos no tienen el pliegue {settings.fold}: prepárelos con --folds.",
        )
    chosen = fold_splits(samples, settings.fold, settings.validation, settings.seed)
    rows = tuple(replace(row, split=chosen[row.group]) for row in index.rows)
    return DataIndex(index.folder, rows)


def read_examples(index: DataIndex, settings: Settings, split: str, cache: Path) -> Examples:
    """The samples of one split.

    Parameters
    ----------
    index
        All samples.
    settings
        The run's.
    split
        ``train``, ``validation``, ``test``, or ``all``.
    cache
        See `training.data.pixels.load`.

    Raises
    ------
    NoFace
        A sample has not the faces that the input asks for, or the split is empty.
    """
    samples = tuple(sample for sample in index.samples if split in ("all", sample.split))
    if not samples:
        raise NoFace(
            en=f"No sample is in the split “{split}”: prepare the data with a larger share for it.",
            es=f"Ninguna muestra está en la división «{split}»: prepare los datos con más parte para ella.",
        )
    files, owner = [], []
    for i, sample in enumerate(samples):
        uses = FACES if settings.input == "each" else (settings.input,)
        for use in uses:
            files.append(files_of(sample, use))
            owner.append(i)
    pixels = load(index.folder, files, settings.spec, cache)
    truth = [settings.labels.index(samples[i].label) for i in owner]
    return Examples(pixels, np.array(truth, np.int64), np.array(owner, np.int64), samples)
