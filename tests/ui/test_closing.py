"""Closing while something is on its way to the disk: said, not blocking, and nothing lost."""

import errno
import os
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton

from geodesk.collection import Collection, LabelClass, import_labels
from geodesk.desktop import closing
from geodesk.desktop.closing import NotSaved, Waiting
from geodesk.desktop.labelling.csvfiles import export_file
from geodesk.desktop.labelling.unsaved import Unsaved, save_elsewhere
from geodesk.desktop.session import Mode


class Disk:
    """What the disk does when labels are written."""

    def __init__(self):
        self.full, self.awake = False, threading.Event()
        self.awake.set()


@pytest.fixture
def disk(monkeypatch):
    """A disk that is full, or asleep, when told so."""
    disk, write, sync = Disk(), os.write, os.fsync

    def written(descriptor, data):
        if disk.full and (b'"label"' in bytes(data) or b"id,label" in bytes(data)):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    def synced(descriptor):
        disk.awake.wait(20)
        sync(descriptor)

    monkeypatch.setattr(os, "write", written)
    monkeypatch.setattr(os, "fsync", synced)
    yield disk
    disk.full = False
    disk.awake.set()


@pytest.fixture
def labelling(make_window, data, folder_of, qtbot):
    """Windows in Etiquetar on copies of four real pictures."""
    source = data / "sem" / "fibres" / "NonDefective"
    names = sorted(file.name for file in source.iterdir())[:4]

    def make(to="fibras"):
        folder = folder_of(source, names, to=to)
        Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO")])
        window = make_window(folder)
        window.session.set_mode(Mode.LABEL)
        qtbot.waitUntil(lambda: not window.session.writer.busy and len(window.session.classes) == 2)
        return window, folder

    return make


def press(qtbot, window, *keys):
    if not window.isActiveWindow():  # no window manager gives it back when a dialog has closed
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    for key in keys:
        qtbot.keyClick(window, key)
        QApplication.processEvents()


def on_disk(folder):
    found = Collection.open(folder).labels.current()
    return {path: state.label for path, state in found.items() if state.label is not None}


def shown(window, kind):
    return next((one for one in window.findChildren(kind) if one.isVisible()), None)


