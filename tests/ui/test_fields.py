"""What is typed into a field is not a command, though single keys are commands everywhere else."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QDoubleSpinBox

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.portrait import settle
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import apply_language


def test_numbers_and_enter_in_a_box_label_no_picture(qtbot, make_window, samples, folder_of):
    window = make_window(folder_of(samples))
    window.toggle_panel("plots")
    window.session.set_mode(Mode.LABEL)
    settle(window)
    box = window.findChild(QAbstractSpinBox, "plots.level")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "12")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    settle(window)
    assert box.value() == 13
    assert window.session.position == 0 and not window.session.labels
    window.stage.canvas.setFocus()
    window.session.set_mode(Mode.EXPLORE)
    qtbot.keyClick(window.stage.canvas, Qt.Key.Key_G)
    assert window.session.view.value == "grid"


@pytest.fixture(params=["es", "en"])
def language(request):
    yield request.param
    apply_language("es")


def test_point_and_comma_both_separate_decimals_in_either_language(qtbot, make_window, samples, language):
    window = make_window(samples)
    window.toggle_panel("plots")
    settle(window)
    apply_language(language)
    boxes = window.findChildren(QDoubleSpinBox)
    assert boxes and all(isinstance(box, DecimalBox) for box in boxes)
    shown = "," if language == "es" else "."
    for suffix in ("", " µm."):
        box = DecimalBox()
        qtbot.addWidget(box)
        box.setRange(-1000, 100_000)
        box.setDecimals(3)
        box.setSuffix(suffix)
        box.show()
        for text, value in (
            ("0.5", 0.5),
            ("0,5", 0.5),
            ("-12.25", -12.25),
            ("1.234", 1.234),
            ("41210", 41210),
        ):
            box.selectAll()
            qtbot.keyClicks(box, text)
            qtbot.keyClick(box, Qt.Key.Key_Return)
            assert box.value() == value and box.text() == f"{value:.3f}".replace(".", shown) + suffix
            box.setValue(0)
            box.selectAll()
            QApplication.clipboard().setText(text)
            qtbot.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            qtbot.keyClick(box, Qt.Key.Key_Return)
            assert box.value() == value


def test_commands_work_from_a_box(qtbot, make_window, samples):
    window = make_window(samples)
    window.toggle_panel("plots")
    settle(window)
    box = window.findChild(QAbstractSpinBox, "plots.level")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.session.mode is Mode.LABEL
    qtbot.keyClick(box, Qt.Key.Key_F8)
    assert not window.panel_shown("plots")


def test_notices_of_another_folder_go_with_it(qtbot, make_window, samples, tmp_path):
    window = make_window(samples)
    window.session.open(tmp_path / "none")
    qtbot.waitUntil(lambda: bool(window.notices.toasts()))
    window.session.open(samples)
    qtbot.waitUntil(lambda: not window.notices.toasts())


def turn(field):
    """One notch of the wheel, towards the person."""
    window = field.window()
    there = field.mapTo(window, field.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(there), QPoint(0, -120))
    QApplication.processEvents()


def test_the_wheel_scrolls_a_panel_and_changes_nothing_in_it(make_window, samples, folder_of):
    window = make_window(folder_of(samples), (1100, 700))
    window.session.set_mode(Mode.GENERATE)
    settle(window)
    panel = window.panel("generate")
    bar = panel.verticalScrollBar()
    assert bar.maximum() > 0
    number = next(box for box in panel.findChildren(QAbstractSpinBox) if box.isVisible())
    chosen = next(box for box in panel.findChildren(QComboBox) if box.isVisible())
    chosen.addItems(["one more", "and another"])
    for field in (number, chosen):
        bar.setValue(0)
        field.setFocus()  # as after choosing in it
        before = number.text(), chosen.currentText()
        turn(field)
        assert bar.value() > 0 and (number.text(), chosen.currentText()) == before


def test_a_dialog_opens_on_a_number_that_typing_replaces(qtbot, make_window, samples, folder_of):
    window = make_window(folder_of(samples))
    window.session.set_mode(Mode.COUNT)
    settle(window)
    window.action("count.new").trigger()
    dialog = window.findChild(QDialog, "counting.starting")
    if not dialog.isActiveWindow():
        dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.points)
    assert dialog.points.value() == 300
    qtbot.keyClicks(QApplication.focusWidget(), "100")
    assert dialog.points.value() == 100
    dialog.seed.setFocus()
    dialog.points.setFocus()
    assert not dialog.points.lineEdit().hasSelectedText()  # back again: what was typed is gone on with
    dialog.reject()
