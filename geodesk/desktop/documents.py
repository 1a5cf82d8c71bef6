"""Opened pictures: the one in view, its other faces and its neighbours, kept ready."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.tasks import Tasks
from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Collection, Picture
    from geodesk.desktop.session import Session
    from geodesk.micrograph import Micrograph, PixelSize, Rect
    from geodesk.micrograph.pyramid import Pyramid, Statistics

_KEPT_BYTES = 256 * 2**20
_KEPT = 24
_KEPT_PAGES = 4
_QUICK_BAR_BYTES = 16 * 2**20
"""Of a larger picture the information bar is looked for after it has been painted."""

_PAUSE_S = 0.005


@dataclass(slots=True, eq=False)
class Document:
    """One opened picture. Facts may be read from any thread; pixels only from a worker, never the window's.

    Attributes
    ----------
    picture
        Which one.
    micrograph
        To be used under `lock` only: it serves one thread at a time.
    bar_known
        False while the information bar has still to be looked for.
    """

    picture: "Picture"
    micrograph: "Micrograph"
    lock: threading.Lock
    width: int
    height: int
    channels: int
    dtype: str
    pages: int
    pixel_size: "PixelSize | None"
    bar: "Rect | None"
    bar_source: str
    content: "Rect"
    instrument: str | None
    metadata: dict[str, float | str]
    bar_known: bool = True
    _pyramids: "OrderedDict[int, Pyramid]" = field(default_factory=OrderedDict)
    _statistics: "dict[tuple[int, Rect], Statistics]" = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether the file says that it was drawn or generated."""
        return self.metadata.get("synthetic") == "yes"

    def grey(self, page: int = 0) -> "NDArray[np.generic]":
        """Grey pixels of a page without the information bar, (h, w); not on the window's thread."""
        from geodesk.micrograph import to_grey

        x, y, w, h = self.content
        with self.lock:
            return to_grey(self.micrograph.region(x, y, w, h, page))

    def pyramid(self, page: int = 0) -> "Pyramid":
        """The tiles of a page, read if need be; not on the window's thread. Raises `UnreadablePicture`."""
        from geodesk.micrograph.pyramid import Pyramid

        ready = self.ready(page)
        if ready is None:
            ready = Pyramid(self.micrograph, page, self.lock)
            # One step of the interpreter each: `ready` may be asked meanwhile on the window's thread.
            self._pyramids[page] = ready
            while len(self._pyramids) > _KEPT_PAGES:
                self._pyramids.popitem(last=False)[1].close()
        self.statistics(page)
        return ready

    def ready(self, page: int = 0) -> "Pyramid | None":
        """The tiles of a page if they have been opened."""
        return self._pyramids.get(page)

    def statistics(self, page: int = 0) -> "Statistics | None":
        """The spread of grey over the content of a page that is `ready`; from a sample, so never slow."""
        pyramid = self.ready(page)
        if pyramid is None:
            return None
        key = (page, self.content)
        found = self._statistics.get(key)
        if found is None:
            # Pages may differ in size: the bar is known of the first one.
            found = self._statistics[key] = pyramid.statistics(self.content if page == 0 else None)
        return found

    def prepare(self, opened: "Micrograph", page: int) -> "Callable[[], None]":
        """Read pixel size and information bar as they are now; the result, called, takes them over.

        In two parts, since the window reads the facts whenever it likes: this one for a worker's thread, its
        result for the window's.
        """
        size, bar, content = opened.pixel_size, opened.bar, opened.content
        source = opened.bar_source or ""
        opened.release()
        with self.lock:
            self.micrograph.pixel_size, self.micrograph.bar = size, bar
        pyramid = self.ready(page)
        if pyramid is not None:
            self._statistics[page, content] = pyramid.statistics(content if page == 0 else None)

        def take() -> None:
            self.pixel_size, self.bar, self.content = size, bar, content
            self.bar_source, self.bar_known = source, True

        return take

    @property
    def nbytes(self) -> int:
        """Bytes of pixels in memory."""
        return sum(pyramid.nbytes for pyramid in list(self._pyramids.values()))

    def stop(self) -> None:
        """End what reads in the background at its next step."""
        for pyramid in list(self._pyramids.values()):
            pyramid.close()

    def close(self) -> None:
        """Let go of the file."""
        self.stop()
        with self.lock:
            self.micrograph.close()


def open_document(picture: "Picture", collection: "Collection | None" = None) -> Document:
    """Open a picture as people corrected it, on a worker's thread. Raises `UnreadablePicture`."""
    from geodesk.collection.corrections import open_corrected
    from geodesk.micrograph import Rect

    m = open_corrected(collection, picture)
    facts: dict[str, Any] = {name: getattr(m, name) for name in ("width", "height", "channels", "pages")}
    small = m.width * m.height * m.channels * m.dtype.itemsize <= _QUICK_BAR_BYTES
    return Document(
        picture,
        m,
        threading.Lock(),
        **facts,
        dtype=str(m.dtype),
        pixel_size=m.pixel_size,
        bar=m.bar if small else None,
        bar_source=(m.bar_source or "") if small else "",
        content=m.content if small else Rect(0, 0, m.width, m.height),
        instrument=m.instrument,
        metadata=m.metadata,
        bar_known=small,
    )


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
    refined = Signal(object)
    """A Pyramid whose coarse levels have become exact."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.tasks = Tasks(3, "geodesk-tiles", self)
        self.tasks.failed.connect(session.error)
        self.unreadable.connect(session.error)
        self.failure: Sentence | None = None
        self._kept: OrderedDict[tuple[object, ...], Document] = OrderedDict()
        self._refining: Pyramid | None = None
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
            if self._session.collection is collection:
                self._keep(document)
                done(document)

        self.tasks.run(work, arrived, failed, channel)

    def corrected(self, paths: frozenset[str]) -> None:
        """Pixel size or bar of these pictures were corrected on the disk."""
        current = self._session.document
        for key, document in list(self._kept.items()):
            if document.picture.path in paths and document is not current:
                del self._kept[key]
                document.stop()
        if current is not None and current.picture.path in paths:
            self._look_again(current)

    def close(self) -> None:
        """Let go of every file."""
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
        self.want(picture, session.page, self._arrived, self._failed, "document")

    def _collection_changed(self) -> None:
        for document in self._kept.values():
            document.stop()
        # Not closed: another thread may still be counting on one of them; the last reference closes it.
        self._kept.clear()
        self._current_changed()

    def _arrived(self, document: Document) -> None:
        self.failure = None
        if self._session.document is not document:
            self._session.set_document(document)
        self.shown.emit()
        self._look_ahead(document)

    def _failed(self, sentence: Sentence) -> None:
        self.failure = sentence
        self._session.set_document(None)
        self.shown.emit()
        self._session.error(sentence)

    def _look_ahead(self, document: Document) -> None:
        """After the picture in view: what it still lacks, and those that are likely to be next."""
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

        # Damage that shows only here has been told by the tiles.
        self.tasks.run(work, done, _not_kept, channel="facts")

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


def _key(picture: "Picture") -> tuple[object, ...]:
    return picture.file, picture.size, picture.mtime_ns


def _kept(_document: Document) -> None:
    """A picture that was opened ahead is there: that is all."""


def _not_kept(_sentence: Sentence) -> None:
    """One that cannot be opened is told when it is looked at."""
