"""The list of samples: what is shown, chosen, filtered and searched, by mouse and key."""

import os
import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QToolButton

from geodesk.desktop.samples.delegate import SMALL
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.model import describe
from geodesk.desktop.samples.names import fitting
from geodesk.desktop.samples.panel import SampleList, SearchField
from geodesk.desktop.samples.view import shared
from geodesk.language import Sentence
from tests.ui.conftest import open_, widget_of
from tests.ui.samples.conftest import click


def list_of(window) -> SampleList:
    return widget_of(window, SampleList, "samples.list")


def thumbnail_of(window, row):
    sample = window.session.visible[row]
    return shared(window.session).thumbnails.get(sample.pictures[0], SMALL)


def ids(window):
    return [sample.id for sample in window.session.visible]


def choose(qtbot, window, name, row):
    """Choose an entry of a combo box by its keys."""
    combo = widget_of(window, QComboBox, f"samples.{name}")
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    combo.showPopup()
    view = combo.view()
    view.setCurrentIndex(combo.model().index(row, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert combo.currentIndex() == row


def test_thumbnails_arrive_and_are_painted(make_window, data, qtbot, calm):
    window = make_window()
    with calm():
        open_(qtbot, window, data / "sem" / "fibres")
        qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 3), QImage))
    view = list_of(window)
    place = view.visualRect(view.model().index(3, 0))
    shown = window.grab().toImage()
    corner = view.viewport().mapTo(window, place.topLeft())
    seen = {shown.pixel(corner.x() + 10 + n, corner.y() + place.height() // 2) for n in range(34)}
    assert len(seen) > 8, "no picture in the row"


def painted_names(window):
    """The pixels of the first line of each row, right of the thumbnail."""
    view = list_of(window)
    shown = view.viewport().grab().toImage()
    found = []
    for row in range(view.model().rowCount()):
        place = view.visualRect(view.model().index(row, 0))
        line = shown.copy(place.left() + 50, place.top() + 2, place.width() - 50, place.height() // 2 - 2)
        found.append(bytes(line.constBits()))
    return found


def pictures_called(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((16, 16), 90, np.uint8)).save(folder / name)


def test_long_names_that_differ_in_the_middle_are_told_apart(make_window, tmp_path, qtbot):
    names = [f"Muestra A corte {n} del testigo (2,25 µm por píxel).tif" for n in (1, 2, 9, 10, 11)]
    pictures_called(tmp_path, *names)
    window = make_window()
    open_(qtbot, window, tmp_path)
    window.session.select([])
    assert len(set(painted_names(window))) == len(names)


def test_equal_names_of_two_folders_are_told_apart_with_labels_too(make_window, tmp_path, qtbot):
    pictures_called(tmp_path, *(f"Muestra {part}/foto.tif" for part in "ABC"))
    window = make_window()
    open_(qtbot, window, tmp_path)
    window.desk.set_label(window.session.listed, "cuarzo")
    qtbot.waitUntil(lambda: len(window.session.labels) == 3)
    window.session.select([])
    assert len(set(painted_names(window))) == 3


@pytest.mark.parametrize("room", [60, 120, 180, 400])
def test_what_tells_a_name_from_its_neighbours_stays_in_sight(make_window, room):
    metrics = make_window().fontMetrics()
    names = [f"Muestra A corte {n} del testigo (2,25 µm por píxel).tif" for n in (9, 10, 11)]
    shown = [fitting(name, names, metrics, room) for name in names]
    assert len(set(shown)) == 3
    assert all(metrics.horizontalAdvance(text) <= room for text in shown)
    assert "10" in shown[1]
    assert shown == names or all("…" in text for text in shown)


def test_a_click_shows_the_sample_and_the_list_follows_the_keys(marked_window, qtbot):
    window, view = marked_window, list_of(marked_window)
    click(qtbot, view, 4)
    assert window.session.current is window.session.visible[4]
    assert window.session.selected == [window.session.visible[4]]
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert window.session.position == 5
    assert view.currentIndex().row() == 5
    assert view.selectionModel().isRowSelected(5)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert window.session.position == 4


def test_extended_selection_goes_to_the_session_and_back(marked_window, qtbot):
    window, view = marked_window, list_of(marked_window)
    session = window.session
    click(qtbot, view, 1)
    click(qtbot, view, 3, Qt.KeyboardModifier.ShiftModifier)
    click(qtbot, view, 6, Qt.KeyboardModifier.ControlModifier)
    assert session.selected == [session.visible[row] for row in (1, 2, 3, 6)]
    assert "4 seleccionadas" in widget_of(window, QLabel, "samples.count").text()
    qtbot.keySequence(window, QKeySequence("Ctrl+A"))
    assert session.selected == session.visible
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert session.selected == [session.current]
    session.select([session.visible[0], session.visible[5]])
    assert [i.row() for i in sorted(view.selectionModel().selectedRows())] == [0, 5]


def test_a_filter_chosen_before_the_labels_are_read_is_that_of_the_labels(make_window, marked, qtbot):
    window = make_window()
    session = window.session
    # The first sample comes into view, and the labels are only then read.
    session.current_changed.connect(lambda: session.listing.choose(show="labelled"))
    open_(qtbot, window, marked)
    qtbot.waitUntil(lambda: len(session.visible) == 3)
    assert {sample.id for sample in session.visible} == {sample.id for sample in session.listed[:3]}


def test_counts_stand_in_the_filter(marked_window):
    combo = widget_of(marked_window, QComboBox, "samples.filter")
    assert [combo.itemText(row) for row in range(combo.count())] == [
        "Todas (12)",
        "Sin etiqueta (9)",
        "Con etiqueta (3)",
        "Sugerencia dudosa (7)",
        "Etiqueta y modelo difieren (2)",
        "Con errores (1)",
        "Etiquetas distintas (0)",
        "Personas en desacuerdo (0)",
    ]


@pytest.mark.parametrize(("row", "rows"), [(1, range(3, 12)), (2, range(3)), (4, [1, 2]), (5, [11]), (6, [])])
def test_filters(marked_window, qtbot, row, rows):
    every = ids(marked_window)
    choose(qtbot, marked_window, "filter", row)
    assert ids(marked_window) == [every[n] for n in rows]
    choose(qtbot, marked_window, "filter", 0)
    assert ids(marked_window) == every


def test_the_unsure_have_a_limit(marked_window, qtbot):
    window = marked_window
    limit = widget_of(window, QSpinBox, "samples.below")
    assert not limit.isVisible()
    choose(qtbot, window, "filter", 3)
    assert limit.isVisible() and len(window.session.visible) == 7
    limit.setFocus()
    limit.selectAll()
    qtbot.keyClicks(limit, "57")
    qtbot.keyClick(limit, Qt.Key.Key_Return)
    assert len(window.session.visible) == 2
    assert window.focusWidget() is list_of(window)


def test_after_another_order_the_current_sample_is_marked_and_in_sight(make_window, data, qtbot):
    window = make_window(data / "sem" / "fibres")
    session, view = window.session, list_of(window)
    session.show(session.visible[-1])
    session.select([session.visible[-1]])
    last = session.current
    view.verticalScrollBar().setValue(0)
    session.listing.queue([last.id])
    session.listing.choose(order="queue")
    assert session.visible[0] is last and session.selected == [last]
    assert [at.row() for at in view.selectionModel().selectedIndexes()] == [0]
    session.listing.choose(order="path")
    row = len(session.visible) - 1
    assert [at.row() for at in view.selectionModel().selectedIndexes()] == [row]
    assert view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)).center())


