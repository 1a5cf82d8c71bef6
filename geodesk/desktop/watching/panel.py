"""The panel: whether a folder is watched, what came of its pictures, and how the next watch is to be."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.outside import show_outside
from geodesk.desktop.room import ElidedComboBox, ElidedLabel
from geodesk.desktop.theme import is_dark
from geodesk.desktop.translation import Translated, number
from geodesk.desktop.watching.desk import WatchDesk, told
from geodesk.desktop.watching.table import WatchTable

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_ON = ("#00704f", "#4fc79e")
_OFF = ("#5c5c5c", "#b4b4b4")
_WARNS = ("#8a5a00", "#f0b840")


class WatchPanel(Translated, QWidget):
    """One line that says how it stands, one with what can be chosen, and the pictures."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("watching")
        self._window, self._session, self._settings = window, window.session, window.settings
        self.desk = WatchDesk(window)
        self._light = QLabel("●")
        self.said, self.trouble = ElidedLabel(100), ElidedLabel(100)
        self.said.setObjectName("watching.said")
        self.said.setProperty("role", "title")
        self.trouble.setObjectName("watching.trouble")
        self.follow = self._box("watching.follow", window.settings.values.watch_follow)
        self.follow.toggled.connect(self._follow)
        self.open_button = action_button(window, "watching.open", "watch.open_table")
        self.toggle_button = action_button(window, "watching.toggle", "watch.folder")
        self._usable_name, self._table_name = QLabel(), QLabel()
        self.usable = ElidedComboBox()
        self.usable.setObjectName("watching.usable")
        self.usable.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.usable.setSizeAdjustPolicy(ElidedComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.usable.setMinimumContentsLength(14)
        self.new_only = self._box("watching.new_only", window.settings.values.watch_new_only)
        self.new_only.toggled.connect(lambda on: window.settings.set(watch_new_only=on))
        self.table_label = ElidedLabel(120)
        self.table_label.setObjectName("watching.table_file")
        self.choose_button = action_button(window, "watching.choose", "watch.table")
        self.list = WatchTable(self.desk)
        self._empty = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("watching.empty")
        self._empty.setProperty("role", "hint")
        self._lay_out()
        self.usable.activated.connect(self._usable_chosen)
        self.desk.changed.connect(self._show)
        self.desk.rows_replaced.connect(self._show)
        window.classifying.model_changed.connect(self._show)
        for signal in (window.classifying.captions.begun, window.classifying.captions.left):
            signal.connect(self._show)
        window.classifying.models_changed.connect(self._models_listed)
        self._session.collection_changed.connect(self._show)
        self.retranslate()
        if not window.classifying.entries:
            window.classifying.list_models()

    def _box(self, name: str, on: bool) -> QCheckBox:
        box = QCheckBox()
        box.setObjectName(name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setChecked(on)
        return box

    def _lay_out(self) -> None:
        head, second = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._light)
        head.addWidget(self.said, 1)
        head.addWidget(self.open_button)
        head.addWidget(self.toggle_button)
        second.setSpacing(16)
        second.addWidget(self.follow)
        second.addWidget(self.new_only)
        second.addWidget(self.trouble, 1)
        second.addStretch()
        self._setup = QWidget()
        setup = QHBoxLayout(self._setup)
        setup.setContentsMargins(0, 0, 0, 0)
        setup.setSpacing(8)
        for widget in (self._usable_name, self.usable, self._table_name):
            setup.addWidget(widget)
        setup.addWidget(self.table_label, 1)
        setup.addWidget(self.choose_button)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(second)
        layout.addWidget(self._setup)
        layout.addWidget(self._pages, 1)

    def retranslate(self) -> None:
        """Set every text."""
        self.follow.setText(self.tr("Follow the newest"))
        self.follow.setToolTip(
            self.tr(
                "The newest picture comes into view as soon as it is classified;"
                " in Explore and Classify alone"
            )
        )
        self.open_button.setText(self.tr("Open table"))
        self.open_button.setToolTip(self.tr("Open the CSV in the spreadsheet program"))
        self._usable_name.setText(self.tr("Usable:"))
        self.usable.setAccessibleName(self.tr("Which model says what is usable"))
        self.usable.setToolTip(self.tr("A second model that says of each picture whether it is usable"))
        self.new_only.setText(self.tr("Only new pictures"))
        self.new_only.setToolTip(self.tr("Leave out the pictures that are in the folder already"))
        self._table_name.setText(self.tr("Table:"))
        self.choose_button.setText(self.tr("Change…"))
        self._fill_usable()
        self._show()

    # How it stands

    def _show(self) -> None:
        desk, collection = self.desk, self._session.collection
        running = desk.running
        for part in (self._setup, self.new_only):
            part.setVisible(not running and collection is not None)
        self._light.setStyleSheet(f"color: {(_ON if running else _OFF)[is_dark()]};")
        self._light.setAccessibleName(self.tr("watching") if running else self.tr("not watching"))
        self._light.setToolTip(desk.model_name)
        self.said.setText(self._words())
        why = "" if running else self._obstacle()
        warning = told(desk.state) if desk.state is not None and running else None
        opening = self._window.classifying.loading is not None  # which passes
        trouble = str(warning) if warning is not None else "" if opening else why
        self.trouble.setText(f"⚠ {trouble}" if trouble else "")
        self.trouble.setVisible(bool(trouble))
        self.trouble.setStyleSheet(f"color: {_WARNS[is_dark()]};")
        self.toggle_button.setText(self.tr("Stop") if running else self.tr("Watch folder"))
        self.toggle_button.setToolTip(why)
        self.choose_button.setToolTip(why or self.tr("Choose the CSV that each picture's row goes into"))
        table = desk.table
        self.table_label.setText(
            self.tr("beside the folder, named after the model") if table is None else str(table)
        )
        self._empty.setText(
            self.tr("No picture has come yet.")
            if running
            else self.tr(
                "“Watch folder” classifies each picture as soon as the microscope has written it, and puts"
                " its row into the table. It goes on until it is stopped; after a restart it continues where"
                " it was."
            )
        )
        self._pages.setCurrentWidget(self.list if desk.rows else self._empty)
        self._window.actions_.refresh_soon()

    def _words(self) -> str:
        desk = self.desk
        folder = "" if desk.folder is None else desk.folder.name
        if self._session.collection is None and not desk.running:
            return self.tr("Open the folder that the microscope writes into.")
        if desk.running:
            parts = [self.tr("Watching {folder}").format(folder=folder)]
            parts.append(self.tr("{n} today").format(n=number(desk.today)))
            waiting = 0 if desk.state is None else desk.state.waiting
            if waiting:
                parts.append(self.tr("{n} waiting").format(n=number(waiting)))
        elif desk.rows:
            parts = [self.tr("{folder} is not watched").format(folder=folder)]
            parts.append(self.tr("last: {time}").format(time=desk.time_of(desk.rows[0])))
        else:
            parts = [self.tr("{folder} is not watched").format(folder=folder)]
        return " · ".join(part for part in parts if part)

    def _obstacle(self) -> str:
        """Why a watch cannot begin with the model in use; empty if it can, or while no folder is open."""
        classifying = self._window.classifying
        if self._session.collection is None:
            return ""
        if classifying.loading is not None:
            return self.tr("The model is being opened.")
        if classifying.captions.active:
            return self.tr("The model in use is for captions: choose another in Classify.")
        if not classifying.usable:
            return self.tr("The model in use failed its test: choose another in Classify.")
        return ""

    # What can be chosen

    def _models_listed(self) -> None:
        self._fill_usable()
        self._show()  # the name of the table is known now

    def _fill_usable(self) -> None:
        chosen = self._settings.values.watch_usable
        box = self.usable
        box.blockSignals(True)
        box.clear()
        box.addItem(self.tr("automatic"), "auto")
        box.addItem(self.tr("not judged"), "none")
        for entry in self._window.classifying.entries:
            card = entry.card
            if card is not None and card.task == "classify" and entry.error is None:
                box.addItem(card.title, str(entry.path))
        at = next((row for row in range(box.count()) if box.itemData(row) == chosen), 0)
        box.setCurrentIndex(at)
        box.blockSignals(False)

    def _usable_chosen(self, at: int) -> None:
        self._settings.set(watch_usable=self.usable.itemData(at))

    def _follow(self, on: bool) -> None:
        self._settings.set(watch_follow=on)
        if on and self.desk.rows and self.desk.running:
            self.desk.follow(self.desk.rows[0].path)

    def choose_table(self) -> None:
        """Ask which CSV the rows go into."""
        table, classifying = self.desk.table, self._window.classifying
        if table is None:
            if classifying.opened is None:  # its name is the table's
                classifying.use(then=self.choose_table)
            return
        dialog = QFileDialog(self._window, self.tr("Table of the watch"), str(table.parent))
        dialog.setObjectName("watching.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # rows are put at its end
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilters([self.tr("CSV tables") + " (*.csv)"])
        dialog.selectFile(table.name)
        dialog.fileSelected.connect(self._table_chosen)
        dialog.open()

    def _table_chosen(self, chosen: str) -> None:
        table = Path(chosen)
        if table.suffix.lower() != ".csv":
            table = table.with_name(f"{table.name}.csv")
        self.desk.choose_table(table)

    def open_table(self) -> None:
        """Open the CSV with the program of the system."""
        table = self.desk.table
        if table is not None:
            show_outside(self._window, table)
