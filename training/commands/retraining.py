"""``retrain FOLDER``, ``prepare labels FOLDER`` and ``export-features``: what begins with a collection."""

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from training.catalogue import BACKBONES, NAMES
from training.commands.common import json_option, share, whole
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands

_CHANGES = ("epochs", "fine_epochs", "rate", "fine_rate", "batch", "patience", "seed", "weights", "views")


def add(commands: "Commands") -> None:
    """Add ``retrain`` and ``export-features``."""
    command = commands.add_parser(
        "retrain",
        help=t(
            "from a folder's labels to a model: prepare, fit, score, export",
            "de las etiquetas de una carpeta a un modelo: preparar, entrenar, evaluar, exportar",
        ),
    )
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--network", choices=NAMES, required=True)
    command.add_argument("--backbone", choices=BACKBONES, default="")
    command.add_argument(
        "--head",
        choices=("study", "solved"),
        default="study",
        help=t(
            "of thin-section; solved: for few pictures, on three depths of the backbone, at once",
            "de thin-section; solved: para pocas imágenes, con tres profundidades de la red base, de una vez",
        ),
    )
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--model", type=Path, required=True, metavar="FILE.onnx")
    command.add_argument(
        "--base", type=Path, metavar="FILE.onnx", help=t("model to go on from", "modelo del que partir")
    )
    command.add_argument("--usable", default="", metavar="LABEL")
    command.add_argument("--epochs", type=int, help=t("of the first phase", "de la primera fase"))
    command.add_argument("--fine-epochs", type=int, help=t("of the second phase", "de la segunda fase"))
    command.add_argument("--rate", type=float, help=t("first learning rate", "tasa de aprendizaje"))
    command.add_argument("--fine-rate", type=float)
    command.add_argument("--batch", type=whole)
    command.add_argument("--patience", type=whole, help=t("of early stopping", "de la parada temprana"))
    command.add_argument("--views", type=int, help=t("augmented, of each picture", "aumentadas, por imagen"))
    command.add_argument("--weights", metavar="imagenet|none|FILE")
    command.add_argument("--seed", type=int)
    command.add_argument("--validation", type=share, default=0.15, metavar="SHARE")
    command.add_argument("--test", type=share, default=0.2, metavar="SHARE")
    command.add_argument(
        "--card", type=Path, metavar="JSON", help=t("words of the card", "textos de la ficha")
    )
    command.add_argument("--resume", action="store_true", help=t("go on from the last epoch", "continuar"))
    command.add_argument(
        "--stop-by-stdin",
        action="store_true",
        help=t(
            "stop as by Ctrl+C when standard input says “stop” or ends",
            "detenerse como con Ctrl+C cuando la entrada estándar diga «stop» o termine",
        ),
    )
    json_option(command)
    command.set_defaults(run_command=_retrain)

    command = commands.add_parser(
        "export-features",
        help=t(
            "a backbone as ONNX, for active training", "una red base como ONNX, para entrenamiento activo"
        ),
    )
    command.add_argument("--backbone", choices=BACKBONES, default="MobileNetV2")
    command.add_argument("--weights", default="imagenet", metavar="imagenet|none|FILE")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.onnx")
    command.add_argument(
        "--side",
        type=int,
        choices=(224, 320, 448, 640),
        default=448,
        help=t(
            "height and width of the input in pixels (448)", "alto y ancho de la entrada en píxeles (448)"
        ),
    )
    command.add_argument(
        "--depths",
        type=int,
        choices=(1, 2, 3),
        default=3,
        help=t("layers whose features stand side by side (3)", "capas cuyas características se unen (3)"),
    )
    json_option(command)
    command.set_defaults(run_command=_export_features)


def add_source(sources: "Commands") -> None:
    """Add ``prepare labels``."""
    from training.commands.preparing import preparing_options

    source = sources.add_parser(
        "labels",
        help=t(
            "the labels that people gave a folder in GeoDesk", "las etiquetas dadas a una carpeta en GeoDesk"
        ),
    )
    source.add_argument("folder", type=Path, metavar="FOLDER")
    source.add_argument("--out", type=Path, required=True, metavar="DATA")
    preparing_options(source, table=False)
    json_option(source)
    source.set_defaults(run_command=_labels)


def _labels(options: argparse.Namespace, progress: Progress) -> int:
    import json

    from training.data.labelled import prepare_labelled
    from training.data.prepare import REPORT, Options, describe

    prepared = Options(
        group_column=options.group_column,
        group_regex=options.group_regex,
        validation=options.validation,
        test=options.test,
        folds=options.folds,
        shifted=options.same_field,
        seed=options.split_seed,
        allow_synthetic=options.allow_synthetic,
    )
    prepare_labelled(options.folder, options.out, prepared, progress)
    report = json.loads((options.out / REPORT).read_text(encoding="utf-8"))
    if not options.json:
        print(describe(report))
    return 1 if report["left_out"] else 0


def _retrain(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.export import read_wording
    from training.data.prepare import Options
    from training.retraining.run import Wanted, retrain

    if options.head == "solved" and options.network != "thin-section":
        raise GeoDeskError(
            en="“--head solved” is for thin-section alone; leave it out.",
            es="«--head solved» es solo para thin-section; quítelo.",
        )
    if options.stop_by_stdin:
        threading.Thread(target=_listen, daemon=True).start()
    changes: dict[str, Any] = {
        name: value for name in _CHANGES if (value := getattr(options, name)) is not None
    }
    wanted = Wanted(
        options.folder,
        options.network,
        options.backbone,
        options.head,
        options.base,
        options.usable,
        changes,
        read_wording(options.card),
        Options(validation=options.validation, test=options.test),
    )
    done = retrain(options.out, wanted, options.model, progress, options.resume)
    return 0 if done else 130


def _listen() -> None:
    """Wait for the word on standard input; whoever started this and died closes it."""
    import _thread

    for line in sys.stdin:
        if line.strip() == "stop":
            break
    _thread.interrupt_main()


def _export_features(options: argparse.Namespace, progress: Progress) -> int:
    from training.exportfeatures import export_features

    export_features(options.backbone, options.weights, options.out, progress, options.side, options.depths)
    return 0
