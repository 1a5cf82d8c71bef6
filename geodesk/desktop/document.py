"""One opened picture: its facts for the window, its pixels for the workers."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Collection, Picture
    from geodesk.micrograph import Micrograph, PixelSize, Rect
    from geodesk.micrograph.pyramid import Pyramid, Statistics

_KEPT_PAGES = 4
_QUICK_BAR_BYTES = 16 * 2**20
"""Of a larger picture the information bar is looked for after it has been painted."""


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
    problem
        Why it could not be; None otherwise.
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
    problem: Sentence | None = None
    _sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    _own_sizes: "dict[int, PixelSize | None]" = field(default_factory=dict)
    _pyramids: "OrderedDict[int, Pyramid]" = field(default_factory=OrderedDict)
    _statistics: "dict[tuple[int, Rect], Statistics]" = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether the file says that it was drawn or generated."""
        return self.metadata.get("synthetic") == "yes"

    @property
    def page_distance_m(self) -> float | None:
        """Metres between the pages of a volume, where the file says it."""
        return self.micrograph.page_distance_m

    def page_size(self, page: int = 0) -> tuple[int, int]:
        """Width and height of a page; on the window's thread only of a page that has been `ready`."""
        size = self._sizes.get(page)
        if size is None:
            self._learn(page)
            size = self._sizes[page]
        return size

    def pixel_size_of(self, page: int) -> "PixelSize | None":
        """The pixel size of a page, which may have one of its own or, of another size, an unknown one."""
        return self._own_sizes.get(page, self.pixel_size)

    def _learn(self, page: int) -> None:
        """Take over what only the file knows of a page; not on the window's thread."""
        with self.lock:
            self._sizes[page] = self.micrograph.page_size(page)
            self._own_sizes[page] = self.micrograph.pixel_size_of(page)

    def bar_of(self, page: int) -> "Rect | None":
        """The information bar of a page: the first one's, where the page is as large as that."""
        return self.bar if self.page_size(page) == (self.width, self.height) else None

    def content_of(self, page: int) -> "Rect":
        """A page without its information bar; one of another size than the first is all content."""
        from geodesk.micrograph import Rect

        size = self.page_size(page)
        return self.content if size == (self.width, self.height) else Rect(0, 0, *size)

    def grey(self, page: int = 0) -> "NDArray[np.generic]":
        """Grey pixels of a page without the information bar, (h, w); not on the window's thread."""
        from geodesk.micrograph import to_grey

        x, y, w, h = self.content_of(page)
        with self.lock:
            return to_grey(self.micrograph.region(x, y, w, h, page))

    def pyramid(self, page: int = 0) -> "Pyramid":
        """The tiles of a page, read if need be; not on the window's thread. Raises `UnreadablePicture`."""
        from geodesk.micrograph.pyramid import Pyramid

        ready = self.ready(page)
        if ready is None:
            ready = Pyramid(self.micrograph, page, self.lock)
            self._learn(page)
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
            own = {page: self.micrograph.pixel_size_of(page) for page in self._own_sizes}
        pyramid = self.ready(page)
        if pyramid is not None:
            self._statistics[page, content] = pyramid.statistics(content if page == 0 else None)

        def take() -> None:
            self.pixel_size, self.bar, self.content = size, bar, content
            self._own_sizes.update(own)
            self.bar_source, self.bar_known, self.problem = source, True, None

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

    if collection is not None:
        # Asked before opening: what is corrected meanwhile then differs from what the document carries.
        picture = replace(picture, correction=collection.corrections.of(picture))
    m = open_corrected(None, picture)
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
