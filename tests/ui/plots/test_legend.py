"""Directions, phases, functions and axes: each is switched as a user does, and the lines are checked."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from geodesk.morphology import autocovariance, binarise, directional, two_point_cluster
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, settled


@pytest.fixture
def shown(show_plots, data, folder_of):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    return show_plots(folder / "fei_gelatin_31.0nm.tif")


def line(panel, direction, phase, plot):
    return panel.curves.line("picture", direction, phase)[plot]


def choose(window, name):
    """Click an entry of the menu of views."""
    button = widget_of(window, QToolButton, "plots.view")
    menu = button.menu()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.objectName() == name)
    window.actions_.refresh()
    assert action.isEnabled()
    action.trigger()


def test_every_direction_of_both_phases(shown, qtbot):
    window, panel = shown
    for name in ("x", "y", "diag1", "diag2", "radial"):
        press(qtbot, window, f"plots.legend.{name}")
    settled(qtbot, panel)
    pixels, found = panel.measuring.pixels, panel.measuring.found
    lags = {name: len(both.distance) - 1 for name, both in found.curves.items()}
    wanted = directional(pixels.grey, list(lags), lags, threshold=found.threshold)
    assert set(wanted) == {"x", "y", "diag1", "diag2", "radial"}
    for name, both in wanted.items():
        for phase in (0, 1):
            x, s2 = line(panel, name, phase, 0).getData()
            assert np.array_equal(s2, both.two_point[phase].probability)
            assert np.allclose(x, both.distance), "a diagonal's lag is √2 pixels long"
            if name == "radial":
                assert not line(panel, name, phase, 1).isVisible(), "L has no radial average"
            else:
                path = line(panel, name, phase, 1)
                assert path.isVisible()
                assert np.array_equal(path.getData()[1], both.lineal_path[phase].probability)
    dashes = [tuple(line(panel, n, 0, 0).opts["pen"].dashPattern()) for n in ("mean", *wanted)]
    assert len(set(dashes)) == len(dashes), "each direction has its own dashes"


def test_a_click_or_a_key_on_the_legend_hides_a_line(shown, qtbot):
    window, panel = shown
    press(qtbot, window, "plots.legend.0")
    assert not line(panel, "mean", 0, 0).isVisible() and line(panel, "mean", 1, 0).isVisible()
    press(qtbot, window, "plots.legend.1")
    assert widget_of(window, QToolButton, "plots.legend.1").isChecked(), "one phase is always shown"
    chip = widget_of(window, QToolButton, "plots.legend.0")
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert line(panel, "mean", 0, 0).isVisible() and panel.show_.phases == (0, 1)
    press(qtbot, window, "plots.legend.x")
    press(qtbot, window, "plots.legend.mean")
    assert not line(panel, "mean", 1, 0).isVisible() and line(panel, "x", 1, 0).isVisible()


def test_logarithmic_axes(shown, qtbot):
    window, panel = shown
    linear_x, linear_y = line(panel, "mean", 1, 0).getData()
    choose(window, "plots.log_lag")
    choose(window, "plots.log_value")
    x, y = line(panel, "mean", 1, 0).getData()
    assert np.allclose(10**x, linear_x[1:]) and np.allclose(10**y, linear_y[1:])
    path = line(panel, "mean", 0, 1).getData()[1]
    assert np.isfinite(path).all(), "nought has no logarithm and is left out"
    plot = panel.curves.plots[0]
    said = plot.bottom.tickStrings([0.0, 1.0, 2.0], 1.0, 1.0)
    assert said == ["1", "10", "100"] and plot.left.tickStrings([-2.0], 1.0, 1.0) == ["0,01"]
    low, high = plot.view.viewRange()[0]
    assert low < 0.05 and high == pytest.approx(np.log10(442), abs=0.1)
    window.actions_.refresh()
    assert window.action("plots.log_lag").isChecked()
    choose(window, "plots.log_lag")
    choose(window, "plots.log_value")
    assert np.array_equal(line(panel, "mean", 1, 0).getData()[1], linear_y)


def test_autocovariance(shown, qtbot):
    window, panel = shown
    press(qtbot, window, "plots.legend.x")
    choose(window, "plots.autocovariance")
    both = panel.measuring.found.curves["x"]
    for phase in (0, 1):
        drawn = line(panel, "x", phase, 0).getData()[1]
        assert np.allclose(drawn, autocovariance(both.two_point[phase]), atol=1e-15)
    assert panel.curves.plots[0].left.labelText == "χ(r)"
    assert panel.curves.plots[0].view.viewRange()[1][0] < 0 > drawn.min()


def test_the_two_point_cluster_function_on_demand(show_plots, data, folder_of, qtbot):
    folder = folder_of(data / "microstructures", ["ceramics_256.png"])
    window, panel = show_plots(folder / "ceramics_256.png")
    assert not panel.measuring.counted.clusters
    press(qtbot, window, "plots.legend.y")
    choose(window, "plots.clusters")
    settled(qtbot, panel)
    qtbot.waitUntil(lambda: bool(panel.measuring.counted.clusters))
    settled(qtbot, panel)
    flags = binarise(panel.measuring.pixels.grey, panel.measuring.level)
    for phase in (0, 1):
        drawn = line(panel, "y", phase, 0).getData()[1]
        wanted = two_point_cluster(flags, 0, len(drawn) - 1, phase=phase)
        assert np.array_equal(drawn, wanted.probability)
    assert panel.curves.plots[0].left.labelText == "C₂(r)"


def test_the_crosshair_goes_by_the_arrow_keys(shown, qtbot):
    window, panel = shown
    before = window.session.picture
    press(qtbot, window, "plots.legend.x")
    press(qtbot, window, "plots.legend.mean")
    plot = panel.curves
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    both = panel.measuring.found.curves["x"]
    left, right = (label.text for label in plot.cross.readings)
    assert "r = 21 px" in left
    for phase in (0, 1):
        for text, function in ((left, both.two_point), (right, both.lineal_path)):
            assert f"{function[phase].probability[21]:.4f}".replace(".", ",") in text
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert "r = 20 px" in plot.cross.readings[0].text and window.session.picture is before
    press(qtbot, window, "plots.legend.0")
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cross.readings[0].text.count("●") == 1, "hidden lines are not read out"
