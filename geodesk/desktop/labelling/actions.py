"""The actions of this part of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.labelling import keys
from geodesk.desktop.labelling.desk import UNSURE
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_TEXTS = (
    QT_TRANSLATE_NOOP("Actions", "Label as class 1"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 2"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 3"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 4"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 5"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 6"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 7"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 8"),
    QT_TRANSLATE_NOOP("Actions", "Label as class 9"),
)


def _class(index: int) -> Action:
    run: Callable[[Window], None] = lambda w: keys.press(w, index)  # noqa: E731
    # A key without a class is alive too: it says that there is no such class.
    return Action(f"labels.class_{index + 1}", _TEXTS[index], run, (str(index + 1),), enabled=keys.can_label)


def _labelling(window: "Window") -> bool:
    return window.session.mode is Mode.LABEL and window.session.collection is not None


def _open(window: "Window") -> bool:
    return window.session.collection is not None


def _accept_many(window: "Window") -> None:
    from geodesk.desktop.labelling.accepting import Accepting

    Accepting(window).open()


def _edit_classes(window: "Window") -> None:
    from geodesk.desktop.labelling.editing import ClassEditor

    ClassEditor(window).open()


def _import(window: "Window") -> None:
    from geodesk.desktop.labelling.csvfiles import choose_import

    choose_import(window)


def _export(window: "Window") -> None:
    from geodesk.desktop.labelling.csvfiles import choose_export

    choose_export(window)


ACTIONS: tuple[Action, ...] = (
    *(_class(index) for index in range(9)),
    Action(
        "labels.unsure",
        QT_TRANSLATE_NOOP("Actions", "Label as unsure"),
        lambda w: keys.give(w, UNSURE),
        ("0",),
        enabled=keys.can_label,
    ),
    Action(
        "labels.accept",
        QT_TRANSLATE_NOOP("Actions", "Accept the suggestion"),
        keys.accept,
        ("Return", "Enter"),
        "check",
        enabled=keys.can_label,
    ),
    Action(
        "labels.remove",
        QT_TRANSLATE_NOOP("Actions", "Remove the label"),
        lambda w: keys.give(w, None),
        ("Del", "Backspace"),
        enabled=keys.can_label,
    ),
    Action(
        "labels.next_unlabelled",
        QT_TRANSLATE_NOOP("Actions", "Next sample without a label"),
        keys.next_unlabelled,
        ("N",),
        "next",
        enabled=lambda w: _labelling(w) and bool(w.session.visible),
    ),
    Action(
        "labels.undo",
        QT_TRANSLATE_NOOP("Actions", "Undo the last labels"),
        lambda w: w.desk.undo(),
        ("Ctrl+Z",),
        "undo",
        enabled=lambda w: _labelling(w) and (w.desk.can_undo or w.desk.saving),
        repeats=True,
    ),
    Action(
        "labels.redo",
        QT_TRANSLATE_NOOP("Actions", "Redo the labels"),
        lambda w: w.desk.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda w: _labelling(w) and w.desk.can_redo,
        repeats=True,
    ),
    Action(
        "labels.accept_many",
        QT_TRANSLATE_NOOP("Actions", "Accept suggestions…"),
        _accept_many,
        ("Ctrl+Return",),
        "check",
        enabled=lambda w: _labelling(w) and bool(w.session.predictions),
    ),
    Action(
        "labels.classes",
        QT_TRANSLATE_NOOP("Actions", "Classes and keys…"),
        _edit_classes,
        enabled=_open,
    ),
    Action(
        "labels.import",
        QT_TRANSLATE_NOOP("Actions", "Import labels from CSV…"),
        _import,
        (),
        "import",
        enabled=_open,
    ),
    Action(
        "labels.export",
        QT_TRANSLATE_NOOP("Actions", "Export labels to CSV…"),
        _export,
        (),
        "export",
        enabled=_open,
    ),
    Action(
        "labels.save_again",
        QT_TRANSLATE_NOOP("Actions", "Save again"),
        lambda w: w.desk.save_again(),
        ("Ctrl+S",),
        enabled=lambda w: w.desk.fault is not None,
    ),
)

MENU: tuple[str | None, ...] = (
    "labels.accept",
    "labels.unsure",
    "labels.remove",
    "labels.next_unlabelled",
    None,
    "labels.undo",
    "labels.redo",
    "labels.save_again",
    None,
    "labels.accept_many",
    "labels.classes",
    None,
    "labels.import",
    "labels.export",
)
