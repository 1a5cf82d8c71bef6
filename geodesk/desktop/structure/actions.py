"""The actions of phases, reconstruction and transport."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _picture(window: "Window") -> bool:
    return window.session.document is not None


def _reconstruct(window: "Window") -> None:
    from geodesk.desktop.structure.reconstruction import ask

    ask(window)


ACTIONS: tuple[Action, ...] = (
    Action(
        "structure.reconstruct",
        QT_TRANSLATE_NOOP("Actions", "Reconstruct…"),
        _reconstruct,
        ("Ctrl+Shift+N",),
        enabled=_picture,
    ),
)

MENU: tuple[str | None, ...] = ("structure.reconstruct",)