def test_orders(marked_window, qtbot):
    every = ids(marked_window)
    choose(qtbot, marked_window, "order", 1)
    written = [max(one.mtime_ns for one in sample.pictures) for sample in marked_window.session.visible]
    assert written == sorted(written, reverse=True) and ids(marked_window) != every
    choose(qtbot, marked_window, "order", 2)
    assert ids(marked_window)[:2] == [every[3], every[4]] and ids(marked_window)[-1] == every[11]
    choose(qtbot, marked_window, "order", 3)
    assert ids(marked_window)[0] == every[0]
    choose(qtbot, marked_window, "order", 4)
    assert ids(marked_window)[:3] == [every[1], every[0], every[2]]
    choose(qtbot, marked_window, "order", 0)
    assert ids(marked_window) == every


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("filter_unlabelled", 9),
        ("filter_labelled", 3),
        ("filter_unsure", 7),
        ("filter_disagree", 2),
        ("filter_errors", 1),
        ("filter_all", 12),
    ],
)
def test_every_filter_is_a_command(marked_window, key, count):
    action = marked_window.action(f"samples.{key}")
    action.trigger()
    assert len(marked_window.session.visible) == count
    assert action.isChecked()
    assert f"({count})" in widget_of(marked_window, QComboBox, "samples.filter").currentText()


