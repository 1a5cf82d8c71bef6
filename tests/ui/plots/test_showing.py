"""How curves and classes are shown: units, directions, cursor, languages, themes, sizes."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QTabBar

from geodesk.desktop.plots.reading import CLASSES, thinned
from geodesk.desktop.theme import PHASE_COLOURS
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, settled


@pytest.fixture
def shown(show_plots, data, folder_of):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    return show_plots(folder / "fei_gelatin_31.0nm.tif")


def label_of(axis):
    return axis.labelText


def drawn(panel, direction="mean", phase=1, plot=0):
    return panel.curves.line("picture", direction, phase)[plot].getData()


def test_lags_as_pixels_or_lengths(shown, qtbot):
    window, panel = shown
    view = panel.curves.plots[0]
    assert label_of(view.bottom) == "r (px)"
    press(qtbot, window, "plots.units.button")
    assert label_of(view.bottom) == "r (µm)" and window.action("plots.units").isChecked()
    size = panel.measuring.found.pixel_size
    end = view.view.viewRange()[0][1]
    assert end == pytest.approx(442 * size.x_m / 1e-6, rel=0.03)
    x, y = drawn(panel)
    assert x[100] == pytest.approx(100 * size.x_m / 1e-6)
    qtbot.keyClick(window, Qt.Key.Key_U)
    assert label_of(view.bottom) == "r (px)"


def test_without_a_pixel_size_there_are_no_lengths(show_plots, data, folder_of, qtbot):
    folder = folder_of(data / "microstructures", ["ceramics_256.png"])
    window, _panel = show_plots(folder / "ceramics_256.png")
    assert not window.action("plots.units").isEnabled()


def test_directions_and_limits(shown, qtbot):
    window, panel = shown
    found, plot = panel.measuring.found, panel.curves
    x, y = (found.curves[axis].two_point[1].probability for axis in "xy")
    assert np.array_equal(drawn(panel)[1], (x[: len(y)] + y) / 2)
    for direction, wanted in (("x", x), ("y", y)):
        press(qtbot, window, f"plots.legend.{direction}")
        assert np.array_equal(drawn(panel, direction)[1], wanted)
    press(qtbot, window, "plots.legend.x")
    press(qtbot, window, "plots.legend.y")
    limits = [line.value() for line in plot._limits]
    assert limits == pytest.approx([(1 - found.phi) ** 2, found.phi**2])
    pens = [plot.line("picture", "mean", phase)[0].opts["pen"] for phase in (0, 1)]
    assert [pen.color().name() for pen in pens] == list(PHASE_COLOURS)
    assert pens[0].dashPattern() != pens[1].dashPattern(), "no phase is told by colour alone"


def test_a_long_curve_is_painted_with_no_more_points_than_it_is_wide(shown, qtbot):
    window, panel = shown
    plot = panel.curves
    line, view = plot.line("picture", "mean", 1)[0], plot.plots[0].view
    painted = line.getPath().elementCount()
    across = view.width() * window.devicePixelRatio()
    assert len(line.getData()[1]) == 443 > 1.5 * across > painted > across / 2
    sheet = panel.saving.sheet()
    assert (
        max(sheet._plot.line("picture", "mean", phase)[0].getPath().elementCount() for phase in (0, 1)) == 443
    )  # paper shows all
    sheet.close()
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: line.getPath().elementCount() > 1.5 * painted)


def test_no_peak_of_a_thinned_curve_is_lost():
    x = np.arange(10_000.0)
    y = np.sin(x / 900)
    y[7777], y[3333] = 5, -5
    few_x, few_y = thinned(x, y, 200)
    assert len(few_y) < 220 and {5.0, -5.0} <= set(few_y) and (np.diff(few_x) >= 0).all()
    assert few_x[0] == 0 and few_x[-1] == 9999 and np.array_equal(few_y, y[few_x.astype(int)])
    gap = np.where(x == 50, np.nan, y)
    assert thinned(x, gap, 200)[1] is gap and thinned(x, y, 0)[1] is y


def test_values_under_the_cursor(shown, qtbot):
    _window, panel = shown
    plot = panel.curves
    spot = plot.mapFromScene(plot.plots[0].view.mapViewToScene(QPointF(100, 0.1)))
    qtbot.mouseMove(plot.viewport(), QPoint(5, 5))
    qtbot.wait(50)  # pyqtgraph looks at the cursor a hundred times a second
    qtbot.mouseMove(plot.viewport(), spot)
    qtbot.waitUntil(lambda: "r = " in plot.cross.readings[0].text)
    lag = int(plot.cross.readings[0].text.split()[2])
    assert abs(lag - 100) <= 3
    s2, path = plot.drawing.traces[0].values
    assert f"{s2[lag]:.4f}".replace(".", ",") in plot.cross.readings[0].text
    assert f"{path[lag]:.4f}".replace(".", ",") in plot.cross.readings[1].text


def tick_texts(axis):
    return axis.tickStrings([0.2, 0.4], 1.0, 0.2)


def test_language_and_theme_change_at_once(shown, qtbot):
    window, panel = shown
    plot = panel.curves
    tabs = widget_of(window, QTabBar, "plots.tabs")
    assert tabs.tabText(0) == "Curvas" and tick_texts(plot.plots[0].left) == ["0,2", "0,4"]
    light = plot.backgroundBrush().color()
    window.settings.set(language="en", theme="dark")
    window.apply_language()
    window.apply_theme()
    qtbot.waitUntil(lambda: plot.backgroundBrush().color().lightness() < 100 < light.lightness())
    qtbot.waitUntil(lambda: tabs.tabText(0) == "Curves")
    assert tick_texts(plot.plots[0].left) == ["0.2", "0.4"]
    assert panel.header.legend.chips["0"].text() == "phase 0"
    assert plot.plots[0].left.textPen().color().lightness() > 150
    assert panel.controls.spin.locale().decimalPoint() == "."
    window.settings.set(language="es", theme="light")
    window.apply_language()
    window.apply_theme()
    qtbot.waitUntil(lambda: plot.backgroundBrush().color() == light)
    qtbot.waitUntil(lambda: tabs.tabText(CLASSES) == "Clases")


def test_the_logarithmic_histogram(shown, qtbot):
    window, panel = shown
    histogram = panel.controls.histogram
    linear = histogram._heights.copy()
    press(qtbot, window, "plots.log.button")
    assert np.allclose(histogram._heights, np.log10(1 + linear)) and window.action("plots.log").isChecked()
    assert histogram.line.value() == panel.measuring.level


def test_it_fits_into_the_smallest_window(shown, qtbot):
    window, panel = shown
    window.resize(1100, 700)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1100, 700)
    for name in (
        "plots.legend.radial",
        "plots.units.button",
        "plots.view",
        "plots.r_max",
        "plots.save",
        "plots.level",
        "plots.overlay.button",
    ):
        child = panel.findChild(object, name)
        corner = child.mapTo(panel, child.rect().bottomRight())
        assert panel.rect().contains(corner), name


def test_narrow_plots_keep_numbers_apart(shown, qtbot):
    window, panel = shown
    plot = panel.curves
    for width in (1100, 1900):
        window.resize(width, 700)
        qtbot.waitUntil(lambda width=width: (plot.width() < 600) is (width < 1500))
        QApplication.processEvents()
        view, axis = plot.plots[1].view, plot.plots[1].bottom
        (low, high), size = view.viewRange()[0], view.width()
        step = axis.tickSpacing(low, high, size)[0][0]
        assert step * size / (high - low) > plot.fontMetrics().horizontalAdvance("400 ")
        assert step < high, "one number at least beside nought"


def test_counts_per_class_follow_the_labels(show_plots, data, folder_of, qtbot):
    names = [f.name for f in sorted((data / "sem" / "fibres" / "Defective").glob("*.png"))[:4]]
    folder = folder_of(data / "sem" / "fibres" / "Defective", names)
    window, panel = show_plots(folder)
    tabs = widget_of(window, QTabBar, "plots.tabs")
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(CLASSES).center())
    qtbot.waitUntil(lambda: panel.classes is not None and panel.classes.counts.unlabelled == 4)
    session = window.session
    first = session.listed[0].pictures[0]
    session.collection.labels.set(first, "poros")
    session.read_marks()
    qtbot.waitUntil(lambda: panel.classes.counts.labelled["poros"] == 1)
    assert panel.classes.classes() == ["poros"] and panel.classes.counts.unlabelled == 3
    assert not panel.header.legend.isVisible()
    assert not window.action("plots.save_csv").isEnabled()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(0).center())
    settled(qtbot, panel)
    assert panel.curves.isVisible()
