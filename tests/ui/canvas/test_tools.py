"""Measuring and correcting: ruler, pixel size by hand and by a scale bar, information bar, badges."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QToolButton

from geodesk.collection import Collection
from tests.ui.conftest import widget_of


def _place(canvas, x, y):
    point = canvas.to_view(QPointF(x, y)).toPoint()
    return point.x(), point.y()


@pytest.fixture
def folder(data, folder_of):
    return folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif"])


def _ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_the_ruler_measures_pixels_lengths_and_angles(make_window, folder, settled, key, drag, qtbot):
    window = make_window(folder)
    settled(window)
    canvas = window.stage.canvas
    canvas.one_to_one()
    key(window, Qt.Key.Key_R)
    assert window.stage.tools.current == "ruler"
    x, y = (round(v) for v in canvas.centre.toTuple())
    drag(canvas.viewport(), _place(canvas, x, y), _place(canvas, x + 120, y - 90))
    assert canvas.tool.pixels == pytest.approx(150, abs=0.1)
    metres = 150 * window.session.document.pixel_size.x_m * 1e6
    text = canvas.tool.text(canvas)
    assert text.startswith("150,0 px") and text.endswith("36,9°")
    assert f"{metres:.4g}".replace(".", ",") + " µm" in text
    shift = Qt.KeyboardModifier.ShiftModifier
    drag(canvas.viewport(), _place(canvas, x, y), _place(canvas, x + 100, y + 7), modifiers=shift)
    assert canvas.tool.text(canvas).endswith("  0,0°") or canvas.tool.b.y() == pytest.approx(y)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.stage.tools.current == ""


def test_pixel_size_by_hand_is_kept_and_taken_back(make_window, folder, settled, key, qtbot):
    window = make_window(folder)
    settled(window)
    own = window.session.document.pixel_size
    key(window, Qt.Key.Key_P)
    dialog = window.findChild(object, "canvas.pixel_size_dialog")
    value = widget_of(dialog, QLineEdit, "canvas.length")
    unit = widget_of(dialog, QComboBox, "canvas.unit")
    assert (value.text(), unit.currentText()) == ("31,0059", "nm") or unit.currentText() == "nm"
    assert not widget_of(dialog, QPushButton, "canvas.pixel_size_from_file").isEnabled()
    value.clear()
    assert not _ok(dialog).isEnabled()
    qtbot.keyClicks(value, "0,25")
    unit.setCurrentText("µm")
    qtbot.mouseClick(_ok(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.pixel_size.source == "manual")
    assert window.session.document.pixel_size.x_m == pytest.approx(0.25e-6)
    assert "250 nm" in window.status.pixel_label.text()
    with_file = Collection.open(folder)
    first = window.session.current.pictures[0]
    assert with_file.corrections.of(first.path).pixel_size_m == pytest.approx(0.25e-6)
    with_file.index.close()
    key(window, Qt.Key.Key_P)
    dialog = window.findChildren(object, "canvas.pixel_size_dialog")[-1]
    qtbot.mouseClick(widget_of(dialog, QPushButton, "canvas.pixel_size_from_file"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.pixel_size == own)


@pytest.mark.parametrize(
    ("language", "typed", "echo"),
    [
        ("es", "1.234", None),
        ("es", "1,234", "1 px = 1,234 nm"),
        ("es", "0.125", "1 px = 0,125 nm"),
        ("es", "1.234,5", "1 px = 1,2345 µm"),
        ("es", "12.5", "1 px = 12,5 nm"),
        ("en", "1,234", None),
        ("en", "1.234", "1 px = 1.234 nm"),
        ("en", "1.234,5", "1 px = 1.2345 µm"),
    ],
)
def test_a_length_shows_how_it_is_understood(make_window, folder, settled, key, qtbot, language, typed, echo):
    window = make_window(folder)
    settled(window)
    window.settings.set(language=language)
    window.apply_language()
    key(window, Qt.Key.Key_P)
    dialog = window.findChild(object, "canvas.pixel_size_dialog")
    widget_of(dialog, QComboBox, "canvas.unit").setCurrentText("nm")
    value = widget_of(dialog, QLineEdit, "canvas.length")
    value.selectAll()
    qtbot.keyClicks(value, typed)
    said = widget_of(dialog, QLabel, "canvas.length_echo").text()
    assert _ok(dialog).isEnabled() == (echo is not None)
    assert said == echo if echo else "1234" in said and ("1,234" if language == "es" else "1.234") in said
    dialog.reject()


def test_calibrating_along_a_bar_for_the_whole_folder(make_window, folder, settled, key, drag, qtbot):
    window = make_window(folder)
    settled(window)
    canvas = window.stage.canvas
    canvas.one_to_one()
    qtbot.mouseClick(widget_of(window, QToolButton, "canvas.calibrate_button"), Qt.MouseButton.LeftButton)
    x, y = (round(v) for v in canvas.centre.toTuple())
    # Not quite level: it goes along the bar by itself.
    drag(canvas.viewport(), _place(canvas, x - 100, y), _place(canvas, x + 100, y + 6))
    dialog = window.findChild(object, "canvas.calibrate_dialog")
    assert window.stage.tools.current == ""
    value = widget_of(dialog, QLineEdit, "canvas.length")
    qtbot.keyClicks(value, "10")
    widget_of(dialog, QComboBox, "canvas.unit").setCurrentText("µm")
    widget_of(dialog, QComboBox, "canvas.scope").setCurrentIndex(1)
    qtbot.mouseClick(_ok(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.pixel_size.source == "manual")
    assert window.session.document.pixel_size.x_m == pytest.approx(10e-6 / 200)
    window.session.step(1)
    settled(window)
    assert window.session.document.pixel_size.x_m == pytest.approx(10e-6 / 200)


def test_one_click_says_that_the_bar_is_none_and_one_that_it_is(
    make_window, folder, settled, qtbot, key, colours
):
    window = make_window(folder)
    settled(window)
    document, canvas = window.session.document, window.stage.canvas
    bar = document.bar
    assert bar is not None and document.content.h == document.height - bar.h
    button = canvas.bar_button
    assert button.isVisible() and button.text() == "No es una barra"
    shaded = colours(canvas).mean()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.bar is None)
    assert window.session.document.content.h == document.height
    assert not button.isVisible() and colours(canvas).mean() != shaded
    with_file = Collection.open(folder)
    assert with_file.corrections.of(document.picture.path).bar is None
    with_file.index.close()
    qtbot.mouseClick(widget_of(window, QToolButton, "canvas.bar_toggle_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.bar == bar)
    assert button.isVisible()


def test_a_bar_that_was_not_found_is_shown_by_a_click(make_window, folder, settled, qtbot, key, drag):
    window = make_window(folder / "zeiss_55.82nm.tif")
    settled(window)
    canvas, document = window.stage.canvas, window.session.document
    assert document.bar is None
    key(window, Qt.Key.Key_I)
    assert window.stage.tools.current == "bar"
    place = _place(canvas, 200, 700)
    drag(canvas.viewport(), place, place)
    qtbot.waitUntil(lambda: window.session.document.bar is not None)
    bar = window.session.document.bar
    assert bar.y == pytest.approx(700, abs=1) and bar.y + bar.h == document.height
    assert window.stage.tools.current == ""


@pytest.mark.parametrize("name", ["ruler", "calibrate", "bar_toggle"])
def test_a_tool_says_on_the_picture_how_it_is_used(make_window, tiff, settled, colours, name, qtbot):
    window = make_window(tiff("a.tif", np.full((600, 900), 128, np.uint8)).parent)
    settled(window)
    canvas = window.stage.canvas
    before = colours(canvas)
    window.actions_.refresh()
    qtbot.mouseClick(widget_of(window, QToolButton, f"canvas.{name}_button"), Qt.MouseButton.LeftButton)
    assert canvas.tool.hint().endswith("Esc: salir")
    shown = (colours(canvas) != before).any(axis=2)
    rows, columns = np.nonzero(shown)
    assert rows.size and rows.max() < 100, "at the top"
    assert columns.min() > 0 and columns.max() < shown.shape[1] - 1, "whole"
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert np.array_equal(colours(canvas), before)


def test_synthetic_pictures_are_marked(make_window, samples, settled, qtbot):
    window = make_window(samples)
    settled(window)
    assert window.session.document.synthetic
    assert window.stage.canvas.badges[-1] == ("SINTÉTICA", True)
    window.settings.set(language="en")
    window.apply_language()
    qtbot.waitUntil(lambda: window.stage.canvas.badges[-1] == ("SYNTHETIC", True))


def test_the_scale_bar_is_a_round_length(make_window, folder, settled, monkeypatch):
    from geodesk.desktop.canvas import canvas as module

    said = []
    real = module.draw_scale_bar
    monkeypatch.setattr(module, "draw_scale_bar", lambda *given: said.append(real(*given)))
    window = make_window(folder)
    settled(window)
    for step in (0, 4, 4, 4):
        window.stage.canvas.zoom_step(step)
        window.stage.canvas.viewport().repaint()
        assert said[-1].split()[0].rstrip("0").rstrip(",") in ("1", "2", "5", "1,", "0")
        assert said[-1].split()[1] in ("nm", "µm")
    assert len(set(said)) > 2


def test_a_picture_without_pixel_size_has_no_scale_bar(make_window, tiff, settled, monkeypatch):
    from geodesk.desktop.canvas import canvas as module

    said = []
    monkeypatch.setattr(module, "draw_scale_bar", lambda *given: said.append(given))
    window = make_window(tiff("a.tif", np.zeros((50, 50), np.uint8)))
    settled(window)
    window.stage.canvas.viewport().repaint()
    assert not said


def test_a_bar_and_a_length_drawn_beside_are_of_the_picture_beside(
    make_window, folder, settled, key, drag, qtbot
):
    window = make_window(folder)
    settled(window)
    session = window.session
    session.select(session.listed)
    key(window, Qt.Key.Key_S)
    settled(window)
    left, right = window.stage.canvases
    assert "zeiss" in right.document.picture.path
    own, other = left.document.pixel_size, right.document.picture
    window.stage.tools.toggle("bar")  # its key is of the picture in view
    place = _place(right, 200, 700)
    drag(right.viewport(), place, place)
    qtbot.waitUntil(lambda: right.document.bar is not None)
    settled(window)
    window.action("canvas.calibrate").trigger()
    right.one_to_one()
    x, y = (round(v) for v in right.centre.toTuple())
    drag(right.viewport(), _place(right, x - 50, y), _place(right, x + 50, y))
    dialog = window.findChild(object, "canvas.calibrate_dialog")
    qtbot.keyClicks(widget_of(dialog, QLineEdit, "canvas.length"), "1")
    widget_of(dialog, QComboBox, "canvas.unit").setCurrentText("µm")
    qtbot.mouseClick(_ok(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: right.document.pixel_size.source == "manual")
    assert right.document.picture.path == other.path
    assert right.document.pixel_size.x_m == pytest.approx(1e-6 / 100)
    settled(window)
    assert left.document.pixel_size == own
    written = Collection.open(folder)
    assert written.corrections.of(left.document.picture.path).pixel_size_m is None
    assert written.corrections.of(other.path).pixel_size_m == pytest.approx(1e-8)
    written.index.close()


def test_a_pixel_size_that_was_not_touched_is_not_written(make_window, tiff, settled, key, qtbot):
    pixels = np.zeros((40, 50), np.uint8)
    options = {"resolution": (1e8 / 3.1234567, 1e8 / 6.2), "resolutionunit": "CENTIMETER"}
    tiff("a.tif", pixels, **options)
    window = make_window(tiff("b.tif", pixels, **options).parent)
    settled(window)
    own = window.session.document.pixel_size
    assert own is not None and own.x_m != pytest.approx(own.y_m)
    key(window, Qt.Key.Key_P)
    dialog = window.findChild(object, "canvas.pixel_size_dialog")
    value = widget_of(dialog, QLineEdit, "canvas.length")
    scope = widget_of(dialog, QComboBox, "canvas.scope")
    assert value.text() and not _ok(dialog).isEnabled()
    scope.setCurrentIndex(1)
    assert not _ok(dialog).isEnabled(), "a pixel that is not square is not what is written"
    scope.setCurrentIndex(0)
    qtbot.keyClicks(value, "8")
    assert _ok(dialog).isEnabled()
    qtbot.mouseClick(_ok(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.pixel_size.source == "manual")
    key(window, Qt.Key.Key_P)
    dialog = window.findChildren(object, "canvas.pixel_size_dialog")[-1]
    assert not _ok(dialog).isEnabled()
    widget_of(dialog, QComboBox, "canvas.scope").setCurrentIndex(1)
    qtbot.mouseClick(_ok(dialog), Qt.MouseButton.LeftButton)
    window.session.step(1)
    qtbot.waitUntil(lambda: window.session.document is not None and window.session.document.pixel_size != own)
    settled(window)
    assert window.session.document.pixel_size.source == "manual"


@pytest.mark.parametrize("name", ["canvas.pixel_size_dialog", "canvas.calibrate_dialog"])
def test_a_length_that_is_cancelled_changes_nothing(make_window, folder, settled, key, drag, qtbot, name):
    window = make_window(folder)
    settled(window)
    size, canvas = window.session.document.pixel_size, window.stage.canvas
    if name == "canvas.pixel_size_dialog":
        key(window, Qt.Key.Key_P)
    else:
        key(window, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
        drag(canvas.viewport(), (60, 60), (160, 60))
    dialog = window.findChild(object, name)
    value = widget_of(dialog, QLineEdit, "canvas.length")
    value.clear()
    qtbot.keyClicks(value, "7")
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    settled(window)
    assert window.session.document.pixel_size == size
    assert Collection.open(folder).corrections.current() == {}