@pytest.mark.parametrize(("key", "row"), [("uncertain", 3), ("sure", 0), ("label", 1), ("path", 0)])
def test_every_order_is_a_command(marked_window, key, row):
    every = ids(marked_window)
    marked_window.action(f"samples.order_{key}").trigger()
    assert ids(marked_window)[0] == every[row]
    assert marked_window.action(f"samples.order_{key}").isChecked()


def test_search_by_key(marked_window, qtbot):
    window = marked_window
    wanted = window.session.visible[7].id
    qtbot.keySequence(window, QKeySequence("Ctrl+F"))
    field = widget_of(window, SearchField, "samples.search")
    assert window.focusWidget() is field
    qtbot.keyClicks(field, wanted.upper())
    assert ids(window) == [wanted]
    assert widget_of(window, QLabel, "samples.count").text() == "1 de 12 muestras"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.focusWidget() is list_of(window)
    qtbot.keySequence(window, QKeySequence("Ctrl+F"))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "" and len(ids(window)) == 12
    qtbot.keySequence(window, QKeySequence("Ctrl+F"))
    qtbot.keyClicks(field, "no hay tal cosa")
    assert ids(window) == []
    assert list_of(window).accessibleDescription() == "Ninguna muestra cumple el filtro"


def test_search_opens_a_hidden_panel(marked_window, qtbot):
    window = marked_window
    window.toggle_panel("samples")
    assert not list_of(window).isVisible()
    qtbot.keySequence(window, QKeySequence("Ctrl+F"))
    assert list_of(window).isVisible()
    assert window.focusWidget() is widget_of(window, SearchField, "samples.search")


def test_a_labelled_sample_stays_until_the_filter_is_applied_again(marked_window, qtbot, give):
    window = marked_window
    update = widget_of(window, QToolButton, "samples.apply")
    qtbot.keySequence(window, QKeySequence("Ctrl+U"))
    every = ids(window)
    assert len(every) == 9 and not update.isVisible()
    window.session.show(window.session.visible[2])
    give(window, [2, 3], "YES")
    qtbot.waitUntil(update.isVisible)
    assert ids(window) == every, "the list must not jump"
    assert update.text() == "Actualizar filtro (2)"
    assert widget_of(window, QComboBox, "samples.filter").currentText() == "Sin etiqueta (7)"
    give(window, [3], None)
    qtbot.waitUntil(lambda: update.text() == "Actualizar filtro (1)")
    qtbot.mouseClick(update, Qt.MouseButton.LeftButton)
    assert ids(window) == every[:2] + every[3:]
    assert not update.isVisible()


def test_shift_f5_applies_the_filter_again(marked_window, qtbot, give):
    window = marked_window
    window.action("samples.order_label").trigger()
    give(window, [11], "AAA")
    update = widget_of(window, QToolButton, "samples.apply")
    qtbot.waitUntil(update.isVisible)
    assert update.text() == "Ordenar de nuevo"
    last = ids(window)[11]
    qtbot.keySequence(window, QKeySequence("Shift+F5"))
    assert ids(window)[0] == last


def test_chips_count_the_labels_and_list_one(marked_window, qtbot, give):
    window = marked_window
    chip = widget_of(window, QToolButton, "samples.label.YES")
    name = look_of(window.session, "YES").name
    assert chip.text() == f"{name} 2"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert len(window.session.visible) == 2 and chip.isChecked()
    assert widget_of(window, QComboBox, "samples.filter").currentText() == f"Etiqueta: {name} (2)"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert len(window.session.visible) == 12
    give(window, [4, 5, 6], "YES")
    qtbot.waitUntil(lambda: widget_of(window, QToolButton, "samples.label.YES").text() == f"{name} 5")
    give(window, [1], None)
    qtbot.waitUntil(lambda: window.findChild(QToolButton, "samples.label.NO") is None)


