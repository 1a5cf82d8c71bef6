"""``evaluate``, ``export`` and ``report``: what comes of a run."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import t
from training.commands.common import json_option
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the commands."""
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
    command.add_argument(
        "--robustness",
        action="store_true",
        help=t(
            "also brighter, tinted, out of focus, compressed and turned",
            "también más claras, teñidas, desenfocadas, comprimidas y giradas",
        ),
    )
    json_option(command)
    command.set_defaults(run_command=_evaluate)

    command = commands.add_parser(
        "export", help=t("write the ONNX file with its card", "escribir el archivo ONNX con su ficha")
    )
    command.add_argument("run", type=Path, metavar="RUN")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.onnx")
    command.add_argument(
        "--precision",
        choices=("float32", "float16", "int8"),
        default="float32",
        help=t("of the weights; the card states what is lost", "de los pesos; la ficha dice qué se pierde"),
    )
    command.add_argument(
        "--cross-validation",
        type=Path,
        metavar="RUN",
        help=t("folds of the same settings, for the card", "pliegues con los mismos ajustes, para la ficha"),
    )
    command.add_argument(
        "--card",
        type=Path,
        metavar="JSON",
        help=t(
            "name, title, names of the labels, licence, data_id, data_licence, target",
            "name, title, names (de las etiquetas), licence, data_id, data_licence, target",
        ),
    )
    json_option(command)
    command.set_defaults(run_command=_export)

    command = commands.add_parser("report", help=t("write RUN/report.html", "escribir RUN/report.html"))
    command.add_argument("run", type=Path, metavar="RUN")
    command.set_defaults(run_command=_report)


def _evaluate(options: argparse.Namespace, progress: Progress) -> int:
    from training.captioner.settings import is_captioner
    from training.classifier.settings import is_classifier
    from training.segmenter.settings import is_segmenter

    if options.robustness:
        return _robustness(options, progress)
    if is_captioner(options.run):
        from training.captioner.evaluate import evaluate as evaluate_captions

        evaluate_captions(options.run, progress)
    elif is_segmenter(options.run):
        from training.segmenter.evaluate import evaluate as evaluate_segmenter

        evaluate_segmenter(options.run, progress)
    elif _further(options.run):
        from training.retraining import scoring

        scoring.evaluate(options.run, progress)
    elif is_classifier(options.run):
        from training.classifier import evaluate as classifier

        classifier.evaluate(options.run, options.data, progress, options.looks_before)
    else:
        from training.evaluate import evaluate

        evaluate(options.run, options.data, progress, options.looks_before)
    return 0


def _robustness(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier import evaluate as classifier
    from training.classifier.report import report
    from training.classifier.robustness import FILE, folds_page, robustness
    from training.classifier.settings import is_classifier

    whole = is_classifier(options.run)
    if whole:
        classifier.evaluate(options.run, options.data, progress, options.looks_before)
    robustness(options.run, progress)
    print(options.run / FILE)
    print(report(options.run) if whole else folds_page(options.run))
    return 0


def _export(options: argparse.Namespace, progress: Progress) -> int:
    from training.captioner.settings import is_captioner
    from training.classifier.settings import is_classifier
    from training.gan.settings import is_generator
    from training.segmenter.settings import is_segmenter

    if is_captioner(options.run):
        from training.captioner.export import export as export_captioner
        from training.classifier.export import read_wording

        export_captioner(options.run, options.out, read_wording(options.card), progress, options.precision)
    elif is_segmenter(options.run):
        from training.classifier.export import read_wording
        from training.segmenter.export import export as export_segmenter

        words = read_wording(options.card)
        export_segmenter(
            options.run, options.out, words, progress, options.precision, options.cross_validation
        )
    elif is_generator(options.run):
        from training.classifier.export import read_wording
        from training.gan.export import export as export_generator

        export_generator(options.run, options.out, read_wording(options.card), progress, options.precision)
    elif _further(options.run):
        from training.classifier.export import read_wording
        from training.retraining import scoring

        scoring.export(options.run, options.out, read_wording(options.card), None, progress)
    elif is_classifier(options.run):
        from training.classifier import export as classifier

        wording = classifier.read_wording(options.card)
        classifier.export(
            options.run, options.out, wording, progress, options.precision, options.cross_validation
        )
    else:
        from training.export import export

        export(options.run, options.out, progress)
    return 0


def _report(options: argparse.Namespace, progress: Progress) -> int:
    from training.captioner.settings import is_captioner
    from training.classifier.settings import is_classifier
    from training.segmenter.settings import is_segmenter

    if is_captioner(options.run):
        from training.captioner.report import report as captioner_report

        print(captioner_report(options.run))
    elif is_segmenter(options.run):
        from training.segmenter.report import report as segmenter_report

        print(segmenter_report(options.run))
    elif is_classifier(options.run):
        from training.classifier.report import report as classifier_report

        print(classifier_report(options.run))
    else:
        from training.report import report

        print(report(options.run))
    return 0


def _further(run: Path) -> bool:
    """Whether a run trained the pre-classifier further on a collection's labels."""
    from training.classifier.settings import is_classifier, read_settings

    return is_classifier(run) and read_settings(run).network == "preclassifier"
