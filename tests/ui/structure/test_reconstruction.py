"""Reconstruir…: asked, watched, stopped, gone on with, opened; by clicks on a real picture."""

import json

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QSpinBox

from geodesk.desktop.structure.reconstruction import ReconstructionDialog
from geodesk.morphology import correlations, otsu
from tests.ui.conftest import widget_of
from tests.ui.structure.conftest import press, until


@pytest.fixture
def asked(make_window, ceramics, qtbot, tmp_path):
    """The dialog for a small square of the picture, with its plots."""
    window = make_window(ceramics)
    window.actions_.refresh()
    qtbot.keyClick(
        window.stage.canvas,
        Qt.Key.Key_N,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = window.findChild(ReconstructionDialog)
    assert dialog is not None and dialog.isVisible()
    until(qtbot, lambda: dialog.energy_plot is not None)
    widget_of(dialog, QSpinBox, "structure.side").setValue(64)
    widget_of(dialog, QSpinBox, "structure.seed").setValue(7)
    field = widget_of(dialog, QLineEdit, "structure.folder")
    field.clear()
    qtbot.keyClicks(field, str(tmp_path / "salida"))
    return window, dialog, tmp_path / "salida"


def test_the_result_has_the_functions_of_its_target_and_says_that_it_is_synthetic(asked, ceramics, qtbot):
    window, dialog, out = asked
    press(qtbot, dialog, "structure.start")
    until(qtbot, lambda: widget_of(dialog, QPushButton, "structure.open").isEnabled())
    made = tifffile.imread(out / "reconstruction.tif") > 127

    grey = np.asarray(Image.open(ceramics).convert("L"))
    target = (grey > otsu(grey))[96:160, 96:160]
    assert made.sum() == target.sum()
    ours, theirs = (correlations(one, r_max=32, periodic=True)[0].two_point[1] for one in (made, target))
    assert np.abs(ours.probability - theirs.probability).max() < 0.01
    until(qtbot, lambda: dialog.functions_plot.isVisible())
    energies = [energy for _, energy in dialog.energy_plot.points]
    assert energies[-1] < energies[0] / 100
    summary = json.loads((out / "reconstruction.json").read_text())
    assert (summary["seed"], summary["swaps"]) == (7, 100 * 64 * 64)
    said = widget_of(dialog, QLabel, "structure.state").text()
    assert "de 409.600 intercambios" in said and str(out) in said.replace("\u200b", "")
    assert np.array_equal(dialog.preview.phases, made)
    assert not widget_of(dialog, QPushButton, "structure.start").isEnabled(), "nothing is written over"
    press(qtbot, dialog, "structure.open")
    until(qtbot, lambda: window.session.document is not None and window.session.document.synthetic)
    until(qtbot, lambda: ("SINTÉTICA", True) in window.stage.canvas.badges)


def test_what_is_stopped_goes_on_from_where_it_was(asked, qtbot):
    window, dialog, out = asked
    widget_of(dialog, QCheckBox, "structure.lineal_path").setChecked(True)
    widget_of(dialog, QSpinBox, "structure.swaps").setValue(3)
    press(qtbot, dialog, "structure.start")
    until(qtbot, lambda: dialog.job.counts.done > 0)
    press(qtbot, dialog, "structure.stop")
    until(qtbot, lambda: not dialog.running)
    assert (out / "reconstruction-state.npz").exists() and not (out / "reconstruction.tif").exists()
    before = dialog.job.counts.done
    assert 0 < before < 3_000_000
    first = []
    window.session.jobs.started.connect(
        lambda job: job.progressed.connect(lambda: first.append(job.counts.done))
    )
    press(qtbot, dialog, "structure.continue")
    until(qtbot, lambda: (out / "reconstruction.tif").exists() and not dialog.running)
    assert first[0] >= before
    assert json.loads((out / "reconstruction.json").read_text())["swaps"] == 3_000_000
    assert not (out / "reconstruction-state.npz").exists()


def test_what_is_wanted_follows_the_boxes_and_the_folder_that_is_chosen(asked, qtbot, tmp_path):
    _window, dialog, _out = asked
    for name in ("lineal_path", "periodic"):
        box = widget_of(dialog, QCheckBox, f"structure.{name}")
        before = getattr(dialog.form.wanted(), name)
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        assert getattr(dialog.form.wanted(), name) is not before
    (tmp_path / "otra").mkdir()
    press(qtbot, dialog, "structure.choose")
    chooser = dialog.findChild(QFileDialog)
    line = widget_of(chooser, QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path / "otra"))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    until(qtbot, lambda: dialog.form.out == tmp_path / "otra")
