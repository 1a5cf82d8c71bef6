"""Phases kept beside the folder: offered beside the threshold, the command line's to the number."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from geodesk.cli import main
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import press, said, save_as, settled
from tests.ui.structure.conftest import press as press_button
from tests.ui.structure.conftest import until

CHIP = "plots.legend.phases"


def curves_of(table, path):
    """Phase, direction → S2 and L, as the command line wrote them."""
    every = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        name, phase, direction, _, _, s2, lineal = line.split(",")
        if name == path:
            both = every.setdefault((int(phase), direction), ([], []))
            both[0].append(float(s2))
            both[1].append(float(lineal or "nan"))
    return every


@pytest.fixture
def kept(data, folder_of):
    """A barred picture with three phases kept by the command line, and one with none."""
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"])
    assert main(["phases", str(folder), "--rule", "otsu", "--classes", "3", "--quiet"]) == 0
    return folder_of(data / "microstructures", ["ceramics_256.png"])


def test_phases_kept_are_a_source_of_curves_as_by_the_command_line(show_plots, kept, qtbot, tmp_path):
    window, panel = show_plots(kept / "fei_gelatin_31.0nm.tif")
    until(qtbot, lambda: panel.kept.image is not None)
    chip = widget_of(window, QToolButton, CHIP)
    assert chip.isVisible() and not chip.isChecked() and panel.kept.found is None, "counted only if shown"
    press(qtbot, window, "plots.legend.x")
    press(qtbot, window, "plots.legend.diag1")
    press(qtbot, window, CHIP)
    until(qtbot, lambda: panel.kept.found is not None and "diag1" in panel.kept.found.labelled[0])
    settled(qtbot, panel)
    out = tmp_path / "orden.csv"
    arguments = ["characterise", str(kept), "--phases", "auto", "--out", str(out), "--quiet"]
    assert main(arguments) == 1, "the other picture has no phases"
    wanted = curves_of(out, "fei_gelatin_31.0nm.tif")
    assert {label for label, _ in wanted} == {0, 1, 2}
    lines = {(t.phase, t.direction): t for t in panel.drawing().traces if t.source == "phases"}
    assert len({trace.colour for trace in lines.values()}) == 3
    for key in ((label, name) for label in (0, 1, 2) for name in ("x", "diag1")):
        for at in (0, 1):
            drawn = panel.curves.line("phases", key[1], key[0])[at]
            assert drawn.isVisible()
            assert np.allclose(drawn.getData()[1], wanted[key][at], rtol=0, atol=1e-12)
    about = chip.toolTip()
    for part in ("Otsu", "fei_gelatin_31.0nm.tif.tif", "barra de información", "31,01 nm/px (FEI"):
        assert part in about, (part, about)
    shares = [line for line in about.splitlines() if line.startswith(("fase ", "Fase "))]
    assert len(shares) == 3
    paper = panel.saving.sheet()
    view, legend = paper._plot.plots[1].view, paper._plot._legend
    room, needed = view.rect(), legend.mapRectToParent(legend.boundingRect())
    size, rows = legend.scale(), len(panel.drawing().traces)
    paper.close()
    assert rows == 15 and size > 0.7 and room.contains(needed), "every name can be read"
    window.session.step(-1)
    until(qtbot, lambda: panel.measuring.here and not panel.measuring.busy and panel.kept.image is None)
    assert not chip.isVisible() and not any(t.source == "phases" for t in panel.drawing().traces)


def test_curves_of_phases_kept_are_saved_where_they_alone_are_shown(show_plots, kept, qtbot, tmp_path):
    window, panel = show_plots(kept / "fei_gelatin_31.0nm.tif")
    until(qtbot, lambda: panel.kept.image is not None)
    press(qtbot, window, CHIP)
    press(qtbot, window, "plots.legend.picture")
    until(qtbot, lambda: panel.kept.found is not None)
    sheet = panel.saving.sheet()
    text = " ".join(sheet.lines)
    sheet.close()
    assert "fases guardadas: fei_gelatin_31.0nm.tif.tif" in text and "t =" not in text
    window.actions_.refresh()
    window.action("plots.save_csv").trigger()
    save_as(qtbot, window, tmp_path / "ventana.csv")
    until(qtbot, lambda: any("ventana.csv" in line for line in said(window)))
    out, summary = tmp_path / "orden.csv", tmp_path / "orden_summary.csv"
    panel.ensembles.read(tmp_path / "ventana.csv")
    until(qtbot, lambda: any(t.source == "a" for t in panel.drawing().traces))
    about = widget_of(window, QToolButton, "plots.legend.a").toolTip()
    assert "fases sin dibujar: 2" in about, "a file's third phase is not passed over in silence"
    (kept / "ceramics_256.png").unlink()
    arguments = ["characterise", str(kept), "--phases", "auto", "--quiet"]
    assert main([*arguments, "--out", str(out), "--summary", str(summary)]) == 0
    assert (tmp_path / "ventana.csv").read_bytes() == out.read_bytes()
    assert (tmp_path / "ventana_summary.csv").read_bytes() == summary.read_bytes()


def test_phases_kept_in_the_window_are_offered_at_once_and_a_changed_picture_says_so(show_plots, kept, qtbot):
    window, panel = show_plots(kept / "ceramics_256.png")
    chip = widget_of(window, QToolButton, CHIP)
    assert not chip.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    desk = window.panel("phases").desk
    desk.set_rule("sauvola")
    press_button(qtbot, window, "structure.try")
    until(qtbot, lambda: desk.current and not desk.busy)
    press_button(qtbot, window, "structure.keep")
    until(qtbot, lambda: chip.isVisible())
    press(qtbot, window, CHIP)
    until(qtbot, lambda: panel.kept.found is not None)
    wanted = float((desk.kept.labels == 1).mean())
    assert panel.kept.found.labelled[1]["x"].two_point[1].probability[0] == wanted
    assert "Sauvola" in chip.toolTip()
    picture = kept / "ceramics_256.png"
    (kept / "fei_gelatin_31.0nm.tif").replace(picture)  # another picture of that name
    window.session.reload()
    until(qtbot, lambda: panel.kept.problem is not None)
    assert "cambió" in panel.drawing().said and panel.kept.found is None
