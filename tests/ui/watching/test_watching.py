"""Vigilar carpeta in the window: real files come while it watches; list, panel, strip and table keep up."""

import csv
import os
import shutil
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton

from geodesk.collection import Collection
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.view import SampleView
from geodesk.desktop.session import Mode
from geodesk.desktop.watching.table import WatchTable
from geodesk.jobs import watching
from tests.ui.conftest import open_, widget_of
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner
from tests.unit.models.graphs import brightness, card_document, with_card

WAIT_MS = 20_000


@pytest.fixture(autouse=True)
def sooner(monkeypatch):
    """Files settle sooner than at a microscope."""
    monkeypatch.setattr(watching, "Watch", partial(watching.Watch, every_s=0.2, settle_s=0.3))


@pytest.fixture
def model(tmp_path):
    return pictures.model(tmp_path / "brillo.onnx")


@pytest.fixture
def source(data):
    return sorted((data / "sem" / "fibres" / "Defective").iterdir())[:6]


@pytest.fixture
def folder(tmp_path, source):
    (tmp_path / "sesion").mkdir()
    for file in source[:2]:
        shutil.copy(file, tmp_path / "sesion" / file.name)
    return tmp_path / "sesion"


@pytest.fixture
def table(folder):
    return folder.parent / "sesion - vigilancia - brightness.csv"


@pytest.fixture
def window(make_window, qtbot, folder, model):
    made = make_window(folder)
    made.settings.set(model=str(model), watch_usable="none")
    made.session.set_mode(Mode.CLASSIFY)
    until(qtbot, lambda: made.classifying.opened is not None)
    return made


def until(qtbot, condition):
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def press(qtbot, window, name):
    button = widget_of(window, QPushButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible() and button.height() > 0)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def tick(qtbot, window, name):
    box = widget_of(window, QCheckBox, name)
    until(qtbot, lambda: box.isVisible() and box.height() > 0)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    return box.isChecked()


def rows(window):
    model = widget_of(window, WatchTable, "watching.table").model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def names(window):
    return [row[1] for row in rows(window)]


def said(window):
    return widget_of(window, QLabel, "watching.said").text()


def read(table):
    with open(table, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def stopped(qtbot, window):
    until(qtbot, lambda: not window.session.jobs.running("watch"))


def answered(qtbot, window, file):
    until(qtbot, lambda: any(one.isVisible() for one in window.findChildren(QFileDialog)))
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(file))
    dialog.close()


def test_what_the_microscope_writes_is_classified_shown_and_put_into_the_table(
    window, qtbot, calm, folder, source, table
):
    session, listed = window.session, set()
    session.predictions_changed.connect(
        lambda _: listed.update(look_of(session, row.label).name for row in session.predictions.values())
    )
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    assert widget_of(window, QPushButton, "classifying.watch").text() == "Dejar de vigilar"
    with calm():
        for file in source[2:4]:
            shutil.copy(file, folder / file.name)
        until(qtbot, lambda: len(rows(window)) == 4 and len(window.session.listed) == 4)
    newest = rows(window)[0]
    until(qtbot, lambda: window.session.picture.path == newest[1])
    assert newest[3].endswith("%") and newest[2] in ("oscura", "clara")
    until(qtbot, lambda: set(window.session.predictions) == {file.name for file in source[:4]})
    assert listed and listed <= {"oscura", "clara"}, "in the list too, from the first row"
    (line,) = window.strip.lines
    assert line.title_label.text().startswith("Se vigila sesion · 4 hoy · última: ")
    assert not line.bar.isVisible() and line.cancel_button.text() == "Detener"
    assert said(window) == "Se vigila sesion · 4 hoy"
    shutil.copy(source[4], folder / newest[1])  # written anew
    until(qtbot, lambda: rows(window)[0][5] == "escrita de nuevo, versión 2")
    press(qtbot, window, "watching.toggle")
    stopped(qtbot, window)
    assert said(window).startswith("sesion no se vigila") and line.job.endless
    assert [row["path"] for row in read(table)] == names(window)[::-1]
    until(qtbot, lambda: Collection.open(folder).history.deeds() != [])
    assert Collection.open(folder).history.deeds()[-1].job == "watch"


