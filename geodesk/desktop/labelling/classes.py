"""The classes in force, as worked out on the writer's thread."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError

if TYPE_CHECKING:
    from geodesk.collection import Collection, LabelClass
    from geodesk.language import Sentence

Found = tuple["list[LabelClass]", bool, "Sentence | None", bool, bool]
"""The classes, whether they are kept on the disk, what is wrong with those, can_undo and can_redo."""


def classes_of(collection: "Collection", before: "list[LabelClass]") -> Found:
    """The classes in force, whether they are kept on the disk; on the writer's thread."""
    from geodesk.collection import arranged

    problem, kept = None, None
    try:
        kept = collection.classes()
    except GeoDeskError as error:
        problem, kept = error.sentence, before
    last = next(iter(collection.predictions.last().values()), None)
    known = [] if last is None else _names_of(last.model, last.labels)
    used = [state.label for state in collection.labels.current().values()]
    classes = arranged(before if kept is None else kept, used, known)
    labels = collection.labels
    return classes, kept is not None, problem, labels.can_undo, labels.can_redo


def _names_of(model: str, labels: Sequence[str]) -> "list[LabelClass]":
    """A model's labels with the names of its card, where the model is installed."""
    from geodesk.collection import LabelClass
    from geodesk.models import OnnxFile, find, read_card

    try:
        card = read_card(OnnxFile.read(find(model)))
    except GeoDeskError:
        card = None
    named = {} if card is None else {one.id: one for one in card.labels}
    found = []
    for label in labels:
        one = named.get(label)
        found.append(LabelClass(label, one.es, one.en, one.colour or "") if one else LabelClass(label))
    return found


def keep_quietly(collection: "Collection", classes: "list[LabelClass]") -> None:
    """Remember the keys; the label itself is on the disk, and the keys can be worked out again."""
    try:
        if collection.classes() is None:
            collection.set_classes(classes)
    except GeoDeskError:
        return
