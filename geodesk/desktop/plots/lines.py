"""How each line of the plots is drawn: colour, width and dashes by phase, direction and source."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from geodesk.desktop.theme import CLASS_COLOURS, PHASE_COLOURS

SOURCES = ("picture", "phases", "a", "b")
COLOURS = {"picture": PHASE_COLOURS, "a": PHASE_COLOURS, "b": (CLASS_COLOURS[2], CLASS_COLOURS[3])}
"""Of phase 0 and phase 1; the second ensemble has its own."""
_DASHES: dict[str, tuple[float, ...]] = {
    "mean": (),
    "x": (5, 2),
    "y": (2.5, 1.6),
    "diag1": (1, 1.6),
    "diag2": (5, 1.5, 1, 1.5),
    "radial": (4, 1.3, 1, 1.3, 1, 1.3),
}
_PHASE_DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 1.5), (4, 1.5, 1, 1.5))
SWATCH = QSize(16, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """How a line is drawn; dashes in widths of the line."""

    colour: str
    width: float
    dashes: tuple[float, ...]
    alpha: int = 255

    def pen(self, ratio: float = 1.0) -> QPen:
        """A pen as wide on the screen whatever the view's scale."""
        colour = QColor(self.colour)
        colour.setAlpha(self.alpha)
        pen = QPen(colour, self.width * ratio)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.dashes:
            pen.setDashPattern(list(self.dashes))
        return pen


def line_of(source: str, direction: str, phase: int, several: bool, colour: str = "") -> Line:
    """How a line is drawn.

    Parameters
    ----------
    several
        Whether more than one direction is shown: then the dashes tell the direction and the width the phase;
        else the dashes tell the phase. So no phase is told by colour alone.
    colour
        Of a phase of a label image, which may have more than two.
    """
    dashes = _DASHES[direction] if several else _PHASE_DASHES[phase % len(_PHASE_DASHES)]
    width = (1.5, 2.6)[phase % 2] if several else 2.0
    # Any other source is a broad pale line, so that the picture's lies visibly upon it.
    return Line(
        colour or COLOURS[source][phase],
        width + (0 if source == "picture" else 1.5),
        dashes,
        255 if source == "picture" else 150,
    )


def phase_icon(phase: int, several: bool, ratio: float) -> QIcon:
    """The line of a phase."""
    return _icon([line_of("picture", "mean", phase, several)], ratio)


def direction_icon(direction: str, several: bool, colour: str, ratio: float) -> QIcon:
    """The dashes of a direction, where they tell it."""
    return _icon([Line(colour, 1.6, _DASHES[direction] if several else ())], ratio)


def source_icon(source: str, ratio: float, colours: Sequence[str] = ()) -> QIcon:
    """The colours of a source, or of its first phases."""
    chosen = colours[:3] or COLOURS.get(source, PHASE_COLOURS)
    return _icon([line_of(source, "mean", phase, False, one) for phase, one in enumerate(chosen)], ratio)


def _icon(lines: list[Line], ratio: float) -> QIcon:
    picture = QPixmap(SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k, line in enumerate(lines):
        y = SWATCH.height() * (k + 1) / (len(lines) + 1)
        painter.setPen(line.pen())
        painter.drawLine(QPointF(0, y), QPointF(SWATCH.width(), y))
    painter.end()
    return QIcon(picture)
