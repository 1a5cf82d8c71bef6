"""What the panel draws below the table: the profile that is selected, or how its like spread."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.measuring.desk import KIND_OF, MeasureDesk
from geodesk.language import Sentence
from geodesk.micrograph.spread import Spread, histogram, spread

if TYPE_CHECKING:
    from geodesk.collection import Collection, Measurement
    from geodesk.desktop.document import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.measured import Measured
    from geodesk.micrograph.measure import Profile, Values

_QUIET_MS = 150


class Statistics(QObject):
    """Values of one kind and name, of the page in view or of the folder; and the grey levels of a profile.

    Attributes
    ----------
    folder
        Whether the whole folder counts.
    kind, name
        Whose statistics: those of the selected measurement, else of what is drawn next.
    metric
        Whether lengths are metres; with mixed pixel sizes those in pixels are left out and counted in
        `left_out`.
    profile, problem
        Of the selected profile: its grey levels, or why there are none.
    """

    changed = Signal()

    def __init__(self, window: "Window", desk: MeasureDesk) -> None:
        super().__init__(desk)
        self._window, self._session, self._desk = window, window.session, desk
        self.folder = False
        self.kind, self.name = "length", ""
        self.values: list[float] = []
        self.metric, self.left_out = False, 0
        self.profile: Profile | None = None
        self.problem: Sentence | None = None
        self._key: object = None
        self._soon = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._soon.timeout.connect(self._read_folder)
        desk.changed.connect(self.refresh)
        desk.selection_changed.connect(self.refresh)

    @property
    def spread(self) -> Spread | None:
        """How the values spread."""
        return spread(self.values)

    def histogram(self) -> tuple[list[float], list[int]]:
        """Edges and counts."""
        return histogram(self.values)

    def set_folder(self, folder: bool) -> None:
        """Count the whole folder, or the page in view."""
        self.folder = folder
        self.refresh()

    def refresh(self) -> None:
        """Bring everything up to date."""
        desk = self._desk
        one = desk.chosen
        if one is not None:
            self.kind, self.name = one.kind, one.name
        elif desk.tool != "select":
            self.kind, self.name = KIND_OF.get(desk.tool, desk.tool), desk.name
        if self.folder:
            self._soon.start()
        else:
            self._soon.stop()
            self._take([desk.values(one) for one in desk.here if self._like(one)])
        self._read_profile()

    def _like(self, one: "Measurement") -> bool:
        return (one.kind, one.name) == (self.kind, self.name)

    def _take(self, found: "list[Values]") -> None:
        self.metric = any(one.metric for one in found)
        same = [one for one in found if one.metric == self.metric or self.kind == "angle"]
        self.left_out = len(found) - len(same)
        self.values = [one.main for one in same if one.main is not None]
        self.changed.emit()

    def _read_folder(self) -> None:
        collection = self._session.collection
        if collection is None or not self.folder:
            return
        work = partial(_rows, collection)
        # Behind what is still on its way to the log.
        self._session.writer.run(
            lambda: None,
            lambda _: self._session.tasks.run(work, self._read, channel="measure.folder"),
            channel="measure.wait",
        )

    def _read(self, rows: "list[Measured]") -> None:
        if self.folder:
            self._take([row.values for row in rows if self._like(row.measurement)])

    # The profile

    def _read_profile(self) -> None:
        one, document = self._desk.chosen, self._session.document
        if one is None or one.kind != "profile" or document is None or document.picture.path != one.path:
            self._key, self.profile, self.problem = None, None, None
            self._session.tasks.drop("measure.profile")
            return
        key = (one.points, one.width, one.page, document, document.pixel_size_of(one.page))
        if key == self._key:
            return
        self._key = key
        work = partial(_profile, document, one)
        done = partial(self._profiled, key)
        failed = partial(self._unread, key)
        self._session.tasks.run(work, done, failed, channel="measure.profile")

    def _profiled(self, key: object, profile: "Profile") -> None:
        if key == self._key:
            self.profile, self.problem = profile, None
            self.changed.emit()

    def _unread(self, key: object, sentence: Sentence) -> None:
        if key == self._key:
            self.profile, self.problem = None, sentence
            self.changed.emit()


def _rows(collection: "Collection") -> "list[Measured]":
    from geodesk.jobs.measured import measured

    return [row for step in measured(collection, profiles=False) for row in step.rows]


def _profile(document: "Document", one: "Measurement") -> "Profile":
    from geodesk.jobs.measured import read_profile

    with document.lock:
        return read_profile(document.micrograph, one, document.pixel_size_of(one.page))
