"""A window in which keys label as fast as it takes them; it says each label once it is shown as saved.

Usage: python labelling_window.py FOLDER SEED
"""

import os
import random
import sys
import warnings
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from geodesk.desktop.app import application, build_window
from geodesk.desktop.session import Mode

folder, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
app = application()
window = build_window()
session = window.session
window.resize(1100, 700)
window.show()
session.open(folder)


def press() -> None:
    """One key where the focus is, as a person would press it."""
    if session.position in (None, len(session.visible) - 1):
        key = "Home"
    else:
        often = ("1", "2", "3", "4", "0", "1", "2", "3", "4", "Right")
        key = chance.choice((*often, "Ctrl+Z", "Ctrl+Shift+Z"))
    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(key))


def saved(paths: frozenset[str]) -> None:
    """Tell what is on the disk, once the status bar and the list say so too."""
    for path in sorted(paths):
        state = session.labels.get(path)
        time = "" if state is None else state.time.isoformat()
        label = "" if state is None else state.label or ""
        os.write(1, f"{path}\t{label}\t{time}\n".encode())


def begin() -> None:
    """Once the folder is open and its picture is in view."""
    if session.document is None or not session.classes:
        return
    waiting.stop()
    session.set_mode(Mode.LABEL)
    # A bare screen has no window manager to make it the active one, and shortcuts need that.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        QApplication.setActiveWindow(window)
    session.labels_changed.connect(saved)
    os.write(1, b"ready\n")
    pressing.start()


waiting = QTimer(interval=10)
waiting.timeout.connect(begin)
waiting.start()
pressing = QTimer(interval=3)
pressing.timeout.connect(press)
app.exec()
