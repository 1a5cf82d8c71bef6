"""The table of what failed in a job."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from geodesk.desktop.jobs import Job
from geodesk.desktop.session import View
from geodesk.desktop.translation import Translated
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class ProblemsDialog(Translated, QDialog):
    """Each file that failed with its sentence, then what else was noticed; grows while the job runs."""

    def __init__(self, window: "Window", job: Job) -> None:
        super().__init__(window)
        self.setObjectName("problems")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._job = window, job
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._hint = QLabel()
        self._hint.setProperty("role", "hint")
        self.table = QTableWidget(0, 2)
        self.table.setObjectName("problems.table")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 220)
        self.copy_button, self.save_button = QPushButton(), QPushButton()
        self.copy_button.setObjectName("problems.copy")
        self.save_button.setObjectName("problems.save")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._hint)
        layout.addLayout(row)
        self.resize(760, 420)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._ask_where)
        self.table.cellActivated.connect(self._go_to)
        QShortcut(QKeySequence.StandardKey.Copy, self, self._copy)
        job.progressed.connect(self._fill)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("What failed"))
        self._title.setText(self._job.title())
        self._hint.setText(self.tr("Double click or Enter shows the picture."))
        self.table.setHorizontalHeaderLabels([self.tr("File"), self.tr("What happened")])
        self.copy_button.setText(self.tr("Copy"))
        self.save_button.setText(self.tr("Save as CSV…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))
        self.table.setRowCount(0)
        self._fill()

    def rows(self) -> list[tuple[str, str]]:
        """Path and sentence of each, in the language in force; without a path: about the whole job."""
        return [(path, str(why)) for path, why in self._job.errors] + [("", str(n)) for n in self._job.notes]

    def _fill(self) -> None:
        rows = self.rows()
        if self.table.rowCount() == len(rows):
            return
        self.table.setRowCount(len(rows))
        for at, (path, why) in enumerate(rows):
            for column, text in enumerate((path, why)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)

    def _go_to(self, row: int, _column: int) -> None:
        path = self.rows()[row][0]
        session = self._window.session
        sample = session.sample_of(path)
        if sample is None:
            return
        session.set_view(View.CANVAS)
        session.show(sample, [picture.path for picture in sample.pictures].index(path))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self.rows()))

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as CSV"))
        dialog.setObjectName("problems.save_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilters([self.tr("CSV tables") + " (*.csv)"])
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, chosen: str) -> None:
        out, rows, session = Path(chosen), self.rows(), self._window.session

        def work() -> None:
            from geodesk.collection import write_csv

            write_csv(out, ["path", "error"], rows)

        session.saver.run(
            work,
            lambda _none: session.notice(
                Sentence(en=f"{out.name} is written.", es=f"Se escribió {out.name}.")
            ),
        )
