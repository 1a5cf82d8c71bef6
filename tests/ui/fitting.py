"""What is cut off in a window: each visible text against the room that it has.

Two ways together see all texts of the program. `cut_off` asks every widget of Qt's own kinds for its texts
and compares what they need with what style and layout left them. What our own classes paint, and whatever
pyqtgraph paints, goes through `QPainter.drawText` and `QFontMetrics.elidedText`: `Painted` listens there.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDoubleSpinBox,
    QFileDialog,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

SLACK = 1
"""Units of the screen: fonts are measured in whole ones, and layouts share out halves."""

_WRAP = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextExpandTabs
_FAR = 100_000
_OWN = QAbstractItemView | QLineEdit | QComboBox | QAbstractSpinBox | QPlainTextEdit


def cut_off(top: QWidget, allowed: frozenset[str] = frozenset()) -> list[str]:
    """What is cut off in a window that is shown, one sentence each.

    Parameters
    ----------
    top
        A window or dialog. Dialogs that belong to it are windows of their own.
    allowed
        Object names of widgets that may leave out a part of what they say.
    """
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        if widget.window() is not top or not widget.isVisible() or _name(widget) in allowed:
            continue
        if isinstance(widget.window(), QFileDialog) and not _ours(widget):
            continue
        for text, needed, room in _texts(widget):
            if text.strip() and (
                needed.width() > room.width() + SLACK or needed.height() > room.height() + SLACK
            ):
                found.append(f"{_path(widget)}: “{text}” needs {_size(needed)}, has {_size(room.size())}")
            elif text.strip() and (hidden := _hidden(widget, QRect(room.topLeft(), needed))):
                found.append(f"{_path(widget)}: “{text}” {hidden}")
        if widget.objectName() == "qt_toolbar_ext_button" or widget.objectName() == "qt_menubar_ext_button":
            found.append(f"{_path(widget)}: not all entries fit")
    return found


def _ours(widget: QWidget) -> bool:
    """Of a file dialog, Qt's own affair, only what we put into it."""
    return widget.objectName().startswith("labelling.")


def _texts(widget: QWidget) -> Iterator[tuple[str, QSize, QRect]]:
    """Each text of a widget: the text, what it needs, and where it has room within the widget."""
    if isinstance(widget, QLabel):
        yield from _of_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _of_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _of_combo(widget)
    elif isinstance(widget, QAbstractSpinBox):
        yield from _of_spin(widget)
    elif isinstance(widget, QLineEdit):
        if not widget.text() and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox):
            yield widget.placeholderText(), _line(widget, widget.placeholderText()), _inside(widget)
    elif isinstance(widget, QPlainTextEdit):
        if not widget.toPlainText() and (text := widget.placeholderText()):
            room = widget.viewport().rect().adjusted(4, 4, -4, -4)
            yield text, _wrapped(widget.fontMetrics(), text, room.width()), room
    elif isinstance(widget, QTabBar):
        for at in range(widget.count()):
            needed = _line(widget, widget.tabText(at)) + QSize(8, 4)
            yield widget.tabText(at), needed, widget.tabRect(at).intersected(widget.rect())
    elif isinstance(widget, QHeaderView):
        yield from _of_header(widget)
    elif isinstance(widget, QGroupBox) and widget.title():
        yield (
            widget.title(),
            QSize(widget.fontMetrics().horizontalAdvance(widget.title()) + 16, 0),
            widget.rect(),
        )
    elif isinstance(widget, QProgressBar) and widget.isTextVisible():
        yield widget.text(), _line(widget, widget.text()), widget.rect()
    elif isinstance(widget, QMenu):
        yield from _of_menu(widget)
    elif isinstance(widget, QAbstractItemView):
        yield from _of_items(widget)
    elif isinstance(widget, QGraphicsView):
        yield from _of_scene(widget)


def _of_label(label: QLabel) -> Iterator[tuple[str, QSize, QRect]]:
    text = label.text()
    if not text or not label.pixmap().isNull():
        return
    margin = label.margin()
    room = label.contentsRect().adjusted(margin, margin, -margin, -margin)
    formats = Qt.TextFormat
    rich = label.textFormat() is formats.RichText or (
        label.textFormat() is formats.AutoText and Qt.mightBeRichText(text)
    )
    if rich:
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setDocumentMargin(0)
        document.setHtml(text)
        if label.wordWrap():
            document.setTextWidth(room.width())
        size = document.size().toSize()
        yield document.toPlainText(), QSize(round(document.idealWidth()), size.height()), room
    elif label.wordWrap():
        high = label.heightForWidth(label.width()) - (label.height() - room.height())
        wide = label.minimumSizeHint().width() - (label.width() - room.width())
        yield text, QSize(wide, high), room
    else:
        flags = int(Qt.TextFlag.TextExpandTabs)
        if label.buddy() is not None:
            flags |= int(Qt.TextFlag.TextShowMnemonic)
        yield text, label.fontMetrics().size(flags, text), room


