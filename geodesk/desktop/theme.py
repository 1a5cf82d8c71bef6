"""Light, dark or the desktop's own: palette, the few style rules, and the colours of phases and classes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

PHASE_COLOURS = ("#0072b2", "#e69f00")
"""Phase 0 and phase 1: blue and orange, told apart by every kind of colour vision."""

CLASS_COLOURS = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#f0e442",
    "#8c6bb1",
    "#999999",
)
"""Of classes 1 to 9 (Okabe and Ito's set and two more)."""

CLASS_SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star", "pentagon", "bar", "ring")
"""Beside the colour, so that no class is told by colour alone."""

_STYLE = """
QToolBar { border: 0; padding: 3px 6px; spacing: 4px; }
QToolBar QToolButton { padding: 5px 8px; border-radius: 5px; }
QToolBar QToolButton:hover { background: palette(midlight); }
QToolBar QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); }
QSplitter::handle { background: palette(mid); }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="hint"] { color: palette(placeholder-text); }
QFrame[role="card"] { border: 1px solid palette(mid); border-radius: 6px; background: palette(base); }
QStatusBar::item { border: 0; }
QToolTip { padding: 3px; }
"""


def apply_theme(chosen: str) -> None:
    """Use the ``"system"``, ``"light"`` or ``"dark"`` colours from now on."""
    QGuiApplication.styleHints().setColorScheme(_SCHEMES[chosen])
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setStyleSheet(_STYLE)


def is_dark() -> bool:
    """Whether the palette in force is a dark one."""
    return QGuiApplication.palette().window().color().lightness() < 128


def class_colour(index: int) -> QColor:
    """The colour of class number `index` (0 is the first)."""
    return QColor(CLASS_COLOURS[index % len(CLASS_COLOURS)])


def class_shape(index: int) -> str:
    """The shape of class number `index` (0 is the first)."""
    return CLASS_SHAPES[index % len(CLASS_SHAPES)]
