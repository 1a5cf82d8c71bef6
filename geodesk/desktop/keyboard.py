"""The keyboard sheet, made from the registry of actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.translation import QT_TRANSLATE_NOOP, translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

GROUPS = {
    "file": QT_TRANSLATE_NOOP("Groups", "Files"),
    "mode": QT_TRANSLATE_NOOP("Groups", "Modes"),
    "view": QT_TRANSLATE_NOOP("Groups", "View"),
    "samples": QT_TRANSLATE_NOOP("Groups", "Samples"),
    "canvas": QT_TRANSLATE_NOOP("Groups", "Picture"),
    "classify": QT_TRANSLATE_NOOP("Groups", "Classify"),
    "watch": QT_TRANSLATE_NOOP("Groups", "Watch folder"),
    "caption": QT_TRANSLATE_NOOP("Groups", "Captions"),
    "labels": QT_TRANSLATE_NOOP("Groups", "Labels"),
    "plots": QT_TRANSLATE_NOOP("Groups", "Plots"),
    "count": QT_TRANSLATE_NOOP("Groups", "Count points"),
    "measure": QT_TRANSLATE_NOOP("Groups", "Measure"),
    "history": QT_TRANSLATE_NOOP("Groups", "History and recipes"),
    "structure": QT_TRANSLATE_NOOP("Groups", "Structure"),
    "generate": QT_TRANSLATE_NOOP("Groups", "Generate"),
    "panel": QT_TRANSLATE_NOOP("Groups", "Panels"),
    "help": QT_TRANSLATE_NOOP("Groups", "Help"),
}


class KeyboardSheet(QDialog):
    """Every action that has a key, by group."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("keyboard")
        self.setWindowTitle(self.tr("Keyboard"))
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        row = 0
        for group, title in GROUPS.items():
            specs = [s for k, s in window.actions_.specs.items() if k.split(".")[0] == group and s.shortcuts]
            if not specs:
                continue
            heading = QLabel(translate("Groups", title))
            heading.setProperty("role", "title")
            grid.addWidget(heading, row, 0, 1, 2)
            row += 1
            for spec in specs:
                keys = ", ".join(
                    QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                    for key in spec.shortcuts
                )
                grid.addWidget(QLabel(keys), row, 0)
                grid.addWidget(QLabel(spec.label.replace("&", "").rstrip("…")), row, 1)
                row += 1
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(sheet)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        self.resize(max(460, sheet.sizeHint().width() + 60), 620)
