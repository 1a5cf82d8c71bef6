"""A folder that goes away while it is open; Home and End."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QSlider

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of


@pytest.fixture
def opened(make_window, data, folder_of, qtbot):
    """A window on six real pictures, the first three of them in memory."""
    source = data / "sem" / "fibres" / "Defective"
    folder = folder_of(source, sorted(file.name for file in source.iterdir())[:6])
    Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO")])
    window = make_window(folder)
    step(qtbot, window, Qt.Key.Key_Right)
    return window, folder


def step(qtbot, place, key):
    """Press a key, and wait until the picture it brings is there, or cannot be, and its neighbours too."""
    window = place.window()
    documents = window.stage.documents
    window.actions_.refresh()
    qtbot.keyClick(place, key)
    qtbot.waitUntil(lambda: not documents.busy and not window.session.tasks.busy)


def said(window):
    return [str(toast.sentence) for toast in window.notices.toasts()]


def test_a_deleted_folder_is_told_once_though_its_pictures_are_in_memory(opened, qtbot, calm):
    window, folder = opened
    shutil.rmtree(folder)
    sentence = f"La carpeta {folder} ya no está"
    with calm():
        step(qtbot, window, Qt.Key.Key_Left)
        assert window.session.document is not None, "it is seen all the same"
        qtbot.waitUntil(lambda: any(sentence in one for one in said(window)))
        for _ in range(5):  # into pictures that nobody has read
            step(qtbot, window, Qt.Key.Key_Right)
    assert window.session.position == 5 and window.session.document is None
    assert len(said(window)) == 1, "not once more for every picture"
    window.session.reload()
    qtbot.waitUntil(lambda: window.session.opening is None)
    assert window.session.collection.folder == folder and window.isVisible()


def test_labels_are_not_written_where_a_folder_was_but_when_it_is_back(opened, qtbot):
    window, folder = opened
    window.session.set_mode(Mode.LABEL)
    qtbot.waitUntil(lambda: not window.session.writer.busy and len(window.session.classes) == 2)
    away = folder.with_name("fuera")
    folder.rename(away)
    name = window.session.current.id
    qtbot.keyClick(window, "1")
    qtbot.waitUntil(lambda: window.status.saved_label.text() == "Sin guardar: 1")
    assert "ya no está; vuelva a ponerla y se guardarán" in window.status.saved_label.toolTip()
    assert not folder.exists(), "no folder is made under an unplugged disk"
    qtbot.waitUntil(lambda: any("conecte el disco" in one for one in said(window)))
    away.rename(folder)
    window.action("labels.save_again").trigger()
    qtbot.waitUntil(lambda: window.status.saved_label.text() == "Guardado")
    assert Collection.open(folder).labels.label_of(name) == "YES"
    step(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: any("está de nuevo. Pulse F5" in one for one in said(window)))


def test_a_deleted_picture_is_told(opened, qtbot):
    window, folder = opened
    gone = window.session.visible[0].pictures[0].file
    gone.unlink()
    step(qtbot, window, Qt.Key.Key_Left)
    assert window.session.document is not None
    qtbot.waitUntil(lambda: any(f"{gone.name} ya no está en el disco" in one for one in said(window)))


def test_home_and_end_show_the_first_and_the_last(opened, qtbot, data):
    window, _folder = opened
    for place in (window.stage.canvas, widget_of(window, QListView, "samples.list")):
        place.setFocus()
        step(qtbot, place, Qt.Key.Key_End)
        assert window.session.position == 5
        step(qtbot, place, Qt.Key.Key_Home)
        assert window.session.position == 0
    window.session.set_visible(window.session.listed[2:4])
    step(qtbot, window, Qt.Key.Key_End)
    assert window.session.current is window.session.listed[3]
    qtbot.waitUntil(lambda: not window.action("view.last").isEnabled())
    window.session.open(data / "microstructures" / "berea_400.tiff")
    slider = widget_of(window, QSlider, "canvas.page_slider")
    qtbot.waitUntil(slider.isVisible)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)  # of a slider they are its own
    qtbot.waitUntil(lambda: window.session.page == 399)
