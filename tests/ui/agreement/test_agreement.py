"""Several annotators in the window: disagreements by keys, labels of others, kappas, pictures that moved."""

import csv
import shutil

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QToolButton,
)

from geodesk.cli import main
from geodesk.collection import Collection, LabelClass
from geodesk.desktop.agreement.lost import LostPictures
from geodesk.desktop.agreement.table import AgreementTable
from tests.ui.conftest import widget_of
from tests.ui.labelling.conftest import on_disk, press, settled

LEFT = Qt.MouseButton.LeftButton
WORDS = {"Y": "YES", "N": "NO", "M": "MAYBE"}


@pytest.fixture
def labelled(fibres):
    """A folder of fibre pictures and what each person says of the first of them, a letter a picture."""

    def make(count=6, **people):
        folder = fibres(count)
        Collection.open(folder).set_classes([LabelClass("YES"), LabelClass("NO"), LabelClass("MAYBE")])
        say(folder, **people)
        return folder

    return make


def say(folder, **people):
    for name, letters in people.items():
        collection = Collection.open(folder, annotator=name, machine="otro")
        pictures = collection.pictures()
        for picture, letter in zip(pictures, letters, strict=False):
            if letter in WORDS:
                collection.labels.set(picture, WORDS[letter])
        collection.index.close()


def click(qtbot, top, kind, name):
    widget = widget_of(top, kind, name)
    if (panel := getattr(top, "panel_if_built", lambda key: None)("label")) is not None:
        panel.ensureWidgetVisible(widget)
    assert widget.isEnabled() and widget.isVisible(), name
    # A check box hears clicks on its mark and its text only.
    pos = QPoint(8, widget.height() // 2) if isinstance(widget, QCheckBox) else widget.rect().center()
    qtbot.mouseClick(widget, LEFT, pos=pos)


def dialog_of(qtbot, window, kind):
    until(qtbot, lambda: any(one.isVisible() for one in window.findChildren(kind)))
    return next(one for one in window.findChildren(kind) if one.isVisible())


def said(window, name):
    return widget_of(window, QLabel, name).text()


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=60_000)


def noticed(window):
    """The notices from now on."""
    heard = []
    window.session.noticed.connect(lambda sentence, kind: heard.append(str(sentence)))
    return heard


def compared(qtbot, window):
    settled(qtbot, window)
    until(qtbot, lambda: window.agreement.found is not None)
    settled(qtbot, window)
    qtbot.wait(60)


def names_of(window):
    return [sample.id for sample in window.session.visible]


def cells(table):
    rows, columns = range(table.rowCount()), range(table.columnCount())
    return [[table.item(row, column).text() for column in columns] for row in rows]


def opinions(folder, path):
    return {name: one.label for name, one in Collection.open(folder).labels.opinions(path).items()}


