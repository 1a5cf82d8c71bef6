"""Leyenda of a folder: its run, going on, the inventory as a table and a map, corrections for training."""

import csv
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMessageBox

from geodesk import models
from geodesk.cli import main
from geodesk.collection import Collection, KeptCaption
from geodesk.desktop.classifying.strip import JobLine
from geodesk.desktop.jobs import Outcome
from geodesk.jobs.captioned import caption_folder
from tests.ui.captioning.conftest import press, text_of, until
from tests.ui.conftest import widget_of
from tests.unit.jobs import pictures
from tests.unit.jobs.test_caption import VALUES, rows_of
from tests.unit.micrograph.test_georeference import geotiff, projected
from tests.unit.models.captioners import captioner


@pytest.fixture
def many(tmp_path):
    for n in range(120):
        pictures.grey(tmp_path / "many", f"p{n:03d}.png", n, (160, 120))
    return tmp_path / "many"


def line(window):
    return next(line for line in window.strip.lines if isinstance(line, JobLine))


def ended(qtbot, window):
    until(qtbot, lambda: window.classifying.captions.running is None and bool(window.strip.lines))
    return line(window).job


def interrupt(folder, tmp_path):
    """A run of the same model that stopped after 16 pictures."""
    model = models.load(captioner(tmp_path / "chain.onnx"), task="caption")
    steps = caption_folder(folder, model, resume=False)
    for step in steps:
        if step.done >= 16:
            break
    steps.close()


def save(qtbot, window, button, name, out):
    """Press a button that asks where to, and type a name into its dialog."""
    press(qtbot, window, button)
    dialog = window.findChild(QFileDialog, name)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    until(qtbot, out.exists)


def test_a_folder_its_inventory_and_the_command_line_agree(captioning, slides, qtbot, tmp_path):
    (slides / "zz.png").write_text("no picture")
    window = captioning(slides)
    press(qtbot, window, "captioning.folder")
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and len(job.errors) == 1
    assert "6 imágenes con leyenda" in text_of(window, "captioning.counts")
    assert "1 error" in text_of(window, "captioning.counts")
    save(qtbot, window, "captioning.inventory", "captioning.inventory", tmp_path / "i.csv")
    model = str(window.classifying.captions.opened.path)
    assert main(["caption", str(slides), "--model", model, "--out", str(tmp_path / "c.csv"), "--quiet"]) == 1
    ours = {row["path"]: row["caption"] for row in rows_of(tmp_path / "i.csv")}
    theirs = {row["path"]: row["caption"] for row in rows_of(tmp_path / "c.csv") if row["caption"]}
    assert ours == theirs and len(ours) == 6
    window.session.reload()
    until(qtbot, lambda: len(window.classifying.captions.said) == 7)


def test_what_is_cancelled_goes_on(captioning, many, qtbot):
    window = captioning(many, side=768)
    desk = window.classifying.captions
    press(qtbot, window, "captioning.folder")
    until(qtbot, lambda: desk.running is not None and line(window).job.counts.done >= 8)
    qtbot.mouseClick(line(window).cancel_button, Qt.MouseButton.LeftButton)
    job = ended(qtbot, window)
    assert job.outcome is Outcome.CANCELLED
    kept = job.counts.done
    until(qtbot, lambda: desk.resumable is not None)
    press(qtbot, window, "captioning.resume")
    again = ended(qtbot, window)
    assert again.outcome is Outcome.DONE and again.counts.done == 120 and again.goes_on
    assert 8 <= kept < 120 and len(Collection.open(many).captioned.last()) == 120


@pytest.mark.parametrize(("role", "goes_on"), [("AcceptRole", True), ("DestructiveRole", False)])
def test_an_interrupted_run_of_before_is_asked_about(captioning, many, qtbot, tmp_path, role, goes_on):
    interrupt(many, tmp_path)
    window = captioning(many)
    until(qtbot, lambda: window.classifying.captions.resumable is not None)
    window.action("caption.folder").trigger()
    asking = window.findChild(QMessageBox, "captioning.resume_or_anew")
    assert "16 de 120" in asking.text()
    button = next(b for b in asking.buttons() if asking.buttonRole(b).name == role)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and job.goes_on is goes_on
    runs = sorted(file.name for file in (many / ".geodesk").glob("captioned-*"))
    assert len(runs) == (1 if goes_on else 2)


def test_starting_anew_and_leaving_the_question_alone(captioning, many, qtbot, tmp_path):
    from geodesk import models
    from geodesk.jobs.captioned import caption_folder
    from tests.unit.models.captioners import captioner

    steps = caption_folder(
        many, models.load(captioner(tmp_path / "chain.onnx"), task="caption"), resume=False
    )
    for step in steps:
        if step.done >= 16:
            break
    steps.close()
    window = captioning(many)
    desk = window.classifying.captions
    until(qtbot, lambda: desk.resumable is not None)
    window.action("caption.folder").trigger()
    asking = window.findChild(QMessageBox, "captioning.resume_or_anew")
    cancel = next(b for b in asking.buttons() if asking.buttonRole(b).name == "RejectRole")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert desk.running is None and desk.resumable is not None
    press(qtbot, window, "captioning.anew")
    job = ended(qtbot, window)
    assert job.outcome is Outcome.DONE and not job.goes_on


def test_a_map_of_geotiffs_and_a_sentence_about_the_rest(captioning, qtbot, tmp_path):
    folder = tmp_path / "geo"
    folder.mkdir()
    geotiff(folder / "a.tif", [2, 2, 0], [0, 0, 0, 261000, 1516000, 0], projected(32616))
    pictures.grey(folder, "b.png", 200)
    window = captioning(folder)
    press(qtbot, window, "captioning.folder")
    assert ended(qtbot, window).outcome is Outcome.DONE
    save(qtbot, window, "captioning.map", "captioning.geojson", tmp_path / "m.geojson")
    document = json.loads((tmp_path / "m.geojson").read_text(encoding="utf-8"))
    assert [one["properties"]["id"] for one in document["features"]] == ["a.tif"]
    until(qtbot, lambda: any("b.png" in str(toast.sentence) for toast in window.notices.toasts()))


def test_nothing_georeferenced_is_told_and_no_file_is_made(captioning, slides, qtbot, tmp_path):
    window = captioning(slides)
    press(qtbot, window, "captioning.folder")
    ended(qtbot, window)
    window.action("caption.geojson").trigger()
    dialog = window.findChild(QFileDialog, "captioning.geojson")
    dialog.fileSelected.emit(str(tmp_path / "m.geojson"))
    dialog.close()
    told = lambda: any("georreferencia" in str(toast.sentence) for toast in window.notices.toasts())  # noqa: E731
    until(qtbot, told)
    assert not (tmp_path / "m.geojson").exists()


def test_corrections_become_the_table_for_training(captioning, slides, qtbot, tmp_path):
    collection = Collection.open(slides)
    collection.captions.keep(collection.pictures()[0], KeptCaption("", VALUES, (), 2000.0, 180.0))
    window = captioning(slides)
    assert "1 guardada por una persona" in widget_of(window, QLabel, "captioning.counts").text()
    save(qtbot, window, "captioning.corrections", "captioning.corrections", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["id"], row["direction"], row["area"]) == ("p0.png", "norte", "2000.0")
    for key in ("caption.inventory", "caption.corrections"):
        window.action(key).trigger()
        dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
        assert dialog.findChild(QLineEdit, "fileNameEdit").text().endswith(".csv")
        dialog.close()
        until(qtbot, lambda: not any(d.isVisible() for d in window.findChildren(QFileDialog)))
