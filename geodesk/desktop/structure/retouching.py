"""What people paint over a model's phases: kept beside the folder, laid over its answer again each time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.structure.painting import Painting

if TYPE_CHECKING:
    from geodesk.collection import Collection, Phase, Strokes


class Retouching(Painting):
    """The retouches as they stand; each change is one step that can be undone.

    Attributes
    ----------
    phases
        Those of the model in use.
    """

    channel = "phases.retouches"

    phases: "tuple[Phase, ...]" = ()

    def _reading(self, collection: "Collection") -> "Callable[[], Strokes | None]":
        return collection.retouches

    def _keeping(self, collection: "Collection") -> "Callable[[Strokes | None], None]":
        return collection.set_retouches

    def _fresh(self) -> "Strokes":
        from geodesk.collection import Strokes

        return Strokes((), ())

    def _taken(self, strokes: "Strokes") -> "Strokes":
        return strokes.renamed(self.phases) if self.phases else strokes

    def name_by(self, phases: "tuple[Phase, ...]") -> None:
        """Another model is in use: each retouch goes to its phase of the same name."""
        self.phases = phases
        if self.strokes is not None:
            self.strokes = self._taken(self.strokes)
        self._undo = [self._taken(one) for one in self._undo]
        self._redo = [self._taken(one) for one in self._redo]
        self.changed.emit()

    def count(self, path: str, page: int) -> int:
        """How many of a page count."""
        return 0 if self.strokes is None else len(self.strokes.of_phases(path, page, self.phases))
