"""Preferences, Device: what there is, a real test of each, the choice and what becomes of it."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton

from geodesk import models
from geodesk.desktop.devices.row import told
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.preferences import Preferences
from geodesk.desktop.session import Mode
from geodesk.desktop.settings import Settings
from geodesk.jobs.devices import try_devices
from geodesk.models.devicetests import DeviceTest, kept_tests
from tests.ui.conftest import widget_of

LEFT = Qt.MouseButton.LeftButton
ABSENT = next(one for one in models.DEVICES if one not in models.offered())
PATIENCE_MS = 60_000


@pytest.fixture
def page(qtbot, window):
    """Opens the page as a user does, by its tab."""

    def open_page():
        window.action("file.preferences").trigger()
        qtbot.waitUntil(lambda: window.findChild(Preferences) is not None)
        dialog = window.findChild(Preferences)
        bar = dialog.tabs.tabBar()
        qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())
        assert dialog.device.isVisible()
        qtbot.waitUntil(lambda: "cpu" in dialog.device.rows, timeout=10_000)
        return dialog.device

    yield open_page
    if (dialog := window.findChild(Preferences)) is not None:
        dialog.reject()


def radio(page, key):
    return widget_of(page, QRadioButton, f"devices.use: {key}")


def choose(qtbot, page, key):
    button = radio(page, key)
    qtbot.mouseClick(button, LEFT, pos=QPoint(8, button.height() // 2))


def said(page, key):
    return page.rows[key].said.text()


def test_what_is_here_can_be_chosen_and_what_is_missing_says_why(page):
    shown = page()
    assert set(shown.rows) == {"auto", *(one.key for one in models.offered())}
    assert radio(shown, "auto").isChecked() and said(shown, "cpu") == "Aún sin probar."
    missing = " ".join(text for fact in shown.absent.findChildren(object) if (text := words(fact)))
    for device in models.DEVICES:
        if device not in models.offered():
            assert device.name in missing and models.what_brings(device).es in missing


def words(widget):
    return widget.text() if hasattr(widget, "text") else ""


def test_a_test_tells_the_time_of_a_picture_and_is_remembered(qtbot, page, window, calm):
    shown = page()
    with calm():
        qtbot.mouseClick(widget_of(shown, QPushButton, "devices.test"), LEFT)
        assert shown.testing and not shown.test.isEnabled() and shown.stop.isVisible()
        qtbot.waitUntil(lambda: not shown.testing, timeout=PATIENCE_MS)
    assert shown.job.outcome is Outcome.DONE
    qtbot.waitUntil(lambda: "ms por imagen" in said(shown, "cpu"))
    assert not shown.stop.isVisible() and shown.test.isEnabled()
    found = kept_tests()["cpu"]
    assert found.works and found.pictures == 6 and found.model.startswith("sem-usable")
    window.findChild(Preferences).reject()
    qtbot.waitUntil(lambda: window.findChild(Preferences) is None)
    assert "ms por imagen" in said(page(), "cpu"), "told again when it is opened again"


def test_the_choice_is_used_at_once_and_remembered(qtbot, page, window):
    window.session.set_mode(Mode.CLASSIFY)
    qtbot.waitUntil(lambda: window.classifying.model is not None, timeout=PATIENCE_MS)
    shown = page()
    assert "sem-usable" in shown.now.text()
    choose(qtbot, shown, "cpu")
    assert Settings(window.settings.file).values.device == "cpu"
    qtbot.waitUntil(lambda: "CPU: como se pidió" in shown.now.text(), timeout=PATIENCE_MS)
    assert "como se pidió" in window.status.device_label.text()
    choose(qtbot, shown, "auto")
    assert Settings(window.settings.file).values.device == "auto"
    qtbot.waitUntil(lambda: "como se pidió" not in shown.now.text(), timeout=PATIENCE_MS)


def test_stopping_ends_the_test(qtbot, page):
    shown = page()
    qtbot.mouseClick(shown.test, LEFT)
    qtbot.waitUntil(lambda: shown.stop.isVisible())
    qtbot.mouseClick(widget_of(shown, QPushButton, "devices.stop"), LEFT)
    qtbot.waitUntil(lambda: not shown.testing, timeout=PATIENCE_MS)
    assert shown.job.outcome is Outcome.CANCELLED and kept_tests() == {}
    qtbot.waitUntil(lambda: said(shown, "cpu") == "Aún sin probar.")


def test_closing_the_preferences_ends_the_test(qtbot, page, window):
    shown = page()
    qtbot.mouseClick(shown.test, LEFT)
    job = shown.job
    qtbot.keyClick(window.findChild(Preferences), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: job.outcome is Outcome.CANCELLED, timeout=PATIENCE_MS)


def test_a_device_chosen_before_that_is_gone_says_what_is_used(qtbot, page, window):
    window.settings.set(device=ABSENT.key)
    shown = page()
    assert radio(shown, ABSENT.key).isChecked()
    assert str(models.missing(ABSENT)) in said(shown, ABSENT.key)
    assert said(shown, ABSENT.key).endswith("Se usa la CPU.")
    choose(qtbot, shown, "auto")
    assert window.settings.values.device == "auto"
    assert not radio(shown, ABSENT.key).isEnabled(), "what cannot be used cannot be chosen"


def test_a_device_that_failed_its_test_says_why(qtbot, page):
    file = models.find("sem-usable")
    *_, last = try_devices([ABSENT.key], file)
    record = last.rows[0].record()
    assert not last.rows[0].works
    text = told(DeviceTest.from_record(json.loads(json.dumps(record))))
    assert text == f"No se puede usar: {ABSENT.name} no está en esta instalación."


@pytest.mark.parametrize(
    ("changes", "piece"),
    [
        (
            {},
            "112,5 ms por imagen; la CPU, en la misma prueba, 225,0 ms (2,00 veces su velocidad). "
            "Los mismos resultados",
        ),
        ({"difference": 0.0}, "diferencia menor que 0,0001"),
        ({"difference": 0.25}, "difieren de los de la CPU (en 0,25"),
        ({"nodes": {"OpenVINOExecutionProvider": 1, "CPUExecutionProvider": 3}}, "3 de 4 pasos del modelo"),
    ],
)
def test_what_a_test_found_in_words(window, changes, piece):
    values = {"seconds": 0.1125, "cpu_seconds": 0.225, "difference": 0.002, "same": True} | changes
    assert piece in told(DeviceTest("openvino", "m 0123", **values))


def test_the_language_follows(qtbot, page, window):
    shown = page()
    window.settings.set(language="en")
    window.apply_language()
    qtbot.waitUntil(lambda: said(shown, "cpu") == "Not tested yet.")
    assert shown.test.text() == "Test" and radio(shown, "auto").text() == "Best there is"
    assert QApplication.activeModalWidget() is window.findChild(Preferences)
