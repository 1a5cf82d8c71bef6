"""Small pieces of work off the interface thread, and how their results come back to it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from geodesk.jobs.progress import unexpected
from geodesk.language import GeoDeskError, Sentence

T = TypeVar("T")
Failed = Callable[[Sentence], None]


class Relay(QObject):
    """Calls functions on the thread it was made on."""

    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sent.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def send(self, call: Callable[[], None]) -> None:
        """Have `call` run on this object's thread; safe from any thread, and after the window is gone."""
        try:
            self._sent.emit(call)
        except RuntimeError:  # the C++ object is gone: nobody waits for the result any more
            return

    def _call(self, call: Callable[[], None]) -> None:
        call()


class Tasks(QObject):
    """A pool of threads for decoding, counting and saving.

    A task of a channel supersedes the earlier ones of that channel: those that have not begun are dropped,
    and results that come too late are thrown away. Tasks without a channel all count.

    Parameters
    ----------
    finishes
        Do all that was asked for before closing: for a thread that saves.
    """

    failed = Signal(object)
    """A task without a `failed` of its own broke down: the Sentence."""
    broke = Signal(object)
    """Any task broke down whose result was still wanted: the Sentence."""

    def __init__(
        self, threads: int, name: str = "geodesk", parent: QObject | None = None, finishes: bool = False
    ) -> None:
        super().__init__(parent)
        self._finishes = finishes
        self._pool = ThreadPoolExecutor(threads, name)
        self._relay = Relay(self)
        self._generation: dict[str, int] = {}
        self._lock = threading.Lock()
        self._open = self._owed = 0
        self._closed = False

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        channel: str = "",
    ) -> None:
        """Run `work` on a thread, then `done` with its result (or `failed`) on the interface thread."""
        if self._closed:
            return
        number = self._next(channel)
        with self._lock:
            self._open += 1
            self._owed += channel == ""
        self._pool.submit(self._work, work, done, failed, channel, number)

    def drop(self, channel: str) -> None:
        """Forget what was asked for on `channel`."""
        self._next(channel)

    @property
    def busy(self) -> int:
        """How many tasks are waiting or under way."""
        return self._open

    @property
    def owed(self) -> int:
        """How many tasks without a channel wait, are under way or are not told of yet: what must be done."""
        return self._owed

    def close(self) -> None:
        """Wait for what has begun; what has not is dropped, or done too if this pool `finishes` its work."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=not self._finishes)

    def _next(self, channel: str) -> int:
        with self._lock:
            self._generation[channel] = self._generation.get(channel, 0) + 1
            return self._generation[channel]

    def _current(self, channel: str, number: int) -> bool:
        return not self._closed and (channel == "" or self._generation[channel] == number)

    def _work(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
        channel: str,
        number: int,
    ) -> None:
        sentence: Sentence | None = None
        result: T | None = None
        try:
            if self._current(channel, number) or (self._finishes and channel == ""):
                result = work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the window lives on and says so
            sentence = sentence_of(error)
        finally:
            with self._lock:
                self._open -= 1
        if not self._current(channel, number):
            return

        def deliver() -> None:
            if not self._current(channel, number):
                return
            with self._lock:
                self._owed -= channel == ""
            if sentence is not None:
                self.broke.emit(sentence)
                (failed or self.failed.emit)(sentence)
            elif done is not None:
                done(result)  # type: ignore[arg-type]

        self._relay.send(deliver)


def sentence_of(error: Exception) -> Sentence:
    """What the user is told of an exception; an unforeseen one goes to the log with its traceback."""
    if isinstance(error, GeoDeskError):
        return error.sentence
    if isinstance(error, MemoryError):
        return Sentence(
            en="There is not enough memory for this; close other programs or use a smaller picture.",
            es="No hay memoria suficiente; cierre otros programas o use una imagen más pequeña.",
        )
    return unexpected(error)
