"""Faults that nobody foresaw: told once, logged, copied; crashes of the session before; About."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from geodesk import logs
from geodesk.desktop.about import About
from geodesk.desktop.help.fault import FaultDialog
from geodesk.desktop.help.window import HelpWindow
from tests.ui.conftest import widget_of

LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).resolve().parents[3]


def told(window):
    """The dialog of a fault, if it is in sight."""
    return next((one for one in window.findChildren(FaultDialog) if one.isVisible()), None)


@pytest.fixture
def broken(qtbot, make_window, samples):
    """A window in which a slot has raised."""
    logs.start("window")
    window = make_window(samples)

    def breaks():
        raise RuntimeError("on purpose")

    window.breaks = breaks
    QTimer.singleShot(0, breaks)
    qtbot.waitUntil(lambda: told(window) is not None)
    yield window
    assert {str(error) for error in make_window.raised} == {"on purpose"}
    make_window.raised.clear()


def test_an_exception_in_a_slot_is_told_and_work_goes_on(qtbot, broken):
    dialog = told(broken)
    assert not dialog.isModal() and "RuntimeError: on purpose" in logs.log_file().read_text()
    assert dialog.focusWidget() is widget_of(dialog, QPushButton, "fault.go_on")
    text = widget_of(dialog, QPlainTextEdit, "fault.text")
    assert not text.isVisible()
    qtbot.mouseClick(widget_of(dialog, QPushButton, "fault.details"), LEFT)
    assert text.isVisible() and "RuntimeError: on purpose" in text.toPlainText()
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(widget_of(dialog, QPushButton, "fault.copy"), LEFT)
    qtbot.waitUntil(lambda: "on purpose" in QGuiApplication.clipboard().text())
    assert str(Path.home()) + os.sep not in QGuiApplication.clipboard().text()
    assert "Dispositivo en uso" in QGuiApplication.clipboard().text()
    broken.session.step(1)
    qtbot.waitUntil(lambda: broken.session.position == 1 and broken.session.document is not None)
    qtbot.mouseClick(widget_of(dialog, QPushButton, "fault.go_on"), LEFT)
    assert told(broken) is None and broken.isVisible()


def test_many_faults_are_one_dialog_and_one_entry(qtbot, broken):
    before = logs.log_file().read_text().count("on purpose")
    for _ in range(30):
        QTimer.singleShot(0, broken.breaks)
    qtbot.waitUntil(lambda: "31" in told(broken)._again.text())
    assert len([one for one in broken.findChildren(FaultDialog) if one.isVisible()]) == 1
    assert logs.log_file().read_text().count("on purpose") == before
    told(broken).close()


def test_the_folder_of_the_log_opens_from_all_three_places(qtbot, broken, outside):
    broken.action("help.log").trigger()
    qtbot.mouseClick(widget_of(told(broken), QPushButton, "fault.log"), LEFT)
    told(broken).close()
    broken.action("help.about").trigger()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in broken.findChildren(About)))
    about = broken.findChild(About)
    qtbot.mouseClick(widget_of(about, QPushButton, "about.log"), LEFT)
    about.reject()
    qtbot.waitUntil(lambda: outside.asked == [str(logs.log_folder())] * 3)
    assert logs.log_folder().is_dir()


def test_where_no_file_manager_opens_the_folder_is_said(qtbot, window, outside):
    outside.program = False
    window.action("help.log").trigger()
    qtbot.waitUntil(lambda: bool(window.notices.toasts()))
    assert str(window.notices.toasts()[-1].sentence).endswith(f"carpetas; la carpeta es {logs.log_folder()}")


def test_where_no_browser_opens_a_page_its_address_is_said(qtbot, window, outside):
    outside.program = False
    window.help.open("start")
    shown = next(one for one in QApplication.topLevelWidgets() if isinstance(one, HelpWindow))
    shown.follow(QUrl("https://example.org/a%20b"))
    qtbot.waitUntil(lambda: bool(window.notices.toasts()))
    assert outside.asked == ["https://example.org/a%20b"]
    assert str(window.notices.toasts()[-1].sentence).endswith("la dirección es https://example.org/a%20b")
    shown.close()


def test_about_shows_each_licence_with_its_words(qtbot, window):
    window.action("help.about").trigger()
    about = window.findChild(About)
    qtbot.waitUntil(lambda: about.parts.count() > 10)
    assert "Python" in about.text() and "CPU" in about.text()
    about.tabs.setCurrentIndex(1)
    names = [about.parts.item(row).text() for row in range(about.parts.count())]
    row = next(at for at, name in enumerate(names) if name.startswith("numpy "))
    place = about.parts.visualItemRect(about.parts.item(row)).center()
    qtbot.mouseClick(about.parts.viewport(), LEFT, pos=place)
    assert "Redistribution and use" in about.licence.toPlainText()
    about.reject()


def test_about_may_be_closed_before_it_knows_anything(qtbot, window):
    window.action("help.about").trigger()
    window.findChild(About).reject()
    qtbot.waitUntil(lambda: not window.session.tasks.busy)
    qtbot.wait(50)
    assert window.findChild(About) is None


CRASHING = """
import sys
from PySide6.QtCore import QTimer
from geodesk.desktop import app
built = app.build_window
def build():
    window = built()
    def end():
        from geodesk.desktop.help.fault import FaultDialog
        found = [d for d in window.findChildren(FaultDialog) if d.isVisible()]
        print(len(found), flush=True)
        if found:
            print(found[0]._title.text(), flush=True)
            print("Segmentation fault" in found[0].details, flush=True)
            window.quit()
        elif sys.argv[2] == "crash":
            import faulthandler
            faulthandler._sigsegv()
        else:
            window.quit()
    window.session.document_changed.connect(lambda: QTimer.singleShot(200, end))
    return window
