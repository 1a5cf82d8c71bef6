"""What the plots show: grey levels, threshold and curves of the page in view, counted on threads."""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.plots.counting import Counted, Extent, Request, count, tabled
from geodesk.desktop.plots.pixels import Pixels, read

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.desktop.documents import Documents
    from geodesk.desktop.session import Session
    from geodesk.jobs.characterise import Characterised
    from geodesk.language import Sentence
    from geodesk.morphology import LinealPathTable

LIVE_PIXELS = 1 << 20
"""Up to here the whole picture is measured at every move of the threshold."""
LARGE_PIXELS = 64 << 20
"""Above, the whole picture is measured only when asked for."""
_LOOK_MS = 40
_PATIENCE_MS = 300
"""What was measured before stays in sight for so long while another page is being read."""
_SETTLE_MS = 150
_CURVES = "plots.curves"
_READ = "plots.read"
_TABLE = "plots.table"


class State(Enum):
    """How it stands with the page in view."""

    EMPTY = "empty"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


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
    directions
        Those that are measured beside x and y.
    clusters, numbers
        Whether C2, and what the numbers take, is counted too; `counted` holds it.
    counted
        The last count; None: nothing is known of the picture in view.
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
        self.directions: tuple[str, ...] = ()
        self.clusters = self.numbers = False
        self.counted: Counted | None = None
        self._table: LinealPathTable | None = None
        self._tabling = False
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
            size = document.pixel_size_of(page)
            if pixels.pixel_size != size or self.state is not State.READY:
                self._stop()
                self._patience.stop()
                self.state = State.READY
                self.pixels = replace(pixels, pixel_size=size)
                self.picture_changed.emit()
                self.measure()
            return
        if document.problem is not None:
            self._failed(document.problem)
            return
        self._await()
        if document.bar_known:  # else document_changed comes again when it is
            session.tasks.run(
                partial(read, document, page, LARGE_PIXELS), self._arrived, self._failed, channel=_READ
            )

    def _await(self) -> None:
        """Other pixels are on their way."""
        self._stop()
        if self.state is not State.READING:
            self.state = State.READING
            self._patience.start()
        self.picture_changed.emit()

    def _clear(self) -> None:
        """They take long: no longer show what was measured before."""
        self.problem = self.pixels = self.counted = None
        self._drop_table()
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
        self.state, self.problem, self.counted = State.READY, None, None
        self._drop_table()
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
        self.pixels = self.counted = None
        self._drop_table()
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
        if self.large:
            self._request("crop")
        else:
            self._request("whole" if self.pixels.size <= LIVE_PIXELS else "live")
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

    def set_directions(self, names: Iterable[str]) -> None:
        """Measure these as well; those of the last count stay in sight until then."""
        wanted = tuple(name for name in names if name not in ("x", "y", "mean"))
        missing = set(wanted) - set(self.directions)
        self.directions = wanted
        if missing:
            self.measure()

    def set_clusters(self, clusters: bool) -> None:
        """Count C2 as well, or no longer."""
        self.clusters = clusters
        if clusters and not (self.counted is not None and self.counted.clusters):
            self.measure()

    def set_numbers(self, numbers: bool) -> None:
        """Count what the numbers take as well, or no longer."""
        self.numbers = numbers
        if numbers and not (self.counted is not None and self.counted.short):
            self.measure()

    @property
    def longest_axis(self) -> int:
        """Pixels along the longer side of the area."""
        if self.pixels is None:
            return 0
        return max(self.pixels.content.w, self.pixels.content.h)

    def last_lag(self, direction: str) -> int:
        """The largest lag of the whole picture along a direction, in steps."""
        if self.pixels is None:
            return 0
        w, h = self.pixels.content[2:]
        n = {"x": w, "y": h}.get(direction, min(w, h))
        return min(n - 1, n // 2 if self.r_max is None else self.r_max)

    @property
    def found(self) -> "Characterised | None":
        """The curves; None: not yet."""
        return None if self.counted is None else self.counted.found

    @property
    def provisional(self) -> bool:
        """Whether the curves are less than is wanted: of the crop, or of the first lags."""
        return self.counted is not None and self.counted.extent != "whole"

    # Counting

    def prepare(self) -> None:
        """Someone is about to move the threshold: have L at all of them at hand."""
        pixels = self.pixels
        idle = pixels is not None and not (self.large or self._tabling) and self._table is None
        if idle and pixels is not None and pixels.size > LIVE_PIXELS and self.measurable:
            self._tabling = True
            self._session.tasks.run(partial(tabled, pixels), self._tabled, self._not_tabled, channel=_TABLE)

    @property
    def tabling(self) -> bool:
        """Whether L at all thresholds is being counted."""
        return self._tabling

    def _not_tabled(self, _: "Sentence") -> None:
        self._tabling = False  # it goes without, only slower

    def _tabled(self, table: "LinealPathTable") -> None:
        self._table, self._tabling = table, False

    def _drop_table(self) -> None:
        self._session.tasks.drop(_TABLE)
        self._table, self._tabling = None, False

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
        if extent == "live":
            self.prepare()
        more = self.directions, self.clusters, self.numbers
        wanted = Request(pixels, level, self.rule, self.r_max, extent, *more)
        self._session.tasks.run(
            partial(count, wanted, self._table), self._measured, self._failed, channel=_CURVES
        )

    def _measured(self, result: Counted) -> None:
        extent, self._flying = self._flying, ""
        if self.pixels is None:
            return
        self.counted = result
        if result.levels is not None:  # the whole of a large picture was read
            self.pixels = replace(self.pixels, levels=result.levels)
            self.level = result.found.threshold
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
