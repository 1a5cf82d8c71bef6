"""Medir: drawn with the mouse on real pictures, kept at once, selected, moved, undone, exported."""

import math

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QSpinBox, QTableView, QToolButton

from geodesk.cli import main
from geodesk.collection import Collection
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import key, press, until
from tests.ui.measuring.conftest import CTRL, NO_SIZE, ZEISS
from tests.ui.plots.conftest import said, save_as

Key = Qt.Key
SIZE = 5.582e-8


def on_disk(folder, annotator=None):
    return Collection.open(folder, annotator=annotator).measurements.all()


def kept(qtbot, desk):
    """Everything is on the disk."""
    until(qtbot, lambda: desk.unsaved == 0 and not desk.reading)


def near(points, expected):
    return len(points) == len(expected) and all(
        a == pytest.approx(b, abs=0.001) for a, b in zip(points, expected, strict=True)
    )


def tool(qtbot, window, name):
    """Take a tool by its button."""
    window.actions_.refresh()
    button = widget_of(window, QToolButton, f"measuring.tool_{name}")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def row_texts(window):
    table = widget_of(window, QTableView, "measuring.table")
    model = table.model()
    return [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]


def shown(window):
    """The value in the first row."""
    rows = row_texts(window)
    return rows[0][1] if rows else ""


def text(window, name):
    return widget_of(window, QLabel, f"measuring.{name}").text()


def test_a_length_by_dragging_and_an_angle_by_three_clicks(measuring, vendor, qtbot, calm):
    window, desk, hand = measuring(vendor / ZEISS)
    with calm():
        a, b = hand.drag((100, 100), (250, 180), (400, 200))[::2]
    (one,) = desk.here
    assert one.kind == "length" and near(one.points, [a, b]) and desk.selected == one.id
    tool(qtbot, window, "angle")
    arms = hand.click((500, 100), (450, 250), (600, 300))
    assert [one.kind for one in desk.here] == ["length", "angle"]
    angle = desk.here[1]
    assert near(angle.points, arms)
    (ax, ay), (cx, cy), (bx, by) = arms
    turn = math.degrees(math.atan2(by - cy, bx - cx) - math.atan2(ay - cy, ax - cx)) % 360
    assert desk.values(angle).angle_deg == pytest.approx(min(turn, 360 - turn), abs=0.01)
    assert desk.values(one).length == pytest.approx(math.dist(a, b) * SIZE, rel=1e-4)
    kept(qtbot, desk)
    assert [(one.kind, one.points) for one in on_disk(vendor)] == [
        (one.kind, one.points) for one in desk.here
    ]
    until(qtbot, lambda: len(row_texts(window)) == 2)
    assert row_texts(window)[0] == ("Longitud", f"{desk.values(one).length * 1e6:.4g} µm".replace(".", ","))
    assert "°" in row_texts(window)[1][1]


def test_outlines_corner_by_corner_freehand_rectangle_and_ellipse(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    canvas = window.stage.canvas
    key(qtbot, window, Key.Key_3)
    corners = hand.click((100, 100), (300, 100), (300, 300), (100, 300))
    assert desk.drawing and desk.here == []
    hand.click((100, 100))
    assert near(desk.here[0].points, corners) and not desk.drawing
    side = (corners[1][0] - corners[0][0]) * (corners[2][1] - corners[1][1])
    assert desk.values(desk.here[0]).area == pytest.approx(side * SIZE**2, rel=1e-4)

    tool(qtbot, window, "polygon")
    hand.click((500, 100), (600, 100), (650, 200), (700, 300))
    key(qtbot, window, Key.Key_Backspace)
    key(qtbot, window, Key.Key_Return)
    assert len(desk.here[1].points) == 3, "the last corner was taken back"
    hand.click((500, 400), (600, 400), (600, 500))
    qtbot.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand._at((600, 500)))
    assert len(desk.here) == 3 and len(desk.here[2].points) == 3, "a double click closes"
    hand.click((800, 400), (900, 400))
    key(qtbot, window, Key.Key_Escape)
    assert not desk.drawing and len(desk.here) == 3 and desk.tool == "polygon"

    key(qtbot, window, Key.Key_4)
    turns = [2 * math.pi * step / 24 for step in range(25)]
    hand.drag(*((820 + 60 * math.cos(t), 600 + 60 * math.sin(t)) for t in turns))
    found = desk.values(desk.here[3])
    assert desk.here[3].kind == "outline"
    assert found.equivalent_diameter == pytest.approx(120 * SIZE, rel=0.03)

    tool(qtbot, window, "rectangle")
    a, b = hand.drag((100, 500), (200, 560), (260, 580))[::2]
    assert desk.values(desk.here[4]).width == pytest.approx((b[0] - a[0]) * SIZE, rel=1e-4)
    tool(qtbot, window, "ellipse")
    a, b = hand.drag((300, 500), (400, 560), (460, 580))[::2]
    expected = math.pi / 4 * (b[0] - a[0]) * (b[1] - a[1]) * SIZE**2
    assert desk.values(desk.here[5]).area == pytest.approx(expected, rel=1e-4)
    hand.click((700, 650))
    hand.click((700, 650))
    assert len(desk.here) == 6, "two clicks at one place are no ellipse"


