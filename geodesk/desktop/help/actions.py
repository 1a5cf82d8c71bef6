"""The actions of Ayuda."""

from geodesk.desktop.actions import Action
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

ACTIONS: tuple[Action, ...] = (
    Action(
        "help.page",
        QT_TRANSLATE_NOOP("Actions", "Help"),
        lambda w: w.help.open(),
        ("F1",),
        "help",
    ),
    Action("help.first_steps", QT_TRANSLATE_NOOP("Actions", "First steps"), lambda w: w.help.first_steps()),
    Action(
        "help.commands",
        QT_TRANSLATE_NOOP("Actions", "Find a command…"),
        lambda w: w.show_palette(),
        ("Ctrl+K",),
        "search",
    ),
    Action(
        "help.keys",
        QT_TRANSLATE_NOOP("Actions", "Keyboard"),
        lambda w: w.help.keys(),
        ("Ctrl+F1",),
        "keyboard",
    ),
    Action(
        "help.log", QT_TRANSLATE_NOOP("Actions", "Open the log's folder"), lambda w: w.help.open_log_folder()
    ),
    Action("help.report", QT_TRANSLATE_NOOP("Actions", "Copy report"), lambda w: w.help.copy_report()),
    Action("help.about", QT_TRANSLATE_NOOP("Actions", "About GeoDesk"), lambda w: w.help.about()),
)
MENU: tuple[str | None, ...] = (
    "help.page",
    "help.first_steps",
    "help.keys",
    "help.commands",
    None,
    "help.report",
    "help.log",
    None,
    "help.about",
)
