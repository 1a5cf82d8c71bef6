"""``geodesk training``: where networks are trained; installs that environment or takes it away."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import decimal, t
from geodesk.terminal import OK, SOME_FAILED, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.trainingplace import Place


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "training",
        training,
        t(
            "where networks are trained; --install sets it up once (2.6 GB, network), --remove takes it away",
            "dónde se entrenan las redes; --install lo prepara una vez (2,6 GB, red), --remove lo quita",
        ),
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--install", action="store_true", help=t("install it", "lo instala"))
    what.add_argument(
        "--remove",
        action="store_true",
        help=t("take it away; models and trainings stay", "lo quita; modelos y entrenamientos quedan"),
    )
    parser.add_argument(
        "--python",
        type=Path,
        metavar=t("FILE", "ARCHIVO"),
        help=t(
            "of --install: a Python 3.11, 3.12 or 3.13 (found by itself)",
            "de --install: un Python 3.11, 3.12 o 3.13 (lo encuentra solo)",
        ),
    )
    parser.add_argument("--json", action="store_true", help=t("one JSON object", "un objeto JSON"))


def training(options: argparse.Namespace) -> int:
    """``geodesk training [--install [--python FILE] | --remove] [--json]``; 1 if there is none."""
    from geodesk.jobs import trainingplace

    if options.install:
        with closing(trainingplace.install(chosen=options.python)) as steps:
            for line in watch(steps, options.quiet, unit=t(" steps", " pasos")):
                if not options.quiet:
                    say(line)
    elif options.remove:
        freed = _gb(trainingplace.remove())
        say(t(f"{freed} freed.", f"{freed} liberados."))
    found = trainingplace.place()
    if options.json:
        print(json.dumps(_record(found), ensure_ascii=False))
    else:
        print(_said(found))
    return OK if options.remove or (found is not None and found.python is not None) else SOME_FAILED


def _record(found: "Place | None") -> dict[str, object]:
    if found is None:
        return {"folder": None, "python": None, "version": "", "bytes": 0}
    folder, python = (None if one is None else str(one) for one in (found.folder, found.python))
    return {"folder": folder, "python": python, "version": found.version, "bytes": found.size}


def _said(found: "Place | None") -> str:
    if found is None:
        return t(
            "Training is not installed; “geodesk training --install” does it.",
            "El entrenamiento no está instalado; «geodesk training --install» lo instala.",
        )
    if found.folder is None:
        return t(f"Training runs by {found.python}.", f"El entrenamiento usa {found.python}.")
    if found.python is None:
        return t(
            f"The environment in {found.folder} is of another version or not finished ({_gb(found.size)}); "
            "“geodesk training --install” makes it anew.",
            f"El entorno en {found.folder} es de otra versión o quedó incompleto ({_gb(found.size)}); "
            "«geodesk training --install» lo rehace.",
        )
    return t(
        f"Training is installed in {found.folder} (GeoDesk {found.version}, {_gb(found.size)}).",
        f"El entrenamiento está instalado en {found.folder} (GeoDesk {found.version}, {_gb(found.size)}).",
    )


def _gb(size: int) -> str:
    return f"{decimal(f'{size / 1e9:.2f}')} GB"
