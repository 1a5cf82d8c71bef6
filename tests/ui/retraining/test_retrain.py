"""Reentrenar…: a real training in its own process, stopped, continued, killed, compared and used."""

import os
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QTableWidget

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.closing import StopTraining
from geodesk.desktop.preferences import Preferences
from geodesk.desktop.retraining.desk import Stage
from geodesk.desktop.retraining.dialog import RetrainDialog
from geodesk.jobs.trainingplace import environment
from geodesk.models import load

pytestmark = pytest.mark.slow
LEFT = Qt.MouseButton.LeftButton
LONG = 240_000


def opened(qtbot, window):
    """The dialog, opened by the button of Etiquetar, its facts read."""
    qtbot.mouseClick(part(window, "active.retrain"), LEFT)
    dialog = window.findChild(RetrainDialog)
    qtbot.waitUntil(lambda: dialog.page is not None and dialog.page.facts is not None, timeout=20_000)
    return dialog


def part(top, name):
    from PySide6.QtWidgets import QWidget

    found = top.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot, top, name):
    qtbot.waitUntil(lambda: part(top, name).isVisible() and part(top, name).isEnabled(), timeout=10_000)
    qtbot.mouseClick(part(top, name), LEFT)


def endless(page):
    """One epoch of the first phase, which is soon over, and more of the second than a test waits for."""
    page.epochs.setValue(1)
    page.fine_epochs.setValue(1000)
    page.patience.setValue(500)


def test_the_preclassifier_is_retrained_on_40_labels_stopped_continued_and_used(
    qtbot, spoilt, labelling, calm
):
    window = labelling(spoilt(20))
    desk = window.retraining
    dialog = opened(qtbot, window)
    page = dialog.page
    assert page.counts.text().startswith("40 muestras etiquetadas: NO 20, YES 20. Unas 8 se reservan")
    assert page.base.currentText().endswith("sem-usable 1.1") and page.name.text() == "sem-usable-1.2"
    assert (page.epochs.value(), page.fine_epochs.value(), page.batch.value()) == (20, 50, 32)
    assert not page.rate.isVisible()
    click(qtbot, dialog, "retrain.advanced")
    assert page.rate.isVisible() and page.rate.text() == "0,003"
    page.licence.setText("uso interno")
    endless(page)
    click(qtbot, dialog, "retrain.begin")  # the first curves of a session bring in pyqtgraph
    qtbot.waitUntil(lambda: part(dialog, "retrain.stop").isVisible())
    with calm():
        qtbot.waitUntil(lambda: len(desk.epochs) >= 2, timeout=LONG)
    assert "Época" in part(dialog, "retrain.said").text()
    losses = dialog.page.plot.lines[0]
    qtbot.waitUntil(lambda: len(dialog.page.plot.lines[0][1].x) >= 2)
    assert [line.name for line in losses] == ["entrenamiento", "validación"]
    click(qtbot, dialog, "retrain.stop")
    assert desk.stopping
    qtbot.waitUntil(lambda: desk.stage is Stage.DONE, timeout=LONG)
    assert not desk.whole and 2 <= len(desk.epochs) < 1001
    assert "mejor red hasta ahora" in part(dialog, "retrain.state").text()

    before = len(desk.epochs)
    desk.training.order.options["fine-epochs"] = str(before)
    click(qtbot, dialog, "retrain.continue")
    qtbot.waitUntil(lambda: desk.stage is Stage.DONE, timeout=LONG)
    assert desk.whole and [event.number("epoch") for event in desk.epochs] == list(range(1, before + 2))
    assert [event.values["phase"] for event in desk.epochs] == ["frozen", *before * ["fine"]]

    found = desk.comparison
    assert len(found.held) == 8 and found.old is not None and found.labels == ("NO", "YES")
    text = part(dialog, "retrain.compared").text()
    assert "En 8 muestras reservadas" in text and "Anterior, sem-usable" in text and "Diferencia" in text
    table = dialog.findChild(QTableWidget, "retrain.confusion_new")
    cells = [[int(table.item(row, column).text()) for column in range(2)] for row in range(2)]
    assert cells == found.new.confusion.tolist() and sum(map(sum, cells)) == 8
    models = window.session.settings.values.model
    assert models == "sem-usable"  # nothing is replaced before it is asked for
    click(qtbot, dialog, "retrain.use")
    qtbot.waitUntil(lambda: desk.kept is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.classifying.opened is not None, timeout=20_000)
    assert window.classifying.opened.model.name == "sem-usable-1.2"
    assert window.classifying.opened.model.badge.state == "verified"
    card = load("sem-usable-1.2").card
    assert card.version == "1.2" and card.licence == "uso interno" and card.outside_set is None
    assert card.document["based_on"]["name"] == "sem-usable" and card.metrics.n == 8
    assert load("sem-usable").card.version == "1.1"
    qtbot.waitUntil(lambda: len([e for e in window.classifying.entries if e.card]) >= 2)
    click(qtbot, dialog, "retrain.another")
    qtbot.waitUntil(lambda: hasattr(dialog.page, "facts"))
    dialog.close()
    window.action("mode.classify").trigger()
    window.action("classify.picture").trigger()
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=20_000)
    assert window.classifying.result.row.model == "sem-usable-1.2"


