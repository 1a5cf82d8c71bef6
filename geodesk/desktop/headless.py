"""What the program does without a display: the main job on a folder, with a report."""

import os
import tempfile
from pathlib import Path

from geodesk.jobs.inputs import gather
from geodesk.jobs.overview import overview
from geodesk.jobs.recipes.recipe import ENDING
from geodesk.language import GeoDeskError, t
from geodesk.places import resources
from geodesk.terminal import NOT_RUN, OK, SOME_FAILED, say, watch

DEFAULT_MODEL = "sem-usable"

_PICTURE = (1360, 860)


def headless(chosen: Path | None) -> int:
    """Describe, classify and characterise `chosen` (the samples by default) and say where the report is."""
    if chosen is not None and chosen.name.endswith(ENDING):
        say(
            t(
                f"There is no display; run the recipe with: geodesk run {chosen} FOLDER",
                f"No hay pantalla; use la receta con: geodesk run {chosen} CARPETA",
            )
        )
        return NOT_RUN
    folder = chosen or resources() / "samples"
    out = Path(tempfile.mkdtemp(prefix="geodesk-"))
    say(
        t(
            f"There is no display: the same job on {folder}, with a report.",
            f"No hay pantalla: el mismo trabajo sobre {folder}, con un informe.",
        )
    )
    try:
        rows = list(watch(overview(gather([folder]), out, model=DEFAULT_MODEL), quiet=False))
    except GeoDeskError as error:
        say(f"geodesk: {error}")
        return NOT_RUN
    failures = [row for row in rows if row.error is not None]
    for row in failures:
        say(f"{row.item.path}: {row.error}")
    print(t("Report:", "Informe:"), out / "index.html")
    print(
        t("Tables:", "Tablas:"),
        ", ".join(str(out / f"{n}.csv") for n in ("predictions", "curves", "summary")),
    )
    if (picture := _portrait(folder, out / "window.png")) is not None:
        print(t("Picture of the window:", "Captura de la ventana:"), picture)
    return SOME_FAILED if failures else OK


def _portrait(folder: Path, out: Path) -> Path | None:
    """The window on `folder`, drawn on Qt's invisible screen; None where Qt's libraries are missing."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Its own settings: what the user chose is neither shown nor changed.
    os.environ["GEODESK_CONFIG"] = str(out.parent / "settings")
    try:
        from PySide6.QtCore import qInstallMessageHandler

        from geodesk.desktop.app import application, build_window
        from geodesk.desktop.portrait import take
    except ImportError as error:
        say(t(f"No picture of the window: {error}.", f"Sin captura de la ventana: {error}."))
        return None
    # The invisible screen warns of hints it cannot pass on; nobody can do anything about it.
    qInstallMessageHandler(lambda *_: None)
    app = application()
    window = build_window()
    window.resize(*_PICTURE)  # the invisible screen is smaller than any real one
    window.toggle_panel("plots")
    window.show()
    window.session.open(folder)
    take(window, out)
    window.close()
    app.processEvents()
    return out
