"""Opened pictures: the one in view and its neighbours, kept ready."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Picture
    from geodesk.desktop.session import Session
    from geodesk.micrograph import Micrograph, PixelSize, Rect


@dataclass(slots=True)
class Document:
    """One opened picture. Facts may be read from any thread; pixels only from a worker, never the window's.

    Attributes
    ----------
    picture
        Which one.
    micrograph
        To be used under `lock` only: it serves one thread at a time.
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

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self.micrograph.close()


def open_document(picture: "Picture") -> Document:
    """Open a picture, on a worker's thread. Raises `UnreadablePicture`."""
    import geodesk.micrograph as gm

    m = gm.open(picture.file)
    facts: dict[str, Any] = {name: getattr(m, name) for name in ("width", "height", "channels", "pages")}
    return Document(
        picture,
        m,
        threading.Lock(),
        **facts,
        dtype=str(m.dtype),
        pixel_size=m.pixel_size,
        bar=m.bar,
        bar_source=m.bar_source or "",
        content=m.content,
        instrument=m.instrument,
        metadata=m.metadata,
    )


class Documents(QObject):
    """Opens what the session has in view and tells it: `session.document`."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        session.current_changed.connect(self._current_changed)
        session.collection_changed.connect(self._current_changed)

    def _current_changed(self) -> None:
        session, picture = self._session, self._session.picture
        document = session.document
        if document is not None and picture is not None and document.picture == picture:
            return
        if picture is None:
            session.tasks.drop("document")
            session.set_document(None)
            return
        session.tasks.run(
            lambda: open_document(picture), session.set_document, self._failed, channel="document"
        )

    def _failed(self, sentence: Sentence) -> None:
        self._session.set_document(None)
        self._session.error(sentence)

    def close(self) -> None:
        """Let go of every file."""
