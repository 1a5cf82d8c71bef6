"""The buttons of the panel of Etiquetar and its dialogs that the story of labelling does not press."""

import csv

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QTextEdit,
    QToolButton,
)

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.labelling.accepting import Accepting
from geodesk.desktop.labelling.csvfiles import Unknown, import_file
from geodesk.desktop.labelling.editing import ClassEditor
from tests.ui.conftest import widget_of
from tests.ui.labelling.conftest import on_disk, press, settled

LEFT = Qt.MouseButton.LeftButton


def opened(qtbot, window, kind):
    qtbot.waitUntil(lambda: window.findChild(kind) is not None and window.findChild(kind).isVisible())
    return window.findChild(kind)


def click(qtbot, window, name):
    button = widget_of(window, QToolButton, name)
    qtbot.waitUntil(lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, LEFT)


def cancel(dialog):
    (found,) = (
        b
        for b in dialog.buttons.buttons()
        if dialog.buttons.buttonRole(b) is QDialogButtonBox.ButtonRole.RejectRole
    )
    return found


def choose(qtbot, dialog, file):
    line = widget_of(dialog, QLineEdit, "fileNameEdit")
    line.setText(str(file))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_every_figure_gives_the_class_that_has_it(qtbot, fibres, label_mode):
    folder = fibres(9)
    classes = [f"clase {letter}" for letter in "abcdefghi"]
    Collection.open(folder).set_classes([LabelClass(one) for one in classes])
    window = label_mode(folder)
    names = [sample.id for sample in window.session.listed]
    press(qtbot, window, *"987654321")
    settled(qtbot, window)
    assert on_disk(folder) == dict(zip(names, reversed(classes), strict=True))


def test_import_and_export_by_their_buttons(qtbot, fibres, label_mode, tmp_path):
    folder = fibres(3)
    names = sorted(file.name for file in folder.glob("*.png"))
    (tmp_path / "in.csv").write_text(f"id,label\n{names[0]},cuarzo\n")
    window = label_mode(folder)
    click(qtbot, window, "labelling.import")
    choose(qtbot, opened(qtbot, window, QFileDialog), tmp_path / "in.csv")
    qtbot.waitUntil(lambda: on_disk(folder) == {names[0]: "cuarzo"})
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
    click(qtbot, window, "labelling.export")
    dialog = opened(qtbot, window, QFileDialog)
    more = widget_of(dialog, QCheckBox, "labelling.export_all")
    qtbot.mouseClick(more, LEFT, pos=more.rect().center() / 8)
    assert more.isChecked()
    choose(qtbot, dialog, tmp_path / "out.csv")
    qtbot.waitUntil((tmp_path / "out.csv").exists)
    settled(qtbot, window)
    (row,) = csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
    assert row["label"] == "cuarzo" and {"annotator", "time"} <= set(row)


def test_a_class_is_added_by_the_button_and_cancel_keeps_the_old_ones(qtbot, fibres, label_mode):
    folder = fibres(1)
    Collection.open(folder).set_classes([LabelClass("YES")])
    window = label_mode(folder)
    click(qtbot, window, "labelling.edit")
    editor = opened(qtbot, window, ClassEditor)
    assert not editor.add.isEnabled()
    qtbot.keyClicks(editor.field, "mica")
    qtbot.mouseClick(editor.add, LEFT)
    assert [one.id for one in editor.classes()] == ["YES", "mica"] and editor.field.text() == ""
    qtbot.mouseClick(cancel(editor), LEFT)
    qtbot.waitUntil(lambda: window.findChild(ClassEditor) is None)
    settled(qtbot, window)
    assert [one.id for one in Collection.open(folder).classes()] == ["YES"]


def test_cancel_accepts_no_suggestion(qtbot, fibres, label_mode, suggest):
    folder = fibres(4)
    suggest(folder, lambda place: 0.99)
    window = label_mode(folder)
    click(qtbot, window, "labelling.accept_many")
    dialog = opened(qtbot, window, Accepting)
    qtbot.waitUntil(dialog.go.isEnabled)
    qtbot.mouseClick(cancel(dialog), LEFT)
    qtbot.waitUntil(lambda: window.findChild(Accepting) is None)
    settled(qtbot, window)
    assert on_disk(folder) == {}


def test_all_unknown_names_are_shown_on_demand(qtbot, fibres, label_mode, tmp_path):
    window = label_mode(fibres(1))
    rows = "".join(f"nadie_{number:02d}.png,mica\n" for number in range(14))
    (tmp_path / "in.csv").write_text(f"id,label\n{rows}")
    import_file(window, tmp_path / "in.csv")
    unknown = opened(qtbot, window, Unknown)
    assert "nadie_12" not in unknown.informativeText() and "4" in unknown.informativeText()
    (details,) = (b for b in unknown.buttons() if unknown.buttonRole(b) is QMessageBox.ButtonRole.ActionRole)
    qtbot.mouseClick(details, LEFT)
    text = unknown.findChild(QTextEdit)
    assert text.isVisible() and "nadie_13.png" in text.toPlainText()
    assert details.text() == QCoreApplication.translate("QMessageBox", "Hide Details...") != "Hide Details..."
    qtbot.mouseClick(unknown.close_button, LEFT)
    qtbot.waitUntil(lambda: window.findChild(Unknown) is None)
