"""What was done with a folder: seen, kept as a recipe, repeated with the same bytes, copied as a command."""

import shlex

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QLabel, QPushButton, QTableWidget

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.desktop.app import _open_after_first_paint
from geodesk.desktop.history.dialog import RecipeDialog
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.session import Mode
from geodesk.jobs.folder import export_last
from geodesk.jobs.recipes.recipe import ENDING, Recipe
from tests.ui.conftest import open_, widget_of
from tests.unit.jobs import pictures

WAIT_MS = 60_000
CONTROL = Qt.KeyboardModifier.ControlModifier


def until(qtbot, condition):
    qtbot.waitUntil(condition, timeout=WAIT_MS)


@pytest.fixture
def model(tmp_path):
    return pictures.model(tmp_path / "brillo.onnx")


@pytest.fixture
def folder(data, folder_of):
    """Four real micrographs and one that is cut short."""
    source = data / "sem" / "fibres" / "Defective"
    some = folder_of(source, [file.name for file in sorted(source.iterdir())[:4]])
    whole = next(source.iterdir()).read_bytes()
    (some / "truncada.png").write_bytes(whole[: len(whole) // 3])
    return some


@pytest.fixture
def done(make_window, qtbot, folder, model):
    """A window in which the folder was classified, with the history in sight."""
    window = make_window(folder)
    window.settings.set(model=str(model))
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL)
    empty = widget_of(window, QLabel, "history.empty")
    assert empty.isVisible() and "todavía no se hizo nada" in empty.text()
    assert not window.action("history.save").isEnabled()
    window.session.set_mode(Mode.CLASSIFY)
    until(qtbot, lambda: window.classifying.opened is not None)
    press(qtbot, window, "classifying.folder")
    until(qtbot, lambda: table(window).rowCount() == 1)
    return window


def table(window):
    return widget_of(window, QTableWidget, "history.table")


def row(window, number):
    return [table(window).item(number, column).text() for column in range(6)]


def click(qtbot, window, number, modifier=Qt.KeyboardModifier.NoModifier, double=False):
    at = table(window).visualItemRect(table(window).item(number, 1)).center()
    place = table(window).viewport()
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, modifier, at)
    if double:  # Qt's own double click in tests is the second half of a person's
        qtbot.mouseDClick(place, Qt.MouseButton.LeftButton, modifier, at)


