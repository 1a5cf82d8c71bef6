"""The listed pictures are copied to a folder that is chosen by keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.ui.conftest import open_, widget_of


def copied_to(qtbot, window, place):
    """Choose the command and type the folder."""
    window.action("samples.copy_pictures").trigger()
    chooser = widget_of(window, QFileDialog, "samples.copy_place")
    qtbot.waitUntil(chooser.isVisible)
    line = widget_of(chooser, QLineEdit, "fileNameEdit")
    line.setText(str(place))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def said(window):
    return [str(toast.sentence) for toast in window.notices.toasts()]


def test_the_pictures_of_the_list_and_no_others_are_copied(qtbot, marked, marked_window, tmp_path):
    window = marked_window
    before = {file.name: file.read_bytes() for file in marked.iterdir() if file.is_file()}
    window.session.listing.choose(show="labelled")
    qtbot.waitUntil(lambda: len(window.session.visible) == 3)
    names = {sample.pictures[0].path for sample in window.session.visible}
    place = tmp_path / "del cliente"
    place.mkdir()
    copied_to(qtbot, window, place)
    qtbot.waitUntil(lambda: any("Imágenes copiadas en" in one and ": 3." in one for one in said(window)))
    assert {file.name: file.read_bytes() for file in place.iterdir()} == {n: before[n] for n in names}
    assert {file.name: file.read_bytes() for file in marked.iterdir() if file.is_file()} == before


def test_a_place_in_the_folder_itself_is_refused(qtbot, marked, make_window):
    window = make_window()
    open_(qtbot, window, marked)
    copied_to(qtbot, window, marked)
    qtbot.waitUntil(lambda: any("elija una fuera de ella" in one for one in said(window)))
    assert len(list(marked.glob("*.png"))) == 12
