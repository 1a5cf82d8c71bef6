"""The actions that belong to the window itself. Each part of the window adds its own list in `ACTIONS`."""

from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.agreement.actions import ACTIONS as AGREEMENT
from geodesk.desktop.canvas.actions import ACTIONS as CANVAS
from geodesk.desktop.captioning.actions import ACTIONS as CAPTIONING
from geodesk.desktop.classifying.actions import ACTIONS as CLASSIFYING
from geodesk.desktop.counting.actions import ACTIONS as COUNTING
from geodesk.desktop.counting.actions import counting
from geodesk.desktop.figures.actions import ACTIONS as FIGURES
from geodesk.desktop.generating.actions import ACTIONS as GENERATING
from geodesk.desktop.help.actions import ACTIONS as HELP
from geodesk.desktop.history.actions import ACTIONS as HISTORY
from geodesk.desktop.labelling.actions import ACTIONS as LABELLING
from geodesk.desktop.measuring.actions import ACTIONS as MEASURING
from geodesk.desktop.plots.actions import ACTIONS as PLOTS
from geodesk.desktop.retraining.actions import ACTIONS as RETRAINING
from geodesk.desktop.samples.actions import ACTIONS as SAMPLES
from geodesk.desktop.session import Mode, View
from geodesk.desktop.structure.actions import ACTIONS as STRUCTURE
from geodesk.desktop.translation import QT_TRANSLATE_NOOP
from geodesk.desktop.watching.actions import ACTIONS as WATCHING

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _at_end(window: "Window", row: int) -> bool:
    """Whether the first (0) or last (-1) of the listed samples is in view, or there is none."""
    session = window.session
    return session.view is not View.CANVAS or session.visible[row:][:1] in ([], [session.current])


def _last(window: "Window") -> Path | None:
    """The user's folder that was open last, if it is not open now; whether it is still there shows later."""
    session, last = window.session, window.settings.values.last_folder
    if not last or (session.collection is not None and str(session.collection.folder) == last):
        return None
    return Path(last)


def _open_last(window: "Window") -> None:
    if (last := _last(window)) is not None:
        window.session.open(last)


def _may_step(window: "Window", by: int) -> bool:
    """Whether there is a sample to go to; while points are counted the arrows go from point to point."""
    session = window.session
    return session.view is View.CANVAS and session.neighbour(by) is not None and not counting(window)


