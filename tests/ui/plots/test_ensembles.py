"""Ensembles in the window: the job, the lines and bands, a second one, files, distances."""

import csv
import shutil
from statistics import fmean, stdev

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QTabBar, QToolButton

from geodesk.cli import main
from geodesk.desktop.plots.reading import CURVES, ENSEMBLES
from geodesk.desktop.translation import number
from geodesk.jobs.distance import compare
from geodesk.jobs.ensemble import ensemble_of, measure
from geodesk.jobs.inputs import gather
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, said, save_as, settled

WAIT = 20_000


@pytest.fixture
def fibres(data, folder_of):
    source = data / "sem" / "fibres" / "Defective"
    names = [f.name for f in sorted(source.glob("*.png"))]
    return folder_of(source, names[:4], "uno"), folder_of(source, names[4:9], "dos")


def tab(qtbot, window, at):
    tabs = widget_of(window, QTabBar, "plots.tabs")
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(at).center())


def choose(window, name, row):
    box = widget_of(window, QComboBox, f"plots.ensembles.{name}")
    box.setCurrentIndex(row)
    box.activated.emit(row)


def click(qtbot, window, name):
    button = widget_of(window, QPushButton, f"plots.ensembles.{name}")
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def measured(qtbot, window, panel, slot):
    """Click, and wait until the ensemble is drawn."""
    click(qtbot, window, f"measure_{slot}")
    drawn(qtbot, panel, slot)


def drawn(qtbot, panel, slot):
    ensembles = panel.ensembles
    qtbot.waitUntil(lambda: ensembles.running is None and slot in ensembles.groups, timeout=WAIT)
    qtbot.waitUntil(
        lambda: (
            any(trace.source == slot for trace in panel.curves.drawing.traces) and not ensembles.comparing
        ),
        timeout=WAIT,
    )


def rows_of(folder, **options):
    return [row for step in measure(gather([folder]).items, **options) for row in step.rows]


def text(window, name):
    return widget_of(window, QLabel, f"plots.ensembles.{name}").text()


def test_the_folders_mean_and_band_stand_beside_the_picture(show_plots, fibres, tmp_path, qtbot, calm):
    folder, _ = fibres
    window, panel = show_plots(folder)
    tab(qtbot, window, ENSEMBLES)
    with calm():
        measured(qtbot, window, panel, "a")
    assert "4 imágenes" in text(window, "about_a") and "regla de Otsu" in text(window, "about_a")
    tip = widget_of(window, QLabel, "plots.ensembles.about_a").toolTip()
    assert str(folder) in tip and "megapíxeles" in tip and "píxel" in tip
    assert "continuó" not in window.strip.lines[-1].count_label.text(), "it was begun, not continued"
    tab(qtbot, window, CURVES)
    press(qtbot, window, "plots.legend.x")
    qtbot.waitUntil(lambda: any(t.source == "a" and t.direction == "x" for t in panel.curves.drawing.traces))
    wanted = ensemble_of(rows_of(folder, directions=("x", "y"))).directions["x"]
    (trace,) = [t for t in panel.curves.drawing.traces if (t.source, t.direction, t.phase) == ("a", "x", 1)]
    for values, band, function in zip(trace.values, trace.bands, ("two_point", "lineal_path"), strict=True):
        of = getattr(wanted, function)[1]
        assert np.allclose(values, of.mean, atol=1e-15)
        assert np.allclose(band, (of.mean - of.sd, of.mean + of.sd), atol=1e-15)
    assert (
        panel.curves.line("a", "x", 1)[0].isVisible() and panel.curves.line("picture", "x", 1)[0].isVisible()
    )
    for plot, at in zip(panel.curves.plots, (0, 1), strict=True):
        tops = [float(t.bands[at][1].max()) for t in panel.curves.drawing.traces if t.bands[at] is not None]
        low, high = plot.view.viewRange()[1]
        assert high >= max(tops) and low > -0.05, "the whole band is in view, and little beyond nought"
    choose(window, "band", 1)
    qtbot.waitUntil(lambda: any(t.source == "a" for t in panel.curves.drawing.traces))
    (trace,) = [t for t in panel.curves.drawing.traces if (t.source, t.direction, t.phase) == ("a", "x", 1)]
    assert np.allclose(trace.bands[0], wanted.two_point[1].percentiles([5, 95]), atol=1e-15)
    press(qtbot, window, "plots.legend.picture")
    assert not panel.curves.line("picture", "x", 1)[0].isVisible()
    press(qtbot, window, "plots.legend.a")
    assert not panel.curves.line("a", "x", 1)[0].isVisible()


