"""The measurements of the page in view as a table that follows the canvas, and is followed by it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from geodesk.desktop.icons import icon
from geodesk.desktop.measuring.words import all_texts, kind_name, main_text
from geodesk.desktop.translation import Translated, translate

if TYPE_CHECKING:
    from geodesk.collection import Measurement
    from geodesk.desktop.measuring.desk import MeasureDesk

_Index = QModelIndex | QPersistentModelIndex
_ICONS = {"outline": "measure-polygon"}


class MeasureModel(QAbstractTableModel):
    """Name and value of each, in the order in which they were drawn."""

    def __init__(self, desk: "MeasureDesk") -> None:
        super().__init__(desk)
        self._desk = desk
        self.rows: list[Measurement] = []

    def refill(self) -> None:
        """Take those of the page in view."""
        rows = self._desk.here
        if [one.id for one in rows] == [one.id for one in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Name and value."""
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """What stands over them."""
        if role != Qt.ItemDataRole.DisplayRole or way is not Qt.Orientation.Horizontal:
            return None
        return (translate("Measuring", "Name"), translate("Measuring", "Value"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, the kind's icon, everything as a tooltip."""
        one = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (one.name or kind_name(one.kind)) if index.column() == 0 else self._value(one)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return QIcon(icon(_ICONS.get(one.kind, f"measure-{one.kind}")))
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [kind_name(one.kind), one.name, *(": ".join(p) for p in self._all(one)), one.annotator]
            return "\n".join(line for line in lines if line)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _value(self, one: "Measurement") -> str:
        return main_text(self._desk.values(one))

    def _all(self, one: "Measurement") -> list[tuple[str, str]]:
        return all_texts(one, self._desk.values(one))


class MeasureTable(Translated, QTableView):
    """One row selected at most; digits and letters belong to the window."""

    def __init__(self, desk: "MeasureDesk") -> None:
        super().__init__()
        self.setObjectName("measuring.table")
        self._desk = desk
        self._model = MeasureModel(desk)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(16, 16))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setMinimumHeight(150)
        self.selectionModel().selectionChanged.connect(self._chosen)
        desk.selection_changed.connect(self.follow)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Measurements of the picture in view"))
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        blocked = QSignalBlocker(self.selectionModel())
        self._model.refill()
        del blocked
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.follow()

    def follow(self) -> None:
        """Select the row of what is selected on the canvas."""
        ids = [one.id for one in self._model.rows]
        blocked = QSignalBlocker(self.selectionModel())
        if self._desk.selected in ids:
            row = ids.index(self._desk.selected)
            self.selectRow(row)
            self.scrollTo(self._model.index(row, 0))
        else:
            self.clearSelection()
        del blocked
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Typing does not search here: single keys are tools."""

    def _chosen(self) -> None:
        rows = self.selectionModel().selectedRows()
        if rows:
            self._desk.select(self._model.rows[rows[0].row()].id)
