"""Agreement as a table: who labelled how many, each two people's kappa, and their confusion matrix."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)
from shiboken6 import isValid

from geodesk.desktop.agreement.words import alike_text, interval_text, kappa_text, why_text
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import look_of, mark_icon
from geodesk.desktop.translation import number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.agreement import Agreement

_Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AgreementTable(QDialog):
    """The agreement of the open folder, worked out when it is opened."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("agreement.dialog")
        self.setWindowTitle(self.tr("Agreement between people"))
        self._window = window
        self._found: Agreement | None = None
        self.people, self.pairs, self.matrix = (_table(name) for name in ("people", "pairs", "matrix"))
        self.people.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.matrix.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.all = WrappedLabel()
        self.all.setObjectName("agreement.all")
        self._rows = QLabel()
        self._rows.setWordWrap(True)
        self._note = WrappedLabel()
        self._note.setProperty("role", "hint")
        self._note.setText(
            self.tr(
                "Kappa: agreement beyond chance, 1 at most, 0 by chance alone; with its 95 % interval. A pair"
                " or series of pictures counts once; “unsure” takes no side."
            )
        )
        self.buttons = QDialogButtonBox()
        self.save = QPushButton(self.tr("Save CSV…"))
        self.save.setObjectName("agreement.save")
        self.see = QPushButton(self.tr("See disagreements"))
        self.see.setObjectName("agreement.see")
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setObjectName("agreement.close")
        for button in (self.save, self.see):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setAutoDefault(False)
        self.buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        for part in (self.people, self.all, self.pairs, self._rows, self.matrix, self._note, self.buttons):
            layout.addWidget(part)
        layout.insertStretch(layout.indexOf(self._note), 1)
        self.resize(720, 560)
        self.pairs.currentCellChanged.connect(self._show_matrix)
        self.save.clicked.connect(self._save)
        self.see.clicked.connect(self._see)
        self.buttons.rejected.connect(self.reject)
        window.session.collection_changed.connect(self.reject)  # the numbers are of another folder
        self._show(None)
        self._read()

    def _read(self) -> None:
        session, collection = self._window.session, self._window.session.collection
        if collection is None:
            return

        def work() -> "Agreement":
            from geodesk.jobs.agreement import agreement_of

            return agreement_of(collection)

        def done(found: "Agreement") -> None:
            if isValid(self):  # it may have been closed meanwhile
                self._show(found)

        session.writer.run(work, done, channel="agreement.table")

    def _show(self, found: "Agreement | None") -> None:
        self._found = found
        several = found is not None and len(found.annotators) > 1
        for part in (self.pairs, self._rows, self.matrix):
            part.setVisible(several)
        self.save.setEnabled(several)
        self.see.setEnabled(found is not None and found.disputed > 0)
        if found is None:
            self.all.setText(self.tr("Comparing…"))
            return
        people = [
            [one.name, number(one.labelled), number(one.unsure), number(one.accepted)]
            for one in found.annotators
        ]
        columns = (self.tr("Person"), self.tr("Labelled"), self.tr("Unsure"), self.tr("As suggested"))
        _fill(self.people, columns, people)
        self.all.setText(self._all(found))
        if not several:
            return
        pairs = [
            [
                f"{pair.first} – {pair.second}",
                number(pair.kappa.samples),
                alike_text(pair.kappa),
                kappa_text(pair.kappa),
                interval_text(pair.kappa),
            ]
            for pair in found.pairs
        ]
        columns_ = (self.tr("Two people"), self.tr("Samples"), self.tr("Alike"), self.tr("Cohen's kappa"))
        _fill(self.pairs, (*columns_, self.tr("95 % interval")), pairs)
        for row, pair in enumerate(found.pairs):
            for column in (3, 4):
                _item(self.pairs, row, column).setToolTip(why_text(pair.kappa))
        self.pairs.setCurrentCell(0, 0)

    def _all(self, found: "Agreement") -> str:
        if not found.annotators:
            return self.tr(
                "Nobody has labelled here yet. In Label, give classes with the keys 1-9; “Bring in…” takes in"
                " the labels of another person."
            )
        if len(found.annotators) < 2:
            return self.tr(
                "Only one person has labelled here. “Bring in…” in Label takes in the labels of another; or"
                " copy their files labels-….jsonl into the folder .geodesk."
            )
        kappa = found.kappa
        if kappa.value is None:
            words = why_text(kappa)
        else:
            words = self.tr("Fleiss' kappa of all: {kappa} ({interval}), {n} samples.").format(
                kappa=kappa_text(kappa), interval=interval_text(kappa), n=number(kappa.samples)
            )
            if kappa.low is None:
                words = self.tr("Fleiss' kappa of all: {kappa}, {n} samples.").format(
                    kappa=kappa_text(kappa), n=number(kappa.samples)
                )
                words += f" {why_text(kappa)}"
        counts = self.tr("In dispute: {n}. Settled: {k}.")
        return f"{words} {counts.format(n=number(found.disputed), k=number(found.settled))}"

    def _show_matrix(self, row: int) -> None:
        if self._found is None or not 0 <= row < len(self._found.pairs):
            return
        pair, session = self._found.pairs[row], self._window.session
        looks = [look_of(session, label) for label in self._found.classes]
        words = [self.tr("Rows: {first}; columns: {second}.").format(first=pair.first, second=pair.second)]
        if why := why_text(pair.kappa):
            words.append(why)
        self._rows.setText(" ".join(words))
        _fill(
            self.matrix,
            ["", *(look.name for look in looks)],
            [
                [looks[at].name, *(number(int(n)) if n else "·" for n in counts)]
                for at, counts in enumerate(pair.table)
            ],
        )
        ratio = self.devicePixelRatioF()
        for at, look in enumerate(looks):
            icon, cell = mark_icon(look, 11, ratio), _item(self.matrix, at, at + 1)
            _item(self.matrix, at, 0).setIcon(icon)
            if (head := self.matrix.horizontalHeaderItem(at + 1)) is not None:
                head.setIcon(icon)
            font = cell.font()
            font.setBold(True)
            cell.setFont(font)

    def _see(self) -> None:
        self.accept()
        if not self._window.agreement.resolving:
            self._window.action("labels.disagreements").trigger()

    def _save(self) -> None:
        collection = self._window.session.collection
        if collection is None:
            return
        dialog = QFileDialog(
            self, self.tr("Save the agreement as CSV"), self._window.settings.values.last_folder
        )
        dialog.setObjectName("agreement.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV (*.csv)"])
        dialog.setDefaultSuffix("csv")
        name = os.path.basename(os.path.abspath(collection.folder))
        dialog.selectFile(f"{name}-agreement.csv")
        dialog.fileSelected.connect(lambda chosen: self._save_to(Path(chosen)))
        dialog.open()

    def _save_to(self, file: Path) -> None:
        found, session = self._found, self._window.session
        if found is None:
            return

        def work() -> int:
            from geodesk.jobs.agreement import write_agreement

            return write_agreement(found, file)

        def done(rows: int) -> None:
            session.notice(Sentence(en=f"{file.name}: rows {rows}.", es=f"{file.name}: filas {rows}."))

        session.saver.run(work, done)


def _table(name: str) -> QTableWidget:
    table = QTableWidget()
    table.setObjectName(f"agreement.{name}")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
    table.setAlternatingRowColors(True)
    return table


def _item(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def _fill(table: QTableWidget, columns: "tuple[str, ...] | list[str]", rows: list[list[str]]) -> None:
    table.clear()
    table.setColumnCount(len(columns))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(columns))
    for at, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(_Right)
            table.setItem(at, column, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.resizeRowsToContents()
    # As high as its rows, up to eight; with more it scrolls.
    rows_high = sum(table.rowHeight(row) for row in range(min(len(rows), 8)))
    table.setFixedHeight(header.sizeHint().height() + rows_high + 2 * table.frameWidth() + 2)
