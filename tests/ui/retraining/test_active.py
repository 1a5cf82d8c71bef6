"""Active training while real keys label real pictures."""

import shutil
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QSpinBox

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.labelling.accepting import Accepting
from geodesk.desktop.labelling.editing import ClassEditor
from geodesk.desktop.session import Mode
from geodesk.jobs import active
from geodesk.jobs.active import MODEL, held_out
from geodesk.places import user_cache
from tests.ui.conftest import open_
from tests.ui.labelling.conftest import on_disk, press, settled

LEFT = Qt.MouseButton.LeftButton


def unlabelled(data, tmp_path):
    """Twelve pictures of each of two alterations; the technician tells them by the name."""
    folder = tmp_path / "laminas"
    folder.mkdir()
    for name in ("Carbonatization", "Silicification"):
        files = sorted((data / "thin-section" / "alteration" / name).iterdir())
        for file in files[:: max(1, len(files) // 12)][:12]:
            shutil.copyfile(file, folder / f"{name[0]}_{file.name}")
    Collection.open(folder).set_classes([LabelClass("Carbonatization"), LabelClass("Silicification")])
    return folder


def labelling(qtbot, make_window, folder):
    """A window that labels a folder."""
    window = make_window()
    open_(qtbot, window, folder)
    window.session.set_mode(Mode.LABEL)
    settled(qtbot, window)
    return window


def key_of(sample):
    return "1" if sample.id.startswith("C") else "2"


def test_the_queue_the_suggestions_and_the_accuracy_follow_the_keys(qtbot, data, tmp_path, make_window, calm):
    folder = unlabelled(data, tmp_path)
    window = labelling(qtbot, make_window, folder)
    session, desk = window.session, window.active
    by_file = [sample.id for sample in session.visible]
    switch = window.findChild(QCheckBox, "active.switch")
    every = window.findChild(QSpinBox, "active.every")
    assert every.value() == 0 and not every.isVisible()
    qtbot.mouseClick(switch, LEFT)  # brings in pyqtgraph, once
    with calm():
        qtbot.waitUntil(lambda: desk.advice is not None, timeout=240_000)
    assert switch.isChecked() and every.isVisible() and every.text() == "auto (1)"
    said = window.findChild(QLabel, "active.said")
    qtbot.waitUntil(lambda: "giradas y reflejadas" in said.text())  # by a first look one can begin at once
    qtbot.waitUntil(lambda: desk.finer is None and not desk.learning, timeout=240_000)
    qtbot.waitUntil(lambda: "giradas" not in said.text())
    kept = [len(list(one.rglob("*.npy"))) for one in (user_cache() / "features").iterdir()]
    assert kept == [24, 24]
    assert session.listing.choice.order == "queue"
    asked = [sample.id for sample in session.visible]
    assert asked != by_file and sorted(asked) == by_file
    assert not session.predictions and desk.advice.curve == ()
    every.setValue(6)
    session.show(session.visible[0])

    done = []
    while len(done) < 18:
        qtbot.waitUntil(lambda: not desk.learning, timeout=20_000)
        settled(qtbot, window)
        current = session.current
        assert current.id not in done  # the queue goes on with what has no label
        done.append(current.id)
        with calm():
            press(qtbot, window, key_of(current))
            settled(qtbot, window)
    qtbot.waitUntil(lambda: not desk.learning and desk.since == 0, timeout=20_000)
    settled(qtbot, window)
    assert set(on_disk(folder)) == set(done)
    left = [sample for sample in session.listed if sample.id not in done]
    shown = [sample.id for sample in session.visible[: len(left)]]
    queue = [name for name in desk.advice.queue if name != session.current.id]
    assert shown == [session.current.id, *queue]  # what is in view stays in view
    suggestions = {sample.id: session.standing(sample).suggestion for sample in left}
    right = sum(label is not None and label[0] == name[0] for name, label in suggestions.items())
    assert right >= len(left) - 1
    assert {session.predictions[sample.id].model for sample in left} == {MODEL}
    curve = desk.advice.curve
    held = [name for name in done if held_out(name)]
    assert curve[-1].labels == len(done) - len(held) and curve[-1].held == len(held) > 0
    text = said.text()
    assert text.startswith("Exactitud ") and f"en {len(held)} reservadas" in text
    # Nobody's label: suggestions are not learnt from and stand on no disk.
    assert not Collection.open(folder).predictions.last() and len(on_disk(folder)) == 18

    press(qtbot, window, Qt.Key.Key_Return)  # a suggestion that is accepted is a person's word
    settled(qtbot, window)
    assert len(on_disk(folder)) == 19
    qtbot.keyClick(
        QApplication.focusWidget() or window,
        Qt.Key.Key_L,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    settled(qtbot, window)
    assert not desk.on and not session.predictions and session.listing.choice.order == "path"
    assert [sample.id for sample in session.visible] == by_file


def test_keys_that_are_faster_than_learning_never_come_to_a_labelled_sample(
    qtbot, data, tmp_path, make_window, monkeypatch
):
    advise = active.advise

    def slowly(*given):
        time.sleep(0.5)  # a large folder, a busy computer
        return advise(*given)

    monkeypatch.setattr(active, "advise", slowly)
    folder = unlabelled(data, tmp_path)
    window = labelling(qtbot, make_window, folder)
    window.action("labels.active").trigger()
    qtbot.waitUntil(lambda: window.active.advice is not None, timeout=240_000)
    session, done = window.session, []
    session.show(session.visible[0])
    for _ in range(16):
        current = session.current
        done.append(current.id)
        press(qtbot, window, key_of(current))
        qtbot.waitUntil(lambda last=current: session.current is not last)
        qtbot.wait(150)  # three labels while it learns once
    assert len(set(done)) == 16
    # The last labels are learnt too, though none follows them.
    qtbot.waitUntil(lambda: not window.active.learning and window.active.since == 0, timeout=60_000)
    settled(qtbot, window)
    assert window.active.advice.labelled == 16 and len(on_disk(folder)) == 16


def test_learning_at_once_by_the_action_and_a_folder_that_is_left(
    qtbot, data, tmp_path, make_window, samples
):
    folder = unlabelled(data, tmp_path)
    collection = Collection.open(folder)
    collection.labels.set_many([(p, key_of(p) + "x") for p in collection.pictures()[::2]])
    window = labelling(qtbot, make_window, folder)
    assert not window.action("labels.learn").isEnabled()
    window.settings.set(active_every=10)
    window.action("labels.active").trigger()
    qtbot.waitUntil(lambda: window.active.advice is not None, timeout=240_000)
    assert len(window.active.advice.rows) == 12
    press(qtbot, window, "0")
    settled(qtbot, window)
    assert window.active.since == 1
    window.actions_.refresh()
    window.action("labels.learn").trigger()
    qtbot.waitUntil(lambda: window.active.since == 0 and not window.active.learning, timeout=20_000)
    window.session.listing.choose(order="path")
    window.action("samples.order_queue").trigger()
    assert [s.id for s in window.session.visible[:2]] == list(window.active.advice.queue[:2])
    open_(qtbot, window, samples)
    assert not window.active.on and window.active.advice is None


def rename_first(qtbot, window):
    window.action("labels.classes").trigger()
    editor = window.findChild(ClassEditor)
    editor.list.setCurrentRow(0)
    qtbot.mouseClick(editor.rename, LEFT)
    qtbot.waitUntil(lambda: editor.list.findChild(QLineEdit) is not None)
    qtbot.keyClicks(editor.list.findChild(QLineEdit), "Carbonates")
    editor.accept()


def test_a_class_renamed_while_it_learns_is_learnt_under_its_new_name(
    qtbot, data, tmp_path, make_window, monkeypatch
):
    folder = unlabelled(data, tmp_path)
    window = labelling(qtbot, make_window, folder)
    session, desk = window.session, window.active
    for sample in session.listed[::2]:
        session.show(sample)
        press(qtbot, window, key_of(sample))
    settled(qtbot, window)
    window.action("labels.active").trigger()
    qtbot.waitUntil(lambda: bool(session.predictions) and desk.finer is None, timeout=240_000)
    qtbot.waitUntil(lambda: not desk.learning)
    session.show(next(one for one in session.listed if one.id in desk.advice.queue))
    advise = active.advise
    monkeypatch.setattr(active, "advise", lambda *given: (time.sleep(1.5), advise(*given))[1])
    press(qtbot, window, key_of(session.current))
    qtbot.waitUntil(lambda: desk.learning)
    rename_first(qtbot, window)
    new = {"Carbonates", "Silicification"}
    said = lambda: {name for row in session.predictions.values() for name in row.labels}  # noqa: E731
    qtbot.waitUntil(lambda: said() == new and not desk.learning, timeout=20_000)
    settled(qtbot, window)


def test_a_renamed_class_is_suggested_under_its_new_name_at_once(qtbot, data, tmp_path, make_window):
    folder = unlabelled(data, tmp_path)
    window = labelling(qtbot, make_window, folder)
    session, desk = window.session, window.active
    for sample in session.listed[::2]:
        session.show(sample)
        press(qtbot, window, key_of(sample))
    settled(qtbot, window)
    window.action("labels.active").trigger()
    qtbot.waitUntil(lambda: bool(session.predictions), timeout=240_000)
    asked = [sample for sample in session.listed if sample.id in desk.advice.queue]
    doubted = next(sample for sample in asked if sample.id.startswith("C"))
    session.show(doubted)
    session.set_mode(Mode.CLASSIFY)
    settled(qtbot, window)
    said = window.findChild(QLabel, "classifying.said")
    qtbot.waitUntil(lambda: said.text() == "Del entrenamiento activo")
    assert not window.action("classify.export").isEnabled(), "no run left anything to export"
    session.set_mode(Mode.LABEL)
    press(qtbot, window, "1")
    settled(qtbot, window)
    assert doubted.pictures[0].path in session.predictions
    rename_first(qtbot, window)
    new = {"Carbonates", "Silicification"}
    qtbot.waitUntil(lambda: {name for row in session.predictions.values() for name in row.labels} == new)
    assert not session.standing(doubted).disagrees
    settled(qtbot, window)
    assert [one.id for one in session.classes] == ["Carbonates", "Silicification"]
    assert set(on_disk(folder).values()) == new
    assert desk.since == 0


def test_suggestions_accepted_together_leave_what_measures_the_accuracy(qtbot, data, tmp_path, make_window):
    folder = unlabelled(data, tmp_path)
    window = labelling(qtbot, make_window, folder)
    session, desk = window.session, window.active
    learnt = [sample for sample in session.listed if not held_out(sample.id)]
    reserved = [sample for sample in session.listed if held_out(sample.id)]
    assert len(reserved) == 2
    for sample in (*learnt[:3], *learnt[-3:], reserved[0]):
        session.show(sample)
        press(qtbot, window, key_of(sample))
    settled(qtbot, window)
    window.action("labels.active").trigger()
    qtbot.waitUntil(lambda: bool(session.predictions), timeout=240_000)
    window.action("labels.accept_many").trigger()
    dialog = window.findChild(Accepting)
    dialog.spin.setValue(0)
    settled(qtbot, window)
    assert dialog.go.text() == f"Aceptar {len(learnt) - 6}"
    assert "1 está reservada" in dialog.summary.text()
    qtbot.mouseClick(dialog.go, LEFT)
    settled(qtbot, window)
    labelled = {sample.id for sample in session.listed if session.standing(sample).label is not None}
    assert labelled == {sample.id for sample in learnt} | {reserved[0].id}
    qtbot.waitUntil(lambda: not desk.learning and desk.since == 0, timeout=20_000)
    assert {point.held for point in desk.advice.curve} == {1}
