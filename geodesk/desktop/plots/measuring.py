"""What the plots show: grey levels, threshold and curves of the page in view, counted on threads."""

from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Picture
    from geodesk.desktop.documents import Document, Documents
    from geodesk.desktop.session import Session
    from geodesk.jobs.characterise import Characterised
    from geodesk.language import Sentence
    from geodesk.micrograph import PixelSize, Rect
    from geodesk.morphology import Levels

LIVE_PIXELS = 1 << 20
"""Up to here the whole picture is measured at every move of the threshold."""
LARGE_PIXELS = 64 << 20
"""Above, the whole picture is measured only when asked for."""
CROP = 512
_LOOK_MS = 40
_PATIENCE_MS = 300
"""What was measured before stays in sight for so long while another page is being read."""
_SETTLE_MS = 150
_CURVES = "plots.curves"
_READ = "plots.read"

Extent = Literal["", "crop", "whole"]


class State(Enum):
    """How it stands with the page in view."""

    EMPTY = "empty"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, eq=False, slots=True)
class Pixels:
    """The grey pixels of a page without its information bar.

    Attributes
    ----------
    content, bar, pixel_size
        The page's when it was read: people may correct them.
    grey
        None where the picture is too large to be kept.
    crop, crop_area
        Its middle, at most `CROP` pixels wide and high, and where that lies.
    levels
        Of the whole page, or of the crop where the picture is too large.
    """

    document: "Document"
    page: int
    content: "Rect"
    bar: "Rect | None"
    pixel_size: "PixelSize | None"
    grey: "NDArray[np.generic] | None"
    crop: "NDArray[np.generic]"
    crop_area: "Rect"
    levels: "Levels"

    @property
    def size(self) -> int:
        """Pixels of the whole area."""
        return self.content.w * self.content.h

    @property
    def current(self) -> bool:
        """Whether the area is still the document's."""
        document, page = self.document, self.page
        return self.content == document.content_of(page) and self.bar == document.bar_of(page)


