"""What the window is about: the open folder, the sample in view, labels, predictions, the selection."""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.jobs import Jobs
from geodesk.desktop.opening import Opened, look_again, open_folder, open_path
from geodesk.desktop.samples.listing import Listing
from geodesk.desktop.settings import Settings
from geodesk.desktop.tasks import Tasks
from geodesk.language import Sentence
from geodesk.places import resources

# This module is part of the first paint: what imports numpy comes later, on a thread.
if TYPE_CHECKING:
    from geodesk.collection import Collection, LabelClass, LabelState, Picture, Prediction, Sample, Standing
    from geodesk.desktop.documents import Document


class Mode(Enum):
    """What the user is at."""

    EXPLORE = "explore"
    CLASSIFY = "classify"
    LABEL = "label"
    PHASES = "phases"
    COUNT = "count"
    MEASURE = "measure"
    GENERATE = "generate"


class View(Enum):
    """What stands in the middle."""

    CANVAS = "canvas"
    GRID = "grid"
    TABLE = "table"


class Session(QObject):
    """The state that all parts of the window share; they listen to its signals and never to each other.

    Attributes
    ----------
    collection
        None until a folder is open.
    samples
        All of the folder, in the order of their paths, in which jobs take them.
    listed
        The same in the order of their names, in which they are shown.
    visible
        Those the list shows, in its order (filtered and sorted): next and previous go by it.
    current, face, page
        The sample in view, which of its pictures (pair, series), which page of that.
    selected
        Samples selected in the list or the grid; the current one alone where nothing else is.
    labels, predictions
        By path: a copy of what is on the disk, brought up to date by `labels_changed` and
        `predictions_changed`.
    classes
        What samples are labelled with: their place is their key, colour and shape.
    document
        The opened picture in view; None while it is being opened or if it cannot be.
    """

    collection_changed = Signal()
    samples_changed = Signal()
    """Samples have come into the open folder, or changed there."""
    order_changed = Signal()
    """`visible` was filtered or sorted anew."""
    current_changed = Signal()
    """Another sample, face or page."""
    document_changed = Signal()
    selection_changed = Signal()
    labels_changed = Signal(object)
    """A frozenset of paths; empty: any."""
    kept_changed = Signal()
    """What is kept of pictures beside their labels belongs elsewhere now, or to none: to be read again."""
    classes_changed = Signal()
    """Other classes, names or keys."""
    predictions_changed = Signal(object)
    """A frozenset of paths; empty: any."""
    mode_changed = Signal()
    view_changed = Signal()
    opening_changed = Signal()
    noticed = Signal(object, str)
    """A Sentence for a toast and its kind: ``"error"`` or ``"info"``."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.tasks = Tasks(4, "geodesk-task", self)
        self.writer = Tasks(1, "geodesk-writer", self, finishes=True)
        """One thread for all that touches the collection's label files, in order."""
        self.saver = Tasks(1, "geodesk-saver", self, finishes=True)
        """Writes the other files that the user asks for: tables and pictures of plots."""
        self.jobs = Jobs(self)
        self.collection: Collection | None = None
        self.samples: list[Sample] = []
        self.listed: list[Sample] = []
        self.visible: list[Sample] = []
        self.current: Sample | None = None
        self.face = 0
        self.page = 0
        self.selected: list[Sample] = []
        self.labels: dict[str, LabelState] = {}
        self.predictions: dict[str, Prediction] = {}
        self.under_way: dict[Path, dict[str, Prediction]] = {}
        """By folder: the rows so far of a run under way; the disk does not hold all of them yet."""
        self.classes: list[LabelClass] = []
        self.document: Document | None = None
        self.mode = Mode.EXPLORE
        self.view = View.CANVAS
        self.opening: Path | None = None
        self._standings: dict[str, Standing] = {}
        self._by_path: dict[str, Sample] = {}
        self._positions: dict[str, int] | None = None
        self.listing: Listing = Listing(self)
        """Which samples are visible: filter, order, counts."""
        self.tasks.failed.connect(self.error)
        self.writer.failed.connect(self.error)
        self.saver.failed.connect(self.error)

    # Opening

    def open(self, path: Path) -> None:
        """Open a folder, or the folder of a picture with that picture in view; a thread reads."""
        annotator = self.settings.values.annotator or None
        self._read(path, lambda: open_path(path, annotator))

    def reload(self) -> None:
        """Look at the folder again: new and removed pictures, other people's labels."""
        if self.collection is None:
            return
        folder, annotator = self.collection.folder, self.settings.values.annotator or None
        wanted = None if self.current is None else self.current.pictures[self.face].path
        page = self.page
        self._read(folder, lambda: open_folder(folder, annotator, wanted, page))

    def look_again(self, then: Callable[[], None] | None = None) -> None:
        """Take in what has come into the open folder; all else stays as it is. Then do `then`."""
        collection, before = self.collection, self.samples
        if collection is None:
            return

        def done(found: Opened) -> None:
            if self.collection is not collection:
                return
            if found.samples != before:
                self._take_in(found)
            if then is not None:
                then()

        self.writer.run(lambda: look_again(collection, before), done, lambda _: None, channel="again")

    def _take_in(self, found: Opened) -> None:
        self.samples, self.listed, self._by_path = found.samples, found.listed, found.by_path
        self._standings.clear()
        now = [found.by_path.get(one.pictures[0].path) for one in self.selected]
        self.selected = [one for one in now if one is not None]
        self.samples_changed.emit()
        current = self.current
        if current is None and self.visible:
            self.show(self.visible[0])
        elif current is not None:
            other = found.by_path.get(current.pictures[0].path)
            if other is not None and other is not current:
                self.show(other, self.face, self.page)

    def _read(self, path: Path, work: "Callable[[], Opened]") -> None:
        self.opening = path
        self.opening_changed.emit()
        self.writer.run(work, self._opened, self._not_opened, channel="open")

    def _opened(self, opened: Opened) -> None:
        if self.collection is not None:
            self.writer.run(self.collection.index.close)
        self.opening = None
        self.collection, self.samples, self.listed = opened.collection, opened.samples, opened.listed
        self._by_path, self._positions = opened.by_path, None
        self.visible = list(opened.listed)
        self.labels, self.predictions, self._standings = {}, {}, {}
        self.selected, self.current, self.document = [], None, None
        self.classes = []
        if opened.collection.folder != (resources() / "samples").resolve():  # nobody keeps files there
            self.settings.set(last_folder=str(opened.collection.folder))
        self.opening_changed.emit()
        self.collection_changed.emit()
        self.order_changed.emit()
        for problem in opened.faults:
            self.notice(problem)
        first = opened.wanted or next(iter(self.visible), None)
        self.show(first, opened.face, opened.page)
        self.read_marks()

    def _not_opened(self, sentence: Sentence) -> None:
        self.opening = None
        self.opening_changed.emit()
        self.error(sentence)

    def read_marks(self) -> None:
        """Read labels and predictions from the disk again."""
        collection = self.collection
        if collection is None:
            return

        own = self.own_labels

        def read() -> "tuple[dict[str, LabelState], dict[str, Prediction]]":
            collection.labels.reload()
            labels = collection.labels.own() if own else collection.labels.current()
            return dict(labels), dict(collection.predictions.last())

        def done(marks: "tuple[dict[str, LabelState], dict[str, Prediction]]") -> None:
            if self.collection is collection:
                self.labels, stored = marks
                self.predictions = dict(self.under_way.get(collection.folder) or stored)
                self._standings.clear()
                self.labels_changed.emit(frozenset())
                self.predictions_changed.emit(frozenset())

        self.writer.run(read, done, channel="marks")

    @property
    def own_labels(self) -> bool:
        """Whether only the user's own labels are shown, to label blind."""
        return self.settings.values.own_labels

    # The sample in view

    def show(self, sample: "Sample | None", face: int = 0, page: int = 0) -> None:
        """Bring a sample into view."""
        if sample is not None:
            face = max(0, min(face, len(sample.pictures) - 1))
        if (sample, face, page) == (self.current, self.face, self.page):
            return
        moved = sample is not self.current
        self.current, self.face, self.page = sample, face, page
        self.current_changed.emit()
        if moved and len(self.selected) <= 1:
            self.select([] if sample is None else [sample])

    @property
    def picture(self) -> "Picture | None":
        """The picture in view."""
        if self.current is None:
            return None
        picture = self.current.pictures[self.face]
        return picture if self.collection is None else self.collection.corrections.applied([picture])[0]

    def step(self, by: int) -> None:
        """Go `by` samples on in the order of the list; stays at its ends."""
        if not self.visible:
            return
        at = self.position
        to = 0 if at is None else max(0, min(at + by, len(self.visible) - 1))
        self.show(self.visible[to])

    @property
    def position(self) -> int | None:
        """Where the sample in view stands among the visible ones."""
        return None if self.current is None else self.row_of(self.current)

    def row_of(self, sample: "Sample") -> int | None:
        """Where a sample stands among the visible ones."""
        if self._positions is None:
            self._positions = {sample.id: i for i, sample in enumerate(self.visible)}
        return self._positions.get(sample.id)

    def neighbour(self, by: int) -> "Sample | None":
        """The sample `by` places from the one in view, if there is one."""
        at = self.position
        if at is None or not 0 <= at + by < len(self.visible):
            return None
        return self.visible[at + by]

    def set_document(self, document: "Document | None") -> None:
        """The picture in view has been opened (or cannot be)."""
        self.document = document
        self.document_changed.emit()

    # Lists

    def set_visible(self, samples: "Sequence[Sample]") -> None:
        """Show these samples in this order; the one in view stays in view."""
        self.visible, self._positions = list(samples), None
        self.order_changed.emit()

    def select(self, samples: "Sequence[Sample]") -> None:
        """Select these samples."""
        if list(samples) != self.selected:
            self.selected = list(samples)
            self.selection_changed.emit()

    def sample_of(self, path: str) -> "Sample | None":
        """The sample that a picture belongs to."""
        return self._by_path.get(path)

    # Marks

    def standing(self, sample: "Sample") -> "Standing":
        """Label and suggestion of a sample, as on the disk."""
        found = self._standings.get(sample.id)
        if found is None:
            from geodesk.collection import standing

            found = self._standings[sample.id] = standing(sample, self.labels, self.predictions)
        return found

    def hides_names(self, sample: "Sample") -> bool:
        """Whether it is hidden who said what of a sample, while people disagree over it."""
        return self.settings.values.hide_names and self.standing(sample).disputed > 0

    def update_labels(self, changed: "dict[str, LabelState | None]") -> None:
        """Labels that have reached the disk; None: without a label."""
        for path, state in changed.items():
            if state is None:
                self.labels.pop(path, None)
            else:
                self.labels[path] = state
        self._forget(frozenset(changed))
        self.labels_changed.emit(frozenset(changed))

    def update_predictions(self, rows: "Sequence[Prediction]") -> None:
        """Predictions that have reached the disk."""
        for row in rows:
            self.predictions[row.path] = row
        paths = frozenset(row.path for row in rows)
        self._forget(paths)
        self.predictions_changed.emit(paths)

    def suggest(self, rows: "Sequence[Prediction]") -> None:
        """Suggestions that stand on no disk, of many samples at once: counted on a thread."""
        self.predictions = {**self.predictions, **{row.path: row for row in rows}}
        self._standings.clear()
        self.predictions_changed.emit(frozenset())

    def drop_predictions(self) -> None:
        """A new run begins to give rows: those of the run before no longer stand."""
        self.predictions = {}
        self._standings.clear()
        self.predictions_changed.emit(frozenset())

    def _forget(self, paths: frozenset[str]) -> None:
        for path in paths:
            if (sample := self._by_path.get(path)) is not None:
                self._standings.pop(sample.id, None)

    def set_classes(self, classes: "Sequence[LabelClass]") -> None:
        """Other classes are in force."""
        if list(classes) != self.classes:
            self.classes = list(classes)
            self.classes_changed.emit()

    # Mode and view

    def set_mode(self, mode: Mode) -> None:
        """Change what the user is at."""
        if mode is not self.mode:
            self.mode = mode
            self.mode_changed.emit()

    def set_view(self, view: View) -> None:
        """Change what stands in the middle."""
        if view is not self.view:
            self.view = view
            self.view_changed.emit()

    # Telling

    def notice(self, sentence: Sentence) -> None:
        """Tell the user something in passing."""
        self.noticed.emit(sentence, "info")

    def error(self, sentence: Sentence) -> None:
        """Tell the user that something failed."""
        self.noticed.emit(sentence, "error")

    def close(self, before: Callable[[], None] | None = None) -> None:
        """Stop the jobs, let the writer finish, let go of everything."""
        self.jobs.close()
        if before is not None:
            before()
        self.writer.close()
        self.saver.close()
        self.tasks.close()
        if self.collection is not None:
            self.collection.index.close()
