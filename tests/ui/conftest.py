"""The real window on a real (virtual) screen, and guards that no test may trip.

Every test of this folder fails if a slot raised, if the interface thread stood still
inside a watched path (`calm`), or if threads or windows are left over.
"""

import gc
import os
import shutil
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from geodesk.desktop.app import application, build_window
from geodesk.desktop.window import Window
from tests.ui.usage import Used, claimed, unkept

ROOT = Path(__file__).resolve().parent.parent.parent
STALL_S = 0.1
WAIT_S = 1.0


@pytest.fixture(scope="session")
def qapp():
    return application()


@pytest.fixture(autouse=True)
def own_places(tmp_path, monkeypatch):
    """Settings, cache and data of the test alone; Spanish, whatever the environment speaks."""
    for name in ("CONFIG", "CACHE", "DATA_HOME"):
        monkeypatch.setenv(f"GEODESK_{name}", str(tmp_path / "places" / name.lower()))
    monkeypatch.setenv("GEODESK_LANG", "es")


@pytest.fixture(autouse=True)
def word_kept(request, monkeypatch) -> Iterator[Used]:
    """A test that is named as the proof of an action or button must use it; each "…" must be true."""
    used = Used()
    used.listen(monkeypatch)
    yield used
    assert not (idle := unkept(request.node.nodeid, used.names)), f"named in claims.py, but not used: {idle}"
    wrong = used.misleading(claimed(request.node.nodeid))
    assert not wrong, f"a dialog opens at “…”, and only there: {wrong}"


class Outside:
    """What the system's other programs are asked to open.

    Attributes
    ----------
    program
        Whether there is one that opens it.
    """

    def __init__(self, folder: Path) -> None:
        self._asked, self._code = folder / "asked", folder / "code"
        folder.mkdir()
        launcher = folder / "xdg-open"
        launcher.write_text(f"#!/bin/sh\necho \"$1\" >> '{self._asked}'\nexit $(cat '{self._code}')\n")
        launcher.chmod(0o755)
        self.program = True

    @property
    def program(self) -> bool:
        return self._code.read_text() == "0"

    @program.setter
    def program(self, there: bool) -> None:
        self._code.write_text("0" if there else "3")

    @property
    def asked(self) -> list[str]:
        return self._asked.read_text().splitlines() if self._asked.exists() else []


@pytest.fixture
def outside(tmp_path, monkeypatch) -> Outside:
    """In place of the desktop's launcher one that notes what it is given."""
    made = Outside(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    return made


@pytest.fixture
def make_window(qtbot) -> Iterator[Callable[..., Window]]:
    """Makes windows and closes them again, as a user does; nothing may be left over."""
    before = set(threading.enumerate())
    raised: list[BaseException] = []
    made: list[Window] = []

    def make(path: Path | None = None, size: tuple[int, int] = (1360, 860)) -> Window:
        window = build_window()
        noted = sys.excepthook

        def hook(kind, error, trace):
            raised.append(error)
            noted(kind, error, trace)

        sys.excepthook = hook
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        # A bare screen has no window manager to make it the active one, and shortcuts need that.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            QApplication.setActiveWindow(window)
        made.append(window)
        if path is not None:
            open_(qtbot, window, path)
        return window

    make.raised = raised  # type: ignore[attr-defined]  # a test that provokes an exception empties it
    hook_before = sys.excepthook
    yield make
    for window in made:
        window.close()
        window.deleteLater()
    made.clear()
    sys.excepthook = hook_before
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    QApplication.processEvents()
    gc.collect()
    assert not raised, raised
    deadline = time.monotonic() + 5
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before, "threads left over"
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not left, f"windows left over: {left}"


@pytest.fixture
def window(make_window) -> Window:
    """A window without a folder."""
    return make_window()


def open_(qtbot, window: Window, path: Path) -> None:
    """Open a folder or picture and wait until its first picture is in view."""
    window.session.open(path)
    qtbot.waitUntil(
        lambda: window.session.opening is None and window.session.collection is not None, timeout=10_000
    )
    qtbot.waitUntil(lambda: not window.session.listed or window.session.document is not None, timeout=10_000)


@pytest.fixture
def folder_of(tmp_path) -> Callable[..., Path]:
    """Copies pictures into a folder of the test, so that what is written lies there."""

    def copy(source: Path, names: list[str] | None = None, to: str = "folder") -> Path:
        target = tmp_path / to
        target.mkdir(exist_ok=True)
        for file in sorted(source.iterdir()):
            if file.is_file() and (names is None or file.name in names):
                shutil.copy(file, target / file.name)
        return target

    return copy


@pytest.fixture
def calm(qapp) -> Callable[..., object]:
    """``with calm():`` fails if the interface thread stands still within.

    It stands still where one turn of its loop works for more than 100 ms of processor time, or waits for a
    second whatever for. Wall time alone would measure how busy the machine is with other things; and where
    plain Python runs slower than on an ordinary desktop, the limit is as much longer.
    """

    @contextmanager
    def watch(limit_s: float = STALL_S) -> Iterator[None]:
        turns: list[tuple[float, float]] = []
        slow = slowness()
        last = [time.thread_time(), time.perf_counter()]

        def tick() -> None:
            now = [time.thread_time(), time.perf_counter()]
            turns.append((now[0] - last[0], now[1] - last[1]))
            last[:] = now

        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(tick)
        timer.start()
        try:
            yield
            tick()
        finally:
            timer.stop()
        limit_s *= max(slow, slowness())
        worked, waited = (max(found, default=0) for found in zip(*turns, strict=True))
        assert worked <= limit_s, f"the interface thread worked for {1000 * worked:.0f} ms in one turn"
        assert waited <= WAIT_S, f"the interface thread stood still for {1000 * waited:.0f} ms"

    return watch


def slowness() -> float:
    """How much slower than an ordinary desktop this machine is just now; never below 1."""
    began = time.thread_time()
    total = 0
    for number in range(300_000):
        total += number
    return max(1.0, (time.thread_time() - began) / 0.012)


def widget_of(window: Window, kind: type[QWidget], name: str) -> QWidget:
    """The child of a kind with an object name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} {name!r}"
    return found
