"""The numbers of the window are those of the command line's summary."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar

from geodesk.cli import main
from geodesk.desktop.plots.numbers import numbers_of
from geodesk.desktop.plots.reading import NUMBERS
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import settled


def open_numbers(qtbot, window, panel):
    tabs = widget_of(window, QTabBar, "plots.tabs")
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(NUMBERS).center())
    qtbot.waitUntil(lambda: panel.measuring.counted is not None and bool(panel.measuring.counted.short))
    settled(qtbot, panel)
    assert panel.numbers.isVisible()


def summary_of(file, tmp_path, *options):
    target = tmp_path / "summary.csv"
    arguments = ["characterise", str(file), "--out", str(tmp_path / "curves.csv"), "--summary", str(target)]
    assert main([*arguments, "--quiet", *options]) == 0
    with open(target, encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return row


def text_of(window, name):
    return widget_of(window, QLabel, f"plots.numbers.{name}").text()


def test_they_are_those_of_the_summary(show_plots, data, folder_of, tmp_path, qtbot):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    file = folder / "fei_gelatin_31.0nm.tif"
    window, panel = show_plots(file)
    open_numbers(qtbot, window, panel)
    for options, level in (((), None), (("--threshold", "90"), 90.0)):
        if level is not None:
            panel.measuring.set_level(level)
            settled(qtbot, panel)
        row = summary_of(file, tmp_path, *options)
        found = numbers_of(panel.measuring.counted)
        for value, name in (
            (found.fraction[1], "phi"),
            (found.surface_px, "specific_surface_per_px"),
            (found.surface_m, "specific_surface_per_m"),
            (found.intercept_px[0], "mean_intercept_0_px"),
            (found.intercept_m[0], "mean_intercept_0_m"),
            (found.intercept_px[1], "mean_intercept_1_px"),
            (found.intercept_m[1], "mean_intercept_1_m"),
            (found.anisotropy, "anisotropy"),
        ):
            assert value == pytest.approx(float(row[name]), rel=1e-9), name
        assert found.longest == row["longest"]
        label = widget_of(window, QLabel, "plots.numbers.intercept.1")
        assert f"{float(row['mean_intercept_1_px']):.2f} px".replace(".", ",") in label.toolTip()
        nm = float(row["mean_intercept_1_m"]) * 1e9
        assert label.text() == (f"{nm:.1f} nm" if nm < 1000 else f"{nm / 1000:.3f} µm").replace(".", ",")
        per_um = float(row["specific_surface_per_m"]) * 1e-6
        assert f"{per_um:.4f} 1/µm".replace(".", ",") in text_of(window, "surface.0")
    basis = text_of(window, "basis")
    assert all(part in basis for part in ("fei_gelatin", "t = 90", "a mano", "1024 × 884", "31,01 nm/px"))
    assert "Crofton" in widget_of(window, QLabel, "plots.numbers.surface.0").toolTip()


def test_without_a_pixel_size_they_are_in_pixels(show_plots, data, folder_of, tmp_path, qtbot):
    folder = folder_of(data / "microstructures", ["ceramics_256.png"])
    window, panel = show_plots(folder / "ceramics_256.png")
    open_numbers(qtbot, window, panel)
    row = summary_of(folder / "ceramics_256.png", tmp_path)
    wanted = f"{float(row['specific_surface_per_px']):.4f} 1/px".replace(".", ",")
    assert text_of(window, "surface.0") == wanted
    assert text_of(window, "intercept.0").endswith(" px")
