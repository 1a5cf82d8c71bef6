"""The table: the listed samples with what their files say, to sort and filter by."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from geodesk.collection import CollectionError
from geodesk.collection.columns import ColumnWhere, mixed_pixel_sizes, sorted_rows
from geodesk.desktop.buttons import action_button, push_button
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.columnwords import NUMBERS, SHOWN, pickable, test_of, title_of, value_text
from geodesk.desktop.samples.model import SampleSelection, printable
from geodesk.desktop.session import View
from geodesk.desktop.translation import Translated, number, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.collection.columns import Value
    from geodesk.desktop.session import Session
    from geodesk.desktop.window import Window

_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_MOST_VALUES = 25


class ColumnModel(QAbstractTableModel):
    """One row a listed sample: of a pair or series what its first file says."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        session.order_changed.connect(self.refill)
        session.listing.columns.changed.connect(self._read)

    def refill(self) -> None:
        """Take the samples of the session."""
        self.beginResetModel()
        self.endResetModel()

    def _read(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(SHOWN) - 1))

    def index(self, row: int, column: int = 0, parent: _Index = _NONE) -> QModelIndex:
        """The place of a cell."""
        return super().index(row, column, parent)

    def rowCount(self, parent: _Index = _NONE) -> int:  # noqa: N802
        """How many samples are listed."""
        return 0 if parent.isValid() else len(self._session.visible)

    def columnCount(self, parent: _Index = _NONE) -> int:  # noqa: N802
        """How many columns there are, the hidden ones too."""
        return 0 if parent.isValid() else len(SHOWN)

    def sample(self, index: _Index) -> "Sample | None":
        """The sample of a row."""
        visible, row = self._session.visible, index.row()
        return visible[row] if 0 <= row < len(visible) else None

    def value(self, sample: "Sample", key: str) -> "Value":
        """The value of a sample in a column."""
        if key == "id":
            return sample.id
        row = self._session.listing.columns.row(sample.pictures[0])
        return None if row is None else row.value(key)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Titles."""
        if role == Qt.ItemDataRole.DisplayRole and way is Qt.Orientation.Horizontal:
            return title_of(SHOWN[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; numbers to the right."""
        key = SHOWN[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            sample = self.sample(index)
            return None if sample is None else printable(value_text(key, self.value(sample, key)))
        if role == Qt.ItemDataRole.TextAlignmentRole and key in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class _RowSelection(SampleSelection):
    """Whole rows."""

    def _ranges(self) -> QItemSelection:
        narrow, wide = super()._ranges(), QItemSelection()
        for at in range(narrow.size()):
            found = narrow.at(at)
            first = self._rows.index(found.top())
            wide.select(first, first.siblingAtRow(found.bottom()).siblingAtColumn(len(SHOWN) - 1))
        return wide


class ColumnView(QTableView):
    """Typing does not search here: single keys are commands. Enter and a double click open."""

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter is the same as a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class SampleTable(Translated, QWidget):
    """The table, its filter above it, what is being read and a warning below it."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self._columns = window.session.listing.columns
        self.setObjectName("table")
        self._picked: dict[str, list[str]] = {}
        self.filter: QLineEdit = QLineEdit()
        self.filter.setObjectName("table.filter")
        self.filter.setClearButtonEnabled(True)
        self.columns_button = push_button("table.columns")
        self._columns_menu = QMenu(self.columns_button)
        self.columns_button.clicked.connect(self._open_columns)
        self.save_button: QPushButton = action_button(window, "table.save", "samples.save_columns")
        self._problem, self._told = WrappedLabel(), WrappedLabel()
        self._problem.setObjectName("table.problem")
        self._told.setObjectName("table.told")
        self._told.setProperty("role", "hint")
        self.model = ColumnModel(self._session)
        self.view: ColumnView = ColumnView()
        self._arrange()
        self.selection = _RowSelection(self.model, self._session)  # type: ignore[arg-type]  # rows alike
        self.view.setSelectionModel(self.selection)
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self._tell)
        self.filter.returnPressed.connect(self._apply)
        self.filter.textChanged.connect(self._typed)
        self.view.doubleClicked.connect(lambda _index: self._session.set_view(View.CANVAS))
        self.view.horizontalHeader().sectionClicked.connect(self._sort)
        self.view.horizontalHeader().customContextMenuRequested.connect(self._menu)
        self._columns.changed.connect(self._follow)
        for signal in (self._session.order_changed, self._session.selection_changed):
            signal.connect(self._soon.start)
        self.setFocusProxy(self.view)
        self.retranslate()

    def _arrange(self) -> None:
        view = self.view
        view.setObjectName("table.view")
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setWordWrap(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(60)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar, layout = QHBoxLayout(), QVBoxLayout(self)
        bar.setContentsMargins(12, 8, 12, 4)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.columns_button)
        bar.addWidget(self.save_button)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(bar)
        for label in (self._problem, self._told):
            label.setContentsMargins(12, 2, 12, 2)
        layout.addWidget(self._problem)
        layout.addWidget(view, 1)
        layout.addWidget(self._told)

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Table of samples"))
        self.view.setAccessibleName(self.tr("Samples and their metadata"))
        self.filter.setAccessibleName(self.tr("Filter by metadata"))
        self.filter.setPlaceholderText(self.tr("Filter, such as kv >= 10; Enter applies"))
        self.filter.setToolTip(
            self.tr(
                "Columns: kv, wd, detector, magnification, pixel_size, width, height, instrument, date.\n"
                "Signs: == != < <= > >= ~ (with * and ?), and, or, not. Lengths with their unit: "
                "pixel_size < 50nm.\nRanges: kv == 5..20, date == 2024-03..2024-06; a date is a year, a month"
                " or a day: date >= 2024-05-01.\nThe right button on a column's title lists its values."
            )
        )
        self.columns_button.setText(self.tr("Columns"))
        self.save_button.setText(self.tr("Save CSV…"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(SHOWN) - 1)
        self._fill_columns()
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Only who looks at the table has files read for it."""
        super().showEvent(event)
        self._columns.start()
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._follow()

    # Filter

    def _typed(self, text: str) -> None:
        if not text:  # emptied by its button
            self._picked.clear()
            self._apply()

    def _apply(self) -> None:
        try:
            self._columns.filter(self.filter.text())
            self._problem.setText("")
        except CollectionError as error:
            self._problem.setText(str(error))
        self._problem.setVisible(bool(self._problem.text()))

    def _pick(self, key: str, value: "Value", picked: bool) -> None:
        """Let a value of a column through, beside those that were picked before."""
        texts, test = self._picked.setdefault(key, []), test_of(key, value)
        texts.append(test) if picked else texts.remove(test)
        parts = [" or ".join(some) for some in self._picked.values() if some]
        self.filter.setText(parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts))
        if parts:
            self._apply()

    # Header

    def _sort(self, section: int) -> None:
        """By a column, then the other way, then no more."""
        key, columns = SHOWN[section], self._columns
        if columns.order != key:
            columns.sort(key)
        elif not columns.descending:
            columns.sort(key, True)
        else:
            columns.sort("")

    def _menu(self, at: QPoint) -> None:
        menu = self.values_menu(self.view.horizontalHeader().logicalIndexAt(at))
        menu.popup(self.view.horizontalHeader().mapToGlobal(at))

    def values_menu(self, section: int) -> QMenu:
        """The values of a column, the most frequent first, of dates the newest: picking some filters."""
        key, menu = SHOWN[section], QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = (self.model.value(sample, key) for sample in self._session.samples)
        counts = Counter(value for value in map(partial(pickable, key), rows) if value is not None)
        known = sorted(counts.items(), reverse=True) if key == "date" else counts.most_common()
        for value, count in known[:_MOST_VALUES]:
            action = QAction(f"{value_text(key, value)}  ({number(count)})".replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(test_of(key, value) in self._picked.get(key, []))
            action.toggled.connect(partial(self._pick, key, value))
            menu.addAction(action)
        if not counts:
            menu.addAction(self.tr("No value")).setEnabled(False)
        return menu

    def _fill_columns(self) -> None:
        menu = self._columns_menu
        menu.clear()
        hidden = self._hidden()
        for section, key in enumerate(SHOWN):
            self.view.setColumnHidden(section, key in hidden)
            if key != "id":
                action = menu.addAction(title_of(key))
                action.setCheckable(True)
                action.setChecked(key not in hidden)
                action.toggled.connect(partial(self._show_column, key))

    def _open_columns(self) -> None:
        button = self.columns_button
        self._columns_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _hidden(self) -> list[str]:
        return self._window.settings.values.hidden_columns

    def _show_column(self, key: str, shown: bool) -> None:
        hidden = [one for one in self._hidden() if one != key]
        self._window.settings.set(hidden_columns=hidden if shown else [*hidden, key])
        self._fill_columns()

    # What is told

    def _follow(self) -> None:
        columns, header = self._columns, self.view.horizontalHeader()
        if columns.order:
            way = Qt.SortOrder.DescendingOrder if columns.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(SHOWN.index(columns.order), way)
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if self.filter.text() != columns.expression and not self.filter.hasFocus():
            self.filter.setText(columns.expression)
        self._problem.setVisible(bool(self._problem.text()))
        self._soon.start()

    def _tell(self) -> None:
        columns, session = self._columns, self._session
        if not columns.reading and self.isVisible():
            self.view.resizeColumnsToContents()
        lines = []
        if columns.reading:
            words = self.tr("Reading what the files say: {n} of {total}")
            lines.append(words.format(n=number(columns.done), total=number(columns.total)))
        elif self.isVisible():
            some = list(session.selected if len(session.selected) > 1 else session.visible)
            session.tasks.run(partial(self._mixed, some), self._warn, channel="columns.mixed")
            return
        self._say("\n".join(lines))

    def _mixed(self, samples: "list[Sample]") -> Sentence | None:
        """Whether pixel sizes are mixed among these; on a thread, since there may be thousands."""
        columns = self._columns
        return mixed_pixel_sizes(
            [row for one in samples if (row := columns.row(one.pictures[0])) is not None]
        )

    def _warn(self, mixed: Sentence | None) -> None:
        self._say("" if mixed is None else f"⚠ {mixed}")

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))