def _of_button(button: QAbstractButton) -> Iterator[tuple[str, QSize, QRect]]:
    text = button.text()
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
        needed = button.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), text)
        if not button.icon().isNull():
            needed = QSize(needed.width() + button.iconSize().width() + 8, needed.height())
        yield text, needed, room
    elif isinstance(button, QToolButton):
        alone = button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        if not alone or button.icon().isNull():
            yield text, button.sizeHint(), button.rect()
    elif isinstance(button, QCheckBox | QRadioButton):
        yield text, button.sizeHint(), button.rect()
    else:
        yield text, QSize(button.fontMetrics().horizontalAdvance(text), 0), button.rect()


def _of_combo(combo: QComboBox) -> Iterator[tuple[str, QSize, QRect]]:
    """Every entry: each of them may be chosen."""
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    parts = QStyle.ComplexControl, QStyle.SubControl
    room = combo.style().subControlRect(parts[0].CC_ComboBox, option, parts[1].SC_ComboBoxEditField, combo)
    texts = [combo.itemText(at) for at in range(combo.count())]
    if combo.currentIndex() < 0:
        texts.append(combo.placeholderText())
    for text in texts:
        yield text, QSize(combo.fontMetrics().horizontalAdvance(text), 0), room


def _of_spin(spin: QAbstractSpinBox) -> Iterator[tuple[str, QSize, QRect]]:
    line = spin.lineEdit()
    texts = [spin.text(), spin.specialValueText()]
    if isinstance(spin, QSpinBox | QDoubleSpinBox) and not isinstance(spin, QDateTimeEdit):
        for end in (spin.minimum(), spin.maximum()):
            texts.append(f"{spin.prefix()}{spin.textFromValue(end)}{spin.suffix()}")
    for text in texts:
        yield text, _line(line, text), _inside(line).translated(line.pos())


def _inside(line: QLineEdit) -> QRect:
    margins = line.textMargins()
    room = line.contentsRect().marginsRemoved(margins)
    # The style sheet's padding and border are in the style's rectangle, Qt's own two units are not.
    from PySide6.QtWidgets import QStyleOptionFrame

    option = QStyleOptionFrame()
    line.initStyleOption(option)
    shown = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    return room.intersected(shown).adjusted(2, 0, -2, 0)


def _of_header(header: QHeaderView) -> Iterator[tuple[str, QSize, QRect]]:
    model = header.model()
    for section in range(header.count()):
        if header.isSectionHidden(section) or model is None:
            continue
        text = str(model.headerData(section, header.orientation()) or "")
        start = header.sectionViewportPosition(section)
        across = header.orientation() is Qt.Orientation.Horizontal
        size = header.sectionSize(section)
        room = QRect(start, 0, size, header.height()) if across else QRect(0, start, header.width(), size)
        yield text, QSize(header.fontMetrics().horizontalAdvance(text) + 8, 0), room


def _of_menu(menu: QMenu) -> Iterator[tuple[str, QSize, QRect]]:
    for action in menu.actions():
        text, _, keys = action.text().replace("&", "").partition("\t")
        keys = keys or action.shortcut().toString()
        needed = menu.fontMetrics().horizontalAdvance(text + keys) + 16
        if not action.isSeparator():
            yield text, QSize(needed, menu.fontMetrics().height()), menu.actionGeometry(action)


def _of_items(view: QAbstractItemView) -> Iterator[tuple[str, QSize, QRect]]:
    """The items in sight of Qt's own delegates; ours paint, and are listened to."""
    model = view.model()
    if model is None or type(view.itemDelegate()).__module__.startswith("geodesk"):
        return
    area = view.viewport().rect()
    for row in range(model.rowCount()):
        for column in range(1 if isinstance(view, QListView) else model.columnCount()):
            index = model.index(row, column)
            place = view.visualRect(index)
            text = str(index.data() or "")
            if not text or not area.intersects(place):
                continue
            option = QStyleOptionViewItem()
            view.initViewItemOption(option)
            option.rect = place
            needed = view.itemDelegate().sizeHint(option, index)
            room = place.intersected(QRect(area.left(), place.top(), area.width(), place.height()))
            if not isinstance(view, QTableView):
                room.setHeight(_FAR)  # a list scrolls, a cell does not
            yield text, needed, room


def _of_scene(view: QGraphicsView) -> Iterator[tuple[str, QSize, QRect]]:
    for item in view.scene().items() if view.scene() is not None else ():
        if isinstance(item, QGraphicsTextItem) and item.isVisible() and item.toPlainText().strip():
            around = item.document().documentMargin()
            text = item.boundingRect().adjusted(around, around, -around, -around)
            place = view.mapFromScene(item.mapToScene(text)).boundingRect()
            shown = place.intersected(view.viewport().rect())
            yield item.toPlainText(), place.size(), shown


