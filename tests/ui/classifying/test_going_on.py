"""What going on with a run needs, reloading in the middle of one, and the folder that was meant."""

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from geodesk.collection import Collection
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.session import Mode
from geodesk.jobs.folder import classify_folder, open_model
from geodesk.micrograph import Rect
from tests.ui.classifying.conftest import begun, ended, line, press, starts, until
from tests.ui.conftest import open_, widget_of
from tests.unit.jobs import pictures


def cancelled(qtbot, window):
    """A run cancelled after a few pictures; how many are kept."""
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 4)
    window.classifying.cancel()
    kept = ended(qtbot, window).counts.done
    until(qtbot, lambda: window.classifying.interrupted is not None)
    until(qtbot, lambda: len(window.session.predictions) == kept)
    return kept


def runs(folder):
    return sorted((folder / ".geodesk").rglob("predictions-*.jsonl"))


def refused(qtbot, window, kept, word):
    """Going on with the line of the strip is refused with a sentence; nothing has begun or is lost."""
    (journal,) = runs(window.session.collection.folder)
    before, told, first = journal.read_bytes(), [], starts(window)
    window.session.noticed.connect(lambda sentence, _kind: told.append(str(sentence)))
    qtbot.mouseClick(line(window).resume_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: any("no se cambió nada" in sentence for sentence in told))
    assert any(word in sentence for sentence in told)
    assert not first and len(window.session.predictions) == kept and journal.read_bytes() == before


def test_a_run_begun_on_another_device_is_not_emptied(classifying, qtbot, many, slow):
    from geodesk.models import DEVICES

    window = classifying(many, slow)
    # Only the name of the device is played; the model runs, and is opened anew for the CPU.
    window.classifying.model.runner.device = next(one for one in DEVICES if one.key == "cuda")
    kept = cancelled(qtbot, window)
    before = window.classifying.opened
    window.settings.set(device="cpu")
    until(qtbot, lambda: window.classifying.opened is not before)
    stale = widget_of(window, QLabel, "classifying.stale")
    until(qtbot, stale.isVisible)
    assert f"{kept} de 150" in stale.text() and "se empezó en NVIDIA CUDA" in stale.text()
    assert not widget_of(window, QPushButton, "classifying.resume").isVisible()
    until(qtbot, lambda: not window.action("classify.continue").isEnabled())
    press(qtbot, window, "classifying.folder")
    box = window.findChild(QMessageBox, "classifying.resume_or_anew")
    assert "se empezó en NVIDIA CUDA" in box.informativeText()
    assert {button.text() for button in box.buttons()} == {"Empezar de nuevo", "Cancelar"}
    cancel = next(button for button in box.buttons() if button.text() == "Cancelar")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert window.classifying.running is None and len(window.session.predictions) == kept
    # The model of the run itself, which the line still holds, goes on with it.
    qtbot.mouseClick(line(window).resume_button, Qt.MouseButton.LeftButton)
    begun(qtbot, window, kept)
    window.classifying.cancel()
    assert ended(qtbot, window).counts.done >= kept and len(runs(many)) == 1


def test_a_bar_corrected_since_is_told_of_before_anything_begins(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    kept = cancelled(qtbot, window)
    collection, corrected = window.session.collection, []
    some = [window.session.listed[-1].pictures[0]]
    window.session.writer.run(
        lambda: collection.corrections.set_bar(some, Rect(0, 100, 160, 20)), lambda _: corrected.append(1)
    )
    until(qtbot, lambda: bool(corrected))
    refused(qtbot, window, kept, "barra de información")
    stale = widget_of(window, QLabel, "classifying.stale")
    until(qtbot, stale.isVisible)  # what the panel offered is brought up to date
    first = starts(window)
    press(qtbot, window, "classifying.folder")
    box = window.findChild(QMessageBox, "classifying.resume_or_anew")
    anew = next(button for button in box.buttons() if button.text() == "Empezar de nuevo")
    qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: bool(first))
    assert list(first.values()) == [0]
    window.classifying.cancel()
    ended(qtbot, window)


@pytest.fixture
def some(many):
    """Few enough to wait for the end of the run."""
    for file in sorted(many.glob("*.png"))[40:]:
        file.unlink()
    return many


@pytest.fixture
def gated(classifying, qtbot, some, slow, monkeypatch):
    """A window whose run gives as many rows as `let` is released times."""
    window, let = classifying(some, slow), threading.Semaphore(0)
    real = window.classifying.model.reduce

    def reduce(rows):
        time.sleep(0.06)  # longer than a job's beat, so that each row is sent by itself
        assert let.acquire(timeout=60)
        return real(rows)

    monkeypatch.setattr(window.classifying.model, "reduce", reduce)
    yield window, let
    let.release(1000)


