"""The walk between two pictures, pictures like a reference, and the sheet against the folder."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from geodesk.desktop.generating.likeness import LikenessDialog
from geodesk.jobs.synthetic import provenance_of
from geodesk.models.origins import Between, Drawn
from tests.ui.conftest import widget_of
from tests.ui.generating.conftest import choose_folder, click_cell, made, press, seen, until

OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


def test_the_walk_from_one_picture_to_another_is_live_and_a_place_on_it_is_kept(qtbot, ready, tmp_path):
    window, desk, stage = ready()
    made(qtbot, window, desk)
    viewer = stage.viewer
    assert not viewer.slider.isEnabled()
    press(qtbot, window, "generating.pin_a")
    click_cell(qtbot, stage, 4)
    until(qtbot, lambda: seen(desk) and desk.opening.shown.origin.index == 4)
    press(qtbot, window, "generating.pin_b")
    assert viewer.slider.isEnabled() and viewer.slider.value() == viewer.slider.maximum()
    assert not window.action("generate.pin").isEnabled()  # an end of the way is in the sheet already
    for value in range(200, 60, -5):  # faster than pictures can be made: those in between are left out
        viewer.slider.setValue(value)
    viewer.slider.setFocus()
    qtbot.keyClick(viewer.slider, Qt.Key.Key_Left)
    place = Between(Drawn(0, 0), Drawn(0, 4), viewer.slider.value() / 200, True)
    until(qtbot, lambda: seen(desk) and desk.opening.shown.origin == place)
    model, size = desk.maker, desk.maker.spec.size
    arc = desk.opening.shown.document.grey()
    assert np.array_equal(arc, model.from_latent(place.latent(model.spec, size), size))
    viewer.way.setFocus()
    qtbot.keyClick(viewer.way, Qt.Key.Key_Down)
    until(qtbot, lambda: seen(desk) and not desk.opening.shown.origin.spherical)
    assert not np.array_equal(desk.opening.shown.document.grey(), arc)
    press(qtbot, window, "generating.pin")
    assert len(desk.sheet.cells) == 9 and desk.sheet.caption(8) == "n.º 0 → n.º 4 · 0,32"
    click_cell(qtbot, stage, 8)
    out = tmp_path / "saved"
    out.mkdir()
    press(qtbot, window, "generating.save")
    choose_folder(qtbot, window, out)
    until(qtbot, lambda: len(list(out.glob("*.tif"))) == 1 and not window.session.jobs.running())
    (file,) = out.iterdir()
    assert file.name == "blobs-(0-000000_0-000004_l0.315).tif"
    assert provenance_of(file)["between"] == [{"seed": 0, "index": 0}, {"seed": 0, "index": 4}]


def likeness(qtbot, window):
    press(qtbot, window, "generating.like")
    until(qtbot, lambda: window.findChild(LikenessDialog) is not None)
    return window.findChild(LikenessDialog)


def test_the_nearest_to_the_sample_in_the_list_come_in_their_order_and_are_saved(qtbot, ready, tmp_path):
    window, desk, stage = ready()
    dialog = likeness(qtbot, window)
    assert not dialog.isHidden()
    dialog.count.setValue(30)
    dialog.keep.setValue(4)
    dialog.path.setValue(0)
    dialog.s2.setValue(0)
    assert not dialog.buttons.button(OK).isEnabled()  # nothing would count
    dialog.s2.setValue(2)
    dialog.r_max.setValue(20)
    qtbot.mouseClick(dialog.buttons.button(OK), Qt.MouseButton.LeftButton)
    del dialog
    until(qtbot, lambda: desk.job is not None and not desk.running)
    best = sorted(desk.rows, key=lambda row: row.distance)[:4]
    until(qtbot, lambda: window.action("generate.compare").isEnabled())
    assert len(desk.comparing.rows) == 4
    assert len(desk.rows) == 30 and [cell.origin.index for cell in desk.sheet.cells] == [
        r.index for r in best
    ]
    assert best[0].distance == best[0].s2
    assert desk.sheet.caption(0) == f"1. · {best[0].distance:.4f}".replace(".", ",", 2).replace("1,", "1.", 1)
    told = widget_of(window, QLabel, "generating.told").text()
    assert told == "las 4 más parecidas a discos_binarios.tif de 30 de blobs, semilla 0"
    until(qtbot, lambda: seen(desk))
    window.action("generate.save_all").trigger()
    out = tmp_path / "near"
    out.mkdir()
    choose_folder(qtbot, window, out)
    until(qtbot, lambda: (out / "distances.csv").exists() and not window.session.jobs.running())
    assert len(list(out.glob("*.tif"))) == 4
    with (out / "distances.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 30 and sum(int(row["kept"]) for row in rows) == 4


def test_a_search_that_is_not_wanted_after_all(qtbot, ready):
    window, desk, _ = ready()
    dialog = likeness(qtbot, window)
    qtbot.mouseClick(dialog.buttons.button(CANCEL), Qt.MouseButton.LeftButton)
    del dialog
    until(qtbot, lambda: window.findChild(LikenessDialog) is None)
    assert desk.series is None and not desk.running


def test_the_sheet_is_compared_with_the_folder(qtbot, ready):
    window, desk, _ = ready()
    assert not window.action("generate.compare").isEnabled()
    made(qtbot, window, desk)
    press(qtbot, window, "generating.compare")
    ensembles = lambda: desk.comparing.ensembles  # noqa: E731
    until(qtbot, lambda: ensembles() is not None and bool(ensembles().distances))
    a, b = ensembles().groups["a"], ensembles().groups["b"]
    assert (len(a.rows), len(b.rows), b.name) == (2, 8, "blobs")
    assert ensembles().lags == "length"  # both sides know their pixel size
    plots = window.panel("plots")
    assert plots.isVisible()
    until(
        qtbot,
        lambda: plots.curves is not None and {"a", "b"} <= {t.source for t in plots.curves.drawing.traces},
    )
    from geodesk.jobs.distance import compare

    expected = compare(a.rows, b.rows, lags="length").distances
    assert ensembles().distances[-1].rms == pytest.approx(expected[-1].rms)
    compared = widget_of(window, QLabel, "generating.compared")
    until(qtbot, lambda: "S₂ 1:" in compared.text() and "L 0:" in compared.text())
