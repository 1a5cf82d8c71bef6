"""A dialog that computes something about the picture in view and lays it over the picture."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QSlider

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import GrowingDialog
from geodesk.desktop.session import Mode
from geodesk.desktop.structure.overlay import ColoursItem
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.document import Document
    from geodesk.desktop.window import Window


class LaidDialog(Translated, GrowingDialog):
    """Stays open beside the window; what it found lies over the picture while the dialog is in sight.

    In Contar it does not: there the picture is as it was taken.

    A subclass arranges `buttons` and `seen`, begins its job by `begin`, takes rows in `take`, and tells by
    `shown` what to lay over a picture.

    Parameters
    ----------
    name : str
        Start of the object names of its parts.
    opacity : int
        In percent, to begin with.

    Attributes
    ----------
    job : Job or None
        The last one begun.
    """

    def __init__(self, window: "Window", name: str, opacity: int) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._canvas = window.stage.canvas
        self.job: Job | None = None
        self._item: ColoursItem | None = None
        self._laid: object = None
        self.start_button, self.stop_button, self.save_button = QPushButton(), QPushButton(), QPushButton()
        self.overlay, self.opacity = QCheckBox(), QSlider(Qt.Orientation.Horizontal)
        self.overlay.setChecked(True)
        self.opacity.setRange(5, 100)
        self.opacity.setValue(opacity)
        for word, part in (
            ("start", self.start_button),
            ("stop", self.stop_button),
            ("save", self.save_button),
            ("shown", self.overlay),
            ("opacity", self.opacity),
        ):
            part.setObjectName(f"{name}_{word}")
            if isinstance(part, QPushButton):
                part.setAutoDefault(False)
        self.buttons, self.seen = QHBoxLayout(), QHBoxLayout()
        self.buttons.addWidget(self.start_button)
        self.buttons.addWidget(self.stop_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.save_button)
        self._opacity_title = QLabel()
        self._opacity_title.setBuddy(self.opacity)
        self.seen.addWidget(self.overlay)
        self.seen.addSpacing(12)
        self.seen.addWidget(self._opacity_title)
        self.seen.addWidget(self.opacity, 1)
        self.stop_button.clicked.connect(self._stop)
        self.overlay.toggled.connect(self.lay_over)
        self.opacity.valueChanged.connect(self.lay_over)
        window.stage.view_changed.connect(self.look)
        window.session.mode_changed.connect(self.look)

    def retranslate(self) -> None:
        """Set every text; a subclass sets its own besides."""
        self.start_button.setText(self.tr("Compute"))
        self.stop_button.setText(self.tr("Stop"))
        self._opacity_title.setText(self.tr("Opacity"))
        self.opacity.setAccessibleName(self.tr("Opacity"))

    # To be said by a subclass

    def show_state(self) -> None:
        """Show where the job stands and what it found."""
        raise NotImplementedError

    def take(self, rows: tuple[Any, ...]) -> None:
        """Take in what the job found."""
        raise NotImplementedError

    @property
    def outcome(self) -> object | None:
        """What was found last."""
        raise NotImplementedError

    def shown(self, document: "Document", page: int) -> ColoursItem | None:
        """What to lay over a page (from 0) of a picture; None if nothing was found for it."""
        raise NotImplementedError

    # The job

    @property
    def running(self) -> bool:
        """Whether the job works."""
        return self.job is not None and self.job.running

    def begin(self, kind: str, title: Callable[[], str], steps: Callable[[], Any]) -> Job:
        """Start the job; `steps` gives its generator, on the job's thread."""
        job = self._session.jobs.start(kind, title, steps)
        job.paced = False
        job.rows.connect(partial(self._arrived, job))
        job.finished.connect(partial(self._finished, job))
        self.job = job
        self.show_state()
        return job

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.show_state()

    def _arrived(self, job: Job, rows: tuple[Any, ...]) -> None:
        if job is self.job:
            self.take(rows)
            self._laid = None
            self.look()

    def _finished(self, job: Job) -> None:
        if job is self.job:
            self.show_state()

    def show_buttons(self, *, ready: bool, kept: bool) -> None:
        """Enable what can be done: start if all is said, save if there is something to keep."""
        running = self.running
        self.start_button.setEnabled(not running and ready)
        self.stop_button.setEnabled(running and self.job is not None and not self.job.cancelling)
        self.save_button.setEnabled(kept and not running)

    def ended_badly(self) -> str | None:
        """The sentence of a job that failed or was stopped; None of any other."""
        job = self.job
        if job is not None and not job.running and job.outcome is Outcome.FAILED:
            return str(job.error)
        if job is not None and not job.running and job.outcome is Outcome.CANCELLED:
            return self.tr("Stopped.")
        return None

    # Over the picture

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """In sight: so is what was found."""
        super().showEvent(event)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: the picture is as it was."""
        super().hideEvent(event)
        self.look()

    def look(self) -> None:
        """Another page may be in view."""
        document, page = self._canvas.document, self._canvas.page
        path = None if document is None else document.picture.path
        laid = self.outcome, path, page, self.isHidden(), self._counting
        if laid != self._laid:
            self._laid = laid
            self.lay_over()
            self.show_state()

    def lay_over(self) -> None:
        """Lay what was found over the page in view, or take it away."""
        if self._item is not None:
            self._canvas.scene().removeItem(self._item)
            self._item = None
        document = self._canvas.document
        if self.outcome is None or document is None or self.isHidden() or not self.overlay.isChecked():
            return
        if self._counting:
            return
        self._item = self.shown(document, self._canvas.page)
        if self._item is not None:
            self._canvas.scene().addItem(self._item)

    @property
    def _counting(self) -> bool:
        """Whether points are counted: who does so looks at the rock, not at what a model made of it."""
        return self._session.mode is Mode.COUNT

    @property
    def laid(self) -> bool:
        """Whether something lies over the picture."""
        return self._item is not None

    def ask_where(self, title: str, filters: dict[str, str], name: str, save: Callable[[str], None]) -> None:
        """Ask for a file to save to; `filters` gives the suffix of each kind, the first one's by default."""
        dialog = QFileDialog(self, title, self._session.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(next(iter(filters.values())))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
        dialog.selectFile(f"{name}.{next(iter(filters.values()))}")
        dialog.fileSelected.connect(save)
        dialog.open()
