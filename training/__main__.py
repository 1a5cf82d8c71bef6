"""``python -m training``: see ``--help``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geodesk.language import GeoDeskError, t
from training.progress import Progress

NETWORKS = {
    "preclassifier": (
        "SEM: usable or not; 320×320×1, 2,812,505 parameters",
        "SEM: usable o no; 320×320×1, 2.812.505 parámetros",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 2 nothing was run)."""
    options = _parser().parse_args(arguments)
    progress = Progress(getattr(options, "json", False))
    try:
        return int(options.run_command(options, progress))
    except GeoDeskError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("tensorflow", "keras", "tf2onnx", "onnx", "scipy"):
            raise
        print(
            t(
                f"Training needs {error.name}: install it with  pip install 'geodesk[training]'",
                f"El entrenamiento necesita {error.name}: instálelo con  pip install 'geodesk[training]'",
            ),
            file=sys.stderr,
        )
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__ and _about())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser(
        "list", help=t("networks that can be trained", "redes que se pueden entrenar")
    )
    command.set_defaults(run_command=_list)

    command = commands.add_parser(
        "samples", help=t("render the sample pictures", "generar las imágenes de muestra")
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.set_defaults(run_command=_samples)

    command = commands.add_parser("fit", help=t("train a network", "entrenar una red"))
    command.add_argument("network", choices=list(NETWORKS))
    command.add_argument("--data", type=Path, nargs="+", default=[], metavar="DIR")
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
    _json_option(command)
    command.set_defaults(run_command=_fit)

    command = commands.add_parser(
        "average",
        help=t(
            "mean network of runs of one chain, its decision placed on their validation tiles",
            "red media de entrenamientos encadenados, con la decisión ajustada en su validación",
        ),
    )
    command.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    _json_option(command)
    command.set_defaults(run_command=_average)

    command = commands.add_parser(
        "evaluate", help=t("score a run on its own and on unseen pictures", "evaluar un entrenamiento")
    )
    command.add_argument("run", type=Path, metavar="RUN")
    command.add_argument("--data", type=Path, nargs="+", default=[], metavar="DIR")
    command.add_argument(
        "--looks-before",
        type=int,
        default=0,
        metavar="N",
        help=t("times earlier runs were scored on it", "veces que se evaluó antes con estas imágenes"),
    )
    _json_option(command)
    command.set_defaults(run_command=_evaluate)

    command = commands.add_parser(
        "export", help=t("write the ONNX file with its card", "escribir el archivo ONNX con su ficha")
    )
    command.add_argument("run", type=Path, metavar="RUN")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.onnx")
    _json_option(command)
    command.set_defaults(run_command=_export)

    command = commands.add_parser("report", help=t("write RUN/report.html", "escribir RUN/report.html"))
    command.add_argument("run", type=Path, metavar="RUN")
    command.set_defaults(run_command=_report)
    return parser


def _about() -> str:
    return t(
        "Train, score and export GeoDesk's networks.", "Entrenar, evaluar y exportar las redes de GeoDesk."
    )


def _json_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--json", action="store_true", help=t("progress as JSON lines", "progreso en líneas JSON")
    )


def _list(options: argparse.Namespace, progress: Progress) -> int:
    for name, (en, es) in NETWORKS.items():
        print(f"{name}  {t(en, es)}")
    return 0


def _samples(options: argparse.Namespace, progress: Progress) -> int:
    from training.samples import write_samples

    for path in write_samples(options.out):
        print(path)
    return 0


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.fit import Settings, fit

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


def _average(options: argparse.Namespace, progress: Progress) -> int:
    from training.average import average

    average(options.runs, options.out, progress)
    return 0


def _evaluate(options: argparse.Namespace, progress: Progress) -> int:
    from training.evaluate import evaluate

    evaluate(options.run, options.data, progress, options.looks_before)
    return 0


def _export(options: argparse.Namespace, progress: Progress) -> int:
    from training.export import export

    export(options.run, options.out, progress)
    return 0


def _report(options: argparse.Namespace, progress: Progress) -> int:
    from training.report import report

    print(report(options.run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
