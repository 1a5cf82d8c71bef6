"""The wheel over a column of fields scrolls the column: it changes no value that nobody meant to change."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget


class StillFields(QObject):
    """Keeps the fields of a column still under the wheel, those that have the focus too."""

    def keep(self, inside: QWidget) -> None:
        """Those that have come into the column since it was last asked, too."""
        for field in inside.findChildren(QWidget):
            if not isinstance(field, (QComboBox, QAbstractSpinBox, QAbstractSlider)):
                continue
            if isinstance(field, QScrollBar) or field.property("still"):
                continue
            field.setProperty("still", True)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave the wheel to the column."""
        if event.type() != QEvent.Type.Wheel:
            return False
        event.ignore()
        return True
