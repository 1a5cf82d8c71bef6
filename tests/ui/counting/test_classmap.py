"""Mapa de clases…: swept, seen over the picture, another threshold, stopped, saved in three ways."""

import csv

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel

from geodesk.cli import main
from geodesk.collection import open_phases
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import dialog_of, press, until
from tests.ui.plots.conftest import save_as
from tests.unit.models.graphs import brightness, card_document, with_card


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "brightness.onnx"
    return with_card(path, brightness(path), card_document())


@pytest.fixture
def folder(data, folder_of):
    """A real thin section; what is bright and dark in it is for the small model to say."""
    return folder_of(data / "thin-section" / "sandstone", ["4a_xpl.jpg"])


@pytest.fixture
def asked(make_window, qtbot, folder, model):
    """The dialog of class maps beside a window in Clasificar."""
    window = make_window(folder)
    window.settings.set(model=str(model))
    window.session.set_mode(Mode.CLASSIFY)
    until(qtbot, lambda: window.classifying.opened is not None)
    window.actions_.refresh()
    press(qtbot, window, "classifying.map")
    return window, dialog_of(qtbot, window, "counting.map_dialog")


def swept(qtbot, dialog, tile=40, stride=40):
    dialog.tile.setValue(tile)
    dialog.stride.setValue(stride)
    press(qtbot, dialog, "counting.map_start")
    until(qtbot, lambda: dialog.found is not None and not dialog.running and bool(dialog.fractions))
    return dialog.found


def shares(dialog):
    found = [widget_of(dialog, QLabel, f"counting.map_share_{at + 1}").text() for at in range(3)]
    return [text.partition(":")[0] for text in found], found


def save(qtbot, window, dialog, target):
    press(qtbot, dialog, "counting.map_save")
    chooser = next(one for one in dialog.findChildren(QFileDialog) if one.isVisible())
    chooser.selectNameFilter(next(f for f in chooser.nameFilters() if target.suffix in f))
    QApplication.processEvents()
    save_as(qtbot, window, target)
    until(qtbot, target.exists)


def test_a_map_over_the_picture_with_shares_and_intervals(asked, qtbot, folder, model, tmp_path):
    window, dialog = asked
    found = swept(qtbot, dialog)
    assert found.best.shape == (30, 40) and dialog.laid
    names, texts = shares(dialog)
    assert names == ["oscura", "clara", "desconocida"] and "–" in texts[0] and "%" in texts[0]
    with Image.open(folder / "4a_xpl.jpg") as picture:
        grey = np.asarray(picture.convert("L"), float)
    dark = (grey.reshape(30, 40, 40, 40).mean(axis=(1, 3)) < 127.5).mean()
    assert dialog.fractions[0].share == pytest.approx(dark, abs=0.02)
    press(qtbot, dialog, "counting.map_shown", QCheckBox)
    assert not dialog.laid
    press(qtbot, dialog, "counting.map_shown", QCheckBox)
    assert dialog.laid
    dialog.threshold.setValue(0.9)
    until(qtbot, lambda: dialog.fractions == found.fractions(0.9))
    assert dialog.fractions[2].share > 0.05
    window.session.set_mode(Mode.COUNT)
    assert not dialog.laid, "who counts points is told nothing by a model"
    window.session.set_mode(Mode.CLASSIFY)
    assert dialog.laid
    dialog.close()
    assert not dialog.laid, "the picture is as it was"


def test_saved_as_the_command_saves_it(asked, qtbot, folder, model, tmp_path):
    window, dialog = asked
    swept(qtbot, dialog)
    for name in ("map.tif", "shares.csv", "map.png"):
        save(qtbot, window, dialog, tmp_path / name)
    out = [str(tmp_path / "cli.tif"), str(tmp_path / "cli.csv")]
    given = ["sweep", str(folder), "--model", str(model), "--tile", "40", "--stride", "40", "--quiet"]
    assert main([*given, "--out", *out]) == 0
    assert (tmp_path / "shares.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()
    ours, theirs = open_phases(tmp_path / "map.tif"), open_phases(tmp_path / "cli.tif")
    assert (ours.labels() == theirs.labels()).all() and ours.made["rule"] == theirs.made["rule"]
    with open(tmp_path / "shares.csv", encoding="utf-8", newline="") as stream:
        assert [row["label"] for row in csv.DictReader(stream)] == ["DARK", "BRIGHT", "unknown"]
    drawn = QImage(str(tmp_path / "map.png"))
    assert drawn.width() >= 1600 and "oscura" in drawn.text("Description")


def test_stopping_stops_and_what_was_there_stays(asked, qtbot):
    window, dialog = asked
    found = swept(qtbot, dialog)
    dialog.stride.setValue(2)
    press(qtbot, dialog, "counting.map_start")
    until(qtbot, lambda: dialog.job.counts.done > 0)
    press(qtbot, dialog, "counting.map_stop")
    until(qtbot, lambda: not dialog.running)
    assert dialog.job.outcome is Outcome.CANCELLED and dialog.found is found and dialog.laid
    assert widget_of(dialog, QLabel, "counting.map_state").text() == "Detenido."


def test_a_tile_that_does_not_suit_is_said(asked, qtbot):
    window, dialog = asked
    dialog.tile.setValue(3)
    press(qtbot, dialog, "counting.map_start")
    until(qtbot, lambda: dialog.job is not None and dialog.job.outcome is Outcome.FAILED)
    assert "Una tesela de 3 px no sirve" in widget_of(dialog, QLabel, "counting.map_state").text()


def test_another_language_while_it_is_open(asked, qtbot):
    window, dialog = asked
    swept(qtbot, dialog)
    window.settings.set(language="en")
    window.apply_language()
    QApplication.processEvents()
    assert dialog.windowTitle() == "Class map" and shares(dialog)[0] == ["dark", "bright", "unknown"]
