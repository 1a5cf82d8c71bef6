"""``prepare folder DIR --out DATA`` and ``prepare minerals URLS.csv --out DIR``."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import t
from training.commands import captioning, retraining
from training.commands.common import json_option, share, whole
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
    _add_minerals(sources)
    captioning.add_prepare(sources)
    retraining.add_source(sources)


def _add_minerals(sources: "Commands") -> None:
    minerals = sources.add_parser(
        "minerals",
        help=t(
            "download hand specimens from a list of addresses; remove their background",
            "descargar ejemplares de una lista de direcciones; quitar su fondo",
        ),
    )
    minerals.add_argument(
        "table", type=Path, metavar="URLS.csv", help=t("with columns url, label", "con columnas url, label")
    )
    minerals.add_argument("--out", type=Path, required=True, metavar="DIR")
    minerals.add_argument(
        "--classes",
        nargs="+",
        metavar="NAME",
        help=t("without it the study's ten", "sin ella, las diez del estudio"),
    )
    minerals.add_argument(
        "--cap",
        type=_from_zero,
        default=5000,
        metavar="N",
        help=t("pictures of a class; 0: all", "imágenes por clase; 0: todas"),
    )
    minerals.add_argument(
        "--seed", type=int, default=1, help=t("draws which pictures", "sortea cuáles imágenes")
    )
    minerals.add_argument("--side", type=whole, default=96, metavar="PIXELS")
    minerals.add_argument(
        "--keep-background", action="store_true", help=t("only crop and resize", "solo recortar y escalar")
    )
    minerals.add_argument("--url-column", default="url", metavar="NAME")
    minerals.add_argument("--label-column", default="label", metavar="NAME")
    minerals.add_argument(
        "--again", action="store_true", help=t("ask dead links once more", "volver a probar enlaces rotos")
    )
    minerals.add_argument(
        "--at-once", type=whole, default=4, metavar="N", help=t("downloads together", "descargas a la vez")
    )
    minerals.add_argument(
        "--tries", type=whole, default=4, help=t("requests for one address", "intentos por dirección")
    )
    minerals.add_argument(
        "--timeout",
        type=whole,
        default=20,
        metavar="SECONDS",
        help=t("a server may be silent", "que un servidor puede callar"),
    )
    minerals.add_argument(
        "--largest", type=whole, default=32, metavar="MIB", help=t("largest file", "archivo más grande")
    )
    minerals.add_argument(
        "--user-agent",
        default="",
        help=t(
            "how servers know you, with an address to write to", "cómo lo ven los servidores, con contacto"
        ),
    )
    json_option(minerals)
    minerals.set_defaults(run_command=_minerals)


def preparing_options(command: argparse.ArgumentParser, table: bool = True) -> None:
    """Add the options that say how pictures are labelled (with `table`), grouped and divided."""
    if table:
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
    command.add_argument(
        "--allow-synthetic",
        action="store_true",
        help=t(
            "learn from pictures marked synthetic too", "aprender también de imágenes marcadas sintéticas"
        ),
    )
    command.add_argument("--validation", type=share, default=0.15, metavar="SHARE")
    command.add_argument("--test", type=share, default=0.15, metavar="SHARE")
    command.add_argument("--folds", type=int, default=0, metavar="K")
    command.add_argument("--split-seed", type=int, default=1, metavar="SEED")


def _from_zero(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(t("must be at least 0", "debe ser al menos 0"))
    return number


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
            allow_synthetic=options.allow_synthetic,
        ),
        progress,
    )
    report = json.loads((options.out / REPORT).read_text(encoding="utf-8"))
    if not options.json:
        print(describe(report))
    return 1 if report["left_out"] else 0


def _minerals(options: argparse.Namespace, progress: Progress) -> int:
    from training.data.minerals.fetch import USER_AGENT, Manners
    from training.data.minerals.labels import STUDY_CLASSES
    from training.data.minerals.prepare import Options, describe, prepare

    manners = Manners(
        tries=options.tries,
        silence_s=options.timeout,
        bytes=options.largest * 2**20,
        at_once=options.at_once,
        user_agent=options.user_agent or USER_AGENT,
    )
    wanted = Options(
        classes=options.classes or STUDY_CLASSES,
        cap=options.cap,
        seed=options.seed,
        side=options.side,
        keep_background=options.keep_background,
        url_column=options.url_column,
        label_column=options.label_column,
        again=options.again,
        manners=manners,
    )
    try:
        summary = prepare(options.table, options.out, wanted, progress)
    except KeyboardInterrupt:
        message = t(
            "Interrupted; the same command goes on.", "Interrumpido; el mismo comando continúa desde aquí."
        )
        print(message, file=sys.stderr)
        return 130
    if not options.json:
        print(describe(summary))
    failed = ("dead", "undecodable", "unreadable")
    return 1 if any(summary["total"][kind] for kind in failed) else 0
