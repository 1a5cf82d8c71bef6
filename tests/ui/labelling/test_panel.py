"""The panel of Etiquetar and its dialogs, by mouse."""

import csv
import shutil

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from geodesk.cli import main
from geodesk.collection import Collection, LabelClass
from geodesk.collection.sieve import by_name
from geodesk.desktop.canvas.dialogs import PixelSizeDialog
from geodesk.desktop.labelling.accepting import Accepting
from geodesk.desktop.labelling.csvfiles import Unknown
from geodesk.desktop.labelling.editing import ClassEditor
from geodesk.desktop.labelling.replacing import Replacing
from geodesk.desktop.labelling.rows import ClassRows
from tests.ui.conftest import open_, widget_of
from tests.ui.labelling.conftest import on_disk, press, settled

LEFT = Qt.MouseButton.LeftButton


def click(qtbot, window, name):
    button = widget_of(window, QToolButton, name)
    assert button.isEnabled() and button.isVisible()
    qtbot.mouseClick(button, LEFT)


def dialog_of(qtbot, window, kind):
    qtbot.waitUntil(lambda: window.findChild(kind) is not None)
    return window.findChild(kind)


def gone(qtbot, window, kind):
    qtbot.waitUntil(lambda: window.findChild(kind) is None)
    settled(qtbot, window)


def row_texts(window):
    rows = widget_of(window, ClassRows, "labelling.classes")
    return [rows.item(row).text() for row in range(rows.count())]


def click_row(qtbot, window, row):
    rows = widget_of(window, ClassRows, "labelling.classes")
    qtbot.mouseClick(rows.viewport(), LEFT, pos=rows.visualItemRect(rows.item(row)).center())
    settled(qtbot, window)


def test_a_click_on_a_class_labels_and_the_panel_follows(qtbot, fibres, label_mode):
    folder = fibres(3)
    Collection.open(folder).set_classes([LabelClass("YES", "usable", "usable"), LabelClass("NO")])
    window = label_mode(folder)
    names = [sample.id for sample in window.session.listed]
    assert row_texts(window) == ["usable", "NO", "dudosa"]
    click_row(qtbot, window, 0)
    click_row(qtbot, window, 2)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "UNSURE"}
    assert widget_of(window, QWidget, "labelling.progress").share == 2 / 3
    assert widget_of(window, QLabel, "labelling.progress_text").text() == "2 de 3 etiquetadas"
    assert window.focusWidget() is not widget_of(window, ClassRows, "labelling.classes")
    press(qtbot, window, Qt.Key.Key_Left)
    settled(qtbot, window)
    assert widget_of(window, QLabel, "labelling.label").text() == "dudosa"
    click(qtbot, window, "labelling.undo")
    settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "YES"}
    click(qtbot, window, "labelling.redo")
    settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "UNSURE"}
    window.settings.set(language="en")
    window.apply_language()
    settled(qtbot, window)
    assert row_texts(window) == ["usable", "NO", "unsure"]
    assert widget_of(window, QLabel, "labelling.progress_text").text() == "2 of 3 labelled"


def test_the_classes_stay_in_place_from_sample_to_sample(qtbot, fibres, label_mode):
    folder = fibres(4)
    collection = Collection.open(folder)
    pictures = collection.pictures()
    with collection.predictions.begin("m", "0" * 64, ("NO", "YES"), {}) as run:
        run.add(pictures[0], [0.1, 0.9])
        run.add(pictures[1], [0.2, 0.8])
        run.finish()
    collection.labels.set_many([(pictures[1], "NO"), (pictures[2], "NO")])
    window = label_mode(folder)
    rows, places = widget_of(window, ClassRows, "labelling.classes"), []
    for sample in window.session.listed:  # a suggestion; it and a label; a label; neither
        window.session.show(sample)
        settled(qtbot, window)
        places.append(rows.mapTo(window, QPoint(0, 0)).y())
    assert len(places) == 4 and len(set(places)) == 1


def test_the_history_of_a_sample(qtbot, fibres, label_mode):
    folder = fibres(1)
    Collection.open(folder, annotator="eva", machine="lab").labels.set(next(folder.glob("*.png")).name, "NO")
    window = label_mode(folder)
    text = widget_of(window, QLabel, "labelling.history_text")
    assert text.isHidden()
    click(qtbot, window, "labelling.history")
    settled(qtbot, window)
    assert "NO · a mano · eva" in text.text() and text.isVisible()
    window.desk.set_label(window.session.listed, "YES")
    settled(qtbot, window)
    settled(qtbot, window)
    first, second = text.text().splitlines()
    assert "YES · a mano" in first and "eva" in second


