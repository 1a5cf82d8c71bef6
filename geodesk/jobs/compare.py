"""An old and a new classifier on the same held-out samples, read by the very code that classifies."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Collection, CollectionError, Picture, read_csv
from geodesk.jobs.classify import classify
from geodesk.jobs.intervals import paired
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError
from geodesk.models import Classifier, load
from geodesk.shares import wilson

SPLIT = "split.csv"


class NothingHeldOut(GeoDeskError):
    """A training has no held-out samples to compare on."""


@dataclass(frozen=True, slots=True)
class Held:
    """One held-out sample: its pictures, its label and which samples it may not be parted from."""

    pictures: tuple[Picture, ...]
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one model says of the held-out samples.

    Attributes
    ----------
    name
        Of the model.
    said, probability
        Per sample; empty text and 0 where a picture could not be read.
    right
        Per sample, whether that is its label.
    confusion
        (n, n) counts: rows the labels, columns what was said, in the order of `Comparison.labels`.
    """

    name: str
    said: tuple[str, ...]
    probability: tuple[float, ...]
    right: NDArray[np.bool_]
    confusion: NDArray[np.int64]

    @property
    def accuracy(self) -> float:
        """Share told rightly."""
        return float(self.right.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of the accuracy (Wilson)."""
        return wilson(int(self.right.sum()), len(self.right))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on the same samples.

    Attributes
    ----------
    labels
        Of the confusion tables.
    held
        The samples.
    old
        None where there is no old model that knows these labels.
    new
        The one that was trained.
    difference
        Accuracy of the new one minus the old one's with its 95 % interval (bootstrap over groups).
    """

    labels: tuple[str, ...]
    held: tuple[Held, ...]
    old: Verdict | None
    new: Verdict
    difference: tuple[float, float, float] | None

    @property
    def differing(self) -> list[int]:
        """Samples of which the two say different things, those the new one now tells rightly first."""
        if self.old is None:
            return []
        pairs = enumerate(zip(self.old.said, self.new.said, strict=True))
        found = [at for at, (old, new) in pairs if old != new]
        return sorted(found, key=lambda at: (not self.new.right[at], at))


def held_out(run: Path, collection: Collection) -> list[Held]:
    """The samples that a training kept for its test, as they are in the collection now.

    Raises
    ------
    NothingHeldOut
        There are none, or their pictures are gone.
    """
    gathered: dict[str, list[tuple[Picture, str, str]]] = {}
    for cells in read_csv(run / SPLIT, ("path", "label", "group", "split", "sample")).rows:
        if cells["split"] == "test":
            try:
                picture = collection.resolve(cells["path"])
            except CollectionError:  # gone since
                continue
            key = cells["sample"] or cells["path"]
            gathered.setdefault(key, []).append((picture, cells["label"], cells["group"]))
    if not gathered:
        raise NothingHeldOut(
            en="None of the held-out pictures are in the folder any more, so the models cannot be compared.",
            es="Ya no está en la carpeta ninguna de las imágenes reservadas; no se puede comparar.",
        )
    return [
        Held(tuple(picture for picture, _, _ in rows), rows[0][1], rows[0][2]) for rows in gathered.values()
    ]


def compare(
    run: Path, folder: Path, new: Path, old: Path | None, device: str = "auto"
) -> Generator[Progress[Comparison], None, None]:
    """Classify the held-out samples of a training with both models.

    Yields
    ------
    Progress
        Pictures read by one of the models, and at the end the one row.

    Raises
    ------
    NothingHeldOut, RefusedModel, CollectionError
        See there.
    """
    held = held_out(run, Collection.open(folder))
    models = [load(new, device)]
    if old is not None and {one.label for one in held} <= set((before := load(old, device)).labels):
        models.append(before)
    labels = tuple(
        sorted({one.label for one in held} | {label for model in models for label in model.labels})
    )
    pictures = sum(len(one.pictures) for one in held)
    total, done = pictures * len(models), 0
    yield Progress(0, total, 0)
    verdicts: list[Verdict] = []
    for model in models:
        rows: dict[str, tuple[float, ...]] = {}
        for step in classify([p for one in held for p in one.pictures], model):
            rows.update((row.path, row.p) for row in step.rows)
            yield Progress(done + step.done, total, 0)
        done += pictures
        verdicts.append(_verdict(model, held, rows, labels))
    ours, theirs = verdicts[0], verdicts[1] if len(verdicts) > 1 else None
    gain = None if theirs is None else paired(ours.right, theirs.right, [one.group for one in held])
    yield Progress(total, total, 0, (Comparison(labels, tuple(held), theirs, ours, gain),))


def _verdict(
    model: Classifier, held: Sequence[Held], rows: dict[str, tuple[float, ...]], labels: Sequence[str]
) -> Verdict:
    said, probability = [], []
    for label, p in _means(model, held, rows):
        said.append(label)
        probability.append(p)
    table = np.zeros((len(labels), len(labels)), np.int64)
    for one, found in zip(held, said, strict=True):
        if found:
            table[labels.index(one.label), labels.index(found)] += 1
    right = np.array([one.label == found for one, found in zip(held, said, strict=True)])
    return Verdict(model.name, tuple(said), tuple(probability), right, table)


def _means(
    model: Classifier, held: Sequence[Held], rows: dict[str, tuple[float, ...]]
) -> Iterator[tuple[str, float]]:
    for one in held:
        found = [rows[picture.path] for picture in one.pictures if rows.get(picture.path)]
        if not found:
            yield "", 0.0
            continue
        mean = np.mean(found, axis=0)
        best = int(mean.argmax())
        yield model.labels[best], float(mean[best])
