"""Contrast: as stored, automatic, by hand, locked; the overlay of a threshold."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QToolButton, QWidget

from geodesk.desktop.theme import PHASE_COLOURS
from tests.ui.conftest import widget_of


@pytest.fixture
def dim(tiff):
    """Two 16-bit pictures of a 12-bit camera and one of 8 bits, all dim."""
    rng = np.random.default_rng(1)
    for name, top in (("a", 1000), ("b", 3000)):
        file = tiff(f"{name}.tif", rng.integers(100, top, (400, 400), dtype=np.uint16))
    ramp = np.tile(np.linspace(40, 90, 400), (400, 1)).astype(np.uint8)
    tiff("c.tif", ramp)
    return file.parent


def _levels(window):
    shading = window.stage.canvas.tiles.shading
    return shading.low, shading.high


def test_16_bits_are_spread_and_8_bits_left_until_asked(make_window, dim, settled, key, qtbot, at):
    window = make_window(dim)
    settled(window)
    low, high = _levels(window)
    assert 100 <= low < 110 and 990 < high < 1000
    auto = widget_of(window, QToolButton, "canvas.contrast_auto_button")
    assert auto.isChecked()
    qtbot.mouseClick(auto, Qt.MouseButton.LeftButton)
    assert _levels(window) == (0, 65535)
    key(window, Qt.Key.Key_C)
    assert 100 <= _levels(window)[0] < 110
    window.stage.contrast._auto = None
    window.session.step(2)
    settled(window)
    qtbot.waitUntil(lambda: _levels(window) == (0, 255))
    settled(window)
    assert at(window.stage.canvas, 200, 200)[0] in range(62, 68)
    key(window, Qt.Key.Key_C)
    assert 39 <= _levels(window)[0] <= 41 and 88 <= _levels(window)[1] <= 90
    assert at(window.stage.canvas, 200, 200)[0] in range(118, 137)


def test_by_hand_with_the_mouse_the_keys_and_numbers(make_window, dim, settled, key, drag, qtbot, calm):
    window = make_window(dim)
    settled(window)
    key(window, Qt.Key.Key_H)
    slider = widget_of(window, QWidget, "canvas.histogram")
    assert slider.isVisible()
    middle = slider.height() // 2
    with calm():
        drag(slider, (8, middle), (slider.width() // 2, middle))
    low, high = _levels(window)
    assert 500 < low < 600 and 990 < high <= 1000
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Up)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert _levels(window)[1] < high
    box = widget_of(window, QDoubleSpinBox, "canvas.contrast_low")
    box.selectAll()
    qtbot.keyClicks(box, "250")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert _levels(window)[0] == 250
    window.session.step(1)
    settled(window)
    assert 100 <= _levels(window)[0] < 120 and _levels(window)[1] > 2900
    key(window, Qt.Key.Key_H)
    assert not slider.isVisible()


def test_locked_contrast_goes_along_and_is_remembered(make_window, dim, settled, qtbot):
    window = make_window(dim)
    settled(window)
    first = _levels(window)
    lock = widget_of(window, QToolButton, "canvas.contrast_lock_button")
    qtbot.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert lock.isChecked()
    assert json.loads(window.settings.file.read_text())["lock_contrast"] is True
    window.session.step(1)
    settled(window)
    assert _levels(window) == first
    window.stage.set_levels(200, 2000)
    window.session.step(-1)
    settled(window)
    assert _levels(window) == (200, 2000)
    qtbot.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert _levels(window) == first


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_threshold_colours_both_phases(make_window, tiff, settled, at, dtype):
    pixels = np.zeros((200, 200), dtype)
    pixels[:, 100:] = 200
    pixels[100:, 100:] = 120
    window = make_window(tiff("a.tif", pixels))
    settled(window)
    window.stage.set_levels(0, 200)
    canvas = window.stage.canvas
    window.stage.set_threshold(120)

    def mixed(grey, phase):
        colour = [int(PHASE_COLOURS[phase][i : i + 2], 16) for i in (1, 3, 5)]
        return [(grey + c) / 2 for c in colour]

    for place, grey, phase in (((50, 50), 0, 0), ((150, 50), 255, 1), ((150, 150), 153, 0)):
        assert np.abs(np.subtract(at(canvas, *place), mixed(grey, phase))).max() <= 2, place
    window.stage.set_threshold(119.9)
    assert np.abs(np.subtract(at(canvas, 150, 150), mixed(153, 1))).max() <= 2
    window.stage.set_threshold(None)
    assert at(canvas, 150, 50) == (255, 255, 255)


def test_a_threshold_of_a_colour_picture_goes_by_grey(make_window, tiff, settled, at):
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 100:] = (10, 200, 10)
    window = make_window(tiff("a.tif", pixels))
    settled(window)
    window.stage.set_threshold(100)
    red, green, blue = at(window.stage.canvas, 150, 50)
    assert red > blue and red in range(117, 122)
    assert at(window.stage.canvas, 50, 50)[2] > 80


def test_levels_by_hand_do_not_hold_the_file_of_another_folder(make_window, dim, tmp_path, settled, qtbot):
    import gc
    import weakref

    from PIL import Image

    from tests.ui.conftest import open_

    window = make_window(dim)
    settled(window)
    window.stage.set_levels(200, 300)
    held = weakref.ref(window.session.document.micrograph)
    (tmp_path / "other").mkdir()
    Image.new("L", (40, 30), 90).save(tmp_path / "other" / "d.png")
    open_(qtbot, window, tmp_path / "other")
    settled(window)

    def gone():
        gc.collect()
        return held() is None

    qtbot.waitUntil(gone)
