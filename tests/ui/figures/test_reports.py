"""Informe de muestra…: the page before it is written, the command line's bytes, both languages, transport."""

import os
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QToolButton

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.desktop.jobs import Outcome
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import dialog_of, key, press, until
from tests.ui.figures.driving import CTRL_SHIFT, SAVE, choose, drawn, save

ZEISS, FEI = "zeiss_55.82nm.tif", "fei_gelatin_31.0nm.tif"
CLOSE = QDialogButtonBox.StandardButton.Close
NOW = "1795339800"


pytestmark = pytest.mark.usefixtures("outside")


@pytest.fixture
def vendor(data, tmp_path, monkeypatch):
    """Two instruments' pictures, at a time that stands still."""
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", NOW)
    target = tmp_path / "folder"
    target.mkdir()
    for name in (ZEISS, FEI):
        shutil.copy(data / "sem" / "vendor" / name, target / name)
    return target


def opened(qtbot, window):
    """The dialog by its keys, its first page in sight."""
    key(qtbot, window, Qt.Key.Key_I, CTRL_SHIFT)
    dialog = dialog_of(qtbot, window, "reports")
    drawn(qtbot, dialog)
    return dialog


def tick(qtbot, dialog, *names):
    for name in names:
        press(qtbot, dialog, f"reports.{name}", QCheckBox)


def test_the_sample_in_view_gives_the_command_lines_bytes(
    make_window, qtbot, vendor, tmp_path, calm, outside
):
    collection = Collection.open(vendor, annotator="ana")
    collection.labels.set(FEI, "YES")
    window = make_window(vendor / FEI)
    with calm():
        dialog = opened(qtbot, window)
    assert dialog.shown.name == FEI and not dialog.shown.classified
    assert "Sin clasificar todavía" in dialog._told.text()
    image = dialog.preview.page.image
    assert image.height() / image.width() == pytest.approx(841.89 / 595.28, abs=0.01)
    tick(qtbot, dialog, "html")
    choose(qtbot, dialog, "paper", "letter")
    before = dialog.shown
    drawn(qtbot, dialog, lambda made: made.request.paper == "letter")
    assert dialog.buttons.button(SAVE).text() == "Guardar el informe (2 archivos)"
    assert dialog.shown.facts is before.facts  # another paper needs nothing measured anew
    out = dialog.out
    assert out == vendor.parent / "folder - informes"
    assert save(qtbot, window, dialog).outcome is Outcome.DONE
    until(qtbot, lambda: outside.asked == [str(out)])  # of several files the folder
    words = ["--format", "pdf,html", "--paper", "letter", "--language", "es", "--quiet"]
    assert main(["report", str(vendor / FEI), "--out", str(tmp_path / "cli"), *words]) == 0
    names = {f"{FEI[:-4]}-es.{kind}" for kind in ("pdf", "html")}
    assert {file.name for file in out.iterdir()} == names
    for name in names:
        assert (out / name).read_bytes() == (tmp_path / "cli" / name).read_bytes(), name
    deed = Collection.open(vendor).history.deeds()[-1]
    assert deed.job == "report" and deed.options["paper"] == "letter" and list(deed.only) == [FEI]


def test_all_that_are_listed_in_both_languages_and_remembered(make_window, qtbot, vendor, outside):
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "samples", "listed")
    drawn(qtbot, dialog, lambda made: made.many == 2)
    button = dialog.buttons.button(SAVE)
    assert button.text() == "Guardar 2 informes"
    tick(qtbot, dialog, "en", "es", "es")
    drawn(qtbot, dialog, lambda made: made.request.languages == ("es", "en"))
    assert button.text() == "Guardar 2 informes (4 archivos)"
    press(qtbot, dialog, "reports.next")
    drawn(qtbot, dialog, lambda made: made.at == 1)
    press(qtbot, dialog, "reports.back")
    drawn(qtbot, dialog, lambda made: made.at == 0)
    tick(qtbot, dialog, "pdf")
    until(qtbot, lambda: "--format" in dialog.preview.page.said)  # in no format there is nothing to write
    assert not dialog.buttons.button(SAVE).isEnabled()
    tick(qtbot, dialog, "pdf")
    drawn(qtbot, dialog)
    tick(qtbot, dialog, "open")
    out = dialog.out
    said = []
    window.session.noticed.connect(lambda sentence, kind: said.append(str(sentence)))
    assert save(qtbot, window, dialog).outcome is Outcome.DONE
    assert {file.name for file in out.iterdir()} == {
        f"{name[:-4]}-{code}.pdf" for name in (ZEISS, FEI) for code in ("es", "en")
    }
    assert said == [f"Informes: 2 (4 archivos), en {out}"] and not outside.asked
    again = opened(qtbot, window)
    assert not again.open_check.isChecked()
    assert again.form.ticked("languages") == ("es", "en")
    qtbot.mouseClick(again.buttons.button(CLOSE), Qt.MouseButton.LeftButton)