def test_the_filter_survives_reading_the_folder_again(marked_window, qtbot, give):
    window = marked_window
    qtbot.keySequence(window, QKeySequence("Ctrl+U"))
    give(window, [0], "NO")
    old = window.session.collection
    qtbot.keyClick(list_of(window), Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.session.collection is not old and len(window.session.visible) == 8)


def test_another_folder_starts_without_filter(marked_window, qtbot, data):
    qtbot.keySequence(marked_window, QKeySequence("Ctrl+U"))
    open_(qtbot, marked_window, data / "microstructures")
    assert marked_window.session.visible == marked_window.session.listed
    assert widget_of(marked_window, QComboBox, "samples.filter").currentIndex() == 0


def test_selected_samples_that_are_filtered_out_are_let_go(marked_window, qtbot):
    session = marked_window.session
    session.select(session.visible)
    marked_window.action("samples.filter_disagree").trigger()
    assert session.selected == session.visible and len(session.selected) == 2


def test_keys_of_the_window_are_not_swallowed(marked_window, qtbot):
    view = list_of(marked_window)
    view.setFocus()
    current = view.currentIndex().row()
    for key in (Qt.Key.Key_1, Qt.Key.Key_9, Qt.Key.Key_0, Qt.Key.Key_F, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert view.currentIndex().row() == current
    qtbot.keyClick(view, Qt.Key.Key_G)
    assert marked_window.action("view.grid").isChecked()


def test_pairs_and_series_are_one_row_each(make_window, data):
    window = make_window(data / "thin-section" / "grains")
    pairs = [s for s in window.session.visible if s.kind == "pair"]
    assert len(pairs) > 100
    assert describe(window.session, pairs[0])[0] == "Par PPL/XPL"
    index = list_of(window).model().index(window.session.visible.index(pairs[0]), 0)
    assert "Par PPL/XPL" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_series(make_window, data):
    from geodesk.collection import FIELD_IMAGE, Collection, group

    folder = data / "thin-section" / "alteration" / "Sericitization"
    pictures = Collection.open(folder).pictures()
    series = [s for s in group(pictures, [FIELD_IMAGE]) if s.kind == "series"]
    window = make_window(folder)
    window.session.set_visible(series)
    assert f"Serie de rotación de {len(series[0].pictures)} imágenes" in describe(window.session, series[0])
    assert not window.grab().isNull()


def test_broken_files_have_a_tile_that_says_so(make_window, folder_of, data, qtbot):
    folder = folder_of(data / "microstructures", ["ceramics_256.png"])
    (folder / "aa.png").write_text("no picture")
    (folder / "bb.tif").write_bytes(b"II*\0")
    (folder / "cc.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    window = make_window()
    window.session.open(folder)
    qtbot.waitUntil(lambda: len(window.session.visible) == 4)
    qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 3), QImage))
    for row in range(3):
        qtbot.waitUntil(lambda row=row: isinstance(thumbnail_of(window, row), Sentence))
    assert not window.grab().isNull()


def test_a_picture_that_changed_gets_a_new_thumbnail(make_window, tmp_path, qtbot):
    folder = tmp_path / "one"
    folder.mkdir()
    Image.new("L", (90, 60), 10).save(folder / "a.png")
    window = make_window(folder)
    qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 0), QImage))
    Image.new("L", (90, 60), 240).save(folder / "a.png")
    os.utime(folder / "a.png", ns=(5, 5))
    old = window.session.collection
    window.session.reload()
    qtbot.waitUntil(lambda: window.session.collection is not old)
    qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 0), QImage))
    assert thumbnail_of(window, 0).pixelColor(5, 5).red() == 240


def test_faults_of_a_folder_are_told_and_how_many_more_there_are(make_window, data, folder_of, qtbot):
    source = data / "sem" / "fibres" / "Defective"
    folder = folder_of(source, [sorted(file.name for file in source.iterdir())[0]])
    for name in "abcd":
        (folder / f"{name}.png").symlink_to(folder / "nowhere" / f"{name}.png")
    window = make_window(folder)
    said = [str(toast.sentence) for toast in window.notices.toasts()]
    assert len({one[0] for one in said[:2]} & set("abcd")) == 2
    assert said[2:] == ["Y 2 más como estos en la carpeta."]


