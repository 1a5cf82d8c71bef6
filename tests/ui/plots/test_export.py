"""Copying and saving: the files hold the same as the command line's, and say what they rest on."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QTabBar, QToolButton

from geodesk.cli import main
from geodesk.desktop.plots.reading import CLASSES
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import said, save_as, settled

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def shown(show_plots, data, folder_of):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    return show_plots(folder / "fei_gelatin_31.0nm.tif")


def save_csv(qtbot, window, target):
    window.action("plots.save_csv").trigger()
    save_as(qtbot, window, target)
    qtbot.waitUntil(lambda: any(target.name in sentence for sentence in said(window)))


def check_csv(target, file, options):
    curves, summary = target.with_name("cli.csv"), target.with_name("cli_summary.csv")
    arguments = ["characterise", str(file), "--out", str(curves), "--summary", str(summary), "--quiet"]
    assert main([*arguments, *options]) == 0
    assert target.read_bytes() == curves.read_bytes()
    ours = target.with_name(f"{target.stem}_summary.csv").read_text(encoding="utf-8").splitlines()
    theirs = summary.read_text(encoding="utf-8").splitlines()
    # The path is the folder's in the window and as typed on the command line.
    assert ours[0] == theirs[0]
    assert ours[1].split(",")[2:] == theirs[1].split(",")[2:]


def test_the_csv_is_that_of_the_command_line(shown, tmp_path, qtbot):
    window, panel = shown
    file = window.session.picture.file
    save_csv(qtbot, window, tmp_path / "otsu.csv")
    check_csv(tmp_path / "otsu.csv", file, [])
    panel.measuring.set_level(99.0)
    panel.measuring.set_r_max(33)
    settled(qtbot, panel)
    save_csv(qtbot, window, tmp_path / "a_mano.csv")
    check_csv(tmp_path / "a_mano.csv", file, ["--threshold", "99", "--rmax", "33"])


def test_the_csv_of_a_page(show_plots, samples, folder_of, tmp_path, qtbot):
    folder = folder_of(samples, ["pila_esferas.tif"])
    window, panel = show_plots(folder / "pila_esferas.tif")
    window.session.show(window.session.current, 0, 2)
    qtbot.waitUntil(lambda: panel.measuring.pixels is not None and panel.measuring.pixels.page == 2)
    settled(qtbot, panel)
    save_csv(qtbot, window, tmp_path / "pagina.csv")
    check_csv(tmp_path / "pagina.csv", folder / "pila_esferas.tif", ["--page", "3"])


def test_nothing_else_is_written_over(shown, tmp_path, qtbot):
    window, panel = shown
    file = window.session.picture.file
    before = file.read_bytes()
    panel.saving._save_picture(file, panel.saving.sheet())
    qtbot.waitUntil(lambda: any("elija otro nombre" in sentence for sentence in said(window)))
    assert file.read_bytes() == before
    (tmp_path / "x_summary.csv").write_text("important")
    window.action("plots.save_csv").trigger()
    save_as(qtbot, window, tmp_path / "x.csv")
    qtbot.waitUntil(lambda: any("ya es otra cosa" in sentence for sentence in said(window)))
    assert (tmp_path / "x_summary.csv").read_text() == "important" and not (tmp_path / "x.csv").exists()
    panel.saving._save_picture(tmp_path / "no" / "such" / "folder.png", panel.saving.sheet())
    qtbot.waitUntil(lambda: len(said(window)) >= 3)


STATED = ("fei_gelatin_31.0nm.tif", "t = 106", "regla de Otsu", "1024 × 884", "31,01 nm/px", "FEI")


def test_png_and_svg_say_what_they_show(shown, tmp_path, qtbot):
    window, panel = shown
    qtbot.keyClick(window, Qt.Key.Key_U)
    window.action("plots.save_picture").trigger()
    save_as(qtbot, window, tmp_path / "curvas.png")
    qtbot.waitUntil((tmp_path / "curvas.png").exists)
    with Image.open(tmp_path / "curvas.png") as picture:
        assert picture.width > 1900 and all(part in picture.info["Description"] for part in STATED)
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
    assert {(0, 0x72, 0xB2), (0xE6, 0x9F, 0)} <= colours, "both phases are drawn"
    window.action("plots.save_picture").trigger()
    save_as(qtbot, window, tmp_path / "curvas.svg")
    qtbot.waitUntil((tmp_path / "curvas.svg").exists)
    drawing = ElementTree.parse(tmp_path / "curvas.svg").getroot()
    words = " ".join("".join(drawing.itertext()).split())
    assert all(part in words for part in STATED) and "r (µm)" in words and "S₂(r)" in words
    assert not [w for w in QApplication.topLevelWidgets() if w is not window and w.isVisible()] or said(
        window
    )


def test_copy(shown, qtbot, calm):
    window, panel = shown
    QApplication.clipboard().clear()
    window.action("plots.copy").trigger()
    qtbot.waitUntil(lambda: not QApplication.clipboard().image().isNull())
    image = QApplication.clipboard().image()
    assert image.width() > 1900 and image.height() > 800
    tabs = widget_of(window, QTabBar, "plots.tabs")
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(CLASSES).center())
    qtbot.waitUntil(lambda: panel.classes is not None and bool(panel.classes.counts.unlabelled))
    QApplication.clipboard().clear()
    window.action("plots.copy").trigger()
    qtbot.waitUntil(lambda: not QApplication.clipboard().image().isNull())
    QApplication.clipboard().clear()


def test_the_button_offers_what_can_be_saved(shown, qtbot):
    window, _panel = shown
    button = widget_of(window, QToolButton, "plots.save")
    QApplication.clipboard().clear()

    def choose():
        menu = button.menu()
        assert [action.objectName() for action in menu.actions()] == [
            "plots.copy",
            "plots.save_picture",
            "plots.save_csv",
        ]
        at = menu.actionGeometry(menu.actions()[0]).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)

    QTimer.singleShot(300, choose)  # the click comes back only when the menu has gone
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not QApplication.clipboard().image().isNull())
    QApplication.clipboard().clear()


@pytest.mark.parametrize("how", ["window.quit", "QApplication.instance().quit"])
def test_the_program_ends_well_with_plots_in_sight(tmp_path, samples, how):
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from geodesk.desktop import app\n"
        "from PySide6.QtWidgets import QApplication\n"
        "built = app.build_window\n"
        "def build():\n"
        "    window = built()\n"
        "    window.toggle_panel('plots')\n"
        "    panel = window.panel('plots')\n"
        "    def done():\n"
        "        if panel.measuring.found is not None and panel.curves is not None:\n"
        "            print('measured', flush=True)\n"
        f"            QTimer.singleShot(100, {how})\n"
        "        else:\n"
        "            QTimer.singleShot(50, done)\n"
        "    done()\n"
        "    print('numpy' in sys.modules or 'pyqtgraph' in sys.modules, flush=True)\n"
        "    return window\n"
        "app.build_window = build\n"
        "sys.exit(app.main([sys.argv[1]]))\n"
    )
    environment = {**os.environ, "GEODESK_CONFIG": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(samples)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["False", "measured"]


def test_a_summary_that_was_not_asked_about_is_not_replaced(shown, tmp_path, qtbot):
    window, panel = shown
    save_csv(qtbot, window, tmp_path / "y.csv")
    summary = tmp_path / "y_summary.csv"
    kept = summary.read_bytes()
    (tmp_path / "y.csv").unlink()
    panel.measuring.set_level(99.0)
    settled(qtbot, panel)
    window.action("plots.save_csv").trigger()
    save_as(qtbot, window, tmp_path / "y.csv")
    qtbot.waitUntil(lambda: any("y_summary.csv ya existe" in sentence for sentence in said(window)))
    assert summary.read_bytes() == kept and not (tmp_path / "y.csv").exists()
    found = panel.measuring.found
    panel.saving._save_csv(tmp_path / "z.csv", panel.saving._write(), found, False)
    qtbot.waitUntil(lambda: (tmp_path / "z_summary.csv").exists())
    (tmp_path / "z_summary.csv").write_bytes(kept)
    panel.saving._save_csv(tmp_path / "z.csv", panel.saving._write(), found, False)  # as after being asked
    qtbot.waitUntil(lambda: (tmp_path / "z_summary.csv").read_bytes() != kept)


@pytest.mark.parametrize("name", ["curvas.jpg", "curvas.pdf", "muestra 1.5"])
def test_a_plot_is_not_saved_under_another_ending(shown, tmp_path, qtbot, name):
    window, _panel = shown
    window.action("plots.save_picture").trigger()
    save_as(qtbot, window, tmp_path / name)
    qtbot.waitUntil(lambda: any("PNG o SVG" in sentence for sentence in said(window)))
    assert not (tmp_path / name).exists()
