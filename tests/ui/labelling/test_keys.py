"""Labelling by keyboard on real pictures: what is on the disk afterwards."""

import shutil

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.labelling.replacing import Replacing
from geodesk.desktop.session import View
from tests.ui.conftest import widget_of
from tests.ui.labelling.conftest import on_disk, press, settled

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def with_classes(folder, *ids):
    Collection.open(folder).set_classes([LabelClass(one) for one in ids])
    return folder


def chord(qtbot, window, key, modifiers):
    press(qtbot, window)
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)
    settled(qtbot, window)


def test_keys_label_and_go_on_undo_and_redo(qtbot, fibres, label_mode, calm):
    folder = with_classes(fibres(6), "YES", "NO")
    window = label_mode(folder)
    names = [sample.id for sample in window.session.listed]
    for key in "1201":
        with calm():
            press(qtbot, window, key)
            settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "NO", names[2]: "UNSURE", names[3]: "YES"}
    assert window.session.current.id == names[4]
    events = Collection.open(folder).labels.history(names[0])
    assert [event.how for event in events] == ["hand"]
    chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "NO"}
    chord(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "NO", names[2]: "UNSURE"}
    for _ in range(3):
        chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert on_disk(folder) == {} and not window.action("labels.undo").isEnabled()
    assert window.status.saved_label.text() == "Guardado"


def test_undo_and_redo_bring_their_sample_into_view(qtbot, fibres, label_mode):
    folder = with_classes(fibres(6), "YES", "NO")
    window = label_mode(folder)
    fifth = window.session.listed[4]
    window.session.show(fifth)
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert window.session.position == 5
    chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert window.session.current is fifth and on_disk(folder) == {}
    window.session.show(window.session.listed[0])
    chord(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert window.session.current is fifth and on_disk(folder) == {fifth.id: "YES"}


def test_a_key_without_a_class_says_so(qtbot, fibres, label_mode):
    folder = with_classes(fibres(2), "YES", "NO", "OTHER")
    window = label_mode(folder)
    press(qtbot, window, "5")
    assert "No hay clase 5" in str(window.notices.toasts()[-1].sentence)
    settled(qtbot, window)
    assert on_disk(folder) == {}


def test_a_direct_key_changes_a_label_and_delete_takes_it_away(qtbot, fibres, label_mode):
    folder = with_classes(fibres(2), "YES", "NO")
    window = label_mode(folder)
    window.settings.set(advance=False)
    first = window.session.current.id
    press(qtbot, window, "1", "2")
    settled(qtbot, window)
    assert on_disk(folder) == {first: "NO"} and window.session.current.id == first
    assert widget_of(window, QLabel, "labelling.label").text() == "NO"
    press(qtbot, window, Qt.Key.Key_Delete)
    settled(qtbot, window)
    assert on_disk(folder) == {}
    assert widget_of(window, QLabel, "labelling.label").text() == "Sin etiqueta"


def test_keys_do_nothing_outside_of_the_mode_or_without_a_class(qtbot, fibres, label_mode):
    folder = with_classes(fibres(2), "YES")
    window = label_mode(folder)
    press(qtbot, window, "2", "9")
    window.action("mode.explore").trigger()
    press(qtbot, window, "1", "0", Qt.Key.Key_Delete)
    settled(qtbot, window)
    assert on_disk(folder) == {}


def test_enter_accepts_a_suggestion_but_never_over_a_label(qtbot, fibres, label_mode, suggest):
    folder = fibres(4)
    suggest(folder, lambda place: 0.9 if place != 2 else 0.2)
    Collection.open(folder).labels.set(sorted(p.name for p in folder.glob("*.png"))[1], "NO")
    window = label_mode(folder)
    names = [sample.id for sample in window.session.listed]
    assert [one.id for one in window.session.classes] == ["NO", "YES"]
    assert widget_of(window, QLabel, "labelling.suggestion").text() == "YES  90\u202f%"
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.session.current.id == names[1]
    press(qtbot, window, Qt.Key.Key_Return)  # labelled NO by hand, YES suggested: stays, and says so
    settled(qtbot, window)
    assert window.session.current.id == names[1]
    assert "ya tiene etiqueta" in str(window.notices.toasts()[-1].sentence)
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Enter)
    settled(qtbot, window)
    assert on_disk(folder) == {names[0]: "YES", names[1]: "NO", names[2]: "NO"}
    assert Collection.open(folder).labels.history(names[0])[0].how == "accepted"