_WINDOW = (
    Action(
        "file.open_folder",
        QT_TRANSLATE_NOOP("Actions", "Open folder…"),
        lambda w: w.choose_folder(),
        ("Ctrl+O",),
        "folder",
    ),
    Action(
        "file.open_file",
        QT_TRANSLATE_NOOP("Actions", "Open picture…"),
        lambda w: w.choose_file(),
        ("Ctrl+Shift+O",),
        "picture",
    ),
    Action(
        "file.open_last",
        QT_TRANSLATE_NOOP("Actions", "Open the last folder again"),
        _open_last,
        ("Ctrl+Alt+O",),
        enabled=lambda w: _last(w) is not None,
    ),
    Action(
        "file.samples",
        QT_TRANSLATE_NOOP("Actions", "Open the bundled samples"),
        lambda w: w.open_samples(),
    ),
    Action(
        "file.reload",
        QT_TRANSLATE_NOOP("Actions", "Read the folder again"),
        lambda w: w.session.reload(),
        ("F5",),
        "reload",
        enabled=lambda w: w.session.collection is not None,
    ),
    Action(
        "file.preferences",
        QT_TRANSLATE_NOOP("Actions", "Preferences…"),
        lambda w: w.show_preferences(),
        ("Ctrl+,",),
        "settings",
    ),
    Action("file.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), lambda w: w.quit(), ("Ctrl+Q",)),
    Action(
        "mode.explore",
        QT_TRANSLATE_NOOP("Actions", "Explore"),
        lambda w: w.session.set_mode(Mode.EXPLORE),
        ("Ctrl+1",),
        "explore",
        checked=lambda w: w.session.mode is Mode.EXPLORE,
    ),
    Action(
        "mode.classify",
        QT_TRANSLATE_NOOP("Actions", "Classify"),
        lambda w: w.session.set_mode(Mode.CLASSIFY),
        ("Ctrl+2",),
        "classify",
        checked=lambda w: w.session.mode is Mode.CLASSIFY,
    ),
    Action(
        "mode.label",
        QT_TRANSLATE_NOOP("Actions", "Label"),
        lambda w: w.session.set_mode(Mode.LABEL),
        ("Ctrl+3",),
        "label",
        checked=lambda w: w.session.mode is Mode.LABEL,
    ),
    Action(
        "mode.phases",
        QT_TRANSLATE_NOOP("Actions", "Phases"),
        lambda w: w.session.set_mode(Mode.PHASES),
        ("Ctrl+5",),
        "phases",
        checked=lambda w: w.session.mode is Mode.PHASES,
    ),
    Action(
        "mode.count",
        QT_TRANSLATE_NOOP("Actions", "Count"),
        lambda w: w.session.set_mode(Mode.COUNT),
        ("Ctrl+7",),
        "count",
        checked=lambda w: w.session.mode is Mode.COUNT,
    ),
    Action(
        "mode.measure",
        QT_TRANSLATE_NOOP("Actions", "Measure"),
        lambda w: w.session.set_mode(Mode.MEASURE),
        ("Ctrl+8",),
        "measure",
        checked=lambda w: w.session.mode is Mode.MEASURE,
    ),
    Action(
        "mode.generate",
        QT_TRANSLATE_NOOP("Actions", "Generate"),
        lambda w: w.session.set_mode(Mode.GENERATE),
        ("Ctrl+6",),
        "generate",
        checked=lambda w: w.session.mode is Mode.GENERATE,
    ),
    Action(
        "view.grid",
        QT_TRANSLATE_NOOP("Actions", "Grid of pictures"),
        lambda w: w.session.set_view(View.CANVAS if w.session.view is View.GRID else View.GRID),
        ("G",),
        "grid",
        enabled=lambda w: w.session.collection is not None and w.session.mode is not Mode.GENERATE,
        checked=lambda w: w.session.view is View.GRID,
    ),
    Action(
        "view.table",
        QT_TRANSLATE_NOOP("Actions", "Table of metadata"),
        lambda w: w.session.set_view(View.CANVAS if w.session.view is View.TABLE else View.TABLE),
        ("Shift+G",),
        "table",
        enabled=lambda w: w.session.collection is not None and w.session.mode is not Mode.GENERATE,
        checked=lambda w: w.session.view is View.TABLE,
    ),
    Action(
        "view.next",
        QT_TRANSLATE_NOOP("Actions", "Next sample"),
        lambda w: w.session.step(1),
        ("Right", "PgDown"),
        "next",
        enabled=lambda w: _may_step(w, 1),
        repeats=True,
    ),
    Action(
        "view.previous",
        QT_TRANSLATE_NOOP("Actions", "Previous sample"),
        lambda w: w.session.step(-1),
        ("Left", "PgUp"),
        "previous",
        enabled=lambda w: _may_step(w, -1),
        repeats=True,
    ),
    Action(
        "view.first",
        QT_TRANSLATE_NOOP("Actions", "First sample"),
        lambda w: w.session.show(w.session.visible[0]),
        ("Home",),
        enabled=lambda w: not _at_end(w, 0),
    ),
    Action(
        "view.last",
        QT_TRANSLATE_NOOP("Actions", "Last sample"),
        lambda w: w.session.show(w.session.visible[-1]),
        ("End",),
        enabled=lambda w: not _at_end(w, -1),
    ),
    Action(
        "panel.samples",
        QT_TRANSLATE_NOOP("Actions", "Samples panel"),
        lambda w: w.toggle_panel("samples"),
        ("F6",),
        checked=lambda w: w.panel_shown("samples"),
    ),
    Action(
        "panel.inspector",
        QT_TRANSLATE_NOOP("Actions", "Panel of the mode"),
        lambda w: w.toggle_panel("inspector"),
        ("F7",),
        checked=lambda w: w.panel_shown("inspector"),
    ),
    Action(
        "panel.plots",
        QT_TRANSLATE_NOOP("Actions", "Plots"),
        lambda w: w.toggle_panel("plots"),
        ("F8",),
        "plots",
        checked=lambda w: w.panel_shown("plots"),
    ),
)

ACTIONS: tuple[Action, ...] = (
    *_WINDOW,
    *SAMPLES,
    *CANVAS,
    *CLASSIFYING,
    *CAPTIONING,
    *COUNTING,
    *MEASURING,
    *LABELLING,
    *AGREEMENT,
    *RETRAINING,
    *PLOTS,
    *STRUCTURE,
    *GENERATING,
    *HISTORY,
    *WATCHING,
    *FIGURES,
    *HELP,
)
