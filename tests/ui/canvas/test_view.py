"""Looking: painted pixels, zoom, pan, pages, huge files, broken files."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QToolButton

from geodesk.desktop.notices import Toast
from geodesk.desktop.session import Mode
from tests.ui.conftest import open_, widget_of


def _wheel(canvas, at, notches):
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_a_real_picture_is_fitted_and_painted_as_it_is(make_window, data, settled, at):
    file = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    window = make_window(file)
    settled(window)
    canvas = window.stage.canvas
    assert canvas.fitted
    canvas.one_to_one()
    pixels = tifffile.imread(file)
    x, y = int(canvas.centre.x()), int(canvas.centre.y())
    for dx, dy in ((0, 0), (31, -40), (-60, 52)):
        grey = int(pixels[y + dy, x + dx])
        assert at(canvas, x + dx, y + dy) == (grey, grey, grey)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32", "float64"])
def test_every_kind_of_pixel_is_painted(make_window, tiff, settled, at, dtype):
    ramp = np.tile(np.linspace(0, 250, 600), (600, 1)).astype(dtype)
    window = make_window(tiff("ramp.tif", ramp))
    settled(window)
    canvas = window.stage.canvas
    dark, middle, bright = (at(canvas, x, 300)[0] for x in (20, 300, 580))
    assert dark < 30 and 110 < middle < 145 and bright > 225


def test_colours_and_missing_values(make_window, tiff, settled, at, qtbot):
    rgb = np.zeros((300, 300, 3), np.uint8)
    rgb[:, :100, 0], rgb[:, 100:200, 1], rgb[:, 200:, 2] = 255, 255, 255
    window = make_window(tiff("rgb.tif", rgb))
    settled(window)
    canvas = window.stage.canvas
    assert [at(canvas, x, 150) for x in (50, 150, 250)] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    holes = np.tile(np.linspace(0, 1, 300, dtype=np.float32), (300, 1))
    holes[100:200, 100:200] = np.nan
    open_(qtbot, window, tiff("nan.tif", holes))
    settled(window)
    red, green, blue = at(canvas, 150, 150)
    assert red == green < blue
    assert at(canvas, 280, 50)[0] > 200


def test_zoom_stays_at_the_cursor(make_window, data, settled, qtbot):
    window = make_window(data / "sem" / "vendor" / "zeiss_55.82nm.tif")
    settled(window)
    canvas = window.stage.canvas
    place = QPoint(211, 333)
    before = canvas.to_picture(QPointF(place))
    for _ in range(9):
        _wheel(canvas, place, 1)
    after = canvas.to_picture(QPointF(place))
    assert canvas.zoom > 4 and not canvas.fitted
    assert (after - before).manhattanLength() < 2 / canvas.zoom
    for _ in range(9):
        _wheel(canvas, place, -1)
    assert (canvas.to_picture(QPointF(place)) - before).manhattanLength() < 4 / canvas.zoom


def test_keys_fit_and_one_to_one(make_window, data, settled, key):
    window = make_window(data / "sem" / "vendor" / "zeiss_55.82nm.tif")
    settled(window)
    canvas = window.stage.canvas
    canvas.setFocus()
    key(window, Qt.Key.Key_1)
    assert canvas.zoom == pytest.approx(1)
    assert widget_of(window, QLabel, "canvas.zoom").text().startswith("100")
    key(window, Qt.Key.Key_F)
    assert canvas.fitted and canvas.zoom != pytest.approx(1)
    fitted = canvas.zoom
    key(window, Qt.Key.Key_Plus)
    assert canvas.zoom > fitted
    key(window, Qt.Key.Key_Minus)
    assert canvas.zoom == pytest.approx(fitted)
    window.session.set_mode(Mode.LABEL)
    key(window, Qt.Key.Key_1)
    assert canvas.zoom == pytest.approx(fitted)
    key(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom == pytest.approx(1)


def test_buttons_fit_and_one_to_one(make_window, data, settled, qtbot):
    window = make_window(data / "sem" / "vendor" / "zeiss_55.82nm.tif")
    settled(window)
    qtbot.mouseClick(widget_of(window, QToolButton, "canvas.one_to_one_button"), Qt.MouseButton.LeftButton)
    assert window.stage.canvas.zoom == pytest.approx(1)
    qtbot.mouseClick(widget_of(window, QToolButton, "canvas.fit_button"), Qt.MouseButton.LeftButton)
    assert window.stage.canvas.fitted


def test_panning_by_left_middle_and_space(make_window, data, settled, drag, qtbot, key):
    window = make_window(data / "sem" / "vendor" / "zeiss_55.82nm.tif")
    settled(window)
    canvas = window.stage.canvas
    canvas.setFocus()
    canvas.one_to_one()
    for button, space in (
        (Qt.MouseButton.LeftButton, False),
        (Qt.MouseButton.MiddleButton, False),
        (Qt.MouseButton.LeftButton, True),
    ):
        if space:
            window.action("canvas.ruler").trigger()
            qtbot.keyPress(canvas, Qt.Key.Key_Space)
        before = canvas.centre
        drag(canvas.viewport(), (300, 300), (340, 275), button)
        assert canvas.centre.x() == pytest.approx(before.x() - 40)
        assert canvas.centre.y() == pytest.approx(before.y() + 25)
        if space:
            qtbot.keyRelease(canvas, Qt.Key.Key_Space)
            assert canvas.tool.pixels == 0
    before = canvas.centre
    key(window, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.centre.y() > before.y()


def test_zoom_is_kept_for_a_picture_of_the_same_size_only(make_window, tiff, settled):
    for name, size in (("a", 500), ("b", 500), ("c", 400)):
        file = tiff(f"{name}.tif", np.zeros((size, size), np.uint8))
    window = make_window(file.parent)
    settled(window)
    canvas = window.stage.canvas
    canvas.zoom_by(3, QPointF(50, 50))
    scale, centre = canvas.scale_now, canvas.centre
    window.session.step(1)
    settled(window)
    assert (canvas.scale_now, canvas.centre) == (scale, centre)
    window.session.step(1)
    settled(window)
    assert canvas.fitted


def test_a_huge_picture_is_looked_at_without_a_stall(make_window, tiff, settled, calm, at, qtbot):
    side = 7000
    pixels = (np.add.outer(np.arange(side), np.arange(side)) * 4).astype(np.uint16)
    window = make_window(tiff("huge.tif", pixels, tile=(256, 256)))
    pyramid = window.stage.canvas.tiles.pyramid
    assert not pyramid.whole
    canvas = window.stage.canvas
    with calm(0.3):  # the background reads all of it meanwhile, on as many threads as there are cores
        settled(window)
        for step in range(12):
            _wheel(canvas, QPoint(300 + 10 * step, 200), 1)
            qtbot.wait(10)
        for _ in range(10):
            canvas.pan_by(-120, -80)
            qtbot.wait(10)
        settled(window)
    window.stage.set_levels(0, 60_000)
    canvas.one_to_one()
    settled(window)
    x, y = int(canvas.centre.x()), int(canvas.centre.y())
    expected = round(int(pixels[y, x]) / 60_000 * 255)
    assert abs(at(canvas, x, y)[0] - expected) <= 1
    assert pyramid.refined


def test_pages_of_a_stack(make_window, data, settled, qtbot, key):
    file = data / "microstructures" / "berea_400.tiff"
    window = make_window(file)
    settled(window)
    canvas = window.stage.canvas
    stack = tifffile.imread(file)
    slider = widget_of(window, QSlider, "canvas.page_slider")
    assert slider.isVisible() and slider.maximum() == 399
    key(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: canvas.page == 1)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: canvas.page == 399)
    assert window.session.page == 399
    settled(window)
    assert canvas.tiles.pyramid.quick_value(7, 9) == (float(stack[399][9, 7]),)
    key(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: canvas.page == 398)


def test_a_page_of_another_size_is_measured_by_its_own_pixel_size(make_window, tmp_path, settled, qtbot, key):
    file = tmp_path / "pages.tif"
    full = np.tile(np.arange(200, dtype=np.uint8), (160, 1))
    cm = {"photometric": "minisblack", "metadata": None, "resolutionunit": "CENTIMETER"}
    with tifffile.TiffWriter(file) as writer:
        writer.write(full, resolution=(20_000, 20_000), **cm)
        writer.write(full[::2, ::2], resolution=(10_000, 10_000), **cm)
        writer.write(full[::4, ::4], photometric="minisblack", metadata=None)
    window = make_window(file)
    settled(window)
    seen = []
    for page in range(3):
        qtbot.waitUntil(lambda page=page: window.stage.canvas.page == page)
        settled(window)
        size = window.session.document.pixel_size_of(page)
        seen.append((None if size is None else size.x_m, window.status.pixel_label.text().split("/")[0]))
        key(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert [told for _, told in seen] == ["500 nm", "1 µm", "Tamaño de píxel desconocido"]
    assert [metres for metres, _ in seen] == [pytest.approx(5e-7), pytest.approx(1e-6), None]


def test_pixels_that_are_not_square_are_told_by_both_sides(make_window, tiff, settled, qtbot):
    grey = np.tile(np.arange(200, dtype=np.uint8), (160, 1))
    window = make_window(
        tiff("oblong.tif", grey, resolution=(20_000, 10_000), resolutionunit=3, metadata=None)
    )
    settled(window)
    assert window.status.pixel_label.text().startswith("500 nm × 1 µm/px")
    texts = lambda: [label.text() for label in window.findChildren(QLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: "500 nm × 1 µm (TIFF resolution)" in texts())
    assert "100 µm" in texts()  # wide


def test_a_broken_file_says_so_in_the_middle_and_the_rest_goes_on(make_window, tiff, settled, qtbot):
    good = tiff("b.tif", np.zeros((100, 100), np.uint8))
    bad = tiff("a.tif", np.zeros((100, 100), np.uint8))
    bad.write_bytes(bad.read_bytes()[:3000])
    window = make_window()
    window.session.open(good.parent)
    message = widget_of(window, QLabel, "canvas.message")
    qtbot.waitUntil(lambda: "incompleto" in message.text() and message.isVisible())
    assert not window.action("canvas.fit").isEnabled()
    settled(window)
    assert not window.findChildren(Toast), "it is said once, where the picture would be"
    window.session.step(1)
    qtbot.waitUntil(lambda: window.session.document is not None)
    assert not message.isVisible() and window.stage.has_picture


def test_without_a_picture_there_is_no_zoom_and_an_empty_filter_says_so(make_window, tiff, settled, qtbot):
    good = tiff("a.tif", np.zeros((100, 100), np.uint8))
    (good.parent / "b.tif").write_text("no es una imagen")
    window = make_window(good.parent)
    settled(window)
    zoom, message = (widget_of(window, QLabel, f"canvas.{name}") for name in ("zoom", "message"))
    assert zoom.text().endswith("%")
    window.session.step(1)
    qtbot.waitUntil(lambda: message.isVisible() and "b.tif" in message.text())
    assert zoom.text() == ""
    window.resize(1200, 800)
    QApplication.processEvents()
    assert zoom.text() == ""
    window.action("samples.filter_labelled").trigger()
    qtbot.waitUntil(lambda: message.text() == "Ninguna muestra cumple el filtro")
    window.action("samples.filter_all").trigger()
    qtbot.waitUntil(lambda: "b.tif" in message.text())
    window.session.step(-1)
    settled(window)
    qtbot.waitUntil(lambda: window.stage.has_picture and zoom.text().endswith("%"))


def test_without_a_folder_it_says_what_to_do(window, make_window, tmp_path, qtbot):
    message = widget_of(window, QLabel, "canvas.message")
    assert message.isVisible() and "Ctrl+O" in message.text()
    (tmp_path / "empty").mkdir()
    window.session.open(tmp_path / "empty")
    qtbot.waitUntil(lambda: "no hay imágenes" in message.text())


def test_the_pixel_under_the_mouse_is_told(make_window, tiff, settled, qtbot):
    pixels = np.arange(300 * 300, dtype=np.float64).reshape(300, 300) / 7
    window = make_window(tiff("a.tif", pixels))
    settled(window)
    canvas = window.stage.canvas
    place = canvas.to_view(QPointF(120.5, 80.5)).toPoint()
    canvas.mouseMoveEvent(_moved(canvas, place))
    label = window.status.cursor_label
    qtbot.waitUntil(lambda: "3445,71" in label.text() or "3.445,71" in label.text())
    assert "120" in label.text() and "80" in label.text()


def _moved(canvas, place):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    none = Qt.MouseButton.NoButton
    where = QPointF(canvas.viewport().mapToGlobal(place))
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), where, none, none, Qt.KeyboardModifier.NoModifier
    )


def test_neighbours_are_ready_before_they_are_asked_for(make_window, data, settled, qtbot):
    window = make_window(data / "sem" / "fibres" / "Defective")
    settled(window)
    for by in (1, 1, -1):
        neighbour = window.session.neighbour(by).pictures[0]
        qtbot.waitUntil(lambda: window.stage.documents.get(neighbour) is not None)  # noqa: B023
        window.session.step(by)
        # No waiting here: it is in view at once.
        assert window.session.document.picture == neighbour
        assert window.stage.canvas.document is window.session.document
        settled(window)


def test_the_cache_of_documents_is_bounded(make_window, tiff, settled, monkeypatch):
    from geodesk.desktop import documents as module

    monkeypatch.setattr(module, "_KEPT", 4)
    for number in range(9):
        file = tiff(f"{number}.tif", np.zeros((64, 64), np.uint8))
    window = make_window(file.parent)
    for _ in range(8):
        window.session.step(1)
        settled(window)
    assert len(window.stage.documents._kept) <= 4
    assert window.session.document.ready() is not None


def test_a_picture_that_takes_long_is_announced(make_window, tiff, settled, qtbot, monkeypatch):
    import time

    from geodesk.desktop import documents as module

    real = module.open_document

    def slow(picture, collection=None):
        if picture.path == "z.tif":
            time.sleep(0.8)
        return real(picture, collection)

    monkeypatch.setattr(module, "open_document", slow)
    for name in ("a", "b", "c", "z"):
        file = tiff(f"{name}.tif", np.zeros((60, 60), np.uint8))
    window = make_window(file.parent)
    settled(window)
    message = widget_of(window, QLabel, "canvas.message")
    window.session.step(3)
    qtbot.waitUntil(lambda: message.isVisible() and "Leyendo z.tif" in message.text())
    settled(window)
    assert not message.isVisible() and window.stage.canvas.document.picture.path == "z.tif"


def test_a_file_that_loses_its_end_while_it_is_looked_at(make_window, tiff, settled, monkeypatch):
    from geodesk.desktop import document
    from geodesk.micrograph import pyramid as module

    monkeypatch.setattr(document, "_QUICK_BAR_BYTES", 0)
    monkeypatch.setattr(module, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(module, "_REFINED_BYTES", 0)
    pixels = np.random.default_rng(1).integers(0, 255, (3000, 3000), dtype=np.uint8)
    file = tiff("a.tif", pixels, tile=(256, 256))
    window = make_window(file)
    settled(window)
    with open(file, "r+b") as opened:
        opened.truncate(4_000_000)
    canvas = window.stage.canvas
    canvas.set_view(1, QPointF(2700, 2700))
    settled(window)
    assert len(window.findChildren(object, "toast")) == 1
    canvas.set_view(1, QPointF(2800, 2750))
    settled(window)
    assert len(window.findChildren(object, "toast")) == 1
    # What could be read stays in sight, the rest is drawn from the overview.
    canvas.set_view(1, QPointF(300, 300))
    settled(window)
    assert canvas.tiles.pyramid.peek(module.Key(0, 0, 0)) is not None


@pytest.fixture
def slow_to_open(monkeypatch):
    """Opening the named picture waits until the event is set."""
    import threading

    from geodesk.desktop import documents as module

    real, gates = module.open_document, {}

    def slow(picture, collection=None):
        gate = gates.get(picture.path)
        if gate is not None:
            gate.wait(10)
        return real(picture, collection)

    monkeypatch.setattr(module, "open_document", slow)

    def hold(name):
        gates[name] = threading.Event()
        return gates[name]

    yield hold
    for gate in gates.values():
        gate.set()


def test_nothing_of_the_picture_before_is_said_of_one_that_is_being_opened(
    make_window, data, folder_of, tiff, settled, key, qtbot, slow_to_open
):
    folder = folder_of(data / "sem" / "vendor", ["fei_gelatin_31.0nm.tif"], to="made")
    tiff("z.tif", np.zeros((60, 60), np.uint8))
    gate = slow_to_open("z.tif")
    window = make_window(folder)
    qtbot.waitUntil(lambda: window.session.document is not None)
    assert "nm/px" in window.status.pixel_label.text()
    qtbot.waitUntil(lambda: any("1024 × 943 px" in one.text() for one in window.findChildren(QLabel)))
    window.session.step(1)
    assert "z.tif" in window.status.picture_label.text() and window.status.pixel_label.text() == ""
    assert window.stage.canvas.isVisible(), "the picture before stays in sight for a moment"
    qtbot.waitUntil(
        lambda: (
            not any("1024 × 943 px" in one.text() for one in window.findChildren(QLabel) if one.isVisible())
        )
    )
    key(window, Qt.Key.Key_P)
    assert window.findChild(object, "canvas.pixel_size_dialog") is None
    message = widget_of(window, QLabel, "canvas.message")
    qtbot.waitUntil(lambda: message.isVisible() and "Leyendo z.tif" in message.text())
    gate.set()
    settled(window)
    assert window.session.document.picture.path == "z.tif" and window.stage.canvas.isVisible()


def test_a_failure_is_told_of_its_own_picture_only(make_window, tiff, settled, qtbot, slow_to_open):
    tiff("a.tif", np.zeros((60, 60), np.uint8))
    folder = tiff("c.tif", np.zeros((60, 60), np.uint8)).parent
    (folder / "b.tif").write_text("no es una imagen")
    gate = slow_to_open("c.tif")
    window = make_window(folder)
    window.session.step(1)
    message = widget_of(window, QLabel, "canvas.message")
    qtbot.waitUntil(lambda: "b.tif" in message.text())
    window.session.step(1)
    assert "b.tif" not in message.text()
    qtbot.waitUntil(lambda: message.isVisible() and "Leyendo c.tif" in message.text())
    gate.set()
    settled(window)
    assert window.stage.canvas.document.picture.path == "c.tif" and not message.isVisible()


def test_a_correction_is_shown_however_soon_the_next_picture_is_opened(
    make_window, tiff, settled, qtbot, monkeypatch
):
    import threading

    from geodesk.desktop import document as module

    monkeypatch.setattr(module, "_QUICK_BAR_BYTES", 0)
    for name in ("a.tif", "b.tif"):
        file = tiff(name, np.zeros((60, 60), np.uint8))
    window = make_window(file.parent)
    settled(window)
    session, documents = window.session, window.stage.documents
    session.step(1)
    settled(window)
    session.step(-1)
    settled(window)
    documents.get(session.listed[1].pictures[0]).bar_known = False  # as of a large picture not yet seen
    real, go = module.Document.prepare, threading.Event()

    def slow(self, opened, page):
        go.wait(10)
        return real(self, opened, page)

    monkeypatch.setattr(module.Document, "prepare", slow)
    a = session.picture
    session.collection.corrections.set_pixel_size(a, 5e-9)
    documents.corrected(frozenset([a.path]))
    session.step(1)
    go.set()
    settled(window)
    assert session.document.picture.path == "b.tif"
    session.step(-1)
    qtbot.waitUntil(lambda: session.document.pixel_size is not None, timeout=5_000)
    assert session.document.pixel_size.x_m == 5e-9 and "5 nm/px" in window.status.pixel_label.text()


def test_a_picture_corrected_while_it_is_being_opened(make_window, tiff, settled, monkeypatch):
    import time

    from geodesk.desktop import documents as module

    for name in ("a.tif", "b.tif", "c.tif"):
        file = tiff(name, np.zeros((60, 60), np.uint8))
    window = make_window(file.parent / "a.tif")
    settled(window)
    session, real, seen = window.session, module.open_document, []

    def corrected_after(picture, collection=None):
        document = real(picture, collection)
        if picture.path == "c.tif" and not seen:
            seen.append(picture)
            collection.corrections.set_pixel_size(picture, 7e-9)
            # Told while the document is not there yet, so nothing is found to be opened again.
            session.writer.run(lambda: None, lambda _: window.stage.documents.corrected(frozenset(["c.tif"])))
            time.sleep(0.3)
        return document

    monkeypatch.setattr(module, "open_document", corrected_after)
    session.step(2)
    settled(window)
    assert seen and session.document.picture.path == "c.tif"
    assert session.document.pixel_size is not None and session.document.pixel_size.x_m == 7e-9
