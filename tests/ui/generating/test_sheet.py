"""The contact sheet: filling it, opening a picture, saving, other models, and what fails."""

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit

from geodesk import micrograph, models
from geodesk.cli import main
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of
from tests.ui.generating.conftest import (
    choose_folder,
    click_cell,
    made,
    press,
    seen,
    until,
)
from tests.unit.jobs import pictures


def test_the_mode_says_what_it_needs_before_there_is_a_generator(qtbot, window, monkeypatch):
    monkeypatch.setattr(models, "installed", list)  # as if none were bundled
    qtbot.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert window.session.mode is Mode.GENERATE and window.action("mode.generate").isChecked()
    stage = window.generate_stage
    assert stage.isVisible() and "Abra un generador" in stage.sheet.accessibleDescription()
    assert not window.action("generate.make").isEnabled() and not window.action("view.grid").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.isVisible() and not stage.isVisible()


def test_a_generator_is_opened_by_its_file(qtbot, make_window, generator):
    window = make_window()
    window.session.set_mode(Mode.GENERATE)
    press(qtbot, window, "generating.open")
    dialog = window.findChild(QFileDialog, "generating.file")
    line = widget_of(dialog, QLineEdit, "fileNameEdit")
    line.setText(str(generator))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    panel = window.panel("generate")
    found = panel.desk.models
    until(qtbot, lambda: found.model is not None and found.model.path == generator)
    assert panel.card.badge.text() == "✔ verificado"
    until(qtbot, lambda: panel.chooser.currentText() == "blobs")
    assert window.settings.values.generators == [str(generator)]


def test_a_classifier_dropped_here_is_refused_and_a_generator_taken(qtbot, ready, tmp_path, volume):
    window, desk, _ = ready()
    before = desk.models.model

    def drop(path):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))

    drop(pictures.model(tmp_path / "brightness.onnx"))
    until(qtbot, lambda: desk.models.refused is not None)
    assert "hace falta un generador" in str(desk.models.refused) and desk.models.model is before
    drop(volume)
    until(qtbot, lambda: desk.models.model is not before and not desk.models.loading)
    assert desk.models.model.spec.volume


def test_the_sheet_fills_and_a_click_shows_a_picture_marked_synthetic(qtbot, ready, calm):
    window, desk, stage = ready()
    panel = window.panel("generate")
    panel.seed.setValue(42)
    panel.count.setValue(30)
    with calm():
        made(qtbot, window, desk)
    assert [cell.origin.index for cell in desk.sheet.cells] == list(range(30))
    assert desk.opening.shown.origin.index == 0  # the first one comes by itself
    click_cell(qtbot, stage, 5)
    until(qtbot, lambda: seen(desk) and desk.opening.shown.origin.index == 5)
    canvas = stage.viewer.canvas
    assert canvas.badges == [("SINTÉTICA", True), ("n.º 5", False)]
    assert canvas.document.synthetic and canvas.document.pixel_size.source == "model blobs"
    whole = canvas.document.grey()
    assert np.array_equal(whole, desk.maker.picture(42, 5))
    small = desk.sheet.cells[5].image
    assert (small.width(), small.height()) == (64, 64)
    # The arrow keys go on in the sheet and leave the sample of the list alone.
    sample = window.session.current
    qtbot.keyClick(stage.sheet, Qt.Key.Key_Right)
    until(qtbot, lambda: seen(desk) and desk.opening.shown.origin.index == 6)
    assert window.session.current is sample
    press(qtbot, window, "generating.one")
    assert canvas.zoom == 1
    press(qtbot, window, "generating.fit")
    assert canvas.fitted
    scale = canvas.scale_now
    qtbot.keyClick(stage.sheet, Qt.Key.Key_Plus)
    assert canvas.scale_now > scale
    qtbot.keyClick(stage.sheet, Qt.Key.Key_F)
    assert canvas.scale_now == scale
    assert "30 de 30 de blobs, semilla 42" in widget_of(window, QLabel, "generating.told").text()


def test_a_new_series_replaces_the_old_and_the_mode_can_be_left_meanwhile(qtbot, ready):
    window, desk, _ = ready()
    panel = window.panel("generate")
    panel.count.setValue(3)
    panel.side.setValue(90)
    made(qtbot, window, desk)
    assert panel.side.value() == 96 and desk.opening.shown.document.width == 96
    panel.seed.setValue(1)
    panel.side.setValue(panel.side.minimum())
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.session.set_mode(Mode.EXPLORE)
    until(qtbot, lambda: not desk.running and len(desk.sheet.cells) == 3)
    assert {cell.origin.seed for cell in desk.sheet.cells} == {1}
    until(qtbot, lambda: seen(desk))
    assert desk.opening.shown.document.width == 64


