"""``search NETWORK``: settings tried one after the other, the best by validation."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError, t
from training.catalogue import ENTRIES, NAMES
from training.commands.common import whole
from training.commands.fitting import preparation, setting_options, settings_of
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the command, with one sub-command a classifier."""
    command = commands.add_parser(
        "search",
        help=t("try settings; the same command goes on", "probar ajustes; el mismo comando continúa"),
    )
    networks = command.add_subparsers(required=True, dest="network", metavar="NETWORK")
    for name in NAMES:
        if name != "preclassifier":
            study = next(entry.study for entry in ENTRIES if entry.name == name)
            _add(networks.add_parser(name, help=str(study)), name)


def _add(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--trials", type=whole, help=t("in all", "en total"))
    command.add_argument("--sampler", choices=("tpe", "random"))
    command.add_argument(
        "--prune",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=t("cut hopeless trials short", "cortar los intentos sin futuro"),
    )
    command.add_argument(
        "--vary",
        nargs="+",
        default=[],
        metavar="NAME=LOW:HIGH[:log]|NAME=A,B",
        help=t(
            "in place of the network's own search, such as l2=0.001:0.01 dropout=0.3,0.4,0.5",
            "en lugar de la búsqueda propia de la red, como l2=0.001:0.01 dropout=0.3,0.4,0.5",
        ),
    )
    setting_options(command, name)
    command.set_defaults(run_command=_search)


def _search(options: argparse.Namespace, progress: Progress) -> int:
    from training.search.space import parse, preset
    from training.search.trials import TABLE, Wanted, search

    if not options.data:
        raise GeoDeskError(
            en="Say where the pictures are: --data DIR.", es="Indique dónde están las imágenes: --data DIR."
        )
    start = preset(options.network)
    wanted = Wanted(
        tuple(parse(text) for text in options.vary) or start.space,
        options.trials or start.trials,
        options.sampler or start.sampler,
        start.prune if options.prune is None else options.prune,
    )
    try:
        tried = search(
            options.out, settings_of(options), wanted, progress, options.cache, preparation(options)
        )
    except KeyboardInterrupt:
        message = t(
            "Interrupted; the same command goes on.", "Interrumpido; el mismo comando continúa desde aquí."
        )
        print(message, file=sys.stderr)
        return 130
    if not options.json:
        for one in tried:
            values = " ".join(f"{name}={value:.4g}" for name, value in one.values.items())
            print(f"{one.folder}  {one.state:<8}  val_loss {one.loss:.4f}  {one.epochs} epochs  {values}")
        print(options.out / TABLE)
    return 0
