"""Another program's output, line by line, without ever waiting long for the next one."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

HEARTBEAT_S = 0.2
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def own_program() -> list[str]:
    """What starts the command line: the bundle's one program, or this Python."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "geodesk.cli"]


class Following:
    """A program that runs beside this one; left as a context manager, it has ended.

    Parameters
    ----------
    command
        Program and arguments.
    environment
        Its environment variables.
    cwd
        Its working folder.
    patience_s
        How long it may take to end after `stop` when the context is left, before it is killed.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        patience_s: float = 0.0,
    ) -> None:
        self._patience_s = patience_s
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # A group of its own: Ctrl+C in our terminal is ours, and what it has started ends with it.
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            cwd=cwd,
            text=True,
            encoding="utf-8",
            errors="replace",
            bufsize=1,
            start_new_session=os.name != "nt",
            creationflags=_HIDDEN,
        )
        self._reader = threading.Thread(target=self._read, name="geodesk-follow", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def lines(self) -> Iterator[str | None]:
        """Its lines until it ends; None as a sign of life while there is none."""
        while True:
            try:
                line = self._lines.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            yield line

    def stop(self) -> None:
        """Ask it to end: the word ``stop`` on its standard input."""
        stream = self._process.stdin
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.write("stop\n")
                stream.flush()

    def code(self) -> int:
        """Its exit code, once its output has ended."""
        return self._process.wait()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        with suppress(ValueError):
            for line in stream:
                self._lines.put(line.rstrip("\r\n"))
        self._lines.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process.poll() is None and self._patience_s:
            self.stop()
            with suppress(subprocess.TimeoutExpired):
                process.wait(self._patience_s)
        if process.poll() is None:
            process.kill()
        process.wait()
        self._reader.join(5)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
