"""Toasts: one sentence in the corner of the window; errors stay longer, and with their details open."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated
from geodesk.language import Sentence

_SECONDS = {"error": 30, "info": 6}
_MOST = 4
_WIDTH = 420
_MOVES = (QEvent.Type.Hide, QEvent.Type.LayoutRequest)
_BORDER = {"error": "#d55e00", "info": "#0072b2"}


class Toast(Translated, QFrame):
    """One notice.

    Parameters
    ----------
    sentence
        What happened and what to do.
    kind
        ``"error"`` stays half a minute, ``"info"`` some seconds; one whose details are open stays.
    details
        More, shown on demand.
    folder
        Opens the folder of what it speaks of, by a button.
    """

    def __init__(
        self,
        parent: QWidget,
        sentence: Sentence,
        kind: str,
        details: str = "",
        folder: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.sentence, self.kind = sentence, kind
        self.setObjectName("toast")
        self.setAccessibleName(str(sentence))
        self.setStyleSheet(
            f"#toast {{ border: 1px solid palette(mid); border-left: 4px solid {_BORDER[kind]};"
            " border-radius: 5px; background: palette(base); }"
        )
        self._text = WrappedLabel()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton(autoRaise=True)
        self._close.setObjectName("notice.close")
        self._close.setText("✕")
        self._close.clicked.connect(self.dismiss)
        self._more = QToolButton(autoRaise=True)
        self._more.setObjectName("notice.details")
        self._more.setCheckable(True)
        self._details = QPlainTextEdit(details, readOnly=True)
        self._details.setFixedHeight(140)
        self._details.hide()
        self._more.setVisible(bool(details))
        self._more.toggled.connect(self._show_details)
        self._opens = folder
        self._folder = QToolButton()
        self._folder.setObjectName("notice.folder")
        self._folder.setVisible(folder is not None)
        self._folder.clicked.connect(self._show_folder)
        row = QHBoxLayout()
        row.addWidget(self._text, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 6, 8)
        layout.addLayout(row)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._folder, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._details)
        self.setFixedWidth(_WIDTH)
        self.retranslate()
        QTimer.singleShot(1000 * _SECONDS[kind], self, self._expire)

    def retranslate(self) -> None:
        """Set every text."""
        self._text.setText(str(self.sentence))
        self._more.setText(self.tr("Details"))
        self._folder.setText(self.tr("Open its folder"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))

    def dismiss(self) -> None:
        """Put it away."""
        self.hide()
        self.deleteLater()

    def _show_folder(self) -> None:
        if self._opens is not None:
            self._opens()
        self.dismiss()

    def _expire(self) -> None:
        if not self._more.isChecked():
            self.dismiss()

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self.adjustSize()


class Notices(QObject):
    """Stacks toasts in the lower right corner of a widget."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._lifted = 0
        host.installEventFilter(self)

    def say(
        self,
        sentence: Sentence,
        kind: str = "info",
        details: str = "",
        folder: Callable[[], None] | None = None,
    ) -> Toast:
        """Show a notice; the same one again replaces the old."""
        for old in self.toasts():
            if old.sentence == sentence:
                old.dismiss()
        toasts = self.toasts()
        for old in toasts[: max(0, len(toasts) - _MOST + 1)]:
            old.dismiss()
        toast = Toast(self._host, sentence, kind, details, folder)
        toast.installEventFilter(self)
        toast.show()
        self._place()
        return toast

    def clear(self) -> None:
        """Put all away: another folder is open, and they spoke of the old one."""
        for toast in self.toasts():
            toast.dismiss()

    def lift(self, pixels: int) -> None:
        """Keep so much free above the status bar: buttons are there."""
        self._lifted = pixels
        self._place()

    def toasts(self) -> list[Toast]:
        """Those in sight, the oldest first."""
        found = self._host.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [toast for toast in found if not toast.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the toasts in their corner."""
        # Not at a toast's own Resize: resized again before its layout has seen that, it would clip its text.
        own = watched is self._host
        if event.type() == QEvent.Type.Resize if own else event.type() in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        bottom = self._host.height() - 44 - self._lifted
        for toast in reversed(self.toasts()):
            toast.adjustSize()
            bottom -= toast.height() + 8
            toast.move(self._host.width() - toast.width() - 16, max(8, bottom))
            toast.raise_()
