"""Which greys become black and white: as stored, spread by percentiles, by hand, shared by all pictures."""

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.canvas.shading import Shading
from geodesk.desktop.documents import Document
from geodesk.desktop.settings import Settings


class Contrast(QObject):
    """The contrast of the canvases.

    Attributes
    ----------
    threshold
        Grey level of the overlay of the picture in view; None: no overlay.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._auto: bool | None = None
        self._manual: tuple[float, float] | None = None
        self._of: tuple[Document, int] | None = None
        self._held: tuple[str, float, float] | None = None
        self.threshold: float | None = None

    @property
    def locked(self) -> bool:
        """Whether all pictures of one kind share their contrast."""
        return self._settings.values.lock_contrast

    def set_locked(self, locked: bool, document: Document | None, page: int) -> None:
        """Share the contrast in view with all pictures from now on, or no longer."""
        held = None if document is None else (document.dtype, *self.levels(document, page))
        self._settings.set(lock_contrast=locked)
        self._held = held if locked else None
        self.changed.emit()

    def is_auto(self, document: Document | None) -> bool:
        """Whether pictures of this kind are spread by percentiles."""
        if self._auto is not None:
            return self._auto
        return document is not None and document.dtype != "uint8"

    def set_auto(self, auto: bool) -> None:
        """Spread by percentiles, or show the whole range, in this and the next pictures."""
        self._auto, self._manual, self._held = auto, None, None
        self.changed.emit()

    def set_manual(self, low: float, high: float, document: Document, page: int) -> None:
        """By hand: for this page, for all pictures if locked."""
        if high > low:
            self._manual, self._of = (low, high), (document, page)
            if self.locked:
                self._held = (document.dtype, low, high)
            self.changed.emit()

    def forget(self) -> None:
        """Another folder: what was chosen by hand for one page of the last one holds its file."""
        self._manual = self._of = None

    def is_manual(self, document: Document, page: int) -> bool:
        """Whether the user chose the levels of this page."""
        return self._manual is not None and self._of == (document, page)

    def levels(self, document: Document, page: int) -> tuple[float, float]:
        """What becomes black and what white; not equal."""
        if self.locked and self._held is not None and self._held[0] == document.dtype:
            return self._held[1:]
        if self._manual is not None and self.is_manual(document, page):
            return self._manual
        found = self._of_picture(document, page)
        if self.locked:
            self._held = (document.dtype, *found)
        return found

    def shading(self, document: Document, page: int, in_view: bool = True) -> Shading | None:
        """For a page that is ready; the threshold belongs to the picture in view."""
        pyramid = document.ready(page)
        if pyramid is None:
            return None
        low, high = self.levels(document, page)
        threshold = self.threshold if in_view else None
        return Shading(low, high, threshold, pyramid.origin, pyramid.span)

    def _of_picture(self, document: Document, page: int) -> tuple[float, float]:
        found = document.statistics(page)
        if found is None or (document.dtype == "uint8" and not self.is_auto(document)):
            return 0.0, 255.0
        if self.is_auto(document):
            return found.low, found.high
        return (0.0, 65535.0) if document.dtype == "uint16" else (found.first, found.last)