def test_diameters_one_after_the_other_with_running_statistics(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    name = widget_of(window, QComboBox, "measuring.name").lineEdit()
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "fibra")
    qtbot.keyClick(name, Key.Key_Return)
    tool(qtbot, window, "diameter")
    lengths = []
    for x, wide in ((200, 30), (230, 40), (270, 50), (320, 80)):  # each begins where the one before ended
        a, b = hand.click((x, 300), (x + wide, 300))
        lengths.append(math.dist(a, b) * SIZE)
    assert [(one.kind, one.name) for one in desk.here] == [("diameter", "fibra")] * 4
    statistics = window.panel("measure").statistics
    spread = statistics.spread
    assert statistics.values == pytest.approx(lengths, rel=1e-3)
    assert spread.n == 4 and spread.mean == pytest.approx(sum(lengths) / 4, rel=1e-3)
    until(qtbot, lambda: "n = 4" in text(window, "spread"))
    assert "Diámetro · fibra" in text(window, "spread") and "desviación estándar" in text(window, "spread")
    chart = window.panel("measure").chart
    assert chart.isVisible() and sum(chart.counts) == 4
    # In the folder: those of another picture too, which has no pixel size and so is left out.
    window.session.step(-1)
    until(qtbot, lambda: window.session.document is not None and desk.here == [])
    hand.click((100, 100), (200, 100))
    kept(qtbot, desk)
    until(qtbot, lambda: "n = 1" in text(window, "spread"))
    scope = widget_of(window, QComboBox, "measuring.scope")
    scope.setCurrentIndex(1)
    scope.activated.emit(1)
    until(qtbot, lambda: "n = 4" in text(window, "spread"))
    assert "Sin contar 1 en píxeles" in text(window, "spread")


def test_a_profile_is_plotted_and_its_width_follows(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    tool(qtbot, window, "profile")
    a, b = hand.drag((520, 255), (540, 250), (640, 250))[::2]
    panel = window.panel("measure")
    until(qtbot, lambda: panel.statistics.profile is not None)
    first = panel.statistics.profile
    assert len(first.grey) == round(math.dist(a, b)) + 1 and first.metric
    until(qtbot, lambda: panel.chart.profile is first and panel.chart.isVisible())
    box = widget_of(window, QSpinBox, "measuring.width")
    assert box.isVisible()
    box.setValue(21)
    until(qtbot, lambda: panel.statistics.profile not in (None, first))
    assert desk.here[0].width == 21 and panel.statistics.profile.grey.std() < first.grey.std()
    kept(qtbot, desk)
    assert on_disk(vendor)[0].width == 21


def test_selecting_in_the_table_and_on_the_canvas(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    hand.drag((100, 100), (200, 100), (400, 100))
    hand.drag((100, 300), (200, 300), (400, 300))
    first, second = desk.here
    table = widget_of(window, QTableView, "measuring.table")
    until(qtbot, lambda: table.model().rowCount() == 2)
    assert table.selectionModel().selectedRows()[0].row() == 1, "what was drawn last is selected"
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 0)).center()
    )
    assert desk.selected == first.id
    tool(qtbot, window, "select")
    hand.click((250, 300))
    assert desk.selected == second.id
    until(qtbot, lambda: table.selectionModel().selectedRows()[0].row() == 1)
    name = widget_of(window, QComboBox, "measuring.name").lineEdit()
    assert isinstance(name, QLineEdit)
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "poro")
    qtbot.keyClick(name, Key.Key_Return)
    until(qtbot, lambda: row_texts(window)[1][0] == "poro")
    kept(qtbot, desk)
    assert [one.name for one in on_disk(vendor)] == ["", "poro"]
    hand.click((250, 500))
    key(qtbot, window, Key.Key_Escape)
    assert desk.selected == "" and table.selectionModel().selectedRows() == []