def test_reloading_in_the_middle_of_a_run_loses_no_row(gated, qtbot, some, tmp_path):
    window, let = gated
    for _ in classify_folder(
        some, open_model(pictures.model(tmp_path / "old.onnx", version="0")), resume=False
    ):
        pass
    sha256, kinds = window.classifying.model.sha256, set()
    window.session.predictions_changed.connect(
        lambda _: kinds.add(frozenset(row.sha256 for row in window.session.predictions.values()))
    )
    window.classifying.classify_folder(resume=False)
    for at in (1, 5, 20):
        let.release(at - line(window).job.counts.done)
        begun(qtbot, window, at)
        before = window.session.collection
        window.session.reload()
        until(qtbot, lambda before=before: window.session.collection is not before)
        until(qtbot, lambda at=at: len(window.session.predictions) == at)
        assert {row.sha256 for row in window.session.predictions.values()} == {sha256}
    let.release(20)
    assert ended(qtbot, window).outcome is Outcome.DONE
    until(qtbot, lambda: len(window.session.predictions) == 40)
    assert all(len(some) <= 1 for some in kinds), "rows of two models are never mixed"
    disk = Collection.open(some).predictions.last()
    shown = {path: row.p for path, row in window.session.predictions.items()}
    assert shown == {path: row.p for path, row in disk.items()}


def test_the_time_left_is_counted_from_the_first_result_on(gated, qtbot):
    window, rows = gated
    window.classifying.classify_folder(resume=False)
    until(qtbot, lambda: window.classifying.running is not None)
    job = window.classifying.running
    qtbot.wait(700)  # the first row is slow in coming, as when the model is still being opened
    rows.release(1)
    begun(qtbot, window, 1)
    assert job.counts.rate is None and "faltan" not in line(window).count_label.text()
    qtbot.wait(600)
    rows.release(1)
    begun(qtbot, window, 2)
    assert 0 < job.counts.rate < 1 / 0.5  # a wait may be a little shorter than it says
    assert "faltan" in line(window).count_label.text()
    rows.release(38)
    ended(qtbot, window)


def test_the_end_of_a_run_outlives_a_reading_that_began_before_it(gated, qtbot, monkeypatch):
    """The reading that F5 began has a picture of the disk from before the last rows, and comes after them."""
    window, rows = gated
    window.classifying.classify_folder(resume=False)
    rows.release(3)
    begun(qtbot, window, 3)
    let, reading = threading.Event(), threading.Event()
    predictions = window.session.collection.predictions
    real = predictions.last

    def last():
        found = real()
        reading.set()
        assert let.wait(30)
        return found

    monkeypatch.setattr(predictions, "last", last)
    window.session.read_marks()
    until(qtbot, reading.is_set)
    rows.release(37)
    assert ended(qtbot, window).outcome is Outcome.DONE
    monkeypatch.undo()
    let.set()
    until(qtbot, lambda: not window.session.writer.busy)
    until(qtbot, lambda: len(window.session.predictions) == 40)


def test_the_folder_that_was_meant_is_classified(make_window, qtbot, some, folder_of, data, monkeypatch):
    """Another folder is opened while the model is still being opened."""
    import geodesk.jobs.folder as jobs

    source = data / "sem" / "fibres" / "Defective"
    other = folder_of(source, ["ppc10_1.png"], to="other")
    window, let, real = make_window(some), threading.Event(), jobs.open_model

    def open_model(*given):
        assert let.wait(30)
        return real(*given)

    monkeypatch.setattr(jobs, "open_model", open_model)
    window.session.set_mode(Mode.CLASSIFY)
    window.classifying.classify_folder(resume=False)
    open_(qtbot, window, other)
    let.set()
    until(qtbot, lambda: bool(window.strip.lines))
    assert ended(qtbot, window).counts.total == 40
    assert len(runs(some)) == 1 and not runs(other)
    assert not window.session.predictions
    open_(qtbot, window, some)
    until(qtbot, lambda: len(window.session.predictions) == 40)


def test_the_table_is_of_the_folder_it_was_asked_for(classifying, qtbot, some, folder_of, data, tmp_path):
    source = data / "sem" / "fibres" / "Defective"
    window = classifying(some)
    window.classifying.classify_folder(resume=False)
    ended(qtbot, window)
    press(qtbot, window, "classifying.export")
    dialog = window.findChild(QFileDialog, "classifying.export")
    open_(qtbot, window, folder_of(source, ["ppc10_1.png"], to="other"))
    dialog.fileSelected.emit(str(tmp_path / "some.csv"))
    dialog.close()
    until(qtbot, (tmp_path / "some.csv").exists)
    assert len((tmp_path / "some.csv").read_text("utf-8").splitlines()) == 41
