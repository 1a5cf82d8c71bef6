"""Closing the window: waits for what is on its way to the disk, says what for, and loses nothing."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QProgressBar, QVBoxLayout

from geodesk.desktop.labelling.unsaved import Unsaved
from geodesk.desktop.translation import number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_TICK_MS = 10
_SHOWN_MS = 300
"""What is saved sooner is not worth a dialog that flashes."""
_PATIENCE_S = 10.0
"""So long a disk may take for labels until the user is asked what to do."""


class Closing(QObject):
    """Decides whether the window may close. It is painted and can be talked to all the while."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._running = self._stay = self._stopping = False
        self._faults: list[Sentence] = []
        self._sure = False
        session = window.session
        for signal in (session.writer.broke, session.saver.broke, window.desk.refused):
            signal.connect(self._broke)

    @property
    def running(self) -> bool:
        """Whether the window is being closed."""
        return self._running

    def run(self) -> bool:
        """Wait for what is being saved and stop the jobs; False if the window stays open.

        It stays where the user wants to go on, and where labels or files cannot be saved: they are asked
        then.
        """
        self._running, self._stay, self._stopping = True, False, False
        self._faults.clear()
        try:
            if self._window.retraining.running and not self._sure:
                StopTraining(self._window, self).open()
                return False
            return self._saved() and self._stopped()
        finally:
            self._running = False

    def close_all_the_same(self) -> None:
        """Close although a model is being trained: the user was asked."""
        self._sure = True
        QTimer.singleShot(0, self._window, self._window.close)

    def _saved(self) -> bool:
        window, desk = self._window, self._window.desk
        desk.try_refused()
        self._until(lambda: not desk.under_way, _PATIENCE_S)
        if self._stay:
            return False
        if desk.saving:
            Unsaved(window).open()
            return False
        self._until(lambda: not self._owed)
        if self._faults:
            NotSaved(window, self._faults).open()
            return False
        return not self._stay

    def _stopped(self) -> bool:
        """Each job stops at its next yield and keeps what it has done: it can be continued another day."""
        jobs, self._stopping = self._window.session.jobs, True
        for job in jobs.running():
            job.cancel()
        self._until(lambda: not jobs.running() and not self._owed)
        return not self._stay

    @property
    def _owed(self) -> int:
        session = self._window.session
        return session.writer.owed + session.saver.owed

    def _broke(self, sentence: Sentence) -> None:
        if self._running:
            self._faults.append(sentence)

    def _until(self, done: Callable[[], bool], seconds: float | None = None) -> None:
        """Let the window live until something is done, the user wants to stay or the time is over."""
        if done() or self._stay:
            return
        end = None if seconds is None else time.monotonic() + seconds
        dialog = Waiting(self._window, self._what)
        ticking, shown = QTimer(interval=_TICK_MS), QTimer(singleShot=True, interval=_SHOWN_MS)
        shown.timeout.connect(dialog.open)
        ticking.start()
        shown.start()
        # Not a loop of its own, which would end with the program's and leave things half done.
        while not (done() or self._stay or (end is not None and time.monotonic() > end)):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            self._stay = dialog.asked
        ticking.stop()
        shown.stop()
        dialog.hide()
        dialog.deleteLater()

    def _what(self) -> str:
        """What is being waited for."""
        window = self._window
        if window.desk.saving:
            count = window.desk.unsaved_count
            if count == 0:  # an undo or an import
                return self.tr("Saving the last change of labels…")
            text = self.tr("Saving 1 label…") if count == 1 else self.tr("Saving {count} labels…")
            return text.format(count=number(count))
        if self._stopping and (running := window.session.jobs.running()):
            return self.tr("Stopping: {job}. What is done is kept.").format(job=running[0].title())
        return self.tr("Finishing what is being saved…")


class Waiting(QDialog):
    """Says what closing waits for.

    Attributes
    ----------
    asked
        Whether the user wants to go on working instead.
    """

    def __init__(self, window: "Window", what: Callable[[], str]) -> None:
        super().__init__(window)
        self.setObjectName("closing.waiting")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Closing GeoDesk"))
        self.asked = False
        self._what = what
        self._text = QLabel()
        self._text.setObjectName("closing.what")
        self._text.setMinimumWidth(320)
        self._text.setWordWrap(True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        buttons = QDialogButtonBox()
        self.stay = buttons.addButton(self.tr("Go on working"), QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setObjectName("closing.stay")
        self.rejected.connect(self._ask)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(bar)
        layout.addWidget(buttons)
        self._again = QTimer(self, interval=100)
        self._again.timeout.connect(self._say)
        self._again.start()
        self._say()

    def _say(self) -> None:
        self._text.setText(self._what())

    def _ask(self) -> None:
        self.asked = True


class StopTraining(QMessageBox):
    """A model is being trained: closing would stop it."""

    def __init__(self, window: "Window", closing: Closing) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("closing.training")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("A model is being trained"))
        self.setText(self.tr("Closing GeoDesk stops the training of a model."))
        self.setInformativeText(
            self.tr("The epochs that are done are kept: it can be continued another day with “Retrain…”.")
        )
        self._closing = closing
        self.anyway = self.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        self.stay = self.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)
        self.buttonClicked.connect(self._chosen)

    def _chosen(self) -> None:
        if self.clickedButton() is self.anyway:
            self._closing.close_all_the_same()


class NotSaved(QMessageBox):
    """Files (not labels: see `Unsaved`) that could not be written while the window was being closed."""

    def __init__(self, window: "Window", faults: list[Sentence]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("closing.not_saved")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Not everything was saved"))
        self.setText(self.tr("Something could not be saved while GeoDesk was closing."))
        self.setInformativeText("\n".join(str(fault) for fault in dict.fromkeys(faults)))
        self._window = window
        self.anyway = self.addButton(self.tr("Close all the same"), QMessageBox.ButtonRole.DestructiveRole)
        self.stay = self.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)
        self.buttonClicked.connect(self._chosen)

    def _chosen(self) -> None:
        if self.clickedButton() is self.anyway:
            QTimer.singleShot(0, self._window, self._window.close)
