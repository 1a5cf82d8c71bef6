"""Active training: a head learnt anew in an instant from the labels so far, and what to label next.

The head is a regularised logistic regression on frozen features (`geodesk.models.features`);
`geodesk.jobs.querying` decides which samples come next.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import UNSURE, Collection, LabelState, Picture, Prediction, Sample
from geodesk.jobs.columns import picture_rows
from geodesk.jobs.querying import Matrix, next_samples, often
from geodesk.jobs.scale import doubts_of_labels
from geodesk.language import Sentence
from geodesk.shares import wilson

HELD = 0.2
"""Share of the samples that are never learnt from, drawn by their names, so before any has a label."""
STRENGTH = 0.05
"""Inverse strength of the regularisation, features standardised; see docs/active-training.md."""
MODEL = "active-training"
_CLIP = 8.0
_POINTS = 24


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic regression on standardised features.

    Attributes
    ----------
    labels
        In output order.
    centre, scale
        (length,) of the standardisation.
    weights, bias
        (length, n) and (n,), n the number of labels.
    """

    labels: tuple[str, ...]
    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]

    def probabilities(self, features: Matrix) -> NDArray[np.float64]:
        """(m, length) features → (m, n) probabilities, rows sum to 1."""
        scores = (standardised(features, self.centre, self.scale) @ self.weights).astype(
            np.float64
        ) + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        rows = np.exp(scores)
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Point:
    """How well a head tells held-out samples apart.

    Attributes
    ----------
    labels
        Samples learnt from.
    right, held
        Held-out samples told rightly, and all of them.
    """

    labels: int
    right: int
    held: int

    @property
    def accuracy(self) -> float:
        """Share of the held-out samples told rightly."""
        return self.right / self.held

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of the accuracy (Wilson)."""
        return wilson(self.right, self.held)


@dataclass(frozen=True, slots=True)
class Advice:
    """What active training says of a collection at one moment.

    Attributes
    ----------
    labelled
        Samples with a class, held-out ones included.
    curve
        Accuracy on the held-out samples that have a label now, against labels in the order they were given.
    queue
        Ids of the samples without a label, the one to ask for next first.
    rows
        A suggestion for every picture without a label.
    """

    labelled: int
    curve: tuple[Point, ...]
    queue: tuple[str, ...]
    rows: tuple[Prediction, ...]


HeadOf = Callable[[Sequence[int]], Head | None]


def scale_doubts(collection: Collection, labels: Mapping[str, LabelState]) -> tuple[Sentence, ...]:
    """What to tell where pixels of labelled and other pictures differ in size; reads what new files say."""
    rows = [row for step in picture_rows(collection) for row in step.rows if row.facts.error is None]
    sizes = {row.picture.path: row.value("pixel_size_m") for row in rows}
    taught = {path for path, state in labels.items() if state.label not in (None, UNSURE)}
    return doubts_of_labels({path: None if s is None else float(s) for path, s in sizes.items()}, taught)


def standardised(features: Matrix, centre: Matrix, scale: Matrix) -> Matrix:
    """Features minus their centre over their scale, clipped so that one odd picture does not rule."""
    return np.asarray(np.clip((features - centre) / scale, -_CLIP, _CLIP), dtype=np.float32)


def spread_of(features: Matrix) -> tuple[Matrix, Matrix]:
    """Centre and scale of the standardisation, of labelled and unlabelled pictures alike."""
    return features.mean(axis=0), features.std(axis=0) + np.float32(1e-3)


def fit_head(
    features: Matrix,
    truth: NDArray[np.int64],
    labels: Sequence[str],
    centre: Matrix,
    scale: Matrix,
    strength: float = STRENGTH,
) -> Head:
    """Learn a head; every class counts alike.

    The regression is solved in the space that the pictures span (at most as many dimensions as pictures),
    where its L2 penalty is the same: with few labels and long features hundreds of times faster.

    Parameters
    ----------
    features, truth
        (m, length) and (m,) index into `labels`; at least two classes occur.
    centre, scale
        See `spread_of`.
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    x = standardised(features, centre, scale).astype(np.float64)
    values, vectors = np.linalg.eigh(x @ x.T)
    kept = values > values[-1] * 1e-9
    basis = (x.T @ vectors[:, kept]) / np.sqrt(values[kept])
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-4, class_weight="balanced")
    with threadpool_limits(1, user_api="blas"):  # so small a problem waits longer for threads than it takes
        model.fit(x @ basis, truth)
    rows, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row says how the second differs from the first
        rows, bias = np.stack([-rows[0] / 2, rows[0] / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    found = tuple(labels[int(i)] for i in model.classes_)
    return Head(found, centre, scale, (basis @ rows.T).astype(np.float32), np.asarray(bias, np.float64))


def held_out(sample_id: str, share: float = HELD) -> bool:
    """Whether a sample is never learnt from; its name alone decides, so the draw is random and stays."""
    digest = hashlib.sha256(f"held {sample_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def advise(
    samples: Sequence[Sample],
    vectors: Mapping[str, Matrix],
    labels: Mapping[str, LabelState],
    share: float = HELD,
) -> Advice:
    """Learn the head from the labels so far and say what to label next.

    Pictures of a pair or series are learnt each by itself; what is said of the sample is their mean. Samples
    that are held out come into the queue too, in the order of chance and as often as they are in the
    collection: only so is the accuracy that of the collection.

    Parameters
    ----------
    samples
        The collection's.
    vectors
        Features by path; samples with a picture that has none are left out.
    labels
        By path. Only labels that people gave are learnt from, never suggestions.
    share
        Of the samples, held out.
    """
    known = [sample for sample in samples if all(p.path in vectors for p in sample.pictures)]
    if not known:
        return Advice(0, (), (), ())
    paths = [picture.path for sample in known for picture in sample.pictures]
    matrix = np.stack([vectors[path] for path in paths]).astype(np.float32)
    owner = np.repeat(np.arange(len(known)), [len(sample.pictures) for sample in known])
    centre, scale = spread_of(matrix)
    given = _labelled(known, labels)
    held = [at for at in given if held_out(known[at].id, share)]
    learnt = [at for at in given if not held_out(known[at].id, share)]
    classes = sorted({given[at] for at in learnt})

    def head_of(chosen: Sequence[int]) -> Head | None:
        if len({given[at] for at in chosen}) < 2:
            return None
        truth = np.full(len(known), -1, np.int64)
        truth[list(chosen)] = [classes.index(given[at]) for at in chosen]
        rows = truth[owner] >= 0
        return fit_head(matrix[rows], truth[owner][rows], classes, centre, scale)

    head = head_of(learnt)
    by_sample = None if head is None else _means(head.probabilities(matrix), owner, len(known))
    free = [at for at in range(len(known)) if not _touched(known[at], labels)]
    standard = _means(standardised(matrix, centre, scale), owner, len(known)).astype(np.float32)
    order = next_samples(
        standard,
        learnt,
        [at for at in free if not held_out(known[at].id, share)],
        by_sample,
    )
    chance = sorted((at for at in free if held_out(known[at].id, share)), key=lambda at: _drawn(known[at].id))
    queue = tuple(known[at].id for at in _interleaved(order, chance, share))
    rows = () if head is None or by_sample is None else tuple(_suggestions(known, free, by_sample, head))
    return Advice(len(given), _curve(matrix, owner, learnt, held, given, head_of), queue, rows)


def _labelled(known: Sequence[Sample], labels: Mapping[str, LabelState]) -> dict[int, str]:
    """Index → class of the samples that have one on all their pictures, in the order they were labelled."""
    found = []
    for at, sample in enumerate(known):
        states = [labels.get(picture.path) for picture in sample.pictures]
        said = {None if state is None else state.label for state in states}
        label = next(iter(said)) if len(said) == 1 else None
        if label is not None and label != UNSURE:
            found.append((max(state.time for state in states if state is not None), at, label))
    return {at: label for _, at, label in sorted(found)}


def _touched(sample: Sample, labels: Mapping[str, LabelState]) -> bool:
    states = [labels.get(picture.path) for picture in sample.pictures]
    return any(state is not None and state.label is not None for state in states)


def _means(rows: NDArray[np.floating], owner: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    total = np.zeros((n, rows.shape[1]))
    np.add.at(total, owner, rows)
    return total / np.bincount(owner, minlength=n)[:, None]


def _curve(
    matrix: Matrix,
    owner: NDArray[np.int64],
    learnt: Sequence[int],
    held: Sequence[int],
    given: Mapping[int, str],
    head_of: HeadOf,
) -> tuple[Point, ...]:
    """Accuracy on the same held-out samples after every so many labels."""
    if not held:
        return ()
    every = often(len(np.unique(owner)))
    step = every * max(1, -(-len(learnt) // (every * _POINTS)))
    counts = sorted({*range(step, len(learnt), step), len(learnt)})
    rows = np.isin(owner, list(held))
    place = {at: row for row, at in enumerate(held)}
    inside = np.array([place[int(at)] for at in owner[rows]], np.int64)
    points = []
    for count in counts:
        head = head_of(learnt[:count])
        if head is not None:
            said = _means(head.probabilities(matrix[rows]), inside, len(held)).argmax(axis=1)
            right = sum(head.labels[best] == given[at] for best, at in zip(said, held, strict=True))
            points.append(Point(count, right, len(held)))
    return tuple(points)


def _interleaved(order: Sequence[int], chance: Sequence[int], share: float) -> Iterable[int]:
    """Both in turn, so that every beginning of the queue has about its share of held-out samples."""
    taken = {"order": 0, "chance": 0}
    while taken["order"] < len(order) or taken["chance"] < len(chance):
        done = taken["order"] + taken["chance"] + 1
        drawn = taken["chance"] < share * done - 0.5 or taken["order"] == len(order)
        which, source = ("chance", chance) if drawn and taken["chance"] < len(chance) else ("order", order)
        if taken[which] == len(source):
            which, source = ("chance", chance)
        yield source[taken[which]]
        taken[which] += 1


def _drawn(sample_id: str) -> bytes:
    return hashlib.sha256(f"order {sample_id}".encode("utf-8", "surrogatepass")).digest()


def _suggestions(
    known: Sequence[Sample], free: Sequence[int], rows: NDArray[np.float64], head: Head
) -> Iterable[Prediction]:
    for at in free:
        p = tuple(float(value) for value in rows[at])
        best = head.labels[int(np.argmax(rows[at]))]
        for picture in known[at].pictures:
            yield _prediction(picture, best, p, head.labels)


def _prediction(picture: Picture, label: str, p: tuple[float, ...], labels: tuple[str, ...]) -> Prediction:
    return Prediction(
        picture.id, picture.path, picture.size, picture.mtime_ns, label, p, labels, MODEL, "", "CPU"
    )
