"""Opened pictures: the one in view, its other faces and its neighbours, kept ready."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.document import Document, open_document
from geodesk.desktop.tasks import Tasks
from geodesk.desktop.vanished import Vanished
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection, Picture
    from geodesk.desktop.session import Session
    from geodesk.micrograph import PixelSize
    from geodesk.micrograph.pyramid import Pyramid

__all__ = ["Document", "Documents", "open_document"]

_KEPT_BYTES = 256 * 2**20
_KEPT = 24
_PAUSE_S = 0.005


class Documents(QObject):
    """Opens what the session has in view and tells it: `session.document`.

    Attributes
    ----------
    tasks
        Threads for tiles alone, so that a long task elsewhere does not keep the picture waiting.
    failure
        Why the picture in view could not be opened; None if it could.
    """

    shown = Signal()
    """The page in view is ready, or the `failure` is known."""
    unreadable = Signal(object)
    """A Sentence: part of a picture in view cannot be read."""
    dropped = Signal()
    """A picture that is not in view was corrected: whoever shows it wants it anew."""
    refined = Signal(object)
    """A Pyramid whose coarse levels have become exact."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.tasks = Tasks(3, "geodesk-tiles", self)
        self.tasks.failed.connect(session.error)
        self.unreadable.connect(session.error)
        self.failure: Sentence | None = None
        self._vanished = Vanished(session)
        self._kept: OrderedDict[tuple[object, ...], Document] = OrderedDict()
        self._refining: Pyramid | None = None
        self._told: PixelSize | None = None
        # The picture is painted first: decoding the next ones at once would take turns with it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(25)
        self._soon.timeout.connect(self._look_ahead)
        session.current_changed.connect(self._current_changed)
        session.collection_changed.connect(self._collection_changed)

    def get(self, picture: "Picture", page: int = 0) -> Document | None:
        """The opened document of a picture if that page of it is ready to be painted."""
        document = self._kept.get(_key(picture))
        if document is None or document.ready(_page(document, page)) is None:
            return None
        self._kept.move_to_end(_key(picture))
        return document

    def want(
        self,
        picture: "Picture",
        page: int,
        done: Callable[[Document], None],
        failed: Callable[[Sentence], None],
        channel: str,
    ) -> None:
        """Have a page ready, then call `done`: at once if it is, else later."""
        ready = self.get(picture, page)
        if ready is not None:
            self.tasks.drop(channel)
            done(ready)
            return
        known, collection = self._kept.get(_key(picture)), self._session.collection

        def work() -> Document:
            document = known or open_document(picture, collection)
            document.pyramid(_page(document, page))
            return document

        def arrived(document: Document) -> None:
            if self._session.collection is not collection:
                return
            if self._kept.get(_key(picture)) is not document and _outdated(document, collection):
                self.want(picture, page, done, failed, channel)  # corrected since it was opened
                return
            self._keep(document)
            done(document)

        self.tasks.run(work, arrived, failed, channel)

    def corrected(self, paths: frozenset[str]) -> None:
        """Pixel size or bar of these pictures were corrected on the disk."""
        current = self._session.document
        others = {
            key: one for key, one in self._kept.items() if one.picture.path in paths and one is not current
        }
        for key, document in others.items():
            del self._kept[key]
            document.stop()
        if others:
            self.dropped.emit()
        if current is not None and current.picture.path in paths:
            current.bar_known = False  # should this look be superseded, the next visit looks again
            self._look_again(current)

    @property
    def busy(self) -> bool:
        """Whether something is being read, or will be at once."""
        return self.tasks.busy > 0 or self._soon.isActive()

    def close(self) -> None:
        """Let go of every file."""
        self._soon.stop()
        self._refining = None
        for document in self._kept.values():
            document.stop()
        self.tasks.close()
        for document in self._kept.values():
            document.close()
        self._kept.clear()

    # Inside

    def _current_changed(self) -> None:
        session, picture = self._session, self._session.picture
        if picture is None:
            self.tasks.drop("document")
            self.failure = None
            session.set_document(None)
            self.shown.emit()
            return
        self.failure = None
        self.want(picture, session.page, self._arrived, self._failed, "document")
        document = session.document
        if document is not None and document.picture != picture:
            # On its way: nobody may take the facts of the one before for its own.
            session.set_document(None)

    def _collection_changed(self) -> None:
        for document in self._kept.values():
            document.stop()
        # Not closed: another thread may still be counting on one of them; the last reference closes it.
        self._kept.clear()
        self._current_changed()

    def _arrived(self, document: Document) -> None:
        self.failure = None
        size = document.pixel_size_of(_page(document, self._session.page))
        if self._session.document is not document or size != self._told:
            self._told = size  # pages of another size may have another one
            self._session.set_document(document)
        self.shown.emit()
        self._soon.start()

    def _failed(self, sentence: Sentence) -> None:
        self.failure = sentence
        self._session.set_document(None)
        self.shown.emit()
        self._vanished.explain(sentence)

    def _look_ahead(self) -> None:
        """After the picture in view: what it still lacks, and those that are likely to be next."""
        if (document := self._session.document) is None:
            return
        pyramid = document.ready(_page(document, self._session.page))
        self._refining = pyramid
        if pyramid is not None and not pyramid.refined:
            self.tasks.run(partial(self._refine, pyramid), partial(self._refined, pyramid), channel="refine")
        if not document.bar_known:
            self._look_again(document)
        for number, picture in enumerate(self._likely()):
            if self.get(picture) is None:
                self.want(picture, 0, _kept, _not_kept, f"ahead{number}")

    def _likely(self) -> "Iterator[Picture]":
        session = self._session
        sample, at = session.current, session.face
        if sample is None:
            return
        faces = len(sample.pictures)
        for by in (1, -1):
            if (other := session.neighbour(by)) is not None:
                yield other.pictures[0]
            if faces > 2 or by == 1 < faces:
                yield sample.pictures[(at + by) % faces]

    def _refine(self, pyramid: "Pyramid") -> bool:
        return pyramid.refine(lambda: self._give_way(pyramid))

    def _give_way(self, pyramid: "Pyramid") -> bool:
        """Let the tiles of the view go first; whether to give up for good."""
        time.sleep(_PAUSE_S)
        while self._refining is pyramid and self.tasks.busy > 1:
            time.sleep(_PAUSE_S)
        return self._refining is not pyramid

    def _refined(self, pyramid: "Pyramid", changed: bool) -> None:
        if changed:
            self.refined.emit(pyramid)

    def _look_again(self, document: Document) -> None:
        collection = self._session.collection

        page = _page(document, self._session.page)

        def work() -> Callable[[], None]:
            from geodesk.collection.corrections import open_corrected

            # A second handle: looking for the bar may take long and must not hold up the tiles.
            with open_corrected(collection, document.picture) as opened:
                return document.prepare(opened, page)

        def done(take: Callable[[], None]) -> None:
            take()
            if self._session.document is document:
                self._session.set_document(document)
                self.shown.emit()

        def failed(sentence: Sentence) -> None:
            # The tiles tell of damage that can be seen; whoever measures must know that there is some.
            document.problem = sentence
            if self._session.document is document:
                self._session.set_document(document)

        self.tasks.run(work, done, failed, channel="facts")

    def _keep(self, document: Document) -> None:
        key = _key(document.picture)
        self._kept[key] = document
        self._kept.move_to_end(key)
        total = sum(kept.nbytes for kept in self._kept.values())
        for other_key, other in list(self._kept.items()):
            if total <= _KEPT_BYTES and len(self._kept) <= _KEPT:
                return
            if other not in (document, self._session.document):
                total -= other.nbytes
                del self._kept[other_key]
                other.stop()


def _page(document: Document, page: int) -> int:
    return min(page, document.pages - 1)


def _outdated(document: Document, collection: "Collection | None") -> bool:
    picture = document.picture
    return collection is not None and collection.corrections.of(picture) != picture.correction


def _key(picture: "Picture") -> tuple[object, ...]:
    return picture.file, picture.size, picture.mtime_ns


def _kept(_document: Document) -> None:
    """A picture that was opened ahead is there: that is all."""


def _not_kept(_sentence: Sentence) -> None:
    """One that cannot be opened is told when it is looked at."""
