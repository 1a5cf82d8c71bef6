"""Panels as data: a new one is one file and one entry here. Each is built when it is first shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.settings import Values
    from geodesk.desktop.window import Window

Place = Literal["left", "right", "bottom"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the window beside the picture.

    Attributes
    ----------
    key, title
        The title is English, marked ``QT_TRANSLATE_NOOP("Panels", "…")``.
    place
        Left and bottom panels are there in every mode; of the right ones each mode has its own.
    build
        Makes the widget.
    mode
        Of a right panel.
    closed
        Whether it is closed until somebody opens it. Of the panels below the picture one is open at a time.
    """

    key: str
    title: str
    place: Place
    build: "Callable[[Window], QWidget]"
    mode: Mode | None = None
    closed: bool = False


def _samples(window: "Window") -> QWidget:
    from geodesk.desktop.samples.panel import SamplesPanel

    return SamplesPanel(window.session)


def _explore(window: "Window") -> QWidget:
    from geodesk.desktop.explore import ExplorePanel

    return ExplorePanel(window.session)


def _classify(window: "Window") -> QWidget:
    from geodesk.desktop.classifying.panel import ClassifyPanel

    return ClassifyPanel(window)


def _label(window: "Window") -> QWidget:
    from geodesk.desktop.labelling.panel import LabelPanel

    return LabelPanel(window)


def _phases(window: "Window") -> QWidget:
    from geodesk.desktop.structure.phasepanel import PhasePanel

    return PhasePanel(window)


def _generate(window: "Window") -> QWidget:
    from geodesk.desktop.generating.panel import GeneratePanel

    return GeneratePanel(window)


def _count(window: "Window") -> QWidget:
    from geodesk.desktop.counting.panel import CountPanel

    return CountPanel(window)


def _measure(window: "Window") -> QWidget:
    from geodesk.desktop.measuring.panel import MeasurePanel

    return MeasurePanel(window)


def _history(window: "Window") -> QWidget:
    from geodesk.desktop.history.panel import HistoryPanel

    return HistoryPanel(window)


def _watching(window: "Window") -> QWidget:
    from geodesk.desktop.watching.panel import WatchPanel

    return WatchPanel(window)


def _plots(window: "Window") -> QWidget:
    from geodesk.desktop.plots.panel import PlotsPanel

    return PlotsPanel(window)


PANELS = (
    Panel("samples", QT_TRANSLATE_NOOP("Panels", "Samples"), "left", _samples),
    Panel("explore", QT_TRANSLATE_NOOP("Panels", "Picture"), "right", _explore, Mode.EXPLORE),
    Panel("classify", QT_TRANSLATE_NOOP("Panels", "Classify"), "right", _classify, Mode.CLASSIFY),
    Panel("label", QT_TRANSLATE_NOOP("Panels", "Label"), "right", _label, Mode.LABEL),
    Panel("phases", QT_TRANSLATE_NOOP("Panels", "Phases"), "right", _phases, Mode.PHASES),
    Panel("generate", QT_TRANSLATE_NOOP("Panels", "Generate"), "right", _generate, Mode.GENERATE),
    Panel("count", QT_TRANSLATE_NOOP("Panels", "Count"), "right", _count, Mode.COUNT),
    Panel("measure", QT_TRANSLATE_NOOP("Panels", "Measure"), "right", _measure, Mode.MEASURE),
    Panel("plots", QT_TRANSLATE_NOOP("Panels", "Plots"), "bottom", _plots),
    Panel("history", QT_TRANSLATE_NOOP("Panels", "History"), "bottom", _history, closed=True),
    Panel("watching", QT_TRANSLATE_NOOP("Panels", "Watched folder"), "bottom", _watching, closed=True),
)

BELOW = tuple(panel.key for panel in PANELS if panel.place == "bottom")
_CLOSED = frozenset(panel.key for panel in PANELS if panel.closed)


def shown(values: "Values", key: str) -> bool:
    """Whether the panel (or ``"inspector"``, the mode's) is in sight by the settings."""
    return key in values.opened if key in _CLOSED else key not in values.hidden


def toggled(values: "Values", key: str) -> dict[str, list[str]]:
    """The settings that change when a panel is shown or hidden; one below takes the place of another."""
    changes = {key: not shown(values, key)}
    if changes[key] and key in BELOW:
        changes |= {other: False for other in BELOW if other != key}
    closed = {other for other, wanted in changes.items() if not wanted}
    hidden = [other for other in values.hidden if other not in changes] + sorted(closed - _CLOSED)
    opened = [other for other in values.opened if other not in changes]
    return {"hidden": hidden, "opened": opened + sorted((changes.keys() - closed) & _CLOSED)}
