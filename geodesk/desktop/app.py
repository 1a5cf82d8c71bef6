"""Start-up of the desktop program: the window, or without a display the same job with a report."""

import logging
import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from geodesk import logs
from geodesk.allocator import few_arenas
from geodesk.arguments import Parser
from geodesk.language import t

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from geodesk.desktop.window import Window


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window on a file or folder, the bundled samples by default; returns the exit code.

    Without a display it describes, classifies and measures the folder instead: 0 (all done), 1 (some
    pictures failed) or 2 (nothing run).
    """
    parser = Parser(prog="geodesk-desktop")
    parser.add_argument("path", nargs="?", type=Path, help=t("file or folder", "archivo o carpeta"))
    options = parser.parse_args(arguments)
    if not has_display():
        from geodesk.desktop.headless import headless

        return headless(options.path)
    logs.start("window")
    logging.captureWarnings(True)
    _log_qt()
    app = application()
    window = build_window()
    window.show()
    _open_after_first_paint(window, options.path)
    with _ending_on_signals(window):
        return app.exec()


def has_display() -> bool:
    """Whether there is a screen, or a platform of Qt was chosen by hand."""
    if os.environ.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> "QApplication":
    """The `QApplication`, made once."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from geodesk.desktop.room import copy_names_whole
    from geodesk.places import resources

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    few_arenas()
    app = QApplication(["geodesk"])
    app.setApplicationName("geodesk")
    app.setApplicationDisplayName("GeoDesk")
    app.setDesktopFileName("geodesk")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "geodesk.svg")))
    app.setStyle("fusion")
    copy_names_whole()
    return app


def build_window() -> "Window":
    """The window in the user's language and theme, hidden; an exception in any slot is told and survived."""
    from geodesk.desktop.settings import Settings
    from geodesk.desktop.theme import apply_theme
    from geodesk.desktop.translation import apply_language
    from geodesk.desktop.window import Window

    settings = Settings()
    apply_language(settings.values.language)
    apply_theme(settings.values.theme)
    window = Window(settings)
    sys.excepthook = lambda kind, error, trace: _unforeseen(window, kind, error, trace)
    return window


def _open_after_first_paint(window: "Window", path: Path | None) -> None:
    from PySide6.QtCore import QTimer

    from geodesk.desktop.history.opening import is_recipe
    from geodesk.places import resources

    def open_() -> None:
        if path is not None and is_recipe(path):
            last = window.settings.values.last_folder  # the recipe is about a folder: the one of last time
            window.session.open(Path(last) if Path(last).is_dir() and last else resources() / "samples")
            window.open(path)
        else:
            window.session.open(path or resources() / "samples")
        if path is None and not window.settings.values.welcomed:
            window.help.first_steps()
        window.help.tell_crashes()

    QTimer.singleShot(0, window, open_)


@contextmanager
def _ending_on_signals(window: "Window") -> Iterator[None]:
    """Ctrl+C on the terminal, or a request to end, closes the window as its own button does."""
    from PySide6.QtCore import QSocketNotifier

    if sys.platform == "win32":
        yield
        return
    # Qt's loop never returns to Python by itself: the signal writes to a socket that Qt watches.
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)

    def end() -> None:
        reading.recv(64)
        window.quit()

    notifier.activated.connect(end)
    old_wakeup = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    numbers = (signal.SIGINT, signal.SIGTERM)
    old = [signal.signal(number, lambda _number, _frame: None) for number in numbers]
    try:
        yield
    finally:
        signal.set_wakeup_fd(old_wakeup)
        for number, handler in zip(numbers, old, strict=True):
            signal.signal(number, handler)
        notifier.setEnabled(False)
        reading.close()
        writing.close()


def _unforeseen(
    window: "Window", kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        window.quit()
        return
    details = "".join(traceback.format_exception(kind, error, trace))
    try:
        window.help.tell_fault(kind, error, trace, details)
    except RuntimeError:  # the window is gone already
        logs.fault(kind, error, trace)
        sys.__excepthook__(kind, error, trace)


def _log_qt() -> None:
    """What Qt warns of goes to the log too."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    kinds = {
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }

    def keep(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        level = kinds.get(kind, logging.INFO)
        logging.getLogger("qt").log(level, "%s", text)
        if sys.stderr is not None and level > logging.INFO:
            print(text, file=sys.stderr)

    qInstallMessageHandler(keep)


if __name__ == "__main__":
    sys.exit(main())
