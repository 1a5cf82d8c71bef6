"""``prepare captions``, ``prepare terrain``, ``fit captioner``, ``fit captioner-thesis``."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, t
from training.catalogue import BACKBONES
from training.commands.common import json_option, share, whole
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands
    from training.terrain import Split

_NAMES = ("captioner", "captioner-thesis")
_PLAIN = (
    "backbone",
    "side",
    "batch",
    "seed",
    "epochs",
    "rate",
    "encoder_epochs",
    "patience",
    "length",
    "views",
)


def _count(text: str) -> int:
    """A whole number from 0, for argparse."""
    return whole(text) if text.strip() != "0" else 0


def _chance(text: str) -> float:
    """A number from 0 to 1, for argparse."""
    return 1.0 if text.strip() == "1" else share(text)


def add_prepare(sources: "Commands") -> None:
    """Add the sources to ``prepare``."""
    captions = sources.add_parser(
        "captions",
        help=t(
            "captions of landslides from a table (.csv, .xlsx) or a collection's corrections",
            "leyendas de deslizamientos desde una tabla (.csv, .xlsx) o las correcciones de una colección",
        ),
    )
    captions.add_argument("table", type=Path, metavar="TABLE|FOLDER")
    captions.add_argument(
        "--pictures",
        type=Path,
        metavar="DIR",
        help=t("by default the folder of TABLE", "por omisión la carpeta de TABLE"),
    )
    captions.add_argument("--out", type=Path, required=True, metavar="DATA")
    captions.add_argument("--validation", type=share, default=0.1, metavar="SHARE")
    captions.add_argument("--test", type=share, default=0.2, metavar="SHARE")
    captions.add_argument("--split-seed", type=int, default=1, metavar="SEED")
    json_option(captions)
    captions.set_defaults(run_command=_captions)

    terrain = sources.add_parser(
        "terrain",
        help=t("synthetic landslides drawn by GeoDesk", "deslizamientos sintéticos dibujados por GeoDesk"),
    )
    terrain.add_argument(
        "--count", type=_count, default=2800, metavar="N", help=t("for training", "para entrenar")
    )
    terrain.add_argument("--validation", type=_count, default=300, metavar="N")
    terrain.add_argument(
        "--test", type=_count, default=500, metavar="N", help=t("with other textures", "con otras texturas")
    )
    terrain.add_argument(
        "--random",
        type=_chance,
        default=0.0,
        metavar="CHANCE",
        help=t("scenes on random grounds", "escenas sobre suelos al azar"),
    )
    terrain.add_argument("--seed", type=int, default=1)
    terrain.add_argument("--workers", type=whole, default=1)
    terrain.add_argument("--out", type=Path, required=True, metavar="DIR")
    json_option(terrain)
    terrain.set_defaults(run_command=_terrain)


def add_fit(networks: "Commands") -> None:
    """Add the networks to ``fit``."""
    helps = (
        t("captions of landslides", "leyendas de deslizamientos"),
        t("the same, as the study has it", "lo mismo, como lo tiene el estudio"),
    )
    for name, help_ in zip(_NAMES, helps, strict=True):
        command = networks.add_parser(name, help=help_)
        command.add_argument("--data", type=Path, metavar="DATA", help=t("prepared captions", "leyendas"))
        command.add_argument("--out", type=Path, required=True, metavar="RUN")
        command.add_argument("--resume", action="store_true", help=t("go on with RUN", "continuar RUN"))
        command.add_argument("--backbone", choices=BACKBONES)
        command.add_argument("--weights", metavar="imagenet|none|FILE")
        command.add_argument("--side", type=whole, metavar="PIXELS")
        command.add_argument("--batch", type=whole)
        command.add_argument("--epochs", type=int, help=t("of the decoder", "del decodificador"))
        command.add_argument("--rate", type=float, help=t("of the decoder", "del decodificador"))
        if name == "captioner":
            command.add_argument("--encoder-epochs", type=int, help=t("of the encoder", "del codificador"))
            command.add_argument("--views", type=whole, help=t("of each picture", "de cada imagen"))
            command.add_argument(
                "--masks",
                type=Path,
                metavar="DIR",
                help=t("where the slides are: PNGs of the same names", "dónde están: PNG de igual nombre"),
            )
        command.add_argument("--patience", type=whole)
        command.add_argument("--length", type=whole, help=t("words, marks included", "palabras, con marcas"))
        command.add_argument("--seed", type=int)
        json_option(command)
        command.set_defaults(run_command=_fit)


def _captions(options: argparse.Namespace, progress: Progress) -> int:
    from training.captioner.prepare import prepare

    table: Path = options.table
    pictures = options.pictures or (table if table.is_dir() else table.parent)
    _, problems = prepare(
        table, pictures, options.out, progress, options.validation, options.test, options.split_seed
    )
    for problem in problems:
        place = t(f"line {problem.line}", f"línea {problem.line}")
        print(f"{table.name}, {place}, {problem.id}: {problem.why}", file=sys.stderr)
    return 1 if problems else 0


def _terrain(options: argparse.Namespace, progress: Progress) -> int:
    from training.terrain.dataset import write_terrain

    counts: dict[Split, int] = {
        "train": options.count,
        "validation": options.validation,
        "test": options.test,
    }
    print(write_terrain(options.out, counts, options.seed, progress, options.workers, options.random))
    return 0


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.captioner.fit import fit
    from training.captioner.settings import is_captioner, read_settings, study

    if not options.data and not options.resume:
        raise GeoDeskError(
            en="Say where the captions are: --data DATA (see “prepare captions”).",
            es="Indique dónde están las leyendas: --data DATA (vea «prepare captions»).",
        )
    settings = study(options.network)
    if options.resume and is_captioner(options.out):
        settings = replace(read_settings(options.out), captioner=options.network)
    given: dict[str, Any] = {
        name: value for name in (*_PLAIN, "views") if (value := getattr(options, name, None)) is not None
    }
    if options.weights:
        given["weights"] = options.weights
        if options.weights not in ("imagenet", "none"):
            file = Path(options.weights)
            if not file.is_file():
                raise GeoDeskError(
                    en=f"There is no file of weights {file}.", es=f"No existe el archivo de pesos {file}."
                )
            given["weights"] = str(file.resolve())
    if getattr(options, "masks", None):
        given["masks"] = str(options.masks.resolve())
    if options.data:
        given["data"] = str(options.data.resolve())
    try:
        fit(options.out, replace(settings, **given), progress, options.resume)
    except KeyboardInterrupt:
        print(t("Interrupted; go on with --resume.", "Interrumpido; continúe con --resume."), file=sys.stderr)
        return 130
    return 0
