"""How large the parts of the window are, those too that are out of sight."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter


class Sizes:
    """Remembers the sizes of splitters' parts; a part that is hidden has the one it was seen with last.

    Parameters
    ----------
    splitters
        By the name under which their sizes are kept.
    first
        The sizes at the very first start, in pixels.
    """

    def __init__(self, splitters: Mapping[str, QSplitter], first: Mapping[str, Sequence[int]]) -> None:
        self._splitters = splitters
        self._first = {name: list(sizes) for name, sizes in first.items()}
        self._known: dict[str, list[int]] = {}

    def restore(self, kept: Mapping[str, Sequence[int]]) -> None:
        """Give every part the size it had."""
        for name, splitter in self._splitters.items():
            before, first = kept.get(name, ()), self._first[name]
            if len(before) != len(first):
                before = first
            self._known[name] = [size or usual for size, usual in zip(before, first, strict=True)]
            splitter.setSizes(self._known[name])

    def remember(self) -> None:
        """Before a part goes out of sight: note what is seen."""
        for name, known in self._known.items():
            self._known[name] = [
                size or last for size, last in zip(self._splitters[name].sizes(), known, strict=True)
            ]

    def now(self) -> dict[str, list[int]]:
        """The sizes to keep, by name."""
        self.remember()
        return {name: list(sizes) for name, sizes in self._known.items()}


class Rows(QSplitter):
    """The picture and the panel below it; only the window's own height is the picture's to gain or lose.

    What the strip of jobs takes and gives back is the lower panel's: else its buttons would move under the
    pointer whenever a job begins or its line goes.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._tall = 0

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the lower panel what the window did not gain or lose."""
        sizes, tall = self.sizes(), self.window().height()
        super().resizeEvent(event)
        by, below = event.size().height() - event.oldSize().height(), self.widget(1)
        if by and tall == self._tall and below is not None and below.isVisible():
            self.setSizes([sizes[0], sizes[1] + by])
        self._tall = tall
