"""The bundled sandstone model in the window: one sample of two faces, one answer."""

import pytest
from PySide6.QtWidgets import QPushButton

from geodesk import models
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of

SIX = [f"{n}_{light}.jpg" for n in ("003", "006", "010") for light in ("ppl", "xpl")]


@pytest.fixture
def window(make_window, qtbot, data, folder_of):
    window = make_window(folder_of(data / "thin-section" / "grains" / "quartz", SIX))
    window.session.set_mode(Mode.CLASSIFY)
    qtbot.waitUntil(lambda: window.classifying.opened is not None, timeout=10_000)
    window.classifying.use("sandstone-grains")
    qtbot.waitUntil(lambda: window.classifying.model.name == "sandstone-grains", timeout=10_000)
    return window


def test_a_pair_in_view_is_classified_from_both_faces(window, qtbot):
    button = widget_of(window, QPushButton, "classifying.picture")
    qtbot.waitUntil(button.isEnabled)
    button.click()
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=20_000)
    row = window.classifying.result.row
    assert row.error is None and row.label in models.load("sandstone-grains", "cpu").labels
    assert sum(row.p) == pytest.approx(1)
