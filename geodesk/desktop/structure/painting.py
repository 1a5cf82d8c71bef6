"""The strokes of a collection: painted, erased, undone, and written to the disk after every change."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection, Phase, Stroke, Strokes
    from geodesk.desktop.session import Session

FEWEST, MOST = 2, 4
"""Phases that can be painted."""


class Painting(QObject):
    """The strokes as they stand; each change is one step that can be undone.

    Attributes
    ----------
    strokes
        None until they have been read.
    problem
        Why they could not be read: then nothing is painted, so that what lies there stays.
    fault
        Why the last change is not on the disk yet.
    """

    changed = Signal()

    channel = "phases.strokes"

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.strokes: Strokes | None = None
        self.problem: Sentence | None = None
        self.fault: Sentence | None = None
        self._collection: Collection | None = None
        self._undo: list[Strokes] = []
        self._redo: list[Strokes] = []
        self._box: list[Strokes] = []

    def read(self) -> None:
        """Read the strokes of the open folder, unless that has been done."""
        collection = self._session.collection
        if collection is self._collection:
            return
        self._collection, self._box = collection, []
        self.strokes = self.problem = self.fault = None
        self._undo, self._redo = [], []
        if collection is not None:
            self._session.writer.run(
                self._reading(collection), self._read, self._unread, channel=self.channel
            )
        self.changed.emit()

    def _reading(self, collection: "Collection") -> "Callable[[], Strokes | None]":
        return collection.strokes

    def _keeping(self, collection: "Collection") -> "Callable[[Strokes | None], None]":
        return collection.set_strokes

    def _fresh(self) -> "Strokes":
        from geodesk.collection import Phase, Strokes

        return Strokes(tuple(Phase(label) for label in range(1, FEWEST + 1)), ())

    def _taken(self, strokes: "Strokes") -> "Strokes":
        return strokes

    def _read(self, strokes: "Strokes | None") -> None:
        self.strokes = self._taken(strokes or self._fresh())
        self.changed.emit()

    def _unread(self, sentence: Sentence) -> None:
        self.problem = sentence
        self._session.error(sentence)
        self.changed.emit()

    # Changing

    def add(self, stroke: "Stroke") -> None:
        """Paint a stroke."""
        if self.strokes is not None:
            self._change(replace(self.strokes, strokes=(*self.strokes.strokes, stroke)))

    def erase(self, path: str, page: int, x: float, y: float, reach: float) -> None:
        """Take away the strokes of a page that a round eraser touches."""
        strokes = self.strokes
        if strokes is None:
            return
        kept = tuple(
            one
            for one in strokes.strokes
            if (one.path, one.page) != (path, page) or not _touches(one, x, y, reach)
        )
        if len(kept) < len(strokes.strokes):
            self._change(replace(strokes, strokes=kept))

    def set_phases(self, phases: "tuple[Phase, ...]") -> None:
        """Other phases; the strokes of one that is gone go with it."""
        strokes = self.strokes
        if strokes is None or phases == strokes.phases:
            return
        labels = {phase.label for phase in phases}
        kept = tuple(one for one in strokes.strokes if one.label in labels)
        self._change(replace(strokes, phases=phases, strokes=kept))

    def _change(self, strokes: "Strokes") -> None:
        assert self.strokes is not None
        self._undo.append(self.strokes)
        self._redo.clear()
        self._stand(strokes)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._redo)

    def undo(self) -> None:
        """Take the last step back."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Do it again."""
        self._swap(self._redo, self._undo)

    def _swap(self, source: "list[Strokes]", target: "list[Strokes]") -> None:
        if source and self.strokes is not None:
            target.append(self.strokes)
            self._stand(source.pop())

    # Saving

    def _stand(self, strokes: "Strokes") -> None:
        self.strokes = strokes
        self.save()
        self.changed.emit()

    def save(self) -> None:
        """Write them; the newest of several that wait is written once."""
        collection, strokes = self._collection, self.strokes
        if collection is None or strokes is None:
            return
        box = self._box
        box[:] = [strokes]
        self._session.writer.run(_writing(self._keeping(collection), box), self._saved, self._unsaved)

    def _saved(self, _: None) -> None:
        if self.fault is not None:
            self.fault = None
            self.changed.emit()

    def _unsaved(self, sentence: Sentence) -> None:
        self.fault = sentence
        self._session.error(sentence)
        self.changed.emit()


def _writing(keep: "Callable[[Strokes | None], None]", box: "list[Strokes]") -> Callable[[], None]:
    def write() -> None:
        if box:
            keep(box.pop())

    return write


def _touches(stroke: "Stroke", x: float, y: float, reach: float) -> bool:
    """Whether a point is so near to a stroke's line that eraser and stroke meet."""
    near = (reach + stroke.width / 2) ** 2
    points = stroke.points if len(stroke.points) > 1 else stroke.points * 2
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        dx, dy = bx - ax, by - ay
        long = dx * dx + dy * dy
        share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / long)) if long > 0 else 0.0
        if (ax + share * dx - x) ** 2 + (ay + share * dy - y) ** 2 <= near:
            return True
    return False
