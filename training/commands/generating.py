"""``fit dcgan``, ``fit dcgan-thesis``, ``fit volume`` and ``judge``: generators of synthetic micrographs."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError, t
from training.commands.common import json_option, whole
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add ``judge``."""
    command = commands.add_parser(
        "judge",
        help=t(
            "S2 and L of generated pictures against the real ones",
            "S2 y L de las imágenes generadas frente a las reales",
        ),
    )
    command.add_argument("run", type=Path, metavar="RUN")
    command.add_argument(
        "--count", type=whole, default=1000, help=t("pictures to generate", "imágenes que generar")
    )
    command.add_argument("--seed", type=int, default=1000)
    command.add_argument(
        "--annealed",
        type=int,
        default=3,
        metavar="N",
        help=t("pictures by simulated annealing beside", "imágenes por recocido simulado al lado"),
    )
    command.add_argument("--swaps", type=whole, default=20_000_000)
    json_option(command)
    command.set_defaults(run_command=_judge)


def add_fit(networks: "Commands") -> None:
    """Add the networks to ``fit``."""
    ours = networks.add_parser("dcgan", help=t("synthetic micrographs", "micrografías sintéticas"))
    _ours(ours, side=160, rate=6e-4)
    _common(ours, batch=16, steps=3000)

    volume = networks.add_parser(
        "volume", help=t("synthetic volumes, from sections", "volúmenes sintéticos, a partir de secciones")
    )
    _ours(volume, side=32, rate=2e-4)
    _common(volume, batch=4, steps=3000)

    thesis = networks.add_parser(
        "dcgan-thesis", help=t("the same, as the study has it", "lo mismo, como lo tiene el estudio")
    )
    thesis.add_argument("--latent", type=whole, default=64)
    thesis.add_argument(
        "--study-defects",
        action="store_true",
        help=t(
            "as the study ran: batch statistics never updated, labels above 1",
            "como se ejecutó: estadísticas de lote sin actualizar, etiquetas mayores que 1",
        ),
    )
    _common(thesis, batch=32, steps=800)


def _ours(command: argparse.ArgumentParser, side: int, rate: float) -> None:
    command.add_argument(
        "--side", type=whole, default=side, help=t("pixels of a crop", "píxeles de un recorte")
    )
    command.add_argument(
        "--rate", type=float, default=rate, help=t("first learning rate", "tasa de aprendizaje inicial")
    )
    command.add_argument(
        "--weight",
        type=float,
        default=3.0,
        help=t("of S2 and L against the critic's opinion", "de S2 y L frente a la opinión del crítico"),
    )


def _common(command: argparse.ArgumentParser, batch: int, steps: int) -> None:
    command.add_argument("--data", nargs="+", default=[], metavar="FILE|DIR")
    command.add_argument(
        "--labels",
        type=Path,
        metavar="FOLDER",
        help=t("a collection: its pictures labelled YES", "una colección: sus imágenes con la etiqueta YES"),
    )
    command.add_argument("--label", default="YES", help=t("another label", "otra etiqueta"))
    command.add_argument(
        "--allow-synthetic",
        action="store_true",
        help=t("learn from synthetic pictures too", "aprender también de imágenes sintéticas"),
    )
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.add_argument("--batch", type=whole, default=batch)
    command.add_argument("--steps", type=whole, default=steps)
    command.add_argument(
        "--minutes",
        type=float,
        default=0.0,
        help=t(
            "end after this processor time, whatever the steps",
            "terminar tras este tiempo de procesador, sean los pasos que sean",
        ),
    )
    command.add_argument(
        "--every",
        type=whole,
        default=250,
        help=t("steps between checkpoints and contact sheets", "pasos entre puntos de control y hojas"),
    )
    command.add_argument(
        "--turn",
        action="store_true",
        help=t("quarter turns of the crops as well", "girar también los recortes"),
    )
    command.add_argument("--seed", type=int, default=1)
    command.add_argument(
        "--resume",
        action="store_true",
        help=t("go on from the last checkpoint", "continuar desde el último punto"),
    )
    json_option(command)
    command.set_defaults(run_command=_fit)


def _fit(options: argparse.Namespace, progress: Progress) -> int:
    from training.gan.fit import fit
    from training.gan.settings import Settings

    if not options.data and not options.labels and not options.resume:
        raise GeoDeskError(
            en="Say where the pictures are: --data DIR or --labels FOLDER.",
            es="Indique dónde están las imágenes: --data DIR o --labels CARPETA.",
        )
    settings = Settings(
        network=options.network,
        data=[str(Path(entry).resolve()) for entry in options.data],
        labels="" if options.labels is None else str(options.labels.resolve()),
        label=options.label,
        allow_synthetic=options.allow_synthetic,
        side=getattr(options, "side", 320),
        steps=options.steps,
        batch=options.batch,
        every=options.every,
        seed=options.seed,
        latent=getattr(options, "latent", 64),
        study_defects=getattr(options, "study_defects", False),
        turn=options.turn,
        rate=getattr(options, "rate", 0.0),
        weight=getattr(options, "weight", 0.0),
        minutes=options.minutes,
    )
    fit(options.out, settings, progress, options.resume)
    return 0


def _judge(options: argparse.Namespace, progress: Progress) -> int:
    from training.gan.judging import judge_run

    judge_run(options.run, progress, options.count, options.seed, options.annealed, options.swaps)
    return 0
