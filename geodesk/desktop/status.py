"""The status bar: pixel under the cursor, pixel size and its source, device in use, saved state."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from geodesk.desktop.room import ElidedLabel
from geodesk.desktop.translation import Translated, number, sides, source_name

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class Status(Translated, QStatusBar):
    """What the user should always see without asking."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._session = window.session
        self._device_text = ""
        self._device_why = ""
        self.cursor_label = QLabel()
        self.picture_label = ElidedLabel(160)
        self.picture_label.setObjectName("status.picture")
        self.pixel_label = QLabel()
        self.device_label = QLabel()
        self.saved_label = QLabel()
        self.addWidget(_spaced(self.picture_label), 1)
        for label in (self.cursor_label, self.pixel_label, self.device_label, self.saved_label):
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            self.addPermanentWidget(_spaced(label))
        session = window.session
        session.document_changed.connect(self.retranslate)
        session.current_changed.connect(self.retranslate)
        session.order_changed.connect(self.retranslate)
        session.opening_changed.connect(self.retranslate)
        self.retranslate()

    def set_device(self, name: str, why: str) -> None:
        """Tell which execution provider runs the model, and why that one."""
        self._device_text, self._device_why = name, why
        self.retranslate()

    def set_cursor(self, text: str) -> None:
        """Tell the pixel under the cursor; empty: none."""
        self.cursor_label.setText(text)

    def set_saved(self, text: str) -> None:
        """Tell whether everything said is on the disk."""
        self.saved_label.setText(text)

    def retranslate(self) -> None:
        """Set every text."""
        session = self._session
        if session.opening is not None:
            self.picture_label.setText(self.tr("Opening {name}…").format(name=session.opening.name))
        elif session.collection is None:
            self.picture_label.setText(self.tr("No folder open"))
        elif session.picture is None:
            self.picture_label.setText(self.tr("No pictures here"))
        else:
            at = session.position
            place = "–" if at is None else number(at + 1)
            total = number(len(session.visible))
            text = self.tr("{name}   {place} of {total}")
            self.picture_label.setText(text.format(name=session.picture.path, place=place, total=total))
        document = session.document
        if document is None:
            self.pixel_label.setText("")
        elif (size := document.pixel_size_of(session.page)) is None:
            self.pixel_label.setText(self.tr("Pixel size unknown"))
        else:
            self.pixel_label.setText(
                self.tr("{length}/px · {source}").format(length=sides(size), source=source_name(size.source))
            )
        self.device_label.setText(self._device_text or self.tr("No model loaded"))
        self.device_label.setToolTip(self._device_why)


def _spaced(label: QLabel) -> QWidget:
    """A label with room at its sides; margins of its own are lost when the theme changes."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(8, 0, 8, 0)
    row.addWidget(label)
    return holder
