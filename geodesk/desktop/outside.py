"""Files, folders and addresses given to the system's own programs; where none takes them, that is said."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from geodesk.language import Sentence

if TYPE_CHECKING:
    from subprocess import Popen

    from geodesk.desktop.window import Window

_LAUNCHERS = (("xdg-open",), ("gio", "open"))
_LOOK_MS = 100
_LOOKS = 300
"""A launcher that still runs after half a minute has become the program that it was to start."""

_STARTED: "list[Popen[bytes]]" = []
"""Launchers that may still run, also after their window was closed."""


def show_outside(window: "Window", target: Path | QUrl) -> None:
    """Have the system's program show a file, a folder or an address; a notice says where there is none.

    Qt says of a Linux desktop that all went well as soon as the launcher has begun, also where no program
    opens the file. So there the launcher is waited for, without keeping the window waiting.
    """
    launcher = _launcher()
    if launcher:
        _Launch(window, launcher, target)
        return
    address = target if isinstance(target, QUrl) else QUrl.fromLocalFile(str(target))
    if not QDesktopServices.openUrl(address):
        _tell(window, target)


def _launcher() -> tuple[str, ...]:
    """The command that opens what stands behind it as the desktop would; empty: Qt knows better."""
    if sys.platform.startswith("linux"):
        for command in _LAUNCHERS:
            if shutil.which(command[0]):
                return command
    return ()


class _Launch(QObject):
    """One launcher under way; it lives on by itself when the window is closed."""

    def __init__(self, window: "Window", launcher: tuple[str, ...], target: Path | QUrl) -> None:
        super().__init__(window)
        from subprocess import DEVNULL, Popen

        self._window, self._target, self._looked = window, target, 0
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        named = _written(target) if isinstance(target, QUrl) else str(target)
        self._process: Popen[bytes] | None = None
        try:
            self._process = Popen(
                [*launcher, named], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
            )
        except OSError:
            self._end(failed=True)
        else:
            _STARTED[:] = [*(one for one in _STARTED if one.poll() is None), self._process]
            self._timer.start()

    def _look(self) -> None:
        assert self._process is not None
        self._looked += 1
        code = self._process.poll()
        if code is not None or self._looked > _LOOKS:
            self._end(failed=code not in (None, 0))

    def _end(self, failed: bool) -> None:
        self._timer.stop()
        if failed:
            _tell(self._window, self._target)
        self.deleteLater()


def _written(address: QUrl) -> str:
    """An address as it is typed: with %20 for a space."""
    return address.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _tell(window: "Window", target: Path | QUrl) -> None:
    if isinstance(target, QUrl):
        address = _written(target)
        window.session.error(
            Sentence(
                en=f"No program of this computer opens web pages; the address is {address}",
                es=f"Ningún programa de este equipo abre páginas web; la dirección es {address}",
            )
        )
        return
    told = partial(_told, window, target)
    window.session.tasks.run(lambda: (target.exists(), target.is_dir()), told)  # may lie on a slow share


def _told(window: "Window", target: Path, found: tuple[bool, bool]) -> None:
    there, folder = found
    if not there:
        window.session.error(Sentence(en=f"It is no longer there: {target}", es=f"Ya no está ahí: {target}"))
    elif folder:
        window.session.error(
            Sentence(
                en=f"No program of this computer opens folders; the folder is {target}",
                es=f"Ningún programa de este equipo abre carpetas; la carpeta es {target}",
            )
        )
    else:
        kind = target.suffix[1:].upper()
        window.notices.say(
            Sentence(
                en=f"No program of this computer opens {kind} files; the file is {target}",
                es=f"Ningún programa de este equipo abre archivos {kind}; el archivo es {target}",
            ),
            "error",
            folder=partial(show_outside, window, target.parent),
        )
