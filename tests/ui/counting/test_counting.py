"""Contar: a point count by keys on a real field, closed, gone on with, summed, drawn and exported."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QTableWidget, QTreeWidget

from geodesk.cli import main
from geodesk.collection import UNSURE, Collection, CollectionError, Phase, provenance
from geodesk.desktop.counting.suggesting import PHASES
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import begin, dialog_of, key, press, until
from tests.ui.plots.conftest import said, save_as

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def labels_on_disk(folder, annotator=None):
    collection = Collection.open(folder, annotator=annotator)
    grid = collection.points.grid_of("10a_ppl.jpg")
    return {at: (one.label, one.in_fragment) for at, one in collection.points.states(grid).items()}


def text(window, name):
    return widget_of(window, QLabel, f"counting.{name}").text()


def test_a_whole_count_by_keys_closed_reopened_and_exported(counting, fields, qtbot, tmp_path, calm):
    window, desk = counting(fields, points=16)
    assert desk.current == 0 and desk.drawn == 16
    with calm():
        for digit in range(1, 10):
            key(qtbot, window, getattr(Key, f"Key_{digit}"))
    assert desk.current == 9
    key(qtbot, window, Key.Key_0)
    key(qtbot, window, Key.Key_X)
    assert desk.flag and widget_of(window, QCheckBox, "counting.flag").isChecked() or desk.flag
    key(qtbot, window, Key.Key_1)
    assert not desk.flag and desk.current == 11
    until(qtbot, lambda: desk.unsaved == 0)
    ids = [one.id for one in desk.scheme.classes]
    expected = {at: (label, False) for at, label in enumerate(ids)} | {
        9: (UNSURE, False),
        10: ("quartz", True),
    }
    assert labels_on_disk(fields) == expected
    until(qtbot, lambda: text(window, "state") == "11 de 16 puntos contados")
    window.close()

    window, desk = counting(fields)
    until(qtbot, lambda: desk.current == 11)
    assert {at: (one.label, one.in_fragment) for at, one in desk.states.items()} == expected
    for _ in range(5):
        key(qtbot, window, Key.Key_2)
    until(qtbot, lambda: desk.unsaved == 0)
    until(qtbot, lambda: text(window, "state") == "16 puntos, todos contados")
    assert any("Todos los puntos están contados" in one for one in said(window))

    press(qtbot, window, "counting.results")
    results = dialog_of(qtbot, window, "counting.results_dialog")
    for name, out in (("save_table", "modal.csv"), ("save_points", "points.csv")):
        press(qtbot, results, f"counting.result_{name}")
        save_as(qtbot, window, tmp_path / out)
        until(qtbot, (tmp_path / out).exists)
    press(qtbot, results, "counting.result_close")
    command = ["count", str(fields), "--counted", "--out", str(tmp_path / "p2.csv")]
    assert main([*command, "--summary", str(tmp_path / "m2.csv"), "--quiet"]) == 0
    assert (tmp_path / "points.csv").read_bytes() == (tmp_path / "p2.csv").read_bytes()
    assert (tmp_path / "modal.csv").read_bytes() == (tmp_path / "m2.csv").read_bytes()
    with open(tmp_path / "modal.csv", encoding="utf-8", newline="") as stream:
        table = {row["label"]: row["points"] for row in csv.DictReader(stream) if row["path"]}
    assert table["feldspar"] == "6" and table["quartz"] == "2" and sum(map(int, table.values())) == 15


@pytest.mark.parametrize(("points", "nearest"), [(300, 2.0), (4, 1.0)])
def test_a_count_begins_near_enough_to_see_a_grain_and_not_only_pixels(
    counting, fields, qtbot, points, nearest
):
    window, _ = counting(fields)
    canvas = window.stage.canvas
    whole = canvas.scale_now
    begin(qtbot, window, points)
    assert whole <= canvas.scale_now <= nearest
    if points == 300:
        assert canvas.scale_now == nearest  # the points lie close
    canvas.zoom_by(0.5)
    own = canvas.scale_now
    key(qtbot, window, Key.Key_1)
    assert canvas.scale_now == own  # what the user chose stays


def test_walking_from_point_to_point_and_back(counting, fields, qtbot):
    window, desk = counting(fields, points=9)
    canvas = window.stage.canvas
    key(qtbot, window, Key.Key_Right)
    assert desk.current == 1 and not canvas.fitted
    x, y = desk.grid.points[1]
    assert (canvas.centre.x(), canvas.centre.y()) == (x + 0.5, y + 0.5)
    press(qtbot, window, "counting.next")
    assert desk.current == 2
    key(qtbot, window, Key.Key_Backspace)
    press(qtbot, window, "counting.back")
    assert desk.current == 0
    window.actions_.refresh()
    assert not window.action("count.back").isEnabled()
    key(qtbot, window, Key.Key_1)
    key(qtbot, window, Key.Key_Left)
    key(qtbot, window, Key.Key_N)
    assert desk.current == 1
    press(qtbot, window, "counting.follow", QCheckBox)
    before = canvas.centre
    key(qtbot, window, Key.Key_Right)
    assert desk.current == 2 and canvas.centre == before, "the picture stands still"
    assert not window.action("view.next").isEnabled(), "the arrows walk, not the list"
    key(qtbot, window, Key.Key_PageDown)
    until(qtbot, lambda: window.session.current.id == "11a" and not desk.reading)
    assert desk.grid is None and desk.drawn == 0
    assert window.action("view.previous").isEnabled() or window.actions_.refresh() is None
    begin(qtbot, window, 4)
    key(qtbot, window, Key.Key_PageUp)
    until(qtbot, lambda: window.session.current.id == "10a" and desk.grid is not None)
    assert len(desk.grid.points) == 9 and desk.current == 1


def test_taking_back_undoing_and_doing_again(counting, fields, qtbot):
    window, desk = counting(fields, points=6)
    for digit in (Key.Key_1, Key.Key_2, Key.Key_3):
        key(qtbot, window, digit)
    press(qtbot, window, "counting.undo")
    until(qtbot, lambda: set(desk.states) == {0, 1} and desk.current == 2)
    key(qtbot, window, Key.Key_Z, CTRL)
    until(qtbot, lambda: set(desk.states) == {0} and desk.current == 1)
    key(qtbot, window, Key.Key_Y, CTRL)
    until(qtbot, lambda: set(desk.states) == {0, 1} and not desk.reading)
    assert desk.states[1].label == "feldspar"
    key(qtbot, window, Key.Key_Delete)
    assert set(desk.states) == {0} and desk.current == 1
    until(qtbot, lambda: desk.unsaved == 0)
    assert labels_on_disk(fields) == {0: ("quartz", False)}


def test_both_lights_show_the_points_and_share_the_count(counting, fields, qtbot):
    window, desk = counting(fields, points=12)
    key(qtbot, window, Key.Key_4)
    key(qtbot, window, Key.Key_B)  # PPL | XPL
    canvas = window.stage.canvas
    until(qtbot, lambda: canvas.document is not None and canvas.document.picture.path == "10a_xpl.jpg")
    assert desk.drawn == 12 and desk.current == 1 and desk.grid.path == "10a_ppl.jpg"
    key(qtbot, window, Key.Key_4)
    window.actions_["canvas.split"].trigger()
    until(qtbot, lambda: window.stage.is_split)
    shown = [item.count for item in desk._items.values()]
    assert shown == [12, 12]
    until(qtbot, lambda: desk.unsaved == 0)
    assert labels_on_disk(fields) == {0: ("matrix", False), 1: ("matrix", False)}


def test_a_click_on_a_class_gives_it(counting, fields, qtbot):
    window, desk = counting(fields, points=5)
    tree = widget_of(window, QTreeWidget, "counting.classes_list")
    until(qtbot, lambda: tree.topLevelItemCount() == 10)
    place = tree.visualItemRect(tree.topLevelItem(2)).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.states[0].label == "rock-fragment" and desk.current == 1
    press(qtbot, window, "counting.flag", QCheckBox)
    assert desk.flag
    key(qtbot, window, Key.Key_2)
    assert desk.states[1].in_fragment
    until(qtbot, lambda: tree.topLevelItem(2).text(2) == "50,0 ± 35,4\u202f%")


def test_suggestions_of_the_bundled_model(counting, fields, qtbot):
    window, desk = counting(fields)
    key(qtbot, window, Key.Key_N, CTRL)
    dialog = dialog_of(qtbot, window, "counting.starting")
    dialog.points.setValue(5)
    titles = "Granos de arenisca (PPL + XPL)"
    until(qtbot, lambda: dialog.source.findText(titles) > 0)
    assert not dialog.tile.isEnabled()
    dialog.source.setCurrentIndex(dialog.source.findText(titles))
    assert dialog.tile.isEnabled()
    dialog.accept()
    until(qtbot, lambda: desk.suggested is not None and not desk.reading)
    assert desk.suggested.by.startswith("sandstone-grains ") and len(desk.suggested.p) == 5
    assert desk.acceptable == 5 and desk.states == {}, "nothing is counted by itself"
    until(qtbot, lambda: text(window, "point").startswith("Punto 1: ¿"))
    key(qtbot, window, Key.Key_Return)
    assert desk.states[0].label == desk.suggested.classes[0] and desk.states[0].how == "accepted"
    key(qtbot, window, Key.Key_6)
    assert desk.states[1].label == "pore" and desk.states[1].how == "hand"
    press(qtbot, window, "counting.accept_rest")
    until(qtbot, lambda: desk.unsaved == 0)
    assert [one.how for one in desk.states.values()][2:] == ["bulk"] * 3
    key(qtbot, window, Key.Key_Z, CTRL)
    until(qtbot, lambda: set(desk.states) == {0, 1})


def test_suggestions_of_the_phases_kept(counting, fields, qtbot):
    collection = Collection.open(fields)
    item = collection.resolve("10a_ppl.jpg")
    labels = np.full((1200, 1600), 1, np.uint8)
    labels[:, 800:] = 2
    phases = [Phase(1, "cuarzo", "quartz"), Phase(2, "glauconita", "glauconite")]
    collection.phases.save(item, labels, provenance(item, "0" * 64, {"kind": "test"}, phases))
    window, desk = counting(fields, points=8)
    press(qtbot, window, "counting.suggest")
    dialog = dialog_of(qtbot, window, "counting.suggesting")
    cancel = dialog.buttons.button(dialog.buttons.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible() and desk.suggested is None
    press(qtbot, window, "counting.suggest")
    dialog = dialog_of(qtbot, window, "counting.suggesting")
    dialog.source.setCurrentIndex(dialog.source.findData(PHASES))
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: desk.suggested is not None)
    for (x, _), label in zip(desk.grid.points, desk.suggested.classes, strict=True):
        assert label == ("quartz" if x < 800 else "glauconite")
    assert desk.scheme.classes[-1].id == "glauconite"
    key(qtbot, window, Key.Key_Return, CTRL)
    until(qtbot, lambda: len(desk.states) == 8 and desk.unsaved == 0)
    assert set(labels_on_disk(fields).values()) == {("quartz", False), ("glauconite", False)}


def test_before_a_count_there_is_one_thing_to_do(counting, fields, qtbot):
    window, desk = counting(fields)
    seen = {
        name: widget_of(window, QPushButton, f"counting.{name}").isVisible()
        for name in ("new", "anew", "back", "next", "undo", "suggest")
    }
    assert [name for name, visible in seen.items() if visible] == ["new"]
    begin(qtbot, window, 4)
    until(qtbot, lambda: not widget_of(window, QPushButton, "counting.new").isVisible())
    assert widget_of(window, QPushButton, "counting.anew").isVisible()
    tree = widget_of(window, QTreeWidget, "counting.classes_list")
    assert tree.isHeaderHidden(), "nothing is counted, so there is no share to explain"
    key(qtbot, window, Key.Key_1)
    until(qtbot, lambda: tree.topLevelItem(0).text(2) != "")
    assert not tree.isHeaderHidden() and tree.headerItem().text(2) == "% ± EE"
    assert tree.topLevelItem(1).text(2) == "", "none counted is no share with an error of nought"


def test_a_new_count_is_said_to_take_the_place_of_the_old(counting, fields, qtbot):
    window, desk = counting(fields, points=4)
    key(qtbot, window, Key.Key_1)
    old = desk.grid
    press(qtbot, window, "counting.anew")
    dialog = dialog_of(qtbot, window, "counting.starting")
    assert any("ya tiene un conteo (1 puntos)" in one.text() for one in dialog.findChildren(QLabel))
    cancel = dialog.buttons.button(dialog.buttons.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert desk.grid is old
    begin(qtbot, window, 7)
    assert desk.states == {} and len(desk.grid.points) == 7
    with open(next((fields / ".geodesk").glob("points-*.jsonl")), encoding="utf-8") as log:
        assert sum('"event":"grid"' in line for line in log) == 2, "the old one stays in the file"


def test_classes_and_poles(counting, fields, qtbot):
    window, desk = counting(fields, points=4)
    key(qtbot, window, Key.Key_1)
    press(qtbot, window, "counting.classes")
    editor = dialog_of(qtbot, window, "counting.editor")
    assert not editor.remove.isEnabled(), "a point is of that class"
    editor.field.setText("Chert")
    press(qtbot, editor, "counting.editor_add")
    assert editor.scheme().classes[-1].id == "Chert" and editor.scheme().poles["Chert"] == "Q"
    for _ in range(7):
        press(qtbot, editor, "counting.editor_up")
    press(qtbot, editor, "counting.editor_down")
    editor.table.setCurrentCell(9, 1)
    press(qtbot, editor, "counting.editor_remove")
    editor.table.cellWidget(1, 2).setCurrentIndex(0)
    qtbot.mouseClick(editor.buttons.button(editor.buttons.StandardButton.Save), Qt.MouseButton.LeftButton)
    ids = [one.id for one in desk.scheme.classes]
    assert ids[3] == "Chert" and "other" not in ids and "feldspar" not in desk.scheme.poles
    key(qtbot, window, Key.Key_4)
    assert desk.states[1].label == "Chert"
    press(qtbot, window, "counting.classes")
    editor = dialog_of(qtbot, window, "counting.editor")
    editor.table.setCurrentCell(5, 1)
    press(qtbot, editor, "counting.editor_remove")
    qtbot.mouseClick(editor.buttons.button(editor.buttons.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert [one.id for one in desk.scheme.classes] == ids
    until(qtbot, lambda: Collection.open(fields).counting() == desk.scheme)
    key(qtbot, window, Key.Key_9)
    assert any("No hay clase 9" in one for one in said(window)) or len(ids) >= 9


def test_composition_and_triangle(counting, fields, qtbot, tmp_path):
    window, desk = counting(fields, points=10)
    for digit in (1, 1, 1, 2, 2, 3, 4, 0):
        key(qtbot, window, getattr(Key, f"Key_{digit}"))
    key(qtbot, window, Key.Key_X)
    key(qtbot, window, Key.Key_1)
    other = Collection.open(fields)
    grid = other.points.begin("11a_ppl.jpg", [(5, 5), (9, 9)], (0, 0, 1600, 1200))
    other.points.set(grid, {0: "quartz", 1: "rock-fragment"})
    key(qtbot, window, Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier)
    results = dialog_of(qtbot, window, "counting.results_dialog")
    table = widget_of(results, QTableWidget, "counting.result_table")
    rows = {table.item(at, 0).text(): table.item(at, 1).text() for at in range(table.rowCount())}
    assert rows == {"cuarzo": "4", "feldespato": "2", "fragmento de roca": "1", "matriz": "1"}
    assert table.item(0, 2).text() == "50,0" and table.item(0, 3).text() == "17,7"
    assert results.triangle.plotted.poles == (4, 2, 1)
    place = widget_of(results, QLabel, "counting.result_place")
    assert place.text() == "Q 57,1  ·  F 28,6  ·  L 14,3  ·  arcosa lítica"
    press(qtbot, results, "counting.result_gazzi", QCheckBox)
    assert results.triangle.plotted.poles == (3, 2, 2), "the crystal counts as rock fragment"
    results.diagram.setCurrentIndex(1)
    assert place.text().endswith("arco disectado")
    until(qtbot, lambda: Collection.open(fields).counting() == results._scheme)
    assert (results._scheme.gazzi, results._scheme.diagram) == (False, "dickinson")
    results.scope.setCurrentIndex(1)  # the selected samples: the one in view
    assert results.triangle.plotted.poles == (3, 2, 2)
    window.session.select(window.session.listed)
    assert results.triangle.plotted.poles == (4, 2, 3) and len(results.triangle.plotted.single) == 2
    window.session.select([window.session.current])
    results.scope.setCurrentIndex(2)
    assert results.triangle.plotted.poles == (4, 2, 3) and len(results.triangle.plotted.single) == 2
    press(qtbot, results, "counting.result_copy")
    assert not QApplication.clipboard().image().isNull()
    for name in ("t.png", "t.svg"):
        press(qtbot, results, "counting.result_save_picture")
        save_as(qtbot, window, tmp_path / name)
        until(qtbot, (tmp_path / name).exists)
    drawn = QImage(str(tmp_path / "t.png"))
    assert drawn.width() == 1800 and "10 puntos" in drawn.text("Description")
    assert "órogeno" not in (svg := (tmp_path / "t.svg").read_text("utf-8")) and "arco transicional" in svg
    press(qtbot, results, "counting.result_close")


def test_what_another_counted_is_compared(counting, fields, qtbot):
    window, desk = counting(fields, points=4)
    luis = Collection.open(fields, annotator="luis").points
    luis.set(luis.grid_of("10a_ppl.jpg"), {0: "quartz", 1: "feldspar"})
    for digit in (Key.Key_1, Key.Key_1):
        key(qtbot, window, digit)
    until(qtbot, lambda: desk.unsaved == 0)
    desk.read()
    until(
        qtbot,
        lambda: text(window, "others") == "luis contó 2 de estos puntos; coinciden en el 50\u202f% de 2",
    )


def test_a_point_that_the_disk_does_not_take_is_not_shown_as_counted(counting, fields, qtbot, monkeypatch):
    window, desk = counting(fields, points=4)
    key(qtbot, window, Key.Key_1)
    until(qtbot, lambda: desk.unsaved == 0)

    def full(path, lines):
        raise CollectionError(en="The disk is full.", es="El disco está lleno.")

    monkeypatch.setattr("geodesk.collection.eventlogs.append", full)
    key(qtbot, window, Key.Key_2)
    until(qtbot, lambda: desk.unsaved == 0 and not desk.reading)
    assert set(desk.states) == {0} and "El disco está lleno." in said(window)
    monkeypatch.undo()
    desk.go(1)
    key(qtbot, window, Key.Key_2)
    until(qtbot, lambda: desk.unsaved == 0)
    assert set(labels_on_disk(fields)) == {0, 1}


@pytest.mark.parametrize("key_", ["1", "0", "Return"])
def test_the_keys_of_other_modes_are_their_own(counting, fields, qtbot, key_):
    window, desk = counting(fields, points=4)
    window.actions_["mode.label"].trigger()
    assert desk.drawn == 0
    key(qtbot, window, {"1": Key.Key_1, "0": Key.Key_0, "Return": Key.Key_Return}[key_])
    assert desk.states == {} and desk.current == 0
    assert window.findChild(QPushButton, "counting.new") is not None
