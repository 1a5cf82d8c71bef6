"""Fases by a model: a real sandstone pair segmented, corrected with the mouse, undone, kept, found again."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QSlider, QToolButton

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.desktop.session import Mode
from tests.ui.conftest import open_, widget_of
from tests.ui.plots.conftest import said
from tests.ui.structure.conftest import press, until
from tests.ui.structure.test_phases import key, stroke
from tests.unit.models.segmenters import LABELS, by_brightness


@pytest.fixture
def field(data, folder_of):
    """The two faces of a real sandstone field."""
    return folder_of(data / "thin-section" / "sandstone", ["5a_ppl.jpg", "5a_xpl.jpg"])


@pytest.fixture
def model(tmp_path):
    """A real segmenter of pairs whose classes can be computed by hand: by the mean of both faces."""
    levels = [{**label, "id": f"{label['id']}-{at}"} for at, label in enumerate(LABELS)]
    return by_brightness(
        tmp_path / "claridad.onnx", side=128, tile=512, labels=levels, licence="BSD-3-Clause"
    )


@pytest.fixture
def modelling(make_window, qtbot):
    """A window in Fases by a model, opened by its file."""

    def start(folder, model):
        window = make_window(folder)
        key(qtbot, window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
        assert window.session.mode is Mode.PHASES
        desk = window.panel("phases").desk
        until(qtbot, lambda: desk.picture is not None and desk.retouching.strokes is not None)
        rule = widget_of(window, QComboBox, "structure.rule")
        rule.setCurrentIndex(rule.findData("model"))
        rule.activated.emit(rule.currentIndex())
        until(qtbot, lambda: desk.segmenters.entries is not None)
        if desk.segmenters.model is None and desk.segmenters.loading is None:
            press(qtbot, window, "structure.open_model")
            dialog = window.findChild(QFileDialog)
            dialog.fileSelected.emit(str(model))
            dialog.close()
        until(qtbot, lambda: desk.segmenters.loading is None)
        return window, desk

    return start


def tried(qtbot, window, desk):
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.model_trial is not None and not desk.busy)


def click(qtbot, window, name):
    button = widget_of(window, QToolButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_real_pair_is_segmented_corrected_undone_kept_and_measured(
    modelling, field, model, make_window, qtbot, calm, tmp_path
):
    window, desk = modelling(field, model)
    assert "verificado" in widget_of(window, QLabel, "structure.model_badge").text()
    about = widget_of(window, QLabel, "structure.model_about").text()
    assert "Conjunto externo" in about and "BSD-3-Clause" in about
    with calm():
        tried(qtbot, window, desk)
    raw = desk.labels.copy()
    assert raw.shape == (1200, 1600) and set(np.unique(raw)) == {0, 1, 2}
    shares = [widget_of(window, QLabel, f"structure.share_{n}").text() for n in (1, 2, 3)]
    assert [text.partition(":")[0] for text in shares] == ["oscuro", "medio", "claro"]
    # A segment is corrected: a wide stroke of the third class over what is not of it.
    canvas = window.stage.canvas
    until(qtbot, lambda: not canvas.tiles.waiting)
    widget_of(window, QSlider, "structure.retouch_width").setValue(60)
    key(qtbot, window, Qt.Key.Key_3)
    assert desk.label == 2 and desk.tool == "brush"
    y, x = np.argwhere(raw[100:-100, 200:-200] == 0)[0] + (100, 200)
    with calm():
        stroke(window, (x - 60, y), (x, y), (x + 60, y))
        until(qtbot, lambda: desk.labels[y, x] == 2)
    assert (desk.labels[y - 25 : y + 25, x - 50 : x + 50] == 2).all()
    changed = desk.labels != raw
    assert changed.any() and (desk.labels[changed] == 2).all()
    assert "1 corrección" in widget_of(window, QLabel, "structure.retouches").text()
    # A whole region is given another class with the bucket, and taken back.
    click(qtbot, window, "structure.fill_model_button")
    assert desk.tool == "fill"
    classes = widget_of(window, QComboBox, "structure.class")
    classes.setCurrentIndex(1)
    classes.activated.emit(1)
    assert desk.label == 1 and desk.tool == "fill"
    stroke(window, (x, y))
    until(qtbot, lambda: desk.labels[y, x] == 1)
    filled = int((desk.labels == 1).sum())
    click(qtbot, window, "structure.undo_model_button")
    until(qtbot, lambda: desk.labels[y, x] == 2)
    assert int((desk.labels == 1).sum()) < filled
    key(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: np.array_equal(desk.labels, raw))
    click(qtbot, window, "structure.redo_model_button")
    until(qtbot, lambda: desk.labels[y, x] == 2)
    corrected = desk.labels.copy()
    press(qtbot, window, "structure.keep")
    until(qtbot, lambda: desk.kept is not None and not window.session.jobs.running())
    collection = Collection.open(field)
    for picture in collection.pictures():  # both faces, by one run of the model
        kept = collection.phases.of(picture)
        assert np.array_equal(kept.labels(), corrected)
        rule = kept.made["rule"]
        assert rule["kind"] == "model" and rule["model"] == "by-brightness" and len(rule["retouches"]) == 1
        assert rule["sha256"] == desk.segmenters.model.sha256
    collection.index.close()
    window.close()
    # Another day the correction is laid over the model's answer again, on either face.
    window, desk = modelling(field, model)
    assert desk.segmenters.model is not None, "the model used last is at hand"
    key(qtbot, window, Qt.Key.Key_B)
    until(qtbot, lambda: desk.picture is not None and desk.picture.path == "5a_xpl.jpg")
    tried(qtbot, window, desk)
    until(qtbot, lambda: np.array_equal(desk.labels, corrected))
    key(qtbot, window, Qt.Key.Key_B)
    until(qtbot, lambda: desk.picture.path == "5a_ppl.jpg")
    assert desk.model_trial is not None and np.array_equal(desk.labels, corrected), "of both faces"
    # The command line makes the same.
    out = tmp_path / "t.csv"
    assert main(["phases", str(field), "--model", str(model), "--table", str(out), "--quiet"]) == 0
    until(qtbot, lambda: desk.kept is not None)
    collection = Collection.open(field)
    assert np.array_equal(collection.phases.of(collection.pictures()[0]).labels(), corrected)
    collection.index.close()


def test_the_eraser_gives_a_place_back_to_the_model(modelling, field, model, data, folder_of, qtbot):
    window, desk = modelling(field, model)
    assert not window.action("structure.eraser").isEnabled(), "there is nothing to paint over yet"
    tried(qtbot, window, desk)
    raw = desk.labels.copy()
    key(qtbot, window, Qt.Key.Key_1)
    stroke(window, (400, 300), (500, 300))
    stroke(window, (400, 700), (500, 700))
    until(qtbot, lambda: (desk.labels[[300, 700], 450] == 0).all() and desk.retouched_here == 2)
    click(qtbot, window, "structure.eraser_model_button")
    assert desk.tool == "eraser" and desk._strokes.isVisible() and desk._strokes.count == 2
    stroke(window, (450, 290), (450, 300))
    until(qtbot, lambda: desk.retouched_here == 1 and np.array_equal(desk.labels[:500], raw[:500]))
    click(qtbot, window, "structure.brush_model_button")
    assert desk.tool == "brush" and not desk._strokes.isVisible()
    until(qtbot, lambda: not window.session.writer.busy)
    stored = json.loads((field / ".geodesk" / "retouches.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in stored["strokes"]] == ["5a_ppl.jpg"]
    assert not (field / ".geodesk" / "strokes.json").exists()
    other = folder_of(data / "thin-section" / "sandstone", ["5a_ppl.jpg", "5a_xpl.jpg"], "other")
    open_(qtbot, window, other)
    until(qtbot, lambda: desk.picture is not None and desk.picture.file.parent == other)
    assert desk.trial is None and desk.retouched_here == 0, (
        "the pictures of another folder have the same names"
    )


def test_what_cannot_be_segmented_says_what_to_do(modelling, data, folder_of, model, tmp_path, qtbot):
    folder = folder_of(data / "thin-section" / "sandstone", ["5a_ppl.jpg"])
    window, desk = modelling(folder, model)
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: any("PPL + XPL" in text for text in said(window)) and not desk.busy)
    assert desk.trial is None
    # A model of another task, and one without a card, are refused; the one in use stays.
    plain = tmp_path / "sin_ficha.onnx"
    content = model.read_bytes()
    plain.write_bytes(content.replace(b"geodesk.card", b"geodesk.mark"))
    used = desk.segmenters.model
    desk.segmenters.use(plain)
    until(qtbot, lambda: any("no tiene ficha" in text for text in said(window)))
    assert desk.segmenters.model is used and desk.segmenters.loading is None


def test_the_keys_to_nine_choose_a_class(modelling, field, tmp_path, qtbot):
    labels = [{"id": f"c{n}", "es": f"clase {n}", "en": f"class {n}"} for n in range(1, 11)]
    levels = tuple(25.0 * n for n in range(1, 10))
    model = by_brightness(tmp_path / "m.onnx", side=128, tile=512, labels=labels, levels=levels)
    window, desk = modelling(field, model)
    key(qtbot, window, Qt.Key.Key_9)
    assert desk.label != 8, "there is nothing to paint over yet"
    tried(qtbot, window, desk)
    for number in (9, 8, 7, 6, 5):
        key(qtbot, window, Qt.Key(int(Qt.Key.Key_0) + number))
        assert desk.label == number - 1 and desk.tool == "brush"
    classes = widget_of(window, QComboBox, "structure.class")
    until(qtbot, lambda: classes.currentIndex() == 4)
    assert classes.itemText(4) == "5  clase 5" and classes.itemText(9) == "clase 10"
    key(qtbot, window, Qt.Key.Key_V)
    assert desk.tool == "fill"
    key(qtbot, window, Qt.Key.Key_V)
    assert desk.tool == ""
