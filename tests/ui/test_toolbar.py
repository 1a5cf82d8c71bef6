"""The toolbar: where its texts do not all fit, those of the modes stay and the others leave their icons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

TEXT, ICON = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_modes_keep_their_texts_down_to_the_narrowest_window(qtbot, make_window, language):
    window = make_window(size=(1900, 860))
    window.settings.set(language=language)
    window.apply_language()

    def styles():
        bar = window._toolbar
        buttons = [bar.widgetForAction(action) for action in bar.actions()]
        found = {
            b.defaultAction().objectName(): b.toolButtonStyle() for b in buttons if isinstance(b, QToolButton)
        }
        modes = {style for key, style in found.items() if key.startswith("mode.")}
        return modes, {style for key, style in found.items() if key and not key.startswith("mode.")}

    qtbot.waitUntil(lambda: styles() == ({TEXT}, {TEXT}))
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: styles() == ({TEXT}, {ICON}))
    window.resize(1900, 860)
    qtbot.waitUntil(lambda: styles() == ({TEXT}, {TEXT}))
