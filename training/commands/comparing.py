"""``baseline`` and ``paired``: what a classifier has to beat, and whether it does."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import t
from training.catalogue import BACKBONES
from training.commands.common import json_option
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the commands."""
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


def _baseline(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.baseline import baseline

    cache = options.cache or options.out / "cache"
    baseline(options.data, options.out, options.backbone, options.weights, options.input, cache, progress)
    return 0


def _paired(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.baseline import paired

    print(json.dumps(paired(options.ours, options.theirs)))
    return 0
