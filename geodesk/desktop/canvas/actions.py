"""The actions of this part of the window."""

from geodesk.desktop.actions import Action

ACTIONS: tuple[Action, ...] = ()

MENU: tuple[str | None, ...] = ()