def test_following_can_be_turned_off_and_a_row_shows_its_picture(window, qtbot, folder, source):
    window.action("panel.watching").trigger()
    assert window.panel("watching").isVisible() and "Vigilar carpeta" in empty(window).text()
    assert tick(qtbot, window, "watching.follow") is False
    first = window.session.picture.path
    qtbot.keyClick(
        window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    until(qtbot, lambda: len(rows(window)) == 2)
    shutil.copy(source[2], folder / "zeta.png")
    until(qtbot, lambda: len(window.session.listed) == 3 and names(window)[0] == "zeta.png")
    assert window.session.picture.path == first, "who looks at a picture is not torn away from it"
    view = widget_of(window, WatchTable, "watching.table")
    at = view.visualRect(view.model().index(0, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert window.session.picture.path == "zeta.png"
    window.action("samples.order_newest").trigger()
    assert window.session.visible[0].id == "zeta.png"
    os.utime(folder / "zeta.png", (1, 1))
    shutil.copy(source[3], folder / "alfa.png")
    until(qtbot, lambda: window.session.visible[0].id == "alfa.png")
    assert widget_of(window, SampleView, "samples.list").model().rowCount() == 4
    window.action("panel.watching").trigger()
    assert not window.panel("watching").isVisible() and window.session.jobs.running("watch")


def test_nothing_is_taken_from_under_the_hands_of_who_labels(window, qtbot, folder, source):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    first = window.session.picture.path
    window.session.set_mode(Mode.LABEL)
    shutil.copy(source[2], folder / "zeta.png")
    until(qtbot, lambda: len(window.session.listed) == 3 and names(window)[0] == "zeta.png")
    until(qtbot, lambda: "zeta.png" in window.session.predictions)
    assert window.session.picture.path == first
    window.session.set_mode(Mode.CLASSIFY)
    shutil.copy(source[3], folder / "zorro.png")
    until(qtbot, lambda: window.session.picture.path == "zorro.png")


def empty(window):
    return widget_of(window, QLabel, "watching.empty")


def test_only_new_pictures_into_a_table_of_ones_own(window, qtbot, folder, source, tmp_path, outside):
    window.action("panel.watching").trigger()
    until(qtbot, lambda: window.action("watch.table").isEnabled())
    own = tmp_path / "mía.csv"
    press(qtbot, window, "watching.choose")
    answered(qtbot, window, own)
    assert tick(qtbot, window, "watching.new_only") is True
    press(qtbot, window, "watching.toggle")
    until(qtbot, lambda: own.exists())
    shutil.copy(source[2], folder / "nueva.png")
    until(qtbot, lambda: names(window) == ["nueva.png"])
    assert [row["path"] for row in read(own)] == ["nueva.png"]
    press(qtbot, window, "watching.open")
    until(qtbot, lambda: outside.asked == [str(own)])


def test_before_a_model_is_open_the_table_is_named_and_can_be_changed(make_window, qtbot, folder, tmp_path):
    window = make_window(folder)
    window.action("panel.watching").trigger()
    label = widget_of(window, QLabel, "watching.table_file")
    until(qtbot, lambda: label.text() == str(tmp_path / "sesion - vigilancia - sem-usable.csv"))
    button = widget_of(window, QPushButton, "watching.choose")
    until(qtbot, button.isEnabled)
    own = tmp_path / "mía.csv"
    press(qtbot, window, "watching.choose")
    answered(qtbot, window, own)
    until(qtbot, lambda: label.text() == str(own))
    assert window.classifying.opened is None  # nothing had to be read for that
    press(qtbot, window, "watching.toggle")
    until(qtbot, lambda: own.exists() and len(read(own)) == 2)


def test_a_model_whose_name_is_not_known_is_opened_to_choose_its_table(
    make_window, qtbot, folder, model, table
):
    window = make_window(folder)
    window.settings.set(model=str(model), watch_usable="none")
    window.action("panel.watching").trigger()
    label = widget_of(window, QLabel, "watching.table_file")
    until(qtbot, lambda: bool(window.classifying.entries))
    assert label.text() == "junto a la carpeta, con el nombre del modelo"
    press(qtbot, window, "watching.choose")
    until(qtbot, lambda: any(one.isVisible() for one in window.findChildren(QFileDialog)))
    assert window.classifying.opened is not None and label.text() == str(table)


def test_why_nothing_can_be_watched_is_said(window, qtbot, folder, tmp_path):
    window.action("panel.watching").trigger()
    trouble, toggle = (
        widget_of(window, QLabel, "watching.trouble"),
        widget_of(window, QPushButton, "watching.toggle"),
    )
    until(qtbot, toggle.isEnabled)
    assert trouble.isHidden() and not toggle.toolTip()
    window.classifying.use(captioner(tmp_path / "chain.onnx"))
    until(qtbot, lambda: window.classifying.captions.active and not toggle.isEnabled())
    why = "El modelo en uso es de leyendas: elija otro en Clasificar."
    until(qtbot, lambda: trouble.text() == f"⚠ {why}" and trouble.isVisible())
    button = widget_of(window, QPushButton, "watching.choose")
    assert not button.isEnabled() and button.toolTip() == toggle.toolTip() == why
    window.classifying.use("sem-usable")
    until(qtbot, lambda: button.isEnabled() and trouble.isHidden() and not toggle.toolTip())
    broken = card_document() | {"digest": "0" * 64}
    file = with_card(tmp_path / "m.onnx", brightness(tmp_path / "m.onnx"), broken, digest=False)
    window.classifying.use(file)
    why = "⚠ El modelo en uso no pasó su comprobación: elija otro en Clasificar."
    until(qtbot, lambda: trouble.text() == why and trouble.isVisible() and not toggle.isEnabled())


def test_a_table_that_is_another_is_told_and_nothing_runs(window, qtbot, table):
    table.write_text("id;label\n", encoding="utf-8")
    told = []
    window.session.noticed.connect(lambda sentence, kind: told.append((kind, sentence.es)))
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: bool(told))
    kind, sentence = told[-1]
    assert kind == "error" and "contiene otra tabla" in sentence and table.read_text("utf-8") == "id;label\n"
    assert said(window) == "sesion no se vigila" and window.settings.values.watched == ""


def test_a_watch_is_gone_on_with_when_the_program_is_started_again(
    make_window, window, qtbot, folder, source, table
):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    window.close()
    shutil.copy(source[2], folder / "meanwhile.png")
    again = make_window()
    open_(qtbot, again, folder)
    until(qtbot, lambda: len(again.strip.lines) == 1)
    (offer,) = again.strip.lines
    assert offer.title_label.text() == "sesion se vigilaba cuando se cerró GeoDesk"
    assert again.settings.values.watched == str(folder)
    qtbot.mouseClick(offer.resume_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: len(rows(again)) == 3)
    assert names(again)[0] == "meanwhile.png" and len(read(table)) == 3
    press(qtbot, again, "watching.toggle")
    stopped(qtbot, again)
    open_(qtbot, again, folder)
    assert not again.strip.lines or again.strip.lines[0] is not offer
    assert again.settings.values.watched == ""


def test_trouble_is_told_in_the_panel(window, qtbot, folder, source, table):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    whole = source[2].read_bytes()
    (folder / "mitad.png").write_bytes(whole[: len(whole) // 2])
    trouble = widget_of(window, QLabel, "watching.trouble")
    until(qtbot, lambda: trouble.isVisible())
    assert trouble.text().startswith("⚠ En espera: «mitad.png» está incompleto") and "1 en espera" in said(
        window
    )
    (folder / "mitad.png").write_bytes(whole)
    until(qtbot, lambda: names(window)[0] == "mitad.png")
    assert not trouble.isVisible() and rows(window)[0][5] == ""


def test_the_folder_is_unplugged_and_comes_back(window, qtbot, folder, source, table):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    away = folder.with_name("fuera")
    folder.rename(away)
    trouble = widget_of(window, QLabel, "watching.trouble")
    until(qtbot, lambda: trouble.isVisible())
    assert "vuelva a conectarla" in trouble.text() and not folder.exists()
    away.rename(folder)
    shutil.copy(source[2], folder / "zeta.png")
    until(qtbot, lambda: names(window)[:1] == ["zeta.png"] and not trouble.isVisible())
    until(qtbot, lambda: len(window.session.listed) == 3)
    assert [row["path"] for row in read(table)] == names(window)[::-1]


def test_another_folder_is_opened_meanwhile(window, qtbot, tmp_path, folder, source, table):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    other = tmp_path / "otra"
    other.mkdir()
    shutil.copy(source[5], other / "otra.png")
    open_(qtbot, window, other)
    shutil.copy(source[2], folder / "zeta.png")
    until(qtbot, lambda: len(rows(window)) == 3)
    assert said(window) == "Se vigila sesion · 3 hoy"
    assert [sample.id for sample in window.session.listed] == ["otra.png"]
    assert window.session.predictions == {} and window.session.picture.path == "otra.png"
    open_(qtbot, window, folder)
    until(qtbot, lambda: set(window.session.predictions) == {row["path"] for row in read(table)})
    assert len(window.session.predictions) == 3 and len(window.session.listed) == 3
    open_(qtbot, window, other)
    press(qtbot, window, "watching.toggle")
    stopped(qtbot, window)
    until(qtbot, lambda: said(window) == "otra no se vigila" and rows(window) == [])


def test_an_offer_that_is_put_away_does_not_come_again(make_window, window, qtbot, folder):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    window.close()
    again = make_window()
    open_(qtbot, again, folder)
    until(qtbot, lambda: len(again.strip.lines) == 1)
    qtbot.mouseClick(again.strip.lines[0].dismiss_button, Qt.MouseButton.LeftButton)
    assert again.strip.lines == [] and again.settings.values.watched == ""
    open_(qtbot, again, folder)
    assert again.strip.lines == []
    again.action("panel.watching").trigger()
    until(qtbot, lambda: len(rows(again)) == 2)
    assert said(again).startswith("sesion no se vigila · última: "), "what was said before is there"


def test_another_model_has_a_table_of_its_own(window, qtbot, folder, table):
    press(qtbot, window, "classifying.watch")
    until(qtbot, lambda: len(rows(window)) == 2)
    press(qtbot, window, "watching.toggle")
    stopped(qtbot, window)
    first = table.read_bytes()
    window.classifying.use("sem-usable")
    until(
        qtbot, lambda: window.classifying.model is not None and window.classifying.model.name == "sem-usable"
    )
    press(qtbot, window, "watching.toggle")
    other = folder.parent / "sesion - vigilancia - sem-usable.csv"
    until(qtbot, lambda: other.exists() and len(read(other)) == 2)
    assert table.read_bytes() == first
    until(qtbot, lambda: len(rows(window)) == 2 and rows(window)[0][2] in ("usable", "no usable"))
