"""The log: warnings and faults of both faces in the user's state folder, and what is left of a crash.

The log is ``geodesk.log`` and two older ones of at most a megabyte each. Several processes may write it: each
record is one write to a file that is opened for it. A process that the system ends (a fault in machine code)
leaves a ``crash-….txt`` with the stacks of its threads, which the next start tells of.
"""

import faulthandler
import logging
import os
import platform
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from geodesk import __version__
from geodesk.places import user_state

NAME = "geodesk.log"
MOST_BYTES = 1_000_000
OLD = 2
_LONGEST = 64_000
_KEPT_CRASHES = 5
_TOLD = "told-"
_CRASH = "crash-"
_MARKS = ("Fatal Python error", "Windows fatal exception")
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class _LogFile(logging.Handler):
    """Appends records to a file, which is never larger than `MOST_BYTES`; never fails, never waits.

    Parameters
    ----------
    file
        None: the log of the user's state folder, rotated.
    """

    def __init__(self, level: int, file: Path | None = None) -> None:
        super().__init__(level)
        self._file = file
        formatter = logging.Formatter(_FORMAT)
        formatter.default_msec_format = "%s.%03d"
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a disk that refuses costs the record alone."""
        try:
            text = self.format(record)
            line = (text if len(text) <= _LONGEST else text[:_LONGEST] + " …") + "\n"
            file = log_file() if self._file is None else self._file
            if self._file is None:
                file.parent.mkdir(parents=True, exist_ok=True)
                _rotate(file, len(line))
            with file.open("ab") as out:
                out.write(line.encode("utf-8", "backslashreplace"))
        except (OSError, ValueError):
            return


def log_folder() -> Path:
    """Where the log and the crashes are; it need not exist yet."""
    return user_state()


def log_file() -> Path:
    """The newest log; it need not exist yet."""
    return log_folder() / NAME


def start(face: str) -> None:
    """Log warnings and uncaught faults of this process from now on; a second call does nothing.

    Parameters
    ----------
    face
        ``"window"`` or ``"command"``: stands at the head of a crash.
    """
    root = logging.getLogger()
    if any(isinstance(handler, _LogFile) for handler in root.handlers):
        return
    root.addHandler(_LogFile(logging.WARNING))
    in_thread, unraisable = threading.excepthook, sys.unraisablehook

    def from_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_type is not SystemExit and given.exc_value is not None:
            fault(given.exc_type, given.exc_value, given.exc_traceback)
        in_thread(given)

    def ignored(given: Any) -> None:
        trace = (given.exc_type, given.exc_value, given.exc_traceback)
        logging.getLogger("geodesk").error("%s: %r", given.err_msg or "ignored", given.object, exc_info=trace)
        unraisable(given)

    threading.excepthook, sys.unraisablehook = from_thread, ignored
    _catch_native(face)


def also_to(file: Path) -> logging.Handler:
    """Log all that is said from now on (level INFO) to a file of the user's choice too.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with file.open("ab"):
        pass
    handler = _LogFile(logging.INFO, file)
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("geodesk").setLevel(logging.INFO)
    return handler


def no_longer_to(handler: logging.Handler) -> None:
    """Take back `also_to`."""
    logging.getLogger().removeHandler(handler)
    logging.getLogger("geodesk").setLevel(logging.NOTSET)


def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log an exception that nobody caught."""
    logging.getLogger("geodesk").error("uncaught fault", exc_info=(kind, error, trace))


def tail(lines: int) -> list[str]:
    """The last lines of the log, the newest last; none where there is no log."""
    found: list[str] = []
    for file in (log_folder() / _numbered(1), log_file()):
        with suppress(OSError):
            found += file.read_text(encoding="utf-8", errors="replace").splitlines()
    return found[-lines:]


def without_home(text: str) -> str:
    """The text with the user's home folder as "~"."""
    home = str(Path.home())
    if len(home) > 1:
        for written in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
            text = text.replace(written, "~")
    return text


# Crashes


@dataclass(frozen=True, slots=True)
class Crash:
    """What a process left that the system ended.

    Attributes
    ----------
    file
        In the folder of the log.
    text
        A line of version and time, and the stacks of its threads.
    when
        Seconds since 1970.
    """

    file: Path
    text: str
    when: float


def new_crashes() -> list[Crash]:
    """Those that nobody was told of, the newest first; what ended processes left without one is removed."""
    found = []
    for file in _files(_CRASH):
        with suppress(OSError):
            text = file.read_text(encoding="utf-8", errors="replace")
            if any(mark in text for mark in _MARKS):
                if not _runs(file):
                    found.append(Crash(file, text, file.stat().st_mtime))
            elif not _runs(file):
                file.unlink()
    return sorted(found, key=lambda crash: -crash.when)


def told(crashes: list[Crash]) -> None:
    """The user knows of these; the newest few stay in the folder."""
    for crash in crashes:
        with suppress(OSError):
            crash.file.rename(crash.file.with_name(_TOLD + crash.file.name))
    for file in sorted(_files(_TOLD), key=lambda file: file.name)[:-_KEPT_CRASHES]:
        with suppress(OSError):
            file.unlink()


def _catch_native(face: str) -> None:
    # Whoever runs Python's own fault handler (a developer, a test) wants its words on the terminal.
    if faulthandler.is_enabled():
        return
    with suppress(OSError):
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        stamp = time.strftime("%Y%m%dT%H%M%S")
        file = folder / f"{_CRASH}{stamp}-{os.getpid()}.txt"
        out = file.open("w", encoding="utf-8")  # noqa: SIM115 - for the process's life
        when = time.strftime("%Y-%m-%d %H:%M:%S")
        out.write(
            f"GeoDesk {__version__} ({face}), Python {platform.python_version()}, {sys.platform}, {when}\n"
        )
        out.flush()
        faulthandler.enable(out, all_threads=True)
        import atexit

        atexit.register(_ended_well, file, out)


def _ended_well(file: Path, out: TextIO) -> None:
    with suppress(OSError, ValueError):
        faulthandler.disable()
        out.close()
        file.unlink()


def _runs(file: Path) -> bool:
    """Whether the process of that file still runs, as far as can be told."""
    if os.name == "nt":
        try:
            with file.open("ab"):  # a handle of another process does not show here; its rename fails
                file.rename(file)
        except OSError:
            return True
        return False
    number = file.stem.rpartition("-")[2]
    if not number.isdigit() or int(number) == os.getpid():
        return number.isdigit()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _files(prefix: str) -> list[Path]:
    with suppress(OSError):
        return list(log_folder().glob(f"{prefix}*.txt"))
    return []


# Rotation


def _numbered(number: int) -> str:
    stem, _, ending = NAME.partition(".")
    return f"{stem}.{number}.{ending}"


def _rotate(file: Path, more: int) -> None:
    with suppress(OSError):  # no file yet; or another process holds it, and the next record tries again
        if file.stat().st_size + more <= MOST_BYTES:
            return
        for number in range(OLD, 0, -1):
            older = file.with_name(_numbered(number))
            newer = file if number == 1 else file.with_name(_numbered(number - 1))
            if newer.exists():
                os.replace(newer, older)
