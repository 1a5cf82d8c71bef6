"""Threshold, curves and what they rest on, on real pictures, against the library and the command line."""

import shutil
import threading

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QSlider, QSpinBox

from geodesk import micrograph
from geodesk.desktop.plots import counting
from geodesk.desktop.plots import measuring as module
from geodesk.jobs.characterise import characterise
from geodesk.jobs.inputs import gather
from geodesk.morphology import otsu
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, settled


@pytest.fixture
def gelatin(data, folder_of):
    return folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"]) / "fei_gelatin_31.0nm.tif"


def of_command_line(file, **options):
    (row,) = [row for step in characterise(gather([file]).items, **options) for row in step.rows]
    return row


def same(found, wanted):
    assert (found.threshold, found.phi, found.area, found.page) == (
        wanted.threshold,
        wanted.phi,
        wanted.area,
        wanted.page,
    )
    for direction in ("x", "y"):
        for name in ("two_point", "lineal_path"):
            for ours, theirs in zip(
                getattr(found.curves[direction], name), getattr(wanted.curves[direction], name), strict=True
            ):
                assert np.array_equal(ours.counts, theirs.counts)
                assert np.array_equal(ours.totals, theirs.totals)


def drag_slider(qtbot, slider, to):
    """Press the handle, move it in steps, and let go."""
    y, left = slider.height() // 2, Qt.MouseButton.LeftButton
    span = slider.maximum() - slider.minimum()
    x = 7 + (slider.value() - slider.minimum()) * (slider.width() - 14) // span
    qtbot.mousePress(slider, left, pos=QPoint(x, y))
    assert slider.isSliderDown()
    for step in range(1, 16):
        qtbot.mouseMove(slider, QPoint(x + (to - x) * step // 15, y))
        qtbot.wait(15)
    return lambda: qtbot.mouseRelease(slider, left, pos=QPoint(to, y))


def test_a_vendor_file_is_measured_as_the_command_line_does(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    with micrograph.open(gelatin) as picture:
        x, y, w, h = picture.content
        inside = picture.pixels()[y : y + h, x : x + w]
    assert panel.measuring.level == otsu(inside)
    assert widget_of(window, QDoubleSpinBox, "plots.level").value() == otsu(inside)
    same(panel.measuring.found, of_command_line(gelatin))
    facts = widget_of(window, QLabel, "plots.facts").text()
    assert "1024 × 884 de 1024 × 943 px, sin la barra" in facts and "31,01 nm/px (FEI" in facts
    phases = widget_of(window, QLabel, "plots.phases").text()
    assert f"{100 * (inside > otsu(inside)).mean():.2f}".replace(".", ",") in phases


def test_dragging_the_slider_measures_live_without_a_stall(show_plots, gelatin, qtbot, calm):
    window, panel = show_plots(gelatin)
    seen, laid = [], []
    panel.measuring.curves_changed.connect(
        lambda: seen.append(panel.measuring.found and panel.measuring.found.threshold)
    )
    panel.measuring.level_changed.connect(lambda: laid.append(window.stage.contrast.threshold))
    qtbot.keyClick(window, Qt.Key.Key_O)
    slider = widget_of(window, QSlider, "plots.slider")
    with calm():
        release = drag_slider(qtbot, slider, slider.width() - 60)
    assert len(set(seen)) >= 5, "the curves follow the slider"
    assert len(set(laid)) >= 5, "the overlay follows the slider"
    release()
    settled(qtbot, panel)
    level = float(slider.value())
    assert level > otsu(tifffile.imread(gelatin)[:884]) and panel.measuring.rule == "given"
    assert window.stage.contrast.threshold == level
    same(panel.measuring.found, of_command_line(gelatin, threshold=level))
    press(qtbot, window, "plots.otsu.button")
    settled(qtbot, panel)
    assert panel.measuring.rule == "otsu" and slider.value() == panel.measuring.level < level


def test_a_slider_held_still_is_measured_and_says_what_is_not(show_plots, gelatin, qtbot, monkeypatch):
    window, panel = show_plots(gelatin)
    before = panel.measuring.level
    gate, real = threading.Event(), module.count

    def slow(*given):
        gate.wait(20)
        return real(*given)

    monkeypatch.setattr(module, "count", slow)
    slider = widget_of(window, QSlider, "plots.slider")
    release = drag_slider(qtbot, slider, slider.width() - 60)
    try:
        qtbot.waitUntil(
            lambda: f"aún t = {before:.0f}; midiendo" in panel.curves.said.text.replace("<br>", " ")
        )
    finally:
        gate.set()
    qtbot.waitUntil(lambda: panel.measuring.found.threshold == panel.measuring.level == slider.value())
    assert slider.isSliderDown() and slider.value() > before
    qtbot.waitUntil(lambda: panel.curves.said.text == "")
    release()
    settled(qtbot, panel)


def test_the_line_in_the_histogram_can_be_dragged(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    plot = panel.controls.histogram
    before = panel.measuring.level

    def at(level):
        spot = plot.plot.view.mapViewToScene(QPointF(level, 0))
        return plot.mapFromScene(spot).x()

    y, left = plot.height() // 3, Qt.MouseButton.LeftButton
    port = plot.viewport()
    qtbot.mouseMove(port, QPoint(at(before), y))
    qtbot.mousePress(port, left, pos=QPoint(at(before), y))
    for level in np.linspace(before, 180, 12):
        qtbot.mouseMove(port, QPoint(at(level), y))
        qtbot.wait(20)
    qtbot.mouseRelease(port, left, pos=QPoint(at(180), y))
    settled(qtbot, panel)
    assert abs(panel.measuring.level - 180) <= 3 and panel.measuring.level == int(panel.measuring.level)
    assert panel.measuring.found.threshold == panel.measuring.level


def test_a_large_picture_is_coarse_while_dragged_and_says_so(show_plots, data, folder_of, qtbot, monkeypatch):
    monkeypatch.setattr(module, "LIVE_PIXELS", 1 << 16)
    monkeypatch.setattr(counting, "LIVE_LAGS", 64)
    folder = folder_of(data / "thin-section" / "sandstone", ["10a_ppl.jpg"])
    window, panel = show_plots(folder / "10a_ppl.jpg")
    assert "color medido como gris" in widget_of(window, QLabel, "plots.facts").text()
    notes = []
    panel.measuring.curves_changed.connect(lambda: notes.append(panel.curves.said.text))
    slider = widget_of(window, QSlider, "plots.slider")
    release = drag_slider(qtbot, slider, slider.width() // 4)
    qtbot.waitUntil(lambda: panel.measuring.provisional)
    qtbot.waitUntil(lambda: any("r ≤ 64 px" in note.replace("<br>", " ") for note in notes))
    release()
    settled(qtbot, panel)
    assert not panel.measuring.provisional and panel.curves.said.text == ""
    same(panel.measuring.found, of_command_line(folder / "10a_ppl.jpg", threshold=float(slider.value())))


def test_a_huge_picture_is_measured_whole_only_on_demand(show_plots, gelatin, qtbot, monkeypatch):
    monkeypatch.setattr(module, "LARGE_PIXELS", 1 << 19)
    window, panel = show_plots(gelatin)
    measuring = panel.measuring
    assert measuring.large and measuring.provisional and measuring.found.area.w == 512
    assert "1 megapíxeles" in widget_of(window, QLabel, "plots.note").text()
    assert "solo de los 512 × 512 px" in widget_of(window, QLabel, "plots.facts").text()
    assert not window.action("plots.save_csv").isEnabled()
    press(qtbot, window, "plots.measure.button")
    qtbot.waitUntil(lambda: not measuring.provisional)
    same(measuring.found, of_command_line(gelatin))
    assert measuring.level == measuring.found.threshold
    assert "medidos por completo" in widget_of(window, QLabel, "plots.note").text()
    qtbot.waitUntil(window.action("plots.save_csv").isEnabled)
    assert not window.action("plots.measure").isEnabled()


def test_typing_a_threshold_and_a_largest_lag(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    spin = widget_of(window, QDoubleSpinBox, "plots.level")
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, "90")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    settled(qtbot, panel)
    assert not spin.hasFocus(), "the keys belong to the picture again"
    lags = widget_of(window, QSpinBox, "plots.r_max")
    lags.setFocus()
    lags.selectAll()
    qtbot.keyClicks(lags, "40")
    qtbot.keyClick(lags, Qt.Key.Key_Return)
    settled(qtbot, panel)
    same(panel.measuring.found, of_command_line(gelatin, threshold=90.0, r_max=40))
    assert len(panel.curves.drawing.traces[0].distance) == 41


def test_the_threshold_is_each_pictures_own_unless_locked(show_plots, data, folder_of, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif"])
    window, panel = show_plots(folder)
    first = panel.measuring.level
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "zeiss" in panel.measuring.pixels.document.picture.path)
    settled(qtbot, panel)
    assert panel.measuring.level != first
    panel.measuring.set_level(33.0)
    press(qtbot, window, "plots.lock.button")
    assert window.action("plots.lock").isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: "gelatin" in panel.measuring.pixels.document.picture.path)
    settled(qtbot, panel)
    assert panel.measuring.level == 33.0 == panel.measuring.found.threshold
    press(qtbot, window, "plots.lock.button")
    qtbot.keyClick(window, Qt.Key.Key_T)
    settled(qtbot, panel)
    assert panel.measuring.level == first


def test_the_page_in_view_of_a_stack(show_plots, samples, folder_of, qtbot):
    folder = folder_of(samples, ["pila_esferas.tif"])
    window, panel = show_plots(folder / "pila_esferas.tif")
    same(panel.measuring.found, of_command_line(folder / "pila_esferas.tif", page=1))
    window.session.show(window.session.current, 0, 4)
    qtbot.waitUntil(lambda: panel.measuring.pixels is not None and panel.measuring.pixels.page == 4)
    settled(qtbot, panel)
    same(panel.measuring.found, of_command_line(folder / "pila_esferas.tif", page=5))
    facts = widget_of(window, QLabel, "plots.facts").text()
    assert "página 5 de" in facts and "imagen sintética" in facts


def test_sixteen_bits_and_floats(show_plots, samples, folder_of, tmp_path, qtbot):
    folder = folder_of(samples, ["fibras_perlas_16bit.tif"])
    grey = tifffile.imread(folder / "fibras_perlas_16bit.tif")
    tifffile.imwrite(folder / "reales.tif", (grey[:200, :300] / 7 - 100).astype(np.float32))
    window, panel = show_plots(folder / "fibras_perlas_16bit.tif")
    same(panel.measuring.found, of_command_line(folder / "fibras_perlas_16bit.tif"))
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: panel.measuring.pixels.document.picture.path == "reales.tif")
    settled(qtbot, panel)
    same(panel.measuring.found, of_command_line(folder / "reales.tif"))
    slider = widget_of(window, QSlider, "plots.slider")
    drag_slider(qtbot, slider, slider.width() // 3)()
    settled(qtbot, panel)
    same(panel.measuring.found, of_command_line(folder / "reales.tif", threshold=panel.measuring.level))


def test_a_correction_measures_again_and_keeps_the_threshold(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    panel.measuring.set_level(80.0)
    settled(qtbot, panel)
    session, document = window.session, window.session.document
    collection, picture = session.collection, session.picture
    collection.corrections.set_pixel_size(picture, 5e-9)
    collection.corrections.set_bar(picture, None)
    window.stage.documents.corrected(frozenset([picture.path]))
    qtbot.waitUntil(lambda: document.bar is None)
    qtbot.waitUntil(lambda: panel.measuring.found is not None and panel.measuring.found.area.h == 943)
    settled(qtbot, panel)
    assert panel.measuring.level == 80.0 == panel.measuring.found.threshold
    facts = widget_of(window, QLabel, "plots.facts").text()
    assert "5 nm/px (a mano)" in facts and "imagen completa" in facts


def test_what_there_is_instead_of_plots_is_said(show_plots, make_window, folder_of, tmp_path, qtbot):
    window, panel = show_plots(None)
    message = widget_of(window, QLabel, "plots.message")
    assert message.isVisible() and message.text() == "Abra una carpeta para ver gráficas."
    folder = tmp_path / "odd"
    folder.mkdir()
    Image.fromarray(np.full((40, 50), 77, np.uint8)).save(folder / "a_lisa.png")
    (folder / "b_rota.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    window.session.open(folder)
    qtbot.waitUntil(lambda: "77" in message.text())
    assert "ningún umbral separa dos fases" in message.text()
    assert not window.action("plots.otsu").isEnabled()
    assert not widget_of(window, QSlider, "plots.slider").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "b_rota.png" in message.text() or "no se puede leer" in message.text())
    shutil.rmtree(folder)


def test_out_of_sight_it_rests_and_the_key_of_the_overlay_brings_it_back(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    qtbot.keyClick(window, Qt.Key.Key_O)
    assert window.stage.contrast.threshold == panel.measuring.level
    assert window.action("plots.overlay").isChecked()
    panel.measuring.set_level(120.0)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert panel.measuring.pixels is None and window.stage.contrast.threshold is None
    qtbot.keyClick(window, Qt.Key.Key_O)
    assert panel.isVisible()
    settled(qtbot, panel)
    assert window.stage.contrast.threshold == panel.measuring.level == 120
    press(qtbot, window, "plots.overlay.button")
    assert window.stage.contrast.threshold is None


def test_pages_of_another_size_are_measured_whole(show_plots, tmp_path, qtbot):
    rng = np.random.default_rng(3)
    file = tmp_path / "made" / "tamanos.tif"
    file.parent.mkdir()
    with tifffile.TiffWriter(file) as writer:
        for side in (128, 64, 256):
            writer.write(rng.integers(0, 255, (side, side), dtype=np.uint8), photometric="minisblack")
    window, panel = show_plots(file)
    for page, side in ((1, 64), (2, 256), (0, 128)):
        window.session.show(window.session.current, 0, page)
        qtbot.waitUntil(lambda page=page: panel.measuring.pixels.page == page)
        settled(qtbot, panel)
        same(panel.measuring.found, of_command_line(file, page=page + 1))
        assert panel.measuring.found.pixels_used == side * side
        facts = widget_of(window, QLabel, "plots.facts").text()
        assert f"imagen completa, {side} × {side} px" in facts


def test_a_threshold_kept_from_another_picture_is_called_given(
    show_plots, data, folder_of, qtbot, monkeypatch
):
    names = ["fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif"]
    folder = folder_of(data / "sem" / "vendor", names)
    window, panel = show_plots(folder)
    measuring = panel.measuring
    level = measuring.level
    assert measuring.rule == "otsu"
    press(qtbot, window, "plots.lock.button")
    monkeypatch.setattr(module, "LARGE_PIXELS", 1 << 18)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: measuring.pixels is not None and "zeiss" in measuring.pixels.document.picture.path
    )
    settled(qtbot, panel)
    assert measuring.level == level != measuring.pixels.levels.otsu
    press(qtbot, window, "plots.measure.button")
    qtbot.waitUntil(lambda: not measuring.provisional)
    same(measuring.found, of_command_line(folder / names[1], threshold=level))
    assert measuring.level == level and measuring.found.rule == "given"


def test_a_click_into_the_largest_lag_lets_type_over_it(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    lags = widget_of(window, QSpinBox, "plots.r_max")
    assert lags.text() == "r ≤ mitad"
    line = lags.lineEdit()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 4, line.height() // 2))
    qtbot.waitUntil(lambda: line.selectedText() != "")
    qtbot.keyClicks(lags, "97")
    qtbot.keyClick(lags, Qt.Key.Key_Return)
    assert lags.value() == panel.measuring.r_max == 97


def test_otsus_rule_opens_the_plots(show_plots, gelatin, qtbot):
    window, panel = show_plots(gelatin)
    panel.measuring.set_level(80.0)
    settled(qtbot, panel)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert not panel.isVisible()
    window.actions_.refresh()
    qtbot.keyClick(window, Qt.Key.Key_T)
    assert panel.isVisible()
    settled(qtbot, panel)
    assert panel.measuring.rule == "otsu"
    assert panel.measuring.level == panel.measuring.pixels.levels.otsu != 80.0