def _line(widget: QWidget, text: str) -> QSize:
    return QSize(widget.fontMetrics().horizontalAdvance(text), widget.fontMetrics().height())


def _wrapped(metrics: QFontMetrics, text: str, width: int) -> QSize:
    return metrics.boundingRect(QRect(0, 0, width, _FAR), int(_WRAP), text).size()


def _hidden(widget: QWidget, text: QRect) -> str:
    """Whether a part of the widget that holds text lies outside of what holds the widget."""
    inner: QWidget = widget
    place = text.intersected(widget.rect())
    while inner is not widget.window():
        outer = inner.parentWidget()
        if outer is None:
            return ""
        place = place.translated(inner.pos())
        area = outer.parentWidget()
        sides = place.left() < -SLACK or place.right() > outer.width() - 1 + SLACK
        ends = place.top() < -SLACK or place.bottom() > outer.height() - 1 + SLACK
        if isinstance(area, QAbstractScrollArea) and area.viewport() is outer:
            sides = sides and not _scrolls(area, Qt.Orientation.Horizontal)
            ends = ends and not _scrolls(area, Qt.Orientation.Vertical)
            if not (sides or ends):  # it is scrolled into sight, or out of it
                place = place.intersected(outer.rect())
                if place.isEmpty():
                    return ""
        if sides or ends:
            return f"lies {_size(place)} outside of {_path(outer)}, {_size(outer.size())}"
        inner = outer
    return ""


def _scrolls(area: QAbstractScrollArea, way: Qt.Orientation) -> bool:
    across = way is Qt.Orientation.Horizontal
    bar = area.horizontalScrollBar() if across else area.verticalScrollBar()
    policy = area.horizontalScrollBarPolicy() if across else area.verticalScrollBarPolicy()
    return policy is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff and bar.maximum() > bar.minimum()


def _name(widget: QWidget) -> str:
    return widget.objectName()


def _path(widget: QWidget) -> str:
    own = widget.objectName() or type(widget).__name__
    parent = widget.parentWidget()
    return (
        own
        if parent is None or widget.isWindow()
        else f"{parent.objectName() or type(parent).__name__} > {own}"
    )


def _size(size: QSize | QRect) -> str:
    if isinstance(size, QRect):
        return f"({size.x()}, {size.y()}) {size.width()}×{size.height()}"
    return f"{size.width()}×{size.height()}"


class Painted:
    """Listens to what is painted from Python while it is active: ``with Painted() as painted: …grab()``.

    Attributes
    ----------
    elided
        Texts that were shortened, each with what was left of it and the code that did it.
    clipped
        Texts that were drawn into a box too small for them.
    """

    def __init__(self) -> None:
        self.elided: list[tuple[str, str, str]] = []
        self.clipped: list[str] = []
        self._kept: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> "Painted":
        for kind in (QFontMetrics, QFontMetricsF):
            self._replace(kind, "elidedText", self._elide)
        self._replace(QPainter, "drawText", self._draw)
        return self

    def __exit__(self, *_: object) -> None:
        for kind, name, real in self._kept:
            setattr(kind, name, real)

    def faults(self, allowed: frozenset[str] = frozenset()) -> list[str]:
        """What was heard since the last time: shortened by code not allowed to, or larger than its box."""
        elided = [one for one in self.elided if one[2] not in allowed]
        found = [f"{by}: “{text}” is shortened to “{shown}”" for text, shown, by in elided]
        found += self.clipped
        self.elided, self.clipped = [], []
        return list(dict.fromkeys(found))

    def _replace(self, kind: Any, name: str, by: Any) -> None:
        real = getattr(kind, name)
        self._kept.append((kind, name, real))
        setattr(kind, name, lambda *given: by(real, *given))

    def _elide(self, real: Any, *given: Any) -> str:
        shown = str(real(*given))
        if shown != given[1]:
            self.elided.append((given[1], shown, _caller()))
        return shown

    def _draw(self, real: Any, painter: QPainter, *given: Any) -> Any:
        done = real(painter, *given)
        box = given[0]
        if isinstance(box, QRect | QRectF) and len(given) == 3:
            flags, text = given[1], given[2]
            flags = flags.value if hasattr(flags, "value") else int(flags)
            if isinstance(text, str):
                room = QRectF(box)
                wide = QRectF(room.x(), room.y(), room.width(), _FAR)
                needed = QFontMetricsF(painter.font()).boundingRect(wide, flags, text)
                if needed.width() > room.width() + 1 + SLACK or needed.height() > room.height() + 2 + SLACK:
                    size = f"{needed.width():.0f}×{needed.height():.0f}"
                    has = f"{room.width():.0f}×{room.height():.0f}"
                    self.clipped.append(f"{_caller()}: “{text}” needs {size}, has {has}")
        return done


def _caller() -> str:
    import sys

    frame = sys._getframe(3)
    while "fitting" in frame.f_code.co_filename:
        frame = frame.f_back  # type: ignore[assignment]
    return f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
