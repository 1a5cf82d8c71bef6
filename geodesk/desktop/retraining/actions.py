"""The actions of learning from labels."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _retrain(window: "Window") -> None:
    from geodesk.desktop.retraining.dialog import show

    show(window)


def _labelling(window: "Window") -> bool:
    return window.session.collection is not None and window.session.mode is Mode.LABEL


ACTIONS: tuple[Action, ...] = (
    Action(
        "labels.retrain",
        QT_TRANSLATE_NOOP("Actions", "Retrain a model from the labels…"),
        _retrain,
        ("Ctrl+Shift+T",),
        enabled=lambda w: w.session.collection is not None,
    ),
    Action(
        "labels.active",
        QT_TRANSLATE_NOOP("Actions", "Active training"),
        lambda w: w.active.toggle(),
        ("Ctrl+Shift+L",),
        enabled=_labelling,
        checked=lambda w: w.active.on,
    ),
    Action(
        "labels.learn",
        QT_TRANSLATE_NOOP("Actions", "Learn from the labels now"),
        lambda w: w.active.learn(),
        enabled=lambda w: _labelling(w) and w.active.on and w.active.job is None,
    ),
)

MENU: tuple[str | None, ...] = ("labels.active", "labels.learn", "labels.retrain")
