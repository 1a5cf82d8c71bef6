"""The actions of this part of the window."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import View
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodesk.collection.sieve import Order, Show
    from geodesk.desktop.window import Window


def _search(window: "Window") -> None:
    from geodesk.desktop.samples.panel import SamplesPanel

    if not window.panel_shown("samples"):
        window.toggle_panel("samples")
    panel = window.panel("samples")
    assert isinstance(panel, SamplesPanel)
    panel.focus_search()


def _resize(window: "Window", by: int) -> None:
    from geodesk.desktop.samples.grid import Grid

    grid = window.findChild(Grid)
    if isinstance(grid, Grid):
        grid.resize_thumbnails(by)


def _open(window: "Window") -> bool:
    return window.session.collection is not None


def _in_grid(window: "Window") -> bool:
    return _open(window) and window.session.view is View.GRID


def _group(window: "Window") -> None:
    from geodesk.desktop.samples.grouping import Grouping

    Grouping(window.session, window).open()


def _clear(window: "Window") -> None:
    current = window.session.current
    window.session.select([] if current is None else [current])


def _filter(key: str, text: str, show: "Show", shortcuts: tuple[str, ...] = ()) -> Action:
    run: Callable[[Window], None] = lambda w: w.session.listing.choose(show=show)  # noqa: E731
    on: Callable[[Window], bool] = lambda w: w.session.listing.choice.show == show  # noqa: E731
    return Action(f"samples.filter_{key}", text, run, shortcuts, enabled=_open, checked=on)


def _order(order: "Order", text: str) -> Action:
    run: Callable[[Window], None] = lambda w: w.session.listing.choose(order=order)  # noqa: E731
    on: Callable[[Window], bool] = lambda w: w.session.listing.choice.order == order  # noqa: E731
    return Action(f"samples.order_{order}", text, run, enabled=_open, checked=on)


def _save_columns(window: "Window") -> None:
    from geodesk.desktop.samples.table import ask

    ask(window)


def _copy_pictures(window: "Window") -> None:
    from geodesk.desktop.samples.copying import ask

    ask(window)


ACTIONS: tuple[Action, ...] = (
    Action(
        "samples.save_columns",
        QT_TRANSLATE_NOOP("Actions", "Save the metadata as CSV…"),
        _save_columns,
        icon="export",
        enabled=lambda w: bool(w.session.visible),
    ),
    Action(
        "samples.copy_pictures",
        QT_TRANSLATE_NOOP("Actions", "Copy the listed pictures to a folder…"),
        _copy_pictures,
        enabled=lambda w: bool(w.session.visible),
    ),
    Action(
        "samples.group", QT_TRANSLATE_NOOP("Actions", "Group pictures into samples…"), _group, enabled=_open
    ),
    Action(
        "samples.search",
        QT_TRANSLATE_NOOP("Actions", "Search by name"),
        _search,
        ("Ctrl+F",),
        "search",
        enabled=_open,
    ),
    Action(
        "samples.select_all",
        QT_TRANSLATE_NOOP("Actions", "Select all listed samples"),
        lambda w: w.session.select(w.session.visible),
        ("Ctrl+A",),
        enabled=lambda w: bool(w.session.visible),
    ),
    Action(
        "samples.clear_selection",
        QT_TRANSLATE_NOOP("Actions", "Select only the sample in view"),
        _clear,
        ("Esc",),
        enabled=lambda w: len(w.session.selected) > 1,
    ),
    Action(
        "samples.larger",
        QT_TRANSLATE_NOOP("Actions", "Larger thumbnails"),
        lambda w: _resize(w, 1),
        ("+", "Ctrl++", "Ctrl+="),
        "larger",
        enabled=_in_grid,
        repeats=True,
    ),
    Action(
        "samples.smaller",
        QT_TRANSLATE_NOOP("Actions", "Smaller thumbnails"),
        lambda w: _resize(w, -1),
        ("-", "Ctrl+-"),
        "smaller",
        enabled=_in_grid,
        repeats=True,
    ),
    Action(
        "samples.apply_filter",
        QT_TRANSLATE_NOOP("Actions", "Apply the filter again"),
        lambda w: w.session.listing.apply(),
        ("Shift+F5",),
        "filter",
        enabled=_open,
    ),
    _filter("all", QT_TRANSLATE_NOOP("Actions", "Show all samples"), "all", ("Ctrl+Shift+U",)),
    _filter(
        "unlabelled", QT_TRANSLATE_NOOP("Actions", "Show those without a label"), "unlabelled", ("Ctrl+U",)
    ),
    _filter("labelled", QT_TRANSLATE_NOOP("Actions", "Show those with a label"), "labelled"),
    _filter("unsure", QT_TRANSLATE_NOOP("Actions", "Show unsure suggestions"), "unsure"),
    _filter("disagree", QT_TRANSLATE_NOOP("Actions", "Show where label and model disagree"), "disagree"),
    _filter("errors", QT_TRANSLATE_NOOP("Actions", "Show those with errors"), "errors"),
    _order("path", QT_TRANSLATE_NOOP("Actions", "Sort by file")),
    _order("newest", QT_TRANSLATE_NOOP("Actions", "Sort the newest first")),
    _order("uncertain", QT_TRANSLATE_NOOP("Actions", "Sort the least sure first")),
    _order("sure", QT_TRANSLATE_NOOP("Actions", "Sort the surest first")),
    _order("label", QT_TRANSLATE_NOOP("Actions", "Sort by label")),
    _order("queue", QT_TRANSLATE_NOOP("Actions", "Sort as active training asks")),
)

MENU: tuple[str | None, ...] = (
    "samples.search",
    "samples.select_all",
    "samples.clear_selection",
    None,
    "samples.filter_all",
    "samples.filter_unlabelled",
    "samples.filter_labelled",
    "samples.filter_unsure",
    "samples.filter_disagree",
    "samples.filter_errors",
    "samples.apply_filter",
    None,
    "samples.order_path",
    "samples.order_newest",
    "samples.order_uncertain",
    "samples.order_sure",
    "samples.order_label",
    "samples.order_queue",
    None,
    "samples.group",
    "samples.save_columns",
    "samples.copy_pictures",
    None,
    "samples.larger",
    "samples.smaller",
)
