"""What the model in use says of the picture in view, and its runs over the folder."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from geodesk.desktop.captioning.desk import CaptionDesk
from geodesk.desktop.classifying.models import ModelDesk
from geodesk.desktop.jobs import Job
from geodesk.desktop.labelling.classes import meet
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import number
from geodesk.desktop.watching.offer import offer as offer_watch
from geodesk.language import GeoDeskError, Sentence, language, t

# This module is part of the first paint: models, jobs and onnxruntime are imported on the threads that work.
if TYPE_CHECKING:
    from geodesk.collection import Collection, Picture, Prediction
    from geodesk.desktop.window import Window
    from geodesk.jobs.folder import Interrupted, Opened
    from geodesk.models import Classifier

KIND = "classify"
_DEBOUNCE_MS = 150


@dataclass(frozen=True, slots=True)
class Result:
    """What a model says of one picture.

    Attributes
    ----------
    seconds
        From the file to the probabilities; None for a row of an earlier run.
    """

    row: "Prediction"
    seconds: float | None = None


class ClassifyDesk(ModelDesk):
    """What the panel, the strip and the actions of Clasificar share.

    Attributes
    ----------
    working
        Whether the picture in view is being classified.
    interrupted
        The open folder's newest run, if it did not come to its end.
    """

    result_changed = Signal()
    runs_changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.working = False
        self.interrupted: Interrupted | None = None
        self._result: Result | None = None
        self._wanted: str | None = None
        self._soon = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._soon.timeout.connect(self._in_passing)
        session = window.session
        session.collection_changed.connect(self._collection_changed)
        session.current_changed.connect(self._picture_changed)
        session.mode_changed.connect(self._picture_changed)
        session.predictions_changed.connect(self._rows_changed)
        session.jobs.changed.connect(self.runs_changed)
        self.replaced.connect(self._model_replaced)
        self.model_changed.connect(self._loaded)
        self.captions: CaptionDesk = CaptionDesk(window, self)
        """What Leyenda does while the model in use writes captions."""

    # One picture

    @property
    def result(self) -> Result | None:
        """What is known of the picture in view: just computed, else from the folder's last run."""
        picture = self._session.picture
        if picture is None:
            return None
        if self._result is not None and self._result.row.path == picture.path:
            return self._result
        row = self._session.predictions.get(picture.path)
        return None if row is None else Result(row)

    def names(self, row: "Prediction") -> tuple[str, ...]:
        """The labels of a row in the window's language: as the model's card names them, else the classes."""
        model = self.model
        if model is not None and model.card is not None and model.sha256 == row.sha256:
            return tuple(t(label.en, label.es) for label in model.card.labels)
        known = {one.id: one.name(language()) for one in self._session.classes}
        return tuple(known.get(label, label) for label in row.labels)

    def classify_picture(self) -> None:
        """Classify the picture in view; `result_changed` follows."""
        picture, collection = self._session.picture, self._session.collection
        if picture is None or collection is None:
            return
        if self.loading is not None:  # asked for before the model is there: it follows
            self._wanted = picture.path
            return
        model = self.model
        if model is None:
            self.use(then=self.classify_picture)
            return
        if not self.usable:
            return
        self.working = True
        self.result_changed.emit()
        self._session.tasks.run(
            lambda: _classified(collection, picture, model),
            self._arrived,
            self._failed,
            channel="classify.picture",
        )

    def _loaded(self) -> None:
        if self.loading is None and self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            picture = self._session.picture
            if self.model is not None and picture is not None and picture.path == wanted:
                QTimer.singleShot(0, self, self.classify_picture)  # what the old one said goes first

    def _arrived(self, result: Result) -> None:
        self.working, self._result = False, result
        if result.row.error is None:
            self.seconds = result.seconds
        self.tell_device()
        self.result_changed.emit()

    def _failed(self, sentence: Sentence) -> None:
        self.working = False
        self._session.error(sentence)
        self.result_changed.emit()

    def _model_replaced(self) -> None:
        self._result = None
        self._picture_changed()

    def _picture_changed(self) -> None:
        self._session.tasks.drop("classify.picture")
        self.working = False
        self.result_changed.emit()
        if self._settings.values.classify_on_view and self._session.mode is Mode.CLASSIFY:
            self._soon.start()

    def _rows_changed(self, paths: frozenset[str]) -> None:
        """Rows of the folder came, or those of an earlier run went: the picture in view may be among them."""
        picture = self._session.picture
        if picture is not None and (not paths or picture.path in paths):
            self.result_changed.emit()

    def _in_passing(self) -> None:
        if self.usable and self.opened is not None:
            self.classify_picture()

    # The folder

    @property
    def running(self) -> Job | None:
        """The classification under way."""
        return next(iter(self._session.jobs.running(KIND)), None)

    @property
    def resumable(self) -> "Interrupted | None":
        """The interrupted run that classifying the folder with the model in use would go on with."""
        found, model = self.interrupted, self.model
        if found is None or self.running is not None:
            return None
        return found if model is None or found.obstacle(model) is None else None

    @property
    def stale(self) -> "Interrupted | None":
        """An interrupted run of the model in use that cannot be gone on with; `obstacle` says why."""
        found, model = self.interrupted, self.model
        if found is None or self.running is not None or model is None or model.sha256 != found.sha256:
            return None
        return None if self.resumable is found else found

    @property
    def obstacle(self) -> Sentence | None:
        """Why the `stale` run cannot be gone on with."""
        found, model = self.stale, self.model
        return None if found is None or model is None else found.obstacle(model)

    def classify_folder(self, resume: bool, folder: Path | None = None) -> None:
        """Classify a folder, the open one by default; with `resume` go on with its interrupted run."""
        if folder is None:
            collection = self._session.collection
            if collection is None:
                return
            folder = collection.folder
        asked = folder  # another may be open once the model is
        if self.opened is None:
            self.use(then=lambda: self.classify_folder(resume, asked))
        elif self.usable:
            self._start(asked, self.opened, resume)

    def continue_run(self) -> None:
        """Go on with the interrupted run of the open folder, with the model it was begun with."""
        if self.interrupted is not None:
            self.continue_in(self.interrupted.folder)

    def continue_in(self, folder: Path, opened: "Opened | None" = None) -> None:
        """Go on with the interrupted run of a folder, if that is what would happen; else say why not.

        Parameters
        ----------
        opened
            The model it was begun with; by default the one in use, or one that is found by its hash.
        """
        if self.running is not None:
            return
        session, current = self._session, self._session.collection
        here = [one for one in (self.opened, opened) if one is not None]
        others = [Path(other) for other in self._settings.values.models]

        def work() -> "tuple[Interrupted | None, Path | None]":
            from geodesk.collection import Collection
            from geodesk.jobs.folder import interrupted, model_of
            from geodesk.models import installed

            same = current is not None and current.folder == folder
            found = interrupted(current if same and current is not None else Collection.open(folder))
            if found is None or any(one.model.sha256 == found.sha256 for one in here):
                return found, None
            path = model_of(found.sha256, [*installed(), *others])
            if path is None:
                raise GeoDeskError(
                    en=f"The model {found.model} of this run is not here; open its file, then continue.",
                    es=f"El modelo {found.model} de esta corrida no está aquí; ábralo y luego continúe.",
                )
            return found, path

        def done(answer: "tuple[Interrupted | None, Path | None]") -> None:
            found, path = answer
            if self.running is not None:
                return
            if found is None and opened is not None:  # nothing worth keeping: once more from the start
                self._start(folder, opened, False)
            elif found is None:
                self.classify_folder(resume=False, folder=folder)
            elif path is None:
                self._go_on(found, here)
            else:
                self.use(path, then=lambda: self._go_on(found, []))

        session.tasks.run(work, done, channel="classify.find")

    def _go_on(self, found: "Interrupted", some: "list[Opened]") -> None:
        """Go on with the first of these models, or with that in use, that makes the run the same."""
        tried = [one for one in (*some, self.opened) if one and one.model.sha256 == found.sha256]
        for one in tried:
            if found.obstacle(one.model) is None:
                self._start(found.folder, one, True, found.batch)
                return
        if tried and (why := found.obstacle(tried[0].model)) is not None:
            self._session.error(
                Sentence(
                    en=f"The classification is not continued and nothing was changed: {why.en}",
                    es=f"La clasificación no se continúa y no se cambió nada: {why.es}",
                )
            )
        self.look_for_interrupted()

    def _start(self, folder: Path, opened: "Opened", resume: bool, batch: int | None = None) -> None:
        from geodesk.jobs.folder import BATCH, classify_folder

        size = batch or BATCH
        session = self._session
        if self.interrupted is not None and self.interrupted.folder == folder:
            self.interrupted = None
        job = session.jobs.start(
            KIND,
            lambda: self.tr("Classify {folder} · {model}").format(
                folder=folder.name, model=opened.model.name
            ),
            lambda: classify_folder(folder, opened, resume=resume, batch=size),
        )
        job.goes_on = resume
        job.resume = lambda: self.continue_in(folder, opened)
        kept: dict[str, Prediction] = {}
        session.under_way[folder] = kept

        def rows(found: "tuple[Prediction, ...]") -> None:
            if session.under_way.get(folder) is not kept:  # another run of the folder has begun
                return
            first = not kept
            kept.update((row.path, row) for row in found)
            if session.collection is None or session.collection.folder != folder:
                return
            if first:
                session.drop_predictions()
                meet(session, opened.model)
            session.update_predictions(found)

        job.rows.connect(rows)
        job.noticed.connect(self.tell_device)
        job.finished.connect(lambda: self._ended(job, folder, kept))
        self.runs_changed.emit()

    def _ended(self, job: Job, folder: Path, kept: "dict[str, Prediction]") -> None:
        session = self._session
        if session.under_way.get(folder) is kept:
            del session.under_way[folder]
            # What was being read from the disk meanwhile may lack the last rows.
            if job.error is None and session.collection is not None and session.collection.folder == folder:
                session.read_marks()
        if job.error is not None:
            session.error(job.error)
        self.tell_device()
        self.look_for_interrupted()

    def cancel(self) -> None:
        """Cancel the newest job; what it has done is kept."""
        running = self._session.jobs.running()
        if running:
            running[-1].cancel()

    def look_for_interrupted(self, offer: bool = False) -> None:
        """See whether the open folder holds a run to go on with; with `offer`, say so on the strip."""
        collection = self._session.collection
        if collection is None:
            return

        def work() -> "Interrupted | None":
            from geodesk.jobs.folder import interrupted

            return interrupted(collection)

        def done(found: "Interrupted | None") -> None:
            if self._session.collection is not collection or self.running is not None:
                return
            self.interrupted = found
            if found is not None and offer and self.stale is None:
                self._window.strip.offer(
                    KIND,
                    lambda: self.tr("Interrupted classification: {done} of {total}").format(
                        done=number(found.done), total=number(found.total)
                    ),
                    (found.done, found.total),
                    self.continue_run,
                )
            self.runs_changed.emit()
            self._window.actions_.refresh_soon()

        self._session.tasks.run(work, done, channel="classify.interrupted")

    def export(self, out: Path, collection: "Collection | None" = None) -> None:
        """Write the predictions of a folder's last run (the open one's by default) as CSV, on a thread."""
        chosen = collection or self._session.collection
        if chosen is None:
            return

        def work() -> int:
            from geodesk.jobs.folder import export_last

            return export_last(chosen, out)

        def done(rows: int) -> None:
            en, es = ("row", "fila") if rows == 1 else ("rows", "filas")
            self._session.notice(
                Sentence(
                    en=f"{out.name} is written: {number(rows)} {en}.",
                    es=f"Se escribió {out.name}: {number(rows)} {es}.",
                )
            )

        self._session.saver.run(work, done)

    # What else changes

    def _collection_changed(self) -> None:
        self.interrupted, self._result = None, None
        self._picture_changed()  # none yet, and none at all in an empty folder
        self._window.strip.withdraw(KIND)
        self.runs_changed.emit()
        self.look_for_interrupted(offer=True)
        offer_watch(self._window)
        if self.opened is not None and self.opened.answers is not None:
            self.use(self.opened.file.path, again=True)  # another folder may have been told other labels


def _classified(collection: "Collection", picture: "Picture", model: "Classifier") -> Result:
    """Classify one picture by the very job that classifies folders; on a thread."""
    from geodesk.jobs.classify import classify

    began = time.perf_counter()
    items = collection.corrections.applied([picture])
    rows = [row for step in classify(items, model) for row in step.rows]
    return Result(rows[0], time.perf_counter() - began)
