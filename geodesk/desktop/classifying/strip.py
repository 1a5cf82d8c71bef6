"""The strip of jobs above the status bar: how far, how fast, how long, cancel, what failed, go on."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import ElidedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_LINGER_MS = 10_000


class JobStrip(Translated, QFrame):
    """One line a job, the newest last; not there at all without one."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("strip")
        self._window = window
        self._lines: list[Line] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 12, 6)
        self._layout.setSpacing(6)
        self.hide()
        window.session.jobs.started.connect(self._started)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Jobs"))

    def offer(
        self, kind: str, text: Callable[[], str], counts: tuple[int, int], resume: Callable[[], None]
    ) -> "Offer":
        """Show a job of an earlier session that can be gone on with, until it is, or is put away."""
        self.withdraw(kind)
        offer = Offer(self, kind, text, counts, resume)
        self._add(offer)
        return offer

    def withdraw(self, kind: str) -> None:
        """Take such an offer back."""
        for line in [line for line in self._lines if isinstance(line, Offer) and line.kind == kind]:
            self.remove(line)

    def remove(self, line: "Line") -> None:
        """Take a line away."""
        if line in self._lines:
            self._lines.remove(line)
            line.hide()
            line.deleteLater()
            self.setVisible(bool(self._lines))
            self._window.notices.lift(self.sizeHint().height() if self._lines else 0)

    @property
    def lines(self) -> "list[Line]":
        """The lines in sight, the newest last."""
        return list(self._lines)

    def show_problems(self, job: Job) -> None:
        """Open the table of what failed."""
        from geodesk.desktop.classifying.problems import ProblemsDialog

        ProblemsDialog(self._window, job).open()

    def _started(self, job: Job) -> None:
        for line in [line for line in self._lines if line.kind == job.kind]:
            self.remove(line)
        self._add(JobLine(self, job))

    def _add(self, line: "Line") -> None:
        self._lines.append(line)
        self._layout.addWidget(line)
        self.show()
        self._window.notices.lift(self.sizeHint().height())


