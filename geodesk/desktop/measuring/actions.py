"""The actions of Medir."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode, View
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.measuring.desk import MeasureDesk
    from geodesk.desktop.window import Window

_TOOLS: tuple[tuple[str, str, str], ...] = (
    ("select", QT_TRANSLATE_NOOP("Actions", "Select and move measurements"), "0"),
    ("length", QT_TRANSLATE_NOOP("Actions", "Measure a length"), "1"),
    ("angle", QT_TRANSLATE_NOOP("Actions", "Measure an angle"), "2"),
    ("polygon", QT_TRANSLATE_NOOP("Actions", "Measure an outline corner by corner"), "3"),
    ("freehand", QT_TRANSLATE_NOOP("Actions", "Measure an outline drawn freehand"), "4"),
    ("rectangle", QT_TRANSLATE_NOOP("Actions", "Measure a rectangle"), "5"),
    ("ellipse", QT_TRANSLATE_NOOP("Actions", "Measure an ellipse"), "6"),
    ("profile", QT_TRANSLATE_NOOP("Actions", "Profile of grey levels along a line"), "7"),
    ("diameter", QT_TRANSLATE_NOOP("Actions", "Diameters of fibres or particles"), "8"),
)


def desk_of(window: "Window") -> "MeasureDesk | None":
    """The desk, if the window is at measuring."""
    panel = window.panel_if_built("measure")
    return None if panel is None or window.session.mode is not Mode.MEASURE else panel.desk  # type: ignore[attr-defined]


def _do(what: "Callable[[MeasureDesk], None]") -> "Callable[[Window], None]":
    def run(window: "Window") -> None:
        desk = desk_of(window)
        if desk is not None:
            what(desk)

    return run


def _if(what: "Callable[[MeasureDesk], bool]") -> "Callable[[Window], bool]":
    def known(window: "Window") -> bool:
        desk = desk_of(window)
        return desk is not None and what(desk)

    return known


def _drawable(window: "Window") -> bool:
    session = window.session
    return desk_of(window) is not None and session.view is View.CANVAS and window.stage.has_picture


def _tool(name: str, text: str, key: str) -> Action:
    return Action(
        f"measure.{name}",
        text,
        _do(lambda desk: desk.take(name)),
        (key,),
        f"measure-{name}",
        enabled=_drawable,
        checked=_if(lambda desk: desk.tool == name),
    )


def _copy(window: "Window") -> None:
    from geodesk.desktop.measuring.saving import copy_table

    desk = desk_of(window)
    if desk is not None:
        copy_table(window, desk)


def _export(window: "Window") -> None:
    from geodesk.desktop.measuring.saving import ask

    ask(window)


ACTIONS: tuple[Action, ...] = (
    *(_tool(*one) for one in _TOOLS),
    Action(
        "measure.finish",
        QT_TRANSLATE_NOOP("Actions", "Close the outline"),
        _do(lambda desk: desk.finish()),
        ("Return", "Enter"),
        enabled=_if(lambda desk: desk.drawing and desk.tool == "polygon"),
    ),
    Action(
        "measure.delete",
        QT_TRANSLATE_NOOP("Actions", "Delete the measurement or the last corner"),
        _do(lambda desk: desk.back()),
        ("Del", "Backspace"),
        enabled=_if(lambda desk: desk.drawing or desk.chosen is not None),
    ),
    Action(
        "measure.undo",
        QT_TRANSLATE_NOOP("Actions", "Undo the last measurement"),
        _do(lambda desk: desk.undo()),
        ("Ctrl+Z",),
        "undo",
        enabled=_if(lambda desk: desk.can_undo and not desk.drawing),
        repeats=True,
    ),
    Action(
        "measure.redo",
        QT_TRANSLATE_NOOP("Actions", "Redo the measurement"),
        _do(lambda desk: desk.redo()),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=_if(lambda desk: desk.can_redo and not desk.drawing),
        repeats=True,
    ),
    Action(
        "measure.copy",
        QT_TRANSLATE_NOOP("Actions", "Copy the table of measurements"),
        _copy,
        ("Ctrl+C",),
        enabled=_if(lambda desk: bool(desk.here)),
    ),
    Action(
        "measure.export",
        QT_TRANSLATE_NOOP("Actions", "Save measurements as CSV…"),
        _export,
        ("Ctrl+S",),
        "export",
        enabled=lambda w: _if(lambda desk: desk.total > 0)(w) and w.desk.fault is None,
    ),
)

MENU: tuple[str | None, ...] = (
    *(f"measure.{name}" for name, _text, _key in _TOOLS),
    None,
    "measure.finish",
    "measure.delete",
    "measure.undo",
    "measure.redo",
    None,
    "measure.copy",
    "measure.export",
)
