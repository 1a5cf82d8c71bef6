"""The folder as a job: rows as they come, cancel, continue, errors, the CSV, and what goes wrong."""

import csv
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QToolButton,
)

from geodesk.cli import main
from geodesk.collection import Collection, LabelClass
from geodesk.desktop.classifying.problems import ProblemsDialog
from geodesk.desktop.classifying.strip import Offer
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.samples.marks import look_of
from tests.ui.classifying.conftest import begun, ended, line, press, starts, until
from tests.ui.conftest import open_, widget_of

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_folder_its_rows_as_they_come_and_the_command_lines_bytes(
    classifying, qtbot, fibres, tmp_path, calm
):
    window = classifying(fibres)
    arrived = []
    window.session.predictions_changed.connect(lambda paths: arrived.append(len(window.session.predictions)))
    with calm():
        press(qtbot, window, "classifying.folder")
        until(qtbot, lambda: bool(window.strip.lines))
        assert window.strip.isVisible()
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and len(window.session.predictions) == 18
    assert len([n for n in arrived if 0 < n < 18]) >= 3, "rows come one after another"
    good = window.session.sample_of("ppc10_1.png")
    assert window.session.standing(good).suggestion in ("YES", "NO")
    assert "18 de 18" in line(window).count_label.text()
    assert line(window).problems_button.text() == "2 errores"
    out = tmp_path / "ventana.csv"
    press(qtbot, window, "classifying.export")
    dialog = window.findChild(QFileDialog, "classifying.export")
    dialog.fileSelected.emit(str(out))
    dialog.close()
    until(qtbot, out.exists)
    main(["classify", str(fibres), "--model", "sem-usable", "--out", str(tmp_path / "cli.csv"), "--quiet"])
    assert out.read_bytes() == (tmp_path / "cli.csv").read_bytes()


def test_classes_have_their_names_from_the_first_row_of_the_first_run(classifying, qtbot, many, slow):
    Collection.open(many).set_classes([LabelClass("otra")])
    window = classifying(many, slow)
    session, shown = window.session, set()

    def look():
        shown.update(look_of(session, row.label).name for row in session.predictions.values())

    session.predictions_changed.connect(look)
    session.classes_changed.connect(look)
    press(qtbot, window, "classifying.folder")
    begun(qtbot, window, 3)
    # What is read anew meanwhile does not take them away.
    window.desk.set_label([session.current], "nueva")
    until(qtbot, lambda: "nueva" in {one.id for one in session.classes})
    assert ended(qtbot, window).outcome is Outcome.DONE
    assert shown and shown <= {"oscura", "clara"}
    assert [one.name("es") for one in session.classes] == ["otra", "nueva", "oscura", "clara"]


def test_the_names_of_a_model_from_elsewhere_are_there_the_next_day(
    classifying, make_window, qtbot, many, slow
):
    window = classifying(many)
    window.classifying.use(slow)
    until(
        qtbot, lambda: window.classifying.opened is not None and window.classifying.model.name == "brightness"
    )
    press(qtbot, window, "classifying.folder")
    assert ended(qtbot, window).outcome is Outcome.DONE
    window.close()
    session = make_window(many).session
    until(qtbot, lambda: len(session.predictions) == 150 and bool(session.classes))
    assert {look_of(session, row.label).name for row in session.predictions.values()} <= {"oscura", "clara"}


