"""The grid: all listed samples at a glance, for selecting and labelling many at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QToolButton, QVBoxLayout, QWidget

from geodesk.desktop.samples.delegate import CellDelegate
from geodesk.desktop.samples.view import SampleView, shared
from geodesk.desktop.session import View
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

SIDES = (80, 120, 160, 200, 256, 320)
"""Sizes of the thumbnails."""


class Grid(Translated, QWidget):
    """The grid and the line above it."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self.setObjectName("grid")
        self.view: GridView = GridView(window)
        self._told = QLabel()
        self._told.setObjectName("grid.count")
        self._keys = QLabel()
        self._keys.setProperty("role", "hint")
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.addWidget(self._told)
        bar.addSpacing(16)
        bar.addWidget(self._keys, 1)
        for key in ("samples.smaller", "samples.larger"):
            button = QToolButton()
            button.setObjectName(f"grid.{key.partition('.')[2]}")
            button.setDefaultAction(window.action(key))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAutoRaise(True)
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        session = self._session
        session.selection_changed.connect(self._tell)
        session.order_changed.connect(self._tell)
        session.collection_changed.connect(self._tell)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Grid of samples"))
        self._keys.setText(self.tr("Click, Shift or Ctrl: select · double click: open"))
        self._tell()

    def _tell(self) -> None:
        chosen, listed = len(self._session.selected), number(len(self._session.visible))
        if chosen == 1:
            text = self.tr("1 of {listed} selected").format(listed=listed)
        else:
            text = self.tr("{n} of {listed} selected").format(n=number(chosen), listed=listed)
        self._told.setText(text)

    def resize_thumbnails(self, by: int) -> None:
        """Make the thumbnails larger or smaller by so many steps."""
        self.view.set_side(SIDES[max(0, min(len(SIDES) - 1, self.view.step + by))])


class GridView(SampleView):
    """The samples side by side."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._cells = CellDelegate(window.session, shared(window.session).thumbnails, window)
        super().__init__(window.session, self._cells)
        self.setObjectName("grid.view")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(0)
        # Where the bar comes and goes, Qt leaves room for it beside it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionRectVisible(True)
        self.set_side(window.settings.values.grid_side)
        self.doubleClicked.connect(self._open)

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
        self.setAccessibleName(self.tr("Samples"))

    @property
    def step(self) -> int:
        """Which of `SIDES` the thumbnails have."""
        return min(range(len(SIDES)), key=lambda step: abs(SIDES[step] - self._cells.side))

    def set_side(self, side: int) -> None:
        """Show thumbnails of that size, the one in view staying in sight."""
        if side == self._cells.side and self._window.settings.values.grid_side == side:
            return
        self._cells.side = side
        self._fill_lines()
        if side != self._window.settings.values.grid_side:
            self._window.settings.set(grid_side=side)
        self.doItemsLayout()
        self.scrollTo(self.currentIndex())
        self._thumbnails.refresh()

    def _fill_lines(self) -> None:
        """As many cells in a line as fit, together as wide as the line."""
        # Qt begins a new line where the old one would be full to the last pixel.
        room, least = self.viewport().width() - 1, self._cells.side + 2 * self._cells.MARGIN
        width = room // max(1, room // least)
        if width != self._cells.width:
            self._cells.width = width
            self.scheduleDelayedItemsLayout()

    def _open(self, _index: QModelIndex | None = None) -> None:
        self._session.set_view(View.CANVAS)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cells are as wide as the line allows."""
        self._fill_lines()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            by = 1 if event.angleDelta().y() > 0 else -1
            self.set_side(SIDES[max(0, min(len(SIDES) - 1, self.step + by))])
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, where no action of the mode takes it first."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)
