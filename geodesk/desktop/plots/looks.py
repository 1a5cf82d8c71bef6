"""What all plots share: axes that speak the language in force, and the colours of the theme or of paper."""

import math
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QGraphicsItem

from geodesk.desktop.plots.reading import thinned
from geodesk.desktop.translation import number

_GAP = 14
_END = 15
_AIR = 0.012
_GRID = 40
"""Of 255."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a plot.

    Attributes
    ----------
    text, line, ground
        Of words and numbers, of axes, and behind all.
    ratio
        Pixels of the device for each of ours: pyqtgraph's pens count in the device's.
    """

    text: QColor
    line: QColor
    ground: QColor
    ratio: float = 1.0

    def pen(
        self, colour: QColor | str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> QPen:
        """A pen as wide as on the screen."""
        return pg.mkPen(colour, width=width * self.ratio, style=style)  # type: ignore[no-any-return]


PAPER = Look(QColor("#1b1e21"), QColor("#6a7178"), QColor("#ffffff"))
"""What is copied and saved looks like this, whatever the theme."""


def look() -> Look:
    """The theme in force."""
    palette, active = QGuiApplication.palette(), QPalette.ColorGroup.Active
    roles = QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base
    text, line, ground = (palette.color(active, role) for role in roles)
    return Look(text, line, ground, QGuiApplication.primaryScreen().devicePixelRatio())


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """An axis with numbers as the language writes them."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)
        self.setTickDensity(0.8 if side == "left" else 0.6)
        self.setStyle(tickLength=-4, autoExpandTextSpace=True, hideOverlappingLabels=False)
        if (
            side == "left"
        ):  # as wide as it will be: else the first paint finds that out and has all painted anew
            self.textWidth = QFontMetricsF(QGuiApplication.font()).horizontalAdvance("0,00")
            self._updateWidth()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Room for the numbers at both ends, which the one with a grid lacks."""
        across, along = (0, _END) if self.orientation == "left" else (_END, 0)
        return QRectF(super().boundingRect().adjusted(-across, -along, across, along))

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """Steps of 1, 2 or 5 as always, but along the bottom so wide that the numbers stay apart."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.logMode:
            return [(1, 0)]
        if self.orientation != "bottom" or high <= low:
            return levels
        step, metrics = levels[0][0], QFontMetricsF(self.style["tickFont"] or QGuiApplication.font())
        while (wider := step * (2.5 if f"{step:e}"[0] == "2" else 2)) <= high:
            (last,) = self.tickStrings([high // step * step], self.scale, step)
            if metrics.horizontalAdvance(f"{last}0") <= step * size / (high - low):
                break
            step = wider
        return levels if step == levels[0][0] else [(step, 0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """The numbers beside the ticks."""
        if self.logMode:
            return _powers(values, spacing)
        decimals = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9))
        return [number(value * scale, decimals) for value in values]


def _powers(exponents: list[float], spacing: float | None) -> list[str]:
    """The numbers of a logarithmic axis: powers of ten, and of the steps between them 2 and 5."""
    said = []
    for exponent in exponents:
        leading = 10 ** (exponent % 1)
        if spacing is None and min(abs(leading - 2), abs(leading - 5)) > 0.01:
            said.append("")
        else:
            said.append(number(10**exponent, max(0, math.ceil(-exponent - 1e-9))))
    return said


class Curve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """A curve that paints about one point for each pixel across, however many it has.

    Attributes
    ----------
    whole
        Paint every point: for paper, which may be looked at closely.
    """

    whole = False
    _columns = 0

    def generatePath(self, x: Any, y: Any) -> QPainterPath:  # noqa: N802
        """The path that is painted; `getData` gives all points."""
        self._columns = self._across()
        return super().generatePath(*((x, y) if self.whole else thinned(x, y, self._columns)))  # type: ignore[no-any-return]

    def viewTransformChanged(self) -> None:  # noqa: N802
        """Wider or narrower: other points."""
        super().viewTransformChanged()
        if self._across() != self._columns:
            self.path = None

    def _across(self) -> int:
        view = self.getViewBox()
        return round(view.width() * QGuiApplication.primaryScreen().devicePixelRatio()) if view else 0


class Plot:
    """A view with two axes in a cell pair of a layout; pyqtgraph's own `PlotItem` builds menus for 30 ms.

    Parameters
    ----------
    layout
        A ``GraphicsLayout``, filled from the given column on.
    """

    def __init__(self, layout: Any, column: int = 0, grid: bool = True) -> None:
        self.view: Any = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.left, self.bottom = Axis("left"), Axis("bottom")
        layout.addItem(self.left, 0, column)
        layout.addItem(self.view, 0, column + 1)
        layout.addItem(self.bottom, 1, column + 1)
        layout.layout.setColumnStretchFactor(column + 1, 1)
        layout.layout.setColumnSpacing(column + 1, _GAP)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.view)
            axis.setZValue(0.5)
            axis.setGrid(_GRID if grid else False)
            # Curves move at each step of the threshold, axes hardly ever.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def add(self, item: Any) -> None:
        """Draw an item in the view; ranges are set by hand."""
        self.view.addItem(item, ignoreBounds=True)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """What is in view, with a little air around it: a number at the very end would not be drawn."""
        if self._ranges != (x, y):
            self._ranges = (x, y)
            self.view.setRange(xRange=x, yRange=y, padding=_AIR, disableAutoRange=True)
            # Now and not when it is being painted: that would have it painted twice.
            self.view.updateMatrix()

    _ranges: tuple[tuple[float, float], tuple[float, float]] | None = None

    def set_log(self, x: bool, y: bool) -> None:
        """Have the axes count in powers of ten; the curves come as logarithms then."""
        for axis, log in ((self.bottom, x), (self.left, y)):
            if axis.logMode != log:
                axis.logMode = log
                axis.picture = None
                axis.update()

    def wear(self, colours: Look) -> None:
        """Colour the axes."""
        for axis in (self.left, self.bottom):
            axis.setPen(colours.pen(colours.line))
            axis.setTextPen(colours.pen(colours.text))
            axis.picture = None  # numbers are drawn anew: the language may have changed too
            axis.update()
