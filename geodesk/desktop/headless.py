"""What the program does without a display: the main job on a folder, with a report."""

import tempfile
from pathlib import Path

from geodesk.jobs.inputs import gather
from geodesk.jobs.overview import overview
from geodesk.language import GeoDeskError, t
from geodesk.places import resources
from geodesk.terminal import NOT_RUN, OK, SOME_FAILED, say, watch

DEFAULT_MODEL = "sem-usable"


def headless(chosen: Path | None) -> int:
    """Describe, classify and characterise `chosen` (the samples by default) and say where the report is."""
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
    return SOME_FAILED if failures else OK
