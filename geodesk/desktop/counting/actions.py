"""The actions of Contar, and the class map of Clasificar."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.counting.desk import CountDesk
    from geodesk.desktop.window import Window

_TEXTS = (
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 1"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 2"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 3"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 4"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 5"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 6"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 7"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 8"),
    QT_TRANSLATE_NOOP("Actions", "Count the point as class 9"),
)
UNSURE = "UNSURE"


def desk_of(window: "Window") -> "CountDesk | None":
    """The desk, if the window is at counting."""
    panel = window.panel_if_built("count")
    return None if panel is None or window.session.mode is not Mode.COUNT else panel.desk  # type: ignore[attr-defined]


def counting(window: "Window") -> bool:
    """Whether the keys count points now."""
    desk = desk_of(window)
    return desk is not None and desk.counting


def _do(what: "Callable[[CountDesk], None]") -> "Callable[[Window], None]":
    def run(window: "Window") -> None:
        desk = desk_of(window)
        if desk is not None:
            what(desk)

    return run


def _if(what: "Callable[[CountDesk], bool]") -> "Callable[[Window], bool]":
    def known(window: "Window") -> bool:
        desk = desk_of(window)
        return desk is not None and what(desk)

    return known


def _class(index: int) -> Action:
    return Action(
        f"count.class_{index + 1}",
        _TEXTS[index],
        _do(lambda desk: desk.press(index)),
        (str(index + 1),),
        enabled=counting,
    )


def _start(window: "Window") -> None:
    _ask(window, anew=True)


def _suggest(window: "Window") -> None:
    _ask(window, anew=False)


def _ask(window: "Window", anew: bool) -> None:
    from geodesk.desktop.counting.starting import Starting

    desk = desk_of(window)
    if desk is not None:
        Starting(window, desk, anew).open()


def _classes(window: "Window") -> None:
    from geodesk.desktop.counting.schemes import SchemeEditor

    desk = desk_of(window)
    if desk is not None and desk.scheme is not None:
        SchemeEditor(window, desk, desk.scheme).open()


def _results(window: "Window") -> None:
    from geodesk.desktop.counting.results import show

    show(window)


def _map(window: "Window") -> None:
    from geodesk.desktop.counting.classmap import ask

    ask(window)


ACTIONS: tuple[Action, ...] = (
    *(_class(index) for index in range(9)),
    Action(
        "count.unsure",
        QT_TRANSLATE_NOOP("Actions", "Count the point as unsure"),
        _do(lambda desk: desk.give(UNSURE)),
        ("0",),
        enabled=counting,
    ),
    Action(
        "count.accept",
        QT_TRANSLATE_NOOP("Actions", "Accept what is suggested for the point"),
        _do(lambda desk: desk.accept()),
        ("Return", "Enter"),
        "check",
        enabled=counting,
    ),
    Action(
        "count.accept_rest",
        QT_TRANSLATE_NOOP("Actions", "Accept the suggestions of all points left"),
        _do(lambda desk: desk.accept_rest()),
        ("Ctrl+Return",),
        enabled=_if(lambda desk: desk.counting and desk.acceptable > 0),
    ),
    Action(
        "count.remove",
        QT_TRANSLATE_NOOP("Actions", "Take back what was said of the point"),
        _do(lambda desk: desk.give(None)),
        ("Del",),
        enabled=_if(lambda desk: desk.counting and desk.current in desk.states),
    ),
    Action(
        "count.flag",
        QT_TRANSLATE_NOOP("Actions", "Crystal within a rock fragment"),
        _do(lambda desk: desk.toggle_flag()),
        ("X",),
        enabled=counting,
        checked=_if(lambda desk: desk.flag),
    ),
    Action(
        "count.next",
        QT_TRANSLATE_NOOP("Actions", "Next point"),
        _do(lambda desk: desk.step(1)),
        ("Right",),
        "next",
        enabled=_if(lambda desk: desk.counting and desk.has(1)),
        repeats=True,
    ),
    Action(
        "count.back",
        QT_TRANSLATE_NOOP("Actions", "Previous point"),
        _do(lambda desk: desk.step(-1)),
        ("Left", "Backspace"),
        "previous",
        enabled=_if(lambda desk: desk.counting and desk.has(-1)),
        repeats=True,
    ),
    Action(
        "count.next_open",
        QT_TRANSLATE_NOOP("Actions", "Next point without a class"),
        _do(lambda desk: desk.go_open()),
        ("N",),
        enabled=counting,
    ),
    Action(
        "count.next_sample",
        QT_TRANSLATE_NOOP("Actions", "Next sample, while points are counted"),
        lambda w: w.session.step(1),
        ("PgDown",),
        enabled=lambda w: counting(w) and w.session.neighbour(1) is not None,
    ),
    Action(
        "count.previous_sample",
        QT_TRANSLATE_NOOP("Actions", "Previous sample, while points are counted"),
        lambda w: w.session.step(-1),
        ("PgUp",),
        enabled=lambda w: counting(w) and w.session.neighbour(-1) is not None,
    ),
    Action(
        "count.undo",
        QT_TRANSLATE_NOOP("Actions", "Undo the last point"),
        _do(lambda desk: desk.undo()),
        ("Ctrl+Z",),
        "undo",
        enabled=_if(lambda desk: desk.can_undo),
        repeats=True,
    ),
    Action(
        "count.redo",
        QT_TRANSLATE_NOOP("Actions", "Redo the point"),
        _do(lambda desk: desk.redo()),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=_if(lambda desk: desk.can_redo),
        repeats=True,
    ),
    Action(
        "count.new",
        QT_TRANSLATE_NOOP("Actions", "New point count…"),
        _start,
        ("Ctrl+N",),
        enabled=_if(lambda desk: desk.picture is not None and desk.scheme is not None),
    ),
    Action(
        "count.suggest",
        QT_TRANSLATE_NOOP("Actions", "Suggest classes for the points…"),
        _suggest,
        enabled=_if(lambda desk: desk.grid is not None and not desk.suggesting.busy),
    ),
    Action(
        "count.classes",
        QT_TRANSLATE_NOOP("Actions", "Classes and poles…"),
        _classes,
        enabled=_if(lambda desk: desk.scheme is not None),
    ),
    Action(
        "count.results",
        QT_TRANSLATE_NOOP("Actions", "Modal composition and QFL…"),
        _results,
        ("Ctrl+Shift+M",),
        enabled=_if(lambda desk: desk.scheme is not None),
    ),
    Action(
        "classify.map",
        QT_TRANSLATE_NOOP("Actions", "Class map…"),
        _map,
        enabled=lambda w: w.session.picture is not None and w.session.document is not None,
    ),
)

MENU: tuple[str | None, ...] = (
    "count.new",
    "count.suggest",
    "count.classes",
    None,
    "count.accept",
    "count.accept_rest",
    "count.unsure",
    "count.flag",
    "count.remove",
    None,
    "count.next",
    "count.back",
    "count.next_open",
    "count.undo",
    "count.redo",
    None,
    "count.results",
)