def test_a_killed_training_is_a_sentence_and_closing_asks(qtbot, spoilt, labelling):
    window = labelling(spoilt(12))
    desk = window.retraining
    window.action("labels.retrain").trigger()
    dialog = window.findChild(RetrainDialog)
    qtbot.waitUntil(lambda: dialog.page.facts is not None, timeout=20_000)
    endless(dialog.page)
    click(qtbot, dialog, "retrain.begin")
    qtbot.waitUntil(lambda: len(desk.epochs) >= 1, timeout=LONG)
    os.kill(desk.training.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desk.stage is Stage.STOPPED, timeout=20_000)
    qtbot.waitUntil(lambda: bool(part(dialog, "retrain.fault").text()))
    fault = part(dialog, "retrain.fault").text()
    assert "El sistema terminó el entrenamiento" in fault and "Se puede continuar" in fault
    assert (desk.training.run / "training.log").is_file() and str(desk.training.run) in fault
    click(qtbot, dialog, "retrain.back")
    qtbot.waitUntil(lambda: hasattr(dialog.page, "facts") and dialog.page.facts is not None, timeout=20_000)
    before = desk.training.run
    click(qtbot, dialog, "retrain.earlier")
    qtbot.waitUntil(lambda: len(desk.epochs) >= 1, timeout=LONG)
    assert desk.training.run == before and desk.epochs[0].number("epoch") > 1

    window.close()
    asked = window.findChild(StopTraining)
    assert asked is not None and window.isVisible() and "entrenamiento" in asked.text()
    qtbot.mouseClick(asked.stay, LEFT)
    QApplication.processEvents()
    assert window.isVisible() and desk.running
    os.kill(desk.training.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desk.stage is Stage.STOPPED, timeout=20_000)
    qtbot.waitUntil(lambda: part(dialog, "retrain.go_on").isVisible())
    click(qtbot, dialog, "retrain.go_on")
    qtbot.waitUntil(lambda: desk.running and desk.training.pid is not None, timeout=20_000)
    process = desk.training.pid
    window.close()
    asked = next(box for box in window.findChildren(StopTraining) if box.isVisible())
    qtbot.mouseClick(asked.anyway, LEFT)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_training_stopped_at_once_is_no_fault(qtbot, spoilt, labelling):
    window = labelling(spoilt(5))
    dialog = opened(qtbot, window)
    qtbot.waitUntil(part(dialog, "retrain.begin").isEnabled, timeout=10_000)
    click(qtbot, dialog, "retrain.begin")
    qtbot.waitUntil(lambda: part(dialog, "retrain.stop").isVisible())
    click(qtbot, dialog, "retrain.stop")
    qtbot.waitUntil(lambda: window.retraining.stage is Stage.STOPPED, timeout=LONG)
    said = part(dialog, "retrain.said")
    qtbot.waitUntil(lambda: "Se detuvo antes de que hubiera una red" in said.text())
    assert part(dialog, "retrain.go_on").isVisible() and not part(dialog, "retrain.fault").isVisible()


