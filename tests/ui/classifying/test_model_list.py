"""Modelos…: what every installed model is worth, tested when it is listed."""

import shutil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from geodesk.desktop.classifying.modellist import ModelList
from geodesk.models import find
from geodesk.places import user_data


def test_every_model_stands_with_its_badge_and_its_outside_score(qtbot, window, calm):
    mine = user_data() / "models"
    mine.mkdir(parents=True)
    damaged = bytearray(find("sem-usable").read_bytes())
    at = damaged.index(b"Resize") if b"Resize" in damaged else damaged.index(b"NFFA-EUROPE")
    damaged[at : at + 4] = b"XXXX"  # one word of the card is another: the digest tells
    (mine / "cambiado.onnx").write_bytes(damaged)
    (mine / "ilegible.onnx").write_bytes(b"no model at all")
    shutil.copyfile(find("sandstone-grains"), mine / "granos.onnx")
    window.action("classify.models").trigger()
    dialog = window.findChild(ModelList)
    with calm():
        qtbot.waitUntil(lambda: bool(dialog.entries), timeout=60_000)
    table = dialog.table
    rows = {
        entry.path.stem: [table.item(row, column).text() for column in range(5)]
        for row, entry in enumerate(dialog.entries)
    }
    assert rows["sem-usable"][0] == "SEM: utilizable o no\nsem-usable 1.1"
    assert "✔ verificado" in rows["sem-usable"][2]
    assert rows["sem-usable"][3].startswith("fibres: exactitud balanceada 0,906 (0,850–0,952), n")
    assert rows["sem-usable"][4] == "BSD-3-Clause"
    assert "✔ verificado" in rows["granos"][2] and rows["granos"][3] == "ninguno"
    assert "✖ fallido" in rows["cambiado"][2]
    assert rows["ilegible"][2] == "–" and "ilegible.onnx" in rows["ilegible"][3]
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
