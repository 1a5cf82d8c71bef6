"""The numbers that follow from the counts: fractions, surface, intercepts, anisotropy."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from geodesk.desktop.plots import facts
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import Translated, length, number, percent

if TYPE_CHECKING:
    from geodesk.desktop.plots.counting import Counted
    from geodesk.desktop.plots.measuring import Measuring

_ROWS = ("fraction", "surface", "intercept", "intercept_x", "intercept_y", "anisotropy")
_BOTH = {"surface", "anisotropy"}
"""Numbers that both phases share."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the summary of ``geodesk characterise`` tells of two phases, by the same functions.

    Attributes
    ----------
    fraction
        Of phase 0 and of phase 1.
    surface_px, surface_m
        Specific surface in 1/px and in 1/m; NaN where unknown.
    intercept_px, intercept_m
        Mean intercept of each phase over all directions.
    along_px, along_m
        ``"x"`` or ``"y"`` → mean intercept of each phase along it.
    anisotropy, longest, shortest
        Ratio of the mean intercepts, and the directions of the longest and the shortest.
    """

    fraction: tuple[float, float]
    surface_px: float
    surface_m: float
    intercept_px: tuple[float, float]
    intercept_m: tuple[float, float]
    along_px: dict[str, tuple[float, float]]
    along_m: dict[str, tuple[float, float]]
    anisotropy: float
    longest: str
    shortest: str


def numbers_of(counted: "Counted") -> Numbers:
    """The numbers of a count with its `short` curves."""
    from geodesk.jobs.structure import PhaseStructure, flipped, intercept, steps_alike, steps_m, steps_px
    from geodesk.morphology import anisotropy, mean_intercept, specific_surface

    found, curves = counted.found, counted.short
    phases = [
        PhaseStructure(phase, share, own, 0, {})
        for phase, share, own in ((0, 1 - found.phi, flipped(curves)), (1, found.phi, curves))
    ]
    px, metres = steps_px(curves), steps_m(curves, found.pixel_size)
    whole = [[intercept(one, steps) if steps else math.nan for one in phases] for steps in (px, metres)]
    along = [
        {
            name: (mean_intercept(curves[name], 0) * step, mean_intercept(curves[name], 1) * step)
            for name, step in steps.items()
        }
        for steps in (px, metres)
    ]
    alike = steps_alike(curves, found.pixel_size)
    ratio = anisotropy({name: mean_intercept(curves[name], 1) * step for name, step in alike.items()})
    return Numbers(
        (1 - found.phi, found.phi),
        specific_surface(curves, px),
        specific_surface(curves, metres) if metres else math.nan,
        (whole[0][0], whole[0][1]),
        (whole[1][0], whole[1][1]),
        along[0],
        along[1],
        ratio.ratio,
        ratio.longest,
        ratio.shortest,
    )


class NumbersPage(Translated, QScrollArea):
    """A row for each number, a column for each phase; what each is says its tooltip."""

    def __init__(self, measuring: "Measuring") -> None:
        super().__init__()
        self.setObjectName("plots.numbers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._measuring = measuring
        self._names: dict[str, QLabel] = {}
        self.values: dict[tuple[str, int], QLabel] = {}
        inner = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        self._heads = QLabel(), QLabel()
        for phase, head in enumerate(self._heads):
            head.setTextFormat(Qt.TextFormat.RichText)
            grid.addWidget(head, 0, 1 + phase)
        for at, key in enumerate(_ROWS, 1):
            name = self._names[key] = QLabel()
            name.setProperty("role", "hint")
            grid.addWidget(name, at, 0)
            for phase in (0,) if key in _BOTH else (0, 1):
                value = self.values[key, phase] = QLabel()
                value.setObjectName(f"plots.numbers.{key}.{phase}")
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(value, at, 1 + phase, 1, 2 if key in _BOTH else 1)
        grid.setColumnStretch(3, 1)
        self._basis = QLabel()
        self._basis.setObjectName("plots.numbers.basis")
        self._basis.setProperty("role", "hint")
        self._basis.setWordWrap(True)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(grid)
        layout.addWidget(self._basis)
        layout.addStretch(1)
        self.setWidget(inner)
        measuring.curves_changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Numbers"))
        texts = {
            "fraction": (self.tr("Fraction φ"), self.tr("Pixels of the phase over all pixels measured")),
            "surface": (
                self.tr("Specific surface"),
                self.tr(
                    "Length of the outline between the phases in a unit of area, from the slope of S₂ at "
                    "r = 0 along x, y and both diagonals (Crofton): s = −π S₂′(0) if isotropic"
                ),
            ),
            "intercept": (
                self.tr("Mean intercept"),
                self.tr("Mean length of the chords of the phase over all directions: π φ / s"),
            ),
            "intercept_x": (
                self.tr("Mean intercept, x"),
                self.tr("Mean length of the chords along x: −φ / S₂′(0)"),
            ),
            "intercept_y": (
                self.tr("Mean intercept, y"),
                self.tr("Mean length of the chords along y: −φ / S₂′(0)"),
            ),
            "anisotropy": (
                self.tr("Anisotropy"),
                self.tr(
                    "Longest over shortest mean intercept of directions at right angles: x against y, or one "
                    "diagonal against the other; 1 is none"
                ),
            ),
        }
        for key, (text, tip) in texts.items():
            self._names[key].setText(text)
            for label in (self._names[key], *(v for (row, _), v in self.values.items() if row == key)):
                label.setToolTip(tip)
        for phase, (head, colour) in enumerate(zip(self._heads, PHASE_COLOURS, strict=True)):
            name = (self.tr("phase 0"), self.tr("phase 1"))[phase]
            head.setText(f'<span style="color:{colour}">■</span> {name}')
        self._show()

    def _show(self) -> None:
        counted = self._measuring.counted
        if counted is None or not counted.short:
            for label in (*self.values.values(), self._basis):
                label.setText("")
            return
        found = numbers_of(counted)
        for phase in (0, 1):
            self._put("fraction", phase, percent(found.fraction[phase], 2))
            self._put_length("intercept", phase, found.intercept_px[phase], found.intercept_m[phase])
            for name in ("x", "y"):
                metres = found.along_m.get(name, (math.nan, math.nan))[phase]
                self._put_length(f"intercept_{name}", phase, found.along_px[name][phase], metres)
        per_px = f"{_plain(found.surface_px, 4)} 1/px"
        known = math.isfinite(found.surface_m)
        self._put("surface", 0, _surface(found.surface_m) if known else per_px, per_px if known else "")
        ratio = _plain(found.anisotropy, 3)
        if found.longest:
            ratio += f"  ({facts.direction_name(found.longest)} / {facts.direction_name(found.shortest)})"
        self._put("anisotropy", 0, ratio)
        said = facts.left_out(self._measuring) if counted.extent == "crop" else ""
        self._basis.setText("  ·  ".join(filter(None, (*facts.basis_of(self._measuring), said))))

    def _put_length(self, key: str, phase: int, px: float, metres: float) -> None:
        pixels = f"{_plain(px, 2)} px"
        known = math.isfinite(metres)
        self._put(key, phase, length(metres) if known else pixels, pixels if known else "")

    def _put(self, key: str, phase: int, text: str, also: str = "") -> None:
        """Show a number; its tooltip says what it is, and it in pixels where a length is shown."""
        label = self.values[key, phase]
        if label.text() != text:
            label.setText(text)
            label.setToolTip("\n".join(filter(None, (also, self._names[key].toolTip()))))


def _plain(value: float, decimals: int) -> str:
    if math.isnan(value):
        return "—"
    return "∞" if math.isinf(value) else number(value, decimals)


def _surface(per_m: float) -> str:
    unit, size = next((one for one in (("nm", 1e-9), ("µm", 1e-6)) if per_m * one[1] >= 0.1), ("mm", 1e-3))
    return f"{_plain(per_m * size, 4)} 1/{unit}"