class Measuring(QObject):
    """The measurement of the page in view, at rest unless `set_active`.

    Attributes
    ----------
    state, problem
        The sentence of a failure.
    pixels
        What was read; None until then.
    level, rule
        The threshold and how it came about: ``"otsu"`` or ``"given"``.
    locked
        Whether the threshold stays from picture to picture.
    r_max
        Largest lag in pixels; None: half of each axis.
    found, provisional
        The curves, and whether they are only those of the crop.
    """

    picture_changed = Signal()
    """Other pixels, or none; also a change of `state`."""
    level_changed = Signal()
    curves_changed = Signal()

    def __init__(self, session: "Session", documents: "Documents", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._documents = session, documents
        self.state = State.EMPTY
        self.problem: Sentence | None = None
        self.pixels: Pixels | None = None
        self.level: float | None = None
        self._level_of: tuple[Picture, int] | None = None
        self.rule = "otsu"
        self.locked = False
        self.r_max: int | None = None
        self.found: Characterised | None = None
        self.provisional = False
        self._active = False
        self._flying: Extent = ""
        self._again = False
        self._look_soon = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look_soon.timeout.connect(self._look)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.measure)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._clear)
        session.document_changed.connect(self._look_soon.start)
        session.current_changed.connect(self._look_soon.start)

    def set_active(self, active: bool) -> None:
        """Follow the picture in view, or let go of its pixels."""
        if active == self._active:
            return
        self._active = active
        if active:
            self._look_soon.start(0)
            self._look_soon.setInterval(_LOOK_MS)
        else:
            self._look_soon.stop()
            self._forget()

    # The picture

    def _look(self) -> None:
        session, document = self._session, self._session.document
        if not self._active:
            return
        if session.picture is None:
            self._forget()
            return
        if document is None or document.picture != session.picture:
            failure = self._documents.failure
            if failure is None:
                self._await()  # document_changed will follow
            else:
                self._failed(failure)
            return
        page = min(session.page, document.pages - 1)
        pixels = self.pixels
        if pixels is not None and pixels.document is document and pixels.page == page and pixels.current:
            if pixels.pixel_size != document.pixel_size or self.state is not State.READY:
                self._stop()
                self._patience.stop()
                self.state = State.READY
                self.pixels = replace(pixels, pixel_size=document.pixel_size)
                self.picture_changed.emit()
                self.measure()
            return
        if document.problem is not None:
            self._failed(document.problem)
            return
        self._await()
        if document.bar_known:  # else document_changed comes again when it is
            session.tasks.run(partial(_read, document, page), self._arrived, self._failed, channel=_READ)

    def _await(self) -> None:
        """Other pixels are on their way."""
        self._stop()
        if self.state is not State.READING:
            self.state = State.READING
            self._patience.start()
        self.picture_changed.emit()

    def _clear(self) -> None:
        """They take long: no longer show what was measured before."""
        self.problem = self.pixels = self.found = None
        self.picture_changed.emit()
        self.curves_changed.emit()

    @property
    def here(self) -> bool:
        """Whether the pixels are those of the page in view."""
        session, pixels = self._session, self.pixels
        document = session.document
        if pixels is None or document is None or pixels.document is not document:
            return False
        page = min(session.page, document.pages - 1)
        return self.state is State.READY and pixels.page == page and document.picture == session.picture

    def _arrived(self, pixels: Pixels) -> None:
        if not self._active:
            return
        self._stop()
        self._patience.stop()
        self.pixels = pixels
        self.state, self.problem, self.found = State.READY, None, None
        before, self._level_of = self._level_of, (pixels.document.picture, pixels.page)
        same = before == self._level_of
        own = float(pixels.levels.otsu)
        if self.level is None or not (self.locked or (same and self.rule == "given")):
            self.level, self.rule = own, "otsu"
        elif not same or self.level != own:
            self.rule = "given"  # kept from elsewhere: by Otsu's rule it would be another
        self.picture_changed.emit()
        self.level_changed.emit()
        self.measure()

    def _failed(self, sentence: "Sentence") -> None:
        self._stop()
        self._patience.stop()
        self.state, self.problem = State.FAILED, sentence
        self.pixels = self.found = None
        self.picture_changed.emit()
        self.curves_changed.emit()

    def _forget(self) -> None:
        self._stop()
        self._patience.stop()
        self.state = State.EMPTY
        self._clear()

    # Threshold and lags

    @property
    def measurable(self) -> bool:
        """Whether there are pixels that a threshold can part."""
        return self.pixels is not None and not self.pixels.levels.flat

    @property
    def large(self) -> bool:
        """Whether the whole picture is measured only on demand."""
        return self.pixels is not None and self.pixels.grey is None

    @property
    def phi(self) -> float | None:
        """Fraction of phase 1 at the threshold; of the crop where only that was read."""
        if self.pixels is None or self.level is None:
            return None
        return self.pixels.levels.phi(self.level)

    def set_level(self, level: float, live: bool = False) -> None:
        """Threshold by hand; `live` while it is being dragged, `measure` then follows on release."""
        if level == self.level:
            return
        self.level, self.rule = level, "given"
        self._moved(live)

    def use_otsu(self) -> None:
        """Threshold by Otsu's rule, as soon as there are pixels."""
        self.level, self.rule = None, "otsu"
        if self.pixels is not None:
            self.level = float(self.pixels.levels.otsu)
            self._moved(False)

    def _moved(self, live: bool) -> None:
        self.level_changed.emit()
        if self.pixels is None:
            return
        self._request("whole" if not self.large and self.pixels.size <= LIVE_PIXELS else "crop")
        if not live:
            self._settle.start()

    def set_locked(self, locked: bool) -> None:
        """Keep the threshold for the pictures to come, or take each one's own."""
        self.locked = locked
        self.level_changed.emit()

    def set_r_max(self, r_max: int | None) -> None:
        """Largest lag in pixels; None: half of each axis."""
        if r_max != self.r_max:
            self.r_max = r_max
            self.measure()

    @property
    def longest_axis(self) -> int:
        """Pixels along the longer side of the area."""
        if self.pixels is None:
            return 0
        return max(self.pixels.content.w, self.pixels.content.h)

    def last_lag(self, direction: str) -> int:
        """The largest lag of the whole picture along ``"x"`` or ``"y"`` in pixels."""
        if self.pixels is None:
            return 0
        content = self.pixels.content
        n = content.w if direction == "x" else content.h
        return min(n - 1, n // 2 if self.r_max is None else self.r_max)

    # Counting

    def measure(self) -> None:
        """Measure the whole picture, or the crop of a large one."""
        self._settle.stop()
        if self.measurable:
            self._request("crop" if self.large else "whole")

    def measure_whole(self) -> None:
        """Measure the whole of a large picture too."""
        if self.measurable:
            self._request("whole")

    @property
    def busy(self) -> bool:
        """Whether a count or its request is under way."""
        return bool(self._flying) or self._settle.isActive() or self._look_soon.isActive()

    def _request(self, extent: Extent) -> None:
        # One count in flight: the next begins when it is done, so that moving fast never starves the plots.
        if self._flying == extent:
            self._again = True
            return
        pixels, level = self.pixels, self.level
        if pixels is None or level is None or pixels.levels.flat:
            return
        self._flying, self._again = extent, False
        work = partial(_measure, pixels, level, self.rule, self.r_max, extent == "crop")
        self._session.tasks.run(work, self._measured, self._failed, channel=_CURVES)

    def _measured(self, result: "tuple[Characterised, Levels | None]") -> None:
        extent, self._flying = self._flying, ""
        if self.pixels is None:
            return
        self.found, levels = result
        self.provisional = extent == "crop"
        if levels is not None:  # the whole of a large picture was read
            self.pixels = replace(self.pixels, levels=levels)
            self.level = self.found.threshold
            self.picture_changed.emit()
            self.level_changed.emit()
        self.curves_changed.emit()
        if self._again:
            self._request(extent)

    def _stop(self) -> None:
        self._session.tasks.drop(_CURVES)
        self._session.tasks.drop(_READ)
        self._settle.stop()
        self._flying, self._again = "", False


def _read(document: "Document", page: int) -> Pixels:
    from geodesk.micrograph import Rect, to_grey
    from geodesk.morphology import Levels

    content = document.content_of(page)
    held = document, page, content, document.bar_of(page), document.pixel_size
    x, y, w, h = content
    width, height = min(w, CROP), min(h, CROP)
    area = Rect(x + (w - width) // 2, y + (h - height) // 2, width, height)
    if w * h > LARGE_PIXELS:
        with document.lock:
            crop = to_grey(document.micrograph.region(*area, page))
        return Pixels(*held, None, crop, area, Levels.of(crop))
    grey = document.grey(page)
    top, left = area.y - y, area.x - x
    crop = grey[top : top + height, left : left + width].copy()
    return Pixels(*held, grey, crop, area, Levels.of(grey))


def _measure(
    pixels: Pixels, level: float, rule: str, r_max: int | None, only_crop: bool
) -> "tuple[Characterised, Levels | None]":
    from geodesk.jobs.characterise import measured
    from geodesk.morphology import Levels

    document, levels = pixels.document, None
    if only_crop:
        grey, area = pixels.crop, pixels.crop_area
    elif pixels.grey is not None:
        grey, area = pixels.grey, pixels.content
    else:
        grey, area = document.grey(pixels.page), pixels.content
        levels = Levels.of(grey)
        level = float(levels.otsu) if rule == "otsu" else level
    found = measured(
        document.picture,
        grey,
        level,
        r_max,
        area=area,
        page=pixels.page + 1 if document.pages > 1 else None,
        pixel_size=pixels.pixel_size,
        bar=pixels.bar,
        threads=1 if only_crop else None,
    )
    return replace(found, rule=rule), levels
