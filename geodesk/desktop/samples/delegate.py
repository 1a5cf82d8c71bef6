"""How a sample is painted: as a row of the list, as a cell of the grid."""

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from geodesk.desktop.samples.marks import Look, draw_mark, draw_synthetic, look_of
from geodesk.desktop.samples.model import printable
from geodesk.desktop.samples.names import fitting
from geodesk.desktop.samples.thumbs import TAG
from geodesk.desktop.translation import percent, translate

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.samples.thumbs import Thumbnails
    from geodesk.desktop.session import Session

SMALL, LARGE = 160, 320
"""Sizes in which thumbnails are made, in device pixels."""

_READY = 160
_ERROR = QColor("#d55e00")
_Index = QModelIndex | QPersistentModelIndex
_Middle = Qt.AlignmentFlag.AlignVCenter


class Delegate(QStyledItemDelegate):
    """What rows and cells have in common."""

    def __init__(self, session: "Session", thumbnails: "Thumbnails", parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._thumbnails = session, thumbnails
        self._ready: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()

    def thumbnail_size(self, ratio: float) -> int:
        """The size of thumbnails in device pixels on a screen of that ratio."""
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one sample."""
        visible, row = self._session.visible, index.row()
        if 0 <= row < len(visible):
            painter.save()
            self._background(painter, option)
            self._draw(painter, option, row)
            painter.restore()

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        raise NotImplementedError

    def _name(
        self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: int, whole: bool = False
    ) -> None:
        """A sample's name on one line, with its folder if the whole is wanted; what kind it is, too."""
        visible, metrics = self._session.visible, QFontMetrics(option.font)
        box = QRect(box)
        if kind := kind_mark(visible[row]):
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(box, _Middle | Qt.AlignmentFlag.AlignRight, kind)
            box.setRight(box.right() - metrics.horizontalAdvance(kind) - 6)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        first = max(0, row - 1)
        ids = [printable(one.id) for one in visible[first : row + 2]]
        name, *beside = [one if whole else one.rpartition("/")[2] for one in (ids.pop(row - first), *ids)]
        painter.drawText(box, _Middle, fitting(name, beside, metrics, box.width()))

    def _background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Tinted where selected, so that the classes' colours stay what they are; framed where current."""
        highlight = option.palette.color(QPalette.ColorRole.Highlight)
        if option.state & QStyle.StateFlag.State_Selected:
            tint = QColor(highlight)
            tint.setAlphaF(0.24)
            painter.fillRect(option.rect, tint)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            tint = QColor(highlight)
            tint.setAlphaF(0.08)
            painter.fillRect(option.rect, tint)

    def _picture(
        self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, sample: "Sample"
    ) -> QRect:
        """The thumbnail in the middle of a box; returns where it is."""
        ratio = painter.device().devicePixelRatioF()
        image = self._thumbnails.get(sample.pictures[0], self.thumbnail_size(ratio))
        frame = option.palette.color(QPalette.ColorRole.Mid)
        if isinstance(image, QImage):
            size = QSize(image.width(), image.height()).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            size = size.expandedTo(QSize(1, 1))
            target = QRect(0, 0, size.width(), size.height())
            target.moveCenter(box.center())
            painter.drawPixmap(target, self._scaled(image, size * ratio, ratio))
            if image.text(TAG):
                draw_synthetic(painter, target)
            return target
        painter.setPen(frame)
        painter.setBrush(option.palette.color(QPalette.ColorRole.AlternateBase))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if image is not None:
            self._unreadable(painter, box, option)
        return box

    def _scaled(self, image: QImage, size: QSize, ratio: float) -> QPixmap:
        """The thumbnail in the pixels it is shown in: scaling at each painting takes most of its time."""
        key = (image.cacheKey(), size.width(), size.height())
        found = self._ready.get(key)
        if found is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            found = QPixmap.fromImage(image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
            found.setDevicePixelRatio(ratio)
            self._ready[key] = found
            while len(self._ready) > _READY:
                self._ready.popitem(last=False)
        return found

    def _unreadable(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
        size = min(18, box.height() // 3)
        sign = QRect(0, 0, size, size)
        sign.moveCenter(box.center())
        text = translate("Samples", "Cannot be read")
        wide = box.width() > QFontMetrics(option.font).horizontalAdvance(text)
        if wide:
            sign.translate(0, -size // 2)
        draw_warning(painter, sign)
        if wide:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            below = QRect(box.left(), sign.bottom() + 4, box.width(), 2 * size)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _marks(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, sample: "Sample") -> bool:
        """Label and suggestion on one line; says whether there was anything to draw."""
        standing = self._session.standing(sample)
        metrics = QFontMetrics(option.font)
        side = max(8, round(metrics.height() * 0.66))
        x = box.left()
        if standing.error is not None:
            draw_warning(painter, QRect(x, box.center().y() - side // 2, side, side))
            x += side + 6
        marks: list[tuple[Look | None, bool, str, str]] = []  # shape, hollow, name, what stays beside it
        if standing.mixed:
            marks.append((None, False, "", translate("Samples", "mixed")))
        elif standing.label is not None:
            look = look_of(self._session, standing.label)
            marks.append((look, False, look.name, ""))
        if standing.disputed:
            marks.append((None, False, "", "≠"))
        known = standing.label is not None and not standing.disagrees
        if standing.suggestion is not None and standing.probability is not None and not known:
            look = look_of(self._session, standing.suggestion)
            marks.append((look, True, f"{look.name} ", percent(standing.probability)))
        taken = sum((0 if look is None else side + 4) + 8 for look, *_ in marks) - 8
        taken += sum(metrics.horizontalAdvance(tail) for *_, tail in marks)
        names = _shortened([name for _, _, name, _ in marks], metrics, box.right() - x - taken)
        for (shape, hollow, _, tail), name in zip(marks, names, strict=True):
            if shape is not None:
                draw_mark(painter, QRectF(x, box.center().y() - side / 2 + 0.5, side, side), shape, hollow)
                x += side + 4
            role = QPalette.ColorRole.PlaceholderText if hollow else QPalette.ColorRole.Text
            painter.setPen(option.palette.color(role))
            wide = metrics.horizontalAdvance(name + tail)
            painter.drawText(QRect(x, box.top(), wide + 1, box.height()), _Middle, name + tail)
            x += wide + 8
        return bool(marks) or standing.error is not None


class RowDelegate(Delegate):
    """A row of the list: thumbnail, name, label or suggestion."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """All rows are of one size."""
        return QSize(120, self._side(option) + 8)

    def thumbnail_size(self, ratio: float) -> int:
        """Rows are small."""
        return SMALL

    def _side(self, option: QStyleOptionViewItem) -> int:
        return max(40, 2 * QFontMetrics(option.font).height() + 8)

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        rect, palette, metrics = option.rect, option.palette, QFontMetrics(option.font)
        sample = self._session.visible[row]
        if option.state & QStyle.StateFlag.State_Selected:
            accent = palette.color(QPalette.ColorRole.Highlight)
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), accent)
        side = self._side(option)
        box = QRect(rect.left() + 8, rect.top() + (rect.height() - side) // 2, side, side)
        self._picture(painter, box, option, sample)
        left, line = box.right() + 9, metrics.height() + 2
        top = rect.top() + (rect.height() - 2 * line) // 2
        name_box = QRect(left, top, rect.right() - 8 - left, line)
        folder = printable(sample.id).rpartition("/")[0]
        below = QRect(left, top + line, rect.right() - 8 - left, line)
        marked = self._marks(painter, below, option, sample)
        self._name(painter, name_box, option, row, whole=marked)  # with marks, no line is left for the folder
        if not marked and folder:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            text = metrics.elidedText(folder, Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(below, _Middle, text)


class CellDelegate(Delegate):
    """A cell of the grid; `side` is the thumbnail's, `width` the cell's."""

    MARGIN = 8
    side = SMALL
    width = SMALL + 2 * MARGIN

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """All cells are of one size."""
        lines = 2 * (QFontMetrics(option.font).height() + 2)
        return QSize(self.width, self.side + lines + 2 * self.MARGIN + 4)

    def thumbnail_size(self, ratio: float) -> int:
        """The larger one as soon as the smaller would be blurred."""
        return SMALL if self.side * ratio <= SMALL * 1.25 else LARGE

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        palette, metrics = option.palette, QFontMetrics(option.font)
        rect, sample = option.rect, self._session.visible[row]
        inner = rect.adjusted((rect.width() - self.side) // 2, self.MARGIN, 0, -self.MARGIN)
        inner.setWidth(self.side)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(2, 2, -2, -2))
        self._picture(painter, QRect(inner.left(), inner.top(), inner.width(), self.side), option, sample)
        line = metrics.height() + 2
        box = QRect(inner.left(), inner.top() + self.side + 4, inner.width(), line)
        self._name(painter, box, option, row)
        self._marks(painter, box.translated(0, line), option, sample)


def _shortened(names: list[str], metrics: QFontMetrics, room: int) -> list[str]:
    """Names of classes in so many pixels together: the longer one gives way to the shorter."""
    wide = [metrics.horizontalAdvance(name) for name in names]
    if not names or sum(wide) <= room:
        return names
    least = max(0, min(*wide, room // len(names)))

    def fitting(name: str, own: int) -> str:
        most = least if own == min(wide) else max(0, room - least)
        return name if own <= most else metrics.elidedText(name, Qt.TextElideMode.ElideRight, most)

    return [fitting(name, own) for name, own in zip(names, wide, strict=True)]


def kind_mark(sample: "Sample") -> str:
    """What tells a pair or series from a picture."""
    if sample.kind == "pair":
        return "PPL/XPL"
    return f"{len(sample.pictures)}×" if sample.kind == "series" else ""


def draw_warning(painter: QPainter, box: QRect) -> None:
    """A triangle with an exclamation mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ERROR)
    frame = QRectF(box)
    painter.drawPolygon([frame.bottomLeft(), frame.bottomRight(), (frame.topLeft() + frame.topRight()) / 2])
    painter.setPen(QPen(Qt.GlobalColor.white, max(1.2, frame.width() / 9)))
    middle, height = frame.center().x(), frame.height()
    painter.drawLine(
        int(middle), int(frame.top() + 0.4 * height), int(middle), int(frame.top() + 0.68 * height)
    )
    painter.drawPoint(int(middle), int(frame.top() + 0.86 * height))
    painter.restore()