def test_disagreements_are_settled_by_keys_one_after_the_other(qtbot, labelled, label_mode):
    folder = labelled(ana="YYYN", ben="YNMN", carla="--M-")
    window = label_mode(folder)
    window.agreement.be("eva")
    compared(qtbot, window)
    names = sorted(sample.id for sample in window.session.samples)  # as letters are given
    button = widget_of(window, QToolButton, "agreement.disagreements")
    assert button.text() == "Ver desacuerdos (2)"
    click(qtbot, window, QToolButton, "agreement.disagreements")
    settled(qtbot, window)
    assert names_of(window) == [names[1], names[2]]  # all pairs differ, then two of three
    assert window.session.current.id == names[1]
    qtbot.waitUntil(lambda: button.text() == "Dejar de resolver")
    lines = widget_of(window, QLabel, "agreement.dispute_title").parent().lines
    assert lines.texts == ["YES · ana", "NO · ben"]
    click(qtbot, window, QCheckBox, "agreement.hide_names")
    assert sorted(text.split(" · ")[0] for text in lines.texts) == ["NO", "YES"]
    assert [text.split(" · ")[1] for text in lines.texts] == ["Persona A", "Persona B"]
    state = widget_of(window, QLabel, "labelling.state")
    qtbot.waitUntil(lambda: state.text() == "a mano")  # neither beside the label nor in its history
    click(qtbot, window, QToolButton, "labelling.history")
    settled(qtbot, window)
    told = said(window, "labelling.history_text")
    assert "a mano" in told and not [name for name in ("ana", "ben") if name in told]
    click(qtbot, window, QToolButton, "labelling.history")
    press(qtbot, window, "2")
    settled(qtbot, window)
    state = Collection.open(folder).labels.state_of(names[1])
    assert (state.label, state.annotator, state.how, state.disputed) == ("NO", "eva", "adjudicated", 0)
    assert opinions(folder, names[1]) == {"ana": "YES", "ben": "NO"}
    assert window.session.current.id == names[2]
    press(qtbot, window, "3")
    settled(qtbot, window)
    assert on_disk(folder)[names[2]] == "MAYBE"
    hint = "Resuelto como MAYBE por eva. «Dejar de resolver» vuelve a todas las muestras."
    assert said(window, "agreement.dispute_hint") == hint
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert Collection.open(folder).labels.state_of(names[2]).disputed == pytest.approx(2 / 3)
    press(qtbot, window, "1")
    settled(qtbot, window)
    click(qtbot, window, QToolButton, "agreement.disagreements")
    settled(qtbot, window)
    assert sorted(names_of(window)) == names and not window.agreement.resolving
    # A later label of another kind stands beside the decision and opens the dispute again.
    window.session.show(window.session.sample_of(names[1]))
    settled(qtbot, window)
    assert said(window, "agreement.dispute_title") == "Resuelto"
    assert said(window, "agreement.dispute_hint") == "Resuelto como NO por eva."
    heard = noticed(window)
    press(qtbot, window, "3")
    settled(qtbot, window)
    assert on_disk(folder)[names[1]] == "NO" and opinions(folder, names[1])["eva"] == "MAYBE"
    assert "eva resolvió esta muestra y eso queda" in heard[-1]
    until(qtbot, lambda: button.text() == "Ver desacuerdos (1)")


def test_only_my_labels_hides_what_others_said(qtbot, labelled, label_mode):
    folder = labelled(ana="YYY", yo="N")
    window = label_mode(folder)
    window.agreement.be("yo")
    compared(qtbot, window)
    names = sorted(sample.id for sample in window.session.samples)  # as letters are given
    until(qtbot, lambda: window.session.listing.count("labelled") == 3)
    click(qtbot, window, QCheckBox, "agreement.own")
    settled(qtbot, window)
    assert {path: state.label for path, state in window.session.labels.items()} == {names[0]: "NO"}
    assert "Kappa" not in said(window, "agreement.said")
    window.session.show(window.session.sample_of(names[1]))
    settled(qtbot, window)
    assert said(window, "labelling.label") == "Sin etiqueta"
    press(qtbot, window, "2")
    settled(qtbot, window)
    assert opinions(folder, names[1]) == {"ana": "YES", "yo": "NO"}
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert names[1] not in window.session.labels and opinions(folder, names[1]) == {"ana": "YES"}
    click(qtbot, window, QCheckBox, "agreement.own")
    settled(qtbot, window)
    listing = window.session.listing
    until(qtbot, lambda: (listing.count("labelled"), listing.count("disputed")) == (3, 1))


