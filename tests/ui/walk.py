"""Walk through the whole window on a scaled screen: ``python -m tests.ui.walk FACTOR [OUT]``.

In both languages and every size of the window. Prints what is cut off and what was raised as JSON; with OUT
it also saves a picture of each view.
"""

import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from geodesk.desktop.window import Window
    from tests.ui.fitting import Painted

SIZES = ((1360, 860, False), (1100, 700, False), (1100, 700, True))
"""Width, height, and whether the columns beside the picture are as narrow as they get: at 100 % alone."""
PARTS_OF_NAMES = frozenset(
    {
        "strip.title",
        "status.picture",
        "classifying.model",
        "generating.model",
        "agreement.name",
        "history.table",
        "measuring.name",
        "measuring.table",
        "table.view",
        "watching.said",
        "watching.table",
        "watching.table_file",
        "watching.trouble",
        "watching.usable",
    }
)
"""Widgets that show names of any length in part, and whole in the tooltip, or that are scrolled across."""
NAMES = frozenset(
    {
        "geodesk.desktop.samples.delegate.RowDelegate._draw",
        "geodesk.desktop.samples.names.fitting",
        "geodesk.desktop.samples.delegate._shortened.<locals>.fitting",
        "geodesk.desktop.room.ElidedComboBox.paintEvent",
        "geodesk.desktop.room.ElidedLabel.shown",
        "geodesk.desktop.samples.panel.SamplesPanel._show_label",
        "geodesk.desktop.generating.sheet._CellDelegate.paint",
        "geodesk.desktop.labelling.rows._Rows.paint",
    }
)
"""Code that shortens names of files or of people's own classes, which a tooltip tells whole."""


def main(factor: str, out: Path | None) -> None:
    """Walk, and tell."""
    os.environ["QT_SCALE_FACTOR"] = factor
    from geodesk.desktop.app import application
    from geodesk.places import resources
    from tests.ui.fitting import Painted
    from tests.ui.scenes import prepare

    faults: list[str] = []
    views: list[str] = []
    buttons: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="geodesk-walk-") as place, Painted() as painted:
        scratch = Path(place)
        for name in ("CONFIG", "CACHE", "DATA_HOME"):
            os.environ[f"GEODESK_{name}"] = str(scratch / name.lower())
        app = application()
        prepare(scratch / "muestras", resources() / "samples")
        for language in ("es", "en"):
            folder = scratch / language / "corrida_del_microscopio"
            shutil.copytree(scratch / "muestras", folder)
            sizes = SIZES if app.devicePixelRatio() == 1 else SIZES[:2]
            for view, where, picture, found in _walk(language, folder, sizes, painted, buttons):
                if f"{language} {view}" not in views:
                    views.append(f"{language} {view}")
                faults += [f"{where}: {one}" for one in found]
                if out is not None:
                    picture.save(str(out / f"{where.replace(' ', '_')}.png"))
            app.processEvents()
        screen = app.primaryScreen().size()
        said = {
            "ratio": app.devicePixelRatio(),
            "screen": [screen.width(), screen.height()],
            "views": views,
            "buttons": sorted(buttons),
            "faults": faults,
        }
    print(json.dumps(said, ensure_ascii=False))


def _walk(
    language: str,
    folder: Path,
    sizes: tuple[tuple[int, int, bool], ...],
    painted: "Painted",
    buttons: set[str],
) -> "Iterator[tuple[str, str, QPixmap, list[str]]]":
    """Each view at each size: its name, where, what it looks like, what is wrong."""
    from geodesk.desktop.app import build_window
    from tests.ui.fitting import cut_off
    from tests.ui.scenes import pump
    from tests.ui.usage import buttons_of
    from tests.ui.views import views

    window = build_window()
    raised: list[str] = []
    sys.excepthook = lambda *fault: raised.append("".join(traceback.format_exception(*fault)))
    window.settings.set(language=language, annotator="maria.fernandez", hidden=["plots"])
    window.apply_language()
    window.show()
    _resize(window, *sizes[0])
    for name, top in views(window, folder, folder.parent):
        for size in sizes if top is window else (None,):
            where = f"{language} {name}"
            if size is not None:
                where += _resize(window, *size)
            picture = top.grab()
            found = cut_off(top, PARTS_OF_NAMES) + painted.faults(NAMES)
            if found:  # what has just come in may not be laid out yet: a fault is what stays
                pump(0.6)
                picture = top.grab()
                found = cut_off(top, PARTS_OF_NAMES) + painted.faults(NAMES)
            found += raised
            if size is not None and (window.width(), window.height()) != size[:2]:
                found.append(f"the window is not smaller than {window.width()}×{window.height()}")
            raised.clear()
            buttons.update(buttons_of(top))
            yield name, where, picture, found
        if top is window:
            _resize(window, *sizes[0])
    window.close()
    window.deleteLater()


def _resize(window: "Window", width: int, height: int, narrow: bool) -> str:
    """Another size of the window, and of the columns beside the picture."""
    from PySide6.QtWidgets import QSplitter

    from tests.ui.scenes import pump, rest

    window.resize(width, height)
    columns = window.findChild(QSplitter, "columns")
    assert isinstance(columns, QSplitter)
    columns.setSizes([1, 5_000, 1] if narrow else [250, width - 560, 310])
    pump(0.04) if window.session.jobs.running() else rest(window)
    return f" {width}×{height}" + (" narrow" if narrow else "")


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    except Exception:  # told before the window goes down with the interpreter
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
