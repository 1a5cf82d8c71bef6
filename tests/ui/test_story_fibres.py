"""A folder of fibre micrographs, from opening it to a table of labels and curves, by keys and mouse."""

import csv
import shutil

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QLabel, QListView, QSlider

from geodesk.collection import Collection
from geodesk.desktop.classifying.problems import ProblemsDialog
from geodesk.desktop.classifying.strip import JobLine
from geodesk.desktop.jobs import Outcome
from geodesk.desktop.labelling.accepting import Accepting
from geodesk.desktop.labelling.replacing import Replacing
from geodesk.desktop.samples.delegate import SMALL
from geodesk.desktop.samples.view import shared
from geodesk.desktop.session import Mode, View
from tests.ui.story import User, on_disk

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
UNLABELLED, UNSURE, ERRORS = 1, 3, 5


@pytest.fixture
def folder(data, tmp_path):
    """Eight pictures of each kind, and one that a full stick has cut off."""
    folder = tmp_path / "mallas"
    folder.mkdir()
    for kind in ("Defective", "NonDefective", "SlightlyDefective"):
        for file in sorted((data / "sem" / "fibres" / kind).glob("*.png"))[:8]:
            shutil.copyfile(file, folder / file.name)
    cut = sorted(folder.glob("*.png"))[-1]
    (folder / "zz_cortada.png").write_bytes(cut.read_bytes()[:20_000])
    return folder


def test_a_technician_classifies_labels_and_measures_a_folder(make_window, folder, tmp_path, qtbot, calm):
    user = User(qtbot, make_window())
    with calm():
        user.open(folder)
    looked_at(user)
    classified(user, calm)
    narrowed(user, calm)
    keyed(user, folder, calm)
    in_the_grid(user, folder, calm)
    accepted(user, folder, calm)
    exchanged(user, folder, tmp_path, calm)
    measured(user, calm)
    labels = on_disk(folder)
    assert user.window.close()
    assert on_disk(folder) == labels and len(labels) >= 20
    assert {file.name for file in folder.iterdir() if file.suffix != ".png"} == {".geodesk"}


def looked_at(user):
    """The first picture is on the canvas, thumbnails come, the status bar speaks."""
    window, session = user.window, user.session
    assert len(session.visible) == 25 and session.position == 0
    thumbnails = shared(session).thumbnails
    user.until(lambda: isinstance(thumbnails.get(session.visible[0].pictures[0], SMALL), QImage))
    assert "1 de 25" in window.status.picture_label.text()
    assert window.status.pixel_label.text() == "Tamaño de píxel desconocido"
    user.press("End")
    assert session.position == 24
    user.settled()
    assert session.document is None
    assert "zz_cortada" in user.find(QLabel, "canvas.message").text()
    user.press("Home")
    user.settled()
    assert session.position == 0 and window.stage.has_picture


def line(user) -> JobLine:
    return next(one for one in user.window.strip.lines if isinstance(one, JobLine))


def classified(user, calm):
    """One picture, then the folder: strip, cancel, *Continuar*, table of errors."""
    window, session, desk = user.window, user.session, user.window.classifying
    with calm():
        user.press("Ctrl+2")
        user.until(lambda: desk.opened is not None)
    assert session.mode is Mode.CLASSIFY and "CPU" in window.status.device_label.text()
    assert user.find(QLabel, "classifying.badge").text()
    with calm():
        user.press("Ctrl+R")
        user.until(lambda: desk.result is not None and desk.result.row is not None)
    assert sum(desk.result.row.p) == pytest.approx(1, abs=1e-3)
    with calm():
        user.click("classifying.folder")
        user.until(lambda: bool(window.strip.lines) and line(user).job.counts.done >= 3)
        user.press("Ctrl+.")
        user.until(lambda: desk.running is None)
    kept = line(user).job.counts.done
    assert line(user).job.outcome is Outcome.CANCELLED and 3 <= kept < 25
    assert line(user).resume_button.text() == f"Continuar ({kept} de 25)"
    with calm():
        user.click(line(user).resume_button)
        user.until(lambda: desk.running is not None)
        user.until(lambda: desk.running is None)
    assert "25 de 25" in line(user).count_label.text() and len(session.predictions) == 25
    user.click(line(user).problems_button)
    dialog = user.asked(ProblemsDialog)
    assert [path for path, _ in dialog.rows()] == ["zz_cortada.png"]
    dialog.reject()
    user.gone(ProblemsDialog)
    user.click(line(user).dismiss_button)
    user.settled()


def narrowed(user, calm):
    """Filters by the box and by keys, the least sure first, search by name."""
    session = user.session
    with calm():
        user.choose("samples.filter", ERRORS)
        user.settled()
    assert [sample.id for sample in session.visible] == ["zz_cortada.png"]
    with calm():
        user.choose("samples.filter", UNSURE)
        user.settled()
    unsure = [session.standing(sample).probability for sample in session.visible]
    assert all(p < session.listing.choice.below / 100 for p in unsure)
    with calm():
        user.press("Ctrl+Shift+U")
        user.choose("samples.order", 2)  # the least sure first
        user.settled()
    sure = [session.standing(sample).probability for sample in session.visible]
    known = [p for p in sure if p is not None]
    assert len(session.visible) == 25 and known == sorted(known)
    with calm():
        user.press("Ctrl+F")
        user.press(*"ppc10")
        user.settled()
    assert session.visible and all("ppc10" in sample.id for sample in session.visible)
    user.press("Esc")
    user.choose("samples.order", 0)
    user.settled()
    assert len(session.visible) == 25


