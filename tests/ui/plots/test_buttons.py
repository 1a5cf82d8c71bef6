"""Buttons of the plots that their stories do not press: the menu of views, the second ensemble."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QTabBar, QToolButton

from geodesk.cli import main
from geodesk.desktop.plots.reading import CURVES, ENSEMBLES
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, said, save_as

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def few(show_plots, data, folder_of):
    source = data / "sem" / "fibres" / "Defective"
    folder = folder_of(source, sorted(file.name for file in source.glob("*.png"))[:3])
    return show_plots(folder)


def from_menu(qtbot, button, key):
    """Click a button and then an entry of its menu; the click comes back only when the menu has gone."""

    def choose():
        menu = button.menu()
        action = next(action for action in menu.actions() if action.objectName() == key)
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    QTimer.singleShot(300, choose)
    qtbot.mouseClick(button, LEFT)


def test_the_button_of_views_changes_the_function_and_back(few, qtbot):
    window, panel = few
    button = widget_of(window, QToolButton, "plots.view")
    (left, _) = (plot.left for plot in panel.curves.plots)
    from_menu(qtbot, button, "plots.autocovariance")
    qtbot.waitUntil(lambda: left.labelText == "χ(r)")
    from_menu(qtbot, button, "plots.two_point")
    qtbot.waitUntil(lambda: left.labelText == "S₂(r)")


def test_two_ensembles_by_their_own_buttons(few, qtbot, tmp_path):
    window, panel = few
    window.action("plots.ensembles").trigger()
    assert widget_of(window, QTabBar, "plots.tabs").currentIndex() == ENSEMBLES
    for slot in "ab":
        button = widget_of(window, QPushButton, f"plots.ensembles.measure_{slot}")
        qtbot.waitUntil(button.isEnabled)
        qtbot.mouseClick(button, LEFT)
        qtbot.waitUntil(lambda slot=slot: slot in panel.ensembles.groups, timeout=20_000)
        qtbot.waitUntil(
            lambda: panel.ensembles.running is None and not panel.ensembles.comparing, timeout=20_000
        )
    press(qtbot, window, "plots.ensembles.save_b")
    save_as(qtbot, window, tmp_path / "b.csv")
    qtbot.waitUntil(lambda: any("b.csv" in sentence for sentence in said(window)))
    assert (
        main(
            ["ensemble", str(window.session.collection.folder), "--out", str(tmp_path / "cli.csv"), "--quiet"]
        )
        == 0
    )
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()
    panel.header.show_tab(CURVES)
    qtbot.waitUntil(lambda: panel.curves.line("b", "mean", 1)[0].isVisible())
    press(qtbot, window, "plots.legend.b")
    assert not panel.curves.line("b", "mean", 1)[0].isVisible()
    panel.header.show_tab(ENSEMBLES)
    press(qtbot, window, "plots.ensembles.remove_a")
    assert set(panel.ensembles.groups) == {"b"}
    # What was saved comes back in its place.
    qtbot.mouseClick(widget_of(window, QPushButton, "plots.ensembles.import"), LEFT)
    QApplication.processEvents()
    assert any(dialog.isVisible() for dialog in window.findChildren(QFileDialog))
    save_as(qtbot, window, tmp_path / "b.csv")
    qtbot.waitUntil(lambda: set(panel.ensembles.groups) == {"a", "b"}, timeout=20_000)
