"""``compare``: many trainings in one table. ``baseline``, ``paired``: what to beat, and whether it is."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from training.catalogue import BACKBONES
from training.commands.common import json_option, whole
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


# Settings that all cells of a grid share; None means the study's value.
_SHARED = ("epochs", "fine_epochs", "views", "patience", "side", "input", "seed")


def add(commands: "Commands") -> None:
    """Add the commands."""
    command = commands.add_parser(
        "compare",
        help=t(
            "train a grid under equal conditions; the same command goes on",
            "entrenar una cuadrícula en igualdad de condiciones; el mismo comando continúa",
        ),
    )
    command.add_argument("--grid", choices=("backbones", "mindat", "thin-section"), required=True)
    command.add_argument("--data", type=Path, required=True, metavar="DATA")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument(
        "--weights",
        nargs="+",
        default=[],
        metavar="BACKBONE=imagenet|FILE",
        help=t("a backbone without weights is left out", "se omite una red base sin pesos"),
    )
    command.add_argument("--backbones", nargs="+", choices=BACKBONES, default=[])
    command.add_argument(
        "--networks",
        nargs="+",
        choices=("mindat-1", "mindat-2", "mindat-3", "mindat-selected"),
        default=[],
    )
    command.add_argument("--batches", type=whole, nargs="+", default=[])
    command.add_argument(
        "--fold",
        metavar="K|all",
        help=t("as in “fit”; all: every sample is scored", "como en «fit»; all: se evalúan todas"),
    )
    command.add_argument("--epochs", type=whole)
    command.add_argument("--fine-epochs", type=int)
    command.add_argument("--views", type=int)
    command.add_argument("--patience", type=whole)
    command.add_argument("--side", type=whole, metavar="PIXELS")
    command.add_argument("--input", choices=("auto", "picture", "ppl", "xpl", "both", "each"))
    command.add_argument("--seed", type=int)
    command.add_argument("--cache", type=Path, metavar="DIR")
    json_option(command)
    command.set_defaults(run_command=_compare)

    command = commands.add_parser(
        "baseline",
        help=t(
            "cross-validate a logistic regression on frozen features",
            "validación cruzada de una regresión logística sobre características fijas",
        ),
    )
    command.add_argument("--data", type=Path, required=True, metavar="DATA")
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--backbone", choices=BACKBONES, default="MobileNetV2")
    command.add_argument("--weights", default="imagenet", metavar="imagenet|FILE")
    command.add_argument("--input", choices=("auto", "picture", "ppl", "xpl", "both", "each"), default="auto")
    command.add_argument("--cache", type=Path, metavar="DIR")
    json_option(command)
    command.set_defaults(run_command=_baseline)

    command = commands.add_parser(
        "paired",
        help=t(
            "accuracy of one run minus another's on the same samples, with its interval",
            "exactitud de un entrenamiento menos la de otro en las mismas muestras, con su intervalo",
        ),
    )
    command.add_argument("ours", type=Path, metavar="RUN")
    command.add_argument("theirs", type=Path, metavar="RUN")
    command.set_defaults(run_command=_paired)


def weights_of(given: Sequence[str]) -> dict[str, str]:
    """Backbone → weights, from words like ``ResNet50=FILE``; raises `GeoDeskError`."""
    found = {}
    for word in given:
        name, _, weights = word.partition("=")
        if name not in BACKBONES or not weights:
            raise GeoDeskError(
                en=f"“{word}” is not BACKBONE=imagenet or BACKBONE=FILE, with one of {', '.join(BACKBONES)}.",
                es=f"«{word}» no es RED=imagenet ni RED=ARCHIVO, con una de {', '.join(BACKBONES)}.",
            )
        if weights not in ("imagenet", "none"):
            if not Path(weights).is_file():
                raise GeoDeskError(
                    en=f"There is no file of weights {weights}.",
                    es=f"No existe el archivo de pesos {weights}.",
                )
            weights = str(Path(weights).resolve())
        found[name] = weights
    return found


def _compare(options: argparse.Namespace, progress: Progress) -> int:
    from training.compare.cells import check, go
    from training.compare.grids import Wanted, grid
    from training.compare.page import write_page
    from training.compare.table import write_table

    if options.fold is not None and options.fold != "all" and not options.fold.isdigit():
        raise GeoDeskError(
            en=f"“{options.fold}” is no fold: give its number or “all”.",
            es=f"«{options.fold}» no es un pliegue: indique su número o «all».",
        )
    changes: dict[str, Any] = {
        name: value for name in _SHARED if (value := getattr(options, name)) is not None
    }
    changes["data"] = str(options.data.resolve())
    wanted = Wanted(
        weights_of(options.weights), options.backbones, options.networks, options.batches, changes
    )
    cells, left = grid(options.grid, wanted)
    for one in left:
        print(one.why, file=sys.stderr)
    check(options.out, cells)
    options.out.mkdir(parents=True, exist_ok=True)
    cache = options.cache or options.out / "cache"
    try:
        done, failed = go(options.out, cells, options.fold, cache, progress)
    except KeyboardInterrupt:
        message = t(
            "Interrupted; the same command goes on.", "Interrumpido; el mismo comando continúa desde aquí."
        )
        print(message, file=sys.stderr)
        return 130
    write_table(options.out, done, [*left, *failed])
    page = write_page(options.out, f"compare {options.grid}", done, [*left, *failed])
    if not options.json:
        print((options.out / "table.md").read_text(encoding="utf-8"))
        print(page)
    return 1 if failed or left else 0


def _baseline(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.baseline import baseline

    cache = options.cache or options.out / "cache"
    baseline(options.data, options.out, options.backbone, options.weights, options.input, cache, progress)
    return 0


def _paired(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.baseline import paired

    print(json.dumps(paired(options.ours, options.theirs)))
    return 0
