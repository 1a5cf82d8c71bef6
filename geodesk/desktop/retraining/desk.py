"""The training that the window has begun: how it stands, its curves, and what came of it."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

# This module is part of the first paint: what trains and compares is imported when it is asked for.
if TYPE_CHECKING:
    from collections.abc import Generator

    from geodesk.desktop.window import Window
    from geodesk.jobs.compare import Comparison
    from geodesk.jobs.progress import Progress
    from geodesk.jobs.retrain import Event, Order, Training

KIND, COMPARE, INSTALL = "retrain", "retrain.compare", "retrain.install"


class Stage(Enum):
    """How far it is."""

    SETUP = "setup"
    TRAINING = "training"
    COMPARING = "comparing"
    DONE = "done"
    STOPPED = "stopped"
    """Ended before its end without a model to compare: by a fault, or cancelled."""


class RetrainDesk(QObject):
    """One training at a time.

    Attributes
    ----------
    stage
        How far it is.
    epochs
        The events of the epochs so far, of every leg.
    reading
        The last event of pictures gone through the backbone; None: none yet.
    whole
        Whether the training came to its end; False: it was stopped and can be gone on with.
    error
        Why it ended; None otherwise.
    comparison
        Old and new on the held-out samples.
    kept
        The new model's file once it is in use.
    log
        The last lines of an installation.
    removing
        Whether the training environment is being taken away.
    """

    changed = Signal()
    placed = Signal()
    """The environment of training may have come or gone."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.stage = Stage.SETUP
        self.epochs: list[Event] = []
        self.reading: Event | None = None
        self.whole = True
        self.error: Sentence | None = None
        self.comparison: Comparison | None = None
        self.kept: Path | None = None
        self.log: list[str] = []
        self.removing = False
        self.job: Job | None = None
        self._training: Training | None = None
        self._folder: Path | None = None

    @property
    def running(self) -> bool:
        """Whether a training process is at work."""
        return self.job is not None and self.job.kind == KIND and self.job.running

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and is scoring what it has."""
        return self.running and self._training is not None and self._training.stopping

    @property
    def installing(self) -> bool:
        """Whether the training environment is being installed."""
        return self.job is not None and self.job.kind == INSTALL and self.job.running

    @property
    def training(self) -> "Training | None":
        """The training in question."""
        return self._training

    def begin(self, order: "Order") -> None:
        """Train a new model."""
        from geodesk.jobs.retrain import Training, new_run
        from geodesk.language import GeoDeskError

        try:
            run = new_run(order.folder)
        except GeoDeskError as error:
            self._session.error(error.sentence)
            return
        self._folder = order.folder
        self.epochs, self.reading, self.kept = [], None, None
        self._go(Training(run, order))

    def go_on(self) -> None:
        """Go on with the training that was stopped, from its last epoch."""
        from geodesk.jobs.retrain import Training

        before = self._training
        if before is not None and not self.running:
            begun = (before.run / "state.json").is_file()  # else it was stopped before its first epoch
            self._go(Training(before.run, before.order, resume=begun))

    def take_up(self, run: Path) -> None:
        """Go on with the training of another day."""
        from geodesk.jobs.retrain import Order, Training
        from geodesk.language import GeoDeskError

        try:
            order = Order.load(run)
        except GeoDeskError as error:
            self._session.error(error.sentence)
            return
        self._folder, self.epochs, self.reading, self.kept = order.folder, [], None, None
        self._go(Training(run, order, resume=True))

    def _go(self, training: "Training") -> None:
        self._training = training
        self.stage, self.error, self.comparison, self.whole = Stage.TRAINING, None, None, True

        def steps() -> "Generator[Progress[Event], None, None]":
            return training.steps()

        job = self.job = self._session.jobs.start(KIND, _title, steps)
        job.paced = False
        job.goes_on = training.resume
        job.resume = self.go_on
        job.rows.connect(self._told)
        job.finished.connect(self._ended)
        self.changed.emit()

    def stop(self) -> None:
        """Stop; the best network so far is scored and compared, and the training can be gone on with."""
        if self._training is not None and self.running:
            self._training.stop()
            self.changed.emit()

    def _told(self, events: "tuple[Event, ...]") -> None:
        for event in events:
            if event.kind == "epoch":
                self.epochs.append(event)
            elif event.kind == "features":
                self.reading = event
            elif event.kind == "finished":
                self.whole = event.values.get("whole") is not False
        self.changed.emit()

    def _ended(self) -> None:
        job, training = self.job, self._training
        if job is None or self.sender() is not job or training is None:
            return
        if job.outcome is Outcome.DONE and training.model.is_file():
            self._compare(training)
        else:
            self.stage, self.error = Stage.STOPPED, job.error
            if job.error is not None:
                self._session.error(job.error)
        self.changed.emit()

    def _compare(self, training: "Training") -> None:
        device = self._window.settings.values.device
        order = training.order

        def steps() -> "Generator[Progress[Comparison], None, None]":
            from geodesk.jobs.compare import compare

            return compare(training.run, order.folder, training.model, order.base, device)

        self.stage = Stage.COMPARING
        self.job = self._session.jobs.start(COMPARE, _comparing, steps)
        self.job.rows.connect(self._compared)
        self.job.finished.connect(self._comparing_ended)

    def _compared(self, rows: "tuple[Comparison, ...]") -> None:
        self.comparison = rows[-1]

    def _comparing_ended(self) -> None:
        if self.job is None or self.sender() is not self.job:
            return
        self.stage, self.error = Stage.DONE, self.job.error
        if self.comparison is not None:
            self._session.notice(
                Sentence(
                    en="The new model is trained; compare it with the old one in “Retrain…”.",
                    es="El nuevo modelo está entrenado; compárelo con el anterior en «Reentrenar…».",
                )
            )
        self.changed.emit()

    def use_new(self) -> None:
        """Keep the new model among the user's and use it; the old one stays."""
        training = self._training
        if training is None or self.stage is not Stage.DONE or self.kept is not None:
            return

        def work() -> Path:
            from geodesk.jobs.retrainable import keep_model

            return keep_model(training.model)

        def done(path: Path) -> None:
            self.kept = path
            self._window.classifying.use(path)
            self._window.classifying.list_models()
            self.changed.emit()

        self._session.saver.run(work, done, self._session.error)

    def forget(self) -> None:
        """Put the finished or stopped training away; its folder stays on the disk."""
        if not self.running:
            self.stage, self.comparison, self.error, self.epochs = Stage.SETUP, None, None, []
            self.changed.emit()

    def install(self, chosen: "Path | None" = None) -> None:
        """Install the training environment, by a chosen Python or the first there is."""
        if self.installing or self.removing:
            return
        self.log, self.error = [], None

        def steps() -> "Generator[Progress[str], None, None]":
            from geodesk.jobs.trainingplace import install

            return install(chosen=chosen)

        job = self.job = self._session.jobs.start(INSTALL, _installing, steps)
        job.paced = False
        job.rows.connect(self._installed_some)
        job.progressed.connect(self.changed)
        job.finished.connect(self._installed)
        self.changed.emit()

    def _installed_some(self, lines: tuple[str, ...]) -> None:
        self.log = [*self.log, *lines][-200:]
        self.changed.emit()

    def _installed(self) -> None:
        if self.job is not None and self.sender() is self.job:
            self.error = self.job.error
            self.changed.emit()
            self.placed.emit()

    def remove(self) -> None:
        """Take the training environment away, on a thread; told of by `placed`."""
        from geodesk.jobs.trainingplace import remove

        if self.running or self.installing or self.removing:
            return
        self.log, self.error, self.removing = [], None, True
        self.changed.emit()
        self._session.tasks.run(remove, self._removed, self._kept_it, channel="training.remove")

    def _removed(self, _freed: int) -> None:
        self.removing = False
        self.changed.emit()
        self.placed.emit()

    def _kept_it(self, fault: Sentence) -> None:
        self.error = fault
        self._removed(0)

    def cancel(self) -> None:
        """Cancel what is under way at once."""
        if self.job is not None:
            self.job.cancel()


def _title() -> str:
    return translate("RetrainDesk", "Training a model")


def _comparing() -> str:
    return translate("RetrainDesk", "Comparing the old and the new model")


def _installing() -> str:
    return translate("RetrainDesk", "Installing what training needs")
