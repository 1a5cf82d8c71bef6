"""Widgets that make room for their texts, or say in the tooltip what they left out."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from geodesk.desktop.wheel import StillFields

_BREAK = "\u200b"
_LONG = 24
_PIECE = 16
_NARROWEST = 240
_FRAME = QSize(8, 32)


class WrappedLabel(QLabel):
    """Text over several lines that also breaks within long names and paths, so that none is cut off."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        self._whole = text
        super().setText(breakable(text))

    def text(self) -> str:
        """The text as it was given."""
        return self._whole

    def widen(self) -> None:
        """Take all the width there is, and as many lines as are needed then."""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a label's own policy has this; another one takes it away
        self.setSizePolicy(policy)


class Facts(QWidget):
    """Names and what is said of each, in two columns; every text as high as it needs.

    Qt's form gives a row of several lines what another one has too much.
    """

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, WrappedLabel]] = []

    def tell(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these, and no others."""
        while len(self._rows) < len(facts):
            name, said = QLabel(), WrappedLabel()
            name.setProperty("role", "hint")
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.widen()
            row = len(self._rows)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(said, row, 1)
            self._rows.append((name, said))
        for at, (name, said) in enumerate(self._rows):
            for label in (name, said):
                label.setVisible(at < len(facts))
            if at < len(facts):
                name.setText(facts[at][0])
                said.setText(facts[at][1])
        self.setVisible(bool(facts))


class ElidedLabel(QLabel):
    """A name of any length on one line: shortened in the middle where there is no room, whole in the tooltip.

    Parameters
    ----------
    least
        Width in units of the screen that it asks for at least.
    """

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        super().setText(text)
        self._tell()

    @property
    def shown(self) -> str:
        """What of the text is in sight."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as it may get."""
        hint = super().minimumSizeHint()
        return QSize(min(self._least, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or less of it fits."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The text, or what of it fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), self.alignment(), self.shown)
        painter.end()

    def _tell(self) -> None:
        self.setToolTip("" if self.shown == self.text() else self.text())


class ElidedComboBox(QComboBox):
    """A list of names of any length: the chosen one is shortened at its end where there is no room."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """As Qt draws it, which cuts a name off without a sign."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            grey = self.palette().color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.ButtonText, grey)
            option.currentText = self.placeholderText()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - 4 - (0 if option.currentIcon.isNull() else option.iconSize.width() + 4)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class HighEnough(QWidget):
    """Never lower than its texts need, wrapped as they are at its width."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A layout by itself asks for the height of the widest case."""
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(max(hint.height(), layout.minimumHeightForWidth(self.width())))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Narrower may be higher."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Told while the parents are still sharing out the room, it would not be heard.
            QTimer.singleShot(0, self, self._tell_all)

    def _tell_all(self) -> None:
        """A splitter does not pass on that what stands in it needs more room across."""
        part: QWidget | None = self
        while part is not None and not part.isWindow():
            part.updateGeometry()
            part = part.parentWidget()


class SidePanel(QScrollArea):
    """A column beside the picture: it scrolls up and down, and is never narrower than what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._still = StillFields(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as what stands in it beside the scroll bar."""
        hint, inside = super().minimumSizeHint(), self.widget()
        if inside is not None:
            needed = inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
            hint.setWidth(max(_NARROWEST, needed))
        return hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """What stands in it became wider or narrower: so does the column, whatever it stands in itself."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            if isinstance(watched, QWidget):
                self._still.keep(watched)
        return super().eventFilter(watched, event)


class GrowingDialog(QDialog):
    """Grows with its wrapped texts; a dialog by itself stays as high as it was opened."""

    def event(self, event: QEvent) -> bool:
        """Some text in it has changed."""
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        handled, layout = super().event(event), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.totalMinimumHeightForWidth(self.width()))
        return handled


def breakable(text: str) -> str:
    """Places to break a line in what is too long for one, invisible: after the signs that names have."""
    return re.sub(rf"\S{{{_LONG},}}", lambda found: _pieces(found.group()), text)


def _pieces(name: str) -> str:
    runs = re.findall(r"[^/\\_.@-]*[/\\_.@-]|[^/\\_.@-]+", name)
    return _BREAK.join(run[at : at + _PIECE] for run in runs for at in range(0, len(run), _PIECE))


def copy_names_whole() -> None:
    """Take the places to break lines out of what is copied: no file has such a name."""
    clipboard = QGuiApplication.clipboard()

    def clean() -> None:
        if clipboard.ownsClipboard() and _BREAK in (text := clipboard.text()):
            clipboard.setText(text.replace(_BREAK, ""))

    clipboard.dataChanged.connect(clean)


def on_the_screen(width: int, height: int) -> QSize:
    """A window's size, or what of it the screen has room for beside bars and the window's own frame."""
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry().size() - _FRAME
    return QSize(width, height).boundedTo(room)