def test_two_folders_are_compared_and_all_can_be_saved(show_plots, fibres, tmp_path, qtbot, monkeypatch):
    first, second = fibres
    window, panel = show_plots(first)
    tab(qtbot, window, ENSEMBLES)
    measured(qtbot, window, panel, "a")
    choose(window, "pictures", 3)
    button = widget_of(window, QPushButton, "plots.ensembles.measure_b")
    assert button.text() == "Medir como B…"  # it asks which
    click(qtbot, window, "measure_b")
    QApplication.processEvents()
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    dialog.selectFile(str(second))
    dialog.fileSelected.emit(str(second))
    dialog.reject()
    drawn(qtbot, panel, "b")
    qtbot.waitUntil(lambda: panel.ensembles.comparison is not None, timeout=WAIT)
    wanted = compare(rows_of(first, directions=("x", "y")), rows_of(second, directions=("x", "y")))
    assert panel.ensembles.distances == wanted.distances
    table = text(window, "distances")
    s2 = next(d for d in wanted.distances if (d.function, d.phase, d.direction) == ("two_point", 1, "all"))
    for value in (s2.rms, s2.maximum, *s2.rms_interval):
        assert f"{value:.4f}".replace(".", ",") in table
    qtbot.mouseClick(
        widget_of(window, QToolButton, "plots.ensembles.save_distances"), Qt.MouseButton.LeftButton
    )
    save_as(qtbot, window, tmp_path / "distancias.csv")
    qtbot.waitUntil(lambda: any("distancias.csv" in sentence for sentence in said(window)))
    with open(tmp_path / "distancias.csv", encoding="utf-8", newline="") as stream:
        saved = list(csv.DictReader(stream))
    assert len(saved) == len(wanted.distances) and float(saved[0]["rms"]) == pytest.approx(
        wanted.distances[0].rms
    )
    qtbot.mouseClick(widget_of(window, QToolButton, "plots.ensembles.save_a"), Qt.MouseButton.LeftButton)
    save_as(qtbot, window, tmp_path / "uno.csv")
    qtbot.waitUntil(lambda: any("uno.csv" in sentence for sentence in said(window)))
    assert main(["ensemble", str(first), "--out", str(tmp_path / "cli.csv"), "--quiet"]) == 0
    assert (tmp_path / "uno.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()
    qtbot.mouseClick(widget_of(window, QToolButton, "plots.ensembles.remove_b"), Qt.MouseButton.LeftButton)
    assert "b" not in panel.ensembles.groups and not panel.ensembles.distances


def test_the_selection_at_the_threshold_in_force(show_plots, fibres, qtbot):
    folder, _ = fibres
    window, panel = show_plots(folder)
    panel.measuring.set_level(70.0)
    settled(qtbot, panel)
    window.session.select(window.session.listed[1:3])
    tab(qtbot, window, ENSEMBLES)
    assert widget_of(window, QComboBox, "plots.ensembles.pictures").itemText(2) == "las seleccionadas (2)"
    choose(window, "pictures", 2)
    choose(window, "threshold", 1)
    measured(qtbot, window, panel, "a")
    rows = panel.ensembles.groups["a"].rows
    paths = [sample.pictures[0].path for sample in window.session.listed[1:3]]
    assert [row.item.path for row in rows] == paths and {row.threshold for row in rows} == {70.0}
    assert "t = 70" in text(window, "about_a")
    choose(window, "pictures", 0)
    assert widget_of(window, QPushButton, "plots.ensembles.measure_b").text() == "Medir como B"
    measured(qtbot, window, panel, "b")
    qtbot.waitUntil(lambda: "está en ambos conjuntos" in text(window, "said"))
    assert not panel.ensembles.distances


def test_two_samples_of_one_folder_are_told_apart_and_their_fractions_said(show_plots, data, tmp_path, qtbot):
    files = sorted((data / "sem" / "fibres" / "Defective").glob("*.png"))
    for place, file in enumerate(files[:5]):
        (tmp_path / "Muestra A").mkdir(exist_ok=True)
        (tmp_path / "Muestra B").mkdir(exist_ok=True)
        shutil.copyfile(file, tmp_path / ("Muestra A" if place < 3 else "Muestra B") / file.name)
    window, panel = show_plots(tmp_path)
    tab(qtbot, window, ENSEMBLES)
    choose(window, "pictures", 2)
    for slot, part in (("a", slice(0, 3)), ("b", slice(3, 5))):
        window.session.select(window.session.listed[part])
        measured(qtbot, window, panel, slot)
        rows = panel.ensembles.groups[slot].rows
        phi = [row.phi for row in rows]
        mean, sd = fmean(phi), stdev(phi)
        about = text(window, f"about_{slot}")
        assert f"φ₀ = {number(100 * (1 - mean), 2)} ± {number(100 * sd, 2)}" in about
        assert f"φ₁ = {number(100 * mean, 2)} ± {number(100 * sd, 2)}" in about
    assert "A: Muestra A, 3 elegidas" in text(window, "about_a")
    assert "B: Muestra B, 2 elegidas" in text(window, "about_b")
    window.session.select(window.session.listed[:1])
    measured(qtbot, window, panel, "a")
    qtbot.waitUntil(lambda: "1 imagen  " in text(window, "about_a"), timeout=WAIT)
    phi = panel.ensembles.groups["a"].rows[0].phi
    assert f"φ₁ = {number(100 * phi, 2)}" in text(window, "about_a") and "±" not in text(window, "about_a")


def test_a_csv_comes_back_as_a_line(show_plots, fibres, tmp_path, qtbot):
    folder, other = fibres
    window, panel = show_plots(folder)
    window.action("plots.save_csv").trigger()
    save_as(qtbot, window, tmp_path / "una.csv")
    qtbot.waitUntil(lambda: any("una.csv" in sentence for sentence in said(window)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "una.csv"))])
    target = panel.curves.viewport()
    at, none = QPoint(20, 20), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    assert not target.acceptDrops() and not panel.curves.acceptDrops(), "Qt looks for a parent that does"
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    drop = QDropEvent(at.toPointF(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(panel, drop)
    drawn(qtbot, panel, "a")
    for phase in (0, 1):
        for plot in (0, 1):
            ours, back = (panel.curves.line(s, "mean", phase)[plot].getData()[1] for s in ("picture", "a"))
            assert np.allclose(ours, back, atol=1e-11)
    assert window.session.collection.folder == folder, "the file was not opened as a picture"
    # An ensemble's file, and the distance to it, which has no interval.
    assert main(["ensemble", str(other), "--out", str(tmp_path / "otras.csv"), "--quiet"]) == 0
    window.action("plots.import_csv").trigger()
    save_as(qtbot, window, tmp_path / "otras.csv")
    drawn(qtbot, panel, "b")
    rms = next(
        d for d in panel.ensembles.distances if (d.function, d.phase, d.direction) == ("two_point", 1, "x")
    )
    one = panel.measuring.found.curves["x"].two_point[1].probability
    pooled = ensemble_of(rows_of(other)).directions["x"].two_point[1].pooled
    n = min(len(one), len(pooled))
    assert rms.rms == pytest.approx(np.sqrt(np.mean((one[:n] - pooled[:n]) ** 2)), rel=1e-9)
    tab(qtbot, window, ENSEMBLES)
    assert "sin intervalo" in text(window, "distances")
    assert not widget_of(window, QToolButton, "plots.ensembles.save_distances").isVisible()


def test_a_file_that_is_none_of_curves_is_refused(show_plots, fibres, tmp_path, qtbot):
    window, panel = show_plots(fibres[0])
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    panel.ensembles.read(tmp_path / "x.csv")
    qtbot.waitUntil(lambda: any("x.csv" in sentence for sentence in said(window)))
    assert not panel.ensembles.groups


def test_pixel_sizes_that_differ_are_refused_with_what_to_do(show_plots, data, folder_of, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif"])
    window, panel = show_plots(folder)
    tab(qtbot, window, ENSEMBLES)
    click(qtbot, window, "measure_a")
    refused = "zeiss_55.82nm.tif tiene un tamaño de píxel distinto del de fei_gelatin_31.0nm.tif: "
    qtbot.waitUntil(lambda: refused in text(window, "said"), timeout=WAIT)
    assert not panel.ensembles.groups
    choose(window, "lags", 1)
    measured(qtbot, window, panel, "a")
    assert text(window, "said") == "" and panel.ensembles.groups["a"].ensemble.interpolated
    tip = widget_of(window, QLabel, "plots.ensembles.about_a").toolTip()
    assert "55,82 nm/px; las más finas, interpoladas" in tip


def test_two_sizes_of_pixels_are_compared_by_the_choice_that_the_sentence_names(
    show_plots, data, folder_of, qtbot
):
    place = data / "sem" / "vendor"
    fine, rough = (
        folder_of(place, [one], one[:3]) for one in ("fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif")
    )
    window, panel = show_plots(fine)
    tab(qtbot, window, ENSEMBLES)
    measured(qtbot, window, panel, "a")
    panel.ensemble_page.measure_folder("b", rough)
    drawn(qtbot, panel, "b")
    qtbot.waitUntil(lambda: "pida los desfases en longitud" in text(window, "said"), timeout=WAIT)
    assert panel.ensembles.comparison is None
    jobs = len(window.strip.lines)
    choose(window, "lags", 1)  # nothing is measured again
    qtbot.waitUntil(lambda: panel.ensembles.comparison is not None, timeout=WAIT)
    lengths = compare(
        rows_of(fine, directions=("x", "y")), rows_of(rough, directions=("x", "y")), lags="length"
    )
    assert panel.ensembles.distances == lengths.distances and text(window, "said") == ""
    assert len(window.strip.lines) == jobs
    choose(window, "lags", 2)
    qtbot.waitUntil(lambda: panel.ensembles.distances not in ((), lengths.distances), timeout=WAIT)
    choose(window, "lags", 0)
    qtbot.waitUntil(lambda: "pida los desfases en longitud" in text(window, "said"), timeout=WAIT)


def test_what_mixed_and_unknown_sizes_are_is_said_of_an_ensemble(show_plots, data, folder_of, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif", "zeiss_55.82nm.tif"])
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (90, 90), dtype=np.uint8)).save(folder / "sin_tamaño.png")
    window, panel = show_plots(folder)
    tab(qtbot, window, ENSEMBLES)
    choose(window, "lags", 2)
    measured(qtbot, window, panel, "a")
    tip = widget_of(window, QLabel, "plots.ensembles.about_a").toolTip()
    assert "tamaños de píxel mezclados y en parte desconocidos: desfases en píxeles" in tip


def test_it_goes_on_without_a_bad_picture_and_can_be_cancelled(show_plots, fibres, make_window, qtbot):
    folder, _ = fibres
    Image.fromarray(np.full((64, 64), 9, np.uint8)).save(folder / "zz_lisa.png")
    window, panel = show_plots(folder)
    tab(qtbot, window, ENSEMBLES)
    measured(qtbot, window, panel, "a")
    assert "sin medir: 1" in text(window, "about_a")
    before = panel.ensembles.groups["a"]
    rng = np.random.default_rng(0)
    many = folder.parent / "muchas"
    many.mkdir()
    for k in range(30):
        Image.fromarray(rng.integers(0, 255, (500, 500), dtype=np.uint8)).save(many / f"{k:02}.png")
    panel.ensemble_page.measure_folder("a", many)
    job = panel.ensembles.running
    assert job is not None
    qtbot.waitUntil(lambda: job.counts.done > 0 or not job.running, timeout=WAIT)
    job.cancel()
    qtbot.waitUntil(lambda: not job.running, timeout=WAIT)
    qtbot.wait(50)
    assert panel.ensembles.groups["a"] is before and job.resume is not None


def test_saved_plots_name_every_source(show_plots, fibres, tmp_path, qtbot):
    window, panel = show_plots(fibres[0])
    tab(qtbot, window, ENSEMBLES)
    measured(qtbot, window, panel, "a")
    tab(qtbot, window, CURVES)
    window.actions_.refresh()
    window.action("plots.save_picture").trigger()
    save_as(qtbot, window, tmp_path / "curvas.svg")
    qtbot.waitUntil(lambda: (tmp_path / "curvas.svg").exists() and bool(said(window)))
    words = (tmp_path / "curvas.svg").read_text(encoding="utf-8")
    for part in (
        "A: uno",
        "4 imágenes",
        "umbral de cada imagen",
        "megapíxeles",
        "umbral t =",
        "fase 1 · A: uno",
    ):
        assert part in words, part


def test_the_legend_says_what_each_source_rests_on(show_plots, fibres, qtbot):
    folder, _ = fibres
    window, panel = show_plots(folder)
    tab(qtbot, window, ENSEMBLES)
    measured(qtbot, window, panel, "a")
    tab(qtbot, window, CURVES)
    panel.measuring.set_level(61.0)
    settled(qtbot, panel)
    picture = widget_of(window, QToolButton, "plots.legend.picture")
    assert picture.isVisible() and "t = 61 (fijado a mano)" in picture.toolTip() and "px" in picture.toolTip()
    assert panel.measuring.found.item.path in picture.toolTip()
    window.settings.set(language="en")
    window.apply_language()
    qtbot.waitUntil(lambda: "t = 61 (set by hand)" in picture.toolTip())
    assert "Otsu's rule" in widget_of(window, QToolButton, "plots.legend.a").toolTip()
    window.settings.set(language="es")
    window.apply_language()
