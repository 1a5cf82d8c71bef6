"""The actions of Generar."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.generating.panel import GeneratePanel
    from geodesk.desktop.window import Window


def _panel(window: "Window") -> "GeneratePanel":
    from geodesk.desktop.generating.panel import GeneratePanel

    panel = window.panel("generate")
    assert isinstance(panel, GeneratePanel)
    return panel


def _built(window: "Window") -> "GenerateDesk | None":
    """The desk where the mode is on; None: nothing of it can be done."""
    on = window.session.mode is Mode.GENERATE and window.panel_if_built("generate") is not None
    return _panel(window).desk if on else None


def _ready(window: "Window") -> bool:
    return (desk := _built(window)) is not None and desk.ready


def _shown(window: "Window") -> bool:
    return (desk := _built(window)) is not None and desk.opening.shown is not None


def _selected(window: "Window") -> bool:
    desk = _built(window)
    return desk is not None and window.generate_stage.sheet.selectionModel().hasSelection()


ACTIONS: tuple[Action, ...] = (
    Action(
        "generate.model",
        QT_TRANSLATE_NOOP("Actions", "Open a generator…"),
        lambda w: _panel(w).choose_file(),
        enabled=lambda w: w.session.mode is Mode.GENERATE,
    ),
    Action(
        "generate.make",
        QT_TRANSLATE_NOOP("Actions", "Generate pictures"),
        lambda w: _panel(w).make(),
        ("Ctrl+Return",),
        "generate",
        enabled=_ready,
    ),
    Action(
        "generate.like",
        QT_TRANSLATE_NOOP("Actions", "Pictures like this one…"),
        lambda w: _panel(w).ask_likeness(),
        ("Ctrl+L",),
        enabled=lambda w: _ready(w) and w.session.picture is not None,
    ),
    Action(
        "generate.stop",
        QT_TRANSLATE_NOOP("Actions", "Stop generating"),
        lambda w: _panel(w).desk.stop(),
        enabled=lambda w: (desk := _built(w)) is not None and desk.running,
    ),
    Action(
        "generate.compare",
        QT_TRANSLATE_NOOP("Actions", "Compare the synthetic pictures with the folder"),
        lambda w: _panel(w).desk.comparing.compare(),
        enabled=lambda w: (desk := _built(w)) is not None and desk.comparing.possible,
    ),
    Action(
        "generate.pin_a",
        QT_TRANSLATE_NOOP("Actions", "Pin as end A of the walk"),
        lambda w: _panel(w).desk.opening.set_pin(0),
        ("Ctrl+Shift+A",),
        enabled=_shown,
    ),
    Action(
        "generate.pin_b",
        QT_TRANSLATE_NOOP("Actions", "Pin as end B of the walk"),
        lambda w: _panel(w).desk.opening.set_pin(1),
        ("Ctrl+Shift+B",),
        enabled=_shown,
    ),
    Action(
        "generate.pin",
        QT_TRANSLATE_NOOP("Actions", "Keep the picture of the walk"),
        lambda w: _panel(w).desk.pin(),
        ("Ctrl+D",),
        enabled=lambda w: _shown(w) and _panel(w).desk.opening.between,
    ),
    Action(
        "generate.save",
        QT_TRANSLATE_NOOP("Actions", "Save the selected synthetic pictures…"),
        lambda w: _panel(w).save(w.generate_stage.sheet.selected),
        ("Ctrl+E",),
        enabled=_selected,
    ),
    Action(
        "generate.save_all",
        QT_TRANSLATE_NOOP("Actions", "Save all synthetic pictures…"),
        lambda w: _panel(w).save([cell.origin for cell in _panel(w).desk.sheet.cells]),
        ("Ctrl+Shift+E",),
        enabled=lambda w: (desk := _built(w)) is not None and bool(desk.sheet.cells),
    ),
)

MENU: tuple[str | None, ...] = (
    "generate.make",
    "generate.like",
    "generate.stop",
    None,
    "generate.pin_a",
    "generate.pin_b",
    "generate.pin",
    None,
    "generate.compare",
    "generate.save",
    "generate.save_all",
    None,
    "generate.model",
)