def press(qtbot, window, name):
    button = widget_of(window, QPushButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(qtbot, window):
    until(qtbot, lambda: window.findChild(RecipeDialog) is not None)
    dialog = window.findChild(RecipeDialog)
    until(qtbot, lambda: dialog.isVisible() and dialog.found is not None)
    return dialog


def answer(qtbot, dialog, which):
    button = dialog.buttons.button(which)
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ran(qtbot, window):
    until(qtbot, lambda: bool(window.session.jobs.running("recipe")))
    job = window.session.jobs.running("recipe")[0]
    until(qtbot, lambda: not job.running)
    return job


def chosen_in(window, file):
    """Answer the file dialog that is open."""
    dialogs = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialogs[-1].fileSelected.emit(str(file))
    dialogs[-1].close()


def recipe_of(folder, place, *words):
    """A recipe of one job that was run on the command line."""
    main([str(word) for word in (*words[:1], folder, *words[1:], "--quiet")])
    file = place / f"rutina{ENDING}"
    main(["history", str(folder), "--save", str(file)])
    return file


def test_two_jobs_of_the_window_and_the_terminal_become_one_recipe(done, qtbot, folder, tmp_path, capsys):
    window = done
    when, job, model, options, result, who = row(window, 0)
    assert (job, model) == ("Clasificar", "brightness") and ":" in when
    assert result == "5 imágenes, 1 con error" and who == Collection.open(folder).history.annotator
    click(qtbot, window, 0)
    out = str(tmp_path / "c.csv")
    main(["characterise", str(folder), "--rmax", "7", "--threshold", "90.5", "--out", out, "--quiet"])
    qtbot.keyClick(window, Qt.Key.Key_F5)
    until(qtbot, lambda: table(window).rowCount() == 2)
    chosen = [index.row() for index in table(window).selectionModel().selectedRows()]
    assert chosen == [1]  # the job that was chosen, not the newer one in its row
    assert row(window, 0)[1] == "Funciones de correlación" and "umbral 90,5" in row(window, 0)[3]
    click(qtbot, window, 0)
    click(qtbot, window, 1, CONTROL)
    press(qtbot, window, "history.button_save")
    chosen_in(window, tmp_path / "rutina.json")
    file = tmp_path / f"rutina{ENDING}"
    until(qtbot, file.exists)
    recipe = Recipe.read(file)
    assert [step.job for step in recipe.steps] == ["classify", "characterise"]
    assert recipe.steps[1].options["threshold"] == 90.5


def test_repeating_writes_the_bytes_of_the_windows_own_export(done, qtbot, folder, tmp_path, calm):
    window = done
    mine = tmp_path / "ventana.csv"
    export_last(window.session.collection, mine)
    with calm():
        click(qtbot, window, 0, double=True)
        dialog = dialog_of(qtbot, window)
        assert "Clasificar · brightness" in dialog._steps.text() and "predictions.csv" in dialog._steps.text()
        assert "está aquí" in dialog._models.text() and not dialog.allow.isVisible()
        assert dialog.folder == folder and dialog.out == tmp_path / "folder - Repetición"
        answer(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
        job = ran(qtbot, window)
    assert job.outcome is Outcome.DONE, job.error
    assert [path for path, _ in job.errors] == ["truncada.png"]
    assert "paso 1 de 1: Clasificar" in job.title()
    assert (tmp_path / "folder - Repetición" / "predictions.csv").read_bytes() == mine.read_bytes()
    until(qtbot, lambda: table(window).rowCount() == 2)
    assert len(window.session.predictions) == 5


def test_a_job_as_a_command_that_does_the_same(done, qtbot, folder, tmp_path, monkeypatch):
    window = done
    mine = tmp_path / "ventana.csv"
    export_last(window.session.collection, mine)
    click(qtbot, window, 0)
    press(qtbot, window, "history.button_copy")
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:3] == ["geodesk", "classify", str(folder)]
    monkeypatch.chdir(tmp_path)
    assert main([*words[1:], "--quiet"]) == 1
    assert (tmp_path / "predictions.csv").read_bytes() == mine.read_bytes()


def test_the_panel_takes_the_place_of_the_plots_and_gives_it_back(make_window, qtbot, folder):
    window = make_window(folder)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.panel("plots").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL)
    assert window.panel("history").isVisible() and not window.panel("plots").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.panel("plots").isVisible() and not window.panel("history").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert not window.panel("plots").parentWidget().isVisible()


def test_repeating_by_the_button_may_be_left(done, qtbot):
    click(qtbot, done, 0)
    press(qtbot, done, "history.button_repeat")
    dialog = dialog_of(qtbot, done)
    answer(qtbot, dialog, QDialogButtonBox.StandardButton.Cancel)
    until(qtbot, lambda: done.findChild(RecipeDialog) is None)
    assert not done.session.jobs.running()


def test_a_recipe_is_opened_from_the_menu_and_run_on_another_folder(
    make_window, qtbot, folder, tmp_path, model
):
    recipe = recipe_of(folder, tmp_path, "classify", "--model", model, "--out", tmp_path / "p.csv")
    pictures.grey(tmp_path / "otra", "a.png", 50)
    window = make_window(folder)
    window.action("file.open_recipe").trigger()
    chosen_in(window, recipe)
    dialog = dialog_of(qtbot, window)
    press(qtbot, dialog, "recipe.folder")
    chosen_in(dialog, tmp_path / "otra")
    assert dialog.out == tmp_path / "otra - rutina"
    press(qtbot, dialog, "recipe.out")
    chosen_in(dialog, tmp_path / "resultados")
    answer(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert ran(qtbot, window).outcome is Outcome.DONE
    main(
        [
            "classify",
            str(tmp_path / "otra"),
            "--model",
            str(model),
            "--out",
            str(tmp_path / "q.csv"),
            "--quiet",
        ]
    )
    assert (tmp_path / "resultados" / "p.csv").read_bytes() == (tmp_path / "q.csv").read_bytes()


def drop(window, file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at, none = QPointF(QPoint(200, 200)), Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))


