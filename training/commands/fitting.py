"""``fit NETWORK``."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from training.catalogue import BACKBONES, ENTRIES, NAMES
from training.commands import captioning, generating, preclassifying, segmenting
from training.commands.common import json_option, share, whole
from training.commands.preparing import preparing_options
from training.progress import Progress

if TYPE_CHECKING:
    from training.classifier.settings import Settings
    from training.commands.common import Commands
    from training.data.prepare import Options

# Options that stand in the settings under their own name; None means the study's value.
_PLAIN = (
    "backbone",
    "input",
    "weights",
    "side",
    "resize",
    "batch",
    "seed",
    "epochs",
    "rate",
    "fine_epochs",
    "fine_rate",
    "schedule",
    "patience",
    "views",
    "class_weights",
    "smoothing",
    "dropout",
    "l2",
    "depths",
    "standardise",
    "solver",
    "orientations",
)


def add(commands: "Commands") -> None:
    """Add the command, with one sub-command a network."""
    command = commands.add_parser("fit", help=t("train a network", "entrenar una red"))
    networks = command.add_subparsers(required=True, dest="network", metavar="NETWORK")
    for name in NAMES:
        if name == "preclassifier":
            preclassifying.add_fit(networks)
        else:
            study = next(entry.study for entry in ENTRIES if entry.name == name)
            classifier_options(networks.add_parser(name, help=str(study)), name)
    generating.add_fit(networks)
    captioning.add_fit(networks)
    segmenting.add_fit(networks)


def classifier_options(command: argparse.ArgumentParser, name: str) -> None:
    """Add the options of a classifier's training."""
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--resume", action="store_true", help=t("go on with RUN", "continuar RUN"))
    command.add_argument(
        "--fold",
        metavar="K|all",
        help=t(
            "this fold of the data is the test; all: each in turn", "este pliegue es la prueba; all: todos"
        ),
    )
    setting_options(command, name)
    command.set_defaults(run_command=_fit)


def setting_options(command: argparse.ArgumentParser, name: str) -> None:
    """Add what a classifier's training may be told: data and settings."""
    on_backbone = name in ("thin-section", "compare")
    command.add_argument(
        "--data", type=Path, metavar="DATA|DIR", help=t("prepared data, or pictures", "datos")
    )
    command.add_argument("--input", choices=("auto", "picture", "ppl", "xpl", "both", "each"))
    command.add_argument("--side", type=whole, metavar="PIXELS")
    command.add_argument("--resize", choices=("stretch", "fit-pad", "centre-crop"))
    command.add_argument("--batch", type=whole)
    command.add_argument("--epochs", type=int, help=t("of the first phase", "de la primera fase"))
    command.add_argument("--rate", type=float, help=t("first learning rate", "tasa de aprendizaje"))
    command.add_argument("--schedule", choices=("plateau", "cosine", "constant"))
    command.add_argument("--patience", type=whole, help=t("of early stopping", "de la parada temprana"))
    command.add_argument("--class-weights", choices=("none", "balanced"))
    command.add_argument("--smoothing", type=share, help=t("of the labels", "de las etiquetas"))
    command.add_argument("--dropout", type=share)
    command.add_argument("--l2", type=float)
    command.add_argument(
        "--augment", choices=("none", "mindat", "thin-section", "A1", "A2", "A3", "A4"), metavar="SET"
    )
    command.add_argument(
        "--illumination",
        type=float,
        metavar="STRENGTH",
        help=t("change brightness, contrast, colour; 1 as in the field", "variar la luz; 1 como en el campo"),
    )
    command.add_argument(
        "--orientations",
        type=int,
        choices=(1, 2, 4, 8),
        help=t("mean over turns and mirrorings", "media sobre giros y reflejos"),
    )
    command.add_argument("--seed", type=int)
    command.add_argument("--mixed-precision", action="store_true")
    command.add_argument("--cache", type=Path, metavar="DIR", help=t("shared by runs", "común a varios"))
    if on_backbone:
        command.add_argument("--backbone", choices=BACKBONES)
        command.add_argument("--weights", metavar="imagenet|none|FILE")
        command.add_argument(
            "--depths",
            type=int,
            choices=(1, 2, 3),
            help=t("of the backbone that give features", "profundidades que dan características"),
        )
        command.add_argument(
            "--standardise",
            action="store_true",
            default=None,
            help=t("the features", "normalizar las características"),
        )
        command.add_argument(
            "--solver",
            choices=("adam", "exact"),
            help=t("of the first phase", "de la primera fase"),
        )
        command.add_argument("--hidden", type=int, nargs="*", metavar="WIDTH")
        command.add_argument(
            "--views", type=int, help=t("augmented, of each picture", "aumentadas, por imagen")
        )
        command.add_argument("--fine-epochs", type=int, help=t("of the second phase", "de la segunda fase"))
        command.add_argument("--fine-rate", type=float)
        command.add_argument(
            "--fine-tune",
            type=int,
            metavar="N",
            help=t("last blocks of the backbone; 0 all", "últimos bloques; 0 todos"),
        )
    preparing_options(command)
    json_option(command)


