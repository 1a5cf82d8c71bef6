"""Thin sections by keys and mouse: PPL/XPL pairs and a turned stage, each labelled as one sample."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QDialogButtonBox, QLabel, QSlider

from geodesk.desktop.labelling.editing import ClassEditor
from geodesk.desktop.samples.grouping import Grouping
from tests.ui.story import User, on_disk


def wheel(canvas, at: QPointF, turns: int) -> None:
    """Zoom at a place under the cursor."""
    event = QWheelEvent(
        at,
        QPointF(canvas.viewport().mapToGlobal(at)),
        QPoint(0, 0),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def together(left, right) -> bool:
    """Whether both show the same part of the field."""
    a, b = left.tiles.boundingRect(), right.tiles.boundingRect()
    scale = left.scale_now * a.width() == pytest.approx(right.scale_now * b.width(), rel=0.02)
    across = left.centre.x() / a.width() == pytest.approx(right.centre.x() / b.width(), abs=0.02)
    down = left.centre.y() / a.height() == pytest.approx(right.centre.y() / b.height(), abs=0.02)
    return scale and across and down


def name_classes(user, *names) -> None:
    """*Editar…*: type the classes in the order of their keys."""
    user.click("labelling.edit")
    editor = user.asked(ClassEditor)
    for name in names:
        user.write(editor.field, name)
    user.click(editor.buttons.buttons()[0])
    user.gone(ClassEditor)
    user.settled()


def test_pairs_are_compared_and_labelled_as_one(make_window, data, folder_of, qtbot, calm):
    source = data / "thin-section" / "grains" / "feldspar"
    names = sorted(file.name for file in source.iterdir())[:8]
    folder = folder_of(source, names, to="granos")
    user = User(qtbot, make_window())
    window, session, canvas = user.window, user.session, user.window.stage.canvas
    with calm():
        user.open(folder)
    assert [sample.kind for sample in session.visible] == ["pair"] * 4
    assert canvas.badges == [("PPL", False)]
    with calm():  # blinking keeps the place, and both lights are in memory
        wheel(canvas, QPointF(200, 150), 4)
        user.settled()
        scale, seen = canvas.scale_now, []
        for _ in range(3):
            user.press("B")
            seen.append((session.face, canvas.document.picture.path))
    assert seen == [(1, names[1]), (0, names[0]), (1, names[1])]
    same_size = len({window.stage.documents.get(p).width for p in session.current.pictures}) == 1
    assert canvas.scale_now == pytest.approx(scale, rel=1e-6 if same_size else 0.1)
    with calm():
        user.press("Up", "F", "S")
        user.settled()
    left, right = window.stage.canvases
    assert window.stage.is_split and [left.badges, right.badges] == [[("PPL", False)], [("XPL", False)]]
    with calm():
        wheel(left, QPointF(100, 120), 5)
        user.settled()
        before = right.centre
        user.drag(right.viewport(), QPoint(150, 200), QPoint(210, 260))
        user.settled()
    assert right.centre != before and together(left, right)
    with calm():
        user.press("Right")
        user.settled()
    assert session.position == 1 and [one.document.picture.path for one in (left, right)] == names[2:4]
    with calm():
        user.press("S", "Ctrl+3")
        user.settled()
        name_classes(user, "feldespato", "cuarzo")
        user.press("1", "2")
        user.settled()
    labelled = dict(zip(names[2:6], ["feldespato"] * 2 + ["cuarzo"] * 2, strict=True))
    assert on_disk(folder) == labelled, "both pictures of a pair have its label"
    assert user.find(QLabel, "labelling.progress_text").text() == "2 de 4 etiquetadas"
    with calm():
        user.press("Ctrl+Z")
        user.settled()
    assert on_disk(folder) == dict(list(labelled.items())[:2]) and session.position == 2
    assert not window.stage.is_split


def test_a_turned_stage_is_one_sample(make_window, data, folder_of, qtbot, calm):
    source = data / "thin-section" / "alteration" / "Chloritization"
    names = sorted(file.name for file in source.iterdir())[:12]
    folder = folder_of(source, names, to="giros")
    user = User(qtbot, make_window())
    window, session, canvas = user.window, user.session, user.window.stage.canvas
    with calm():
        user.open(folder)
    assert len(session.visible) == 12, "plain numbers are no series until a person says so"
    with calm():
        window.action("samples.group").trigger()
        dialog = user.asked(Grouping)
        table = dialog.table
        (row,) = (r for r in range(table.rowCount()) if table.item(r, 2).text() == "{sample}_image{number}")
        box = table.cellWidget(row, 0)
        assert isinstance(box, QCheckBox)
        box.setFocus()
        user.qtbot.keyClick(box, Qt.Key.Key_Space)
        user.click(dialog.buttons.button(QDialogButtonBox.StandardButton.Save))
        user.until(lambda: any(sample.kind == "series" for sample in session.visible))
        user.settled()
    series = session.visible[0]
    assert series.kind == "series" and len(session.visible) == len({name[:2] for name in names})
    turns = len(series.pictures)
    slider = user.find(QSlider, "canvas.face_slider")
    assert slider.isVisible() and slider.maximum() == turns - 1
    with calm():  # by the slider, with mouse and keys
        user.drag(slider, QPoint(4, slider.height() // 2), QPoint(slider.width() - 3, slider.height() // 2))
        user.settled()
    assert session.face == turns - 1 and canvas.document.picture == session.picture
    with calm():
        slider.setFocus()
        user.press("Home")
        user.settled()
    assert session.face == 0
    canvas.setFocus()
    faces = []
    with calm():  # blinking between this angle and the one before
        user.press("Down")
        user.settled()
        for _ in range(2):
            user.press("B")
            user.settled()
            faces.append(session.face)
    assert len(set(faces)) == 2 and session.face == 1
    with calm():
        user.press("S")
        user.settled()
    left, right = window.stage.canvases
    assert left.document.picture != right.document.picture and together(left, right)
    with calm():
        user.press("S", "Ctrl+3")
        user.settled()
        name_classes(user, "clorita")
        user.press("1")
        user.settled()
    assert on_disk(folder) == {picture.path: "clorita" for picture in series.pictures}
    assert session.position == 1
