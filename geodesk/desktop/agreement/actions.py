"""The actions of this part of the window."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _open(window: "Window") -> bool:
    return window.session.collection is not None


def _table(window: "Window") -> None:
    from geodesk.desktop.agreement.table import AgreementTable

    AgreementTable(window).open()


def _merge(window: "Window") -> None:
    from geodesk.desktop.agreement.merging import choose_place

    choose_place(window)


def _lost(window: "Window") -> None:
    from geodesk.desktop.agreement.lost import LostPictures

    LostPictures(window).show()


ACTIONS: tuple[Action, ...] = (
    Action(
        "labels.disagreements",
        QT_TRANSLATE_NOOP("Actions", "Settle disagreements"),
        lambda w: w.agreement.toggle(),
        ("Ctrl+Shift+D",),
        enabled=_open,
        checked=lambda w: w.agreement.resolving,
    ),
    Action(
        "labels.own",
        QT_TRANSLATE_NOOP("Actions", "Only my labels"),
        lambda w: w.agreement.show_own(not w.session.own_labels),
        enabled=lambda w: _open(w) and w.session.mode is Mode.LABEL,
        checked=lambda w: w.session.own_labels,
    ),
    Action(
        "labels.agreement", QT_TRANSLATE_NOOP("Actions", "Agreement between people…"), _table, enabled=_open
    ),
    Action(
        "labels.merge", QT_TRANSLATE_NOOP("Actions", "Bring in other people's labels…"), _merge, enabled=_open
    ),
    Action("labels.lost", QT_TRANSLATE_NOOP("Actions", "Work without its picture…"), _lost, enabled=_open),
)

MENU: tuple[str | None, ...] = (
    "labels.disagreements",
    "labels.own",
    "labels.agreement",
    "labels.merge",
    "labels.lost",
)