def test_results_are_replaced_only_when_that_was_asked(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    first = window.session.listed[0]
    window.session.show(window.session.listed[100])
    press(qtbot, window, "classifying.folder")
    assert ended(qtbot, window).outcome is Outcome.DONE
    until(qtbot, lambda: "última corrida" in widget_of(window, QLabel, "classifying.said").text())
    press(qtbot, window, "classifying.folder")
    asking = window.findChild(QMessageBox, "classifying.replace")
    assert "150 imágenes" in asking.text()
    cancel = next(b for b in asking.buttons() if b.text() == "Cancelar")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert window.classifying.running is None and len(window.session.predictions) == 150
    until(qtbot, lambda: window.findChild(QMessageBox, "classifying.replace") is None)
    press(qtbot, window, "classifying.folder")
    asking = window.findChild(QMessageBox, "classifying.replace")
    anew = next(b for b in asking.buttons() if b.text() == "Clasificar de nuevo")
    qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    begun(qtbot, window, 1)
    window.classifying.cancel()
    assert ended(qtbot, window).outcome is Outcome.CANCELLED
    # What stands of the picture in view is a row of the run that is there, or nothing.
    shown = widget_of(window, QLabel, "classifying.said").isVisible()
    assert shown is (window.session.picture.path in window.session.predictions)
    window.session.show(first)
    assert widget_of(window, QLabel, "classifying.said").isVisible()


def test_the_table_of_errors(classifying, qtbot, fibres, tmp_path):
    window = classifying(fibres)
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL | SHIFT)
    until(qtbot, lambda: bool(window.strip.lines))
    ended(qtbot, window)
    qtbot.mouseClick(line(window).problems_button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ProblemsDialog)
    assert [path for path, _ in dialog.rows()] == ["renombrada.tif", "truncada.png"]
    assert dialog.table.rowCount() == 2 and "truncada.png" in dialog.table.item(1, 1).text()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("renombrada.tif\t")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    asking = dialog.findChild(QFileDialog, "problems.save_dialog")
    asking.fileSelected.emit(str(tmp_path / "errores.csv"))
    asking.close()
    until(qtbot, (tmp_path / "errores.csv").exists)
    rows = list(csv.DictReader((tmp_path / "errores.csv").read_text("utf-8-sig").splitlines()))
    assert [row["path"] for row in rows] == ["renombrada.tif", "truncada.png"] and rows[0]["error"]
    dialog.table.setCurrentCell(0, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    until(qtbot, lambda: window.session.picture.path == "renombrada.tif")
    assert window.classifying.result.row.error is not None
    close = dialog.buttons.button(QDialogButtonBox.StandardButton.Close)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: window.findChild(ProblemsDialog) is None)
    qtbot.mouseClick(line(window).dismiss_button, Qt.MouseButton.LeftButton)
    assert not window.strip.lines and not window.strip.isVisible()


def test_a_click_on_what_the_model_said_lists_those_alone(classifying, qtbot, fibres):
    window = classifying(fibres)
    session = window.session
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: bool(window.strip.lines))
    ended(qtbot, window)
    said = Counter(row.label for row in session.predictions.values() if row.error is None)
    assert said.total() == 16 and len(said) == 2
    for label, n in said.items():
        name = f"classifying.suggested.{label}"
        look = look_of(session, label).name
        until(qtbot, lambda: chip_of(window, name).text() == f"{look} {n}")  # noqa: B023
        qtbot.mouseClick(chip_of(window, name), Qt.MouseButton.LeftButton)
        assert [session.standing(one).suggestion for one in session.visible] == [label] * n
        assert widget_of(window, QComboBox, "samples.filter").currentText().startswith("Sugerencia: ")
        assert chip_of(window, name).isChecked()
    qtbot.mouseClick(chip_of(window, name), Qt.MouseButton.LeftButton)
    assert len(session.visible) == 18
    assert widget_of(window, QLabel, "classifying.counts").text() == "2 errores"


def chip_of(window, name):
    return window.findChild(QToolButton, name) or QToolButton()


