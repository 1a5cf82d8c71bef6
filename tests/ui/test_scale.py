"""Pixels of another size than a model learnt from, said wherever a model is to be run on the picture."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel

from geodesk.collection import Collection
from geodesk.desktop.classifying.problems import ProblemsDialog
from geodesk.desktop.classifying.strip import JobLine
from geodesk.desktop.session import Mode
from geodesk.places import user_data
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import dialog_of, key, press, until
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner
from tests.unit.models.segmenters import by_brightness

FAR = "⚠ 500 nm por píxel está lejos de lo que vio el modelo al aprender (20 nm a 50 nm)."
UNKNOWN = "⚠ Esta imagen: tamaño de píxel desconocido; el modelo aprendió con 20 nm a 50 nm por píxel."


@pytest.fixture
def folder(tmp_path):
    return pictures.of_three_sizes(tmp_path / "folder")


def follows(qtbot, window, label):
    """It is right for each of the three pictures, whichever comes into view."""
    session = window.session
    for name, said in (("far.png", FAR), ("near.png", ""), ("unknown.png", UNKNOWN), ("far.png", FAR)):
        session.show(next(one for one in session.listed if one.id == name))
        until(qtbot, lambda said=said: label.text() == said and label.isHidden() == (not said))


def sources(dialog):
    return [dialog.source.itemData(row) for row in range(dialog.source.count())]


def classified(qtbot, window, folder, tmp_path):
    file = pictures.model(tmp_path / "m.onnx", pixel_size_m=pictures.LEARNT)
    window.settings.set(model=str(file))
    window.session.set_mode(Mode.CLASSIFY)
    until(qtbot, lambda: window.classifying.model is not None)


def test_in_clasificar_and_its_class_map(make_window, qtbot, folder, tmp_path):
    window = make_window(folder)
    classified(qtbot, window, folder, tmp_path)
    follows(qtbot, window, widget_of(window, QLabel, "classifying.warning"))
    window.actions_.refresh()
    press(qtbot, window, "classifying.map")
    dialog = dialog_of(qtbot, window, "counting.map_dialog")
    follows(qtbot, window, widget_of(dialog, QLabel, "counting.map_warning"))
    dialog.close()


def test_a_folder_that_was_classified_tells_it_beside_its_job(make_window, qtbot, folder, tmp_path):
    window = make_window(folder)
    classified(qtbot, window, folder, tmp_path)
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: not window.session.jobs.running() and bool(window.findChildren(JobLine)))
    line = window.findChildren(JobLine)[-1]
    assert [str(one) for one in line.job.notes] == [
        f"far.png: {FAR.removeprefix('⚠ ')}",
        "unknown.png: " + UNKNOWN.removeprefix("⚠ Esta imagen: "),
    ]
    qtbot.mouseClick(line.problems_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: any(one.isVisible() for one in window.findChildren(ProblemsDialog)))
    next(one for one in window.findChildren(ProblemsDialog) if one.isVisible()).close()


def test_in_a_new_point_count(make_window, qtbot, folder):
    models = user_data() / "models"
    models.mkdir(parents=True)
    file = pictures.model(models / "m.onnx", pixel_size_m=pictures.LEARNT)
    window = make_window(folder)
    key(qtbot, window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: window.panel("count").desk.scheme is not None)
    window.actions_.refresh()
    press(qtbot, window, "counting.new")
    dialog = dialog_of(qtbot, window, "counting.starting")
    label = widget_of(dialog, QLabel, "counting.scale_warning")
    assert label.isHidden(), "by hand no model is run"
    until(qtbot, lambda: file in sources(dialog))
    dialog.source.setCurrentIndex(sources(dialog).index(file))
    assert label.text() == FAR and label.isVisible()
    dialog.reject()


def test_in_phases_by_a_model(make_window, qtbot, folder, tmp_path):
    file = by_brightness(tmp_path / "s.onnx", faces=False, pixel_size_m=pictures.LEARNT)
    window = make_window(folder)
    key(qtbot, window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    desk = window.panel("phases").desk
    until(qtbot, lambda: desk.picture is not None)
    rule = widget_of(window, QComboBox, "structure.rule")
    rule.setCurrentIndex(rule.findData("model"))
    rule.activated.emit(rule.currentIndex())
    until(qtbot, lambda: desk.segmenters.entries is not None)
    press(qtbot, window, "structure.open_model")
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    until(qtbot, lambda: desk.segmenters.model is not None and desk.segmenters.loading is None)
    follows(qtbot, window, widget_of(window, QLabel, "structure.model_warning"))


def test_in_captions(make_window, qtbot, folder, tmp_path):
    window = make_window(folder)
    window.session.set_mode(Mode.CLASSIFY)
    until(qtbot, lambda: window.classifying.opened is not None)
    window.classifying.use(captioner(tmp_path / "l.onnx", pixel_size_m=pictures.LEARNT))
    until(qtbot, lambda: window.classifying.captions.opened is not None)
    follows(qtbot, window, widget_of(window, QLabel, "captioning.warning"))


def test_in_active_training(make_window, qtbot, folder):
    collection = Collection.open(folder)
    collection.labels.set(next(one for one in collection.pictures() if one.path == "near.png"), "YES")
    window = make_window(folder)
    window.session.set_mode(Mode.LABEL)
    qtbot.mouseClick(widget_of(window, QCheckBox, "active.switch"), Qt.MouseButton.LeftButton)
    until(qtbot, lambda: window.active.advice is not None)
    label = widget_of(window, QLabel, "active.warning")
    until(qtbot, lambda: label.isVisible())
    far, unknown = label.text().splitlines()
    assert "(30 nm): 1." in far and unknown.endswith("no se conoce: 1; las etiquetadas tienen 30 nm.")
