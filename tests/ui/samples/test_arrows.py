"""Arrow keys walk the list without a click on it, and stay those of what has a use for them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QSpinBox

from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of

DOWN, UP = Qt.Key.Key_Down, Qt.Key.Key_Up


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key as the system gives it: to the window, which passes it to what has the focus."""
    QTest.keyClick(window.windowHandle(), key, modifier)
    QApplication.processEvents()


@pytest.fixture
def folder(data, folder_of):
    source = data / "sem" / "fibres" / "Defective"
    return folder_of(source, sorted(file.name for file in source.iterdir())[:6])


def test_they_walk_as_soon_as_a_folder_is_open_and_after_every_change_of_mode(make_window, folder):
    window = make_window(folder)
    session = window.session
    press(window, DOWN)
    assert session.position == 1 and session.selected == [session.visible[1]]
    press(window, DOWN, Qt.KeyboardModifier.KeypadModifier)
    press(window, UP)
    assert session.position == 1
    for mode in (Mode.CLASSIFY, Mode.LABEL, Mode.PHASES, Mode.MEASURE, Mode.COUNT, Mode.EXPLORE):
        session.set_mode(mode)
        QApplication.processEvents()
        press(window, DOWN)
        assert session.position == 2, mode
        press(window, UP)
        assert session.position == 1, mode
    for _ in range(9):
        press(window, DOWN)
    assert session.position == 5, "they stop at the end"


def test_what_has_a_use_for_them_keeps_them(make_window, folder, qtbot):
    window = make_window(folder)
    session = window.session
    order = widget_of(window, QComboBox, "samples.order")
    order.setFocus()
    press(window, DOWN)
    assert order.currentIndex() == 1 and session.position == 0, "a menu"
    order.setCurrentIndex(0)
    session.listing.choose(order="path")
    window.stage.setFocus()
    press(window, DOWN, Qt.KeyboardModifier.ShiftModifier)
    assert session.position == 0, "the picture is moved by them"
    session.set_mode(Mode.LABEL)
    spin = widget_of(window, QSpinBox, "samples.below")
    session.listing.choose(show="unsure", below=50)
    spin.setFocus()
    press(window, UP)
    assert spin.value() == 51, "a number"
    session.listing.choose(show="all")
    widget_of(window, QListView, "samples.list").setFocus()
    press(window, DOWN)
    assert session.position == 1, "the list itself goes one on, not two"
    session.set_mode(Mode.GENERATE)
    QApplication.processEvents()
    window.setFocus()
    press(window, DOWN)
    assert session.position == 1, "the list is out of sight"


def test_of_a_pair_they_are_its_pictures(make_window, data, folder_of, qtbot):
    source = data / "thin-section" / "grains" / "feldspar"
    window = make_window(
        folder_of(source, [f"{n}_{light}.jpg" for n in (103, 109) for light in ("ppl", "xpl")])
    )
    assert len(window.session.visible) == 2
    qtbot.waitUntil(lambda: window.action("canvas.next_face").isEnabled())
    press(window, DOWN)
    assert (window.session.position, window.session.face) == (0, 1)
