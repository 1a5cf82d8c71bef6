"""A compass of eight buttons: the direction in which a landslide moved, north up."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from geodesk.desktop.translation import Translated

# The template's words by row and column, and the arrows that stand for them.
_PLACES = {
    "nw": (0, 0, "↖"),
    "norte": (0, 1, "↑"),
    "ne": (0, 2, "↗"),
    "oeste": (1, 0, "←"),
    "este": (1, 2, "→"),
    "sw": (2, 0, "↙"),
    "sur": (2, 1, "↓"),
    "se": (2, 2, "↘"),
}


CHECKED = """
QAbstractButton:checked {
    background: palette(highlight); color: palette(highlighted-text); border: 1px solid palette(highlight);
    border-radius: 4px; padding: 2px 4px;
}
"""
"""What is chosen is plain to see in dark windows too."""


class Compass(Translated, QWidget):
    """Eight arrows around a middle; one is chosen, or none."""

    chosen = Signal(str)
    """The template's word of the direction that the user chose."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("captioning.compass")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(CHECKED)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._buttons: dict[str, QToolButton] = {}
        for word, (row, column, arrow) in _PLACES.items():
            button = QToolButton()
            button.setObjectName(f"captioning.direction_{word}")
            button.setText(arrow)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumSize(34, 30)
            self._group.addButton(button)
            layout.addWidget(button, row, column)
            self._buttons[word] = button
        self._group.buttonClicked.connect(self._clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        names = {
            "norte": self.tr("north"),
            "ne": self.tr("north-east"),
            "este": self.tr("east"),
            "se": self.tr("south-east"),
            "sur": self.tr("south"),
            "sw": self.tr("south-west"),
            "oeste": self.tr("west"),
            "nw": self.tr("north-west"),
        }
        self.setAccessibleName(self.tr("Direction"))
        for word, button in self._buttons.items():
            button.setAccessibleName(names[word])
            button.setToolTip(names[word])

    @property
    def word(self) -> str:
        """The template's word of the direction; empty: none."""
        return next((word for word, button in self._buttons.items() if button.isChecked()), "")

    def show_word(self, word: str) -> None:
        """Point there."""
        for name, button in self._buttons.items():
            button.setChecked(name == word)

    def _clicked(self, pressed: QToolButton) -> None:
        word = next(name for name, button in self._buttons.items() if button is pressed)
        self.show_word(word)
        self.chosen.emit(word)
