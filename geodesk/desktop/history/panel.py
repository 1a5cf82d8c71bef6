"""The panel: what was done with the folder, and any part of it kept, repeated or copied."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.translation import Translated
from geodesk.language import GeoDeskError, Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection, Deed
    from geodesk.desktop.window import Window

_ACTIONS = ("history.repeat", "history.save", "history.copy")
_STRETCHED = (3, 4)
_WHO = 5
_WHEN = "d MMM, HH:mm"
_LONG_AGO = "d MMM yyyy, HH:mm"


class HistoryPanel(Translated, QWidget):
    """A line a job, the newest first.

    Attributes
    ----------
    deeds
        What stands in the table, in its order.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("history")
        self._window, self._session = window, window.session
        self.deeds: list[Deed] = []
        self.table = QTableWidget(0, 6)
        self.table.setObjectName("history.table")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in _STRETCHED:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "hint")
        self._empty = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("history.empty")
        self._empty.setProperty("role", "hint")
        self.buttons = {key: action_button(window, key.replace(".", ".button_"), key) for key in _ACTIONS}
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._hint, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self._head)
        layout.addWidget(self._pages, 1)
        self.table.itemSelectionChanged.connect(self._selected)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.customContextMenuRequested.connect(self._menu)
        self._session.collection_changed.connect(self.read)
        self._session.jobs.changed.connect(self.read)
        self.retranslate()
        self.read()

    def retranslate(self) -> None:
        """Set every text."""
        names = (self.tr("When"), self.tr("Job"), self.tr("Model"), self.tr("Options"))
        self.table.setHorizontalHeaderLabels([*names, self.tr("Result"), self.tr("Who")])
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(max(header.sectionSizeHint(column) for column in _STRETCHED))
        self.table.setAccessibleName(self.tr("History"))
        self._hint.setText(self.tr("Choose one or more jobs (Ctrl, Shift)."))
        self._empty.setText(
            self.tr(
                "Nothing was done with this folder yet. What you classify, caption or measure stands here,"
                " and any part of it can be kept as a recipe and repeated on another folder."
            )
        )
        for key, button in self.buttons.items():
            button.setText(self._window.action(key).text())
        self._fill({deed.id for deed in self.chosen})

    # Reading

    def read(self) -> None:
        """Take in what was done since, on a thread."""
        collection = self._session.collection
        if collection is None:
            self._take(None, [])
            return

        def work() -> "list[Deed]":
            from geodesk.jobs.recipes import runs, words  # noqa: F401 - for the table and the dialog, here

            collection.history.reload()
            return collection.history.deeds()[::-1]

        self._session.tasks.run(work, partial(self._take, collection), channel="history.read")

    def _take(self, collection: "Collection | None", deeds: "list[Deed]") -> None:
        if self._session.collection is collection and (deeds != self.deeds or not deeds):
            chosen = {deed.id for deed in self.chosen}
            self.deeds = deeds
            self._fill(chosen)

    def _fill(self, chosen: set[str]) -> None:
        if not self.deeds:
            self._pages.setCurrentWidget(self._empty)
            self.table.setRowCount(0)
            self._head.hide()
            return
        from geodesk.jobs.recipes.words import options_of, result_of, title_of

        self.table.setRowCount(len(self.deeds))
        for row, deed in enumerate(self.deeds):
            at = QDateTime.fromSecsSinceEpoch(int(deed.time.timestamp()))
            this_year = at.date().year() == QDate.currentDate().year()
            when = QLocale().toString(at, _WHEN if this_year else _LONG_AGO)
            model = "" if deed.model is None else str(deed.model.get("name", ""))
            which = "" if deed.model is None else str(deed.model.get("sha256", ""))[:12]
            options = " · ".join(filter(None, (_only(deed), options_of(deed))))
            cells = (when, title_of(deed), model, options, result_of(deed), deed.annotator)
            tips = (
                QLocale().toString(at),
                deed.recipe,
                which,
                options,
                "\n".join([result_of(deed), *deed.outputs.values()]),
                deed.machine,
            )
            for column, (text, tip) in enumerate(zip(cells, tips, strict=True)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip)
                self.table.setItem(row, column, item)
        self.table.setColumnHidden(_WHO, len({(deed.annotator, deed.machine) for deed in self.deeds}) == 1)
        self._pages.setCurrentWidget(self.table)
        self._head.show()
        self.table.clearSelection()
        model_, picks = self.table.model(), self.table.selectionModel()
        for row, deed in enumerate(self.deeds):
            if deed.id in chosen:
                flags = picks.SelectionFlag.Select | picks.SelectionFlag.Rows
                picks.select(model_.index(row, 0), flags)

    # What is chosen

    @property
    def chosen(self) -> "list[Deed]":
        """The jobs selected in the table, the oldest first."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.deeds[row] for row in sorted(rows, reverse=True) if row < len(self.deeds)]

    def _selected(self) -> None:
        self._window.actions_.refresh_soon()

    def _double_clicked(self) -> None:
        self._window.actions_.refresh()  # the click before may have selected the line just now
        self._window.action("history.repeat").trigger()

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in _ACTIONS:
            menu.addAction(self._window.action(key))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def repeat(self) -> None:
        """Show what is chosen as a recipe that can be run at once."""
        from geodesk.desktop.history.opening import show
        from geodesk.jobs.recipes.saving import recipe_of

        collection = self._session.collection
        try:
            recipe = recipe_of(self.tr("Repetition"), self.chosen)
        except GeoDeskError as error:
            self._session.error(error.sentence)
            return
        if collection is not None:
            show(self._window, recipe, None)

    def save(self) -> None:
        """Ask where to keep what is chosen as a recipe."""
        from geodesk.jobs.recipes.recipe import ENDING
        from geodesk.jobs.recipes.saving import recipe_of

        deeds = self.chosen
        try:
            recipe_of("x", deeds)
        except GeoDeskError as error:
            self._session.error(error.sentence)
            return
        collection = self._session.collection
        name = "" if collection is None else collection.folder.name
        dialog = QFileDialog(
            self._window, self.tr("Save as recipe"), self._window.settings.values.last_folder
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Recipes") + f" (*{ENDING})"])
        # Not within the folder's pictures unless the user wishes so, and named so that it is found again.
        dialog.setDirectory(os.path.dirname(self._window.settings.values.last_folder) or "")
        dialog.selectFile(f"{name}{ENDING}")
        dialog.fileSelected.connect(lambda chosen: self._save(Path(chosen), deeds))
        dialog.open()

    def _save(self, file: Path, deeds: "list[Deed]") -> None:
        from geodesk.jobs.recipes.recipe import ENDING
        from geodesk.jobs.recipes.saving import recipe_of

        if not file.name.endswith(ENDING):
            file = file.with_name(file.name.split(".")[0] + ENDING)

        def work() -> None:
            recipe_of(file.name.removesuffix(ENDING), deeds).write(file)

        def done(_: None) -> None:
            self._session.notice(
                Sentence(
                    en=f"{file.name} is written; double-click it, or open it with File, Open recipe…",
                    es=f"Se escribió {file.name}; ábrala con doble clic, o con Archivo, Abrir receta…",
                )
            )

        self._session.saver.run(work, done)

    def copy(self) -> None:
        """Put the commands that do the same on the clipboard, a line each."""
        from geodesk.jobs.recipes.deeds import command_line

        collection = self._session.collection
        if collection is None:
            return
        lines = [command_line(deed, collection.folder) for deed in self.chosen]
        known = [line for line in lines if line is not None]
        if not known:
            self._session.error(
                Sentence(en="There is no command that does this.", es="No hay una orden que haga esto.")
            )
            return
        QApplication.clipboard().setText("\n".join(known))
        self._session.notice(
            Sentence(en="The command is on the clipboard.", es="La orden está en el portapapeles.")
            if len(known) == 1
            else Sentence(
                en=f"{len(known)} commands are on the clipboard.",
                es=f"{len(known)} órdenes están en el portapapeles.",
            )
        )


def _only(deed: "Deed") -> str:
    """Which pictures a job was run on, if not on all."""
    if not deed.only:
        return ""
    return deed.only[0] if len(deed.only) == 1 else f"{deed.only[0]} …"