app.build_window = build
sys.exit(app.main([sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_crash_is_told_at_the_next_start_and_only_then(tmp_path, samples, monkeypatch):
    environment = {**os.environ, "GEODESK_CONFIG": str(tmp_path), "GEODESK_STATE": str(tmp_path / "state")}
    environment.pop("PYTHONFAULTHANDLER", None)

    def start(how):
        return subprocess.run(
            [sys.executable, "-c", CRASHING, str(samples), how],
            capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60,
        )  # fmt: skip

    first = start("crash")
    assert first.returncode == -11 and first.stdout.split() == ["0"], first.stderr
    second = start("quit")
    assert second.returncode == 0 and second.stdout.splitlines()[0] == "1", second.stderr
    assert second.stdout.splitlines()[1:] == ["GeoDesk se cerró por un fallo la última vez", "True"]
    monkeypatch.setenv("GEODESK_STATE", str(tmp_path / "state"))
    assert logs.new_crashes() == [] and list((tmp_path / "state").glob("crash-*")) == []


def test_what_qt_warns_of_is_in_the_log(tmp_path, samples):
    code = (
        "import sys\nfrom PySide6.QtCore import QTimer, qWarning\nfrom geodesk.desktop import app\n"
        "built = app.build_window\n"
        "def build():\n    window = built()\n    qWarning('a word of Qt')\n"
        "    QTimer.singleShot(300, window.quit)\n    return window\n"
        "app.build_window = build\nsys.exit(app.main([sys.argv[1]]))"
    )
    environment = {**os.environ, "GEODESK_CONFIG": str(tmp_path), "GEODESK_STATE": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(samples)], capture_output=True, text=True, cwd=ROOT, env=environment
    )
    assert done.returncode == 0
    assert "WARNING qt: a word of Qt" in (tmp_path / "state" / "geodesk.log").read_text()


def test_a_task_that_breaks_is_in_the_log_with_its_place(qtbot, window):
    logs.start("window")

    def breaks():
        raise KeyError("deep inside")

    window.session.tasks.run(breaks)
    qtbot.waitUntil(lambda: bool(window.notices.toasts()))
    assert "KeyError: 'deep inside'" in logs.log_file().read_text()
