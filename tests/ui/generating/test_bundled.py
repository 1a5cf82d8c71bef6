"""The bundled generator: offered at once, verified, and like the rock that it learnt from."""

import numpy as np
from PySide6.QtCore import Qt

from geodesk.desktop.classifying.modellist import ModelList
from geodesk.desktop.session import Mode
from tests.ui.generating.conftest import made, until


def test_it_is_there_without_choosing_and_fills_a_sheet(qtbot, make_window):
    window = make_window()
    window.session.set_mode(Mode.GENERATE)
    panel = window.panel("generate")
    desk = panel.desk
    until(qtbot, lambda: desk.models.model is not None)
    assert desk.models.model.name == "berea-sections"
    until(qtbot, lambda: panel.chooser.currentText() == "Arenisca Berea, secciones")
    assert panel.card.badge.text() == "✔ verificado"
    panel.count.setValue(4)
    made(qtbot, window, desk)
    assert len(desk.sheet.cells) == 4
    picture = desk.models.model.picture(desk.series.seed, 3)
    assert picture.shape == (320, 320)
    assert 0.7 < np.mean(picture > 128) < 0.9, "four fifths of the rock are solid"


def test_the_list_of_models_has_it_with_its_badge(qtbot, window, calm):
    window.action("classify.models").trigger()
    dialog = window.findChild(ModelList)
    with calm():
        qtbot.waitUntil(lambda: bool(dialog.entries), timeout=60_000)
    names = [entry.path.stem for entry in dialog.entries]
    row = [dialog.table.item(names.index("berea-sections"), column).text() for column in range(5)]
    assert row[0] == "Arenisca Berea, secciones\nberea-sections 1.0"
    assert "✔ verificado" in row[2] and row[4] == "BSD-3-Clause"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
