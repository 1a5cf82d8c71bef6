"""One picture to pan, zoom and measure."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolButton, QWidget

from geodesk.desktop.canvas.overlays import draw_badges, draw_hint, draw_scale_bar, draw_shade
from geodesk.desktop.canvas.shading import Shading
from geodesk.desktop.canvas.tiles import TilesItem
from geodesk.desktop.canvas.tools import Tool
from geodesk.desktop.documents import Document, Documents

if TYPE_CHECKING:
    from geodesk.micrograph.pyramid import Pyramid

_FINEST = 64.0
_STEP = 1.25
_WHEEL_NOTCH = 120


class Canvas(QGraphicsView):
    """A view of one page: zoom at the cursor, pan by dragging, overlays and tools.

    Attributes
    ----------
    document, page
        What is shown; None: nothing.
    fitted
        Whether the whole picture is kept in sight.
    tool
        What the left button does; None: it pans.
    badges
        Short texts in the corner, each with whether it warns.
    bar_button
        Stands on the information bar.
    """

    view_changed = Signal()
    """Zoom or place, by the user or by the program."""
    moved_by_user = Signal()
    """Zoom or place, by the user: linked canvases follow."""
    cursor_moved = Signal(object)
    """(x, y) of the pixel under the mouse, or None."""
    escaped = Signal()
    """Escape was pressed while a tool was on."""
    touched = Signal()
    """The user clicked here."""

    def __init__(self, documents: Documents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas.view")
        self.document: Document | None = None
        self.page = 0
        self.fitted = True
        self.tool: Tool | None = None
        self.badges: list[tuple[str, bool]] = []
        self._pan: QPoint | None = None
        self._space = False
        self._centre = QPointF()
        scene = QGraphicsScene(self)
        self.tiles: TilesItem = TilesItem(documents.tasks, documents.unreadable.emit)
        scene.addItem(self.tiles)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        # Overlays stand still while the picture scrolls, so there is nothing to copy.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.bar_button: QToolButton = QToolButton(self.viewport())
        self.bar_button.setObjectName("canvas.bar_button")
        self.bar_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.bar_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar_button.hide()
        self._colour()

    # What is shown

    def show_document(self, document: Document | None, page: int, shading: Shading | None) -> None:
        """Show a page that is ready, with the zoom kept if the user had chosen one and the size allows it."""
        before = (self.tiles.boundingRect().size(), self.fitted)
        pyramid: Pyramid | None = None if document is None else document.ready(page)
        another = pyramid is not self.tiles.pyramid
        self.document, self.page = document, page
        self.tiles.show_pyramid(pyramid, shading)
        if another:
            if self.tool is not None:
                self.tool.clear()
            size = self.tiles.boundingRect().size()
            if before != (size, False):
                self.fit()
        self._place_bar_button()
        self.viewport().update()

    def set_shading(self, shading: Shading) -> None:
        """Another contrast or threshold."""
        self.tiles.set_shading(shading)

    def set_tool(self, tool: Tool | None) -> None:
        """Change what the left button does."""
        self.tool = tool
        if tool is not None:
            tool.clear()
        self._set_cursor()
        self.viewport().update()

    def set_badges(self, badges: list[tuple[str, bool]]) -> None:
        """Change the texts in the corner."""
        if badges != self.badges:
            self.badges = badges
            self.viewport().update()

    # Zoom and place

    @property
    def scale_now(self) -> float:
        """Units of the screen per pixel of the picture."""
        return float(self.transform().m11())

    @property
    def zoom(self) -> float:
        """Screen pixels per pixel of the picture: 1 is one to one, on any screen."""
        return self.scale_now * float(self.devicePixelRatioF())

    @property
    def centre(self) -> QPointF:
        """The point of the picture in the middle of the view."""
        return QPointF(self._centre)

    def fit(self) -> None:
        """The whole picture."""
        rect = self.tiles.boundingRect()
        if rect.isEmpty():
            return
        view = self.viewport().size()
        scale = min(view.width() / rect.width(), view.height() / rect.height())
        self.set_view(min(max(scale, 1e-6), _FINEST), rect.center())
        self.fitted = True

    def one_to_one(self) -> None:
        """One pixel of the picture on one of the screen."""
        self.set_view(1 / self.devicePixelRatioF(), self._centre)
        self.moved_by_user.emit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify; the point of the picture at `at` (of the view; its middle by default) stays there."""
        rect = self.tiles.boundingRect()
        if rect.isEmpty():
            return
        middle = QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        at = middle if at is None else at
        view = self.viewport().size()
        least = min(view.width() / rect.width(), view.height() / rect.height(), 1.0) / 4
        scale = min(max(self.scale_now * factor, least), _FINEST)
        # In real numbers: the view itself scrolls by whole pixels, which would add up over many steps.
        held = self._centre + (at - middle) / self.scale_now
        self.set_view(scale, held - (at - middle) / scale)
        self.moved_by_user.emit()

    def zoom_step(self, steps: int) -> None:
        """Magnify by keyboard."""
        self.zoom_by(_STEP**steps)

    def pan_by(self, across: float, down: float) -> None:
        """Move the picture by units of the screen."""
        self.set_view(self.scale_now, self._centre - QPointF(across, down) / self.scale_now)
        self.moved_by_user.emit()

    def set_view(self, scale: float, centre: QPointF) -> None:
        """Show this point in the middle at this scale."""
        rect = self.tiles.boundingRect()
        self.fitted = False
        self._centre = QPointF(
            min(max(centre.x(), rect.left()), rect.right()), min(max(centre.y(), rect.top()), rect.bottom())
        )
        view = self.viewport().size()
        room_x, room_y = view.width() / scale, view.height() / scale
        self.setTransform(QTransform.fromScale(scale, scale))
        self.setSceneRect(rect.adjusted(-room_x, -room_y, room_x, room_y))
        self.centerOn(self._centre)
        self._place_bar_button()
        self.view_changed.emit()

    def to_view(self, point: QPointF) -> QPointF:
        """Where a point of the picture is on the view."""
        return self.viewportTransform().map(point)

    def to_picture(self, point: QPointF) -> QPointF:
        """Which point of the picture is at a place of the view."""
        return self.viewportTransform().inverted()[0].map(point)

    # Drawing

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        """Overlays, in units of the screen."""
        document = self.document
        if document is None or self.tiles.pyramid is None:
            return
        painter.save()
        painter.resetTransform()
        painter.setFont(self.font())
        area = QRectF(self.viewport().rect())
        free = QRectF(area)
        bar = document.bar_of(self.page)
        if bar is not None:
            shaded = self._on_view(bar)
            draw_shade(painter, shaded)
            if bar.y > 0 and shaded.top() > area.height() / 2:
                free.setBottom(min(free.bottom(), shaded.top()))
        if self.tool is not None:
            self.tool.paint(self, painter, area)
        size = document.pixel_size_of(self.page)
        if size is not None:
            draw_scale_bar(painter, free, size.x_m / self.scale_now)
        draw_badges(painter, area, self.badges)
        if self.tool is not None:
            draw_hint(painter, area, self.tool.hint())
        painter.restore()

    def _on_view(self, rect: tuple[int, int, int, int]) -> QRectF:
        x, y, w, h = rect
        return QRectF(self.to_view(QPointF(x, y)), self.to_view(QPointF(x + w, y + h)))

    def _place_bar_button(self) -> None:
        document, button = self.document, self.bar_button
        found = None if document is None else document.bar_of(self.page)
        if found is None or not button.text():
            button.hide()
            return
        view = QRectF(self.viewport().rect())
        bar = self._on_view(found).intersected(view)
        button.setVisible(not bar.isEmpty())
        if not bar.isEmpty():
            button.adjustSize()
            x = min(bar.right(), view.right()) - button.width() - 6
            y = min(max(bar.center().y() - button.height() / 2, 0), view.bottom() - button.height())
            button.move(round(max(0.0, x)), round(y))

    def place_bar_button(self) -> None:
        """Its text has changed."""
        self._place_bar_button()

    def _colour(self) -> None:
        window = self.palette().color(QPalette.ColorRole.Window)
        self.setBackgroundBrush(
            window.darker(112) if window.lightness() > 128 else QColor(window).darker(130)
        )

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan, or use the tool."""
        self.touched.emit()
        left = event.button() == Qt.MouseButton.LeftButton
        at = self.to_picture(event.position())
        free = self._space or self.tool is None or not self.tool.wants(self, at)
        if event.button() == Qt.MouseButton.MiddleButton or (left and free):
            self._pan = event.position().toPoint()
            self._set_cursor()
        elif left and self.tool is not None and self.document is not None:
            self.tool.press(self, at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan, use the tool, tell the pixel."""
        if self._pan is not None:
            to = event.position().toPoint()
            by = to - self._pan
            self._pan = to
            self.pan_by(by.x(), by.y())
        elif self.tool is not None and self.document is not None:
            pressed = bool(event.buttons() & Qt.MouseButton.LeftButton)
            straight = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.tool.move(self, self.to_picture(event.position()), pressed, straight)
        self._tell_cursor(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End of panning or of the tool's stroke."""
        if self._pan is not None:
            self._pan = None
            self._set_cursor()
        elif event.button() == Qt.MouseButton.LeftButton and self.tool is not None:
            self.tool.release(self)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A quick second press is a press."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the cursor."""
        self.zoom_by(_STEP ** (event.angleDelta().y() / _WHEEL_NOTCH), event.position())
        self._tell_cursor(event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No pixel is under the mouse."""
        self.cursor_moved.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space turns the left button into a hand; Shift and arrows pan."""
        arrows = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._space = True
            self._set_cursor()
        elif key in arrows and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            across, down = arrows[key]
            self.pan_by(across * self.viewport().width() / 8, down * self.viewport().height() / 8)
        elif key == Qt.Key.Key_Escape and self.tool is not None:
            if not self.tool.escape(self):
                self.escaped.emit()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The hand lets go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._set_cursor()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A key released elsewhere is not told here."""
        self._space = False
        self._set_cursor()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """While a tool is on, Escape is the canvas's own."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.tool is not None
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the whole picture, or the same middle."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit()
        elif not self.tiles.boundingRect().isEmpty():
            self.set_view(self.scale_now, self._centre)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _tell_cursor(self, at: QPointF) -> None:
        point = self.to_picture(at)
        x, y = math.floor(point.x()), math.floor(point.y())
        inside = self.tiles.boundingRect().contains(x + 0.5, y + 0.5)
        self.cursor_moved.emit((x, y) if inside else None)

    def _set_cursor(self) -> None:
        if self._pan is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self.tool is not None:
            shape = self.tool.cursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