def test_a_log_that_is_copied_in_arrives_and_another_name_takes_over(qtbot, labelled, label_mode, tmp_path):
    folder = labelled(ana="YY")
    window = label_mode(folder)
    names = sorted(sample.id for sample in window.session.samples)  # as letters are given
    other = tmp_path / "otra"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".geodesk"))
    say(other, ben="NYN")
    heard = noticed(window)
    window.agreement._look.setInterval(50)
    shutil.copy(other / ".geodesk" / "labels-ben@otro.jsonl", folder / ".geodesk")
    until(qtbot, lambda: names[2] in window.session.labels)
    assert heard == ["Llegaron etiquetas: ben (3)."]
    until(qtbot, lambda: window.session.listing.count("disputed") == 1)
    line = widget_of(window, QLineEdit, "agreement.name_line")
    window.panel("label").ensureWidgetVisible(line)
    window.activateWindow()
    until(qtbot, window.isActiveWindow)
    qtbot.mouseClick(line, LEFT)
    until(qtbot, line.hasFocus)
    line.selectAll()
    qtbot.keyClicks(line, "carla 2")  # 2 is typed here and labels nothing
    assert line.text() == "carla 2"
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.settings.values.annotator == "carla 2"
    until(qtbot, lambda: window.session.collection.labels.annotator == "carla 2")
    settled(qtbot, window)
    window.session.show(window.session.sample_of(names[0]))
    settled(qtbot, window)
    press(qtbot, window, "3")
    settled(qtbot, window)
    assert opinions(folder, names[0]) == {"ana": "YES", "ben": "NO", "carla 2": "MAYBE"}
    assert widget_of(window, QComboBox, "agreement.name").currentText() == "carla 2"


def test_the_labels_of_another_folder_are_brought_in(qtbot, labelled, label_mode, tmp_path):
    folder = labelled(ana="YYN")
    other = tmp_path / "otra"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".geodesk"))
    say(other, ben="YNN")
    window = label_mode(folder)
    compare = widget_of(window, QLabel, "agreement.said")
    until(qtbot, lambda: compare.text().startswith("Aquí solo ha etiquetado ana."))
    click(qtbot, window, QToolButton, "agreement.merge")
    dialog = dialog_of(qtbot, window, QFileDialog)
    line = widget_of(dialog, QLineEdit, "fileNameEdit")
    line.setText(str(other))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    compared(qtbot, window)
    second = sorted(one.id for one in window.session.samples)[1]
    assert opinions(folder, second) == {"ana": "YES", "ben": "NO"}
    until(qtbot, lambda: compare.text().startswith("2 personas. Kappa 0,33 en 3 muestras"))


def test_what_came_is_told_by_whose_it_is_and_what_was_set_aside(qtbot, labelled, label_mode, tmp_path):
    folder = labelled(ana="Y")
    window = label_mode(folder)
    window.agreement.be("ana")
    settled(qtbot, window)
    names = sorted(sample.id for sample in window.session.samples)  # as letters are given
    other = tmp_path / "otra"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".geodesk"))
    shutil.copyfile(folder / names[5], other / names[1])  # there, another picture has this name
    shutil.copyfile(folder / names[4], other / "solo allí.png")
    say(other, ben="YNY---N", carla="N")
    heard = noticed(window)
    window.agreement._look.setInterval(50)
    # Carla's label comes with Ben's, and is older than Ana's on the same picture.
    for name in ("ben", "carla"):
        shutil.copy(other / ".geodesk" / f"labels-{name}@otro.jsonl", folder / ".geodesk")
    press(qtbot, window, "3")
    until(qtbot, lambda: len(" ".join(heard).split("sus imágenes")) > 1)
    told = " ".join(heard)
    assert sum(int(part[0]) for part in told.split("ben (")[1:]) == 4 and "carla (1)" in told
    assert f"el que tiene aquí el archivo ({names[1]})" in told and "(solo allí.png)" in told
    assert "ana (" not in told
    settled(qtbot, window)
    assert names[1] not in window.session.labels and window.session.labels[names[2]].label == "YES"
    until(qtbot, lambda: window.agreement.lost == 2)  # both are kept and can be reviewed


