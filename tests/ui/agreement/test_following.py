"""What was measured, counted, captioned and calibrated on a picture, when its file is renamed or replaced."""

import shutil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableWidget, QToolButton

from geodesk.cli import main
from geodesk.collection import Collection, KeptCaption
from geodesk.desktop.agreement.lost import LostPictures
from tests.ui.agreement.test_agreement import click, dialog_of, said, until
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import key
from tests.ui.labelling.conftest import settled
from tests.ui.measuring.conftest import CTRL, NO_SIZE, ZEISS, measuring, vendor

__all__ = ["measuring", "vendor"]
NEW = "muestra 7.tif"
GRID = [(100, 100), (300, 100), (100, 300)]


def counted_by_another(folder, path):
    other = Collection.open(folder, annotator="bea", machine="otro")
    grid = other.points.begin(path, GRID, (0, 0, 400, 400))
    other.points.set(grid, {0: "quartz", 2: "pore"})
    other.captions.keep(other.resolve(path), KeptCaption("Poros entre granos.", {}))
    other.corrections.set_pixel_size(path, 5e-8)
    other.index.close()


def again(qtbot, window):
    """Look at the folder again, as F5 does, until all is known."""
    before = window.session.collection
    key(qtbot, window, Qt.Key.Key_F5)
    until(qtbot, lambda: window.session.collection is not before and window.session.opening is None)
    settled(qtbot, window)


def mode(qtbot, window, name):
    window.action(f"mode.{name}").trigger()
    settled(qtbot, window)
    return window.panel(name)


def seen(qtbot, window, path):
    """What the window shows of a picture: drawings, points of others by class, caption, metres per pixel."""
    session = window.session
    session.show(session.sample_of(path))
    until(qtbot, lambda: session.document is not None and session.document.picture.path == path)
    measured = mode(qtbot, window, "measure").desk
    until(qtbot, lambda: not measured.reading)
    counts = mode(qtbot, window, "count").desk
    until(qtbot, lambda: not counts.reading)
    people = {who: {at: one.label for at, one in some.items()} for who, some in counts.others.items()}
    own = session.collection.captions.of(path)
    size = session.document.pixel_size
    return (
        [one.kind for one in measured.here],
        people,
        None if own is None else own.caption,
        None if size is None else size.x_m,
    )


def test_all_of_a_renamed_picture_is_given_back_by_a_click_and_ctrl_z_takes_it_back(
    qtbot, measuring, vendor, capsys
):
    window, desk, hand = measuring(vendor / ZEISS)
    hand.drag((100, 100), (250, 180), (400, 200))
    until(qtbot, lambda: desk.here and desk.unsaved == 0)
    counted_by_another(vendor, ZEISS)
    (vendor / ZEISS).rename(vendor / NEW)
    again(qtbot, window)
    until(qtbot, lambda: window.agreement.lost == 1)
    assert seen(qtbot, window, NEW)[:3] == ([], {}, None)
    mode(qtbot, window, "label")
    until(
        qtbot, lambda: said(window, "labelling.lost_text") == "1 imagen trabajada no se encuentra o cambió."
    )
    click(qtbot, window, QToolButton, "labelling.lost")
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, lambda: dialog.table.rowCount() == 1)
    table = widget_of(dialog, QTableWidget, "agreement.lost_table")
    kept = "1 medición, 1 conteo de puntos, 1 leyenda, 1 escala o barra corregida"
    assert [table.item(0, column).text().replace("\N{NO-BREAK SPACE}", " ") for column in range(3)] == [
        kept,
        ZEISS,
        "mismo contenido, otro nombre",
    ]
    assert dialog.choice_of(0).currentText() == NEW and dialog.go.text() == "Devolver 1"
    click(qtbot, dialog, QPushButton, "agreement.lost_go")
    until(qtbot, lambda: window.session.opening is None and window.agreement.lost == 0)
    settled(qtbot, window)
    everything = (["length"], {"bea": {0: "quartz", 2: "pore"}}, "Poros entre granos.", 5e-8)
    assert seen(qtbot, window, NEW) == everything
    mode(qtbot, window, "label")
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    until(qtbot, lambda: window.agreement.lost == 1 and window.session.opening is None)
    settled(qtbot, window)
    shown = seen(qtbot, window, NEW)
    assert shown[:3] == ([], {}, None) and shown[3] != 5e-8
    # The command line says the same, and does it.
    capsys.readouterr()
    assert main(["labels", "relink", str(vendor)]) == 0
    assert f"{ZEISS} ({kept}) → {NEW}" in capsys.readouterr().out
    assert main(["labels", "relink", str(vendor), "--apply"]) == 0
    again(qtbot, window)
    assert seen(qtbot, window, NEW) == everything


def test_what_was_drawn_on_another_content_is_withheld_and_listed(qtbot, measuring, vendor):
    window, desk, hand = measuring(vendor / ZEISS)
    hand.drag((100, 100), (250, 180), (400, 200))
    until(qtbot, lambda: desk.here and desk.unsaved == 0)
    counted_by_another(vendor, ZEISS)
    shutil.copyfile(vendor / NO_SIZE, vendor / ZEISS)  # another picture takes its place and its name
    again(qtbot, window)
    until(qtbot, lambda: window.agreement.lost == 1)
    settled(qtbot, window)
    assert seen(qtbot, window, ZEISS)[:3] == ([], {}, None)
    window.action("labels.lost").trigger()
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, lambda: dialog.table.rowCount() == 1)
    assert dialog.table.item(0, 2).text() == "el archivo tiene ahora otro contenido"
    choice = dialog.choice_of(0)
    assert choice.currentText() == "ninguna por ahora" and not dialog.go.isEnabled()
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "este archivo de todos modos"
    click(qtbot, dialog, QPushButton, "agreement.lost_go")
    until(qtbot, lambda: window.session.opening is None and window.agreement.lost == 0)
    settled(qtbot, window)
    assert seen(qtbot, window, ZEISS)[:3] == (
        ["length"],
        {"bea": {0: "quartz", 2: "pore"}},
        "Poros entre granos.",
    )
