"""A window that labels as fast as it can and prints each label once it is shown as saved.

Usage: python labelling_window.py FOLDER
Labels are numbers, so that each can be told from all others.
"""

import os
import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer

from geodesk.desktop.app import application, build_window
from geodesk.desktop.session import Mode

folder = Path(sys.argv[1])
app = application()
window = build_window()
session, desk = window.session, window.desk
numbers = (f"{os.getpid()}-{number}" for number in count())
window.show()
session.open(folder)


def label() -> None:
    """One sample gets the next number."""
    sample = session.listed[len(session.labels) % len(session.listed)]
    desk.set_label([sample], next(numbers))


def saved(paths: frozenset[str]) -> None:
    """Tell what is on the disk and go on."""
    for path in paths:
        print(path, session.labels[path].label, flush=True)
    if paths:
        QTimer.singleShot(0, label)


def begin() -> None:
    """Once the folder is open."""
    if session.listed:
        waiting.stop()
        session.set_mode(Mode.LABEL)
        session.labels_changed.connect(saved)
        print("ready", flush=True)
        label()


waiting = QTimer(interval=20)
waiting.timeout.connect(begin)
waiting.start()
app.exec()
