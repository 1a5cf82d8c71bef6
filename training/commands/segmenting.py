"""``fit segmenter``: which class every pixel of a PPL/XPL field is of."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from training.commands.common import json_option, share, whole
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands
    from training.segmenter.settings import Settings

# Options that stand in the settings under their own name; None means the usual value.
_PLAIN = ("mask", "group_regex", "scale", "side", "width", "views", "crops", "batch", "epochs", "rate")
_MORE = ("dice", "class_weights", "dropout", "decay", "folds", "seed")


def add_fit(networks: "Commands") -> None:
    """Add the network to ``fit``."""
    command = networks.add_parser(
        "segmenter",
        help=t("classes of the pixels of PPL/XPL fields", "clases de cada píxel, PPL/XPL"),
    )
    command.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help=t(
            "fields: NAME_ppl, NAME_xpl, NAME_mask of each",
            "campos: NOMBRE_ppl, NOMBRE_xpl, NOMBRE_mask de cada uno",
        ),
    )
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--resume", action="store_true", help=t("go on with RUN", "continuar RUN"))
    command.add_argument(
        "--classes",
        nargs="+",
        default=[],
        metavar="VALUE=NAME",
        help=t(
            "of the masks; else DIR/classes.json, else the values themselves",
            "de las máscaras; si no, DIR/classes.json, o los valores mismos",
        ),
    )
    command.add_argument("--mask", metavar="ENDING", help=t("of the masks' names", "de los nombres"))
    command.add_argument(
        "--group-regex",
        metavar="REGEX",
        help=t(
            "its first group in a field's name is the section; else each field is one",
            "su primer grupo en el nombre del campo es la sección; si no, cada campo es una",
        ),
    )
    command.add_argument(
        "--fold",
        metavar="K|all",
        help=t("hold this fold out; all: each in turn, and score", "apartar este pliegue; all: todos"),
    )
    command.add_argument("--folds", type=whole, metavar="K", help=t("parts, by section", "por sección"))
    command.add_argument("--scale", type=float, help=t("of the input; 0.5: half", "0.5: mitad"))
    command.add_argument("--side", type=whole, metavar="PIXELS", help=t("of a crop", "de un recorte"))
    command.add_argument("--weights", metavar="imagenet|none|FILE", help=t("of the encoder", "codificador"))
    command.add_argument("--width", type=whole, help=t("channels of the decoder", "canales"))
    command.add_argument("--views", type=whole, help=t("of each field", "de cada campo"))
    command.add_argument("--crops", type=whole, help=t("of each field in an epoch", "por campo y época"))
    command.add_argument("--batch", type=whole)
    command.add_argument("--epochs", type=whole)
    command.add_argument("--rate", type=float, help=t("first learning rate", "tasa de aprendizaje"))
    command.add_argument("--dice", type=float, help=t("weight of the dice loss", "peso de la pérdida dice"))
    command.add_argument("--class-weights", choices=("none", "balanced"))
    command.add_argument("--dropout", type=share)
    command.add_argument("--decay", type=float, help=t("of the weights", "de los pesos"))
    command.add_argument("--seed", type=int)
    command.add_argument("--cache", type=Path, metavar="DIR", help=t("shared by runs", "común a varios"))
    json_option(command)
    command.set_defaults(run_command=_fit)


def _settings(options: argparse.Namespace) -> "Settings":
    from training.segmenter.fit import begun
    from training.segmenter.settings import Settings, is_segmenter, read_settings

    kept = read_settings(options.out) if options.resume and is_segmenter(options.out) else Settings()
    given: dict[str, Any] = {
        name: value for name in (*_PLAIN, *_MORE) if (value := getattr(options, name)) is not None
    }
    if options.data:
        given["data"] = str(options.data.resolve())
    if options.weights:
        known = options.weights in ("imagenet", "none")
        if not known and not Path(options.weights).is_file():
            raise GeoDeskError(
                en=f"There is no file of weights {options.weights}.",
                es=f"No existe el archivo de pesos {options.weights}.",
            )
        given["weights"] = options.weights if known else str(Path(options.weights).resolve())
    settings = replace(kept, **given)
    if not settings.data:
        raise GeoDeskError(
            en="Say where the fields are: --data DIR.", es="Indique dónde están los campos: --data DIR."
        )
    _check(settings)
    named = [f"{value}={name}" for value, name in zip(settings.values, settings.labels, strict=True)]
    return begun(settings, options.classes or named)


def _check(settings: "Settings") -> None:
    if settings.side % 32 or not 0 < settings.scale <= 1:
        raise GeoDeskError(
            en="--side must be a multiple of 32 and --scale above 0 up to 1.",
            es="--side debe ser múltiplo de 32 y --scale mayor que 0 y hasta 1.",
        )


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.segmenter.evaluate import cross_validate, evaluate
    from training.segmenter.fit import fit
    from training.segmenter.settings import write_settings

    settings = _settings(options)
    try:
        if options.fold == "all":
            options.out.mkdir(parents=True, exist_ok=True)
            write_settings(options.out, settings)
            cross_validate(options.out, settings, progress, options.resume, options.cache)
        else:
            if options.fold is not None:
                settings.fold = _fold(options.fold, settings.folds)
            fit(options.out, settings, progress, options.resume, options.cache)
            if settings.fold is not None:
                evaluate(options.out, progress)
    except KeyboardInterrupt:
        print(t("Interrupted; go on with --resume.", "Interrumpido; continúe con --resume."), file=sys.stderr)
        return 130
    return 0


def _fold(text: str, folds: int) -> int:
    if not text.isdigit() or int(text) >= folds:
        raise GeoDeskError(
            en=f"“{text}” is no fold: give 0 to {folds - 1} or “all”.",
            es=f"«{text}» no es un pliegue: indique de 0 a {folds - 1} o «all».",
        )
    return int(text)
