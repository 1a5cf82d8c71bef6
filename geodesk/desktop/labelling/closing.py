"""What the status bar says of saving, and what is asked at closing where the disk refuses labels."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_SLOW_MS = 200


class SavedState(QObject):
    """Keeps "Saved", "Saving…" or "Not saved" on the status bar."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self._said_something = False
        # A label is on the disk in a few milliseconds: only a slow disk is worth a flicker.
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self.show)
        self._desk.changed.connect(self._changed)
        self._desk.changed.connect(window.actions_.refresh_soon)
        window.session.classes_changed.connect(window.actions_.refresh_soon)
        window.session.collection_changed.connect(self._opened)

    def show(self) -> None:
        """Set the text in the language in force."""
        status, desk = self._window.status, self._desk
        tip = ""
        if (fault := desk.fault) is not None:
            text, tip = translate("SavedState", "Not saved: {count}"), str(fault)
            text = text.format(count=number(desk.unsaved_count))
        elif desk.saving:
            text = translate("SavedState", "Saving…")
        else:
            text = translate("SavedState", "Saved") if self._said_something else ""
        status.set_saved(text)
        status.saved_label.setToolTip(tip)

    def _changed(self) -> None:
        if self._desk.saving and self._desk.fault is None:
            self._said_something = True
            if not self._slow.isActive():
                self._slow.start()
        else:
            self._slow.stop()
            self.show()

    def _opened(self) -> None:
        self._said_something = False
        self._changed()


class Unsaved(QMessageBox):
    """Labels that the disk refuses or is slow to take: try again, close without them, or stay."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.unsaved")
        self.setIcon(QMessageBox.Icon.Warning)
        self._window = window
        count, fault = window.desk.unsaved_count, window.desk.fault
        self.setWindowTitle(self.tr("Labels not saved"))
        text = self.tr("1 label is not on the disk.")
        if count != 1:
            text = self.tr("{count} labels are not on the disk.").format(count=number(count))
        if count == 0:  # an undo or an import
            text = self.tr("The last change of labels is not on the disk.")
        self.setText(text)
        slow = self.tr("The disk or network folder is slow and still writing.")
        self.setInformativeText(slow if fault is None else str(fault))
        again = self.tr("Wait and close") if fault is None else self.tr("Save again and close")
        self.again = self.addButton(again, QMessageBox.ButtonRole.AcceptRole)
        self.discard = self.addButton(self.tr("Close without them"), QMessageBox.ButtonRole.DestructiveRole)
        self.stay = self.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.again)
        self.setEscapeButton(self.stay)
        self.buttonClicked.connect(self._chosen)

    def _chosen(self) -> None:
        clicked, window = self.clickedButton(), self._window
        if clicked is self.discard:
            window.desk.give_up()
        if clicked is not self.stay:
            QTimer.singleShot(0, window, window.close)
