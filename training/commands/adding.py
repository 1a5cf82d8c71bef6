"""``add-class``: more classes for a trained network, the old ones kept."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import t
from training.commands.common import json_option, share, whole
from training.commands.fitting import preparation
from training.commands.preparing import preparing_options
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the command."""
    command = commands.add_parser(
        "add-class",
        help=t(
            "teach a network new classes; says what the old ones lose",
            "enseñar clases nuevas a una red; dice qué pierden las anteriores",
        ),
    )
    command.add_argument("run", type=Path, metavar="RUN")
    command.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DATA|DIR",
        help=t("of the new classes", "de las clases nuevas"),
    )
    command.add_argument("--out", type=Path, required=True, metavar="RUN2")
    command.add_argument(
        "--memory",
        type=int,
        default=20,
        metavar="N",
        help=t("old pictures of each class learnt again", "imágenes anteriores por clase que se repasan"),
    )
    command.add_argument(
        "--soft",
        type=share,
        default=0.5,
        metavar="SHARE",
        help=t("weight of the old network's opinion on them", "peso de la opinión de la red anterior"),
    )
    command.add_argument("--epochs", type=whole, default=40)
    command.add_argument("--cache", type=Path, metavar="DIR")
    preparing_options(command)
    json_option(command)
    command.set_defaults(run_command=_add_class)


def _add_class(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.addclass import Wanted, add_class
    from training.classifier.report import report

    wanted = Wanted(options.memory, options.soft, options.epochs)
    add_class(options.run, options.data, options.out, wanted, progress, options.cache, preparation(options))
    page = report(options.out)
    if not options.json:
        print(page)
    return 0
