"""Corrections of what a file says: asked here, written by the session's writer, kept by the collection."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt

from geodesk.desktop.canvas.replacing import ReplacingSizes
from geodesk.desktop.documents import Document, Documents
from geodesk.desktop.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from geodesk.collection import Collection, Picture, Sample
    from geodesk.desktop.canvas.dialogs import Scope


class Correcting(QObject):
    """Pixel size and information bar by hand."""

    def __init__(self, session: Session, documents: Documents) -> None:
        super().__init__(documents)
        self._session, self._documents = session, documents

    def ask_pixel_size(self, parent: "QWidget") -> None:
        """Ask for the size of a pixel."""
        from geodesk.desktop.canvas.dialogs import PixelSizeDialog

        document = self._session.document
        if document is None:
            return
        size = document.pixel_size_of(self._session.page)
        now, by_hand = (None, False) if size is None else (size.x_m, size.source == "manual")
        scopes = self._scopes(self._session.current)
        self._open(PixelSizeDialog(parent, scopes, self._asking(parent, scopes), now, by_hand))

    def ask_bar_length(self, parent: "QWidget", document: Document, a: QPointF, b: QPointF) -> None:
        """Ask for the length of the scale bar of a picture, in view or beside it, from `a` to `b`."""
        from geodesk.desktop.canvas.dialogs import CalibrateDialog

        pixels = math.hypot(b.x() - a.x(), b.y() - a.y())
        if pixels >= 1:
            scopes = self._scopes(self._session.sample_of(document.picture.path))
            self._open(CalibrateDialog(parent, scopes, self._asking(parent, scopes), pixels))

    def set_pixel_size(self, metres: float | None, pictures: "Sequence[Picture]") -> None:
        """Write the size of a pixel; None: as the file says."""
        self._write(pictures, lambda c, some: c.corrections.set_pixel_size(some, metres))

    def _asking(
        self, parent: "QWidget", scopes: "list[Scope]"
    ) -> "Callable[[float | None, list[Picture]], None]":
        """Set a size; what others of several pictures were told by hand is not replaced unasked."""
        own = {picture.path for key, _, pictures in scopes if key == "sample" for picture in pictures}
        session, collection = self._session, self._session.collection

        def give(metres: float | None, pictures: "list[Picture]") -> None:
            others = [picture for picture in pictures if picture.path not in own]
            if collection is None or metres is None or not others:
                self.set_pixel_size(metres, pictures)
                return

            def by_hand() -> "list[Picture]":
                corrections = collection.corrections
                corrections.reload()
                return [one for one in others if corrections.of(one).pixel_size_m not in (None, metres)]

            def found(kept: "list[Picture]") -> None:
                if session.collection is not collection:
                    return
                write = partial(self.set_pixel_size, metres)
                if kept:
                    self._open(ReplacingSizes(parent, pictures, kept, write))
                else:
                    write(pictures)

            session.writer.run(by_hand, found)

        return give

    def set_bar(self, picture: "Picture", bar: tuple[int, int, int, int] | None) -> None:
        """Write where the bar is; None: there is none."""
        self._write([picture], lambda c, some: c.corrections.set_bar(some, bar))

    def clear_bar(self, picture: "Picture") -> None:
        """Go back to the bar that the file tells or that is found in it."""
        self._write([picture], lambda c, some: c.corrections.clear_bar(some))

    def _write(
        self, pictures: "Sequence[Picture]", write: "Callable[[Collection, list[Picture]], None]"
    ) -> None:
        collection = self._session.collection
        if collection is None:
            return
        some = list(pictures)
        paths = frozenset(picture.path for picture in some)
        self._session.writer.run(lambda: write(collection, some), lambda _: self._documents.corrected(paths))

    def _open(self, dialog: "QDialog") -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session.collection_changed.connect(dialog.reject)  # its pictures are of another folder
        dialog.open()

    def _scopes(self, sample: "Sample | None") -> "list[Scope]":
        session = self._session
        scopes: list[Scope] = []
        if sample is not None:
            scopes.append(("sample", 1, _pictures([sample])))
        if len(session.selected) > 1:
            scopes.append(("selected", len(session.selected), _pictures(session.selected)))
        if len(session.visible) > 1:
            scopes.append(("folder", len(session.visible), _pictures(session.visible)))
        return scopes


def _pictures(samples: "Sequence[Sample]") -> "list[Picture]":
    return [picture for sample in samples for picture in sample.pictures]
