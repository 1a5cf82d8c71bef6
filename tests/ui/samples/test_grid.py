"""The grid: selecting many, opening one, sizes, and labels that leave the selection alone."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from geodesk.desktop.samples.delegate import LARGE, SMALL
from geodesk.desktop.samples.grid import SIDES, Grid, GridView
from geodesk.desktop.samples.view import shared
from geodesk.desktop.session import View
from tests.ui.conftest import widget_of
from tests.ui.samples.conftest import click, place_of

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def grid_of(window, qtbot) -> GridView:
    qtbot.keyClick(window, Qt.Key.Key_G)
    view = widget_of(window, GridView, "grid.view")
    qtbot.waitUntil(view.isVisible)
    return view


def test_the_grid_shows_thumbnails_and_has_the_keys(marked_window, qtbot):
    window = marked_window
    view = grid_of(window, qtbot)
    assert window.focusWidget() is view
    thumbnails = shared(window.session).thumbnails
    picture = window.session.visible[5].pictures[0]
    qtbot.waitUntil(lambda: isinstance(thumbnails.get(picture, SMALL), QImage))
    across = 1
    while (
        view.visualRect(view.model().index(across, 0)).top()
        == view.visualRect(view.model().index(0, 0)).top()
    ):
        across += 1
    assert across > 2
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert window.session.position == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert window.session.position == 1 + across


def test_selecting_with_mouse_and_keys(marked_window, qtbot):
    window, session = marked_window, marked_window.session
    view = grid_of(window, qtbot)
    click(qtbot, view, 2)
    click(qtbot, view, 5, SHIFT)
    click(qtbot, view, 0, CTRL)
    assert session.selected == [session.visible[row] for row in (0, 2, 3, 4, 5)]
    assert widget_of(window, QLabel, "grid.count").text() == "5 de 12 seleccionadas"
    click(qtbot, view, 3, CTRL)
    assert session.visible[3] not in session.selected
    qtbot.keySequence(view, QKeySequence("Ctrl+A"))
    assert len(session.selected) == 12
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert session.selected == [session.current]
    assert widget_of(window, QLabel, "grid.count").text() == "1 de 12 seleccionada"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert session.selected == session.visible[:3]


def test_the_selection_survives_labelling(marked_window, qtbot, give):
    window, session = marked_window, marked_window.session
    view = grid_of(window, qtbot)
    window.action("samples.filter_unlabelled").trigger()
    qtbot.keySequence(view, QKeySequence("Ctrl+A"))
    chosen = list(session.selected)
    assert len(chosen) == 9
    give(window, range(9), "NO")
    assert session.selected == chosen and session.visible == chosen
    assert len(view.selectionModel().selectedRows()) == 9


def test_double_click_and_enter_open_the_sample(marked_window, qtbot):
    window, session = marked_window, marked_window.session
    view = grid_of(window, qtbot)
    click(qtbot, view, 4)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    assert session.view is View.CANVAS and session.current is session.visible[4]
    grid_of(window, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session.view is View.CANVAS and session.current is session.visible[5]


def test_sizes_by_button_key_and_wheel(marked_window, qtbot):
    window = marked_window
    view = grid_of(window, qtbot)
    assert not window.action("samples.larger").isEnabled() or view.isVisible()

    def height():
        return view.visualRect(view.model().index(0, 0)).height()

    before, step = height(), view.step
    qtbot.mouseClick(widget_of(window, QToolButton, "grid.larger"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: height() - before == SIDES[step + 1] - SIDES[step])
    qtbot.mouseClick(widget_of(window, QToolButton, "grid.smaller"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: height() == before)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.step == step - 1
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.step == step
    for turn in (120, 120, 120, 120):
        where = QPointF(50, 50)
        wheel = QWheelEvent(
            where,
            view.viewport().mapToGlobal(where),
            QPoint(0, 0),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            CTRL,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), wheel)
    assert SIDES[view.step] == 320 == window.settings.values.grid_side
    picture = window.session.visible[0].pictures[0]
    thumbnails = shared(window.session).thumbnails
    qtbot.waitUntil(lambda: isinstance(thumbnails.get(picture, LARGE), QImage))


def test_the_size_is_kept(make_window, marked, qtbot):
    window = make_window(marked)
    grid_of(window, qtbot)
    window.action("samples.smaller").trigger()
    assert window.findChild(Grid).view.step == SIDES.index(120)
    window.close()
    other = make_window(marked)
    grid_of(other, qtbot)
    assert other.findChild(Grid).view.step == SIDES.index(120)


def test_cells_fill_the_line(marked_window, qtbot):
    window = marked_window
    view = grid_of(window, qtbot)
    for width in (1360, 1100, 1250):
        window.resize(width, 800)
        qtbot.wait(20)
        last = max(
            view.visualRect(view.model().index(row, 0)).right() for row in range(view.model().rowCount())
        )
        assert 0 <= view.viewport().width() - last <= 12


def test_only_what_the_grid_shows_is_selected_in_it(marked_window, qtbot):
    window, session = marked_window, marked_window.session
    hidden = session.visible[0]
    window.action("samples.filter_disagree").trigger()
    assert session.current is hidden and session.selected == [hidden], "on the canvas it is still in view"
    view = grid_of(window, qtbot)
    assert session.selected == [session.visible[0]] == [session.current]
    session.listing.choose(text="no hay")
    assert session.selected == [] and widget_of(window, QLabel, "grid.count").text() == "0 de 0 seleccionadas"
    session.listing.choose(text="", show="all")
    assert len(session.selected) == 1 and session.selected[0] in session.visible
    assert view.model().rowCount() == 12


def test_a_picture_that_could_not_be_read_is_tried_again_on_reload(make_window, tmp_path, qtbot):
    """A share that was away leaves no trace in the file's time."""
    import os

    from PIL import Image

    from geodesk.language import Sentence

    folder = tmp_path / "compartida"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        Image.new("L", (40, 30), 90).save(folder / name)
    file, whole = folder / "b.png", (folder / "b.png").read_bytes()
    time = file.stat().st_mtime_ns
    file.write_bytes(bytes(len(whole)))
    os.utime(file, ns=(time, time))
    window = make_window(folder)
    thumbnails = shared(window.session).thumbnails
    grid_of(window, qtbot)

    def found():
        return thumbnails.get(window.session.visible[1].pictures[0], SMALL)

    qtbot.waitUntil(lambda: isinstance(found(), Sentence))
    taken = thumbnails.bytes
    file.write_bytes(whole)
    os.utime(file, ns=(time, time))
    window.session.reload()
    qtbot.waitUntil(lambda: window.session.opening is None)
    qtbot.waitUntil(lambda: isinstance(found(), QImage))
    assert thumbnails.bytes > taken