def test_classes_are_added_ordered_and_removed(qtbot, fibres, label_mode):
    folder = fibres(2)
    window = label_mode(folder)
    assert widget_of(window, QLabel, "labelling.no_classes").isVisible()
    click(qtbot, window, "labelling.edit")
    editor = dialog_of(qtbot, window, ClassEditor)
    for name in ("granate", "cuarzo", "granate", "mica"):
        editor.field.clear()
        qtbot.keyClicks(editor.field, name)
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert [one.id for one in editor.classes()] == ["granate", "cuarzo", "mica"]
    qtbot.mouseClick(editor.up, LEFT)
    editor.list.setCurrentRow(0)
    qtbot.mouseClick(editor.remove, LEFT)
    editor.list.setCurrentRow(0)
    qtbot.mouseClick(editor.down, LEFT)
    assert [one.id for one in editor.classes()] == ["cuarzo", "mica"]
    qtbot.keyClicks(editor.field, "feldespato")
    qtbot.mouseClick(editor.buttons.buttons()[0], LEFT)  # what is still in the field is added
    gone(qtbot, window, ClassEditor)
    assert [one.id for one in Collection.open(folder).classes()] == ["cuarzo", "mica", "feldespato"]
    press(qtbot, window, "3")
    settled(qtbot, window)
    assert list(on_disk(folder).values()) == ["feldespato"]
    window.action("labels.classes").trigger()
    editor = dialog_of(qtbot, window, ClassEditor)
    editor.list.setCurrentRow(2)
    assert not editor.remove.isEnabled()  # in use
    editor.list.setCurrentRow(0)
    qtbot.mouseClick(editor.remove, LEFT)
    editor.reject()
    gone(qtbot, window, ClassEditor)
    assert len(Collection.open(folder).classes()) == 3


def rename(qtbot, editor, row, text):
    """A double click on a class, its new name, Enter."""
    place = editor.list.visualItemRect(editor.list.item(row)).center()
    qtbot.mouseClick(editor.list.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(editor.list.viewport(), LEFT, pos=place)
    qtbot.waitUntil(lambda: editor.list.findChild(QLineEdit) is not None)
    field = editor.list.findChild(QLineEdit)
    assert field.selectedText() == editor.classes()[row].id  # the key beside it is no part of the name
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.list.findChild(QLineEdit) is None)


def with_classes(qtbot, window, *names):
    window.action("labels.classes").trigger()
    editor = dialog_of(qtbot, window, ClassEditor)
    for name in names:
        qtbot.keyClicks(editor.field, name)
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    editor.accept()
    gone(qtbot, window, ClassEditor)


def test_a_class_is_renamed_and_another_merged_in_one_step_of_undo(qtbot, fibres, label_mode):
    folder = fibres(5)
    window = label_mode(folder)
    with_classes(qtbot, window, "malaqita", "pirita", "bornita")
    press(qtbot, window, "1", "1", "2", "3", "0")
    settled(qtbot, window)
    before = on_disk(folder)
    assert list(before.values()) == ["malaqita", "malaqita", "pirita", "bornita", "UNSURE"]
    window.action("labels.classes").trigger()
    editor = dialog_of(qtbot, window, ClassEditor)
    rename(qtbot, editor, 0, "UNSURE")
    assert "UNSURE" in editor._why.text() and editor.classes()[0].id == "malaqita"
    rename(qtbot, editor, 0, " malaquita")
    assert "2" in editor._why.text() and not editor.remove.isEnabled()
    rename(qtbot, editor, 2, "pirita")
    assert [one.id for one in editor.classes()] == ["malaquita", "pirita"]
    assert on_disk(folder) == before, "nothing is done before it is saved"
    qtbot.mouseClick(editor.buttons.buttons()[0], LEFT)
    gone(qtbot, window, ClassEditor)
    assert list(on_disk(folder).values()) == ["malaquita", "malaquita", "pirita", "pirita", "UNSURE"]
    assert [one.id for one in Collection.open(folder).classes()] == ["malaquita", "pirita"]
    assert [text for text in row_texts(window) if "malaq" in text] == ["malaquita"]
    press(qtbot, window, "1")  # the key stays that of the class
    settled(qtbot, window)
    assert list(on_disk(folder).values())[4] == "malaquita"
    window.desk.undo()
    window.desk.undo()
    settled(qtbot, window)
    assert on_disk(folder) == before