def test_a_recipe_may_be_put_away_before_its_models_are_found(make_window, qtbot, folder, tmp_path, model):
    recipe = recipe_of(folder, tmp_path, "classify", "--model", model, "--out", tmp_path / "p.csv")
    window = make_window(folder)
    drop(window, recipe)
    until(qtbot, lambda: window.findChild(RecipeDialog) is not None)
    window.findChild(RecipeDialog).reject()
    until(qtbot, lambda: window.findChild(RecipeDialog) is None and not window.session.tasks.busy)
    qtbot.wait(50)


def test_a_dropped_recipe_says_what_is_with_its_model(make_window, qtbot, folder, tmp_path, model):
    recipe = recipe_of(folder, tmp_path, "classify", "--model", model, "--out", tmp_path / "p.csv")
    model.unlink()
    window = make_window(folder)
    drop(window, recipe)
    dialog = dialog_of(qtbot, window)
    assert "no está aquí" in dialog._models.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    answer(qtbot, dialog, QDialogButtonBox.StandardButton.Cancel)
    until(qtbot, lambda: window.findChild(RecipeDialog) is None)
    pictures.model(model, licence="otra")
    drop(window, recipe)
    dialog = dialog_of(qtbot, window)
    assert "cambió" in dialog._models.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    qtbot.mouseClick(
        widget_of(dialog, QCheckBox, "recipe.allow"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8)
    )
    answer(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    job = ran(qtbot, window)
    assert job.outcome is Outcome.DONE and any("cambió" in note.es for note in job.notes)


def test_the_program_started_with_a_recipe_shows_it_over_the_last_folder(
    make_window, qtbot, folder, tmp_path
):
    recipe = recipe_of(folder, tmp_path, "characterise", "--rmax", 3, "--out", tmp_path / "c.csv")
    window = make_window()
    window.settings.set(last_folder=str(folder))
    _open_after_first_paint(window, recipe)
    dialog = dialog_of(qtbot, window)
    until(qtbot, lambda: dialog.folder == folder)
    assert dialog.ready
    dialog.reject()


def test_what_is_no_recipe_is_one_sentence(make_window, qtbot, folder, tmp_path):
    window = make_window(folder)
    said = []
    window.session.noticed.connect(lambda sentence, kind: said.append((str(sentence), kind)))
    bad = tmp_path / f"mala{ENDING}"
    bad.write_text('{"schema": "9"}')
    drop(window, bad)
    until(qtbot, lambda: bool(said))
    assert said[0][1] == "error" and "de un GeoDesk más nuevo" in said[0][0]
    assert window.findChild(RecipeDialog) is None and window.session.collection.folder == folder


def test_a_run_that_is_cancelled_goes_on(make_window, qtbot, tmp_path, model):
    many = tmp_path / "muchas"
    for n in range(60):
        pictures.grey(many, f"p{n:03d}.png", n, (160, 120))
    recipe = recipe_of(
        many, tmp_path, "classify", "--model", model, "--batch", 1, "--out", tmp_path / "p.csv"
    )
    window = make_window(many)
    drop(window, recipe)
    answer(qtbot, dialog_of(qtbot, window), QDialogButtonBox.StandardButton.Ok)
    until(qtbot, lambda: bool(window.session.jobs.running("recipe")))
    job = window.session.jobs.running("recipe")[0]
    until(qtbot, lambda: job.counts.done > 2 or not job.running)
    job.cancel()
    until(qtbot, lambda: not job.running)
    job.resume()
    assert ran(qtbot, window).outcome is Outcome.DONE
    assert (tmp_path / "muchas - rutina" / "p.csv").read_bytes() == (tmp_path / "p.csv").read_bytes()


def test_another_folder_has_its_own_history(done, qtbot, tmp_path):
    pictures.grey(tmp_path / "otra", "a.png", 50)
    open_(qtbot, done, tmp_path / "otra")
    until(qtbot, lambda: table(done).rowCount() == 0)
    assert widget_of(done, QLabel, "history.empty").isVisible()
