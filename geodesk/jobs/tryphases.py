"""Phases while somebody works on them: tried on the page in view, then kept for many pictures."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import OUTSIDE, Collection, Picture, Strokes, open_corrected
from geodesk.jobs.modelled import Modelled
from geodesk.jobs.phases import Learnt, Phased, Rule, learn, levels_of, make_phases, page_labels
from geodesk.jobs.progress import Progress
from geodesk.jobs.recipes.recording import of_model, recorded
from geodesk.jobs.recipes.steps import Step
from geodesk.micrograph import Rect
from geodesk.morphology.phases import LocalRule, retouched


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
    counted
        Pixels that have a phase.
    paths
        Pictures that have these phases: both of a pair where a model sees them together.
    raw : ndarray of uint8 or None
        Of a model, the labels before they were retouched.
    """

    item: Picture
    page: int
    rule: Rule
    labels: NDArray[np.uint8]
    fractions: Mapping[int, float]
    counted: int
    paths: tuple[str, ...]
    raw: NDArray[np.uint8] | None = None


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
        modelled = rule if isinstance(rule, Modelled) else None
        steps = (
            page_labels(item, picture, page, rule, levels_of(picture, rule), part)
            if modelled is None
            else modelled.raw(item, page, part)
        )
        while True:
            try:
                next(steps)
                yield Progress(0, 1, 0)
            except StopIteration as end:
                labels = end.value
                break
    if modelled is None:
        tried = Tried(item, page, rule, labels, fractions_of(labels), counted(labels), (item.path,))
    else:
        bare = Tried(item, page, rule, labels, {}, 0, modelled.paths(item), labels)
        tried = retouch(bare, modelled.retouches)
    yield Progress(1, 1, 0, (tried,))


def retouch(tried: Tried, retouches: Strokes | None) -> Tried:
    """The same with other retouches over what the model says."""
    assert tried.raw is not None and isinstance(tried.rule, Modelled)
    rule = tried.rule.with_retouches(retouches)
    strokes = rule.strokes(tried.item, tried.page)
    labels = retouched(tried.raw, strokes) if strokes else tried.raw
    shares = fractions_of(labels)
    return replace(tried, rule=rule, labels=labels, fractions=shares, counted=counted(labels))


def keep_phases(
    items: Sequence[Picture], how: Rule | Strokes, collection: Collection
) -> Generator[Progress[Phased], None, None]:
    """Make the label images of pictures and keep them beside the collection; else as `make_phases`."""
    yield Progress(0, len(items), 0)
    rule: Rule = learn(how, collection, score=False) if isinstance(how, Strokes) else how
    steps = make_phases(items, rule, collection.phases)
    some = [item.path for item in items] if len(items) < len(collection.pictures()) else []
    yield from recorded(collection, _step_of(rule), steps, some)


def _step_of(rule: Rule) -> Step:
    """The rule as ``geodesk phases`` is told of it."""
    if isinstance(rule, Modelled):
        return of_model("phases", rule.model, {"rule": "model"})
    if isinstance(rule, Learnt):
        return Step("phases", {"rule": "strokes", "seed": 0})
    if isinstance(rule, LocalRule):
        return Step("phases", {"rule": rule.kind, "window": rule.window, "k": rule.k})
    if rule.level == "otsu":
        return Step("phases", {"rule": "otsu", "classes": rule.classes})
    return Step("phases", {"rule": "threshold", "threshold": rule.level})


def learnt_from(rule: Rule | None, strokes: Strokes) -> bool:
    """Whether a rule was learnt from just these strokes."""
    return isinstance(rule, Learnt) and rule.strokes == strokes


def fractions_of(labels: NDArray[np.uint8]) -> dict[int, float]:
    """Label → share of the pixels that have a phase; empty where none has."""
    counts = np.bincount(labels.ravel(), minlength=OUTSIDE + 1)[:OUTSIDE]
    total = int(counts.sum())
    return {int(label): float(counts[label]) / total for label in np.flatnonzero(counts)}


def counted(labels: NDArray[np.uint8]) -> int:
    """How many pixels have a phase."""
    return int(np.count_nonzero(labels != OUTSIDE))
