"""What only the pre-classifier and the samples need: its options of ``fit``, ``average``, ``samples``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError, t
from training.commands.common import json_option
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add ``samples`` and ``average``."""
    command = commands.add_parser(
        "samples", help=t("render the sample pictures", "generar las imágenes de muestra")
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.set_defaults(run_command=_samples)

    command = commands.add_parser(
        "average",
        help=t(
            "mean network of runs of one chain, its decision placed on their validation tiles",
            "red media de entrenamientos encadenados, con la decisión ajustada en su validación",
        ),
    )
    command.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    json_option(command)
    command.set_defaults(run_command=_average)


def add_fit(networks: "Commands") -> None:
    """Add ``fit preclassifier``."""
    command = networks.add_parser("preclassifier", help=t("SEM: usable or not", "SEM: utilizable o no"))
    command.add_argument("--data", type=Path, nargs="+", default=[], metavar="DIR")
    command.add_argument(
        "--labels",
        type=Path,
        metavar="FOLDER",
        help=t(
            "go on training --base on the labels of a folder instead",
            "en su lugar, seguir entrenando --base con las etiquetas de una carpeta",
        ),
    )
    command.add_argument("--base", type=Path, metavar="FILE.onnx")
    command.add_argument("--usable", default="", metavar="LABEL")
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--epochs", type=int, default=40, help=t("of the tied phase", "de la fase ligada"))
    command.add_argument("--untied-epochs", type=int, default=0)
    command.add_argument("--steps", type=int, default=64, help=t("steps an epoch", "pasos por época"))
    command.add_argument("--batch", type=int, default=32)
    command.add_argument("--window", type=int, default=192)
    command.add_argument(
        "--scenes", type=int, default=2400, help=t("rendered fields of view", "campos generados")
    )
    command.add_argument("--validation-scenes", type=int, default=120)
    command.add_argument(
        "--crops", type=int, default=24, help=t("crops of each real picture", "recortes por imagen real")
    )
    command.add_argument("--workers", type=int, default=2)
    command.add_argument(
        "--rate", type=float, default=3e-3, help=t("first learning rate", "tasa de aprendizaje")
    )
    command.add_argument(
        "--start", type=Path, metavar="RUN", help=t("go on from another run's network", "partir de otra red")
    )
    command.add_argument("--seed", type=int, default=1)
    command.add_argument(
        "--resume",
        action="store_true",
        help=t("go on from the last epoch", "continuar desde la última época"),
    )
    json_option(command)
    command.set_defaults(run_command=_fit)


def _samples(options: argparse.Namespace, progress: Progress) -> int:
    from training.samples import write_samples

    for path in write_samples(options.out):
        print(path)
    return 0


def _average(options: argparse.Namespace, progress: Progress) -> int:
    from training.average import average

    average(options.runs, options.out, progress)
    return 0


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.fit import Settings, fit

    if options.labels is not None:
        return _fit_labels(options, progress)
    if not options.data and not options.resume:
        raise GeoDeskError(
            en="Say where the pictures are: --data DIR.", es="Indique dónde están las imágenes: --data DIR."
        )
    settings = Settings(
        data=[str(folder.resolve()) for folder in options.data],
        seed=options.seed,
        epochs=options.epochs,
        untied_epochs=options.untied_epochs,
        steps=options.steps,
        batch=options.batch,
        window=options.window,
        scenes=options.scenes,
        crops=options.crops,
        validation_scenes=options.validation_scenes,
        workers=options.workers,
        rate=options.rate,
        start=str(options.start.resolve()) if options.start else "",
    )
    fit(options.out, settings, progress, options.resume)
    return 0


def _fit_labels(options: argparse.Namespace, progress: Progress) -> int:
    from geodesk.models.load import find
    from training.retraining.run import Wanted, fit_labelled

    changes = {"epochs": options.epochs, "batch": options.batch, "seed": options.seed, "rate": options.rate}
    if options.untied_epochs:
        changes["fine_epochs"] = options.untied_epochs
    base = find(options.base or "sem-usable")
    wanted = Wanted(options.labels, "preclassifier", base=base, usable=options.usable, changes=changes)
    fit_labelled(options.out, wanted, progress, options.resume)
    return 0
