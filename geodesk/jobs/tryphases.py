"""Phases while somebody works on them: tried on the page in view, then kept for many pictures."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import OUTSIDE, Collection, Picture, Strokes, open_corrected
from geodesk.jobs.phases import Learnt, Phased, Rule, learn, levels_of, make_phases, page_labels
from geodesk.jobs.progress import Progress
from geodesk.micrograph import Rect


@dataclass(frozen=True, eq=False, slots=True)
class Tried:
    """What a rule makes of one page.

    Attributes
    ----------
    page
        From 0.
    labels : ndarray of uint8, shape (H, W)
        `OUTSIDE` where there is no phase, or none was asked for.
    fractions
        Label → share of the pixels that have a phase.
    """

    item: Picture
    page: int
    rule: Rule
    labels: NDArray[np.uint8]
    fractions: Mapping[int, float]


def try_phases(
    item: Picture, page: int, how: Rule | Strokes, collection: Collection, part: Rect | None = None
) -> Generator[Progress[Tried], None, None]:
    """Label one page without keeping the result.

    Parameters
    ----------
    page
        From 0.
    how
        A rule, or the strokes to learn it from.
    part
        Of a rule that is learnt, only this much of the page; None: its content.

    Yields
    ------
    Progress
        Closing the generator cancels; learning itself is one step.

    Raises
    ------
    GeoDeskError
        A picture cannot be read, or there is nothing to learn from.
    """
    yield Progress(0, 1, 0)
    rule = learn(how, collection) if isinstance(how, Strokes) else how
    yield Progress(0, 1, 0)
    with open_corrected(None, item) as picture:
        steps = page_labels(picture, page, rule, levels_of(picture, rule), part)
        while True:
            try:
                next(steps)
                yield Progress(0, 1, 0)
            except StopIteration as end:
                labels = end.value
                break
    yield Progress(1, 1, 0, (Tried(item, page, rule, labels, fractions_of(labels)),))


def keep_phases(
    items: Sequence[Picture], how: Rule | Strokes, collection: Collection
) -> Generator[Progress[Phased], None, None]:
    """Make the label images of pictures and keep them beside the collection; else as `make_phases`."""
    yield Progress(0, len(items), 0)
    rule: Rule = learn(how, collection, score=False) if isinstance(how, Strokes) else how
    yield from make_phases(items, rule, collection.phases)


def learnt_from(rule: Rule | None, strokes: Strokes) -> bool:
    """Whether a rule was learnt from just these strokes."""
    return isinstance(rule, Learnt) and rule.strokes == strokes


def fractions_of(labels: NDArray[np.uint8]) -> dict[int, float]:
    """Label → share of the pixels that have a phase; empty where none has."""
    counts = np.bincount(labels.ravel(), minlength=OUTSIDE + 1)[:OUTSIDE]
    total = int(counts.sum())
    return {int(label): float(counts[label]) / total for label in np.flatnonzero(counts)}