def test_the_rename_button_and_a_name_still_being_typed_when_it_is_saved(qtbot, fibres, label_mode):
    folder = fibres(2)
    window = label_mode(folder)
    with_classes(qtbot, window, "mica", "cuarzo")
    press(qtbot, window, "1")
    settled(qtbot, window)
    click(qtbot, window, "labelling.edit")
    editor = dialog_of(qtbot, window, ClassEditor)
    qtbot.mouseClick(editor.rename, LEFT)
    qtbot.waitUntil(lambda: editor.list.findChild(QLineEdit) is not None)
    qtbot.keyClicks(editor.list.findChild(QLineEdit), "biotita")
    editor.accept()
    gone(qtbot, window, ClassEditor)
    assert list(on_disk(folder).values()) == ["biotita"]
    assert [one.id for one in Collection.open(folder).classes()] == ["biotita", "cuarzo"]


def test_renaming_a_class_of_the_model_moves_its_labels_and_keeps_the_class(
    qtbot, fibres, label_mode, suggest
):
    folder = fibres(3)
    suggest(folder, lambda place: 0.9)
    window = label_mode(folder)
    assert [one.id for one in window.session.classes] == ["NO", "YES"]
    press(qtbot, window, "2", "2")
    settled(qtbot, window)
    window.action("labels.classes").trigger()
    editor = dialog_of(qtbot, window, ClassEditor)
    rename(qtbot, editor, 1, "sirve")
    assert [one.id for one in editor.classes()] == ["NO", "sirve", "YES"]
    editor.accept()
    gone(qtbot, window, ClassEditor)
    assert list(on_disk(folder).values()) == ["sirve", "sirve"]
    assert [one.id for one in window.session.classes] == ["NO", "sirve", "YES"]


def test_what_was_settled_between_people_is_settled_under_the_new_name(qtbot, fibres, label_mode):
    folder = fibres(2)
    first, second = Collection.open(folder).pictures()
    Collection.open(folder, annotator="eva").labels.set(first, "mica")
    Collection.open(folder, annotator="eva").labels.set(first, "mika", how="adjudicated")
    Collection.open(folder, annotator="eva").labels.set(second, "mika")
    window = label_mode(folder)
    window.desk.rename_classes({"mika": "mica"})
    settled(qtbot, window)
    assert list(on_disk(folder).values()) == ["mica", "mica"]
    assert Collection.open(folder).labels.state_of(first.path).how == "adjudicated"


def test_keys_do_not_change_by_themselves(qtbot, fibres, label_mode):
    """Without classes of its own a folder begins with the labels in use; from the first key on they stay."""
    folder = fibres(6)
    names = [sample.id for sample in by_name(Collection.open(folder).samples())]
    Collection.open(folder).labels.set_many([(names[0], "B"), (names[1], "B"), (names[2], "A")])
    window = label_mode(folder)
    assert [one.id for one in window.session.classes] == ["B", "A"]
    window.session.show(window.session.listed[3])
    press(qtbot, window, "2", "2", "2")
    settled(qtbot, window)
    window.session.reload()
    qtbot.waitUntil(lambda: window.session.opening is None)
    settled(qtbot, window)
    assert sorted(on_disk(folder).values()) == ["A"] * 4 + ["B"] * 2
    assert [one.id for one in window.session.classes] == ["B", "A"]