def test_the_accept_button_does_the_same(qtbot, fibres, label_mode, suggest):
    folder = fibres(2)
    suggest(folder, lambda place: 0.97)
    window = label_mode(folder)
    first = window.session.current.id
    button = widget_of(window, QToolButton, "labelling.accept")
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert on_disk(folder) == {first: "YES"}


def test_enter_without_a_suggestion_says_so(qtbot, fibres, label_mode):
    folder = with_classes(fibres(1), "YES")
    window = label_mode(folder)
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert on_disk(folder) == {}
    assert "no tiene sugerencia" in str(window.notices.toasts()[-1].sentence)


def test_n_goes_to_the_next_sample_without_a_label_and_round(qtbot, fibres, label_mode):
    folder = with_classes(fibres(4), "YES")
    names = sorted(path.name for path in folder.glob("*.png"))
    labels = Collection.open(folder).labels
    labels.set_many([(names[1], "YES"), (names[2], "YES")])
    window = label_mode(folder)
    press(qtbot, window, "N")
    assert window.session.current.id == names[3]
    press(qtbot, window, "n")
    assert window.session.current.id == names[0]
    button = widget_of(window, QToolButton, "labelling.next_unlabelled")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.session.current.id == names[3]


def test_one_key_labels_all_67_selected_as_one_step(qtbot, fibres, label_mode, calm):
    folder = with_classes(fibres(), "YES", "NO")
    window = label_mode(folder)
    window.action("view.grid").trigger()
    qtbot.waitUntil(lambda: window.session.view is View.GRID)
    settled(qtbot, window)
    press(qtbot, window, "1")  # only the current one is selected
    settled(qtbot, window)
    assert len(on_disk(folder)) == 1
    with calm():
        chord(qtbot, window, Qt.Key.Key_A, CTRL)
        press(qtbot, window, "1")
        settled(qtbot, window)
    assert list(on_disk(folder).values()) == ["YES"] * 67
    assert len(window.session.selected) == 67 and window.session.view is View.GRID
    assert Collection.open(folder).labels.history(window.session.listed[5].id)[0].how == "bulk"
    chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert len(on_disk(folder)) == 1


def test_a_bulk_key_asks_before_it_replaces(qtbot, fibres, label_mode):
    folder = with_classes(fibres(6), "YES", "NO")
    names = sorted(path.name for path in folder.glob("*.png"))
    Collection.open(folder).labels.set_many([(names[0], "NO"), (names[1], "NO"), (names[2], "YES")])
    window = label_mode(folder)
    window.action("view.grid").trigger()

    def ask(key):
        window.session.select(window.session.listed)
        press(qtbot, window, key)
        qtbot.waitUntil(lambda: window.findChild(Replacing) is not None)
        return window.findChild(Replacing)

    def gone():
        qtbot.waitUntil(lambda: window.findChild(Replacing) is None)
        settled(qtbot, window)

    dialog = ask("1")
    assert "2 de 6" in dialog.text() and "YES" in dialog.text()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    gone()
    assert len(on_disk(folder)) == 3
    qtbot.mouseClick(ask("1").rest, Qt.MouseButton.LeftButton)
    gone()
    assert on_disk(folder) == dict(zip(names, ["NO", "NO", *["YES"] * 4], strict=True))
    qtbot.mouseClick(ask("1").replace, Qt.MouseButton.LeftButton)
    gone()
    assert set(on_disk(folder).values()) == {"YES"}
    dialog = ask(Qt.Key.Key_Delete)
    assert "6 de 6" in dialog.text() and dialog.rest is None
    qtbot.mouseClick(dialog.replace, Qt.MouseButton.LeftButton)
    gone()
    assert on_disk(folder) == {}