def test_empty_and_read_only_folders(make_window, tmp_path, folder_of, data, qtbot):
    empty = tmp_path / "empty"
    empty.mkdir()
    window = make_window()
    view = list_of(window)
    assert view.accessibleDescription() == "No hay ninguna carpeta abierta"
    open_(qtbot, window, empty)
    assert view.accessibleDescription() == "La carpeta no contiene imágenes que GeoDesk lea"
    assert widget_of(window, QLabel, "samples.count").text() == "0 muestras"
    locked = folder_of(data / "microstructures", ["ceramics_256.png"], to="locked")
    locked.chmod(0o555)
    try:
        open_(qtbot, window, locked)
        qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 0), QImage))
        assert sorted(file.name for file in locked.iterdir()) == ["ceramics_256.png"]
    finally:
        locked.chmod(0o755)


def test_both_languages_live(marked_window, qtbot):
    window = marked_window
    window.settings.set(language="en")
    window.apply_language()
    qtbot.wait(10)
    assert widget_of(window, QComboBox, "samples.filter").itemText(1) == "Without a label (9)"
    assert widget_of(window, QComboBox, "samples.order").currentText() == "By file"
    assert widget_of(window, QLabel, "samples.count").text() == "12 samples"
    assert widget_of(window, SearchField, "samples.search").placeholderText() == "Search by name (Ctrl+F)"
    assert list_of(window).accessibleName() == "Samples"
    window.settings.set(language="es")
    window.apply_language()
    qtbot.wait(10)
    assert widget_of(window, QComboBox, "samples.order").currentText() == "Por archivo"
    assert list_of(window).accessibleName() == "Muestras"


@pytest.fixture
def thousands(tmp_path):
    """10,000 small pictures: 100 different files under many names."""
    folder = tmp_path / "many"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for n in range(100):
        Image.fromarray(rng.integers(0, 256, (48, 64), dtype=np.uint8)).save(folder / f"campo_{n:05d}.jpg")
    for n in range(100, 10_000):
        os.link(folder / f"campo_{n % 100:05d}.jpg", folder / f"campo_{n:05d}.jpg")
    return folder


def test_ten_thousand_pictures_stay_calm(make_window, thousands, qtbot, calm):
    window = make_window()
    view = list_of(window)
    thumbnails = shared(window.session).thumbnails
    thumbnails._limit = 200 * 64 * 48 * 4
    with calm():
        open_(qtbot, window, thousands)
        assert len(window.session.visible) == 10_000
        qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 5), QImage))
        bar = view.verticalScrollBar()
        for n in range(1, 40):
            bar.setValue(bar.maximum() * n // 40)
            qtbot.wait(5)
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda: isinstance(thumbnail_of(window, 9_998), QImage))
        assert thumbnails.bytes <= 200 * 64 * 48 * 4
        assert len(thumbnails._kept) < 2_000, "pictures that were only passed by have been decoded"
        window.action("samples.select_all").trigger()
        window.action("samples.clear_selection").trigger()
        window.session.listing.choose(text="9 99")
        window.session.listing.choose(text="")


def test_synthetic_pictures_carry_a_tag_and_recorded_ones_none(qtbot, make_window, samples, data, folder_of):
    folder = folder_of(samples, ["discos_binarios.tif"])
    shutil.copy(next((data / "sem" / "fibres" / "Defective").iterdir()), folder / "a_recorded.jpg")
    window = make_window(folder)
    view, thumbnails = list_of(window), shared(window.session).thumbnails
    pictures = [sample.pictures[0] for sample in window.session.visible]
    assert [picture.path for picture in pictures] == ["a_recorded.jpg", "discos_binarios.tif"]
    qtbot.waitUntil(lambda: all(isinstance(thumbnails.get(one, SMALL), QImage) for one in pictures))
    assert [thumbnails.get(one, SMALL).text("synthetic") for one in pictures] == ["", "yes"]
    shown = view.viewport().grab().toImage()
    for row, tagged in ((0, False), (1, True)):
        box = view.visualRect(view.model().index(row, 0))
        places = ((x, y) for x in range(box.left(), box.left() + 60) for y in range(box.top(), box.bottom()))
        assert any(shown.pixelColor(*place).name() == "#d55e00" for place in places) is tagged
