"""Start-up of the desktop program.

The window is not built yet. What is here is what the program does without a display, and will go on doing
then: the main job on the folder it was given (the bundled samples by default), with a report.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from geodesk.jobs.inputs import gather
from geodesk.jobs.overview import overview
from geodesk.language import GeoDeskError, t
from geodesk.places import resources
from geodesk.terminal import NOT_RUN, OK, SOME_FAILED, say, watch

DEFAULT_MODEL = "sem-usable"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on a file or folder; returns 0 (all done), 1 (some pictures failed) or 2 (nothing run)."""
    parser = argparse.ArgumentParser(prog="geodesk-desktop")
    parser.add_argument("path", nargs="?", type=Path, help=t("file or folder", "archivo o carpeta"))
    options = parser.parse_args(arguments)
    return headless(options.path or resources() / "samples")


def headless(folder: Path) -> int:
    """Describe, classify and characterise `folder` and say where the report is."""
    out = Path(tempfile.mkdtemp(prefix="geodesk-"))
    say(
        t(
            f"No window in this version: the same job on {folder}, with a report.",
            f"Esta versión no tiene ventana: el mismo trabajo sobre {folder}, con un informe.",
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


if __name__ == "__main__":
    sys.exit(main())
