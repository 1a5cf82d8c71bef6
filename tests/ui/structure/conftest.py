"""Small pictures with two phases, and waiting for jobs."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import widget_of

WAIT_MS = 60_000


@pytest.fixture
def ceramics(data, folder_of):
    """A real two-phase picture in a folder of the test."""
    return folder_of(data / "microstructures", ["ceramics_256.png"]) / "ceramics_256.png"


@pytest.fixture
def tiff(tmp_path):
    """Writes a TIFF into a folder of the test."""

    def write(name, pixels, **options):
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        tifffile.imwrite(folder / name, np.asarray(pixels), **options)
        return folder / name

    return write


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def press(qtbot, parent, name):
    """Click a button as soon as it can be clicked."""
    button = widget_of(parent, QPushButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