def test_cancel_stops_at_once_and_continue_goes_on(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    press(qtbot, window, "classifying.folder")
    begun(qtbot, window, 3)
    qtbot.mouseClick(line(window).cancel_button, Qt.MouseButton.LeftButton)
    assert line(window).job.cancelling and "deteniendo…" in line(window).count_label.text()
    job = ended(qtbot, window)
    assert job.outcome is Outcome.CANCELLED
    kept = job.counts.done
    assert 3 <= kept < 150
    assert line(window).resume_button.text() == f"Continuar ({kept} de 150)"
    resume = widget_of(window, QPushButton, "classifying.resume")
    until(qtbot, lambda: resume.isVisible() and resume.text() == f"Continuar ({kept} de 150)")
    qtbot.mouseClick(line(window).resume_button, Qt.MouseButton.LeftButton)
    begun(qtbot, window, kept)
    qtbot.keyClick(window, Qt.Key.Key_Period, CONTROL)
    again = ended(qtbot, window)
    assert again is not job and again.outcome is Outcome.CANCELLED and again.counts.done >= kept
    assert len(window.session.predictions) == again.counts.done


def test_closing_in_the_middle_loses_nothing_and_offers_to_continue(
    make_window, classifying, qtbot, fibres, tmp_path
):
    window = classifying(fibres)
    press(qtbot, window, "classifying.folder")
    begun(qtbot, window, 3)
    window.close()
    again = make_window()
    open_(qtbot, again, fibres)
    until(qtbot, lambda: bool(again.strip.lines))
    (offer,) = again.strip.lines
    assert isinstance(offer, Offer) and "Clasificación interrumpida: " in offer.title_label.text()
    kept = again.classifying.interrupted.done
    assert kept >= 3 and f"{kept} de 18" in offer.title_label.text()
    qtbot.mouseClick(offer.resume_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: again.classifying.running is not None)
    assert not any(isinstance(line, Offer) for line in again.strip.lines)
    ended(qtbot, again)
    assert len(again.session.predictions) == 18 and again.classifying.interrupted is None
    assert "18 de 18 · listo" in line(again).count_label.text()
    assert "desde que se continuó" in line(again).count_label.text(), "the time is of the last leg alone"
    again.classifying.export(tmp_path / "ventana.csv")
    until(qtbot, (tmp_path / "ventana.csv").exists)
    main(["classify", str(fibres), "--model", "sem-usable", "--out", str(tmp_path / "cli.csv"), "--quiet"])
    assert (tmp_path / "ventana.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()


@pytest.mark.parametrize("choice", ["Continuar", "Empezar de nuevo", "Cancelar"])
def test_classify_folder_asks_where_a_run_was_interrupted(classifying, qtbot, many, slow, choice):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 4)
    window.classifying.cancel()
    kept = ended(qtbot, window).counts.done
    until(qtbot, lambda: window.classifying.resumable is not None)
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL | SHIFT)
    box = window.findChild(QMessageBox, "classifying.resume_or_anew")
    assert f"{kept} de 150" in box.text()
    first = starts(window)
    qtbot.mouseClick(
        next(button for button in box.buttons() if button.text() == choice), Qt.MouseButton.LeftButton
    )
    if choice == "Cancelar":
        assert window.classifying.running is None and window.classifying.resumable is not None
        return
    until(qtbot, lambda: bool(first))
    assert list(first.values()) == [kept if choice == "Continuar" else 0]
    window.classifying.cancel()
    ended(qtbot, window)


def test_start_anew_beside_continue(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 6)
    window.classifying.cancel()
    ended(qtbot, window)
    assert len(window.session.predictions) >= 6
    first, seen = starts(window), []
    window.session.predictions_changed.connect(lambda _: seen.append(len(window.session.predictions)))
    press(qtbot, window, "classifying.anew")
    begun(qtbot, window, 1)
    window.classifying.cancel()
    job = ended(qtbot, window)
    assert first == {job: 0} and 0 in seen, "the rows of the run before are gone from sight"
    until(qtbot, lambda: len(window.session.predictions) == job.counts.done)
    assert len(list((many / ".geodesk").rglob("predictions-*.jsonl"))) == 2


def test_the_panel_goes_on_with_an_interrupted_run(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 6)
    window.classifying.cancel()
    kept = ended(qtbot, window).counts.done
    first = starts(window)
    press(qtbot, window, "classifying.resume")
    begun(qtbot, window, kept)
    window.classifying.cancel()
    job = ended(qtbot, window)
    assert first == {job: kept}
    assert len(list((many / ".geodesk").rglob("predictions-*.jsonl"))) == 1


