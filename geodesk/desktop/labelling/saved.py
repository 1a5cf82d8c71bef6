"""What the status bar says of saving."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

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
