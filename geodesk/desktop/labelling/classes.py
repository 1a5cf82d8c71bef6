"""The classes in force, as worked out on the writer's thread."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError

if TYPE_CHECKING:
    from geodesk.collection import Collection, LabelClass, Prediction
    from geodesk.desktop.session import Session
    from geodesk.language import Sentence
    from geodesk.models import Card, Classifier

Found = tuple["list[LabelClass]", bool, "Sentence | None", bool, bool]
"""The classes, whether they are kept on the disk, what is wrong with those, can_undo and can_redo."""


def meet(session: "Session", model: "Classifier") -> None:
    """Put a model's classes in force as its card names them, before the first row that it gives is shown."""
    from geodesk.collection import arranged

    session.set_classes(arranged(session.classes, (), _named(model.labels, model.card, ())))


def classes_of(
    collection: "Collection",
    before: "list[LabelClass]",
    row: "Prediction | None" = None,
    models: Sequence[str] = (),
) -> Found:
    """The classes in force, whether they are kept on the disk; on the writer's thread.

    Parameters
    ----------
    before
        Those in force until now.
    row
        One of a run under way: the disk may hold none of it yet.
    models
        Files of models that are not installed but were opened.
    """
    from geodesk.collection import arranged

    problem, kept = None, None
    try:
        kept = collection.classes()
    except GeoDeskError as error:
        problem, kept = error.sentence, before
    last = row or next(iter(collection.predictions.last().values()), None)
    known = [] if last is None else _named(last.labels, _card_of(last, models), before)
    used = [state.label for state in collection.labels.current().values()]
    classes = arranged(before if kept is None else kept, used, known)
    labels = collection.labels
    return classes, kept is not None, problem, labels.can_undo, labels.can_redo


def _card_of(row: "Prediction", models: Sequence[str]) -> "Card | None":
    """The card of the model that gave a row: an installed one by its name, else an opened one by its hash."""
    from geodesk.models import OnnxFile, find, read_card

    with suppress(GeoDeskError):
        return read_card(OnnxFile.read(find(row.model)))
    for path in models:
        with suppress(GeoDeskError):
            if (file := OnnxFile.read(Path(path))).sha256 == row.sha256:
                return read_card(file)
    return None


def _named(labels: Sequence[str], card: "Card | None", before: "Sequence[LabelClass]") -> "list[LabelClass]":
    """A model's labels by the names of its card, else by those they had before, else by none."""
    from geodesk.collection import LabelClass

    known = {one.id: one for one in before}
    if card is not None:
        known |= {one.id: LabelClass(one.id, one.es, one.en, one.colour or "") for one in card.labels}
    return [known.get(label, LabelClass(label)) for label in labels]


def keep_quietly(collection: "Collection", classes: "list[LabelClass]") -> None:
    """Remember the keys; the label itself is on the disk, and the keys can be worked out again."""
    try:
        if collection.classes() is None:
            collection.set_classes(classes)
    except GeoDeskError:
        return
