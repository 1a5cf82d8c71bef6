"""What is told of a fault nobody foresaw, and of a crash of the session before; the program stays open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QVBoxLayout,
)

from geodesk.desktop.room import GrowingDialog, WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_MOST = 5


class FaultDialog(Translated, GrowingDialog):
    """Does not block the window: what was begun can be saved, whatever it says.

    Parameters
    ----------
    details
        Where it happened, as Python says it.
    crashed
        Whether the system ended the session before; else something broke just now.
    """

    def __init__(self, window: "Window", details: str, crashed: bool) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("fault")
        self.setModal(False)
        self._window = window
        self._details = [details]
        self._count, self._crashed = 1, crashed
        self._title, self._said, self._again = QLabel(wordWrap=True), WrappedLabel(), QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._again.setProperty("role", "hint")
        sign = QLabel()
        kind = QStyle.StandardPixmap.SP_MessageBoxWarning
        sign.setPixmap(self.style().standardIcon(kind).pixmap(32, 32))
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setObjectName("fault.text")
        self._text.setMinimumHeight(160)
        self._text.hide()
        self._more = QPushButton()
        self._more.setCheckable(True)
        self._more.setObjectName("fault.details")
        self._more.toggled.connect(self._show_details)
        self._copy, self._log, self._go_on = QPushButton(), QPushButton(), QPushButton()
        for button, name, does in (
            (self._copy, "fault.copy", self._copy_report),
            (self._log, "fault.log", window.help.open_log_folder),
            (self._go_on, "fault.go_on", self.close),
        ):
            button.setObjectName(name)
            button.clicked.connect(does)
        buttons = QDialogButtonBox()
        buttons.addButton(self._more, QDialogButtonBox.ButtonRole.HelpRole)
        buttons.addButton(self._log, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._go_on, QDialogButtonBox.ButtonRole.RejectRole)
        self._go_on.setDefault(True)
        words = QVBoxLayout()
        for label in (self._title, self._said, self._again):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self._text, 1)
        layout.addWidget(buttons)
        self._go_on.setFocus()  # else the first button has it, and is the default while it does
        self.setMinimumWidth(560)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle("GeoDesk")
        if self._crashed:
            self._title.setText(self.tr("GeoDesk was ended by a fault the last time"))
            self._said.setText(
                self.tr(
                    "What was saved is there: labels, points and measurements are written as you make them, "
                    "and an interrupted run can be continued. Please copy the report and send it to whoever "
                    "looks after GeoDesk."
                )
            )
        else:
            self._title.setText(self.tr("Something went wrong in GeoDesk"))
            self._said.setText(
                self.tr(
                    "Nothing that was saved is lost, and you can go on working. Please copy the report and "
                    "send it to whoever looks after GeoDesk. If the same comes again, close and open GeoDesk."
                )
            )
        self._more.setText(self.tr("Details"))
        self._copy.setText(self.tr("Copy report"))
        self._log.setText(self.tr("Open the log's folder"))
        self._go_on.setText(self.tr("Go on working"))
        self._count_shown()

    def add(self, details: str) -> bool:
        """Another fault came; returns whether it is one that was told of already."""
        known = details in self._details
        self._count += 1
        if not known and len(self._details) < _MOST:
            self._details.append(details)
        self._count_shown()
        return known

    @property
    def details(self) -> str:
        """All that is known."""
        return "\n\n".join(self._details)

    def _count_shown(self) -> None:
        self._again.setVisible(self._count > 1 and not self._crashed)
        self._again.setText(self.tr("It happened {count} times.").format(count=number(self._count)))
        self._text.setPlainText(self.details)

    def _show_details(self, shown: bool) -> None:
        self._text.setVisible(shown)
        QApplication.sendPostedEvents(self)
        self.adjustSize()

    def _copy_report(self) -> None:
        self._window.help.copy_report(self.details)
