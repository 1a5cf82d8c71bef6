"""Nothing is lost: refused saves wait in memory, closing saves or says so, killed windows lose nothing."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from geodesk.collection import Collection, LabelClass
from geodesk.desktop import closing
from geodesk.desktop.labelling.replacing import Replacing
from geodesk.desktop.labelling.unsaved import Unsaved
from tests.ui.conftest import open_, widget_of
from tests.ui.labelling.conftest import on_disk, press, settled

CHILD = Path(__file__).with_name("labelling_window.py")


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that takes a few bytes of each write to a label log and then no more; `.free()` ends it.

    Events that name a picture that `spares` names are let through: those of a folder on another disk.
    """

    class Disk:
        full = False
        spares = b"otro disco"

        def free(self):
            self.full = False

    disk, real = Disk(), os.write

    def write(descriptor, data):
        if disk.full and b'"label"' in bytes(data) and disk.spares not in bytes(data):
            real(descriptor, bytes(data)[:20])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    return disk


@pytest.fixture
def refused(qtbot, fibres, label_mode, full_disk):
    """A window with one label on the disk and three that the full disk refused."""
    folder = fibres(6)
    Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO")])
    window = label_mode(folder)
    press(qtbot, window, "1")
    settled(qtbot, window)
    full_disk.full = True
    press(qtbot, window, "2", "1", "2")
    settled(qtbot, window)
    return window, folder, [sample.id for sample in window.session.listed]


def test_what_the_disk_refuses_is_shown_kept_and_saved_again(qtbot, refused, full_disk):
    window, folder, names = refused
    assert on_disk(folder) == {names[0]: "YES"}
    assert window.status.saved_label.text() == "Sin guardar: 3"
    assert "Disco lleno" in window.status.saved_label.toolTip()
    assert "3 etiquetas sin guardar" in widget_of(window, QLabel, "labelling.fault").text()
    assert sum("Disco lleno" in str(toast.sentence) for toast in window.notices.toasts()) == 1
    press(qtbot, window, Qt.Key.Key_Left)
    settled(qtbot, window)
    assert widget_of(window, QLabel, "labelling.label").text() == "NO"  # as said, though not saved
    button = widget_of(window, QToolButton, "labelling.save_again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert window.status.saved_label.text() == "Sin guardar: 3"
    full_disk.free()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names[:4], ["YES", "NO", "YES", "NO"], strict=True))
    assert window.status.saved_label.text() == "Guardado" and button.isHidden()


def test_the_next_label_saves_the_refused_ones_first(qtbot, refused, full_disk):
    window, folder, names = refused
    full_disk.free()
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names[:5], ["YES", "NO", "YES", "NO", "YES"], strict=True))
    times = [Collection.open(folder).labels.history(name)[0].time for name in names[:5]]
    assert times == sorted(times)


def test_undo_forgets_the_last_refused_label(qtbot, refused, full_disk):
    window, folder, names = refused
    window.action("labels.undo").trigger()
    full_disk.free()
    window.action("labels.save_again").trigger()
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names[:3], ["YES", "NO", "YES"], strict=True))


def test_closing_tells_of_refused_labels_and_saves_them_when_it_can(qtbot, refused, full_disk):
    window, folder, names = refused

    def told():
        qtbot.waitUntil(lambda: window.findChild(Unsaved) is not None)
        return window.findChild(Unsaved)

    assert not window.close() and window.isVisible()
    dialog = told()
    assert "3 etiquetas" in dialog.text() and "Disco lleno" in dialog.informativeText()
    qtbot.mouseClick(dialog.stay, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(Unsaved) is None)
    assert window.isVisible()
    full_disk.free()
    assert window.close()  # tried once more before anything is asked
    assert on_disk(folder) == dict(zip(names[:4], ["YES", "NO", "YES", "NO"], strict=True))


def test_closing_without_the_refused_labels(qtbot, refused):
    window, folder, names = refused
    window.close()
    qtbot.waitUntil(lambda: window.findChild(Unsaved) is not None)
    qtbot.mouseClick(window.findChild(Unsaved).discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert on_disk(folder) == {names[0]: "YES"}


def test_a_bulk_key_asks_before_it_replaces_refused_labels(qtbot, refused, full_disk):
    window, folder, names = refused
    window.action("view.grid").trigger()
    window.session.select([window.session.sample_of(name) for name in (*names[1:4], names[4])])
    press(qtbot, window, "1")  # waiting: NO, YES, NO
    qtbot.waitUntil(lambda: window.findChild(Replacing) is not None)
    dialog = window.findChild(Replacing)
    assert "2 de 4" in dialog.text()
    qtbot.mouseClick(dialog.rest, Qt.MouseButton.LeftButton)
    full_disk.free()
    window.action("labels.save_again").trigger()
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names[:5], ["YES", "NO", "YES", "NO", "YES"], strict=True))


@pytest.fixture
def second(refused, tmp_path):
    """Another folder, on a disk with room: two pictures, one of them named as one of the first folder."""
    _, folder, names = refused
    for name in ("otro disco.png", names[1]):
        (tmp_path / "otra").mkdir(exist_ok=True)
        shutil.copyfile(folder / names[0], tmp_path / "otra" / name)
    Collection.open(tmp_path / "otra").set_classes([LabelClass("YES"), LabelClass("NO")])
    return tmp_path / "otra"