def keyed(user, folder, calm):
    """Keys set and advance, Enter accepts the hollow suggestion, 0 is unsure, undo and redo."""
    window, session = user.window, user.session
    with calm():
        user.press("Home", "Ctrl+3")
        user.settled()
    first, second = (one.id for one in session.classes)
    suggestion = session.standing(session.visible[3]).suggestion
    with calm():
        user.press("1", "2", "0", "Return")
        user.settled()
    names = [sample.id for sample in session.visible]
    wanted = dict(zip(names, [first, second, "UNSURE", suggestion], strict=False))
    assert on_disk(folder) == wanted and session.position == 4
    with calm():
        user.press("Ctrl+Z", "Ctrl+Z")
        user.settled()
    assert on_disk(folder) == {name: wanted[name] for name in names[:2]}
    with calm():
        user.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
        user.settled()
    assert on_disk(folder) == wanted and window.status.saved_label.text() == "Guardado"
    assert Collection.open(folder).labels.history(names[3])[0].how == "accepted"


def in_the_grid(user, folder, calm):
    """Selected with shift, ctrl and Ctrl+A; one key labels them as one step; hand labels are asked for."""
    session = user.session
    names, before = [sample.id for sample in session.visible], on_disk(folder)
    first, second = (one.id for one in session.classes)
    with calm():
        user.press("G")
        user.settled()
        grid = user.find(QListView, "grid.view")
        user.click_row(grid, 5)
        user.click_row(grid, 8, SHIFT)
        user.click_row(grid, 6, CTRL)
        user.press("2")
        user.settled()
    assert on_disk(folder) == before | {names[row]: second for row in (5, 7, 8)}
    assert session.view is View.GRID and len(session.selected) == 3
    with calm():
        user.press("Ctrl+Z")
        user.settled()
    assert on_disk(folder) == before, "all three at once"
    with calm():
        user.press("Ctrl+A", "1")
        dialog = user.asked(Replacing)
    assert len(session.selected) == 25 and "3 de 25" in dialog.text()
    with calm():
        user.click(dialog.rest)
        user.gone(Replacing)
        user.settled()
    found = on_disk(folder)
    assert len(found) == 25 and {name: found[name] for name in before} == before
    with calm():
        user.press("Ctrl+Z", "G")
        user.settled()
    assert on_disk(folder) == before and session.view is View.CANVAS


def accepted(user, folder, calm):
    """*Aceptar sugerencias*: the count and examples first, then one step."""
    session, before = user.session, on_disk(folder)
    with calm():
        user.press("Ctrl+Return")
        dialog = user.asked(Accepting)
        user.write(dialog.spin, "50", enter=False)
        user.until(lambda: dialog.examples.count() > 0)
    free = [s for s in session.visible if s.id not in before and session.standing(s).suggestion is not None]
    assert f"{len(free)} muestras" in user.find(QLabel, "labelling.accepting_summary").text()
    with calm():
        user.click(dialog.go)
        user.gone(Accepting)
        user.settled()
    wanted = before | {sample.id: session.standing(sample).suggestion for sample in free}
    assert on_disk(folder) == wanted and len(wanted) == 24
    with calm():
        user.choose("samples.filter", UNLABELLED)
        user.settled()
    assert [sample.id for sample in session.visible] == ["zz_cortada.png"]
    user.press("Ctrl+Shift+U")
    user.settled()


def exchanged(user, folder, tmp_path, calm):
    """Labels out to CSV, changed in a spreadsheet, and in again as one step."""
    file, before = tmp_path / "etiquetas.csv", on_disk(folder)
    with calm():
        user.click("labelling.export")
        user.name_file(file)
        user.settled()
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["id"]: row["label"] for row in rows} == before
    file.write_text("id,label\n" + "".join(f"{row['id']},revisada\n" for row in rows[:2]))
    with calm():
        user.click("labelling.import")
        user.name_file(file)
        user.settled()
    changed = on_disk(folder)
    assert [changed[row["id"]] for row in rows[:2]] == ["revisada"] * 2
    assert "revisada" in [one.id for one in user.session.classes]
    with calm():
        user.press("Ctrl+Z")
        user.settled()
    assert on_disk(folder) == before and user.window.findChild(QFileDialog) is None


def measured(user, calm):
    """*Gráficas*: threshold by slider and number, Otsu, the phases over the picture, S2 and L live."""
    window = user.window
    user.press("Home")
    with calm():
        user.press("F8")
        panel = window.panel("plots")
        measuring = panel.measuring

        def there(level=None):
            found = measuring.found
            done = found is not None and not measuring.busy and panel.curves is not None
            return done and not measuring.provisional and found.threshold == (level or measuring.level)

        user.until(there)
    otsu = measuring.level
    slider, levels = user.find(QSlider, "plots.slider"), []
    measuring.curves_changed.connect(lambda: levels.append(measuring.found and measuring.found.threshold))
    with calm():
        y = slider.height() // 2
        handle = round(slider.width() * (slider.value() - slider.minimum()) / slider.maximum())
        user.drag(slider, QPoint(handle, y), QPoint(slider.width() // 3, y))
        user.until(lambda: there() and measuring.level != otsu)
    moved = measuring.level
    assert moved in levels
    with calm():
        user.write(user.find(QDoubleSpinBox, "plots.level"), "140")
        user.until(lambda: there(140))
        user.press("O")
        user.until(lambda: window.stage.contrast.threshold == 140)
    two_point, lineal_path = panel.curves.line("picture", "mean", 1)
    x, s2 = two_point.getData()
    assert x[0] == 0 and s2[0] == pytest.approx(measuring.found.phi)
    path = lineal_path.getData()[1]
    assert path[0] == pytest.approx(s2[0]) and (np.diff(path) <= 1e-12).all() and (path <= s2 + 1e-9).all()
    with calm():
        user.press("T")
        user.until(lambda: there(otsu))
        user.press("O", "F8")
        user.settled()
    assert window.stage.contrast.threshold is None
