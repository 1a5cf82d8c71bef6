"""The first steps: once at the first start, and each of its buttons does what it says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from geodesk.collection import Collection
from geodesk.desktop.help.welcome import Welcome
from geodesk.desktop.session import Mode
from geodesk.desktop.settings import Settings
from tests.ui.conftest import widget_of
from tests.ui.measuring.conftest import Hand

LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def own_samples(tmp_path, monkeypatch, samples):
    """Samples that may be written beside, in a copy of the resources."""
    copy = tmp_path / "resources"
    copy.mkdir()
    for part in samples.parent.iterdir():
        if part.name != "samples":
            (copy / part.name).symlink_to(part)
    shutil.copytree(samples, copy / "samples", ignore=shutil.ignore_patterns(".geodesk"))
    monkeypatch.setenv("GEODESK_RESOURCES", str(copy))
    return copy / "samples"


def steps(window):
    window.action("help.first_steps").trigger()
    dialog = window.findChild(Welcome)
    assert dialog.isVisible() and not dialog.isModal()
    return dialog


def press(qtbot, dialog, name):
    qtbot.mouseClick(widget_of(dialog, QPushButton, name), LEFT)


START = """
import sys
from PySide6.QtCore import QTimer
from geodesk.desktop import app
from geodesk.desktop.help.welcome import Welcome
built = app.build_window
def build():
    window = built()
    def end():
        found = window.findChild(Welcome)
        print(found is not None and found.isVisible(), flush=True)
        window.quit()
    window.session.document_changed.connect(lambda: QTimer.singleShot(200, end))
    return window
app.build_window = build
sys.exit(app.main(sys.argv[1:]))
"""


def test_they_come_at_the_first_start_and_no_more(tmp_path, samples):
    environment = {**os.environ, "GEODESK_CONFIG": str(tmp_path), "GEODESK_STATE": str(tmp_path / "state")}
    said = []
    for words in ([str(samples / "fibras_malla.tif")], []):
        done = subprocess.run(
            [sys.executable, "-c", START, *words],
            capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        said += done.stdout.split()
    assert said == ["False", "True"], "not over a picture that was opened by a double click"
    assert Settings(tmp_path / "settings.json").values.welcomed


def test_the_first_steps_are_there_again_by_their_action(qtbot, window):
    dialog = steps(window)
    assert window.settings.values.welcomed
    press(qtbot, dialog, "welcome.help")
    assert window.help.shown.page == "start"
    press(qtbot, dialog, "welcome.close")
    assert not dialog.isVisible()
    dialog = steps(window)
    press(qtbot, dialog, "welcome.open")
    asked = window.findChild(QFileDialog)
    assert asked is not None and asked.isVisible() and not dialog.isVisible()
    asked.reject()


def test_the_samples_are_classified_by_one_click(qtbot, own_samples, make_window):
    window = make_window()
    dialog = steps(window)
    press(qtbot, dialog, "welcome.try_1")
    qtbot.waitUntil(lambda: len(window.session.predictions) >= 17, timeout=60_000)
    assert window.session.mode is Mode.CLASSIFY and window.session.collection.folder == own_samples
    assert widget_of(dialog, QPushButton, "welcome.try_1").text().startswith("✓ ")
    qtbot.waitUntil(lambda: not window.session.jobs.running())
    dialog.close()


def test_the_curves_of_a_sample_by_one_click(qtbot, own_samples, make_window, samples):
    window = make_window(own_samples)
    dialog = steps(window)
    press(qtbot, dialog, "welcome.try_2")
    qtbot.waitUntil(lambda: window.panel_shown("plots") and window.action("plots.overlay").isChecked())
    assert window.session.picture.path == "discos_solapados.tif"
    panel = window.panel("plots")
    qtbot.waitUntil(lambda: panel.curves is not None and panel.curves.isVisible(), timeout=10_000)
    press(qtbot, dialog, "welcome.try_2")
    qtbot.wait(50)
    assert window.action("plots.overlay").isChecked(), "a second press does not take it away again"
    dialog.close()


def test_fibres_are_measured_after_one_click(qtbot, own_samples, make_window):
    window = make_window()
    dialog = steps(window)
    press(qtbot, dialog, "welcome.try_3")
    qtbot.waitUntil(
        lambda: window.session.mode is Mode.MEASURE and window.action("measure.diameter").isChecked()
    )
    dialog.close()
    assert window.session.picture.path == "fibras_malla.tif"
    hand = Hand(qtbot, window)
    hand.click((200, 200), (230, 200), (300, 240), (322, 240))
    desk = window.panel("measure").desk
    qtbot.waitUntil(lambda: len(desk.here) == 2 and desk.unsaved == 0)
    assert [one.kind for one in Collection.open(own_samples).measurements.all()] == ["diameter"] * 2
