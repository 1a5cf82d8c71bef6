"""Choosing a model, its badge, one picture, and models that are refused or must be asked about."""

import json

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QFileDialog, QLabel, QPushButton

from geodesk import models
from geodesk.desktop.classifying.answers import AnswersDialog
from geodesk.desktop.classifying.bars import Bars
from geodesk.desktop.session import Mode
from tests.ui.conftest import open_, widget_of
from tests.unit.jobs import pictures
from tests.unit.models.graphs import brightness, card_document, with_card

NAMES = ["ppc10_1.png", "ppc10_3.png", "ppc11_01.png"]


@pytest.fixture
def folder(data, folder_of):
    return folder_of(data / "sem" / "fibres" / "Defective", NAMES)


@pytest.fixture
def window(make_window, qtbot, folder):
    window = make_window(folder)
    window.session.set_mode(Mode.CLASSIFY)
    qtbot.waitUntil(lambda: window.classifying.opened is not None, timeout=10_000)
    return window


def text_of(window, name):
    return widget_of(window, QLabel, name).text()


def click(qtbot, window, name):
    button = widget_of(window, QPushButton, name)
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def toasts(window):
    return [str(toast.sentence) for toast in window.notices.toasts()]


def use(qtbot, window, file):
    """Open a model by its file, as the drop does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    panel = window.panel("classify")
    place = QPointF(panel.mapTo(window, QPoint(20, 20)))
    event = QDropEvent(
        place, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.classifying.loading is None or dialog(window) is not None, timeout=10_000)


def dialog(window):
    return window.findChild(AnswersDialog)


def test_the_bundled_model_its_badge_and_its_outside_set(window, qtbot):
    desk = window.classifying
    qtbot.waitUntil(lambda: bool(desk.entries))
    assert desk.model.name == "sem-usable"
    badge = text_of(window, "classifying.badge")
    assert badge == "✔ verificado"
    card = widget_of(window, QLabel, "classifying.badge").parent()
    said = " ".join(label.text() for label in card.findChildren(QLabel))
    score = desk.model.card.outside_set
    assert score.set in said and f"n\u00a0=\u00a0{score.n}" in said
    assert f"{score.value('balanced_accuracy'):.3f}".replace(".", ",") in said
    assert "BSD-3-Clause" in said and "usable (YES)" in said
    assert "CPU" in window.status.device_label.text()
    assert "CPUExecutionProvider" in window.status.device_label.toolTip()


def test_the_badge_follows_the_theme(window):
    badge = widget_of(window, QLabel, "classifying.badge")
    assert "#00704f" in badge.styleSheet()
    window.settings.set(theme="dark")
    window.apply_theme()
    assert "#4fc79e" in badge.styleSheet()
    window.settings.set(theme="light")
    window.apply_theme()
    assert "#00704f" in badge.styleSheet()


def test_one_picture_by_button_and_by_key(window, qtbot, calm):
    bars = widget_of(window, Bars, "classifying.bars")
    assert not bars.isVisible()
    with calm():
        click(qtbot, window, "classifying.picture")
        qtbot.waitUntil(lambda: len(bars.rows) == 2, timeout=10_000)
    assert {name for name, _ in bars.rows} == {"usable", "no usable"}
    assert sum(share for _, share in bars.rows) == pytest.approx(1)
    said = text_of(window, "classifying.said")
    assert " · CPU · " in said and " ms" in said
    assert widget_of(window, QLabel, "classifying.said").toolTip() == "CPUExecutionProvider"
    assert "ms por imagen" in window.status.device_label.toolTip()
    window.session.step(1)
    assert window.classifying.result is None and not bars.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=10_000)
    assert window.classifying.result.row.path == window.session.picture.path
    window.settings.set(language="en")
    window.apply_language()
    qtbot.waitUntil(lambda: {name for name, _ in bars.rows} == {"usable", "not usable"})
    assert window.status.device_label.text() == "CPU: no faster device in this build"


def test_an_empty_folder_shows_no_result_of_the_picture_before(window, qtbot, tmp_path):
    click(qtbot, window, "classifying.picture")
    bars = widget_of(window, Bars, "classifying.bars")
    qtbot.waitUntil(bars.isVisible)
    (tmp_path / "vacía").mkdir()
    open_(qtbot, window, tmp_path / "vacía")
    assert window.session.listed == [] and not bars.isVisible()


def test_ctrl_r_outside_the_mode_opens_the_model_and_shows_the_result(make_window, qtbot, folder):
    window = make_window(folder)
    assert window.classifying.opened is None and window.session.mode is Mode.EXPLORE
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=15_000)
    assert window.session.mode is Mode.CLASSIFY
    assert widget_of(window, Bars, "classifying.bars").isVisible()


def test_ctrl_r_while_the_model_is_being_opened_is_done_once_it_is_there(make_window, qtbot, folder):
    window = make_window(folder)
    window.action("mode.classify").trigger()
    desk = window.classifying
    qtbot.waitUntil(lambda: desk.loading is not None or desk.opened is not None, timeout=15_000)
    desk.use()
    assert desk.loading is not None
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.result is not None, timeout=15_000)
    assert desk.result.row.path == window.session.picture.path


def test_classifying_in_passing_drops_what_comes_too_late(window, qtbot):
    box = window.panel("classify").passing
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert window.settings.values.classify_on_view
    seen = []
    window.classifying.result_changed.connect(lambda: seen.append(window.classifying.result))
    window.session.step(1)
    window.session.step(1)
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=10_000)
    assert {result.row.path for result in seen if result is not None} == {NAMES[2]}
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not window.settings.values.classify_on_view
    window.session.step(-1)
    qtbot.wait(300)
    assert window.classifying.result is None


def test_another_model_from_the_list(window, qtbot, tmp_path):
    file = pictures.model(tmp_path / "brightness.onnx")
    use(qtbot, window, file)
    qtbot.waitUntil(lambda: window.classifying.model.name == "brightness")
    chooser = widget_of(window, QComboBox, "classifying.model")
    qtbot.waitUntil(lambda: chooser.count() == len(models.installed()) + 1 and chooser.isEnabled())
    assert chooser.currentText() == "brightness"
    assert window.settings.values.model == str(file)
    chooser.setFocus()
    back = chooser.findText("SEM", Qt.MatchFlag.MatchStartsWith)
    step = Qt.Key.Key_Down if back > chooser.currentIndex() else Qt.Key.Key_Up
    while chooser.currentIndex() != back:
        qtbot.waitUntil(chooser.isEnabled, timeout=10_000)
        qtbot.keyClick(chooser, step)
    qtbot.waitUntil(lambda: window.classifying.model.name == "sem-usable", timeout=10_000)
    assert window.settings.values.model == "sem-usable"


def test_open_model_asks_for_a_file(window, qtbot, tmp_path):
    file = pictures.model(tmp_path / "brightness.onnx")
    click(qtbot, window, "classifying.open")
    asking = window.findChild(QFileDialog, "classifying.open_model")
    asking.setOption(QFileDialog.Option.DontUseNativeDialog)
    asking.fileSelected.emit(str(file))
    asking.close()
    qtbot.waitUntil(lambda: window.classifying.model.name == "brightness", timeout=10_000)


def test_a_failed_model_is_shown_and_not_run(window, qtbot, tmp_path):
    document = card_document() | {"digest": "0" * 64}
    file = with_card(tmp_path / "m.onnx", brightness(tmp_path / "m.onnx"), document, digest=False)
    use(qtbot, window, file)
    qtbot.waitUntil(lambda: window.classifying.model.name == "brightness")
    assert "✖ fallido" in text_of(window, "classifying.badge")
    assert "huella no coincide" in text_of(window, "classifying.reason")
    for name in ("classifying.picture", "classifying.folder"):
        qtbot.waitUntil(lambda name=name: not widget_of(window, QPushButton, name).isEnabled())


def test_a_model_below_its_own_target_is_called_a_demonstration(window, qtbot, tmp_path):
    weak = {
        "outside_set": {"set": "elsewhere", "n": 50, "accuracy": 0.6, "interval": [0.5, 0.7]},
        "target": {"score": "accuracy", "at_least": 0.9},
    }
    file = with_card(tmp_path / "m.onnx", brightness(tmp_path / "m.onnx"), card_document() | weak)
    use(qtbot, window, file)
    qtbot.waitUntil(lambda: window.classifying.model.name == "brightness")
    assert text_of(window, "classifying.badge").endswith("⚠ demostración")


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "task"])
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(window, qtbot, tmp_path, kind):
    file = tmp_path / f"{kind}.onnx"
    if kind == "task":
        with_card(file, brightness(file), card_document(task="segment"))
    else:
        good = pictures.model(tmp_path / "good.onnx").read_bytes()
        file.write_bytes({"empty": b"", "text": b"no model", "cut": good[: len(good) // 2]}[kind])
    use(qtbot, window, file)
    qtbot.waitUntil(lambda: bool(toasts(window)))
    assert window.classifying.model.name == "sem-usable"  # the one in use stays
    wanted = "hace falta un clasificador" if kind == "task" else kind
    assert wanted in toasts(window)[-1]


def test_a_model_without_a_card_is_asked_about_once(window, qtbot, tmp_path, folder):
    file = tmp_path / "foreign.onnx"
    brightness(file, channels=3, dynamic=True)
    use(qtbot, window, file)
    asking = dialog(window)
    ok = asking.buttons.button(QDialogButtonBox.StandardButton.Ok)
    asking.labels.setFocus()
    qtbot.keyClicks(asking.labels, "OSCURA")
    assert not ok.isEnabled()
    qtbot.keyClick(asking.labels, Qt.Key.Key_Return)
    qtbot.keyClicks(asking.labels, "CLARA")
    asking.height_box.setValue(16)
    asking.width_box.setValue(16)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.classifying.model.name == "foreign", timeout=10_000)
    assert window.classifying.model.labels == ("OSCURA", "CLARA")
    assert "sin verificar" in text_of(window, "classifying.badge")
    assert "foreign está listo" in toasts(window)[-1]
    (kept,) = (folder / ".geodesk" / "models").glob("*.json")
    assert json.loads(kept.read_text("utf-8"))["labels"] == ["OSCURA", "CLARA"]
    click(qtbot, window, "classifying.picture")
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=10_000)
    mean = sum(Image.open(folder / NAMES[0]).convert("L").resize((16, 16)).tobytes()) / 256 / 255
    assert window.classifying.result.row.p[1] == pytest.approx(mean, abs=0.02)
    window.classifying.use("sem-usable")
    qtbot.waitUntil(lambda: window.classifying.model.name == "sem-usable", timeout=10_000)
    window.classifying.use(file)  # not asked again
    qtbot.waitUntil(lambda: window.classifying.model.name == "foreign", timeout=10_000)
    click(qtbot, window, "classifying.answers")
    again = next(d for d in window.findChildren(AnswersDialog) if d.isVisible())
    assert again.labels.toPlainText() == "OSCURA\nCLARA"
    again.labels.setPlainText("NEGRA\nBLANCA")
    qtbot.mouseClick(again.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.classifying.model.labels == ("NEGRA", "BLANCA"), timeout=10_000)


def test_labels_in_one_line_are_separated_by_commas(window, qtbot, tmp_path):
    file = tmp_path / "foreign.onnx"
    brightness(file, channels=3, dynamic=True)
    use(qtbot, window, file)
    asking = dialog(window)
    ok = asking.buttons.button(QDialogButtonBox.StandardButton.Ok)
    asking.labels.setFocus()
    qtbot.keyClicks(asking.labels, "oscura")
    assert not ok.isEnabled() and "separadas por comas" in widget_of(asking, QLabel, "answers.counted").text()
    qtbot.keyClicks(asking.labels, ", clara, media")
    assert not ok.isEnabled() and ok.toolTip().startswith("3 de 2 etiquetas. ")
    asking.labels.setPlainText("oscura, clara")
    assert ok.isEnabled() and asking.answers().labels == ("oscura", "clara")
    asking.labels.setPlainText("oscura, casi negra\nclara")
    assert asking.answers().labels == ("oscura, casi negra", "clara")
    asking.close()


def test_answers_that_are_not_given_leave_the_model_in_use(window, qtbot, tmp_path):
    file = tmp_path / "foreign.onnx"
    brightness(file)
    use(qtbot, window, file)
    cancel = dialog(window).buttons.button(QDialogButtonBox.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.classifying.loading is None)
    assert window.classifying.model.name == "sem-usable"


def test_a_pixel_size_outside_the_models_range_is_warned_of(make_window, qtbot, data, folder_of, tmp_path):
    source = sorted((data / "sem" / "vendor").glob("*.tif"))
    window = make_window(folder_of(source[0].parent, [file.name for file in source[:3]]))
    file = pictures.model(tmp_path / "m.onnx", pixel_size_m={"min": 1.0, "max": 2.0})
    window.session.set_mode(Mode.CLASSIFY)
    use(qtbot, window, file)
    qtbot.waitUntil(lambda: window.classifying.model is not None and window.session.document is not None)
    qtbot.waitUntil(lambda: window.classifying.model.name == "brightness", timeout=10_000)
    warning = text_of(window, "classifying.warning")
    assert "1 m" in warning and "2 m" in warning


def test_another_device_opens_the_model_anew(window, qtbot):
    before = window.classifying.opened
    window.settings.set(device="cuda")
    qtbot.waitUntil(lambda: window.classifying.opened is not before, timeout=10_000)
    model = window.classifying.model
    if model.provider == "CPUExecutionProvider":
        assert "CUDA no está en esta instalación" in window.status.device_label.text()
        assert any("CUDA" in said for said in toasts(window))
    window.settings.set(device="cpu")
    qtbot.waitUntil(lambda: "como se pidió" in window.status.device_label.text(), timeout=10_000)


def test_a_model_that_raises_leaves_the_window_alive(window, qtbot, monkeypatch):
    from geodesk.models import ModelFailed

    def fail(batch):
        raise ModelFailed(en="The model failed.", es="El modelo falló.")

    monkeypatch.setattr(window.classifying.model, "probabilities", fail)
    click(qtbot, window, "classifying.picture")
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=10_000)
    assert text_of(window, "classifying.said") == "El modelo falló."
    monkeypatch.undo()
    click(qtbot, window, "classifying.picture")
    qtbot.waitUntil(lambda: window.classifying.result.row.error is None, timeout=10_000)


def test_opening_the_model_does_not_stall_the_window(make_window, qtbot, folder, calm):
    window = make_window(folder)
    window.panel("classify")
    qtbot.waitUntil(lambda: window.classifying.opened is not None, timeout=10_000)
    QApplication.processEvents()
    with calm():
        window.classifying.use("sem-usable")
        qtbot.waitUntil(lambda: window.classifying.loading is None, timeout=10_000)
