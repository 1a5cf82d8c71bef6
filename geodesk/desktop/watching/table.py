"""What a watch has said, a row a picture, the newest on top."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from geodesk.desktop.samples.model import printable
from geodesk.desktop.theme import is_dark
from geodesk.desktop.translation import Translated, percent, translate

if TYPE_CHECKING:
    from geodesk.desktop.watching.desk import WatchDesk
    from geodesk.jobs.watching import Seen

_Index = QModelIndex | QPersistentModelIndex
_RED = ("#b03a00", "#ff8a4d")
_ROOM, _NARROWEST = 14, 90
_MOMENT_MS = 60
_TIME, _PICTURE, _CLASS, _SHARE, _USABLE, _NOTE = range(6)


class WatchModel(QAbstractTableModel):
    """The rows of the desk."""

    def __init__(self, desk: "WatchDesk") -> None:
        super().__init__(desk)
        self._desk = desk
        self._count = len(desk.rows)
        desk.rows_came.connect(self._came)
        desk.rows_replaced.connect(self._replaced)

    def _came(self, count: int) -> None:
        now = len(self._desk.rows)
        if now != self._count + count:  # the oldest have fallen off
            self._replaced()
            return
        self.beginInsertRows(QModelIndex(), 0, count - 1)
        self._count = now
        self.endInsertRows()

    def _replaced(self) -> None:
        self.beginResetModel()
        self._count = len(self._desk.rows)
        self.endResetModel()

    def row(self, index: _Index) -> "Seen | None":
        """What stands in a row."""
        rows = self._desk.rows
        return rows[index.row()] if index.isValid() and index.row() < len(rows) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Time, picture, class, probability, usable, note."""
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """What stands over them."""
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("Watching", "Time"),
            translate("Watching", "Picture"),
            translate("Watching", "Class"),
            translate("Watching", "Probability"),
            translate("Watching", "Usable"),
            translate("Watching", "Note"),
        )[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; what failed in colour; everything as a tooltip."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(
                text for text in (printable(row.path), row.time, self._texts(row)[_NOTE]) if text
            )
        if role == Qt.ItemDataRole.ForegroundRole and row.error is not None and index.column() == _NOTE:
            return QColor(_RED[is_dark()])
        return None

    def _texts(self, row: "Seen") -> tuple[str, ...]:
        desk, said = self._desk, row.prediction
        label = "" if said.label is None else desk.name_of(said.sha256, said.label)
        share = "" if said.probability is None else percent(said.probability)
        usable = ""
        if row.usable is not None and row.usable_probability is not None:
            usable = f"{desk.name_of(desk.judge, row.usable)} · {percent(row.usable_probability)}"
        note = "" if row.error is None else str(row.error)
        if not note and row.version > 1:
            note = translate("Watching", "written anew, version {n}").format(n=row.version)
        return (desk.time_of(row), printable(row.path), label, share, usable, note)


class WatchTable(Translated, QTableView):
    """One row selected at most; the picture of that row comes into view."""

    def __init__(self, desk: "WatchDesk") -> None:
        super().__init__()
        self.setObjectName("watching.table")
        self._desk, self._model = desk, WatchModel(desk)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(0)  # the rows in sight say how wide a column is
        self.selectionModel().currentRowChanged.connect(self._chosen)
        self._soon = QTimer(self, singleShot=True, interval=_MOMENT_MS)
        self._soon.timeout.connect(self._fit)
        desk.rows_came.connect(self._soon.start)
        desk.rows_replaced.connect(self._fit)
        self._fit()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Pictures of the watch, the newest first"))
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 5)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the room out anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As wide as the rows in sight; the picture's name and the notes share the rest.

        What no row says has no column.
        """
        header, rest, rows = self.horizontalHeader(), self.viewport().width(), self._desk.rows
        self.setColumnHidden(_NOTE, not any(row.error or row.version > 1 for row in rows))
        self.setColumnHidden(_USABLE, not any(row.usable for row in rows))
        for column in (_TIME, _CLASS, _SHARE, _USABLE):
            if self.isColumnHidden(column):
                continue
            width = max(header.sectionSizeHint(column), self.sizeHintForColumn(column)) + _ROOM
            self.setColumnWidth(column, width)
            rest -= width
        note = 0 if self.isColumnHidden(_NOTE) else max(_NARROWEST, rest // 2)
        self.setColumnWidth(_PICTURE, max(_NARROWEST, rest - note))
        if note:
            self.setColumnWidth(_NOTE, note)

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self._model.row(now)
        if row is not None:
            self._desk.show(row.path)
