"""Light, dark or the desktop's own: palette, the few style rules, and the colours of phases and classes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from geodesk.places import resources

_LIGHT = {
    "Window": "#f3f4f5",
    "WindowText": "#1b1e21",
    "Base": "#ffffff",
    "AlternateBase": "#f6f7f8",
    "Text": "#1b1e21",
    "PlaceholderText": "#6a7178",
    "Button": "#e9ebed",
    "ButtonText": "#1b1e21",
    "BrightText": "#ffffff",
    "Light": "#ffffff",
    "Midlight": "#e2e5e8",
    "Mid": "#c6cbd0",
    "Dark": "#9aa1a8",
    "Shadow": "#5c6268",
    "Highlight": "#1f6fb2",
    "HighlightedText": "#ffffff",
    "Link": "#1f6fb2",
    "ToolTipBase": "#ffffff",
    "ToolTipText": "#1b1e21",
}
_DARK = {
    "Window": "#24272a",
    "WindowText": "#e6e8ea",
    "Base": "#1b1d20",
    "AlternateBase": "#202326",
    "Text": "#e6e8ea",
    "PlaceholderText": "#98a0a8",
    "Button": "#303438",
    "ButtonText": "#e6e8ea",
    "BrightText": "#ffffff",
    "Light": "#4a5056",
    "Midlight": "#393e43",
    "Mid": "#575d64",
    "Dark": "#7a828a",
    "Shadow": "#0c0d0e",
    "Highlight": "#2f7fc4",
    "HighlightedText": "#ffffff",
    "Link": "#6cb2ec",
    "ToolTipBase": "#303438",
    "ToolTipText": "#e6e8ea",
}
_DIMMED = {"light": "#9aa1a8", "dark": "#6d747b"}

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
QLineEdit[frame="true"] {
    border: 1px solid palette(mid); border-radius: 4px; padding: 3px 5px; background: palette(base);
}
QLineEdit[frame="true"]:focus { border-color: palette(highlight); }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid palette(dark); border-radius: 3px; }
QCheckBox::indicator { background: palette(base); }
QCheckBox::indicator:checked { background: palette(highlight); image: url(CHECK); }
QCheckBox::indicator:focus { border-color: palette(highlight); }
QStatusBar::item { border: 0; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { padding: 3px; }
"""


def apply_theme(chosen: str) -> None:
    """Use the ``"system"``, ``"light"`` or ``"dark"`` colours from now on.

    The palettes are our own, alike on every platform; "system" asks the desktop which of the two it wears.
    """
    if chosen == "system":
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        chosen = "dark" if dark else "light"
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    palette = QPalette()
    for role, colour in (_DARK if chosen == "dark" else _LIGHT).items():
        palette.setColor(QPalette.ColorRole[role], QColor(colour))
    for name in ("WindowText", "Text", "ButtonText"):
        role_ = QPalette.ColorRole[name]
        palette.setColor(QPalette.ColorGroup.Disabled, role_, QColor(_DIMMED[chosen]))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, palette.mid().color())
    app.setPalette(palette)
    check = (resources() / "icons" / "check-white.svg").as_posix()
    app.setStyleSheet(_STYLE.replace("CHECK", f'"{check}"'))


def is_dark() -> bool:
    """Whether the palette in force is a dark one."""
    return QGuiApplication.palette().window().color().lightness() < 128


def class_colour(index: int) -> QColor:
    """The colour of class number `index` (0 is the first)."""
    return QColor(CLASS_COLOURS[index % len(CLASS_COLOURS)])


def class_shape(index: int) -> str:
    """The shape of class number `index` (0 is the first)."""
    return CLASS_SHAPES[index % len(CLASS_SHAPES)]
