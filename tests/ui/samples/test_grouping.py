"""The patterns that make samples of file names, seen and changed in the window."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox

from geodesk.collection import Collection
from geodesk.desktop.portrait import settle
from geodesk.desktop.samples.grouping import Grouping

LEFT, Standard = Qt.MouseButton.LeftButton, QDialogButtonBox.StandardButton


def grouping(window, qtbot):
    window.action("samples.group").trigger()
    settle(window)
    (dialog,) = [d for d in window.findChildren(Grouping) if d.isVisible()]
    return dialog


def tick(dialog, template, qtbot):
    for row in range(dialog.table.rowCount()):
        if dialog.table.item(row, 2).text() == template:
            box = dialog.table.cellWidget(row, 0)
            assert isinstance(box, QCheckBox)
            box.click()
            return
    raise AssertionError(template)


def test_real_rotation_series_are_found_by_a_ticked_pattern(make_window, data, folder_of, qtbot):
    source = data / "thin-section" / "alteration" / "Epidotization"
    names = sorted(file.name for file in source.iterdir())[:18]
    window = make_window(folder_of(source, names))
    assert {sample.kind for sample in window.session.listed} == {"picture"}
    dialog = grouping(window, qtbot)
    assert "0 series" in dialog.result_label.text()
    tick(dialog, "{sample}_image{number}", qtbot)
    settle(window)
    assert "0 series" not in dialog.result_label.text()
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(s.kind == "series" for s in window.session.listed))
    series = next(s for s in window.session.listed if s.kind == "series")
    window.session.show(series)
    settle(window)
    face = window.session.face
    window.action("canvas.next_face").trigger()
    assert window.session.face == face + 1
    again = Collection.open(window.session.collection.folder)
    assert [p.template for p in again.patterns()][-1] == "{sample}_image{number}"


def test_a_pattern_that_cannot_be_is_told_and_not_saved(make_window, samples, folder_of, qtbot):
    window = make_window(folder_of(samples))
    dialog = grouping(window, qtbot)
    dialog.table.item(0, 2).setText("{nothing}")
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Save).isEnabled()
    assert "{sample}" in dialog.result_label.text()
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    settle(window)
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Save).isEnabled()
    dialog.reject()


def test_a_pattern_is_ticked_by_mouse_and_restored_and_cancel_saves_nothing(
    make_window, samples, folder_of, qtbot
):
    window = make_window(folder_of(samples))
    kinds = [sample.kind for sample in window.session.listed]
    dialog = grouping(window, qtbot)
    before = dialog.result_label.text()
    assert "1 par" in before and "1 serie" in before
    box = dialog.table.cellWidget(0, 0)
    assert box.isChecked()
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    assert not box.isChecked()
    settle(window)
    assert dialog.result_label.text() != before
    qtbot.mouseClick(dialog.buttons.button(Standard.RestoreDefaults), LEFT)
    assert box.isChecked()
    settle(window)
    assert dialog.result_label.text() == before
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    qtbot.mouseClick(dialog.buttons.button(Standard.Cancel), LEFT)
    qtbot.waitUntil(lambda: not window.findChildren(Grouping))
    settle(window)
    assert [sample.kind for sample in window.session.listed] == kinds
    assert not (window.session.collection.folder / ".geodesk").exists()
