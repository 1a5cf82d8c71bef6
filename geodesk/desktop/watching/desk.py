"""The watch under way: beginning, what it says, ending; what the folder's last watch said before."""

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QFileSystemWatcher, QLocale, QObject, QTimer, Signal

from geodesk.desktop.closing import Closing
from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.labelling.classes import meet
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import number
from geodesk.language import Sentence, t

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.folder import Opened
    from geodesk.jobs.watching import Past, Seen, State
    from geodesk.models import Classifier

KIND = "watch"
MOST = 1000
"""So many rows are shown; the table on the disk has all of them."""
_MOST_TABLES = 30
_LOOK_MS, _LONGEST_LOOK_MS = 700, 20_000
_LOOK_SHARE = 12
"""Reading the list again takes at most one part in so many of the time."""


class WatchDesk(QObject):
    """What the panel and the actions of watching share.

    Attributes
    ----------
    rows
        What was said last, the newest first.
    state
        How the watch stands; None before it has looked.
    folder
        What is being watched, or was last.
    judge
        Hash of the model that says what is usable; empty without one.
    model_name
        Of the model that `rows` are by.
    """

    rows_came = Signal(int)
    """So many new ones stand at the beginning of `rows`."""
    rows_replaced = Signal()
    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, window.session, window.settings
        self.rows: list[Seen] = []
        self.state: State | None = None
        self.folder: Path | None = None
        self.model_name = self.judge = ""
        self.labels: dict[str, dict[str, tuple[str, str]]] = {}
        self._days: Counter[str] = Counter()
        self._job: Job | None = None
        self._table: Path | None = None
        self._wake = threading.Event()
        self._hint = QFileSystemWatcher(self)
        self._hint.directoryChanged.connect(self._hinted)
        self._wanted: set[str] = set()
        self._took = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._took.timeout.connect(self._look)
        self._show_next: str | None = None
        self._session.collection_changed.connect(self._opened)
        self._opened()

    # How it stands

    @property
    def running(self) -> bool:
        """Whether a folder is being watched."""
        return self._job is not None and self._job.running

    @property
    def today(self) -> int:
        """How many pictures were done today."""
        return self._days[QDate.currentDate().toString("yyyy-MM-dd")]

    @property
    def table(self) -> Path | None:
        """The CSV: as it was chosen for folder and model, else beside the folder; None: not known yet."""
        from geodesk.collection.store import safe_name

        key, folder, model = self.table_key, self.folder, self._window.classifying.next_name
        if self._table is not None or key is None or folder is None or model is None:
            return self._table
        chosen = self._settings.values.watch_tables.get(key)
        name = self.tr("{folder} - watch - {model}.csv").format(
            folder=folder.name, model=safe_name(model, "model")
        )
        return Path(chosen) if chosen else folder.parent / name

    @property
    def table_key(self) -> str | None:
        """What the choice of a table is kept by: another model has other columns."""
        model = self._window.classifying.next_name
        return None if model is None or self.folder is None else f"{model} {self.folder}"

    def choose_table(self, table: Path) -> None:
        """Put the rows of the next watch into another CSV."""
        if self.table_key is not None:
            kept = {k: v for k, v in self._settings.values.watch_tables.items() if k != self.table_key}
            kept = dict(list(kept.items())[-_MOST_TABLES + 1 :])
            self._settings.set(watch_tables=kept | {self.table_key: str(table)})
            self._table = None
            self.changed.emit()

    def title(self) -> str:
        """What the strip says."""
        name = "" if self.folder is None else self.folder.name
        text = self.tr("Watching {folder}") if self.running else self.tr("Watch of {folder}")
        text = text.format(folder=name) + " · " + self.tr("{n} today").format(n=number(self.today))
        if self.rows:
            time = self.time_of(self.rows[0])
            text += " · " + self.tr("last: {name}, {time}").format(name=self.rows[0].path, time=time)
        return text

    @staticmethod
    def time_of(row: "Seen") -> str:
        """When a row was made: the time, and the day if it is not today."""
        day, time = QDate.fromString(row.time[:10], "yyyy-MM-dd"), row.time[11:19]
        return time if day == QDate.currentDate() else f"{QLocale().toString(day, 'd MMM')}, {time[:5]}"

    def name_of(self, model: str, label: str) -> str:
        """A label as its model's card names it; the model by the hash of its file."""
        known = self.labels.get(model, {}).get(label)
        return label if known is None else t(*known)

    # Beginning and ending

    def start(self) -> None:
        """Watch the open folder with the model in use."""
        collection, classifying = self._session.collection, self._window.classifying
        if collection is None or self.running:
            return
        if classifying.opened is None:
            classifying.use(then=self.start)
        elif classifying.usable:
            self._start(collection.folder, classifying.opened)

    def _start(self, folder: Path, opened: "Opened") -> None:
        if folder != self.folder or any(row.prediction.sha256 != opened.model.sha256 for row in self.rows):
            self._fill(())  # of another folder or model
        self.folder, self._table = folder, None
        table = self.table
        if table is None:
            return
        self.choose_table(table)  # its name stays, whatever language is chosen later
        self._table = table
        values = self._settings.values
        usable, new_only = values.watch_usable, values.watch_new_only
        self.state, self._wake = None, threading.Event()
        self._name(opened.model)
        meet(self._session, opened.model)
        self.model_name = opened.model.name
        steps = partial(_steps, folder, opened, usable, values.device, table, new_only, self._wake)
        job = self._job = self._session.jobs.start(KIND, self.title, steps)
        job.endless, job.paced = True, False
        job.resume = self.start
        job.rows.connect(partial(self._rows, job))
        job.finished.connect(partial(self._ended, job))
        if self._hint.directories():
            self._hint.removePaths(self._hint.directories())
        self._hint.addPath(str(folder))
        self.changed.emit()

    def stop(self) -> None:
        """End the watch; it is not offered again."""
        if self._job is not None and self.running:
            self._job.cancel()
            self._wake.set()

    def _ended(self, job: Job) -> None:
        if job is not self._job:
            return
        if self._hint.directories():
            self._hint.removePaths(self._hint.directories())
        if job.error is not None:
            self._session.error(job.error)
        closing = self._window.findChild(Closing)
        if job.outcome is Outcome.CANCELLED and (closing is None or not closing.running):
            self._settings.set(watched="")  # else it is offered the next time
        collection = self._session.collection
        if collection is not None and collection.folder != self.folder:
            self._opened()
        self.changed.emit()

    def _hinted(self, _folder: str) -> None:
        self._wake.set()

    # What it says

    def _rows(self, job: Job, found: "tuple[Any, ...]") -> None:
        if job is not self._job:
            return
        from geodesk.jobs.watching import Seen, State

        seen = [row for row in found if isinstance(row, Seen)]
        for row in found:
            if isinstance(row, State):
                if self.state is None:  # it has begun: its log is the newest run now
                    self._session.read_marks()
                    self._read_past()
                    self._settings.set(watched=str(self.folder))
                self.state = row
            elif not isinstance(row, Seen):
                self._name(row)
                self.judge = row.sha256
        if seen:
            self._days.update(row.time[:10] for row in seen)
            self.rows[:0] = reversed(seen)
            del self.rows[MOST:]
            self.rows_came.emit(len(seen))
            self._take(seen)
        self.changed.emit()

    def _take(self, seen: "list[Seen]") -> None:
        """Bring rows into the list of samples, if their folder is open."""
        session = self._session
        if session.collection is None or session.collection.folder != self.folder:
            return
        session.update_predictions([row.prediction for row in seen])
        self._wanted |= {row.path for row in seen if self._lacks(row)}
        if self._settings.values.watch_follow:
            self._show_next = seen[-1].path
        if self._wanted and not self._took.isActive():
            self._took.start()
        elif not self._wanted:
            self._follow()

    def _lacks(self, row: "Seen") -> bool:
        sample = self._session.sample_of(row.path)
        picture = None if sample is None else next(p for p in sample.pictures if p.path == row.path)
        return picture is None or picture.mtime_ns != row.prediction.mtime_ns

    def _look(self) -> None:
        """Take what has come into the list; the longer that takes, the longer until the next time."""
        import time

        began, wanted = time.monotonic(), frozenset(self._wanted)
        self._wanted.clear()

        def then() -> None:
            took = 1000 * (time.monotonic() - began)
            self._took.setInterval(int(min(max(_LOOK_MS, _LOOK_SHARE * took), _LONGEST_LOOK_MS)))
            self._session.predictions_changed.emit(wanted)
            self._follow()
            if self._wanted:
                self._took.start()

        self._session.look_again(then)

    def _follow(self) -> None:
        path, self._show_next = self._show_next, None
        if path is not None and self._settings.values.watch_follow:
            self.follow(path)

    def follow(self, path: str) -> None:
        """Bring the newest into view, but never from under the hands of somebody who labels or draws."""
        if self._session.mode in (Mode.EXPLORE, Mode.CLASSIFY):
            self.show(path)

    def show(self, path: str) -> None:
        """Bring a picture into view."""
        session = self._session
        sample = session.sample_of(path)
        if sample is not None and session.collection is not None and session.collection.folder == self.folder:
            face = next(at for at, picture in enumerate(sample.pictures) if picture.path == path)
            session.show(sample, face)

    # What was said before

    def _opened(self) -> None:
        if not self.running:
            collection = self._session.collection
            self.folder, self.state = None if collection is None else collection.folder, None
            self._table = None
            self._fill(())
            self._read_past()

    def _read_past(self) -> None:
        folder, collection = self.folder, self._session.collection
        if folder is None or collection is None or collection.folder != folder:
            return
        known = set(self.labels)

        def work() -> "tuple[Past, dict[str, dict[str, tuple[str, str]]]]":
            from geodesk.jobs.watching import past

            found = past(collection, MOST)
            return found, _labels_of({found.sha256, found.judge} - {"", *known})

        def done(answer: "tuple[Past, dict[str, dict[str, tuple[str, str]]]]") -> None:
            found, labels = answer
            self.labels |= labels
            if self.folder != folder:
                return
            if not self.running:
                self.model_name, self.judge = found.model, found.judge
            there = {(row.path, row.version) for row in found.rows}
            since = [row for row in reversed(self.rows) if (row.path, row.version) not in there]
            since = since if self.running else []
            self._days = Counter(found.days) + Counter(row.time[:10] for row in since)
            self._fill((*found.rows, *since)[-MOST:])

        self._session.tasks.run(work, done, lambda _: None, channel="watch.past")

    def _fill(self, rows: "tuple[Seen, ...]") -> None:
        self.rows = list(reversed(rows))
        if not rows:
            self._days = Counter()
        self.rows_replaced.emit()
        self.changed.emit()

    def _name(self, model: "Classifier") -> None:
        if model.card is not None:
            self.labels[model.sha256] = {one.id: (one.en, one.es) for one in model.card.labels}


