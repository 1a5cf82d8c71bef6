"""Figuras…: the real result as it is asked for, the command line's bytes, its marks, and what is refused."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QFileDialog, QPushButton

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.desktop.figures.dialog import FigureDialog
from geodesk.desktop.jobs import Outcome
from tests.ui.conftest import widget_of
from tests.ui.counting.conftest import dialog_of, key, press, until
from tests.ui.figures.driving import CTRL_SHIFT, SAVE, choose, drawn, save

ZEISS, FEI, NO_SIZE = "zeiss_55.82nm.tif", "fei_gelatin_31.0nm.tif", "JEOL-SightX-TEM-mag-dummy.tif"


@pytest.fixture
def vendor(data, tmp_path):
    """Three instruments' pictures, one without a pixel size."""
    target = tmp_path / "folder"
    target.mkdir()
    for name in (ZEISS, FEI, NO_SIZE):
        shutil.copy(data / "sem" / "vendor" / name, target / name)
    return target


def opened(qtbot, window):
    """The dialog by its keys, its first figure in sight."""
    key(qtbot, window, Qt.Key.Key_F, CTRL_SHIFT)
    dialog = dialog_of(qtbot, window, "figures")
    drawn(qtbot, dialog)
    return dialog


def type_number(qtbot, dialog, name, text):
    field = dialog.form.numbers[name]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Tab)


def test_the_picture_in_view_gives_the_command_lines_bytes(make_window, qtbot, vendor, tmp_path, calm):
    window = make_window(vendor / FEI)
    with calm():
        dialog = opened(qtbot, window)
    assert dialog.shown.width == 1024 and not dialog.shown.unscaled
    choose(qtbot, dialog, "size", "print")
    choose(qtbot, dialog, "letters", "(a)")
    type_number(qtbot, dialog, "width", "85,5")
    drawn(qtbot, dialog, lambda made: made.width == round(85.5 / 25.4 * 300))
    told = dialog._told.text()
    assert told == "1010 × 872 px · 85,5 × 73,8 mm a 300 ppp · un píxel mide 31,44 nm"
    out = dialog.out
    assert out == vendor.parent / "folder - figuras"
    job = save(qtbot, window, dialog)
    assert job.outcome is Outcome.DONE
    words = ["--width", "85.5", "--letters", "(a)", "--language", "es", "--quiet"]
    assert main(["figures", str(vendor / FEI), "--out", str(tmp_path / "cli"), *words]) == 0
    [file] = out.iterdir()
    assert file.read_bytes() == (tmp_path / "cli" / file.name).read_bytes()
    deed = Collection.open(vendor).history.deeds()[-1]
    assert deed.job == "figures" and deed.options["width"] == 85.5 and list(deed.only) == [FEI]


def test_all_that_are_listed_as_a_plate_byte_for_byte_and_remembered(make_window, qtbot, vendor, tmp_path):
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "pictures", "listed")
    choose(qtbot, dialog, "layout", "plate")
    choose(qtbot, dialog, "size", "print")
    type_number(qtbot, dialog, "rows", "1")
    type_number(qtbot, dialog, "columns", "2")
    type_number(qtbot, dialog, "dpi", "150")
    drawn(qtbot, dialog, lambda made: made.many == 2 and made.style.dpi == 150)
    assert f"⚠ Sin barra de escala donde no se conoce el tamaño de píxel: {NO_SIZE}" in dialog._told.text()
    press(qtbot, dialog, "figures.next")
    drawn(qtbot, dialog, lambda made: made.at == 1)
    press(qtbot, dialog, "figures.back")
    drawn(qtbot, dialog, lambda made: made.at == 0)
    out = dialog.out
    assert save(qtbot, window, dialog).outcome is Outcome.DONE
    words = ["--rows", "1", "--columns", "2", "--width", "85", "--dpi", "150", "--language", "es", "--quiet"]
    assert main(["figures", str(vendor), "--out", str(tmp_path / "cli"), *words]) == 0
    for file in (tmp_path / "cli").iterdir():
        assert (out / file.name).read_bytes() == file.read_bytes(), file.name
    again = opened(qtbot, window)
    assert again.form.chosen("layout") == "plate" and again.form.numbers["columns"].value() == 2
    qtbot.mouseClick(again.buttons.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton)


