"""The actions of figures and reports."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _any(window: "Window") -> bool:
    """Whether there is a picture; what a generator draws is saved in Generar."""
    return bool(window.session.visible) and window.session.mode is not Mode.GENERATE


def _figures(window: "Window") -> None:
    from geodesk.desktop.figures.dialog import FigureDialog

    FigureDialog(window).open()


def _reports(window: "Window") -> None:
    from geodesk.desktop.figures.reports import ReportDialog

    ReportDialog(window).open()


ACTIONS: tuple[Action, ...] = (
    Action(
        "file.figures",
        QT_TRANSLATE_NOOP("Actions", "Figures…"),
        _figures,
        ("Ctrl+Shift+F",),
        "figure",
        enabled=_any,
    ),
    Action(
        "file.reports",
        QT_TRANSLATE_NOOP("Actions", "Sample report…"),
        _reports,
        ("Ctrl+Shift+I",),
        "report",
        enabled=_any,
    ),
)
