"""The actions of watching a folder."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.watching.panel import WatchPanel
    from geodesk.desktop.window import Window


def panel_of(window: "Window") -> "WatchPanel":
    """The panel, built if it is not there yet."""
    return window.panel("watching")  # type: ignore[return-value]


def _built(window: "Window") -> "WatchPanel | None":
    return window.panel_if_built("watching")  # type: ignore[return-value]


def _running(window: "Window") -> bool:
    panel = _built(window)
    return panel is not None and panel.desk.running


def _toggle(window: "Window") -> None:
    """Begin with the open folder and show what comes, or stop."""
    if _running(window):
        panel_of(window).desk.stop()
        return
    if not window.panel_shown("watching"):
        window.toggle_panel("watching")
    panel_of(window).desk.start()


def _can(window: "Window") -> bool:
    classifying = window.classifying
    ready = window.session.collection is not None and classifying.usable
    return _running(window) or (ready and not classifying.captions.active)


def _has_table(window: "Window") -> bool:
    panel = _built(window)
    return panel is not None and bool(panel.desk.rows)


ACTIONS = (
    Action(
        "watch.folder",
        QT_TRANSLATE_NOOP("Actions", "Watch folder"),
        _toggle,
        ("Ctrl+Shift+W",),
        "watch",
        enabled=_can,
        checked=_running,
    ),
    Action(
        "watch.table",
        QT_TRANSLATE_NOOP("Actions", "Table of the watch…"),
        lambda w: panel_of(w).choose_table(),
        enabled=lambda w: _can(w) and not _running(w),
    ),
    Action(
        "watch.open_table",
        QT_TRANSLATE_NOOP("Actions", "Open the table of the watch"),
        lambda w: panel_of(w).open_table(),
        enabled=_has_table,
    ),
    Action(
        "panel.watching",
        QT_TRANSLATE_NOOP("Actions", "Watched folder"),
        lambda w: w.toggle_panel("watching"),
        checked=lambda w: w.panel_shown("watching"),
    ),
)

MENU: tuple[str | None, ...] = ("watch.folder", "watch.table", "watch.open_table")