def settings_of(options: argparse.Namespace) -> "Settings":
    """The settings that the options ask for; raises `GeoDeskError`."""
    from training.classifier.augment import SETS
    from training.classifier.settings import is_classifier, read_settings, study

    settings = study(options.network, getattr(options, "backbone", None) or "")
    if getattr(options, "resume", False) and is_classifier(options.out):
        # What is not said again stays as it was.
        kept = read_settings(options.out)
        settings = replace(
            kept, network=options.network, backbone=getattr(options, "backbone", None) or kept.backbone
        )
    given: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(options, name, None)) is not None
    }
    if getattr(options, "hidden", None) is not None:
        given["hidden"] = tuple(options.hidden)
    if getattr(options, "fine_tune", None) is not None:
        given["fine_blocks"] = options.fine_tune or None
    if options.augment:
        given["augmentation"] = SETS[options.augment]
    if options.illumination:
        given["augmentation"] = given.get("augmentation", settings.augmentation).lit(options.illumination)
    if getattr(options, "fold", None) is not None:
        given["validation"] = options.validation
    if options.mixed_precision:
        given["mixed_precision"] = True
    given["data"] = str(options.data.resolve()) if options.data else ""
    weights = given.get("weights", "none")
    if weights not in ("imagenet", "none"):
        if not Path(weights).is_file():
            raise GeoDeskError(
                en=f"There is no file of weights {weights}.", es=f"No existe el archivo de pesos {weights}."
            )
        given["weights"] = str(Path(weights).resolve())
    return replace(settings, **given)


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.classifier.crossval import cross_validate
    from training.classifier.fit import fit

    if not options.data and not options.resume:
        raise GeoDeskError(
            en="Say where the pictures are: --data DIR.", es="Indique dónde están las imágenes: --data DIR."
        )
    settings = settings_of(options)
    try:
        if options.fold == "all":
            cross_validate(options.out, settings, progress, options.resume, options.cache)
        else:
            if options.fold is not None:
                settings.fold = _fold(options.fold)
            fit(options.out, settings, progress, options.resume, options.cache, preparation(options))
    except KeyboardInterrupt:
        print(t("Interrupted; go on with --resume.", "Interrumpido; continúe con --resume."), file=sys.stderr)
        return 130
    return 0


def _fold(text: str) -> int:
    if not text.isdigit():
        raise GeoDeskError(
            en=f"“{text}” is no fold: give its number or “all”.",
            es=f"«{text}» no es un pliegue: indique su número o «all».",
        )
    return int(text)


def preparation(options: argparse.Namespace) -> "Options":
    """How pictures are made ready."""
    from training.data.prepare import Options

    return Options(
        table=str(options.labels) if options.labels else "",
        group_column=options.group_column,
        group_regex=options.group_regex,
        validation=options.validation,
        test=options.test,
        folds=options.folds,
        shifted=options.same_field,
        seed=options.split_seed,
        allow_synthetic=options.allow_synthetic,
    )
