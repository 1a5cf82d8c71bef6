"""The pictures that people labelled in a collection, made ready for training like any folder of classes."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from geodesk.collection import UNSURE, Collection, LabelState, Sample, write_csv
from geodesk.language import GeoDeskError
from training.data.index import DataIndex
from training.data.prepare import Options, prepare
from training.progress import Progress

TABLE = "labels.csv"
FEWEST = 4
"""Samples a class needs, so that one can be trained on, one validate and one test."""


class TooFewLabels(GeoDeskError):
    """A collection has not enough labels to train on."""


def labelled_samples(collection: Collection) -> list[tuple[Sample, str]]:
    """The samples whose pictures all carry the same class, as people gave it, in the order of their paths.

    Samples labelled as unsure are none of them, and suggestions of models never count.
    """
    current: Mapping[str, LabelState] = collection.labels.current()
    label_of: Callable[[str], str | None] = lambda path: s.label if (s := current.get(path)) else None  # noqa: E731
    found = []
    for sample in collection.samples():
        said = {label_of(picture.path) for picture in sample.pictures}
        label = next(iter(said))
        if len(said) == 1 and label is not None and label != UNSURE:
            found.append((sample, label))
    return found


def prepare_labelled(folder: Path, out: Path, options: Options, progress: Progress) -> DataIndex:
    """Index the labelled pictures of a collection; see `training.data.prepare.prepare`.

    The pictures of a pair or series, by the collection's own patterns, form a group. `out` also gets the
    labels as they were at this moment.

    Raises
    ------
    TooFewLabels
        Fewer than two classes, or a class of fewer than `FEWEST` samples.
    CollectionError
        The folder or its labels cannot be read.
    """
    samples = labelled_samples(Collection.open(folder))
    check_counts(Counter(label for _, label in samples))
    rows = [
        (picture.path, label, sample.id if len(sample.pictures) > 1 else "")
        for sample, label in samples
        for picture in sample.pictures
    ]
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / TABLE, ("path", "label", "group"), sorted(rows))
    return prepare(folder, out, replace(options, table=str(out / TABLE)), progress)


def check_counts(counts: Mapping[str, int]) -> None:
    """Raise `TooFewLabels` where counts of samples by class are too few to train on."""
    if len(counts) < 2:
        raise TooFewLabels(
            en="Training needs labels of at least two classes; label some samples of another class.",
            es="Entrenar requiere etiquetas de al menos dos clases; etiquete muestras de otra clase.",
        )
    label, n = min(counts.items(), key=lambda item: item[1])
    if n < FEWEST:
        raise TooFewLabels(
            en=f"The class “{label}” has {n} of the at least {FEWEST} labelled samples that training needs.",
            es=f"La clase «{label}» tiene {n} de las al menos {FEWEST} muestras etiquetadas que hacen falta.",
        )
