"""``prepare folder DIR --out DATA``."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import t
from training.commands.common import json_option, share
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the command, with one sub-command a source."""
    command = commands.add_parser("prepare", help=t("make a data set ready", "preparar un conjunto de datos"))
    sources = command.add_subparsers(required=True, metavar="SOURCE")
    folder = sources.add_parser(
        "folder",
        help=t(
            "index class folders, pairs or a table; find duplicates; split by group",
            "indexar carpetas de clases, pares o una tabla; hallar duplicados; dividir por grupo",
        ),
    )
    folder.add_argument("folder", type=Path, metavar="DIR")
    folder.add_argument("--out", type=Path, required=True, metavar="DATA")
    preparing_options(folder)
    json_option(folder)
    folder.set_defaults(run_command=_folder)


def preparing_options(command: argparse.ArgumentParser) -> None:
    """Add the options that say how pictures are labelled, grouped and divided."""
    command.add_argument(
        "--labels",
        type=Path,
        metavar="CSV",
        help=t("table with path and label", "tabla con path y label"),
    )
    command.add_argument("--group-column", default="", metavar="NAME", help=t("of the table", "de la tabla"))
    command.add_argument(
        "--group-regex",
        default="",
        metavar="REGEX",
        help=t("its first group in the path names the group", "su primer grupo en la ruta da el grupo"),
    )
    command.add_argument(
        "--same-field",
        action="store_true",
        help=t("also group pictures of one field that are shifted", "agrupar también campos desplazados"),
    )
    command.add_argument("--validation", type=share, default=0.15, metavar="SHARE")
    command.add_argument("--test", type=share, default=0.15, metavar="SHARE")
    command.add_argument("--folds", type=int, default=0, metavar="K")
    command.add_argument("--split-seed", type=int, default=1, metavar="SEED")


def _folder(options: argparse.Namespace, progress: Progress) -> int:
    from training.data.prepare import REPORT, Options, describe, prepare

    prepare(
        options.folder,
        options.out,
        Options(
            table=str(options.labels) if options.labels else "",
            group_column=options.group_column,
            group_regex=options.group_regex,
            validation=options.validation,
            test=options.test,
            folds=options.folds,
            shifted=options.same_field,
            seed=options.split_seed,
        ),
        progress,
    )
    report = json.loads((options.out / REPORT).read_text(encoding="utf-8"))
    if not options.json:
        print(describe(report))
    return 1 if report["left_out"] else 0
