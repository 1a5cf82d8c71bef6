"""The bundled sandstone model in the window: one sample of two faces, one answer."""

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from geodesk import models
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.chips import Chips
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of

SIX = [f"{n}_{light}.jpg" for n in ("003", "006", "010") for light in ("ppl", "xpl")]


@pytest.fixture
def window(make_window, qtbot, data, folder_of):
    window = make_window(folder_of(data / "thin-section" / "grains" / "quartz", SIX))
    window.session.set_mode(Mode.CLASSIFY)
    qtbot.waitUntil(lambda: window.classifying.opened is not None, timeout=60_000)
    window.classifying.use("sandstone-grains")
    qtbot.waitUntil(lambda: window.classifying.model.name == "sandstone-grains", timeout=60_000)
    return window


def test_a_pair_in_view_is_classified_from_both_faces(window, qtbot):
    button = widget_of(window, QPushButton, "classifying.picture")
    qtbot.waitUntil(button.isEnabled)
    button.click()
    qtbot.waitUntil(lambda: window.classifying.result is not None, timeout=60_000)
    row = window.classifying.result.row
    assert row.error is None and row.label in models.load("sandstone-grains", "cpu").labels
    assert sum(row.p) == pytest.approx(1)


def test_what_the_card_says_of_a_model_is_never_cut_off(window, qtbot):
    card = window.panel("classify").card
    for language in ("en", "es"):
        window.settings.set(language=language)
        window.apply_language()
        qtbot.waitUntil(lambda: bool(facts_of(card)) and card.isVisible())
        qtbot.waitUntil(
            lambda: all(one.height() >= one.heightForWidth(one.width()) for one in facts_of(card))
        )


def facts_of(card):
    return [one for one in card.findChildren(WrappedLabel) if one.isVisible() and one.text()]


def test_a_folder_of_pairs_is_counted_by_samples(window, qtbot):
    window.actions_.refresh()
    window.action("classify.folder").trigger()
    chips = widget_of(window, Chips, "classifying.chips")
    qtbot.waitUntil(lambda: len(window.session.predictions) == 6, timeout=60_000)

    def counted():
        texts = [chip.text() for chip in chips.findChildren(QToolButton) if chip.isVisible()]
        return sum(int(text.split()[-1]) for text in texts)

    qtbot.waitUntil(lambda: counted() == 3)
