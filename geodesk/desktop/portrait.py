"""Pictures of the window, taken without a screen or on a virtual one."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_PATIENCE_S = 30.0
_SETTLED_S = 0.6


def take(window: "Window", out: Path) -> None:
    """Write what the window shows now as a PNG file, once nothing is being read or drawn any more."""
    settle(window)
    window.grab().save(str(out))


def settle(window: "Window", ready: Callable[[], bool] | None = None) -> None:
    """Let the window work until it is idle (and `ready`), for half a minute at most."""
    end = time.monotonic() + _PATIENCE_S
    calm_since = time.monotonic()
    session = window.session
    while (now := time.monotonic()) < end:
        QApplication.processEvents()
        busy = session.opening is not None or session.tasks.busy or session.writer.busy
        if busy or session.jobs.running() or (ready is not None and not ready()):
            calm_since = now
        elif now - calm_since > _SETTLED_S:
            return
        time.sleep(0.01)