def _labels_of(models: set[str]) -> dict[str, dict[str, tuple[str, str]]]:
    """By the hash of a model's file the names of its labels, as its card says; on a thread."""
    if not models:
        return {}
    from geodesk.language import GeoDeskError
    from geodesk.models import OnnxFile, installed, read_card

    found = {}
    for path in installed():
        with suppress(GeoDeskError):
            file = OnnxFile.read(path)
            card = read_card(file) if file.sha256 in models else None
            if card is not None:
                found[file.sha256] = {one.id: (one.en, one.es) for one in card.labels}
    return found


def _steps(
    folder: Path,
    opened: "Opened",
    usable: str,
    device: str,
    table: Path,
    new_only: bool,
    wake: threading.Event,
) -> "Generator[Any, None, None]":
    """The job; on its thread."""
    from geodesk.collection import Collection
    from geodesk.jobs.folder import open_model
    from geodesk.jobs.progress import Progress
    from geodesk.jobs.recipes.recording import of_model, recorded
    from geodesk.jobs.recipes.steps import Step
    from geodesk.jobs.watching import Watch, watch_folder
    from geodesk.language import GeoDeskError
    from geodesk.models import find

    model = opened.model
    chosen, judge = usable, None
    if usable == "auto":  # the pre-classifier is for micrographs of electron microscopes, which are grey
        chosen = "sem-usable" if model.spec.channels == 1 and not model.spec.faces else "none"
    if chosen != "none":
        judge = open_model(find(chosen), device).model
        with suppress(GeoDeskError):  # a name says something to other machines, a path does not
            chosen = judge.name if find(judge.name) == find(chosen) else chosen
    if usable == "auto" and judge is not None and judge.sha256 == model.sha256:
        judge = None
    options: dict[str, Any] = {} if judge is None else {"usable": chosen}
    if new_only:
        options["new-only"] = True
    made = of_model(KIND, model, options)
    step = Step(made.job, made.options, made.model, {"out": str(table)})
    if judge is not None:
        yield Progress(0, 0, 0, (judge,))
    opened.remember(Collection.open(folder))
    steps = watch_folder(folder, model, judge, Watch(table, new_only=new_only), wake)
    yield from recorded(Collection.open(folder), step, steps)


def told(state: "State") -> Sentence | None:
    """What of a state a person should know."""
    if state.away is not None:
        return state.away
    if state.behind is not None:
        return state.behind
    if state.troubled:
        why, more = state.troubled[0][1], len(state.troubled) - 1
        others = Sentence("", "") if not more else Sentence(f" (and {more} more)", f" (y {more} más)")
        return Sentence(f"Waiting{others.en}: {why.en}", f"En espera{others.es}: {why.es}")
    return None