class Line(Translated, QFrame):
    """One line: title, bar, counts, and buttons."""

    def __init__(self, strip: JobStrip, kind: str) -> None:
        super().__init__(strip)
        self.kind = kind
        self._strip = strip
        self.setObjectName("strip.line")
        self.title_label, self.count_label = ElidedLabel(120), QLabel()
        self.title_label.setObjectName("strip.title")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(80)
        self.bar.setMaximumWidth(220)
        self.bar.setMaximumHeight(10)
        self.problems_button, self.resume_button = QPushButton(), QPushButton()
        self.cancel_button, self.dismiss_button = QPushButton(), QToolButton(autoRaise=True)
        self.dismiss_button.setText("✕")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.title_label, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.count_label)
        for name, button in (
            ("problems", self.problems_button),
            ("resume", self.resume_button),
            ("cancel", self.cancel_button),
            ("dismiss", self.dismiss_button),
        ):
            button.setObjectName(f"strip.{name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.hide()
            row.addWidget(button)
        self.dismiss_button.clicked.connect(self.dismiss)

    def dismiss(self) -> None:
        """Put the line away."""
        self._strip.remove(self)

    def retranslate(self) -> None:
        """Set every text."""
        self.dismiss_button.setToolTip(self.tr("Put this line away"))
        self.dismiss_button.setAccessibleName(self.tr("Put this line away"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.setToolTip(self.tr("Stop; what is done is kept (Ctrl+.)"))

    def _name(self, text: str) -> None:
        self.title_label.setText(text)
        self.bar.setAccessibleName(text)


class Offer(Line):
    """A job that an earlier session left unfinished."""

    def __init__(
        self,
        strip: JobStrip,
        kind: str,
        text: Callable[[], str],
        counts: tuple[int, int],
        resume: Callable[[], None],
    ) -> None:
        super().__init__(strip, kind)
        self._text, self._counts = text, counts
        self.bar.setRange(0, max(1, counts[1]))
        self.bar.setValue(counts[0])
        self.bar.setVisible(counts[1] > 0)
        self.resume_button.show()
        self.dismiss_button.show()
        self.resume_button.clicked.connect(resume)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
        self._name(self._text())
        self.resume_button.setText(self.tr("Continue"))


class JobLine(Line):
    """A job of this session, under way or at its end."""

    def __init__(self, strip: JobStrip, job: Job) -> None:
        super().__init__(strip, job.kind)
        self.job = job
        self._began = time.monotonic()
        self._took = 0.0
        self._before: int | None = None  # what it goes on from: done in an earlier leg of the run
        self.cancel_button.show()
        self.cancel_button.clicked.connect(self._cancel)
        self.resume_button.clicked.connect(self._resume)
        self.problems_button.clicked.connect(self._problems)
        job.progressed.connect(self.retranslate)
        job.finished.connect(self._finished)
        self.retranslate()

    def _cancel(self) -> None:
        self.job.cancel()

    def _resume(self) -> None:
        if self.job.resume is not None:
            self.job.resume()

    def _problems(self) -> None:
        self._strip.show_problems(self.job)

    def _finished(self) -> None:
        self._took = time.monotonic() - self._began
        self.retranslate()
        stopped = self.job.endless and self.job.outcome is Outcome.CANCELLED
        if stopped or (self.job.outcome is Outcome.DONE and not self.job.errors):
            QTimer.singleShot(_LINGER_MS, self, self.dismiss)

    def retranslate(self) -> None:
        """Set every text to how the job stands now."""
        super().retranslate()
        job, counts = self.job, self.job.counts
        outcome = job.outcome
        if self._before is None and counts.total:
            self._before = counts.done
        done, total = number(counts.done), number(counts.total)
        self._name(job.title())
        self.bar.setRange(0, counts.total)  # without a total yet, the bar only says that something goes on
        self.bar.setValue(counts.done)
        self.bar.setVisible(outcome is Outcome.RUNNING and not job.endless)
        count = (
            ""
            if not counts.total or job.endless
            else self.tr("{done} of {total}").format(done=done, total=total)
        )
        parts = [count, *self._pace()]
        self.count_label.setText(" · ".join(part for part in parts if part))
        self.count_label.setToolTip("" if job.error is None else str(job.error))
        found = self._found()
        self.problems_button.setText(found)
        self.problems_button.setVisible(bool(found))
        ended = outcome is not Outcome.RUNNING
        self.cancel_button.setVisible(not ended)
        self.cancel_button.setEnabled(not job.cancelling)
        self.dismiss_button.setVisible(ended)
        goes_on = outcome in (Outcome.CANCELLED, Outcome.FAILED) and job.resume is not None
        self.resume_button.setVisible(goes_on)
        kept = counts.done - counts.failed  # what failed is tried once more
        again = self.tr("Continue ({done} of {total})").format(done=number(kept), total=total)
        self.resume_button.setText(again if kept else self.tr("Try again"))
        if job.endless:
            self.resume_button.setText(self.tr("Continue"))
            self.cancel_button.setText(self.tr("Stop"))

    def _pace(self) -> list[str]:
        counts, outcome = self.job.counts, self.job.outcome
        if outcome is Outcome.DONE and self.job.goes_on and self._before:
            return [self.tr("done, {time} after it was continued").format(time=self._time(self._took))]
        if outcome is Outcome.DONE:
            return [self.tr("done in {time}").format(time=self._time(self._took))]
        if outcome is Outcome.CANCELLED and self.job.endless:
            return [self.tr("stopped; what is done is kept")]
        if outcome is Outcome.CANCELLED:
            return [self.tr("cancelled; what is done is kept")]
        if outcome is Outcome.FAILED:
            return [self.tr("stopped by a fault; what is done is kept")]
        if self.job.cancelling:
            return [self.tr("stopping…")]
        if self.job.endless:
            return []
        pace = []
        if counts.rate is not None and self.job.paced:
            decimals = 1 if counts.rate < 10 else 0
            pace.append(self.tr("{rate} pictures/s").format(rate=number(counts.rate, decimals)))
        if counts.left_s is not None:
            pace.append(self.tr("{time} left").format(time=self._time(counts.left_s)))
        return pace

    def _time(self, seconds: float) -> str:
        whole = max(1, round(seconds))
        if whole < 90:
            return self.tr("{s} s").format(s=number(whole))
        if whole < 5400:
            return self.tr("{min} min").format(min=number(round(whole / 60)))
        hours, minutes = divmod(round(whole / 60), 60)
        return self.tr("{h} h {min} min").format(h=number(hours), min=number(minutes))

    def _found(self) -> str:
        errors, notes = len(self.job.errors), len(self.job.notes)
        parts = []
        if errors:
            many = self.tr("1 error") if errors == 1 else self.tr("{n} errors").format(n=number(errors))
            parts.append(many)
        if notes:
            many = self.tr("1 note") if notes == 1 else self.tr("{n} notes").format(n=number(notes))
            parts.append(many)
        return " · ".join(parts)
