"""The contact sheet: what was generated, small, in cells that are painted only when in sight."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from geodesk.desktop.samples.marks import draw_synthetic
from geodesk.desktop.translation import Translated, number, translate

if TYPE_CHECKING:
    from geodesk.jobs.contact import Contact
    from geodesk.models.origins import Origin

SIDE = 128
_MARGIN = 6
_Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False, slots=True)
class Cell:
    """One picture of the sheet."""

    contact: "Contact"
    image: QImage

    @property
    def origin(self) -> "Origin":
        """Where it comes from."""
        return self.contact.origin

    @property
    def distance(self) -> float | None:
        """To the reference, in a ranking."""
        ranked = self.contact.ranked
        return None if ranked is None else ranked.distance


def name_of(origin: "Origin") -> str:
    """What the user reads of a picture: its number, or which two it lies between."""
    from geodesk.models.origins import Drawn

    if isinstance(origin, Drawn):
        return translate("Sheet", "no. {index}").format(index=number(origin.index))
    ends = (name_of(end) for end in (origin.a, origin.b))
    return " → ".join(ends) + f" · {number(origin.share, 2)}"


class SheetModel(QAbstractListModel):
    """The cells: of a series in their order, of a ranking the nearest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cells: list[Cell] = []
        self._series = 0

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many there are."""
        return 0 if parent.isValid() else len(self.cells)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name, for people and screen readers; whole in the tooltip."""
        roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        return self.caption(index.row()) if index.isValid() and role in roles else None

    def caption(self, row: int) -> str:
        """What stands below a picture."""
        cell = self.cells[row]
        if cell.distance is None:
            return name_of(cell.origin)
        return f"{number(row + 1)}. · {number(cell.distance, 4)}"

    def clear(self) -> None:
        """Begin anew."""
        self.beginResetModel()
        self.cells, self._series = [], 0
        self.endResetModel()

    def add(self, contacts: "Iterable[Contact]") -> None:
        """Add pictures; in a ranking each comes to its place, and the one it pushed out goes."""
        some = [one for one in contacts if one.small is not None]
        if not some:
            return
        if some[0].ranked is None:
            self._insert(self._series, some)
            return
        for one in some:
            assert one.ranked is not None  # a ranking has nothing else
            self._drop(one.ranked.dropped)
            at = bisect([cell.distance or 0.0 for cell in self.cells[: self._series]], one.ranked.distance)
            self._insert(at, [one])

    def append(self, contact: "Contact") -> None:
        """Add a picture behind all that belong to the series."""
        last, series = len(self.cells), self._series
        self._insert(last, [contact])
        self._series = series

    def _insert(self, at: int, some: "list[Contact]") -> None:
        self.beginInsertRows(QModelIndex(), at, at + len(some) - 1)
        self.cells[at:at] = [Cell(one, _image(one)) for one in some]
        self._series += len(some)
        self.endInsertRows()

    def _drop(self, dropped: int | None) -> None:
        for row, cell in enumerate(self.cells):
            if dropped is not None and cell.contact.ranked and cell.contact.ranked.index == dropped:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.cells[row]
                self._series -= 1
                self.endRemoveRows()
                return


class SheetView(Translated, QListView):
    """The cells side by side; a click or Enter shows a picture large."""

    opened = Signal(object)
    """The Origin of a picture."""
    chosen = Signal()
    """Others are selected."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self.setObjectName("generating.sheet")
        self._sheet = model
        self._empty = ""
        self.setModel(model)
        self._delegate = _CellDelegate(model, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setMinimumWidth(SIDE + 2 * _MARGIN + 24)
        self.clicked.connect(self._clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Contact sheet of synthetic pictures"))
        self.viewport().update()

    def set_empty(self, text: str) -> None:
        """What stands there while there is no picture."""
        if text != self._empty:
            self._empty = text
            self.viewport().update()
        self.setAccessibleDescription("" if self._sheet.cells else text)

    @property
    def selected(self) -> "list[Origin]":
        """The selected pictures, in the order of the sheet."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self._sheet.cells[row].origin for row in rows]

    def _clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._sheet.cells[index.row()].origin)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cells are as wide as the line allows."""
        # Qt begins a new line where the old one would be full to the last pixel.
        room, least = self.viewport().width() - 1, SIDE + 2 * _MARGIN
        self._delegate.width = room // max(1, room // least)
        super().resizeEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Tell of it."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802
        """With the arrow keys the picture in view goes along."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus() and current.row() < len(self._sheet.cells):
            self.opened.emit(self._sheet.cells[current.row()].origin)

    def event(self, event: QEvent) -> bool:
        """Arrows, Home and End move here and do not change the sample of the list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            moves = (
                *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
                *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
            )
            if Qt.Key(event.key()) in moves and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter shows the picture large."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Typing does not search here: single keys are commands."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say in words why there is nothing to see."""
        super().paintEvent(event)
        if not self._sheet.cells:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            area = self.viewport().rect().adjusted(24, 12, -24, -12)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()


class _CellDelegate(QStyledItemDelegate):
    """The picture, its caption, and a tag that says that it is synthetic; `width` is the cell's."""

    width = SIDE + 2 * _MARGIN

    def __init__(self, model: SheetModel, parent: QObject) -> None:
        super().__init__(parent)
        self._sheet = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """All cells are of one size."""
        line = QFontMetrics(option.font).height() + 4
        return QSize(self.width, SIDE + line + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        if not 0 <= index.row() < len(self._sheet.cells):
            return
        rect, palette = option.rect, option.palette
        painter.save()
        highlight = palette.color(QPalette.ColorRole.Highlight)
        if option.state & QStyle.StateFlag.State_Selected:
            highlight.setAlphaF(0.35)
            painter.fillRect(rect.adjusted(1, 1, -1, -1), highlight)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            highlight.setAlphaF(0.1)
            painter.fillRect(rect.adjusted(1, 1, -1, -1), highlight)
        image = self._sheet.cells[index.row()].image
        box = QRect(rect.left() + _MARGIN, rect.top() + _MARGIN, rect.width() - 2 * _MARGIN, SIDE)
        size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, image)
        metrics = QFontMetrics(option.font)
        draw_synthetic(painter, target)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        below = QRect(rect.left() + 2, box.bottom() + 2, rect.width() - 4, metrics.height() + 2)
        text = metrics.elidedText(
            self._sheet.caption(index.row()), Qt.TextElideMode.ElideMiddle, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def _image(contact: "Contact") -> QImage:
    """The small picture; it owns its pixels."""
    assert contact.small is not None
    height, width = contact.small.shape
    return QImage(contact.small.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
