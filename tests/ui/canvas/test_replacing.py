"""A pixel size for several samples never replaces what was said by hand of one of them unasked."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit

from geodesk.collection import Collection
from geodesk.desktop.canvas.dialogs import PixelSizeDialog
from geodesk.desktop.canvas.replacing import ReplacingSizes
from tests.ui.conftest import widget_of

LEFT = Qt.MouseButton.LeftButton
NAMES = ("a.png", "b.png", "c.png")


@pytest.fixture
def folder(data, tmp_path):
    source = sorted((data / "sem" / "fibres").rglob("*.png"))[0]
    (tmp_path / "folder").mkdir()
    for name in NAMES:
        shutil.copyfile(source, tmp_path / "folder" / name)
    collection = Collection.open(tmp_path / "folder")
    collection.corrections.set_pixel_size("a.png", 1e-9)
    collection.corrections.set_pixel_size("b.png", 2e-9)
    return tmp_path / "folder"


def sizes(folder):
    found = Collection.open(folder).corrections.current()
    return [round(1e9 * found[name].pixel_size_m) if name in found else None for name in NAMES]


@pytest.mark.parametrize(
    ("button", "left"), [("replace", [5, 5, 5]), ("rest", [5, 2, 5]), ("cancel", [1, 2, None])]
)
def test_sizes_by_hand_are_asked_about(make_window, folder, settled, key, qtbot, button, left):
    window = make_window(folder)
    settled(window)
    key(window, Qt.Key.Key_P)
    dialog = window.findChild(PixelSizeDialog)
    value = widget_of(dialog, QLineEdit, "canvas.length")
    value.clear()
    qtbot.keyClicks(value, "5")
    widget_of(dialog, QComboBox, "canvas.unit").setCurrentText("nm")
    scope = widget_of(dialog, QComboBox, "canvas.scope")
    scope.setCurrentIndex(scope.count() - 1)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    qtbot.waitUntil(lambda: window.findChild(ReplacingSizes) is not None)
    asked = window.findChild(ReplacingSizes)
    assert "1 de 3" in asked.text()  # that of the sample in view was just given
    qtbot.mouseClick(getattr(asked, button), LEFT)
    qtbot.waitUntil(lambda: not window.session.writer.busy)
    settled(window)
    assert sizes(folder) == left
