"""The part of the panel for the brush: its phases by key, colour, shape and name, and its size."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.samples.marks import mark_icon
from geodesk.desktop.structure.painting import FEWEST, MOST
from geodesk.desktop.structure.phasing import PhaseDesk
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_TOOLS = ("structure.brush", "structure.eraser", "structure.undo", "structure.redo")
_WIDEST = 100


class BrushBox(Translated, QWidget):
    """Phases to paint, brush, eraser, undo, size."""

    def __init__(self, window: "Window", desk: PhaseDesk) -> None:
        super().__init__()
        self._desk = desk
        self.count, self.slider, self._said = QSpinBox(), QSlider(Qt.Orientation.Horizontal), QLabel()
        self.count.setObjectName("structure.count")
        self.count.setRange(FEWEST, MOST)
        self.slider.setObjectName("structure.width")
        self.slider.setRange(1, _WIDEST)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._said.setMinimumWidth(self._said.fontMetrics().horizontalAdvance("888,8 px"))
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count_name, self._size_name = QLabel(), QLabel()
        self._count_name.setBuddy(self.count)
        self._size_name.setBuddy(self.slider)
        top, tools, size = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._count_name, 1)
        top.addWidget(self.count)
        tools.setSpacing(4)
        self._tools: list[QToolButton] = []
        for key in _TOOLS:
            button = QToolButton(autoRaise=True)
            button.setObjectName(f"{key}_button")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setDefaultAction(window.action(key))
            self._tools.append(button)
            tools.addWidget(button)
        tools.addStretch(1)
        size.addWidget(self._size_name)
        size.addWidget(self.slider, 1)
        size.addWidget(self._said)
        rows = QGridLayout()
        rows.setHorizontalSpacing(6)
        rows.setVerticalSpacing(4)
        rows.setColumnStretch(1, 1)
        self._rows = [_Row(desk, index) for index in range(MOST)]
        for at, row in enumerate(self._rows):
            for column, widget in enumerate((row.button, row.name, row.strokes)):
                rows.addWidget(widget, at, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(rows)
        layout.addLayout(tools)
        layout.addLayout(size)
        self.count.valueChanged.connect(desk.set_count)
        self.slider.valueChanged.connect(desk.set_width)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self._count_name.setText(self.tr("Phases"))
        self._size_name.setText(self.tr("Size"))
        self.slider.setToolTip(self.tr("Width of the brush in pixels of the picture (keys , and .)"))
        self.slider.setAccessibleName(self.tr("Width of the brush"))
        self.count.setLocale(QLocale())
        for row in self._rows:
            row.button.setToolTip(self.tr("Paint this phase ({key})").format(key=row.index + 1))
            row.name.setAccessibleName(self.tr("Name of phase {n}").format(n=row.index + 1))
        for button in self._tools:
            button.setAccessibleName(button.defaultAction().text())
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand."""
        desk, strokes = self._desk, self._desk.painting.strokes
        self.setEnabled(strokes is not None)
        blocked = QSignalBlocker(self.count), QSignalBlocker(self.slider)
        self.slider.setValue(round(desk.width))
        self._said.setText(f"{number(desk.width)} px")
        if strokes is not None:
            self.count.setValue(len(strokes.phases))
        del blocked
        looks = {} if strokes is None else desk.looks(strokes.phases)
        for row, look in zip(self._rows, [*looks.values(), *[None] * MOST], strict=False):
            row.set_shown(look is not None)
            if strokes is None or look is None:
                continue
            phase = strokes.phases[row.index]
            count = sum(one.label == phase.label for one in strokes.strokes)
            row.button.setIcon(mark_icon(look, 14, self.devicePixelRatioF()))
            row.button.setChecked(phase.label == desk.label)
            if not row.name.hasFocus():
                row.name.setText(look.name)
            one = self.tr("1 stroke") if count == 1 else self.tr("{n} strokes").format(n=number(count))
            row.strokes.setText(one)


class _Row:
    """One phase: a button with key and mark, a name to type, how many strokes it has."""

    def __init__(self, desk: PhaseDesk, index: int) -> None:
        self.index = index
        self.button, self.name, self.strokes = QToolButton(), QLineEdit(), QLabel()
        self.button.setObjectName(f"structure.phase_{index + 1}_button")
        self.name.setObjectName(f"structure.phase_{index + 1}_name")
        self.strokes.setObjectName(f"structure.phase_{index + 1}_strokes")
        self.strokes.setProperty("role", "hint")
        self.button.setText(str(index + 1))
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(14, 14))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(partial(_chosen, desk, index))
        self.name.editingFinished.connect(partial(_named, desk, index, self.name))

    def set_shown(self, shown: bool) -> None:
        """There is such a phase."""
        for widget in (self.button, self.name, self.strokes):
            widget.setVisible(shown)


def _chosen(desk: PhaseDesk, index: int, _checked: bool = False) -> None:
    desk.choose(index)


def _named(desk: PhaseDesk, index: int, field: QLineEdit) -> None:
    desk.rename(index, field.text().strip())