def test_moving_by_handles_and_whole_and_panning_beside(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    hand.drag((100, 100), (200, 150), (400, 200))
    start, _ = desk.here[0].points
    # By its handle, with the tool still in hand.
    *_, end = hand.drag((400, 200), (420, 260), (500, 300))
    (one,) = desk.here
    assert near(one.points, [start, end])
    key(qtbot, window, Key.Key_0)
    QApplication.processEvents()
    before = window.stage.canvas.centre
    grip, _, to = hand.drag((300, 200), (310, 220), (330, 260))
    moved = desk.here[0].points
    by = (to[0] - grip[0], to[1] - grip[1])
    assert near(moved, [(x + by[0], y + by[1]) for x, y in one.points])
    assert window.stage.canvas.centre == before
    hand.drag((800, 600), (780, 580), (760, 560))
    assert window.stage.canvas.centre != before, "beside it the picture is panned"
    kept(qtbot, desk)
    assert near(on_disk(vendor)[0].points, moved)


def test_deleting_undoing_and_doing_again_also_after_a_restart(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    for y in (100, 200, 300):
        hand.drag((100, y), (200, y), (400, y))
    assert len(desk.here) == 3
    key(qtbot, window, Key.Key_Delete)
    assert len(desk.here) == 2 and desk.chosen == desk.here[1]
    press(qtbot, window, "measuring.delete")
    assert len(desk.here) == 1
    press(qtbot, window, "measuring.undo")
    until(qtbot, lambda: len(desk.here) == 2)
    key(qtbot, window, Key.Key_Y, CTRL)
    until(qtbot, lambda: len(desk.here) == 1)
    kept(qtbot, desk)
    window.close()
    window, desk, hand = measuring(vendor / ZEISS)
    until(qtbot, lambda: len(desk.here) == 1)
    for n in (2, 3, 2, 1, 0):
        key(qtbot, window, Key.Key_Z, CTRL)
        until(qtbot, lambda n=n: len(desk.here) == n and not desk.reading)
    assert not desk.can_undo and on_disk(vendor) == []


def test_pixels_honestly_and_physical_units_once_the_size_is_told(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / NO_SIZE)
    warning = widget_of(window, QLabel, "measuring.warning")
    a, b = hand.drag((50, 50), (100, 50), (250, 50))[::2]
    until(qtbot, lambda: warning.isVisible() and shown(window).endswith(" px"))
    session = window.session
    session.collection.corrections.set_pixel_size(session.picture, 2e-9)
    window.stage.documents.corrected(frozenset({session.picture.path}))
    until(qtbot, lambda: desk.size is not None)
    until(qtbot, lambda: shown(window).endswith(" nm") and not warning.isVisible())
    assert desk.values(desk.here[0]).length == pytest.approx(math.dist(a, b) * 2e-9, rel=1e-4)


def test_the_csv_is_that_of_the_command_line(measuring, vendor, qtbot, tmp_path):
    window, desk, hand = measuring(vendor / ZEISS)
    hand.drag((100, 100), (200, 150), (400, 200))
    key(qtbot, window, Key.Key_7)
    hand.drag((100, 300), (200, 310), (400, 320))
    window.session.step(-1)
    until(qtbot, lambda: window.session.document is not None and desk.here == [])
    key(qtbot, window, Key.Key_6)
    hand.drag((100, 100), (150, 160), (200, 190))
    press(qtbot, window, "measuring.export")
    save_as(qtbot, window, tmp_path / "window.csv")
    until(qtbot, (tmp_path / "window.csv").exists)
    until(qtbot, lambda: any("3 mediciones" in one for one in said(window)))
    assert main(["measurements", "export", str(vendor), str(tmp_path / "command.csv"), "--quiet"]) == 0
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()
    press(qtbot, window, "measuring.copy")
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[1].startswith("Elipse\t") and "px" in copied.splitlines()[0]


def test_a_full_disk_is_told_and_nothing_seems_kept(measuring, vendor, qtbot, monkeypatch):
    import os

    window, desk, hand = measuring(vendor / ZEISS)
    real = os.write

    def full(descriptor, data):
        if b'"measurement"' in bytes(data):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    hand.drag((100, 100), (200, 150), (400, 200))
    assert len(desk.here) == 1
    until(qtbot, lambda: desk.here == [] and desk.unsaved == 0)
    assert said(window)


def test_other_tools_give_way_and_the_mode_leaves_nothing_behind(measuring, vendor, qtbot):
    window, desk, hand = measuring(vendor / ZEISS)
    tools = window.stage.tools
    assert tools.current == "measure"
    key(qtbot, window, Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert tools.current == "calibrate"
    key(qtbot, window, Key.Key_Escape)
    assert tools.current == "measure", "back in hand"
    key(qtbot, window, Key.Key_2)
    key(qtbot, window, Key.Key_R)
    assert desk.tool == "length" and tools.current == "measure", "the ruler of Medir is kept"
    hand.drag((100, 100), (200, 150), (400, 200))
    key(qtbot, window, Key.Key_1, CTRL)
    assert tools.current == "" and not window.action("measure.length").isEnabled()
    canvas = window.stage.canvas
    at = QPointF(canvas.viewport().rect().center())
    QApplication.sendEvent(
        canvas.viewport(),
        QMouseEvent(
            QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    key(qtbot, window, Key.Key_8, CTRL)
    assert tools.current == "measure" and len(desk.here) == 1
