"""Pairs, series and two pictures side by side: faces, blink, split view."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QSlider, QToolButton

from tests.ui.conftest import open_, widget_of


@pytest.fixture
def pairs(data):
    return data / "thin-section" / "grains" / "quartz"


@pytest.fixture
def series(tiff):
    for angle in (0, 15, 30, 45):
        pixels = np.full((300, 400), 40 + angle, np.uint8)
        file = tiff(f"field_{angle:03d}deg.tif", pixels)
    return file.parent


def _together(window):
    left, right = window.stage.canvases
    a, b = left.tiles.boundingRect(), right.tiles.boundingRect()
    scale = left.scale_now * a.width() == pytest.approx(right.scale_now * b.width(), rel=0.02)
    place = left.centre.x() / a.width() == pytest.approx(right.centre.x() / b.width(), abs=0.02)
    return scale and place


def test_split_view_of_a_pair_moves_together(make_window, pairs, settled, key, drag, qtbot):
    window = make_window(pairs)
    settled(window)
    key(window, Qt.Key.Key_S)
    settled(window)
    left, right = window.stage.canvases
    assert left.document.picture.path.endswith("ppl.jpg")
    assert right.document.picture.path.endswith("xpl.jpg")
    assert [left.badges, right.badges] == [[("PPL", False)], [("XPL", False)]]
    assert left.width() == pytest.approx(right.width(), abs=3)
    left.zoom_by(4, QPointF(40, 60))
    assert _together(window)
    before = left.centre
    drag(right.viewport(), (150, 200), (190, 240))
    assert left.centre != before and _together(window)
    window.session.step(1)
    settled(window)
    assert window.stage.is_split and window.stage.canvases[1].document.picture.path.endswith("xpl.jpg")
    qtbot.mouseClick(widget_of(window, QToolButton, "canvas.split_button"), Qt.MouseButton.LeftButton)
    assert not window.stage.is_split and not right.isVisible()


def test_blink_changes_the_light_at_once_and_keeps_the_zoom(make_window, pairs, settled, key, calm):
    window = make_window(pairs)
    settled(window)
    canvas = window.stage.canvas
    canvas.zoom_by(3, QPointF(100, 100))
    scale, centre = canvas.scale_now, canvas.centre
    with calm():
        for face in (1, 0, 1):
            key(window, Qt.Key.Key_B)
            assert window.session.face == face
            assert canvas.document.picture == window.session.picture
    same_size = canvas.tiles.boundingRect().size() == canvas.sceneRect().size()
    assert (canvas.scale_now, canvas.centre) == (scale, centre) or not same_size
    key(window, Qt.Key.Key_BracketLeft)
    assert window.session.face == 0


def test_the_angles_of_a_series_by_slider_and_keys(make_window, series, settled, key, qtbot):
    window = make_window(series)
    settled(window)
    assert window.session.current.kind == "series"
    slider = widget_of(window, QSlider, "canvas.face_slider")
    assert slider.isVisible() and slider.maximum() == 3
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    settled(window)
    assert window.session.face == 3 and window.stage.canvas.badges[0] == ("45°", False)
    assert window.stage.strip.face.label.text().startswith("45°")
    window.stage.canvas.setFocus()
    key(window, Qt.Key.Key_Down)
    settled(window)
    assert window.session.face == 0
    key(window, Qt.Key.Key_Up)
    settled(window)
    assert window.session.face == 3
    key(window, Qt.Key.Key_B)
    settled(window)
    assert window.session.face == 0


def test_beside_a_series_one_angle_stands_still(make_window, series, settled, key):
    window = make_window(series)
    settled(window)
    key(window, Qt.Key.Key_S)
    settled(window)
    left, right = window.stage.canvases
    seen = []
    for _ in range(4):
        seen.append((left.badges[0][0], right.badges[0][0]))
        key(window, Qt.Key.Key_Down)
        settled(window)
    assert seen == [("0°", "15°"), ("15°", "0°"), ("30°", "15°"), ("45°", "15°")]


def test_two_selected_samples_stand_side_by_side(make_window, series, tiff, settled, key):
    for name in ("x", "y", "z"):
        tiff(f"{name}.tif", np.full((200, 200), 90, np.uint8))
    window = make_window(series)
    session = window.session
    x, _, z = (s for s in session.listed if s.kind == "picture")
    session.show(x)
    settled(window)
    assert not window.action("canvas.split").isEnabled()
    session.select([x, z])
    key(window, Qt.Key.Key_S)
    settled(window)
    left, right = window.stage.canvases
    assert (left.document.picture.path, right.document.picture.path) == ("x.tif", "z.tif")
    assert left.badges[0] == ("x.tif", False) and right.badges[0] == ("z.tif", False)
    key(window, Qt.Key.Key_B)
    settled(window)
    assert (left.document.picture.path, right.document.picture.path) == ("z.tif", "x.tif")
    session.select([x])
    settled(window)
    assert not window.stage.is_split


def test_a_real_series_and_its_bundled_sample(make_window, samples, settled, qtbot):
    window = make_window(samples / "lamina_giro_000deg.tif")
    settled(window)
    assert window.session.current.kind == "series"
    assert len(window.session.current.pictures) == 7
    window.action("canvas.next_face").trigger()
    settled(window)
    assert ("15°", False) in window.stage.canvas.badges


def test_a_missing_partner_is_told_and_the_other_stays(make_window, data, folder_of, settled, key, qtbot):
    names = ["003_ppl.jpg", "003_xpl.jpg"]
    folder = folder_of(data / "thin-section" / "grains" / "quartz", names)
    window = make_window()
    (folder / "003_xpl.jpg").write_bytes((folder / "003_xpl.jpg").read_bytes()[:2000])
    open_(qtbot, window, folder)
    settled(window)
    key(window, Qt.Key.Key_S)
    settled(window)
    assert not window.stage.is_split and window.stage.has_picture
    assert window.findChild(object, "toast") is not None