def asked(qtbot, window, kind):
    qtbot.waitUntil(lambda: shown(window, kind) is not None)
    return shown(window, kind)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def name_file(qtbot, window, target):
    """Type a name into the file dialog and accept it."""
    dialog = asked(qtbot, window, QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(target))
    qtbot.keyClick(dialog.findChild(QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)


def soon(window, what, seen):
    """Run `what` with the waiting dialog once it can be seen: `close` has not returned then."""
    timer = QTimer(window, interval=20)

    def look():
        if (dialog := shown(window, Waiting)) is not None:
            timer.stop()
            seen.append(dialog.findChild(QLabel, "closing.what").text())
            what(dialog)

    timer.timeout.connect(look)
    timer.start()


def test_closing_says_what_it_waits_for_and_goes_on_painting(labelling, disk, qtbot, calm):
    window, folder = labelling()
    disk.awake.clear()
    press(qtbot, window, "1", "2")
    seen = []
    soon(window, lambda _: QTimer.singleShot(300, disk.awake.set), seen)
    with calm():
        assert window.close()
    assert seen == ["Guardando 2 etiquetas…"] and not window.isVisible()
    assert len(on_disk(folder)) == 2


def test_one_may_go_on_working_instead_of_waiting(labelling, disk, qtbot):
    window, folder = labelling()
    disk.awake.clear()
    press(qtbot, window, "1")
    seen = []

    def stay(dialog):
        window.quit()  # it is being closed already
        click(qtbot, dialog.findChild(QPushButton, "closing.stay"))

    soon(window, stay, seen)
    assert not window.close() and window.isVisible()
    assert seen == ["Guardando 1 etiqueta…"] and shown(window, Unsaved) is None
    disk.awake.set()
    press(qtbot, window, "2")
    assert window.close() and len(on_disk(folder)) == 2


def test_refused_labels_can_be_kept_elsewhere(labelling, disk, qtbot, tmp_path):
    window, folder = labelling()
    disk.full = True
    names = [sample.id for sample in window.session.listed]
    press(qtbot, window, "1", "2", "0")
    assert not window.close()
    dialog = asked(qtbot, window, Unsaved)
    assert "3 etiquetas" in dialog.text() and "Disco lleno" in dialog.informativeText()
    click(qtbot, dialog.elsewhere)
    asked(qtbot, window, QFileDialog).reject()
    asked(qtbot, window, Unsaved).close()
    save_elsewhere(window, tmp_path / "ninguna" / "carpeta.csv")
    dialog = asked(qtbot, window, Unsaved)
    assert any("carpeta.csv" in str(toast.sentence) for toast in window.notices.toasts())
    assert window.desk.unsaved_count == 3 and window.isVisible()
    click(qtbot, dialog.elsewhere)
    name_file(qtbot, window, tmp_path / "aparte.csv")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert on_disk(folder) == {}
    disk.full = False
    import_labels(Collection.open(folder), tmp_path / "aparte.csv")
    assert on_disk(folder) == dict(zip(names, ["YES", "NO", "UNSURE"], strict=False))


def test_labels_of_two_folders_go_into_two_files(labelling, disk, qtbot, tmp_path):
    window, first = labelling()
    disk.full = True
    press(qtbot, window, "1")
    qtbot.waitUntil(lambda: window.desk.fault is not None)
    second = first.with_name("otra")
    second.mkdir()
    for file in first.glob("*.png"):
        (second / file.name).write_bytes(file.read_bytes())
    window.session.open(second)
    qtbot.waitUntil(
        lambda: window.session.collection.folder == second and window.session.document is not None
    )
    window.desk.set_label(window.session.listed[:2], "NO")
    qtbot.waitUntil(lambda: window.desk.unsaved_count == 3 and not window.session.writer.busy)
    (tmp_path / "aparte-otra.csv").write_text("mine")
    assert not window.close()
    disk.full = False
    click(qtbot, asked(qtbot, window, Unsaved).elsewhere)
    name_file(qtbot, window, tmp_path / "aparte.csv")
    qtbot.waitUntil(lambda: not window.isVisible())
    rows = {file.name: file.read_text().splitlines()[1:] for file in tmp_path.glob("aparte*.csv")}
    assert [len(rows[name]) for name in ("aparte.csv", "aparte-otra-2.csv")] == [1, 2]
    assert (tmp_path / "aparte-otra.csv").read_text() == "mine"


def test_labels_that_are_saved_while_it_asks_close_the_question_and_the_window(labelling, disk, qtbot):
    window, folder = labelling()
    disk.full = True
    press(qtbot, window, "1")
    assert not window.close()
    asked(qtbot, window, Unsaved)
    disk.full = False
    window.desk.save_again()  # as the timer does
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(on_disk(folder)) == 1


def test_a_table_that_cannot_be_written_at_closing_is_told(labelling, disk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(closing, "_SHOWN_MS", 0)
    window, _folder = labelling()
    press(qtbot, window, "1")
    export_file(window, tmp_path / "no" / "tal.csv", False)
    assert not window.close() and window.isVisible()
    dialog = asked(qtbot, window, NotSaved)
    assert "tal.csv" in dialog.informativeText()
    click(qtbot, dialog.stay)
    qtbot.waitUntil(lambda: shown(window, NotSaved) is None)
    export_file(window, tmp_path / "no" / "tal.csv", False)
    assert not window.close()
    click(qtbot, asked(qtbot, window, NotSaved).anyway)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_an_undo_that_cannot_be_written_at_closing_is_told(labelling, disk, qtbot):
    window, folder = labelling()
    press(qtbot, window, "1")
    qtbot.waitUntil(lambda: len(window.session.labels) == 1 and window.action("labels.undo").isEnabled())
    disk.full = True
    window.action("labels.undo").trigger()
    assert not window.close()
    dialog = asked(qtbot, window, NotSaved)
    assert "Disco lleno" in dialog.informativeText()
    click(qtbot, dialog.anyway)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(on_disk(folder)) == 1


def test_closing_waits_for_a_table_and_stops_jobs_without_blocking(labelling, qtbot, calm):
    window, _folder = labelling()
    session, seen, end = window.session, [], threading.Event()
    from geodesk.jobs.progress import Progress

    def steps():
        for done in range(100):
            yield Progress(done, 100, 0)
            end.wait(0.6)

    session.saver.run(lambda: time.sleep(0.5))
    session.jobs.start("count", lambda: "Contar", steps)
    soon(window, lambda _: soon_again(window, seen), seen)
    with calm():
        assert window.close()
    assert seen[0] == "Terminando lo que se está guardando…"
    assert not session.jobs.running()


def soon_again(window, seen):
    """Note the dialog of the second wait as well, if it lasts long enough to be seen."""
    QTimer.singleShot(0, window, lambda: soon(window, lambda _: None, seen))


def test_nothing_to_wait_for_closes_at_once(labelling):
    window, folder = labelling()
    assert window.close() and not window.isVisible()
    assert Path(folder).is_dir()