def test_suggestions_from_a_probability_on_are_counted_shown_and_accepted(
    qtbot, fibres, label_mode, suggest, calm
):
    folder = fibres(20)
    suggest(folder, lambda place: 1 - place / 20)
    names = sorted(path.name for path in folder.glob("*.png"))
    Collection.open(folder).labels.set_many([(names[0], "NO"), (names[19], "NO")], how="hand")
    window = label_mode(folder)
    click(qtbot, window, "labelling.accept_many")
    dialog = dialog_of(qtbot, window, Accepting)
    with calm():
        settled(qtbot, window)
    summary = widget_of(dialog, QLabel, "labelling.accepting_summary")
    assert dialog.spin.value() == 95.0
    assert "1 muestra de la lista recibe" in summary.text() and "2 ya tienen etiqueta" in summary.text()
    dialog.spin.setValue(80)
    settled(qtbot, window)
    # YES: 0.95, 0.90, 0.85, 0.80 and NO: 0.80, 0.85, 0.90 are free; the first and the last carry labels.
    assert "7 muestras" in summary.text() and "2 ya tienen etiqueta" in summary.text()
    qtbot.waitUntil(lambda: dialog.examples.count() == 7)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: all(not dialog.examples.item(row).icon().isNull() for row in range(7)))
    qtbot.mouseClick(dialog.go, LEFT)
    gone(qtbot, window, Accepting)
    found = on_disk(folder)
    assert {names.index(name): label for name, label in found.items()} == {
        0: "NO", 1: "YES", 2: "YES", 3: "YES", 4: "YES", 16: "NO", 17: "NO", 18: "NO", 19: "NO"
    }  # fmt: skip
    assert Collection.open(folder).labels.history(names[2])[0].how == "accepted"
    assert len(Collection.open(folder).labels.history(names[0])) == 1
    window.action("labels.undo").trigger()
    settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "NO", names[19]: "NO"}


def test_the_examples_show_every_class_that_would_be_given(qtbot, fibres, label_mode, suggest):
    folder = fibres(20)
    suggest(folder, lambda place: 0.81 + place / 200 if place < 17 else 0.02)  # 17 of YES, 3 surer ones of NO
    window = label_mode(folder)
    click(qtbot, window, "labelling.accept_many")
    dialog = dialog_of(qtbot, window, Accepting)
    dialog.spin.setValue(80)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: dialog.examples.count() == 8)
    texts = [dialog.examples.item(row).text().split()[0] for row in range(8)]
    assert texts == ["NO"] * 3 + ["YES"] * 5
    least = dialog.examples.item(3)
    assert least.toolTip() == sorted(path.name for path in folder.glob("*.png"))[0]
    settled(qtbot, window)
    qtbot.waitUntil(lambda: all(not dialog.examples.item(row).icon().isNull() for row in range(8)))
    dialog.reject()


def choose(qtbot, window, action, file, everything=False):
    window.action(action).trigger()
    dialog = dialog_of(qtbot, window, QFileDialog)
    if everything:
        dialog.findChild(QCheckBox, "labelling.export_all").setChecked(True)
    dialog.selectFile(str(file))
    dialog.findChild(QDialog)
    dialog.accept()
    gone(qtbot, window, QFileDialog)


def test_exported_csv_is_that_of_the_command_line_byte_for_byte(qtbot, fibres, label_mode, tmp_path):
    folder = fibres(5)
    Collection.open(folder).set_classes([LabelClass("=sí, «raro»"), LabelClass("NO")])
    window = label_mode(folder)
    press(qtbot, window, "1", "2", "0")
    settled(qtbot, window)
    for everything in (False, True):
        ours, theirs = tmp_path / f"w{everything}.csv", tmp_path / f"c{everything}.csv"
        choose(qtbot, window, "labels.export", ours, everything)
        words = ["labels", "export", str(folder), str(theirs), *(["--all"] if everything else [])]
        assert main(words) == 0
        assert ours.read_bytes() == theirs.read_bytes()
        with ours.open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.reader(stream))) == 4
    assert "3 etiquetas escritas" in str(window.notices.toasts()[-1].sentence)


def test_the_file_to_export_to_is_named_in_the_users_language(qtbot, fibres, label_mode):
    window = label_mode(fibres(1))
    window.action("labels.export").trigger()
    dialog = dialog_of(qtbot, window, QFileDialog)
    assert [name.rpartition("/")[2] for name in dialog.selectedFiles()] == ["fibras-etiquetas.csv"]
    dialog.reject()


