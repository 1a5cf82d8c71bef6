"""The actions of phases, reconstruction and transport."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.structure.phasing import PhaseDesk
    from geodesk.desktop.window import Window

_TEXTS = (
    QT_TRANSLATE_NOOP("Actions", "Paint phase 1"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 2"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 3"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 4"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 5"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 6"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 7"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 8"),
    QT_TRANSLATE_NOOP("Actions", "Paint phase 9"),
)


def _picture(window: "Window") -> bool:
    return window.session.document is not None


def _desk(window: "Window") -> "PhaseDesk":
    return window.panel("phases").desk  # type: ignore[attr-defined, no-any-return]


def _built(window: "Window") -> "PhaseDesk | None":
    """The desk, if the window is at phases."""
    panel = window.panel_if_built("phases")
    return None if panel is None or window.session.mode is not Mode.PHASES else panel.desk  # type: ignore[attr-defined]


def _painting(window: "Window") -> bool:
    desk = _built(window)
    return desk is not None and desk.paintable


def _retouching(window: "Window") -> bool:
    return _painting(window) and _desk(window).rule == "model"


def _phase(index: int) -> Action:
    run: Callable[[Window], None] = lambda w: _desk(w).choose(index)  # noqa: E731
    there: Callable[[Window], bool] = lambda w: _painting(w) and index < max(4, len(_desk(w).brushed))  # noqa: E731
    return Action(f"structure.phase_{index + 1}", _TEXTS[index], run, (str(index + 1),), enabled=there)


def _phase_curves(window: "Window") -> None:
    from geodesk.desktop.structure.phasecurves import show

    show(window)


def _reconstruct(window: "Window") -> None:
    from geodesk.desktop.structure.reconstruction import ask

    ask(window)


def _transport(window: "Window") -> None:
    from geodesk.desktop.structure.transport import ask

    ask(window)


ACTIONS: tuple[Action, ...] = (
    *(_phase(index) for index in range(9)),
    Action(
        "structure.brush",
        QT_TRANSLATE_NOOP("Actions", "Brush"),
        lambda w: _desk(w).toggle("brush"),
        ("D",),
        "brush",
        enabled=_painting,
        checked=lambda w: (desk := _built(w)) is not None and desk.tool == "brush",
    ),
    Action(
        "structure.eraser",
        QT_TRANSLATE_NOOP("Actions", "Eraser: takes away strokes that it touches"),
        lambda w: _desk(w).toggle("eraser"),
        ("E",),
        "eraser",
        enabled=_painting,
        checked=lambda w: (desk := _built(w)) is not None and desk.tool == "eraser",
    ),
    Action(
        "structure.fill",
        QT_TRANSLATE_NOOP("Actions", "Bucket: gives a region of the model another class"),
        lambda w: _desk(w).toggle("fill"),
        ("V",),
        "fill",
        enabled=_retouching,
        checked=lambda w: (desk := _built(w)) is not None and desk.tool == "fill",
    ),
    Action(
        "structure.narrower",
        QT_TRANSLATE_NOOP("Actions", "Narrower brush"),
        lambda w: _desk(w).set_width(_desk(w).width - max(1, round(_desk(w).width / 5))),
        (",",),
        enabled=_painting,
        repeats=True,
    ),
    Action(
        "structure.wider",
        QT_TRANSLATE_NOOP("Actions", "Wider brush"),
        lambda w: _desk(w).set_width(_desk(w).width + max(1, round(_desk(w).width / 5))),
        (".",),
        enabled=_painting,
        repeats=True,
    ),
    Action(
        "structure.undo",
        QT_TRANSLATE_NOOP("Actions", "Undo the last stroke"),
        lambda w: _desk(w).book.undo(),
        ("Ctrl+Z",),
        "undo",
        enabled=lambda w: (desk := _built(w)) is not None and desk.book.can_undo,
        repeats=True,
    ),
    Action(
        "structure.redo",
        QT_TRANSLATE_NOOP("Actions", "Redo the stroke"),
        lambda w: _desk(w).book.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda w: (desk := _built(w)) is not None and desk.book.can_redo,
        repeats=True,
    ),
    Action(
        "structure.try",
        QT_TRANSLATE_NOOP("Actions", "Learn the phases, or try the rule"),
        lambda w: _desk(w).try_(),
        ("Ctrl+Return",),
        enabled=lambda w: (desk := _built(w)) is not None and desk.ready and not desk.busy,
    ),
    Action(
        "structure.phases_overlay",
        QT_TRANSLATE_NOOP("Actions", "Show these phases over the picture"),
        lambda w: _desk(w).set_overlay(not _desk(w).shown),
        ("Shift+O",),
        enabled=lambda w: (desk := _built(w)) is not None and desk.labels is not None,
        checked=lambda w: (desk := _built(w)) is not None and desk.shown,
    ),
    Action(
        "structure.phase_curves",
        QT_TRANSLATE_NOOP("Actions", "Curves of the phases…"),
        _phase_curves,
        ("Shift+C",),
        enabled=lambda w: (desk := _built(w)) is not None and desk.kept is not None and desk.kept.fits,
    ),
    Action(
        "structure.transport",
        QT_TRANSLATE_NOOP("Actions", "Transport…"),
        _transport,
        ("Ctrl+T",),
        enabled=_picture,
    ),
    Action(
        "structure.reconstruct",
        QT_TRANSLATE_NOOP("Actions", "Reconstruct…"),
        _reconstruct,
        ("Ctrl+Shift+N",),
        enabled=_picture,
    ),
)

MENU: tuple[str | None, ...] = (
    "structure.brush",
    "structure.eraser",
    "structure.fill",
    "structure.narrower",
    "structure.wider",
    "structure.undo",
    "structure.redo",
    "structure.try",
    "structure.phases_overlay",
    "structure.phase_curves",
    None,
    "structure.transport",
    "structure.reconstruct",
)
