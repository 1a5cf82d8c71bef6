"""The list of classes: key, coloured shape, name, how many samples have it. A click labels."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from geodesk.desktop.labelling.desk import UNSURE
from geodesk.desktop.samples.marks import Look, draw_mark, look_of
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.desktop.session import Session

_LABEL, _KEY, _COUNT, _LOOK = (Qt.ItemDataRole.UserRole + n for n in range(4))
_Middle = Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class ClassRows(QListWidget):
    """One row a class, and a last one for unsure samples."""

    chosen = Signal(str)
    """A label was clicked, or Space was pressed on it."""

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[list[str], list[Look], str | None, dict[str, int]] | None = None
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.itemClicked.connect(self._clicked)

    def fill(self, current: str | None, counts: dict[str, int]) -> None:
        """Show the classes in force; `current` is the label of the sample in view."""
        labels = [*(one.id for one in self._session.classes), UNSURE]
        looks = [look_of(self._session, label) for label in labels]
        shown = (labels, looks, current, counts)
        if shown == self._shown:
            return
        self._shown = shown
        while self.count() > len(labels):
            self.takeItem(self.count() - 1)
        while self.count() < len(labels):
            QListWidgetItem(self)
        for row, label in enumerate(labels):
            item = self.item(row)
            unsure = label == UNSURE
            key = "0" if unsure else str(row + 1) if row < 9 else ""
            look, name = looks[row], looks[row].name
            item.setText(name)
            for role, value in (
                (_LABEL, label),
                (_KEY, key),
                (_COUNT, number(counts.get(label, 0))),
                (_LOOK, look),
            ):
                item.setData(role, value)
            tip = name if name == label or unsure else f"{name} · {label}"
            item.setToolTip(f"{tip} ({key})" if key else tip)
            font = self.font()
            font.setBold(label == current)
            item.setFont(font)
        self.setCurrentRow(labels.index(current) if current in labels else -1)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows, up to a dozen."""
        rows = min(self.count(), 12)
        return QSize(200, rows * max(1, self.sizeHintForRow(0)) + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same: the panel scrolls, not the list."""
        return QSize(120, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space labels with the row in focus; nothing is searched by typing."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            self._clicked(item)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_LABEL))


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        return QSize(100, round(1.9 * option.fontMetrics.height()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        palette, box, metrics = option.palette, option.rect, option.fontMetrics
        text = palette.color(QPalette.ColorRole.Text)
        dim = palette.color(QPalette.ColorRole.PlaceholderText)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            tint = QColor(palette.color(QPalette.ColorRole.Highlight))
            tint.setAlphaF(0.24 if chosen else 0.1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(box).adjusted(0, 1, 0, -1), 4, 4)
        painter.setFont(option.font)
        height = metrics.height()
        cap = QRectF(box.x() + 6, box.center().y() - 0.6 * height, 1.3 * height, 1.25 * height)
        if key := index.data(_KEY):
            painter.setPen(QPen(dim, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(text)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        side = 0.85 * height
        mark = QRectF(cap.right() + 10, box.center().y() - side / 2 + 0.5, side, side)
        draw_mark(painter, mark, index.data(_LOOK))
        count = index.data(_COUNT)
        wide = metrics.horizontalAdvance(count)
        painter.setPen(dim if count == "0" else text)
        right = QRect(box.right() - wide - 8, box.y(), wide + 2, box.height())
        painter.drawText(right, _Middle | Qt.AlignmentFlag.AlignRight, count)
        left = round(mark.right()) + 10
        name = QRect(left, box.y(), box.right() - wide - 16 - left, box.height())
        painter.setPen(text)
        shown = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, _Middle, shown)
        painter.restore()
