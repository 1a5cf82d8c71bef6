"""Pictures that are gone or became others, what was kept of them, and which they may be; you choose."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import look_of, mark_icon
from geodesk.desktop.translation import number, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Generator

    from geodesk.collection import Changes, Proposal
    from geodesk.desktop.jobs import Job
    from geodesk.desktop.window import Window
    from geodesk.jobs.progress import Progress

KIND = "relink"
_SHARES = (0.3, 0.24, 0.2)


class LostPictures(QDialog):
    """Searches for the pictures when it is opened; does not block the window, which shows the candidates."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("agreement.lost")
        self.setWindowTitle(self.tr("Work without its picture"))
        self._window = window
        self._found: list[Proposal] = []
        self.said = WrappedLabel()
        self.said.setObjectName("agreement.lost_said")
        self.table = QTableWidget(0, 4)
        self.table.setObjectName("agreement.lost_table")
        self.table.setAccessibleName(self.windowTitle())
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.setHorizontalHeaderLabels(
            [self.tr("Kept"), self.tr("Of the picture"), self.tr("Why"), self.tr("Give it to")]
        )
        self.buttons = QDialogButtonBox()
        self.go = QPushButton()
        self.go.setObjectName("agreement.lost_go")
        self.go.setAutoDefault(False)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.ActionRole)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setObjectName("agreement.lost_close")
        self.buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        for part in (self.said, self.table, self.buttons):
            layout.addWidget(part)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.resize(940, 420)
        self.go.clicked.connect(self._go)
        self.buttons.rejected.connect(self.reject)
        self.table.currentCellChanged.connect(self._row_chosen)
        window.session.collection_changed.connect(self.reject)  # what it lists is of another folder
        self._follow()
        self._search()

    # Searching

    def _search(self) -> None:
        session, collection = self._window.session, self._window.session.collection
        if collection is None:
            return
        self.said.setText(self.tr("Searching…"))

        def steps() -> "Generator[Progress[Proposal], None, None]":
            from geodesk.jobs.relinking import search

            return search(collection)

        self._found = []
        self._job: Job = session.jobs.start(KIND, _title, steps)
        self._job.rows.connect(self._arrived)
        self._job.finished.connect(self._searched)

    def _arrived(self, rows: "tuple[Proposal, ...]") -> None:
        self._found += rows

    def _searched(self) -> None:
        job = self._job
        if self.sender() is not job:
            return
        self._window.session.read_marks()
        self._fill()

    # The table

    def _fill(self) -> None:
        session, table = self._window.session, self.table
        ratio = self.devicePixelRatioF()
        table.blockSignals(True)
        table.setRowCount(len(self._found))
        for row, proposal in enumerate(self._found):
            held = re.sub(r"(\d) ", "\\1\N{NO-BREAK SPACE}", str(proposal.holding.said))
            kept = _text(", ".join(filter(None, (self._label(proposal), held))))
            if proposal.state is not None:
                kept.setIcon(mark_icon(look_of(session, proposal.state.label or ""), 11, ratio))
            for column, item in ((0, kept), (1, _text(proposal.path)), (2, _text(self._why(proposal)))):
                table.setItem(row, column, item)
            table.setCellWidget(row, 3, self._choice(row, proposal))
        # As wide as what stands there up to a third of the room or so: then it goes on in a second line.
        header, room = table.horizontalHeader(), table.viewport().width()
        table.resizeColumnsToContents()
        for column, share in enumerate(_SHARES):
            table.setColumnWidth(column, min(table.columnWidth(column), int(share * room)))
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        table.resizeRowsToContents()
        table.blockSignals(False)
        self._follow()

    def _label(self, proposal: "Proposal") -> str:
        state = proposal.state
        return "" if state is None else look_of(self._window.session, state.label or "").name

    def _choice(self, row: int, proposal: "Proposal") -> QComboBox:
        choice = QComboBox()
        choice.setObjectName(f"agreement.lost_choice_{row}")
        choice.setAccessibleName(self.tr("Give it to"))
        choice.addItem(self.tr("no picture for now"))
        for picture in proposal.pictures:
            text = self.tr("this file all the same") if proposal.by == "changed" else picture.path
            choice.addItem(text, picture.path)
        if proposal.by in ("name", "sha256"):
            choice.setCurrentIndex(1)
        choice.setEnabled(bool(proposal.pictures))
        choice.activated.connect(lambda _index: self._chosen(row))
        choice.currentIndexChanged.connect(self._follow)
        return choice

    def _why(self, proposal: "Proposal") -> str:
        if proposal.by == "ambiguous" and len(proposal.pictures) == 1:
            return self.tr("perhaps this one: look at it")
        return {
            "name": self.tr("same name"),
            "sha256": self.tr("same content, other name"),
            "ambiguous": self.tr("several pictures would do"),
            "changed": self.tr("the file has another content now"),
            "none": self.tr("picture not found"),
        }[proposal.by]

    def choice_of(self, row: int) -> QComboBox:
        """The field of a row."""
        choice = self.table.cellWidget(row, 3)
        assert isinstance(choice, QComboBox)
        return choice

    def _chosen(self, row: int) -> None:
        self.table.selectRow(row)
        self._row_chosen(row)

    def _row_chosen(self, row: int) -> None:
        """Bring the candidate into view, so that a person can see whether it is the one."""
        if not 0 <= row < len(self._found):
            return
        pictures = self._found[row].pictures
        path = self.choice_of(row).currentData() or (pictures[0].path if pictures else None)
        sample = None if path is None else self._window.session.sample_of(path)
        if sample is not None:
            face = next(at for at, picture in enumerate(sample.pictures) if picture.path == path)
            self._window.session.show(sample, face)

    # Relinking

    def _accepted(self) -> "list[Proposal]":
        taken = []
        for row, proposal in enumerate(self._found):
            path = self.choice_of(row).currentData()
            if path is not None:
                pictures = tuple(picture for picture in proposal.pictures if picture.path == path)
                taken.append(replace(proposal, pictures=pictures))
        return taken

    def _follow(self) -> None:
        taken = self._accepted() if self.table.rowCount() == len(self._found) else []
        paths = [proposal.pictures[0].path for proposal in taken]
        twice = len(set(paths)) < len(paths)
        self.go.setText(self.tr("Give back {n}").format(n=number(len(taken))))
        self.go.setEnabled(bool(taken) and not twice)
        self.go.setDefault(self.go.isEnabled())
        if twice:
            self.said.setText(self.tr("One picture is chosen twice; it can have been one."))
        elif self._found:
            self.said.setText(
                self.tr(
                    "These pictures were renamed, moved or replaced; what was kept of them belongs to no"
                    " picture now. Sure ones are chosen; look at the others and choose. Ctrl+Z in Label takes"
                    " it back."
                )
            )
        elif not hasattr(self, "_job") or not self._job.running:
            self.said.setText(self.tr("Nothing that was kept has lost its picture."))

    def _go(self) -> None:
        window = self._window

        def told(changes: "Changes") -> None:
            window.agreement.follow()
            count = len(changes)
            window.session.notice(
                Sentence(
                    en=f"Pictures that have all of theirs again: {count}.",
                    es=f"Imágenes que recuperaron lo suyo: {count}.",
                )
            )

        window.desk.relink(self._accepted(), told)
        self.accept()


def _text(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    return item


def _title() -> str:
    return translate("LostPictures", "Searching for moved pictures")