def test_a_folder_without_labels_says_so_and_what_to_do(qtbot, labelled, label_mode, tmp_path):
    folder = labelled(count=2)
    window = label_mode(folder)
    compare = widget_of(window, QLabel, "agreement.said")
    until(qtbot, lambda: compare.text().startswith("Aquí nadie ha etiquetado todavía. Ponga clases con"))
    click(qtbot, window, QToolButton, "agreement.table")
    dialog = dialog_of(qtbot, window, AgreementTable)
    until(qtbot, lambda: dialog.all.text().startswith("Aquí nadie ha etiquetado todavía. En Etiquetar,"))
    click(qtbot, dialog, QPushButton, "agreement.close")
    # A log whose labels are about other pictures is no labeller either.
    other = tmp_path / "otra"
    other.mkdir()
    shutil.copyfile(next(folder.glob("*.png")), other / "solo allí.png")
    say(other, ben="Y")
    window.agreement._look.setInterval(50)
    shutil.copy(other / ".geodesk" / "labels-ben@otro.jsonl", folder / ".geodesk")
    until(qtbot, lambda: compare.text().endswith("De ben no cuenta aquí ninguna etiqueta por ahora."))
    assert compare.text().startswith("Aquí nadie ha etiquetado todavía.")
    press(qtbot, window, "1")
    settled(qtbot, window)
    until(qtbot, lambda: compare.text().startswith("Aquí solo ha etiquetado una persona. «Reunir…»"))


def test_an_empty_folder_has_nothing_to_label(qtbot, label_mode, tmp_path):
    (tmp_path / "vacía").mkdir()
    window = label_mode(tmp_path / "vacía")
    compare = widget_of(window, QLabel, "agreement.said")
    until(qtbot, lambda: compare.text() == "Aquí no hay imágenes que etiquetar.")


def test_who_labelled_stays_the_author_of_what_another_gives_back(qtbot, labelled, label_mode):
    folder = labelled(count=2, ana="YN")
    first = min(path.name for path in folder.glob("*.png"))
    (folder / first).rename(folder / "a otra.png")
    window = label_mode(folder)
    window.agreement.be("Eva")
    settled(qtbot, window)
    until(qtbot, lambda: window.agreement.lost == 1)
    window.action("labels.lost").trigger()
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, dialog.go.isEnabled)
    click(qtbot, dialog, QPushButton, "agreement.lost_go")
    settled(qtbot, window)
    until(qtbot, lambda: "a otra.png" in window.session.labels)
    window.session.show(next(one for one in window.session.samples if one.id == "a otra.png"))
    until(qtbot, lambda: said(window, "labelling.state") == "a mano, ana · devuelta por Eva")
    click(qtbot, window, QToolButton, "labelling.history")
    until(qtbot, lambda: f"devuelta, era de {first} · Eva" in said(window, "labelling.history_text"))
    assert "YES · a mano · ana" in said(window, "labelling.history_text")
    assert opinions(folder, "a otra.png") == {"ana": "YES"}


def test_the_table_of_kappas_is_saved_as_the_command_line_writes_it(qtbot, labelled, label_mode, tmp_path):
    folder = labelled(ana="YYNNY-", ben="YNNNYY")
    window = label_mode(folder)
    compared(qtbot, window)
    click(qtbot, window, QToolButton, "agreement.table")
    dialog = dialog_of(qtbot, window, AgreementTable)
    until(qtbot, lambda: dialog.pairs.rowCount() == 1)
    assert cells(dialog.people) == [["ana", "5", "0", "0"], ["ben", "6", "0", "0"]]
    (pair,) = cells(dialog.pairs)
    assert pair[:4] == ["ana – ben", "5", "80\N{NARROW NO-BREAK SPACE}%", "0,62"]
    assert pair[4].endswith("a 1,00")
    assert cells(dialog.matrix) == [["YES", "2", "1"], ["NO", "·", "2"]]
    assert dialog.all.text().startswith("Kappa de Fleiss de todas las personas: 0,60")
    click(qtbot, dialog, QPushButton, "agreement.save")
    file = dialog_of(qtbot, dialog, QFileDialog)
    line = widget_of(file, QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path / "ventana.csv"))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    until(qtbot, (tmp_path / "ventana.csv").exists)
    main(["labels", "agreement", str(folder), "--out", str(tmp_path / "orden.csv")])
    assert (tmp_path / "ventana.csv").read_bytes() == (tmp_path / "orden.csv").read_bytes()
    with open(tmp_path / "orden.csv", encoding="utf-8", newline="") as stream:
        assert [row["measure"] for row in csv.DictReader(stream)] == ["cohen", "fleiss"]
    click(qtbot, dialog, QPushButton, "agreement.see")
    settled(qtbot, window)
    assert window.agreement.resolving and len(window.session.visible) == 1
    click(qtbot, window, QToolButton, "agreement.table")
    dialog = dialog_of(qtbot, window, AgreementTable)
    click(qtbot, dialog, QPushButton, "agreement.close")
    until(qtbot, lambda: not window.findChildren(AgreementTable))