def test_stop_keeps_what_there_is(qtbot, ready):
    window, desk, _ = ready()
    window.panel("generate").count.setValue(5000)
    press(qtbot, window, "generating.make")
    until(qtbot, lambda: len(desk.sheet.cells) > 2)
    press(qtbot, window, "generating.stop")
    until(qtbot, lambda: not desk.running)
    assert 2 < len(desk.sheet.cells) < 5000
    until(qtbot, lambda: window.action("generate.make").isEnabled() and seen(desk))


def test_the_selected_ones_and_all_are_saved_as_the_command_line_does(qtbot, ready, tmp_path, generator):
    window, desk, stage = ready()
    made(qtbot, window, desk)
    click_cell(qtbot, stage, 1)
    click_cell(qtbot, stage, 3, Qt.KeyboardModifier.ControlModifier)
    out = tmp_path / "saved"
    out.mkdir()
    press(qtbot, window, "generating.save")
    choose_folder(qtbot, window, out)
    names = ["blobs-0-000001.tif", "blobs-0-000003.tif"]
    until(qtbot, lambda: sorted(file.name for file in out.iterdir()) == names)
    until(qtbot, lambda: not window.session.jobs.running())
    assert (
        main(["generate", "--model", str(generator), "--count", "8", "--out", str(tmp_path / "c"), "--quiet"])
        == 0
    )
    press(qtbot, window, "generating.save_all")
    choose_folder(qtbot, window, out)
    until(qtbot, lambda: len(list(out.iterdir())) == 8 and not window.session.jobs.running())
    for file in out.iterdir():
        assert file.read_bytes() == (tmp_path / "c" / file.name).read_bytes()
    with micrograph.open(out / names[0]) as picture:
        assert picture.metadata["synthetic"] == "yes"


def test_a_picture_in_the_way_is_not_written_over_and_the_rest_is_saved(qtbot, ready, tmp_path):
    window, desk, _ = ready()
    made(qtbot, window, desk)
    out = tmp_path / "saved"
    out.mkdir()
    (out / "blobs-0-000002.tif").write_text("notes")
    window.action("generate.save_all").trigger()
    choose_folder(qtbot, window, out)
    until(qtbot, lambda: len(list(out.iterdir())) == 8 and not window.session.jobs.running())
    assert (out / "blobs-0-000002.tif").read_text() == "notes"
    line = window.strip.lines[-1]
    assert [path for path, _ in line.job.errors] == ["blobs-0-000002.tif"]


def test_a_volume_opens_page_by_page(qtbot, ready, volume):
    window, desk, stage = ready(volume)
    window.panel("generate").count.setValue(2)
    made(qtbot, window, desk)
    document = desk.opening.shown.document
    assert document.pages == 32 and stage.viewer.canvas.page == 16 and stage.viewer.pages.isVisible()
    stage.viewer.pages.setValue(3)
    until(qtbot, lambda: stage.viewer.canvas.page == 3)
    whole = models.load(volume, "cpu", task="generate").picture(0, 0)
    assert np.array_equal(document.grey(3), whole[3])
    assert "página 4 de 32" in [label.text() for label in stage.viewer.findChildren(QLabel)]


def test_a_model_that_fails_in_the_middle_says_so(qtbot, ready, monkeypatch):
    from geodesk.models import ModelFailed

    window, desk, _ = ready()
    real, calls = desk.models.model.runner.run, []

    def run(*arguments):
        calls.append(1)
        if len(calls) > 3:
            raise ModelFailed(en="The model failed while running.", es="El modelo falló al ejecutarse.")
        return real(*arguments)

    monkeypatch.setattr(desk.models.model.runner, "run", run)
    press(qtbot, window, "generating.make")
    until(qtbot, lambda: desk.job is not None and not desk.running)
    until(
        qtbot, lambda: any("falló al ejecutarse" in str(toast.sentence) for toast in window.notices.toasts())
    )
    assert 0 < len(desk.sheet.cells) <= 3
    until(qtbot, lambda: not desk.opening.busy)
