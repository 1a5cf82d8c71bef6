"""The window's own actions and the buttons of its dialogs and notices, each clicked for what it does."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from geodesk.desktop.settings import Settings
from geodesk.language import Sentence
from tests.ui.conftest import open_, widget_of

LEFT = Qt.MouseButton.LeftButton


def opened(qtbot, window, key, kind=QDialog):
    """The dialog that an action opens."""
    window.action(key).trigger()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)))
    return next(one for one in window.findChildren(kind) if one.isVisible())


def choose(qtbot, dialog, path):
    """Type a path into a file dialog and press Enter."""
    line = widget_of(dialog, QLineEdit, "fileNameEdit")
    line.setText(str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_open_folder_opens_the_one_that_is_chosen(qtbot, window, samples, folder_of):
    dialog = opened(qtbot, window, "file.open_folder", QFileDialog)
    assert dialog.windowTitle() == "Abrir carpeta"
    choose(qtbot, dialog, samples)
    qtbot.waitUntil(lambda: window.session.collection is not None)
    assert window.session.collection.folder == samples
    # The samples lie within the program: nobody looks for or saves files there.
    assert window.settings.values.last_folder == ""
    mine = folder_of(samples, ["fibras_malla.tif"])
    window.session.open(mine)
    qtbot.waitUntil(lambda: window.session.collection.folder == mine)
    dialog = opened(qtbot, window, "file.open_folder", QFileDialog)
    assert dialog.directory().absolutePath() == str(mine.parent)
    dialog.reject()


def test_open_picture_opens_its_folder_with_it_in_view(qtbot, window, samples):
    dialog = opened(qtbot, window, "file.open_file", QFileDialog)
    assert "*.tif" in dialog.nameFilters()[0]
    choose(qtbot, dialog, samples / "fibras_malla.tif")
    qtbot.waitUntil(lambda: window.session.picture is not None)
    assert window.session.picture.path == "fibras_malla.tif"
    assert window.session.collection.folder == samples


def test_the_bundled_samples_open_by_their_action(qtbot, window, samples):
    window.action("file.samples").trigger()
    qtbot.waitUntil(lambda: window.session.document is not None)
    assert window.session.collection.folder == samples and len(window.session.listed) == 10


def test_the_last_folder_opens_again_the_next_day(qtbot, make_window, samples, folder_of):
    folder = folder_of(samples, ["fibras_malla.tif"])
    first = make_window(samples)
    first.actions_.refresh()
    assert not first.action("file.open_last").isEnabled()  # the bundled samples are nobody's work
    open_(qtbot, first, folder)
    first.actions_.refresh()
    assert not first.action("file.open_last").isEnabled()
    first.close()
    second = make_window(samples)
    second.actions_.refresh()
    second.action("file.open_last").trigger()
    qtbot.waitUntil(lambda: second.session.collection.folder == folder and bool(second.session.listed))
    open_(qtbot, second, samples)
    shutil.rmtree(folder)
    second.action("file.open_last").trigger()
    qtbot.waitUntil(lambda: bool(second.notices.toasts()))
    assert folder.name in str(second.notices.toasts()[-1].sentence)
    assert second.session.collection.folder == samples


def test_reading_again_finds_a_new_picture(qtbot, make_window, samples, folder_of):
    folder = folder_of(samples, ["fibras_malla.tif"])
    window = make_window(folder)
    folder_of(samples, ["discos_binarios.tif"])
    window.action("file.reload").trigger()
    qtbot.waitUntil(lambda: len(window.session.listed) == 2)


def test_quit_closes_the_window(qtbot, make_window, monkeypatch):
    ended = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: ended.append(True))
    window = make_window()
    window.action("file.quit").trigger()
    assert not window.isVisible() and ended == [True]


@pytest.mark.parametrize(("key", "panel"), [("panel.samples", "samples"), ("panel.inspector", "explore")])
def test_panels_go_and_come_back(window, key, panel):
    shown = window.panel(panel)
    assert shown.isVisible() and window.action(key).isChecked()
    window.action(key).trigger()
    assert not shown.isVisible() and not window.action(key).isChecked()
    window.action(key).trigger()
    assert shown.isVisible()


def test_modes_by_their_actions(window):
    for key, panel in (("mode.classify", "classify"), ("mode.label", "label"), ("mode.explore", "explore")):
        window.action(key).trigger()
        assert window.panel(panel).isVisible() and window.action(key).isChecked()


def test_about_copies_and_closes(qtbot, window):
    dialog = opened(qtbot, window, "help.about")
    qtbot.waitUntil(lambda: dialog.parts.count() > 10)
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(widget_of(dialog, QPushButton, "about.copy"), LEFT)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    assert all(line in QGuiApplication.clipboard().text() for line in dialog.text().splitlines())
    closes(qtbot, window, dialog)


@pytest.mark.parametrize("key", ["help.keys", "file.preferences"])
def test_dialogs_close_by_their_button(qtbot, window, key):
    closes(qtbot, window, opened(qtbot, window, key))


def closes(qtbot, window, dialog):
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    assert close.text() == "Cerrar"
    qtbot.mouseClick(close, LEFT)
    del dialog, close
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))


def test_going_on_after_a_label_can_be_turned_off(qtbot, window):
    dialog = opened(qtbot, window, "file.preferences")
    box = widget_of(dialog, QCheckBox, "preferences.advance")
    assert box.isChecked()
    qtbot.mouseClick(box, LEFT, pos=box.rect().center() / 8)
    assert not box.isChecked() and not Settings(window.settings.file).values.advance
    dialog.reject()


def test_a_notice_shows_its_details_and_goes(qtbot, window):
    toast = window.notices.say(Sentence("It failed.", "Falló."), "error", "por esto y aquello")
    text = toast.findChild(QPlainTextEdit)
    assert not text.isVisible()
    low = toast.height()
    qtbot.mouseClick(widget_of(toast, QToolButton, "notice.details"), LEFT)
    assert text.isVisible() and text.toPlainText() == "por esto y aquello"
    qtbot.waitUntil(lambda: toast.height() > low)
    qtbot.mouseClick(widget_of(toast, QToolButton, "notice.close"), LEFT)
    assert not window.notices.toasts()