def test_what_cannot_be_trained_is_said_before(qtbot, spoilt, labelling):
    window = labelling(spoilt(2))
    dialog = opened(qtbot, window)
    assert "necesita al menos 4 muestras etiquetadas; tiene 2" in part(dialog, "retrain.problem").text()
    assert not part(dialog, "retrain.begin").isEnabled()
    assert "ugerencias aceptadas" not in part(dialog, "retrain.counts").text()
    first = window.session.collection.pictures()[0]
    window.session.collection.labels.set(first, None)
    window.session.collection.labels.set(first, "YES", how="accepted")
    window.session.read_marks()
    qtbot.waitUntil(
        lambda: "aceptadas entre ellas: 1." in part(dialog, "retrain.counts").text(), timeout=10_000
    )
    window.session.collection.labels.set_many([(p, None) for p in window.session.collection.pictures()])
    window.session.read_marks()
    qtbot.waitUntil(lambda: "Ninguna muestra" in part(dialog, "retrain.counts").text(), timeout=10_000)
    dialog.page.network.setCurrentIndex(2)
    assert part(dialog, "retrain.choose_weights").isVisible()
    assert part(dialog, "retrain.weights").currentData() == "imagenet"
    click(qtbot, dialog, "retrain.choose_weights")
    asked = next(one for one in dialog.findChildren(QFileDialog) if one.isVisible())
    line = asked.findChild(QLineEdit, "fileNameEdit")
    weights = window.session.collection.folder / "mine.weights.h5"
    weights.write_bytes(b"x")
    line.setText(str(weights))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: part(dialog, "retrain.weights").currentData() == str(weights), timeout=10_000)
    assert dialog.page.order().options["weights"] == str(weights)
    dialog.close()


def test_a_head_for_few_pictures_is_solved_from_the_dialog(qtbot, spoilt, labelling):
    folder = spoilt(8)
    collection = Collection.open(folder, annotator="maria")
    collection.set_classes([LabelClass("A"), LabelClass("B")])
    collection.labels.set_many([(one, "AB"[at % 2]) for at, one in enumerate(collection.pictures())])
    window = labelling(folder)
    dialog = opened(qtbot, window)
    page, desk = dialog.page, window.retraining
    assert page.network.currentText() == "Pocas imágenes (MobileNetV2)"  # A and B are no model's classes
    assert "minutos, sin procesador gráfico" in part(dialog, "retrain.suits").text()
    assert not page.epochs.isVisible() and not page.fine_epochs.isVisible()
    page.weights.setCurrentIndex(page.weights.findData("none"))
    click(qtbot, dialog, "retrain.begin")
    qtbot.waitUntil(lambda: desk.stage is Stage.DONE, timeout=LONG)
    assert desk.whole and desk.comparison is not None and desk.comparison.labels == ("A", "B")
    model = load(desk.training.model)
    assert model.badge.state == "verified" and model.card.input.looks == 2
    click(qtbot, dialog, "retrain.close")  # what came of it is still there when it is opened again
    qtbot.waitUntil(lambda: not dialog.isVisible())
    window.action("labels.retrain").trigger()
    dialog = next(one for one in window.findChildren(RetrainDialog) if one.isVisible())
    click(qtbot, dialog, "retrain.another")
    qtbot.waitUntil(lambda: hasattr(dialog.page, "facts"))
    click(qtbot, dialog, "retrain.close")
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_without_any_python_the_preferences_say_so_before_a_click(qtbot, make_window, monkeypatch, tmp_path):
    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(tmp_path / "none"))
    monkeypatch.setattr("geodesk.jobs.trainingplace.sys.frozen", True, raising=False)  # the installed program
    monkeypatch.setenv("PATH", str(tmp_path))
    window = make_window()
    window.action("file.preferences").trigger()
    preferences = window.findChild(Preferences)
    preferences.tabs.setCurrentWidget(preferences.training)
    fault = part(preferences, "training.fault")
    qtbot.waitUntil(lambda: "instale el paquete python3-venv" in fault.text(), timeout=20_000)
    assert part(preferences, "training.python").count() == 0
    preferences.close()


