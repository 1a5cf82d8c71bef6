"""Running a job of `geodesk.jobs` behind the window: progress, cancel, one of each kind."""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.tasks import Relay, sentence_of
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.jobs.progress import Progress

Steps = Callable[[], "Generator[Progress[Any], None, None]"]
_BEAT_S = 0.05
_RATE_WINDOW_S = 10.0


class Outcome(Enum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(slots=True)
class Counts:
    """How far a job has come; rate in items a second, left in seconds (None while unknown)."""

    done: int = 0
    total: int = 0
    failed: int = 0
    rate: float | None = None
    left_s: float | None = None


class Job(QObject):
    """One job under way. Its signals come on the interface thread, at most some twenty a second.

    Attributes
    ----------
    kind
        Such as ``"classify"``; a new job of the same kind replaces the old.
    title
        What the user reads: a function, since the language may change while the job runs.
    errors
        Of the rows so far that carry one: what they are about, and why it failed.
    notes
        What was noticed so far, in order.
    goes_on
        Whether it takes up what an earlier one left.
    paced
        Whether its counts are pictures, so that pictures a second say something.
    endless
        Whether it goes on until it is stopped: it is never a part of a whole.
    resume
        Goes on with the job after it was cancelled or has failed; None if that cannot be done.
    """

    progressed = Signal()
    rows = Signal(object)
    """New results, a tuple."""
    noticed = Signal(object)
    """A Sentence the user should read."""
    finished = Signal()

    def __init__(
        self, kind: str, title: Callable[[], str], steps: Steps, parent: QObject, after: "Job | None" = None
    ) -> None:
        super().__init__(parent)
        self._after = after
        self.kind, self.title = kind, title
        self.counts = Counts()
        self.outcome = Outcome.RUNNING
        self.error: Sentence | None = None
        self.errors: list[tuple[str, Sentence]] = []
        self.notes: list[Sentence] = []
        self.paced = True
        self.endless = False
        self.goes_on = False
        self.resume: Callable[[], None] | None = None
        self._steps = steps
        self._relay = Relay(self)
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"geodesk-job-{kind}", daemon=True)
        self._marks: list[tuple[float, int]] = []
        self._going = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop at the next yield; `finished` follows. One that has finished stays as it is."""
        if self.running:
            self._cancel.set()
            self.progressed.emit()

    @property
    def cancelling(self) -> bool:
        """Whether it was cancelled and has not stopped yet."""
        return self._cancel.is_set() and self.running

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the thread to end; whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def running(self) -> bool:
        """Whether it has not finished."""
        return self.outcome is Outcome.RUNNING

    def _run(self) -> None:
        outcome, error = Outcome.DONE, None
        pending: list[Any] = []
        sent = 0.0
        last: Any = None
        if self._after is not None:  # the one it replaces, which stops at its next yield
            self._after.wait()
            self._after = None
        try:
            steps = self._steps()
            try:
                for last in steps:
                    pending.extend(last.rows)
                    if self._cancel.is_set():
                        outcome = Outcome.CANCELLED
                        break
                    now = time.monotonic()
                    if now - sent >= _BEAT_S or last.notices:
                        self._send(last, pending)
                        pending, sent = [], now
            finally:
                steps.close()
        except Exception as fault:  # noqa: BLE001 - the window lives on and says so
            outcome, error = Outcome.FAILED, sentence_of(fault)
        if last is not None:
            self._send(last, pending, notices=False)
        self._relay.send(lambda: self._finish(outcome, error))

    def _send(self, progress: "Progress[Any]", rows: list[Any], notices: bool = True) -> None:
        said = progress.notices if notices else ()
        self._relay.send(lambda: self._arrive(progress, tuple(rows), said))

    def _arrive(self, progress: "Progress[Any]", rows: tuple[Any, ...], said: tuple[Sentence, ...]) -> None:
        counts, now = self.counts, time.monotonic()
        if not self._going and self._marks and progress.done > self._marks[-1][1]:
            # Before the first new result the model is opened and warmed up, which is no pace of pictures.
            self._marks, self._going = [], True
        self._marks = [m for m in self._marks if now - m[0] < _RATE_WINDOW_S] + [(now, progress.done)]
        counts.done, counts.total, counts.failed = progress.done, progress.total, progress.failed
        (begun, first), elapsed = self._marks[0], now - self._marks[0][0]
        if elapsed > 0.5 and progress.done > first:
            counts.rate = (progress.done - first) / (now - begun)
            counts.left_s = (progress.total - progress.done) / counts.rate
        if rows:
            self.errors += [(_about(row), row.error) for row in rows if getattr(row, "error", None)]
            self.rows.emit(rows)
        for sentence in said:
            self.notes.append(sentence)
            self.noticed.emit(sentence)
        self.progressed.emit()

    def _finish(self, outcome: Outcome, error: Sentence | None) -> None:
        self._thread.join()
        self.outcome, self.error = outcome, error
        self.counts.left_s = None
        self.finished.emit()


def _about(row: Any) -> str:
    """The path of the picture that a row is about."""
    return str(row.path if hasattr(row, "path") else row.item.path)


class Jobs(QObject):
    """The jobs of the window, the newest last."""

    started = Signal(object)
    """A Job."""
    changed = Signal()
    """One was started or ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[str, Job] = {}
        self._last: dict[str, Job] = {}
        """Of each kind the job that finished last: its line may be in sight until another begins."""

    def start(self, kind: str, title: Callable[[], str], steps: Steps) -> Job:
        """Run the generator that `steps` makes (on the job's thread), cancelling the one of that kind."""
        if (old := self._running.get(kind)) is not None:
            old.cancel()
        self._forget(self._last.pop(kind, None))
        job = Job(kind, title, steps, self, after=old)
        self._running[kind] = job
        job.finished.connect(lambda: self._ended(job))
        self.started.emit(job)
        job.start()
        self.changed.emit()
        return job

    def running(self, kind: str | None = None) -> list[Job]:
        """The jobs that have not finished, of one kind or of all."""
        return [job for job in self._running.values() if job.running and kind in (None, job.kind)]

    def close(self) -> None:
        """Cancel all and wait for them; each stops at its next yield and keeps what it has done."""
        for job in self._running.values():
            job.cancel()
        for job in self._running.values():
            job.wait()

    def _ended(self, job: Job) -> None:
        if self._running.get(job.kind) is job:
            del self._running[job.kind]
            self._forget(self._last.get(job.kind))
            self._last[job.kind] = job
        else:
            self._forget(job)
        self.changed.emit()

    def _forget(self, job: Job | None) -> None:
        """Let go of a finished job: what is connected to it would keep all its rows for good."""
        if job is not None:
            job.deleteLater()
