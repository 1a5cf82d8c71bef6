"""A closed window leaves nothing behind: it can be collected, whatever was done in it."""

import gc
import sys
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog

from geodesk.desktop.app import build_window
from geodesk.desktop.portrait import settle

PATHS = {
    "open": (),
    "classify": ("mode.classify", "classify.picture"),
    "label": ("mode.label", "labels.class_1", "labels.undo"),
    "grid": ("view.grid", "samples.select_all"),
    "plots": ("panel.plots", "plots.overlay"),
    "split": ("canvas.split", "canvas.ruler"),
    "phases": ("mode.phases", "structure.phase_2", "structure.eraser"),
    "structure": ("panel.plots", "structure.transport", "structure.reconstruct"),
    "dialogs": ("file.preferences", "help.keys", "help.commands", "help.about"),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_closed_window_can_be_collected(qapp, samples, folder_of, path):
    hook = sys.excepthook
    window = build_window()
    window.show()
    window.session.open(folder_of(samples))
    settle(window)
    for key in PATHS[path]:
        window.action(key).trigger()
        settle(window)
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    parts = {name: weakref.ref(part) for name, part in [("window", window), ("session", window.session)]}
    window.close()
    window.deleteLater()
    sys.excepthook = hook
    dialog = window = None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    assert not [name for name, part in parts.items() if part() is not None]
