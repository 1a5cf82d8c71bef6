"""The table of metadata: read in the background, sorted, filtered, exported, on real instruments' files."""

import shutil

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QToolButton

from geodesk.cli import main
from geodesk.desktop.samples.columnwords import SHOWN
from geodesk.desktop.session import View
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import key, press, until
from tests.ui.plots.conftest import save_as

LEFT = Qt.MouseButton.LeftButton
FEI, JEOL, GELATIN = "FEI-Helios-Ebeam-8bits.tif", "JEOL-SightX-TEM-mag-dummy.tif", "fei_gelatin_31.0nm.tif"
MERLIN, FIBRES = "test_tiff_Zeiss_SEM_1k.tif", "zeiss_55.82nm.tif"


@pytest.fixture
def table(data, tmp_path, make_window, qtbot):
    """A window with the table in the middle, all read."""

    def show():
        folder = tmp_path / "folder"
        folder.mkdir(exist_ok=True)
        for name in (FEI, JEOL, GELATIN, MERLIN, FIBRES):
            shutil.copy2(data / "sem" / "vendor" / name, folder)
        window = make_window(folder)
        key(qtbot, window, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
        assert window.session.view is View.TABLE
        until(qtbot, lambda: window.session.listing.columns.done == 5)
        return window, widget_of(window, QTableView, "table.view"), folder

    return show


def listed(window):
    return [sample.id for sample in window.session.visible]


def column(view, name):
    """The texts of a column, as they are shown."""
    model = view.model()
    return [model.index(row, SHOWN.index(name)).data() for row in range(model.rowCount())]


def click_header(qtbot, view, name):
    header = view.horizontalHeader()
    at = header.sectionViewportPosition(SHOWN.index(name)) + 8
    qtbot.mouseClick(header.viewport(), LEFT, pos=QPoint(at, header.height() // 2))


def write_filter(qtbot, window, text):
    line = widget_of(window, QLineEdit, "table.filter")
    qtbot.mouseClick(line, LEFT)
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_sorted_filtered_and_cleared_by_mouse_and_keys(table, qtbot):
    window, view, _ = table()
    assert column(view, "kv") == ["5", "10", "200", "25", "8"]
    assert column(view, "pixel_size_m") == ["3,372 µm", "31,01 nm", "", "2,615 µm", "55,82 nm"]
    click_header(qtbot, view, "kv")
    assert listed(window) == [FEI, FIBRES, GELATIN, MERLIN, JEOL]
    click_header(qtbot, view, "kv")
    assert listed(window) == [JEOL, MERLIN, GELATIN, FIBRES, FEI]
    write_filter(qtbot, window, "kV >= 10 and pixel_size < 3um")
    assert listed(window) == [MERLIN, GELATIN]
    write_filter(qtbot, window, "voltios > 3")
    problem = widget_of(window, QLabel, "table.problem")
    until(qtbot, problem.isVisible)
    assert "no existe esa columna" in problem.text() and listed(window) == [MERLIN, GELATIN]
    told = widget_of(window, QLabel, "table.told")
    until(qtbot, lambda: told.isVisible() and "mezclados, de 31,01 a 2615 nm" in told.text())
    assert "No se conoce" not in told.text()
    chip = widget_of(window, QToolButton, "samples.clear_metadata")
    qtbot.mouseClick(chip, LEFT)
    assert listed(window) == [FEI, GELATIN, JEOL, MERLIN, FIBRES] and not chip.isVisible()
    view.selectRow(3)
    assert window.session.current.id == MERLIN
    window.session.show(window.session.visible[1])
    assert view.currentIndex().row() == 1
    at = view.visualRect(view.model().index(4, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    assert window.session.view is View.CANVAS and window.session.current.id == FIBRES


def test_dates_are_filtered_by_ranges_and_picked_by_day(table, qtbot):
    window, view, _ = table()
    dates = dict(zip(listed(window), column(view, "date"), strict=True))
    assert dates[FIBRES] == "2018-08-10 11:41:13" and dates[FEI].startswith("2016-")
    told = widget_of(window, QLabel, "table.told")
    until(qtbot, lambda: "mezclados, de 31,01 a 3372 nm" in told.text())
    assert "No se conoce el tamaño de píxel de 1 de 5 imágenes." in told.text(), "both are said"
    write_filter(qtbot, window, "date >= 2018-08")
    assert FIBRES in listed(window) and FEI not in listed(window)
    write_filter(qtbot, window, "date == 2016..2018-07")
    assert FEI in listed(window) and FIBRES not in listed(window)
    write_filter(qtbot, window, "date >= 10/08/2018")
    problem = widget_of(window, QLabel, "table.problem")
    until(qtbot, problem.isVisible)
    assert "una fecha se escribe 2018, 2018-08, 2018-08-10" in problem.text()
    widget_of(window, QLineEdit, "table.filter").clear()
    menu = view.parent().values_menu(SHOWN.index("date"))
    days = [action.text() for action in menu.actions()]
    assert days == sorted(days, reverse=True) and len(days) == 5, "the newest first"
    next(action for action in menu.actions() if action.text() == "2018-08-10  (1)").trigger()
    assert listed(window) == [FIBRES]
    assert widget_of(window, QLineEdit, "table.filter").text() == "date == 2018-08-10"


def test_values_are_picked_and_columns_chosen(table, qtbot):
    window, view, _ = table()
    panel = view.parent()
    menu = panel.values_menu(SHOWN.index("detector"))
    assert [action.text() for action in menu.actions()][0] == "ETD  (2)"
    menu.actions()[0].trigger()
    assert listed(window) == [FEI, GELATIN] and panel.filter.text() == 'detector == "ETD"'
    menu = panel.values_menu(SHOWN.index("detector"))
    assert menu.actions()[0].isChecked()
    next(action for action in menu.actions() if action.text().startswith("SE2")).trigger()
    assert listed(window) == [FEI, GELATIN, FIBRES]
    panel.values_menu(SHOWN.index("kv")).actions()[0].trigger()
    assert len(listed(window)) <= 1, "both columns hold"
    panel.filter.clear()
    assert len(listed(window)) == 5
    place = SHOWN.index("detector")
    assert not view.isColumnHidden(place) and view.isColumnHidden(SHOWN.index("dtype"))
    press(qtbot, window, "table.columns", QPushButton)
    until(qtbot, panel._columns_menu.isVisible)
    panel._columns_menu.actions()[place - 1].trigger()
    panel._columns_menu.hide()
    assert view.isColumnHidden(place) and "detector" in window.settings.values.hidden_columns


def test_the_csv_is_that_of_the_command_line(table, qtbot, tmp_path):
    window, view, folder = table()
    for name, text, more in (
        ("all", "", []),
        ("some", "kv >= 8 and instrument ~ Zeiss*", ["--where", "kv >= 8 and instrument ~ Zeiss*"]),
    ):
        if text:
            write_filter(qtbot, window, text)
        press(qtbot, window, "table.save", QPushButton)
        save_as(qtbot, window, tmp_path / f"{name}.csv")
        until(qtbot, (tmp_path / f"{name}.csv").exists)
        assert main(["columns", str(folder), str(tmp_path / "command.csv"), "--quiet", *more]) == 0
        assert (tmp_path / f"{name}.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()