def test_synthetic_ones_carry_their_mark_and_a_copy_is_as_large_as_the_figure(
    make_window, qtbot, samples, folder_of
):
    folder = folder_of(samples, ["fibras_malla.tif"])
    window = make_window(folder)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "scale", "none")
    drawn(qtbot, dialog, lambda made: made.style.scale == "none")
    QGuiApplication.clipboard().clear()
    press(qtbot, dialog, "figures.copy")
    until(qtbot, lambda: not QGuiApplication.clipboard().image().isNull())
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (dialog.shown.width, dialog.shown.height)
    orange = sum(
        image.pixelColor(x, y).getRgb()[:3] == (0xD5, 0x5E, 0)
        for x in range(image.width())
        for y in range(60)
    )
    assert orange > 200
    dialog.close()


def test_xpl_beside_ppl_and_a_picture_beside_each(make_window, qtbot, data, folder_of):
    names = [f"{field}_{light}.jpg" for field in ("10a", "11a") for light in ("ppl", "xpl")]
    folder = folder_of(data / "thin-section" / "sandstone", names)
    window = make_window(folder)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "pair", "faces")
    drawn(qtbot, dialog, lambda made: len(made.figure.sources) == 2)
    assert [one.item.path for one in dialog.shown.figure.sources] == names[:2]
    assert dialog.shown.figure.name == "10a.png"
    box = widget_of(dialog, QComboBox, "figures.pair")
    box.setCurrentIndex(box.findData("file"))
    box.activated.emit(box.currentIndex())
    until(qtbot, lambda: bool(dialog.findChildren(QFileDialog)))
    asked = dialog.findChildren(QFileDialog)[-1]
    asked.fileSelected.emit(str(folder / names[3]))
    asked.close()
    drawn(qtbot, dialog, lambda made: made.figure.sources[-1].item.path.endswith(names[3]))
    assert dialog.shown.figure.name == "10a_ppl-11a_xpl.png"
    choose(qtbot, dialog, "layout", "plate")
    assert dialog.form.numbers["columns"].value() == 4  # of 3, which would part a pair
    press(qtbot, dialog, "figures.common_scale", QCheckBox)
    press(qtbot, dialog, "figures.keep_bar", QCheckBox)
    # The pictures of this sandstone say nothing of their pixels.
    until(qtbot, lambda: "no se conoce el de 10a_ppl.jpg" in dialog.preview.said)
    assert dialog.look().keep_bar
    dialog.close()


def test_phases_that_were_never_made_are_asked_for_and_nothing_can_be_saved(make_window, qtbot, vendor):
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    choose(qtbot, dialog, "pair", "phases")
    until(qtbot, lambda: "hágalas antes en Fases" in dialog.preview.said)
    assert not dialog.buttons.button(SAVE).isEnabled()
    dialog.close()


def test_a_folder_within_the_pictures_is_refused_and_said(make_window, qtbot, vendor):
    window = make_window(vendor / ZEISS)
    dialog = opened(qtbot, window)
    press(qtbot, dialog, "figures.out")
    until(qtbot, lambda: bool(dialog.findChildren(QFileDialog)))
    asked = dialog.findChildren(QFileDialog)[-1]
    asked.fileSelected.emit(str(vendor / "mis figuras"))
    asked.close()
    said = []
    window.session.noticed.connect(lambda sentence, kind: said.append((str(sentence), kind)))
    assert save(qtbot, window, dialog).outcome is Outcome.FAILED
    assert said and said[0][1] == "error" and "elija una carpeta al lado" in said[0][0]
    assert not (vendor / "mis figuras").exists()


def test_the_contrast_of_the_window_is_that_of_the_figure(make_window, qtbot, vendor):
    window = make_window(vendor / ZEISS)
    window.stage.contrast.set_manual(40.0, 120.0, window.session.document, 0)
    dialog = opened(qtbot, window)
    assert dialog.shown.style.contrast == (40.0, 120.0)
    choose(qtbot, dialog, "contrast", "raw")
    drawn(qtbot, dialog, lambda made: made.style.contrast == "raw")
    dialog.close()
    assert isinstance(dialog, FigureDialog) and widget_of(dialog, QPushButton, "figures.copy").isEnabled()
