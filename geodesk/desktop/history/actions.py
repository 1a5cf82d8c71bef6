"""The actions of the history and of recipes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.history.panel import HistoryPanel
    from geodesk.desktop.window import Window


def _panel(window: "Window") -> "HistoryPanel | None":
    """The panel, if it is in sight."""
    panel = window.panel_if_built("history")
    return panel if panel is not None and window.panel_shown("history") else None  # type: ignore[return-value]


def _do(what: "Callable[[HistoryPanel], None]") -> "Callable[[Window], None]":
    def run(window: "Window") -> None:
        panel = _panel(window)
        if panel is not None:
            what(panel)

    return run


def _chosen(window: "Window") -> bool:
    panel = _panel(window)
    return panel is not None and bool(panel.chosen)


def _open_recipe(window: "Window") -> None:
    from geodesk.desktop.history.opening import choose

    choose(window)


ACTIONS = (
    Action(
        "file.open_recipe",
        QT_TRANSLATE_NOOP("Actions", "Open recipe…"),
        _open_recipe,
        icon="recipe",
    ),
    Action(
        "panel.history",
        QT_TRANSLATE_NOOP("Actions", "History"),
        lambda w: w.toggle_panel("history"),
        ("Ctrl+H",),
        "history",
        checked=lambda w: w.panel_shown("history"),
    ),
    Action(
        "history.save",
        QT_TRANSLATE_NOOP("Actions", "Save as recipe…"),
        _do(lambda panel: panel.save()),
        enabled=_chosen,
    ),
    Action(
        "history.repeat",
        QT_TRANSLATE_NOOP("Actions", "Repeat…"),
        _do(lambda panel: panel.repeat()),
        enabled=_chosen,
    ),
    Action(
        "history.copy",
        QT_TRANSLATE_NOOP("Actions", "Copy as command"),
        _do(lambda panel: panel.copy()),
        enabled=_chosen,
    ),
)