def test_what_is_not_defined_is_said_in_words(qtbot, labelled, label_mode):
    folder = labelled(ana="YY-", ben="YY-")
    window = label_mode(folder)
    compared(qtbot, window)
    assert said(window, "agreement.said") == (
        "2 personas. Solo se usó una clase; el acuerdo no se puede distinguir del azar."
    )
    window.action("labels.agreement").trigger()
    dialog = dialog_of(qtbot, window, AgreementTable)
    until(qtbot, lambda: dialog.pairs.rowCount() == 1)
    assert cells(dialog.pairs)[0][3:] == ["–", "–"]
    assert "Solo se usó una clase" in dialog.all.text()


def swap(folder, one, other):
    (folder / one).rename(folder / "x")
    (folder / other).rename(folder / one)
    (folder / "x").rename(folder / other)


def test_lost_labels_are_reviewed_and_only_what_is_chosen_is_given_back(qtbot, labelled, label_mode):
    folder = labelled(ana="YNM-Y")
    names = sorted(path.name for path in folder.glob("*.png"))
    swap(folder, names[0], names[1])
    for copy in ("copia 1.png", "copia 2.png"):
        shutil.copyfile(folder / names[2], folder / copy)
    (folder / names[2]).unlink()
    window = label_mode(folder)
    until(qtbot, lambda: window.agreement.lost == 3)
    settled(qtbot, window)
    until(qtbot, lambda: {p for p, s in window.session.labels.items() if s.label} == {names[2], names[4]})
    until(
        qtbot,
        lambda: said(window, "labelling.lost_text") == "3 imágenes trabajadas no se encuentran o cambiaron.",
    )
    click(qtbot, window, QToolButton, "labelling.lost")
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, lambda: dialog.table.rowCount() == 3)
    choices = [dialog.choice_of(row) for row in range(3)]
    assert [one.currentText() for one in choices] == [names[1], names[0], "ninguna por ahora"]
    assert [choices[2].itemText(row) for row in range(3)] == [
        "ninguna por ahora",
        "copia 1.png",
        "copia 2.png",
    ]
    choices[2].setFocus()
    qtbot.keyClick(choices[2], Qt.Key.Key_Down)
    qtbot.keyClick(choices[2], Qt.Key.Key_Down)
    assert dialog.go.text() == "Devolver 3"
    click(qtbot, dialog, QPushButton, "agreement.lost_go")
    settled(qtbot, window)
    given = {path: label for path, label in on_disk(folder).items() if path != names[2]}
    assert given == {names[0]: "NO", names[1]: "YES", "copia 2.png": "MAYBE", names[4]: "YES"}
    assert opinions(folder, "copia 2.png") == {"ana": "MAYBE"}
    until(qtbot, lambda: window.agreement.lost == 0)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert set(on_disk(folder)) == {names[2], names[4]}
    window.action("labels.lost").trigger()
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, lambda: dialog.table.rowCount() == 3)
    click(qtbot, dialog, QPushButton, "agreement.lost_close")
    until(qtbot, lambda: not [one for one in window.findChildren(QDialog) if one.isVisible()])


def test_a_folder_in_order_says_so(qtbot, labelled, label_mode):
    window = label_mode(labelled(ana="YN"))
    window.action("labels.lost").trigger()
    dialog = dialog_of(qtbot, window, LostPictures)
    until(qtbot, lambda: dialog.said.text() == "Nada de lo guardado perdió su imagen.")
    assert (
        widget_of(dialog, QTableWidget, "agreement.lost_table").rowCount() == 0 and not dialog.go.isEnabled()
    )
