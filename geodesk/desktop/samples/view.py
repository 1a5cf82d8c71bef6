"""What the list and the grid have in common: one model, one selection, keys that are not swallowed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView

from geodesk.desktop.samples.model import SampleModel, SampleSelection
from geodesk.desktop.samples.thumbs import Thumbnails
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.desktop.samples.delegate import Delegate
    from geodesk.desktop.session import Session

_FEW = 200
_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class Shared(QObject):
    """Model, selection and thumbnails of a session, made once."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.setObjectName("samples.shared")
        self.model = SampleModel(session)
        self.selection = SampleSelection(self.model, session)
        self.thumbnails = Thumbnails(session)


def shared(session: "Session") -> Shared:
    """The one of this session."""
    found = session.findChild(Shared, "samples.shared")
    return found if isinstance(found, Shared) else Shared(session)


class SampleView(Translated, QListView):
    """A view of the samples that are listed."""

    def __init__(self, session: "Session", delegate: "Delegate") -> None:
        super().__init__()
        self._parts = parts = shared(session)
        self._session, self._thumbnails, self._delegate = session, parts.thumbnails, delegate
        self._empty = ""
        delegate.setParent(self)
        self.setUniformItemSizes(True)
        self.setModel(parts.model)
        self.setSelectionModel(parts.selection)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self._thumbnails.watch(self)
        self._thumbnails.arrived.connect(self._arrived)
        for signal in (session.labels_changed, session.predictions_changed):
            signal.connect(self._marks_changed)
        session.classes_changed.connect(self.viewport().update)
        for signal in (session.opening_changed, session.collection_changed, session.order_changed):
            signal.connect(self._name_emptiness)
        self.verticalScrollBar().valueChanged.connect(self._thumbnails.refresh)
        self.retranslate()

    def reset(self) -> None:
        """Other rows, or others in their places: Qt forgets what is selected, and does not look for it."""
        super().reset()
        self._parts.selection.follow()
        if (at := self._parts.selection.currentIndex()).isValid():
            self.scrollTo(at)

    def retranslate(self) -> None:
        """Set every text."""
        self._name_emptiness()
        self.viewport().update()

    def wanted(self) -> "Iterator[tuple[Picture, int]]":
        """The pictures in sight, and those of half a page below."""
        if not self.isVisible():
            return
        visible, size = self._session.visible, self._delegate.thumbnail_size(self.devicePixelRatioF())
        rows = self.rows_in_sight()
        for row in range(rows.start, min(len(visible), rows.stop + len(rows) // 2)):
            yield visible[row].pictures[0], size

    def rows_in_sight(self) -> range:
        """The rows that can be seen now."""
        count = len(self._session.visible)
        if not count:
            return range(0)
        cell, area = self.visualRect(self.model().index(0, 0)), self.viewport().rect()
        if cell.height() <= 0:
            return range(0)
        across = max(1, area.width() // cell.width()) if self.isWrapping() else 1
        first = -cell.top() // cell.height() * across
        shown = (area.height() // cell.height() + 2) * across
        return range(max(0, first), min(count, first + shown))

    def _arrived(self, path: str) -> None:
        sample = self._session.sample_of(path)
        row = None if sample is None else self._session.row_of(sample)
        if row is not None:
            self.update(self.model().index(row, 0))

    def _marks_changed(self, _paths: object) -> None:
        self.viewport().update()

    def _name_emptiness(self) -> None:
        session = self._session
        if session.opening is not None:
            text = self.tr("Reading the folder…")
        elif session.collection is None:
            text = self.tr("No folder is open")
        elif not session.samples:
            text = self.tr("The folder holds no picture that GeoDesk reads")
        else:
            text = self.tr("No sample passes the filter")
        if text != self._empty:
            self._empty = text
            if not session.visible:
                self.viewport().update()
        self.setAccessibleDescription("" if session.visible else text)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say in words why there is nothing to see."""
        super().paintEvent(event)
        if not self._session.visible:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            area: QRect = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self._empty)
            painter.end()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Qt would work out the place of each of 10,000 rows; what is in sight is painted in less time."""
        if max(_rows_of(selected), _rows_of(deselected)) <= _FEW:
            super().selectionChanged(selected, deselected)
        else:
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move by the arrow keys; letters and numbers belong to the window."""
        if event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Typing does not search here: single keys are commands, Ctrl+F searches."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """A larger font makes larger rows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()


def _rows_of(selection: QItemSelection) -> int:
    return sum(selection.at(at).height() for at in range(selection.size()))
