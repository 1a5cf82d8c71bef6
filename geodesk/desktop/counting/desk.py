"""Contar: what is said of the points, each on the disk before the next is read, with undo over all."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from geodesk.desktop.counting.suggesting import Suggesting
from geodesk.desktop.counting.view import CountView
from geodesk.desktop.samples.marks import UNSURE
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import PointGrid
    from geodesk.collection.pointlog import How
    from geodesk.desktop.window import Window


class CountDesk(CountView):
    """What the panel, the keys and the canvas share.

    Attributes
    ----------
    suggesting
        Begins counts and fills in suggestions.
    """

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(window, parent)
        self.suggesting: Suggesting = Suggesting(window, self)

    def press(self, index: int) -> None:
        """The key of a class, 0 for the first."""
        if self.scheme is None:
            return
        if index < len(self.scheme.classes):
            self.give(self.scheme.classes[index].id)
        else:
            self._session.notice(
                Sentence(
                    en=f"There is no class {index + 1}: add it with “Classes and poles…”.",
                    es=f"No hay clase {index + 1}: añádala con «Clases y polos…».",
                )
            )

    def give(self, label: str | None, how: "How" = "hand") -> None:
        """Say what the point in hand is, and go on to the next; None takes it back and stays."""
        if self.current is None or self.grid is None:
            return
        at, flag = self.current, self.flag and label not in (None, UNSURE)
        self._set({at: label}, flag, how)
        self.flag = False
        following = self.next_open(at)
        if label is not None and following is not None:
            self.go(following)
        elif label is not None:
            self.go_open()
        self._tell()

    def accept(self) -> None:
        """The suggestion for the point in hand is right."""
        label = None if self.current is None else self.suggestion(self.current)
        if label is None:
            self._session.notice(
                Sentence(
                    en="Nothing is suggested for this point; press the key of a class.",
                    es="No hay sugerencia para este punto; pulse la tecla de una clase.",
                )
            )
        else:
            self.give(label, "accepted")

    def accept_rest(self) -> None:
        """Every suggestion for a point without a class is right: one step of undo."""
        if self.grid is None:
            return
        rest = {
            at: label
            for at in range(len(self.grid.points))
            if at not in self.states and (label := self.suggestion(at)) is not None
        }
        if rest:
            self._set(rest, False, "bulk")
            self._session.notice(
                Sentence(
                    en=f"Suggestions accepted: {len(rest)}. Ctrl+Z takes them back.",
                    es=f"Sugerencias aceptadas: {len(rest)}. Ctrl+Z las deshace.",
                )
            )
            self._tell()

    @property
    def acceptable(self) -> int:
        """How many points have a suggestion and no class."""
        if self.suggested is None:
            return 0
        return sum(one is not None and at not in self.states for at, one in enumerate(self.suggested.classes))

    def probability(self, point: int) -> float | None:
        """How probable the suggestion is, if a model made it."""
        p = () if self.suggested is None else self.suggested.p
        return p[point] if point < len(p) else None

    def counts(self) -> dict[str, int]:
        """Points of each class by the method in force, and of what is unsure."""
        found: dict[str, int] = {}
        for state in self.states.values():
            if state.label is None:
                continue
            label = state.label
            if self.scheme is not None and label != UNSURE:
                label = self.scheme.counted_as(label, state.in_fragment)
            found[label] = found.get(label, 0) + 1
        return found

    def toggle_flag(self) -> None:
        """The next class is, or is not, that of a crystal within a rock fragment."""
        self.flag = not self.flag
        self.changed.emit()
        self._window.actions_.refresh_soon()

    def _set(self, labels: Mapping[int, str | None], flag: bool, how: "How") -> None:
        from geodesk.collection import PointState

        collection, grid = self._session.collection, self.grid
        if collection is None or grid is None:
            return
        for at, label in labels.items():
            if label is None:
                self.states.pop(at, None)
            else:
                self.states[at] = PointState(label, flag, how)
        self.unsaved += len(labels)
        self.can_undo, self.can_redo = True, False
        work = partial(collection.points.set, grid, dict(labels), in_fragment=flag, how=how)
        done = partial(self._saved, grid, len(labels))
        self._session.writer.run(work, done, partial(self._unsaved, grid, len(labels)))

    def _saved(self, grid: "PointGrid", count: int, _result: None) -> None:
        if self.grid is grid or (self.grid is not None and self.grid.id == grid.id):
            self.unsaved = max(0, self.unsaved - count)
            if not self.unsaved:
                self.changed.emit()

    def _unsaved(self, grid: "PointGrid", count: int, sentence: Sentence) -> None:
        """The disk took them not: what stands there is shown again, so that nothing seems to be kept."""
        self._saved(grid, count, None)
        self._session.error(sentence)
        self.read()

    def undo(self) -> None:
        """Take back the last step of this annotator."""
        self._turn("undo")

    def redo(self) -> None:
        """Do it again."""
        self._turn("redo")

    def _turn(self, word: str) -> None:
        collection = self._session.collection
        if collection is None:
            return
        points = collection.points
        self._session.writer.run(points.undo if word == "undo" else points.redo, self._turned)

    def _turned(self, where: tuple[str, int] | None) -> None:
        self.read()
        if where is not None and self.grid is not None and where[0] == self.grid.id:
            self.go(where[1])
        elif where is not None:
            self._session.notice(
                Sentence(
                    en="A point of another picture was changed back.",
                    es="Se cambió un punto de otra imagen.",
                )
            )