def test_without_the_extra_it_is_explained_and_a_failed_installation_is_a_sentence(
    qtbot, spoilt, labelling, monkeypatch, tmp_path
):
    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(tmp_path / "none"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # as on a computer without a network
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    window = labelling(spoilt(2))
    qtbot.mouseClick(part(window, "active.retrain"), LEFT)
    dialog = window.findChild(RetrainDialog)
    qtbot.waitUntil(lambda: "2,6 GB" in part(dialog, "training.said").text(), timeout=20_000)
    assert part(dialog, "training.python").currentText().startswith("Python 3.1")
    assert not part(dialog, "training.remove").isVisible()
    click(qtbot, dialog, "training.install")
    qtbot.waitUntil(lambda: window.retraining.installing, timeout=10_000)
    assert part(dialog, "training.said").text().startswith("Se está instalando el entrenamiento")
    qtbot.waitUntil(lambda: bool(window.retraining.log) or not window.retraining.installing, timeout=LONG)
    qtbot.waitUntil(lambda: not window.retraining.installing, timeout=LONG)
    qtbot.waitUntil(lambda: bool(part(dialog, "training.fault").text()), timeout=10_000)
    said = part(dialog, "training.fault").text()
    assert said.startswith("No se pudo instalar el entorno de entrenamiento: Could not find a version"), said
    click(qtbot, dialog, "training.install")
    click(qtbot, dialog, "training.cancel")
    qtbot.waitUntil(lambda: not window.retraining.installing, timeout=20_000)
    dialog.close()


def test_the_preferences_tell_of_the_environment_and_remove_it(qtbot, make_window, monkeypatch, tmp_path):
    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(tmp_path / "none"))
    half = environment()
    half.mkdir(parents=True)
    (half / "half").write_bytes(bytes(200_000_000))
    window = make_window()
    window.action("file.preferences").trigger()
    preferences = window.findChild(Preferences)
    preferences.tabs.setCurrentWidget(preferences.training)
    said = part(preferences, "training.said")
    qtbot.waitUntil(lambda: "(0,2 GB) es de otra versión" in said.text(), timeout=20_000)

    click(qtbot, preferences, "training.python_file")
    asked = next(one for one in preferences.findChildren(QFileDialog) if one.isVisible())
    wrong = tmp_path / "no.python"
    wrong.write_text("text")
    line = asked.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(wrong))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: preferences.training.python.currentData() == str(wrong), timeout=10_000)
    click(qtbot, preferences, "training.install")
    fault = part(preferences, "training.fault")
    qtbot.waitUntil(lambda: f"{wrong} no es un Python 3.11, 3.12 o 3.13" in fault.text(), timeout=20_000)
    assert half.exists()  # nothing is thrown away before there is something to make it anew with

    click(qtbot, preferences, "training.remove")
    assert said.text() == "Se está quitando el entrenamiento…"
    assert not part(preferences, "training.install").isEnabled()
    qtbot.waitUntil(lambda: not half.exists(), timeout=20_000)
    qtbot.waitUntil(lambda: said.text().startswith("El entrenamiento no está instalado"), timeout=20_000)
    assert not part(preferences, "training.remove").isVisible() and not fault.isVisible()
    preferences.close()
