"""Keys typed into a field belong to the field: Enter there ends a number and labels no picture.

Of a slider, Home and End do. The number that a dialog opens on is replaced by what is typed, as after Tab.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

_FIELDS = (QAbstractSpinBox, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSlider)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_MET = "geodesk.met"
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class DecimalBox(QDoubleSpinBox):
    """A field for a number, where a point and a comma both separate decimals, whatever the language.

    Qt takes the other one for a separator of thousands wherever it stands: 0.5 would be 5 in Spanish.
    """

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Whether a text is a number, or may become one."""
        return super().validate(self._own(text), place)

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt's name
        """The number of a text, or of one that was pasted."""
        return super().valueFromText(self._own(text))

    def _own(self, text: str) -> str:
        point = self.locale().decimalPoint()
        number = text.removeprefix(self.prefix()).removesuffix(self.suffix())
        return text.replace(number, number.replace(".", point).replace(",", point), 1) if number else text


class Fields(QObject):
    """Follows the focus; whatever field has it keeps the keys that are no commands."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)
        self._field: QWidget | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim plain keys before the window's shortcuts see them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = event.key()
            function = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35 or key == Qt.Key.Key_Escape
            own = key in _ENDS if isinstance(watched, QAbstractSlider) else not function
            if own and not event.modifiers() & _COMMANDS:
                event.accept()
                return True
        return False

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        # One that is being destroyed gives the focus away before it says that it is gone.
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = new if isinstance(new, _FIELDS) else None
        if self._field is not None:
            self._open(old, self._field)
            self._field.installEventFilter(self)
            self._field.destroyed.connect(self._gone)

    def _open(self, old: QWidget | None, new: QWidget) -> None:
        """Select the number on which a dialog has opened; not again when the user comes back to it."""
        if isinstance(new, QAbstractSpinBox) and isinstance(new.window(), QDialog):
            entered = old is None or not isValid(old) or old.window() is not new.window()
            if entered and not new.property(_MET):
                new.selectAll()
            new.setProperty(_MET, True)

    def _gone(self) -> None:
        self._field = None