def test_a_run_of_a_model_that_is_gone_says_so(make_window, classifying, qtbot, many, slow):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 3)
    window.close()
    slow.unlink()
    again = make_window(many)
    until(qtbot, lambda: again.classifying.interrupted is not None)
    again.action("classify.continue").trigger()
    until(qtbot, lambda: bool(again.notices.toasts()))
    assert "brightness de esta corrida no está aquí" in str(again.notices.toasts()[-1].sentence)


def test_a_folder_that_vanishes_stops_the_job_with_a_sentence(classifying, qtbot, many, slow):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 3)
    away = many.with_name("elsewhere")
    many.rename(away)
    job = ended(qtbot, window)
    assert job.outcome is Outcome.FAILED and not many.exists()
    assert "ya no está" in str(window.notices.toasts()[-1].sentence)
    assert "detenido por un fallo" in line(window).count_label.text()
    away.rename(many)
    qtbot.mouseClick(line(window).resume_button, Qt.MouseButton.LeftButton)
    begun(qtbot, window, 1)
    window.classifying.cancel()
    ended(qtbot, window)


def test_a_model_that_raises_is_an_error_a_picture(classifying, qtbot, fibres, monkeypatch):
    from geodesk.models import ModelFailed

    def fail(batch):
        raise ModelFailed(en="The model failed.", es="El modelo falló.")

    window = classifying(fibres)
    monkeypatch.setattr(window.classifying.model, "probabilities", fail)
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: bool(window.strip.lines))
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and len(job.errors) == 18
    assert line(window).problems_button.text() == "18 errores"


def test_a_provider_that_fails_falls_back_to_the_cpu_and_says_so(classifying, qtbot, fibres):
    from geodesk.models.devices import DEVICES

    window = classifying(fibres)
    runner = window.classifying.model.runner
    runner.device = next(device for device in DEVICES if device.key == "cuda")
    real = runner._session

    class Broken:
        def run(self, *_):
            raise RuntimeError("CUDA failure 700")

    runner._session = Broken()
    window.classifying.tell_device()
    told = []  # a toast goes by itself after a while: what stands there is noted whenever one comes
    window.session.noticed.connect(
        lambda *_: told.extend(str(one.sentence) for one in window.notices.toasts())
    )
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: bool(window.strip.lines))
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and len(job.errors) == 2 and runner._session is not real
    assert "CPU: NVIDIA CUDA falló" in window.status.device_label.text()
    assert any("CUDA failure 700" in sentence for sentence in told)
    assert {row.provider for row in window.session.predictions.values() if row.p} == {"CPUExecutionProvider"}


def test_a_fault_of_ours_ends_the_job_and_not_the_window(classifying, qtbot, fibres, monkeypatch):
    import geodesk.jobs.folder as folder

    def fail(*_args, **_more):
        raise RuntimeError("unforeseen")
        yield

    window = classifying(fibres)
    monkeypatch.setattr(folder, "classify", fail)
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: bool(window.strip.lines))
    job = ended(qtbot, window)
    assert job.outcome is Outcome.FAILED and "unforeseen" in str(job.error)
    monkeypatch.undo()
    qtbot.mouseClick(line(window).resume_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: line(window).job is not job)
    assert ended(qtbot, window).outcome is Outcome.DONE
    assert len(window.session.predictions) == 18


def test_rows_of_another_folder_stay_out_of_sight(classifying, qtbot, many, slow, fibres):
    window = classifying(many, slow)
    window.classifying.classify_folder(resume=False)
    begun(qtbot, window, 2)
    open_(qtbot, window, fibres)
    seen = line(window).job.counts.done
    until(qtbot, lambda: line(window).job.counts.done > seen)
    assert not window.session.predictions and window.classifying.running is not None
    window.classifying.cancel()
    ended(qtbot, window)
    assert not window.session.predictions
