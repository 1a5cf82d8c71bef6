"""Leyenda of one picture: what the model says, its other readings, corrections, the outline."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QToolButton

from geodesk.collection import Collection
from geodesk.desktop.session import Mode
from geodesk.models import LANDSLIDE
from tests.ui.captioning.conftest import captioned, choose, press, text_of, until
from tests.ui.conftest import widget_of
from tests.unit.models.captioners import captioner

SAID = "flujos activo direccion sw area pequeña perimetro mediano"


def direction(window):
    arrows = [widget_of(window, QToolButton, f"captioning.direction_{word}") for word in ("sw", "norte")]
    return [arrow.isChecked() for arrow in arrows]


def test_a_captioner_is_chosen_as_any_model_and_says_that_it_is_a_demonstration(captioning, slides, qtbot):
    window = captioning(slides)
    until(qtbot, lambda: text_of(window, "captioning.badge") != "")
    assert "demostración" in text_of(window, "captioning.badge")
    assert "imágenes sintéticas" in text_of(window, "captioning.reason")
    assert "chain · CPU" in window.status.device_label.toolTip()
    assert not widget_of(window, QLabel, "classifying.badge").isVisible()
    chooser = widget_of(window, QComboBox, "classifying.model")
    until(qtbot, lambda: chooser.currentText() == "chain")
    at = next(i for i in range(chooser.count()) if "sem" in str(chooser.itemData(i)))
    choose_row = chooser.model().index(at, 0)
    chooser.showPopup()
    chooser.view().setCurrentIndex(choose_row)
    qtbot.keyClick(chooser.view(), Qt.Key.Key_Return)
    until(qtbot, lambda: not window.classifying.captions.active)
    assert widget_of(window, QLabel, "classifying.badge").isVisible()
    assert not widget_of(window, QLabel, "captioning.badge").isVisible()
    assert "sem-usable" in window.status.device_label.toolTip()


def test_the_caption_its_fields_and_the_next_picture(captioning, slides, qtbot):
    window = captioning(slides)
    captioned(qtbot, window)
    assert text_of(window, "captioning.caption") == SAID
    assert "chain" in text_of(window, "captioning.about") and "%" in text_of(window, "captioning.about")
    assert widget_of(window, QComboBox, "captioning.tipo").currentText() == "Flujo"
    assert direction(window) == [True, False]
    window.session.step(1)
    until(qtbot, lambda: window.session.position == 1)
    assert text_of(window, "captioning.caption") == "" and direction(window) == [False, False]
    window.action("caption.picture").trigger()
    until(qtbot, lambda: text_of(window, "captioning.caption").startswith("caida"))
    window.session.step(-1)
    until(qtbot, lambda: text_of(window, "captioning.caption") == SAID)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: not window.classifying.captions.working)


def test_a_correction_is_on_the_disk_and_can_be_taken_back(captioning, slides, qtbot):
    window = captioning(slides)
    captioned(qtbot, window)
    choose(qtbot, window, "captioning.tipo", 1)
    assert "sin guardar" in text_of(window, "captioning.about")
    assert text_of(window, "captioning.caption").startswith("rotacional activo")
    press(qtbot, window, "captioning.keep")
    desk = window.classifying.captions
    until(qtbot, lambda: desk.own is not None)
    assert "Guardada por" in text_of(window, "captioning.about")
    kept = Collection.open(slides).captions.of("p0.png")
    assert kept.attributes["tipo"] == "rotacional" and kept.said == SAID and kept.model.startswith("chain ")
    window.session.step(1)
    window.session.step(-1)
    assert text_of(window, "captioning.caption").startswith("rotacional")
    press(qtbot, window, "captioning.back")
    until(qtbot, lambda: desk.own is None)
    assert text_of(window, "captioning.caption") == SAID
    assert Collection.open(slides).captions.current() == {}
    choose(qtbot, window, "captioning.tipo", 4)
    press(qtbot, window, "captioning.back")
    assert text_of(window, "captioning.caption") == SAID


def test_the_compass_points_where_it_is_told(captioning, slides, qtbot):
    window = captioning(slides)
    captioned(qtbot, window)
    for value in LANDSLIDE["direccion"].values:
        press(qtbot, window, f"captioning.direction_{value.words}")
        assert f"direccion {value.words} area" in text_of(window, "captioning.caption")


def test_another_reading_is_taken_over_by_a_click(captioning, slides, qtbot):
    window = captioning(slides)
    captioned(qtbot, window)
    others = widget_of(window, QListWidget, "captioning.others")
    assert others.count() == 3 and "Dirección: sur" in others.item(0).text()
    window.panel("classify").ensureWidgetVisible(others)
    place = others.visualItemRect(others.item(0)).center()
    qtbot.mouseClick(others.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert text_of(window, "captioning.caption") == SAID.replace("sw", "sur")
    assert "sin guardar" in text_of(window, "captioning.about")


def test_an_outline_is_measured_and_kept(captioning, slides, qtbot):
    collection = Collection.open(slides)
    collection.corrections.set_pixel_size([p.path for p in collection.pictures()], 0.5)
    window = captioning(slides)
    captioned(qtbot, window)
    desk = window.classifying.captions
    until(qtbot, lambda: desk.size == (0.5, 0.5))
    press(qtbot, window, "captioning.outline")
    canvas = window.stage.canvases[0]
    corners = [canvas.to_view(at).toPoint() for at in _points((10, 10), (50, 10), (50, 32), (10, 32))]
    view = canvas.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=corners[0])
    for corner in corners[1:]:
        _dragged(view, corner)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=corners[-1])
    assert len(desk.outline) >= 4
    area, length = desk.measured
    assert area == pytest.approx(40 * 22 * 0.25, rel=0.05) and length == pytest.approx(62, rel=0.05)
    assert "m²" in text_of(window, "captioning.measured")
    # The model's card says where its classes of size end.
    assert "area mediana perimetro mediano" in text_of(window, "captioning.caption").replace(
        "grande", "mediana"
    )
    press(qtbot, window, "captioning.keep")
    until(qtbot, lambda: desk.own is not None)
    kept = Collection.open(slides).captions.of("p0.png")
    assert kept.area_m2 == pytest.approx(area) and len(kept.outline) == len(desk.outline)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not desk.outlining
    window.session.step(1)
    assert desk.outline == ()
    window.session.step(-1)
    assert len(desk.outline) == len(kept.outline)


def test_without_a_pixel_size_nothing_is_measured_and_that_is_said(captioning, slides, qtbot):
    window = captioning(slides)
    captioned(qtbot, window)
    desk = window.classifying.captions
    window.action("caption.outline").trigger()
    assert desk.outlining
    desk.set_outline(((1.0, 1.0), (20.0, 1.0), (20.0, 20.0)))
    assert "No se conoce el tamaño de píxel" in text_of(window, "captioning.measured")
    window.action("caption.outline").trigger()
    assert not desk.outlining
    window.session.set_mode(Mode.EXPLORE)


def test_a_captioner_that_is_not_what_its_card_says_is_not_run(captioning, slides, qtbot, tmp_path):
    from tests.unit.models.captioners import document

    window = captioning(slides)
    desk = window.classifying.captions
    failing = captioner(tmp_path / "fails.onnx", test=document()["test"] | {"output": [1 / 27] * 27})
    window.classifying.use(failing)
    until(qtbot, lambda: desk.opened is not None and desk.opened.path == failing)
    assert "fallido" in text_of(window, "captioning.badge") and not desk.usable
    assert "No se usa" in text_of(window, "captioning.reason")
    (tmp_path / "bad.onnx").write_bytes(failing.read_bytes()[:400])
    window.classifying.use(tmp_path / "bad.onnx")
    until(qtbot, lambda: bool(window.notices.toasts()))
    assert desk.opened.path == failing  # the one in use stays


def _points(*places):
    from PySide6.QtCore import QPointF

    return [QPointF(*place) for place in places]


def _dragged(view, at):
    """The mouse moves with its button held, which qtbot's own move does not say."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    place = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(view.mapToGlobal(QPoint(round(place.x()), round(place.y())))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)
