"""Fases: painted with the mouse, learnt, seen over the picture, kept beside the folder, found again."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
)

from geodesk.cli import main
from geodesk.collection import OUTSIDE, Collection
from geodesk.desktop.session import Mode
from geodesk.desktop.structure.phasecurves import PhaseCurves
from geodesk.jobs.characterise import characterise
from geodesk.jobs.labelled import kept_images
from geodesk.jobs.phases import Threshold, make_phases
from geodesk.morphology import correlations
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import save_as
from tests.ui.structure.conftest import press, until


def stroke(window, *points):
    """Press at the first point of the picture, draw through the others, let go."""
    canvas = window.stage.canvas
    places = [canvas.to_view(QPointF(*point)) for point in points]
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(points) - 1)]
    for kind, place in zip([*kinds, QEvent.Type.MouseButtonRelease], [*places, places[-1]], strict=True):
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = (
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        )
        spot = QPointF(canvas.viewport().mapToGlobal(place.toPoint()))
        event = QMouseEvent(kind, place, spot, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas.viewport(), event)


def key(qtbot, window, key_, modifiers=Qt.KeyboardModifier.NoModifier):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_.refresh()
    qtbot.keyClick(window.stage.canvas, key_, modifiers)


@pytest.fixture
def painting(make_window, qtbot):
    """A window in Fases with its strokes read."""

    def start(path):
        window = make_window(path)
        key(qtbot, window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
        assert window.session.mode is Mode.PHASES
        desk = window.panel("phases").desk
        until(qtbot, lambda: desk.painting.strokes is not None and desk.picture is not None)
        return window, desk

    return start


@pytest.fixture
def halves(tiff):
    """Two pictures: a smooth half and a rough one of the same mean, which no threshold parts."""

    def made(seed):
        noise = np.random.default_rng(seed).integers(-60, 60, (96, 128))
        grey = np.full((96, 128), 128)
        grey[:, 64:] += noise[:, 64:]
        return grey.astype(np.uint8)

    tiff("b.tif", made(2))
    return tiff("a.tif", made(1))


def paint_halves(qtbot, window, desk):
    key(qtbot, window, Qt.Key.Key_1)
    stroke(window, (12, 20), (12, 80))
    stroke(window, (45, 20), (45, 80))
    key(qtbot, window, Qt.Key.Key_2)
    stroke(window, (85, 20), (85, 80))
    stroke(window, (115, 20), (115, 80))
    assert [one.label for one in desk.painting.strokes.strokes] == [1, 1, 2, 2]


def test_phases_are_painted_learnt_kept_and_measured(painting, halves, qtbot):
    window, desk = painting(halves)
    assert desk.tool == "brush" and not widget_of(window, QPushButton, "structure.try").isEnabled()
    paint_halves(qtbot, window, desk)
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.trial is not None and not desk.busy)
    truth = np.where(np.arange(128) < 64, 1, 2)[np.newaxis].repeat(96, axis=0)
    assert (desk.labels == truth).mean() > 0.95
    until(qtbot, lambda: "trazos apartados" in widget_of(window, QLabel, "structure.score").text())
    assert not (halves.parent / ".geodesk" / "phases").exists(), "a trial is not kept"
    press(qtbot, window, "structure.apply")
    dialog = window.findChild(object, "structure.applying")
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    until(qtbot, lambda: desk.kept is not None and not window.session.jobs.running())
    collection = Collection.open(halves.parent)
    items = [picture for sample in collection.samples() for picture in sample.pictures]
    kept = kept_images(collection, items)
    assert set(kept) == {"a.tif", "b.tif"}
    assert np.array_equal(collection.phases.of(items[0]).labels(), desk.kept.labels)
    steps = characterise(items, phase_images=kept)
    rows = [row for step in steps for row in step.rows]
    assert [row.error for row in rows] == [None, None]
    collection.index.close()
    window.session.step(1)
    until(qtbot, lambda: desk.picture.path == "b.tif" and desk.kept is not None)
    assert (desk.kept.labels == truth).mean() > 0.9
    assert widget_of(window, QLabel, "structure.phases_state").text() == "Guardadas para esta imagen"


def test_strokes_are_undone_erased_and_found_again_after_closing(painting, halves, make_window, qtbot):
    window, desk = painting(halves)
    paint_halves(qtbot, window, desk)
    key(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.painting.strokes.strokes) == 3
    key(qtbot, window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.painting.strokes.strokes) == 4
    key(qtbot, window, Qt.Key.Key_E)
    assert desk.tool == "eraser"
    stroke(window, (45, 50), (50, 50))
    assert [one.label for one in desk.painting.strokes.strokes] == [1, 2, 2]
    widget_of(window, QSlider, "structure.width").setValue(20)
    name = widget_of(window, QLineEdit, "structure.phase_2_name")
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "Poro")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    widget_of(window, QSpinBox, "structure.count").setValue(3)
    qtbot.mouseClick(widget_of(window, QToolButton, "structure.phase_3_button"), Qt.MouseButton.LeftButton)
    stroke(window, (30, 90))
    before = desk.painting.strokes
    assert before.strokes[-1].width == 20 and before.strokes[-1].label == 3
    window.close()
    again, other = painting(halves)
    assert other.painting.strokes == before
    assert other.painting.strokes.phases[1].es == "Poro"
    assert again is not window


def test_local_and_global_thresholds_in_the_same_panel(painting, ceramics, qtbot):
    window, desk = painting(ceramics)
    rule = widget_of(window, QComboBox, "structure.rule")
    for row, name in ((1, "otsu"), (5, "sauvola"), (2, "threshold")):
        rule.setCurrentIndex(row)
        rule.activated.emit(row)
        assert desk.rule == name and desk.tool == ""
        press(qtbot, window, "structure.try")
        until(qtbot, lambda: desk.trial is not None and desk.trial.rule == desk.how() and not desk.busy)
    grey = window.session.document.grey()
    assert np.array_equal(desk.labels, (grey > desk.level).astype(np.uint8))
    assert abs(desk.fractions[1] - (grey > desk.level).mean()) < 1e-12
    press(qtbot, window, "structure.keep")
    until(qtbot, lambda: desk.kept is not None and desk.trial is None)
    assert OUTSIDE not in desk.kept.labels


def test_the_curves_of_kept_phases_are_those_of_the_command_line(painting, halves, qtbot, tmp_path):
    window, desk = painting(halves)
    paint_halves(qtbot, window, desk)
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.current and not desk.busy)
    press(qtbot, window, "structure.keep")
    until(qtbot, lambda: desk.kept is not None)
    press(qtbot, window, "structure.curves")
    dialog = window.findChild(PhaseCurves)
    until(qtbot, lambda: dialog.plot is not None)
    assert set(dialog.plot.curves) == {1, 2}
    picture = desk.kept.labels == 2
    theirs = correlations(picture)
    lags, s2, path = dialog.plot.curves[2]
    wanted = np.mean([theirs[axis].two_point[1].probability[: len(lags)] for axis in (0, 1)], axis=0)
    assert np.array_equal(s2, wanted) and s2[0] == picture.mean() == path[0]
    press(qtbot, dialog, "structure.phase_save")
    save_as(qtbot, dialog, tmp_path / "ventana.csv")
    until(qtbot, lambda: (tmp_path / "ventana.csv").exists())
    folder, out = str(halves.parent), str(tmp_path / "orden.csv")
    assert main(["characterise", folder, "--phases", "auto", "--out", out, "--quiet"]) in (0, 1)
    lines = (tmp_path / "orden.csv").read_text(encoding="utf-8").splitlines()
    ours = (tmp_path / "ventana.csv").read_text(encoding="utf-8").splitlines()
    axes = [line for line in lines if line.startswith("a.tif,") and line.split(",")[2] in ("x", "y")]
    assert ours == [lines[0], *axes] and len(axes) == 2 * (49 + 65)


def test_the_overlay_lies_on_its_pixels_and_goes_with_the_mode(painting, halves, qtbot):
    window, desk = painting(halves)
    paint_halves(qtbot, window, desk)
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.trial is not None and not desk.busy)
    canvas = window.stage.canvas

    def colour(x, y):
        place = canvas.to_view(QPointF(x, y)).toPoint()
        return canvas.viewport().grab().toImage().pixelColor(place)

    until(qtbot, lambda: not canvas.tiles.waiting)
    left, right = colour(28, 10), colour(100, 10)
    assert left.blue() > left.red() + 40 and right.red() > right.blue() + 40
    desk.set_opacity(0.1)
    assert abs(colour(28, 10).blue() - colour(28, 10).red()) < 40
    key(qtbot, window, Qt.Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert not desk.shown
    key(qtbot, window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.session.mode is Mode.EXPLORE and canvas.tool is None
    grey = colour(28, 10)
    assert grey.red() == grey.green() == grey.blue()


def test_damaged_strokes_are_not_painted_over(make_window, halves, qtbot):
    store = halves.parent / ".geodesk"
    store.mkdir()
    (store / "strokes.json").write_text("{broken")
    window = make_window(halves)
    window.session.set_mode(Mode.PHASES)
    desk = window.panel("phases").desk
    until(qtbot, lambda: desk.painting.problem is not None)
    stroke(window, (12, 20), (12, 80))
    assert (store / "strokes.json").read_text() == "{broken"
    until(qtbot, lambda: "trazos" in widget_of(window, QLabel, "structure.fault").text())


def test_learning_and_painting_never_hold_the_window_up(painting, data, folder_of, qtbot, calm):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    window, desk = painting(folder)
    until(qtbot, lambda: not window.stage.canvas.tiles.waiting)
    with calm():
        key(qtbot, window, Qt.Key.Key_1)
        stroke(window, (60, 330), (90, 340), (120, 352))
        stroke(window, (720, 200), (735, 210))
        key(qtbot, window, Qt.Key.Key_2)
        stroke(window, (400, 300), (420, 330))
        stroke(window, (500, 560), (520, 590))
        press(qtbot, window, "structure.try")
        until(qtbot, lambda: desk.trial is not None and not desk.busy)
        until(qtbot, lambda: not window.stage.canvas.tiles.waiting)
    bar = window.session.document.bar
    assert (desk.labels[bar.y :] == OUTSIDE).all() and (desk.labels[: bar.y] != OUTSIDE).all()


def test_a_cancelled_job_keeps_what_it_has_made(painting, tiff, qtbot):
    rng = np.random.default_rng(5)
    for at in range(12):
        last = tiff(f"p{at:02d}.tif", rng.integers(0, 255, (700, 900)).astype(np.uint8))
    window, desk = painting(last.parent)
    rule = widget_of(window, QComboBox, "structure.rule")
    rule.setCurrentIndex(5)
    rule.activated.emit(5)
    press(qtbot, window, "structure.apply")
    dialog = window.findChild(object, "structure.applying")
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    until(qtbot, lambda: any(job.counts.done for job in window.session.jobs.running("phases")))
    press(qtbot, window, "strip.cancel")
    until(qtbot, lambda: not window.session.jobs.running())
    kept = list((last.parent / ".geodesk" / "phases").glob("*.tif"))
    assert 0 < len(kept) < 12


def test_lags_of_kept_phases_as_lengths(painting, data, folder_of, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    collection = Collection.open(folder)
    (item,) = collection.samples()[0].pictures
    list(make_phases([item], Threshold("otsu"), collection.phases))
    collection.index.close()
    window, desk = painting(folder)
    until(qtbot, lambda: desk.kept is not None)
    size = window.session.document.pixel_size
    square = (desk.kept.labels == 0).sum() * size.x_m * size.y_m * 1e12
    shares = widget_of(window, QLabel, "structure.share_1")
    until(qtbot, lambda: shares.text().endswith(" µm²"))
    said = float(shares.text().rpartition("· ")[2].removesuffix(" µm²").replace(",", "."))
    assert said == pytest.approx(square, rel=1e-3)
    press(qtbot, window, "structure.curves")
    dialog = window.findChild(PhaseCurves)
    until(qtbot, lambda: dialog.plot is not None and dialog.units.isEnabled())
    (plot, _) = dialog.plot.plots
    last = plot.view.viewRange()[0][1]
    assert plot.bottom.labelText == "desfase r (px)"
    qtbot.mouseClick(dialog.units, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.units.height() // 2))
    assert plot.bottom.labelText == "desfase r (µm)"
    size = window.session.document.pixel_size.x_m
    assert plot.view.viewRange()[0][1] == pytest.approx(last * size * 1e6, rel=1e-6)
    dialog.close()
    press(qtbot, window, "structure.curves")
    window.findChildren(PhaseCurves)[-1].close()  # before anything is measured
    until(qtbot, lambda: not window.session.tasks.busy)
    qtbot.wait(50)


def test_brush_and_phases_by_their_buttons_and_keys(painting, halves, qtbot):
    window, desk = painting(halves)
    widget_of(window, QSpinBox, "structure.count").setValue(4)
    for phase in (4, 3, 2, 1):
        button = widget_of(window, QToolButton, f"structure.phase_{phase}_button")
        qtbot.waitUntil(button.isVisible)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert desk.label == phase
        qtbot.waitUntil(button.isChecked)
    for phase in (3, 4):
        key(qtbot, window, Qt.Key(int(Qt.Key.Key_0) + phase))
        assert desk.label == phase
    for at, phase in enumerate((3, 4)):
        key(qtbot, window, Qt.Key(int(Qt.Key.Key_0) + phase))
        stroke(window, (20 + 40 * at, 20), (20 + 40 * at, 60))
    assert [one.label for one in desk.painting.strokes.strokes] == [3, 4]
    width = desk.width
    key(qtbot, window, Qt.Key.Key_Period)
    wider = desk.width
    key(qtbot, window, Qt.Key.Key_Comma)
    assert wider > width and desk.width < wider
    key(qtbot, window, Qt.Key.Key_E)
    assert desk.tool == "eraser"
    key(qtbot, window, Qt.Key.Key_D)
    assert desk.tool == "brush"
    key(qtbot, window, Qt.Key.Key_D)
    assert desk.tool == ""


def test_phases_are_shown_and_hidden_by_the_box_and_cancel_keeps_none(painting, ceramics, qtbot):
    window, desk = painting(ceramics)
    rule = widget_of(window, QComboBox, "structure.rule")
    rule.setCurrentIndex(1)
    rule.activated.emit(1)
    press(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.trial is not None and not desk.busy)
    box = widget_of(window, QCheckBox, "structure.phases_shown")
    until(qtbot, box.isChecked)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not desk.shown
    press(qtbot, window, "structure.apply")
    dialog = window.findChild(object, "structure.applying")
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: window.findChild(object, "structure.applying") is None)
    assert not window.session.jobs.running()
    assert not (ceramics.parent / ".geodesk" / "phases").exists()
