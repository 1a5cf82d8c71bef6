"""The actions of the plots."""

from functools import partial
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.plots.reading import ENSEMBLES
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.plots.panel import PlotsPanel
    from geodesk.desktop.plots.reading import Function
    from geodesk.desktop.window import Window


def _shown(window: "Window") -> "PlotsPanel | None":
    """The panel, if it is in sight."""
    panel = window.panel_if_built("plots")
    return panel if panel is not None and window.panel_shown("plots") else None  # type: ignore[return-value]


def _panel(window: "Window") -> "PlotsPanel":
    """The panel, shown if it was not."""
    if not window.panel_shown("plots"):
        window.toggle_panel("plots")
    return window.panel("plots")  # type: ignore[return-value]


def _measurable(window: "Window") -> bool:
    panel = _shown(window)
    return panel is not None and panel.measuring.measurable


def _partable(window: "Window") -> bool:
    """Whether there may be a threshold; while the panel is closed nobody has looked at the pixels."""
    return window.session.document is not None if _shown(window) is None else _measurable(window)


def _drawn(window: "Window") -> bool:
    panel = _shown(window)
    return panel is not None and panel.drawn


def _saveable(window: "Window") -> bool:
    panel = _shown(window)
    return panel is not None and panel.complete


def _overlay(window: "Window") -> bool:
    panel = _shown(window)
    return panel is not None and panel.overlay


def _toggle_overlay(window: "Window") -> None:
    wanted = not _overlay(window)  # before the panel comes into sight, which has laid it off meanwhile
    _panel(window).set_overlay(wanted)


_FUNCTIONS: "tuple[tuple[Function, str], ...]" = (
    ("two_point", QT_TRANSLATE_NOOP("Actions", "Two-point probability S₂")),
    ("autocovariance", QT_TRANSLATE_NOOP("Actions", "Autocovariance S₂ − φ²")),
    ("clusters", QT_TRANSLATE_NOOP("Actions", "Two-point cluster function C₂")),
)


def _choose_function(function: "Function", window: "Window") -> None:
    _panel(window).set_function(function)


def _is_function(function: "Function", window: "Window") -> bool:
    panel = _shown(window)
    return panel is not None and panel.show_.function == function


ACTIONS: tuple[Action, ...] = (
    Action(
        "plots.overlay",
        QT_TRANSLATE_NOOP("Actions", "Show the phases over the picture"),
        _toggle_overlay,
        ("O",),
        "threshold",
        enabled=lambda w: w.session.document is not None,
        checked=_overlay,
    ),
    Action(
        "plots.otsu",
        QT_TRANSLATE_NOOP("Actions", "Threshold by Otsu's rule"),
        lambda w: _panel(w).measuring.use_otsu(),
        ("T",),
        enabled=_partable,
    ),
    Action(
        "plots.lock",
        QT_TRANSLATE_NOOP("Actions", "Keep the threshold for all pictures"),
        lambda w: _panel(w).toggle_lock(),
        ("Shift+T",),
        "lock",
        enabled=_measurable,
        checked=lambda w: (panel := _shown(w)) is not None and panel.measuring.locked,
    ),
    Action(
        "plots.log",
        QT_TRANSLATE_NOOP("Actions", "Histogram on a logarithmic scale"),
        lambda w: _panel(w).toggle_log(),
        enabled=_measurable,
        checked=lambda w: (panel := _shown(w)) is not None and panel.log,
    ),
    *(
        Action(
            f"plots.{function}",
            text,
            partial(_choose_function, function),
            enabled=_measurable,
            checked=partial(_is_function, function),
        )
        for function, text in _FUNCTIONS
    ),
    Action(
        "plots.log_lag",
        QT_TRANSLATE_NOOP("Actions", "Logarithmic axis of lags"),
        lambda w: _panel(w).toggle_axis("log_lag"),
        enabled=_drawn,
        checked=lambda w: (panel := _shown(w)) is not None and panel.show_.log_lag,
    ),
    Action(
        "plots.log_value",
        QT_TRANSLATE_NOOP("Actions", "Logarithmic axis of values"),
        lambda w: _panel(w).toggle_axis("log_value"),
        enabled=_drawn,
        checked=lambda w: (panel := _shown(w)) is not None and panel.show_.log_value,
    ),
    Action(
        "plots.units",
        QT_TRANSLATE_NOOP("Actions", "Lags as lengths"),
        lambda w: _panel(w).toggle_units(),
        ("U",),
        enabled=lambda w: (panel := _shown(w)) is not None and panel.has_lengths,
        checked=lambda w: (panel := _shown(w)) is not None and panel.show_.physical,
    ),
    Action(
        "plots.measure",
        QT_TRANSLATE_NOOP("Actions", "Measure the whole of a large picture"),
        lambda w: _panel(w).measuring.measure_whole(),
        ("Shift+M",),
        enabled=lambda w: (panel := _shown(w)) is not None and panel.can_measure_whole,
    ),
    Action(
        "plots.import_csv",
        QT_TRANSLATE_NOOP("Actions", "Compare with curves from CSV…"),
        lambda w: _panel(w).ensemble_page.choose_file(),
        icon="import",
    ),
    Action(
        "plots.ensembles",
        QT_TRANSLATE_NOOP("Actions", "Ensembles of pictures"),
        lambda w: _panel(w).header.show_tab(ENSEMBLES),
    ),
    Action(
        "plots.copy",
        QT_TRANSLATE_NOOP("Actions", "Copy the plot as a picture"),
        lambda w: _panel(w).saving.copy(),
        ("Ctrl+Shift+C",),
        enabled=_drawn,
    ),
    Action(
        "plots.save_picture",
        QT_TRANSLATE_NOOP("Actions", "Save the plot as PNG or SVG…"),
        lambda w: _panel(w).saving.choose_picture(),
        ("Ctrl+Shift+P",),
        enabled=_drawn,
    ),
    Action(
        "plots.save_csv",
        QT_TRANSLATE_NOOP("Actions", "Save the curves as CSV…"),
        lambda w: _panel(w).saving.choose_csv(),
        ("Ctrl+Shift+V",),
        "export",
        enabled=_saveable,
    ),
)

MENU: tuple[str | None, ...] = (
    None,
    "plots.overlay",
    "plots.otsu",
    "plots.lock",
    "plots.log",
    "plots.two_point",
    "plots.autocovariance",
    "plots.clusters",
    "plots.log_lag",
    "plots.log_value",
    "plots.units",
    "plots.measure",
    "plots.ensembles",
    "plots.import_csv",
    "plots.copy",
    "plots.save_picture",
    "plots.save_csv",
)