def test_a_bulk_key_keeps_what_someone_else_labelled_meanwhile(qtbot, fibres, label_mode):
    folder = with_classes(fibres(5), "YES", "NO")
    names = sorted(path.name for path in folder.glob("*.png"))
    window = label_mode(folder)
    window.action("view.grid").trigger()
    ana = Collection.open(folder, annotator="ana")
    ana.labels.set(names[2], "NO")  # this window has not read it yet
    window.session.select(window.session.listed)
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(folder) == {name: "NO" if name == names[2] else "YES" for name in names}
    assert "1 etiqueta, que se conserva" in str(window.notices.toasts()[-1].sentence)
    assert window.session.labels[names[2]].annotator == "ana"
    # Asked about one, so the other that came meanwhile stays.
    ana.labels.set(names[3], "UNSURE")
    press(qtbot, window, "1")
    qtbot.waitUntil(lambda: window.findChild(Replacing) is not None)
    assert "1 de 5" in window.findChild(Replacing).text()
    qtbot.mouseClick(window.findChild(Replacing).replace, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert on_disk(folder) == {name: "UNSURE" if name == names[3] else "YES" for name in names}


def test_enter_in_the_grid_accepts_only_for_those_without_a_label(qtbot, fibres, label_mode, suggest):
    folder = fibres(5)
    suggest(folder, lambda place: 0.9)
    names = sorted(path.name for path in folder.glob("*.png"))
    Collection.open(folder).labels.set(names[3], "NO")
    window = label_mode(folder)
    window.action("view.grid").trigger()
    window.session.select(window.session.listed)
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert on_disk(folder) == {name: "NO" if name == names[3] else "YES" for name in names}
    assert "aceptadas: 4" in str(window.notices.toasts()[-1].sentence)


def test_500_in_one_action_do_not_stop_the_window(qtbot, data, tmp_path, label_mode, calm):
    folder = with_classes(tmp_path, "YES", "NO")
    source = sorted((data / "sem" / "fibres").rglob("*.png"))[0]
    first = folder / "000.png"
    shutil.copyfile(source, first)
    for number in range(1, 500):
        (folder / f"{number:03}.png").hardlink_to(first)
    window = label_mode(folder)
    window.action("view.grid").trigger()
    settled(qtbot, window)
    window.session.select(window.session.listed)
    settled(qtbot, window)
    with calm():
        press(qtbot, window, "2")
        settled(qtbot, window)
        chord(qtbot, window, Qt.Key.Key_Z, CTRL)
        chord(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert list(on_disk(folder).values()) == ["NO"] * 500


def test_all_pictures_of_a_pair_get_the_label_as_one_step(qtbot, data, tmp_path, label_mode):
    folder = with_classes(tmp_path, "cuarzo")
    source = sorted((data / "sem" / "fibres").rglob("*.png"))[0]
    for name in ("a_ppl.png", "a_xpl.png", "b.png"):
        shutil.copyfile(source, folder / name)
    window = label_mode(folder)
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert on_disk(folder) == {"a_ppl.png": "cuarzo", "a_xpl.png": "cuarzo"}
    assert [event.how for event in Collection.open(folder).labels.history("a_xpl.png")] == ["hand"]
    chord(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert on_disk(folder) == {}


def test_typing_in_a_field_never_labels(qtbot, fibres, label_mode):
    folder = with_classes(fibres(2), "YES")
    window = label_mode(folder)
    window.action("samples.search").trigger()
    field = QApplication.focusWidget()
    for key in (Qt.Key.Key_1, Qt.Key.Key_0):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, chr(key.value))
        event.ignore()
        QApplication.sendEvent(field, event)
        assert event.isAccepted()  # the field takes the key, so the shortcut does not
    qtbot.keyClicks(field, "10")
    settled(qtbot, window)
    assert field.text() == "10" and on_disk(folder) == {}
