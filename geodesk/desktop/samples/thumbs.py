"""Thumbnails in memory: decoded on threads, only for what is in sight."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtGui import QImage

from geodesk.language import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.collection import Picture
    from geodesk.desktop.session import Session

TAG = "synthetic"
"""The text of a thumbnail whose picture was drawn or generated."""
_AT_ONCE = max(1, min(2, QThread.idealThreadCount() - 1))
_LIMIT = 32 * 2**20
_TOLD = 1024


class Watcher(Protocol):
    """A view of thumbnails."""

    def wanted(self) -> "Iterable[tuple[Picture, int]]":
        """The pictures in sight and their size in device pixels, the most urgent first."""


class Thumbnails(QObject):
    """What the list and the grid paint.

    Nothing queues up: whenever a thread is free, the views are asked what is in sight now, so what was
    scrolled away is not decoded.

    Parameters
    ----------
    limit
        Most bytes kept.
    """

    arrived = Signal(str)
    """The path of a picture whose thumbnail is there now."""

    def __init__(self, session: "Session", limit: int = _LIMIT) -> None:
        super().__init__(session)
        self._session, self._limit = session, limit
        self._kept: OrderedDict[tuple[str, int, int], QImage | Sentence] = OrderedDict()
        self._bytes = 0
        self._under_way: set[tuple[str, int, int]] = set()
        self._watchers: list[Watcher] = []
        self._collection = session.collection
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._start)
        session.collection_changed.connect(self._forget)

    @property
    def bytes(self) -> int:
        """How much memory the thumbnails take."""
        return self._bytes

    def watch(self, watcher: Watcher) -> None:
        """Load what this view has in sight from now on."""
        self._watchers.append(watcher)

    def get(self, picture: "Picture", size: int) -> QImage | Sentence | None:
        """The thumbnail, or why there is none; None: not yet, `arrived` tells when."""
        found = self._kept.get(_key(picture, size))
        if found is None:
            self._soon.start()
        else:
            self._kept.move_to_end(_key(picture, size))
        return found

    def refresh(self) -> None:
        """Ask the views what they have in sight."""
        self._soon.start()

    def _start(self) -> None:
        if len(self._under_way) >= _AT_ONCE:
            return
        for watcher in self._watchers:
            for picture, size in watcher.wanted():
                key = _key(picture, size)
                if key not in self._kept and key not in self._under_way:
                    self._load(picture, size)
                    if len(self._under_way) >= _AT_ONCE:
                        return

    def _load(self, picture: "Picture", size: int) -> None:
        key, collection = _key(picture, size), self._session.collection
        self._under_way.add(key)

        def done(image: QImage | Sentence) -> None:
            if collection is self._session.collection:
                self._keep(picture.path, key, image)
            self._soon.start()

        def failed(sentence: Sentence) -> None:
            done(sentence)

        self._session.tasks.run(lambda: small(picture.file, size), done, failed)

    def _keep(self, path: str, key: tuple[str, int, int], image: QImage | Sentence) -> None:
        self._under_way.discard(key)
        self._kept[key] = image
        self._bytes += _weight(image)
        while self._bytes > self._limit and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= _weight(dropped)
        self.arrived.emit(path)

    def _forget(self) -> None:
        collection = self._session.collection
        if self._collection is None or collection is None or collection.folder != self._collection.folder:
            self._kept.clear()
            self._bytes = 0
        # What could not be read may be readable now: a share that was away leaves no trace in the times.
        for key, found in list(self._kept.items()):
            if isinstance(found, Sentence):
                del self._kept[key]
                self._bytes -= _TOLD
        self._collection = collection
        self._under_way.clear()
        self._soon.start()


def _key(picture: "Picture", size: int) -> tuple[str, int, int]:
    return picture.path, picture.mtime_ns, size


def _weight(image: QImage | Sentence) -> int:
    return _TOLD if isinstance(image, Sentence) else image.sizeInBytes()


def small(file: "Path", size: int) -> QImage | Sentence:
    """A thumbnail (with a `TAG` if the picture is synthetic), or why there is none; for a worker's thread."""
    from geodesk.micrograph.thumbnails import is_synthetic, thumbnail

    pixels = thumbnail(file, size)
    if isinstance(pixels, Sentence):
        return pixels
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    # The conversion copies, so the image does not depend on the array.
    image = QImage(pixels.tobytes(), width, height, pixels.strides[0], kind)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    if is_synthetic(file):
        image.setText(TAG, "yes")
    return image
