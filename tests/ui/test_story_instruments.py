"""Files as instruments write them: pixel size, information bar, ruler, calibration, 16 bits, stacks."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QSlider

from geodesk.collection import Collection
from tests.ui.story import User

SIZES = {
    "FEI-Helios-Ebeam-8bits.tif": "3,372 µm/px",
    "JEOL-SightX-TEM-mag-dummy.tif": "Tamaño de píxel desconocido",
    "fei_gelatin_31.0nm.tif": "31,01 nm/px",
    "test_STEM_image.dm3": "0,2485 nm/px",
    "test_tiff_Zeiss_SEM_1k.tif": "2,615 µm/px",
    "zeiss_55.82nm.tif": "55,82 nm/px",
}
"""What the instruments' own programs say, of the files that come with it."""
BARS = {"FEI-Helios-Ebeam-8bits.tif", "fei_gelatin_31.0nm.tif", "test_tiff_Zeiss_SEM_1k.tif"}


def in_view(canvas, x, y) -> QPoint:
    return canvas.to_view(QPointF(x, y)).toPoint()


def test_what_instruments_write_is_read_corrected_and_measured(make_window, data, folder_of, qtbot, calm):
    folder = folder_of(data / "sem" / "vendor", to="equipos")
    user = User(qtbot, make_window())
    window, session, canvas = user.window, user.session, user.window.stage.canvas
    with calm():
        user.open(folder)
    texts, bars, said = {}, set(), ""
    for _ in session.visible:
        path = session.picture.path
        said += " ".join(label.text() for label in window.panel("explore").findChildren(QLabel))
        texts[path] = window.status.pixel_label.text().split(" · ")[0]
        if canvas.bar_button.isVisible():
            bars.add(path)
        with calm():
            user.press("Right")
            user.settled()
    assert texts == SIZES and bars == BARS
    assert "2021-01-25 10:13:15" in said

    # The information bar: one click says that it is none, one that it is.
    with calm():
        user.press("Home")
        user.settled()
    document = session.document
    bar, height = document.bar, document.height
    assert document.content.h == height - bar.h
    with calm():
        user.click(canvas.bar_button)
        user.until(lambda: session.document.bar is None)
        user.settled()
    assert session.document.content.h == height and not canvas.bar_button.isVisible()
    kept = Collection.open(folder).corrections.of(session.picture.path)
    assert kept is not None and kept.bar is None
    with calm():
        user.press("I")
        user.until(lambda: session.document.bar == bar)
        user.settled()

    # The ruler, in pixels and lengths.
    with calm():
        user.press("1", "R")
        user.settled()
        x, y = (round(v) for v in canvas.centre.toTuple())
        user.drag(canvas.viewport(), in_view(canvas, x - 60, y), in_view(canvas, x + 60, y))
        user.settled()
    assert canvas.tool.text(canvas).startswith("120,0 px")
    assert f"{120 * 3.3724:.1f}".replace(".", ",") + " µm" in canvas.tool.text(canvas)
    user.press("Esc")
    assert window.stage.tools.current == ""

    # Along a burnt-in bar: the next one says nothing of its pixel size.
    with calm():
        user.press("Right")
        user.settled()
        user.press("1", "Shift+P")
        user.settled()
        x, y = (round(v) for v in canvas.centre.toTuple())
        user.drag(canvas.viewport(), in_view(canvas, x - 50, y), in_view(canvas, x + 50, y + 2))
        dialog = next(d for d in window.findChildren(QDialog) if d.objectName() == "canvas.calibrate_dialog")
        user.find(QComboBox, "canvas.unit", dialog).setCurrentText("nm")
        user.write(user.find(QLineEdit, "canvas.length", dialog), "50", enter=False)
        assert "nm" in user.find(QLabel, "canvas.length_echo", dialog).text()
        user.click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
        user.until(lambda: session.document.pixel_size is not None)
        user.settled()
    assert session.document.pixel_size.x_m == pytest.approx(0.5e-9, rel=0.02)
    assert window.status.pixel_label.text().endswith("a mano")
    assert Collection.open(folder).corrections.of(session.picture.path).pixel_size_m == pytest.approx(
        session.document.pixel_size.x_m
    )

    # 16 bits are spread; the same contrast for all goes along. (The only real file of 16 bits is blank.)
    twelve = folder.with_name("doce_bits")
    twelve.mkdir()
    grey = tifffile.imread(folder / "fei_gelatin_31.0nm.tif").astype(np.uint16)
    for name, pixels in (("a.tif", 16 * grey), ("b.tif", 8 * grey + 700)):
        tifffile.imwrite(twelve / name, pixels)
    with calm():
        user.open(twelve)

    def levels():
        return canvas.tiles.shading.low, canvas.tiles.shading.high

    own = levels()
    assert session.document.dtype == "uint16" and 0 < own[1] <= 4080
    with calm():
        user.press("L", "Right")
        user.settled()
    assert session.picture.path == "b.tif" and levels() == own
    with calm():
        user.press("L")
        user.settled()
    assert levels() != own and levels()[0] >= 700


def test_a_stack_is_leafed_through_and_each_page_measured(make_window, data, qtbot, calm):
    folder = data / "microstructures"
    user = User(qtbot, make_window())
    window, session, canvas = user.window, user.session, user.window.stage.canvas
    with calm():
        user.open(folder)
    assert session.picture.path == "berea_400.tiff" and session.document.pages == 400
    slider = user.find(QSlider, "canvas.page_slider")
    with calm():
        user.press("Ctrl+PgDown", "Ctrl+PgDown")
        user.settled()
    assert (session.page, canvas.page, slider.value()) == (2, 2, 2)
    with calm():
        middle = slider.height() // 2
        user.drag(slider, QPoint(4, middle), QPoint(slider.width() // 2, middle))
        user.settled()
    halfway = session.page
    assert 150 < halfway < 250 and canvas.page == halfway
    with calm():
        user.press("F8")
        panel = window.panel("plots")
        measuring = panel.measuring

        def there(page):
            found = measuring.found
            right = found is not None and found.page == page + 1 and found.threshold == measuring.level
            return right and measuring.here and not measuring.busy and panel.curves is not None

        user.until(lambda: there(halfway))
    grey = tifffile.imread(folder / "berea_400.tiff", key=halfway)
    assert measuring.found.phi == pytest.approx((grey > measuring.level).mean(), abs=1e-12)
    with calm():
        slider.setFocus()
        user.press("End")
        user.until(lambda: session.page == 399 and there(399))
        user.settled()
    grey = tifffile.imread(folder / "berea_400.tiff", key=399)
    assert measuring.found.phi == pytest.approx((grey > measuring.level).mean(), abs=1e-12)
    assert "página 400 de 400" in user.find(QLabel, "plots.facts").text()
    with calm():
        canvas.setFocus()
        user.press("End")
        user.until(lambda: measuring.here and measuring.found is not None and not measuring.busy)
        user.settled()
    assert session.position == len(session.visible) - 1
    assert measuring.found.item.path == session.picture.path
