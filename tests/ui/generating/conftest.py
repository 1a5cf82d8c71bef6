"""A small generator, and the window with it in use."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit

from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of
from tests.unit.models.generators import blobs

WAIT_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="session")
def generator(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


@pytest.fixture(scope="session")
def volume(tmp_path_factory):
    axes = ("depth", "height", "width")
    return blobs(tmp_path_factory.mktemp("generator") / "volume.onnx", cell=8, axes=axes, name="bolas")


@pytest.fixture
def ready(qtbot, make_window, samples, folder_of, generator):
    """The window in Generar with two bundled samples open and the small generator in use."""

    def make(model=generator):
        window = make_window(folder_of(samples, ["discos_binarios.tif", "discos_solapados.tif"]))
        window.session.set_mode(Mode.GENERATE)
        panel = window.panel("generate")
        panel.desk.models.use(model)
        until(qtbot, lambda: window.action("generate.make").isEnabled())
        assert panel.desk.models.model.path == model
        panel.count.setValue(8)
        return window, panel.desk, window.generate_stage

    return make


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def press(qtbot, parent, name):
    """Click a button as soon as it can be clicked."""
    button = widget_of(parent, QAbstractButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, LEFT)


def made(qtbot, window, desk):
    """Fill the sheet, and wait for it and for the first picture."""
    press(qtbot, window, "generating.make")
    until(qtbot, lambda: desk.series is not None and not desk.running and seen(desk))


def seen(desk):
    """Whether the picture asked for last is in view."""
    return desk.opening.shown is not None and not desk.opening.busy


def click_cell(qtbot, stage, row, modifier=Qt.KeyboardModifier.NoModifier):
    """Click a picture of the sheet."""
    index = stage.sheet.model().index(row, 0)
    stage.sheet.scrollTo(index)
    centre = stage.sheet.visualRect(index).center()
    qtbot.mouseClick(stage.sheet.viewport(), LEFT, modifier, centre)


def choose_folder(qtbot, window, folder):
    """Answer the dialog for a folder."""
    until(qtbot, lambda: window.findChild(QFileDialog, "generating.folder") is not None)
    dialog = window.findChild(QFileDialog, "generating.folder")
    line = widget_of(dialog, QLineEdit, "fileNameEdit")
    line.setText(str(folder))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    until(qtbot, lambda: window.findChild(QFileDialog, "generating.folder") is None)
