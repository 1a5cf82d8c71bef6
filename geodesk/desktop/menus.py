"""What stands in the menus and the toolbar, as lists of action keys; None is a separator."""

from geodesk.desktop.agreement import actions as agreement
from geodesk.desktop.canvas import actions as canvas
from geodesk.desktop.classifying import actions as classifying
from geodesk.desktop.counting import actions as counting
from geodesk.desktop.generating import actions as generating
from geodesk.desktop.help import actions as help_
from geodesk.desktop.labelling import actions as labelling
from geodesk.desktop.measuring import actions as measuring
from geodesk.desktop.plots import actions as plots
from geodesk.desktop.retraining import actions as retraining
from geodesk.desktop.samples import actions as samples
from geodesk.desktop.structure import actions as structure
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

MENUS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("Menus", "&File"),
        (
            "file.open_folder",
            "file.open_file",
            "file.open_last",
            "file.open_recipe",
            "file.samples",
            "file.reload",
            None,
            "file.figures",
            "file.reports",
            None,
            "file.preferences",
            "file.quit",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Menus", "&View"),
        (
            "mode.explore",
            "mode.classify",
            "mode.label",
            "mode.phases",
            "mode.count",
            "mode.measure",
            "mode.generate",
            None,
            "view.grid",
            "view.table",
            "view.next",
            "view.previous",
            "view.first",
            "view.last",
            None,
            "panel.samples",
            "panel.inspector",
            "panel.plots",
            *plots.MENU,
            None,
            "panel.watching",
            "panel.history",
            "history.repeat",
            "history.save",
            "history.copy",
        ),
    ),
    (QT_TRANSLATE_NOOP("Menus", "&Samples"), samples.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Picture"), canvas.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Classify"), classifying.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Labels"), (*labelling.MENU, None, *agreement.MENU, None, *retraining.MENU)),
    (QT_TRANSLATE_NOOP("Menus", "S&tructure"), structure.MENU),
    (QT_TRANSLATE_NOOP("Menus", "C&ount"), counting.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Measure"), measuring.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Generate"), generating.MENU),
    (QT_TRANSLATE_NOOP("Menus", "&Help"), help_.MENU),
)

TOOLBAR: tuple[str | None, ...] = (
    "file.open_folder",
    None,
    "mode.explore",
    "mode.classify",
    "mode.label",
    "mode.phases",
    "mode.count",
    "mode.measure",
    "mode.generate",
    None,
    "view.grid",
    "view.table",
)

TOOLBAR_RIGHT: tuple[str, ...] = ("panel.plots", "help.commands", "help.page")