def ask(window: "Window") -> None:
    """Ask where the metadata of the listed pictures go, and write them as `geodesk columns` does."""
    collection = window.session.collection
    if collection is None:
        return
    dialog = QFileDialog(window, translate("Columns", "Save metadata"), window.settings.values.last_folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["CSV (*.csv)"])
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(collection.folder.name + "_" + translate("Columns", "metadata") + ".csv")
    dialog.fileSelected.connect(partial(_chosen, window))
    dialog.open()


def _chosen(window: "Window", chosen: str) -> None:
    session, target, columns = window.session, Path(chosen), window.session.listing.columns
    collection = session.collection
    if collection is None:
        return
    listed = {picture.path for sample in session.visible for picture in sample.pictures}
    expression, order, descending = columns.expression, columns.order or "path", columns.descending

    def work() -> int:
        from geodesk.desktop.plots.export import check_target
        from geodesk.jobs.columns import picture_rows, write_columns

        pictures = collection.pictures()
        check_target(target, pictures)
        where = ColumnWhere(expression) if expression else None
        wanted = [picture for picture in pictures if picture.path in listed]
        rows = [row for step in picture_rows(collection, wanted) for row in step.rows]
        passed = [row for row in rows if where is None or where.matches(row)]
        return write_columns(target, sorted_rows(passed, order, descending))

    def written(count: int) -> None:
        session.notice(
            Sentence(en=f"Saved: {target} (pictures: {count})", es=f"Guardado: {target} (imágenes: {count})")
        )

    session.saver.run(work, written)