def test_imported_csv_is_one_step_and_unknown_names_are_listed(qtbot, fibres, label_mode, tmp_path):
    folder = fibres(4)
    names = sorted(path.name for path in folder.glob("*.png"))
    window = label_mode(folder)
    file = tmp_path / "in.csv"
    file.write_text(f"id,label\n{names[0]},cuarzo\nnadie.png,mica\nninguna.png,mica\n")
    choose(qtbot, window, "labels.import", file)
    unknown = dialog_of(qtbot, window, Unknown)
    assert "2 nombres" in unknown.text()
    assert unknown.informativeText().split() == ["nadie.png", "ninguna.png"]
    qtbot.mouseClick(unknown.close_button, LEFT)
    gone(qtbot, window, Unknown)
    assert on_disk(folder) == {}
    file.write_text(f"id,label\n{names[0]},cuarzo\n{names[1]},mica\n{names[2]},\n")
    choose(qtbot, window, "labels.import", file)
    settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "cuarzo", names[1]: "mica"}
    assert [one.id for one in window.session.classes] == ["cuarzo", "mica"]
    assert "leídas 2, cambiadas 2" in str(window.notices.toasts()[-1].sentence)
    window.action("labels.undo").trigger()
    settled(qtbot, window)
    assert on_disk(folder) == {}
    file.write_text("nothing,here\n1,2\n")
    choose(qtbot, window, "labels.import", file)
    settled(qtbot, window)
    assert on_disk(folder) == {}
    assert window.notices.toasts()[-1].kind == "error"


def test_damaged_classes_are_told_and_labelling_goes_on(qtbot, fibres, label_mode):
    folder = fibres(2)
    names = sorted(path.name for path in folder.glob("*.png"))
    collection = Collection.open(folder)
    collection.labels.set(names[0], "YES")
    broken = collection.store / "classes.json"
    broken.write_text("{")
    window = label_mode(folder)
    assert any("classes.json" in str(toast.sentence) for toast in window.notices.toasts())
    window.session.show(window.session.listed[1])
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(folder) == dict.fromkeys(names, "YES")
    assert broken.read_text() == "{"  # only the user's own word replaces it


def test_buttons_leave_the_keys_to_the_window(qtbot, fibres, label_mode):
    folder = fibres(3)
    Collection.open(folder).set_classes([LabelClass("YES")])
    window = label_mode(folder)
    click(qtbot, window, "labelling.next_unlabelled")
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert list(on_disk(folder).values()) == ["YES"]
    panel = window.panel("label")
    found = panel.findChildren(QToolButton)
    assert all(button.focusPolicy() == Qt.FocusPolicy.TabFocus for button in found)
    assert all(button.accessibleName() or button.text() for button in found)
    assert QApplication.focusWidget() not in found


def test_a_read_under_way_does_not_bring_the_old_keys_back(qtbot, fibres, label_mode):
    folder = fibres(3)
    Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO")])
    window = label_mode(folder)
    session = window.session
    window.action("labels.classes").trigger()
    editor = dialog_of(qtbot, window, ClassEditor)
    editor.list.setCurrentRow(1)
    qtbot.mouseClick(editor.up, LEFT)
    # Someone else's new label has the classes read, and right then the other order is saved.
    session.labels_changed.connect(editor.accept, Qt.ConnectionType.SingleShotConnection)
    Collection.open(folder, annotator="ana").labels.set(session.listed[2].id, "nueva")
    session.read_marks()
    for _ in range(3):
        settled(qtbot, window)
    assert [one.id for one in session.classes] == ["NO", "YES", "nueva"]
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(folder)[session.listed[0].id] == "NO"


@pytest.mark.parametrize("kind", [Accepting, ClassEditor, Replacing, QFileDialog, PixelSizeDialog])
def test_what_was_asked_of_one_folder_is_not_done_to_another(
    qtbot, fibres, label_mode, suggest, tmp_path, kind
):
    folder, other = fibres(3), tmp_path / "otra"
    shutil.copytree(folder, other)
    suggest(folder, lambda place: 0.99)
    names = sorted(path.name for path in folder.glob("*.png"))
    Collection.open(folder).labels.set(names[1], "NO")
    window = label_mode(folder)
    if kind is Replacing:
        window.action("view.grid").trigger()
        window.session.select(window.session.listed)
    keys = {
        Accepting: "labels.accept_many",
        ClassEditor: "labels.classes",
        Replacing: "labels.class_2",
        QFileDialog: "labels.import",
        PixelSizeDialog: "canvas.pixel_size",
    }
    window.action(keys[kind]).trigger()
    dialog_of(qtbot, window, kind)
    open_(qtbot, window, other)
    gone(qtbot, window, kind)
    settled(qtbot, window)
    assert on_disk(other) == {} and not (other / ".geodesk").exists()
    assert on_disk(folder) == {names[1]: "NO"}
