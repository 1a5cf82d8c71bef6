"""Transporte…: a picture, a stack and kept phases solved by clicks, the potential seen and saved."""

import json
import math

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QToolButton

from geodesk.collection import Collection
from geodesk.desktop.structure.transport import TransportDialog
from geodesk.jobs.phases import Threshold, make_phases
from geodesk.morphology import otsu
from geodesk.morphology.transport import effective_transport
from tests.ui.conftest import open_, widget_of
from tests.ui.plots.conftest import save_as
from tests.ui.structure.conftest import press, until


@pytest.fixture
def asked(make_window, qtbot):
    """The dialog for a picture, opened by its key."""

    def start(path):
        window = make_window(path)
        window.actions_.refresh()
        qtbot.keyClick(window.stage.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        dialog = window.findChild(TransportDialog)
        assert dialog is not None and dialog.isVisible()
        until(qtbot, lambda: not window.session.tasks.busy)
        return window, dialog

    return start


def choose(dialog, name, value):
    box = widget_of(dialog, QComboBox, f"structure.flow_{name}")
    row = box.findData(value)
    assert row >= 0, [box.itemText(at) for at in range(box.count())]
    box.setCurrentIndex(row)


def value(dialog, name):
    return widget_of(dialog, QLabel, f"structure.flow_{name}").text()


def computed(qtbot, dialog):
    press(qtbot, dialog, "structure.flow_start")
    until(qtbot, lambda: not dialog.running and dialog.flow is not None)
    assert dialog.flow.error is None
    return dialog.flow.found


def test_the_numbers_are_those_of_the_library_and_the_potential_lies_on_its_pixels(
    asked, ceramics, qtbot, tmp_path
):
    window, dialog = asked(ceramics)
    choose(dialog, "phase", 0)
    choose(dialog, "direction", "y")
    found = computed(qtbot, dialog)
    grey = window.session.document.grey()
    wanted = effective_transport(grey > otsu(grey), 0, 0)
    assert (found.tau, found.k_eff, found.percolates) == (wanted.tau, wanted.k_eff, wanted.percolates)
    assert value(dialog, "tau") == ("∞" if math.isinf(found.tau) else f"{found.tau:.4f}".replace(".", ","))
    assert value(dialog, "percolates") == ("sí" if found.percolates else "no")
    rest = widget_of(dialog, QCheckBox, "structure.flow_rest")
    qtbot.mouseClick(rest, Qt.MouseButton.LeftButton, pos=rest.rect().center() - rest.rect().center() / 1.05)
    assert rest.isChecked() and widget_of(dialog, QDoubleSpinBox, "structure.flow_k2").isVisible()
    widget_of(dialog, QDoubleSpinBox, "structure.flow_k2").setValue(0.5)
    found = computed(qtbot, dialog)
    assert found.k_eff == effective_transport(grey > otsu(grey), 0, 0, k2=0.5).k_eff
    assert found.bounds.wiener_lower < found.k_eff < found.bounds.wiener_upper
    canvas = window.stage.canvas
    until(qtbot, lambda: dialog.laid and not canvas.tiles.waiting)

    def colour(x, y):
        return canvas.viewport().grab().toImage().pixelColor(canvas.to_view(QPointF(x, y)).toPoint())

    top, bottom = colour(128.5, 2.5), colour(128.5, 253.5)
    assert top.green() > 150 and bottom.green() < 110, "bright at the inlet, dark at the outlet"
    shown = widget_of(dialog, QCheckBox, "structure.flow_shown")
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(8, shown.height() // 2))
    assert not shown.isChecked() and not dialog.laid
    press(qtbot, dialog, "structure.flow_save")
    save_as(qtbot, dialog, tmp_path / "campo.tif")
    until(qtbot, lambda: (tmp_path / "campo.json").exists())
    field = tifffile.imread(tmp_path / "campo.tif")
    assert field.dtype == np.float32 and np.array_equal(field, found.potential, equal_nan=True)
    told = json.loads((tmp_path / "campo.json").read_text())
    assert told["tau"] == found.tau and (told["axis"], told["k2"]) == ("y", 0.5)
    with tifffile.TiffFile(tmp_path / "campo.tif") as file:
        assert json.loads(file.pages[0].description) == told


def test_a_button_stands_beside_the_curves_and_takes_their_threshold(make_window, ceramics, qtbot):
    window = make_window(ceramics)
    window.toggle_panel("plots")
    panel = window.panel("plots")
    until(qtbot, lambda: panel.measuring.level is not None)
    panel.measuring.set_level(100.0)
    button = widget_of(window, QToolButton, "plots.transport")
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(TransportDialog)
    source = widget_of(dialog, QComboBox, "structure.flow_source")
    assert source.currentData() == "plots" and "t = 100" in source.currentText()
    assert computed(qtbot, dialog).phi == (window.session.document.grey() > 100).mean()


def test_what_does_not_percolate_is_infinite_and_says_so(asked, tiff, qtbot):
    grey = np.zeros((30, 40), np.uint8)
    grey[:, 10:20] = 200
    window, dialog = asked(tiff("capas.tif", grey))
    found = computed(qtbot, dialog)
    assert not found.percolates and value(dialog, "tau") == "∞" and value(dialog, "percolates") == "no"
    note = widget_of(dialog, QLabel, "structure.flow_note")
    assert note.isVisible() and "infinit" in note.text()
    assert not widget_of(dialog, QPushButton, "structure.flow_save").isEnabled()
    choose(dialog, "direction", "y")
    found = computed(qtbot, dialog)
    assert found.percolates and found.tau == pytest.approx(1, abs=1e-9) and found.k_eff == pytest.approx(0.25)


def test_a_stack_is_a_volume_whose_potential_follows_the_page(asked, data, tiff, qtbot):
    pages = tifffile.imread(data / "microstructures" / "nmc_electrode_256.tiff")[:32, :32, :32]
    window, dialog = asked(tiff("electrodo.tif", pages, photometric="minisblack"))
    choose(dialog, "extent", True)
    choose(dialog, "direction", "z")
    choose(dialog, "phase", 0)
    found = computed(qtbot, dialog)
    wanted = effective_transport(pages > otsu(pages), 0, 0)
    assert found.tau == wanted.tau and found.potential.shape == (32, 32, 32)
    assert dialog.laid
    window.session.show(window.session.current, 0, 31)
    until(qtbot, lambda: window.stage.canvas.page == 31 and dialog.laid)
    laid = dialog._item.pixels
    flows = np.isfinite(found.potential[31])
    assert (laid[~flows] == 255).all() and laid[flows].max() < 20, "the outlet is near 0"
    assert not widget_of(dialog, QDoubleSpinBox, "structure.flow_distance").isVisible(), "pixels of no size"
    choose(dialog, "extent", False)
    assert widget_of(dialog, QComboBox, "structure.flow_direction").findData("z") == -1


def test_the_distance_of_the_pages_is_given_where_they_are_not_cubes(asked, data, tiff, qtbot, tmp_path):
    pages = tifffile.imread(data / "microstructures" / "nmc_electrode_256.tiff")[:12, :24, :24]
    made = {"resolution": (10, 10), "metadata": {"unit": "um", "axes": "ZYX"}}
    file = tiff("electrodo.tif", pages, imagej=True, **made)
    window, dialog = asked(file)
    spin = widget_of(dialog, QDoubleSpinBox, "structure.flow_distance")
    assert not spin.isVisible(), "of one page"
    choose(dialog, "extent", True)
    choose(dialog, "direction", "z")
    choose(dialog, "phase", 0)
    assert spin.isVisible() and spin.text() == "como los píxeles"
    cubes = computed(qtbot, dialog)
    note = widget_of(dialog, QLabel, "structure.flow_note")
    assert "No se conoce la distancia entre páginas" in note.text()
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, "0,05")
    qtbot.keyClick(spin, Qt.Key.Key_Tab)
    assert spin.text() == "0,0500 µm"
    found = computed(qtbot, dialog)
    wanted = effective_transport(pages > otsu(pages), 0, 0, spacing=(5e-8, 1e-7, 1e-7))
    assert found.tau == wanted.tau and found.tau != cubes.tau and not note.isVisible()
    assert dialog.flow.wanted.page_distance_m == 5e-8
    deed = Collection.open(file.parent).history.deeds()[-1]
    assert deed.job == "transport" and deed.options["page-distance"] == 5e-8


def test_the_distance_of_the_pages_that_the_file_says_is_shown_and_taken(asked, data, tiff, qtbot):
    pages = tifffile.imread(data / "microstructures" / "nmc_electrode_256.tiff")[:12, :24, :24]
    about = {"unit": "um", "axes": "ZYX", "spacing": 0.05}
    window, dialog = asked(tiff("electrodo.tif", pages, imagej=True, resolution=(10, 10), metadata=about))
    choose(dialog, "extent", True)
    choose(dialog, "direction", "z")
    choose(dialog, "phase", 0)
    spin = widget_of(dialog, QDoubleSpinBox, "structure.flow_distance")
    assert spin.isVisible() and spin.text() == "50 nm (archivo)"
    assert spin.width() >= spin.sizeHint().width()
    found = computed(qtbot, dialog)
    assert found.tau == effective_transport(pages > otsu(pages), 0, 0, spacing=(5e-8, 1e-7, 1e-7)).tau
    note = widget_of(dialog, QLabel, "structure.flow_note")
    assert note.isVisible() and "Las páginas distan 50 nm, según el archivo." in note.text()


def test_it_stops_when_it_is_told_to_and_can_begin_again(asked, tiff, qtbot):
    grey = np.random.default_rng(5).integers(0, 256, (96, 256, 256), dtype=np.uint8)
    window, dialog = asked(tiff("ruido.tif", grey, photometric="minisblack"))
    choose(dialog, "extent", True)
    press(qtbot, dialog, "structure.flow_start")
    press(qtbot, dialog, "structure.flow_stop")
    until(qtbot, lambda: not dialog.running)
    assert dialog.flow is None and not widget_of(dialog, QPushButton, "structure.flow_save").isEnabled()
    choose(dialog, "extent", False)
    computed(qtbot, dialog)


def test_another_picture_has_another_potential(asked, ceramics, tiff, qtbot):
    window, dialog = asked(ceramics)
    choose(dialog, "phase", 0)
    computed(qtbot, dialog)
    open_(qtbot, window, tiff("otra.tif", np.eye(40, dtype=np.uint8) * 255))
    until(qtbot, lambda: window.stage.canvas.document is window.session.document and not dialog.laid)
    window.close()
    assert not dialog.isVisible()


def test_kept_phases_conduct_as_the_label_image_says(asked, data, folder_of, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    collection = Collection.open(folder)
    (item,) = collection.samples()[0].pictures
    list(make_phases([item], Threshold("otsu", 3), collection.phases))
    labels = collection.phases.of(item).labels()
    collection.index.close()
    window, dialog = asked(folder)
    until(qtbot, lambda: widget_of(dialog, QComboBox, "structure.flow_source").findData("kept") >= 0)
    choose(dialog, "source", "kept")
    choose(dialog, "phase", 1)
    found = computed(qtbot, dialog)
    document = window.session.document
    x, y, w, h = document.content
    wanted = effective_transport(
        labels[y : y + h, x : x + w], 1, 1, spacing=(document.pixel_size.y_m, document.pixel_size.x_m)
    )
    assert (found.tau, found.phi) == (wanted.tau, wanted.phi)
    assert dialog.flow.record()["phase_image"] == "fei_gelatin_31.0nm.tif.tif"
    assert found.potential.shape == (h, w) and h < document.height, "the information bar is left out"