def test_a_refusing_folder_does_not_hold_up_another(qtbot, refused, second, full_disk):
    window, folder, names = refused
    open_(qtbot, window, second)
    settled(qtbot, window)
    session = window.session
    assert window.desk.unsaved() == {}
    assert "Carpeta fibras: Disco lleno" in widget_of(window, QLabel, "labelling.fault").text()
    session.show(session.sample_of("otro disco.png"))
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(second) == {"otro disco.png": "YES"}
    assert window.status.saved_label.text() == "Sin guardar: 3"
    press(qtbot, window, "n")  # its namesake in the first folder waits with a label, this one has none
    assert session.current.id == names[1]
    settled(qtbot, window)
    assert widget_of(window, QLabel, "labelling.label").text() == "Sin etiqueta"
    window.action("labels.undo").trigger()  # of this folder, not the refused ones of the other
    settled(qtbot, window)
    assert on_disk(second) == {}
    full_disk.free()
    window.action("labels.save_again").trigger()
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names[:4], ["YES", "NO", "YES", "NO"], strict=True))
    assert on_disk(second) == {} and window.status.saved_label.text() == "Guardado"


def test_closing_without_refused_labels_saves_those_of_other_folders(qtbot, refused, second, monkeypatch):
    window, folder, names = refused
    open_(qtbot, window, second)
    settled(qtbot, window)
    session = window.session
    session.show(session.sample_of("otro disco.png"))
    window.close()
    qtbot.waitUntil(lambda: window.findChild(Unsaved) is not None)
    assert "3 etiquetas" in window.findChild(Unsaved).text()
    window.desk.set_label([session.current], "NO")
    qtbot.mouseClick(window.findChild(Unsaved).discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert on_disk(folder) == {names[0]: "YES"} and on_disk(second) == {"otro disco.png": "NO"}


def test_refused_labels_are_shown_once_saved_though_the_folder_was_read_again(qtbot, refused, full_disk):
    window, folder, names = refused
    before = window.session.collection
    window.session.reload()
    qtbot.waitUntil(lambda: window.session.collection is not before)
    settled(qtbot, window)
    assert window.status.saved_label.text() == "Sin guardar: 3"
    full_disk.free()
    window.action("labels.save_again").trigger()
    settled(qtbot, window)
    settled(qtbot, window)  # and what is read anew thereupon
    assert [window.session.labels[name].label for name in names[:4]] == ["YES", "NO", "YES", "NO"]
    assert window.action("labels.undo").isEnabled()


def test_closing_while_a_slow_disk_still_writes_asks(qtbot, fibres, label_mode, monkeypatch):
    folder = fibres(3)
    Collection.open(folder).set_classes([LabelClass("YES")])
    window = label_mode(folder)
    name, real, awake = window.session.current.id, os.fsync, threading.Event()
    monkeypatch.setattr(os, "fsync", lambda fd: (awake.wait(20), real(fd))[1])
    monkeypatch.setattr(closing, "_PATIENCE_S", 0.05)
    press(qtbot, window, "1")
    assert not window.close() and window.isVisible()
    qtbot.waitUntil(lambda: window.findChild(Unsaved) is not None)
    dialog = window.findChild(Unsaved)
    assert "1 etiqueta no está" in dialog.text() and "sigue escribiendo" in dialog.informativeText()
    assert dialog.again.text() == "Esperar y cerrar"
    awake.set()
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert on_disk(folder) == {name: "YES"}


def test_closing_at_once_after_a_key_saves_it(qtbot, fibres, label_mode, monkeypatch):
    folder = fibres(30)
    Collection.open(folder).set_classes([LabelClass("YES")])
    window = label_mode(folder)
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (time.sleep(0.02), real(fd))[1])  # a slow network share
    press(qtbot, window, *"1" * 20)
    assert window.close()
    assert len(on_disk(folder)) == 20


def test_a_read_only_folder_keeps_its_labels_outside(qtbot, fibres, label_mode):
    folder = fibres(3)
    folder.chmod(0o555)
    try:
        window = label_mode(folder)
        window.desk.keep_classes([LabelClass("YES")])
        settled(qtbot, window)
        press(qtbot, window, "1")
        settled(qtbot, window)
        assert on_disk(folder) == {window.session.listed[0].id: "YES"}
        assert window.status.saved_label.text() == "Guardado"
        assert not (folder / ".geodesk").exists()
    finally:
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_window_loses_no_acknowledged_label_and_leaves_nothing_over(fibres):
    folder = fibres(12)
    Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO")])
    before = {path.name for path in folder.iterdir()}
    told: list[tuple[str, str]] = []
    for kill in range(3):
        child = subprocess.Popen([sys.executable, CHILD, folder], stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "ready\n"
        lines = [child.stdout.readline() for _ in range(5)]
        time.sleep(0.013 * kill)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read().splitlines(keepends=True)
        child.communicate()
        told += [tuple(line.split()) for line in lines if line.endswith("\n")]
    assert len(told) >= 15
    labels = Collection.open(folder).labels
    for path, label in told:
        assert label in [event.label for event in labels.history(path)]
    assert {path.name for path in folder.iterdir()} == before | {".geodesk"}
    kinds = {path.name.partition("-")[0] for path in (folder / ".geodesk").iterdir()}
    assert kinds == {"labels", "classes.json"}
    assert Collection.open(folder).problems == []
