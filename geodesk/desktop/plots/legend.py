"""The legend over the plots: a button for each phase, direction and source that hides or shows its lines."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from geodesk.desktop.plots.lines import SOURCES, SWATCH, direction_icon, phase_icon, source_icon
from geodesk.desktop.plots.reading import DIRECTIONS, Show
from geodesk.desktop.samples.flow import FlowLayout
from geodesk.desktop.translation import Translated

_PHASES = ("0", "1")
_LONGEST = 18
_AIR = 6


class _Chip(QToolButton):
    """A button with little air, for there are many."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Narrower than others."""
        return super().sizeHint() - QSize(_AIR, 0)


class Legend(Translated, QWidget):
    """What is shown, as buttons; at least one phase and one direction always are."""

    changed = Signal(object)
    """Another `Show` is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plots.legend")
        self._show = Show()
        self._sources: dict[str, tuple[str, str]] = {}
        self._colours: Sequence[str] = ()
        layout = FlowLayout(2)
        self.setLayout(layout)
        self.chips: dict[str, QToolButton] = {}
        for key in (*_PHASES, *DIRECTIONS, *SOURCES):
            chip = self.chips[key] = _Chip(self)
            chip.setObjectName(f"plots.legend.{key}")
            chip.setCheckable(True)
            chip.setAutoRaise(True)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(SWATCH)
            chip.clicked.connect(partial(self._clicked, key))
            layout.addWidget(chip)
        for key in DIRECTIONS:  # short words for what is always there
            self.chips[key].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.retranslate()

    def add(self, button: QToolButton) -> None:
        """Put a button behind those of the legend."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)

    def set_show(self, show: Show) -> None:
        """Show this as chosen."""
        self._show = show
        for key, chip in self.chips.items():
            chip.setChecked(self._chosen(key))
        several = len(show.directions) > 1
        style = Qt.ToolButtonStyle
        for key in DIRECTIONS:
            drawn = several and key in show.directions
            self.chips[key].setToolButtonStyle(
                style.ToolButtonTextBesideIcon if drawn else style.ToolButtonTextOnly
            )
        self.repaint_icons()

    def set_sources(self, names: dict[str, tuple[str, str]], colours: Sequence[str] = ()) -> None:
        """Source → name and all it rests on, and the colours of the phases kept; others have no button."""
        self._sources, self._colours = names, colours
        self.chips["phases"].setIcon(source_icon("phases", self.devicePixelRatioF(), colours))
        for source in SOURCES:
            self.chips[source].setVisible(source in names)
        for source, (name, about) in names.items():
            short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
            self.chips[source].setText(short.replace("&", "&&"))
            self.chips[source].setToolTip(about)
            self.chips[source].setAccessibleName(name)
        self._refit()

    def repaint_icons(self) -> None:
        """Draw the lines as they are drawn in the plots."""
        several, ratio = len(self._show.directions) > 1, self.devicePixelRatioF()
        colour = self.palette().color(QPalette.ColorRole.Text).name()
        for phase, key in enumerate(_PHASES):
            self.chips[key].setIcon(phase_icon(phase, several, ratio))
        for key in DIRECTIONS:
            self.chips[key].setIcon(direction_icon(key, several, colour, ratio))
        for key in SOURCES:
            self.chips[key].setIcon(source_icon(key, ratio, self._colours if key == "phases" else ()))
        self._refit()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Legend"))
        texts = {
            "0": (self.tr("phase 0"), self.tr("Show or hide phase 0: the dark pixels, I ≤ t")),
            "1": (self.tr("phase 1"), self.tr("Show or hide phase 1: the bright pixels, I > t")),
            "mean": (self.tr("mean"), self.tr("Mean of the directions x and y")),
            "x": ("x", self.tr("Along the rows")),
            "y": ("y", self.tr("Along the columns")),
            "diag1": ("↘", self.tr("Along the diagonal down to the right")),
            "diag2": ("↗", self.tr("Along the diagonal up to the right")),
            "radial": (self.tr("radial"), self.tr("Over all directions; L has no radial average")),
            "picture": (self.tr("picture"), self.tr("Show or hide the picture in view")),
        }
        for key, (text, tip) in texts.items():
            self.chips[key].setText(text)
            self.chips[key].setToolTip(tip)
            self.chips[key].setAccessibleName(f"{text}: {tip}" if text != tip else text)
        self.set_sources(self._sources, self._colours)  # the picture's says what it rests on

    def _refit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
        self.updateGeometry()

    def _chosen(self, key: str) -> bool:
        show = self._show
        if key in _PHASES:
            return int(key) in show.phases
        return key in show.directions if key in DIRECTIONS else key not in show.hidden

    def _clicked(self, key: str) -> None:
        show, on = self._show, self.chips[key].isChecked()
        if key in _PHASES:
            phases = {*show.phases, int(key)} if on else {*show.phases} - {int(key)}
            show = replace(show, phases=tuple(sorted(phases)) or show.phases)
        elif key in DIRECTIONS:
            names = {*show.directions, key} if on else {*show.directions} - {key}
            show = replace(show, directions=tuple(n for n in DIRECTIONS if n in names) or show.directions)
        else:
            show = replace(show, hidden=show.hidden - {key} if on else show.hidden | {key})
        self.set_show(show)  # the last of its kind stays on
        self.changed.emit(show)