def test_transport_is_solved_by_the_job(make_window, qtbot, samples, folder_of, outside):
    window = make_window(folder_of(samples, ["discos_solapados.tif"]))
    dialog = opened(qtbot, window)
    tick(qtbot, dialog, "x", "y", "z", "z", "html", "pdf")
    drawn(qtbot, dialog, lambda made: made.request.transport == ("x", "y"))
    assert "El transporte se calcula al guardar" in dialog._told.text()
    out = dialog.out
    assert save(qtbot, window, dialog).outcome is Outcome.DONE
    [file] = out.iterdir()
    until(qtbot, lambda: outside.asked == [str(file)])
    text = file.read_text("utf-8")
    assert "Transporte por la fase 1" in text and "SINTÉTICA" in text and "τ" in text


def test_where_no_program_opens_a_report_its_place_is_told_and_the_folder_offered(
    make_window, qtbot, vendor, outside
):
    outside.program = False
    window = make_window(vendor / FEI)
    dialog = opened(qtbot, window)
    file = dialog.out / f"{FEI[:-4]}-es.pdf"
    assert save(qtbot, window, dialog).outcome is Outcome.DONE

    def told():
        return [one for one in window.notices.toasts() if "PDF" in str(one.sentence)]

    until(qtbot, lambda: bool(told()))
    said = f"Ningún programa de este equipo abre archivos PDF; el archivo es {file}"
    assert str(told()[0].sentence) == said
    outside.program = True
    qtbot.mouseClick(widget_of(told()[0], QToolButton, "notice.folder"), Qt.MouseButton.LeftButton)
    until(qtbot, lambda: outside.asked == [str(file), str(file.parent)])
    assert not told()


def test_a_file_of_the_users_is_not_written_over_and_that_is_said(make_window, qtbot, vendor, tmp_path):
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    mine = tmp_path / "míos"
    mine.mkdir()
    (mine / f"{ZEISS[:-4]}-es.pdf").write_bytes(b"%PDF-1.7 letter to a client")
    press(qtbot, dialog, "reports.out")
    until(qtbot, lambda: bool(dialog.findChildren(QFileDialog)))
    asked = dialog.findChildren(QFileDialog)[-1]
    asked.fileSelected.emit(str(mine))
    asked.close()
    said = []
    window.session.noticed.connect(lambda sentence, kind: said.append((str(sentence), kind)))
    assert save(qtbot, window, dialog).outcome is Outcome.FAILED
    assert said and said[0][1] == "error" and "no es un informe de GeoDesk" in said[0][0]
    assert (mine / f"{ZEISS[:-4]}-es.pdf").read_bytes() == b"%PDF-1.7 letter to a client"


def test_one_that_cannot_be_read_is_listed_and_the_others_are_written(make_window, qtbot, vendor):
    (vendor / "rota.tif").write_bytes((vendor / ZEISS).read_bytes()[:3000])
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "samples", "listed")
    drawn(qtbot, dialog, lambda made: made.many == 3)
    press(qtbot, dialog, "reports.next")
    until(qtbot, lambda: dialog.shown is None)
    assert dialog.preview.page.said and dialog.buttons.button(SAVE).isEnabled()
    job = save(qtbot, window, dialog)
    assert job.outcome is Outcome.DONE and [path for path, _ in job.errors] == ["rota.tif"]
    assert len(list(dialog.out.iterdir())) == 2
